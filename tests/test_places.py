"""What the tables say of a place: which places there are, what is near, what is not known."""

import csv
import math
import re

import pandas as pd
import pytest

from bookmaking import pictures
from bookmaking.gazetteer import docname, link_boxes, slugs
from helpers.tables.read import data_folder, load, resources
from helpers.topics import place

SAMPLES = ["Raqqa", "Sinjar", "Kirkuk"]


@pytest.fixture(scope="module")
def book():
    return place.Gazetteer()


def rows_of(name):
    """A table as a list of dicts of text, read without the helpers."""
    path = data_folder() / resources()[name]["path"]
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def kilometres(one, two):
    """Great-circle distance of two (latitude, longitude) on a ball, within 0.4% of the Earth's."""
    (a, b), (c, d) = ([math.radians(float(x)) for x in point] for point in (one, two))
    half = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * 6371 * math.asin(math.sqrt(half))


def sound(mark):
    """Whether a mark stands for a place of its own."""
    return mark["what"] != "area" and mark["flag"] in ("", "same point")


def test_at_least_thirty_five_places_have_a_page_and_none_that_few_tables_speak_of(book):
    table = book.places
    assert table["page"].sum() >= 35
    assert (table["page"] == (table["tables"].map(len) >= 3)).all()
    few = set(table.loc[~table["page"], "place"])
    assert {"Damascus", "Idlib", "Zumar"} <= few and not few & set(slugs())


def test_a_table_speaks_of_a_place_if_it_names_it_or_has_a_point_near_it(book):
    tables = book.spot("Kirkuk")["tables"]
    assert tables == ["key_dates", "control_2017", "strikes_by_place", "ucdp_is_events"]
    assert "control_2017" not in book.spot("Damascus")["tables"]  # not gathered there
    assert set(book.spot("Raqqa")["tables"]) == set(place.SPEAK.values())
    for row in book.places.itertuples():
        known = book.sections(row.place)
        assert [one for key, one in place.SPEAK.items() if len(known[key])] == row.tables


def test_addresses_are_ascii_unique_and_stay(book):
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", one) for one in book.places["slug"])
    assert book.places["slug"].is_unique
    known = {"Raqqa": "raqqa", "al-Bab": "al-bab", "Mare'": "mare", "Deir ez-Zor": "deir-ez-zor"}
    assert {name: slugs()[name] for name in known} == known
    assert place.slug("Şırnak ’Ayn") == "srnak-ayn"


def test_a_place_is_known_under_each_of_its_spellings(book):
    for name in book.places["place"]:
        assert all(book.owner(one) == name for one in book.spellings(name))
    assert book.owner("Kobani (Ayn al-Arab)") == "Kobani" == book.owner("Kobanî")
    assert book.owner("Hajar al-Aswad / Yarmouk (Damascus)") == "Hajar al-Aswad"
    assert book.owner("Al-Qaim") == "al-Qaim" and book.owner("Atlantis") is None
    assert docname("Tadmur") == "places/palmyra" and docname("Idlib") is None


def test_every_spell_has_an_owner_and_every_named_town_a_point(book):
    assert all(book.owner(one) for one in load("towns")["place"])
    towns = load("towns").set_index("place")
    for row in book.places.query("point == 'towns'").itertuples():
        assert (row.lat, row.lon) in set(zip(towns["lat"], towns["lon"]))
    assert book.spot("Kirkuk")["point"] == "strikes_by_place"
    assert book.spot("Raqqa")["governorate_pcode"] == "SY11"
    assert book.spot("Kirkuk")["district"] == "Kirkuk"


def test_near_is_measured_on_the_earth(book):
    points = pd.DataFrame({"lat": [36.0, 36.0899, 36.0903, 36.0], "lon": [43.0, 43.0, 43.0, 43.12]})
    found = place.near(points, 36.0, 43.0)
    assert found.index.tolist() == [0, 1]  # 0.0901 degrees of latitude, 0.111 of longitude
    assert found["km"].iloc[1] == pytest.approx(9.98, abs=0.01)
    assert place.near(points, 36.0, 43.0, 11).index.tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize("name", SAMPLES)
def test_deaths_and_marks_near_a_place_are_those_of_the_files(book, name):
    spot, known = book.spot(name), book.sections(name)
    here = spot["lat"], spot["lon"]
    events = [
        row
        for row in rows_of("ucdp_is_events")
        if row["where_prec"] != "3" and kilometres(here, (row["lat"], row["lon"])) <= 10
    ]
    years = {row["date_start"][:4] for row in events}
    found = {str(row.year): row for row in known["deaths"].itertuples()}
    assert set(found) == years and years
    for year in years:
        its = [row for row in events if row["date_start"].startswith(year)]
        for sum_ in ("low", "best", "high", "civilians"):
            assert getattr(found[year], sum_) == sum(int(row[f"deaths_{sum_}"]) for row in its)
        assert found[year].events == len(its)
    marks = [
        row["mark_id"]
        for row in rows_of("control_2017")
        if sound(row) and kilometres(here, (row["lat"], row["lon"])) <= 10
    ]
    assert sorted(known["control"]["mark_id"].astype(str)) == sorted(marks) and marks


@pytest.mark.parametrize("name", SAMPLES)
def test_strikes_are_those_of_its_country_and_months_without_one_count(book, name):
    months = book.sections(name)["strikes"]
    home = book.spot(name)["country"]
    rows = [row for row in rows_of("strikes_by_place") if row["place"] == name]
    rows = [row for row in rows if row["country"] == home]
    assert months["strikes"].sum() == sum(int(row["strikes"]) for row in rows) > 0
    assert len(months) == 34 and months["month"].is_monotonic_increasing
    assert (months["strikes"] == 0).sum() == 34 - len({row["month"] for row in rows})


def test_figures_of_the_article_are_left_out(book):
    keys = {row["key"] for row in rows_of("city_figures") if row["from_article"] == "true"}
    assert keys and not keys & set(book.sections("Raqqa")["figures"]["key"])
    assert not keys & set(book.sections("Mosul")["figures"]["key"])


def test_people_are_counted_by_governorate_or_country_never_by_place(book):
    raqqa, kirkuk = (book.sections(name)["people"] for name in ("Raqqa", "Kirkuk"))
    assert set(raqqa["level"]) == {"governorate Ar-Raqqa"} and "iom_iraq" not in set(raqqa["table"])
    assert set(kirkuk["level"]) == {"governorate Kirkuk", "Iraq"}
    told = {row["year"]: row["idps"] for row in rows_of("idps_by_governorate")
            if row["governorate_pcode"] == "SY11"}  # fmt: skip
    assert dict(zip(raqqa["when"], raqqa["displaced"].astype(str))) == told


def test_what_is_not_known_follows_from_what_is_empty(book):
    for name in book.places.loc[book.places["page"], "place"]:
        known, gaps = book.sections(name), " ".join(book.unknown(name))
        for section, words in place.GAPS.items():
            assert (words.split(".")[0].split("{")[0] in gaps) == known[section].empty
        imputed = known["held"]["start_imputed"].any()
        assert ("The day on which IS took it" in gaps) == imputed
    assert "before 2016" in " ".join(book.unknown("Raqqa"))
    assert "before 20" not in " ".join(book.unknown("Mosul"))
    assert "fled from the place" not in " ".join(book.unknown("Raqqa"))


def test_names_are_arabic_and_kurdish_where_a_source_has_them(book):
    names = book.sections("Sinjar")["names"]
    assert {"سنجار", "شەنگال", "Shingal"} <= set(names["name"])
    assert "Kurdish" not in " ".join(book.sections("Erbil")["names"]["language"])


# Pictures


@pytest.mark.parametrize(
    ("most", "axis"),
    [
        (1, (1, 1)),
        (2, (2, 1)),
        (7, (8, 2)),
        (34, (40, 10)),
        (428, (600, 200)),
        (1328, (1500, 500)),
        (6149, (8000, 2000)),
    ],
)
def test_an_axis_ends_above_the_highest_number(most, axis):
    assert pictures._axis(most) == axis


def test_bars_are_as_high_as_their_numbers_and_whiskers_as_far_as_theirs():
    made = pictures.bars([50, 0, 100], {0: "a"}, [40, 0, 100], [80, 0, 100])
    heights = [float(height) for *_, height in made["bars"]]
    assert len(heights) == 2 and heights[1] == pytest.approx(2 * heights[0])
    (_, low, high), *others = made["whiskers"]
    assert not others  # where low is high there is none
    assert float(low) - float(high) == pytest.approx(heights[0] * 40 / 50, abs=0.2)


def test_a_mark_lies_where_it_should_on_the_map(book):
    raqqa = book.spot("Raqqa")
    drawn = pictures.around(raqqa, book.around("Raqqa", pictures.CORNER), book.places.query("page"))
    marks = list(filter(sound, rows_of("control_2017")))
    inside = []
    for row in marks:
        north = (float(row["lat"]) - raqqa["lat"]) * 111.2
        east = (float(row["lon"]) - raqqa["lon"]) * 111.2 * math.cos(math.radians(raqqa["lat"]))
        if max(abs(north), abs(east)) <= 30:
            inside.append(row["holder"] or "two")
    assert drawn["held"] == {one: inside.count(one) for one in set(inside)}
    assert drawn["marks"]["is"].count("M") == inside.count("is")
    assert drawn["circle"] * 3 == drawn["size"] / 2


# Links


def test_a_box_of_a_map_leads_to_the_page_of_its_place():
    page = link_boxes("<h2>Raqqa <span>x</span></h2><h2>Mare&#39;</h2><h2>Idlib</h2>")
    assert '<h2><a href="../places/raqqa.html" target="_top">Raqqa</a> <span>' in page
    assert 'places/mare.html" target="_top">Mare&#39;</a></h2>' in page
    assert page.endswith("<h2>Idlib</h2>")
