"""Which places have a page, and where it is from the page that is being read."""

import functools
import html
import re

from bookmaking.catalogue import address
from helpers.topics.place import Gazetteer

FOLDER = "places"  # the sources of the pages, written as a build begins
HEADING = re.compile(r"<h2>([^<]+?)(?= <span|</h2>)")  # of a box that a map opens


@functools.cache
def gazetteer():
    """The places of the book, read once a build."""
    return Gazetteer()


@functools.cache
def slugs():
    """{place: slug} of the places that have a page, in the order of their names."""
    table = gazetteer().places.query("page")
    return dict(zip(table["place"], table["slug"]))


def docname(text):
    """The page of a place that a table names in any spelling; None if it has none."""
    slug = slugs().get(gazetteer().owner(text)) if isinstance(text, str) else None
    return slug and f"{FOLDER}/{slug}"


def page_of(env, text):
    """The address of that page from the page that is being read; None if it has none."""
    page = docname(text)
    return page and page in env.found_docs and address(env, page)


def link_boxes(page):
    """The document of a map, in which the box of a place with a page links to it."""

    def linked(heading):
        name = docname(html.unescape(heading[1]))
        return name and f'<h2><a href="../{name}.html" target="_top">{heading[1]}</a>'

    return HEADING.sub(lambda heading: linked(heading) or heading[0], page)
