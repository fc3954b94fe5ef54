"""Control: who held which place in Iraq and eastern Syria in the summer of 2017.

Raw folder: territory/ (its SOURCES.md tells origin, licence and checks): the marks of two maps of
Wikipedia, written down one by one. A mark is a picture; its name says who holds the place and what
stands there. Nothing is dropped: slips of the source are flagged.
"""

import re
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import shapely

from builders.common import catalogued, pairs, require
from builders.evidence import read
from builders.raw.control import POINTS
from builders.raw.territory import DISTRICTS
from builders.territory import COUNTRIES
from helpers.tables.read import METRES

NEAR = 3_000  # metres: a point this near a border has the district beside it

# Who a mark means: the side that its name gives, by map where the sides differ.
SIDES = {
    ("IS", "Iraq"): "is",
    ("IS", "Syria"): "is",
    ("gov", "Iraq"): "iraq_gov",
    ("gov", "Syria"): "syria_gov",
    ("SDF", "Iraq"): "kurdish_sdf",
    ("SDF", "Syria"): "kurdish_sdf",
    ("opp", "Syria"): "opposition",
    ("JaN", "Syria"): "nusra",
    ("Trk", "Iraq"): "turkey",
    ("Trk", "Syria"): "turkey",
}
COLORS = pairs("red = gov; yellow = SDF; green = opp; black = IS")  # of dams
WHAT = pairs("""
    hill = hill; base = base; oil = oil or gas; industry = industry; air = airfield;
    heli = airfield; naval = port; rural4 = area
""")
PICTURES = {  # of cities with two sides, and of an area: (sides, what, contested)
    "Battle of Raqqa (2017) for Templates.svg": ("SDF_IS", "place", True),
    "Deir ez-Zor clashes (2017).svg": ("gov_IS", "place", True),
    "Battle of Qamishli.svg": ("gov_SDF", "place", False),
    "4x4dot-black.svg": ("IS", "area", False),
}
SIZES = [0, 5, 8, np.inf]  # of a mark: up to 5 small, up to 8 middle

# Slips of the source: a place with a point of round degrees, far from where it lies.
ROUNDED = ("Al-Karābilah", 34.0, 41.0)
FLAGS = {"rounded", "two holders", "same point", "no name"}

# Marks of places with one holder; a change in it stops the builder.
PLAIN = {"is": 471, "kurdish_sdf": 1_913, "iraq_gov": 686, "syria_gov": 888, "opposition": 376}


def build(raw: Path) -> dict:
    """{table: DataFrame} of the topic, from the folder of raw evidence; BuildError if it is odd."""
    points, (districts, shapes) = read(raw, POINTS), read(raw, DISTRICTS)
    table = tidy(points, geopandas.GeoDataFrame(districts, geometry=shapes, crs=4326))
    validate(table)
    return {"control_2017": table}


def tidy(points: pd.DataFrame, districts: geopandas.GeoDataFrame) -> pd.DataFrame:
    """A row a mark, in the order of the file, with its sides, its district and its slip."""
    read_marks = [meaning(mark, name) for mark, name in zip(points["mark"], points["map"])]
    sides, what, contested = zip(*read_marks)
    table = points.rename(columns={"name": "place"}).assign(
        mark_id=np.arange(1, len(points) + 1),
        holder=[found[0] if len(found) == 1 else None for found in sides],
        sides=["; ".join(found) if len(found) > 1 else None for found in sides],
        contested=contested,
        what=what,
        size=pd.cut(points["marksize"], SIZES, labels=["small", "middle", "large"]).astype(str),
    )
    table = table.join(_located(table, districts))
    return catalogued(table.assign(flag=_flags(table)), "control_2017")


def meaning(mark: str, country: str) -> tuple[list[str], str, bool]:
    """What a mark says: its sides (ids of actors), what stands there, whether they fight over it.

    BuildError for a mark that none of the rules reads.
    """
    if mark in PICTURES:
        names, what, contested = PICTURES[mark]
    elif dam := re.fullmatch(r"BSicon STR\w+ (\w+)\.svg", mark):
        names, what, contested = COLORS.get(dam[1], ""), "dam", False
    else:
        found = re.fullmatch(r"m\.(stable_)?([A-Z]\w\w?|gov|opp)((?:_\w+)*)", mark)
        require(found, f"{POINTS}: no rule reads the mark {mark!r}")
        first, *rest = f"{found[2]}{found[3]}".split("_")
        what = WHAT[rest[-1]] if rest and rest[-1] in WHAT else "place"
        names = "_".join([first, *(part for part in rest if part not in WHAT)])
        contested = "_" in names and not found[1]
    sides = [SIDES.get((name, country)) for name in names.split("_")]
    require(all(sides), f"{POINTS}: no side is known for the mark {mark!r} of {country}")
    return sides, what, contested


def _located(table, districts):
    """District of each point: the one it lies in, else the nearest within NEAR; and country."""
    spots = geopandas.points_from_xy(table["lon"], table["lat"], crs=4326).to_crs(METRES)
    shapes = districts.to_crs(METRES).geometry.to_numpy()
    point, area = shapely.STRtree(shapes).query_nearest(spots, max_distance=NEAR)
    nearest = pd.Series(area, index=point).groupby(level=0).first().reindex(range(len(table)))
    found = districts.reindex(nearest).reset_index(drop=True)
    country = found["ADM0_PCODE"].map(COUNTRIES)
    lost = country.notna() & (country != table["map"])
    require(not lost.any(), f"{POINTS}: points of one map lie in the other country")
    names = {"ADM2_PCODE": "district_pcode", "ADM2_EN": "district"}
    return found[[*names]].rename(columns=names).assign(country=table["map"])


def _flags(table):
    """The name of a row's slip, as the catalogue explains it, or None."""
    named = table["place"].notna()
    who = table["holder"].fillna(table["sides"]).where(named)
    held = table.assign(who=who).groupby(["lat", "lon"])["who"]
    shared, several = held.transform("count") > 1, held.transform("nunique") > 1
    place, lat, lon = ROUNDED
    rounded = (table["place"] == place) & (table["lat"] == lat) & (table["lon"] == lon)
    tests = [~named, rounded, several, shared]
    return np.select(tests, ["no name", "rounded", "two holders", "same point"], None)


def validate(table: pd.DataFrame) -> None:
    """BuildError unless plain marks are as many as were read, and the known slips are flagged."""
    plain = table[(table["what"] == "place") & table["holder"].isin([*PLAIN])]
    found = plain["holder"].value_counts().to_dict()
    require(found == PLAIN, f"{POINTS}: {found} plain marks, not {PLAIN}")
    flags = set(table["flag"].dropna())
    require(flags == FLAGS, f"{POINTS}: the slips are {sorted(flags)}, not {sorted(FLAGS)}")
