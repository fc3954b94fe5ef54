"""Readings: what one source says on one part of a claim, and the rows it was computed from."""

import difflib
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from helpers import sentences
from helpers.tables.hosts import host_of

ARTICLE_PAGE = "bbc.co.uk/news/world-middle-east-27838034"  # its earlier versions share the address
LONG_SERIES = 6  # values of a series that a line still lists


class ClaimError(ValueError):
    """A claim, finding or judgement that does not fit the rule; says what and what to do."""


def check_known(name: object, names: Iterable[str], what: str) -> None:
    """ClaimError that names the nearest of `names`, unless `name` is one of them."""
    names = list(names)
    if name not in names:
        near = difflib.get_close_matches(str(name), names, n=3, cutoff=0.5)
        ask = f" Did you mean {' or '.join(near)}?" if near else ""
        raise ClaimError(f"There is no {what} {name!r}.{ask}")


@dataclass(frozen=True)
class Reading:
    """What one source says on one part of a claim.

    shape: number, date, list, ranking, series or answer. `value` (with `low` and `high`) is read
    by the operator; `named` is the source in the finding's own words, `links` are (publisher,
    address) of its rows; `own` marks the word of the claimant, or of a party on its own motives,
    which nobody else can vouch for; `why` says why there is no answer. `beside` says how the source
    counts other things than the claim does: such a reading is shown and decides nothing.
    """

    shape: str
    value: Any
    low: Any = None
    high: Any = None
    part: str = ""
    named: str = ""
    links: tuple = ()
    own: bool = False
    why: str = ""
    beside: str = ""

    @property
    def source(self) -> str:
        """Who says it, in words; a page whose publisher is not known by its host."""
        return self.named or sentences.listing(
            dict.fromkeys(name or host_of(page) for name, page in self.links)
        )


def amount(
    rows: pd.DataFrame, value: Any, low: Any = None, high: Any = None, **about: object
) -> Reading:
    """A figure in the claim's unit, with the range its source or method gives."""
    low, high = (value if bound is None else bound for bound in (low, high))
    if pd.isna(value):
        return _reading("number", rows, None, **{"why": "the table gives no value", **about})
    if not low <= value <= high:
        raise ClaimError(f"A reading needs low <= value <= high, not {low}, {value}, {high}.")
    return _reading("number", rows, float(value), low=float(low), high=float(high), **about)


def date(
    rows: pd.DataFrame, value: Any, precision: str = "day", others: Iterable = (), **about: object
) -> Reading:
    """A date (precision day, month or year) with the other dates sources give for the event."""
    if pd.isna(value):
        return _reading("date", rows, None, **{"why": "the table gives no date", **about})
    width = {"day": 10, "month": 7, "year": 4}[precision]
    own = period(pd.Timestamp(value).strftime("%Y-%m-%d")[:width])
    firsts, lasts = zip(own, *others)
    return _reading("date", rows, own, low=min(firsts), high=max(lasts), **about)


def members(
    rows: pd.DataFrame, items: Iterable, disputed: Iterable = (), **about: object
) -> Reading:
    """The members of a list that a source names, and those whose place in it is disputed."""
    return _reading("list", rows, tuple(sorted(items)), low=tuple(sorted(disputed)), **about)


def ranking(
    rows: pd.DataFrame, values: pd.Series | pd.DataFrame, margin: float = 0.0, **about: object
) -> Reading:
    """Amounts by name with their range, so that near ties are ties.

    values: a table of low, amount and high, or a Series with the relative error of all as margin.
    """
    return _reading("ranking", rows, _entries(_ranges(values, margin)), **about)


def series(
    rows: pd.DataFrame,
    values: pd.Series | pd.DataFrame,
    margin: float = 0.0,
    against: Any = None,
    **about: object,
) -> Reading:
    """Amounts by date, as for a ranking; `against` (a Series) is what they may cross."""
    table = _ranges(values, margin).sort_index()
    other = None if against is None else tuple(map(float, against.reindex(table.index)))
    return _reading("series", rows, _entries(table), high=other, **about)


def answer(rows: pd.DataFrame, yes: bool | None, **about: object) -> Reading:
    """Yes, no or None (no answer; say `why`) on one part of a claim, by a test in the finding."""
    value = None if yes is None or pd.isna(yes) else bool(yes)
    if value is None and not about.get("why") and not _empty(rows):
        raise ClaimError("A part without an answer must say why.")
    return _reading("answer", rows, value, **about)


def _reading(shape, rows, value, why="", source=None, part="", low=None, high=None, **marks):
    for frame in _frames(rows):
        pages = frame["source_url"] if "source_url" in frame else pd.Series(dtype=str)
        flagged = "from_article" in frame and frame["from_article"].fillna(False).astype(bool).any()
        if flagged or pages.astype(str).str.contains(ARTICLE_PAGE, regex=False).any():
            raise ClaimError(
                "These rows come from the article itself (from_article, or its page): "
                "they cannot bear on its claims. Leave them out before reading."
            )
    if _empty(rows):
        value, why = None, why or "the data hold no such row"
    links = () if source else _links(_frames(rows))  # a source in words stands for its rows
    if not (source or links):
        raise ClaimError("A reading must name its source.")
    why = why if value is None else ""
    return Reading(shape, value, low, high, part, source or "", links, why=why, **marks)


def _frames(rows):
    return rows if isinstance(rows, (list, tuple)) else [rows]


def _empty(rows):
    return all(frame.empty for frame in _frames(rows))


def _links(frames):
    """(publisher, address) of each row that names one, then ('', address) of the first page it
    was checked with; in order, once."""
    found = {}
    for frame in frames:
        name = next((c for c in ("source_publisher", "publisher") if c in frame), None)
        for row in frame.to_dict("records") if name else ():
            url = row.get("source_url", "")
            if not pd.isna(row[name]):
                found[str(row[name]), "" if pd.isna(url) else str(url)] = True
            found |= {("", page): True for page in checked_with(row.get("checked_with"))[:1]}
    return tuple(found)


def checked_with(text: Any) -> list[str]:
    """The pages named in a cell of the column checked_with, without the article's own."""
    pages = re.findall(r"https?://\S+", "" if pd.isna(text) else text)
    return [page for page in pages if ARTICLE_PAGE not in page]


def with_publishers(reading: Reading, publishers: dict[str, str]) -> Reading:
    """A reading whose pages bear their publishers' names (dict host -> publisher)."""
    links = ((name or publishers.get(host_of(page), ""), page) for name, page in reading.links)
    return replace(reading, links=tuple(dict.fromkeys(links)))


def sources_of(readings: Iterable[Reading]) -> list[tuple]:
    """(name, address) of each source once: the rows' publishers, else the reading's own words."""
    links = [link for reading in readings for link in reading.links or ((reading.named, ""),)]
    return list(dict.fromkeys((name or host_of(page), page) for name, page in links))


def _ranges(values, margin):
    if isinstance(values, pd.Series):
        low, high = values * (1 - margin), values * (1 + margin)
        values = pd.DataFrame({"low": low, "amount": values, "high": high})
    return values[["low", "amount", "high"]].dropna(subset="amount").astype(float)


def _entries(table):
    """(name, low, amount, high) of each row."""
    return tuple(table.itertuples(name=None))


def period(text: str) -> tuple:
    """'2014', '2014-06' or '2014-06-29' as its first and last day."""
    part = pd.Period(str(text))
    return part.start_time.normalize(), part.end_time.normalize()


def value_in_words(reading: Reading) -> str:
    """What a reading found, with its range: '3,298 (3,000 to 3,500)'; '–' for nothing."""
    value = reading.value
    if value is None:
        return "–"
    if reading.shape == "number":
        if value == reading.low and math.isinf(reading.high):
            return f"at least {sentences.number(value)}"
        return sentences.number(value) + _range_in_words(reading.low, reading.high)
    if reading.shape == "date":
        return sentences.between(value[0], value[1], sentences.day)
    if reading.shape == "answer":
        return "yes" if value else "no"
    if reading.shape == "list":
        return sentences.listing(value)
    return "; ".join(_steps(reading))


def _range_in_words(low, high):
    """The range of a number in brackets, '' where it has none; an end may be open."""
    if low == high:
        return ""
    if math.isinf(high):
        return " (any number)" if math.isinf(low) else f" ({sentences.number(low)} or more)"
    up_to = f"up to {sentences.number(high)}"
    return f" ({up_to if math.isinf(low) else sentences.between(low, high)})"


def _steps(reading):
    """Amounts with names or times: 'oil 500', '750 in 2014', '30 on 1 May 2016'."""
    if reading.shape == "ranking":
        return [f"{key} {sentences.number(value)}" for key, _, value, _ in reading.value]
    return [f"{sentences.number(value)} {_when(key)}" for key, _, value, _ in reading.value]


def _when(key):
    day = hasattr(key, "date") or len(str(key)) == len("2014-06-29")
    write, given = {True: (sentences.day, "on"), False: (sentences.month, "in")}[day], str(key)
    return f"in {given}" if len(given) == len("2014") else f"{write[1]} {write[0](key)}"


def in_words(reading: Reading) -> str:
    """What one source says: '3,298, according to UNAMI', after the part it is about."""
    about = f"{reading.part}: " if reading.part else ""
    if reading.value is None:
        return f"{about}no answer from {reading.source} ({reading.why})"
    value = value_in_words(reading)
    if reading.shape == "series" and len(reading.value) > LONG_SERIES:
        steps = _steps(reading)
        value = f"from {steps[0]} to {steps[-1]}, {len(steps)} values"
    alike = re.fullmatch(r"(.+) \(\1\)", value)  # a range that rounding closes
    apart = f" (which counts differently: {reading.beside})" if reading.beside else ""
    return f"{about}{alike[1] if alike else value}, according to {reading.source}{apart}"
