"""The built site, one browser, and each page opened once for each way of looking at it.

What one visit finds is shared by all tests of the page.
"""

import functools
import itertools
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
from playwright.sync_api import expect
from repository import ROOT, book_pages

from bookmaking.figures import FIGURE
from tools import browse

expect.set_options(timeout=30_000)  # five seconds are too few where six pages load at once
SITE = ROOT / "_build" / "html"
STAMP = SITE / "_static" / "external-links.csv"  # every build writes it last
SOURCES = (
    "_config.yml", "_toc.yml", "CITATION.cff", "*.md", "tables/*.md", "reference/*",
    "notebooks/*.ipynb", "data/**/*", "src/bookmaking/**/*", "src/helpers/**/*",
    "src/teaching/**/*",
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
    paths = (path for glob in SOURCES for path in ROOT.glob(glob))
    newest = max(path.stat().st_mtime for path in paths if "__pycache__" not in str(path))
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


@functools.cache
def figures_of(page):
    """What the notebooks say a page shows: {figure id: kind}, read from their stored outputs."""
    source = ROOT / page.replace(".html", ".ipynb")
    if source.is_file() or page.startswith("places/"):  # those have small pictures only
        return _figures(source) if source.is_file() else {}
    text = (ROOT / page.replace(".html", ".md")).read_text(encoding="utf-8")
    asked = re.findall(r"\{from-notebook\} (\S+)\s+:(cell|figure): (\S+)", text)
    found = {}
    for notebook, by, name in asked:
        if by == "figure":
            found[name] = _figures(ROOT / notebook)[name]
        else:
            found.update(_figures(ROOT / notebook, name))
    return found


@functools.cache
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


@functools.cache
def pages_with(kind):
    """Pages on which the notebooks put a figure of this kind."""
    return [page for page in book_pages() if kind in figures_of(page).values()]


# Of the pages of the places, which are made alike, one with much, one with some, one with little
# stand for all; the others are thorough.
SAMPLE = ["places/raqqa.html", "places/kobani.html", "places/erbil.html"]
REST = [page for page in book_pages() if page.startswith("places/") and page not in SAMPLE]
PAGES = [*(page for page in book_pages() if page not in REST), "search.html"]
# Each page has a way of its own, by turns, in which it is quickly looked at.
QUICK = ["phone-light", "desktop-dark"]
OWN = {page: QUICK[number % 2] for number, page in enumerate(PAGES)}
WAYS = [*browse.VIEWS, "from-a-folder"]
# Width hangs on what a page says, so each place is seen on both screens; colours do not.
BY_TURNS = [("phone-light", "desktop-dark"), ("phone-dark", "desktop-light", "from-a-folder")]


def few(values, quick=1):
    """Values of a parameter: the first are quick, the rest are tried thoroughly only."""
    values = [value if isinstance(value, tuple) else (value,) for value in values]
    marks = [[]] * quick + [pytest.mark.thorough] * (len(values) - quick)
    return [pytest.param(*value, marks=mark) for value, mark in zip(values, marks)]


def looked_at(ways):
    """Each page and way, as parameters; thorough but for the page's own way.

    Of the places, which are made alike, the rest are looked at as BY_TURNS says.
    """
    pairs = zip(REST, itertools.cycle(BY_TURNS))
    by_turns = [(page, way) for page, turn in pairs for way in turn if way in ways]
    return [
        pytest.param(page, way, marks=[] if way == OWN.get(page) else pytest.mark.thorough)
        for page, way in [*itertools.product(PAGES, ways), *by_turns]
    ]


@dataclass
class Report:
    """What was seen of a page."""

    outside: list
    problems: list
    drawn: dict
    too_wide: list
    overlapping: list
    paper: dict
    nodes: tuple  # at first, and with all figures drawn
    first: tuple
    scrolled: tuple


class Visits:
    """The page that is being tested, opened once for each way of looking at it."""

    def __init__(self, site, base, chromium):
        self.site, self.base, self.chromium = site, base, chromium
        self.page, self.opened, self.reports = None, {}, {}

    def open(self, page, way):
        """The visit, all figures drawn; the page that was tested before is closed."""
        if page != self.page:
            self.close()
            self.page = page
        if way not in self.opened:
            folder = way == "from-a-folder"
            start = self.site.as_uri() if folder else self.base
            view = "desktop-light" if folder else way
            self.opened[way] = browse.visit(
                self.chromium, f"{start}/{page}", start, self.site, view
            )
        return self.opened[way]

    def report(self, page, way):
        """What was seen of the page before anybody touched it."""
        if page != self.page or way not in self.reports:
            if page == self.page and way in self.opened:
                browse.close(self.opened.pop(way))
            self.reports[way] = report_of(self.open(page, way))
        return self.reports[way]

    def close(self):
        """Close all that is open."""
        for seen in self.opened.values():
            browse.close(seen)
        self.opened, self.reports = {}, {}


@pytest.fixture(scope="session")
def visits(site, base, chromium):
    """What is open now, in this process."""
    opened = Visits(site, base, chromium)
    yield opened
    opened.close()


@pytest.fixture
def report(visits):
    """report(page, way): what was seen of the page when it was opened."""
    return visits.report


@pytest.fixture
def shown(visits, page):
    """The page itself in its own way, all figures drawn, for a reader who wants no motion."""
    opened = visits.open(page, OWN[page]).page
    opened.emulate_media(reduced_motion="reduce")
    return opened


LOOKS = """() => {
  const looks = new Set();
  for (const one of document.body.querySelectorAll('*')) {
    const words = [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!words || !one.checkVisibility()) continue;
    const { color, fontSize, fontWeight } = getComputedStyle(one);
    let ground = one;
    while (ground && /, 0\\)$/.test(getComputedStyle(ground).backgroundColor)) {
      ground = ground.parentElement;
    }
    const look = [color, fontSize, fontWeight, ground && getComputedStyle(ground).backgroundColor,
      one.tagName, one.className, getComputedStyle(one.parentElement).color].join();
    if (!looks.has(look)) one.dataset.sample = '';
    looks.add(look);
  }
  return looks.size;
}"""
BY_LOOK = ["color-contrast", "link-in-text-block"]  # rules that take most of the time
BY_SAMPLE = "([chosen, rules]) => axe.run(chosen, { runOnly: rules })"


def axe_findings(page, whole=True):
    """What axe finds on a page and in its frames, a line each; a frame needs its own copy.

    Pins of a map may be small and close: their places are given (WCAG 2.5.8, essential).
    whole: every text is tried by the rules of BY_LOOK; else one of each look.
    """
    for frame in page.frames[1:]:
        frame.evaluate(Axe().axe_script)
    rules = {rule: {"enabled": whole} for rule in BY_LOOK}
    found = Axe().run(page, options={**AXE, "rules": rules}).response["violations"]
    for frame in [] if whole else page.frames:
        if frame.evaluate(LOOKS):
            chosen = {"include": [["[data-sample]"]]}
            found += frame.evaluate(BY_SAMPLE, [chosen, BY_LOOK])["violations"]
    return [
        f"{one['id']} ({one['impact']}): {one['help']}: {node['target']} {node['html'][:160]}"
        for one in found
        for node in one["nodes"]
        if one["id"] != "target-size" or "leaflet-marker-icon" not in node["html"]
    ]


def report_of(seen):
    """Look at all there is of a page that rests, and leave it as it was."""
    page = seen.page
    nodes, shown = (seen.nodes_at_first, seen.nodes()), browse.drawn(page)
    weights = seen.weight("first"), seen.weight("scrolled")
    paper, over = on_paper(page), browse.overlapping(page)
    with all_opened(page):
        wide = browse.too_wide(page)
    return Report(
        list(seen.outside), list(seen.problems), shown, wide, over, paper, nodes, *weights
    )  # fmt: skip


@contextmanager
def all_opened(page):
    """Every box of a page that opens and closes is open."""
    change = "[...document.querySelectorAll('details')].forEach((d) => { d.open = %s; })"
    page.evaluate(change % "true")
    page.wait_for_timeout(100)
    yield
    page.evaluate(change % "false")


def on_paper(page):
    """What is seen of a page in print: {what: list of names, or a number}."""
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    seen = page.evaluate(
        """() => {
          const all = (which) => [...document.querySelectorAll(which)];
          const explains = all('details.sd-dropdown').filter((one) => !one.closest('.solution'));
          return {
            hidden: all('.figure-art').filter((art) => !art.checkVisibility())
              .map((art) => art.dataset.figure),
            controls: all('.figure-controls, .contents, .top, .copybtn')
              .filter((one) => one.checkVisibility()).map((one) => one.className),
            closed: explains.filter((one) => !one.open).length,
            opened: all('details:is(.solution, .solution *, .fold, .figure-data)[open]').length,
            theme: document.documentElement.dataset.theme,
          };
        }"""
    )
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="null")
    seen["left open"] = page.evaluate("document.querySelectorAll('details[open]').length")
    return seen
