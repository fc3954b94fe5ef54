"""The small static pictures of a place's page: where it lies, what lies around it, bars of time.

Each function gives what a template of templates/pictures.html draws: plain numbers and paths.
"""

import functools
import math

import shapely

from bookmaking.ground import COUNTRIES, drawn, ground, path
from helpers.draw.maps import CORNERS
from helpers.draw.palette import actor_color
from helpers.tables.read import layer, load
from helpers.topics.place import RADIUS

HALF = 30  # kilometres from the middle of the map around a place to its sides
CORNER = 1.42 * HALF  # and to its corners
SCALE = 6  # units of that map a kilometre
DEGREE = 111.2  # kilometres of a degree of latitude
RADII = {"small": 2.2, "middle": 3.2, "large": 4.6}  # of marks, by size class
TWO = "two"  # holder of a mark in two colours
NAMES = 6  # marks whose names the map shows
LETTER = 6.2  # width of a letter
WIDTH, HEIGHT = 360, 130  # of the bars
STEPS = (1, 2, 5)


def locator(row):
    """Where a place lies in Iraq and Syria: paths, x, y."""
    at = drawn(shapely.Point(row.lon, row.lat))
    return {"paths": ground(), "x": f"{at.x:.1f}", "y": f"{at.y:.1f}"}


def around(row, marks, places):
    """The land around a place: paths of land, borders, lakes and rivers; marks by holder; names.

    marks: rows of control_2017, places: those with a page, both within CORNER kilometres.
    Gives marks ({holder: path}), held ({holder: number}), others (places with a page, with x and
    y) and labels (names of large marks that have room).
    """
    marks = _on_map(marks.assign(holder=marks["holder"].fillna(TWO)), row)
    others = _on_map(places[places["place"] != row.place], row)
    return {
        **_land(row),
        "size": 2 * HALF * SCALE,
        "circle": RADIUS * SCALE,
        "marks": {
            holder: "".join(_symbol(one.holder, one.x, one.y, RADII[one.size]) for one in rows)
            for holder, rows in _by_holder(marks)
        },
        "colors": {holder: _look(holder)[1] for holder in marks["holder"].unique()},
        "held": marks["holder"].value_counts().to_dict(),
        "others": others[["place", "slug", "x", "y"]].to_dict("records"),
        "labels": _labels(marks, others, row),
    }


def symbol(holder):
    """The sign of a holder for a legend: its path in a square of 16, and its colour."""
    return _symbol(holder, 8, 8, 5), _look(holder)[1]


def bars(values, ticks, low=None, high=None):
    """Bars of numbers in a row, with whiskers from low to high where these are given.

    ticks: {position: words} below. Gives bars and whiskers as numbers, and the lines of the axis.
    """
    top, step = _axis(max([*values, *(high if high is not None else [])]))
    foot, room = HEIGHT - 22, HEIGHT - 34
    wide = (WIDTH - 44) / len(values)
    place = [44 + wide * (number + 0.5) for number in range(len(values))]

    def up(value):
        return f"{foot - room * float(value) / top:.1f}"

    thick = min(wide * 0.7, 34)
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "foot": foot,
        "thick": f"{thick:.1f}",
        "bars": [
            (f"{x - thick / 2:.1f}", up(value), f"{foot - float(up(value)):.1f}")
            for x, value in zip(place, values)
            if value
        ],
        "whiskers": [
            (f"{x:.1f}", up(least), up(most))
            for x, least, most in zip(place, low if low is not None else [], high or [])
            if least != most
        ],
        "lines": [(up(value), f"{value:,}") for value in range(0, top + 1, step)],
        "ticks": [(f"{place[number]:.1f}", words) for number, words in ticks.items()],
    }


def _axis(most):
    """The top of an axis for numbers up to `most`, and the step between its lines."""
    power = 10 ** max(math.floor(math.log10(most / 2)), 0) if most > 2 else 1
    step = next((s * power for s in STEPS if s * power * 4 >= most), 10 * power)
    return step * math.ceil(most / step), step


def _on_map(table, row):
    """Rows that the map around a place shows, with x and y on it."""
    east = DEGREE * math.cos(math.radians(row.lat))
    x = (HALF + (table["lon"] - row.lon) * east) * SCALE
    y = (HALF - (table["lat"] - row.lat) * DEGREE) * SCALE
    table = table.assign(x=x.round(1), y=y.round(1))
    return table[table["x"].between(0, 2 * HALF * SCALE) & table["y"].between(0, 2 * HALF * SCALE)]


def _land(row):
    """Paths of the land, of its borders, of lakes and rivers around a place."""
    east = DEGREE * math.cos(math.radians(row.lat))
    sides = row.lon - HALF / east, row.lat - HALF / DEGREE
    sides += row.lon + HALF / east, row.lat + HALF / DEGREE

    def cut(shapes):
        whole = shapely.union_all(shapely.clip_by_rect(shapes.to_numpy(), *sides))
        west, north = sides[0], sides[3]
        return path(
            shapely.transform(
                whole, lambda at: (at - (west, north)) * (east * SCALE, -DEGREE * SCALE)
            )
        )

    return {name: cut(shapes) for name, shapes in _shapes().items()}


@functools.cache
def _shapes():
    """What lies under the marks: {kind: shapes}."""
    countries = layer("countries").set_index("iso3").loc[COUNTRIES, "geometry"]
    water = {name: layer(name)["geometry"] for name in ("lakes", "rivers")}
    return {"land": countries, "borders": countries.boundary, **water}


def _by_holder(marks):
    """(holder, rows) of marks, the most marks first, so that the fewer lie on top."""
    order = marks["holder"].value_counts().index
    return [(holder, marks[marks["holder"] == holder].itertuples()) for holder in order]


@functools.cache
def _look(holder):
    """(corners of the shape round 0, None for a circle; colour) of a holder's group of actors."""
    if holder == TWO:
        return [], "var(--fig-ink)"
    actors = load("actors").set_index("actor")
    group = actors["group"][holder]
    corners = CORNERS.get(actors["shape"][group])
    points = [[(float(one) - 8) / 6 for one in two.split(",")] for two in (corners or "").split()]
    return points or None, actor_color(group)


def _symbol(holder, x, y, radius):
    """The sign of a holder round a point as a path; a cross for two sides."""
    corners, _ = _look(holder)
    r = radius
    if holder == TWO:
        return f"M{x - r:.1f} {y:.1f}h{2 * r:.1f}M{x:.1f} {y - r:.1f}v{2 * r:.1f}"
    if corners is None:
        half = f"a{r} {r} 0 1 0 "
        return f"M{x - r:.1f} {y:.1f}{half}{2 * r:.1f} 0{half}{-2 * r:.1f} 0Z"
    return "M" + "L".join(f"{x + a * r:.1f} {y + b * r:.1f}" for a, b in corners) + "Z"


def _labels(marks, others, row):
    """Names of the largest marks where they cover no other name: name, x, y, anchor."""
    whole = 2 * HALF * SCALE
    taken = [_box(row.place, whole / 2, whole / 2)[1]]
    taken += [_box(one.place, one.x, one.y)[1] for one in others.itertuples()]
    known = {row.place.casefold(), *others["place"].str.casefold()}
    found = []
    for one in marks.sort_values("marksize", ascending=False, kind="stable").itertuples():
        name = str(one.place).split(" (")[0].split("/")[0]
        if len(found) == NAMES or one.size == "small":
            break
        anchor, box = _box(name, one.x, one.y)
        if (
            name.casefold() not in known
            and len(name) < 20
            and not any(_meet(box, b) for b in taken)
        ):
            taken.append(box)
            found.append({"name": name, "x": one.x, "y": one.y, "anchor": anchor})
    return found


def _box(name, x, y):
    """On which side of a point its name has room, and the box it fills there."""
    wide = len(name) * LETTER + 10
    end = x + wide > 2 * HALF * SCALE
    return ("end" if end else "start"), (
        x - wide if end else x,
        y - 8,
        x if end else x + wide,
        y + 8,
    )


def _meet(one, two):
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]
