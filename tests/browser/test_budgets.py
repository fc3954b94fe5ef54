"""What a page may weigh. Bytes and counts, never seconds (those are in tools/bench.py)."""

import pytest

from tools import browse

from .conftest import looked_at

KB = 1024


@pytest.mark.parametrize("page, way", looked_at([*browse.VIEWS]))
def test_a_page_keeps_to_its_budget(report, page, way):
    seen = report(page, way)
    requests, _, before = seen.first
    assert requests <= 25
    assert before <= 400 * KB
    assert seen.scrolled[2] <= 900 * KB
    at_first, drawn = seen.nodes
    assert at_first <= 5000
    assert drawn <= 8000


def test_vega_is_not_loaded_before_the_reader_moves(site, base, chromium):
    seen = browse.visit(chromium, f"{base}/index.html", base, site)
    try:
        assert not any("vega" in url for url in seen.requests["first"])
        assert any("vega" in url for url in seen.requests["scrolled"])
    finally:
        browse.close(seen)
