"""Judged claims and dated events as text: Markdown that Jupyter, GitHub and the book read alike."""

import re
from collections.abc import Iterable

from helpers.judge.rule import MARKS

NO_BREAK = "\u00a0"


class Printed:
    """A table that reads in a page, on a phone, in JupyterLab and on GitHub.

    table: the DataFrame behind it; markdown: what everything but the book shows; about: one line
    of plain text; bundle: {MIME type: rows} for the book, where it draws a table of its own.
    """

    def __init__(self, table, markdown, about, bundle=None):
        self.table, self.markdown, self.about, self.bundle = table, markdown, about, bundle or {}

    def __repr__(self):
        return self.about

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {**self.bundle, "text/markdown": self.markdown, "text/plain": self.about}


def marked(verdict: str) -> str:
    """Shape and word of a verdict (Markdown): '● **supported**'; no line breaks between them."""
    return f"{MARKS[verdict]}{NO_BREAK}**{verdict}**"


def plain(text: object) -> str:
    """Text with every character escaped that Markdown or MyST would read as markup."""
    return re.sub(r"([\\`*_\[\]<>|#$~{}])", r"\\\1", str(text))


def link(name: str, url: str = "") -> str:
    """A name that leads to an address of the web; the name alone where there is none."""
    if not re.fullmatch(r"https?://[^\s<>]+", url or ""):
        return plain(name)
    return f"[{plain(name)}](<{url}>)"


def grid(head: list, rows: Iterable) -> str:
    """A Markdown table; cells are Markdown already."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)
