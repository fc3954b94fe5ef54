"""Where the publishers' files come from, and how far each table can be rebuilt by anybody.

data/sources.toml declares both; `make fetch` downloads what it names.
"""

import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from helpers.tables.check import DataError
from helpers.tables.read import data_folder, resources

CLASSES = {  # from the best to the worst: a table is of the worst class of its sources
    "publisher": "rebuilt from the publisher's file",
    "mirror": "rebuilt from a copy of the publisher's file in a public repository",
    "typed": "typed from pages that each row names",
    "own": "computed by us from data that we may not pass on",
    "gone": "cannot be had again: a step or a file was not kept",
}


@dataclass(frozen=True)
class Source:
    """A file at its publisher, or a copy of it in a public repository.

    kind: one of CLASSES. gives: the raw files that are made from it; steps: how. by: "program" if
    builders.prepare does it, else "hand". size and sha256 are those that somebody has read; where
    nobody has, they are missing.
    """

    name: str
    kind: str
    topic: str
    title: str
    publisher: str
    licence: str
    address: str
    version: str
    date: str
    gives: list[str]
    steps: str
    by: str = "hand"
    size: int | None = None
    sha256: str | None = None

    @property
    def file(self) -> str:
        """Its name in the cache; "" where the address is a folder for a reader, or none."""
        name = unquote(urlsplit(self.address).path).rsplit("/", 1)[-1]
        folder = "/tree/" in self.address or "." not in name
        return "" if folder else f"{self.topic}/{self.name}/{name}"


@functools.cache
def _declared(path: Path) -> tuple[list[Source], dict[str, list[str]]]:
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    return [Source(**one) for one in found["source"]], found["tables"]


def sources() -> list[Source]:
    """All that is declared, in the order of the file."""
    return _declared(data_folder() / "sources.toml")[0]


def rebuilt_from(table: str) -> tuple[str, list[Source]]:
    """(class, sources) of a table: one of CLASSES, and what a builder makes it from.

    DataError for a built table of which nothing is declared.
    """
    if not resources()[table]["builder"]:
        return "typed", []
    known, tables = _declared(data_folder() / "sources.toml")
    by_name = {one.name: one for one in known}
    if table not in tables:
        do = "Say under [tables] what it is built from."
        raise DataError(f"{table!r} has no sources", "sources.toml", do=do)
    named = [by_name[name] for name in tables[table]]
    order = list(CLASSES)
    return max((one.kind for one in named), key=order.index), named
