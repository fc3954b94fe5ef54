"""The claims on refugees: each verdict, what moves it, and numbers read by another route."""

import pandas as pd
import pytest
from altered import changed, check_words, lines, put

from helpers.judge import claims
from helpers.judge.rule import CONSISTENT, CONTESTED, CONTRADICTED, ECHO, PARTLY

VERDICTS = {
    "refugees-01": CONSISTENT,
    "refugees-02": CONSISTENT,
    "refugees-03": CONSISTENT,
    "refugees-04": CONTESTED,
    "refugees-05": ECHO,
    "refugees-06": ECHO,
    "refugees-07": ECHO,
}


def scale(column, factor, **where):
    """A change of one column by a factor."""
    return put(column, lambda old: (old.astype(float) * factor).round(), **where)


def test_all_claims_of_the_chapter_are_judged():
    assert list(claims.claims("refugees")["claim_id"]) == list(VERDICTS)


@pytest.mark.parametrize("claim_id", VERDICTS)
def test_verdict(claim_id):
    assert claims.verdict_of(claim_id) == VERDICTS[claim_id]


@pytest.mark.parametrize("claim_id", VERDICTS)
def test_a_finding_reads_well_and_names_who_was_quoted(claim_id):
    result = claims.finding(claim_id)
    assert result.readings and result.said_at
    check_words(result)


def test_refugees_worldwide_and_the_share_of_three():
    hosts = [
        row
        for row in lines("displaced_abroad")
        if (row["origin_iso3"], row["year"]) == ("SYR", "2017")
    ]
    world = sum(int(row["refugees"]) for row in hosts)
    three = sum(
        int(row["refugees"]) for row in hosts if row["asylum_iso3"] in {"TUR", "LBN", "JOR"}
    )
    best, portal = claims.finding("refugees-01").readings
    assert best.value == world == 6_310_498
    assert (portal.value, portal.own) == (5_563_521, True)
    share = claims.finding("refugees-02").readings[0]
    assert share.value == pytest.approx(100 * three / world) and round(share.value) == 80


def test_asylum_applications_by_three_ways():
    months = sum(int(row["applications"] or 0) for row in lines("asylum_monthly"))
    told, monthly, yearly = claims.finding("refugees-03").readings
    assert (told.value, monthly.value) == (970_316, months) and months == 954_345
    assert monthly.high - monthly.low == 4 * 74
    assert yearly.low < told.value < yearly.high
    caveat = claims.finding("refugees-03").caveat
    assert "1,177,914" in caveat and "884,461" in caveat and "November 2016" in caveat


def test_displaced_within_the_countries():
    assert [r.value for r in claims.finding("refugees-04").readings] == [6_150_005, 6_784_000, None]
    assert "in 2018, 2020 and 2021 it is lower" in claims.finding("refugees-04").caveat
    assert [r.value for r in claims.finding("refugees-05").readings] == [3_220_362, 2_965_316]
    values = [r.value for r in claims.finding("refugees-06").readings]
    assert values == [2_615_988, 2_615_988, 2_616_000]


def test_returns_of_2018_are_the_difference_of_iom_totals():
    iom = {row["date"]: int(row["returned"]) for row in lines("iom_iraq") if row["returned"]}
    assert iom["2018-12-31"] - iom["2017-12-31"] == 944_958
    caveat = claims.finding("refugees-05").caveat
    assert "is the difference between two of IOM's totals, 944,958" in caveat
    other = changed("displaced_yearly", put("returned_idps", 1, origin_iso3="IRQ", year=2018))
    assert "is not the difference" in claims.finding("refugees-05", other).caveat


def test_the_crossing_is_bracketed():
    result = claims.finding("refugees-07")
    assert "124,080 fewer" in result.evidence and "29 November 2017" in result.evidence
    assert "604,374 more on 31 December 2017" in result.evidence
    assert "the returned rise by 460,704 while the displaced fall by only 267,750" in result.caveat


@pytest.mark.parametrize(
    "claim_id, table, change, verdict",
    [
        ("refugees-01", "displaced_abroad", scale("refugees", 0.8, origin_iso3="SYR"), CONTESTED),
        ("refugees-02", "displaced_abroad", scale("refugees", 0.1, area="region"), CONTRADICTED),
        ("refugees-03", "asylum_monthly", scale("applications", 0.5), CONTESTED),
        (
            "refugees-04",
            "displaced_yearly",
            put("idps_idmc", 6_300_000, origin_iso3="SYR", year=2017),
            PARTLY,
        ),
        (
            "refugees-06",
            "iom_iraq",
            put("displaced", 3_000_000, date=pd.Timestamp("2017-12-31")),
            ECHO,
        ),
        ("refugees-07", "iom_iraq", put("returned", 100, dtm_round=88), CONTRADICTED),
    ],
)
def test_what_moves_a_verdict(claim_id, table, change, verdict):
    assert claims.verdict_of(claim_id, changed(table, change)) == verdict
