"""The book's HTML is made from Jinja templates, which escape all that they are given."""

import functools
import re
from pathlib import Path

import jinja2
from docutils import nodes
from markupsafe import Markup, escape

TEMPLATES = Path(__file__).with_name("templates")
ADDRESS = re.compile(r"https?://\S+")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
SHOWN_ADDRESS = 48  # characters of an address that a table shows


def template(name):
    """A file of templates/."""
    return environment(TEMPLATES).get_template(name)


def render(name, **values):
    """The text that a template makes of some values."""
    return template(name).render(values)


def node(name, **values):
    """The same as a node of a page."""
    return nodes.raw("", render(name, **values) + "\n", format="html")


def code(text):
    """Text of the catalogue: what stands in `backticks` is code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))


def capital(text):
    """Text with its first letter as a capital and the others as they are."""
    return text[:1].upper() + text[1:]


def counted(number, what):
    """3 and "row" as "3 rows"."""
    return f"{number:,} {what}{'s' * (number != 1)}"


def bare(address):
    """An address without its scheme, cut where it is long."""
    words = re.sub(r"^https?://(www\.)?", "", address).rstrip("/")
    return words if len(words) <= SHOWN_ADDRESS else words[: SHOWN_ADDRESS - 1] + "…"


def size(count):
    """Bytes in words: "1.2 MB"."""
    return f"{count / 1_000_000:,.1f} MB" if count >= 100_000 else f"{count / 1000:,.1f} kB"


@functools.cache
def environment(folder):
    """Jinja with the book's filters for the templates of a folder."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.policies["json.dumps_kwargs"] = {}  # keys in their own order, not sorted
    made.filters |= {one.__name__: one for one in (bare, capital, code, counted, size)}
    made.tests |= {
        "address": lambda value: ADDRESS.fullmatch(str(value)),
        "day": lambda value: DAY.fullmatch(str(value)),
        "unverified": lambda licence: re.search("not verified", licence.get("title", ""), re.I),
    }
    return made
