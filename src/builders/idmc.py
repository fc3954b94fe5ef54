"""IDMC's Global Internal Displacement Database as IDMC gives it out: people displaced by conflict.

    stock = read_stock(Path("IDMC_Internal_Displacement_Conflict-Violence_Disasters.xlsx"))
    tables_of(stock)                 # {name: table} as the chapters read them

The file is IDMC's download by country and year (xlsx), the CSV of the Humanitarian Data Exchange
(with or without its line of #tags, in a zip or not), or an answer of IDMC's API (JSON). The number
is IDMC's own rounded one, as the book has it; the columns "(Raw)" are not read.
"""

import csv
import io
import json
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd

from builders.common import BuildError, listed, require
from builders.release import opened
from helpers.tables.read import load

ORIGINS = ["SYR", "IRQ"]
COLUMNS = {  # the book's name: how the forms call it, in small letters and digits
    "year": "year",
    "coo_iso": "iso3",
    "total": "conflictstockdisplacement conflicttotaldisplacementrounded",
}
FIRST_LINES = 20  # the header stands among them
SHEET = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
NS = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def read_stock(path: Path) -> pd.DataFrame:
    """People displaced by conflict in Syria and Iraq at the end of a year: year, coo_iso, total.

    Rows in which IDMC gives no number are left out. BuildError, with the file, the country, the
    year and the column, for what is no year or number of people.
    """
    rows = [row for row in _rows(path) if not str(row["coo_iso"]).startswith("#")]
    frame = pd.DataFrame(rows, columns=[*COLUMNS])
    frame = frame[frame["coo_iso"].isin(ORIGINS)].reset_index(drop=True)
    require(len(frame), f"{path.name}: no row is of Syria (SYR) or Iraq (IRQ)")
    told = frame["total"].map(lambda one: re.sub(r"[, ]", "", str(one or "")))
    frame["total"] = told.replace({"None": "", "nan": "", "-": ""})
    frame = frame[frame["total"] != ""].reset_index(drop=True)
    require(len(frame), f"{path.name}: no row of Syria or Iraq has people displaced by conflict")
    for name in ("year", "total"):
        number = pd.to_numeric(frame[name], errors="coerce")
        limit = (1900, 2100) if name == "year" else (0, float("inf"))
        odd = ~number.between(*limit) | (number % 1 != 0)
        if odd.any():
            row = frame.loc[odd.idxmax()]
            where = row["coo_iso"] if name == "year" else f"{row['coo_iso']} {row['year']}"
            raise BuildError(f"{path.name}, {where}, {name}: {row[name]!r} is no {_MEANT[name]}")
        frame[name] = number.astype("int64")
    twice = frame[frame.duplicated(["year", "coo_iso"])]
    told = f"{path.name}: {twice[['coo_iso', 'year']].head(1).to_numpy().tolist()} stands twice"
    require(twice.empty, told)
    return frame.sort_values(["coo_iso", "year"], ignore_index=True)


_MEANT = {"year": "year", "total": "number of people"}


def tables_of(stock: pd.DataFrame, yearly: pd.DataFrame | None = None) -> dict[str, pd.DataFrame]:
    """{name: table} of the table with IDMC's numbers, in the years that UNHCR's numbers have.

    yearly: a newer displaced_yearly, where UNHCR's file is compared too; else the book's.
    """
    table = load("displaced_yearly") if yearly is None else yearly
    told = stock.set_index(["coo_iso", "year"])["total"]
    at = pd.MultiIndex.from_frame(table[["origin_iso3", "year"]])
    return {"displaced_yearly": table.assign(idps_idmc=told.reindex(at).astype("Int64").to_numpy())}


def _rows(path):
    """The columns of COLUMNS, a dict a row, from any of the three forms."""
    if path.suffix.lower() == ".xlsx":
        return _of_lines(_of_xlsx(path), path.name)
    try:
        with opened(path) as file:
            text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BuildError(
            f"{path.name}: neither UTF-8 text nor a workbook named .xlsx; an old .xls is not read"
        ) from None
    if text.lstrip()[:1] in ("{", "["):
        return _of_json(text, path.name)
    return _of_lines(csv.reader(io.StringIO(text, newline="")), path.name)


def _plain(heading):
    return re.sub(r"[^a-z0-9]", "", str(heading or "").lower())


def _places(headings):
    """{the book's name: its place} of those columns that are there."""
    known = {}
    for place, heading in enumerate(headings):
        known.setdefault(_plain(heading), place)
    found = {
        name: next((known[one] for one in listed(told) if one in known), None)
        for name, told in COLUMNS.items()
    }
    return {name: place for name, place in found.items() if place is not None}


def _of_lines(lines, file):
    lines = list(lines)
    found = [_places(line) for line in lines[:FIRST_LINES]]
    best = max(range(len(found)), key=lambda one: len(found[one]), default=None)
    missing = [one for one in COLUMNS if best is None or one not in found[best]]
    wanted = {"year": "Year", "coo_iso": "ISO3", "total": "Conflict Stock Displacement"}
    told = ", ".join(wanted[one] for one in missing)
    require(not missing, f"{file}: no table of IDMC by country and year, it lacks {told}")
    places = found[best]
    width = max(places.values())
    return [
        {name: line[place] for name, place in places.items()}
        for line in lines[best + 1 :]
        if len(line) > width
    ]


def _of_json(text, file):
    try:
        whole = json.loads(text)
        items = whole["results"] if isinstance(whole, dict) else whole
        headings = list(items[0])
    except (json.JSONDecodeError, LookupError, TypeError):
        raise BuildError(f"{file}: no answer of IDMC's API: it has no results") from None
    more = isinstance(whole, dict) and whole.get("next")
    require(not more, f"{file}: this is one page of several; ask the API for all (limit=10000)")
    return _of_lines([headings, *([one.get(name) for name in headings] for one in items)], file)


def _of_xlsx(path):
    """The cells of the first sheet of a workbook that names the years, a list of text a row."""
    require(path.is_file(), f"{path}: there is no such file")
    try:
        with zipfile.ZipFile(path) as book:
            names = sorted((int(m[1]), m[0]) for m in map(SHEET.fullmatch, book.namelist()) if m)
            shared = _shared(book)
            sheets = [_cells(ElementTree.fromstring(book.read(name)), shared) for _, name in names]
    except (zipfile.BadZipFile, ElementTree.ParseError, LookupError, ValueError):
        raise BuildError(f"{path.name}: the workbook is broken or cut short") from None
    fitting = [
        s for s in sheets if any(len(_places(row)) == len(COLUMNS) for row in s[:FIRST_LINES])
    ]
    return (fitting or sheets or [[]])[0]


def _shared(book):
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    root = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
    return ["".join(t.text or "" for t in one.iterfind(".//x:t", NS)) for one in root]


def _cells(sheet, shared):
    rows = []
    for row in sheet.iterfind(".//x:row", NS):
        cells = []
        for cell in row.iterfind("x:c", NS):
            place = _column(cell.get("r", "")) if cell.get("r") else len(cells)
            cells += [""] * (place + 1 - len(cells))
            value = cell.findtext("x:v", "", NS)
            if cell.get("t") == "s":
                value = shared[int(value)]
            elif cell.get("t") == "inlineStr":
                value = "".join(t.text or "" for t in cell.iterfind(".//x:t", NS))
            cells[place] = value
        rows.append(cells)
    return rows


def _column(name):
    """2 of C17."""
    number = 0
    for letter in re.match("[A-Z]+", name)[0]:
        number = 26 * number + ord(letter) - 64
    return number - 1
