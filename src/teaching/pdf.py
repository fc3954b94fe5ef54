"""PDF of each chapter and of the whole book, printed by Chromium from one still document each.

    python -m teaching.pdf [chapter ...]     all chapters and the book, if none is named

Writes <chapter>-student.pdf and <chapter>-key.pdf into _build/teach/pdf/: tagged, with an outline.
The same bytes from the same site and the same Chromium with the same fonts.
"""

import argparse
import re
from pathlib import Path

from teaching.common import TEACH
from teaching.joined import EDITIONS, book, chapters, document, pages
from tools.browse import browser

FOLDER = TEACH / "pdf"
WHOLE = "book"
MILLIMETRE = 96 / 25.4  # in pixels
PAGE = (174 * MILLIMETRE, 255 * MILLIMETRE)  # what templates/paper.css leaves of an A4 sheet
LEAST = 0.66  # a figure is not made smaller than this part of its size
FIT = Path(__file__).with_name("templates") / "fit.js"
DATES = re.compile(rb"/(CreationDate|ModDate) \(D:\d{14}")


def pdf(chromium, html):
    """The PDF (bytes) of a document of `joined`."""
    page = chromium.new_page(viewport={"width": round(PAGE[0]), "height": round(PAGE[1])})
    try:
        page.emulate_media(media="print", color_scheme="light")
        page.set_content(html)
        fit(page, *PAGE)
        made = page.pdf(tagged=True, outline=True, prefer_css_page_size=True, print_background=True)
    finally:
        page.close()
    day = book().date.replace("-", "").encode()
    return DATES.sub(lambda found: b"/%s (D:%s000000" % (found[1], day), made)


def fit(page, wide, high):
    """Have figures of an open document leave less of a page of this size empty."""
    script = FIT.read_text(encoding="utf-8")
    page.evaluate(f"(values) => ({script})(...values)", [wide, high, LEAST])


def main():
    """Write the PDFs of the chapters that are named, in both editions."""
    known = {**{name: [page] for name, page in chapters().items()}, WHOLE: list(pages())}
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("chapter", nargs="*", default=list(known))
    asked = parser.parse_args().chapter
    unknown = ", ".join(name for name in asked if name not in known)
    if unknown:
        parser.error(f"no chapter {unknown}; there are {', '.join(known)}")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with browser() as chromium:
        for name in asked:
            for edition, solutions in EDITIONS.items():
                made = pdf(chromium, document(known[name], solutions))
                path = FOLDER / f"{name}-{edition}.pdf"
                path.write_bytes(made)
                print(f"{path}: {len(made) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
