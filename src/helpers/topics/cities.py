"""A city in detail: its battle in numbers, damage sites, and blocks of satellite frames.

Shared by the chapters on Raqqa and Mosul, by their findings and by their explorers.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

from helpers.sentences import between, listing, number
from helpers.tables import read
from helpers.tables.read import Load

DAMAGE = ["moderate", "severe", "destroyed"]  # UNOSAT's classes, least first
IMAGES = "class_"  # columns of `raqqa_damage` that hold the classes of one image
PAIR = ("2014-02-12", "2017-10-21")  # images of the months whose pictures the article shows
SINGLE = ["Bridge", "Gate", "Museum", "Stadium", "Water tower"]  # sites and kinds of sites that
LARGE = ["Bus station", "Silos", "Train station"]  # one knows a city by
EARTH = Geod(ellps="WGS84")
BATTLES = {  # first and last day, keys of `key_dates`
    "Raqqa": ("raqqa-battle", "raqqa-handed-over"),
    "Mosul": ("mosul-battle", "mosul-retaken"),
}
WITHIN = {  # how wide a city is taken: scopes of `ucdp_city_events`
    "town": ["city"],
    "district": ["city", "district_named", "district"],
    "governorate": ["city", "district_named", "district", "governorate", "coordinates"],
}
PLACES = {  # the same in words
    "Mosul": {
        "town": "Mosul town",
        "district": "Mosul district",
        "governorate": "Ninewa governorate",
    }
}
SUMS = {name: f"deaths_{name}" for name in ("low", "best", "high", "civilians")}
MEASURES = ("colour", "brightness")  # of a frame: red minus blue, and their mean; of 255
MARKS = ("as published", "at least", "counted for this book")
ALL = "buildings with damage"
COUNTED = {  # the last counts of Mosul's buildings, by day: what they count; all others count ALL
    "2017-07-01": "only those destroyed or severe",
    "2017-07-08": "only homes, destroyed or severe",
}
PAYS_FOR = ("a part of the work", "the whole city", "all of Iraq")  # groups of costs
NO_MONTH = "no one month"
BANKS = {  # key of a landmark of Mosul: where it is
    "mosul-al-nuri": ", Old City, west bank",
    "mosul-fifth-bridge": ", over the Tigris",
    "mosul-nineveh": ", east bank",
}
LAND = {  # land that damage can be counted on, and the side of its squares in blocks of 100 m
    "inside the hull of all sites": 0,
    "squares of 500 m with a site": 5,
    "squares of 100 m with a site": 1,
}
DAY = pd.Timedelta(days=1)


# The battle


class Battle(NamedTuple):
    """First and last day of a battle, as announced."""

    start: pd.Timestamp
    end: pd.Timestamp


def battle(city: str, load: Load = read.load) -> Battle:
    """First and last day of the battle of a city, as announced: a Battle."""
    dates = load("key_dates").set_index("key")["date"]
    return Battle(*(dates[key] for key in BATTLES[city]))


def published(city: str, load: Load = read.load) -> pd.DataFrame:
    """What others published on a city, by key: columns of `city_figures`, low, high and words.

    low, high: the value where the source gives no range. words: with its bound, "at least 1,600".
    """
    table = load("city_figures")
    table = table[table["city"] == city].set_index("key", drop=False)
    low, high = (table[name].fillna(table["value"]) for name in ("value_low", "value_high"))
    bounds = table["bound"].fillna("")
    words = [f"{b} {between(*ends)}".strip() for b, *ends in zip(bounds, low, high)]
    return table.assign(low=low, high=high, words=words)


def tolls(city: str, load: Load = read.load) -> pd.DataFrame:
    """What others counted of the dead of a battle: rows of `published` with panel, row and mark.

    panel: whom they count; row: who counts, in short; mark: "as published", "at least", or
    "counted for this book" from a publisher's records.
    """
    table = published(city, load).query("topic == 'deaths'").dropna(subset="group")
    table = table.rename(columns={"group": "panel", "short": "row"}).reset_index(drop=True)
    counted = table["key"].str.contains("airwars")
    return table.assign(mark=table["bound"].fillna(MARKS[0]).mask(counted, MARKS[2]))


def events(
    city: str,
    place: str = "town",
    first: str | None = None,
    last: str | None = None,
    load: Load = read.load,
) -> pd.DataFrame:
    """UCDP's events (rows of `ucdp_city_events`) that begin in the battle of a city.

    place: how wide the city is taken, a key of WITHIN. first, last: other days than the battle's.
    """
    start, end = battle(city, load)
    table = load("ucdp_city_events")
    table = table[(table["area"] == city) & table["scope"].isin(WITHIN[place])]
    return table[table["date_start"].between(first or start, last or end)]


def toll(rows: pd.DataFrame) -> pd.Series:
    """Deaths of UCDP's events, summed: a Series with low, best, high and civilians."""
    return pd.Series({name: rows[column].sum() for name, column in SUMS.items()})


def deaths_by_week(rows: pd.DataFrame) -> pd.DataFrame:
    """Deaths of UCDP's events by the week they begin in: week (its Monday), until, who, deaths.

    who: "civilians", or "fighters and unknown". For events of a few days: a longer one would stand
    in its first week with all its dead.
    """
    monday = rows["date_start"] - rows["date_start"].dt.day_of_week * DAY
    others = rows["deaths_best"] - rows["deaths_civilians"]
    weeks = pd.DataFrame(
        {"week": monday, "civilians": rows["deaths_civilians"], "fighters and unknown": others}
    )
    weeks = weeks.groupby("week", as_index=False).sum()
    weeks = weeks.melt("week", var_name="who", value_name="deaths")
    return weeks.assign(until=weeks["week"] + 7 * DAY)


def deaths_by_month(city: str, load: Load = read.load) -> pd.DataFrame:
    """Deaths of UCDP's events in a battle by place and month: the columns of SUMS, and others.

    place_chosen: a value of PLACES; month: "2017-03", or NO_MONTH for events that no month holds;
    others: fighters and unknown. Events that are named for no governorate are left out.
    """
    rows = {name: events(city, place, load=load) for place, name in PLACES[city].items()}
    rows = pd.concat(rows, names=["place_chosen", None]).query("scope != 'coordinates'")
    months = rows["month"].dt.strftime("%Y-%m").fillna(NO_MONTH)
    table = rows.groupby(["place_chosen", months])[list(SUMS.values())].sum()
    others = table["deaths_best"] - table["deaths_civilians"]
    return table.assign(others=others).reset_index()


def by_point(rows: pd.DataFrame) -> pd.DataFrame:
    """UCDP's events by the point they stand at: lat, lon, place, events, deaths, civilians.

    place: the names that stand there; the point with most deaths comes first.
    """
    table = rows.groupby(["lat", "lon"], as_index=False).agg(
        place=("place", lambda names: listing(sorted(set(names)))),
        events=("id", "size"),
        deaths=("deaths_best", "sum"),
        civilians=("deaths_civilians", "sum"),
    )
    return table.sort_values("deaths", ascending=False, ignore_index=True)


def strikes_by_month(load: Load = read.load) -> pd.DataFrame:
    """Coalition strikes that releases name near Raqqa: month (of the release), strikes, until."""
    days = load("strikes_near_raqqa").set_index("release_date")["strikes"]
    months = days.resample("MS").sum().rename_axis("month").reset_index()
    return months.assign(until=months["month"] + pd.offsets.MonthBegin())


def strikes_in_battle(load: Load = read.load) -> int:
    """Strikes named near Raqqa from the second day of its battle to the day after its end.

    For a release mostly tells of the day before.
    """
    start, end = battle("Raqqa", load)
    days = load("strikes_near_raqqa")
    return int(days.loc[days["release_date"].between(start + DAY, end + DAY), "strikes"].sum())


# Mosul


def building_counts(load: Load = read.load) -> pd.DataFrame:
    """Damaged buildings of Mosul, as others counted them.

    Columns date, counted (what is counted, in words), value, bound, unit, comparable (counts of
    one series, by the same rule), publisher, written (the value with its bound, "about 10,000").
    """
    table = load("city_damage").query("city == 'Mosul' and area == 'city'")
    table = table.assign(value=table["total"].astype(float))
    table["counted"] = [COUNTED.get(f"{date:%Y-%m-%d}", ALL) for date in table["date"]]
    floors = published("Mosul", load).loc[["mosul-buildings-floors-2017-07"]]
    floors = floors.rename(columns={"said_by": "publisher"})
    floors["counted"] = "with the floors that no satellite sees"
    table = pd.concat([table, floors], ignore_index=True)
    table["comparable"] = table["counted"] == ALL
    table["written"] = _bounded(table, number)
    kept = ["date", "counted", "value", "bound", "unit", "comparable", "publisher", "written"]
    return table[kept]


def death_counts(load: Load = read.load) -> pd.DataFrame:
    """Counts of the dead of the battle of Mosul, UCDP's and others', grouped by who is counted.

    Columns words (who counts), group, written, best, low, high, middle, from, until, precision (of
    both days), place and publisher; in each group the highest count comes first.
    """
    names = ["words", "group", "written", "best", "low", "high", "from", "until", "precision"]
    names += ["place", "publisher"]
    kept = ["row", "panel", "words", "value", "value_low", "value_high", "start", "date"]
    kept += ["date_precision", "scope", "source_publisher"]
    others = tolls("Mosul", load)[kept].set_axis(names, axis=1)
    own = deaths_by_month("Mosul", load).groupby("place_chosen")[list(SUMS.values())].sum()
    own = own.set_axis(list(SUMS), axis=1).assign(group="all who died", words="UCDP: " + own.index)
    ranges = map(between, own["low"], own["high"])
    own["written"] = [f"{number(best)} ({both})" for best, both in zip(own["best"], ranges)]
    town = own.loc[[PLACES["Mosul"]["town"]]].drop(columns=["low", "high"])
    town = town.assign(group="civilians", words=town["words"] + ", civilians")
    town = town.assign(best=town["civilians"], written=town["civilians"].map(number))
    start, end = battle("Mosul", load)
    own = pd.concat([own, town]).assign(
        **{"from": start, "until": end}, precision="day", publisher="UCDP"
    )
    own["place"] = own.index
    table = pd.concat([own, others], ignore_index=True)
    table["middle"] = table["best"].fillna((table["low"] + table["high"]) / 2)
    order = table["group"].map(["all who died", *others["group"].unique()].index)
    table = table.assign(order=order).sort_values(["order", "middle"], ascending=[True, False])
    return table[[*names, "middle"]].reset_index(drop=True)


def from_the_point(load: Load = read.load) -> pd.DataFrame:
    """What the data place within Mosul, by kilometres from UCDP's point of the town, nearest first.

    kind: "deaths" (points of UCDP's exactly placed events inside the outline of damage),
    "landmark" or "damage" (the farthest that UNOSAT saw). Columns words, told (what is there), km,
    events and deaths, and name, lat and lon where a row has them.
    """
    outline = read.layer("mosul_outline").geometry.iloc[0]
    exact = events("Mosul", "governorate", load=load).query("where_prec == 1")
    spots = by_point(exact[gpd.points_from_xy(exact["lon"], exact["lat"]).within(outline)])
    spots = spots.assign(words="UCDP: " + spots["place"], kind="deaths")
    dead = zip(spots["events"], spots["deaths"])
    spots["told"] = [f"{number(events)} events, {number(dead)} dead" for events, dead in dead]
    signs = load("mosul_landmarks").query("kind != 'city centre'")
    signs = signs.assign(words=signs["name"] + signs["key"].map(BANKS), kind="landmark")
    edge = pd.DataFrame(outline.exterior.coords, columns=["lon", "lat"])
    edge = edge.assign(words="UNOSAT: damage up to here", kind="damage")
    edge = edge.loc[[metres_from(edge, spots.loc[0]).idxmax()]]
    table = pd.concat([spots, signs, edge], ignore_index=True)
    table["km"] = (metres_from(table, spots.loc[0]) / 1000).round(2)
    table["told"] = table["told"].fillna(table["km"].map("{:.1f} km".format))
    kept = ["words", "kind", "told", "km", "events", "deaths", "name", "lat", "lon"]
    return table[kept].sort_values("km", ignore_index=True)


def costs(load: Load = read.load) -> pd.DataFrame:
    """Sums named for Mosul and for all of Iraq: rows of `published`, group, written and words.

    group: what a sum pays for, of PAYS_FOR, where the least sum comes first; written: the sum in
    dollars with its bound, "at least $2 billion"; words: what it is for, or who says so, missing
    where a sum is for a sector only.
    """
    table = pd.concat([published(city, load) for city in ("Mosul", "Iraq")])
    table = table[table["topic"] == "cost"]
    table = table.assign(choice=table["group"].map(PAYS_FOR.index), words=table["short"])
    table["written"] = _bounded(table, _dollars)
    return table.sort_values(["choice", "value"]).drop(columns="choice")


def beside(load: Load = read.load) -> pd.DataFrame:
    """The battles of Mosul and Raqqa in five measures: measure, covers, town, value, in_part.

    covers: what is counted, in words; in_part: whether only in a part of the town.
    """
    town = "UCDP, in the town; Raqqa: preliminary, a lower bound"
    fled = "Mosul and around: since October 2016 (OCHA); Raqqa: since April 2017 (UNHCR)"
    seen = "Mosul: the Old City only; Raqqa: the whole city"
    pair = ("Mosul", "Raqqa")
    battles, dead = zip(*((battle(c, load), toll(events(c, load=load))) for c in pair))
    away = published("Mosul", load)["value"], published("Raqqa", load)["value"]
    away = away[0]["mosul-fled-2017-07-26"], away[1]["raqqa-displaced-unhcr-2017-10"]
    sites = old_city(load)["total"].iloc[-1], len(damaged(load("raqqa_damage"), PAIR[1]))
    measures = {
        ("Days of battle", "from the day it was announced to the formal end"): [
            (one.end - one.start).days for one in battles
        ],
        ("Dead", town): [one["best"] for one in dead],
        ("Civilians among them", town): [one["civilians"] for one in dead],
        ("People who fled", fled): away,
        ("Damage sites on the last image", seen): sites,
    }
    rows = [(*name, *row) for name, both in measures.items() for row in zip(pair, map(float, both))]
    table = pd.DataFrame(rows, columns=["measure", "covers", "town", "value"])
    return table.assign(in_part=(table["covers"] == seen) & (table["town"] == "Mosul"))


def old_city(load: Load = read.load) -> pd.DataFrame:
    """Damage sites in Mosul's Old City on UNOSAT's images, in time order: rows of `city_damage`."""
    table = load("city_damage").query("area == 'Old City' and publisher == 'UNOSAT'")
    return table.sort_values("date", ignore_index=True)


def _bounded(table, write):
    """Values of a table in words with their bounds: 'at least $2 billion'."""
    return (table["bound"].fillna("") + " " + table["value"].map(write)).str.strip()


def _dollars(value):
    return f"${number(value / 1e9)} billion" if value >= 1e9 else f"${number(value / 1e6)} million"


# Damage sites


def image_dates(sites: pd.DataFrame) -> list[str]:
    """Days of the images in `sites` (the table `raqqa_damage`), as text, in time order."""
    columns = [name for name in sites.columns if name.startswith(IMAGES)]
    return sorted(name.removeprefix(IMAGES).replace("_", "-") for name in columns)


def damaged(sites: pd.DataFrame, date: str | pd.Timestamp) -> pd.DataFrame:
    """Rows of `sites` with damage on the image of a day, their class in a column `damage`."""
    column = IMAGES + str(date).replace("-", "_")
    if column not in sites:
        raise KeyError(f"There is no image of {date}; images: {', '.join(image_dates(sites))}.")
    return sites.assign(damage=sites[column])[sites[column].isin(DAMAGE)]


def by_image(sites: pd.DataFrame) -> pd.DataFrame:
    """Damaged sites on every image, one below the other: the rows with `date` and `damage`."""
    return pd.concat(
        [damaged(sites, date).assign(date=pd.Timestamp(date)) for date in image_dates(sites)],
        ignore_index=True,
    )


def metres_from(sites: pd.DataFrame, place: Mapping) -> pd.Series:
    """Distance in metres from each site to a place (both with lat and lon)."""
    lat, lon = (np.full(len(sites), place[name]) for name in ("lat", "lon"))
    _, _, metres = EARTH.inv(lon, lat, sites["lon"], sites["lat"])
    return pd.Series(metres, index=sites.index)


def within(sites: pd.DataFrame, place: Mapping, date: str | pd.Timestamp, radius: float) -> int:
    """How many sites within `radius` metres of a place are damaged on the image of a day."""
    return int((metres_from(damaged(sites, date), place) <= radius).sum())


def landmarks(load: Load = read.load) -> pd.DataFrame:
    """The two places whose pictures the article shows: `raqqa_landmarks`, the name in few words."""
    table = load("raqqa_landmarks")
    return table.assign(name=table["key"].str.removeprefix("raqqa-").str.replace("-", " "))


def counts_by_radius(
    sites: pd.DataFrame, places: pd.DataFrame, dates: Iterable[str], radii: Sequence[float]
) -> pd.DataFrame:
    """Sites damaged within each radius of each place: columns place, date, radius, sites.

    places: rows with name, lat and lon; dates: days of images; radii: metres.
    """
    rows = []
    for place in places.to_dict("records"):
        for date in dates:
            metres = np.sort(metres_from(damaged(sites, date), place).to_numpy())
            found = np.searchsorted(metres, radii, side="right")
            rows += [
                (place["name"], pd.Timestamp(date), int(r), int(n)) for r, n in zip(radii, found)
            ]
    return pd.DataFrame(rows, columns=["place", "date", "radius", "sites"])


def by_class(sites: pd.DataFrame, *by: str) -> pd.DataFrame:
    """Sites counted by some columns and by class of damage: those columns, damage, sites."""
    return sites.groupby([*by, "damage"]).size().reset_index(name="sites")


def known_places(sites: pd.DataFrame) -> pd.DataFrame:
    """Sites by which one finds one's way in Raqqa: name, lat, lon, seen (what damage, in words).

    Of places with many sites (LARGE) one row, the middle of them. sites: as from `damaged`.
    """
    table = sites.assign(name=sites["site"].fillna(sites["site_type"]).str.capitalize())
    single = table[table["name"].isin(SINGLE)].assign(seen=lambda t: "Seen as " + t["damage"])
    many = table[table["name"].isin(LARGE)].groupby("name")
    large = many[["lat", "lon"]].median().assign(seen=many.size().astype(str) + " damage sites")
    found = pd.concat([single, large.reset_index()])[["name", "lat", "lon", "seen"]]
    return found.sort_values(["name", "lat"], ignore_index=True)


def squares(sites: pd.DataFrame, side: int) -> gpd.GeoDataFrame:
    """Sites counted in squares of `side` metres: GeoDataFrame with sites and one column a class.

    sites: rows with lat, lon and damage, as from `damaged`.
    """
    points = gpd.GeoSeries(gpd.points_from_xy(sites["lon"], sites["lat"]), crs="EPSG:4326")
    flat = shapely.get_coordinates(points.to_crs(read.METRES).to_numpy())
    west, south = (np.floor(flat / side) * side).astype(int).T
    counts = pd.crosstab([west, south], sites["damage"].to_numpy())
    counts = counts.reindex(columns=DAMAGE, fill_value=0).assign(sites=lambda d: d.sum(axis=1))
    boxes = [shapely.box(x, y, x + side, y + side) for x, y in counts.index]
    found = gpd.GeoDataFrame(
        counts.reset_index(drop=True).rename_axis(columns=None), geometry=boxes, crs=read.METRES
    ).to_crs("EPSG:4326")
    return found.set_geometry(shapely.transform(found.geometry.array, lambda xy: xy.round(5)))


# Cities beside each other


def compared(load: Load = read.load) -> pd.DataFrame:
    """The last image of each of four Syrian cities: rows of `cities_damage`, most sites first."""
    table = load("cities_damage").sort_values("image_date").drop_duplicates("city", keep="last")
    return table.sort_values("sites", ascending=False, ignore_index=True)


def compared_by_class(load: Load = read.load) -> pd.DataFrame:
    """Sites of `compared` by class: city, image_date, damage, sites, part (of the city's sites)."""
    table = compared(load).rename(columns={"sites": "all"})
    table = table.melt(["city", "image_date", "all"], DAMAGE, "damage", "sites")
    return table.assign(part=table["sites"] / table["all"]).drop(columns="all")


def densities(load: Load = read.load) -> pd.DataFrame:
    """Sites of `compared` per km² of three kinds of LAND: city, land, km2, sites_per_km2."""
    blocks, rows = load("cities_blocks"), []
    for one in compared(load).itertuples():
        own = blocks.loc[blocks["city"] == one.city, ["row", "column"]]
        for land, side in LAND.items():
            wide = len((own // side).drop_duplicates()) * side**2 if side else 0
            km2 = wide * one.blocks_km2 / one.blocks if side else one.hull_km2
            rows.append((one.city, land, km2, one.sites / km2))
    return pd.DataFrame(rows, columns=["city", "land", "km2", "sites_per_km2"])


def plans(load: Load = read.load) -> gpd.GeoDataFrame:
    """Each city's blocks on a plane, in km from their south-west corner: city, wide, high, hull.

    wide and high: of all blocks together; hull (the geometry): round all blocks.
    """
    rows = []
    for city, own in load("cities_blocks").groupby("city", sort=False):
        west, south, east, north = window(own, "cities_blocks")
        middle, inner = (south + north) / 2, (west + east) / 2
        wide = EARTH.line_length([west, east], [middle, middle]) / 1000
        high = EARTH.line_length([inner, inner], [south, north]) / 1000
        corners = [own[["column", "row"]].to_numpy() + step for step in np.ndindex(2, 2)]
        across, down = np.concatenate(corners).T - [[own["column"].min()], [own["row"].min()]]
        flat = across / across.max() * wide, high - down / down.max() * high
        hull = shapely.MultiPoint(np.column_stack(flat)).convex_hull
        rows.append({"city": city, "wide": wide, "high": high, "hull": hull})
    return gpd.GeoDataFrame(rows, geometry="hull")


# Blocks of satellite frames


def middles(blocks: pd.DataFrame, table: str) -> tuple[pd.Series, pd.Series]:
    """Longitude and latitude of the middle of each block (columns row and column)."""
    grid = read.describe(table)["grid"]
    lon = grid["west"] + (blocks["column"] + 0.5) * grid["lon_step"]
    return lon, grid["north"] - (blocks["row"] + 0.5) * grid["lat_step"]


def block_of(sites: pd.DataFrame, table: str) -> tuple[pd.Series, pd.Series]:
    """Row and column of the block of a table in which each site (lat, lon) lies."""
    grid = read.describe(table)["grid"]
    column = np.floor((sites["lon"] - grid["west"]) / grid["lon_step"]).astype(int)
    return np.floor((grid["north"] - sites["lat"]) / grid["lat_step"]).astype(int), column


def window(blocks: pd.DataFrame, table: str) -> tuple[float, float, float, float]:
    """West, south, east and north of the picture that `blocks.picture` draws of these blocks."""
    grid = read.describe(table)["grid"]
    return (
        float(grid["west"] + blocks["column"].min() * grid["lon_step"]),
        float(grid["north"] - (blocks["row"].max() + 1) * grid["lat_step"]),
        float(grid["west"] + (blocks["column"].max() + 1) * grid["lon_step"]),
        float(grid["north"] - blocks["row"].min() * grid["lat_step"]),
    )


def loss(measure: str, load: Load = read.load) -> pd.DataFrame:
    """How much of a measure each block of 40 metres has lost since the first frame.

    measure: one of MEASURES. Columns row and column, then one a frame, named by its day.
    """
    blocks = load(f"raqqa_{measure}_40m").set_index(["row", "column"]).astype(int)
    return blocks.rsub(blocks.iloc[:, 0], axis=0).reset_index()


def correlations(blocks: pd.DataFrame) -> pd.DataFrame:
    """How closely loss goes with damage sites over blocks, by frame: measure, date, r.

    blocks: rows of `wide_blocks`; the first frame, in which nothing is lost, is left out.
    """
    later = blocks[blocks["date"] > blocks["date"].min()].groupby("date")
    r = [
        later[["sites", f"{measure}_lost"]].corr()["sites"].xs(f"{measure}_lost", level=1)
        for measure in MEASURES
    ]
    r = pd.concat(r, keys=MEASURES, names=["measure"])
    return r.rename("r").reset_index()


def wide_blocks(load: Load = read.load, since: str | None = None) -> pd.DataFrame:
    """Blocks of 230 metres by frame: `raqqa_blocks_230m`, sites, colour_lost, brightness_lost.

    sites: damaged on the last image, for all frames alike. Lost: since the first frame, or since
    the frame of the day `since`.
    """
    table, place = load("raqqa_blocks_230m"), ["row", "column"]
    sites = damaged(load("raqqa_damage"), PAIR[1])
    sites = sites.assign(**dict(zip(place, block_of(sites, "raqqa_blocks_230m"))))
    table = table.join(sites.groupby(place).size().rename("sites"), on=place)
    start = table[table["date"] == (since or table["date"].min())].set_index(place)
    for measure in MEASURES:
        before = table[place].join(start[measure], on=place)[measure]
        table[f"{measure}_lost"] = before - table[measure]
    return table.fillna({"sites": 0})
