"""Maps: one base for Altair, one for folium, both drawn from the book's own layers."""

import copy
import hashlib
import html
import json
import math
import re
from collections.abc import Iterable, Mapping

import altair as alt
import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from branca.element import Element
from shapely.geometry.base import BaseGeometry

from helpers.draw import marks
from helpers.draw.palette import actor_color, color, css
from helpers.draw.parts import source, template
from helpers.tables.read import METRES, layer, load

Window = str | tuple[float, float, float, float]  # of WINDOWS, or west, south, east, north
WINDOWS = {  # west, south, east, north
    "both": (34.6, 28.9, 48.8, 37.9),
    "held": (35.4, 31.9, 46.6, 37.5),
    "raqqa": (38.9365, 35.9283, 39.0594, 35.9745),
    "mosul": (43.03, 36.26, 43.26, 36.44),
}
AROUND = (20, 18, 62, 50)  # as far as one can move the map: coarse shapes beyond the fine ones
CITY = 1.0  # degrees: a window narrower than this shows a city
TABLES = ["governorates", "countries", "rivers", "lakes"]  # what every base map is drawn from
NAMES = ["Aleppo", "Baghdad", "Damascus", "Deir ez-Zor", "Mosul", "Raqqa"]
GROUND = {"built-up": "fig-land", "river": "fig-water"}
CORNERS = {  # of the shapes of actors, in a square of 16
    "square": "3,3 13,3 13,13 3,13",
    "diamond": "8,1 15,8 8,15 1,8",
    "triangle-up": "8,2 15,14 1,14",
    "triangle-down": "8,14 15,2 1,2",
}
COUNTRY_LABELS = {  # where a neighbour's name has room, longitude and latitude
    "TÜRKIYE": (38.2, 37.2),
    "IRAN": (46.0, 36.3),
    "SAUDI ARABIA": (41.6, 30.2),
    "JORDAN": (36.9, 31.3),
    "SYRIA": (38.3, 34.35),
    "IRAQ": (42.6, 32.6),
}


def _window(name):
    if isinstance(name, tuple):
        return name
    if name not in WINDOWS:
        raise KeyError(f"No window is called {name!r}; there are {', '.join(WINDOWS)}.")
    return WINDOWS[name]


def clip(frame: gpd.GeoDataFrame, window: Window) -> gpd.GeoDataFrame:
    """A layer cut to a window, wound the way d3 wants (clockwise outside)."""
    west, _, east, _ = edges = _window(window)
    cut = frame.intersection(shapely.segmentize(shapely.box(*edges), 0.25))
    cut = frame.assign(geometry=cut)[~cut.is_empty]
    decimals = 5 if east - west < CITY else 3
    cut["geometry"] = [_wind(g, decimals) for g in cut.geometry]
    return cut


def _wind(shape, decimals=3):
    shape = shapely.transform(shape, lambda xy: xy.round(decimals))
    if shape.geom_type == "GeometryCollection":
        shape = shapely.union_all([g for g in shape.geoms if g.geom_type.endswith("Polygon")])
    return shapely.orient_polygons(shape, exterior_cw=True)


def shapes(frame: gpd.GeoDataFrame) -> alt.InlineData:
    """A GeoDataFrame as the data of an Altair geoshape."""
    # A tuple: Altair copies a list, number by number, for each layer that is added.
    return alt.InlineData(values=tuple(frame.iterfeatures(na="null", drop_id=True)))


def _as_one(frame):
    """All shapes of a layer in one feature: the page draws one path where no value differs."""
    parts = shapely.get_parts(frame.geometry.to_numpy())
    join = shapely.multipolygons if "Polygon" in parts[0].geom_type else shapely.multilinestrings
    return gpd.GeoDataFrame(geometry=[join(parts)])


def base(
    window: Window = "held",
    names: bool = True,
    detail: float = 0.0,
    tints: Iterable[alt.Chart] = (),
) -> alt.LayerChart:
    """The base of every Altair map: sea, neighbours, governorates, lakes, rivers, names.

    window: "held" (where IS held towns), "both" (all of Iraq and Syria) or any box of the region in
    degrees (west, south, east, north). detail: degrees that may be smoothed away, for small maps.
    tints: layers that lie on the land and below its
    water. Add layers on top with ``+`` and finish with ``project``.
    """

    def draw(frame, **mark):
        if detail:
            frame = frame.assign(geometry=[_wind(g) for g in frame.geometry.simplify(detail)])
        return _drawn(_as_one(frame), **mark)

    def part(name, **mark):
        inside = clip(layer(name)[["geometry"]], window)
        return [draw(inside, **mark)] if len(inside) else []

    border, water = color("fig-border"), color("fig-water")
    box = shapely.segmentize(shapely.box(*_window(window)), 0.25)
    layers = [
        draw(gpd.GeoDataFrame(geometry=[_wind(box)]), fill=water, fillOpacity=0.45),
        *part("countries", fill=color("fig-neighbour"), stroke=border, strokeWidth=0.8),
        *part("governorates", fill=color("fig-land"), stroke=border, strokeWidth=0.6),
        *tints,
        *part("lakes", fill=water),
        *part("rivers", fill=None, stroke=water, strokeWidth=1.4),
    ]
    if names:
        layers += [country_names(window), scale_bar(window)]
    return alt.layer(*layers)


def city_base(
    window: Window, ground: str | None = None, metres: int | None = 1000
) -> alt.LayerChart:
    """The base of an Altair map of a city: open land, built-up land, river, a scale bar.

    window: a name of WINDOWS or (west, south, east, north). ground: name of a layer with a column
    `ground` ("built-up", "river"), or None where there is none. metres: length of the scale bar, or
    None where what comes on top would cover it. Finish the map with `project`.
    """
    west, south, east, north = _window(window)
    frame = gpd.GeoDataFrame(geometry=[_wind(shapely.box(west, south, east, north), 5)])
    layers = [_drawn(frame, fill=color("fig-neighbour"), stroke=None)]
    if ground:
        kinds = layer(ground)
        for kind, look in GROUND.items():
            cut = clip(kinds[kinds["ground"] == kind][["geometry"]], window)
            layers += [_drawn(cut, fill=color(look), stroke=None)] if len(cut) else []
    layers += [scale_bar(window, metres)] if metres else []
    return alt.layer(*layers)


def frames(rows: pd.DataFrame, window: Window, shown: str) -> alt.Chart:
    """Pictures of one window, of which the map shows the row that `shown` (an expression) picks.

    rows: a column `url` (an address or data:) and what `shown` asks for; the pictures fill
    `window` (west, south, east, north) of a map that is drawn with the same window.
    """
    tall = _tall(window)
    across = {"align": "left", "x": 0, "width": alt.expr("width")}
    down = {"baseline": "top", "y": alt.expr(f"(height - {tall:.5f} * width) / 2")}
    look = across | down | {"height": alt.expr(f"{tall:.5f} * width"), "aspect": False}
    pictures = alt.Chart(rows).transform_filter(shown)
    return pictures.mark_image(smooth=False, aria=False, tooltip=None, **look).encode(url="url:N")


def around(place: Mapping, metres: float) -> tuple[float, float, float, float]:
    """The window that reaches some metres to each side of a place (lat, lon)."""
    north = metres / 110_960
    east = north / math.cos(math.radians(place["lat"]))
    return place["lon"] - east, place["lat"] - north, place["lon"] + east, place["lat"] + north


def circle(place: Mapping, metres: float) -> alt.Chart:
    """A circle of some metres round a place (lat, lon), for an Altair map."""
    middle = gpd.GeoSeries([shapely.Point(place["lon"], place["lat"])], crs="EPSG:4326")
    flat = middle.to_crs(METRES).buffer(metres, quad_segs=24)
    ring = gpd.GeoDataFrame(geometry=flat.to_crs("EPSG:4326"))
    ring["geometry"] = [_wind(ring.geometry.iloc[0], 5)]
    return _drawn(ring, fill=None, stroke=color("fig-accent"), strokeWidth=1.5)


def named(places: pd.DataFrame, shape: str = "circle", size: float = 70) -> alt.LayerChart:
    """Places (name, lat, lon) as hollow points with their names beside them, for an Altair map."""
    spots = alt.Chart(places[["name", "lat", "lon"]]).encode(longitude="lon:Q", latitude="lat:Q")
    look = {"align": "left", "dx": 9, "fontSize": 12, "fontWeight": "bold"}
    words = marks.halo(spots.encode(text="name:N"), "fig-paper", 3.5, **look)
    spots = spots.encode(tooltip=marks.tip("name:N"))
    return marks.hollow(spots, "fig-accent", shape=shape, size=size, strokeWidth=2.5) + words


def stamped(points: pd.DataFrame, field: str, half: float = 0.03, step: float = 0.05) -> alt.Chart:
    """Many points as a few shapes: one for each actor in `field`, in the actor's form.

    points: lat, lon and `field` (ids of groups of actors). half: half a stamp's width in degrees;
    step: to what places are rounded, so that neighbours share a stamp. The page draws a path an
    actor, not a mark a point, so thousands are light; what must answer to the pointer needs marks
    of its own. Encode the colour by ``properties.<field>``.
    """
    form = load("actors").set_index("actor")["shape"]
    spots = (points[["lon", "lat"]] / step).round().assign(of=points[field]).drop_duplicates()
    rows = []
    for name, spot in spots.groupby("of"):
        corners = _corners(form[name]) * half
        rings = [corners + place * step for place in spot[["lon", "lat"]].to_numpy()]
        rows.append({field: name, "geometry": shapely.multipolygons(shapely.polygons(rings))})
    frame = gpd.GeoDataFrame(rows)
    frame["geometry"] = [_wind(shape, 2) for shape in frame.geometry]
    return _drawn(frame)


def _corners(shape):
    """The corners of a shape of actors round its middle, half a width being 1, north upwards."""
    pairs = [pair.split(",") for pair in CORNERS[shape].split()]
    return (np.array(pairs, float) - 8) / (7, -7)


def hatched(shape: BaseGeometry, window: Window, step: float = 0.16, **look: object) -> alt.Chart:
    """Slanting lines over a shape, for what was not counted or gathered. step: degrees between."""
    west, south, east, north = _window(window)
    slant = north - south
    starts = np.arange(west - slant, east, step)
    lines = shapely.linestrings([[(x, south), (x + slant, north)] for x in starts])
    inside = shapely.intersection(lines, shape.intersection(shapely.box(*_window(window))))
    parts = [part for part in shapely.get_parts(inside) if part.length]
    frame = gpd.GeoDataFrame(geometry=[_wind(shapely.multilinestrings(parts), 2)])
    own = {"fill": None, "stroke": color("fig-nodata"), "strokeWidth": 0.6}
    return _drawn(frame, **own | look)


def _drawn(frame, **mark):
    return alt.Chart(shapes(frame)).mark_geoshape(tooltip=None, **mark)


def country_names(window: Window) -> alt.Chart:
    """Names of countries in wide-set capitals."""
    west, south, east, north = _window(window)
    rows = [
        {"name": name, "lon": lon, "lat": lat}
        for name, (lon, lat) in COUNTRY_LABELS.items()
        if west < lon < east and south < lat < north
    ]
    names = alt.Chart(alt.InlineData(values=rows)).encode(longitude="lon:Q", latitude="lat:Q")
    look = {"fontSize": 12, "color": color("fig-muted"), "tooltip": None}
    return names.mark_text(**look).encode(text="name:N")


def scale_bar(window: Window, metres: int = 200_000) -> alt.LayerChart:
    """A bar of some metres near the lower edge, true at its own latitude."""
    west, south, east, north = _window(window)
    lat = round(south + (north - south) / 16, 5)
    degrees = metres / (111_320 * math.cos(math.radians(lat)))
    start = round(east - (east - west) / 28 - degrees, 5 if east - west < CITY else 3)
    label = f"{metres} m" if metres < 1000 else f"{metres // 1000} km"
    row = [{"lon": start, "lon2": round(start + degrees, 5), "lat": lat, "label": label}]
    bar = alt.Chart(alt.InlineData(values=row)).encode(longitude="lon:Q", latitude="lat:Q")
    line = bar.encode(longitude2="lon2:Q", latitude2="lat:Q")
    words = bar.encode(text="label:N")
    place = {"align": "left", "baseline": "bottom", "dy": -3, "fontSize": 12}
    drawn = line.mark_rule(color=color("fig-muted"), strokeWidth=1.5)
    drawn += words.mark_text(color=color("fig-muted"), **place)
    if east - west > CITY:
        return drawn
    # In a city much may lie under the bar: it gets a ground of its own.
    ground = line.mark_rule(color=color("fig-paper"), strokeWidth=5, opacity=0.9)
    ground += words.mark_text(stroke=color("fig-paper"), strokeWidth=4, opacity=0.9, **place)
    return ground + drawn


def town_names(places: pd.DataFrame | None = None, **look: object) -> alt.LayerChart:
    """Names of towns with a halo of the land: of `places` (name, lat, lon), else a few of the base.

    The few, to find one's way, are from the table ``places``. look: options of the text.
    """
    table = load("places").query("name in @NAMES") if places is None else places
    table = table[["name", "lon", "lat"]]
    names = alt.Chart(table).encode(longitude="lon:Q", latitude="lat:Q", text="name:N")
    look = {"dy": -12, "fontSize": 12, "tooltip": None} | look
    rim = {"stroke": color("fig-land"), "strokeWidth": 3, "opacity": 0.8}
    return names.mark_text(**rim | look) + names.mark_text(color=color("fig-ink"), **look)


def corner_text(
    text: str, row: float = 0, table: pd.DataFrame | None = None, **mark: object
) -> alt.Chart:
    """Words in the lower left corner of a "held" map; `text` is a Vega expression.

    row: 0 for the lowest line, 1 for the one above. table: rows that `text` asks for as datum, one
    shown at a time (filter it, as by controls.on_day). Placed by degrees, so that it keeps its
    place at every width.
    """
    west, south, _, _ = WINDOWS["held"]
    spot = {"lon": west + 0.15, "lat": south + 0.2 + 0.42 * row}
    spots = alt.InlineData(values=[spot]) if table is None else table.assign(**spot)
    words = alt.Chart(spots).encode(longitude="lon:Q", latitude="lat:Q")
    return words.mark_text(align="left", text=alt.expr(text), tooltip=None, **mark)


def corner_count(table: pd.DataFrame, test: str, one: str, many: str) -> alt.Chart:
    """How many rows of a table meet a `test` (a Vega expression), in that corner, also if none.

    one and many: what a row is called, such as "place held" and "places held".
    """
    west, south, _, _ = WINDOWS["held"]
    size = alt.expr("max(13, min(18, width / 40))")
    return (
        alt.Chart(table)
        .transform_calculate(one=f"{test} ? 1 : 0")
        .transform_aggregate(n="sum(one)")
        .transform_calculate(words=f"datum.n + (datum.n == 1 ? ' {one}' : ' {many}')")
        .mark_text(align="left", fontSize=size, fontWeight="bold", tooltip=None)
        .encode(longitude=alt.datum(west + 0.15), latitude=alt.datum(south + 0.2), text="words:N")
    )


def project(
    chart: alt.LayerChart, window: Window = "held", width: int = 640, fixed: bool = False
) -> alt.LayerChart:
    """Give a layered map the book's projection, and the height its window needs.

    The page gives the map the width of its figure and keeps the proportions. fixed: keep `width`,
    and the window whatever is drawn: for small maps of several windows side by side, which
    Vega-Lite would otherwise fit to all of them together.
    """
    height = round(width * _tall(window))
    if not fixed:
        return chart.properties(width="container", height=height).project(type="mercator")
    west, south, east, north = _window(window)
    return chart.properties(width=width, height=height).project(
        type="mercator",
        scale=round(width / math.radians(east - west)),
        center=[round((west + east) / 2, 5), round((south + north) / 2, 5)],
        translate=[width / 2, height / 2],
    )


def _tall(window):
    """The height of a window on the map, as a part of its width."""
    west, south, east, north = _window(window)
    high, low = (math.asinh(math.tan(math.radians(lat))) for lat in (north, south))
    return (high - low) / math.radians(east - west)


# ---------------------------------------------------------------- folium


class Shown(folium.Map):
    """A folium map that a notebook shows without `figure` too, and that asks no other host."""

    def _repr_html_(self, **_: object) -> str:
        page = document(self, "map", "Map")
        return template("frame.html").render(title="Map", text="Map", height=480, page=page)


def leaflet(window: Window = "held") -> folium.Map:
    """A folium map on the book's own layers, with no tiles and no other host.

    Add folium layers to it and hand it to ``figure``. Colours follow the page's theme.
    """
    west, south, east, north = AROUND
    bounds = {"maxBounds": [[south, west], [north, east]], "maxBoundsViscosity": 1}
    drawn = empty(window, minZoom=5, maxZoom=11, **bounds)
    near = layer("countries")[["geometry"]]
    edge = shapely.box(*near.total_bounds).boundary.buffer(0.01)  # of the layer, no border
    borders = near.set_geometry(near.boundary.difference(edge))
    outline(clip(layer("world_countries")[["geometry"]], AROUND), color("fig-neighbour")).add_to(
        drawn
    )
    outline(near, color("fig-neighbour"), 0).add_to(drawn)
    outline(borders, None).add_to(drawn)
    outline(layer("governorates")[["geometry"]], color("fig-land")).add_to(drawn)
    outline(layer("lakes")[["geometry"]], color("fig-water"), 0).add_to(drawn)
    outline(layer("rivers")[["geometry"]], None, 1.6, color("fig-water")).add_to(drawn)
    for place in load("places").query("name in @NAMES").itertuples():
        look = {"permanent": True, "direction": "right", "className": "map-place"}
        name = folium.Tooltip(place.name, sticky=False, **look)
        look = {"radius": 1.5, "color": color("fig-muted"), "interactive": False}
        folium.CircleMarker([place.lat, place.lon], tooltip=name, **look).add_to(drawn)
    return drawn


def city_leaflet(window: Window, ground: str | None = None, **options: object) -> folium.Map:
    """As `leaflet`, for a city: built-up land and river from the layer `ground`, if there is one.

    options: as folium.Map takes them.
    """
    drawn = empty(window, minZoom=11, maxZoom=18, **options)
    if ground:
        # A pane of its own: in one pane Leaflet puts shapes above what is drawn on a canvas.
        folium.map.CustomPane("ground", z_index=350).add_to(drawn)
        kinds = layer(ground)
        for kind, look in GROUND.items():
            shape = kinds[kinds["ground"] == kind][["geometry"]]
            outline(shape, color(look), 0, pane="ground").add_to(drawn)
    return drawn


def empty(window: Window, **options: object) -> folium.Map:
    """A map with the book's look and nothing on it, fitted to a window.

    options: as Leaflet takes them; folium's own min_zoom and max_zoom are of its tiles.
    """
    west, south, east, north = _window(window)
    look = {"tiles": None, "control_scale": True, "attribution_control": False, "zoom_snap": 0.25}
    drawn = Shown(**look, **options)
    drawn.fit_bounds([[south, west], [north, east]])
    style = Element(f"<style>{css()}\n{source('map.css')}</style>")
    drawn.get_root().header.add_child(style, name="look")
    return drawn


def outline(
    frame: gpd.GeoDataFrame,
    fill: str | None,
    weight: float = 0.8,
    stroke: str | None = None,
    **options: object,
) -> folium.GeoJson:
    """A base layer that does not answer to the pointer; options: as Leaflet takes them."""
    style = {"fill": fill is not None, "fillColor": fill, "fillOpacity": 1}
    style |= {"color": stroke or color("fig-border"), "weight": weight}
    look = {"style_function": lambda _: style, "interactive": False, "control": False}
    return folium.GeoJson(json.loads(frame.to_json(drop_id=True)), **look, **options)


def marker(
    lat: float, lon: float, name: str, popup: str, svg: str, size: int = 16
) -> folium.Marker:
    """A point that can be reached by keyboard: Tab to it, Enter opens its popup."""
    icon = folium.DivIcon(html=svg, icon_size=(size, size), icon_anchor=(size // 2, size // 2))
    box = folium.Popup(popup, max_width=280, auto_pan_padding=(52, 12))
    return folium.Marker([lat, lon], title=name, icon=icon, popup=box)


def symbol(actor: str, dashed: bool = False) -> str:
    """The colour and shape of a group of actors as SVG, for `marker` and `legend`."""
    shape = load("actors").set_index("actor")["shape"][actor]
    dashes = ' stroke-dasharray="3 2"' if dashed else ""
    return (
        '<svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">'
        f'<polygon points="{CORNERS[shape]}" fill="{color("fig-paper")}" '
        f'stroke="{actor_color(actor)}" stroke-width="2.5"{dashes}/></svg>'
    )


def legend(
    drawn: folium.Map, lines: Iterable[tuple[str, str]], of: str = "", top: int | None = None
) -> None:
    """A legend in the lower left corner; lines are (svg, words).

    of: how the names of some base layers begin; the legend stands on the right while one is shown.
    top: pixels from the upper edge, for a legend on the right of a map that it would cover.
    """
    body = "<br>".join(f"{svg}{html.escape(words)}" for svg, words in lines)
    shown = f' data-layer="{html.escape(of)}" hidden' if of else ""
    place = "" if top is None else f' style="inset: {top}px 10px auto auto"'
    part = Element(f'<div class="map-legend"{shown}{place}>{body}</div>')
    drawn.get_root().html.add_child(part, name=f"legend {of}")


def document(drawn: folium.Map, id: str, title: str) -> str:
    """The map as one HTML document that asks no other host, but without Leaflet itself.

    Whoever shows the document brings Leaflet: the book puts its own copy between the marks
    `supply`, in JupyterLab the script that stands there asks the running server. The data of each
    layer is an element of its own, which the map's script asks for by name. Folium's chance ids
    become names in the order of appearance.
    """
    drawn = copy.deepcopy(drawn)  # folium writes into what it renders
    root, layers = drawn.get_root(), {}
    for one in _inside(root):
        one.default_js, one.default_css = [], []  # links to other hosts
        if hasattr(one, "embed_link"):
            data = json.dumps(one.data, ensure_ascii=False, separators=(",", ":"))
            digest = hashlib.sha256(data.encode()).hexdigest()[:12]
            one.embed, one.embed_link = False, f"layer-{digest}"
            layers[one.embed_link] = data.replace("<", r"\u003c")
    for child in root._children.values():
        child.render()
    pieces = {name: getattr(root, name).render() for name in ("header", "html", "script")}
    # Folium's own forbids to zoom with two fingers.
    pieces["header"] = re.sub(r'<meta name="viewport"[^>]*>', "", pieces["header"])
    page = template("map.html").render(title=title, layers=layers, **pieces)
    names, own = {}, id.replace("-", "_")
    chance = r"\b([0-9a-f]{32})\b|(?<=_)([0-9a-f]{32})(?![0-9a-f])"
    return re.sub(chance, lambda m: names.setdefault(m[0], f"{own}_{len(names)}"), page)


def _inside(element):
    """All parts of a folium map."""
    for child in element._children.values():
        yield from (child, *_inside(child))
