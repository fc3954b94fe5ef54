"""Topic reach: published sums, sources, and the builder on made-up rows."""

import pandas as pd
import pytest

from builders import reach
from builders.common import BuildError
from helpers.draw import world
from helpers.tables.read import load
from helpers.topics import reach as reach_topic

TABLES = ["claimed_attacks", "provinces", "nctc_areas", "fighters_icsr", "fighters_quoted"]


@pytest.mark.parametrize("name", TABLES)
def test_countries_have_one_name_and_it_is_that_of_the_map(name):
    table = load(name)
    names = world.countries().set_index("iso3")["name"]
    if "country" in table:
        assert (table["country"] == table["iso3"].map(names)).all()
    else:
        assert table["iso3"].isin(names.index).all()


def test_icsr_sums_are_the_published_ones():
    table = load("fighters_icsr")
    sums = table.groupby("estimate")["high"].agg(["size", "sum"])
    assert sums.loc["ICSR 2015"].tolist() == [50, 20_530]  # 20,730 in print: see limitations
    assert sums.loc["ICSR 2013"].tolist() == [53, 11_327]
    people = load("population_by_country").set_index(["iso3", "year"])["population"]
    printed = {
        "BEL": 40,
        "DNK": 27,
        "SWE": 19,
        "FRA": 18,
        "AUT": 17,
        "NLD": 14.5,
        "FIN": 13,
        "NOR": 12,
        "GBR": 9.5,
        "DEU": 7.5,
    }  # ICSR's own column, per million
    high = table[table["estimate"] == "ICSR 2015"].set_index("iso3")["high"]
    for code, rate in printed.items():
        assert high[code] / people[code, 2014] * 1e6 == pytest.approx(rate, abs=1.1), code


def test_the_press_names_seventeen_areas_in_sixteen_countries():
    areas = load("nctc_areas")
    assert (len(areas), areas["iso3"].nunique()) == (17, 16)
    assert areas["category"].value_counts().to_dict() == {
        "official branch": 9,
        "aspiring branch": 6,
        "core": 2,
    }
    assert areas.loc[areas["iso3"].duplicated(keep=False), "iso3"].unique().tolist() == ["EGY"]


def test_najd_is_not_among_the_provinces_announced():
    table = load("provinces")
    first = table[table["date"] == "2014-11-13"]
    assert len(first) == 7 and set(first["status"]) == {"province"}
    assert table.loc[table["name"] == "Najd", "status"].tolist() == ["name used in claims"]
    assert table[table["status"] == "pledge only"]["date"].isna().all()


def test_the_sample_of_attacks_says_what_it_knows():
    table = load("claimed_attacks")
    assert len(table) == 59
    assert table["source_publisher"].notna().all()
    located = table["lat"].notna()
    for column in ("lon", "point_source"):
        assert (located == table[column].notna()).all()
    assert (~located).sum() == 3
    assert table.loc[table["iso3"] == "FIN", "status"].tolist() == ["no claim"]
    bangladesh = table.loc[table["iso3"] == "BGD", "status"].tolist()
    assert bangladesh == ["disputed", "disputed", "no claim"]


def test_arrivals_fell_by_nine_tenths():
    totals = load("fighters_totals").query("measure == 'arrivals a month'")
    arrivals = totals.set_index("as_of")["low"]
    assert arrivals["2016-04"] / arrivals["2015-04"] == pytest.approx(0.1)


def raw(**changes):
    rows = pd.DataFrame(
        {
            "estimate_set": "ICSR 2015",
            "country": ["France", "Turkey"],
            "iso3": ["FRA", "TUR"],
            "low": [1200, 600],
            "high": [1200, 600],
            "as_of": "2015-01-26",
            "note": None,
        }
    )
    return rows.assign(**changes)


def test_tidy_takes_icsr_alone_and_the_names_of_the_un():
    more = pd.concat([raw(), raw(estimate_set="Soufan 2015")])
    assert reach.tidy(more)["country"].tolist() == ["France", "Türkiye"]


def test_builder_stops_on_other_dates_counts_and_sums():
    with pytest.raises(BuildError, match="other dates"):
        reach.tidy(raw(as_of="2015-02-26"))
    with pytest.raises(BuildError, match="countries"):
        reach.validate(reach.tidy(raw()))
    table = load("fighters_icsr")
    table.loc[(table["estimate"] == "ICSR 2015") & (table["iso3"] == "FRA"), "high"] = 1_000
    with pytest.raises(BuildError, match="Western Europe"):
        reach.validate(table)


def test_half_of_the_countries_that_entered_in_2015_had_pledged_or_declared():
    new = reach_topic.entered(2015)
    assert len(new) == 16 and set(new.loc[new["pledged"], "iso3"]) == {
        *("AFG", "BGD", "LBY", "NGA", "PAK", "RUS", "SAU", "YEM")
    }
    assert reach_topic.entered(2014)["pledged"].tolist().count(True) == 2  # Algeria and Egypt


def test_icsr_leaves_a_rise_between_a_low_and_a_high():
    west = [
        "AUT",
        "BEL",
        "CHE",
        "DEU",
        "DNK",
        "ESP",
        "FIN",
        "FRA",
        "GBR",
        "IRL",
        "ITA",
        "NLD",
        "NOR",
        "SWE",
    ]
    table = load("fighters_icsr")
    ends = table[table["iso3"].isin(west)].groupby("estimate")[["low", "high"]].sum()
    first, second = ends.loc["ICSR 2013"], ends.loc["ICSR 2015"]
    assert (second["low"] - first["high"], second["high"] - first["low"]) == (1571, 3555)


def test_years_with_deadly_events_add_up_by_kind():
    table = reach_topic.deadly_so_far()
    last = table.groupby(["kind", "iso3"])["years"].last()
    assert last["all", "IRQ"] == 21 and last["all", "ESP"] == 1  # 2004 to 2024; Barcelona
    assert (last["all"] >= last["one-sided"].reindex(last["all"].index, fill_value=0)).all()
    spans = table.groupby("span")["years"].agg(["min", "max"])
    assert spans.to_numpy().tolist() == [[1, 1], [2, 3], [4, 6], [7, 21]]
    assert table.query("kind == 'all'").shape[0] == len(reach_topic.deadly())


def test_a_country_has_fighting_attacks_on_civilians_or_both():
    table = reach_topic.deadly()
    codes = table.groupby("how")["codes"].unique().map(set)
    assert codes["attacks on civilians"] == {"one-sided"}
    assert not any("one-sided" in code for code in codes["fighting"])
    assert all("one-sided" in code and " " in code for code in codes["both"])


def test_provinces_are_counted_in_the_order_of_their_days_and_have_a_point():
    table = reach_topic.provinces().set_index("short")
    assert table["so_far"].max() == 10 and table.loc["Yemen", "so_far"] == 7
    assert table.loc["Najd", "so_far"] == table.loc["West Africa", "so_far"] == 9
    points = reach_topic.announcements()
    assert points["kind"].value_counts().tolist() == [11, 3]
    assert points.query("status == 'pledge only'")["where"].tolist() == [
        *("Bangladesh", "Philippines", "Somalia")
    ]
    middle = world.countries().set_index("iso3").loc[points["iso3"], ["lat", "lon"]].to_numpy()
    near = abs(points[["lat", "lon"]].to_numpy() - middle).max(axis=1)
    assert near[points["iso3"] != "RUS"].max() < 16  # degrees: no latitude stands for a longitude


def test_estimates_are_dated_and_limited_in_words():
    totals, uk = reach_topic.totals(), reach_topic.from_the_uk()
    assert totals["people"].iloc[[0, 1, 7]].tolist() == [
        *("at most 1,000", "at least 3,500", "25,000 to 30,000")
    ]
    assert totals["dated"].iloc[[0, 3]].tolist() == ["2011", "December 2013"]
    assert uk["name"].iloc[0] == "Dec 2013 ICSR"
    assert uk["people"].tolist() == ["43 to 366", "500 to 600", "700", "760", "over 800", "850"]
