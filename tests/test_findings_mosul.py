"""Findings on Mosul: recomputed from the files by another route, and why each verdict stands."""

import pytest
from altered import changed, lines, put
from repository import ROOT

from helpers.judge import claims
from helpers.judge.rule import CONSISTENT, CONTESTED, NOT_CHECKABLE, PARTLY, SUPPORTED
from helpers.tables import read

CLAIMED = 1_000_000_000
VERDICTS = {
    "mosul-01": SUPPORTED,
    "mosul-02": CONSISTENT,
    "mosul-03": NOT_CHECKABLE,
    "mosul-04": SUPPORTED,
    "mosul-05": SUPPORTED,
    "mosul-06": SUPPORTED,
}


def city_sums():
    """Sums for the whole city by April 2018, not the article's, read line by line."""
    return sorted(
        float(line["value"])
        for line in lines("city_figures")
        if line["key"].startswith("mosul-rebuild-")
        and line["from_article"] != "true"
        and line["date"] < "2018-04"
    )


def without(keep, table="city_figures"):
    """A load() whose table has only the rows that `keep` keeps."""
    return changed(table, lambda rows: rows[keep(rows)])


@pytest.mark.parametrize("claim_id", VERDICTS)
def test_the_verdict(claim_id):
    assert claims.verdict_of(claim_id) == VERDICTS[claim_id]


@pytest.mark.parametrize("claim_id", VERDICTS)
def test_the_articles_own_rows_change_nothing(claim_id):
    own = claims.finding(claim_id)
    other = claims.finding(claim_id, without(lambda rows: ~rows["from_article"]))
    assert (own.readings, own.evidence) == (other.readings, other.evidence)


@pytest.mark.parametrize(
    ("claim_id", "key"), [("mosul-01", "mosul-falls"), ("mosul-02", "mosul-retaken")]
)
def test_the_days(claim_id, key):
    (reading,) = claims.finding(claim_id).readings
    (line,) = (line for line in lines("key_dates") if line["key"] == key)
    assert f"{reading.value[0]:%Y-%m-%d}" == line["date"]


def test_the_end_has_another_day_in_the_same_month():
    (reading,) = claims.finding("mosul-02").readings
    assert reading.low < reading.value[0]
    assert reading.low.month == reading.high.month == 7


def test_the_sums_of_others_are_all_of_the_city_and_all_higher():
    readings = claims.finding("mosul-05").readings
    assert [reading.value for reading in readings] == city_sums()
    assert min(city_sums()) > CLAIMED


def test_sums_of_others_stand_beside_what_one_official_said():
    readings = claims.finding("mosul-03").readings
    assert sorted(reading.value for reading in readings) == [CLAIMED, *city_sums()]
    assert all(reading.beside for reading in readings)
    nobody = without(lambda rows: rows["measure"] != "repair of basic services")
    assert claims.verdict_of("mosul-03", nobody) == NOT_CHECKABLE


def test_a_sum_of_others_below_the_claim_would_make_it_contested():
    def load(name):
        rows = read.load(name)
        if name != "city_figures":
            return rows
        less = rows["key"] == "mosul-rebuild-government-2018"
        return rows.assign(value=rows["value"].mask(less, CLAIMED / 2))

    assert claims.verdict_of("mosul-05", load) == CONTESTED


@pytest.mark.parametrize(
    "part", ["the highest commander there", "he presses for peace with Sunnis"]
)
def test_the_commander_is_judged_by_what_a_person_read(part):
    other = changed("claim_answers", put("answer", "no", claim_id="mosul-04", part=part))
    assert claims.verdict_of("mosul-04", other) == PARTLY


def test_sums_in_the_text_are_those_of_the_table():
    text = claims.finding("mosul-05").evidence
    assert [value for value in city_sums() if f"{value / 1e9:g} billion" not in text] == []


def test_the_first_day_under_the_group_is_counted():
    rows = read.load("ucdp_city_events").query("area == 'Mosul' and scope == 'city'")
    days = (rows["date_start"] >= "2014-06-10") & (rows["date_end"] < "2016-10-17")
    assert rows.loc[days, "deaths_best"].sum() == 3_016
    assert rows.loc[days, "deaths_civilians"].sum() == 1_548
    page = (ROOT / "notebooks" / "mosul.ipynb").read_text(encoding="utf-8")
    assert "3,016" in page and "1,548" in page and "2,328" not in page
