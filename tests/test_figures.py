"""What a figure carries, how it is drawn, and how numbers are written."""

import base64
import datetime
import io
import itertools
import json
import os
import re

import altair as alt
import folium
import numpy as np
import pandas as pd
import pytest
import shapely
from PIL import Image
from repository import ROOT

from helpers import load, sentences
from helpers.draw import charts, controls, explore, figures, maps, palette, raster
from helpers.draw.lab import AXIS, LAB_WIDTH, numbers
from helpers.tables.check import DataError
from helpers.topics import cities

ROWS = pd.DataFrame({"day": pd.to_datetime(["2014-06-10", "2014-06-11"]), "n": [1, 2.5]})
TEXT = "A made-up chart of two points for a test: it rises from one to two and a half, no more."


def chart():
    return alt.Chart(ROWS).mark_point().encode(x="day:T", y="n:Q")


def made(drawing=None, id="made-up", **changes):
    said = {"title": "It rises", "subtitle": "made-up units", "text": TEXT}
    more = "notes", "changed", "spoken", "live"
    said |= {part: changes.pop(part) for part in [*said, *more] if part in changes}
    figures.words(id, **said)
    return figures.Figure(drawing or chart(), id, **{"data": ROWS, "tables": ["towns"]} | changes)


@pytest.mark.parametrize(
    ("part", "value", "says"),
    [
        ("id", "Not an id", "hyphens"),
        ("title", " ", "no title"),
        ("subtitle", "", "no subtitle"),
        ("text", "", "no text"),
        ("text", "A chart.", "too short"),
        ("text", "x" * 79, "too short"),
        ("data", ROWS.head(0), "DataFrame"),
        ("data", [1, 2], "DataFrame"),
        ("tables", [], r"needs tables=\[...\]"),
        ("tables", "towns", "a list"),
        ("notes", "one note", "a list"),
        ("title", None, "not text"),
        ("play", {"play": {"param": "day"}}, "no slider"),
    ],
)
def test_a_figure_without_one_of_its_parts_cannot_be_made(part, value, says):
    with pytest.raises(figures.FigureError, match=says) as error:
        made(**{part: value}).bundle()
    assert "made-up" in str(error.value) or part == "id"


def with_controls():
    year = controls.slide("year", 2011, 2018, 2014)
    kind = controls.choose("kind", {"all": "All deaths", "civil": "Civilians"})
    day = controls.day_slider("day", "2014-01-01", "2018-01-01", "2014-06-10")
    return chart().add_params(year, kind, day)


def test_words_say_what_the_controls_stand_at_and_keep_their_slots_for_the_page():
    drawn = made(
        with_controls(),
        title="Most died in 2014",
        subtitle="[kind] in [year], to [day]",
        changed="[kind] in [year]",
        spoken={"kind": {"all": "deaths", "civil": "civilians killed"}},
        play=controls.as_dates(day="Day"),
    )
    assert drawn.words["title"] == "Most died in 2014"
    assert drawn.words["subtitle"] == "deaths in 2014, to 10 June 2014"
    assert "deaths in 2014, to 10 June 2014" in drawn.heading()["text/markdown"]
    meta = drawn.bundle()[0][figures.FIGURE]
    assert meta["follow"] == {
        "subtitle": "[kind] in [year], to [day]",
        "changed": "[kind] in [year]",
        "spoken": {"kind": [["all", "deaths"], ["civil", "civilians killed"]]},
    }
    assert "changed" not in meta and "follow" not in made().bundle()[0][figures.FIGURE]
    plain = made(with_controls(), subtitle="[kind] in [year]")
    assert plain.words["subtitle"] == "All deaths in 2014"


def test_words_name_no_control_that_is_not_there():
    with pytest.raises(figures.FigureError, match=r"names \['month'\] in its words; its controls"):
        made(with_controls(), subtitle="in [month]")
    with pytest.raises(figures.FigureError, match="nothing that changes it"):
        made(changed="Another")


def test_a_figure_of_an_unknown_table_cannot_be_made():
    with pytest.raises(DataError, match="towns"):
        made(tables=["town"])


def test_a_map_needs_a_picture():
    with pytest.raises(figures.FigureError, match="picture"):
        made(folium.Map(tiles=None))


def test_figure_takes_its_words_from_words_alone():
    made()
    with pytest.raises(figures.FigureError, match=r"'made-up' needs tables=\[...\], the names"):
        figures.figure(chart(), "made-up", data=ROWS)
    with pytest.raises(figures.FigureError, match="'made-up' needs data=...: the DataFrame"):
        figures.figure(chart(), "made-up", tables=["towns"])
    with pytest.raises(TypeError, match="title"):
        figures.figure(chart(), "made-up", title="It rises", data=ROWS, tables=["towns"])


def test_a_chart_carries_picture_spec_words_and_sources():
    bundle, metadata = made().bundle()
    meta = bundle[figures.FIGURE]
    assert meta["csv"] == "day,n\n2014-06-10,1\n2014-06-11,2.5\n"
    assert meta["table"] == [["2014-06-10", 1], ["2014-06-11", 2.5]]
    assert (meta["kind"], meta["rows"], meta["table_is"]) == ("chart", 2, "all")
    source = meta["sources"][0]
    assert (
        source["name"] == "towns"
        and source["licences"][0]["title"]
        and source["path"].startswith("data/")
    )
    spec = bundle[figures.VEGALITE]
    assert spec["description"] == TEXT and "$schema" not in spec and "title" not in spec
    options = metadata[figures.VEGALITE]["embed_options"]
    assert (options["renderer"], options["actions"]) == ("svg", False)
    svg = bundle["image/svg+xml"]
    assert f"<title>{TEXT}</title>" in svg and 'role="img"' in svg
    assert TEXT in bundle["text/plain"]


def test_in_jupyterlab_no_width_waits_for_a_container():
    waiting = chart().properties(width="container")
    bundle, metadata = made(waiting).bundle()
    assert bundle[figures.VEGALITE]["width"] == "container"  # the book's own
    patch = metadata[figures.VEGALITE]["embed_options"]["patch"]
    assert [step["value"]["value"] for step in patch if step["op"] == "replace"] == [640]


def test_in_jupyterlab_parts_side_by_side_with_their_axis_fit_into_a_cell():
    ends = pd.DataFrame({"what": ["a name as long as names of sources are"], "n": [1]})
    part = alt.Chart(ends).mark_bar().encode(x="n:Q", y="what:N").properties(width="container")
    bundle, metadata = made(alt.vconcat(part, part), wide=True).bundle()
    patch = metadata[figures.VEGALITE]["embed_options"]["patch"]
    (width,) = {step["value"]["value"] for step in patch if step["op"] == "replace"}
    drawn = figures._width(bundle["image/svg+xml"])
    assert drawn - figures.PICTURE_WIDTH[True] + AXIS + width == LAB_WIDTH[True]


@pytest.mark.parametrize(
    ("ours", "javascript"),  # as JSON.stringify writes it in Node and browsers
    [
        (2014.0, "2014"), (-0.0, "0"), (0.1, "0.1"), (1e-7, "1e-07"), (1e20, "1" + 20 * "0"),
        (1e21, "1e+21"), (2**53 + 1, "9007199254740992"), (2.0**60, "1152921504606847000"),
        (float("nan"), "null"), (float("inf"), "null"), (True, "true"), ("2014.0", '"2014.0"'),
        ({"a": [1.0, (2.0, None)]}, '{"a": [1, [2, null]]}'), (np.float64(3), "3"),
    ],
)  # fmt: skip
def test_numbers_are_written_as_javascript_writes_them(ours, javascript):
    assert json.dumps(numbers(ours)) == javascript


def test_a_figure_holds_no_number_that_javascript_would_write_in_another_way():
    rows = ROWS.assign(n=[2014.0, 1e20])
    slider = alt.param(name="at", value=3.0, bind=alt.binding_range(min=1.0, max=9.0))
    play = {"label": {"at": "At"}, "play": {"param": "at", "seconds": 30.0}}
    drawing = alt.Chart(rows).mark_point().encode(x="day:T", y="n:Q").add_params(slider)
    bundle, metadata = made(drawing, data=rows, play=play).bundle()
    for part in (bundle, metadata):
        assert json.dumps(part) == json.dumps(numbers(part))


@pytest.mark.parametrize(("precision", "form"), [("date", "%-d %B %Y"), ("month", "%B %Y")])
def test_in_jupyterlab_a_slider_of_days_tells_the_day_and_no_milliseconds(precision, form):
    slider = controls.day_slider("day", "2014-06-01", "2014-06-30", "2014-06-10")
    play = {"format": {"day": precision}, "label": {"day": "Date shown"}}
    _, metadata = made(chart().add_params(slider), play=play).bundle()
    patch = metadata[figures.VEGALITE]["embed_options"]["patch"]
    added = {step["path"]: step["value"] for step in patch}
    assert added["/signals/-"]["bind"]["input"] == "Range"  # "range" would show the number
    assert added["/title"]["text"] == {"signal": f"[\"Date shown: \" + utcFormat(day, '{form}')]"}


def test_a_slider_that_counts_years_is_left_as_it_is():
    years = alt.param(name="year", value=2014, bind=alt.binding_range(min=2011, max=2018, step=1))
    _, metadata = made(chart().add_params(years)).bundle()
    patch = metadata[figures.VEGALITE]["embed_options"]["patch"]
    assert [step["path"] for step in patch] == ["/background"]


def opened(png):
    return Image.open(io.BytesIO(png)).convert("RGB")


def test_a_figure_carries_a_small_picture_for_viewers_that_draw_nothing():
    bundle, _ = made(chart().properties(width="container")).bundle()
    png = base64.b64decode(bundle["image/png"])
    assert opened(png).width == figures._width(bundle["image/svg+xml"]) and len(png) < 15_000


def test_the_small_picture_has_the_light_colours_on_white_and_keeps_those_of_small_marks():
    mark = '<rect x="{0}" width="2" height="2" fill="{1}" fill-opacity="{2}"/>'
    marks = mark.format(5, palette.color("actor-is"), 1) + mark.format(9, "#a9c8dc", 0.5)
    shades = range(5, 99)
    fills = "".join(f'<rect y="{y}" width="200" height="1" fill="#{y:02x}80a0"/>' for y in shades)
    picture = opened(raster.png(
        '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100">'
        f"<style>:root{{--actor-is:#ff0000}}</style>{fills}{marks}</svg>"
    ))  # fmt: skip
    assert picture.getpixel((199, 0)) == (255, 255, 255)
    assert "#%02x%02x%02x" % picture.getpixel((5, 0)) == palette.colors("light")["actor-is"]
    assert picture.getpixel((9, 0)) == (212, 227, 237)  # half way to white


def test_a_chart_that_is_no_figure_brings_its_small_picture_and_numbers_too():
    drawing = alt.Chart(ROWS.assign(n=[2.0, 3.0])).mark_point().encode(x="day:T", y="n:Q")
    bundle, _ = charts._show(drawing.to_dict())
    assert opened(base64.b64decode(bundle["image/png"])).width > 300
    assert json.dumps(bundle) == json.dumps(numbers(bundle))


def written(words, font="sans-serif"):
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="99" height="20">'
    return raster.png(f'{svg}<text y="15" font-family="{font}">{words}</text></svg>')


def test_a_letter_that_the_small_picture_has_no_font_for_is_left_out():
    assert written("\u25ce echo \u0645") == written("echo ") != written(" ")


def test_no_letter_of_the_small_picture_comes_from_a_font_that_happens_to_be_installed():
    # Where Chromium is, DejaVu Sans is nearly always too; the picture must not know it.
    assert written("echo", "DejaVu Sans") == written(" ")
    assert "FONTCONFIG_FILE" not in os.environ or "helpers" not in os.environ["FONTCONFIG_FILE"]


def test_a_map_shows_its_picture_where_frames_are_taken_out():
    drawn = maps.project(maps.base("held"))
    bundle, metadata = made(folium_map(), picture=drawn).bundle()
    html = bundle["text/html"]
    left = re.fullmatch(r"<iframe [^>]*>(<img [^>]*>)</iframe>", html)[1]
    assert f'src="data:image/png;base64,{bundle["image/png"]}"' in left and TEXT in left
    assert metadata == {}


def test_the_same_figure_comes_out_the_same():
    first, second = made().bundle(), made().bundle()
    assert json.dumps(first) == json.dumps(second)


def test_the_picture_follows_a_dark_system_with_the_colours_it_uses():
    svg = made().bundle()[0]["image/svg+xml"]
    style = re.search(r"<style>(.*?)</style>", svg)[1]
    assert "prefers-color-scheme:dark" in style
    used = set(re.findall(r"var\((--[\w-]+)", svg))
    assert used and set(re.findall(r"(--[\w-]+):", style)) == used


def test_the_picture_shortens_places_and_never_a_number_that_is_read():
    words = alt.Chart(pd.DataFrame({"said": ["3.14159 km"]})).mark_text().encode(text="said:N")
    svg = made(words).bundle()[0]["image/svg+xml"]
    assert "3.14159 km" in svg
    assert not re.search(r' (?:d|transform)="[^"]*\d\.\d\d', svg)


def test_long_data_are_shown_in_part_and_given_whole():
    long = pd.DataFrame({"n": range(200)})
    meta = made(alt.Chart(long).mark_tick().encode(x="n:Q"), data=long).bundle()[0][figures.FIGURE]
    assert meta["table_is"] == "first" and len(meta["table"]) == figures.FIRST_ROWS
    assert meta["table"] == [[n] for n in range(figures.FIRST_ROWS)]
    assert meta["rows"] == 200 and meta["csv"].count("\n") == 201


@pytest.mark.parametrize(("more", "said"), [(0, "all"), (1, "first")])
def test_data_of_the_longest_length_are_shown_whole(more, said):
    rows = pd.DataFrame({"n": range(figures.TABLE_ROWS + more)})
    meta = made(alt.Chart(rows).mark_tick().encode(x="n:Q"), data=rows).bundle()[0][figures.FIGURE]
    assert meta["table_is"] == said


def test_digits_are_kept_in_table_and_file():
    rows = pd.DataFrame({"n": [1234.5625, 1 / 3]})
    meta = made(alt.Chart(rows).mark_tick().encode(x="n:Q"), data=rows).bundle()[0][figures.FIGURE]
    assert meta["table"] == [[1234.56], [0.333333]]
    assert meta["csv"] == "n\n1234.5625\n0.3333333333\n"


def whole(**changes):
    summary = pd.DataFrame({"class": ["destroyed"], "sites": [3_325]})
    return made(
        **{
            "data": "raqqa_damage",
            "tables": ["raqqa_landmarks", "raqqa_damage"],
            "table": summary,
            **changes,
        }
    )


def test_a_table_that_is_drawn_whole_is_given_as_its_own_file():
    meta = whole().bundle()[0][figures.FIGURE]
    assert "csv" not in meta
    assert meta["rows"] == len(load("raqqa_damage")) == 13_155
    assert meta["file"] == "data/cities/raqqa_damage.csv"
    assert (meta["table"], meta["table_is"]) == ([["destroyed", 3_325]], "summary")


@pytest.mark.parametrize(
    ("part", "value", "says"),
    [
        ("tables", ["raqqa_landmarks"], "'raqqa_damage': name it in tables"),
        ("table", None, "give a summary"),
    ],
)
def test_a_table_that_is_drawn_whole_is_named_and_summed_up(part, value, says):
    with pytest.raises(figures.FigureError, match=says):
        whole(**{part: value})


def test_gaps_stay_gaps_in_table_and_file():
    some = pd.DataFrame({"a": pd.array([1, None], dtype="Int64"), "b": [np.nan, 0.5]})
    meta = made(alt.Chart(some).mark_point().encode(x="a:Q"), data=some).bundle()[0][figures.FIGURE]
    assert meta["table"] == [[1, None], [None, 0.5]]
    assert meta["csv"] == "a,b\n1,\n,0.5\n"


def test_maps_say_that_boundaries_are_no_opinion():
    drawn = maps.project(maps.base("held"))
    assert figures.BOUNDARIES in made(drawn).bundle()[0][figures.FIGURE]["notes"]
    assert figures.BOUNDARIES not in made().bundle()[0][figures.FIGURE]["notes"]


def test_the_base_map_has_shared_layers_of_one_name():
    first, second = (maps.project(maps.base("held")).to_dict() for _ in range(2))
    assert list(first["datasets"]) == list(second["datasets"]) and len(first["datasets"]) >= 6
    with pytest.raises(KeyError):
        maps.base("nowhere")


def shapes_of(drawn):
    """The geometries that a layer of a map draws, by their first property."""
    (features,) = drawn.to_dict()["datasets"].values()
    return {
        next(iter(one["properties"].values()), ""): shapely.geometry.shape(one["geometry"])
        for one in features
    }


def test_stamps_are_one_shape_an_actor_and_neighbours_share_one():
    sides = ["kurdish_sdf"] * 3 + ["iraq_gov"]
    places = {"lon": [40.0, 40.01, 40.2, 43.0], "lat": [35.0, 35.01, 35.0, 36.0]}
    points = pd.DataFrame({"side": sides} | places)
    drawn = shapes_of(maps.stamped(points, "side", half=0.03, step=0.05))
    assert set(drawn) == {"iraq_gov", "kurdish_sdf"}
    assert len(drawn["kurdish_sdf"].geoms) == 2  # the first two lie within a step
    diamond = drawn["kurdish_sdf"].geoms[0]
    assert diamond.bounds == pytest.approx((39.97, 34.97, 40.03, 35.03))
    assert diamond.area == pytest.approx(2 * 0.03**2)
    square = drawn["iraq_gov"].geoms[0]
    assert square.bounds == pytest.approx((42.98, 35.98, 43.02, 36.02))


def test_a_hatch_stays_inside_its_shape_and_the_window():
    shape = shapely.box(30, 33, 37, 35)  # further west than the window
    (lines,) = shapes_of(maps.hatched(shape, "held", step=0.5)).values()
    west, south, east, north = lines.bounds
    assert (west, south, north) == pytest.approx((35.4, 33, 35), abs=0.01) and east <= 37.01
    assert len(lines.geoms) == 7  # a line each half degree over 1.6 + 2 degrees
    assert max(line.length for line in lines.geoms) <= 2**1.5 + 0.05


def test_tints_lie_on_the_land_and_below_the_water():
    tint = alt.Chart(alt.InlineData(values=[])).mark_geoshape(fill="#123456")
    layers = maps.base("held", tints=[tint]).to_dict()["layer"]
    fills = [layer.get("mark", {}).get("fill", "") for layer in layers]
    place = fills.index("#123456")
    land, water = palette.color("fig-land"), palette.color("fig-water")
    assert land in fills[:place] and water in fills[place:]


def test_names_of_towns_are_those_asked_for():
    asked = pd.DataFrame({"name": ["Hawija"], "lat": [35.3], "lon": [43.8]})
    drawn = maps.project(maps.base("held", names=False) + maps.town_names(asked))
    svg = figures.picture(drawn.to_dict(), "Names")
    assert ">Hawija<" in svg and ">Mosul<" not in svg


def test_a_corner_counts_the_rows_that_meet_a_test_also_if_none_does():
    for test, told in [
        ("datum.n > 0", "2 towns"),
        ("datum.n > 1", "1 town"),
        ("datum.n > 2", "0 towns"),
    ]:
        count = maps.corner_count(pd.DataFrame({"n": [1, 2]}), test, "town", "towns")
        drawn = maps.project(maps.base("held") + count)
        assert f">{told}<" in figures.picture(drawn.to_dict(), "A count")


def test_a_side_has_one_shape_and_colour_on_every_map():
    assert maps.symbol("kurdish_sdf") != maps.symbol("iraq_gov")
    assert palette.actor_color("iraq_gov") in maps.symbol("iraq_gov")
    assert "dasharray" in maps.symbol("iraq_gov", dashed=True)
    assert "dasharray" not in maps.symbol("iraq_gov")


def folium_map():
    drawn = maps.leaflet("held")
    maps.marker(36.34, 43.13, "Mosul", "<h2>Mosul</h2>", "<svg></svg>").add_to(drawn)
    maps.legend(drawn, [("<svg></svg>", "held & lost")])
    return drawn


def test_a_legend_can_stand_on_the_right():
    drawn = maps.leaflet("held")
    maps.legend(drawn, [("<svg></svg>", "held")], top=62)
    assert "inset: 62px 10px auto auto" in maps.document(drawn, "made-up", "A map")
    assert "inset: 62px" not in maps.document(folium_map(), "made-up", "A map")


def test_a_folium_map_asks_no_other_host_and_comes_out_the_same():
    first, second = (maps.document(folium_map(), "made-up", "A map") for _ in range(2))
    assert first == second
    asked = re.findall(
        r"<(?:script|link|img|iframe)[^>]*(?:src|href)=[\"']?(?:https?:)?//[^\"' >]*", first
    )
    assert asked == []
    assert not re.search(r"[0-9a-f]{32}", re.sub(r"data:[^\"')]*", "", first))
    assert '<html lang="en">' in first and "<title>A map</title>" in first
    assert "held &amp; lost" in first and "<!-- supply -->" in first


# Colours


def linear(value):
    channels = np.array([int(value[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def contrast(one, other):
    bright, dim = sorted(linear(c) @ [0.2126, 0.7152, 0.0722] + 0.05 for c in (one, other))[::-1]
    return bright / dim


SIGHT = {  # Machado and others 2009, full severity, on linear RGB
    "all": np.eye(3),
    "no green": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.01182, 0.04294, 0.968881],
    ],
    "no red": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "no blue": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.3039],
    ],
}


def lab(rgb):
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    xyz = to_xyz @ np.clip(rgb, 0, 1) / np.array([0.9505, 1, 1.089])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_colours_can_be_seen(mode):
    colors = palette.colors(mode)
    paper = colors["fig-paper"]
    for name, value in colors.items():
        if name.startswith("actor-"):
            assert contrast(value, paper) >= 3, f"{name} is too faint on paper ({mode})"
    for name in ("fig-ink", "fig-muted", "fig-accent"):
        for ground in ("fig-paper", "fig-land", "fig-neighbour"):
            assert contrast(colors[name], colors[ground]) >= 4.5, f"{name} on {ground} ({mode})"


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("sight", SIGHT)
def test_actors_can_be_told_apart(mode, sight):
    seen = {
        name: lab(np.array(SIGHT[sight]) @ linear(value))
        for name, value in palette.colors(mode).items()
        if name.startswith("actor-")
    }
    for one, other in itertools.combinations(seen, 2):
        assert np.linalg.norm(seen[one] - seen[other]) >= 11, f"{one}, {other} ({mode}, {sight})"


DAMAGE = [f"damage-{name}" for name in cities.DAMAGE]


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("ground", ["fig-paper", "fig-land"])
def test_damage_can_be_seen_on_paper_and_on_built_up_land(mode, ground):
    colors = palette.colors(mode)
    faint = [name for name in DAMAGE if contrast(colors[name], colors[ground]) < 3]
    assert faint == []


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize(("mode", "sign"), [("light", -1), ("dark", 1)])
def test_damage_gets_darker_on_white_and_lighter_on_black(mode, sign, sight):
    """In steps that can be told apart, with every kind of sight."""
    colors = palette.colors(mode)
    steps = [lab(np.array(SIGHT[sight]) @ linear(colors[name]))[0] for name in DAMAGE]
    assert (np.diff(steps) * sign >= 11).all()


def test_no_two_actors_share_a_shape_or_a_dash():
    sides = charts.actors()
    assert sides["shape"].is_unique and sides["pattern"].is_unique
    assert set(sides["pattern"]) <= set(charts.DASHES)


def test_steps_of_a_share_get_darker_on_white_and_lighter_on_black():
    for mode, sign in (("light", -1), ("dark", 1)):
        colors = palette.colors(mode)
        steps = [lab(linear(colors[f"seq-{i}"]))[0] for i in range(1, 7)]
        assert (np.diff(steps) * sign > 5).all()


def test_an_unknown_colour_is_named():
    with pytest.raises(KeyError, match="no-such"):
        palette.color("no-such")


def test_the_style_sheet_has_every_colour_in_light_dark_and_print():
    css = palette.css()
    for name in palette.colors("light"):
        assert css.count(f"--{name}:") == 4
    assert "@media print" in css and "prefers-color-scheme:dark" in css


# Sliders, key dates, explorer


def test_a_day_slider_counts_days_in_utc():
    slider = controls.day_slider("day", "2014-06-01", "2014-06-30", "2014-06-10").param.to_dict()
    bind = slider["bind"]
    assert (slider["value"] - bind["min"]) / controls.DAY == 9 and bind["step"] == controls.DAY
    assert bind["min"] == 1401580800000


def test_key_dates_are_those_of_the_table_in_time_order():
    table = charts.key_date_table("raqqa-retaken", "mosul-falls")
    assert table["key"].tolist() == ["mosul-falls", "raqqa-retaken"]
    known = load("key_dates").set_index("key")["date"]
    assert (table.set_index("key")["date"] == known[["mosul-falls", "raqqa-retaken"]]).all()
    with pytest.raises(KeyError, match="no-such-day"):
        charts.key_date_table("no-such-day")


def test_play_steps_through_key_dates():
    play = controls.play("day", "2014-01-01", "2018-01-01", "mosul-falls")
    event = "10 June 2014: Islamic State takes Mosul; army and police leave."
    falls = {"value": controls.milliseconds("2014-06-10"), "label": "Mosul falls", "event": event}
    assert play["steps"] == [falls]
    (step,) = controls.play("day", "2014-01-01", "2018-01-01", "kobani-siege")["steps"]
    assert step["event"].startswith("September 2014: "), "a date known to the month"
    assert play["play"]["min"] < play["steps"][0]["value"] < play["play"]["max"]


def test_the_explorer_draws_what_its_controls_say():
    import ipywidgets as widgets

    asked = []

    def draw(n):
        asked.append(n)
        return alt.Chart(ROWS.assign(n=n)).mark_point().encode(x="day:T", y="n:Q")

    slider = widgets.IntSlider(value=1, min=0, max=9)
    panel = explore.explorer(draw, id="explore-made-up", text=TEXT, n=slider)
    before = panel.drawing.value
    assert before.startswith("<svg") and panel.model_id == "explore-made-up"
    slider.value = 7
    assert asked == [1, 7] and panel.drawing.value != before
    again = explore.explorer(draw, id="explore-made-up", text=TEXT, n=widgets.IntSlider(value=7))
    assert again.model_id == "explore-made-up"


# Prose


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (sentences.number(1234567), "1,234,567"),
        (sentences.number(2.46), "2.5"),
        (sentences.number(144.6), "145"),
        (sentences.number(np.int64(40)), "40"),
        (sentences.spelled(12), "twelve"),
        (sentences.spelled(13), "13"),
        (sentences.million(5_406_000), "5.4 million"),
        (sentences.percent(0.601), "60%"),
        (sentences.day("2014-06-10"), "10 June 2014"),
        (sentences.month("2014-06-10"), "June 2014"),
        (sentences.between(7e6, 10.6e6, sentences.million), "7 to 10.6 million"),
        (sentences.million(1e7), "10 million"),
        (sentences.number(804.5), "805"),
        (sentences.number(-2.45), "-2.5"),
        (sentences.signed(0), "0"),
        (sentences.signed(-5), "−5"),
        (sentences.signed(1234), "+1,234"),
        (sentences.listing([]), "none"),
        (sentences.between(5, 5), "5"),
        (sentences.listing(["a"]), "a"),
        (sentences.listing(["a", "b", "c"]), "a, b and c"),
    ],
)
def test_numbers_are_written_one_way(written, expected):
    assert written == expected


def test_a_whole_number_from_a_thousand_on_says_how_it_is_written():
    assert sentences.fill("{n} places", n=999) == "999 places"
    for value in (1000, -1000, 2014):
        with pytest.raises(sentences.SentenceError, match=":number or :year"):
            sentences.fill("{n} places", n=value)


@pytest.mark.parametrize(
    "write",
    [sentences.number, sentences.million, sentences.percent, sentences.spelled, sentences.day],
)
@pytest.mark.parametrize("value", [None, pd.NA, float("nan"), pd.NaT])
def test_what_is_missing_is_not_written(write, value):
    with pytest.raises(ValueError, match="missing"):
        write(value)


def test_a_fraction_is_no_count():
    with pytest.raises(ValueError, match="whole numbers"):
        sentences.spelled(2.7)


@pytest.mark.parametrize("drawing", [None, ROWS, "chart"])
def test_only_charts_and_maps_are_figures(drawing):
    made()
    with pytest.raises(figures.FigureError, match="Altair chart or a folium map"):
        figures.Figure(drawing, "made-up", ROWS, ["towns"])


def test_bad_sliders_and_actors_are_refused():
    with pytest.raises(ValueError, match="outside"):
        controls.day_slider("day", "2014-01-01", "2015-01-01", "2016-01-01")
    with pytest.raises(ValueError, match="outside the slider"):
        controls.play("day", "2015-01-01", "2018-01-01", "mosul-falls")
    with pytest.raises(KeyError, match="ypg"):
        charts.color_by_actor("side", ["ypg"])
    with pytest.raises(TypeError, match="wrong"):
        explore.explorer(lambda n: chart(), id="explore-made-up", text=TEXT, wrong=None)


def test_hours_are_told_in_table_and_file_and_days_stay_days():
    times = pd.DataFrame({
        "at": pd.to_datetime(["2014-01-01 01:00", None]), "day": pd.to_datetime(["2014-06-10"] * 2),
        "own": [datetime.date(2014, 6, 11)] * 2,
    })  # fmt: skip
    meta = made(data=times).bundle()[0][figures.FIGURE]
    assert (
        meta["csv"] == "at,day,own\n2014-01-01 01:00:00,2014-06-10,2014-06-11\n"
        ",2014-06-10,2014-06-11\n"
    )
    assert meta["table"] == [["2014-01-01 01:00:00", "2014-06-10", "2014-06-11"],
                             [None, "2014-06-10", "2014-06-11"]]  # fmt: skip


def test_dates_with_a_time_zone_are_refused():
    zoned = ROWS.assign(day=ROWS["day"].dt.tz_localize("Asia/Baghdad"))
    with pytest.raises(figures.FigureError, match="made-up.*'day' have a time zone.*tz_localize"):
        made(data=zoned)


def test_a_picture_does_not_depend_on_the_pictures_drawn_before_it():
    clipped = alt.Chart(ROWS).mark_line(clip=True).encode(x="day:T", y="n:Q", color="n:Q")
    first, second = (made(clipped).bundle()[0]["image/svg+xml"] for _ in range(2))
    assert first == second and re.search(r'clip-path="url\(#p[0-9a-f]{8}-0\)"', first)
    ids = re.findall(r'\bid="([^"]+)"', first)
    assert sorted(ids) == sorted(set(ids)) and set(re.findall(r"url\(#([^)]+)\)", first)) <= {*ids}


def sizes(spec):
    """The sizes of all text that a specification names, itself or in its look."""
    if isinstance(spec, dict):
        for key, value in spec.items():
            if key.lower().endswith("fontsize") and isinstance(value, (int, float)):
                yield value
            else:
                yield from sizes(value)
    elif isinstance(spec, list):
        for one in spec:
            yield from sizes(one)


@pytest.mark.parametrize(
    "path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem
)
def test_no_text_in_a_chart_is_smaller_than_twelve_pixels(path):
    found = set()
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        for output in cell.get("outputs", []):
            found |= set(sizes(output.get("data", {}).get(figures.VEGALITE, {})))
    assert min(found, default=12) >= 12
