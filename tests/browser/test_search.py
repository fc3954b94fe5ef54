"""A search finds the pages that hold all its words, short ones too."""

import re
from html.parser import HTMLParser

import pytest

from bookmaking.reference import plain
from bookmaking.search import SHORT, AllWords
from tools import browse

from .conftest import book_pages

QUERIES = [
    "al-Bab", "al-Qaeda", "US strikes", "UN mission", "IS", "the fall of IS", "al xyzzyq",
    "us xyzzyq", "Deir ez-Zor", "Da'esh", "Da’esh", "Mosul’s", "Mosul", "mosul raqqa", "US", "UN",
    "use", "used", "EU", "UK", "oil", "a b c d e f", "2014", "1,400 strikes", "17 July 2017",
    "xyzzyq", "constructor", "__proto__", "hasOwnProperty", "Türkiye", "كوباني", "km2", "Q1",
    "refugees in Lebanon", "who counts the dead", "al-Baghdadi", "and", "not", "no", "-Bab",
    "held_on", "civilians killed by", "Ramadi retaken", "Şırnak", "s", "i", "'", "C.I.A.",
    "U.S. strikes", "U.N. mission",
    "Shia", "strike", "striking", "ucdp",
    "methodology", "the",
]  # fmt: skip
NAMES = ["Tal Afar", "Ba'aj", "Ninewa"]  # pages with another spelling are found as well


class Words(HTMLParser):
    """The words of a built page's article."""

    def __init__(self, text):
        super().__init__()
        self.depth, self.silent, self.parts = 0, 0, []
        self.feed(text)
        text = " ".join(self.parts)
        self.words = set(re.findall(r"\w+", f"{text} {plain(text)}".lower()))

    def handle_starttag(self, tag, attributes):
        self.depth += tag == "article"
        self.silent += tag in ("script", "style")

    def handle_endtag(self, tag):
        self.depth -= tag == "article"
        self.silent -= tag in ("script", "style")

    def handle_data(self, data):
        if self.depth and not self.silent:
            self.parts.append(data)


@pytest.fixture(scope="module")
def stems(site):
    """{page: the stems of its words} of all pages."""
    stem = AllWords({}).stem
    return {
        page: {stem(word) for word in Words((site / page).read_text(encoding="utf-8")).words}
        for page in book_pages()
    }


def holding(stems, query):
    """The pages that hold every word of a query: as it is, or else inside longer words."""
    pages = set(stems)
    query = re.sub(r"(?i)\b(?:[a-z]\.){2,}", lambda name: name[0].replace(".", ""), query)
    for word in map(AllWords({}).stem, re.findall(r"\w+", plain(query.lower()))):
        whole = {page for page, found in stems.items() if word in found}
        part = {page for page, found in stems.items() if any(word in one for one in found)}
        pages &= whole if whole or len(word) < SHORT else part
    return pages if re.search(r"\w", query) else set()


@pytest.fixture(scope="module", params=["served", "from-a-folder"])
def search(request, site, base, chromium):
    """search(query): the pages that the full text of the index gives, and the open page."""
    start = base if request.param == "served" else site.as_uri()
    seen = browse.open_page(chromium, f"{start}/search.html", start, site)

    def find(query):
        return seen.page.evaluate(
            """(query) => {
              const [asked, terms, excluded] = Search._parseQuery(query);
              return Search.performTermsSearch(terms, excluded).map((found) => found[0]);
            }""",
            query,
        )

    yield find
    assert (seen.outside, seen.problems) == ([], [])
    browse.close(seen)


@pytest.mark.parametrize("query", QUERIES)
def test_a_page_is_found_if_it_holds_all_words(search, stems, query):
    found = search(query)
    assert len(found) == len(set(found))
    assert {f"{name}.html" for name in found} == holding(stems, query)


@pytest.mark.parametrize("query", NAMES)
def test_a_place_is_found_by_its_name(search, stems, query):
    found = {f"{name}.html" for name in search(query)}
    assert holding(stems, query) <= found < set(stems)
    assert holding(stems, query)


def test_the_queries_tell_pages_apart(stems):
    counts = [len(holding(stems, query)) for query in QUERIES]
    assert counts.count(0) >= 5 and counts.count(len(stems)) >= 2
    assert sum(0 < count < len(stems) for count in counts) >= 25


@pytest.mark.parametrize("query", ["al-Bab", "US strikes", "al xyzzyq", "IS", "UN mission"])
@pytest.mark.parametrize("start", ["served", "from-a-folder"])
def test_the_page_lists_what_it_says_and_no_page_that_lacks_a_word(
    site, base, chromium, stems, start, query
):
    start = base if start == "served" else site.as_uri()
    seen = browse.open_page(chromium, f"{start}/search.html?q={query}", start, site)
    try:
        seen.page.wait_for_function(
            "/found: |No page/.test(document.querySelector('.search-summary').textContent)"
        )
        links = seen.page.locator("#search-results li > a").evaluate_all(
            "(links) => links.map((link) => link.getAttribute('href').split('#')[0])"
        )
        assert set(links) == holding(stems, query)
        said = re.search(r"found: (\d+)", seen.page.locator(".search-summary").text_content())
        assert int(said[1] if said else 0) == len(links)
        assert seen.problems == []
    finally:
        browse.close(seen)


def test_a_word_has_the_same_stem_in_the_page_as_in_the_index(stems, site, base, chromium):
    words = set()
    for page in book_pages():
        words |= Words((site / page).read_text(encoding="utf-8")).words
    stem, words = AllWords({}).stem, sorted(words)
    seen = browse.open_page(chromium, f"{base}/search.html", base, site)
    try:
        given = seen.page.evaluate("(words) => words.map(Search.stemOf)", words)
    finally:
        browse.close(seen)
    every = set().union(*stems.values())
    unlike = {word: js for word, js in zip(words, given, strict=True) if stem(word) != js}
    assert len(words) > 5000
    for word, js in unlike.items():  # then it is met as a part of the one in the index
        assert js in stem(word) and js not in every, word
