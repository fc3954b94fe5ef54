"""Blocks of satellite frames as small pictures on a map, and the legend that reads them."""

import base64
import io
from collections.abc import Iterable, Sequence

import altair as alt
import numpy as np
import pandas as pd
from PIL import Image

from helpers.draw import marks
from helpers.draw.palette import color


def classes(edges: Sequence[int], first: str | None = None) -> list[str]:
    """The words of classes between edges: classes([6, 14]) -> "under 6", "6 to 13", "14 or more".

    first: what the lowest class is called instead.
    """
    middle = [f"{low} to {high - 1}" for low, high in zip(edges, edges[1:])]
    return [first or f"under {edges[0]}", *middle, f"{edges[-1]} or more"]


def key(
    title: str,
    edges: Sequence[int],
    colors: Sequence[str],
    ends: tuple[str, str] | None = None,
    channel: str = "color",
) -> alt.Chart:
    """The legend of pictures: an unseen mark that brings a square for each class.

    ends: what the lowest and the highest class mean, in words. channel: "fill" makes a second
    legend, which stands below.
    """
    names = classes(edges)
    if ends:
        names[0], names[-1] = f"{ends[0]}: {names[0]}", f"{ends[1]}: {names[-1]}"
    tones = dict(zip(names, colors))
    look: dict = {"symbolStrokeColor": color("fig-border"), "symbolStrokeWidth": 0.5}
    look["orient"] = "top" if channel == "color" else "bottom"
    squares = marks.colored("loss", tones, title, channel, titleLimit=420, symbolOpacity=1, **look)
    return alt.Chart(pd.DataFrame({"loss": names})).mark_square(opacity=0).encode(squares)


def film(
    blocks: pd.DataFrame,
    days: Sequence[str],
    end: str,
    edges: Sequence[float],
    colors: Sequence[str],
) -> pd.DataFrame:
    """A picture a frame (start, end, url), each shown until the next; the last until `end`.

    blocks: row, column and a column for each of `days`; edges and colors as in `picture`.
    """
    pictures = [picture(blocks, blocks[date], edges, colors) for date in days]
    return pd.DataFrame({"start": days, "end": [*days[1:], end], "url": pictures})


def picture(
    blocks: pd.DataFrame, values: Iterable[float], edges: Sequence[float], colors: Sequence[str]
) -> str:
    """Blocks as a small picture, one pixel a block: an address (data:) for an image mark.

    values: one number a block; edges: limits between the classes, lowest first; colors: one hex
    colour a class, one more than edges, 15 at most. What is no block, or has no number, stays
    clear.
    """
    if len(colors) != len(edges) + 1:
        raise ValueError(f"{len(edges)} edges make {len(edges) + 1} classes, not {len(colors)}.")
    if len(colors) > 15:
        raise ValueError(f"A picture holds 15 classes, not {len(colors)}.")
    rows, columns = (blocks[name] - blocks[name].min() for name in ("row", "column"))
    pixels = np.zeros((rows.max() + 1, columns.max() + 1), dtype="uint8")
    values = np.asarray(values, dtype=float)
    pixels[rows, columns] = np.where(np.isnan(values), 0, np.digitize(values, edges) + 1)
    drawn = Image.fromarray(pixels, mode="P")
    drawn.putpalette(bytes.fromhex("000000" + "".join(c.lstrip("#") for c in colors)))
    file = io.BytesIO()
    drawn.save(file, "PNG", optimize=True, bits=4, transparency=0)
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()
