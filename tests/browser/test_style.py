"""No dead rules: what a style sheet names stands in some page, or in a script that makes it."""

import re
from html.parser import HTMLParser

import pytest

from bookmaking.assets import PARTS, THEME
from helpers.draw import parts

WORD = r"[A-Za-z][\w-]*"
MAPS = sorted(path.name for path in parts.FOLDER.glob("*.css"))


class _Names(HTMLParser):
    """All classes and ids of a page, also of what it keeps in <noscript>."""

    def __init__(self):
        super().__init__()
        self.found = set()

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.found |= {f".{name}" for name in (given.get("class") or "").split()}
        self.found |= {f"#{given['id']}"} if given.get("id") else set()


def named(style):
    """The classes and ids in the selectors of a style sheet."""
    style = re.sub(r"/\*.*?\*/|url\('.*?'\)|\"[^\"]*\"", "", style, flags=re.S)
    selectors = re.findall(r"([^{};]+)\{", style)
    return {
        name
        for one in selectors
        if not one.strip().startswith("@")
        for name in re.findall(f"[.#]{WORD}", one)
    }


def read(path):
    return path.read_text(encoding="utf-8")


def known(pages, scripts):
    """All names that a page (HTML) has, and all words that a script (text) writes."""
    names = _Names()
    for page in pages:
        names.feed(page)
    return names.found | {word for script in scripts for word in re.findall(WORD, script)}


def unused(style, known):
    """Names of a style sheet that are not known."""
    return sorted(name for name in named(style) if not {name, name[1:]} & known)


@pytest.fixture(scope="module")
def book(site):
    """What the pages and their scripts know."""
    own = [path for path in site.rglob("*.html") if path.parent.name != "_figures"]
    pages = [*own, *(site / "_figures").glob("*-embed.html")]
    scripts = [*(site / "_static").glob("*.js"), site / "_static" / "vendor" / "vega.js"]
    return known(map(read, pages), map(read, scripts))


@pytest.fixture(scope="module")
def maps(site):
    """What the maps know: their scripts stand in them, and Leaflet's style has its names."""
    frames = [path for path in (site / "_figures").glob("*.html") if "-embed" not in path.stem]
    pages = "".join(map(read, frames))
    leaflet = read(site / "_static" / "vendor" / "leaflet" / "leaflet.css")
    return known([], [re.sub(r"<style>.*?</style>", "", pages, flags=re.S), leaflet])


@pytest.mark.parametrize("name", PARTS["css"].split())
def test_every_rule_of_the_book_is_used(book, name):
    assert unused(read(THEME / "css" / f"{name}.css"), book) == []


@pytest.mark.parametrize("name", MAPS)
def test_every_rule_of_the_maps_is_used(maps, name):
    assert unused(parts.source(name), maps) == []


def test_a_rule_that_nothing_uses_is_found():
    page = '<p class="one two" id="here"><noscript><b class="three"></b></noscript>'
    style = ".one #here, .three:not(.four-five) { color: red } @media print { .dead, #gone { } }"
    assert unused(style, known([page], ['box.className = "four-five";'])) == ["#gone", ".dead"]


def test_every_file_of_the_theme_is_joined():
    for ending, names in PARTS.items():
        files = {path.stem for path in (THEME / ending).glob(f"*.{ending}")}
        assert files == set(names.split())
