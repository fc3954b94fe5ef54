"""Numbers of the topics at their edges, on tables made up for it."""

import pandas as pd
import pytest

from helpers.topics import cities, funding, later, reach, releases, strikes, territory


def loads(**tables):
    """A load() that gives these frames."""
    return lambda name: tables[name]


def days(*texts):
    return pd.to_datetime(list(texts))


# Territory


def test_people_who_fled_are_taken_off():
    people = dict.fromkeys([*territory.IN_IRAQ.values(), *territory.IN_SYRIA.values()], 10)
    people |= {rule: 1 for rule in territory.FLED.values() if rule}
    table = pd.DataFrame({"rule": list(people), "people": list(people.values())})
    ways = territory.people_by_rule(loads(population_under_is=table))
    assert len(ways) == len(territory.IN_IRAQ) * len(territory.IN_SYRIA) * len(territory.FLED)
    rule = ways["displaced"].map(territory.FLED)
    assert ways.loc[rule.isna(), "people"].eq(20).all()
    assert ways.loc[rule.notna(), "people"].eq(19).all()


# Strikes


@pytest.mark.parametrize("number", range(1, 60))
def test_a_number_in_words_is_read_as_the_number(number):
    tens, ones = divmod(number, 10)
    word = {2: "twenty", 3: "thirty", 4: "forty", 5: "fifty"}.get(tens)
    words = releases.ONES[number] if not word else f"{word}-{releases.ONES[ones]}" if ones else word
    assert releases.opening(f"Forces conducted {words} strikes in Syria.") == {"Syria": number}


@pytest.mark.parametrize(
    ("word", "number"), [("seventeen", 17), ("eighteen", 18), ("nineteen", 19)]
)
def test_the_long_words_are_not_swapped(word, number):
    assert releases.opening(f"Forces conducted {word} strikes in Iraq.") == {"Iraq": number}


def test_the_first_number_of_a_country_counts_and_goes_before_the_list():
    text = (
        "Forces conducted ten strikes in Syria. Forces conducted three strikes in Syria again. "
        "Near Raqqa, two strikes engaged a unit."
    )
    assert releases.opening(text) == {"Syria": 10}
    assert releases.strikes(text)["Syria"] == 10
    assert releases.listed("In Syria.\nNear Raqqa, two strikes engaged a unit.")["Syria"] == 2


SERIES = pd.DataFrame(
    {
        "release_date": days("2014-08-08", "2014-08-08", "2014-08-10", "2014-08-10"),
        "country": ["Iraq", "Syria"] * 2,
        "strikes": [3, 0, 5, 2],
    }
)


def test_a_total_is_compared_with_ours_of_its_day_and_not_after_the_series():
    told = pd.DataFrame({"as_of": days("2014-08-09", "2014-08-10", "2014-08-11")})
    told = told.assign(total=[4, 10, 12], iraq=[4, 8, None], syria=[0, 2, None])
    table = strikes.compared(loads(strikes_daily=SERIES, strikes_anchors=told))
    assert table["our_total"].tolist()[:2] == [3, 10] and pd.isna(table["our_total"][2])
    assert table["difference"].tolist()[:2] == [1, 0] and pd.isna(table["part"][2])


@pytest.mark.parametrize("published", [8, 12.5])
def test_an_error_has_the_same_size_both_ways(published):
    month = days("2015-01-01")
    checks = pd.DataFrame({"start": month, "end": days("2015-01-31"), "published": [published]})
    checks["what"] = "Coalition strikes in Iraq"
    months = pd.DataFrame({"month": month, "country": ["Iraq"], "strikes": [10]})
    error = strikes.month_error(loads(strike_checks=checks, strikes_monthly=months))
    assert error == pytest.approx(abs(10 / published - 1))


# Cities


def test_a_site_at_the_radius_counts():
    sites = pd.DataFrame({"lat": [0.0, 0.0], "lon": [0.001, 0.002]})
    sites["class_2017_10_21"] = "destroyed"
    place = {"lat": 0.0, "lon": 0.0}
    edge = float(cities.metres_from(sites, place).iloc[0])
    assert edge == pytest.approx(111.32, abs=0.01)
    assert cities.within(sites, place, "2017-10-21", edge) == 1
    assert cities.within(sites, place, "2017-10-21", edge - 0.5) == 0


# Funding


ESTIMATES = pd.DataFrame(
    {
        "publisher": "P",
        "category": ["oil", "taxes", "total", "looting"],
        "basis": ["a month", "a year", "a year", "once"],
        "low_usd_m": [10.0, 60.0, 400.0, None],
        "high_usd_m": [20.0, None, 500.0, 500.0],
        "start": days("2015-01-01", "2015-01-01", "2015-01-01", "2014-06-01"),
        "end": days("2015-12-31", "2015-12-31", "2015-12-31", "2014-06-30"),
    }
)


def test_money_of_a_month_is_made_that_of_a_year_and_what_came_once_is_left():
    table = funding.yearly(loads(revenue_estimates=ESTIMATES))
    assert table["low"].tolist()[:3] == [120, 60, 400]
    assert table["high"][0] == 240 and table["high"][3] == 500
    assert table["bound"].tolist() == ["range", "at least", "range", "at most"]
    assert table["amount"].tolist() == [180, 60, 450, 500]


def test_the_order_in_which_the_land_is_taken_matters():
    parts = funding.part_of_the_fall(land=0.5, income=0.4)
    assert parts["land first"] == pytest.approx(0.5 / 0.6)
    assert parts["land last"] == pytest.approx(0.4 / 0.5 * 0.5 / 0.6)
    assert parts["land last"] < parts["even"] < parts["land first"]


def test_near_ends_at_its_distance():
    fields = pd.DataFrame({"name": ["A", "B"], "lat": [0.0, 5.0], "lon": [0.0, 0.0]})
    places = pd.DataFrame({"place": ["near", "far"], "lat": [0.08, 0.2], "lon": [0.0, 0.0]})
    found = funding.fields_near(places, fields)
    assert found[["place", "field"]].to_numpy().tolist() == [["near", "A"]]
    assert found["km"].iloc[0] == pytest.approx(8.85, abs=0.01)


# Reach


TOTALS = pd.DataFrame(
    {
        "counted_by": ["ICCT", "ICCT", "ICCT", "Soufan", "Soufan"],
        "as_of": ["2011", "2012", "2013-02", "2014-06", "2017-10"],
        "measure": "ever travelled",
        "scope": "Syria, all groups",
        "low": pd.array([0, 1_200, 1_600, 3_900, 9_000], "Int64"),
        "high": pd.array([600, None, 2_000, 3_900, None], "Int64"),
    }
)


def test_a_total_is_a_range_or_a_limit():
    table = reach.totals(loads(fighters_totals=TOTALS))
    assert table["kind"].tolist() == ["at most", "at least", "range", "range", "at least"]
    assert table["at"].tolist() == [600, 1_200, 1_600, 3_900, 9_000]
    assert table["end"].tolist() == [600, 1_200, 2_000, 3_900, 9_000]
    assert table["month"].tolist()[:3] == ["2011-12", "2012-12", "2013-02"]


def test_newcomers_are_the_least_and_the_most_that_two_totals_allow():
    rates = reach.newcomers(loads(fighters_totals=TOTALS))
    assert rates.loc["ICCT"].to_numpy().tolist() == [[50, 100, 75], [200, 400, 300]]
    assert rates.loc["Soufan"].to_numpy().tolist() == [[100, 100, 100]]  # 39 months of war


def test_a_disputed_claim_is_a_claim_and_a_blame_is_none():
    table = pd.DataFrame(
        {
            "iso3": ["AAA", "AAA", "BBB", "CCC", "AAA", "BBB"],
            "date": days(
                *["2016-01-01"] * 2, "2018-03-31", "2017-01-01", "2015-12-31", "2018-04-01"
            ),
            "status": ["disputed", "claimed", "disputed", "no claim", "claimed", "claimed"],
        }
    )
    found = reach.by_country(loads(claimed_attacks=table))
    assert found["told"].tolist() == ["yes", "yes, disputed", "no"]
    assert found["attacks"].tolist() == [2, 1, 1]


def test_a_toll_without_an_upper_end_is_at_least():
    ends = {"killed_low": [40, 3, None], "killed_high": [42, None, None]}
    table = pd.DataFrame(ends | {"injured_low": [None, 5, None], "injured_high": [None, 5, None]})
    assert reach.tolls(table) == ["40 to 42 killed", "at least 3 killed, 5 injured", ""]


# What came after


def test_deaths_are_certain_in_one_country_and_possible_in_each_of_several():
    pairs = pd.DataFrame({"countries": ["Iraq", "Iraq, Syria"], "countries_count": [1, 2]})
    pairs = pairs.assign(type_of_violence="state-based", year=2014, deaths_best=[5, 7])
    codes = pd.DataFrame({"country": ["Iraq", "Syria"], "iso3": ["IRQ", "SYR"]})
    table = later.by_country(loads(is_dyad_year=pairs, is_presence=codes)).set_index("country")
    assert table.loc["Iraq", ["certain", "possible", "most"]].tolist() == [5, 7, 12]
    assert table.loc["Syria", ["certain", "possible", "most"]].tolist() == [0, 7, 7]


def test_a_place_lost_on_the_day_of_the_article_does_not_outlive_it():
    towns = pd.DataFrame(
        {"place": ["late", "on the day", "next day"], "start": days(*["2014"] * 3)}
    )
    towns["end"] = days("2019-03-23", "2018-03-01", "2018-03-02")
    assert later.still_held(loads(towns=towns))["place"].tolist() == ["next day", "late"]


def test_a_number_is_its_own_where_is_is_a_side_in_all_pairs():
    table = pd.DataFrame({"is_dyads": [1, 1], "all_dyads": [1, 2], "year": [2014, 2024]})
    table = table.assign(
        country="Iraq", type_of_violence="non-state", **dict.fromkeys(later.DEATHS, 3)
    )
    codes = pd.DataFrame({"country": ["Iraq"], "iso3": ["IRQ"]})
    own = later.limits(loads(is_country_year=table, is_presence=codes))["only"]
    assert own.tolist() == [True, False]
