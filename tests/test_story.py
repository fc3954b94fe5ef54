"""The story in five minutes: its numbers and dates, counted again from the files of the tables."""

import csv
import datetime
import json
import re
from collections import Counter

import pytest
import yaml
from repository import ROOT

from helpers.draw.figures import FIGURE

NOTEBOOK = json.loads((ROOT / "notebooks/story.ipynb").read_text(encoding="utf-8"))
MONTHS = "January February March April May June July August September October November December"
MONTHS = MONTHS.split()
DATE = re.compile(rf"(?:(\d{{1,2}}) )?({'|'.join(MONTHS)}) (\d{{4}})")
OF_SOURCES = {(None, "February", "2026"), ("11", "September", "2001")}  # cited, or known to all


def rows(path):
    """The rows of a table's own file, as text."""
    with (ROOT / "data" / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def outputs(kind):
    """What cells put out, by cell: {id: output of a kind}."""
    return {
        cell["id"]: output["data"][kind]
        for cell in NOTEBOOK["cells"]
        for output in cell.get("outputs", [])
        if kind in output["data"]
    }


KEY_DATES = {row["key"]: row for row in rows("story/key_dates.csv")}
SAID = {cell: "".join(text) for cell, text in outputs("text/markdown").items()}
STORY = ["answer", "origin", "people", "victims", "others", "fought", "fall", "after"]
TEXT = " ".join(" ".join(SAID[cell] for cell in STORY).split())
FIGURES = {meta["id"]: meta for meta in outputs(FIGURE).values() if not meta.get("heading")}


def spans():
    return [(row["start"], row["end"]) for row in rows("territory/towns.csv")]


def held(day):
    return sum(start <= day < end for start, end in spans())


def test_its_height_is_the_day_with_most_places():
    days = sorted({day for span in spans() for day in span})
    most = max(map(held, days))
    first = next(day for day in days if held(day) == most)
    places = len({row["place"] for row in rows("territory/towns.csv")})
    assert (most, first, places) == (39, "2014-10-06", 46)
    assert "in October 2014, IS held 39 of the 46 places" in TEXT
    assert "on 6 October 2014" in FIGURES["story-height"]["subtitle"]


def test_those_who_came_and_those_who_fled():
    soufan = [row for row in rows("reach/fighters_totals.csv") if row["counted_by"] == "Soufan"]
    soufan = max(
        (row for row in soufan if row["measure"] == "ever travelled"), key=lambda row: row["as_of"]
    )
    assert (soufan["low"], soufan["high"]) == ("40000", "") and "More than 40,000 people" in TEXT
    iraq = [r for r in rows("displacement/displaced_yearly.csv") if r["origin_iso3"] == "IRQ"]
    most = max(iraq, key=lambda row: int(row["idps"]))
    assert (most["year"], most["idps"], most["idps_idmc"]) == ("2015", "4403287", "3290000")
    assert "end of 2015 between 3.3 million and 4.4 million Iraqis" in TEXT
    assert 2_000_000 < int(most["idps_idmc"]) < int(most["idps"])
    assert FIGURES["story-fled"]["title"] == "Millions of Iraqis were displaced within Iraq"


def test_the_survey_of_yazidis_is_told_with_its_best_estimates():
    killed, taken, _ = rows("ucdp/yazidi_survey.csv")
    assert (killed["measure"], taken["measure"]) == ("Yazidis killed", "Yazidis kidnapped")
    assert f"about {int(killed['value']):,} Yazidis were killed" in TEXT
    assert f"about {int(taken['value']):,} were kidnapped" in TEXT
    assert [row[2:] for row in FIGURES["story-yazidis"]["table"]] == [
        [int(row["low"]), int(row["high"])] for row in (killed, taken)
    ]


@pytest.mark.parametrize(
    ("city", "first", "last", "dead"),
    [
        ("Mosul", "mosul-battle", "mosul-retaken", "8,102"),
        ("Raqqa", "raqqa-battle", "raqqa-handed-over", "4,159"),
    ],
)
def test_the_dead_of_the_two_cities(city, first, last, dead):
    first, last = KEY_DATES[first]["date"], KEY_DATES[last]["date"]
    events = rows("ucdp/ucdp_city_events.csv")
    counted = sum(
        int(row["deaths_best"])
        for row in events
        if row["area"] == city and row["scope"] == "city" and first <= row["date_start"] <= last
    )
    assert f"{counted:,}" == dead and re.search(f"{dead} (dead )?in {city}", TEXT)


def test_the_towns_by_who_took_them_back():
    sides = Counter(row["lost_to_actor"] for row in rows("territory/towns.csv"))
    drawn = {row[0]: row[2] for row in FIGURES["story-sides"]["table"]}
    groups = {row["actor"]: row["group"] for row in rows("story/actors.csv")}
    expected = Counter()
    for actor, count in sides.items():
        expected[groups[actor]] += count
    assert drawn == dict(expected) and len(drawn) == 4
    assert FIGURES["story-sides"]["title"].startswith("Four different sides")


def test_it_took_towns_in_months_and_lost_them_over_years():
    days = sorted({day for span in spans() for day in span})
    most = max(map(held, days))
    half = [day for day in days if held(day) >= most / 2]
    rise, fall = half[0], half[-1]
    assert rise < "2014-07" and fall > "2017"
    assert {str(row[1]) for row in FIGURES["story-curve"]["table"]} >= {"0", "1"}


def test_the_fights_after_the_land_was_lost():
    latest, deaths = "2022", Counter()
    for row in rows("ucdp/is_dyad_year.csv"):
        if row["type_of_violence"] != "one-sided":
            deaths[row["year"], row["where"]] += int(row["deaths_best"])
    assert max(year for year, _ in deaths) == latest
    home, away = deaths[latest, "Iraq and Syria"], deaths[latest, "elsewhere"]
    assert f"In {latest}, according to UCDP" in TEXT
    assert f"killed {home:,} people in Iraq and Syria, and {away:,} in other countries" in TEXT
    later = range(2019, int(latest) + 1)
    assert all(deaths[f"{y}", "elsewhere"] > deaths[f"{y}", "Iraq and Syria"] for y in later)
    assert "mostly elsewhere" in FIGURES["story-after"]["title"]


def test_the_refugees_who_went_home_after_the_president_fell():
    home = sum(
        int(row["returned"] or 0)
        for row in rows("displacement/solutions.csv")
        if row["origin_iso3"] == "SYR" and row["year"] == "2025"
    )
    assert f"{home / 1e6:.1f} million Syrian refugees went home" in TEXT
    assert KEY_DATES["assad-falls"]["date"][:4] == "2024"  # so that 2025 is the year after


def test_every_date_of_the_story_is_a_key_date():
    known = set()
    for row in KEY_DATES.values():
        date = datetime.date.fromisoformat(row["date"])
        month, year = MONTHS[date.month - 1], str(date.year)
        known |= {(None, month, year), (str(date.day), month, year)}
    known |= {(None, "October", "2014")}  # its height: see above
    found = {(day or None, month, year) for day, month, year in DATE.findall(TEXT)}
    assert len(found) > 10 and found - known <= OF_SOURCES
    mosul, caliphate = (KEY_DATES[key]["date"][:7] for key in ("mosul-falls", "caliphate"))
    assert mosul == caliphate  # "before the month was over"


def test_the_margin_lists_a_dozen_key_dates_by_year():
    lines = SAID["key-dates"].splitlines()
    years = [line[4:8] for line in lines if line.startswith("- **")]
    assert years == sorted(set(years))
    year, told = None, []
    for line in lines:
        year = line[4:8] if line.startswith("- **") else year
        if found := re.fullmatch(r"  - (.+): \[(.+)\]\(<(.+)>\)", line):
            told.append((year, *found.groups()))
    by_label = {row["label"]: row for row in KEY_DATES.values()}
    assert len(told) == 12
    for year, when, label, address in told:
        row = by_label[label]
        date = datetime.date.fromisoformat(row["date"])
        day = f"{date.day} " if row["date_precision"] == "day" else ""
        assert (year, when, address) == (
            str(date.year), f"{day}{MONTHS[date.month - 1]}", row["source_url"]
        )  # fmt: skip


def test_it_is_short_and_has_six_figures_outside_the_numbering():
    plain = re.sub(r" \{cite:p\}`[^`]*`", "", TEXT)
    assert 500 < len(plain.split()) <= 800
    assert len(FIGURES) == 6
    for meta in FIGURES.values():
        assert len(meta["title"].split()) <= 15 and len(re.findall(r"\d+", meta["title"])) <= 1
    drawn = [cell for cell in NOTEBOOK["cells"] if "figure(" in "".join(cell["source"])]
    assert all("unnumbered" in cell["metadata"]["tags"] for cell in drawn) and len(drawn) == 6
    parts = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))["parts"]
    assert parts[0]["chapters"][0] == {"file": "notebooks/story"} and "numbered" not in parts[0]
    assert parts[1]["numbered"] == 1


@pytest.mark.parametrize("word", ["Sunni", "Shia", "jihadist", "caliphate", "Yazidis", "Kurds"])
def test_a_word_that_needs_it_is_explained_and_in_the_glossary(word):
    assert TEXT.index(f"{{term}}`{word}`") == TEXT.index(word) - len("{term}`")
    glossary = (ROOT / "reference/glossary.md").read_text(encoding="utf-8")
    assert f"\n{word}\n  " in glossary


def test_the_slide_of_the_map_tells_of_the_day_that_the_map_shows():
    chapter = (ROOT / "notebooks/spread.ipynb").read_text(encoding="utf-8")
    assert re.findall(r"def held_map\(date=\\\"([\d-]+)", chapter) == ["2014-06-30"]
    slides = (ROOT / "notebooks/slides.ipynb").read_text(encoding="utf-8")
    assert f"On 30 June 2014 it held {held('2014-06-30')} of the places" in slides
