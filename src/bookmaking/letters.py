"""Room in a picture for the letters of a wide font: nothing is cut off at its edges.

A picture is laid out for letters as wide as Arial's. Where a reader's sans-serif is wider, as
DejaVu Sans is on many Linux systems, a word at the edge would lose its start or its end.
"""

import cmath
import math
import re
import unicodedata
from xml.etree import ElementTree

# Widths of the letters of DejaVu Sans in hundredths of their size, rounded up.
WIDTHS = {
    letter: width / 100
    for width, letters in {
        30: "'ijlIJ", 34: " ,./:;\\|’", 38: "f-", 42: "()[]t!r", 50: '"*_`–', 56: "?szLc",
        62: "FkvxyPTYaeo", 66: "$0123456789ESbdghnpqu{}K", 70: "ABCRVXZ", 76: "UHN",
        82: "&DGOQw", 88: "#+<=>^~−M",
    }.items() for letter in letters
}  # fmt: skip
BOLD = 1.15
NUMBERS = re.compile(r"-?[\d.]+")
BOX = re.compile(r'width="[\d.]+" height="[\d.]+" viewBox="([-\d.]+ [-\d.]+ [\d.]+ [\d.]+)"')


def width(words, size=12.0, bold=False):
    """How wide words are at most, in pixels."""
    plain = unicodedata.normalize("NFD", words)
    letters = (WIDTHS.get(one, 1) for one in plain if not unicodedata.combining(one))
    return sum(letters) * size * (BOLD if bold else 1)


def with_room(svg):
    """The picture (text of an SVG by Vega), widened where its words need it."""
    box = BOX.search(svg)
    if not box:
        raise ValueError("A picture of a figure has no size and viewBox.")
    left, top, wide, high = map(float, box[1].split())
    right, low = left + wide, top + high
    for start, end in _lines(ElementTree.fromstring(svg)):
        left = min(left, math.floor(min(start.real, end.real)))
        right = max(right, math.ceil(max(start.real, end.real)))
        top = min(top, math.floor(min(start.imag, end.imag)))
        low = max(low, math.ceil(max(start.imag, end.imag)))
    wide, high = f"{right - left:g}", f"{low - top:g}"
    size = f'width="{wide}" height="{high}" viewBox="{left:g} {top:g} {wide} {high}"'
    return svg[: box.start()] + size + svg[box.end() :]


def _lines(part, turn=1 + 0j, shift=0j):
    """(start, end) of each line of words that is seen: points, x + yi.

    turn, shift: where the part stands; a point z of it lies at turn * z + shift.
    """
    hidden = part.get("opacity") == "0" or part.get("display") == "none"
    if hidden or part.get("clip-path"):  # what is clipped has its edges within the picture
        return
    for name, numbers in re.findall(r"(\w+)\(([^)]*)\)", part.get("transform", "")):
        values = [float(one) for one in NUMBERS.findall(numbers)]
        if name == "translate":
            shift += turn * complex(*values)
        elif name == "rotate":
            turn *= cmath.rect(1, math.radians(values[0]))
        else:
            raise ValueError(f"A picture of a figure moves its words by {name}.")
    if not part.tag.endswith("}text"):
        for child in part:
            yield from _lines(child, turn, shift)
        return
    size, bold = float(part.get("font-size").removesuffix("px")), part.get("font-weight") == "bold"
    for words in filter(None, [part.text, *(line.text for line in part)]):
        long = width(words, size, bold)
        before = {"end": long, "middle": long / 2}.get(part.get("text-anchor"), 0)
        yield shift - turn * before, shift + turn * (long - before)
