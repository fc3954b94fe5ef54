"""Findings on Raqqa: recomputed from the files by another route, and why each verdict stands."""

import math

import pandas as pd
import pytest
from altered import changed, lines, put

from helpers.judge import claims
from helpers.judge.rule import CONSISTENT, CONTRADICTED, PARTLY, SUPPORTED
from helpers.tables.read import data_folder

VERDICTS = {
    "raqqa-01": CONSISTENT,
    "raqqa-02": SUPPORTED,
    "raqqa-03": CONSISTENT,
    "raqqa-04": CONSISTENT,
    "raqqa-05": CONSISTENT,
    "raqqa-06": CONSISTENT,
    "raqqa-07": SUPPORTED,
    "raqqa-08": PARTLY,
    "raqqa-09": SUPPORTED,
    "raqqa-10": SUPPORTED,
    "raqqa-11": SUPPORTED,
    "raqqa-12": CONSISTENT,
}
BATTLE = ("2017-06-06", "2017-10-20")


def town(**wanted):
    """UCDP's events in the town that begin in the battle."""
    return [
        line
        for line in lines("ucdp_city_events")
        if line["area"] == "Raqqa"
        and line["scope"] == "city"
        and BATTLE[0] <= line["date_start"] <= BATTLE[1]
        and all(line[name] == value for name, value in wanted.items())
    ]


def total(rows, column):
    return sum(int(row[column]) for row in rows)


def reading(claim_id, start):
    """The reading of a claim whose source begins with some words."""
    found = claims.finding(claim_id).readings
    return next(one for one in found if one.source.startswith(start))


@pytest.mark.parametrize("claim_id", VERDICTS)
def test_the_verdict(claim_id):
    assert claims.verdict_of(claim_id) == VERDICTS[claim_id]


@pytest.mark.parametrize("claim_id", VERDICTS)
def test_the_articles_own_rows_change_nothing(claim_id):
    without = changed("city_figures", lambda rows: rows[~rows["from_article"]])
    own, other = claims.finding(claim_id), claims.finding(claim_id, without)
    assert (own.readings, own.evidence) == (other.readings, other.evidence)


def test_strikes_are_those_of_releases_from_the_second_day_to_the_day_after_the_last():
    named = [
        line
        for line in lines("strikes_near_raqqa")
        if "2017-06-07" <= line["release_date"] <= "2017-10-21"
    ]
    (found,) = claims.finding("raqqa-03").readings
    assert found.value == total(named, "strikes") == 4_159


def test_fewer_strikes_would_be_almost_as_claimed():
    fewer = changed(
        "strikes_near_raqqa",
        lambda rows: rows.assign(strikes=(rows["strikes"] * 0.95).astype("int64")),
    )
    assert claims.verdict_of("raqqa-03", fewer) == CONSISTENT


def test_deaths_are_those_of_events_that_begin_in_the_battle():
    found = reading("raqqa-04", "Uppsala")
    rows = town()
    assert (found.low, found.value, found.high) == (
        total(rows, "deaths_low"),
        total(rows, "deaths_best"),
        total(rows, "deaths_high"),
    )
    assert (found.low, found.value, found.high) == (4_002, 4_159, 5_083)
    assert reading("raqqa-05", "Uppsala").value == total(rows, "deaths_civilians") == 2_042


def test_what_does_not_cite_the_observatory_cites_airwars():
    apart = town(cites_sohr="false")
    assert total(apart, "deaths_best") == 825
    assert {row["cites_airwars"] for row in apart} == {"true"}
    for claim_id in ("raqqa-04", "raqqa-05"):
        assert "all of these events cite Airwars" in claims.finding(claim_id).caveat


def test_the_observatory_alone_would_be_an_echo_of_itself():
    none = changed(
        "ucdp_city_events",
        lambda rows: rows.assign(deaths_low=1_000, deaths_best=1_000, deaths_high=1_000).head(0),
    )
    states = {one.source.split()[0]: one.own for one in claims.finding("raqqa-04").readings}
    assert states == {"AFP": True, "Uppsala": False}
    with pytest.raises(ValueError):  # no event, no summary event: nothing to say
        claims.finding("raqqa-04", none)


def lowered(rows, value, key):
    """City figures with another value in one row."""
    return rows.assign(value=rows["value"].mask(rows["key"] == key, value))


def test_a_lower_count_would_contradict_that_others_are_higher():
    monitors = {"key": "raqqa-civilians-monitors-2017-10"}
    lower = changed("city_figures", lambda rows: lowered(rows, 1_000, **monitors))
    assert claims.verdict_of("raqqa-08", lower) == CONTRADICTED


def test_damage_round_the_two_places_by_plain_distance():
    points = pd.read_csv(data_folder() / "cities/raqqa_damage.csv")
    for line in lines("raqqa_landmarks"):
        lat, lon = float(line["lat"]), float(line["lon"])
        east = (points["lon"] - lon) * 111_449 * math.cos(math.radians(lat))
        near = ((points["lat"] - lat) * 110_960) ** 2 + east**2 <= 500**2
        for image in ("2014_02_12", "2017_10_21"):
            seen = points[f"class_{image}"].isin(["destroyed", "severe", "moderate"])
            count = int((near & seen).sum())
            told = claims.finding("raqqa-07").evidence
            assert any(
                f"{n} and then" in told or f"{n} sites" in told for n in range(count - 1, count + 2)
            ), (line["key"], image, count)


def test_the_displaced_are_counted_from_before_the_assault():
    (un,) = (
        line for line in lines("city_figures") if line["key"] == "raqqa-displaced-unhcr-2017-10"
    )
    assert un["start"] < BATTLE[0] and un["value"] == "270000"
    assert "66 days before the assault" in claims.finding("raqqa-06").caveat
    assert reading("raqqa-06", "Storyful, quoting a briefing").value == 254_000


def test_the_founders_are_those_a_person_read():
    other = changed("claim_answers", put("answer", "no", claim_id="raqqa-02"))
    assert claims.verdict_of("raqqa-02", other) == PARTLY


def test_each_part_of_the_last_claim_can_fail():
    def late(rows):
        day = rows["date"].where(rows["key"] != "raqqa-mine-clearance", pd.Timestamp("2019-01-01"))
        return rows.assign(date=day)

    assert claims.verdict_of("raqqa-09", changed("key_dates", late)) == PARTLY
