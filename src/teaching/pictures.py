"""Each figure as two files for any program: a plain SVG, and a PNG on white in few colours.

    python -m teaching.pictures

Writes _build/teach/figures/<figure>.svg and .png, the same bytes each time.
"""

from helpers.draw.raster import plain, png
from teaching.common import TEACH
from teaching.joined import SITE

FOLDER = TEACH / "figures"
SCALE = 1.5  # pixels of the PNG for each of the picture: sharp on a projector, and light


def main():
    """Write the files of all figures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    size = 0
    pictures = sorted((SITE / "_figures").glob("*.svg"))
    for path in pictures:
        svg = path.read_text(encoding="utf-8")
        still = png(svg, SCALE)
        (FOLDER / path.name).write_text(plain(svg), encoding="utf-8")
        (FOLDER / path.name).with_suffix(".png").write_bytes(still)
        size += len(still)
    print(f"{FOLDER}: {len(pictures)} figures, {size / 1e6:.1f} MB of PNG")


if __name__ == "__main__":
    main()
