"""Every page, phone and desktop, light and dark, served and from a folder."""

import pytest

from tools import browse

from .conftest import PAGES, WAYS, book_pages, figures_of, pages_with

every = [pytest.mark.parametrize("way", WAYS), pytest.mark.parametrize("page", PAGES)]


def on_every_page(test):
    for mark in every:
        test = mark(test)
    return test


def test_the_site_has_the_pages_of_the_contents_and_no_other(site):
    assert browse.html_pages(site) == sorted(PAGES)


def test_every_page_that_should_has_figures_to_test():
    drawn = [page for page in book_pages() if page.startswith(("index", "notebooks/"))]
    assert pages_with("chart") == drawn, "a page lost its charts: are outputs committed?"
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


@pytest.mark.parametrize("way", browse.VIEWS)
@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_nothing(report, page, way):
    findings = report(page, way).axe
    assert not findings, "\n".join(findings)


@pytest.mark.parametrize("page", book_pages())
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


@pytest.mark.parametrize("start", ["served", "from-a-folder"])
def test_searching_finds_a_chapter(site, base, chromium, start):
    start = base if start == "served" else site.as_uri()
    seen = browse.open_page(chromium, f"{start}/search.html?q=Mosul", start, site)
    try:
        found = seen.page.locator("#search-results li a").first
        found.wait_for()
        assert found.get_attribute("href").startswith("notebooks/")
        assert (seen.outside, seen.problems) == ([], [])
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


@pytest.mark.parametrize("page", [page for page in book_pages() if page != "index.html"])
def test_the_contents_show_the_page_that_is_open(site, base, chromium, page):
    seen = browse.open_page(chromium, f"{base}/{page}", base, site)
    try:
        assert seen.page.evaluate(
            """() => {
              const contents = document.getElementById("contents").getBoundingClientRect();
              const here = [...document.querySelectorAll("#contents a.current")].at(-1);
              const { top, bottom } = here.getBoundingClientRect();
              return top >= contents.top && bottom <= contents.bottom;
            }"""
        )
    finally:
        browse.close(seen)


@pytest.mark.parametrize("page", book_pages())
def test_paper_shows_every_figure_and_no_controls(site, base, chromium, page):
    seen = browse.visit(chromium, f"{base}/{page}", base, site, "desktop-dark")
    try:
        seen.page.emulate_media(media="print")
        hidden = seen.page.evaluate(
            """() => [...document.querySelectorAll('.figure-art')]
              .filter((art) => !art.checkVisibility()).map((art) => art.dataset.figure)"""
        )
        assert hidden == []
        shown = seen.page.evaluate(
            """() => [...document.querySelectorAll('.figure-controls, .contents, .top, .copybtn')]
              .filter((one) => one.checkVisibility()).map((one) => one.className)"""
        )
        assert shown == []
    finally:
        browse.close(seen)


@pytest.mark.parametrize("page", book_pages())
def test_paper_opens_what_explains_and_leaves_the_rest_closed(site, base, chromium, page):
    seen = browse.visit(chromium, f"{base}/{page}", base, site)
    try:
        count = """(which) => [...document.querySelectorAll(which)]
          .filter((one) => one.open && !one.closest('.solution')).length"""
        boxes = seen.page.evaluate(
            """() => [...document.querySelectorAll('details.sd-dropdown')]
              .filter((one) => !one.closest('.solution')).length"""
        )
        seen.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert seen.page.evaluate(count, "details.sd-dropdown") == boxes
        others = "details:is(.solution, .solution *, .fold, .figure-data)[open]"
        assert seen.page.locator(others).count() == 0
        seen.page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert seen.page.evaluate(count, "details") == 0
    finally:
        browse.close(seen)
