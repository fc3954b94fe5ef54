"""Every page in Firefox and WebKitGTK: the same drawings as in Chromium, and controls that work."""

import html
import json
import re
import time
from collections import Counter
from dataclasses import dataclass, field

import pytest
from browser.conftest import PAGES, figures_of

from .conftest import ENGINES, Chromium, ink, look, screen
from .driver import HEIGHT, WIDTH

NEAR = 0.2  # letters are drawn a little paler or darker; a lost layer is far more
ZONES = ("America/Los_Angeles", "Asia/Kathmandu")
DATED = ("notebooks/coalition-strikes.html", "notebooks/aftermath.html")


@dataclass
class Seen:
    """What one visit of a page found."""

    figures: dict  # figure: kind, marks, texts
    inks: dict = field(default_factory=dict)  # figure: how much is drawn
    canvases: dict = field(default_factory=dict)  # map: painted dots, a number a canvas


def seen_of(browser, address, want=None):
    """Open a page, scroll through it, look at each figure; wait until it has the ink of `want`."""
    browser.open(address)
    seen = Seen(look(browser, "figures"))
    for figure, given in seen.figures.items():
        box = look(browser, "place", figure)
        for _ in range(4):  # maps move into place, colours fade in
            seen.inks[figure] = ink(screen(browser, box), "white")
            if want and near(seen.inks[figure], want.inks.get(figure, 0)):
                break
            time.sleep(0.3)
        if given["kind"] == "map":
            seen.canvases[figure] = look(browser, "canvases", figure)
    return seen


def near(value, wanted):
    return abs(value - wanted) <= NEAR * wanted


@pytest.fixture(scope="module")
def in_chromium(served, chromium):
    """in_chromium(page): what Chromium shows of a page, looked at once."""
    pages = {}

    def seen_in_chromium(page):
        if page not in pages:
            browser = Chromium(chromium, WIDTH, HEIGHT)
            pages[page] = seen_of(browser, f"{served[0]}/{page}")
            browser.page.context.close()
        return pages[page]

    return seen_in_chromium


def declared(site, page):
    """{figure: Counter of its kinds of controls}, as the page itself lists them."""
    found = {}
    text = (site / page).read_text(encoding="utf-8")
    for name, given in re.findall(r'data-figure="([^"]+)"[^>]* data-controls="([^"]*)"', text):
        given = json.loads(html.unescape(given))
        kinds = Counter(one["input"] for one in given["inputs"])
        kinds.update(part for part in ("play", "steps") if given.get(part))
        found[name] = kinds
    return found


GROUPED = [pytest.param(page, marks=pytest.mark.xdist_group(page)) for page in PAGES]


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("page", GROUPED)
def test_a_page_draws_and_works_as_in_chromium(engines, served, site, in_chromium, page, name):
    want, controls = in_chromium(page), declared(site, page)

    def visit(browser):
        seen = seen_of(browser, f"{served[0]}/{page}", want)
        # {figure: [{kind: how many}, controls that change nothing]}
        operated = {figure: look(browser, "operate", figure) for figure in controls}
        filtered, idle = look(browser, "filters")
        look(browser, "theme")
        tables = look(browser, "tables")
        return seen, operated, filtered, idle, tables, look(browser, "troubles")

    seen, operated, filtered, idle, tables, troubles = engines.tried(name, visit)
    kinds = {figure: given["kind"] for figure, given in seen.figures.items()}
    assert kinds == (figures_of(page) if page != "search.html" else {})
    assert [figure for figure, given in seen.figures.items() if not given["marks"]] == []
    assert seen.figures == want.figures
    assert {figure: (value, want.inks[figure]) for figure, value in seen.inks.items()
            if not near(value, want.inks[figure])} == {}  # fmt: skip
    assert {figure: len(dots) for figure, dots in seen.canvases.items()} == {
        figure: len(dots) for figure, dots in want.canvases.items()}  # fmt: skip
    assert {figure: counts for figure, (counts, _) in operated.items()} == controls
    assert [one for _, unmoved in operated.values() for one in unmoved] == []
    assert (filtered > 0) == ('class="filtered' in (site / page).read_text(encoding="utf-8"))
    assert idle == [] and tables == len(kinds)
    assert troubles == []


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("page", DATED)
def test_every_text_of_a_chart_is_the_same_in_every_time_zone(engines, served, page, name, zone):
    def texts(browser):
        browser.open(f"{served[0]}/{page}")
        return look(browser, "written"), browser.run("return new Date(0).getTimezoneOffset()")

    (utc, none), (there, offset) = (engines.tried(name, texts, at) for at in ("UTC", zone))
    engines.end(name, zone)
    assert none == 0 and offset in (480, -330), "the browser's clock is in the zone"
    differ = {}
    for figure, rows in utc.items():
        assert len(rows) == len(there[figure]), figure
        if apart := [(a, b) for a, b in zip(rows, there[figure]) if moved(a, b)]:
            differ[figure] = apart[:3]
    assert utc and differ == {}


def moved(one, other):
    """Whether two texts with their places differ; an hour of summer time is within a pixel."""
    return one[0] != other[0] or max(abs(a - b) for a, b in zip(one[1:], other[1:])) > 1
