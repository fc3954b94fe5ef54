"""The dated events of the table `key_dates`, with the other dates that sources give for them."""

import pandas as pd

from helpers import sentences
from helpers.judge import readings
from helpers.judge.evidence import evidence, finding_of
from helpers.judge.readings import Reading
from helpers.tables import read

SAME_EVENT = pd.Timedelta(days=31)  # another date further off is taken for another event
_WRITE = {"day": sentences.day, "month": sentences.month, "year": lambda date: str(date.year)}


def event(load: read.Load, key: str) -> pd.DataFrame:
    """One row of key_dates by its key, as a DataFrame (readings are made from rows)."""
    table = load("key_dates")
    readings.check_known(key, table["key"], "key date")
    return table[table["key"] == key]


def when(rows: pd.DataFrame) -> str:
    """The date of one row of key_dates as text, a month where no day is known."""
    return _WRITE[rows["date_precision"].iloc[0]](rows["date"].iloc[0])


def key_date(load: read.Load, rows: pd.DataFrame, **about: object) -> Reading:
    """A reading of the date of one row of key_dates, with the other dates of the same event."""
    if len(rows) != 1:
        raise readings.ClaimError(f"One key date is one row, not {len(rows)}.")
    near, precision = rows[["date", "date_precision"]].iloc[0]
    same = [
        (first, last)
        for first, last in _others(load, rows)[["first", "last"]].itertuples(index=False)
        if not first <= near <= last  # a less exact form of the same date
        and min(abs(near - first), abs(near - last)) <= SAME_EVENT
    ]
    return readings.date(rows, near, precision, same, **about)


def dated(claim_id: str, key: str, says: str, caveat: str) -> None:
    """Register the date of one key date as the finding of a claim.

    Both sentences may name {when} (the date) and {others} (the other dates that sources give).
    """

    def found(load):
        row = event(load, key)
        words = {"when": when(row), "others": others(load, row)}
        return evidence(says.format(**words), caveat.format(**words), key_date(load, row))

    found.__name__ = key  # by which finding_of tells two findings apart
    finding_of(claim_id)(found)


def other_dates(load: read.Load, rows: pd.DataFrame) -> list[str]:
    """The other dates that sources give for one row of key_dates: ['16 June 2015 (KurdWatch)']."""
    return [_in_words(row) for row in _others(load, rows).to_dict("records")]


def others(load: read.Load, rows: pd.DataFrame) -> str:
    """The other dates that sources give for one row of key_dates, as text; '' where none."""
    return "; ".join(other_dates(load, rows))


def _others(load, rows):
    table = load("other_dates")
    return table[table["key"] == rows["key"].iloc[0]]


def _in_words(row):
    first, last = row["first"], row["last"]
    words = _WRITE[row["precision"]](first)
    if row["precision"] == "day" and first < last:
        words = f"{first.day} or {sentences.day(last)}"
    if row["kind"] == "until":
        words = f"until {words}"
    source = row["source"].replace(";", ",") if pd.notna(row["source"]) else None
    told = ": ".join(text for text in (row["note"], source) if pd.notna(text))
    return f"{words} ({told})" if told else words
