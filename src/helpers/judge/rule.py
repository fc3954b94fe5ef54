"""The rule that turns a claim and what was found into a verdict.

A finding brings *readings*: what one source says on one part of a claim. An operator of the claim
tests each reading, the tests of one part are joined, and the parts decide the verdict. OPERATORS,
PARTS and RULE print the three steps; the functions below them carry the printed words, so the
tables and the code cannot drift apart.
"""

import functools
import math
import re
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlsplit

import pandas as pd

from helpers import sentences
from helpers.tables.read import load

ABOUT = 0.10  # "about": within a tenth
NEAR = 0.05  # "almost" and "just over" promise more than "about"
ARTICLE_PAGE = "bbc.co.uk/news/world-middle-east-27838034"  # its earlier versions share the address
SAME_EVENT = pd.Timedelta(days=31)  # another date further off is taken for another event

HOLDS, MAY, HALF, FAILS, OPEN = "holds", "may hold", "holds by half", "fails", "no answer"
SAID, CLASH = "own word only", "sources disagree"

SUPPORTED, CONSISTENT, PARTLY = "supported", "consistent", "partly"
CONTESTED, CONTRADICTED, ECHO = "contested", "contradicted", "echo"
NOT_CHECKABLE = "not checkable"
MARKS = {  # a shape beside the word; the word always stands too
    SUPPORTED: "●",
    CONSISTENT: "◎",
    PARTLY: "◐",
    CONTESTED: "◇",
    CONTRADICTED: "✕",
    ECHO: "○",
    NOT_CHECKABLE: "□",
}
MEANINGS = {
    SUPPORTED: "independent evidence agrees",
    CONSISTENT: "inside the range of the evidence, or evidence that is only in part independent",
    PARTLY: "some of it holds, the rest fails, rests on own word or cannot be checked",
    CONTESTED: "sources disagree",
    CONTRADICTED: "the evidence is against it",
    ECHO: "only the claimant's own word",
    NOT_CHECKABLE: "no evidence found",
}
PREDICATES = {  # what a sentence says of one claim, of several
    SUPPORTED: ("is supported", "are supported"),
    CONSISTENT: ("is consistent with the evidence", "are consistent with the evidence"),
    PARTLY: ("holds in part", "hold in part"),
    CONTESTED: ("is contested", "are contested"),
    CONTRADICTED: ("is contradicted", "are contradicted"),
    ECHO: ("rests on the claimant's own word alone", "rest on the claimant's own word alone"),
    NOT_CHECKABLE: ("cannot be checked", "cannot be checked"),
}
INDEPENDENCE = ("independent", "mixed", "claimant", "none")


class ClaimError(ValueError):
    """A claim, finding or judgement that does not fit the rule; says what and what to do."""


@dataclass(frozen=True)
class Reading:
    """What one source says on one part of a claim.

    shape: number, date, list, ranking, series or answer. `value` (with `low` and `high`) is read
    by the operator; `own` marks the word of the claimant, or of a party on its own motives, which
    nobody else can vouch for; `why` says why there is no answer.
    """

    shape: str
    value: object
    low: object = None
    high: object = None
    part: str = ""
    source: str = ""
    links: tuple = ()
    own: bool = False
    why: str = ""


@dataclass(frozen=True)
class Outcome:
    """How one reading stands to the claim: a state, what was seen, and on which side it fails."""

    state: str
    seen: str = ""
    side: int = 0


# --- Readings: every one names the rows it was computed from ------------------------------------


def number(rows, value, low=None, high=None, **about):
    """A figure in the claim's unit, with the range its source or method gives."""
    low, high = (value if bound is None else bound for bound in (low, high))
    if pd.isna(value):
        return _reading("number", rows, None, **{"why": "the table gives no value", **about})
    if not low <= value <= high:
        raise ClaimError(f"A reading needs low <= value <= high, not {low}, {value}, {high}.")
    return _reading("number", rows, float(value), low=float(low), high=float(high), **about)


def date(rows, value, precision="day", others=(), **about):
    """A date (precision day, month or year) with the other dates sources give for the event."""
    if pd.isna(value):
        return _reading("date", rows, None, **{"why": "the table gives no date", **about})
    width = {"day": 10, "month": 7, "year": 4}[precision]
    first, last = period(pd.Timestamp(value).strftime("%Y-%m-%d")[:width])
    spans = [(first, last), *others]
    return _reading(
        "date",
        rows,
        (first, last),
        low=min(s[0] for s in spans),
        high=max(s[1] for s in spans),
        **about,
    )


def key_date(rows, **about):
    """The date of one row of the table key_dates, with the other dates of that row."""
    if rows.empty:
        return _reading("date", rows, None, **about)
    if len(rows) > 1:
        raise ClaimError(f"One key date is one row, not {len(rows)}.")
    row = rows.iloc[0]
    return date(
        _second_pages(rows),
        row["date"],
        row["date_precision"],
        other_dates(row["other_dates"], row["date"]),
        **about,
    )


def _second_pages(rows):
    """A key date taken from the article's own page rests on the pages it was checked with."""
    if ARTICLE_PAGE not in str(rows["source_url"].iloc[0]):
        return rows
    pages = _checked_with(rows["checked_with"].iloc[0])
    names = [_host(page) for page in pages]
    return pd.DataFrame(
        {"source_publisher": names or None, "source_url": pages or None, "from_article": not pages},
        index=range(max(1, len(pages))),
    )


def _checked_with(text):
    """The pages named in a cell of the column checked_with, without the article's own."""
    pages = re.findall(r"https?://\S+", "" if pd.isna(text) else text)
    return [page for page in pages if ARTICLE_PAGE not in page]


def _host(page):
    """The name of a page's publisher from its address: 'USA Today' or 'example.org'."""
    host = bare(urlsplit(page).hostname)
    return hosts().get(host, host)


def bare(host):
    """A host without what only says how it is served: 'www.example.org' -> 'example.org'."""
    return re.sub(r"^(www|amp|m)\.", "", host)


@functools.cache
def hosts():
    """The names of the table `hosts`: dict host -> publisher."""
    return load("hosts").set_index("host")["publisher"].to_dict()


def members(rows, items, disputed=(), **about):
    """The members of a list that a source names, and those whose place in it is disputed."""
    return _reading("list", rows, tuple(sorted(items)), low=tuple(sorted(disputed)), **about)


def ranking(rows, values, margin=0.0, low=None, high=None, **about):
    """Amounts by name (Series) with their range, so that near ties are ties: low and high (Series),
    or margin, the relative error of all."""
    return _reading("ranking", rows, _triples(values, margin, low, high), **about)


def series(rows, values, margin=0.0, against=None, low=None, high=None, **about):
    """Amounts by date (Series, oldest first after sorting); `against` is what they may cross."""
    values = values.dropna().sort_index()
    other = None if against is None else against.reindex(values.index)
    return _reading(
        "series",
        rows,
        _triples(values, margin, low, high),
        high=None if other is None else tuple(map(float, other)),
        **about,
    )


def answer(rows, yes, **about):
    """Yes, no or None (no answer; say `why`) on one part of a claim, by a test in the finding."""
    value = None if yes is None or pd.isna(yes) else bool(yes)
    if value is None and not about.get("why") and not _empty(rows):
        raise ClaimError("A part without an answer must say why.")
    return _reading("answer", rows, value, **about)


def _reading(shape, rows, value, why="", source=None, part="", own=False, low=None, high=None):
    frames = rows if isinstance(rows, (list, tuple)) else [rows]
    for frame in frames:
        pages = frame["source_url"] if "source_url" in frame else pd.Series(dtype=str)
        flagged = "from_article" in frame and frame["from_article"].fillna(False).astype(bool).any()
        if flagged or pages.astype(str).str.contains(ARTICLE_PAGE, regex=False).any():
            raise ClaimError(
                "These rows come from the article itself (from_article, or its page): "
                "they cannot bear on its claims. Leave them out before reading."
            )
    if _empty(rows):
        value, why = None, why or "the data hold no such row"
    why = why if value is None else ""
    links = () if source else _links(frames)  # a source in words stands for its rows
    source = source or sentences.listing(dict.fromkeys(name for name, _ in links) or [""])
    if not source:
        raise ClaimError("A reading must name its source.")
    return Reading(shape, value, low, high, part, source, links, own, why)


def _empty(rows):
    frames = rows if isinstance(rows, (list, tuple)) else [rows]
    return all(frame.empty for frame in frames)


def _links(frames):
    """(publisher, address) of each row that names one, then of the first page it was checked
    with; in order, once."""
    found = {}
    for frame in frames:
        name = next((c for c in ("source_publisher", "publisher") if c in frame), None)
        for row in frame.to_dict("records") if name else ():
            url = row.get("source_url", "")
            if not pd.isna(row[name]):
                found[str(row[name]), "" if pd.isna(url) else str(url)] = True
            second = _checked_with(row.get("checked_with"))[:1]
            found |= {(_host(page), page): True for page in second}
    return tuple(found)


def _triples(values, margin=0.0, low=None, high=None):
    """(name, low, value, high) of each entry of a Series."""
    values = values.dropna()
    lows = values * (1 - margin) if low is None else low.reindex(values.index)
    highs = values * (1 + margin) if high is None else high.reindex(values.index)
    return tuple(
        (key, float(a), float(v), float(b))
        for key, a, v, b in zip(values.index, lows, values, highs)
    )


# --- Reading the claim's side -------------------------------------------------------------------


def period(text):
    """'2014', '2014-06' or '2014-06-29' as its first and last day."""
    part = pd.Period(str(text))
    return part.start_time.normalize(), part.end_time.normalize()


def other_dates(text, near):
    """The dates named in a free text that differ from `near` but can be the same event."""
    near = pd.Timestamp(near)
    if pd.isna(text):
        return []
    spans = map(period, re.findall(r"(?<![\d-])\d{4}(?:-\d{2}){0,2}(?![\d-])", text))
    return [
        (first, last)
        for first, last in spans
        if not first <= near <= last  # a less exact form of the same date
        and abs(near - min(first, last, key=lambda end: abs(near - end))) <= SAME_EVENT
    ]


def rounding(value):
    """Half a unit of the last digit that is not nought, at most NEAR of the value."""
    figure = Decimal(str(value)).normalize()
    half_a_digit = Decimal(10) ** figure.as_tuple().exponent / 2
    return float(min(half_a_digit, abs(figure) * Decimal(str(NEAR))))


@dataclass(frozen=True)
class Operator:
    """How a claim of some kinds is tested on a reading of one shape, and how that is printed."""

    operator: str
    shape: str
    kinds: tuple
    meaning: str
    tolerance: str
    words: str  # how the claim is put into words
    test: object


_OPERATORS = {}


def _operator(sign, shape, kinds, meaning, tolerance="none", words="{}"):
    def register(test):
        entry = Operator(sign, shape, tuple(kinds.split(", ")), meaning, tolerance, words, test)
        _OPERATORS[sign, shape] = entry
        return test

    return register


def _within(reading, first, last, half=None):
    """A figure or date against the claimed span; `half` is a wider span that half fits."""
    if first <= reading.low and reading.high <= last:
        return Outcome(HOLDS)
    if reading.low <= last and reading.high >= first:
        return Outcome(MAY, "the range of the source reaches in and out")
    side = -1 if reading.high < first else 1
    if half and half[0] <= reading.low and reading.high <= half[1]:
        return Outcome(HALF, "the size fits, the wording does not", side)
    before, beyond = ("earlier", "later") if reading.shape == "date" else ("less", "more")
    return Outcome(FAILS, f"{before if side < 0 else beyond} than claimed", side)


def _tenth(value):
    return value * (1 - ABOUT), value * (1 + ABOUT)


@_operator(
    "=",
    "number",
    "number",
    "the same number, as it was rounded",
    f"half a unit of the last digit that is not 0, at most {NEAR:.0%}",
)
def _equal(claim, reading):
    value = float(claim["value"])
    return _within(reading, value - rounding(claim["value"]), value + rounding(claim["value"]))


@_operator("~", "number", "number", "about this number", f"{ABOUT:.0%} either way", "about {}")
def _about(claim, reading):
    return _within(reading, *_tenth(float(claim["value"])))


@_operator(
    "almost",
    "number",
    "number",
    "a little below; by half where only the size fits",
    f"up to {NEAR:.0%} below; size: {ABOUT:.0%} either way",
    "almost {}",
)
def _almost(claim, reading):
    value = float(claim["value"])
    return _within(reading, value * (1 - NEAR), math.nextafter(value, -math.inf), _tenth(value))


@_operator(
    "just over",
    "number",
    "number",
    "a little above; by half where only the size fits",
    f"up to {NEAR:.0%} above; size: {ABOUT:.0%} either way",
    "just over {}",
)
def _just_over(claim, reading):
    value = float(claim["value"])
    return _within(reading, math.nextafter(value, math.inf), value * (1 + NEAR), _tenth(value))


@_operator(">", "number", "number, statement", "more than this number", words="more than {}")
def _more(claim, reading):
    return _within(reading, math.nextafter(float(claim["value"]), math.inf), math.inf)


@_operator(">=", "number", "number", "at least this number", words="at least {}")
def _at_least(claim, reading):
    return _within(reading, float(claim["value"]), math.inf)


@_operator(
    "=",
    "date",
    "date",
    "within the claimed day, month or year",
    "none; may hold where sources give days inside and outside it",
)
def _on(claim, reading):
    return _within(reading, *period(claim["value"]))


@_operator(
    "after",
    "date",
    "statement",
    "later than the claimed day, month or year",
    "may hold inside it",
    "after {}",
)
def _after(claim, reading):
    first, last = period(claim["value"])
    if reading.low > last:
        return Outcome(HOLDS)
    if reading.high >= first:
        return Outcome(MAY, "not clearly later")
    return Outcome(FAILS, "earlier", -1)


def _listed(claim, reading, lacking, wrong):
    claimed, disputed = set(claim["value"].split(";")), set(reading.low)
    seen = "; ".join(
        filter(
            None,
            [
                lacking and "not found: " + ", ".join(sorted(lacking)),
                wrong and "left out: " + ", ".join(sorted(wrong)),
            ],
        )
    )
    if not lacking | wrong:
        return Outcome(HOLDS)
    if lacking | wrong <= disputed:
        return Outcome(MAY, seen)
    return Outcome(HALF if claimed & set(reading.value) else FAILS, seen)


@_operator(
    "includes",
    "list",
    "list",
    "every name claimed is on the list; others may be too",
    "may hold where what is missing is disputed; by half where some names are there",
    "among them {}",
)
def _includes(claim, reading):
    return _listed(claim, reading, set(claim["value"].split(";")) - set(reading.value), set())


@_operator(
    "=",
    "list",
    "list",
    "the same names, none more",
    "may hold where what differs is disputed; by half where some names agree",
)
def _same_list(claim, reading):
    claimed, found = set(claim["value"].split(";")), set(reading.value)
    return _listed(claim, reading, claimed - found, found - claimed)


@_operator(
    "=", "ranking", "ranking", "first in order of size", "may hold where errors overlap", "{} first"
)
def _first(claim, reading):
    found = {str(name): (low, high) for name, low, _, high in reading.value}
    if claim["value"] not in found:
        return Outcome(OPEN, f"{claim['value']} is not in the ranking")
    low, high = found.pop(claim["value"])
    return _greater(
        low, high, [other for _, other in found.values()], [other for other, _ in found.values()]
    )


def _greater(low, high, others_high, others_low):
    """One range against all the others: above them, overlapping, or below one of them."""
    if all(low > other for other in others_high):
        return Outcome(HOLDS)
    if all(high >= other for other in others_low):
        return Outcome(MAY, "a tie within the error")
    return Outcome(FAILS, "another is greater")


@_operator(
    "peak at",
    "series",
    "trend",
    "the highest point lies in the claimed month or year",
    "may hold where errors overlap",
    "peak in {}",
)
def _peak(claim, reading):
    first, last = period(claim["value"])
    spans = {entry: period(entry[0]) for entry in reading.value}
    inside = [entry for entry, span in spans.items() if first <= span[0] and span[1] <= last]
    others = [entry for entry in reading.value if entry not in inside]
    if not inside:
        return Outcome(OPEN, "the series does not cover the claimed time")
    top = max(inside, key=lambda entry: entry[2])
    return _greater(top[1], top[3], [e[3] for e in others], [e[1] for e in others])


def _steps(reading, sign):
    points = [(sign * v, *sorted((sign * a, sign * b))) for _, a, v, b in reading.value]
    if len(points) < 2:
        return Outcome(OPEN, "fewer than two points")
    steps = list(zip(points, points[1:]))
    if all(later[1] > earlier[2] for earlier, later in steps):
        return Outcome(HOLDS)
    if all(later[2] > earlier[1] for earlier, later in steps):
        return Outcome(MAY, "some steps are within the error")
    against = sum(later[0] <= earlier[0] for earlier, later in steps)
    seen = f"{against} of {len(steps)} steps go the other way or stand still"
    return Outcome(HALF if points[-1][0] > points[0][0] else FAILS, seen)


@_operator(
    "decreasing",
    "series",
    "trend",
    "every step falls; by half where only the end is lower",
    "may hold where errors overlap",
    "falling",
)
def _decreasing(claim, reading):
    return _steps(reading, -1)


@_operator(
    "increasing",
    "series",
    "trend",
    "every step rises; by half where only the end is higher",
    "may hold where errors overlap",
    "rising",
)
def _increasing(claim, reading):
    return _steps(reading, 1)


@_operator(
    "crossover",
    "series",
    "trend",
    "the first amount passes the second for the first time in the claimed month or year",
    "may hold where it happened between two dates of which one lies outside",
    "crossing in {}",
)
def _crossover(claim, reading):
    first, last = period(claim["value"])
    gaps = [
        (period(key), value - other)
        for (key, _, value, _), other in zip(reading.value, reading.high)
        if other == other
    ]
    above = next((place for place, (_, gap) in enumerate(gaps) if gap > 0), None)
    if len(gaps) < 2 or above == 0:
        return Outcome(OPEN, "the series does not show the time before")
    if above is None:
        return Outcome(FAILS, "no crossing", 1)
    start, end = gaps[above - 1][0][1], gaps[above][0][1]
    return _within(Reading("date", None, start, end), first, last)


@_operator(
    "=",
    "answer",
    "statement, trend, picture",
    "what is said of this part is so",
    "the test of each part is given with it; also for a further part of any other claim",
    "as stated",
)
def _so(claim, reading):
    return Outcome(HOLDS if reading.value else FAILS)


def operator_for(claim, shape):
    """The operator that tests a reading of this shape; answers are tested alike everywhere."""
    sign = "=" if shape == "answer" else claim["operator"]
    if (sign, shape) not in _OPERATORS:
        raise ClaimError(
            f"{claim['claim_id']}: no operator {sign!r} for a reading of shape "
            f"{shape!r}. OPERATORS lists what there is."
        )
    return _OPERATORS[sign, shape]


def in_words(claim):
    """The claim's operator, value and unit as words: 'almost 4 years', 'December 2017'."""
    op = next(
        (
            op
            for (sign, _), op in _OPERATORS.items()
            if sign == claim["operator"] and claim["kind"] in op.kinds
        ),
        None,
    )
    if op is None:
        raise ClaimError(
            f"{claim['claim_id']}: no operator {claim['operator']!r} for the kind "
            f"{claim['kind']!r}. OPERATORS lists what there is."
        )
    if pd.isna(claim["value"]) or "{}" not in op.words:
        return op.words
    return op.words.format(_value_in_words(claim["value"], claim["unit"], op.shape))


def _value_in_words(value, unit, shape):
    if shape == "number" and float(value) >= 1e9:
        return f"{sentences.number(float(value) / 1e9)} billion {unit}"
    if shape == "number":
        return sentences.number(float(value)) + ("%" if unit == "percent" else f" {unit}")
    if shape in ("date", "series"):
        first, last = period(value)
        write = {10: sentences.day, 7: sentences.month}.get(
            len(value), lambda start: str(start.year)
        )
        return write(first)
    return sentences.listing(value.split(";"))


# --- Joining the readings of one part -----------------------------------------------------------


def _into(lines):
    """A decorator that adds (condition, result, test) to `lines`: the order of the code counts."""

    def line(result, condition):
        def register(test):
            lines.append((condition, result, test))
            return test

        return register

    return line


_PARTS, _RULE = [], []
_part, _row = _into(_PARTS), _into(_RULE)


@_part(OPEN, "No reading gives an answer")
def _(states, sides, own):
    return not states


@_part(
    SAID,
    "Every answer is own word (the claimant's, or a party's on its motive), and not all "
    "of them fail",
)
def _(states, sides, own):
    return own and states != {FAILS}


@_part(CLASH, "All fail, but on both sides: some sources are below the claim, some above")
def _(states, sides, own):
    return states == {FAILS} and sides >= {-1, 1}


@_part(HOLDS, "Every answer holds")
def _(states, sides, own):
    return states == {HOLDS}


@_part(MAY, "Every answer holds or may hold")
def _(states, sides, own):
    return states <= {HOLDS, MAY}


@_part(HALF, "Every answer holds by half")
def _(states, sides, own):
    return states == {HALF}


@_part(FAILS, "Every answer fails")
def _(states, sides, own):
    return states == {FAILS}


@_part(CLASH, "Anything else: one source is nearer to the claim than another")
def _(states, sides, own):
    return True


# --- From the parts to the verdict --------------------------------------------------------------


@_row(NOT_CHECKABLE, "No reading answers any part of the claim")
def _(parts, independence):
    return parts <= {OPEN}


@_row(ECHO, "Where there is an answer, it is own word only")
def _(parts, independence):
    return parts <= {SAID, OPEN}


@_row(CONTESTED, "In some part the sources disagree")
def _(parts, independence):
    return CLASH in parts


@_row(CONSISTENT, "Every part holds, but by evidence that is not wholly independent (mixed)")
def _(parts, independence):
    return parts == {HOLDS} and independence == "mixed"


@_row(SUPPORTED, "Every part holds, by evidence independent of the claimant")
def _(parts, independence):
    return parts == {HOLDS}


@_row(CONSISTENT, "Every part holds or may hold: the claim lies inside the range of the evidence")
def _(parts, independence):
    return parts <= {HOLDS, MAY}


@_row(CONTRADICTED, "Some part fails, and none holds but by own word")
def _(parts, independence):
    return FAILS in parts and parts <= {FAILS, SAID, OPEN}


@_row(
    PARTLY,
    "Anything else: one part or half holds; another fails, is own word only or cannot be checked",
)
def _(parts, independence):
    return True


OPERATORS = pd.DataFrame(
    [
        (op.operator, ", ".join(op.kinds), op.shape, op.meaning, op.tolerance)
        for op in _OPERATORS.values()
    ],
    columns=["operator", "kinds", "reads", "meaning", "tolerance"],
)


def _printed(lines, result):
    return pd.DataFrame(
        [(order, line[0], line[1]) for order, line in enumerate(lines, 1)],
        columns=["order", "condition", result],
    )


PARTS, RULE = _printed(_PARTS, "state"), _printed(_RULE, "verdict")


def outcomes(claim, readings):
    """Each reading with its outcome, in order."""
    return [
        (
            reading,
            Outcome(OPEN, reading.why)
            if reading.value is None
            else operator_for(claim, reading.shape).test(claim, reading),
        )
        for reading in readings
    ]


def joined(tested, independence="independent"):
    """The state of each part (dict) from its tested readings: the first row of PARTS that fits."""
    parts = {reading.part: [] for reading, _ in tested}
    for reading, outcome in tested:
        if outcome.state != OPEN:
            parts[reading.part].append((reading, outcome))
    return {part: _state(found, independence) for part, found in parts.items()}


def _state(found, independence):
    states = {outcome.state for _, outcome in found}
    sides = {outcome.side for _, outcome in found}
    own = independence == "claimant" or all(reading.own for reading, _ in found)
    return next(state for _, state, test in _PARTS if test(states, sides, own))


def judge(claim, readings, independence):
    """(verdict, order of the row of RULE that gave it): the first row that fits."""
    tested = outcomes(claim, readings)
    _agree(claim, [r for r, outcome in tested if outcome.state != OPEN], independence)
    parts = set(joined(tested, independence).values())
    return next(
        (verdict, order)
        for order, (_, verdict, test) in enumerate(_RULE, 1)
        if test(parts, independence)
    )


def _agree(claim, answered, independence):
    """The reviewed judgement must fit what the finding brings."""
    if independence not in INDEPENDENCE:
        raise ClaimError(
            f"{claim['claim_id']}: independence {independence!r} is not one of "
            f"{', '.join(INDEPENDENCE)}."
        )
    others = [reading for reading in answered if not reading.own]
    if independence == "none" and others:
        wrong = "says that there is no evidence, but the finding brings some"
    elif independence in ("independent", "mixed") and answered and not others:
        wrong = f"says {independence}, but every answer is own word"
    else:
        return
    raise ClaimError(f"{claim['claim_id']}: the judgement {wrong}. Review claim_judgements.csv.")
