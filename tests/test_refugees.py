"""Topic refugees: its numbers read again from data/, and its rules at their edges."""

import pandas as pd
import pytest
from altered import changed, lines

from helpers.topics import refugees


def test_refugees_per_thousand_inhabitants_of_the_year_and_of_2010():
    rows = refugees.hosts().set_index(["year", "asylum"])
    lebanon = rows.loc[(2017, "Lebanon")]
    people = {
        row["year"]: int(row["population"])
        for row in lines("population_by_country")
        if row["iso3"] == "LBN"
    }
    assert lebanon["refugees"] == 992_127
    assert lebanon["now"] == pytest.approx(1000 * 992_127 / people["2017"])
    assert lebanon["of_2010"] == pytest.approx(1000 * 992_127 / people["2010"])


def test_the_portal_is_read_without_what_it_corrected():
    told = refugees.portal("registered in the region")
    assert not told["corrected_at_once"].any() and told["copied_on"].is_monotonic_increasing
    totals = refugees.applications()
    assert not totals.duplicated(["until", "total"]).any()
    unnamed = totals[~totals["month_known"]]
    assert len(unnamed) and (unnamed["until"] == unnamed["as_of"]).all()
    before, after = refugees.revision()
    assert (before["total"], after["total"]) == (1_177_914, 884_461)


STEP = pd.DataFrame(
    {
        "host": ["A", "A", "B", "B", "C", "C", "D", "D", "E", "E"],
        "date": pd.to_datetime(["2014-01-01", "2014-02-01"] * 5),  # 31 days
        "registered": [100_000, 130_000, 100_000, 129_999, 500_000, 538_000, 1_000, 900, 0, 40_000],
    }
)


@pytest.mark.parametrize(
    ("host", "change", "marked"),
    [
        ("A", {}, True),  # just 30,000
        ("B", {}, False),  # one fewer
        ("C", {}, False),  # 38,000 of 500,000: under 8%
        ("C", {"registered": 540_000}, True),  # just 8%
        ("D", {}, False),
        ("E", {}, True),
        ("A", {"date": pd.Timestamp("2014-02-02")}, False),  # over a month
    ],
)
def test_a_step_is_large_and_fast(host, change, marked):
    rows = STEP[STEP["host"] == host].copy()
    for column, value in change.items():
        rows.loc[rows.index[-1], column] = value
    assert len(refugees.steps(lambda name: rows)) == marked


def test_a_fall_is_a_step_too():
    rows = STEP[:2].assign(registered=[100_000, 60_000])
    assert refugees.steps(lambda name: rows)["change"].tolist() == [-40_000]


def test_a_governorate_without_a_number_keeps_its_row():
    rows = refugees.inside("SYR", [2015, 2016]).set_index(["governorate", "year"])
    assert len(rows) == 28 and pd.isna(rows.loc[("Ar-Raqqa", 2015), "idps"])
    assert rows["idps"].isna().sum() == 1 and rows.loc[("Ar-Raqqa", 2016), "idps"] == 193_846
    lived = {row["governorate"]: int(row["resident_2011"]) for row in lines("population_syria")}
    idleb = rows.loc[("Idleb", 2016)]
    assert idleb["per_100"] == round(100 * idleb["idps"] / lived["Idleb"], 1)


def test_the_crossing_is_the_first():
    rows = refugees.crossing()
    assert [f"{day:%Y-%m-%d}" for day in rows.index] == ["2017-11-29", "2017-12-31"]
    assert rows["gap"].tolist() == [-124_080, 604_374]
    earlier = changed("iom_iraq", lambda table: table.assign(displaced=2_500_000))
    assert f"{refugees.crossing(earlier).index[0]:%Y-%m-%d}" == "2017-08-31"


def test_a_tie_is_no_crossing():
    dates = pd.to_datetime(["2017-01-01", "2017-02-01", "2017-03-01"])
    rows = pd.DataFrame({"date": dates, "displaced": [5, 4, 3], "returned": [3, 4, 5]})
    assert refugees.crossing(lambda name: rows)["gap"].tolist() == [0, 2]


def test_counts_of_one_year_stand_side_by_side():
    table = refugees.compared().set_index(["country", "year", "body"]).sort_index()["people"]
    assert table.loc["Iraq", 2017].to_dict() == {
        "UNHCR": 2_615_988,
        "IDMC": 2_616_000,
        "IOM": 2_615_988,
    }
    assert table["Iraq", 2016, "IOM"] == 3_113_958  # of November: none of December was printed
    assert ("Syria", 2011, "UNHCR") not in table.index
    assert set(table["Syria"].index.get_level_values("body")) == {"UNHCR", "IDMC"}


def test_three_rules_give_three_sums():
    rows = refugees.displaced()
    sums = rows.groupby("rule", sort=False)["people"].sum()
    assert sums.to_dict() == {"narrow": 11_631_267, "middle": 12_460_503, "wide": 13_241_677}
    source = rows.loc[rows["rule"] == "narrow", "source"].tolist()
    assert source == ["UNHCR", "portal, the region, 2 January 2018"]


def test_decisions_of_the_twelve_that_decided_most():
    table = refugees.decisions()
    assert table.groupby("span").size().tolist() == [12, 12, 12]
    for _, rows in table.groupby("span"):
        assert rows["all"].is_monotonic_decreasing
    of_germany = [
        int(row["recognised"] or 0)
        for row in lines("asylum_yearly")
        if row["country"] == "Germany" and 2012 <= int(row["year"]) <= 2017
    ]
    assert table.loc[("2012 to 2017", "Germany"), "recognised"] == sum(of_germany)


def test_the_return_by_host_since_2023():
    table = refugees.turn().head(5)
    assert set(table.index) == set(refugees.REGION)
    assert table.loc["Lebanon"].tolist() == [784_884, 532_357, 252_527, 720_229]
    assert table.loc["Iraq", "fall"] == -36_229
    assert table.loc["Türkiye", "returned"] == 159_439 + 556_009
    returned = refugees.yearly("SYR")["returned_refugees"].fillna(0).astype(int)
    assert returned[2025] > returned.loc[:2024].sum()  # as the title of refugees-after says


def test_all_steps_but_one_go_up_and_two_countries_have_none():
    steps = refugees.steps()
    assert set(refugees.REGION) - set(steps["host"]) == {"Lebanon", "Egypt"}
    assert (steps["change"] > 0).sum() == 6
    down = steps[steps["change"] < 0]
    assert down[["host", "change"]].to_numpy().tolist() == [["Jordan", -42028]]


def test_a_rate_at_an_edge_is_in_the_upper_class():
    shade = refugees.shades(pd.Series([0, 4.9, 5, 10, 400, None]), [5, 10])
    assert shade[:5].tolist() == ["under 5", "under 5", "5 to 10", "10 or more", "10 or more"]
    assert shade.isna().tolist() == [False] * 5 + [True]
    assert list(shade.cat.categories) == ["under 5", "5 to 10", "10 or more"]


def test_governorates_on_the_map_have_a_class_and_a_point_inside_the_country():
    rows = refugees.on_map(refugees.inside("SYR", [2015])).set_index("governorate")
    assert rows.loc["Ar-Raqqa", "shade"] == "no data" and rows.loc["Idleb", "shade"] == "40 or more"
    west = rows.index[rows["west"]].tolist()
    assert sorted(west) == ["Damascus", "Lattakia", "Quneitra", "Tartous"]
    assert rows["lon"].between(35.6, 42.4).all() and rows["lat"].between(32.3, 37.4).all()


def test_the_region_at_the_ends_of_years():
    rows = refugees.in_region(2012, 2018)
    assert set(rows["asylum"]) == set(refugees.REGION) and rows["year"].is_monotonic_increasing
    assert (rows["day"].dt.strftime("%m-%d") == "12-31").all()
    assert rows.query("year == 2017")["refugees"].sum() == 5_443_140


def test_applications_by_month_add_up_to_the_file():
    table = refugees.asylum_by_month(["Germany", "Sweden"])
    assert list(table) == ["Germany", "Sweden", "35 other countries"]
    assert table.sum().sum() == sum(
        int(row["applications"] or 0) for row in lines("asylum_monthly")
    )


def test_a_year_without_a_report_of_returns_is_missing_and_not_zero():
    table = refugees.ways_out()
    assert table.loc[2025, "returned"] == 1_341_148
    assert table.loc[2018:2023, "returned"].sum() == 469_827
    assert not (table["returned"] == 0).any()
