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
from html.parser import HTMLParser
from pathlib import Path

from sphinx.search.en import js_porter_stemmer

from bookmaking import ledger, lineage
from bookmaking.gazetteer import FOLDER, gazetteer, slugs
from helpers.judge import timeline
from helpers.tables.read import load

TIMELINE = "notebooks/timeline"
SHORT = 100  # letters of a work's title
ARTICLE = re.compile(r"<article\b.*</article>", re.S)
NO_WORDS = re.compile(r"<(button|noscript|pre|script|style|svg|table)\b.*?</\1>", re.S)
VOID = {"br", "hr", "img", "input", "wbr"}
INLINE = {"a", "abbr", "b", "cite", "code", "em", "i", "q", "span", "strong", "sub", "sup", "time"}
UNREAD = {  # classes of what is folded away, of lists that programs make, and of marks
    *("bibtex-citation", "claim", "facts", "figure-data", "fold", "headerlink", "lineage"),
    *("page-tools", "property", "sig-param", "sig-paren", "table-name", "toctree-wrapper"),
}  # fmt: skip
PARTS = {  # class or tag of an element: the part of an entry that it holds
    "caption-number": "number",
    "section-number": "number",
    "figure-title": "title",
    **dict.fromkeys(("dt", "h1", "h2", "h3", "h4"), "title"),
    "figcaption": "credit",
}
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
    anchor: str = ""
    title: str = ""
    text: str = ""
    number: str = ""
    names: list = field(default_factory=list)


@dataclass
class _Element:
    """An element that is being read: to which entry, and to which part of it, its words belong."""

    tag: str
    classes: list
    entry: Entry | None = None
    part: str = "text"


class Reader(HTMLParser):
    """The entries of a built page, in its order; the page itself is the first."""

    def __init__(self, page):
        super().__init__()
        self.entries, self.open = [], [_Element("", [])]
        article = ARTICLE.search(page)
        self.feed(NO_WORDS.sub(" ", article[0]) if article else "")
        for one in self.entries:
            one.title, one.text, one.number = map(_tidy, (one.title, one.text, one.number))

    def handle_starttag(self, tag, attributes):
        self.space(tag)
        if tag in VOID:
            return
        given, above = dict(attributes), self.open[-1]
        classes = (given.get("class") or "").split()
        kind = self.kind(tag, classes, given.get("id") or "", above)
        part = next((PARTS[one] for one in [*classes, tag] if one in PARTS), above.part)
        if not above.part or UNREAD & set(classes) or tag == "figure" and not kind:
            part = ""
        entry = self.begun(kind, given["id"], above) if kind and above.part else above.entry
        self.open.append(_Element(tag, classes, entry, part))

    def kind(self, tag, classes, name, above):
        """The kind of entry that an element begins, if it begins one."""
        if not name:
            return ""
        if tag == "section":
            first = "section" if self.entries else "page"
            return "table" if name.startswith("table-") else first
        if tag == "dt":
            return "term" if name.startswith("term-") else "function" if "sig" in classes else ""
        works = tag == "li" and "works" in above.classes
        return "figure" if tag == "figure" else "work" if works else ""

    def begun(self, kind, anchor, above):
        """A new entry. Names of one term follow each other, then what is said of them."""
        if kind == "term" and above.entry.kind == "term" and not above.entry.text.strip():
            above.entry.names.append(_tidy(anchor.removeprefix("term-").replace("-", " ")))
            return Entry("")
        self.entries.append(Entry(kind, anchor))
        if kind in ("term", "function"):
            above.entry = self.entries[-1]
        return self.entries[-1]

    def handle_endtag(self, tag):
        if any(one.tag == tag for one in self.open):
            while self.open.pop().tag != tag:
                pass
        self.space(tag)

    def handle_data(self, data):
        entry, part = self.open[-1].entry, self.open[-1].part
        if entry and part in ("title", "text", "number"):
            setattr(entry, part, getattr(entry, part) + data)

    def space(self, tag):
        """Words of neighbouring elements stay apart, but for those within a line."""
        if tag not in INLINE:
            self.handle_data(" ")


def _tidy(text):
    return re.sub(r"\s+(?=[.,;:)])", "", " ".join(text.split()))


def index(app):
    """{pages: [[address, title]], entries: [[kind, page, anchor, title, text, label, names]]}."""
    pages, found = [], []
    for number, name in enumerate(app.builder.relations):  # in the order of the book
        page = (Path(app.outdir) / f"{name}.html").read_text(encoding="utf-8")
        entries = Reader(page).entries + made(app, name)
        title = f"{entries[0].number} {entries[0].title}".partition(":")[0].strip()
        pages.append([f"{name}.html", title])
        for one in entries:
            label = named(one, name, title)
            if one.anchor != "sources" and (one.text or not name.startswith(FOLDER)):
                found.append([one.kind, number, one.anchor, one.title, one.text, label, one.names])
    return {"pages": pages, "entries": found}


def named(one, page, title):
    """How a result is called beside its title ("Figure 2.7"); adds names by which it is found."""
    label = one.kind.capitalize()
    if one.kind == "page":
        one.anchor, label = "", f"Chapter {one.number}" if one.number else label
        one.names += [label, one.title.partition(":")[0]]
    place = {f"{FOLDER}/{slug}": place for place, slug in slugs().items()}.get(page)
    if place and one.kind == "page":
        one.kind, label = "place", "Place"
        one.text = f"{'; '.join(spellings(place)[1:])}. {one.text}"
    elif place:
        one.title = f"{title}: {one.title}"
    if one.kind in ("figure", "claim"):
        label = one.number
        one.names += [one.number, one.anchor]
    if one.kind == "table":
        one.names.append(one.anchor.removeprefix("table-").replace("-", "_"))
    if one.kind == "function":
        one.names.append(one.anchor.rpartition(".")[2])
    if one.kind == "work":
        one.title = textwrap.shorten(one.text, SHORT, placeholder=" …")
    return label


def made(app, page):
    """The claims or the events, whose tables are not read, if they stand on a page."""
    if page == ledger.PAGE:
        return [
            Entry("claim", row["claim_id"], row["claim"], f"{row['verdict'].capitalize()}. "
                  f"{row['evidence']}", f"Claim {row['claim_id']}")
            for row in lineage.read(app.srcdir).claims
        ]  # fmt: skip
    if page == TIMELINE:
        return [
            Entry("event", f"event-{row.key}", f"{row.day}: {row.label}", f"{row.event}.",
                  names=[row.label])
            for row in timeline.events().itertuples()
        ]  # fmt: skip
    return []


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
    yield "search", {"marks": marks}, "search.html"


def setup(app):
    """Leave out Sphinx's own search, and make the book's."""
    app.connect("builder-inited", lambda app: setattr(app.builder, "search", False))
    app.connect("html-collect-pages", collect)
