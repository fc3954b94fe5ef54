"""What a reader sees where a script, a figure's file or a map does not come: the picture stays."""

import re

import pytest
from playwright.sync_api import expect

from tools import browse

from .conftest import axe_findings, few, figures_of

# What `make test` tries of this file; `make test-all` tries all.
QUICKLY = ["test_half_of_vega_is_as_none", "test_a_search_that_lacks_a_file_says_so"]

SPREAD, RAQQA = "notebooks/spread.html", "notebooks/raqqa.html"
CHART, MAP = "rise-and-fall", "raqqa-before-after"
VEGA, LEAFLET = re.compile(r"/vega\.js"), re.compile(r"/leaflet\.js")
DATASETS = re.compile(r"/_figures/data-[0-9a-f]+\.js")
LAYERS = re.compile(r"/_figures/layer-[0-9a-f]+\.js")
SETTLED = """() => [...document.querySelectorAll('.figure-art')].every((art) =>
  art.dataset.ready || art.closest('.figure-failed'))"""


@pytest.fixture
def lacking(site, base, chromium):
    """lacking(page, file, ...): the page scrolled through without some file; `unroute` brings it.

    answer: what is sent in place of the file; without it the request is refused.
    """
    opened = []

    def open_without(page, file, answer=None, view="desktop-light", before=None):
        give = (lambda route: route.fulfill(**answer)) if answer else (lambda route: route.abort())
        for chance in range(3):  # headless Chromium stops drawing a page in a hundred: browse.visit
            seen = browse.open_page(chromium, "about:blank", base, site, view)
            opened.append(seen)
            seen.page.route(file, give)
            seen.page.goto(f"{base}/{page}")
            if before:
                before(seen.page)
            if browse.scroll(seen.page) and browse.settles(seen.page, SETTLED, last=chance == 2):
                break
        return seen.page

    yield open_without
    for seen in opened:
        browse.close(seen)


def block(page, figure):
    return page.locator(f".book-figure:has(.figure-art[data-figure='{figure}'])")


def picture_only(page, figure, kind):
    """The picture stands, a sentence says why, nothing else can be seen or reached."""
    figure = block(page, figure)
    said = figure.get_by_role("status").filter(has_text=f"The interactive {kind} did not load")
    expect(said).to_be_visible()
    expect(figure.locator(".figure-art > img")).to_be_visible()
    expect(figure.locator("iframe, .figure-live")).to_have_count(0)
    expect(figure.get_by_role("slider")).to_have_count(0)
    assert figure.locator("figure").get_by_role("button").all_inner_texts() == ["Try again"]
    assert figure.locator(".live-only:visible, .skip-link:visible").count() == 0
    assert figure.locator(".figure-status").all_inner_texts() in ([], [""])
    return figure.get_by_role("button", name="Try again")


def failed(page):
    return set(page.evaluate(
        "[...document.querySelectorAll('.figure-failed .figure-art')].map((a) => a.dataset.figure)"
    ))  # fmt: skip


def charts(page):
    return {name for name, kind in figures_of(page).items() if kind == "chart"}


def test_without_vega_every_chart_is_its_picture_until_it_comes(lacking):
    page = lacking(SPREAD, VEGA)
    assert failed(page) == charts(SPREAD)
    for figure in charts(SPREAD):
        again = picture_only(page, figure, "chart")
    again = picture_only(page, CHART, "chart")
    again.click()
    said = block(page, CHART).get_by_role("status").first
    expect(said).to_have_text(
        "The interactive chart still does not load. Check whether you are online."
    )
    page.unroute(VEGA)
    again.click()
    page.wait_for_function("!document.querySelector('.figure-failed')")
    for figure in charts(SPREAD):
        expect(block(page, figure).locator(".figure-live svg")).to_be_visible()
        expect(block(page, figure).locator(".figure-art > img")).to_be_hidden()
    assert page.evaluate(
        "(name) => Boolean(document.activeElement.closest('.figure-controls + .figure-art')"
        " || document.activeElement.closest('.figure-controls'))", CHART)  # fmt: skip


def test_what_the_reader_set_before_is_drawn_when_it_comes(lacking):
    def move(page):
        # At once: a key could come after the figure has failed and its controls are gone.
        block(page, CHART).locator("input[type=range]").evaluate(
            "(one) => { one.value = one.min; one.dispatchEvent(new Event('input')); }"
        )

    page = lacking(SPREAD, VEGA, before=move)
    again = picture_only(page, CHART, "chart")
    page.unroute(VEGA)
    again.click()
    slider = block(page, CHART).get_by_role("slider")
    expect(slider).to_be_visible()
    assert slider.input_value() == slider.get_attribute("min")
    page.wait_for_function(
        """(name) => {
          const art = document.querySelector(`.figure-art[data-figure="${name}"]`);
          const given = JSON.parse(art.dataset.controls).inputs.find((one) => one.min);
          return art.view && art.view.signal(given.signal) === given.min;
        }""",
        arg=CHART,
    )


def test_play_does_not_run_where_nothing_can_be_drawn(lacking):
    page = lacking(
        SPREAD,
        VEGA,
        before=lambda page: block(page, CHART).locator(".play").evaluate("one => one.click()"),
    )
    again = picture_only(page, CHART, "chart")
    page.wait_for_timeout(600)  # longer than the page waits before it says what was set
    picture_only(page, CHART, "chart")
    page.unroute(VEGA)
    again.click()
    expect(block(page, CHART).locator(".play")).to_have_text("Play")


def test_half_of_vega_is_as_none(lacking, site):
    whole = (site / "_static" / "vendor" / "vega.js").read_text(encoding="utf-8")
    half = {"body": whole[: len(whole) // 2], "content_type": "text/javascript"}
    page = lacking(SPREAD, VEGA, half)
    again = picture_only(page, CHART, "chart")
    page.unroute(VEGA)
    again.click()
    expect(block(page, CHART).locator(".figure-live svg")).to_be_visible()


def test_a_figure_without_its_own_file_leaves_the_others_alone(lacking):
    own = re.compile(rf"/_figures/{CHART}\.js")
    page = lacking(SPREAD, own, {"status": 404, "body": "Not found"})
    assert failed(page) == {CHART}
    again = picture_only(page, CHART, "chart")
    page.unroute(own)
    again.click()
    expect(block(page, CHART).locator(".figure-live svg")).to_be_visible()


def test_a_chart_without_its_data_is_its_picture(lacking):
    page = lacking(SPREAD, DATASETS)
    lost = failed(page)
    assert lost and lost <= charts(SPREAD)
    for figure in lost:
        again = picture_only(page, figure, "chart")
    page.unroute(DATASETS)
    again.click()
    page.wait_for_function("!document.querySelector('.figure-failed')")


MAP_FILES = {
    "leaflet": LEAFLET,
    "its look": re.compile(r"/leaflet\.css"),
    "the frame's script": re.compile(r"/frame\.js"),
    "a layer": LAYERS,
    "the map itself": re.compile(rf"/{MAP}\.html"),
}
FIRST, *OTHERS = MAP_FILES


@pytest.mark.parametrize(
    "what", [FIRST, *(pytest.param(what, marks=pytest.mark.thorough) for what in OTHERS)]
)
def test_a_map_that_lacks_a_file_is_its_picture_until_it_comes(lacking, what):
    page = lacking(RAQQA, MAP_FILES[what])
    assert not failed(page) & charts(RAQQA)
    again = picture_only(page, MAP, "map")
    page.unroute(MAP_FILES[what])
    again.click()
    frame = block(page, MAP).locator("iframe")
    expect(frame).to_be_visible()
    expect(block(page, MAP).locator(".figure-art > img")).to_be_hidden()
    expect(block(page, MAP).locator(".figure-problem")).to_have_count(0)
    expect(frame.content_frame.locator(".leaflet-control-zoom")).to_be_visible()
    assert page.evaluate("document.activeElement.tagName") == "IFRAME"


def test_a_map_page_that_is_cut_short_is_its_picture(lacking, site):
    whole = (site / "_figures" / f"{MAP}.html").read_text(encoding="utf-8")
    cut = {"body": whole[: len(whole) * 9 // 10], "content_type": "text/html"}
    picture_only(lacking(RAQQA, MAP_FILES["the map itself"], cut), MAP, "map")


@pytest.mark.thorough
@pytest.mark.parametrize("part", [0.2, 0.9])
def test_a_map_whose_look_is_cut_short_is_its_picture(lacking, site, part):
    whole = (site / "_static/vendor/leaflet/leaflet.css").read_text(encoding="utf-8")
    cut = {"body": whole[: int(len(whole) * part)], "content_type": "text/css"}
    picture_only(lacking(RAQQA, MAP_FILES["its look"], cut), MAP, "map")


IMPATIENT = """(() => {
  const wait = window.setTimeout;
  window.setTimeout = (call, time, ...given) => wait(call, time === 60000 ? 1500 : time, ...given);
})()"""


@pytest.mark.thorough
@pytest.mark.parametrize(
    "page, figure, kind, file",
    [(SPREAD, CHART, "chart", VEGA), (RAQQA, MAP, "map", LEAFLET)],
    ids=["vega", "leaflet"],
)
def test_what_hangs_is_told_as_what_fails(site, base, chromium, page, figure, kind, file):
    seen = browse.open_page(chromium, "about:blank", base, site)
    try:
        seen.page.add_init_script(IMPATIENT)
        held = []
        seen.page.route(file, lambda route: held.append(route))  # never answered
        seen.page.goto(f"{base}/{page}")
        browse.scroll(seen.page)
        seen.page.wait_for_function(SETTLED)
        again = picture_only(seen.page, figure, kind)
        assert held
        seen.page.unroute(file)
        again.click()
        expect(block(seen.page, figure).locator(".figure-problem")).to_have_count(0)
    finally:
        browse.close(seen)


@pytest.mark.parametrize("file", few(["search-index.js", "search.js", "names.js", "book.js"]))
def test_a_search_that_lacks_a_file_says_so(lacking, file):
    page = lacking("search.html?q=raqqa", re.compile(file))
    said = page.get_by_role("status").filter(has_text="The search did not load.")
    expect(said).to_be_visible()
    expect(page.get_by_role("searchbox")).to_have_count(0)
    assert "Searching" not in page.locator("main").inner_text()
    page.unroute(re.compile(file))
    said.get_by_role("link").click()
    expect(page.locator("#search-results li").first).to_be_visible()
    expect(page.get_by_role("searchbox")).to_have_value("raqqa")


@pytest.mark.thorough
@pytest.mark.parametrize("view", ["phone-light", "desktop-dark"])
@pytest.mark.parametrize("page, file", [(SPREAD, VEGA), (RAQQA, LEAFLET)], ids=["vega", "leaflet"])
def test_a_page_with_failures_is_accessible_and_fits(lacking, page, file, view):
    shown = lacking(page, file, view=view)
    assert failed(shown)
    assert axe_findings(shown) == []
    assert browse.too_wide(shown) == []
