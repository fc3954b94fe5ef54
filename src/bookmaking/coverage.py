"""What a table of the catalogue covers in time and place, read from its own cells."""

import csv
import functools
import json
import re
from dataclasses import dataclass
from pathlib import Path

from helpers.sentences import MONTHS

DATE = re.compile(r"(?:1[89]|20)\d\d(?:-\d\d){0,2}")
IN_NAME = re.compile(r"(?:19|20)\d\d(?:[_-]\d\d){0,2}")
EDITORS = {"reviewed", "vintage"}  # when somebody worked on it, not what the table tells of
PLACES = (
    "country",
    "iso3",
    "host",
    "origin_iso3",
    "geography",
    "city",
    "area",
    "place",
)  # the first that is there
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
    path = Path(path)
    told = resource.get("place", "")
    return _coverage(path, path.stat().st_mtime_ns, json.dumps(resource["schema"]), told)


@functools.lru_cache(maxsize=256)
def _coverage(path, modified, schema, told):
    fields = json.loads(schema)["fields"]
    wanted = {field["name"] for field in fields if _is_date(field)} | {*PLACES, "lat", "lon"}
    columns, box = _layer(path) if path.suffix == ".geojson" else _table(path, wanted)
    dates, found = set(), []
    for field in fields:
        name = field["name"]
        in_name = IN_NAME.search(name)
        if in_name:
            dates.add(in_name[0].replace("_", "-"))
            found.append(name)
        elif _is_date(field) and name not in EDITORS:
            values = {value for value in columns.get(name, ()) if DATE.fullmatch(value)}
            dates |= values
            found += [name] * bool(values)
    place = next((name for name in PLACES if columns.get(name)), None)
    names = frozenset(columns[place] if place else told.split(", ")) - {""}
    return Coverage(
        min(dates, default=""),
        max(dates, key=_end, default=""),
        tuple(found),
        _places(place, names, box),
        box,
        names,
    )


def _is_date(field):
    pattern = field.get("constraints", {}).get("pattern", "")
    return field["type"] in ("date", "year") or pattern.startswith("[0-9]{4}")


def _end(date):
    """Sorts '2017' after '2017-06': a year reaches to its end."""
    return date + "-99" * (2 - date.count("-"))


def _table(path, wanted):
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    columns = {name: {row[at] for row in rows} for at, name in enumerate(header) if name in wanted}
    if not {"lat", "lon"} <= columns.keys():
        return columns, None
    lat, lon = ([float(v) for v in columns[name] if v] for name in ("lat", "lon"))
    return columns, (min(lon), min(lat), max(lon), max(lat)) if lat and lon else None


def _layer(path):
    columns, points = {}, []
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        for name, value in feature["properties"].items():
            columns.setdefault(name, set()).add("" if value is None else str(value))
        points += _points(feature["geometry"]["coordinates"])
    lon, lat = zip(*points)
    return columns, (min(lon), min(lat), max(lon), max(lat))


def _points(nested):
    if isinstance(nested[0], (int, float)):
        return [tuple(nested[:2])]
    return [point for part in nested for point in _points(part)]


def _places(column, names, box):
    if names and len(names) <= FEW:
        return ", ".join(sorted(names))
    if names:
        kinds = {"country": "countries", "iso3": "countries", "city": "cities"}
        return f"{len(names)} {kinds.get(column, 'places')}"
    if box:
        west, south, east, north = box
        fine = 2 if east - west < 1 else 0
        return (
            f"{west:.{fine}f} to {east:.{fine}f} degrees east, "
            f"{south:.{fine}f} to {north:.{fine}f} north"
        )
    return ""


def _month(date):
    if len(date) < 7:
        return date
    return f"{MONTHS[int(date[5:7]) - 1]} {date[:4]}"
