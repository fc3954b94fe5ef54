"""The pages of the places as they were built: what they weigh, hold, cite and link to."""

import csv
import gzip
import html
import math
import re

import pytest

from bookmaking.gazetteer import gazetteer, slugs
from helpers.judge import timeline
from helpers.sentences import month, number
from helpers.tables.read import data_folder, load, resources

KB = 1024
SAMPLES = ["Raqqa", "Sinjar", "Kirkuk"]


@pytest.fixture(scope="module")
def pages(site):
    """{place: the HTML of its page}."""
    paths = {name: site / "places" / f"{slug}.html" for name, slug in slugs().items()}
    return {name: path.read_text(encoding="utf-8") for name, path in paths.items()}


def part(page, section):
    """The HTML of a section of a page, '' if it has none."""
    found = re.search(rf'<section id="{section}">.*?</section>', page, re.S)
    return found[0] if found else ""


def words(text):
    """HTML as its words."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def rows(text, table=0):
    """The cells of a table's body as text, row by row."""
    body = re.findall(r"<tbody>(.*?)</tbody>", text, re.S)[table]
    return [
        [words(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)]
        for row in re.findall(r"<tr>(.*?)</tr>", body, re.S)
    ]


def file_of(name):
    """A table as a list of dicts of text, read without the helpers."""
    path = data_folder() / resources()[name]["path"]
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def written(text):
    """A whole number as a table of a page writes it."""
    return f"{int(float(text)):,}" if text else ""


def off(spot, row):
    """How far a row lies to the north and to the east of a place, in kilometres."""
    north, east = float(row["lat"]) - spot["lat"], float(row["lon"]) - spot["lon"]
    return north * 111.2, east * 111.2 * math.cos(math.radians(spot["lat"]))


def close(spot, row):
    return math.hypot(*off(spot, row)) <= 10


# What each page is


def test_at_least_thirty_five_pages_are_there_and_each_is_listed(site, pages):
    assert len(pages) >= 35
    assert {path.stem for path in (site / "places").glob("*.html")} == set(slugs().values())
    listed = (site / "reference" / "places.html").read_text(encoding="utf-8")
    for slug in slugs().values():
        assert listed.count(f'href="../places/{slug}.html"') >= 2  # on the map and in the list


def test_no_page_weighs_more_than_forty_kilobytes_with_its_pictures(pages):
    for name, page in pages.items():
        assert "<img" not in page and "<canvas" not in page, name  # the pictures are in the HTML
        assert len(gzip.compress(page.encode())) <= 40 * KB, name


def test_every_picture_has_a_title_and_a_description(pages):
    for name, page in pages.items():
        pictures = re.findall(r"<svg class=\"(?:locator|around|bars)\".*?</svg>", page, re.S)
        assert pictures
        for one in pictures:
            ids = re.search(r'aria-labelledby="(\S+) (\S+)"', one)
            title = re.search(rf'<title id="{ids[1]}">(.+?)</title>', one)
            told = re.search(rf'<desc id="{ids[2]}">(.+?)</desc>', one)
            assert name in html.unescape(title[1]) and len(told[1]) > 40
            assert not re.search(r"[\u0600-\u06ff]", one)  # fonts for it are not everywhere


@pytest.mark.thorough
def test_a_section_stands_where_there_is_something_and_the_rest_is_not_known(pages):
    for name, page in pages.items():
        known = gazetteer().sections(name)
        for section in ("control", "dates", "strikes", "deaths", "damage", "figures"):
            assert bool(part(page, section)) == (len(known[section]) > 0), f"{name}: {section}"
        assert part(page, "held").count('<ul class="spell">') == len(known["held"])
        gaps = re.findall(r"<li>(.*?)</li>", part(page, "unknown"))
        assert [html.unescape(gap) for gap in gaps] == gazetteer().unknown(name)


def test_every_name_stands_on_the_page_with_its_language(pages):
    for name, page in pages.items():
        told = words(part(page, "names"))
        assert all(one in told for one in gazetteer().sections(name)["names"]["name"]), name
        arabic = gazetteer().names.at[name, "name_ar"]
        assert f'<span lang="ar" dir="rtl">{arabic}</span>' in page
    assert '<span lang="ku" dir="rtl">شەنگال</span>' in pages["Sinjar"]


def test_the_licence_of_each_table_stands_on_the_page(pages):
    for name, page in pages.items():
        told = part(page, "sources")
        for table in gazetteer().spot(name)["tables"]:
            entry = resources()[table]
            assert f"#table-{table.replace('_', '-')}" in told
            for licence in entry["licenses"]:
                sure = "not verified" not in licence.get("title", "")
                assert (licence.get("path", "") if sure else "not verified") in told
        shared = "control_2017" in gazetteer().spot(name)["tables"]
        assert not shared or "CC BY-SA 4.0: " in words(told) or "CC BY-SA" in words(told)
        assert ("creativecommons.org/licenses/by-sa" in part(page, "control")) == shared


def test_a_map_says_that_its_boundaries_imply_no_opinion(pages):
    for page in pages.values():
        assert "imply no opinion on the legal status" in words(page)
        assert not part(page, "control") or "imply no opinion" in words(part(page, "control"))


# Each number of three pages, by another way


@pytest.mark.parametrize("name", SAMPLES)
def test_the_marks_around_it(pages, name):
    spot, text = gazetteer().spot(name), part(pages[name], "control")
    marks = [row for row in file_of("control_2017") if row["what"] != "area"]
    marks = [row for row in marks if row["flag"] in ("", "same point")]
    near = [row for row in marks if close(spot, row)]
    shown = [row for row in marks if max(map(abs, off(spot, row))) <= 30]
    names = {row["actor"]: row["short_name"] for row in file_of("actors")}
    expected = {
        names.get(holder, "two sides"): [
            written(str(sum(row["holder"] == holder for row in group))) for group in (near, shown)
        ]
        for holder in {row["holder"] for row in shown}
    }
    assert {row[0]: row[1:] for row in rows(text)} == expected
    nearest = min(near, key=lambda row: math.hypot(*off(spot, row)))
    start = f"Two maps of Wikipedia have {len(near)} marks within 10 kilometres. The nearest, "
    start += f"{number(round(math.hypot(*off(spot, nearest)), 1))} kilometres away, is"
    assert words(text).split("summer of 2017? # ")[-1].startswith(start)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_strikes_near_it(pages, name):
    text = part(pages[name], "strikes")
    home = gazetteer().spot(name)["country"]
    months = {}
    for row in file_of("strikes_by_place"):
        if row["place"] == name and row["country"] == home:
            months[row["month"]] = months.get(row["month"], 0) + int(row["strikes"])
    assert rows(text) == [[month(day), f"{months[day]:,}"] for day in sorted(months)]
    most = max(months, key=months.get)
    told = words(text)
    assert f"name {sum(months.values()):,} strikes near it" in told
    assert f"the most in {month(most)}: {months[most]:,}." in told


@pytest.mark.parametrize("name", SAMPLES)
def test_the_dead_near_it(pages, name):
    spot, text = gazetteer().spot(name), part(pages[name], "deaths")
    events = [row for row in file_of("ucdp_is_events") if row["where_prec"] != "3"]
    groups = [[row for row in events if close(spot, row)]]
    city = [row for row in file_of("ucdp_city_events") if row["area"] == name]
    groups += [[row for row in city if row["scope"] == "city"]] if city else []
    kinds = [f"deaths_{one}" for one in ("low", "best", "high", "civilians")]
    for at, group in enumerate(groups):
        expected = []
        for year in sorted({row["date_start"][:4] for row in group}):
            its = [row for row in group if row["date_start"].startswith(year)]
            sums = [sum(int(row[kind]) for row in its) for kind in kinds]
            expected.append([year, *(f"{one:,}" for one in (len(its), *sums))])
        assert rows(text, at) == expected and expected
    low, best, high = (sum(int(row[kind]) for row in groups[0]) for kind in kinds[:3])
    told = words(text)
    assert f"knows {len(groups[0]):,} events within 10 kilometres" in told
    assert f"{best:,} people killed, its low one {low:,} and its high one {high:,}." in told
    assert text.count("<tbody>") == len(groups)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_people_and_the_damage(pages, name):
    spot, text = gazetteer().spot(name), part(pages[name], "people")
    code, level = spot["governorate_pcode"], f"governorate {spot['governorate']}"
    expected = [
        [row["year"], level, written(row["idps"]), written(row["returned_idps"])]
        for row in file_of("idps_by_governorate")
        if row["governorate_pcode"] == code
    ]
    if spot["country"] == "Iraq":
        last = {
            row["date"][:4]: row for row in sorted(file_of("iom_iraq"), key=lambda r: r["date"])
        }
        expected += [
            [f"{int(row['date'][8:])} {month(row['date'])}", "Iraq", written(row["displaced"]),
             written(row["returned"])]
            for row in last.values()
        ]  # fmt: skip
    assert rows(text) == expected
    damage = [row for row in file_of("city_damage") if row["city"] == name]
    shown = rows(part(pages[name], "damage")) if damage else []
    counts = [row[2:5] + [row[5].split()[-1]] for row in shown]
    kinds = ("destroyed", "severe", "moderate", "total")
    assert sorted(counts) == sorted([written(row[kind]) for kind in kinds] for row in damage)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_figures_shares_and_neighbours(pages, name):
    page, spot = pages[name], gazetteer().spot(name)
    figures = [row for row in file_of("city_figures") if row["city"] == name]
    figures = [row for row in figures if row["from_article"] == "false"]
    shown = [row for at in range(part(page, "figures").count("<tbody>"))
             for row in rows(part(page, "figures"), at)]  # fmt: skip
    assert len(shown) == len(figures)
    for row in figures:
        low, high = (row[end] or row["value"] for end in ("value_low", "value_high"))
        both = [number(float(one)) for one in dict.fromkeys((low, high))]
        told = f"{row['bound']} {' to '.join(both)} {row['unit']}".strip()
        assert any(one[1] == row["measure"] and one[2] == told for one in shown), row["key"]
    shares = next(
        row for row in file_of("district_shares") if row["district_pcode"] == spot["district_pcode"]
    )
    columns = [one for one in shares if "share_20" in one and shares[one]]
    district = re.search(r"In its district, [^.]*", words(page))
    lines = re.findall(r"(\d+)% of the", district[0] if district else "")
    assert lines == [f"{100 * float(shares[one]):.0f}" for one in columns]
    nearby = dict(re.findall(r'href="([a-z-]+)\.html">[^<]+</a> \((\d+) km\)', page))
    places = gazetteer().places.query("page").to_dict("records")
    away = {one["slug"]: math.hypot(*off(spot, one)) for one in places if one["place"] != name}
    assert set(nearby) == {slug for slug, km in away.items() if km <= 60} and nearby
    assert all(abs(int(km) - away[slug]) < 1 for slug, km in nearby.items())


# Links to them


def test_each_event_of_the_timeline_leads_to_the_page_of_its_place(site):
    page = (site / "notebooks" / "timeline.html").read_text(encoding="utf-8")
    linked = 0
    for event in timeline.events().itertuples():
        row = re.search(rf'<tr role="row" id="event-{event.key}".*?</tr>', page, re.S)[0]
        slug = slugs().get(gazetteer().owner(event.place))
        assert (f'<a href="../places/{slug}.html">' in row) == (slug is not None), event.key
        linked += slug is not None
    assert linked >= 60


def test_towns_in_the_tables_and_in_the_boxes_of_maps_lead_to_their_pages(site):
    page = (site / "notebooks" / "spread.html").read_text(encoding="utf-8")
    towns = (site / "_figures" / "towns-to-zoom.html").read_text(encoding="utf-8")
    for name in load("towns")["place"].unique():
        slug = slugs().get(gazetteer().owner(name))
        shown = html.escape(name, quote=False)
        assert (f'<td><a href="../places/{slug}.html">{shown}</a></td>' in page) == bool(slug)
        assert (f'<a href="../places/{slug}.html" target="_top">{shown}' in towns) == bool(slug)
    strikes = (site / "_figures" / "strikes-zoom.html").read_text(encoding="utf-8")
    assert strikes.count('target="_top"') >= 30


def test_each_date_of_a_place_leads_to_the_timeline(pages):
    links = re.findall(r"timeline\.html#event-([a-z0-9-]+)", part(pages["Mosul"], "dates"))
    dated = load("key_dates")
    assert set(links) == set(dated.loc[dated["place"] == "Mosul", "key"]) and len(links) >= 10


def test_at_least_four_chapters_lead_to_pages_of_places(site):
    chapters = [
        path.stem
        for path in (site / "notebooks").glob("*.html")
        if re.search(r'<a class="reference internal" href="\.\./places/', path.read_text("utf-8"))
    ]
    assert len(chapters) >= 4
