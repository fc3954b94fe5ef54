"""Every chart says and shows the same in every time zone, in every state of its controls."""

import difflib
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tools import browse

from .conftest import figures_of, pages_with

pytestmark = pytest.mark.thorough
ZONES = [
    "America/Los_Angeles",  # far west, with summer time
    "Pacific/Kiritimati",  # far east: 14 hours before UTC
    "Asia/Kathmandu",  # a quarter of an hour off the half
    "Europe/Berlin",  # summer time
    "Asia/Beirut",  # summer time that begins at midnight: that hour does not exist
]
LOAD = """async (figures) => {
  const tag = (src) => new Promise((done, fail) => {
    document.head.append(Object.assign(document.createElement("script"),
      { src, onload: done, onerror: () => fail(new Error(src)) }));
  });
  window.specs = {};
  window.rows = {};
  window.bookSpec = (name, spec, data) => { specs[name] = { spec, data }; };
  window.bookData = (name, given) => { rows[name] = given; };
  await tag("_static/vendor/vega.js");
  await Promise.all(figures.map((name) => tag(`_figures/${name}.js`)));
  const sets = new Set(Object.values(specs).flatMap(({ data }) => data));
  await Promise.all([...sets].map((name) => tag(`_figures/${name}.js`)));
}"""
# A figure in its first state and with each control moved: all words, all tooltips, all geometry.
SEEN = """async (given) => {
  const spec = structuredClone(given.spec);
  spec.datasets = Object.fromEntries(
    given.data.map((key) => [key, rows[key].map((row) => ({ ...row }))]));
  const box = document.body.appendChild(document.createElement("div"));
  box.style.width = "640px";
  const { view } = await vegaEmbed(box, spec, { mode: "vega-lite", renderer: "svg",
    actions: false, ast: true, bind: document.createElement("form") });
  const tips = (item) => [item.tooltip, ...(item.items || []).flatMap(tips)]
    .filter((tip) => tip !== undefined);
  const states = {};
  const note = async (state) => {
    await view.runAsync();
    const tooltips = tips(view.scenegraph().root).map((tip) => JSON.stringify(tip));
    const svg = box.querySelector("svg");
    const bytes = new TextEncoder().encode(svg.outerHTML + tooltips.join());
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    states[state] = { digest: String(digest), tooltips: tooltips.slice(0, 200),
      words: [...svg.querySelectorAll("text")].map((text) => text.textContent) };
  };
  await note("first");
  for (const { name, bind } of spec.params || []) {
    if (!bind || !bind.input) continue;
    const values = bind.options ? bind.options.slice(0, 3)
      : bind.input === "checkbox" ? [true, false]
        : [bind.min, bind.min + Math.round((bind.max - bind.min) * 0.4), bind.max];
    for (const value of values) {
      view.signal(name, value);
      await note(`${name} = ${value}`);
    }
  }
  view.finalize();
  box.remove();
  return states;
}"""
# As it must not be written: a time without a zone in the data. It does not go through `figure`.
CARELESS = {
    "data": {"values": [{"day": "2014-01-01T00:00:00"}, {"day": "2014-06-10T00:00:00"}]},
    "mark": "point",
    "encoding": {
        "x": {"field": "day", "type": "temporal", "axis": {"values": ["2014-06-01"]}},
        "tooltip": [{"field": "day", "type": "temporal"}],
    },
}


@pytest.fixture(scope="module")
def zone(site, base, chromium):
    """zone(name): a page in this time zone that holds Vega and all figures of the book."""
    pages = {}
    charts = [
        figure
        for page in pages_with("chart")
        for figure, kind in figures_of(page).items()
        if kind == "chart"
    ]

    def opened(name):
        if name not in pages:
            page = chromium.new_context(timezone_id=name).new_page()
            page.goto(f"{base}/search.html")
            page.evaluate(LOAD, charts)
            pages[name] = page
        return pages[name]

    yield opened
    for page in pages.values():
        page.context.close()


@pytest.fixture(scope="module")
def in_utc(zone):
    return seen_in(zone("UTC"))


def seen_in(page):
    figures = page.evaluate("Object.keys(specs).sort()")
    return {figure: page.evaluate(f"({SEEN})(specs['{figure}'])") for figure in figures}


def differences(first, second):
    """A line for each figure and state that is not the same, with the first words that differ."""
    found = []
    for figure, states in first.items():
        for state, seen in states.items():
            other = second[figure][state]
            if seen["digest"] != other["digest"]:
                lines = [*seen["words"], *seen["tooltips"]], [*other["words"], *other["tooltips"]]
                words = [line for line in difflib.ndiff(*lines) if line[0] in "+-"][:4]
                found.append(f"{figure}, {state}: {words or 'the same words in other places'}")
    return found


@pytest.mark.parametrize("name", ZONES)
def test_every_chart_is_the_same_as_in_utc(zone, in_utc, name):
    assert len(in_utc) > 90
    page = zone(name)
    ahead = datetime(2016, 7, 1, tzinfo=ZoneInfo(name)).utcoffset() // timedelta(minutes=1)
    assert page.evaluate("-new Date(2016, 6, 1).getTimezoneOffset()") == ahead != 0
    assert differences(in_utc, seen_in(page)) == []


def test_a_chart_that_asks_the_local_clock_would_be_seen(zone):
    given = {"spec": CARELESS, "data": []}
    seen = [{"careless": zone(name).evaluate(SEEN, given)} for name in ("UTC", ZONES[0])]
    (told,) = differences(*seen)
    assert "careless, first" in told


@pytest.mark.parametrize("name", ["America/Los_Angeles", "Asia/Kathmandu"])
def test_a_page_shows_the_same_days_in_its_charts_and_beside_its_sliders(
    site, base, chromium, name
):
    texts = []
    for zone in ("UTC", name):
        url = f"{base}/notebooks/coalition-strikes.html"
        seen = browse.visit(chromium, url, base, site, timezone_id=zone)
        texts.append(
            seen.page.evaluate(
                "[...document.querySelectorAll('.figure-live text, .control-value, .figure-steps')]"
                ".map((one) => one.textContent)"
            )
        )
        browse.close(seen)
    assert len(texts[0]) > 300
    assert texts[0] == texts[1]
