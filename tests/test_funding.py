"""Topic funding: published figures, read again from data/, and the steps on made-up numbers."""

import numpy as np
import pandas as pd
import pytest

from builders import funding as builder
from builders.common import BuildError
from helpers.tables.read import describe, load
from helpers.topics import funding

# Published figures


def test_percentages_that_ihs_printed():
    total = load("revenue_estimates").query("publisher == 'IHS' and category == 'total'")
    by_start = total.set_index("start")["high_usd_m"]
    assert round(100 * (1 - by_start["2017-04-01"] / by_start["2015-04-01"])) == 80
    assert round(100 * (1 - by_start["2016-03-01"] / 80)) == 30


@pytest.mark.parametrize(
    "year, categories",
    [
        (2014, {"oil": 450, "taxes and fees": 400, "looting and fines": 1_000, "other": 40}),
        (2016, {"oil": 250, "taxes and fees": 400, "looting and fines": 190, "other": 30}),
    ],
)
def test_maxima_of_icsr_and_ey_add_up_to_their_total(year, categories):
    table = load("revenue_estimates").query("publisher == 'ICSR/EY'")
    table = table[table["start"].dt.year == year].set_index("category")["high_usd_m"]
    assert table.drop("total").to_dict() == categories
    assert table["total"] == sum(categories.values())


def test_rand_adds_up_to_just_over_its_total():
    table = load("revenue_estimates").query("publisher == 'RAND'").set_index("category")
    parts = table.drop("total")["low_usd_m"].sum()
    assert table.loc["total", "low_usd_m"] <= parts <= 1.02 * table.loc["total", "low_usd_m"]


def test_shares_of_cat():
    table = load("revenue_estimates").query("publisher == 'CAT'").set_index(["start", "category"])
    oil, total = (
        table.loc[(pd.Timestamp("2014-01-01"), name), "high_usd_m"] for name in ("oil", "total")
    )
    assert round(100 * oil / total) == 38
    assert table.loc[(pd.Timestamp("2015-01-01"), "oil"), "high_usd_m"] == 0.25 * 2_400


def test_a_range_has_its_ends_in_order_and_at_least_one():
    table = load("revenue_estimates")
    assert table[["low_usd_m", "high_usd_m"]].notna().any(axis=1).all()
    both = table.dropna(subset=["low_usd_m", "high_usd_m"])
    assert (both["low_usd_m"] <= both["high_usd_m"]).all()
    assert (table["start"] <= table["end"]).all()
    output = load("oil_output")
    assert (output["low_bpd"] <= output["high_bpd"]).all()
    assert (output["start"] <= output["end"]).all()


def test_a_derived_figure_says_from_what():
    table = load("revenue_estimates")
    assert table.loc[table["kind"] == "derived", "note"].notna().all()


def test_each_side_of_the_budget_adds_up_to_a_hundred():
    budget = load("deir_ez_zor_budget")
    sides = budget[budget["category"] != "total"].groupby("side")["share_pct"].sum()
    assert sides.to_dict() == pytest.approx({"income": 100, "spending": 100})


def test_satellite_output_times_told_prices_brackets_the_treasury():
    bank = load("oil_output").query("publisher == 'World Bank' and kind == 'average'")
    barrels = bank.set_index(bank["start"].dt.year)["low_bpd"]
    treasury = {2015: 500, 2016: 250}
    for year, told in treasury.items():
        low, high = (barrels[year] * price * 365 / 1e6 for price in (25, 45))
        assert low < told < high


def test_brent_at_its_top_and_bottom():
    price = load("brent_monthly").set_index("month")["usd_per_barrel"]
    assert len(price) == 96
    assert (price["2014-06-01"], price["2016-01-01"]) == (111.80, 30.70)
    assert price["2014":"2016"].idxmin() == pd.Timestamp("2016-01-01")


def test_tables_say_where_the_document_was_not_linked():
    budget = load("deir_ez_zor_budget")
    assert budget["source_url"].notna().sum() == 2
    assert "second-hand" in " ".join(describe("deir_ez_zor_budget")["limitations"])


# Helpers


def made(**columns):
    """A load() whose revenue_estimates are made of these columns."""
    rows = pd.DataFrame(columns)
    rows["start"], rows["end"] = pd.to_datetime(rows["start"]), pd.to_datetime(rows["end"])
    return lambda name: {"revenue_estimates": rows}[name].copy()


def test_monthly_figures_times_twelve_and_single_sums_left_alone():
    load_ = made(
        publisher=["A", "A", "A"],
        start=["2015-01-01"] * 3,
        end=["2015-12-31"] * 3,
        basis=["a month", "a year", "once"],
        category=["oil", "total", "bank vaults"],
        low_usd_m=[10.0, np.nan, 500.0],
        high_usd_m=[20.0, 300.0, np.nan],
    )
    table = funding.yearly(load_)
    assert table["high"].tolist()[:2] == [240, 300] and table["low"].tolist()[2] == 500
    assert table["bound"].tolist() == ["range", "at most", "at least"]
    assert table["amount"].tolist() == [180, 300, 500]
    assert (table["middle"] == pd.Timestamp("2015-07-02")).all()


def test_a_ranking_needs_oil_and_another_source():
    load_ = made(
        publisher=["A", "A", "A", "B", "C", "C"],
        start=["2015-01-01"] * 6,
        end=["2015-12-31"] * 6,
        basis=["a year"] * 6,
        category=["oil", "taxes and fees", "total", "oil", "ransom", "other"],
        low_usd_m=[100.0, 90.0, 500.0, 10.0, 5.0, 1.0],
        high_usd_m=[120.0, 105.0, 500.0, 10.0, 5.0, 1.0],
    )
    table = funding.ranks(load_)
    assert table["publisher"].unique().tolist() == ["A"]
    assert table["category"].tolist() == ["oil", "taxes and fees"]
    assert table["rank"].tolist() == [1, 2] and table["near"].all()


def test_an_upper_limit_for_oil_leaves_the_order_open():
    table = funding.ranks().query("publisher == 'ICSR/EY'")
    late = table[table["start"] == "2016-01-01"].set_index("category")
    assert late["near"].all()
    early = table[table["start"] == "2014-01-01"].set_index("category")
    assert early["near"].to_dict() == {
        "looting and fines": False,
        "taxes and fees": True,
        "oil": True,
    }


def test_time_and_words_of_an_estimate():
    load_ = made(
        publisher=["A"] * 5,
        start=["2014-01-01", "2015-04-01", "2016-03-01", "2014-06-01", "2014-01-01"],
        end=["2014-12-31", "2015-06-30", "2016-03-31", "2015-12-10", "2014-12-30"],
        basis=["a year", "a month", "a year", "once", "a year"],
        category=["oil"] * 5,
        low_usd_m=[2.5, 34.4, np.nan, 500.0, 100.0],
        high_usd_m=[2.5, 34.8, 350.0, 1_000.0, np.nan],
    )
    table = funding.yearly(load_)
    assert table["time"].tolist() == [
        "2014",
        "April to June 2015",
        "March 2016",
        "2014 to 2015",
        "January to December 2014",
    ]
    assert table["words"].tolist() == [
        "3",
        "413 to 418",
        "up to 350",
        "500 to 1,000",
        "at least 100",
    ]


def test_the_last_estimate_of_each_publisher_is_labelled_and_no_label_meets_another():
    table = funding.labelled()
    totals = table[(table["category"] == "total") & (table["label"] != "")]
    told = totals.set_index("publisher")["label"]
    assert sorted(told.index) == ["CAT", "FDD", "ICSR/EY", "IHS", "RAND", "US Treasury"]
    assert (told["CAT"], told["IHS"]) == ("CAT 2,400", "IHS 192")
    for _, rows in table[table["label"] != ""].groupby("category"):
        rows, apart = rows.sort_values("label_at"), 0.055 * rows["amount"].max()
        same_time = rows["middle"].diff().abs().dt.days < 366
        assert (rows.loc[same_time, "label_at"].diff().dropna() > apart - 1e-6).all()
        assert (rows["label_at"] >= rows["amount"]).all()


def test_a_fall():
    assert funding.fall([10, 12, 4]) == pytest.approx(0.6)
    assert funding.fall(pd.Series([2.0, 3.0], index=[7, 8])) == pytest.approx(-0.5)


def test_each_kind_of_ihs_begins_at_one_and_goes_on_in_time():
    table = funding.by_ihs()
    kinds = table.groupby("what", sort=False)
    assert list(kinds.groups) == ["income", "land", "people", "oil output"]
    assert (kinds["part"].first() == 1).all() and kinds["date"].is_monotonic_increasing.all()
    last = table.groupby("what")["part"].last()
    assert last["income"] == pytest.approx(16 / 81) and last["people"] == pytest.approx(6 / 9)


def test_land_and_income_for_three_cases():
    table = funding.land_and_income()
    assert table.groupby("case").size().tolist() == [3, 3, 3]
    first = table.iloc[0]
    assert first["land_left"] == pytest.approx(36_200 / 90_800)
    assert first["part"] == pytest.approx((1 - first["land_left"]) / (1 - first["income_left"]))
    assert table["land_left"].iloc[3] == pytest.approx(36_200 / 82_940)


def test_oil_in_the_fall_of_ihs():
    assert funding.oil_in_the_fall() == pytest.approx((34.8 - 4.2) / (81 - 16))


def test_years_of_an_oil_income():
    table = funding.oil_years().set_index("year")
    assert table["barrels"].dropna().to_dict() == {"2014": 56_000, "2015": 35_000, "2016": 16_000}
    assert table.loc["2014", "brent"] == funding.brent("2014-07-01", "2014-12-31")
    assert table.loc["2017", "brent"] == funding.brent("2017-01-01", "2017-12-31")


def test_the_budget_without_its_totals():
    items = funding.province_budget().set_index("category")
    assert "total" not in items.index
    assert items["million"].sum() == pytest.approx(8.438)
    assert items.loc[items["side"] == "spending", "million"].isna().all()


def test_towns_near_working_fields_in_order_of_loss():
    table = funding.towns_near_fields()
    assert table["km"].max() <= funding.NEAR and table["end"].is_monotonic_increasing
    towns = load("towns")
    deir = towns[towns["governorate_pcode"] == funding.PROVINCE]
    assert funding.first_loss_in_province() == deir["end"].min()


def test_parts_of_a_fall():
    halves = funding.part_of_the_fall(0.5, 0.5)
    assert halves.tolist() == pytest.approx([1, 1, 1])
    both = funding.part_of_the_fall(0.5, 0.25)  # land halved, income a square km halved
    assert both.to_dict() == pytest.approx({"land first": 2 / 3, "even": 1 / 2, "land last": 1 / 3})


def test_brent_over_months():
    price = load("brent_monthly").set_index("month")["usd_per_barrel"]
    three = price["2015-01":"2015-03"].mean()
    assert funding.brent("2015-01-15", "2015-03-20") == pytest.approx(three)


def test_fields_near_a_town():
    places = pd.DataFrame({"place": ["a", "b"], "lat": [35.0, 35.0], "lon": [40.0, 42.0]})
    fields = pd.DataFrame({"name": ["near", "far"], "lat": [35.0, 36.0], "lon": [40.1, 44.0]})
    found = funding.fields_near(places, fields)
    assert found[["place", "field"]].to_numpy().tolist() == [["a", "near"]]
    # A tenth of a degree along the parallel of WGS84's ellipsoid
    lat, flat = np.radians(35), 1 / 298.257223563
    circle = 6378.137 * np.cos(lat) / np.sqrt(1 - flat * (2 - flat) * np.sin(lat) ** 2)
    assert found["km"].iloc[0] == pytest.approx(circle * np.radians(0.1), rel=1e-4)
    assert len(funding.fields_near(places, fields, km=500)) == 2


# The builder


def raw_months():
    """The raw file of Brent, months as text."""
    table = load("brent_monthly")
    return pd.DataFrame(
        {"date": table["month"].dt.strftime("%Y-%m"), "usd_per_barrel": table["usd_per_barrel"]}
    )


def built(folder, raw):
    """The builder's table from a raw file with these rows."""
    (folder / builder.BRENT).parent.mkdir()
    raw.to_csv(folder / builder.BRENT, index=False)
    return builder.build(folder)["brent_monthly"]


def test_brent_is_built_from_its_months(tmp_path):
    table = built(tmp_path, raw_months())
    assert table["month"].iloc[0] == pd.Timestamp("2011-01-01") and len(table) == 96


@pytest.mark.parametrize(
    "change, words",
    [
        (lambda raw: raw.drop(index=10), "not every month"),
        (
            lambda raw: raw.assign(date=raw["date"].replace("2012-05", "May 2012")),
            "line 18, column date: the value is not a month",
        ),
        (lambda raw: raw.assign(usd_per_barrel=raw["usd_per_barrel"] + 1), "2014-06 is 112.8"),
        (lambda raw: raw.assign(usd_per_barrel=raw["usd_per_barrel"] + 0.01), "2014-06 is 111.81"),
    ],
)
def test_odd_prices_are_refused(tmp_path, change, words):
    with pytest.raises(BuildError, match=words):
        built(tmp_path, change(raw_months()))


def test_joined_entries_of_the_list_are_no_fields():
    single = funding.single_fields()
    syrian = single[single["country"] == "Syria"]
    assert (len(load("oil_gas_fields")) - len(single), len(syrian)) == (3, 25)
    by_province = syrian["governorate_pcode"].value_counts()
    assert by_province.index[0] == funding.PROVINCE and by_province.iloc[0] == 11
    names = set(single["name"].str.removesuffix(" Oil and Gas Field"))
    joined = load("oil_gas_fields")["name"].str.removesuffix(" Oil and Gas Field")
    assert set(joined[joined.str.contains(",")].str.split(", ").sum()) <= names


def test_two_of_five_publishers_rank_oil_first_by_2015():
    early = funding.ranks().query("start < '2016' and rank == 1")
    assert early["publisher"].nunique() == 5
    assert early.loc[early["category"] == "oil", "publisher"].tolist() == ["CAT", "US Treasury"]


def test_a_rise_of_icsr_and_ey_in_2015_is_told_with_the_figure_of_2014():
    oil = load("revenue_estimates").query("publisher == 'ICSR/EY' and category == 'oil'")
    assert oil["start"].dt.year.tolist() == [2014, 2016]
    assert "up in 2015" in oil["note"].iloc[0]


def test_ten_rankings_in_order_of_time_and_the_province_after_them():
    rows = funding.tiles()
    names = rows["row"].unique().tolist()
    assert (
        names[0] == "1. CAT, 2014"
        and names[9] == "10. IHS, April to June 2017"
        and len(names) == 11
    )
    last = rows[rows["row"] == names[-1]]
    assert last["words"].tolist() == ["45%", "28%", "24%", "4%"]
    assert last["kind"].tolist() == ["another source", "oil", *["another source"] * 2]
    open_order = rows.dropna(subset="order")
    assert open_order["row"].unique().tolist() == ["2. ICSR/EY, 2014", "7. ICSR/EY, 2016"]
    assert rows.loc[0, "paid"] == "1,000 to 1,102 million dollars a year"


def test_fields_that_share_a_point_are_one_spot():
    fields = load("oil_gas_fields")
    all_of_them = funding.spots((-180, -90, 180, 90))
    assert all_of_them["fields_here"].sum() == len(fields)
    assert len(all_of_them) == len(fields[["lat", "lon"]].drop_duplicates())
    assert all_of_them["location"].notna().all()
    assert len(funding.spots((40.0, 36.0, 40.0, 36.0))) == 0


def test_output_in_words():
    rows = funding.output().set_index(["publisher", "when"])
    assert rows.loc[("IHS", "July 2014 to September 2014"), "told"] == "50,000 to 60,000"
    assert rows.loc[("IEA", "October 2014"), "mean"] == 20_000
