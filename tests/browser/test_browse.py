"""The browser of the tests: what it sees of a page, and what it does when drawing stops."""

import pytest

from tools import browse

from .conftest import few

OTHER = "http://example.org/picture.png"


@pytest.fixture
def made(tmp_path):
    """A folder, served, with a long page that asks another host for a picture."""
    page = f"<!doctype html><title>Long</title><img src='{OTHER}'><div style='height:9000px'>"
    (tmp_path / "long.html").write_text(page, encoding="utf-8")
    with browse.served(tmp_path) as base:
        yield base, tmp_path


def test_what_is_asked_of_another_host_is_seen_and_not_answered(made, chromium):
    base, folder = made
    seen = browse.visit(chromium, f"{base}/long.html", base, folder)
    try:
        assert seen.outside == [OTHER]
        assert [one for one in seen.problems if "ERR_NAME_NOT_RESOLVED" in one]
        assert f"{base}/long.html" in seen.requests["first"]
    finally:
        browse.close(seen)


def test_scrolling_says_that_drawing_stopped(made, chromium):
    base, folder = made
    seen = browse.open_page(chromium, f"{base}/long.html", base, folder)
    try:
        assert browse.scroll(seen.page)
        seen.page.evaluate("window.requestAnimationFrame = () => 0")
        assert not browse.scroll(seen.page, seconds=0.2)
    finally:
        browse.close(seen)


@pytest.mark.parametrize("stops, opened", few([(1, 2), (0, 1), (2, 3), (9, 3)]))
def test_a_page_that_stops_drawing_is_opened_again(made, chromium, monkeypatch, stops, opened):
    base, folder = made
    pages = []

    def scroll(page):
        pages.append(page)
        return len(pages) > stops

    monkeypatch.setattr(browse, "scroll", scroll)
    seen = browse.visit(chromium, f"{base}/long.html", base, folder)
    try:
        assert len(pages) == opened
        assert [page.is_closed() for page in pages] == [True] * (opened - 1) + [False]
    finally:
        browse.close(seen)
