"""Who held which place in the summer of 2017: the marks as they are read, and their checks."""

import pandas as pd
import pytest
from conftest import resources

from builders.common import BuildError
from builders.control import PLAIN, SIDES, _flags, meaning, validate
from helpers.tables.read import describe, load

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
