"""A small PNG of a picture, for viewers that show neither SVG nor a live drawing.

The same bytes on every machine: the letters come from the font that vl-convert brings along,
never from one that happens to be installed, and both the drawing and the packing are done by
libraries that requirements.lock holds.
"""

import io
import os
import re
from collections import Counter
from pathlib import Path

import vl_convert
from PIL import Image

FONT = "Liberation Sans"
# Letters that font may lack: some machines would find them in a font of their own.
UNKNOWN = re.compile(r"[^\x00-\u017f\u2010-\u2026\u20ac\u2212\u2264\u2265]+ ?")
STYLE = re.compile(r"<style>.*?</style>", re.S)
TITLE = re.compile(r"<title>.*?</title>", re.S)
VARIABLE = re.compile(r"var\(--[\w-]+, *([^()]+)\)")
PAINT = re.compile(r"#[0-9a-f]{6}\b")
GROUND = '<rect x="-100%" y="-100%" width="300%" height="300%" fill="#ffffff"/>'
COLORS = 64
PAINTS = 16
CLOSE = 60  # squared distance in RGB of two colours that look the same


def _letters_of_its_own():
    """Let vl-convert look for fonts, which it does once, where there are none (on Linux).

    An installed Liberation Sans of another version would go before its own.
    """
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(Path(__file__).with_name("fonts.conf"))
    vl_convert.svg_to_png('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>')
    del os.environ["FONTCONFIG_FILE"]
    if before is not None:
        os.environ["FONTCONFIG_FILE"] = before


_letters_of_its_own()


def plain(svg: str) -> str:
    """An SVG picture (text) for any program: its light colours on white, without style sheet."""
    title = TITLE.search(svg)
    told = title[0] if title else ""
    svg = VARIABLE.sub(r"\1", STYLE.sub("", TITLE.sub("", svg)))
    return svg.replace(">", f">{told}{GROUND}", 1)


def png(svg: str, scale: float = 1) -> bytes:
    """The PNG (bytes) of an SVG picture (text), in its light colours on white.

    scale: pixels of the PNG for each of the picture.
    """
    svg = plain(UNKNOWN.sub("", TITLE.sub("", svg))).replace("sans-serif", FONT)
    # On white: transparent paint comes out wrong.
    drawn = Image.open(io.BytesIO(vl_convert.svg_to_png(svg, scale=scale))).convert("RGB")
    few = drawn.quantize(palette=_palette(drawn, svg), dither=Image.Dither.NONE)
    packed = io.BytesIO()
    few.save(packed, "PNG", optimize=True)
    return packed.getvalue()


def _palette(drawn, svg):
    """An image that holds the palette for a drawing.

    First the paints that the drawing names and their half tones, so that the smallest mark keeps
    its colour, then the colours that fill most of it.
    """
    named = Counter(PAINT.findall(svg)).most_common(PAINTS)
    paints = [tuple(bytes.fromhex(name[1:])) for name, _ in named]
    chosen = [(255, 255, 255), *paints]
    chosen += [tuple((255 + part) // 2 for part in paint) for paint in paints]
    for _, color in sorted(drawn.getcolors(drawn.width * drawn.height), reverse=True):
        if len(chosen) >= COLORS:
            break
        apart = (sum((a - b) ** 2 for a, b in zip(color, one)) for one in chosen)
        if all(distance >= CLOSE for distance in apart):
            chosen.append(color)
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for color in chosen for part in color])
    return palette
