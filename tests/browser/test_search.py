"""The search finds what readers ask for, says where it stands, and leads there."""

import csv
import gzip
import json
import re
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import expect
from repository import ROOT

from bookmaking import search as made
from tools import browse

from .conftest import axe_findings, few

with (ROOT / "tests/search_questions.csv").open(encoding="utf-8", newline="") as file:
    QUESTIONS = list(csv.DictReader(file))
RESULTS = """(list) => list.map((one) => ({
  kind: one.className, link: one.querySelector("a").getAttribute("href"),
  title: one.querySelector("a").textContent, where: one.querySelector(".found-kind").textContent,
  text: one.querySelector(".context").textContent,
  marks: [...one.querySelectorAll("mark")].map((mark) => mark.textContent),
}))"""
KINDS = {"page", "section", "figure", "place", "term", "claim", "event", "table", "work"}
KINDS |= {"function"}


def ask(page, query):
    """The first results for a query, and what is said of them all."""
    page.get_by_role("searchbox").fill(query)
    page.get_by_role("searchbox").press("Enter")
    found = page.locator("#search-results li").evaluate_all(RESULTS)
    return found, page.locator(".search-summary").text_content()


@pytest.fixture(scope="module", params=["served", "from-a-folder"])
def page(request, site, base, chromium):
    """The page of the search."""
    start = base if request.param == "served" else site.as_uri()
    seen = browse.open_page(chromium, f"{start}/search.html", start, site)
    yield seen.page
    assert (seen.outside, seen.problems) == ([], [])
    browse.close(seen)


@pytest.fixture(scope="module")
def index(site):
    """What the build wrote: {pages, entries}."""
    text = (site / "_static/search-index.js").read_text(encoding="utf-8")
    return json.loads(text.partition("\nbookIndex(")[2].removesuffix(");\n"))


@pytest.mark.parametrize("asked", QUESTIONS, ids=[one["query"] for one in QUESTIONS])
def test_what_should_come_first_comes_first(page, asked):
    found, _ = ask(page, asked["query"])
    first = urlsplit(found[0]["link"])
    assert first.path == asked["page"]
    assert not asked["anchor"] or first.fragment == asked["anchor"]
    assert not asked["kind"] or found[0]["kind"] == f"found-{asked['kind']}"


def test_there_are_questions_of_every_kind(index):
    assert len({one["query"] for one in QUESTIONS}) == len(QUESTIONS) >= 50
    assert {one["kind"] for one in QUESTIONS} == KINDS | {""}
    assert {one[0] for one in index["entries"]} == KINDS


@pytest.mark.parametrize(
    "names",
    [
        ("ISIS", "Daesh", "da’esh", "Islamic State", "islamic state", "تنظيم الدولة الإسلامية"),
        ("al-Bab", "Al Bāb", "الباب", "al bab"),
        ("Türkiye", "Turkey", "turkiye"),
        ("U.S. strikes", "US strikes", "United States strikes"),
        ("Kobanê", "عين العرب", "Ayn al-Arab", "KOBANI"),
        ("1,400", "1400"),
    ],
)
def test_what_is_the_same_finds_the_same(page, names):
    found = [[one["link"] for one in ask(page, name)[0]] for name in names]
    assert len(found[0]) >= 2
    assert all(set(one) == set(found[0]) for one in found)


@pytest.mark.parametrize(
    ("query", "mark"),
    [
        ("oil", "oil"), ("Kobane", "Kobani"), ("striking", "strikes"), ("refug", "refugees"),
        ("casulties", "casualties"), ("refugese", "refugees"), ("died", "killed"),
        ("towns", "town"),
        ("98%", "98%"),
        ("Mosul", "Mosul"), ("الموصل", "Mosul"), ("YPG", "YPG"), ("الرقه", "الرقة"),
    ],
)  # fmt: skip
def test_words_found_are_marked_in_the_words_around_them(page, query, mark):
    found, _ = ask(page, query)
    assert found
    assert mark.lower() in {one.lower() for result in found for one in result["marks"]}
    for one in found:
        assert one["marks"] or one["kind"] in ("found-figure", "found-table", "found-claim")
        assert len(one["text"].split()) <= 40


@pytest.mark.parametrize("query", ["Xyzzyqwv", "constructor", "__proto__", "?!", "al xyzzyqwv"])
def test_what_is_nowhere_is_not_found(page, query):
    found, said = ask(page, query)
    assert found == []
    assert said.startswith("Nothing in the book")


def test_nothing_is_said_before_anything_is_asked(page):
    assert ask(page, "   ") == ([], "")


def test_a_verb_is_no_group_and_no_town(page):
    """IS and is, Hit and hit: names have their capitals, unless they are asked for alone."""
    assert ask(page, "is")[0] == ask(page, "IS")[0]
    assert ask(page, "hit")[0][0]["link"] == "places/hit.html"
    assert all("hit" not in one["marks"] for one in ask(page, "Heet")[0])
    assert ask(page, "what is oil")[0] == ask(page, "oil")[0]


def test_where_no_place_has_all_words_those_with_most_are_given(page):
    found, said = ask(page, "raqqa xyzzyqwv")
    assert found == ask(page, "raqqa")[0]
    assert said.endswith("results; none has all of the words")


def test_results_come_while_a_reader_types_and_the_address_keeps_them(site, base, chromium):
    seen = browse.open_page(chromium, f"{base}/search.html?q=palmyra", base, site)
    try:
        first = seen.page.locator("#search-results li a").first
        box = seen.page.get_by_role("searchbox")
        expect(first).to_have_attribute("href", "places/palmyra.html")
        expect(box).to_have_value("palmyra")
        box.fill("")
        expect(seen.page.locator("#search-results li")).to_have_count(0)
        box.press_sequentially("mosu", delay=150)
        expect(first).to_have_attribute("href", "places/mosul.html")
        expect(seen.page).to_have_url(f"{base}/search.html?q=mosu")
        box.press("Enter")
        ask(seen.page, "oil")
        assert seen.page.url.endswith("?q=oil")
        for query, place in [("mosu", "mosul"), ("palmyra", "palmyra")]:
            seen.page.go_back()
            expect(box).to_have_value(query)
            expect(first).to_have_attribute("href", f"places/{place}.html")
        seen.page.go_forward()
        seen.page.go_forward()
        expect(box).to_have_value("oil")
        assert seen.page.title().startswith("oil: Search")
        assert seen.problems == []
    finally:
        browse.close(seen)


@pytest.mark.thorough
def test_more_results_come_when_asked_for_by_keyboard_too(page):
    found, said = ask(page, "strikes")
    total = int(re.match(r"(\d+) results$", said)[1])
    assert len(found) == 20 < total
    page.get_by_role("button", name="Show more").press("Enter")
    results = page.locator("#search-results li")
    expect(results.nth(20).locator("a")).to_be_focused()
    while page.get_by_role("button", name="Show more").is_visible():
        page.get_by_role("button", name="Show more").click()
    expect(results).to_have_count(total)
    found = results.evaluate_all(RESULTS)
    assert len({one["link"] for one in found}) == total


@pytest.mark.thorough
@pytest.mark.parametrize("query", ["Figure 2.7", "how many people lived under IS", "spread-01"])
def test_a_result_leads_to_its_place(site, base, chromium, query):
    seen = browse.open_page(chromium, f"{base}/search.html?q={quote(query)}", base, site)
    try:
        first = seen.page.locator("#search-results li a").first
        anchor = urlsplit(first.get_attribute("href")).fragment
        first.click()
        seen.page.wait_for_load_state()
        expect(seen.page.locator(f"[id='{anchor}']")).to_be_in_viewport()
        seen.page.go_back()
        expect(seen.page.get_by_role("searchbox")).to_have_value(query)
        expect(first).to_be_visible()
    finally:
        browse.close(seen)


def test_every_entry_has_its_place(site, index):
    ids = {}
    for address, title in index["pages"]:
        text = (site / address).read_text(encoding="utf-8")
        ids[address] = set(re.findall(r'\bid="([^"]+)"', text))
        assert title
    for kind, page, anchor, title, _, label, _ in index["entries"]:
        address = index["pages"][page][0]
        assert title and label and kind in KINDS
        assert (kind in ("page", "place")) == (not anchor)
        assert not anchor or anchor in ids[address], (address, anchor)


def test_figures_have_their_numbers_and_chapters_too(index):
    numbers = [label for kind, *_, label, _ in index["entries"] if kind == "figure"]
    assert len(numbers) == len(set(numbers)) > 90
    assert all(re.fullmatch(r"Figure [\d.]+", number) for number in numbers)
    chapters = [label for kind, *_, label, _ in index["entries"] if kind == "page"]
    assert [one for one in chapters if one != "Page"] == [f"Chapter {n}" for n in range(1, 10)]


def test_what_programs_read_is_not_found(index):
    for kind, _, anchor, title, text, *_ in index["entries"]:
        found = re.search(r"\bimport \w+ as\b|\balt\.|\bpd\.|</?\w+>", text)
        assert kind == "function" or not found, (anchor, found)
        assert not re.search(r"\d{4}-\d\d-\d\d\d{4}", text), "cells of a table run together"
        assert "#" not in title


def test_the_index_is_small_and_no_other_page_loads_it(site, base, chromium):
    assert len(gzip.compress((site / "_static/search-index.js").read_bytes())) < 250_000
    assert len(gzip.compress((site / "_static/names.js").read_bytes())) < 5_000
    seen = browse.open_page(chromium, f"{base}/notebooks/timeline.html", base, site)
    try:
        asked = seen.page.evaluate("performance.getEntriesByType('resource').map((e) => e.name)")
        assert not [one for one in asked if re.search(r"search|names\.js", one)]
    finally:
        browse.close(seen)


def test_every_spelling_is_one_name_of_its_own_group(page):
    for number, group in enumerate(made.names()):
        terms = page.evaluate(
            "(names) => names.map((one) => bookWords.termsOf(one).map(({ groups }) => groups))",
            group,
        )
        assert terms == [[[number]]] * len(group), group


@pytest.mark.thorough
@pytest.mark.parametrize("view", few(browse.VIEWS))
def test_results_are_accessible_and_fit(site, base, chromium, view):
    seen = browse.open_page(chromium, f"{base}/search.html?q=Deir%20Ezzor", base, site, view)
    try:
        expect(seen.page.locator("#search-results li").first).to_be_visible()
        assert axe_findings(seen.page) == []
        assert browse.too_wide(seen.page) == []
    finally:
        browse.close(seen)


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("address", "query", "row"),
    [
        ("notebooks/timeline.html", "shengal", "event-sinjar-attack"),
        ("notebooks/timeline.html", "الموصل", "event-mosul-falls"),
        ("notebooks/timeline.html", "Kobane siege", "event-kobani-siege"),
        ("notebooks/claims.html", "daesh caliphate", "spread-14"),
        ("notebooks/claims.html", "الرقة", "raqqa-03"),
    ],
)
def test_the_boxes_above_tables_know_all_names_too(site, base, chromium, address, query, row):
    seen = browse.open_page(chromium, f"{base}/{address}", base, site)
    try:
        seen.page.get_by_role("searchbox").fill(query)
        shown = seen.page.locator("table.filtered tbody tr:visible")
        expect(seen.page.locator(f"#{row}")).to_be_visible()
        assert 0 < shown.count() < seen.page.locator("table.filtered tbody tr").count() / 2
        assert seen.problems == []
    finally:
        browse.close(seen)
