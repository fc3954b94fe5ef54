"""Pages of the catalogue: an overview, the way from publisher to claim, and one entry a table.

    ```{data-overview}
    ```
    ```{data-lineage}
    ```
    ```{data-tables} cities displacement
    ```

Topics are the folders of data/; ``*`` stands for every topic that no other page names. So a new
table has its entry with the next build, and a page of its own once somebody writes one.
"""

import io
import zipfile
from pathlib import Path

import shapely
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from bookmaking import lineage
from bookmaking.catalogue import REST, addresses, anchor, pages_of, topic_title
from bookmaking.coverage import coverage
from bookmaking.figures import excel_note, named, note_files
from bookmaking.markup import node
from helpers.judge.claims import MARKS
from helpers.sentences import day
from helpers.tables.read import data_folder, layer, resources

ARCHIVE = "downloads/conflict-in-maps-and-data.zip"
FIRST_YEAR = 2003  # where the drawn years begin; earlier ones are cut off, and said in words
WINDOW = (34.5, 28.9, 49.0, 38.0)  # the ground of the small maps: west, south, east, north
EAST = 0.83  # a degree of longitude in degrees of latitude, in the middle of the window


class _Catalogue(SphinxDirective):
    """What the three directives share."""

    def start(self):
        self.env.note_dependency(str(data_folder() / "datapackage.json"))
        for path in sorted(Path(self.env.srcdir).glob("notebooks/*.ipynb")):
            self.env.note_dependency(str(path))
        self.lineage = lineage.read(self.env.srcdir)
        self.pages = pages_of(self.env.srcdir)
        self.entries = addresses(self.env)
        self.up = "../" * self.env.docname.count("/")

    def to(self, docname, fragment=""):
        """The address of a place of the book, from this page."""
        address = self.env.app.builder.get_relative_uri(self.env.docname, docname)
        return f"{address}#{fragment}" if fragment else address

    def used(self, one):
        """How a table is used: {figures: [(page, id, title)], claims: rows, read: pages}."""
        figures = self.lineage.figures_of(one["name"])
        drawn = {page.docname for page, _, _ in figures}
        return {
            "figures": figures,
            "claims": self.lineage.claims_of(one["name"]),
            "read": [
                page
                for page in self.lineage.pages_that_load(one["name"])
                if page.docname not in drawn
            ],
        }

    def described(self, one):
        """What one row of an overview says of a table."""
        used = self.used(one)
        return {
            **used,
            "name": one["name"],
            "title": one["title"],
            "topic": topic_title(one["topic"]),
            "rows": one["rows"],
            "entry": self.entries[one["name"]],
            "publishers": list(dict.fromkeys(s["publisher"] for s in one["sources"])),
            "licences": list(dict.fromkeys(map(_licence_word, one["licenses"]))),
            "pages": list(dict.fromkeys(page.title for page, _, _ in used["figures"])),
        }


class DataTables(_Catalogue):
    """The entries of all tables of some topics."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self):
        self.start()
        wanted = self.arguments[0].split()
        listed = [
            one for one in resources().values() if self.pages.get(one["topic"]) == self.env.docname
        ]
        topics = [topic for topic in wanted if topic != REST]
        topics += [one["topic"] for one in listed if one["topic"] not in topics]
        files, paths = note_files(self.env)
        made = [node("ground.html", paths=_ground())]
        for topic in dict.fromkeys(topics):
            tables = [one for one in listed if one["topic"] == topic]
            if not tables:
                continue
            section = nodes.section(ids=[f"topic-{topic}"], names=[f"topic-{topic}"])
            section += nodes.title("", topic_title(topic))
            for one in tables:
                paths.add(f"data/{one['path']}")
                entry = nodes.section(ids=[anchor(one["name"])], names=[anchor(one["name"])])
                entry += nodes.title("", one["title"])
                entry += self.entry(one)
                section += entry
            made.append(section)
        return made

    def entry(self, one):
        """The entry of a table below its title."""
        used, seen = self.used(one), coverage(data_folder() / one["path"], one)
        drawn = [
            (page, [(name, title) for where, name, title in used["figures"] if where is page])
            for page in self.lineage.pages
        ]
        return node(
            "entry.html",
            one=one,
            up=self.up,
            to=self.to,
            publishers=named(
                {"name": s["publisher"], "url": s.get("path") or ""} for s in one["sources"]
            ),
            drawn=[(page, figures) for page, figures in drawn if figures],
            read=used["read"],
            claims=used["claims"],
            ledger=self.lineage.ledger,
            marks=MARKS,
            licences=[
                {"title": n.get("title") or n["name"], "url": n.get("path", "")}
                for n in one["licenses"]
            ],
            releases=list(
                dict.fromkeys(one[key] for key in ("release", "vintage") if one.get(key))
            ),
            seen=seen,
            extent=_extent(seen),
            excel_note=excel_note,
            day=day,
        )


class DataOverview(_Catalogue):
    """One row a table: title, publisher, licence, rows, years, and how often it is used."""

    def run(self):
        self.start()
        files, paths = note_files(self.env)
        every = list(resources().values())
        paths.update(f"data/{one['path']}" for one in every)
        files[ARCHIVE] = archive(every)
        seen = {one["name"]: coverage(data_folder() / one["path"], one) for one in every}
        last = max(int(c.last[:4]) for c in seen.values() if c.last)
        topics = {}
        for one in every:
            topics.setdefault(topic_title(one["topic"]), []).append(
                {
                    **self.described(one),
                    "page": self.to(self.pages[one["topic"]], f"topic-{one['topic']}"),
                    "years": _years(seen[one["name"]]),
                    "bar": _bar(seen[one["name"]], last),
                }
            )
        return [
            node(
                "overview.html",
                topics=topics,
                first=FIRST_YEAR,
                last=last,
                count=len(every),
                bytes=sum(one["bytes"] for one in every),
                packed=len(files[ARCHIVE]),
                archive=ARCHIVE,
                up=self.up,
            )
        ]


class DataLineage(_Catalogue):
    """Publisher, table, figures by page, claims: one row a table."""

    def run(self):
        self.start()
        pages = [page for page in self.lineage.pages if page.figures]
        return [
            node(
                "lineage.html",
                pages=pages,
                tables=[self.described(one) for one in resources().values()],
                to=self.to,
                ledger=self.lineage.ledger,
                marks=MARKS,
            )
        ]


def archive(every):
    """All tables with the catalogue as one ZIP file: the same bytes for the same data."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for path in ["datapackage.json", *sorted(one["path"] for one in every)]:
            info = zipfile.ZipInfo(f"conflict-in-maps-and-data/{path}", (1980, 1, 1, 0, 0, 0))
            info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 3
            info.external_attr = 0o644 << 16
            packed.writestr(info, (data_folder() / path).read_bytes())
    return out.getvalue()


def _licence_word(licence):
    return "not verified" if licence["name"] == "unverified" else licence["name"]


def _years(seen):
    first, last = seen.first[:4], seen.last[:4]
    return first if first == last else f"{first} to {last}"


def _bar(seen, last):
    """The years covered as a bar between FIRST_YEAR and the last year of any table."""
    if not seen.first:
        return None
    end = int(seen.last[:4]) + 1
    start = min(max(int(seen.first[:4]), FIRST_YEAR), end - 1)
    whole = last + 1 - FIRST_YEAR
    left, width = 100 * (start - FIRST_YEAR) / whole, 100 * (end - start) / whole
    return {
        "left": f"{left:.1f}",
        "width": f"{width:.1f}",
        "earlier": int(seen.first[:4]) < FIRST_YEAR,
    }


def _at(lon, lat):
    return (lon - WINDOW[0]) * EAST * 10, (WINDOW[3] - lat) * 10


def _ground():
    """The outlines of Iraq and Syria as paths of a small map, by code."""
    shapes = layer("countries").set_index("iso3")["geometry"]
    return {code: _path(shapes[code].simplify(0.08)) for code in ("IRQ", "SYR")}


def _path(shape):
    rings = [part.exterior for part in shapely.get_parts(shape)]
    return "".join(
        "M" + "L".join("{:.1f} {:.1f}".format(*_at(*point)) for point in ring.coords[:-1]) + "Z"
        for ring in rings
    )


def _extent(seen):
    """A small map: {countries: {code: is it named?}, box of the points, whole: its size}."""
    named = {"IRQ": {"Iraq", "IRQ"}, "SYR": {"Syria", "SYR"}}
    countries = {code: bool(words & seen.names) for code, words in named.items()}
    box = seen.box
    if box and not (
        WINDOW[0] - 1 <= box[0]
        and box[2] <= WINDOW[2] + 2
        and WINDOW[1] - 1 <= box[1]
        and box[3] <= WINDOW[3] + 1
    ):
        box = None
    if not box and not any(countries.values()):
        return None
    if box:
        (x, y), (x2, y2) = _at(box[0], box[3]), _at(box[2], box[1])
        box = (x, y, max(x2 - x, 3), max(y2 - y, 3))  # a city would be no more than a point
        box = [f"{length:.1f}" for length in box]
    return {"countries": countries, "box": box, "whole": _at(WINDOW[2], WINDOW[1])}


def setup(app):
    """Register the directives."""
    app.add_directive("data-tables", DataTables)
    app.add_directive("data-overview", DataOverview)
    app.add_directive("data-lineage", DataLineage)
