"""Built pages as one still document, for paper and e-readers: nothing moves, folds or asks a host.

html = document(["notebooks/mosul.html", "reference/glossary.html"], solutions=False)
"""

import base64
import functools
import posixpath
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import yaml
from bs4 import BeautifulSoup
from markupsafe import Markup

from helpers.draw.raster import plain
from helpers.sentences import day
from teaching.common import TEMPLATES, template

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "_build" / "html"
EDITIONS = {"student": False, "key": True}  # edition: whether it has the solutions
# Pages that are for a screen, or longer than anybody would print.
SCREEN = ("story-slides", "tables/", "places/", "reference/places", "reference/helpers")
SCREEN += ("notebooks/helpers",)
DROPPED = (
    "script, noscript, template, style, link, iframe, nav, form, button, .headerlink, .copybtn,"
    " .page-tools, .turn, .filters, .link-card, .figure-controls, .live-only, .slides-start,"
    " .sd-summary-state-marker, .workings, .figure-data"
)
SHOWN_CODE, SOLUTION = "Show the code", "Show the solution"
KEPT = {  # attributes
    "id", "class", "href", "src", "alt", "title", "lang", "dir", "colspan", "rowspan", "scope",
    "headers", "start", "width", "height", "datetime", "role", "aria-label",
}  # fmt: skip


@dataclass(frozen=True)
class Book:
    """What every document says of the book."""

    title: str
    author: str
    language: str
    address: str  # public, without a slash at the end; empty if none is set
    licence: Markup
    disclaimer: str
    version: str
    date: str  # of that version, such as 2026-11-22
    day: str  # the same in words


@functools.cache
def book(root=ROOT):
    """The `Book` as _config.yml and CITATION.cff tell of it."""
    config = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    cited = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    sphinx = config["sphinx"]["config"]
    words = sphinx["html_theme_options"]
    licence = words["licence"].replace("named under each figure", "named at the end")
    return Book(
        title=config["title"],
        author=config["author"],
        language=sphinx["language"],
        address=(config.get("html", {}).get("baseurl") or "").rstrip("/"),
        licence=Markup(licence),
        disclaimer=words["disclaimer"],
        version=str(cited["version"]),
        date=str(cited["date-released"]),
        day=day(cited["date-released"]),
    )


def pages(site=SITE):
    """{page: title} of those that are worth printing, in the order of the contents."""
    home = _soup(site, "index.html")
    links = home.select("#contents a.reference.internal")
    found = {link["href"]: " ".join(link.get_text().split()) for link in links}
    return {page: title for page, title in found.items() if not page.startswith(SCREEN)}


def chapters(site=SITE):
    """{name: page} of the numbered chapters."""
    return {Path(page).stem: page for page, title in pages(site).items() if title[0].isdigit()}


def document(joined, solutions=True, site=SITE):
    """One HTML document (text) of some pages, with a title page and the sources of its figures."""
    parts, sources = articles(joined, solutions, site)
    css = [site / "_static" / name for name in ("palette.css", "pygments.css", "book.css")]
    css.append(TEMPLATES / "paper.css")
    given = {"book": book(), "parts": parts, "sources": sources, "solutions": solutions}
    style = Markup("\n".join(path.read_text(encoding="utf-8") for path in css))
    return template("paper.html").render(
        given,
        style=style,
        titles={page: title(part) for page, part in parts.items()},
        mark=mark,
        quoted=quoted,
    )


def articles(joined, solutions=True, site=SITE, where=lambda page: "", picture=None):
    """({page: its article}, [sources of the figures]), made still; elements of BeautifulSoup.

    where: the file that will hold a page, "" for one document. picture: the address of a figure's
    picture, given its file; without it the picture itself stands in the document.
    """
    parts, sources = {}, {}
    for page in joined:
        part = parts[page] = _soup(site, page).select_one("article.text")
        for line in part.select(".figure-sources > li"):
            sources.setdefault(_source(line), (page, line.extract()))
        _drop(part, solutions)
        for image in part.select("img"):
            file = site / posixpath.dirname(page) / unquote(urlsplit(image["src"]).path)
            image["src"] = (picture or _within)(file)
    known = {(page, one["id"]) for page, part in parts.items() for one in part.select("[id]")}
    ordered = [sources[name] for name in sorted(sources, key=str.casefold)]
    for page, part in [*parts.items(), *ordered]:
        for one in part.find_all(True):
            if "id" in one.attrs:
                one["id"] = f"{mark(page)}--{one['id']}"
            one.attrs = {name: value for name, value in one.attrs.items() if name in KEPT}
        for link in part.select("a"):
            address = _address(link.get("href", ""), page, parts, known, where)
            if address:
                link["href"] = address
            else:
                link.name, link.attrs = "span", {}
    for page, part in parts.items():
        part.name, part["id"] = "section", mark(page)
    return parts, [Markup(line.decode_contents()) for _, line in ordered]


def title(part):
    """The title of an article, as text."""
    return " ".join(part.h1.get_text().split())


def mark(page):
    """What the ids of a page begin with in a document of several."""
    return page.removesuffix(".html").removeprefix("notebooks/").replace("/", "-")


def quoted(words):
    """Words as a text of CSS."""
    return Markup('"' + re.sub(r'(["\\<])', r"\\\1", words) + '"')


def is_solution(box):
    """Whether a <details> holds the solution of an exercise."""
    return "solution" in box.get("class", []) or SOLUTION in box.summary.get_text()


def _soup(site, page):
    return BeautifulSoup((Path(site) / page).read_text(encoding="utf-8"), "html.parser")


def _drop(part, solutions):
    """Take out what paper has no use for; what is folded stands open."""
    for one in part.select(DROPPED):
        if not one.decomposed:
            one.decompose()
    for box in part.select("details"):
        if box.decomposed:
            continue
        code = SHOWN_CODE in box.summary.get_text()
        if code or not solutions and is_solution(box):
            box.decompose()
            continue
        box.name, box["class"] = "div", [*box.get("class", []), "unfolded"]
        box["class"] = [name for name in box["class"] if name != "fold"]
        box.summary["class"], box.summary.name = ["opened"], "p"
    for cell in part.select(".cell"):
        if not cell.get_text(strip=True) and not cell.find("img"):
            cell.decompose()


def _source(line):
    """The title of a table, given what a figure says of it; its file and rows are taken out."""
    for link in line.select("a[download]"):
        rest = link.next_sibling
        if rest:
            rest.extract()
        link.extract()
    return line.get_text(" ", strip=True).split(". ")[0]


def _within(file):
    svg = plain(file.read_text(encoding="utf-8"))
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def _address(href, page, parts, known, where):
    """Where a link leads in the document; "" if nowhere."""
    if re.match(r"https?:|mailto:", href):
        return href
    path, _, place = href.partition("#")
    target = posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page
    if target in parts and (not place or (target, place) in known):
        return f"{where(target)}#{mark(target)}" + (f"--{place}" if place else "")
    address = book().address
    return f"{address}/{target}" + (f"#{place}" if place else "") if address else ""
