"""Every link and anchor of the built site leads somewhere; links out of it go to known hosts."""

import csv
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import pytest

from bookmaking import outside
from helpers.tables.read import load
from tools import browse

FIGURES = ("_figures/", "_static/")


class Page(HTMLParser):
    """What a page names: the ids it has, and the addresses to which it points."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.doubled, self.addresses = set(), [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name == "id":
                if value in self.ids:
                    self.doubled.append(value)
                self.ids.add(value)
            elif name in ("href", "src", "data-src") and value:
                self.addresses.append(value)


@pytest.fixture(scope="module")
def pages(site):
    """{address in the site: Page} of all pages and frames."""
    return {
        path.relative_to(site).as_posix(): Page(path.read_text(encoding="utf-8"))
        for path in site.rglob("*.html")
    }


def test_every_link_and_every_anchor_inside_the_book_resolves(site, pages):
    broken = []
    for name, page in pages.items():
        for address in page.addresses:
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            start = (site / name).parent
            target = (start / unquote(parts.path)).resolve() if parts.path else site / name
            anchor = unquote(parts.fragment)
            if not target.is_file():
                broken.append(f"{name}: {address}: no such file")
            elif anchor and "=" not in anchor and target.suffix == ".html":
                found = pages[target.relative_to(site.resolve()).as_posix()]
                if anchor not in found.ids:
                    broken.append(f"{name}: {address}: no such place")
    assert broken == []


def test_no_page_has_an_id_twice(pages):
    assert {name: page.doubled for name, page in pages.items() if page.doubled} == {}


def test_the_test_of_links_would_see_a_broken_one(pages):
    page = Page('<a id="here" href="nowhere.html#x"></a><p id="here"></p>')
    assert page.addresses == ["nowhere.html#x"]
    assert page.doubled == ["here"]


def test_links_lead_out_to_hosts_of_the_list_only(site):
    known = set(load("hosts")["host"])
    strange = {}
    for host, page, address in outside.outside(site):
        if host not in known:
            strange.setdefault(host, f"{page}: {address}")
    assert strange == {}, "add these to data/story/hosts.csv if they are publishers, and seal it"


def test_one_report_lists_every_link_out_of_the_book(site):
    with (site / outside.REPORT).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    found = outside.outside(site)
    assert [(row["host"], row["page"], row["address"]) for row in rows] == found
    assert len(found) > 100
    assert all(row["publisher"] and row["kind"] for row in rows)


# The timeline's filters


def test_the_timeline_filters_by_list_and_by_words_and_says_how_many(site, base, chromium):
    seen = browse.open_page(chromium, f"{base}/notebooks/timeline.html", base, site)
    try:
        page = seen.page
        rows = page.locator("#events tbody tr")
        every = rows.count()
        shown = (
            "[...document.querySelectorAll('#events tbody tr')]"
            ".filter((row) => row.checkVisibility()).length"
        )
        status = page.locator(".filter-status")
        assert status.inner_text() == f"All {every} events"
        page.locator(".filters select").first.select_option("Mosul")
        mosul = page.evaluate(shown)
        assert 0 < mosul < every
        assert status.inner_text() == f"{mosul} of {every} events"
        page.get_by_label("Words").fill("nuri MOSQUE")
        found = page.evaluate(shown)
        assert 0 < found < mosul
        page.get_by_label("Words").fill("no such words")
        assert status.inner_text() == f"0 of {every} events"
        page.get_by_role("button", name="Show all").click()
        assert page.evaluate(shown) == every
        assert (seen.outside, seen.problems) == ([], [])
    finally:
        browse.close(seen)


def test_without_scripts_the_timeline_is_whole(site, base, chromium):
    seen = browse.open_page(chromium, f"{base}/notebooks/timeline.html", base, site,
                            java_script_enabled=False)  # fmt: skip
    try:
        assert seen.page.locator("#events tbody tr").count() == len(load("key_dates"))
        assert seen.page.locator("#events tbody tr").last.is_visible()
    finally:
        browse.close(seen)
