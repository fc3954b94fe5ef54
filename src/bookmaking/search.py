"""The index of the search: all that a reader may look for, with the place where it stands.

Pages, sections, figures, places, terms, tables, works and functions are read from the built pages,
claims and events from the data. ``theme/static/search.js`` looks through it. What is one and the
same under several names is a list of its own, which the filters of tables use as well.
"""

import json
import re
import textwrap
import zlib
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path

import lxml.html
from sphinx.search.en import js_porter_stemmer

from bookmaking import ledger, lineage
from bookmaking.gazetteer import FOLDER, gazetteer, slugs
from helpers.judge import timeline
from helpers.tables.read import load

TIMELINE = "notebooks/timeline"
ARTICLE = re.compile(r"<article\b.*</article>", re.S)
NO_WORDS = re.compile(r"<(button|noscript|pre|script|style|svg|table)\b.*?</\1>", re.S)
# What is folded away, lists that programs make, marks, and what another figure shows once more.
UNREAD = ".fold, .figure-data, details.claim, .lineage, .facts, .table-name, .toctree-wrapper, "
UNREAD += ".page-tools, .headerlink, .bibtex-citation, figcaption > p > .caption-text, "
UNREAD += ".place-name, .place-picture, figure:not([id]), "
UNREAD += ".exercise details, .quick details, details.solution"  # hints and answers
BLOCKS = ["br", "dd", "div", "dt", "h1", "h2", "h3", "h4", "li", "p", "section", "summary"]
ENTRIES = {  # where an entry begins: its kind
    ".glossary > dd": "term",
    ".works > li[id]": "work",
    "dl.py > dd": "function",
    "figure[id]": "figure",
    "section[id^=table-]": "table",
    "article > section[id]": "page",
    "section[id]": "section",
}
NUMBERS = ".section-number, .caption-number"
SHORT = 100  # letters of a work's title
# How readers ask, and how the book says it. Names of places and of groups stand in the tables.
WORDS = """
casualties; casualty; dead; death; deaths; die; died; fatalities; kill; killed; killing; killings
air strike; air strikes; airstrike; airstrikes
income; money; revenue; revenues
al-Qaeda; al-Qaida; القاعدة
Iraq; العراق
Syria; سوريا; سورية
UK; Britain; United Kingdom
UN; United Nations
US; USA; America; United States
Yazidis; Yazidi; Ezidi; Ezidis; Yezidi; Yezidis; Êzidî; الإيزيديون
"""


@dataclass
class Entry:
    """What can be found: its kind, its place in the page, what it is called and says."""

    kind: str
    anchor: str
    title: str
    text: str
    number: str = ""
    names: list = field(default_factory=list)


def entries(page):
    """The entries of a built page (HTML), in its order; the page itself is the first."""
    article = lxml.html.fromstring(NO_WORDS.sub(" ", ARTICLE.search(page)[0]))
    for one in article.cssselect(UNREAD):
        one.drop_tree()
    for one in article.iter(*BLOCKS):  # the words of neighbours stay apart
        one.append(lxml.html.fromstring("<i> </i>"))
    kinds = {}
    for where, kind in ENTRIES.items():
        for one in article.cssselect(where):
            kinds.setdefault(one, kind)
    found = []
    for one in reversed([tag for tag in article.iter() if tag in kinds]):  # the inner ones first
        heads = one.xpath("h1 | h2 | h3 | h4 | *[contains(@class, 'figure-title')]")[:1]
        if one.tag == "dd":  # one text may have several names before it
            before = takewhile(lambda tag: tag.tag == "dt", one.itersiblings(preceding=True))
            heads = [*before][::-1]
        number = " ".join(_taken(tag) for tag in one.cssselect(NUMBERS))
        anchor = (heads[0] if one.tag == "dd" else one).get("id")
        title, *names = [_taken(head) for head in heads] or [""]
        found.append(Entry(kinds[one], anchor, title, _taken(one), number, names))
    return found[::-1]


def _taken(tag):
    """The words of an element, which is taken out of the page."""
    text = " ".join(tag.text_content().split())
    tag.drop_tree()
    return re.sub(r" (?=[.,;:)])", "", text)


def index(app):
    """{pages: [[address, title]], entries: [[kind, page, anchor, title, text, label, names]]}."""
    pages, found = [], []
    for number, name in enumerate(app.builder.relations):  # in the order of the book
        own = entries((Path(app.outdir) / f"{name}.html").read_text(encoding="utf-8"))
        title = f"{own[0].number} {own[0].title}".partition(":")[0].strip()
        pages.append([f"{name}.html", title])
        for one in [*own, *told(app, name)]:
            label = named(one, name, title)
            if one.anchor != "sources" and (one.text or not name.startswith(FOLDER)):
                found.append([one.kind, number, one.anchor, one.title, one.text, label, one.names])
    return {"pages": pages, "entries": found}


def told(app, page):
    """The claims or the events, whose tables are not read, if they stand on a page."""
    claims = lineage.read(app.srcdir).claims if page == ledger.PAGE else []
    events = timeline.events().itertuples() if page == TIMELINE else []
    for row in claims:
        text, name = f"{row['verdict'].capitalize()}. {row['evidence']}", row["claim_id"]
        yield Entry("claim", name, row["claim"], text, f"Claim {name}")
    for row in events:
        title = f"{row.day}: {row.label}"
        yield Entry("event", f"event-{row.key}", title, f"{row.event}.", names=[row.label])


def named(one, page, title):
    """How a result is called beside its title ("Figure 2.7"); adds names by which it is found."""
    place = {f"{FOLDER}/{slug}": place for place, slug in slugs().items()}.get(page)
    label = one.kind.capitalize()
    if one.kind == "page":
        label = "Place" if place else f"Chapter {one.number}" if one.number else label
        one.kind, one.anchor = label.lower() if place else one.kind, ""
        one.names += [label] * bool(one.number) + [title.removeprefix(one.number).strip()]
        one.text = f"{'; '.join(spellings(place)[1:])}. {one.text}" if place else one.text
    elif place:
        one.title = f"{title}: {one.title}"
    elif one.kind in ("figure", "claim"):
        label = one.number
        one.names += [one.number, one.anchor]
    elif one.kind == "table":
        one.names.append(one.anchor.removeprefix("table-").replace("-", "_"))
    elif one.kind == "function":
        one.title = one.anchor
        one.names.append(one.anchor.rpartition(".")[2])
    elif one.kind == "work":
        one.title = textwrap.shorten(one.text, SHORT, placeholder=" …")
    return label


def spellings(place):
    """All names of a place, as this book writes it first, in Latin, Arabic and Kurdish letters."""
    towns = load("towns")
    held = towns[towns["place"].map(gazetteer().owner) == place]
    others = held[["place_ar", "place_ku", "place_ku_latin"]].stack().dropna()
    known = [*gazetteer().spellings(place), gazetteer().names.at[place, "name_ar"], *others]
    return list(dict.fromkeys(known))


def names():
    """[[name, ...]]: what is one and the same under several names, in all spellings."""
    actors = load("actors").fillna("")
    groups = [spellings(place) for place in gazetteer().names.index]
    for row in actors.itertuples():
        others = [one for one in row.other_names.split("; ") if not re.match("before|later", one)]
        groups.append([*dict.fromkeys([row.short_name, row.name, *others, row.name_ar])])
    groups += [line.split("; ") for line in WORDS.strip().splitlines()]
    return [[one for one in group if one] for group in groups]


def collect(app):
    """Once all pages stand: write what the search page loads, then have the page itself made."""
    static = Path(app.outdir) / "_static"
    form = {"ensure_ascii": False, "separators": (",", ":")}
    texts = {
        "names.js": f"bookNames({json.dumps(names(), **form)});\n",
        "search-index.js": f"{js_porter_stemmer}\nbookIndex({json.dumps(index(app), **form)});\n",
    }
    for name, text in texts.items():
        (static / name).write_text(text, encoding="utf-8")
    marks = {name: f"{zlib.crc32(text.encode()):08x}" for name, text in texts.items()}
    own = (Path(__file__).parent / "theme" / "static" / "search.js").read_bytes()
    yield "search", {"marks": marks, "own": f"{zlib.crc32(own):08x}"}, "search.html"


def setup(app):
    """Leave out Sphinx's own search, and make the book's."""
    app.connect("builder-inited", lambda app: setattr(app.builder, "search", False))
    app.connect("html-collect-pages", collect)
