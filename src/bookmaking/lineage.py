"""Which figures and claims rest on which tables: read from the outputs that notebooks store.

Nothing is declared twice: a figure's bundle names its tables, the ledger's rows name those of
each claim, and the code of a notebook says what else it loads.
"""

import ast
import functools
import re
from dataclasses import dataclass, field
from pathlib import Path

import nbformat

from helpers import topics
from helpers.draw.figures import FIGURE
from helpers.judge import agreement
from helpers.judge.ledger import LEDGER

LANDING = "Landing page"  # its heading is the title of the book
CALLED = re.compile(r"\b(\w+\.\w+)\(")  # a function of a topic, or another
LOADED = re.compile(r'\b(?:load|layer)\(\s*"(\w+)"')
# What a page shows once more, with :figure:, has its place on another page.
TAKEN = re.compile(r"\{from-notebook\} (\S+)\s+:cell: (\S+)")


@dataclass
class Page:
    """A page: its name, its figures [(id, title, tables)], the tables it loads, its ledger."""

    docname: str
    title: str
    figures: list = field(default_factory=list)
    loads: set = field(default_factory=set)
    claims: list = field(default_factory=list)


@dataclass
class Lineage:
    """Pages in the order of the book, rows of the ledger, and the page that holds the ledger."""

    pages: list
    claims: list
    ledger: str

    def figures_of(self, table):
        """[(page, id, title)] of the figures that draw from a table."""
        return [
            (page, name, title)
            for page in self.pages
            for name, title, tables in page.figures
            if table in tables
        ]

    def claims_of(self, table):
        """The rows of the ledger whose finding reads a table."""
        return [row for row in self.claims if table in row["tables"]]

    def pages_that_load(self, table):
        """Pages whose code loads a table, for a sentence or a calculation."""
        return [page for page in self.pages if table in page.loads]


@functools.cache  # the parts of several pages ask for it
def read(srcdir):
    """The lineage of the book in a source folder."""
    root, *_ = names = docnames(srcdir)
    pages = [_page(Path(srcdir), name, root) for name in names]
    ledger = next((page for page in pages if page.claims), Page("", ""))
    return Lineage(pages, ledger.claims, ledger.docname)


def docnames(srcdir):
    """The pages of the table of contents, in order."""
    contents = (Path(srcdir) / "_toc.yml").read_text(encoding="utf-8")
    return re.findall(r"^[ -]*(?:root|file): (\S+)$", contents, re.M)


def taken(path, by, name):
    """The code cells of a notebook that a page takes by "cell", a tag, or by "figure", an id."""
    cells = [cell for cell in _cells(path) if cell.cell_type == "code"]
    if by == "cell":
        return [cell for cell in cells if name in cell.metadata.get("tags", [])]
    drawn = [[out.get("data", {}).get(FIGURE, {}).get("id") for out in c.outputs] for c in cells]
    return [cell for cell, ids in zip(cells, drawn) if name in ids]


@functools.cache  # a page may take much from one notebook
def _cells(path):
    return nbformat.read(path, as_version=4).cells


def _page(srcdir, name, root):
    """A page with what its cells draw and load: its own, or those it takes from notebooks."""
    own = srcdir / f"{name}.ipynb"
    if own.is_file():
        cells = nbformat.read(own, as_version=4).cells
        text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    else:
        text = (srcdir / f"{name}.md").read_text(encoding="utf-8")
        cells = [
            cell for path, tag in TAKEN.findall(text) for cell in taken(srcdir / path, "cell", tag)
        ]
    title = re.search(r"^# ([^:\n]+)", text, re.M)
    page = Page(name, LANDING if name == root else title[1].strip() if title else "")
    for cell in cells:
        page.loads |= _loaded(cell.source) if cell.cell_type == "code" else set()
        for output in cell.get("outputs", []):
            bundle = output.get("data", {})
            meta = bundle.get(FIGURE, {"heading": True})
            if not meta.get("heading"):
                tables = {source["name"] for source in meta["sources"]}
                page.figures.append((meta["id"], meta["title"], tables))
            page.claims += bundle.get(LEDGER, [])
    return page


def _loaded(source):
    """Tables that code loads, itself or through a topic function."""
    found = set(LOADED.findall(source))
    return found.union(*(_topics().get(name, ()) for name in CALLED.findall(source)))


@functools.cache
def _topics():
    """{"topic.function": tables it loads, itself or through others}, agreement.py's too."""
    direct, calls = {}, {}
    for path in [*Path(topics.__file__).parent.glob("*.py"), Path(agreement.__file__)]:
        source = path.read_text(encoding="utf-8")
        lines = source.splitlines()
        for node in ast.parse(source).body:
            if isinstance(node, ast.FunctionDef):
                text = "\n".join(lines[node.lineno - 1 : node.end_lineno])
                name = f"{path.stem}.{node.name}"
                direct[name] = set(LOADED.findall(text))
                local = {f"{path.stem}.{one}" for one in re.findall(r"(?<![\w.])(\w+)\(", text)}
                calls[name] = local.union(CALLED.findall(text)) - {name}
    for _ in direct:  # as far as one function can be from another
        for name in direct:
            direct[name].update(*(direct.get(one, ()) for one in calls[name]))
    return direct
