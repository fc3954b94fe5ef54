"""Every page, phone and desktop, light and dark, served and from a folder."""

import json

import altair as alt
import pandas as pd
import pytest

from bookmaking.figures import live_chart
from helpers.draw import figures, marks
from tools import browse

from .conftest import (
    OWN,
    PAGES,
    WAYS,
    all_opened,
    axe_findings,
    book_pages,
    few,
    figures_of,
    looked_at,
    pages_with,
)


def on_every_page(test):
    """The test for each page, looked at in each way."""
    return pytest.mark.parametrize("page, way", looked_at(WAYS))(test)


def test_the_site_has_the_pages_of_the_contents_and_no_other(site):
    assert browse.html_pages(site) == sorted([*book_pages(), "search.html"])


def test_every_page_that_should_has_figures_to_test():
    drawn = {page for page in book_pages() if page.startswith(("index", "notebooks/", "story"))}
    assert set(pages_with("chart")) == drawn, "charts are lost: are outputs committed?"
    assert pages_with("map")


@on_every_page
def test_nothing_is_asked_of_another_host(report, page, way):
    assert report(page, way).outside == []


@on_every_page
def test_the_console_stays_silent(report, page, way):
    assert report(page, way).problems == []


@on_every_page
def test_every_figure_of_the_notebook_is_drawn(report, page, way):
    expected = figures_of(page) if page in book_pages() else {}
    drawn = report(page, way).drawn
    assert {name: one["kind"] for name, one in drawn.items()} == expected
    empty = [name for name, one in drawn.items() if not one["marks"]]
    assert empty == []
    unnamed = [n for n, one in drawn.items() if one["kind"] == "chart" and not one["label"]]
    assert unnamed == []


@on_every_page
def test_nothing_is_wider_than_the_window(report, page, way):
    assert report(page, way).too_wide == []


@on_every_page
def test_no_label_of_an_axis_lies_on_another(report, page, way):
    assert report(page, way).overlapping == []


@pytest.mark.parametrize("given", [{}, {"labelOverlap": False}], ids=["as-it-is", "all-labels"])
def test_years_leave_out_labels_on_a_phone_unless_told_otherwise(site, base, chromium, given):
    counts = pd.DataFrame({"year": range(2008, 2021), "n": range(13)})
    bars = alt.Chart(counts).mark_bar().encode(marks.years(**given), marks.amount("n"))
    spec, shared, _ = live_chart(figures.everywhere(marks.panel(bars).to_dict()))
    assert not shared
    seen = browse.open_page(chromium, "about:blank", base, site, "phone-light")
    try:
        script = f'bookSpec("my-first-figure", {json.dumps(spec)}, [])'
        seen.page.route("**/my-first-figure.js*", lambda route: route.fulfill(body=script))
        seen.page.goto(f"{base}/notebooks/helpers.html")
        art = seen.page.locator(".figure-art[data-figure='my-first-figure']")
        art.scroll_into_view_if_needed()
        named = art.locator(".role-axis-label").first.locator("text:not([opacity='0'])")
        named.first.wait_for(state="attached")
        over, words = browse.overlapping(seen.page), named.all_text_contents()
        if given:
            assert "my-first-figure: 2008, 2009" in over and len(words) == 13
        else:
            assert over == [] and words[:2] == ["2008", "2010"]
    finally:
        browse.close(seen)


@pytest.mark.parametrize("page, way", looked_at([*browse.VIEWS]))
def test_axe_finds_nothing(visits, page, way, request):
    thorough = request.node.get_closest_marker("thorough") is not None
    shown = visits.open(page, way).page
    with all_opened(shown):
        findings = axe_findings(shown, whole=thorough)
    assert not findings, "\n".join(findings)


@pytest.mark.thorough
@pytest.mark.parametrize("page, way", OWN.items())
def test_axe_finds_nothing_in_any_text(visits, page, way):
    shown = visits.open(page, way).page
    with all_opened(shown):
        assert axe_findings(shown) == []


def test_axe_sees_a_pale_text_by_its_look(site, base, chromium):
    seen = browse.open_page(chromium, f"{base}/index.html", base, site)
    try:
        assert axe_findings(seen.page, whole=False) == []
        pale = "<p style='color: #ccc; background: #fff'>Hard to read</p>"
        seen.page.evaluate(
            "(p) => document.querySelector('main').insertAdjacentHTML('beforeend', p)", pale
        )
        found = axe_findings(seen.page, whole=False)
        assert len(found) == 1 and found[0].startswith("color-contrast")
    finally:
        browse.close(seen)


@pytest.mark.parametrize("page", few(PAGES[:-1], 6))
def test_without_scripts_every_figure_is_a_picture_with_words(site, base, chromium, page):
    seen = browse.open_page(chromium, f"{base}/{page}", base, site, java_script_enabled=False)
    try:
        figures = seen.page.evaluate(
            """() => Object.fromEntries([...document.querySelectorAll('.figure-art')].map((art) => {
              const picture = art.querySelector('img');
              return [art.dataset.figure,
                picture && picture.alt.length >= 80 && picture.complete && picture.naturalWidth > 0
                && picture.checkVisibility()];
            }))"""
        )
        assert figures == dict.fromkeys(figures_of(page), True)
        dead = seen.page.evaluate(
            """() => [...document.querySelectorAll('button, input, select')]
              .filter((one) => one.checkVisibility() && !one.hasAttribute('popovertarget'))
              .map((one) => one.outerHTML)"""
        )
        assert dead == []
    finally:
        browse.close(seen)


def test_the_contents_open_on_a_phone_and_close_with_escape(site, base, chromium):
    seen = browse.open_page(chromium, f"{base}/index.html", base, site, "phone-light")
    try:
        contents = seen.page.locator("#contents")
        assert not contents.is_visible()
        seen.page.get_by_role("button", name="Contents").click()
        assert contents.is_visible()
        seen.page.keyboard.press("Escape")
        assert not contents.is_visible()
    finally:
        browse.close(seen)


IN_CONTENTS = [one for one in looked_at(["desktop-dark"]) if one.values[0] in PAGES[1:-1]]


@pytest.mark.parametrize("page, way", IN_CONTENTS)
def test_the_contents_show_the_page_that_is_open(visits, page, way):
    assert visits.open(page, way).page.evaluate(
        """() => {
          const contents = document.getElementById("contents").getBoundingClientRect();
          const here = [...document.querySelectorAll("#contents a.current")].at(-1);
          const { top, bottom } = here.getBoundingClientRect();
          return top >= contents.top && bottom <= contents.bottom;
        }"""
    )


@on_every_page
def test_paper_shows_every_figure_and_no_controls(report, page, way):
    paper = report(page, way).paper
    assert (paper["hidden"], paper["controls"]) == ([], [])


@on_every_page
def test_paper_is_white_opens_what_explains_and_leaves_the_rest_closed(report, page, way):
    paper = report(page, way).paper
    assert paper["theme"] == "light"
    assert (paper["closed"], paper["opened"], paper["left open"]) == (0, 0, 0)
