"""The built site, one browser, and each page opened once for each way of looking at it."""

import json
import re
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from bookmaking.figures import FIGURE
from tools import browse

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "_build" / "html"
STAMP = SITE / "_static" / "external-links.csv"  # every build writes it last
SOURCES = (
    "_config.yml", "_toc.yml", "*.md", "tables/*.md", "reference/*", "notebooks/*.ipynb",
    "data/**/*", "src/bookmaking/**/*", "src/helpers/**/*",
)  # fmt: skip
AXE = {
    "runOnly": [
        "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice",
    ],
    "resultTypes": ["violations"],
}  # fmt: skip


def build(target, environment=None):
    """Build the book from the committed outputs; any warning fails."""
    program = "from jupyter_book.cli.main import main; main()"
    command = [sys.executable, "-c", program, "build", str(ROOT)]
    command += ["--path-output", str(target), "--all", "-W", "-n", "--keep-going", "-q"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, f"The book does not build:\n{done.stdout}\n{done.stderr}"
    return Path(target) / "_build" / "html"


@contextmanager
def one_at_a_time(lock, seconds=300):
    """Wait while another process (pytest-xdist starts several) holds the lock, a folder."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    start = time.monotonic()
    while True:
        try:
            lock.mkdir()
            break
        except FileExistsError:
            if time.monotonic() - start > seconds:
                pytest.fail(f"Another build does not end; if there is none, remove {lock}.")
            time.sleep(0.2)
    try:
        yield
    finally:
        lock.rmdir()


@pytest.fixture(scope="session")
def site():
    """The built site, built again if a source is newer."""
    newest = max(path.stat().st_mtime for glob in SOURCES for path in ROOT.glob(glob))
    with one_at_a_time(ROOT / "_build" / "building"):
        if not STAMP.is_file() or STAMP.stat().st_mtime < newest:
            build(ROOT)
    return SITE


@pytest.fixture(scope="session")
def chromium():
    """One headless browser for all tests; without one they fail and say what to install."""
    try:
        with browse.browser() as opened:
            yield opened
    except browse.NoBrowser as missing:
        pytest.fail(str(missing), pytrace=False)


@pytest.fixture(scope="session")
def base(site):
    """The address of the site, served on this machine."""
    with browse.served(site) as address:
        yield address


def figures_of(page):
    """What the notebooks say a page shows: {figure id: kind}, read from their stored outputs."""
    source = ROOT / page.replace(".html", ".ipynb")
    if source.is_file():
        return _figures(source)
    text = (ROOT / page.replace(".html", ".md")).read_text(encoding="utf-8")
    asked = re.findall(r"\{from-notebook\} (\S+)\s+:cell: (\S+)", text)
    found = {}
    for notebook, tag in asked:
        found.update(_figures(ROOT / notebook, tag))
    return found


def _figures(notebook, tag=None):
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    metas = [
        output["data"][FIGURE]
        for cell in cells
        if tag is None or tag in cell["metadata"].get("tags", [])
        for output in cell.get("outputs", [])
        if FIGURE in output.get("data", {})
    ]
    return {meta["id"]: meta["kind"] for meta in metas if not meta.get("heading")}


def book_pages():
    """The pages of the table of contents, the search page apart."""
    toc = (ROOT / "_toc.yml").read_text(encoding="utf-8")
    return [f"{name}.html" for name in re.findall(r"^(?:root:| *- file:) *(\S+)", toc, re.M)]


def pages_with(kind):
    """Pages on which the notebooks put a figure of this kind."""
    return [page for page in book_pages() if kind in figures_of(page).values()]


PAGES = [*book_pages(), "search.html"]
WAYS = [*browse.VIEWS, "from-a-folder"]


@dataclass
class Report:
    """What was seen of a page."""

    outside: list
    problems: list
    drawn: dict
    too_wide: list
    axe: list
    nodes: tuple  # at first, and with all figures drawn
    first: tuple
    scrolled: tuple


@pytest.fixture(scope="session")
def report(site, base, chromium):
    """report(page, way): open the page once, look at all there is, remember it."""
    seen = {}

    def look(page, way):
        if (page, way) not in seen:
            seen[page, way] = _look(site, base, chromium, page, way)
        return seen[page, way]

    return look


def axe_findings(page):
    """What axe finds on a page and in its frames, a line each; a frame needs its own copy.

    Pins of a map may be small and close: their places are given (WCAG 2.5.8, essential).
    """
    for frame in page.frames[1:]:
        frame.evaluate(Axe().axe_script)
    return [
        f"{one['id']} ({one['impact']}): {one['help']}: {node['target']} {node['html'][:160]}"
        for one in Axe().run(page, options=AXE).response["violations"]
        for node in one["nodes"]
        if one["id"] != "target-size" or "leaflet-marker-icon" not in node["html"]
    ]


def _look(site, base, chromium, page, way):
    start = site.as_uri() if way == "from-a-folder" else base
    view = "desktop-light" if way == "from-a-folder" else way
    visit = browse.visit(chromium, f"{start}/{page}", start, site, view)
    try:
        nodes = (visit.nodes_at_first, visit.nodes())
        visit.page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = 1; })")
        visit.page.wait_for_timeout(100)
        wide = browse.too_wide(visit.page)
        findings = [] if way == "from-a-folder" else axe_findings(visit.page)
        return Report(
            visit.outside, visit.problems, browse.drawn(visit.page), wide, findings, nodes,
            visit.weight("first"), visit.weight("scrolled"),
        )  # fmt: skip
    finally:
        browse.close(visit)
