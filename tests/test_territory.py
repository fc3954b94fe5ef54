"""What IS held: places on a day (of capture, but not of the loss), land, people."""

import pandas as pd
import pytest
from altered import changed, put

from helpers.tables.read import layer, load
from helpers.topics import territory
from helpers.topics.territory import held_counts, held_on, located

SPELLS = pd.DataFrame(
    [
        ("one", "2014-06-10", "2017-07-10"),
        ("one day", "2015-01-01", "2015-01-02"),
        ("no day", "2015-03-01", "2015-03-01"),  # taken and lost on the same day
        ("twice", "2016-01-01", "2016-02-01"),
        ("twice", "2016-02-01", "2016-03-01"),  # lost and taken again on the same day
    ],
    columns=["place", "start", "end"],
).astype({"start": "M8[us]", "end": "M8[us]"})
SPELLS = SPELLS.assign(country="Iraq", contested=SPELLS["place"] == "one", start_imputed=False)


@pytest.mark.parametrize(
    ("place", "date", "spells"),
    [
        ("one", "2014-06-09", 0),
        ("one", "2014-06-10", 1),
        ("one", "2017-07-09", 1),
        ("one", "2017-07-10", 0),
        ("one day", "2014-12-31", 0),
        ("one day", "2015-01-01", 1),
        ("one day", "2015-01-02", 0),
        ("no day", "2015-02-28", 0),
        ("no day", "2015-03-01", 0),
        ("no day", "2015-03-02", 0),
        ("twice", "2016-02-01", 1),
        ("twice", "2016-03-01", 0),
    ],
)
def test_a_place_is_held_from_the_capture_to_the_day_before_the_loss(place, date, spells):
    held = held_on(SPELLS, date)
    assert list(held["place"]).count(place) == spells
    pd.testing.assert_frame_equal(held, held_on(SPELLS, pd.Timestamp(date)))


def test_places_held_are_counted_after_each_change():
    counts = held_counts(SPELLS).set_index("date")["held"]
    assert counts.index.is_monotonic_increasing and counts.index.is_unique
    assert counts.index.min() == SPELLS["start"].min()
    assert counts.iloc[-1] == 0 and counts.index.max() == SPELLS["end"].max()
    assert counts["2014-06-10"] == 1 and counts["2015-01-01"] == 2
    assert counts["2015-03-01"] == 1 and counts["2016-02-01"] == 2
    on_days = held_counts(SPELLS, ["2015-01-01", "2014-06-10"])
    assert on_days["date"].is_monotonic_increasing and on_days["held"].tolist() == [1, 2]
    assert on_days[["Iraq", "Syria", "contested"]].to_numpy().tolist() == [[1, 0, 1], [2, 0, 1]]
    peak = territory.peak(SPELLS)
    assert peak["held"] == 2 and peak["date"] == pd.Timestamp("2015-01-01")  # the first of several


def test_captures_count_both_ends_and_what_was_held_the_day_before():
    june = territory.captures(load("towns"), "2014-06-10", "2014-06-30")
    assert june.to_dict() == {"taken": 14, "dated": 9, "before": 9, "after": 23}
    one = territory.captures(SPELLS, "2014-06-10", "2014-06-10")
    assert one.to_dict() == {"taken": 1, "dated": 1, "before": 0, "after": 1}


def test_the_list_is_counted_by_spell_and_by_place():
    listed = territory.listed(load("towns"))
    assert (listed["places"], listed["spells"], listed["left_2017"]) == (46, 50, 3)
    assert (listed["start_imputed"], listed["end_imputed"], listed["other_dates"]) == (22, 5, 30)
    assert len(listed["year_only"]) == 10 and "Hatra" in listed["year_only"]


def test_spells_come_in_the_order_of_loss_and_a_second_one_is_told_apart():
    table = territory.spells()
    assert table["end"].is_monotonic_increasing and table["name"].is_unique
    second = table.set_index("name").loc["Abu Kamal (second time)"]
    assert (second["days"], second["side"]) == (8, "Government of Syria")


def test_a_snapshot_holds_the_districts_of_its_country_and_communities_are_counted_once():
    table = territory.snapshots()
    by_name = table.groupby("snapshot").size()
    assert by_name.to_dict() == dict(zip(territory.SNAPSHOTS.values(), [62, 62, 101]))
    assert table["value"].between(0, 1).all() and table.geometry.notna().all()
    assert territory.communities().tolist() == [5_658, 842, 1_446]


def test_spells_that_drop_out_for_a_day_filled_in_are_not_like_the_rest():
    spells = territory.spells().assign(filled=lambda t: t["start_imputed"] | t["end_imputed"])
    sourced = spells[~spells["filled"]]
    medians = [rows.groupby("side")["days"].median() for rows in (spells, sourced)]
    side = "Government of Syria"
    assert [table[side] for table in medians] == [980.5, 312]
    assert medians[0].idxmax() == medians[1].idxmin() == side
    longest = spells[spells["side"] == side].nlargest(5, "days")
    gone = longest.loc[longest["filled"], "days"]
    assert gone.tolist() == [1_219, 1_199, 1_148]
    assert spells.loc[spells["side"] == side, "filled"].sum() == len(gone)


def test_the_note_on_the_series_of_ihs_gives_the_sum_it_speaks_of():
    row = load("area_ihs").set_index("date").loc["2015-06-30"]
    implied = row["area_km2"] / (1 - 0.094)
    assert f"{row['area_km2']:,}" in row["note"] and f"{implied:,.0f}" in row["note"]


def test_a_share_said_to_be_lost_stands_beside_what_ihs_had_given_by_then():
    said = territory.said_lost().set_index(["date", "scope"])
    early = said.loc[("2016-01-05", territory.BOTH)]
    assert (early["share"], early["ihs_km2"], early["ihs_date"]) == (
        0.3,
        78_000,
        pd.Timestamp("2015-12-14"),
    )
    assert early["ihs_lost"] == pytest.approx(1 - 78_000 / 90_800)
    same_day = changed("area_ihs", put("date", pd.Timestamp("2016-01-05"), area_km2=78_000))
    assert set(territory.said_lost(same_day)["ihs_km2"]) >= {78_000}
    assert territory.area()["share_lost"].iloc[0] == 0


def test_land_freed_in_a_year_stands_beside_ihs_as_the_year_began():
    freed = territory.freed()
    assert (freed["year"], freed["value"], freed["ihs_km2"]) == (2017, 61_500, 60_400)
    assert freed["date"] == pd.Timestamp("2018-01-01")


def test_others_tell_of_people_at_the_height_and_of_people_freed():
    told = territory.people_told().set_index("row")[["people", "high"]] / 1e6
    assert told.loc["RAND, 2014"].tolist() == [11, 12]
    assert told.loc["Coalition, freed by 2018"].tolist() == [7.7, 7.7]
    assert "RAND, 2017" not in told.index


def test_clashes_of_syria_before_2016_are_known_by_year_and_none_is_lost():
    table = territory.clashes_by_month()
    years = table[table["known"] == "year only"]
    assert set(years["country"]) == {"Syria"} and set(years["start"].dt.year) == {2013, 2014, 2015}
    assert (years["end"] - years["start"]).dt.days.isin([365]).all()
    assert (years["a_month"] * 12 == years["events"]).all()
    months = table[table["known"] == "month"]
    dated = territory.clashes().dropna(subset=["month", "governorate_pcode"])
    assert months["events"].sum() == dated["events"].sum()
    assert (months["end"] - months["start"]).dt.days.between(28, 31).all()


def test_points_get_the_governorate_they_lie_in_and_strays_are_dropped():
    points = pd.DataFrame(
        {"lon": [43.13, 39.01, 38.4, 38.4], "lat": [36.34, 35.95, 36.95, 37.3], "n": [1, 2, 3, 4]}
    )
    found = located(points, layer("governorates"))
    # The third point lies a few km north of the border, the fourth some 40 km.
    assert found["n"].tolist() == [1, 2, 3]
    assert found["governorate_pcode"].tolist() == ["IQG15", "SY11", "SY02"]
