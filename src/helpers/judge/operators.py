"""Operators: how a claim is tested on one reading, each with its tolerance, and how it is printed.

OPERATORS prints them. What an operator means is the first sentence of its function, so that the
printed words and the code cannot drift apart.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from helpers import sentences
from helpers.judge.readings import ClaimError, Reading, period

ABOUT = 0.10  # "about": within a tenth
NEAR = 0.05  # "almost" and "just over" promise more than "about"
SIZE = f"size: {ABOUT:.0%} either way"

HOLDS, MAY, HALF, FAILS, OPEN = "holds", "may hold", "holds by half", "fails", "no answer"


@dataclass(frozen=True)
class Outcome:
    """How one reading stands to the claim: a state, what was seen, and on which side it fails."""

    state: str
    seen: str = ""
    side: int = 0


@dataclass(frozen=True)
class Operator:
    """How a claim of some kinds is tested on a reading of one shape, and how that is printed."""

    operator: str
    shape: str
    kinds: tuple
    tolerance: str
    words: str  # how the claim is put into words
    test: Callable

    @property
    def meaning(self) -> str:
        """What the claim says with this operator."""
        text = " ".join(self.test.__doc__.split())
        return text[0].lower() + text[1:-1]


_OPERATORS = {}


def _operator(sign, shape, kinds, tolerance="none", words="{}"):
    def register(test):
        _OPERATORS[sign, shape] = Operator(
            sign, shape, tuple(kinds.split(", ")), tolerance, words, test
        )
        return test

    return register


def _within(reading, first, last, half=None):
    """A number or date against the claimed span; `half` is a wider span that half fits."""
    if first <= reading.low and reading.high <= last:
        return Outcome(HOLDS)
    if reading.low <= last and reading.high >= first:
        return Outcome(MAY, "the range of the source is partly inside the claim and partly outside")
    side = -1 if reading.high < first else 1
    if half and half[0] <= reading.low and reading.high <= half[1]:
        return Outcome(HALF, "the size fits, the wording does not", side)
    before, beyond = ("earlier", "later") if reading.shape == "date" else ("less", "more")
    return Outcome(FAILS, f"{before if side < 0 else beyond} than claimed", side)


def _times(claim):
    """By how much all tolerances are stretched: 1, but where what_if asks for another."""
    return Decimal(str(claim.get("tolerance", 1)))


def _changed(claim, *shares):
    """The claimed number made larger or smaller by each share, exact as it is written."""
    exact, times = Decimal(str(claim["value"])), _times(claim)
    return [float(exact * (1 + times * Decimal(str(share)))) for share in shares]


def rounding(value: Any, times: Decimal = Decimal(1)) -> tuple:
    """The claimed number less and plus half a unit of its last digit that is not zero, at most
    NEAR of it; `times` stretches both."""
    exact = Decimal(str(value)).normalize()
    half_a_digit = Decimal(10) ** int(exact.as_tuple().exponent) / 2
    off = min(half_a_digit, abs(exact) * Decimal(str(NEAR))) * times
    return float(exact - off), float(exact + off)


LAST_DIGIT = f"half a unit of the last digit that is not 0, at most {NEAR:.0%}"


@_operator("=", "number", "number", LAST_DIGIT)
def _equal(claim, reading):
    """The same number, as it was rounded."""
    return _within(reading, *rounding(claim["value"], _times(claim)))


@_operator("~", "number", "number", f"{ABOUT:.0%} either way", "about {}")
def _about(claim, reading):
    """About this number."""
    return _within(reading, *_changed(claim, -ABOUT, ABOUT))


@_operator("almost", "number", "number", f"up to {NEAR:.0%} below; {SIZE}", "almost {}")
def _almost(claim, reading):
    """A little below this number; holds by half if only the size fits."""
    least, *size = _changed(claim, -NEAR, -ABOUT, ABOUT)
    below = math.nextafter(float(claim["value"]), -math.inf)
    return _within(reading, least, below, size)


@_operator("just over", "number", "number", f"up to {NEAR:.0%} above; {SIZE}", "just over {}")
def _just_over(claim, reading):
    """A little above this number; holds by half if only the size fits."""
    most, *size = _changed(claim, NEAR, -ABOUT, ABOUT)
    above = math.nextafter(float(claim["value"]), math.inf)
    return _within(reading, above, most, size)


@_operator(">", "number", "number, statement", words="more than {}")
def _more(claim, reading):
    """More than this number."""
    return _within(reading, math.nextafter(float(claim["value"]), math.inf), math.inf)


@_operator(">=", "number", "number", words="at least {}")
def _at_least(claim, reading):
    """At least this number."""
    return _within(reading, float(claim["value"]), math.inf)


@_operator("=", "date", "date", "none; may hold if sources give days both inside and outside it")
def _on(claim, reading):
    """Within the claimed day, month or year."""
    return _within(reading, *period(claim["value"]))


@_operator("after", "date", "statement", "may hold if the date is within it", "after {}")
def _after(claim, reading):
    """Later than the claimed day, month or year."""
    first, last = period(claim["value"])
    if reading.low > last:
        return Outcome(HOLDS)
    if reading.high >= first:
        return Outcome(MAY, "not clearly later")
    return Outcome(FAILS, "earlier", -1)


def _listed(claim, reading, exact):
    """The names claimed against those found; if `exact`, none more may be found."""
    claimed, found = set(claim["value"].split(";")), set(reading.value)
    lacking, wrong = claimed - found, found - claimed if exact else set()
    if not lacking | wrong:
        return Outcome(HOLDS)
    seen = "; ".join(
        f"{what}: {', '.join(sorted(names))}"
        for what, names in (("not found", lacking), ("left out", wrong))
        if names
    )
    if lacking | wrong <= set(reading.low):
        return Outcome(MAY, seen)
    return Outcome(HALF if claimed & found else FAILS, seen)


DISPUTED = "may hold if what {} is disputed; holds by half if some names {}"


@_operator("includes", "list", "list", DISPUTED.format("is missing", "are there"), "among them {}")
def _includes(claim, reading):
    """Every name claimed is on the list; others may be on it too."""
    return _listed(claim, reading, exact=False)


@_operator("=", "list", "list", DISPUTED.format("differs", "agree"))
def _same_list(claim, reading):
    """The same names and no others."""
    return _listed(claim, reading, exact=True)


OVERLAP = "may hold if the errors overlap"


@_operator("=", "ranking", "ranking", OVERLAP, "{} first")
def _first(claim, reading):
    """First in order of size."""
    own = [entry for entry in reading.value if str(entry[0]) == claim["value"]]
    if not own:
        return Outcome(OPEN, f"{claim['value']} is not in the ranking")
    return _greater(own[0], [entry for entry in reading.value if entry not in own])


def _greater(top, others):
    """One (name, low, value, high) against others: above all, overlapping, or below one."""
    if all(top[1] > other[3] for other in others):
        return Outcome(HOLDS)
    if all(top[3] >= other[1] for other in others):
        return Outcome(MAY, "equal within the error")
    return Outcome(FAILS, "another is greater")


@_operator("peak at", "series", "trend", OVERLAP, "peak in {}")
def _peak(claim, reading):
    """The highest point lies in the claimed month or year, with lower ones before and after."""
    first, last = period(claim["value"])
    spans = {entry: period(entry[0]) for entry in reading.value}
    inside = [entry for entry, span in spans.items() if first <= span[0] and span[1] <= last]
    if not inside:
        return Outcome(OPEN, "the series does not cover the claimed time")
    top = max(inside, key=lambda entry: entry[2])
    highest = max(reading.value, key=lambda entry: entry[2])
    if highest in inside and highest in (reading.value[0], reading.value[-1]):
        end = "first" if highest == reading.value[0] else "last"
        return Outcome(OPEN, f"the highest point is the {end} of the series: no peak can be seen")
    return _greater(top, [entry for entry in spans if entry not in inside])


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


@_operator("decreasing", "series", "trend", OVERLAP, "falling")
def _decreasing(claim, reading):
    """Every step falls; holds by half if only the end is lower."""
    return _steps(reading, -1)


@_operator("increasing", "series", "trend", OVERLAP, "rising")
def _increasing(claim, reading):
    """Every step rises; holds by half if only the end is higher."""
    return _steps(reading, 1)


BETWEEN = "may hold if it happened between two dates of which one is outside the time"


@_operator("crossover", "series", "trend", BETWEEN, "the change comes in {}")
def _crossover(claim, reading):
    """The first amount passes the second for the first time in the claimed month or year."""
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


GIVEN = "each part comes with a test of its own; also used for a further part of other claims"


@_operator("=", "answer", "statement, trend, picture", GIVEN, "as stated")
def _so(claim, reading):
    """What the claim says on this point is so."""
    return Outcome(HOLDS if reading.value else FAILS)


OPERATORS = pd.DataFrame(
    [
        (o.operator, ", ".join(o.kinds), o.shape, o.meaning, o.tolerance)
        for o in _OPERATORS.values()
    ],
    columns=["operator", "kinds", "reads", "meaning", "tolerance"],
)


def operator_for(claim: pd.Series, shape: str) -> Operator:
    """The operator that tests a reading of this shape; answers are tested alike everywhere."""
    sign = "=" if shape == "answer" else claim["operator"]
    return _one(claim, f"a reading of shape {shape!r}", sign, lambda op: op.shape == shape)


def _one(claim, what, sign, fits):
    found = [op for op in _OPERATORS.values() if op.operator == sign and fits(op)]
    if not found:
        raise ClaimError(
            f"{claim['claim_id']}: no operator {sign!r} for {what}. OPERATORS lists what there is."
        )
    return found[0]


def claimed_in_words(claim: pd.Series) -> str:
    """The claim's operator, value and unit as words: 'almost 4 years', 'December 2017'."""
    kind = claim["kind"]
    op = _one(claim, f"the kind {kind!r}", claim["operator"], lambda op: kind in op.kinds)
    if pd.isna(claim["value"]) or "{}" not in op.words:
        return op.words
    return op.words.format(_value_in_words(claim["value"], claim["unit"], op.shape))


def _value_in_words(value, unit, shape):
    if shape == "number" and float(value) >= 1e9:
        return f"{sentences.number(float(value) / 1e9)} billion {unit}"
    if shape == "number":
        return sentences.number(float(value)) + ("%" if unit == "percent" else f" {unit}")
    if shape in ("date", "series"):
        write = {10: sentences.day, 7: sentences.month}.get(len(value), lambda day: str(day.year))
        return write(period(value)[0])
    return sentences.listing(value.split(";"))


def outcomes(claim: pd.Series, readings: Iterable[Reading]) -> list[tuple]:
    """Each reading with its outcome, in order; one that counts other things gives no answer."""
    return [(reading, _outcome(claim, reading)) for reading in readings]


def _outcome(claim, reading):
    if reading.value is None:
        return Outcome(OPEN, reading.why)
    if reading.beside:
        return Outcome(OPEN, f"counts other things: {reading.beside}")
    return operator_for(claim, reading.shape).test(claim, reading)
