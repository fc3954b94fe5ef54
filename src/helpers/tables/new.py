"""A table of your own beside those of the book: a first entry of the catalogue from a CSV file."""

import csv
import io
import re
from pathlib import Path
from typing import Any

from helpers.tables import check
from helpers.tables.codebook import Codebook
from helpers.tables.read import data_folder, describe, package, resources
from helpers.tables.write import facts_of, replace, write_catalogue

FORMS = {  # type of a column: what each of its cells looks like
    "year": r"(1[89]|20)\d\d",
    "integer": r"-?(0|[1-9]\d*)",
    "number": r"-?\d+(\.\d+)?([eE][-+]?\d+)?",
    "date": r"\d{4}-\d\d-\d\d",
    "boolean": "true|false",
    "string": r"(?s).*",
}
DO = "Mend it, then try again."


def new_table(
    path: str | Path, *, title: str, source: str, key: list[str] | None = None
) -> Codebook:
    """Put a CSV file into data/own/ with a first entry of the catalogue; returns its codebook.

    title: what the table holds. source: whose numbers they are. key: columns that no two rows
    share; found out where it is left out. Types and gaps are read from the cells, the licence is
    unverified: write down what you know in data/datapackage.json, then `make seal`. DataError, with
    the row and the column, for a file that is no table; nothing is written then.
    """
    path = Path(path)
    name = re.sub(r"\W+", "_", path.stem.lower()).strip("_")
    if name in resources():
        raise check.DataError(
            f"there is a table {name!r} already", path.name, do="Rename the file."
        )
    if not path.is_file():
        raise check.DataError("there is no such file", path.name, do="See where it lies.")
    content = path.read_bytes().removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
    header, rows = _cells(check.as_text(content, path.name), path.name)
    columns = dict(zip(header, zip(*rows)))
    schema = {
        "fields": [_field(column, cells) for column, cells in columns.items()],
        "primaryKey": key or _key(columns, path.name),
        "missingValues": [""],
    }
    place = f"own/{name}.csv"
    entry: dict[str, Any] = {
        "name": name,
        "path": place,
        "type": "table",
        "format": "csv",
        "encoding": "utf-8",
        "title": title,
        "description": "",
        "licenses": [{"name": "unverified", "title": "Licence not verified"}],
        "sources": [{"title": title, "publisher": source}],
        "vintage": None,
        "builder": None,
        "limitations": [],
        "schema": schema,
        "rules": [],
    }
    check.read_table(content, entry)
    (data_folder() / "own").mkdir(exist_ok=True)
    replace(data_folder() / place, content)
    known = package()
    more = [*known["resources"], entry | facts_of(content, entry)]
    write_catalogue({**known, "resources": more})
    return describe(name)


def _cells(text, file):
    lines = list(csv.reader(io.StringIO(text, newline="")))
    if len(lines) < 2:
        raise check.DataError("the file has no header and rows", file, do=DO)
    header, *rows = lines
    for column in header:
        if header.count(column) > 1 or not re.fullmatch(r"[a-z][a-z0-9_]*", column):
            told = "a column is named by small letters, digits and _, each by a name of its own"
            raise check.DataError(told, file, 1, column, do=DO)
    for line, row in enumerate(rows, start=2):
        if len(row) != len(header):
            told = f"the row has {len(row)} cells, the header {len(header)}"
            raise check.DataError(told, file, line, do=DO)
    return header, rows


def _field(name, cells):
    known = [cell for cell in cells if cell]
    types = [kind for kind, form in FORMS.items() if all(re.fullmatch(form, c) for c in known)]
    kind = next((one for one in types if one != "year" or "year" in name), "string")
    limits = {"required": True} if len(known) == len(cells) else {}
    return {"name": name, "type": kind, "title": name.replace("_", " "), "constraints": limits}


def _key(columns, file):
    """The fewest columns, from the left, in which no two rows are alike."""
    names = list(columns)
    for name in names:
        if len(set(columns[name])) == len(columns[name]) and all(columns[name]):
            return [name]
    for many in range(2, len(names) + 1):
        rows = list(zip(*(columns[name] for name in names[:many])))
        if len(set(rows)) == len(rows):
            return names[:many]
    raise check.DataError("two rows are the same", file, do="Take one of them out.")
