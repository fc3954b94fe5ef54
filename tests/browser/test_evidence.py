"""The ledger and the pages of the data: they filter, they read whole, and every link arrives."""

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from tools import browse

from .conftest import book_pages, few

LEDGER = "notebooks/claims.html"
DATA = [page for page in book_pages() if page.startswith("tables/")]
CHAPTERS = [page for page in book_pages() if page.startswith("notebooks/") and page != LEDGER]


class Links(HTMLParser):
    """Addresses and ids of a page."""

    def __init__(self, text):
        super().__init__()
        self.links, self.ids = [], set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        if given.get("id"):
            self.ids.add(given["id"])


@pytest.fixture(scope="module")
def read(site):
    """read(page): the links and ids of a built page, read once."""
    seen = {}

    def one(page):
        if page not in seen:
            seen[page] = Links((Path(site) / page).read_text(encoding="utf-8"))
        return seen[page]

    return one


def rows(page):
    return page.locator("#claims tbody tr").evaluate_all(
        "(rows) => [rows.length, rows.filter((row) => row.checkVisibility()).length]"
    )


@pytest.mark.parametrize("page", [*CHAPTERS, LEDGER, *DATA])
def test_every_link_inside_the_book_arrives(site, read, page):
    lost = []
    for link in read(page).links:
        parts = urlsplit(urljoin(f"book:///{page}", link))
        if parts.scheme != "book":
            continue
        path = unquote(parts.path).lstrip("/")
        if not (Path(site) / path).is_file():
            lost.append(link)
        elif parts.fragment and path.endswith(".html"):
            if unquote(parts.fragment) not in read(path).ids:
                lost.append(link)
    assert lost == []


def test_every_claim_of_a_chapter_and_its_row_lead_to_each_other(read):
    for page in CHAPTERS:
        places = {one for one in read(page).ids if one.startswith("claim-")}
        there = {
            link.split("#claim-")[1]
            for link in read(LEDGER).links
            if link.startswith(f"{Path(page).name}#claim-")
        }
        assert there == {place.removeprefix("claim-") for place in places}
        back = {link.split("#")[1] for link in read(page).links if link.startswith("claims.html#")}
        assert there <= back


@pytest.mark.parametrize("page", few(CHAPTERS, 4))
def test_each_figure_leads_to_the_entry_of_each_of_its_tables(site, base, chromium, page):
    seen = browse.open_page(chromium, f"{base}/{page}", base, site)
    try:
        found = seen.page.locator(".figure-sources li").evaluate_all(
            "(lines) => lines.map((line) => line.querySelector('a').getAttribute('href'))"
        )
        assert found and all(link.startswith("../tables/") and "#table-" in link for link in found)
    finally:
        browse.close(seen)


def test_a_filter_counts_what_it_leaves_and_stays_in_the_address(site, base, chromium):
    seen = browse.open_page(chromium, f"{base}/{LEDGER}", base, site)
    try:
        page = seen.page
        every, _ = rows(page)
        verdict = page.get_by_label("Verdict", exact=True)
        verdict.focus()
        page.keyboard.press("ArrowDown")  # the first choice after "All"
        chosen = verdict.evaluate("(one) => one.value")
        expected = page.locator(f'#claims tr[data-verdict="{chosen}"]').count()
        assert rows(page) == [every, expected] and 0 < expected < every
        status = page.locator(".filter-status[role=status]").first
        assert status.text_content() == f"{expected} of {every} claims"
        assert f"claims.verdict={chosen.replace(' ', '+')}" in page.url
        page.reload()
        assert rows(page) == [every, expected]
        page.get_by_role("button", name="Show all").click()
        assert rows(page) == [every, every] and "#" not in page.url
        assert seen.problems == []
    finally:
        browse.close(seen)


def test_a_link_to_a_row_that_is_filtered_away_shows_it(site, base, chromium):
    seen = browse.open_page(chromium, f"{base}/{LEDGER}#claims.chapter=Mosul", base, site)
    try:
        every, left = rows(seen.page)
        assert 0 < left < every
        seen.page.evaluate("location.hash = '#spread-03'")
        seen.page.wait_for_function("document.getElementById('spread-03').checkVisibility()")
        assert rows(seen.page) == [every, every]
    finally:
        browse.close(seen)


@pytest.mark.parametrize("page", [LEDGER, DATA[0]])
def test_without_scripts_the_tables_stand_whole(site, base, chromium, page):
    seen = browse.open_page(chromium, f"{base}/{page}", base, site, java_script_enabled=False)
    try:
        hidden = seen.page.locator("table.filtered tbody tr").evaluate_all(
            "(rows) => rows.filter((row) => !row.checkVisibility()).length"
        )
        assert hidden == 0
        assert seen.page.locator("table.filtered tbody tr").count() > 50
        assert seen.page.locator(".filters").count() == 0
    finally:
        browse.close(seen)


def test_the_ledger_and_all_tables_can_be_taken_home(site, read):
    for page, wanted in [
        (LEDGER, {"claims.csv", "claims.json"}),
        (DATA[0], {"conflict-in-maps-and-data.zip", "datapackage.json"}),
    ]:
        names = {Path(link).name for link in read(page).links}
        assert wanted <= names
