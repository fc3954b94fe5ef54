"""Countries of the world: codes that tables use, shapes that have none, and what the maps draw."""

import altair as alt
import pytest
import shapely
from conftest import resources

from builders import world as builder
from helpers.draw import world
from helpers.tables.read import describe, layer, load

# Codes that stand in a column of codes and name no country. Every other code must have a shape.
NO_SHAPE = {"UNK": "UNHCR: country not known"}
# What became of the five shapes to which Natural Earth gives no ISO code
WITHOUT_ISO = {
    "Indian Ocean Ter.": "left out",
    "Kosovo": "XKX",
    "N. Cyprus": "part of CYP",
    "Siachen Glacier": "no code",
    "Somaliland": "part of SOM",
}


def code_columns():
    """(table, column) of each column of country codes in the catalogue."""
    for name, resource in resources().items():
        for field in resource["schema"]["fields"]:
            if field["name"].split("_")[-1] in ("iso3", "iso"):
                yield name, field["name"]


def test_every_code_of_every_table_has_a_shape_or_is_listed():
    columns = [(name, column) for name, column in code_columns() if name != "world_countries"]
    assert ("is_presence", "iso3") in columns and ("population_by_country", "iso3") in columns
    read = {"csv": load, "geojson": layer}
    shapes = set(world.countries()["iso3"])
    unmatched = {
        (name, code)
        for name, column in columns
        for code in read[resources()[name]["format"]](name)[column].dropna().unique()
        if code not in shapes
    }
    assert {code for _, code in unmatched} <= set(NO_SHAPE), sorted(unmatched)


def test_the_five_shapes_without_a_code_are_told():
    told = dict.fromkeys(builder.NO_CODE, "no code") | builder.CODES
    told |= dict.fromkeys(set(builder.LEFT_OUT) & set(WITHOUT_ISO), "left out")
    codes = world.countries().set_index("name")["iso3"]
    told |= {name: f"part of {codes[whole]}" for name, whole in builder.PART_OF.items()}
    assert told == WITHOUT_ISO
    drawn = layer("world_countries").set_index("name")["iso3"]
    assert drawn["Kosovo"] == "XKX" and drawn[drawn.isna()].index.tolist() == ["Siachen Glacier"]


def test_the_limitations_tell_where_disputed_land_lies():
    told = " ".join(describe("world_countries")["limitations"])
    shapes = layer("world_countries").set_index("name").geometry
    places = {  # a word of the limitations, the shape it names, a point
        "Crimea": ("Ukraine", 34.1, 45.3),
        "Somaliland": ("Somalia", 45.0, 9.5),
        "north of Cyprus": ("Cyprus", 33.4, 35.25),
        "Golan": ("Israel", 35.8, 33.0),
        "west of Western Sahara": ("Morocco", -13.5, 25.0),
        "Aksai Chin": ("China", 79.3, 35.2),
        "Abyei": ("Sudan", 28.5, 9.7),
        "Hala'ib": ("Egypt", 35.8, 22.5),
        "Kurils": ("Russia", 147.8, 45.0),
    }
    for word, (country, *point) in places.items():
        assert word in told and shapes[country].contains(shapely.Point(point)), word
    for word in ("Crimea", "north of Cyprus", "Somaliland"):
        assert word in world.DISPUTED


def test_no_shape_crosses_the_antimeridian():
    parts = layer("world_countries").explode()
    wide = parts.bounds["maxx"] - parts.bounds["minx"]
    assert wide.max() < 160


def test_points_lie_in_their_countries():
    shapes = layer("world_countries")
    large = shapes[shapes.geometry.to_crs(6933).area > 5e9]
    assert len(large) > 160
    points = shapely.points(large["lon"], large["lat"])
    assert shapely.contains(large.geometry.to_numpy(), points).all()


def test_located_adds_points_and_refuses_unknown_codes():
    table = load("population_by_country").query("year == 2015").head(5)
    spots = world.located(table)
    assert len(spots) == 5 and spots[["lon", "lat"]].notna().all(axis=None)
    with pytest.raises(KeyError, match="QQQ"):
        world.located(table.assign(iso3="QQQ"))


def test_choropleth_keeps_small_countries_as_dots_and_refuses_unknown_codes():
    table = load("population_by_country").query("year == 2015 and iso3 in ['MLT', 'FRA', 'USA']")
    fill = alt.Fill("population:Q")
    both = world.choropleth(table, fill).to_dict()
    marks = [view["mark"]["type"] for view in both["layer"]]
    assert marks == ["geoshape", "circle"]
    rows = both["datasets"]
    names = {
        view["mark"]["type"]: {row["iso3"] for row in rows[view["data"]["name"]]}
        for view in both["layer"]
    }
    assert names == {"geoshape": {"FRA", "USA"}, "circle": {"MLT"}}
    assert len(world.choropleth(table[table["iso3"] != "MLT"], fill, "europe").data) == 1
    with pytest.raises(KeyError, match="QQQ"):
        world.choropleth(table.assign(iso3="QQQ"), fill)


@pytest.mark.parametrize("region", list(world.REGIONS))
def test_base_is_wound_so_that_no_shape_fills_the_globe(region):
    sea, land = world.base(region).to_dict()["datasets"].values()
    assert len(sea) == len(land) == 1
    for feature in [*sea, *land]:
        parts = shapely.get_parts(shapely.geometry.shape(feature["geometry"]))
        assert all(not part.exterior.is_ccw and part.area > 0 for part in parts)


def test_population_keeps_its_source_and_both_copies():
    table = load("population_by_country")
    assert len(table) == 2044 + 161 + 21
    assert set(table.groupby("iso3").size()[lambda n: n < 14].index) == {"PSE", "UZB", "XKX"}
    assert describe("population_by_country")["licenses"][0]["name"] == "CC-BY-4.0"
