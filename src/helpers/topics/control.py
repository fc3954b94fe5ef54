"""Who held which place in the summer of 2017: Wikipedia's maps, and how far they can be trusted.

The checks ask other tables: the dated places of `towns`, UCDP's clashes, the land that IHS gave.
"""

import difflib
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from helpers.tables import read
from helpers.topics import territory

if TYPE_CHECKING:
    import geopandas

IS = "is"
SLIPS = ["rounded", "two holders", "no name"]  # flags of rows whose point or name is not their own
WEST = 37.0  # degrees east: of Syria west of it only marks of IS were gathered
REACH = 10  # kilometres: what is "near" a place
SEARCH = 8  # kilometres within which the mark of a place of `towns` is looked for
ALIKE = 0.75  # how alike two names must be, from 0 to 1
ARTICLES = ("al", "an", "ar", "as", "ash", "at", "az", "ad")
OUTCOMES = ["agrees", "in part", "differs"]
KM_NORTH, KM_EAST = 110.96, 111.32  # a degree, in kilometres; eastwards at the equator


# Places


def places(load: read.Load = read.load) -> pd.DataFrame:
    """Cities, towns and villages: rows of control_2017 without the slips of the source.

    Adds side (group of actors: of the holder; "is" where it fights over the place; else the first
    of two that share it) and state ("held", "contested", "shared").
    """
    table = load("control_2017")
    table = table[(table["what"] == "place") & ~table["flag"].isin(SLIPS)]
    return _sided(table, load)


def _sided(table, load):
    group = dict(load("actors")[["actor", "group"]].to_numpy())
    both = table["sides"].fillna(table["holder"]).str.split("; ", expand=True)
    first, second = both[0].map(group), both[1].map(group)
    shared = second.notna() & (first != second)
    state = np.select([table["contested"], shared], ["contested", "shared"], "held")
    return table.assign(side=first.mask(table["contested"], IS), state=state)


def by_side(load: read.Load = read.load) -> pd.DataFrame:
    """Marks of places held by one side, slips and all: holder, country, places."""
    plain = load("control_2017").query("what == 'place' and holder.notna()")
    return plain.groupby(["holder", "country"]).size().rename("places").reset_index()


def near(points: pd.DataFrame, of: pd.DataFrame, km: float = REACH) -> np.ndarray:
    """Whether each of `points` has one of `of` within some kilometres (both: lat, lon)."""
    if of.empty:
        return np.zeros(len(points), bool)
    return _kilometres(points, of).min(axis=1) <= km


def _kilometres(points, of):
    """Distance of each point (row) to each of the others (column)."""
    lat, lon = (points[name].to_numpy(float)[:, None] for name in ("lat", "lon"))
    north = (of["lat"].to_numpy(float) - lat) * KM_NORTH
    east = (of["lon"].to_numpy(float) - lon) * KM_EAST * np.cos(np.radians(lat))
    return np.hypot(north, east)


# The dated places


def matches(load: read.Load = read.load) -> pd.DataFrame:
    """The mark of each place of `towns`: place, country, mark (its name), side, state, size, km.

    by: "name" (the mark within SEARCH whose name is most alike), else "nearness" (the nearest
    place), else "no mark", where none lies so near.
    """
    marks = load("control_2017")
    marks = _sided(marks[~marks["flag"].isin(SLIPS)], load)
    towns = load("towns").drop_duplicates("place")
    away = _kilometres(towns, marks)
    rows = [
        _mark(town.place, marks.assign(km=km)[km <= SEARCH])
        for town, km in zip(towns.itertuples(), away)
    ]
    return pd.DataFrame(rows).assign(country=towns["country"].to_numpy())


def _mark(place, found):
    found = found.assign(alike=[_alike(place, name) for name in found["place"]])
    by = "name" if (found["alike"] >= ALIKE).any() else "nearness"
    if by == "name":
        found = found.sort_values(["alike", "km"], ascending=[False, True])
    else:
        found = found[found["what"] == "place"].sort_values("km")
    if found.empty:
        return {"place": place, "by": "no mark"}
    best = found.iloc[0]
    told = {name: best[name] for name in ("side", "state", "size", "km")}
    return {"place": place, "mark": best["place"], "by": by} | told


def _alike(one, other):
    """How alike two names are, the best of their spellings ("Qaraqosh (Bakhdida)" has two)."""
    pairs = [(_letters(a), _letters(b)) for a in _spellings(one) for b in _spellings(other)]
    return max(difflib.SequenceMatcher(None, *pair).ratio() for pair in pairs)


def _spellings(name):
    return [part for part in name.replace("(", "/").replace(")", "").split("/") if part.strip()]


def _letters(name):
    """The letters of a name, without marks, spaces, and the Arabic article before it."""
    plain = unicodedata.normalize("NFKD", name).lower()
    words = "".join(c if c.isalpha() else " " for c in plain if not unicodedata.combining(c))
    first, *rest = words.split() or [""]
    return "".join(rest if rest and first in ARTICLES else [first, *rest])


def compared(
    days: Iterable | None = None, wikipedia: bool = True, load: read.Load = read.load
) -> pd.DataFrame:
    """Each place of `towns` that has a mark, on each day: day, told (side by `towns`), outcome.

    outcome: "agrees", "in part" (the mark says contested) or "differs". Columns of `matches` too.
    days: from the first of `window` to its `until` if None. wikipedia: with the places that have a
    date which rests on Wikipedia itself.
    """
    if days is None:
        days = pd.date_range(*window(load=load)[["first", "until"]])
    spells = load("towns")
    if not wikipedia:
        cited = spells.filter(regex="source_(url|publisher)$").fillna("").agg(" ".join, axis=1)
        leaning = spells.loc[cited.str.contains("wikipedia", case=False), "place"]
        spells = spells[~spells["place"].isin(leaning)]
    told = pd.concat([_told(spells, pd.Timestamp(day)) for day in days])
    table = told.merge(matches(load).query("by != 'no mark'"))
    tests = [table["state"] != "held", table["told"] == table["side"]]
    return table.assign(outcome=np.select(tests, ["in part", "agrees"], "differs"))


def _told(spells, day):
    """Who holds each place on a day by `towns`: IS, or who ended its last spell before."""
    over = spells[spells["end"] <= day].sort_values("end")
    sides = dict(zip(over["place"], over["lost_to_actor"]))
    sides |= dict.fromkeys(territory.held_on(spells, day)["place"], IS)
    return pd.DataFrame(sides.items(), columns=["place", "told"]).assign(day=day)


def agreement(
    days: Iterable | None = None, wikipedia: bool = True, load: read.Load = read.load
) -> pd.DataFrame:
    """How many places agree on each day: places, agrees, in part, differs; which differ (names).

    A row for each day, in the index; the arguments are those of `compared`.
    """
    table = compared(days, wikipedia, load)
    which = table["place"].where(table["outcome"] == "differs").groupby(table["day"])
    counts = pd.crosstab(table["day"], table["outcome"]).reindex(columns=OUTCOMES, fill_value=0)
    return counts.assign(places=counts.sum(axis=1), which=which.agg(lambda one: [*one.dropna()]))


def errors(by: str, load: read.Load = read.load) -> pd.DataFrame:
    """The places of `towns` by "side" or "size" of their mark: places, and their worst outcome.

    A row for each side or size, in the index; columns places, agrees, in part, differs.
    """
    table = compared(load=load)
    grade = table["outcome"].map(OUTCOMES.index)
    worst = grade.groupby([table[by], table["place"]]).max().map(dict(enumerate(OUTCOMES)))
    counts = worst.groupby(by).value_counts().unstack(fill_value=0)
    counts = counts.reindex(columns=OUTCOMES, fill_value=0)
    return counts.assign(places=counts.sum(axis=1))


def window(wikipedia: bool = True, load: read.Load = read.load) -> pd.Series:
    """The days on which no place of `towns` differs from the maps: first, last.

    after: the places that differ before the first; before: those that differ after the last;
    until: the last day that any source gives for the loss of these. The maps print no day.
    """
    towns = load("towns")
    table = agreement(sorted({*towns["start"], *towns["end"]}), wikipedia, load)
    fits = np.flatnonzero(table["differs"] == 0)
    first, beyond = table.index[fits.min()], table.index[fits.max() + 1]
    after, before = table["which"].iloc[fits.min() - 1], table["which"].loc[beyond]
    others = towns[towns["place"].isin(before)]["date_lost_other"].str.findall(r"\d{4}-\d\d-\d\d")
    until = max([beyond, *pd.to_datetime(others.explode().dropna())])
    last = beyond - pd.Timedelta(days=1)
    told = {"first": first, "last": last, "until": until, "after": after, "before": before}
    return pd.Series(told)


# The fighting


def fighting(km: float = REACH, load: read.Load = read.load) -> pd.DataFrame:
    """How near clashes with IS were to what the maps show: points, near_is, front (shares of 1).

    near_is: within `km` of a place that IS held or fought over; front: of such a place and of one
    of another side too. Rows (about): UCDP's clashes in the weeks of the window, placed at a point
    or near it, where marks were gathered; those outside Raqqa; those of the same weeks a year
    before; and, to compare, all the places of the maps.
    """
    marks, when = places(load), window(load=load)
    events = load("ucdp_is_events").query("type_of_violence != 'one-sided' and where_prec <= 2")
    events = events[(events["country"] == "Iraq") | (events["lon"] >= WEST)]
    year = pd.DateOffset(years=1)

    def between(first, last):
        return events[(events["date_start"] >= first) & (events["date_end"] <= last)]

    clashes = between(when["first"], when["until"])
    in_raqqa = near(clashes, marks[marks["place"] == "Raqqa"], km)
    groups = {
        "clashes": clashes,
        "clashes outside Raqqa": clashes[~in_raqqa],
        "clashes a year before": between(when["first"] - year, when["until"] - year),
        "places": marks,
    }
    rows = []
    for about, points in groups.items():
        of_is = near(points, marks[marks["side"] == IS], km)
        others = near(points, marks[(marks["side"] != IS) | (marks["state"] == "contested")], km)
        rows.append((about, len(points), of_is.mean(), (of_is & others).mean()))
    return pd.DataFrame(rows, columns=["about", "points", "near_is", "front"])


# Land


def ground() -> "geopandas.GeoSeries":
    """The land for which places were gathered, and where not: "gathered", "not gathered"."""
    import geopandas

    land = read.layer("governorates").dissolve("country").geometry
    west = shapely.segmentize(shapely.box(34, 31, WEST, 39), 0.25)
    parts = [land["Iraq"].union(land["Syria"].difference(west)), land["Syria"].intersection(west)]
    return geopandas.GeoSeries(parts, ["gathered", "not gathered"], crs="EPSG:4326")


def land(km: float = REACH, load: read.Load = read.load) -> "geopandas.GeoDataFrame":
    """Land by the side of the nearest place, no further than `km` from it: side, km2, geometry.

    Only where places were gathered; land nearest to a place with two sides is no side's.
    """
    import geopandas

    table = places(load)
    spots = geopandas.GeoSeries.from_xy(table["lon"], table["lat"], crs="EPSG:4326")
    spots = spots.to_crs(read.METRES).to_numpy()
    where = ground().to_crs(read.METRES)["gathered"]
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(spots), extend_to=where))
    cell, spot = shapely.STRtree(spots).query(cells, predicate="contains")
    side = table["side"].where(table["state"] == "held").to_numpy()
    rows = []
    for name in sorted(set(table["side"])):
        own = shapely.union_all(cells[cell[side[spot] == name]])
        reach = shapely.union_all(shapely.buffer(spots[side == name], km * 1000))
        shape = shapely.intersection_all([own, reach, where])
        rows.append({"side": name, "km2": shape.area / 1e6, "geometry": shape})
    return geopandas.GeoDataFrame(rows, crs=read.METRES).to_crs("EPSG:4326")


def land_of_is(
    distances: Sequence[float] = (5, 10, 15, 20), load: read.Load = read.load
) -> pd.DataFrame:
    """Land of IS by the distance that is allowed, beside the last that IHS gave: km, km2, ihs."""
    ihs = territory.area(load).iloc[-1]["area_km2"]
    areas = [land(km, load).set_index("side").loc[IS, "km2"] for km in distances]
    return pd.DataFrame({"km": [*distances], "km2": areas}).assign(ihs=ihs)


# People


def people_near(km: float = REACH, load: read.Load = read.load) -> pd.DataFrame:
    """People who lived before the war where IS held places in the summer of 2017, by four rules.

    Residents of each governorate of Iraq (2014) and of each district of Syria with a census figure
    (2011), times the part of its places that count. counts: "held" (by IS, or contested) or "near"
    (within `km` of one); weight: "each place" counts as one, or "size of mark" by its area.
    Columns counts, weight, people.
    """
    table = places(load)
    of_is = table["side"] == IS
    iraq = load("population_iraq_2014").set_index("governorate_pcode")["population"]
    syria = load("population_under_is_districts").set_index("district_pcode")["population_2011"]
    people = pd.concat([iraq, syria])
    area = table["district_pcode"]
    area = area.where(table["country"] == "Syria", area.str[:5])
    rows = []
    for counts, found in (("held", of_is), ("near", near(table, table[of_is], km))):
        for weight, each in (("each place", 1.0), ("size of mark", table["marksize"] ** 2.0)):
            weights = table.assign(all=each, part=each * found).groupby(area)[["all", "part"]].sum()
            share = weights["part"] / weights["all"]
            rows.append((counts, weight, (people * share).sum()))
    return pd.DataFrame(rows, columns=["counts", "weight", "people"])
