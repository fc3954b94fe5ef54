"""The rule: every operator at its edges, how readings are joined, how parts give the verdict."""

import math

import pandas as pd
import pytest

from helpers.judge import claims, operators, readings, rule
from helpers.judge.operators import FAILS, HALF, HOLDS, MAY, OPEN
from helpers.judge.readings import (
    ClaimError,
    amount,
    answer,
    date,
    members,
    period,
    ranking,
    series,
)
from helpers.judge.rule import (
    CLASH,
    CONSISTENT,
    CONTESTED,
    CONTRADICTED,
    ECHO,
    NOT_CHECKABLE,
    PARTLY,
    SAID,
    SUPPORTED,
    judge,
)
from helpers.tables import read

ROWS = pd.DataFrame({"publisher": ["a survey"], "source_url": ["https://example.org/survey"]})
NONE = ROWS.iloc[:0]


def claim(operator, value=None, kind="number", unit=None):
    return {"claim_id": "made-01", "kind": kind, "operator": operator, "value": value, "unit": unit}


def state_of(operator, value, reading):
    ((_, outcome),) = operators.outcomes(claim(operator, value), [reading])
    return outcome.state


def by_month(*values, start="2015-11"):
    months = pd.period_range(start, periods=len(values), freq="M").astype(str)
    return pd.Series(values, index=months)


# --- Step 1: every operator ---------------------------------------------------------------------

NUMBERS = [
    # operator, claimed, value, low, high, state
    ("=", "98", 98, None, None, HOLDS),
    ("=", "98", 98.5, None, None, HOLDS),
    ("=", "98", 98.6, None, None, FAILS),
    ("=", "98", 96, 90, 99, MAY),
    ("=", "6878", 6878, None, None, HOLDS),
    ("=", "6878", 6879, None, None, FAILS),
    ("=", "106000", 105_500, None, None, HOLDS),
    ("=", "106000", 111_521, None, None, FAILS),
    ("=", "1000000000", 1.05e9, None, None, HOLDS),  # one digit: the cap of 5% rules
    ("=", "1000000000", 1.4e9, None, None, FAILS),
    ("=", "74", 74, None, None, HOLDS),
    ("=", "74", 70, None, None, FAILS),
    ("~", "6100000", 6_150_005, None, None, HOLDS),
    ("~", "6100000", 6_784_000, None, None, FAILS),
    ("~", "10000000", 8_500_000, 5_400_000, 11_400_000, MAY),
    ("~", "270000", 243_000, None, None, HOLDS),
    ("almost", "4", 3.93, None, None, HOLDS),
    ("almost", "4", 4, None, None, HALF),
    ("almost", "1000000", 970_316, None, None, HOLDS),
    ("almost", "4000", 4160, None, None, HALF),
    ("almost", "4000", 3700, None, None, HALF),
    ("almost", "4000", 4160, 3950, 4300, MAY),
    ("almost", "4000", 5000, None, None, FAILS),
    ("almost", "4000", 100, None, None, FAILS),
    ("just over", "1400", 1440, None, None, HOLDS),
    ("just over", "1400", 1400, None, None, HALF),
    ("just over", "1400", 1491, None, None, HALF),
    ("just over", "1400", 1491, 1450, 1500, MAY),
    ("just over", "1400", 1794, None, None, FAILS),
    (">", "5600000", 5_563_521, None, None, FAILS),
    (">", "5600000", 6_310_498, None, None, HOLDS),
    (">", "800", 800, None, None, FAILS),
    (">", "353900", 365_252, 350_107, 390_242, MAY),
    (">=", "2", 2, None, None, HOLDS),
    (">=", "3250", 4159, 4002, 5083, HOLDS),
    (">=", "3298", 3297, None, None, FAILS),
]


EDGES = [
    # operator, claimed, low, high, state: at each edge, just inside, just outside, touching it
    ("=", "98", 97.5, 97.5, HOLDS),
    ("=", "98", 97.49, 97.49, FAILS),
    ("=", "98", 98.5, 98.5, HOLDS),
    ("=", "98", 98.51, 98.51, FAILS),
    ("=", "98", 97, 97.5, MAY),
    ("=", "98", 97, 97.49, FAILS),
    ("=", "98", 98.5, 99, MAY),
    ("=", "98", 98.51, 99, FAILS),
    ("=", "98", 97.5, 98.5, HOLDS),
    ("=", "98.4", 98.35, 98.35, HOLDS),
    ("=", "98.4", 98.34, 98.34, FAILS),
    ("=", "1000000000", 950_000_000, 950_000_000, HOLDS),  # the cap of 5%
    ("=", "1000000000", 949_999_999, 949_999_999, FAILS),
    ("=", "1000000000", 1_050_000_001, 1_050_000_001, FAILS),
    ("~", "1000", 900, 900, HOLDS),
    ("~", "1000", 899.9, 899.9, FAILS),
    ("~", "1000", 1100, 1100, HOLDS),
    ("~", "1000", 1100.1, 1100.1, FAILS),
    ("~", "1000", 800, 900, MAY),
    ("~", "1000", 800, 899.9, FAILS),
    ("~", "1000", 1100, 1200, MAY),
    ("~", "1000", 1100.1, 1200, FAILS),
    ("almost", "1000", 950, 950, HOLDS),
    ("almost", "1000", 949.9, 949.9, HALF),
    ("almost", "1000", 999.9, 999.9, HOLDS),
    ("almost", "1000", 1000, 1000, HALF),
    ("almost", "1000", 900, 900, HALF),
    ("almost", "1000", 899.9, 899.9, FAILS),
    ("almost", "1000", 1100, 1100, HALF),
    ("almost", "1000", 1100.1, 1100.1, FAILS),
    ("almost", "1000", 940, 950, MAY),
    ("almost", "1000", 940, 949.9, HALF),
    ("almost", "1000", 899.9, 949.9, FAILS),
    ("almost", "1000", 999.9, 1000, MAY),
    ("almost", "1000", 1000, 1100, HALF),
    ("almost", "1000", 1000, 1100.1, FAILS),
    ("just over", "1000", 1000, 1000, HALF),
    ("just over", "1000", 1000.1, 1000.1, HOLDS),
    ("just over", "1000", 1050, 1050, HOLDS),
    ("just over", "1000", 1050.1, 1050.1, HALF),
    ("just over", "1000", 1100, 1100, HALF),
    ("just over", "1000", 1100.1, 1100.1, FAILS),
    ("just over", "1000", 900, 900, HALF),
    ("just over", "1000", 899.9, 899.9, FAILS),
    ("just over", "1000", 1000, 1000.1, MAY),
    ("just over", "1000", 1050, 1060, MAY),
    ("just over", "1000", 1050.1, 1060, HALF),
    (">", "800", 800, 800, FAILS),
    (">", "800", 800.1, 800.1, HOLDS),
    (">", "800", 700, 800, FAILS),
    (">", "800", 700, 800.1, MAY),
    (">", "800", 800, 900, MAY),
    (">=", "2", 2, 2, HOLDS),
    (">=", "2", 1.9, 1.9, FAILS),
    (">=", "2", 1.9, 2, MAY),
    (">=", "2", 2, math.inf, HOLDS),
]


@pytest.mark.parametrize("operator, claimed, low, high, state", EDGES)
def test_numbers_at_the_edges(operator, claimed, low, high, state):
    assert state_of(operator, claimed, amount(ROWS, low, low, high)) == state


@pytest.mark.parametrize(
    "operator, claimed, value, side",
    [
        ("~", "1000", 800, -1),
        ("~", "1000", 1200, 1),
        ("almost", "1000", 920, -1),
        ("almost", "1000", 1000, 1),
        ("~", "1000", 1000, 0),
        (">", "1000", 1000, -1),
    ],
)
def test_what_fails_says_on_which_side(operator, claimed, value, side):
    ((_, outcome),) = operators.outcomes(claim(operator, claimed), [amount(ROWS, value)])
    assert outcome.side == side
    if outcome.state == FAILS:
        assert outcome.seen == ("less than claimed" if side < 0 else "more than claimed")


@pytest.mark.parametrize("operator, claimed, value, low, high, state", NUMBERS)
def test_numbers(operator, claimed, value, low, high, state):
    assert state_of(operator, claimed, amount(ROWS, value, low, high)) == state


@pytest.mark.parametrize("operator", ["=", "~", "almost", "just over", ">", ">="])
@pytest.mark.parametrize("claimed", ["2", "98", "3298", "270000", "10000000"])
def test_a_wider_range_never_makes_a_figure_surer(operator, claimed):
    for share in (0.5, 0.88, 0.94, 0.97, 1, 1.001, 1.04, 1.08, 1.3, 2):
        value = float(claimed) * share
        point = state_of(operator, claimed, amount(ROWS, value))
        wide = state_of(operator, claimed, amount(ROWS, value, value * 0.1, value * 5))
        assert wide in {HOLDS, MAY}
        assert not (wide == HOLDS and point != HOLDS)


@pytest.mark.parametrize("value", ["2", "98", "6878", "106000", "5600000", "1000000000", "0.5"])
def test_rounding_is_half_a_last_digit_and_never_more_than_the_cap(value):
    low, high = operators.rounding(value)
    assert 0 < high - float(value) <= operators.NEAR * float(value) + 1e-9
    assert high - float(value) == pytest.approx(float(value) - low)


@pytest.mark.parametrize(
    "operator, claimed, day, precision, others, state",
    [
        ("=", "2017-12", "2017-12-09", "day", [], HOLDS),
        ("=", "2014", "2014-06-29", "day", [], HOLDS),
        ("=", "2011", "2011-08-01", "month", [], HOLDS),
        ("=", "2011", "2012-01-23", "day", [], FAILS),
        ("=", "2017-10", "2017-10-01", "year", [], MAY),
        ("=", "2017-10", "2017-10-31", "day", ["2017-11-01"], MAY),
        ("=", "2017-10", "2017-11-01", "day", ["2017-11-02"], FAILS),
        ("=", "2017-12", "2017-12-01", "day", [], HOLDS),
        ("=", "2017-12", "2017-12-31", "day", [], HOLDS),
        ("=", "2017-12", "2017-11-30", "day", [], FAILS),
        ("=", "2017-12", "2018-01-01", "day", [], FAILS),
        ("=", "2017-12", "2017-11-29", "day", ["2017-12-01"], MAY),
        ("=", "2017-12", "2017-12-01", "month", [], HOLDS),
        ("=", "2017-12-09", "2017-12-09", "day", [], HOLDS),
        ("=", "2017-12-09", "2017-12-08", "day", [], FAILS),
        ("=", "2017-12-09", "2017-12-01", "month", [], MAY),
        ("=", "2017", "2017-01-01", "day", ["2017-12-31"], HOLDS),
        ("=", "2017", "2018-01-01", "day", [], FAILS),
        ("after", "2003", "2003-12-31", "day", [], MAY),
        ("after", "2003", "2004-01-01", "day", [], HOLDS),
        ("after", "2003", "2003-01-01", "day", [], MAY),
        ("after", "2003", "2002-12-31", "day", [], FAILS),
        ("after", "2003", "2004-01-01", "day", ["2003-12-31"], MAY),
        ("after", "2003", "2002-12-31", "day", ["2003-01-01"], MAY),
        ("after", "2003-06", "2003-06-30", "day", [], MAY),
        ("after", "2003-06", "2003-07-01", "day", [], HOLDS),
        ("after", "2003-06", "2003-05-31", "day", [], FAILS),
        ("after", "2003-06-15", "2003-06-15", "day", [], MAY),
        ("after", "2003-06-15", "2003-06-16", "day", [], HOLDS),
        ("after", "2003-06-15", "2003-06-14", "day", [], FAILS),
        ("after", "2003", "2004-10-01", "month", [], HOLDS),
        ("after", "2003", "2003-10-01", "day", [], MAY),
        ("after", "2003", "2002-10-01", "day", [], FAILS),
    ],
)
def test_dates(operator, claimed, day, precision, others, state):
    reading = date(ROWS, day, precision, [period(other) for other in others])
    assert state_of(operator, claimed, reading) == state


LISTS = [
    ("includes", "AUS;FRA;GBR", "AUS CAN FRA GBR", "", HOLDS),
    ("includes", "EGY;FIN;FRA", "EGY FRA", "", HALF),
    ("includes", "EGY;FIN;FRA", "EGY FRA", "FIN", MAY),
    ("includes", "FIN", "EGY FRA", "", FAILS),
    ("includes", "FIN", "", "FIN", MAY),
    ("includes", "EGY;FIN;GBR", "EGY", "FIN", HALF),  # not all that is missing is disputed
    ("=", "MLI;EGY", "EGY MLI", "", HOLDS),
    ("=", "MLI;EGY", "EGY MLI SOM", "", HALF),
    ("=", "MLI;EGY", "EGY MLI SOM", "SOM", MAY),
    ("=", "MLI;EGY", "SOM", "", FAILS),
    ("=", "MLI;EGY", "EGY", "", HALF),
    ("=", "MLI;EGY", "EGY", "MLI", MAY),
    ("=", "MLI;EGY", "EGY SOM", "SOM", HALF),
]


@pytest.mark.parametrize("operator, claimed, found, disputed, state", LISTS)
def test_lists(operator, claimed, found, disputed, state):
    assert state_of(operator, claimed, members(ROWS, found.split(), disputed.split())) == state


@pytest.mark.parametrize(
    "values, margin, state",
    [
        ({"oil": 500, "taxes": 300}, 0, HOLDS),
        ({"oil": 500, "taxes": 480}, 0.05, MAY),
        ({"oil": 100, "taxes": 600}, 0.05, FAILS),
        ({"taxes": 600}, 0, OPEN),
    ],
)
def test_rankings(values, margin, state):
    assert state_of("=", "oil", ranking(ROWS, pd.Series(values), margin)) == state


def two(make, names, one, other):
    """A ranking or series of two entries, each a (low, high) with its middle as the value."""
    lows, highs = (pd.Series(dict(zip(names, ends))) for ends in zip(one, other))
    return make(ROWS, pd.DataFrame({"low": lows, "amount": (lows + highs) / 2, "high": highs}))


def three(make, names, *ends):
    """As `two`, of three entries."""
    table = pd.DataFrame(ends, index=list(names), columns=["low", "high"])
    return make(ROWS, table.assign(amount=(table["low"] + table["high"]) / 2))


@pytest.mark.parametrize("peak", ["2014", "2016"])
def test_a_peak_at_an_end_of_the_series_is_no_peak(peak):
    values = pd.Series({"2014": 1.0, "2015": 2.0, "2016": 1.5})
    values[peak] = 9.0
    assert state_of("peak at", peak, series(ROWS, values)) == OPEN
    assert state_of("peak at", "2015", series(ROWS, values)) == FAILS


def test_a_reading_of_other_things_decides_nothing():
    claim = {"claim_id": "x-01", "operator": "=", "value": "100", "kind": "number"}
    other = amount(ROWS, 5, source="b", beside="only soldiers")
    assert rule.judge(claim, [amount(ROWS, 100, source="a"), other], "independent")[0] == SUPPORTED
    assert rule.judge(claim, [other], "none")[0] == NOT_CHECKABLE
    assert readings.in_words(other) == "5, according to b (which counts differently: only soldiers)"


@pytest.mark.parametrize(
    "one, other, first, later_is_more",
    [
        ((401, 600), (200, 400), HOLDS, HOLDS),
        ((400, 600), (200, 400), MAY, MAY),  # the ranges touch
        ((100, 301), (300, 500), MAY, MAY),
        ((100, 300), (300, 500), MAY, FAILS),  # no step up is left, a tie is
        ((100, 299), (300, 500), FAILS, FAILS),
    ],
)
def test_ranges_that_overlap_may_be_ties(one, other, first, later_is_more):
    assert state_of("=", "oil", two(ranking, ("oil", "taxes"), one, other)) == first
    names, lower = ("2016-02", "2016-03", "2016-01"), (1, 2)
    peak = three(series, names, one, other, lower)
    assert state_of("peak at", "2016-02", peak) == first
    assert state_of("increasing", None, two(series, ("2017", "2016"), one, other)) == later_is_more
    assert state_of("decreasing", None, two(series, ("2016", "2017"), one, other)) == later_is_more


@pytest.mark.parametrize(
    "claimed, keys, state",
    [
        # the highest point is the second of three
        ("2016", ["2015-12", "2016-01", "2016-12"], HOLDS),
        ("2016", ["2016-01", "2016-12", "2017-01"], HOLDS),
        ("2016", ["2015-11", "2015-12", "2016-01"], FAILS),
        ("2016", ["2016-12", "2017-01", "2017-02"], FAILS),
        ("2016-01", ["2015-12-31", "2016-01-01", "2016-02-01"], HOLDS),
        ("2016-01", ["2015-12-31", "2016-01-31", "2016-02-01"], HOLDS),
        ("2016-01", ["2015-12-30", "2015-12-31", "2016-01-01"], FAILS),
        ("2016-01", ["2016-01-31", "2016-02-01", "2016-02-02"], FAILS),
        ("2016-01", ["2015", "2016", "2017"], OPEN),  # a year is not within its first month
        ("2016-12", ["2015", "2016", "2017"], OPEN),  # nor within its last
        ("2016", ["2015", "2016", "2017"], HOLDS),
    ],
)
def test_a_peak_lies_within_the_claimed_time(claimed, keys, state):
    assert state_of("peak at", claimed, series(ROWS, pd.Series([5, 9, 6], keys))) == state


SERIES = [
    ("decreasing", None, [20218, 17578, 16393, 13187], 0, HOLDS),
    ("decreasing", None, [100, 99, 98], 0.02, MAY),
    ("decreasing", None, [100, 110, 90], 0, HALF),
    ("decreasing", None, [100, 100, 90], 0, HALF),
    ("decreasing", None, [90, 80, 100], 0, FAILS),
    ("decreasing", None, [100, 110, 100], 0, FAILS),  # back where it began is not lower
    ("decreasing", None, [90], 0, OPEN),
    ("increasing", None, [1, 2, 3], 0, HOLDS),
    ("increasing", None, [1, 3, 2], 0, HALF),
    ("increasing", None, [3, 2, 1], 0, FAILS),
    ("increasing", None, [100, 90, 100], 0, FAILS),
    ("peak at", "2016-01", [500, 510, 567, 549], 0, HOLDS),  # November to February
    ("peak at", "2016-01", [500, 510, 556, 549], 0.01, MAY),
    ("peak at", "2016-01", [500, 600, 556, 549], 0.01, FAILS),
    ("peak at", "2019-01", [500, 600, 556, 549], 0.01, OPEN),
    ("peak at", "2016", [500, 600, 556, 549], 0, FAILS),
]


@pytest.mark.parametrize("operator, claimed, values, margin, state", SERIES)
def test_series(operator, claimed, values, margin, state):
    assert state_of(operator, claimed, series(ROWS, by_month(*values), margin)) == state


def test_a_step_that_stands_still_is_counted_as_the_other_way():
    reading = series(ROWS, by_month(100, 100, 110, 90))
    ((_, outcome),) = operators.outcomes(claim("decreasing"), [reading])
    assert outcome.seen == "2 of 3 steps go the other way or stand still"


@pytest.mark.parametrize(
    "days, returned, displaced, state",
    [
        (["2017-11-30", "2017-12-02", "2017-12-31"], [2, 2, 4], [3, 3, 2], HOLDS),
        (["2017-10-31", "2017-11-29", "2017-12-31"], [2, 2, 4], [3, 3, 2], MAY),
        (["2017-08-31", "2017-09-30", "2017-10-31"], [2, 2, 4], [3, 3, 2], FAILS),
        (["2017-11-01", "2017-12-01", "2017-12-31"], [2, 2, 4], [3, 3, 2], HOLDS),
        (["2017-11-01", "2017-11-30", "2017-12-01"], [2, 2, 4], [3, 3, 2], MAY),
        (["2017-11-01", "2017-12-31", "2018-01-01"], [2, 2, 4], [3, 3, 2], MAY),
        (["2017-11-01", "2018-01-01", "2018-01-31"], [2, 2, 4], [3, 3, 2], FAILS),
        (["2017-10-31", "2017-11-29", "2017-11-30"], [2, 2, 4], [3, 3, 2], FAILS),
        (["2017-12-01", "2017-12-15", "2018-01-31"], [2, 3, 4], [3, 3, 2], MAY),  # equal: not yet
        (["2017-10-31", "2017-11-30", "2017-12-31"], [2, 2, 2], [3, 3, 3], FAILS),
        (["2017-10-31", "2017-11-30", "2017-12-31"], [4, 2, 4], [3, 3, 2], OPEN),
    ],
)
def test_crossover(days, returned, displaced, state):
    reading = series(ROWS, pd.Series(returned, days), against=pd.Series(displaced, days))
    assert state_of("crossover", "2017-12", reading) == state


@pytest.mark.parametrize("yes, state", [(True, HOLDS), (False, FAILS)])
@pytest.mark.parametrize("operator", ["=", "peak at", "decreasing"])
def test_answers_are_tested_alike_under_every_operator(operator, yes, state):
    assert state_of(operator, "2016-01", answer(ROWS, yes)) == state


def test_no_rows_or_no_value_is_no_answer():
    empty = [
        amount(NONE, 98, source="a"),
        amount(ROWS, float("nan")),
        date(ROWS, pd.NaT),
        members(NONE, ["a"], source="a"),
        answer(NONE, True, source="a"),
        ranking(NONE, pd.Series({"oil": 1}), source="a"),
        answer(ROWS, None, why="not published"),
    ]
    for reading in empty:
        assert state_of("=", "98", reading) == OPEN and reading.why


@pytest.mark.parametrize(
    "build, message",
    [
        (lambda: amount(ROWS, 5, 6, 7), "low <= value <= high"),
        (lambda: answer(ROWS, None), "must say why"),
        (lambda: amount(ROWS.drop(columns="publisher"), 5), "name its source"),
        (lambda: state_of("includes", "a", amount(ROWS, 5)), "no operator .* shape"),
        (lambda: judge(claim("=", "1"), [amount(ROWS, 1)], "sure"), "is not one of"),
        (lambda: judge(claim("=", "1"), [amount(ROWS, 1)], "none"), "brings some"),
        (lambda: judge(claim("=", "1"), [amount(ROWS, 1, own=True)], "independent"), "own word"),
        (lambda: operators.claimed_in_words(claim("<", "1")), "no operator .* kind"),
    ],
)
def test_what_does_not_fit_the_rule_is_refused_with_a_sentence(build, message):
    with pytest.raises(ClaimError, match=message):
        build()


# --- Steps 2 and 3: joining and deciding ----------------------------------------------------------


def made_of(text):
    """'yes no/own yes' -> parts split by '/', readings by space; 'half', 'may', 'low', 'open'."""
    made = {
        "yes": lambda **a: amount(ROWS, 3900, **a),
        "no": lambda **a: amount(ROWS, 9000, **a),
        "low": lambda **a: amount(ROWS, 100, **a),
        "half": lambda **a: amount(ROWS, 4160, **a),
        "may": lambda **a: amount(ROWS, 3900, 3000, 5000, **a),
        "open": lambda **a: amount(NONE, 1, source="a", **a),
    }
    return [
        made[word.removeprefix("own:")](part=str(part), own=word.startswith("own:"))
        for part, words in enumerate(text.split("/"))
        for word in words.split()
    ]


@pytest.mark.parametrize(
    "text, state",
    [
        ("open", OPEN),
        ("yes", HOLDS),
        ("yes open", HOLDS),
        ("yes yes", HOLDS),
        ("yes may", MAY),
        ("may", MAY),
        ("half half", HALF),
        ("no no", FAILS),
        ("no low", CLASH),
        ("yes no", CLASH),
        ("may no", CLASH),
        ("half no", CLASH),
        ("half yes", CLASH),
        ("own:yes", SAID),
        ("own:yes open", SAID),
        ("own:no", FAILS),
        ("own:yes no", CLASH),
        ("own:yes yes", HOLDS),
    ],
)
def test_readings_of_a_part_are_joined(text, state):
    assert rule.joined(operators.outcomes(claim("almost", "4000"), made_of(text))) == {"0": state}


DECIDED = [
    # readings, independence, verdict
    ("open", "none", NOT_CHECKABLE),
    ("open/open", "independent", NOT_CHECKABLE),
    ("yes", "independent", SUPPORTED),
    ("yes yes/yes", "independent", SUPPORTED),
    ("yes own:yes", "independent", SUPPORTED),
    ("yes", "mixed", CONSISTENT),
    ("may", "independent", CONSISTENT),
    ("yes/may", "independent", CONSISTENT),
    ("yes no", "independent", CONTESTED),
    ("own:yes no", "independent", CONTESTED),
    ("no low", "independent", CONTESTED),
    ("yes no/no", "independent", CONTESTED),
    ("no", "independent", CONTRADICTED),
    ("no/open", "independent", CONTRADICTED),
    ("own:no", "claimant", CONTRADICTED),
    ("own:yes", "claimant", ECHO),
    ("yes", "claimant", ECHO),
    ("own:yes open/open", "claimant", ECHO),
    ("own:yes/no", "independent", CONTRADICTED),
    ("own:yes/yes", "independent", PARTLY),
    ("half", "independent", PARTLY),
    ("yes/no", "independent", PARTLY),
    ("yes/open", "independent", PARTLY),
    ("may/no", "independent", PARTLY),
]


@pytest.mark.parametrize("text, independence, expected", DECIDED)
def test_parts_give_the_verdict(text, independence, expected):
    word, order = judge(claim("almost", "4000"), made_of(text), independence)
    assert word == expected
    assert rule.RULE.set_index("order").loc[order, "verdict"] == word  # the line that decided


def test_every_printed_line_of_the_rule_is_reached():
    reached = {
        judge(claim("almost", "4000"), made_of(text), independence)[1]
        for text, independence, _ in DECIDED
    }
    assert reached == set(rule.RULE["order"])
    assert set(rule.RULE["verdict"]) == set(rule.MARKS)


def test_every_printed_state_of_a_part_is_reached_by_its_own_line():
    lines = {(condition, state) for _, state, condition in rule._states(set(), set(), False)}
    assert lines == set(rule.PARTS[["condition", "state"]].itertuples(index=False, name=None))
    first = set()
    for text in ("open", "own:yes", "no low", "yes", "may", "half", "no", "yes no"):
        outcomes = operators.outcomes(claim("almost", "4000"), made_of(text))
        found = [o for _, o in outcomes if o.state != OPEN]
        own = all(r.own for r, o in outcomes if o.state != OPEN)
        lines = rule._states({o.state for o in found}, {o.side for o in found}, own)
        first.add(next(order for order, (fits, _, _) in enumerate(lines, 1) if fits))
    assert first == set(rule.PARTS["order"])


def test_the_printed_operators_are_the_code_and_state_its_tolerances():
    printed = {(row.operator, row.reads): row for row in operators.OPERATORS.itertuples()}
    assert set(printed) == set(operators._OPERATORS)
    for key, row in printed.items():
        assert row.meaning == operators._OPERATORS[key].meaning
        assert row.tolerance == operators._OPERATORS[key].tolerance
    for sign, share in (
        ("~", operators.ABOUT),
        ("almost", operators.NEAR),
        ("just over", operators.NEAR),
    ):
        assert f"{share:.0%}" in printed[sign, "number"].tolerance
        edge = 1 + (-share if sign == "almost" else share)
        value = 1000 * edge + (0.001 if sign == "almost" else -0.001)
        assert state_of(sign, "1000", amount(ROWS, value)) == HOLDS
        beyond = 1000 * edge + (-1 if sign == "almost" else 1)
        assert state_of(sign, "1000", amount(ROWS, beyond)) != HOLDS


def test_the_rule_covers_every_operator_and_kind_of_the_claims():
    covered = {
        (row.operator, kind)
        for row in operators.OPERATORS.itertuples()
        for kind in row.kinds.split(", ")
    }
    table = claims.claims()
    assert set(zip(table["operator"], table["kind"])) <= covered
    assert len(table) == 93
    for row in table.to_dict("records"):
        assert operators.claimed_in_words(row)


@pytest.mark.parametrize(
    "claim_id, words",
    [
        ("spread-01", "98%"),
        ("spread-02", "December 2017"),
        ("spread-04", "as stated"),
        ("spread-05", "about 10,000,000 people"),
        ("spread-06", "after 2003"),
        ("spread-07", "2011"),
        ("spread-12", "almost 4 years"),
        ("raqqa-04", "at least 3,250 people"),
        ("strikes-07", "peak in January 2016"),
        ("funding-01", "oil first"),
        ("refugees-07", "the change comes in December 2017"),
        ("casualties-06", "falling"),
        ("raqqa-07", "as stated"),
        ("strikes-03", "among them AUS, BEL, DNK, FRA, JOR, NLD and GBR"),
    ],
)
def test_claims_are_put_into_words(claim_id, words):
    assert operators.claimed_in_words(claims._claim(claim_id, read.load)) == words


def test_the_rule_serves_claims_of_the_other_chapters():
    """Cases as the evidence is expected to stand; later findings will compute them."""

    def word(claim_id, *made, independence="independent"):
        return judge(claims._claim(claim_id, read.load), made, independence)[0]

    yearly = pd.Series([20218, 17578, 16393, 13187], ["2014", "2015", "2016", "2017"])
    rising = pd.Series([3376, 1937, 4489, 5479], yearly.index)
    falls = -yearly.pct_change().dropna()
    attacks = ["BEL", "BGD", "DEU", "EGY", "FRA", "IDN", "TUR", "USA"]
    assert word("raqqa-03", amount(ROWS, 4160)) == PARTLY
    assert word("strikes-08", amount(ROWS, 1491)) == PARTLY
    assert word("refugees-01", amount(ROWS, 5_563_521), amount(ROWS, 6_310_498)) == CONTESTED
    assert word("refugees-03", amount(ROWS, 970_316)) == SUPPORTED
    assert word("casualties-01", amount(ROWS, 3298, own=True), amount(ROWS, 5479)) == SUPPORTED
    assert word("casualties-02", amount(ROWS, 6878, own=True), independence="claimant") == ECHO
    assert (
        word(
            "casualties-02", amount(ROWS, 6878, own=True), amount(ROWS, 4489), amount(ROWS, 16_393)
        )
        == CONTESTED
    )
    assert (
        word(
            "casualties-06",
            series(ROWS, yearly, part="falls"),
            answer(ROWS, (falls < 0.10).all(), part="slightly each year"),
        )
        == PARTLY
    )
    assert word("casualties-06", series(ROWS, yearly), series(ROWS, rising)) == CONTESTED
    assert (
        word(
            "strikes-07",
            series(ROWS, by_month(500, 510, 556, 549), 0.01, part="peak"),
            series(ROWS, by_month(510, 515, 567, 540), 0.01, part="peak"),
        )
        == CONSISTENT
    )
    assert (
        word(
            "strikes-07",
            series(ROWS, by_month(500, 510, 567, 549), part="peak"),
            answer(ROWS, False, part="rises steadily before"),
        )
        == PARTLY
    )
    assert word("reach-04", members(ROWS, attacks)) == PARTLY
    assert word("reach-04", members(ROWS, [*attacks, "FIN", "GBR"])) == SUPPORTED
    assert (
        word(
            "funding-01",
            ranking(ROWS, pd.Series({"oil": 1050, "taxes": 800})),
            ranking(ROWS, pd.Series({"oil": 100, "extortion": 600})),
        )
        == CONTESTED
    )
    assert (
        word("raqqa-07", answer(ROWS, True, part="2014"), answer(ROWS, True, part="2017"))
        == SUPPORTED
    )
    assert word("raqqa-09", answer(ROWS, None, why="no source counts it")) == NOT_CHECKABLE
