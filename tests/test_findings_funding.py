"""The claims on money: each verdict, what moves it, and that the article is no witness."""

import math

import pandas as pd
import pytest

from helpers import claims, data, funding
from helpers.findings import funding as found
from helpers.rule import CONSISTENT, CONTESTED, CONTRADICTED, ECHO, PARTLY, SUPPORTED

VERDICTS = {
    "funding-01": CONTESTED,
    "funding-02": CONTESTED,
    "funding-03": CONSISTENT,
    "funding-04": SUPPORTED,
    "funding-05": PARTLY,
    "funding-06": CONSISTENT,
}


def changed(name, change):
    """A load() that gives one table changed."""

    def load(table):
        frame = data.load(table)
        return change(frame.copy()) if table == name else frame

    return load


def put(column, value, **where):
    """A change of one column in the rows where the others have these values."""

    def change(frame):
        rows = pd.Series(True, index=frame.index)
        for key, wanted in where.items():
            rows &= frame[key] == wanted
        assert rows.any()
        frame.loc[rows, column] = value
        return frame

    return change


def parts(claim_id, load=data.load):
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
    for sentence in (result.evidence, result.caveat, result.reason):
        assert sentence[0].isupper() and sentence.endswith(".")
        assert "nan" not in sentence.lower().split() and "NaT" not in sentence


@pytest.mark.parametrize("claim_id", VERDICTS)
def test_numbers_of_the_article_change_nothing(claim_id):
    def without(name):
        frame = data.load(name)
        return frame[~frame["from_article"]] if "from_article" in frame else frame

    assert claims.finding(claim_id, without) == claims.finding(claim_id)


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
        return change(data.load(name).copy())

    assert claims.verdict_of("funding-01", load) == SUPPORTED


def test_the_parts_of_the_fall_of_oil():
    assert parts("funding-02") | {"verdict": ""} == {
        "income from oil fell": "may hold", "less oil, not the price alone": "holds",
        "after oil fields were lost": "sources disagree", "verdict": ""}


def test_an_output_that_rises_parts_the_price_from_the_barrels():
    more = put(["low_bpd", "high_bpd"], 60_000, publisher="World Bank",
               start=pd.Timestamp("2016-01-01"))
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
    towns = data.load("towns")
    first = towns.loc[towns["governorate_pcode"] == "SY09", "end"].min()
    assert first == pd.Timestamp("2017-10-14")
    assert "before October 2017" in claims.finding("funding-02").caveat


@pytest.mark.parametrize("claim_id, table, change, verdict", [
    ("funding-02", "towns", put("end", pd.Timestamp("2014-08-01"), place="Qayyarah"), CONSISTENT),
    ("funding-03", "revenue_estimates", put(["low_usd_m", "high_usd_m"], 50.0, publisher="IHS",
                                            start=pd.Timestamp("2017-04-01"),
                                            category="taxes and confiscation"), CONTRADICTED),
    ("funding-03", "key_dates", put("date", pd.Timestamp("2015-10-01"), key="mosul-battle"),
     CONTESTED),
    ("funding-04", "revenue_estimates", put("high_usd_m", 600.0, category="looting and fines",
                                            start=pd.Timestamp("2015-01-01")), CONSISTENT),
    ("funding-04", "revenue_estimates", put(["low_usd_m", "high_usd_m"], 1_200.0,
                                            category="looting and fines",
                                            start=pd.Timestamp("2016-01-01")), CONTRADICTED),
    ("funding-06", "area_claims", put("value", 95_000, publisher="RAND (2017)",
                                      measure="area_km2"), CONTESTED),
])
def test_what_moves_a_verdict(claim_id, table, change, verdict):
    assert claims.verdict_of(claim_id, changed(table, change)) == verdict


def test_without_other_publishers_the_main_factor_is_an_echo():
    def load(name):
        frame = data.load(name)
        if name == "claim_judgements":
            return put("independence", "claimant", claim_id="funding-06")(frame.copy())
        return frame

    assert claims.verdict_of("funding-06", load) == ECHO


def test_land_by_hand():
    ihs, other = claims.finding("funding-06").readings[1:]
    values = {name: (low, high) for name, low, _, high in ihs.value}
    assert values["territory"] == pytest.approx((
        (16 / 81) / (36_200 / 82_940) * (1 - 36_200 / 82_940) / (1 - 16 / 81),
        (1 - 36_200 / 90_800) / (1 - 16 / 81)))
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
    rows = pd.DataFrame({
        "publisher": ["CAT", "FATF", "IHS"],
        "source_publisher": ["CGTN America", "FATF", "IHS Markit release, printed by a paper"]})
    assert found._cited(rows)["source_publisher"].tolist() == [
        "CAT, in CGTN America", "FATF", "IHS Markit release, printed by a paper"]
