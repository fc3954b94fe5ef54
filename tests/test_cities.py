"""Topic cities: damage sites, satellite blocks, and the helpers that count and draw them."""

import base64
import dataclasses
import io

import numpy as np
import pandas as pd
import pytest
import shapely
from PIL import Image

from builders import cities as builder
from builders.__main__ import main
from builders.common import BuildError
from helpers.draw import blocks, maps
from helpers.tables.read import METRES, data_folder, describe, layer, load
from helpers.topics import cities

RANK = {"none_visible": 0, "moderate": 1, "severe": 2, "destroyed": 3}
BLOCKS = ["raqqa_colour_40m", "raqqa_brightness_40m", "raqqa_blocks_20m", "raqqa_blocks_230m"]
LAST = {  # what UNOSAT and the atlases print of the last image: destroyed, severe, moderate, all
    "Raqqa": ("2017-10-21", [3_325, 3_959, 5_492, 12_776]),
    "Aleppo": ("2016-09-18", [4_773, 14_680, 16_269, 35_722]),
    "Deir ez-Zor": ("2017-11-09", [1_161, 2_370, 2_874, 6_405]),
    "Daraa": ("2017-02-07", [224, 498, 781, 1_503]),
}


@pytest.fixture(scope="module")
def sites():
    return load("raqqa_damage")


@pytest.fixture(scope="module")
def landmarks():
    return load("raqqa_landmarks").set_index("key")


# Published totals


def test_damage_on_each_of_five_images(sites):
    seen = {date: len(cities.damaged(sites, date)) for date in cities.image_dates(sites)}
    assert seen == {
        "2013-10-22": 340,
        "2014-02-12": 435,
        "2015-05-29": 1_472,
        "2017-02-03": 1_689,
        "2017-10-21": 12_776,
    }
    every = cities.by_image(sites)
    assert every.groupby("date").size().tolist() == list(seen.values())
    assert sites["class_2017_10_21"].notna().all()


def test_damage_without_roads_is_that_of_the_atlas(sites):
    last = cities.damaged(sites, "2017-10-21")
    assert (last["site_type"] != "Road").sum() == 12_707
    told = load("city_damage").query("area == 'city, structures'").set_index("date")["total"]
    assert told["2017-10-21"] == 12_707


@pytest.mark.parametrize("city", LAST)
def test_the_last_image_of_each_city_holds_what_was_published(city):
    date, told = LAST[city]
    counts = [*cities.DAMAGE[::-1], "sites"]
    table = load("cities_damage").query("city == @city").set_index("image_date")
    assert table.loc[table.index.max(), counts].tolist() == told
    assert f"{table.index.max():%Y-%m-%d}" == date
    others = load("city_damage").query("city == @city and area == 'city'")
    assert (others["total"] - told[-1]).abs().max() / told[-1] < 0.01
    blocks = load("cities_blocks").query("city == @city")
    assert blocks[counts[:3]].sum().tolist() == told[:3]
    assert len(blocks) == table.loc[date, "blocks"] and (blocks[counts[:3]].sum(axis=1) > 0).all()


def test_images_of_daraa_are_those_of_the_trend_that_unosat_prints():
    table = load("cities_damage").query("city == 'Daraa'").set_index("image_date")
    assert table.loc["2016-04-19", cities.DAMAGE[::-1]].tolist() == [173, 384, 531]
    assert table["second_date"].dropna().to_dict() == {
        pd.Timestamp("2017-02-07"): pd.Timestamp("2017-01-06")
    }


def test_sites_of_raqqa_are_the_same_in_both_tables(sites):
    table = load("cities_damage").query("city == 'Raqqa'").set_index("image_date")["sites"]
    assert table.tolist() == cities.by_image(sites).groupby("date").size().tolist()


def test_the_hull_and_the_blocks_of_raqqa_measured_on_a_plane(sites):
    last = cities.damaged(sites, "2017-10-21")
    row = load("cities_damage").query("city == 'Raqqa'").iloc[-1]
    north, east = arc(last["lat"].mean())
    flat = last[["lon", "lat"]].to_numpy() * [east, north]
    assert row["hull_km2"] == pytest.approx(shapely.MultiPoint(flat).convex_hull.area / 1e6, 1e-3)
    assert row["sites_per_km2"] == pytest.approx(12_776 / row["hull_km2"], 1e-3)
    assert row["sites_per_km2"] == 332.5
    column, line = (last["lon"] - 36) // 0.0011, (37 - last["lat"]) // 0.0009
    assert row["blocks"] == len(set(zip(column, line))) == 2_155
    assert row["blocks_km2"] == pytest.approx(2_155 * 0.0011 * east * 0.0009 * north / 1e6, 1e-3)


def test_sites_that_worsened_in_2017(sites):
    then, now = (sites[f"class_{day}"].map(RANK) for day in ("2017_02_03", "2017_10_21"))
    assert (now > then).sum() == 64


def test_infrastructure_is_that_of_the_map(sites):
    kinds = cities.damaged(sites, "2017-10-21")["site_type"].value_counts()
    assert kinds[["Bridge", "Hospital", "Tower"]].tolist() == [5, 26, 8]


def test_stadium_sites_lie_as_far_off_as_the_landmark_says(sites, landmarks):
    stadium = sites[sites["site_type"] == "Stadium"]
    metres = cities.metres_from(stadium, landmarks.loc["raqqa-stadium"]).sort_values()
    assert metres.round().tolist()[:2] == [10, 180] and round(metres.iloc[-1]) == 455
    assert "10 metres away; its other four lie 180 to 455" in landmarks["note"]["raqqa-stadium"]


@pytest.mark.parametrize("choice, r", [("damaged", 0.71), ("all", 0.59)])
def test_loss_of_colour_goes_with_damage(sites, choice, r):
    """Counted here from the corner of the pictures, not by the helpers."""
    last = sites[sites["class_2017_10_21"].isin(["destroyed", "severe", "moderate"])]
    step = np.array([(39.05947 - 38.93641) / 1225, (35.9745 - 35.92829) / 500]) * 24
    column, row = (np.array([last["lon"] - 38.93641, 35.9745 - last["lat"]]) / step[:, None]) // 1
    wide = load("raqqa_blocks_230m").pivot(index=["row", "column"], columns="date", values="colour")
    lost = wide[pd.Timestamp("2017-05-08")] - wide[pd.Timestamp("2017-10-23")]
    counts = pd.Series(list(zip(row, column))).value_counts().reindex(lost.index, fill_value=0)
    chosen = counts > 0 if choice == "damaged" else counts >= 0
    assert round(lost[chosen].corr(counts[chosen]), 2) == r
    found = cities.wide_blocks()
    found = cities.correlations(found[found["sites"] > 0] if choice == "damaged" else found)
    found = found[found["date"] == "2017-10-23"].set_index("measure")["r"]
    assert found["colour"] == pytest.approx(lost[chosen].corr(counts[chosen]))


# The tables of blocks agree


def test_both_tables_of_40_m_hold_the_same_blocks():
    colour, brightness = load("raqqa_colour_40m"), load("raqqa_brightness_40m")
    assert colour[["row", "column"]].equals(brightness[["row", "column"]])
    assert list(colour.columns) == list(brightness.columns)
    frames = list(colour.columns[2:])
    assert frames == sorted(load("raqqa_blocks_230m")["date"].dt.strftime("%Y-%m-%d").unique())


def test_each_block_of_40_m_is_four_of_20_m():
    coarse, fine = load("raqqa_colour_40m"), load("raqqa_blocks_20m")
    above = fine.assign(row=fine["row"] // 2, column=fine["column"] // 2)
    grouped = above.groupby(["row", "column"], as_index=False)
    assert (grouped.size()["size"] == 4).all()
    means = grouped.mean()
    assert means[["row", "column"]].equals(coarse[["row", "column"]])
    for date in builder.CLOSE:  # halves round up, so a mean of means is at most one off
        gap = means[f"colour_{date.replace('-', '_')}"] - coarse[date]
        assert gap.abs().max() <= 1


def test_blocks_of_230_m_hold_the_built_up_blocks_of_40_m():
    coarse, wide = load("raqqa_colour_40m"), load("raqqa_blocks_230m")
    share = wide[wide["date"] == "2017-05-08"].set_index(["row", "column"])["built_share"]
    inside = coarse.groupby([coarse["row"] // 6, coarse["column"] // 6]).size() / 36
    found = inside.reindex(share.index, fill_value=0)
    assert (found - share).abs().max() <= 0.005 + 1e-9
    assert len(share) == 20 * 51 and not wide.duplicated(["row", "column", "date"]).any()


@pytest.mark.parametrize("name, side", [("raqqa_colour_40m", 4), ("raqqa_blocks_20m", 2)])
def test_the_date_in_the_pictures_is_no_block(name, side):
    table = load(name)
    text = (table["row"] * side >= 440) & (table["column"] * side < 180)
    assert not text.any()
    assert (table["column"] * side < 180).any() and (table["row"] * side >= 440).any()


def test_the_date_in_the_pictures_is_marked_where_fields_are_kept():
    wide = load("raqqa_blocks_230m")
    marked = wide.loc[wide["date_text"], ["row", "column"]].drop_duplicates()
    assert sorted(map(tuple, marked.to_numpy())) == [
        (row, column) for row in (18, 19) for column in range(8)
    ]


def test_the_grounds_of_raqqa_do_not_overlap_and_lie_in_the_frame():
    ground = layer("raqqa_ground").set_index("ground").geometry
    areas = ground.to_crs("EPSG:32637").area / 1e6
    assert areas["built-up"] == pytest.approx(30, abs=2)
    assert areas["river"] == pytest.approx(1.8, abs=0.5)
    shared = ground["built-up"].intersection(ground["river"])
    assert shared.area < 0.02 * ground["river"].area
    frame = shapely.box(builder.WEST, builder.SOUTH, builder.EAST, builder.NORTH)
    assert ground.within(frame.buffer(1e-3)).all()


# The steps of the builder, on evidence small enough to reckon by hand


def points(**changes):
    """Three sites as the raw file has them; a change replaces a column."""
    columns = {
        "id": [1, 2, 3],
        "lat": [35.95, 35.951, 35.952],
        "lon": [39.0, 39.001, 39.002],
        "neighbourhood": ["Al- Thawrah", "Unknown", "Al-Mansur"],
        "site_type": ["Building (General / Default)", "Road", "Mosque"],
        "note": [None, None, "Great Mosque"],
        **{
            f"class_{date.replace('-', '_')}": [None, None, "moderate"]
            for date in builder.files.IMAGE_DATES
        },
        "confidence_2017_10_21": ["Very High", "Medium", "Uncertain"],
        **changes,
    }
    return pd.DataFrame(columns)


def test_damage_sites_get_the_words_of_the_book():
    table = builder.tidy_damage(points(class_2017_10_21=["destroyed", "crater_road", "severe"]))
    assert table["neighbourhood"].fillna("").tolist() == ["Al-Thawrah", "", "Al-Mansur"]
    assert table["site_type"].tolist() == ["Building", "Road", "Mosque"]
    assert table["confidence"].tolist() == ["very high", "medium", "uncertain"]
    assert table["class_2017_10_21"].tolist() == ["destroyed", "crater_road", "severe"]


def elsewhere(**changes):
    """Four sites of a city with two images; a change replaces a column."""
    columns = {
        "lat": [36.0, 36.0, 36.01, 36.01],
        "lon": [37.0, 37.01, 37.0, 37.01],
        "class_2017_01_06": [None, "severe", None, None],
        "class_2017_02_07": ["destroyed", None, "none_visible", "moderate"],
    }
    return pd.DataFrame(columns | changes)


def test_two_images_that_show_a_city_together_are_one():
    table = builder.join_images(elsewhere(), "2017-01-06", "2017-02-07")
    assert list(table) == ["lat", "lon", "class_2017_02_07"]
    assert table["class_2017_02_07"].tolist() == ["destroyed", "severe", "none_visible", "moderate"]
    with pytest.raises(BuildError, match="share a site"):
        builder.join_images(elsewhere(class_2017_01_06=["severe"] * 4), "2017-01-06", "2017-02-07")


def test_a_hull_lies_round_the_damaged_sites_only():
    north, east = arc(36.005)
    square = elsewhere(class_2017_02_07=["destroyed", "severe", "severe", "moderate"])
    half = elsewhere(class_2017_02_07=["destroyed", "severe", "none_visible", "moderate"])
    whole, part = (
        builder.by_image("Aleppo", t.drop(columns="class_2017_01_06")).iloc[0]
        for t in (square, half)
    )
    assert whole["hull_km2"] == pytest.approx(north * east / 1e10, rel=1e-3)
    assert whole[["sites", "destroyed", "severe", "moderate"]].tolist() == [4, 1, 2, 1]
    assert whole["sites_per_km2"] == pytest.approx(4 / whole["hull_km2"])
    assert part["sites"] == part["blocks"] == 3
    assert part["hull_km2"] == pytest.approx(whole["hull_km2"] / 2, rel=1e-3)


def test_sites_are_counted_in_the_block_they_lie_in_on_the_last_image():
    points = elsewhere(lat=[36.99995, 36.9991, 36.9989, 36.9989], lon=[36.0, 36.001, 36.0012, 36.1])
    table = builder.by_block("Aleppo", points)
    assert table.to_dict("list") == {
        "row": [0, 1],
        "column": [0, 90],
        "destroyed": [1, 0],
        "severe": [0, 0],
        "moderate": [0, 1],
        "city": ["Aleppo", "Aleppo"],
    }
    early = builder.by_block("Aleppo", points, "class_2017_01_06")
    assert early[["row", "column", "severe"]].to_numpy().tolist() == [[1, 0, 1]]


def test_two_outlines_are_refused():
    properties = pd.DataFrame({"city": ["Mosul"], "assessment_date": ["2017-08-04"]})
    hull = shapely.box(43, 36, 43.1, 36.1)
    assert len(builder.tidy_outline(properties, [hull])) == 1
    with pytest.raises(BuildError, match="one outline is expected"):
        builder.tidy_outline(properties, [hull, hull])


def test_releases_have_a_day_a_number_and_an_address():
    raw = pd.DataFrame(
        {
            "release_date": pd.to_datetime(["2014-02-20"]),
            "release_num": [10],
            "tile_url_xyz": ["https://tiles.example.org/{z}/{y}/{x}"],
            "more": [1],
        }
    )
    assert builder.tidy_releases(raw).iloc[0].tolist() == [
        pd.Timestamp("2014-02-20"),
        10,
        "https://tiles.example.org/{z}/{y}/{x}",
    ]


def test_colour_and_brightness_of_a_pixel():
    frame = np.array([[[200.0, 160, 120]]])
    assert builder.colour(frame).tolist() == [[80]]
    assert builder.brightness(frame).tolist() == [[160]]


def test_blocks_are_means_and_what_is_left_over_is_dropped():
    values = np.arange(35).reshape(5, 7)
    assert builder.blocks(values, 2).tolist() == [[4, 6, 8], [18, 20, 22]]


def test_halves_are_rounded_up():
    assert builder.whole(np.array([0.5, 1.5, 2.49, -0.5, -1.5])).tolist() == [1, 2, 2, 0, -1]


def grid(text):
    """'#.' drawings as True and False."""
    return np.array([[mark == "#" for mark in line] for line in text.split()])


def test_the_majority_fills_holes_and_drops_specks():
    spotted = grid("##### ##.## ##### ..... ...#. .....")
    assert (
        builder.majority(spotted, 1).tolist()
        == grid("##### ##### ##### ..... ..... .....").tolist()
    )


def test_a_half_is_no_majority():
    assert not builder.majority(grid("#."), 0)[0, 1]
    # At an edge the last blocks are repeated: 6 of 9 around the first row, 3 around the second.
    assert builder.majority(grid("## .. .."), 1).tolist() == grid("## .. ..").tolist()


def test_pieces_touch_along_a_side():
    numbered = builder.pieces(grid("##..# .#.#. ....#"))
    assert numbered.tolist() == [[1, 1, 0, 0, 2], [0, 1, 0, 3, 0], [0, 0, 0, 0, 4]]


def test_only_the_largest_piece_stays():
    assert builder.largest(grid("##..# .#.#. ....#")).tolist() == grid("##... .#... .....").tolist()


def frame_of(values, side):
    """A picture of blocks with red as given, green and blue at 10."""
    red = np.kron(np.array(values, float), np.ones((side, side)))
    return np.stack([red, np.full_like(red, 10), np.full_like(red, 10)], axis=-1)


def test_one_row_a_built_up_block_and_one_column_a_frame():
    frames = {
        "2017-05-08": frame_of([[40, 50], [60, 70]], 4),
        "2017-10-23": frame_of([[30, 35], [20, 25]], 4),
    }
    table = builder.by_date(frames, builder.colour, grid("#. ##"))
    assert table.to_dict("list") == {
        "row": [0, 1, 1],
        "column": [0, 0, 1],
        "2017-05-08": [30, 50, 60],
        "2017-10-23": [20, 10, 15],
    }


def test_blocks_of_20_m_lie_four_in_a_block_of_40_m():
    fine = np.arange(1, 17).reshape(4, 4) * 10  # red of blocks of 2 x 2 pixels
    table = builder.close_up({date: frame_of(fine, 2) for date in builder.CLOSE}, grid("#. .."))
    assert table["row"].tolist() == [0, 0, 1, 1] and table["column"].tolist() == [0, 1, 0, 1]
    assert table["colour_2017_10_23"].tolist() == [0, 10, 40, 50]
    assert table["brightness_2017_12_04"].tolist() == [10, 13, 23, 27]


def test_wide_blocks_keep_fields_and_mark_the_date(monkeypatch):
    monkeypatch.setattr(builder, "TEXT", (30, 10))  # the date: lower left of 48 x 48 pixels
    frames = {date: frame_of([[40, 50], [60, 70]], 24) for date in ("2017-05-08", "2017-10-23")}
    built = np.zeros((12, 12), bool)
    built[:6, :6] = True
    built[0, 6:9] = True
    table = builder.wide_blocks(frames, built)
    assert len(table) == 8 and table["date"].unique().tolist() == list(frames)
    first = table[:4]
    assert first["colour"].tolist() == [30, 40, 50, 60]
    assert first["built_share"].tolist() == [1, pytest.approx(3 / 36), 0, 0]
    assert first["date_text"].tolist() == [False, False, True, False]


def test_an_outline_lies_round_its_blocks():
    mask = np.zeros((20, 30), bool)
    mask[4:16, 6:24] = True
    shape = builder.outline(mask)
    lon, lat = (builder.EAST - builder.WEST) / 1225 * 4, (builder.NORTH - builder.SOUTH) / 500 * 4
    told = shapely.box(
        builder.WEST + 6 * lon,
        builder.NORTH - 16 * lat,
        builder.WEST + 24 * lon,
        builder.NORTH - 4 * lat,
    )
    assert shape.geom_type == "Polygon" and shape.is_valid
    assert shape.symmetric_difference(told).area < 0.05 * told.area


def made_up_frame(summer=False):
    """500 x 1225 pixels: green fields, a sandy and uneven city, a dark bluish river, the date."""
    frame = np.empty((builder.HEIGHT, builder.WIDTH, 3))
    frame[:] = (90, 110, 60)
    frame[100:300, 400:800] = (150, 130, 110)
    frame[100:300:2, 400:800] += 30
    frame[440:, :180] = (150, 130, 110)
    frame[440::2, :180] += 30
    frame[350:370] = (40, 60, 70) if summer else (90, 110, 60)
    return frame


def test_the_city_is_found_between_the_fields_and_the_date_is_not():
    city = builder.built_up({date: made_up_frame() for date in builder.BEFORE})
    assert city.shape == (125, 306)
    told = np.zeros_like(city)
    told[25:75, 100:200] = True
    assert (city != told).mean() < 0.001  # the majority rounds the corners
    assert city[25:75, 100:200].mean() > 0.99


def test_a_date_that_touches_the_city_is_cut_off():
    frame = made_up_frame()
    frame[290:460, 100:420] = frame[100:270, 420:740]  # the city reaches down into the date
    city = builder.built_up(dict.fromkeys(builder.BEFORE, frame))
    assert city[100, 40] and not city[110:, :45].any()


def test_the_river_is_found_and_a_pond_is_not():
    frame = made_up_frame(summer=True)
    frame[20:40, 20:40] = (40, 60, 70)
    water = builder.river(dict.fromkeys(builder.SUMMER, frame))
    assert water[88:92].mean() > 0.9 and not water[:80].any()
    ground = builder.ground(np.zeros_like(water), water).set_index("ground").geometry
    assert ground["built-up"].is_empty and ground["river"].area > 0


# Evidence that is not what it was


DAYS = sorted({*builder.BEFORE, *builder.SUMMER, *builder.CLOSE})


@pytest.fixture
def evidence(tmp_path, monkeypatch):
    """A folder of made-up raw files: enough to read all, too little for the published totals."""
    folder = tmp_path / builder.files.FRAMES
    folder.mkdir(parents=True)
    for date in DAYS:
        frame = made_up_frame(date in builder.SUMMER).astype("uint8")
        Image.fromarray(frame).save(folder / f"{date}.png")
    pd.DataFrame(
        {
            "file": [f"{date}.png" for date in DAYS],
            "window_start": DAYS,
            "west": 38.93641,
            "east": 39.05947,
            "south": 35.92829,
            "north": 35.9745,
        }
    ).to_csv(folder / "manifest.csv", index=False)
    seen = {f"class_{day.replace('-', '_')}": ["severe"] * 3 for day in builder.files.IMAGE_DATES}
    points(**seen, lon=[39.0, 39.001, 39.004]).to_csv(tmp_path / builder.files.POINTS, index=False)
    for name in ("ALEPPO", "DEIR_EZ_ZOR", "DARAA"):
        file = dataclasses.replace(getattr(builder.files, name), rows=4)
        monkeypatch.setattr(builder.files, name, file)
        lat, lon = (file.fields[part]["constraints"]["minimum"] for part in ("lat", "lon"))
        made = pd.DataFrame({"lat": [lat + 0.1] * 4, "lon": np.linspace(lon, lon + 0.1, 4)})
        made = made.assign(lat=made["lat"] + [0, 0.01, 0.01, 0])
        images = [field for field in file.fields if field.startswith("class_")]
        made = made.assign(**dict.fromkeys(images, "severe"))
        if name == "DARAA":
            made["class_2017_01_06"] = None
        made.to_csv(tmp_path / file, index=False)
    pd.DataFrame(
        {
            "release_date": ["2014-02-20"],
            "release_num": [10],
            "tile_url_xyz": ["https://tiles.example.org/{z}/{y}/{x}"],
        }
    ).to_csv(tmp_path / builder.files.RELEASES, index=False)
    (tmp_path / builder.files.OUTLINE).write_text(
        '{"type": "FeatureCollection", "features": ['
        '{"properties": {"city": "Mosul", "assessment_date": "2017-08-04"}, '
        '"geometry": {"type": "Polygon", "coordinates": [[[43, 36], [44, 36], [44, 37], [43, 36]]]'
        "}}]}",
        encoding="utf-8",
    )
    return tmp_path


def no_picture(raw):
    (raw / builder.files.FRAMES / "2017-06-26.png").unlink()


def small_picture(raw):
    file = raw / builder.files.FRAMES / "2017-06-26.png"
    Image.new("RGB", (1225, 499)).save(file)


def black_pictures(raw):
    for file in (raw / builder.files.FRAMES).glob("*.png"):
        Image.new("RGB", (1225, 500)).save(file)


def no_frame(raw):
    file = raw / builder.files.FRAMES / "manifest.csv"
    table = pd.read_csv(file)
    table[table["window_start"] != "2017-06-26"].to_csv(file, index=False)


def moved(raw):
    file = raw / builder.files.FRAMES / "manifest.csv"
    pd.read_csv(file).assign(west=38.9).to_csv(file, index=False)


def unknown_class(raw):
    points(class_2014_02_12=[None, "gone", "severe"]).to_csv(
        raw / builder.files.POINTS, index=False
    )


def no_column(raw):
    file = raw / builder.files.POINTS
    pd.read_csv(file).drop(columns="site_type").to_csv(file, index=False)


@pytest.mark.parametrize(
    "change, word",
    [
        (no_picture, "2017-06-26.png: the raw file is missing"),
        (small_picture, "2017-06-26.png: the picture has 1225 x 499 pixels, not 1225 x 500"),
        (black_pictures, "the frames of 2017-05-08 and 2017-05-22 show no city"),
        (no_frame, "there is no frame of 2017-06-26"),
        (moved, "the frames moved to [[38.9, "),
        (no_column, "unosat_raqqa_damage_points.csv, line 1: the raw file has no column site_type"),
        (unknown_class, "line 3, column class_2014_02_12: the category is unknown (found 'gone')"),
        (
            lambda raw: (raw / builder.files.RELEASES).unlink(),
            "esri_wayback_releases.csv: the raw file is",
        ),
        (
            lambda raw: (raw / builder.files.OUTLINE).unlink(),
            "mosul_unosat_aoi_hull.geojson: the raw file",
        ),
        (lambda raw: None, "3 sites are affected, not 12776"),
    ],
)
def test_odd_evidence_is_named_and_nothing_is_written(evidence, capsys, change, word):
    def stored():
        return {file.name: file.read_bytes() for file in (data_folder() / "cities").iterdir()}

    before = stored()
    change(evidence)
    assert main([str(evidence), "cities"]) == 2
    assert word in capsys.readouterr().err
    assert stored() == before


def test_made_up_evidence_that_adds_up_is_built(evidence, monkeypatch):
    monkeypatch.setattr(builder, "AFFECTED", 3)
    monkeypatch.setattr(builder, "WITHOUT_ROADS", 2)
    monkeypatch.setattr(builder, "ELSEWHERE", {"Aleppo": 4, "Deir ez-Zor": 4, "Daraa": 4})
    tables = builder.build(evidence)
    assert {name: len(table) for name, table in tables.items()} == {
        "raqqa_damage": 3,
        "raqqa_colour_40m": len(tables["raqqa_brightness_40m"]),
        "raqqa_brightness_40m": len(tables["raqqa_blocks_20m"]) // 4,
        "raqqa_blocks_20m": 4 * len(tables["raqqa_colour_40m"]),
        "raqqa_blocks_230m": 20 * 51 * len(DAYS),
        "raqqa_ground": 2,
        "cities_damage": 5 + 1 + 5 + 4,
        "cities_blocks": 3 + 4 + 4 + 4,
        "wayback_releases": 1,
        "mosul_outline": 1,
    }


CHANGES = {
    "a site is lost": ("raqqa_damage", lambda t: t[t["id"] != 1], "12775 sites are affected"),
    "a site of Daraa is lost": (
        "cities_damage",
        lambda t: t.assign(sites=t["sites"] - (t["city"] == "Daraa")),
        "Daraa: 1502 sites on the last image, not 1503",
    ),
    "a road becomes a house": (
        "raqqa_damage",
        lambda t: t.replace({"site_type": {"Road": "Building"}}),
        "12776 structures, not 12707",
    ),
    "beyond 255": (
        "raqqa_brightness_40m",
        lambda t: t.assign(**{"2017-05-08": 256}),
        "raqqa_brightness_40m: a mean lies beyond 255",
    ),
    "the city is elsewhere": (
        "raqqa_colour_40m",
        lambda t: t[t["column"] < 150],
        "of the damage lies in built-up blocks",
    ),
}


@pytest.mark.parametrize("kind", CHANGES)
def test_tables_that_do_not_add_up_are_refused(kind):
    read = ("raqqa_damage", "cities_damage", "raqqa_colour_40m", "raqqa_brightness_40m")
    tables = {name: load(name) for name in read}
    builder.validate(tables)
    name, change, word = CHANGES[kind]
    with pytest.raises(BuildError, match=word):
        builder.validate({**tables, name: change(tables[name])})


# The battle


def among(**tables):
    """A `load` that gives these tables, and the others as they are."""
    return lambda name: tables[name] if name in tables else load(name)


def events(**columns):
    """Five events about the first and the last day of the battle of Raqqa."""
    days = ["2017-06-05", "2017-06-06", "2017-06-11", "2017-06-12", "2017-10-20", "2017-10-21"]
    table = pd.DataFrame({"date_start": pd.to_datetime(days), "area": "Raqqa", "scope": "city"})
    numbers = {"deaths_low": 1, "deaths_best": 2, "deaths_high": 4, "deaths_civilians": 1}
    return table.assign(**numbers | columns)


def test_events_begin_from_the_first_day_of_the_battle_to_its_last():
    table = events(scope=["city", "city", "district", "coordinates", "city", "city"])
    given = among(ucdp_city_events=table)
    assert cities.events("Raqqa", load=given).index.tolist() == [1, 4]
    assert cities.events("Raqqa", "district", load=given).index.tolist() == [1, 2, 4]
    assert cities.events("Raqqa", "governorate", load=given).index.tolist() == [1, 2, 3, 4]
    later = cities.events("Raqqa", first="2017-06-05", last="2017-06-06", load=given)
    assert later.index.tolist() == [0, 1]
    assert cities.events("Mosul", load=given).empty
    assert cities.toll(table).to_dict() == {"low": 6, "best": 12, "high": 24, "civilians": 6}


def test_deaths_stand_in_the_week_from_monday():
    table = cities.deaths_by_week(events(deaths_best=[2, 3, 4, 5, 6, 7])).set_index(["who", "week"])
    others = table.loc["fighters and unknown", "deaths"]
    assert others.to_dict() == {
        pd.Timestamp("2017-06-05"): 6,
        pd.Timestamp("2017-06-12"): 4,
        pd.Timestamp("2017-10-16"): 11,
    }
    assert table.loc["civilians", "deaths"].tolist() == [3, 1, 2]
    assert (table["until"] - table.index.get_level_values("week")).dt.days.eq(7).all()


def test_strikes_are_those_of_releases_from_the_second_day_to_the_day_after_the_last():
    days = ["2017-06-06", "2017-06-07", "2017-10-21", "2017-10-22"]
    table = pd.DataFrame({"release_date": pd.to_datetime(days), "strikes": [1, 10, 100, 1000]})
    given = among(strikes_near_raqqa=table)
    assert cities.strikes_in_battle(given) == 110
    months = cities.strikes_by_month(given)
    assert months["strikes"].tolist() == [11, 0, 0, 0, 1100]
    assert months["until"].iloc[-1] == pd.Timestamp("2017-11-01")


def test_what_others_published_has_its_bound_and_its_range():
    table = cities.published("Raqqa")
    assert table.loc["raqqa-civilians-amnesty", "words"] == "at least 1,600"
    likely = table.loc["raqqa-civilians-airwars-likely"]
    assert likely["words"] == f"{likely['value_low']:,.0f} to {likely['value_high']:,.0f}"
    assert table.loc["raqqa-deaths-sohr", ["low", "high"]].eq(3250).all()
    mark = cities.tolls("Raqqa").set_index("key")["mark"]
    assert mark["raqqa-civilians-amnesty"] == "at least"
    assert mark["raqqa-deaths-sohr"] == "as published"
    assert mark["raqqa-civilians-airwars-all"] == "counted for this book"


# Counting by distance


def arc(lat):
    """Metres of a degree of latitude and of longitude (series of the WGS84 ellipsoid)."""
    turn = np.radians(lat)
    return (
        111_132.954 - 559.822 * np.cos(2 * turn) + 1.175 * np.cos(4 * turn),
        111_412.84 * np.cos(turn) - 93.5 * np.cos(3 * turn) + 0.118 * np.cos(5 * turn),
    )


def test_metres_are_those_of_the_ellipsoid():
    place = {"lat": 35.95, "lon": 39.0}
    north, east = arc(35.95)
    around = pd.DataFrame(
        {"lat": [35.96, 35.95, 35.95, 35.94], "lon": [39.0, 39.01, 39.0, 38.99]}, index=[7, 3, 5, 1]
    )
    metres = cities.metres_from(around, place)
    assert metres.index.tolist() == [7, 3, 5, 1]
    told = [north / 100, east / 100, 0, np.hypot(north, east) / 100]
    assert metres.tolist() == pytest.approx(told, rel=1e-4, abs=1e-6)


def test_what_lies_on_the_circle_is_inside(sites, landmarks):
    clock = landmarks.loc["raqqa-clock-tower"]
    metres = cities.metres_from(cities.damaged(sites, "2017-10-21"), clock).sort_values()
    for count in (1, 50, 700):
        radius = metres.iloc[count - 1]
        assert cities.within(sites, clock, "2017-10-21", radius) == count
        assert cities.within(sites, clock, "2017-10-21", radius - 1e-6) == count - 1


@pytest.mark.parametrize(
    "key, counts", [("raqqa-clock-tower", [27, 705]), ("raqqa-stadium", [4, 656])]
)
def test_sites_within_500_m_of_the_two_places(sites, landmarks, key, counts):
    """Counted on a plane, with the lengths of a degree there."""
    place = landmarks.loc[key]
    north, east = arc(place["lat"])
    metres = np.hypot((sites["lat"] - place["lat"]) * north, (sites["lon"] - place["lon"]) * east)
    for date, count in zip(("2014-02-12", "2017-10-21"), counts):
        damaged = sites[f"class_{date.replace('-', '_')}"].isin(cities.DAMAGE)
        assert (damaged & (metres <= 500)).sum() == count
        assert cities.within(sites, place, date, 500) == count


def test_counts_by_radius_are_counts_within(sites, landmarks):
    places = landmarks.loc[["raqqa-clock-tower", "raqqa-stadium"]]
    dates, radii = ["2014-02-12", "2017-10-21"], [50, 275, 1000]
    table = cities.counts_by_radius(sites, places, dates, radii)
    assert len(table) == 12 and list(table.columns) == ["place", "date", "radius", "sites"]
    for row in table.itertuples():
        place = places.set_index("name").loc[row.place]
        assert row.sites == cities.within(sites, place, f"{row.date:%Y-%m-%d}", row.radius)


def test_an_image_that_is_not_there_is_named_with_those_that_are(sites):
    with pytest.raises(KeyError, match="no image of 2016-01-01; images: 2013-10-22, 2014"):
        cities.damaged(sites, "2016-01-01")


def test_squares_hold_every_site_once(sites):
    last = cities.damaged(sites, "2017-10-21")
    found = cities.squares(last, 250)
    assert found["sites"].sum() == len(last)
    assert found[cities.DAMAGE].sum().to_dict() == last["damage"].value_counts().to_dict()
    assert (found[cities.DAMAGE].sum(axis=1) == found["sites"]).all() and (found["sites"] > 0).all()
    assert found.to_crs(METRES).area.to_numpy() == pytest.approx(250**2, rel=0.02)
    fullest = found.loc[found["sites"].idxmax()]
    inside = shapely.intersects_xy(fullest.geometry, last["lon"], last["lat"]).sum()
    assert inside == pytest.approx(fullest["sites"], abs=3)  # corners are rounded to a metre


def test_sites_by_class_are_all_of_them(sites):
    last = cities.damaged(sites, "2017-10-21")
    found = cities.by_class(last, "neighbourhood")
    assert list(found.columns) == ["neighbourhood", "damage", "sites"]
    assert found["sites"].sum() == last["neighbourhood"].notna().sum()


def test_a_large_place_has_its_middle_and_a_small_one_each_site(sites):
    last = cities.damaged(sites, "2017-10-21")
    found = cities.known_places(last)
    station = last[last["site"] == "Train Station"]
    one = found.set_index("name").loc["Train station"]
    assert one["seen"] == f"{len(station)} damage sites" and one["lat"] == station["lat"].median()
    bridges = found[found["name"] == "Bridge"]
    assert len(bridges) == 5 and (bridges["seen"] == "Seen as destroyed").all()


def test_squares_of_one_class_have_a_column_for_each(sites):
    destroyed = cities.damaged(sites, "2013-10-22").query("damage == 'destroyed'")
    found = cities.squares(destroyed, 500)
    assert found["moderate"].sum() == 0 and found["destroyed"].sum() == len(destroyed)


# Cities beside each other


def test_the_last_image_of_each_city_the_most_sites_first():
    table = cities.compared()
    assert dict(zip(table["city"], table["sites"])) == {c: t[1][-1] for c, t in LAST.items()}
    assert table["city"].tolist() == ["Aleppo", "Raqqa", "Deir ez-Zor", "Daraa"]


def test_the_share_of_each_class_and_raqqa_has_most_destroyed():
    table = cities.compared_by_class()
    parts = table.pivot(index="city", columns="damage", values="part").round(3)
    assert parts["destroyed"].to_dict() == {
        "Raqqa": 0.26,
        "Deir ez-Zor": 0.181,
        "Daraa": 0.149,
        "Aleppo": 0.134,
    }
    assert parts.sum(axis=1).tolist() == pytest.approx([1] * 4, abs=0.002)
    assert table["sites"].sum() == sum(told[-1] for _, told in LAST.values())


def test_the_less_land_is_counted_the_more_alike_are_three_cities():
    table = cities.densities().pivot(index="city", columns="land", values="sites_per_km2")
    hull, wide, close = (table[name].round() for name in cities.LAND)
    assert hull.to_dict() == {"Aleppo": 130, "Daraa": 77, "Deir ez-Zor": 179, "Raqqa": 333}
    assert close.to_dict() == {"Aleppo": 573, "Daraa": 282, "Deir ez-Zor": 595, "Raqqa": 598}
    assert (hull < wide).all() and (wide < close).all()
    table = cities.compared().set_index("city")
    filled = (table["blocks_km2"] / table["hull_km2"]).round(2)
    assert filled.to_dict() == {"Aleppo": 0.23, "Raqqa": 0.56, "Deir ez-Zor": 0.3, "Daraa": 0.27}


def test_squares_of_500_m_are_five_blocks_wide():
    blocks = pd.DataFrame({"city": "Aleppo", "row": [0, 4, 5, 9], "column": [0, 4, 0, 5]})
    images = load("cities_damage").query("city == 'Aleppo'").assign(blocks=4, blocks_km2=4, sites=8)
    table = cities.densities(among(cities_blocks=blocks, cities_damage=images)).set_index("land")
    assert table.loc["squares of 500 m with a site", ["km2", "sites_per_km2"]].tolist() == [
        75,
        8 / 75,
    ]
    assert table.loc["squares of 100 m with a site", ["km2", "sites_per_km2"]].tolist() == [4, 2]


def test_a_plan_is_as_wide_and_high_as_its_city(sites):
    plan = cities.plans().set_index("city")
    last = cities.damaged(sites, "2017-10-21")
    north, east = arc(last["lat"].mean())
    across, down = np.ptp(last["lon"]) * east / 1000, np.ptp(last["lat"]) * north / 1000
    assert plan["wide"]["Raqqa"] == pytest.approx(across, abs=0.2)
    assert plan["high"]["Raqqa"] == pytest.approx(down, abs=0.2)
    west, south, east, north = plan.loc["Raqqa", "hull"].bounds
    assert [west, south, east, north] == pytest.approx([0, 0, *plan.loc["Raqqa", ["wide", "high"]]])
    hull = cities.compared().set_index("city")["hull_km2"]
    grown = plan["hull"].map(lambda shape: shape.area) / hull  # by the half of a block, about
    assert grown.between(1.01, 1.07).all()


def test_a_plan_has_the_south_west_in_its_corner():
    blocks = pd.DataFrame({"city": "Aleppo", "row": [10, 14, 14], "column": [7, 7, 10]})
    hull = cities.plans(among(cities_blocks=blocks))["hull"].iloc[0]
    wide, high = hull.bounds[2:]
    assert high == pytest.approx(0.5, abs=0.01) and wide == pytest.approx(0.4, abs=0.01)
    assert hull.contains(shapely.Point(0.05, 0.45)) and not hull.contains(shapely.Point(0.38, 0.45))


# Blocks as pictures


@pytest.mark.parametrize("name", BLOCKS)
def test_the_middle_of_a_block_lies_in_it(name):
    table = load(name).drop_duplicates(["row", "column"])
    lon, lat = cities.middles(table, name)
    rows, columns = cities.block_of(pd.DataFrame({"lon": lon, "lat": lat}), name)
    assert rows.tolist() == table["row"].tolist()
    assert columns.tolist() == table["column"].tolist()


@pytest.mark.parametrize("name, side", [*zip(BLOCKS, [4, 4, 2, 24])])
def test_grids_fit_the_frames(name, side):
    told = describe(name)["grid"]
    assert told["lon_step"] * 1225 / side == pytest.approx(39.05947 - 38.93641, abs=1e-5)
    assert told["lat_step"] * 500 / side == pytest.approx(35.9745 - 35.92829, abs=1e-5)
    west, south, east, north = cities.window(load(name), name)
    assert builder.WEST - 1e-5 <= west < east <= builder.EAST + 1e-5
    assert builder.SOUTH - 1e-5 <= south < north <= builder.NORTH + 1e-5


def pixels(address):
    """The picture of an address (data:) as rows of red, green, blue, opacity."""
    head, body = address.split(",", 1)
    assert head == "data:image/png;base64"
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(body))).convert("RGBA"))


def test_a_picture_shows_the_class_of_each_block_and_nothing_elsewhere():
    four = pd.DataFrame({"row": [5, 5, 6, 7], "column": [9, 11, 10, 9]})
    shown = pixels(
        blocks.picture(four, [0, 10, 19.9, np.nan], [10, 20], ["#112233", "#445566", "#778899"])
    )
    assert shown.shape == (3, 3, 4)
    assert shown[0, 0].tolist() == [0x11, 0x22, 0x33, 255]
    assert shown[0, 2].tolist() == shown[1, 1].tolist() == [0x44, 0x55, 0x66, 255]
    assert (shown[..., 3] > 0).sum() == 3  # a gap in the values stays a gap


def test_the_picture_of_a_frame_has_as_many_pixels_of_a_class_as_blocks():
    table = load("raqqa_colour_40m")
    edges, colors = [30, 45, 60], ["#000001", "#000002", "#000003", "#000004"]
    values = table["2017-10-23"].to_numpy()
    shown = pixels(blocks.picture(table, values, edges, colors))
    blue = shown[..., 2][shown[..., 3] > 0]
    assert (
        np.bincount(blue, minlength=5)[1:].tolist()
        == np.bincount(np.digitize(values, edges), minlength=4).tolist()
    )


def test_loss_is_what_a_block_had_first_less_what_it_has():
    table = load("raqqa_brightness_40m")
    lost = cities.loss("brightness")
    assert (lost[["row", "column"]] == table[["row", "column"]]).all(axis=None)
    assert (lost["2017-05-08"] == 0).all()
    assert (lost["2017-12-04"] == table["2017-05-08"] - table["2017-12-04"]).all()
    wide = cities.wide_blocks(since="2017-06-05").set_index(["row", "column", "date"])
    one = wide.loc[(10, 25)]
    lost = one.loc["2017-06-05", "colour"] - one.loc["2017-10-23", "colour"]
    assert one.loc["2017-10-23", "colour_lost"] == pytest.approx(lost)


def test_a_film_shows_each_frame_until_the_next():
    table, days = load("raqqa_colour_40m"), ["2017-05-08", "2017-10-23"]
    shown = blocks.film(table, days, "2018-01-01", [50], ["#000001", "#000002"])
    assert shown["start"].tolist() == days and shown["end"].tolist() == [days[1], "2018-01-01"]
    assert shown["url"][1] == blocks.picture(table, table[days[1]], [50], ["#000001", "#000002"])


def test_classes_have_words_and_the_legend_a_square_for_each():
    assert blocks.classes([6, 14]) == ["under 6", "6 to 13", "14 or more"]
    assert blocks.classes([10, 25], "1 to 9")[0] == "1 to 9"
    scale = blocks.key("Loss", [6], ["#f0dcae", "#2f3a56"]).to_dict()["encoding"]["color"]["scale"]
    assert scale == {"domain": ["under 6", "6 or more"], "range": ["#f0dcae", "#2f3a56"]}


def test_a_window_reaches_as_far_to_each_side(landmarks):
    place = landmarks.loc["raqqa-stadium"]
    west, south, east, north = maps.around(place, 500)
    sides = pd.DataFrame(
        {"lat": [place["lat"]] * 2 + [south, north], "lon": [west, east] + [place["lon"]] * 2}
    )
    assert cities.metres_from(sides, place).tolist() == pytest.approx([500] * 4, rel=0.005)
    points, names = maps.named(landmarks.reset_index()).to_dict()["layer"]
    assert points["mark"]["type"] == "point"
    assert all(layer["encoding"]["text"]["field"] == "name" for layer in names["layer"])


@pytest.mark.parametrize(
    "edges, colors, word",
    [
        ([10, 20], ["#000000"] * 2, "2 edges make 3 classes, not 2"),
        (list(range(15)), ["#000000"] * 16, "holds 15 classes, not 16"),
    ],
)
def test_a_picture_needs_a_colour_a_class(edges, colors, word):
    with pytest.raises(ValueError, match=word):
        blocks.picture(pd.DataFrame({"row": [0], "column": [0]}), [1], edges, colors)


# Mosul


def test_deaths_by_month_take_in_what_no_month_holds_but_not_what_no_governorate_does():
    table = events(
        area="Mosul",
        date_start=pd.to_datetime(["2016-10-17", "2016-10-31"] + 4 * ["2017-07-10"]),
        month=pd.to_datetime(["2016-10-01", "2016-10-01", None, "2017-07-01", None, None]),
        scope=["city", "city", "city", "district", "governorate", "coordinates"],
        deaths_best=[1, 2, 4, 8, 16, 32],
    )
    table = cities.deaths_by_month("Mosul", among(ucdp_city_events=table))
    best = table.set_index(["place_chosen", "month"])["deaths_best"]
    assert best["Mosul town"].to_dict() == {"2016-10": 3, cities.NO_MONTH: 4}
    assert best["Mosul district"].to_dict() == {"2016-10": 3, "2017-07": 8, cities.NO_MONTH: 4}
    assert best["Ninewa governorate"][cities.NO_MONTH] == 20
    assert (table["others"] == table["deaths_best"] - table["deaths_civilians"]).all()


def test_events_at_one_point_are_counted_together_the_deadliest_point_first():
    table = events(lat=[1, 1, 2, 2, 2, 2], lon=0, id=range(6), place=["b", "a", *"cccc"])
    table = cities.by_point(table)
    assert table["place"].tolist() == ["c", "a and b"]
    assert table[["events", "deaths", "civilians"]].to_numpy().tolist() == [[4, 8, 4], [2, 4, 2]]


def test_all_but_two_of_the_exact_events_of_mosul_are_at_the_point_of_its_name():
    table = cities.from_the_point()
    spots = table[table["kind"] == "deaths"]
    assert spots["events"].tolist() == [444, 2] and spots["deaths"].tolist() == [7_883, 206]
    assert spots["km"].tolist() == [0, 11.83]
    assert table["kind"].tolist() == ["deaths", *3 * ["landmark"], "deaths", "damage"]
    assert table["told"].iloc[1] == "1.1 km" and table["words"].iloc[1].endswith(", west bank")
    assert table["km"].iloc[-1] == 12.84


def test_sums_of_money_are_grouped_by_what_they_pay_for_the_least_first():
    table = cities.costs()
    assert table["group"].unique().tolist() == list(cities.PAYS_FOR)
    assert table.groupby("group")["value"].is_monotonic_increasing.all()
    sectors = table["words"].isna()
    assert sectors.any() and (table["group"][sectors] == cities.PAYS_FOR[2]).all()
    written = table["written"]
    assert written["mosul-clearance-2017-07-14"] == "up to $200 million"
    assert written["mosul-rebuild-government-2018"] == "at least $2 billion"
    assert written["iraq-damage-2018"] == "$45.7 billion"


def test_counts_of_the_dead_of_mosul_by_who_is_counted_the_highest_first():
    table = cities.death_counts()
    order = ["all who died", "civilians", "names or bodies"]
    assert table["group"].unique().tolist() == order
    assert table.groupby("group")["middle"].is_monotonic_decreasing.all()
    rows = table.set_index("words")
    agency = rows.loc["Associated Press: killed, called civilians"]
    assert (agency["written"], agency["middle"]) == ("9,000 to 11,000", 10_000)
    town, dead = rows.loc["UCDP: Mosul town"], cities.toll(cities.events("Mosul"))
    assert town[["low", "best", "high"]].tolist() == dead[["low", "best", "high"]].tolist()
    assert rows.loc["UCDP: Mosul town, civilians", "best"] == dead["civilians"]
    assert (town["precision"], agency["precision"]) == ("day", "month")


def test_mosul_beside_raqqa():
    table = cities.beside().set_index(["measure", "town"])
    assert table["value"]["Days of battle"].to_dict() == {"Mosul": 266, "Raqqa": 136}
    assert table["value"]["Damage sites on the last image", "Raqqa"] == 12_776
    assert table.index[table["in_part"]].tolist() == [("Damage sites on the last image", "Mosul")]


def test_buildings_of_mosul_can_be_compared_while_all_damage_is_counted():
    table = cities.building_counts()
    assert table["comparable"].tolist() == [True, True, True, False, False, False]
    assert table["written"].iloc[[2, 5]].tolist() == ["4,356", "about 32,000"]


def test_crops_are_not_what_the_first_frame_changes():
    found = {}
    for first in ("2017-05-08", "2017-06-05", "2017-06-12", "2017-06-26"):
        table = cities.wide_blocks(since=first)
        table = table[(table["date"] == "2017-10-23") & (table["sites"] > 0)]
        built = table[table["built_share"] >= 0.9]
        r = [part["colour_lost"].corr(part["sites"]) for part in (table, built)]
        found[first] = [round(one, 2) for one in r]
    assert found["2017-05-08"] == [0.71, 0.73] and found["2017-06-05"] == [0.66, 0.69]
    assert found["2017-06-12"][0] == 0.59 and found["2017-06-26"][0] == 0.67


def test_the_government_enters_raqqa_eight_years_after_the_battle():
    dates = load("key_dates").set_index("key")["date"]
    assert f"{dates['raqqa-to-government']:%Y-%m-%d}" == "2026-01-18"
    assert (dates["raqqa-to-government"] - cities.battle("Raqqa").end).days // 365.25 == 8
