"""The claims on the dead: each verdict, what moves it, and that the article is no witness."""

import pandas as pd
import pytest
from altered import changed, check_words, put, without_the_article

from helpers.judge import claims
from helpers.judge.rule import CONSISTENT, CONTESTED, CONTRADICTED, ECHO, PARTLY, SUPPORTED
from helpers.tables import read

VERDICTS = {
    "casualties-01": SUPPORTED,
    "casualties-02": ECHO,
    "casualties-03": ECHO,
    "casualties-04": ECHO,
    "casualties-05": ECHO,
    "casualties-06": PARTLY,
    "casualties-07": CONSISTENT,
    "casualties-08": CONSISTENT,
    "casualties-09": ECHO,
    "casualties-10": ECHO,
    "casualties-11": SUPPORTED,
    "casualties-12": SUPPORTED,
    "casualties-13": SUPPORTED,
    "casualties-14": ECHO,
}


def numbers(claim_id, load=read.load):
    return [(r.value, r.own) for r in claims.finding(claim_id, load).readings]


def test_all_claims_of_the_chapter_are_judged():
    assert list(claims.claims("casualties")["claim_id"]) == list(VERDICTS)


@pytest.mark.parametrize("claim_id", VERDICTS)
def test_verdict(claim_id):
    assert claims.verdict_of(claim_id) == VERDICTS[claim_id]


@pytest.mark.parametrize("claim_id", VERDICTS)
def test_a_finding_reads_well_and_names_who_was_quoted(claim_id):
    result = claims.finding(claim_id)
    assert result.readings and result.said_at
    check_words(result)


@pytest.mark.parametrize(
    "claim_id, expected",
    [
        ("casualties-01", [(3_298, True), (5_479, False), (7_708, False)]),
        ("casualties-02", [(6_878, True), (4_489, False), (16_393, False)]),
        ("casualties-04", [(20_218, True), (12_282, False), (3_376, False)]),
        ("casualties-05", [(13_183, True), (3_298, False), (5_479, False)]),
        ("casualties-07", [(353_935, True), (365_252, False)]),
        ("casualties-08", [(106_390, True), (111_521, False)]),
        ("casualties-09", [(157_065, True)]),
        ("casualties-10", [(157_065, True)]),
    ],
)
def test_numbers_read(claim_id, expected):
    assert numbers(claim_id) == expected


def test_other_estimates_are_told_with_what_they_are_of():
    caveat = claims.finding("casualties-10").caveat
    assert "470,000 in February 2016, for all deaths caused by the war" in caveat
    assert (
        "306,887, for civilians alone and for ten years; 143,350 of these are on a list" in caveat
    )


def test_the_years_of_iraq_body_count_nearly_make_its_total():
    own, un, ucdp = claims.finding("casualties-03").readings
    assert (own.low, own.high) == (67_372, 69_190) and own.low <= 68_260 <= own.high
    assert (un.value, ucdp.low, ucdp.high) == (30_183, 15_281, 15_495)


def test_a_narrower_count_bears_out_a_minimum_only_where_it_is_higher():
    fewer = changed("ucdp_country_year", put("deaths_civilians", 3_000, country="Iraq", year=2017))
    ucdp = claims.finding("casualties-01", fewer).readings[1]
    assert ucdp.beside and not claims.finding("casualties-01").readings[1].beside


@pytest.mark.parametrize(
    "claim_id, table, change, verdict",
    [
        ("casualties-04", "ibc_annual", put("civilians_killed", 19_000, year=2014), CONTRADICTED),
        ("casualties-05", "ibc_annual", put("civilians_killed", 9_000, year=2017), CONTRADICTED),
        (
            "casualties-07",
            "ucdp_country_year",
            put(["deaths_low", "deaths_best", "deaths_high"], 9_000, country="Syria", year=2014),
            CONTESTED,
        ),
        (
            "casualties-08",
            "ucdp_country_year",
            put("deaths_civilians", 18_066 - 5_521, country="Syria", year=2014),
            CONSISTENT,
        ),
        (
            "casualties-11",
            "syria_toll_milestones",
            put("date", pd.Timestamp("2018-03-05"), counter="UN"),
            PARTLY,
        ),
    ],
)
def test_what_moves_a_verdict(claim_id, table, change, verdict):
    assert claims.verdict_of(claim_id, changed(table, change)) == verdict


@pytest.mark.parametrize("claim_id", VERDICTS)
def test_numbers_of_the_article_change_nothing(claim_id):
    assert claims.finding(claim_id, without_the_article) == claims.finding(claim_id)
