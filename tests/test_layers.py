"""Sites in little room, and the parts that folium lacks, without a browser."""

import html
import json
import re
from urllib.parse import urlsplit

import folium
import numpy as np
import pandas as pd
import pytest

from bookmaking.frames import frame_document
from helpers.draw import leaflet as layers
from helpers.draw import maps, parts
from helpers.draw.palette import css
from helpers.tables.read import load
from helpers.topics import cities

IMAGERY = {
    "before": "https://tiles.example.org/10/{z}/{y}/{x}",
    "after": "https://tiles.example.org/20/{z}/{y}/{x}",
    "released": {"before": "2014-02-20", "after": "2017-10-25"},
    "notice": "Pictures: example.org.",
}
CENTRE = pd.DataFrame({"name": ["clock tower"], "lat": [35.946661], "lon": [39.012742]})


@pytest.fixture(scope="module")
def sites():
    return load("raqqa_damage")


def unpacked(data):
    """What city.js makes of the compact form: places in degrees, kinds, {day: class}."""
    places = np.column_stack([np.cumsum(data["lat"]), np.cumsum(data["lon"])]) / 1e5
    kinds = [data["kinds"][ord(letter) - ord("A")] for letter in data["kind"]]
    classes = {
        date: [data["classes"][int(digit)] for digit in code]
        for date, code in data["codes"].items()
    }
    return places, kinds, classes


def test_compact_sites_are_the_table_again(sites):
    places, kinds, classes = unpacked(layers.compact(sites))
    assert len(places) == len(kinds) == len(sites)
    # The order is another: sites are paired by place, kind and classes together.
    seen = pd.DataFrame({"lat": places[:, 0], "lon": places[:, 1], "kind": kinds, **classes})
    told = sites[["lat", "lon", "site_type"]].rename(columns={"site_type": "kind"})
    for date in cities.image_dates(sites):
        told[date] = sites[f"class_{date.replace('-', '_')}"].fillna("").map(layers.WORDS)
    told[["lat", "lon"]] = told[["lat", "lon"]].astype(float).round(5)
    key = ["lat", "lon", "kind", *classes]
    assert (
        seen.round(5)
        .sort_values(key)
        .reset_index(drop=True)
        .equals(told.sort_values(key).reset_index(drop=True))
    )


def test_no_place_is_moved_by_more_than_a_metre(sites):
    places, _, _ = unpacked(layers.compact(sites))
    step = 0.5 / layers.STEP + 1e-12  # half a step: 0.56 metres north, 0.45 metres east
    for column, name in enumerate(("lat", "lon")):
        moved = np.sort(places[:, column]) - np.sort(sites[name].to_numpy())
        assert np.abs(moved).max() <= step


def test_every_class_that_is_drawn_has_its_word_and_look():
    assert set(layers.LOOKS) == set(cities.DAMAGE)
    assert all(layers.WORDS[name] == name for name in cities.DAMAGE)
    for look in layers.LOOKS.values():
        assert f"{look['color']}:" in css()
    # Without colour, by size and filling: a ring, a small dot, a large dot.
    assert len({(look["radius"], look["filled"]) for look in layers.LOOKS.values()}) == 3


def test_an_unknown_class_is_refused(sites):
    odd = sites.head(3).assign(class_2017_10_21="collapsed")
    with pytest.raises(KeyError, match="collapsed"):
        layers.compact(odd)


def test_compact_sites_come_out_the_same_and_small(sites):
    first, second = (json.dumps(layers.compact(sites)) for _ in range(2))
    assert first == second and len(first) < 250_000
    assert list(layers.compact(sites)["codes"]) == cities.image_dates(sites)


def document(part, id):
    """A map with the sites and one part that draws them, as figures show it."""
    drawn = maps.city_leaflet("raqqa", "raqqa_ground")
    layers.Script().add_to(drawn)
    every = layers.Sites(load("raqqa_damage"))
    every.add_to(drawn)
    part(drawn, every).add_to(drawn)
    return maps.document(drawn, id, "A made-up map")


def divider(imagery=None, **more):
    def part(_, every):
        dates = ["2014-02-12", "2017-10-21"]
        counts = cities.counts_by_radius(load("raqqa_damage"), CENTRE, dates, [100, 500])
        return layers.Divider(every, *dates, CENTRE, counts, 500, imagery=imagery, **more)

    return part


def by_zoom(drawn, every):
    far = folium.GeoJson({"type": "FeatureCollection", "features": []})
    far.add_to(drawn)
    return layers.SitesByZoom(every, "2017-10-21", far, 15, {"far": "Squares.", "near": "Sites."})


def shared(page):
    return frame_document(f'<iframe srcdoc="{html.escape(page)}"></iframe>', "A map")


def test_two_maps_of_the_same_sites_share_one_file():
    one, files = shared(document(divider(), "one"))
    two, others = shared(document(by_zoom, "two"))
    (name,) = (key for key, text in files.items() if '"codes"' in text)
    assert others[name] == files[name]
    for page in (one, two):
        assert f'bookMap.sites(bookTools.layer("{name.removesuffix(".js")}"))' in page
        assert f'<script src="{name}"></script>' in page and '"codes"' not in page


@pytest.mark.parametrize("part", [divider(IMAGERY, host="example.org"), by_zoom])
def test_a_map_comes_out_the_same_twice(part):
    assert document(part, "same") == document(part, "same")


def test_no_script_and_no_style_of_a_map_names_another_host():
    for path in [*parts.FOLDER.glob("*.js"), *parts.FOLDER.glob("*.css")]:
        script = path.read_text(encoding="utf-8")
        assert not re.search(r"""https?:|["'`(]//|\burl\(|@import""", script), path.name
        assert not re.search(r"fetch\(|XMLHttpRequest|sendBeacon|WebSocket|import\(", script)


def test_a_divider_holds_the_counts_and_nothing_to_load_unless_told():
    page, _ = shared(document(divider(), "quiet"))
    assert '"counts": [[[' in page and '"radii": [100, 500]' in page
    own = page.replace(parts.source("city.js"), "")
    assert '"imagery":' not in own and "Load satellite imagery" not in own
    assert {urlsplit(link).hostname for link in re.findall(r"https?://[^\s\"'<>)]+", own)} <= {
        "www.w3.org"
    }


def test_a_divider_with_imagery_names_the_host_on_its_button():
    page, _ = shared(document(divider(IMAGERY, host="example.org"), "pictures"))
    assert '"button": "Load satellite imagery (contacts example.org)"' in page
    assert "tiles.example.org/10/{z}/{y}/{x}" in page and "Pictures: example.org." in page
    assert "released 20 February 2014" in page and "released 25 October 2017" in page
    assert not re.search(r"(?:src|href)=[\"']?https?:", page)


def test_counts_stand_in_the_order_of_places_days_and_radii():
    places = pd.concat([CENTRE, CENTRE.assign(name="elsewhere", lat=35.95)])
    dates = ["2014-02-12", "2017-10-21"]
    table = cities.counts_by_radius(load("raqqa_damage"), places, dates, [500, 100])
    made = layers.Divider(None, *dates, places.iloc[::-1], table, 100).given
    assert [place["name"] for place in made["places"]] == ["elsewhere", "clock tower"]
    assert made["radii"] == [100, 500]
    for place, rows in zip(made["places"], made["counts"]):
        for date, row in zip(dates, rows):
            assert row == [cities.within(load("raqqa_damage"), place, date, r) for r in (100, 500)]


def test_words_in_the_corner_may_ask_rows_of_a_table():
    table = pd.DataFrame({"held": [3, 5]})
    drawn, alone = (
        next(iter(maps.corner_text("datum.held", 1, rows).to_dict()["datasets"].values()))
        for rows in (table, None)
    )
    assert [row["held"] for row in drawn] == [3, 5]
    assert alone == [{name: row[name] for name in ("lon", "lat")} for row in drawn[:1]]
