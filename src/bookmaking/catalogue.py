"""The catalogue as the pages use it: its entries, and where each stands in the book."""

import re
from pathlib import Path

from helpers.tables.read import package, resources

FOLDER = "tables"  # where the pages of the topics lie
NAMED = re.compile(r"^```\{data-tables\} (.+)$", re.M)
REST = "*"  # every topic that no other page names


def topic_title(topic):
    """The words for a topic: the catalogue's, else its name."""
    return package().get("topics", {}).get(topic, topic.replace("_", " ").capitalize())


def pages_of(srcdir):
    """{topic: docname of the page with its entries}, as the pages in tables/ ask for them."""
    asked = {
        f"{FOLDER}/{path.stem}": " ".join(NAMED.findall(path.read_text(encoding="utf-8"))).split()
        for path in sorted((Path(srcdir) / FOLDER).glob("*.md"))
    }
    pages = {topic: page for page, topics in asked.items() for topic in topics}
    rest = pages.pop(REST, None)
    for one in resources().values() if rest else []:
        pages.setdefault(one["topic"], rest)
    return pages


def anchor(name):
    """The id of a table's entry."""
    return f"table-{name.replace('_', '-')}"


def address(env, docname, fragment=""):
    """The address of a page, or of a place in it, from the page that is being read."""
    to = env.app.builder.get_relative_uri(env.docname, docname)
    return f"{to}#{fragment}" if fragment else to


def addresses(env):
    """{table: address of its entry} from the page that is being read."""
    pages = pages_of(env.srcdir)
    return {
        name: address(env, pages[one["topic"]], anchor(name))
        for name, one in resources().items()
        if one["topic"] in pages
    }
