"""The ground of small maps: Iraq and Syria in few points, as paths of SVG."""

import functools

import shapely

from helpers.tables.read import layer

WINDOW = (34.5, 28.9, 49.0, 38.0)  # west, south, east, north
EAST = 0.83  # a degree of longitude in degrees of latitude, in the middle of the window
COUNTRIES = ["IRQ", "SYR"]


def drawn(shape):
    """A shape of degrees as a shape of the small map."""
    west, _, _, north = WINDOW
    return shapely.transform(shape, lambda at: (at - (west, north)) * (EAST * 10, -10))


@functools.cache
def ground():
    """The outlines of Iraq and Syria as paths of a small map, by code."""
    shapes = layer("countries").set_index("iso3")["geometry"]
    return {code: path(drawn(shapes[code].simplify(0.08))) for code in COUNTRIES}


def path(shape):
    """The areas and lines of a shape as a path, to a tenth of a unit; "" for nothing."""
    found = []
    for part in shapely.get_parts(shape):
        areas = part.geom_type == "Polygon"
        for line in [part.exterior, *part.interiors] if areas else [part]:
            points = line.coords[:-1] if areas else line.coords
            found.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z" * areas)
    return "".join(found)
