"""Topic casualties: counts of the dead as notebook, findings and exercises ask for them."""

import pandas as pd
import pytest
from altered import changed, put

from helpers.tables.read import load
from helpers.topics import casualties

ARTICLE = pd.Series(
    {"documented": 353_900, "civilians": 106_000, "missing": 56_900, "estimated": 100_000}
)


def test_iraq_by_year_takes_the_latest_number_and_gives_a_range_to_all_deaths_only():
    table = casualties.iraq_by_year().set_index(["year", "count"])
    assert table.loc[(2014, "Iraq Body Count"), "value"] == 20_218
    assert table.loc[(2013, "UN mission"), "value"] == 7_818  # its months
    assert table.loc[(2017, "UN mission"), "value"] == 3_298  # as published
    assert (2012, "UN mission") not in table.index
    ranges = table["low"].notna().groupby("count").sum()
    assert ranges.to_dict() == dict.fromkeys(casualties.COUNTS.values(), 0) | {
        "UCDP, all deaths": 7
    }


def test_the_un_missions_years_leave_anbar_out_in_different_months():
    years = casualties.un_by_year()
    assert years.index.tolist() == list(range(2013, 2019))
    assert years.loc[2014:2017, "printed"].tolist() == [12_282, 7_515, 6_878, 3_298]
    assert years.loc[2014:2017, "without_anbar"].tolist() == [10, 3, 4, 3]
    assert years.loc[2014, "months"] == 10_187 and years["missing"].loc[2017] == 1
    fall = 1 - years.loc[2015, "printed"] / years.loc[2014, ["printed", "months"]]
    assert fall.tolist() == pytest.approx([0.388, 0.262], abs=1e-3)


def test_two_numbers_of_may_2017_differ():
    of_2017 = casualties.un_by_year().loc[2017]
    page = casualties.other("UNAMI", "2017-05-01").iloc[0]
    assert of_2017["printed"] - of_2017["months"] == 359 and page["value"] == 354


def test_a_slight_fall_is_that_to_2016_in_both_counts_that_fall_in_every_year():
    years = casualties.iraq_by_year().pivot(index="year", columns="count", values="value")
    steps = years.loc[2014:2017].astype(float).pct_change().dropna()
    assert set(steps.columns[(steps < 0).all()]) == {"Iraq Body Count", "UN mission"}
    slight = steps.loc[2016, ["Iraq Body Count", "UN mission"]].tolist()
    assert slight == pytest.approx([-0.067, -0.085], abs=1e-3)


def test_june_2014_holds_badush_in_full_and_less_at_tikrit_than_the_agencies_give():
    badush, tikrit = casualties.largest("2014-06", 2).itertuples()
    assert (badush.deaths_best, badush.against, badush.id) == (670, "civilians", 143238)
    assert (tikrit.deaths_best, tikrit.type_of_violence, tikrit.id) == (560, "state-based", 114711)
    told = load("key_dates").set_index("key")["event"]
    assert "670" in told["badush-prison"] and "1,700" in told["camp-speicher"]


def test_places_and_days_are_known_alike_in_iraq_in_all_its_years_and_from_2016():
    table = load("ucdp_precision").query("country == 'Iraq'")
    good = table.query("where_prec <= 3 and date_prec <= 3")
    parts = [
        good.loc[good["year"] >= first, "deaths_best"].sum()
        / table.loc[table["year"] >= first, "deaths_best"].sum()
        for first in (2011, 2016)
    ]
    assert parts == pytest.approx([0.848, 0.853], abs=1e-3)


def test_a_vintage_of_a_year_comes_after_its_months_and_a_month_after_its_days():
    of_2016 = casualties.ibc().query("year == 2016")
    assert of_2016["vintage"].tolist() == ["2017-01-12", "2017"]
    assert of_2016["published"].tolist() == ["2017-01", "2017-12"]
    as_month = changed("ibc_annual", put("vintage", "2017-01", year=2016, civilians_killed=16_393))
    assert casualties.latest_ibc(as_month).loc[2016, "civilians_killed"] == 16_393


def test_what_the_article_only_repeats_is_no_version_of_its_own():
    table = casualties.versions()
    assert table.loc[table["from_article"], ["year", "value"]].values.tolist() == [[2017, 13_187]]
    of_2014 = table[(table["panel"] == casualties.IBC_PANEL) & (table["year"] == 2014)]
    assert of_2014["published"].tolist() == ["2015-01", "2016-01", "2017-01", "2020-01"]
    assert of_2014["until"].tolist() == ["2016-01", "2017-01", "2020-01", "9999"]
    assert of_2014["first"].tolist() == [True, False, False, False]
    assert of_2014["when"].iloc[0] == "January 2015"


def test_the_largest_revision_is_that_of_2014():
    change = casualties.revisions().loc[casualties.IBC_PANEL, "change"]
    assert change.idxmax() == 2014 and change.max() == pytest.approx(20_218 / 17_049 - 1)


def test_dated_and_undated_deaths_of_a_year_make_its_total():
    dated, undated = casualties.dated("Syria"), casualties.undated("Syria")
    sums = dated.groupby(dated["month"].dt.year)["deaths_dated"].sum()
    rest = undated.set_index(undated["start"].dt.year)["in_the_year"].reindex(sums.index).fillna(0)
    assert (sums + rest).tolist() == casualties.ucdp("Syria")["deaths_best"].tolist()
    assert (undated["a_month"] * 12 == undated["in_the_year"]).all() and (rest > 0).sum() == 7
    assert (dated["until"].iloc[:-1].to_numpy() == dated["month"].iloc[1:].to_numpy()).all()


def test_deaths_of_no_one_month_lie_on_the_dated_ones_spread_evenly_over_their_year():
    table, undated = casualties.by_month("Syria"), casualties.undated("Syria")
    known = table.set_index(["known", "month"])
    dated, spread = (known.loc[name] for name in casualties.KNOWN)
    august = pd.Timestamp("2012-08-01")
    assert dated.loc[august, ["start", "deaths", "end"]].tolist() == [0, 7_188, 7_188]
    assert spread.loc[august, ["start", "deaths", "end"]].tolist() == [7_188, 727, 7_915]
    assert pd.Timestamp("2011-08-01") not in spread.index  # a year in which all are dated
    sums = spread["deaths"].groupby(spread.index.year).sum().to_numpy()
    assert abs(sums - undated["in_the_year"].to_numpy()).max() <= 6  # rounded


def test_running_totals_begin_at_zero_and_add_the_unknown_to_the_civilians():
    table = casualties.running().set_index(["measure", "date"])[["low", "best", "high"]]
    assert table.loc[("all dead", "2011-03-01")].tolist() == [0, 0, 0]
    assert table.loc[("all dead", "2017-12-31")].tolist() == [350_107, 365_252, 390_242]
    assert table.loc[("civilians", "2017-12-31")].tolist() == [111_521, 111_521, 126_700]


def test_published_totals_say_who_said_them_and_whether_they_were_counted():
    table = casualties.published().set_index("value")[["who", "how"]].agg(", ".join, axis=1)
    assert table[353_900] == "the article, counted" and table[353_935] == "SOHR, counted"
    assert table[511_000] == "SOHR, estimated" and table[470_000] == "SCPR, estimated"
    assert table[306_887] == "UN, estimated"
    assert table[350_209] == table[191_369] == "UN, counted"
    assert 60_000 not in table.index and 59_648 in table.index


def test_battles_with_and_without_is_make_all_of_them_square_by_square():
    table = casualties.battle_cells()
    places = table.pivot_table("events", ["year", "lon", "lat", "exact"], "sides").fillna(0)
    assert (places["with IS"] + places["without IS"] == places["all"]).all()
    rows = load("ucdp_battle_cells").query("2011 <= year <= 2018")
    assert places["all"].sum() == rows["events"].sum()
    assert table["events"].is_monotonic_decreasing
    assert (table[["lon", "lat"]] * 4 % 1 == 0).all(axis=None)


def test_parts_of_a_count_make_its_total():
    sums = casualties.known_how(ARTICLE).groupby("count", sort=False)["people"].sum()
    assert sums.tolist() == [510_800, 511_000, 365_252, 350_209, 306_887]
    parts = casualties.cited()
    assert parts[["sohr_alone", "sohr_and_others", "others"]].sum() == pytest.approx(1)
    assert parts["citing"] == pytest.approx(0.9334, abs=1e-4)


def test_places_keep_all_deaths_that_have_a_month_and_a_governorate():
    events = load("ucdp_events_monthly").query("2011 <= year <= 2018")
    known = events.dropna(subset=["month", "governorate_pcode"])["deaths_best"].sum()
    table = casualties.by_governorate()
    assert table["deaths_best"].sum() == known == 121_916
    assert table["month"].agg(["min", "max"]).tolist() == ["2011-01", "2018-12"]


@pytest.mark.parametrize(
    "sides, pair",
    [
        (("IS", "SDF"), "IS – SDF or YPG"),
        (("Euphrates Vulcano", "IS"), "IS – SDF or YPG"),
        (("Ahfad al Rasoul Brigade", "IS"), "IS – Syrian groups"),
    ],
)
def test_pairs_of_is_with_groups(sides, pair):
    table = casualties.pairs()
    found = table[(table["side_a"] == sides[0]) & (table["side_b"] == sides[1])]
    assert set(found["pair"]) == {pair}


def test_pairs_keep_every_death():
    table, sums = casualties.pairs(), casualties.by_pair()
    assert len(table) == 196 and sums["deaths_best"].sum() == table["deaths_best"].sum()
    outside = table[~table["in_syria"] & (table["type_of_violence"] == "non-state")]
    assert set(outside.loc[~outside["is_side"], "pair"]) == {casualties.OTHER_PAIRS}


# What event counts miss


def told(event, counted="killed"):
    rows = casualties.worst_days().query("event == @event and counted == @counted")
    return rows.set_index("counter")["told"].to_dict()


def test_the_worst_days_are_told_as_their_pages_tell_them():
    assert told("badush") == {"UN": "up to 670", "Human Rights Watch": "600", "UCDP": "688"}
    assert told("speicher")["Human Rights Watch"] == "560 to 770"
    assert told("speicher")["ICMP"] == "1,700" and told("speicher", "bodies") == {"ICMP": "1,235"}
    assert told("sinjar")["Survey of families"] == "3,100 (2,100 to 4,400)"
    assert told("sinjar", "kidnapped")["Yazidi rescue office"] == "6,417"
    assert told("shaitat")["SOHR, in December"] == "at least 900"
    assert told("tabqa-base") == {"SOHR": "at least 160", "UCDP": "no data"}
    assert told("al-jadida")["US military"] == "at least 105"
    assert told("qaraqosh") == {} and len(told("qaraqosh", "fled")) == 2


def test_ucdp_has_a_fifth_of_the_dead_of_sinjar_and_as_many_as_were_told_elsewhere():
    table = casualties.worst_days().query("counter == 'UCDP'").set_index("event")
    assert table.loc["sinjar", ["low", "value", "high"]].tolist() == [600, 600, 900]
    assert table.loc["speicher", ["low", "value", "high"]].tolist() == [560, 560, 770]
    assert table.loc["al-jadida", ["low", "value", "high"]].tolist() == [128, 128, 164]
    assert table.loc[["badush", "al-jadida"], "largest"].tolist() == [670, 107]  # of 688 and 128
    assert set(table.index[table["form"] == "no data"]) == {"shaitat", "tabqa-base"}
    assert set(table.index[table["form"] == "range"]) == {
        "badush",
        "speicher",
        "sinjar",
        "al-jadida",
    }
    assert casualties.on_the_day("badush")["id"].tolist() == [114693, 143238]
    assert casualties.on_the_day("qaraqosh").empty


def test_an_event_counts_on_a_shared_day_within_the_distance_and_if_dated_to_the_week():
    def sinjar(**values):
        def change(rows):
            for column, value in values.items():
                rows.loc[rows["id"] == 120531, column] = value
            return rows

        rows = casualties.on_the_day("sinjar", changed("ucdp_is_events", change))
        return 120531 in rows["id"].tolist()

    assert sinjar() and sinjar(date_prec=3) and not sinjar(date_prec=4)
    after, before = pd.Timestamp("2014-09-01"), pd.Timestamp("2014-08-02")
    assert not sinjar(date_start=after, date_end=after)
    assert not sinjar(date_start=before, date_end=before)
    assert sinjar(date_end=after) and sinjar(date_start=before)
    assert sinjar(lat=36.500) and not sinjar(lat=36.502)  # 19.9 and 20.1 km
    with pytest.raises(ValueError, match="2016"):
        casualties.on_the_day("shaitat")


def test_each_event_of_the_worst_days_has_one_place_and_one_time():
    table = load("worst_days")
    columns = ["name", "place", "country", "lat", "lon", "start", "end"]
    assert (table.groupby("event")[columns].nunique(dropna=False) == 1).all(axis=None)
    numbers = table[["value", "low", "high"]].notna()
    assert numbers.any(axis=1).all()


def test_the_named_governorates_leave_ten_mass_graves():
    table = casualties.mass_graves()
    assert table["graves"].tolist() == [95, 37, 36, 24, 10] and table["graves"].sum() == 202
    assert table["named"].tolist() == [True] * 4 + [False]
    assert casualties.bodies().tolist() == [202, 28, 1_258, 6_000, 12_000]
