"""The figures of a chapter as its notebook stores them, and the book's prose as plain HTML.

figures("refugees")["refugees-ranked"].number
html("In {numref}`refugees-ranked` choose a year.")
"""

import functools
import html as entities
import json
import re
from dataclasses import dataclass
from pathlib import Path

import yaml
from markdown_it import MarkdownIt

from bookmaking.figures import credited
from bookmaking.letters import with_room
from course.read import ROOT
from helpers.draw.figures import FIGURE
from helpers.draw.raster import png

NUMREF = re.compile(r"\{numref\}`([\w-]+)`")
ROLE = re.compile(r"\{[\w:]+\}`([^`<]+?)(?:\s*<[^`>]*>)?`")
INWARD = re.compile(r"\[([^\]]+)\]\((?!https?:)[^)]+\)")  # a link to another page of the book
SCALE = 1.5  # pixels of a PNG for each of the picture: sharp on a projector, and light
MARKDOWN = MarkdownIt("commonmark", {"html": False})


@dataclass(frozen=True)
class Figure:
    """A numbered figure: its words, its picture (SVG), who published its data, its licence."""

    id: str
    number: str
    title: str
    subtitle: str
    text: str
    svg: str
    source: str
    licence: str

    @functools.cached_property
    def png(self) -> bytes:
        """The picture on white, the same bytes on every machine."""
        return png(self.svg, SCALE)


@functools.cache
def chapters() -> dict[str, int]:
    """{name: number} of the numbered chapters, in the order of the contents."""
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))["parts"]
    numbered = next(part["chapters"] for part in contents if part.get("numbered"))
    return {Path(page["file"]).name: number for number, page in enumerate(numbered, 1)}


@functools.cache
def stored(name: str) -> list[dict]:
    """The cells of a chapter's notebook."""
    path = ROOT / "notebooks" / f"{name}.ipynb"
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def title(name: str) -> str:
    """The title of a chapter."""
    text = "".join(stored(name)[0]["source"])
    return re.search(r"^# (.+)$", text, re.M)[1].strip()


def titled(name: str) -> str:
    """A chapter's number and title: '8. Refugees: ...'."""
    return f"{chapters()[name]}. {title(name)}"


@functools.cache
def figures(name: str) -> dict[str, Figure]:
    """{id: figure} of one chapter, in its order."""
    found = {}
    for cell in stored(name):
        for output in cell.get("outputs", []):
            bundle = output.get("data", {})
            meta = bundle.get(FIGURE, {"heading": True})
            if meta.get("heading") or "unnumbered" in cell["metadata"].get("tags", []):
                continue
            source, licence = credited(meta["sources"])
            kept = {key: meta[key] for key in ("id", "title", "subtitle", "text")}
            found[meta["id"]] = Figure(
                **kept,
                number=f"{chapters()[name]}.{len(found) + 1}",
                svg=with_room("".join(bundle["image/svg+xml"])),
                source=source,
                licence=licence[0],
            )
    return found


@functools.cache
def numbers() -> dict[str, str]:
    """{id: number} of all figures of the chapters."""
    return {one.id: one.number for name in chapters() for one in figures(name).values()}


def markdown(text: str) -> str:
    """The book's prose as plain Markdown: a figure by its number, a term by its word."""
    text = NUMREF.sub(lambda found: f"Figure {numbers()[found[1]]}", text.strip())
    return INWARD.sub(r"\1", ROLE.sub(r"\1", text))


def html(text: str) -> str:
    """The book's prose as HTML that any platform takes."""
    return MARKDOWN.render(markdown(text)).strip()


def inline(text: str) -> str:
    """The same for a text of one paragraph, without its tags."""
    return MARKDOWN.renderInline(" ".join(markdown(text).split()))


def plain(text: str) -> str:
    """The same without any mark."""
    return entities.unescape(re.sub(r"<[^>]+>", "", inline(text)))
