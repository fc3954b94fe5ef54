"""The claims on global reach: each verdict, what moves it, key numbers by another route."""

import math

import pytest
from altered import changed, check_words, lines, put

from helpers.judge import claims
from helpers.judge.rule import CONSISTENT, CONTESTED, CONTRADICTED, ECHO, PARTLY, SUPPORTED
from helpers.tables import read
from helpers.topics import reach

VERDICTS = {
    "reach-02": ECHO,
    "reach-03": ECHO,
    "reach-04": PARTLY,
    "reach-05": SUPPORTED,
    "reach-06": CONSISTENT,
    "reach-07": CONSISTENT,
    "reach-08": ECHO,
    "reach-09": SUPPORTED,
}


def test_all_claims_of_the_chapter_are_judged():
    assert list(claims.claims("global-reach")["claim_id"]) == list(VERDICTS)


@pytest.mark.parametrize("claim_id", VERDICTS)
def test_verdict(claim_id):
    assert claims.verdict_of(claim_id) == VERDICTS[claim_id]


@pytest.mark.parametrize("claim_id", VERDICTS)
def test_a_finding_reads_well_and_names_who_was_quoted(claim_id):
    result = claims.finding(claim_id)
    said_by = claims.claims("global-reach").set_index("claim_id").loc[claim_id, "attributed_to"]
    assert result.readings and (result.said_at or said_by == "article")
    check_words(result)


@pytest.mark.parametrize(
    "claim_id, table, change, verdict",
    [
        ("reach-04", "claimed_attacks", put("status", "claimed", iso3="FIN"), SUPPORTED),
        ("reach-05", "claimed_attacks", put("status", "no claim", iso3="GBR"), CONTRADICTED),
        (
            "reach-06",
            "fighters_totals",
            put(
                ["low", "high"],
                15_000,
                as_of="2015-12",
                counted_by="Soufan",
                measure="ever travelled",
            ),
            CONTESTED,
        ),
        (
            "reach-07",
            "fighters_quoted",
            put(["low", "high"], 700, estimate="Soufan 2017", iso3="GBR"),
            CONTESTED,
        ),
    ],
)
def test_what_moves_a_verdict(claim_id, table, change, verdict):
    assert claims.verdict_of(claim_id, changed(table, change)) == verdict


def test_a_claim_of_attacks_in_bangladesh_is_disputed_not_missing():
    (reading,) = claims.finding("reach-04").readings
    assert reading.low == ("BGD",) and "BGD" in reading.value and "FIN" not in reading.value


def test_counts_by_another_route():
    presence = lines("is_presence")
    in_2016 = {row["iso3"] for row in presence if row["year"] == "2016"}
    assert len(in_2016) == 24
    assert f"in {len(in_2016)} countries" in claims.finding("reach-02").caveat
    uk = [
        row
        for row in lines("claimed_attacks")
        if row["iso3"] == "GBR" and row["date"].startswith("2017") and row["status"] == "claimed"
    ]
    assert claims.finding("reach-05").readings[0].value == len(uk) == 4


def test_rates_by_another_route():
    soufan, icct = claims.finding("reach-06").readings
    before, after = (entry[2] for entry in soufan.value)
    assert before == pytest.approx(12_000 / 39, abs=0.1)  # March 2011 to June 2014
    assert soufan.value[1][1] == pytest.approx((27_000 - 12_000) / 18)
    assert soufan.value[1][3] == pytest.approx((31_000 - 12_000) / 18)
    assert after > 2 * before
    steps = [entry[2] * 12 for entry in icct.value]
    assert steps[1:3] == [pytest.approx(5_000), pytest.approx(9_500)]


def test_mi5_said_at_least():
    (reading,) = claims.finding("reach-08").readings
    assert (reading.low, reading.high, reading.own) == (130, math.inf, True)


def test_words_of_is_count_as_claims_and_nothing_else():
    assert set(reach.SAID_BY_IS) == {"claimed", "disputed"}
    assert set(read.load("claimed_attacks")["status"]) > set(reach.SAID_BY_IS)


def test_the_working_of_every_claim_can_be_printed():
    steps = {claim_id: claims.working(claim_id) for claim_id in VERDICTS}
    assert {key: table["part_state"].iloc[-1] for key, table in steps.items()} == VERDICTS
    assert steps["reach-08"]["found"].iloc[0] == "at least 130"  # no upper end
