"""What a page may weigh. Bytes and counts, never seconds (those are in tools/bench.py)."""

import pytest

from tools import browse

from .conftest import PAGES

KB = 1024


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_light_before_scrolling(report, page):
    _, _, packed = report(page, "desktop-light").first
    assert packed <= 400 * KB


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_light_in_all(report, page):
    _, _, packed = report(page, "desktop-light").scrolled
    assert packed <= 900 * KB


@pytest.mark.parametrize("page", PAGES)
def test_a_page_holds_few_elements(report, page):
    at_first, drawn = report(page, "desktop-light").nodes
    assert at_first <= 5000
    assert drawn <= 8000


@pytest.mark.parametrize("page", PAGES)
def test_a_page_makes_few_requests(report, page):
    before, _, _ = report(page, "desktop-light").first
    assert before <= 25


def test_vega_is_not_loaded_before_the_reader_moves(site, base, chromium):
    seen = browse.visit(chromium, f"{base}/index.html", base, site)
    try:
        assert not any("vega" in url for url in seen.requests["first"])
        assert any("vega" in url for url in seen.requests["scrolled"])
    finally:
        browse.close(seen)
