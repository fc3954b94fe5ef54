"""The layer of located events: nothing is lost on the way into the page."""

import pandas as pd

from helpers.draw import leaflet as layers
from helpers.draw import maps

SIDES = {"iraq_gov": "IS and the Government of Iraq", "civilians": "IS against civilians"}


def events():
    return pd.DataFrame(
        {
            "id": [3, 1, 2],
            "lat": [36.335, 35.95, 36.335],
            "lon": [43.119, 39.01, 43.119],
            "date_start": pd.to_datetime(["2014-06-12", "2017-06-06", "2014-06-10"]),
            "where_prec": [3, 1, 2],
            "against": ["civilians", "iraq_gov", "iraq_gov"],
            "deaths_low": [4, 1, 0],
            "deaths_best": [5, 2, 1],
            "deaths_high": [9, 2, 3],
        }
    )


def unpacked(data):
    """The events as the page reads them."""
    rows, lat, lon, at = [], 0, 0, 0
    for place, count in enumerate(data["events"]):
        lat, lon = lat + data["lat"][place], lon + data["lon"][place]
        for here in range(at, at + count):
            day = pd.Timestamp("1970-01-01") + pd.Timedelta(days=data["day"][here])
            rows.append(
                (
                    lat / 1000,
                    lon / 1000,
                    day,
                    data["sides"][int(data["side"][here])],
                    data["low"][here],
                    data["best"][here],
                    data["high"][here],
                    data["exact"][here] == "1",
                )
            )
        at += count
    assert at == len(data["day"])
    return rows


def test_events_come_back_as_they_were_by_place_and_day():
    rows = unpacked(layers.compact_events(events(), SIDES))
    government, civilians = SIDES.values()
    assert rows == [
        (35.95, 39.01, pd.Timestamp("2017-06-06"), government, 1, 2, 2, True),
        (36.335, 43.119, pd.Timestamp("2014-06-10"), government, 0, 1, 3, True),
        (36.335, 43.119, pd.Timestamp("2014-06-12"), civilians, 4, 5, 9, False),
    ]


def test_one_place_holds_all_its_events():
    assert layers.compact_events(events(), SIDES)["events"] == [1, 2]


def test_the_map_is_given_words_grades_and_the_zoom():
    drawn = maps.empty("held")
    layers.Script().add_to(drawn)
    layers.Events(
        events(),
        SIDES,
        zoom=8,
        grades=[(1, "seq-2"), (5, "seq-3")],
        words={"far": "Squares.", "near": "Places."},
    ).add_to(drawn)
    page = maps.document(drawn, "events", "Events")
    assert page.count("bookEvents(map_events_") == 1
    for given in ('"zoom": 8', '[1, "--seq-2"]', '"far": "Squares."', SIDES["civilians"]):
        assert given in page
