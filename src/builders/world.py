"""World: countries with their codes, a point inside each, and their populations.

Raw folders: geography/ (Natural Earth, simplified) and two copies of one World Bank series, in
displacement/ and reach_funding/. Shapes are simplified once more, together, so that neighbours
keep one border and a page that draws the world stays light.
"""

from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import shapely

from builders.common import BuildError, pairs, require
from builders.evidence import read
from builders.raw.world import POPULATIONS, SHAPES

EQUAL_AREA = 6933

TOLERANCE = 0.25  # degrees: sides of a triangle below which a vertex is dropped
ISLAND = 0.1  # square degrees: smaller parts go, but for the largest of a country
DECIMALS = 2

# Not drawn: no tables speak of them, and Antarctica would take a quarter of the map.
LEFT_OUT = ["Antarctica", "Fr. S. Antarctic Lands", "Heard I. and McDonald Is."]
LEFT_OUT += ["S. Geo. and the Is.", "Indian Ocean Ter.", "Ashmore and Cartier Is."]
# Natural Earth mostly shows who holds land. Three shapes follow the maps of the UN instead; the
# limitations in the catalogue name them, and what is disputed and left as it is.
PART_OF = {"N. Cyprus": "Cyprus", "Somaliland": "Somalia"}
CRIMEA = shapely.box(32.2, 44.2, 36.75, 46.3)  # a part of Russia's shape there, of Ukraine's here
CODES = {"Kosovo": "XKX"}  # as UNHCR and the World Bank write it; ISO has none
NO_CODE = ["Siachen Glacier"]
# Names as the UN writes them, in their short forms; Natural Earth's other names agree.
NAMES = pairs("""
    Antigua and Barb. = Antigua and Barbuda; Bosnia and Herz. = Bosnia and Herzegovina;
    Br. Indian Ocean Ter. = British Indian Ocean Territory; Cayman Is. = Cayman Islands;
    Central African Rep. = Central African Republic; Cook Is. = Cook Islands;
    Dem. Rep. Congo = DR Congo; Dominican Rep. = Dominican Republic; Eq. Guinea = Equatorial Guinea;
    Faeroe Is. = Faroe Islands; Falkland Is. = Falkland Islands (Malvinas);
    Fr. Polynesia = French Polynesia; Laos = Lao PDR; Macedonia = North Macedonia;
    Marshall Is. = Marshall Islands; N. Mariana Is. = Northern Mariana Islands;
    North Korea = DPR Korea; Palestine = State of Palestine; Pitcairn Is. = Pitcairn;
    S. Sudan = South Sudan; Solomon Is. = Solomon Islands; South Korea = Republic of Korea;
    St-Barthélemy = Saint Barthélemy; St-Martin = Saint Martin;
    St. Kitts and Nevis = Saint Kitts and Nevis;
    St. Pierre and Miquelon = Saint Pierre and Miquelon;
    St. Vin. and Gren. = Saint Vincent and the Grenadines;
    São Tomé and Principe = Sao Tome and Principe; Taiwan = Taiwan, Province of China;
    Turkey = Türkiye; Turks and Caicos Is. = Turks and Caicos Islands;
    U.S. Virgin Is. = United States Virgin Islands; United States of America = United States;
    Vatican = Holy See; Vietnam = Viet Nam; W. Sahara = Western Sahara;
    Wallis and Futuna Is. = Wallis and Futuna; eSwatini = Eswatini; Åland = Åland Islands;
    British Virgin Is. = British Virgin Islands
""")
# From the largest part's middle, a flow of the world would end in a desert or at the pole.
POINTS = {"CAN": (-96.0, 52.0), "NOR": (9.5, 61.5), "RUS": (45.0, 56.0), "USA": (-97.5, 39.0)}
FIRST_YEAR, LAST_YEAR = 2010, 2024


def build(raw: Path) -> dict:
    """{name: frame} of the topic, from the folder of raw evidence; BuildError if it is odd."""
    countries = tidy_countries(shapes(read(raw, SHAPES)))
    population = tidy_population([read(raw, table) for table in POPULATIONS], countries)
    validate(countries, population)
    return {"world_countries": countries, "population_by_country": population}


# fetch


def shapes(topology: dict) -> geopandas.GeoDataFrame:
    """Natural Earth's countries from TopoJSON: name, iso3 (None if there is none), geometry."""
    try:
        return _shapes(topology)
    except (ArithmeticError, LookupError, TypeError, ValueError, shapely.errors.ShapelyError):
        told = "the arcs cannot be put together to shapes. Put the publisher's file back."
        raise BuildError(f"{SHAPES}: {told}") from None


def _shapes(topology):
    scale, move = (np.array(topology["transform"][key]) for key in ("scale", "translate"))
    arcs = [np.cumsum(np.array(arc), axis=0) * scale + move for arc in topology["arcs"]]
    within = all((np.abs(arc) <= (180.01, 90.01)).all() for arc in arcs)
    require(within, f"{SHAPES}: the shapes are not in degrees (EPSG:4326)")

    def ring(numbers):
        lines = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers]
        return np.concatenate([lines[0], *(line[1:] for line in lines[1:])])

    rows = []
    for country in topology["objects"]["countries"]["geometries"]:
        parts = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
        polygons = [
            shapely.Polygon(ring(part[0]), [ring(hole) for hole in part[1:]]) for part in parts
        ]
        whole = [piece for polygon in polygons for piece in _cut(polygon)]
        rows.append({**country["properties"], "geometry": shapely.MultiPolygon(whole)})
    frame = geopandas.GeoDataFrame(rows, crs=4326)
    return frame.rename(columns={"iso_a3": "iso3"})[["name", "iso3", "geometry"]]


def _cut(polygon):
    """A polygon that runs over 180 degrees as the pieces on both sides; others as they are."""
    ring = shapely.get_coordinates(polygon.exterior)
    lon = np.unwrap(ring[:, 0], period=360)
    if np.allclose(lon, ring[:, 0]):
        return [polygon]
    require(not polygon.interiors, "a shape over 180 degrees has holes")
    lon -= 360 * np.floor((lon.min() + 180) / 360)
    whole = shapely.Polygon(np.column_stack([lon, ring[:, 1]]))
    east = whole.intersection(shapely.box(-180, -90, 180, 90))
    west = whole.intersection(shapely.box(180, -90, 540, 90))
    west = shapely.transform(west, lambda xy: xy - [360, 0])
    return [*shapely.get_parts(east), *shapely.get_parts(west)]


# tidy


def tidy_countries(shapes: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    """Countries: name, iso3, lon and lat of a point inside, geometry simplified as one map."""
    known = set(shapes["name"])
    told = {*LEFT_OUT, *PART_OF, *CODES, *NO_CODE, *NAMES}
    require(told <= known, f"{SHAPES}: no shape {', '.join(sorted(told - known))}")
    frame = shapes[~shapes["name"].isin(LEFT_OUT)].copy()
    frame["iso3"] = frame["name"].map(CODES).fillna(frame["iso3"])
    frame = _move(frame, "Russia", "Ukraine", CRIMEA)
    large = [_large_parts(shape) for shape in frame.geometry]
    frame["geometry"] = shapely.coverage_simplify(large, TOLERANCE)
    # Two parts of one country that share a border: buffer(0) joins what simplifying set apart.
    frame["name"] = frame["name"].replace(PART_OF)
    frame["geometry"] = frame.geometry.buffer(0)
    frame = frame.dissolve("name", aggfunc="first").reset_index()
    frame["geometry"] = [
        shapely.MultiPolygon([part for part in shapely.get_parts(shape) if part.area > 0])
        for shape in shapely.set_precision(frame.geometry.to_numpy(), 10.0**-DECIMALS)
    ]
    frame["name"] = frame["name"].replace(NAMES)
    points = [POINTS.get(c) or _point(shape) for c, shape in zip(frame["iso3"], frame.geometry)]
    frame["lon"], frame["lat"] = zip(*points)
    return frame[["name", "iso3", "lon", "lat", "geometry"]]


def _move(frame, giver, taker, box):
    """The parts of the giver's shape that lie in a box go to the taker's."""
    shape = frame.set_index("name").geometry
    parts = shapely.get_parts(shape[giver])
    moved = shapely.within(parts, box)
    require(moved.sum() == 1, f"{moved.sum()} parts of {giver} lie where one was expected")
    both = {
        giver: shapely.MultiPolygon(list(parts[~moved])),
        taker: shapely.MultiPolygon([*shapely.get_parts(shape[taker]), *parts[moved]]),
    }
    return frame.assign(geometry=[both.get(n, g) for n, g in zip(frame["name"], frame.geometry)])


def _large_parts(shape):
    parts = shapely.get_parts(shape)
    require(len(parts), f"{SHAPES}: a country has no shape")
    largest = max(part.area for part in parts)
    return shapely.MultiPolygon([part for part in parts if part.area >= min(ISLAND, largest)])


def _point(shape):
    """The point of the largest part that lies furthest from its edges."""
    largest = max(shapely.get_parts(shape), key=lambda part: part.area)
    point = shapely.maximum_inscribed_circle(largest, tolerance=0.05)
    x, y = shapely.get_coordinates(point)[0]
    return round(x, DECIMALS), round(y, DECIMALS)


def tidy_population(copies: list, countries: pd.DataFrame) -> pd.DataFrame:
    """Population by code and year, from both copies, which must agree where both speak."""
    rows = pd.concat(copies)[["iso3", "year", "population"]].drop_duplicates()
    twice = rows.duplicated(["iso3", "year"]).any()
    require(not twice, f"{' and '.join(map(str, POPULATIONS))} disagree")
    names = countries.dropna(subset="iso3").set_index("iso3")["name"]
    known = rows["iso3"].isin(names.index).all()
    require(known, f"{POPULATIONS[0]} or its other copy: a code has no shape")
    return rows.assign(country=rows["iso3"].map(names))


# validate


def validate(countries: pd.DataFrame, population: pd.DataFrame) -> None:
    """BuildError unless every shape has its code and is drawn, and years are those of the book."""
    no_code = sorted(countries.loc[countries["iso3"].isna(), "name"])
    require(no_code == NO_CODE, f"{SHAPES}: other shapes than expected have no code")
    require(countries["iso3"].dropna().is_unique, f"{SHAPES}: a code has two shapes")
    drawn = countries.geometry.is_valid.all() and not countries.geometry.is_empty.any()
    require(drawn, "a simplified shape is broken")
    points = geopandas.points_from_xy(countries["lon"], countries["lat"], crs=4326)
    inside = countries.geometry.contains(geopandas.GeoSeries(points, countries.index))
    large = countries.to_crs(EQUAL_AREA).area > 5e9
    require(inside[large].all(), "a point lies outside its country")
    known = population["year"].between(FIRST_YEAR, LAST_YEAR).all()
    require(known, f"{POPULATIONS[0]} or its other copy: other years")
