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
import yaml

from helpers import topics
from helpers.draw.figures import FIGURE
from helpers.judge.ledger import LEDGER

LANDING = "Landing page"  # its heading is the title of the book
CALLED = re.compile(r"\b(\w+\.\w+)\(")  # a function of a topic, or another
LOADED = re.compile(r'\b(?:load|layer)\(\s*"(\w+)"')
TAKEN = re.compile(r"\{from-notebook\} (\S+)\s+:cell: (\S+)")


@dataclass
class Page:
    """A page of the book: its name, its figures [(id, title, tables)], the tables it loads."""

    docname: str
    title: str
    figures: list = field(default_factory=list)
    loads: set = field(default_factory=set)


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


def read(srcdir):
    """The lineage of the book in a source folder."""
    srcdir = Path(srcdir)
    pages, claims, ledger = [], [], ""
    root, *_ = names = docnames(srcdir)
    for name in names:
        page, rows = _page(srcdir, name, root)
        pages.append(page)
        if rows:
            claims, ledger = rows, name
    return Lineage(pages, claims, ledger)


def docnames(srcdir):
    """The pages of the table of contents, in order."""
    toc = yaml.safe_load((Path(srcdir) / "_toc.yml").read_text(encoding="utf-8"))
    return [toc["root"], *_files(toc)]


def _files(node):
    if isinstance(node, list):
        return [name for one in node for name in _files(one)]
    if not isinstance(node, dict):
        return []
    own = [node["file"]] if "file" in node else []
    return own + [name for value in node.values() for name in _files(value)]


def _page(srcdir, name, root):
    notebook, text = srcdir / f"{name}.ipynb", srcdir / f"{name}.md"
    if notebook.is_file():
        title, cells = _notebook(notebook, notebook.stat().st_mtime_ns)
        page, rows = Page(name, title), []
        for _, figures, loads, found in cells:
            page.figures += figures
            page.loads |= loads
            rows += found
        return page, rows
    source = text.read_text(encoding="utf-8")
    page = Page(name, LANDING if name == root else _title(source))
    for path, tag in TAKEN.findall(source):
        taken = srcdir / path
        for tags, figures, loads, _ in _notebook(taken, taken.stat().st_mtime_ns)[1]:
            if tag in tags:
                page.figures += figures
                page.loads |= loads
    return page, []


@functools.lru_cache(maxsize=64)
def _notebook(path, modified):
    """(title, [(tags, figures, tables loaded, rows of a ledger) of each cell])."""
    title, cells = "", []
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown" and not title:
            title = _title(cell.source)
        if cell.cell_type != "code":
            continue
        figures, rows = [], []
        for output in cell.outputs:
            bundle = output.get("data", {})
            meta = bundle.get(FIGURE, {})
            if meta and not meta.get("heading"):
                tables = {source["name"] for source in meta["sources"]}
                figures.append((meta["id"], meta["title"], tables))
            rows += bundle.get(LEDGER, [])
        loads = _loaded(cell.source)
        cells.append((cell.metadata.get("tags", []), figures, loads, rows))
    return title, cells


def _loaded(source):
    """Tables that code loads, itself or through a topic function."""
    found = set(LOADED.findall(source))
    return found.union(*(_topics().get(name, ()) for name in CALLED.findall(source)))


@functools.cache
def _topics():
    """{"topic.function": tables it loads, itself or through other topic functions}."""
    direct, calls = {}, {}
    for path in Path(topics.__file__).parent.glob("*.py"):
        source = path.read_text(encoding="utf-8")
        for node in ast.parse(source).body:
            if isinstance(node, ast.FunctionDef):
                text, name = ast.get_source_segment(source, node), f"{path.stem}.{node.name}"
                direct[name] = set(LOADED.findall(text))
                local = {f"{path.stem}.{one}" for one in re.findall(r"(?<![\w.])(\w+)\(", text)}
                calls[name] = local.union(CALLED.findall(text)) - {name}
    for _ in direct:  # as far as one function can be from another
        for name in direct:
            direct[name].update(*(direct.get(one, ()) for one in calls[name]))
    return direct


def _title(source):
    found = re.search(r"^# (.+)$", source, re.M)
    return found[1].split(":")[0].strip() if found else ""
