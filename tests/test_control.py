"""Who held which place in the summer of 2017: the marks as they are read, and their checks."""

import itertools

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from altered import changed, put
from conftest import resources

from builders.common import BuildError
from builders.control import PLAIN, SIDES, _flags, meaning, validate
from helpers.tables.read import METRES, describe, load
from helpers.topics import control

MARKS = {  # a mark of the map of Syria: who, what, whether they fight over it
    "m.IS": (["is"], "place", False),
    "m.gov_hill": (["syria_gov"], "hill", False),
    "m.SDF_oil": (["kurdish_sdf"], "oil or gas", False),
    "m.JaN_air": (["nusra"], "airfield", False),
    "m.Trk_base": (["turkey"], "base", False),
    "m.SDF_IS": (["kurdish_sdf", "is"], "place", True),
    "m.stable_opp_JaN": (["opposition", "nusra"], "place", False),
    "BSicon STRlf black.svg": (["is"], "dam", False),
    "BSicon STRrf yellow.svg": (["kurdish_sdf"], "dam", False),
    "Deir ez-Zor clashes (2017).svg": (["syria_gov", "is"], "place", True),
    "Battle of Qamishli.svg": (["syria_gov", "kurdish_sdf"], "place", False),
}


# The table


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_says_who_holds_what(mark):
    assert meaning(mark, "Syria") == MARKS[mark]


def test_the_same_colour_means_another_government_in_iraq():
    assert meaning("m.gov", "Iraq")[0] == ["iraq_gov"]
    assert meaning("m.gov_IS", "Iraq") == (["iraq_gov", "is"], "place", True)
    assert meaning("m.SDF_rural4", "Iraq") == (["kurdish_sdf"], "area", False)


@pytest.mark.parametrize("mark", ["m.ISX_hill", "m.gov_SDFX", "BSicon STRlf blue.svg", "dot.svg"])
def test_a_mark_that_no_rule_reads_is_refused(mark):
    with pytest.raises(BuildError, match="mark"):
        meaning(mark, "Iraq")


def test_plain_marks_are_as_many_as_the_maps_show():
    table = load("control_2017")
    plain = table[(table["what"] == "place") & table["holder"].notna()]
    counts = plain["holder"].value_counts()
    assert len(table) == 5_293 and table["map"].value_counts()["Iraq"] == 1_499
    assert (counts["is"], counts["kurdish_sdf"], counts["opposition"]) == (471, 1_913, 376)
    assert counts["iraq_gov"] + counts["syria_gov"] == 686 + 888 == 1_574
    kurdish = plain[plain["holder"] == "kurdish_sdf"]["country"].value_counts()
    assert kurdish.to_dict() == {"Syria": 1_486, "Iraq": 427}
    assert plain[plain["holder"] == "is"]["country"].value_counts()["Iraq"] == 174


def test_two_sides_stand_where_no_holder_is_named():
    table = load("control_2017")
    assert (table["holder"].isna() == table["sides"].notna()).all()
    contested = table[table["contested"]]
    assert contested["sides"].str.contains(r"\bis\b").all() and len(contested) == 10
    assert {"Raqqa", "Deir ez-Zor", "Imam Gharbi"} <= set(contested["place"])
    known = set(SIDES.values())
    assert set("; ".join(table["sides"].dropna()).split("; ")) <= known
    assert set(table["holder"].dropna()) == known
    assert known <= set(load("actors")["actor"])


def test_of_western_syria_only_marks_of_islamic_state_were_gathered():
    west = load("control_2017").query("country == 'Syria' and lon < 37")
    assert len(west) == 21 and set(west["holder"]) == {"is"}


def test_slips_are_flagged_and_stay():
    table = load("control_2017")
    flagged = table[table["flag"].notna()].groupby("flag")["place"].agg(list)
    assert flagged["rounded"] == ["Al-Karābilah"]
    assert flagged["two holders"] == ["Ash Shuwayrat", "Qaryat ash Shuwayrat"]
    assert flagged.map(len).to_dict() == {
        "no name": 2,
        "rounded": 1,
        "same point": 16,
        "two holders": 2,
    }


def test_a_slip_is_found_by_what_it_is():
    rows = [
        ("Al-Karābilah", 34.0, 41.0, "is"),
        ("Al-Karābilah", 34.4, 41.0, "is"),
        ("one", 35.0, 42.0, "is"),
        ("other", 35.0, 42.0, None),
        ("one", 36.0, 42.0, None),
        (None, 36.0, 42.0, None),
    ]
    table = pd.DataFrame(rows, columns=["place", "lat", "lon", "holder"]).assign(sides="is; nusra")
    found = ["rounded", None, "two holders", "two holders", None, "no name"]
    assert [*_flags(table)] == found


def test_places_lie_in_the_districts_that_their_names_say():
    table = load("control_2017").set_index("place")
    assert table.loc["Tal Afar", "district"] == "Telafar"
    assert table.loc["Al-Sukhnah", "district"] == "Tadmor"
    at_sea = table[table["district_pcode"].isna()]
    assert at_sea.index.str.contains("Oil Terminal|Khawr").all() and len(at_sea) == 2


def test_marks_lost_stop_the_builder():
    table = load("control_2017")
    validate(table)
    with pytest.raises(BuildError, match="470, .* plain marks"):
        validate(table.drop(table.index[table["holder"] == "is"][0]))
    with pytest.raises(BuildError, match="slips"):
        validate(table.assign(flag=table["flag"].where(table["flag"] != "rounded")))
    assert sum(PLAIN.values()) == 471 + 1_913 + 1_574 + 376


def test_its_licence_passes_on():
    entry = describe("control_2017")
    assert [one["name"] for one in entry["licenses"]] == ["CC-BY-SA-4.0"]
    assert {one["publisher"] for one in entry["sources"]} == {"Wikipedia contributors"}
    assert resources()["control_2017"]["rows"] == 5_293


# What it can be held against


def test_a_place_with_two_sides_is_told_apart_by_whether_they_fight():
    table = control.places().set_index("place")
    assert table.loc["Raqqa", ["side", "state"]].tolist() == ["is", "contested"]
    assert table.loc["Qamishli", ["side", "state"]].tolist() == ["syria_gov", "shared"]
    assert table.loc["Khan Asal", ["side", "state"]].tolist() == ["opposition", "held"]  # Nusra's
    assert table.loc["Majas", ["side", "state"]].tolist() == ["opposition", "held"]  # of both
    held = table[table["state"] == "held"]["side"].value_counts()
    assert held["is"] == 469 and held["kurdish_sdf"] == 1_913  # two marks of IS are slips
    assert {"Ash Shuwayrat", "Al-Karābilah"} & set(table.index) == set()


def test_by_side_counts_slips_too():
    table = control.by_side().set_index(["holder", "country"])["places"]
    assert (table["is", "Iraq"], table["is", "Syria"]) == (174, 297)


def test_near_is_in_kilometres_and_takes_the_edge():
    points = pd.DataFrame({"lat": [35.0, 35.0, 36.0], "lon": [40.0, 41.0, 40.0]})
    one = points.head(1)
    assert control.near(points, one, 92).tolist() == [True, True, False]  # 111.32 km x cosine
    assert control.near(points, one, 91).tolist() == [True, False, False]
    assert control.near(points, one, 110.96).tolist() == [True, True, True]
    assert not control.near(points, points.head(0)).any()


@pytest.mark.parametrize(
    "one, other, same",
    [
        ("Hit", "Hīt", True),
        ("Sharqat", "Al-Shirqat", True),
        ("Qaraqosh (Bakhdida)", "Bakhdida (Qaraqosh)", True),
        ("Kobani (Ayn al-Arab)", "Kobanî (Ayn al-Arab)", True),
        ("Rutba", "Ar-Rutbah", True),
        ("Baghuz", "Abu Kamal", False),
        ("Hatra", "Al-Hadar", False),
    ],
)
def test_names_are_alike_whatever_their_article_and_accents(one, other, same):
    assert (control._alike(one, other) >= control.ALIKE) == same


def test_each_dated_place_has_its_own_mark_but_one():
    table = control.matches().set_index("place")
    assert table["by"].value_counts().to_dict() == {"name": 43, "nearness": 2, "no mark": 1}
    assert table.loc["Hajar al-Aswad / Yarmouk (Damascus)", "by"] == "no mark"
    assert table.loc["Baghuz", "mark"] == "Baghuz Fawqani"
    assert table.loc["Sharqat", "mark"] == "Al-Shirqat"  # not the larger village over the river
    assert table["km"].max() < control.SEARCH and table["mark"].nunique() == 45


def test_the_dated_places_agree_between_the_fall_of_two_of_them():
    when = control.window()
    assert [f"{when[name]:%m-%d}" for name in ("first", "last", "until")] == [
        *("07-10", "08-04", "08-12")
    ]
    assert (when["after"], when["before"]) == (["Mosul"], ["al-Sukhna"])
    table = control.agreement()
    assert len(table) == 34 and set(table["places"]) == {45} and set(table["in part"]) == {2}
    assert table["differs"].tolist() == [0] * 26 + [1] * 8
    assert table["which"].iloc[-1] == ["al-Sukhna"]
    before = control.agreement(["2017-07-09"]).iloc[0]
    assert (before["agrees"], before["which"]) == (42, ["Mosul"])
    year_before = control.agreement(["2016-07-15"]).iloc[0]
    assert year_before["differs"] > 10  # the check can fail


def test_without_the_places_that_lean_on_wikipedia_they_agree_too():
    table = control.agreement(wikipedia=False)
    assert set(table["places"]) == {26} and table["differs"].sum() == table["in part"].sum() == 0
    when = control.window(wikipedia=False)
    assert (f"{when['last']:%m-%d}", when["before"]) == ("08-30", ["Tal Afar"])


def test_a_wrong_holder_is_found():
    wrong = changed("control_2017", put("holder", "iraq_gov", place="Tal Afar"))
    table = control.compared(["2017-07-20"], load=wrong).set_index("place")["outcome"]
    assert table["Tal Afar"] == "differs" and table["Hawija"] == "agrees"
    wrong = changed("control_2017", put("holder", "opposition", place="Manbij"))
    table = control.compared(["2017-07-20"], load=wrong).set_index("place")["outcome"]
    assert table["Manbij"] == "differs"


def test_errors_are_counted_by_holder_and_by_size():
    by_side, by_size = control.errors("side"), control.errors("size")
    assert by_side.loc["is", ["places", "in part", "differs"]].tolist() == [12, 2, 1]
    assert by_side["places"].sum() == by_size["places"].sum() == 45
    assert by_size["places"].to_dict() == {"large": 31, "middle": 13, "small": 1}


def test_clashes_lie_nearer_to_islamic_state_than_places_do():
    table = control.fighting().set_index("about")
    assert table["points"].tolist() == [277, 146, 150, 4_386]
    assert table["near_is"].round(3).tolist() == [0.830, 0.678, 0.313, 0.165]
    assert table["front"].round(3).tolist() == [0.610, 0.260, 0.207, 0.098]
    further = control.fighting(20).set_index("about")
    assert (further["near_is"] >= table["near_is"]).all() and (table["front"] <= 1).all()


def test_land_is_shared_out_and_stops_at_the_distance_and_at_the_border():
    table = control.land(10).set_index("side")
    assert table.loc["is", "km2"] == pytest.approx(24_298, abs=2)
    shapes = table.geometry.to_crs(METRES)
    for one, other in itertools.combinations(shapes, 2):
        assert one.intersection(other).area < 1_000  # square metres
    west = control.ground()["not gathered"]
    assert not table.geometry.intersects(west.buffer(-0.01)).any()
    places = control.places()
    spots = shapely.multipoints(shapely.points(places[["lon", "lat"]].to_numpy()))
    reach = gpd.GeoSeries([spots], crs="EPSG:4326").to_crs(METRES).iloc[0]
    corners = shapely.points(shapely.get_coordinates(shapes.to_numpy()))
    assert shapely.distance(corners, reach).max() <= 10_001


def test_the_land_of_ihs_lies_between_two_distances():
    table = control.land_of_is().set_index("km")
    assert table["km2"].is_monotonic_increasing and set(table["ihs"]) == {36_200}
    assert table.loc[15, "km2"] < 36_200 < table.loc[20, "km2"]


def test_people_near_is_a_range_of_four_rules():
    table = control.people_near().set_index(["counts", "weight"])["people"] / 1e6
    assert table.round(2).tolist() == [2.56, 2.91, 3.95, 4.01]
    none = changed("population_iraq_2014", lambda frame: frame.assign(population=0))
    assert control.people_near(load=none)["people"].max() < 1.7e6  # Syria alone
    assert control.people_near(1)["people"].max() < table["near"].min() * 1e6
