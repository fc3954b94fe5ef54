"""Claims that pages and single tables judge: one number of each by another route, what moves it."""

import datetime as dt

import pandas as pd
import pytest
from altered import changed, check_words, lines, put

from helpers.judge import claims
from helpers.judge.evidence import page_answers
from helpers.judge.readings import ClaimError
from helpers.judge.rule import CONTESTED, CONTRADICTED, ECHO, NOT_CHECKABLE, PARTLY, SUPPORTED
from helpers.sentences import number
from helpers.tables import read

SPREAD = {
    "spread-16": SUPPORTED,
    "spread-17": PARTLY,
    "spread-18": SUPPORTED,
    "spread-19": SUPPORTED,
}


def said(claim_id, column="evidence"):
    return getattr(claims.finding(claim_id), column)


def days_apart(first, second):
    dates = {line["key"]: dt.date.fromisoformat(line["date"]) for line in lines("key_dates")}
    return (dates[second] - dates[first]).days


def fields(**wanted):
    return [
        line
        for line in lines("oil_gas_fields")
        if all(line[name] in value for name, value in wanted.items())
    ]


@pytest.mark.parametrize("claim_id", SPREAD)
def test_the_verdict(claim_id):
    assert claims.verdict_of(claim_id) == SPREAD[claim_id]


@pytest.mark.parametrize("claim_id", SPREAD)
def test_a_finding_reads_well(claim_id):
    check_words(claims.finding(claim_id))


# --- Yazidis, insurgency, land of the Kurds -------------------------------------------------------


def test_the_survey_is_far_above_the_events():
    (reading,) = claims.finding("spread-16").readings
    killed, kidnapped, both = ((int(line["value"]), line) for line in lines("yazidi_survey"))
    assert killed[0] + kidnapped[0] == both[0] == reading.value
    assert (reading.low, reading.high) == (int(both[1]["low"]), int(both[1]["high"]))
    events = [
        int(line["deaths_best"])
        for line in lines("ucdp_is_events")
        if "2014-08-03" <= line["date_start"] <= "2014-08-15"
        and abs(float(line["lat"]) - 36.32) < 0.2
        and abs(float(line["lon"]) - 41.88) < 0.25
    ]
    assert sum(events) == 600 and f"UCDP counts {number(sum(events))} dead" in said(
        "spread-16", "caveat"
    )


def test_a_survey_below_two_thousand_would_contradict():
    few = changed("yazidi_survey", lambda rows: rows.assign(low=1, value=1_000, high=1_999))
    assert claims.verdict_of("spread-16", few) == CONTRADICTED


def fights_of_the_group():
    """UCDP's deaths by year in fights with the government and in attacks on civilians, by hand."""
    deaths = {}
    for line in lines("ucdp_dyad_year"):
        sides = {line["side_a"], line["side_b"]}
        if "IS" in sides and sides & {"Government of Iraq", "Civilians"}:
            if line["in_iraq"] == "true":
                year = int(line["year"])
                deaths[year] = deaths.get(year, 0) + int(line["deaths_best"])
    return deaths


def test_deaths_before_and_after_the_withdrawal():
    deaths = fights_of_the_group()
    before, after = (sum(deaths[year] for year in pair) for pair in ((2009, 2010), (2012, 2013)))
    assert before < after
    assert f"counts {number(before)} deaths" in said("spread-17")
    assert f"after, {number(after)}." in said("spread-17")


def test_that_the_group_grew_after_the_withdrawal_can_fail():
    later = put("date", pd.Timestamp("2007-12-18"), key="us-leaves-iraq")
    table = claims.working("spread-17", changed("key_dates", later)).set_index("part")
    assert table.loc["it grew once the troops had left", "test"] == "fails"


def test_the_group_leads_each_year_of_the_insurgency():
    most = {}
    for line in lines("ucdp_dyad_year"):
        year = int(line["year"])
        if line["side_a"] == "Government of Iraq" and line["type_of_violence"] == "state-based":
            if 2004 <= year <= 2011:
                most[year] = max(
                    most.get(year, (0, "")), (int(line["deaths_best"]), line["side_b"])
                )
    assert {side for _, side in most.values()} == {"IS"} and len(most) == 8
    assert "in eight of eight years from 2004 to 2011" in said("spread-18")
    other = changed("ucdp_dyad_year", put("is_side", False, year=2006))
    assert claims.verdict_of("spread-18", other) == CONTESTED


def test_places_that_the_kurds_took_from_the_group():
    places = {
        line["place"]
        for line in lines("towns")
        if line["country"] == "Iraq" and line["lost_to_actor"] == "kurdish_sdf"
    }
    assert all(place in said("spread-19") for place in places) and "Sinjar" in places
    assert "Kirkuk" not in {line["place"] for line in lines("towns")}


# --- What a person read on pages ------------------------------------------------------------------


@pytest.mark.parametrize(
    "claim_id, verdict",
    [
        ("spread-19", CONTESTED),
        ("raqqa-10", CONTRADICTED),
        ("raqqa-11", CONTRADICTED),
        ("raqqa-12", CONTRADICTED),
        ("mosul-06", CONTRADICTED),
        ("casualties-13", PARTLY),
        ("strikes-14", PARTLY),
        ("strikes-15", CONTRADICTED),
        ("strikes-17", PARTLY),
        ("funding-07", CONTRADICTED),
        ("funding-09", CONTRADICTED),
    ],
)
def test_the_verdict_rests_on_what_a_person_read(claim_id, verdict):
    other = changed("claim_answers", put("answer", "no", claim_id=claim_id))
    assert claims.verdict_of(claim_id, other) == verdict


@pytest.mark.parametrize(
    "claim_id, verdict",
    [("raqqa-10", NOT_CHECKABLE), ("mosul-06", NOT_CHECKABLE), ("casualties-14", NOT_CHECKABLE)],
)
def test_without_an_answer_nothing_can_be_checked(claim_id, verdict):
    silent = changed("claim_answers", put("answer", "no answer", claim_id=claim_id))
    assert claims.verdict_of(claim_id, silent) == verdict


def test_each_page_is_a_reading_of_its_own_and_the_claimants_page_is_own_word():
    pages = [line for line in lines("claim_answers") if line["claim_id"] == "strikes-15"]
    found = claims.finding("strikes-15").readings
    assert [reading.links for reading in found] == [
        ((page["source_publisher"], page["source_url"]),) for page in pages
    ]
    assert [reading.source for reading in found if reading.own] == [
        "Institute for the Study of War"
    ]


def test_a_part_without_an_answer_is_refused():
    with pytest.raises(ClaimError, match="no answer on 'moon'"):
        page_answers(read.load, "spread-17", "moon")


def test_no_page_is_the_articles_own():
    assert not [line for line in lines("claim_answers") if "27838034" in line["source_url"]]


# --- Numbers --------------------------------------------------------------------------------------


def test_provinces_with_more_people_than_that_of_mosul():
    people = {line["governorate"]: line for line in lines("population_iraq_2014")}
    more, in_towns = (
        sorted(
            name
            for name, line in people.items()
            if int(line[column]) > int(people["Ninewa"][column])
        )
        for column in ("population", "urban")
    )
    assert more == ["Baghdad"] and in_towns == ["Al-Basrah", "Baghdad"]
    assert "one of 18 provinces has more" in said("mosul-06", "caveat")


def test_civilians_of_two_years_fall_by_two_counts():
    un, ibc, ucdp = claims.finding("casualties-12").readings
    years = {line["year"]: int(line["civilians_killed"]) for line in lines("unami_annual")}
    assert [value for _, _, value, _ in un.value] == [years["2016"], years["2017"]] == [6878, 3298]
    assert un.own and not ibc.own and ucdp.beside
    rising = changed("ibc_annual", put("civilians_killed", 20_000, year=2017))
    assert claims.verdict_of("casualties-12", rising) == CONTESTED


def test_a_lower_count_by_others_leaves_the_true_number_open():
    low = changed("ucdp_country_year", put("deaths_civilians", 3_000, country="Iraq", year=2017))
    assert claims.verdict_of("casualties-13", low) == PARTLY


def test_why_the_un_stopped_is_its_own_word():
    assert claims.verdict_of("casualties-14") == ECHO
    assert claims.working("casualties-14")["part_state"].tolist().count("no answer") == 1


def test_the_warning_came_the_day_after():
    assert days_apart("su22-shot-down", "russia-warns-coalition") == 1
    late = changed(
        "key_dates", put("date", pd.Timestamp("2017-07-19"), key="russia-warns-coalition")
    )
    assert claims.verdict_of("strikes-14", late) == PARTLY


def test_days_of_which_the_ministry_gave_totals():
    days = set()
    for line in lines("russia_claims"):
        start, end = (dt.date.fromisoformat(line[name]) for name in ("start", "end"))
        days |= set(range(start.toordinal(), end.toordinal() + 1))
    assert len(days) == 32 + 10 + 7 and f"for {len(days)} days" in said("strikes-16")


def test_russia_on_the_list_would_change_the_verdict():
    listed = changed("coalition_nations", put("iso3", "RUS", iso3="CAN"))
    assert claims.verdict_of("strikes-17", listed) == PARTLY
    nations = {line["iso3"] for line in lines("coalition_nations")}
    assert f"the {len(nations)} nations" in said("strikes-17")


def test_deadly_events_in_the_two_countries():
    events = {line["iso3"] for line in lines("is_presence") if line["year"] == "2016"}
    assert {"AFG", "PAK"} <= events
    readings = {tuple(one.value) for one in claims.finding("reach-09").readings}
    assert tuple(sorted(events)) in readings
    none = changed("is_presence", put("iso3", "ZZZ", iso3="PAK"))
    assert claims.verdict_of("reach-09", none) == CONTESTED


def test_where_listed_fields_lie():
    syria, east = fields(country=["Syria"]), fields(governorate_pcode=["SY09"])
    border = fields(governorate_pcode=["SY02", "SY07", "SY08", "SY11"])
    assert (len(syria), len(east), len(border)) == (28, 13, 12)
    assert not fields(governorate_pcode=["SY02"])
    assert "with 13 of Syria's 28 listed fields" in said("funding-07")
    assert "12 of the 28 listed fields" in said("funding-08", "caveat")
    assert {line["name"].split()[0] for line in fields(governorate_pcode=["IQG01"])} == {
        "Akkas",
        "Sarta",
    }


def test_the_north_of_syria_holds_and_the_west_of_iraq_fails():
    table = claims.working("funding-08")
    parts = dict(zip(table["part"], table["part_state"]))
    assert (parts["in the north of Syria"], parts["in the west of Iraq"]) == ("holds", "fails")
    near = changed("towns", put("governorate_pcode", "IQG01", place="Qayyarah"))
    assert claims.verdict_of("funding-08", near) == CONTESTED


def test_taxes_of_icsr_fall_in_the_last_year():
    low, high = (
        [
            int(line[f"{end}_usd_m"])
            for line in lines("revenue_estimates")
            if line["publisher"] == "ICSR/EY" and line["category"] == "taxes and fees"
        ]
        for end in ("low", "high")
    )
    assert low[-1] < low[-2] and high[-1] < high[-2] and high[0] < high[1]
    assert "200 to 400 million dollars" in said("funding-10")
    rising = changed("revenue_estimates", put("high_usd_m", 900.0, low_usd_m=200, high_usd_m=400))
    assert claims.verdict_of("funding-10", rising) == CONTESTED
