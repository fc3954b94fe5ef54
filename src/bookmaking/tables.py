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

import functools
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import shapely
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from bookmaking import lineage, linked
from bookmaking.catalogue import REST, address, anchor, pages_of, topic_title
from bookmaking.coverage import coverage
from bookmaking.figures import excel_note, named, note_files
from bookmaking.ground import WINDOW, drawn, ground
from bookmaking.markup import node
from bookmaking.packed import packed
from helpers.judge.claims import MARKS
from helpers.sentences import day
from helpers.tables.read import data_folder, resources
from helpers.tables.sources import CLASSES, rebuilt_from

ARCHIVE = "downloads/conflict-in-maps-and-data.zip"
WORDS = {  # licences that have no short name of their own
    "unverified": "not verified",
    "public-domain": "public domain",
    "copernicus": "Copernicus, free and open",
}
FIRST_YEAR = 2003  # where the drawn years begin; earlier ones are cut off, and said in words
NEAR = (33.5, 27.9, 51.0, 39.0)  # points within it are shown on the small maps


class _Catalogue(SphinxDirective):
    """What the three directives share: each makes a part of a page (``parts``)."""

    def run(self):
        self.env.note_dependency(str(data_folder() / "datapackage.json"))
        for path in sorted(Path(self.env.srcdir).glob("notebooks/*.ipynb")):
            self.env.note_dependency(str(path))
        self.lineage = lineage.read(self.env.srcdir)
        self.pages = pages_of(self.env.srcdir)
        self.to = functools.partial(address, self.env)
        return self.parts()

    def made(self, template, **values):
        """The node that a template makes of some values and of what all templates here use."""
        up, ledger = "../" * self.env.docname.count("/"), self.lineage.ledger
        return node(template, up=up, to=self.to, ledger=ledger, marks=MARKS, **values)

    def described(self, one):
        """A table as the templates show it: how it is called, whose it is, where it is used.

        figures: [(page, id, title)]; claims: rows of the ledger; read: pages without its figures.
        """
        name, topic = one["name"], one["topic"]
        figures = self.lineage.figures_of(name)
        readers = self.lineage.pages_that_load(name)
        licences = (WORDS.get(n["name"], n["name"]) for n in one["licenses"])
        return {
            **{key: one[key] for key in ("name", "title", "rows")},
            "topic": topic_title(topic),
            "entry": self.to(self.pages[topic], anchor(name)),
            "publishers": list(dict.fromkeys(source["publisher"] for source in one["sources"])),
            "licences": list(dict.fromkeys(licences)),
            "figures": figures,
            "pages": list(dict.fromkeys(page.title for page, _, _ in figures)),
            "claims": self.lineage.claims_of(name),
            "read": [page for page in readers if page not in [one[0] for one in figures]],
        }


class DataTables(_Catalogue):
    """The entries of all tables of some topics."""

    required_arguments = 1
    final_argument_whitespace = True

    def parts(self):
        listed = [
            one for one in resources().values() if self.pages.get(one["topic"]) == self.env.docname
        ]
        wanted = [topic for topic in self.arguments[0].split() if topic != REST]
        _, paths = note_files(self.env)
        made = [node("ground.html", paths=ground())]
        for topic in dict.fromkeys([*wanted, *(one["topic"] for one in listed)]):
            tables = [one for one in listed if one["topic"] == topic]
            entries = [_section(anchor(t["name"]), t["title"], [self.entry(t)]) for t in tables]
            made += [_section(f"topic-{topic}", topic_title(topic), entries)] if entries else []
            paths.update(f"data/{one['path']}" for one in tables)
        return made

    def entry(self, one):
        """The entry of a table below its title."""
        seen, about = coverage(data_folder() / one["path"], one), self.described(one)
        sources = ({"name": s["publisher"], "url": s.get("path") or ""} for s in one["sources"])
        drawn = [(page, list(few)) for page, few in groupby(about["figures"], itemgetter(0))]
        own = {"one": one, "about": about, "drawn": drawn, "publishers": named(sources)}
        kind, made_from = rebuilt_from(one["name"])
        own |= {"rebuilt": CLASSES[kind], "made_from": made_from}
        covered = {"seen": seen, "extent": _extent(seen)}
        told = linked.dataset(one, seen, about["entry"], "../" * self.env.docname.count("/"))
        covered |= {"linked": linked.script(told)}
        return self.made("entry.html", **own, **covered, excel_note=excel_note, day=day)


class DataOverview(_Catalogue):
    """One row a table: title, publisher, licence, rows, years, and how often it is used."""

    def parts(self):
        files, paths = note_files(self.env)
        every = list(resources().values())
        paths.update(f"data/{one['path']}" for one in every)
        files[ARCHIVE] = archive(every)
        seen = [coverage(data_folder() / one["path"], one) for one in every]
        last = max(int(one.last[:4]) for one in seen if one.last)
        topics = {}
        for one, covered in zip(every, seen):
            page = self.to(self.pages[one["topic"]], f"topic-{one['topic']}")
            row = {**self.described(one), "page": page, **_years(covered, last)}
            topics.setdefault(row["topic"], []).append(row)
        span = {"first": FIRST_YEAR, "last": last}
        packed = {"archive": ARCHIVE, "packed": len(files[ARCHIVE])}
        entries = {row["title"]: row["entry"] for rows in topics.values() for row in rows}
        told = linked.catalog(entries, "../" * self.env.docname.count("/"), ARCHIVE)
        packed |= {"linked": linked.script(told)}
        return [self.made("overview.html", topics=topics, every=every, **span, **packed)]


class DataLineage(_Catalogue):
    """Publisher, table, figures by page, claims: one row a table."""

    def parts(self):
        pages = [page for page in self.lineage.pages if page.figures]
        tables = [self.described(one) for one in resources().values()]
        return [self.made("lineage.html", pages=pages, tables=tables)]


def _section(name, title, parts):
    return nodes.section("", nodes.title("", title), *parts, ids=[name], names=[name])


def archive(every):
    """All tables with the catalogue as one ZIP file: the same bytes for the same data."""
    paths = ["datapackage.json", *(one["path"] for one in every)]
    folder = "conflict-in-maps-and-data"
    return packed({f"{folder}/{path}": (data_folder() / path).read_bytes() for path in paths})


def _years(seen, last):
    """Years in words, and as a bar (in percent) from FIRST_YEAR to the last year of any table."""
    if not seen.first:
        return {"years": "", "bar": None}
    first, end = int(seen.first[:4]), int(seen.last[:4])
    start = min(max(first, FIRST_YEAR), end)
    left, width = (100 * n / (last + 1 - FIRST_YEAR) for n in (start - FIRST_YEAR, end + 1 - start))
    bar = {"left": f"{left:.1f}", "width": f"{width:.1f}", "earlier": first < FIRST_YEAR}
    return {"years": f"{first}" if first == end else f"{first} to {end}", "bar": bar}


def _extent(seen):
    """A small map: {countries: {code: is it named?}, box of the points, whole: its size}."""
    named = {"IRQ": {"Iraq", "IRQ"}, "SYR": {"Syria", "SYR"}}
    countries = {code: bool(words & seen.names) for code, words in named.items()}
    box = None
    if seen.box and shapely.box(*NEAR).covers(shapely.box(*seen.box)):
        x, y, x2, y2 = drawn(shapely.box(*seen.box)).bounds
        sides = x, y, max(x2 - x, 3), max(y2 - y, 3)  # a city would be no more than a point
        box = [f"{side:.1f}" for side in sides]
    if not box and not any(countries.values()):
        return None
    return {"countries": countries, "box": box, "whole": drawn(shapely.box(*WINDOW)).bounds[2:]}


def setup(app):
    """Register the directives."""
    for name, kind in {
        "tables": DataTables,
        "overview": DataOverview,
        "lineage": DataLineage,
    }.items():
        app.add_directive(f"data-{name}", kind)
