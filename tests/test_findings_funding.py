"""The claims on money: each verdict, what moves it, and that the article is no witness."""

import math

import pandas as pd
import pytest
from altered import changed, check_words, put, without_the_article

from helpers.judge import claims
from helpers.judge.findings import funding as found
from helpers.judge.rule import CONSISTENT, CONTESTED, CONTRADICTED, ECHO, PARTLY, SUPPORTED, judge
from helpers.tables import read
from helpers.topics import funding

VERDICTS = {
    "funding-01": CONTESTED,
    "funding-02": CONTESTED,
    "funding-03": CONSISTENT,
    "funding-04": PARTLY,
    "funding-05": PARTLY,
    "funding-06": CONSISTENT,
    "funding-07": SUPPORTED,
    "funding-08": PARTLY,
    "funding-09": CONSISTENT,
    "funding-10": PARTLY,
}


def parts(claim_id, load=read.load):
    """The state of each part of a claim."""
    table = claims.working(claim_id, load)
    return dict(zip(table["part"], table["part_state"]))


def test_all_claims_of_the_chapter_are_judged():
    assert list(claims.claims("funding")["claim_id"]) == list(VERDICTS)


@pytest.mark.parametrize("claim_id", VERDICTS)
def test_verdict(claim_id):
    assert claims.verdict_of(claim_id) == VERDICTS[claim_id]


@pytest.mark.parametrize("claim_id", VERDICTS)
def test_a_finding_reads_well(claim_id):
    result = claims.finding(claim_id)
    assert result.readings
    check_words(result)


@pytest.mark.parametrize("claim_id", VERDICTS)
def test_numbers_of_the_article_change_nothing(claim_id):
    assert claims.finding(claim_id, without_the_article) == claims.finding(claim_id)


def test_who_has_oil_first():
    tests = claims.working("funding-01").set_index("source")["test"]
    holds = [source for source, state in tests.items() if state == "holds"]
    assert [source.split(",")[0] for source in holds] == ["CAT", "US Treasury"]
    assert (tests == "fails").sum() == 4


def test_oil_is_first_for_all_where_each_says_so():
    oil = put(["low_usd_m", "high_usd_m"], 4_000.0, category="oil")
    budget = put("share_pct", 60.0, category="oil and gas")

    def load(name):
        change = {"revenue_estimates": oil, "deir_ez_zor_budget": budget}.get(name, lambda t: t)
        return change(read.load(name).copy())

    assert claims.verdict_of("funding-01", load) == SUPPORTED


def test_the_parts_of_the_fall_of_oil():
    assert parts("funding-02") | {"verdict": ""} == {
        "income from oil fell": "may hold",
        "less oil, not the price alone": "holds",
        "after oil fields were lost": "sources disagree",
        "after strikes on oil": "holds",
        "verdict": "",
    }


def test_an_output_that_rises_parts_the_price_from_the_barrels():
    more = put(
        ["low_bpd", "high_bpd"], 60_000, publisher="World Bank", start=pd.Timestamp("2016-01-01")
    )
    states = parts("funding-02", changed("oil_output", more))
    assert states["less oil, not the price alone"] == "sources disagree"


def test_falls_of_oil_by_hand():
    evidence = claims.finding("funding-02").evidence
    assert "Output was down by 38% before" in claims.finding("funding-02").caveat
    assert round(1_000 * (1 - 35_000 / 56_000)) == 375
    assert "CAT by 43%" in evidence and round(100 * (1 - 600 / 1_051)) == 43
    assert "IHS by 93%" in evidence and round(100 * (1 - 4.15 / 60)) == 93
    assert "US Treasury by 54%" in evidence and round(100 * (1 - 250 / 540)) == 54
    assert "Coalition by 63%" in evidence and math.floor(1000 * (1 - 180 / 480)) == 625


def test_no_town_of_deir_ez_zor_was_lost_before_the_last_estimate():
    towns = read.load("towns")
    first = towns.loc[towns["governorate_pcode"] == "SY09", "end"].min()
    assert first == pd.Timestamp("2017-10-14")
    assert "before October 2017" in claims.finding("funding-02").caveat


@pytest.mark.parametrize(
    "claim_id, table, change, verdict",
    [
        ("funding-02", "towns", lambda table: table[table["place"] != "Qayyarah"], CONTESTED),
        (
            "funding-03",
            "revenue_estimates",
            put(
                ["low_usd_m", "high_usd_m"],
                50.0,
                publisher="IHS",
                start=pd.Timestamp("2017-04-01"),
                category="taxes and confiscation",
            ),
            CONTRADICTED,
        ),
        (
            "funding-03",
            "key_dates",
            put("date", pd.Timestamp("2015-10-01"), key="mosul-battle"),
            CONTESTED,
        ),
        (
            "funding-04",
            "revenue_estimates",
            put(
                "high_usd_m", 600.0, category="looting and fines", start=pd.Timestamp("2015-01-01")
            ),
            PARTLY,
        ),
        (
            "funding-04",
            "revenue_estimates",
            put(
                ["low_usd_m", "high_usd_m"],
                1_200.0,
                category="looting and fines",
                start=pd.Timestamp("2016-01-01"),
            ),
            CONTRADICTED,
        ),
        (
            "funding-06",
            "area_claims",
            put("value", 95_000, publisher="RAND (2017)", measure="area_km2"),
            CONTESTED,
        ),
    ],
)
def test_what_moves_a_verdict(claim_id, table, change, verdict):
    assert claims.verdict_of(claim_id, changed(table, change)) == verdict


def test_the_authors_of_the_study_make_the_claim_on_oil_contested():
    claim = claims.claims("funding").set_index("claim_id", drop=False).loc["funding-02"]
    readings = claims.finding("funding-02").readings
    rest = [reading for reading in readings if "Princeton University" not in reading.source]
    assert len(rest) == len(readings) - 1
    assert judge(claim, readings, "mixed")[0] == CONTESTED
    assert judge(claim, rest, "mixed")[0] == CONSISTENT


def test_with_all_publishers_counted_the_claim_on_taxes_is_contested():
    early = changed("key_dates", put("date", pd.Timestamp("2014-01-01"), key="mosul-battle"))
    assert all(reading.value for reading in claims.finding("funding-03", early).readings)
    assert claims.verdict_of("funding-03", early) == CONTESTED


def test_without_other_publishers_the_main_factor_is_an_echo():
    def load(name):
        frame = read.load(name)
        if name == "claim_judgements":
            return put("independence", "claimant", claim_id="funding-06")(frame.copy())
        return frame

    assert claims.verdict_of("funding-06", load) == ECHO


def test_land_by_hand():
    ihs, other = claims.finding("funding-06").readings[1:]
    values = {name: (low, high) for name, low, _, high in ihs.value}
    assert values["territory"] == pytest.approx(
        (
            (16 / 81) / (36_200 / 82_940) * (1 - 36_200 / 82_940) / (1 - 16 / 81),
            (1 - 36_200 / 90_800) / (1 - 16 / 81),
        )
    )
    least, most = values["all else"]
    assert (1 - most, 1 - least) == pytest.approx(values["territory"])
    assert ihs.own and not other.own


def test_only_ihs_reaches_the_battle_of_mosul():
    readings = {r.source.split(",")[0]: r for r in claims.finding("funding-03").readings}
    answered = [name for name, reading in readings.items() if reading.value is not None]
    assert answered == ["IHS"] and set(readings) == {"CAT", "ICSR/EY", "IHS", "US Treasury"}
    assert all("battle of Mosul" in readings[name].why for name in readings if name != "IHS")


def test_estimates_that_overlap_in_time_become_one_range():
    oil = funding.yearly().query("publisher == 'US Treasury' and category == 'oil'")
    joined = found._apart(oil[oil["bound"] == "range"])
    assert joined["low"].tolist() == [360, 500, 250]
    assert joined["high"].tolist() == [720, 500, 250]


def test_a_source_is_named_with_the_page_it_was_read_on():
    rows = pd.DataFrame(
        {
            "publisher": ["CAT", "FATF", "IHS"],
            "source_publisher": ["CGTN America", "FATF", "IHS Markit release, printed by a paper"],
        }
    )
    assert found._cited(rows)["source_publisher"].tolist() == [
        "CAT, in CGTN America",
        "FATF",
        "IHS Markit release, printed by a paper",
    ]
