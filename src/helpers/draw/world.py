"""Maps of the world: one base, countries coloured by a table, symbols at a point in each.

Equal-area throughout, so that no country looks larger than it is: Equal Earth for the world,
Lambert's azimuthal projection for Europe and the Middle East.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import altair as alt
import geopandas as gpd
import pandas as pd
import shapely

from helpers.draw import maps
from helpers.draw.maps import shapes
from helpers.draw.palette import color
from helpers.tables.read import layer

if TYPE_CHECKING:
    import folium

# Under each map of the world; the limitations of world_countries say more.
DISPUTED = (
    "Shapes are Natural Earth's, which mostly show who holds land, not who has a right to it. We "
    "changed three, as the UN draws them: Crimea is part of Ukraine's shape, the north of Cyprus "
    "of Cyprus's and Somaliland of Somalia's."
)
ALL = (-179.99, -57, 179.99, 84)  # west, south, east, north
DETAIL = {"world": 0.5}  # degrees smoothed away, and decimals of a degree kept
DECIMALS = {"world": 1, "europe": 2, "south": 1}
# Middle (longitude, latitude), half the width and half the height in metres
REGIONS = {"world": None, "europe": (21.0, 45.5, 3_250_000, 2_300_000)}
REGIONS["south"] = (68.0, 19.0, 7_400_000, 3_700_000)  # from West Africa to the Philippines
# What lies near a region, in degrees: on the far side of the globe the projection tears shapes
NEAR = {"europe": (-60, 0, 110, 85), "south": (-40, -50, 170, 85)}
# Square degrees under which a country is drawn as a dot, too small to see as a shape
SMALL = {"world": 1.6, "europe": 0.15, "south": 0.6}
SPECK = 0.01  # square degrees
DOT = 34  # square pixels
STEP = 4  # degrees, or times 50 km: the frame's vertices, close enough to follow its projection


def countries() -> pd.DataFrame:
    """Code, UN short name and the point of each country with a code: iso3, name, lon, lat."""
    table = layer("world_countries")[["iso3", "name", "lon", "lat"]].dropna(subset="iso3")
    return table.sort_values("iso3", ignore_index=True)


def located(table: pd.DataFrame, code: str = "iso3") -> pd.DataFrame:
    """A table with the columns lon and lat of each row's country; KeyError for unknown codes.

    code: the column that holds codes of ``world_countries``; rows without a code are left out.
    """
    table = table.dropna(subset=code)
    points = countries().set_index("iso3")
    _known(table[code], points.index)
    found = points.loc[table[code], ["lon", "lat"]].set_axis(table.index)
    return table.assign(lon=found["lon"], lat=found["lat"])


def base(region: str = "world") -> alt.LayerChart:
    """Sea and land with borders, for Altair: "world", "europe" with the Middle East, or "south".

    Add layers with ``+`` and finish with ``project`` for the same region.
    """
    sea, land = (alt.Chart(shapes(frame)) for frame in (_frame(region), _joined(region)))
    look = {"fill": color("fig-land"), "stroke": color("fig-border"), "strokeWidth": 0.6}
    return alt.layer(
        sea.mark_geoshape(fill=color("fig-water"), fillOpacity=0.3, stroke=None, tooltip=None),
        land.mark_geoshape(tooltip=None, **look),
    )


def choropleth(
    table: pd.DataFrame,
    fill: alt.Color,
    region: str = "world",
    code: str = "iso3",
    tooltip: Iterable = (),
    where: str | None = None,
    **mark: object,
) -> alt.LayerChart:
    """Countries filled by the rows of a table, one shape a row; the smallest are dots.

    table: a DataFrame with a column `code`; countries it does not name keep the base's look.
    fill: an ``alt.Fill`` of a column, or another channel beside a colour of the mark. where: a Vega
    expression that picks rows, say of the year of a slider. Raises KeyError for a code that has no
    shape.
    """
    land = _drawn(region)
    _known(table[code], countries()["iso3"])
    land = land[land["iso3"].isin(table[code])]
    # Rows outside the region have no shape here; the map keeps to what it shows.
    rows = table[table[code].isin(land["iso3"])]
    dots = set(land.loc[land["area"] < SMALL[region], "iso3"])
    look = {"stroke": color("fig-paper"), "strokeWidth": 0.7} | mark

    def drawn(rows):
        chart = alt.Chart(rows).encode(fill, tooltip=list(tooltip))
        return chart if where is None else chart.transform_filter(where)

    large = shapes(land.loc[~land["iso3"].isin(dots), ["iso3", "geometry"]])
    found = alt.LookupData(large, "properties.iso3", ["type", "geometry"])
    filled = drawn(rows[~rows[code].isin(dots)]).transform_lookup(code, found)
    filled = filled.mark_geoshape(**look)
    if not dots:
        return filled
    small = drawn(located(rows[rows[code].isin(dots)], code))
    small = small.encode(longitude="lon:Q", latitude="lat:Q")
    return filled + small.mark_circle(size=DOT, opacity=1, **look)


def leaflet() -> "folium.Map":
    """A folium map of the world on the same shapes, with no tiles and no other host.

    Leaflet draws in Mercator's projection, which swells the north: for points, not for areas.
    """
    west, _, east, north = ALL
    drawn = maps.empty((west + 40, -45, east - 20, north - 15), minZoom=0, maxZoom=8)
    maps.outline(_joined("world"), color("fig-land"), 0.7).add_to(drawn)
    return drawn


def project(chart: alt.LayerChart, region: str = "world", width: int = 640) -> alt.LayerChart:
    """Give a layered map the region's projection, and the height it needs.

    The page gives the map the width of its figure and keeps the proportions.
    """
    drawn = chart.properties(width="container", height=round(width * _tall(region)))
    if REGIONS[region] is None:
        return drawn.project(type="equalEarth")
    lon, lat, *_ = REGIONS[region]
    return drawn.project(type="azimuthalEqualArea", rotate=[-lon, -lat, 0])


def _known(codes, shapes_of):
    unknown = sorted(set(codes) - set(shapes_of))
    if unknown:
        raise KeyError(f"No shape in world_countries for {', '.join(map(str, unknown))}.")


def _tall(region):
    west, south, east, north = _frame(region).to_crs(_flat(region)).total_bounds
    return (north - south) / (east - west)


def _flat(region):
    """The region's projection on a sphere, as d3 draws it."""
    if REGIONS[region] is None:
        return "+proj=eqearth +R=6371008"
    lon, lat, *_ = REGIONS[region]
    return f"+proj=laea +lon_0={lon} +lat_0={lat} +R=6371008"


def _frame(region):
    """The frame of a region's map as one shape in longitude and latitude."""
    if REGIONS[region] is None:
        box = gpd.GeoDataFrame(geometry=[shapely.segmentize(shapely.box(*ALL), STEP)], crs=4326)
    else:
        *_, half, tall = REGIONS[region]
        flat = shapely.segmentize(shapely.box(-half, -tall, half, tall), STEP * 50_000)
        box = gpd.GeoDataFrame(geometry=[flat], crs=_flat(region)).to_crs(4326)
    return _wound(box, DECIMALS["europe"])


def _drawn(region):
    """Countries as a region's map draws them: iso3, geometry, area in square degrees."""
    land = layer("world_countries")[["iso3", "geometry"]]
    if REGIONS[region] is None:
        land["geometry"] = shapely.coverage_simplify(land.geometry.to_numpy(), DETAIL[region])
    else:
        near = shapely.box(*NEAR[region])
        land["geometry"] = land.intersection(near)
        land = land[~land.is_empty].to_crs(_flat(region))
        *_, half, tall = REGIONS[region]
        cut = land.buffer(0).intersection(shapely.box(-half, -tall, half, tall))
        land = land.set_geometry(cut.segmentize(STEP * 50_000)).to_crs(4326)
    land = land[~land.is_empty]
    land = land.assign(area=shapely.area(land.geometry.to_numpy()))
    return _wound(land, DECIMALS[region])


def _wound(frame, decimals):
    """Rounded, rings clockwise outside: the way d3 wants them, or it fills the globe instead.

    Parts that rounding leaves without an area go; a country may be left empty, and is a dot.
    """

    def solid(ring):
        return shapely.Polygon(ring).area > SPECK

    def tidy(shape):
        kept = []
        for part in shapely.get_parts(shapely.transform(shape, lambda xy: xy.round(decimals))):
            if part.geom_type == "Polygon" and solid(part.exterior):
                holes = [ring for ring in part.interiors if solid(ring)]
                kept.append(shapely.Polygon(part.exterior, holes))
        return shapely.orient_polygons(shapely.MultiPolygon(kept), exterior_cw=True)

    return frame.assign(geometry=[tidy(shape) for shape in frame.geometry])


def _joined(region):
    """All land of a region in one shape, which the page draws as one path."""
    parts = shapely.get_parts(_drawn(region).geometry.to_numpy())
    return gpd.GeoDataFrame(geometry=[shapely.multipolygons(parts)])
