"""A city in detail: damage sites by image and distance, and blocks of satellite frames.

Shared by the chapters on Raqqa and Mosul, by their findings and by their explorers.
"""

import base64
import io
from collections.abc import Iterable, Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from PIL import Image
from pyproj import Geod

from helpers.draw.maps import METRES
from helpers.tables.read import describe

DAMAGE = ["moderate", "severe", "destroyed"]  # UNOSAT's classes, least first
IMAGES = "class_"  # columns of `raqqa_damage` that hold the classes of one image
EARTH = Geod(ellps="WGS84")


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


def squares(sites: pd.DataFrame, side: int) -> gpd.GeoDataFrame:
    """Sites counted in squares of `side` metres: GeoDataFrame with sites and one column a class.

    sites: rows with lat, lon and damage, as from `damaged`.
    """
    points = gpd.GeoSeries(gpd.points_from_xy(sites["lon"], sites["lat"]), crs="EPSG:4326")
    flat = shapely.get_coordinates(points.to_crs(METRES).to_numpy())
    west, south = (np.floor(flat / side) * side).astype(int).T
    counts = pd.crosstab([west, south], sites["damage"].to_numpy())
    counts = counts.reindex(columns=DAMAGE, fill_value=0).assign(sites=lambda d: d.sum(axis=1))
    boxes = [shapely.box(x, y, x + side, y + side) for x, y in counts.index]
    found = gpd.GeoDataFrame(
        counts.reset_index(drop=True).rename_axis(columns=None), geometry=boxes, crs=METRES
    ).to_crs("EPSG:4326")
    return found.set_geometry(shapely.transform(found.geometry.array, lambda xy: xy.round(5)))


# Blocks of satellite frames


def middles(blocks: pd.DataFrame, table: str) -> tuple[pd.Series, pd.Series]:
    """Longitude and latitude of the middle of each block (columns row and column)."""
    grid = describe(table)["grid"]
    lon = grid["west"] + (blocks["column"] + 0.5) * grid["lon_step"]
    return lon, grid["north"] - (blocks["row"] + 0.5) * grid["lat_step"]


def block_of(sites: pd.DataFrame, table: str) -> tuple[pd.Series, pd.Series]:
    """Row and column of the block of a table in which each site (lat, lon) lies."""
    grid = describe(table)["grid"]
    column = np.floor((sites["lon"] - grid["west"]) / grid["lon_step"]).astype(int)
    return np.floor((grid["north"] - sites["lat"]) / grid["lat_step"]).astype(int), column


def window(blocks: pd.DataFrame, table: str) -> tuple[float, float, float, float]:
    """West, south, east and north of the picture that `block_picture` makes of these blocks."""
    grid = describe(table)["grid"]
    return (
        float(grid["west"] + blocks["column"].min() * grid["lon_step"]),
        float(grid["north"] - (blocks["row"].max() + 1) * grid["lat_step"]),
        float(grid["west"] + (blocks["column"].max() + 1) * grid["lon_step"]),
        float(grid["north"] - blocks["row"].min() * grid["lat_step"]),
    )


def block_picture(
    blocks: pd.DataFrame, values: Iterable[float], edges: Sequence[float], colors: Sequence[str]
) -> str:
    """Blocks as a small picture, one pixel a block: an address (data:) for an image mark.

    values: one number a block; edges: limits between the classes, lowest first; colors: one hex
    colour a class, one more than edges, 15 at most. What is no block, or has no number, stays
    clear.
    """
    if len(colors) != len(edges) + 1:
        raise ValueError(f"{len(edges)} edges make {len(edges) + 1} classes, not {len(colors)}.")
    if len(colors) > 15:
        raise ValueError(f"A picture holds 15 classes, not {len(colors)}.")
    rows, columns = (blocks[name] - blocks[name].min() for name in ("row", "column"))
    pixels = np.zeros((rows.max() + 1, columns.max() + 1), dtype="uint8")
    values = np.asarray(values, dtype=float)
    pixels[rows, columns] = np.where(np.isnan(values), 0, np.digitize(values, edges) + 1)
    picture = Image.fromarray(pixels, mode="P")
    picture.putpalette(bytes.fromhex("000000" + "".join(c.lstrip("#") for c in colors)))
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True, bits=4, transparency=0)
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()
