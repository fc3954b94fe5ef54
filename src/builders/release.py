"""A whole release of UCDP GED, as UCDP offers it, read into the layout of `builders.ucdp`.

    events = read_ged(Path("ged261-csv.zip"))    # the events in Iraq and Syria, checked
    tables_of(events)                            # {name: table} as the chapters read them

Every release since 19.1 has the columns of the codebook that are needed here, as CSV or as CSV in
a zip; the monthly candidate files too. Spellings of places may differ in case and accents from the
release that the book rests on; opponents of IS that the book does not know are "not classified".
"""

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import numpy as np
import pandas as pd

from builders import ucdp
from builders.common import BuildError, listed, pairs, require
from builders.raw.ucdp import COUNTRIES
from helpers.tables.read import layer

NUMBERS = listed("""
    id year type_of_violence side_a_new_id side_b_new_id number_of_sources where_prec latitude
    longitude event_clarity date_prec deaths_a deaths_b deaths_civilians deaths_unknown
    best high low
""")
TEXTS = listed("""
    side_a side_b source_office where_coordinates adm_1 adm_2 country date_start date_end
""")
CODES = {  # column: the lowest and the highest value that the codebook knows
    "type_of_violence": (1, 3),
    "where_prec": (1, 7),
    "date_prec": (1, 5),
    "event_clarity": (1, 2),
    "latitude": (-90, 90),
    "longitude": (-180, 180),
}
CITED = {"src_sohr": r"\bSOHR\b|Syrian Observatory", "src_airwars": r"\bAirwars\b"}
NAMED = re.compile(r"(?:v|ged)_?(\d\d)(?:_(\d+)(?:_(\d+))?|(\d))(?!\d)", re.I)
BYTES_AT_ONCE = 1 << 24
NAMED_THERE = [country.encode() for country in COUNTRIES]
NOT_CLASSIFIED = "not classified"
FIRST_YEAR = {"Iraq": 1989, "Syria": 2016}  # of the events that the book's tables hold
OTHER_NAMES = pairs("At Ta'mim province = Kirkūk province; Kirkuk province = Kirkūk province")


def release_of(path: Path) -> str:
    """The number of a release by the name of its file: 26.1 of ged261-csv.zip or _v26_1.csv."""
    found = NAMED.search(path.stem)
    if not found:
        raise BuildError(
            f"{path.name}: the name tells no release, such as ged261; name the release"
        )
    year, first, second, digit = found.groups()
    return ".".join(part for part in (year, first or digit, second) if part)


def read_ged(path: Path, release: str | None = None) -> pd.DataFrame:
    """The events in Iraq and Syria of a release, a row an event, in the columns of the raw files.

    release: its number, if the file's name does not tell it. BuildError, with the file, the row's
    id and the column, for what the codebook does not know; nothing is guessed.
    """
    release = release or release_of(path)
    with opened(path) as file:
        kept = [_chosen(chunk) for chunk in _chunks(file, path.name)]
    events = pd.concat(kept, ignore_index=True)
    require(len(events), f"{path.name}: the file holds no event in Iraq or Syria")
    twice = events.loc[events["id"].duplicated(), "id"]
    require(twice.empty, f"{path.name}: the event with id {twice.min()} stands twice")
    return _tidied(events, path.name).assign(ged_release=release)


@contextmanager
def opened(path: Path, named: str = "") -> Iterator[IO[bytes]]:
    """A file as it stands, or the one CSV file in a zip whose name has `named` in it."""
    if not path.is_file():
        raise BuildError(f"{path}: there is no such file")
    if not zipfile.is_zipfile(path):
        require(path.suffix != ".zip", f"{path.name}: the archive is broken or cut short")
        with path.open("rb") as file:
            yield file
        return
    with zipfile.ZipFile(path) as archive:
        inside = [one for one in archive.namelist() if re.search(rf"{named}.*\.csv$", one, re.I)]
        told = f"{path.name}: one CSV file is expected inside, there are {len(inside)}"
        require(len(inside) == 1, told)
        with archive.open(inside[0]) as file:
            yield file


def _chunks(file, name):
    head = file.read(1 << 16)
    try:
        columns = pd.read_csv(io.BytesIO(head.split(b"\n", 1)[0] + b"\n"), encoding="utf-8-sig")
    except (ValueError, UnicodeDecodeError):
        raise BuildError(f"{name}: the first line is no header of a CSV file") from None
    missing = [one for one in NUMBERS + TEXTS if one not in columns]
    told = f"{name}: no GED file of UCDP since 19.1, it lacks the columns {', '.join(missing)}"
    require(not missing, told)
    file.seek(0)
    header, records = file.readline(), _records(file)
    try:
        for few in records:
            yield pd.read_csv(
                io.BytesIO(header + few),
                usecols=NUMBERS + TEXTS,
                dtype=dict.fromkeys(TEXTS, "str"),
                keep_default_na=False,
                na_values={one: [""] for one in NUMBERS},
                encoding="utf-8-sig",
            )
    except (ValueError, EOFError, zipfile.BadZipFile) as error:
        raise BuildError(f"{name}: the file cannot be read as CSV ({error})") from None


def _records(file):
    """The records that name Iraq or Syria anywhere, as bytes: pandas need not read the others.

    A record ends where a line does and no quotation is open.
    """
    rest = b""
    while block := file.read(BYTES_AT_ONCE):
        block = rest + block
        letters = np.frombuffer(block, "u1")
        ends, quotes = np.flatnonzero(letters == 10), np.flatnonzero(letters == 34)
        ends = ends[np.searchsorted(quotes, ends) % 2 == 0]
        if not len(ends):
            rest = block
            continue
        rest = block[ends[-1] + 1 :]
        places = [place for word in NAMED_THERE for place in _places(block, word, ends[-1])]
        wanted = np.unique(np.searchsorted(ends, places))
        starts = np.concatenate([[0], ends[:-1] + 1])
        yield b"".join(block[starts[one] : ends[one] + 1] for one in wanted)
    if rest:
        yield rest


def _places(block, word, end):
    """Where a word stands in a block, before its end."""
    place = block.find(word, 0, end)
    while place >= 0:
        yield place
        place = block.find(word, place + 1, end)


def _chosen(chunk):
    return chunk[chunk["country"].isin(COUNTRIES)]


def _tidied(events, file):
    """Numbers, dates and names as the builder expects them."""
    for name in NUMBERS:
        number = pd.to_numeric(events[name], errors="coerce")
        low, high = CODES.get(name, (-1 if name == "number_of_sources" else 0, float("inf")))
        _refuse(events, ~number.between(low, high), file, name)
        if name not in ("latitude", "longitude"):
            _refuse(events, number % 1 != 0, file, name)
            number = number.astype("int64")
        events[name] = number
    for name in ("date_start", "date_end"):
        days = pd.Series(events[name].unique())
        days.index = days
        day = pd.to_datetime(days.str[:10], format="%Y-%m-%d", errors="coerce")
        day = events[name].map(day)
        _refuse(events, day.isna(), file, name)
        events[name] = day
    for name, words in CITED.items():
        events[name] = events["source_office"].str.contains(words).astype("int64")
    known = {_folded(one): one for one in _known_names()} | OTHER_NAMES
    for name in ("adm_1", "adm_2", "where_coordinates"):
        written = events[name].unique()
        names = {one: known.get(_folded(one), one) or None for one in written}
        events[name] = events[name].map(names).astype("str")
    return events.drop(columns="source_office")


def _refuse(events, odd, file, column):
    if odd.any():
        row = events[odd].iloc[0]
        told = f"{file}, event {row['id']}, {column}: {row[column]!r} is not in the codebook"
        raise BuildError(told)


def _known_names():
    cities = [one for names in ucdp.CITIES.values() for one in names.values()]
    return [*ucdp.ADM_1, *(one for one in cities if isinstance(one, str))]


def _folded(name):
    """A name without accents, marks and case: releases differ in these."""
    plain = unicodedata.normalize("NFKD", name)
    return " ".join(re.sub(r"[^\w ]", "", plain).casefold().replace("-", " ").split())


# Tables


def within(events: pd.DataFrame) -> pd.Series:
    """Which events lie in the years that the book's tables of events hold."""
    first = events["country"].map(FIRST_YEAR)
    return events["year"].between(first, ucdp.LAST_EVENT_YEAR)


def governorates() -> tuple[pd.DataFrame, list]:
    """The outlines of data/ as the builder wants them: (properties, shapes)."""
    areas = layer("governorates")
    names = pairs("governorate = ADM1_EN; governorate_pcode = ADM1_PCODE; country = ADM0_EN")
    return pd.DataFrame(areas[[*names]]).rename(columns=names), list(areas.geometry)


def tables_of(events: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """{name: table} of the tables that rest on events, from what `read_ged` gives."""
    tidy = ucdp.tidy_events(events, governorates(), unknown=NOT_CLASSIFIED)
    return {
        "ucdp_events_monthly": ucdp.by_month(tidy),
        "ucdp_is_events": ucdp.is_events(tidy),
        "ucdp_city_events": ucdp.city_events(tidy),
        "ucdp_precision": ucdp.precision(tidy),
        "ucdp_syria_sources": ucdp.syria_sources(tidy, strict=False),
    }


def unclassified(events: pd.DataFrame) -> pd.DataFrame:
    """Opponents of IS that the book does not know: columns id, name, events and deaths."""
    a, b = events["side_a_new_id"], events["side_b_new_id"]
    fought = events[(a == ucdp.IS_ID) | (b == ucdp.IS_ID)]
    first = fought["side_b_new_id"] == ucdp.IS_ID
    other = fought.assign(
        actor=fought["side_a_new_id"].where(first, fought["side_b_new_id"]),
        name=fought["side_a"].where(first, fought["side_b"]),
    )
    other = other[ucdp.against(other["actor"]).isna()]
    groups = other.groupby(["actor", "name"])["best"]
    return groups.agg(events="size", deaths="sum").reset_index().sort_values("deaths")[::-1]
