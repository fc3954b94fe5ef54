"""Damage sites of Raqqa, Mosul and other cities, and what Sentinel-2 saw of Raqqa in blocks.

Raw folder: cities/ (its SOURCES.md tells origin, licence and checks). The single figures, damage
totals and landmarks are typed from pages, edited in data/cities/ and not built here.
The pictures themselves are not published: blocks of pixels are averaged, and only those means are.
"""

from collections import deque
from collections.abc import Callable
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

from builders.common import catalogued, pairs, require
from builders.evidence import read
from builders.raw import cities as files
from helpers.tables.read import resources

DEGREES = 4326
EARTH = Geod(ellps="WGS84")

# UNOSAT's words, where a plainer one says the same
SITE_TYPES = pairs("""
    Building (General / Default) = Building; School / University = School or university;
    Sewage Treatment Facility = Sewage treatment; Industrial Facility = Industry;
    Government Building = Government building; Airport Facility = Airport
""")
NEIGHBOURHOODS = {"Al- Thawrah": "Al-Thawrah", "Unknown": None}
CONFIDENCE = {"Very High": "very high", "Medium": "medium", "Uncertain": "uncertain"}

# UNOSAT's and REACH's own totals for the last image; a change in the evidence stops the builder.
AFFECTED, WITHOUT_ROADS = 12_776, 12_707
ELSEWHERE = {"Aleppo": 35_722, "Deir ez-Zor": 6_405, "Daraa": 1_503}  # UNOSAT's, likewise
PARTS = ("2017-01-06", "2017-02-07")  # two images that show Daraa together

# Frames: 1225 x 500 pixels of about 9 x 10 m. Blocks are counted from the north-west corner.
WEST, EAST, SOUTH, NORTH = 38.93641, 39.05947, 35.92829, 35.9745
WIDTH, HEIGHT = 1225, 500
NEAR, MIDDLE, WIDE = 2, 4, 24  # pixels along a block's side: about 20, 40 and 230 m
CLOSE = ["2017-05-08", "2017-10-23", "2017-12-04"]  # frames kept at 20 m
BEFORE = ["2017-05-08", "2017-05-22"]  # frames before the assault: they tell city from fields
SUMMER = ["2017-06-12", "2017-06-26", "2017-07-03"]  # frames that tell the river
TEXT = (440, 180)  # the date is burnt in below this row, left of this column (pixels)

# Land that is not built up, by the mean of a block on the frames before the assault: green, of
# strong colour (bare soil), even (no roofs and streets) or dark. Then the majority of 7 x 7.
GREEN, SOIL, EVEN, DARK = -10, 68, 5, 75
AROUND = 3
WATER_BLUE, WATER_DARK = 0.92, 82  # blue against red, and brightness, of a block of the river
HOLE = 100  # blocks: a smaller hole in the built-up land is filled on the map
RIVER = 60  # blocks that hang together, at least: smaller waters are ponds or shadows


def build(raw: Path) -> dict:
    """All tables and layers of the topic, {name: frame}, from the evidence folder `raw`."""
    frames = fetch_frames(raw)
    built, water = built_up(frames), river(frames)
    sites = read(raw, files.POINTS)
    elsewhere = files.ALEPPO, files.DEIR_EZ_ZOR, files.DARAA
    cities = {"Raqqa": sites} | dict(zip(ELSEWHERE, (read(raw, file) for file in elsewhere)))
    cities["Daraa"] = join_images(cities["Daraa"], *PARTS)
    tables = {
        "raqqa_damage": tidy_damage(sites),
        "cities_damage": pd.concat([by_image(*one) for one in cities.items()]),
        "cities_blocks": pd.concat([by_block(*one) for one in cities.items()]),
        "raqqa_colour_40m": by_date(frames, colour, built),
        "raqqa_brightness_40m": by_date(frames, brightness, built),
        "raqqa_blocks_20m": close_up(frames, built),
        "raqqa_blocks_230m": wide_blocks(frames, built),
        "raqqa_ground": ground(built, water),
        "wayback_releases": tidy_releases(read(raw, files.RELEASES)),
        "mosul_outline": tidy_outline(*read(raw, files.OUTLINE)),
    }
    validate(tables)
    return tables


# Damage sites


def tidy_damage(points: pd.DataFrame) -> pd.DataFrame:
    """One row a site: place, what it is, and the class of damage seen on each of five images."""
    table = points.rename(columns={"note": "site"}).assign(
        neighbourhood=points["neighbourhood"].replace(NEIGHBOURHOODS),
        site_type=points["site_type"].replace(SITE_TYPES),
        confidence=points["confidence_2017_10_21"].map(CONFIDENCE),
    )
    return catalogued(table, "raqqa_damage")


def join_images(points: pd.DataFrame, first: str, last: str) -> pd.DataFrame:
    """Sites with the classes of two images that share no site as those of the last."""
    early, late = (_column(date) for date in (first, last))
    both = points[early].notna() & points[late].notna()
    require(not both.any(), f"{files.DARAA}: the images of {first} and {last} share a site")
    return points.assign(**{late: points[late].fillna(points[early])}).drop(columns=early)


def by_image(city: str, points: pd.DataFrame) -> pd.DataFrame:
    """One row an image: sites by class, and how much land they lie on, measured in two ways."""
    rows = []
    for name in sorted(name for name in points if name.startswith("class_")):
        seen, blocks = _damaged(points, name), by_block(city, points, name)
        date = name.removeprefix("class_").replace("_", "-")
        hull = _km2(shapely.multipoints(seen[["lon", "lat"]].to_numpy()).convex_hull)
        row = {
            "city": city,
            "image_date": date,
            "second_date": PARTS[0] if (city, date) == ("Daraa", PARTS[1]) else None,
            "sites": len(seen),
            "hull_km2": hull,
            "sites_per_km2": len(seen) / hull,
            "blocks": len(blocks),
            "blocks_km2": len(blocks) * _km2(_block(seen["lat"].median())),
        }
        rows.append(row | {name: int(blocks[name].sum()) for name in files.DAMAGED})
    return pd.DataFrame(rows)


def by_block(city: str, points: pd.DataFrame, name: str | None = None) -> pd.DataFrame:
    """Sites by class in blocks of one grid of degrees, on the last image or on a column's."""
    name = name or max(name for name in points if name.startswith("class_"))
    seen, grid = _damaged(points, name), resources()["cities_blocks"]["grid"]
    column = ((seen["lon"] - grid["west"]) / grid["lon_step"]).floordiv(1).astype(int)
    row = ((grid["north"] - seen["lat"]) / grid["lat_step"]).floordiv(1).astype(int)
    counts = pd.crosstab([row.rename("row"), column.rename("column")], seen[name])
    counts = counts.reindex(columns=files.DAMAGED, fill_value=0)
    return counts.rename_axis(columns=None).reset_index().assign(city=city)


def _column(date):
    return f"class_{date.replace('-', '_')}"


def _damaged(points, name):
    return points[points[name].isin(files.DAMAGED)]


def _block(lat):
    grid = resources()["cities_blocks"]["grid"]
    return shapely.box(0, lat, grid["lon_step"], lat + grid["lat_step"])


def _km2(shape):
    return abs(EARTH.geometry_area_perimeter(shape)[0]) / 1e6


def tidy_outline(properties: pd.DataFrame, shapes: list) -> geopandas.GeoDataFrame:
    """The convex hull of Mosul's damage sites of 4 August 2017."""
    require(len(shapes) == 1, f"{files.OUTLINE}: one outline is expected")
    table = properties.rename(columns={"assessment_date": "image_date"})
    return geopandas.GeoDataFrame(table, geometry=shapes, crs=DEGREES)


def tidy_releases(releases: pd.DataFrame) -> pd.DataFrame:
    """Esri's dated releases of its imagery: when, which number, where the tiles are."""
    table = releases.rename(columns={"release_num": "release", "tile_url_xyz": "tiles"})
    return catalogued(table, "wayback_releases")


# Sentinel-2 frames


def fetch_frames(raw: Path) -> dict:
    """{first day of the frame's week: array of rows, columns, red-green-blue}."""
    manifest = read(raw, files.MANIFEST)
    bounds = manifest[["west", "east", "south", "north"]].drop_duplicates().to_numpy().tolist()
    require(bounds == [[WEST, EAST, SOUTH, NORTH]], f"{files.FRAMES}: the frames moved to {bounds}")
    frames = {}
    for name, day in zip(manifest["file"], manifest["window_start"]):
        frames[f"{day:%Y-%m-%d}"] = read(raw, files.frame(name, (WIDTH, HEIGHT)))
    lost = sorted({*BEFORE, *SUMMER, *CLOSE} - set(frames))
    require(not lost, f"{files.FRAMES}: there is no frame of {', '.join(lost)}")
    return dict(sorted(frames.items()))


def colour(frame: np.ndarray) -> np.ndarray:
    """Red minus blue: high where the ground is sandy, low where it is grey."""
    return frame[..., 0] - frame[..., 2]


def brightness(frame: np.ndarray) -> np.ndarray:
    """The mean of red, green and blue."""
    return frame.mean(axis=-1)


def blocks(values: np.ndarray, side: int) -> np.ndarray:
    """Means of blocks of `side` x `side` pixels; what is left over at the edges is dropped."""
    cut = _cut(values, side)
    return cut.mean(axis=(1, 3))


def _cut(values, side):
    rows, columns = values.shape[0] // side, values.shape[1] // side
    return values[: rows * side, : columns * side].reshape(rows, side, columns, side)


def built_up(frames: dict) -> np.ndarray:
    """Which 40 m blocks are city: True or False by row and column, one piece without the text."""
    before = np.mean([frames[date] for date in BEFORE], axis=0)
    red, green, blue = (blocks(before[..., i], MIDDLE) for i in range(3))
    greenest = np.max([blocks(frames[d][..., 1] - frames[d][..., 0], MIDDLE) for d in BEFORE], 0)
    spread = _cut(brightness(frames[BEFORE[0]]), MIDDLE).std(axis=(1, 3))
    not_built = (greenest > GREEN) | (red - blue > SOIL) | (spread < EVEN)
    not_built |= (red + green + blue) / 3 < DARK
    built = majority(~not_built, AROUND)
    require(built.any(), f"{files.FRAMES}: the frames of {' and '.join(BEFORE)} show no city")
    city = largest(built)
    city[TEXT[0] // MIDDLE :, : TEXT[1] // MIDDLE] = False
    return city


def river(frames: dict) -> np.ndarray:
    """Which 40 m blocks are river: bluish and dark in summer, and hanging together."""
    summer = np.mean([frames[date] for date in SUMMER], axis=0)
    red, green, blue = (blocks(summer[..., i], MIDDLE) for i in range(3))
    water = majority((blue > WATER_BLUE * red) & ((red + green + blue) / 3 < WATER_DARK), 1)
    return np.isin(pieces(water), [n for n, size in _sizes(pieces(water)) if size >= RIVER])


def majority(mask: np.ndarray, reach: int) -> np.ndarray:
    """True where more than half of the blocks around are."""
    side = 2 * reach + 1
    padded = np.pad(mask.astype(float), reach, mode="edge")
    around = np.lib.stride_tricks.sliding_window_view(padded, (side, side))
    return around.mean(axis=(2, 3)) > 0.5


def pieces(mask: np.ndarray) -> np.ndarray:
    """A number for each piece of blocks that touch along a side; 0 outside."""
    found = np.zeros(mask.shape, int)
    number = 0
    for start in zip(*np.nonzero(mask)):
        if found[start]:
            continue
        number += 1
        found[start] = number
        queue = deque([start])
        while queue:
            row, column = queue.popleft()
            for down, right in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                near = row + down, column + right
                inside = 0 <= near[0] < mask.shape[0] and 0 <= near[1] < mask.shape[1]
                if inside and mask[near] and not found[near]:
                    found[near] = number
                    queue.append(near)
    return found


def _sizes(numbered):
    numbers, sizes = np.unique(numbered[numbered > 0], return_counts=True)
    return list(zip(numbers.tolist(), sizes.tolist()))


def largest(mask: np.ndarray) -> np.ndarray:
    """Only the largest piece."""
    numbered = pieces(mask)
    return numbered == max(_sizes(numbered), key=lambda found: found[1])[0]


def by_date(frames: dict, measure: Callable, built: np.ndarray) -> pd.DataFrame:
    """One row a built-up block of 40 m, one column a frame; whole numbers."""
    rows, columns = np.nonzero(built)
    means = {date: whole(blocks(measure(frame), MIDDLE)[built]) for date, frame in frames.items()}
    return pd.DataFrame({"row": rows, "column": columns, **means})


def whole(values: np.ndarray) -> np.ndarray:
    """Rounded, halves up."""
    return np.floor(values + 0.5).astype(int)


def close_up(frames: dict, built: np.ndarray) -> pd.DataFrame:
    """Built-up blocks of 20 m on the frames of CLOSE: colour and brightness."""
    fine = np.kron(built, np.ones((MIDDLE // NEAR, MIDDLE // NEAR), bool))
    rows, columns = np.nonzero(fine)
    table = pd.DataFrame({"row": rows, "column": columns})
    for date in CLOSE:
        for name, measure in (("colour", colour), ("brightness", brightness)):
            means = blocks(measure(frames[date]), NEAR)[: fine.shape[0], : fine.shape[1]]
            table[f"{name}_{date.replace('-', '_')}"] = whole(means[fine])
    return table


def wide_blocks(frames: dict, built: np.ndarray) -> pd.DataFrame:
    """All blocks of about 230 m, fields and date text too: a row a block and frame."""
    share = blocks(np.kron(built, np.ones((MIDDLE, MIDDLE))), WIDE)
    rows, columns = np.indices(share.shape)
    text = (rows + 1 > TEXT[0] / WIDE) & (columns < TEXT[1] / WIDE)
    cells = {"row": rows, "column": columns, "built_share": share, "date_text": text}
    parts = []
    for date, frame in frames.items():
        for name, measure in (("colour", colour), ("brightness", brightness)):
            cells[name] = blocks(measure(frame), WIDE)[:, : share.shape[1]]
        flat = {name: values.ravel() for name, values in cells.items()}
        parts.append(pd.DataFrame(flat).assign(date=date))
    return pd.concat(parts, ignore_index=True)


def ground(built: np.ndarray, water: np.ndarray) -> geopandas.GeoDataFrame:
    """The built-up land and the river as outlines, for the base of Raqqa's maps."""
    found = {"built-up": built & ~water, "river": water}
    return geopandas.GeoDataFrame(
        {"ground": list(found)}, geometry=[outline(mask) for mask in found.values()], crs=DEGREES
    )


def outline(mask: np.ndarray) -> shapely.Geometry:
    """Blocks as one shape in degrees, its steps cut off and small holes filled."""
    wide, high = (EAST - WEST) / WIDTH * MIDDLE, (NORTH - SOUTH) / HEIGHT * MIDDLE
    rows, columns = np.nonzero(mask)
    west, south = WEST + columns * wide, NORTH - (rows + 1) * high
    squares = shapely.box(west, south, WEST + (columns + 1) * wide, NORTH - rows * high)
    # Snapped to a grid first: edges computed from two sides differ in the last digit.
    shape = shapely.union_all(squares, grid_size=1e-7)
    parts = shapely.get_parts(shape)
    shape = shapely.union_all([_filled(part, HOLE * wide * high) for part in parts])
    smooth = shape.simplify(high * 1.6).buffer(0)
    return shapely.set_precision(smooth, 1e-4)


def _filled(part, smallest):
    holes = [ring for ring in part.interiors if shapely.Polygon(ring).area > smallest]
    return shapely.Polygon(part.exterior, holes)


# Validation


def validate(tables: dict) -> None:
    """BuildError unless the tables agree with what UNOSAT, REACH and the frames themselves say."""
    damage = tables["raqqa_damage"]
    last = damage[damage["class_2017_10_21"].isin(files.DAMAGED)]
    require(
        len(last) == AFFECTED, f"{files.POINTS}: {len(last)} sites are affected, not {AFFECTED}"
    )
    structures = (last["site_type"] != "Road").sum()
    require(
        structures == WITHOUT_ROADS, f"{files.POINTS}: {structures} structures, not {WITHOUT_ROADS}"
    )
    latest = tables["cities_damage"].groupby("city")["sites"].last()
    for city, told in ELSEWHERE.items():
        require(latest[city] == told, f"{city}: {latest[city]} sites on the last image, not {told}")
    for name in ("raqqa_colour_40m", "raqqa_brightness_40m"):
        values = tables[name].drop(columns=["row", "column"]).to_numpy()
        require(np.abs(values).max() <= 255, f"{name}: a mean lies beyond 255")
    inner = last[last["lon"].between(WEST, EAST) & last["lat"].between(SOUTH, NORTH)]
    in_city = _in_blocks(inner, tables["raqqa_colour_40m"])
    require(
        in_city > 0.9, f"{files.POINTS}: only {in_city:.0%} of the damage lies in built-up blocks"
    )


def _in_blocks(points, built):
    columns = ((points["lon"] - WEST) / (EAST - WEST) * WIDTH / MIDDLE).astype(int)
    rows = ((NORTH - points["lat"]) / (NORTH - SOUTH) * HEIGHT / MIDDLE).astype(int)
    known = set(zip(built["row"], built["column"]))
    return np.mean([place in known for place in zip(rows, columns)])
