"""The book as an ePub 3, from the same still pages as the PDF.

    python -m teaching.epub

Writes book-student.epub and book-key.epub into _build/teach/epub/, the same bytes each time. An
ePub is a zip of XHTML with two lists; the library for it, ebooklib, would bring lxml along and
spare us nothing but those two lists.
"""

import uuid
import zipfile
from io import BytesIO

from bs4 import BeautifulSoup
from markupsafe import Markup

from helpers.draw.raster import plain
from teaching.common import TEACH, template
from teaching.joined import EDITIONS, ROOT, SITE, articles, book, mark, pages, title

FOLDER = TEACH / "epub"
XHTML, SVG = "application/xhtml+xml", "image/svg+xml"
CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/>
</rootfiles></container>
"""
LAST = "Data of the figures and their licences"


def epub(solutions=True, site=SITE):
    """The e-book (bytes)."""
    figures = {}

    def picture(file):
        figures[f"figures/{file.name}"] = plain(file.read_text(encoding="utf-8"))
        return f"figures/{file.name}"

    parts, sources = articles(list(pages(site)), solutions, site, _file, picture)
    given = {"book": book(), "solutions": solutions, "single": False}
    items = Markup("").join(Markup("<li>{}</li>").format(source) for source in sources)
    last = Markup('<section class="sources"><h1>{}</h1><ul>{}</ul></section>').format(LAST, items)
    bodies = {"front.xhtml": (book().title, template("front.html").render(given))}
    bodies |= {_file(page): (title(part), part.decode()) for page, part in parts.items()}
    bodies["sources.xhtml"] = LAST, last
    entries = [(_file(page), title(part), _sections(part)) for page, part in parts.items()]
    entries.append(("sources.xhtml", LAST, []))
    spine = ["front.xhtml", "nav.xhtml", *[file for file in bodies if file != "front.xhtml"]]
    bodies["nav.xhtml"] = "Contents", template("nav.html").render(entries=entries)

    written = {}
    for file in spine:
        name, body = bodies[file]
        body = Markup(BeautifulSoup(body, "html.parser").decode(formatter="minimal"))
        written[file] = template("page.xhtml").render(book=book(), title=name, body=body)
    kinds = [(file, XHTML, "nav" if file == "nav.xhtml" else "") for file in spine]
    kinds += [(file, SVG, "") for file in sorted(figures)]
    kinds += [("style.css", "text/css", ""), ("cover.png", "image/png", "cover-image")]
    name = f"{book().address or book().title} {book().version} {solutions}"
    opf = template("package.opf").render(
        given, identifier=uuid.uuid5(uuid.NAMESPACE_URL, name), files=kinds, spine=spine
    )
    written |= figures | {"package.opf": opf}
    written["style.css"] = (ROOT / "src/teaching/templates/reader.css").read_text(encoding="utf-8")
    written["cover.png"] = (ROOT / "docs" / "cover.png").read_bytes()
    return _zip({"META-INF/container.xml": CONTAINER}
                | {f"book/{file}": content for file, content in written.items()})  # fmt: skip


def _file(page):
    return f"{mark(page)}.xhtml"


def _sections(part):
    """(id, words) of the sections of an article."""
    found = [(heading.find_parent("section"), heading) for heading in part.select("h2")]
    return [(one["id"], " ".join(words.get_text().split())) for one, words in found]


def _zip(files):
    """A zip (bytes) of {name: content} whose first file, as an ePub must have it, is its type."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), "application/epub+zip")
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, 9)
    return packed.getvalue()


def main():
    """Write both editions."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for edition, solutions in EDITIONS.items():
        path = FOLDER / f"book-{edition}.epub"
        path.write_bytes(epub(solutions))
        print(f"{path}: {path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
