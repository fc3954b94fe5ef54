"""UNHCR's statistics as UNHCR gives them out, read into the layout of `builders.displacement`.

    population = read_population(Path("population.csv"))
    tables_of(population)            # {name: table} as the chapters read them

The file is the download of the Refugee Data Finder (a zip, or its population.csv, with or without
the lines before its header), the CSV of the Humanitarian Data Exchange, or an answer of UNHCR's
API (JSON).
"""

import csv
import io
import json
import re
from pathlib import Path

import pandas as pd

from builders import displacement
from builders.common import BuildError, listed, require
from builders.release import opened
from helpers.tables.read import load

ORIGINS = ["SYR", "IRQ"]
COUNTS = listed("refugees asylum_seekers returned_refugees idps returned_idps")
COLUMNS = {  # the book's name: how the three forms call it, in small letters without signs
    "year": "year",
    "coo_iso": "countryoforiginiso cooiso",
    "coa_iso": "countryofasylumiso coaiso",
    "coa_name": "countryofasylumname countryofasylum coaname",
    "refugees": "refugeesunderunhcrsmandate refugees",
    "asylum_seekers": "asylumseekers",
    "returned_refugees": "returnedrefugees",
    "idps": "idpsofconcerntounhcr idps",
    "returned_idps": "returnedidpss returnedidps",  # the first is how the download spells it
}
FIRST_LINES = 40  # the header stands among them


def read_population(path: Path) -> pd.DataFrame:
    """People by year, origin (Syria and Iraq) and country of asylum: a row each, years to 2010.

    Columns: year, coo_iso, coa_iso, coa_name, and the counts of COUNTS. BuildError, with the file,
    the row and the column, for what is no year, code or count.
    """
    try:
        with opened(path, "population") as file:
            text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BuildError(f"{path.name}: the file is not UTF-8 text") from None
    rows = _of_json(text, path.name) if text.lstrip()[:1] in "{[" else _of_csv(text, path.name)
    frame = pd.DataFrame(rows)
    frame = frame[frame["coo_iso"].isin(ORIGINS)].reset_index(drop=True)
    require(len(frame), f"{path.name}: no row has Syria or Iraq as origin")
    for name in ["year", *COUNTS]:
        number = pd.to_numeric(frame[name].replace({"": 0, "-": 0}), errors="coerce")
        odd = number.isna() | (number < 0)
        if odd.any():
            row = odd.idxmax()
            told = f"{path.name}, {' to '.join(frame.loc[row, ['coo_iso', 'coa_iso']])}, {name}"
            raise BuildError(f"{told}: {frame.loc[row, name]!r} is no number of people or year")
        frame[name] = number.astype("int64")
    key = ["year", "coo_iso", "coa_iso"]
    twice = frame[frame.duplicated(key)]
    told = f"{path.name}: {twice[key].head(1).to_numpy().tolist()} stands twice"
    require(twice.empty, told)
    return frame[frame["year"] >= displacement.YEARS[0]].reset_index(drop=True)


def _plain(heading):
    return re.sub(r"[^a-z]", "", str(heading).lower())


def _places(headings, file):
    """{the book's name: the file's own} of all columns; BuildError for those that are missing."""
    known = {_plain(one): one for one in headings}
    found = {
        name: next((known[one] for one in listed(told) if one in known), None)
        for name, told in COLUMNS.items()
    }
    missing = ", ".join(name for name, place in found.items() if place is None)
    require(not missing, f"{file}: no form of UNHCR's statistics, it lacks {missing}")
    return found


def _of_json(text, file):
    try:
        whole = json.loads(text)
        items = whole["items"] if isinstance(whole, dict) else whole
        headings = items[0]
    except (json.JSONDecodeError, LookupError):
        raise BuildError(f"{file}: no answer of UNHCR's API: it has no items") from None
    last = whole.get("maxPages", 1) if isinstance(whole, dict) else 1
    told = f"{file}: this is one page of {last}; ask the API for all at once (limit=100000)"
    require(last in (0, 1), told)
    places = _places(headings, file)
    return [{name: item[place] for name, place in places.items()} for item in items]


def _of_csv(text, file):
    lines = list(csv.reader(io.StringIO(text, newline="")))
    starts = (
        place
        for place, line in enumerate(lines[:FIRST_LINES])
        if {"year", "refugees"} <= {_plain(one)[:8] for one in line}
    )
    start = next(starts, None)
    told = f"{file}: no header with a year and refugees stands in its first {FIRST_LINES} lines"
    require(start is not None, told)
    header = lines[start]
    places = {name: header.index(place) for name, place in _places(header, file).items()}
    return [
        {name: line[place].replace(",", "") for name, place in places.items()}
        for line in lines[start + 1 :]
        if len(line) == len(header) and not line[0].startswith("#")
    ]


def tables_of(population: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """{name: table} of the tables that rest on these statistics; IDMC's counts stay the book's."""
    known, yearly = load("displaced_abroad"), load("displaced_yearly")
    names = known.drop_duplicates("asylum_iso3").set_index("asylum_iso3")["asylum"]
    europe = set(known.loc[known["area"] == "Europe", "asylum_iso3"])
    own = population["coa_iso"].map(names).fillna(displacement.short(population["coa_name"]))
    idmc = yearly.dropna(subset="idps_idmc").rename(columns={"origin_iso3": "coo_iso"})
    idmc = idmc[["year", "coo_iso"]].assign(total=idmc["idps_idmc"])
    population = population.assign(coa_name=own)
    return {
        "displaced_abroad": displacement.abroad(population, europe),
        "displaced_yearly": displacement.yearly(population, idmc),
    }
