"""What a table of the catalogue covers in time and place, read from its own cells."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import shapely

from helpers.sentences import MONTHS

DATE = re.compile(r"(?:1[89]|20)\d\d(?:-\d\d){0,2}")
IN_NAME = re.compile(r"(?:19|20)\d\d(?:[_-]\d\d){0,2}")
EDITORS = {"reviewed", "vintage"}  # when somebody worked on it, not what the table tells of
# Columns that name places: the first that is there.
PLACES = ("country", "iso3", "host", "origin_iso3", "geography", "city", "area", "place")
FEW = 6  # names that are listed; more are counted


@dataclass(frozen=True)
class Coverage:
    """first and last: ISO dates, as exact as the cells ('' where there are none); columns: where
    they stand; places: words; box: west, south, east, north, or None; names: all places."""

    first: str
    last: str
    columns: tuple
    places: str
    box: tuple | None
    names: frozenset

    @property
    def time(self):
        """'August 2014 to March 2018', or '' where the table has no dates."""
        first, last = _month(self.first), _month(self.last)
        return first if first == last else f"{first} to {last}"


def coverage(path, resource):
    """The coverage of the file at `path`, described by its entry in the catalogue.

    Where no column tells the place, the entry's `place` does, if it has one.
    """
    table, box = _read(Path(path))
    dates, found = set(), []
    for field in resource["schema"]["fields"]:
        name = field["name"]
        values = {one[0].replace("_", "-") for one in IN_NAME.finditer(name)}
        if not values and _is_date(field) and name not in EDITORS:
            values = set(filter(DATE.fullmatch, table[name].unique()))
        dates |= values
        found += [name] * bool(values)
    place = next((name for name in PLACES if name in table), None)
    names = frozenset(table[place] if place else resource.get("place", "").split(", ")) - {""}
    first, last = min(dates, default=""), max(dates, key=_end, default="")
    return Coverage(first, last, tuple(found), _places(place, names, box), box, names)


def _is_date(field):
    pattern = field.get("constraints", {}).get("pattern", "")
    return field["type"] in ("date", "year") or pattern.startswith("[0-9]{4}")


def _end(date):
    """Sorts '2017' after '2017-06': a year reaches to its end."""
    return date + "-99" * (2 - date.count("-"))


def _read(path):
    """The cells of a table or layer as text, and its box: west, south, east, north, or None."""
    if path.suffix == ".geojson":
        text = path.read_text(encoding="utf-8")
        rows = [one["properties"] for one in json.loads(text)["features"]]
        table = pd.DataFrame(rows, dtype=object).fillna("").astype(str)
        return table, shapely.from_geojson(text).bounds
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    at = table.reindex(columns=["lon", "lat"]).replace("", None).astype(float)
    return table, None if at.isna().all(axis=None) else (*at.min(), *at.max())


def _places(column, names, box):
    if names and len(names) <= FEW:
        return ", ".join(sorted(names))
    if names:
        kinds = {"country": "countries", "iso3": "countries", "city": "cities"}
        return f"{len(names)} {kinds.get(column, 'places')}"
    if not box:
        return ""
    fine = 2 if box[2] - box[0] < 1 else 0
    west, south, east, north = (f"{side:.{fine}f}" for side in box)
    return f"{west} to {east} degrees east, {south} to {north} north"


def _month(date):
    return date if len(date) < 7 else f"{MONTHS[int(date[5:7]) - 1]} {date[:4]}"
