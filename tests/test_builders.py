"""Builders: same evidence, same bytes; nothing is written when a check fails."""

import importlib
import json
import shutil
import sys
import types

import geopandas
import pandas as pd
import pytest
import shapely
from conftest import resources
from repository import BUILDERS

from builders import common, territory
from builders.__main__ import main
from helpers.tables.check import DataError
from helpers.tables.read import data_folder, describe, layer, load

# A small topic of its own: one table and one layer

FIELDS = [
    {"name": "town", "type": "string", "title": "Town", "constraints": {"required": True}},
    {
        "name": "people",
        "type": "integer",
        "title": "People",
        "constraints": {"required": True, "minimum": 0},
    },
    {"name": "share", "type": "number", "title": "Share", "decimals": 2},
    {"name": "held", "type": "boolean", "title": "Held"},
    {"name": "day", "type": "date", "title": "Day"},
]
CSV = "town,people,share,held,day\nAna,3,0.50,true,2014-06-21\nHit,1,,false,\n"


def resource(name, path, fields, kind):
    return {
        "name": name,
        "path": path,
        "type": "table",
        "format": kind,
        "builder": "small",
        "title": name,
        "schema": {"fields": fields, "primaryKey": [fields[0]["name"]], "missingValues": [""]},
        "rules": [],
    }


def towns(**changes):
    return pd.DataFrame(
        {
            "town": ["Hit", "Ana"],
            "people": [1, 3],
            "share": [None, 0.5],
            "held": [False, True],
            "day": pd.to_datetime([None, "2014-06-21"]),
        }
        | changes
    )


def areas():
    shapes = [shapely.box(41, 34, 42.00004, 35), shapely.box(42.00004, 34, 43, 35)]
    return geopandas.GeoDataFrame({"code": ["B", "A"]}, geometry=shapes, crs=4326)


@pytest.fixture
def small(tmp_path, monkeypatch):
    """A data folder with a catalogue of two, and a topic module whose `build` can be replaced."""
    data, raw = tmp_path / "data", tmp_path / "raw"
    data.mkdir()
    raw.mkdir()
    code = [{"name": "code", "type": "string", "title": "Code"}]
    package = {
        "name": "small",
        "resources": [
            resource("areas", "small/areas.geojson", code, "geojson"),
            resource("towns", "small/towns.csv", FIELDS, "csv"),
        ],
    }
    (data / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    monkeypatch.setenv("BOOK_DATA", str(data))
    module = types.SimpleNamespace(build=lambda folder: {"towns": towns(), "areas": areas()})
    monkeypatch.setitem(sys.modules, "builders.small", module)
    return types.SimpleNamespace(data=data, raw=raw, module=module)


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_build_writes_and_seals(small, capsys):
    assert main([str(small.raw), "small"]) == 0
    assert "2 tables and layers written" in capsys.readouterr().out
    assert (small.data / "small/towns.csv").read_text(encoding="utf-8") == CSV
    assert load("towns")["people"].tolist() == [3, 1]
    assert layer("areas")["code"].tolist() == ["A", "B"]
    assert describe("towns")["rows"] == 2 and describe("towns")["bytes"] == len(CSV)
    assert describe("areas")["features"] == describe("areas")["rows"] == 2


def test_a_layer_holds_one_feature_a_line_with_rounded_corners(small):
    main([str(small.raw), "small"])
    lines = (small.data / "small/areas.geojson").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 4 and json.loads(lines[2])["properties"] == {"code": "B"}
    assert "42.0," in lines[1] and "42.00004" not in lines[1]


def test_building_twice_gives_the_same_bytes(small):
    main([str(small.raw), "small"])
    before = contents(small.data)
    assert main([str(small.raw)]) == 0
    assert contents(small.data) == before
    small.module.build = lambda folder: {"towns": towns().iloc[::-1], "areas": areas().iloc[::-1]}
    assert main([str(small.raw)]) == 0
    assert contents(small.data) == before


BREAKS = {
    "negative": (lambda: towns(people=[-1, 3]), "column people.*below the minimum"),
    "duplicate key": (lambda: towns(town=["Ana", "Ana"]), "stands on line 2 already"),
    "missing value": (lambda: towns(town=[None, "Ana"]), "column town.*value is missing"),
    "half a person": (lambda: towns(people=[0.5, 3]), "not a whole number"),
    "column missing": (lambda: towns().drop(columns="held"), "differ in held"),
    "column more": (lambda: towns(more=[1, 2]), "differ in more"),
}


@pytest.mark.parametrize("kind", BREAKS)
def test_nothing_of_a_topic_is_written_if_one_table_is_broken(small, capsys, kind):
    main([str(small.raw), "small"])
    before = contents(small.data)
    change, word = BREAKS[kind]
    # The layer changes too: it is sound, and must stay as it was with the broken table.
    small.module.build = lambda folder: {"towns": change(), "areas": areas()[:1]}
    assert main([str(small.raw), "small"]) == 2
    assert pd.Series([capsys.readouterr().err]).str.contains(word, regex=True)[0]
    assert contents(small.data) == before


def test_a_failing_validate_step_writes_nothing(small, capsys):
    before = contents(small.data)

    def build(folder):
        common.require(False, "towns: 49 found, 50 expected")

    small.module.build = build
    assert main([str(small.raw), "small"]) == 2
    assert "49 found" in capsys.readouterr().err
    assert contents(small.data) == before


def test_a_builder_and_the_catalogue_must_name_the_same_tables(small, capsys):
    small.module.build = lambda folder: {"towns": towns()}
    assert main([str(small.raw), "small"]) == 2
    assert "the builder and the catalogue differ in areas" in capsys.readouterr().err


def test_check_compares_and_writes_nothing(small, capsys):
    main([str(small.raw), "small"])
    assert main(["--check", str(small.raw)]) == 0
    path = small.data / "small/towns.csv"
    path.write_text(CSV.replace("Ana,3", "Ana,4"), encoding="utf-8")
    before = contents(small.data)
    assert main(["--check", str(small.raw), "small"]) == 1
    assert "data/small/towns.csv differs from what is built on line 2" in capsys.readouterr().out
    assert contents(small.data) == before
    path.unlink()
    assert main(["--check", str(small.raw), "small"]) == 1
    assert "data/small/towns.csv is not there" in capsys.readouterr().out


def test_seal_takes_an_honest_edit(small, capsys):
    main([str(small.raw), "small"])
    (small.data / "small/towns.csv").write_text(CSV + "Rawa,2,0.10,,\n", encoding="utf-8")
    with pytest.raises(DataError, match="checksum"):
        load("towns")
    assert main(["--seal"]) == 0
    assert "sealed: towns" in capsys.readouterr().out
    assert len(load("towns")) == describe("towns")["rows"] == 3
    assert main(["--seal", "towns"]) == 0
    assert "nothing had changed" in capsys.readouterr().out


def test_seal_refuses_a_broken_table(small, capsys):
    main([str(small.raw), "small"])
    (small.data / "small/towns.csv").write_text(CSV.replace("Ana,3", "Ana,-3"), encoding="utf-8")
    before = contents(small.data)
    assert main(["--seal"]) == 2
    told = capsys.readouterr().err
    assert "small/towns.csv, line 2, column people" in told
    assert contents(small.data) == before


@pytest.mark.parametrize(
    "arguments, word",
    [
        (["--seal", "town"], "no table 'town'"),
        (["nowhere"], "not a folder"),
        ([".", "weather"], "no builder 'weather'"),
    ],
)
def test_wrong_arguments_are_told(small, capsys, arguments, word):
    assert main(arguments) == 2
    assert word in capsys.readouterr().err


def test_pairs_are_parted_by_semicolons_and_keep_what_stands_within():
    text = "\n    Al Başrah  province = Al-Basrah; S/RES: 1 (1999) = S;\n    C = Côte d'Ivoire\n"
    told = {"Al Başrah  province": "Al-Basrah", "S/RES: 1 (1999)": "S", "C": "Côte d'Ivoire"}
    assert common.pairs(text) == told
    with pytest.raises(ValueError):
        common.pairs("A = B; C")


# The whole data folder


def test_the_book_is_sealed_as_it_lies(tmp_path, monkeypatch):
    """Sealing a copy changes nothing: hash, bytes and rows fit every file."""
    shutil.copytree(data_folder(), tmp_path / "data")
    monkeypatch.setenv("BOOK_DATA", str(tmp_path / "data"))
    before = contents(tmp_path / "data")
    assert common.seal() == []
    common.write_catalogue(common.read_catalogue())
    assert contents(tmp_path / "data") == before


@pytest.mark.parametrize("name", sorted(n for n, r in resources().items() if r["builder"]))
def test_a_built_table_is_in_the_form_that_builders_write(name):
    """Read and written again, a table has the same bytes: no hand has changed its form."""
    entry = describe(name)
    frame = layer(name) if entry["format"] == "geojson" else load(name)
    assert common.render(frame, entry) == (data_folder() / entry["path"]).read_bytes()


# Raw evidence that is not what it was


@pytest.fixture
def untouched(tmp_path, monkeypatch):
    """A copy of the data folder, and a check that a test leaves it as it was."""
    copy = tmp_path / "data"
    shutil.copytree(data_folder(), copy)
    monkeypatch.setenv("BOOK_DATA", str(copy))
    before = contents(copy)
    yield
    assert contents(copy) == before


@pytest.mark.parametrize("topic", BUILDERS)
def test_an_empty_evidence_folder_writes_nothing(untouched, tmp_path, capsys, topic):
    (tmp_path / "raw").mkdir()
    assert main([str(tmp_path / "raw"), topic]) == 2
    assert "raw file is missing" in capsys.readouterr().err


def test_a_raw_file_without_its_column_writes_nothing(untouched, tmp_path, capsys):
    raw = tmp_path / "raw" / "geography"
    raw.mkdir(parents=True)
    (raw / "world_iso3_crosswalk.csv").write_text("name,iso_a3\nIraq,IRQ\n", encoding="utf-8")
    assert main([str(tmp_path / "raw"), "territory"]) == 2
    assert (
        "world_iso3_crosswalk.csv, line 1: the raw file has no column name_ne; its columns are "
        "name, iso_a3"
    ) in capsys.readouterr().err


def test_what_no_check_names_ends_in_one_sentence_too(untouched, monkeypatch, tmp_path, capsys):
    def build(raw):
        return {}["a column that is gone"]

    monkeypatch.setattr(importlib.import_module("builders.funding"), "build", build)
    assert main([str(tmp_path), "funding"]) == 2
    said = capsys.readouterr().err
    assert "funding: the evidence is odd" in said and "a column that is gone" in said
    assert "src/builders/raw/funding.py" in said and len(said.splitlines()) == 1


def test_a_built_table_that_cannot_be_sends_to_the_raw_files_and_not_to_the_table(
    untouched, monkeypatch, tmp_path, capsys
):
    monkeypatch.setattr(
        importlib.import_module("builders.funding"),
        "build",
        lambda raw: {"brent_monthly": load("brent_monthly").assign(usd_per_barrel=-1.0)},
    )
    assert main([str(tmp_path), "funding"]) == 2
    said = capsys.readouterr().err
    assert "brent_monthly.csv, line 2" in said and "src/builders/raw/funding.py" in said
    assert "make seal" not in said


def test_what_load_refuses_in_the_catalogue_is_not_sealed(untouched, capsys):
    path = data_folder() / "datapackage.json"
    text = path.read_text(encoding="utf-8")
    try:
        path.write_text(text.replace('"title": "', '"title": "\u200b', 1), encoding="utf-8")
        assert main(["--seal"]) == 2
        assert "datapackage.json, line" in capsys.readouterr().err
    finally:
        path.write_text(text, encoding="utf-8", newline="\n")


def raw_shares():
    """The raw project's shares of districts, as if they were the book's own."""
    shares = load("district_shares")
    return shares.rename(
        columns={
            "district_pcode": "ADM2_PCODE",
            "armed_group_share_2014_09": "ag_area_share_2014_09",
        }
    )


def test_shares_that_differ_from_the_evidence_are_refused():
    territory._validate_shares(load("district_shares"), raw_shares())
    changed = raw_shares()
    changed.loc[120, "is_share_2015_01"] += 0.01
    with pytest.raises(common.BuildError, match="is_share_2015_01 is 0.0100 off"):
        territory._validate_shares(load("district_shares"), changed)
    with pytest.raises(common.BuildError, match="do not pair up"):
        territory._validate_shares(load("district_shares"), raw_shares()[1:])


def test_districts_that_are_missing_are_refused():
    tables = {"districts": layer("districts")[1:], "governorates": layer("governorates")}
    with pytest.raises(common.BuildError, match="districts: .* expected"):
        territory.validate(tables, {})


# The steps of the territory builder, on evidence small enough to reckon by hand


def squares(rows):
    """Squares of one degree with OCHA's column names, from (district, governorate, west, south)."""
    return geopandas.GeoDataFrame(
        {
            "ADM2_PCODE": [r[0] for r in rows],
            "ADM2_EN": [r[0] for r in rows],
            "ADM2_AR": [r[0] for r in rows],
            "ADM1_PCODE": [r[1] for r in rows],
            "ADM0_PCODE": [r[1][:2] for r in rows],
        },
        geometry=[shapely.box(x, y, x + 1, y + 1) for *_, x, y in rows],
        crs=4326,
    )


def test_shares_by_communities_and_by_area():
    adm2 = squares([("IQa", "IQ1", 43, 34), ("SYa", "SY1", 38, 35), ("SYb", "SY1", 39, 35)])
    communities = pd.DataFrame(
        {
            "ADM2_PCODE": ["SYa"] * 4 + ["SYb"],
            "latitude": [35.5] * 5,
            "control_2014_01": ["Islamic State", "Opposition", "Kurds", "Government", None],
            "control_2015_01": ["Islamic State", "Islamic State", None, "Government", "Kurds"],
        }
    )
    groups = geopandas.GeoDataFrame(geometry=[shapely.box(43, 33, 43.25, 36)], crs=4326)
    table = territory.tidy_shares(adm2, communities, groups).set_index("district_pcode")
    assert table.loc["SYa", "is_share_2014_01"] == 0.25
    assert table.loc["SYa", "is_share_2015_01"] == pytest.approx(2 / 3)  # of the labelled
    assert pd.isna(table.loc["SYb", "is_share_2014_01"])
    assert table.loc["SYb", "is_share_2015_01"] == 0
    assert table["communities"].tolist() == [pd.NA, 4, 1]
    assert table.loc["IQa", "armed_group_share_2014_09"] == pytest.approx(0.25)
    assert pd.isna(table.loc["SYa", "armed_group_share_2014_09"])


def test_people_of_districts_grow_alike_and_parts_are_added():
    census = pd.DataFrame(
        {
            "cod_pcode": ["SYa", "SYa", "SYb"],
            "pop_2004_census": [1000, 500, 17921],
            "status": ["reported", "DERIVED, from the share", "reported"],
        }
    )
    shares = pd.DataFrame(
        {
            "district_pcode": ["SYa", "SYb", "SYc"],
            "district": ["a", "b", "c"],
            "governorate_pcode": ["SY1"] * 3,
            "communities": [4, 2, 1],
            "is_share_2014_01": [0.5, 0, 0],
            "is_share_2015_01": [1, 0, 0],
        }
    )
    table = territory.tidy_under_is_districts(census, shares).set_index("district_pcode")
    assert table["population_2004"].to_dict() == {"SYa": 1500, "SYb": 17921}
    assert table["population_2011"].to_dict() == {"SYa": 1200 + 600, "SYb": 21100}
    assert table["census_derived"].to_dict() == {"SYa": True, "SYb": False}


@pytest.mark.parametrize(
    "value, step, nearest",
    [(1499, 1000, 1000), (1500, 1000, 2000), (2500, 1000, 3000), (49, 100, 0)],
)
def test_nearest_rounds_halves_up(value, step, nearest):
    assert territory._nearest(value, step) == nearest
    assert territory._nearest(pd.Series([value]), step).tolist() == [nearest]


def test_governorates_are_made_of_their_districts():
    adm2 = squares([("IQa", "IQ1", 43, 34), ("IQb", "IQ1", 44, 34), ("IQc", "IQ2", 45, 34)])
    adm1 = pd.DataFrame(
        {
            "ADM1_PCODE": ["IQ1", "IQ2"],
            "ADM1_EN": ["One", "Two"],
            "ADM1_AR": ["١", "٢"],
            "ADM0_PCODE": ["IQ", "IQ"],
        }
    )
    districts = territory.tidy_districts(adm2)
    made = territory.tidy_governorates(adm1, districts).set_index("governorate_pcode")
    assert made.geometry["IQ1"].equals(shapely.box(43, 34, 45, 35))
    assert made.loc["IQ2", ["governorate", "country", "iso3"]].tolist() == ["Two", "Iraq", "IRQ"]


def test_rivers_have_one_name_and_no_crumbs():
    rivers = geopandas.GeoDataFrame(
        {"name": ["Firat", "Euphrates", "Ceyhan", None], "scalerank": [3, 3, 9, 1]},
        geometry=[
            shapely.LineString([(38, 37), (39, 36.5)]),
            shapely.MultiLineString([[(39, 36.5), (40, 36)], [(45, 31), (45.001, 31)]]),
            shapely.LineString([(35, 37), (36, 37)]),
            shapely.LineString([(35, 37), (36, 37)]),
        ],
        crs=4326,
    )
    table = territory.tidy_rivers(rivers)
    assert table["name"].tolist() == ["Euphrates"]
    assert table.geometry[0].equals(shapely.LineString([(38, 37), (40, 36)]))


def test_arabic_names_are_chosen_or_official_or_left_out():
    raw = {
        "town_names": pd.DataFrame({"geonameid": [1.0, None], "name_ar": ["عنة", "سد"]}),
        "gazetteer": pd.DataFrame(
            {"geonameid": [2, 3, 4], "names_arabic_script": [["بصره", "البصرة"], ["زاخۆ"], []]}
        ),
        "governorates": pd.DataFrame({"ADM1_AR": ["البصره"]}),
        "districts": pd.DataFrame({"ADM2_AR": [None]}),
    }
    names = [territory._arabic(number, raw) for number in (1.0, 2.0, 3.0, 4.0, 5.0, float("nan"))]
    assert names == ["عنة", "البصرة", None, None, None, None]


@pytest.mark.parametrize("condition", [False, None, pd.NA, 0])
def test_what_does_not_hold_or_is_not_known_stops_the_builder(condition):
    common.require(True, "")
    with pytest.raises(common.BuildError, match="so it is"):
        common.require(condition, "so it is")


def test_zero_is_written_without_a_sign():
    assert [common._cell(value, "number", 1) for value in (-0.04, 0.0, -0.06)] == [
        "0.0",
        "0.0",
        "-0.1",
    ]
