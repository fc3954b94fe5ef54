"""What folium lacks for a city: thousands of sites, layers by zoom, a divider between two days.

Each part is added to a map of `maps.city_leaflet`; the map stays one document that asks nothing of
another host unless the reader presses the button that says so.
"""

import geopandas as gpd
import pandas as pd
from branca.element import MacroElement
from folium.map import Layer
from folium.template import Template

from helpers import sentences
from helpers.draw.parts import source
from helpers.tables.read import load
from helpers.topics.cities import IMAGES, image_dates

LOOKS = {  # a class of damage by colour, size and filling
    "moderate": {"color": "--damage-moderate", "radius": 2.6, "filled": False},
    "severe": {"color": "--damage-severe", "radius": 3, "filled": True},
    "destroyed": {"color": "--damage-destroyed", "radius": 4, "filled": True},
}
CELL = 0.25  # degrees: the side of a square of events
STEP = 100_000  # places are whole numbers of 0.00001 degrees, about a metre
WORDS = {  # UNOSAT's classes, in words for a box
    "": "",
    "none_visible": "none visible any more",
    "crater_field": "crater in a field",
    "crater_road": "crater on a road",
    **{name: name for name in LOOKS},
}


class _Part(MacroElement):
    """A part of a map, named as its class, with what its template asks for."""

    def __init__(self, **given):
        super().__init__()
        self._name = type(self).__name__
        vars(self).update(given)


class Script(_Part):
    """The functions that the parts below call, and their look, from `parts`; once a map."""

    _template = Template(
        """
        {% macro header(this, kwargs) %}
            <style>{{ this.style }}</style>
            <script>{{ this.script }}</script>
        {% endmacro %}
        """
    )

    def __init__(self, name: str = "city"):
        super().__init__(style=source(f"{name}.css"), script=source(f"{name}.js"))


class Sites(_Part):
    """The damage sites of a city, all images in one compact layer that the maps of a page share.

    sites: the table `raqqa_damage`, or rows of it. Draws nothing by itself: see `SitesByZoom` and
    `Divider`.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} =
                bookMap.sites(bookTools.layer({{ this.embed_link|tojson }}));
        {% endmacro %}
        """
    )

    def __init__(self, sites: pd.DataFrame):
        super().__init__(data=compact(sites), embed_link=None)  # as GeoJson: see maps.document


def _steps(places, parts):
    """Places as whole numbers of so many `parts` of a degree: each less the one before it."""
    whole = (places[["lat", "lon"]] * parts).round().astype(int)
    return whole.diff().fillna(whole).astype(int).to_dict("list")


def compact(sites: pd.DataFrame) -> dict:
    """Sites in little room: steps of 0.00001 degrees, a letter for the kind, a digit a class."""
    order = gpd.GeoSeries(gpd.points_from_xy(sites["lon"], sites["lat"])).hilbert_distance()
    sites = sites.iloc[order.argsort(kind="stable")]
    kinds = sites["site_type"].value_counts().index.tolist()
    letters = {kind: chr(ord("A") + place) for place, kind in enumerate(kinds)}
    digits = {seen: str(place) for place, seen in enumerate(WORDS)}
    dates = image_dates(sites)
    seen = {date: sites[IMAGES + date.replace("-", "_")].fillna("") for date in dates}
    return {
        **_steps(sites, STEP),
        "kinds": kinds,
        "kind": "".join(sites["site_type"].map(letters)),
        "classes": list(WORDS.values()),
        "days": {date: sentences.day(date) for date in dates},
        "codes": {date: "".join(digits[one] for one in seen[date]) for date in dates},
    }


class SitesByZoom(_Part):
    """A layer to see the whole by, and from a zoom on the single sites of one image instead.

    sites: a `Sites` on the same map; far: a folium layer on the same map, such as squares.
    words: two short sentences for the reader, {"far": ..., "near": ...}.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            bookMap.byZoom({{ this._parent.get_name() }}, {{ this.zoom }},
                {{ this.far.get_name() }},
                () => bookMap.on({{ this.sites.get_name() }}, {{ this.date|tojson }},
                    {{ this.looks|tojson }}, "overlayPane"),
                {{ this.words|tojson }}, {{ this.looks|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, sites: Sites, date: str, far: Layer, zoom: int, words: dict[str, str]):
        super().__init__(sites=sites, date=date, far=far, zoom=zoom, words=words, looks=LOOKS)


class Events(_Part):
    """Located events: counts in squares from afar, from a zoom on the places with their lists.

    events: rows of the table `ucdp_is_events`; sides: {id of `against`: words}; zoom: from where
    on places are drawn; grades: [(least number of events, name of a colour), ...] in rising order;
    words: two short sentences, {"far": ..., "near": ...}. The reader may choose one year; a box
    says the nearest town of the table `places`.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            bookEvents({{ this._parent.get_name() }},
                bookTools.layer({{ this.embed_link|tojson }}), {{ this.given|tojson }});
        {% endmacro %}
        """
    )

    def __init__(
        self, events: pd.DataFrame, sides: dict, zoom: int, grades: list, words: dict[str, str]
    ):
        tones = [[least, f"--{name}"] for least, name in grades]
        towns = load("places")[["name", "lat", "lon"]].to_numpy().tolist()
        given = {"zoom": zoom, "cell": CELL, "words": words, "grades": tones, "towns": towns}
        super().__init__(data=compact_events(events, sides), embed_link=None, given=given)
        self.add_child(Script("events"))


def compact_events(events: pd.DataFrame, sides: dict[str, str]) -> dict:
    """Events in little room: places as steps of 0.001 degrees, then lists in order of place and
    day: days since 1970, deaths, a digit for the other side, 1 where the place is exact."""
    events = events.assign(lat=events["lat"].round(3), lon=events["lon"].round(3))
    events = events.sort_values(["lon", "lat", "date_start", "id"])
    places = events.groupby(["lon", "lat"]).size().reset_index(name="events")
    digits = {side: str(place) for place, side in enumerate(sides)}
    days = (events["date_start"] - pd.Timestamp("1970-01-01")).dt.days
    return {
        **_steps(places, 1000),
        "events": places["events"].tolist(),
        "day": days.tolist(),
        **{name: events[f"deaths_{name}"].astype(int).tolist() for name in ("low", "best", "high")},
        "sides": list(sides.values()),
        "side": "".join(events["against"].map(digits)),
        "exact": "".join((events["where_prec"] <= 2).map({True: "1", False: "0"})),
    }


class Divider(_Part):
    """The sites of two images on one map, divided by a line that pointer and keyboard move.

    sites: a `Sites` on the same map. before, after: days of two images. counts: what
    `cities.counts_by_radius` returns, places: rows with name, lat, lon in the order of its places;
    together they draw a circle with the numbers inside. imagery: {"before": address of tiles,
    "after": ..., "released": {"before": day, "after": day}, "notice": what to know of the
    pictures}, asked for only after a press of a button that names `host`. ground: two pictures
    to lie faint below the sites, {"before": address, "after": address, "bounds": [[south, west],
    [north, east]]}.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            bookMap.divider({{ this._parent.get_name() }}, {
                {% for side, date in this.dates.items() %}
                {{ side }}: {
                    label: {{ this.labels[side]|tojson }},
                    tiles: {{ this.tiles[side]|tojson }},
                    release: {{ this.releases[side]|tojson }},
                    layers: () => [bookMap.on({{ this.sites.get_name() }}, {{ date|tojson }},
                        {{ this.looks|tojson }}, {{ side|tojson }})],
                },
                {% endfor %}
                ...{{ this.given|tojson }},
            });
        {% endmacro %}
        """
    )

    def __init__(
        self,
        sites: Sites,
        before: str,
        after: str,
        places: pd.DataFrame,
        counts: pd.DataFrame,
        radius: int,
        imagery: dict | None = None,
        host: str = "",
        ground: dict | None = None,
    ):
        super().__init__(sites=sites, looks=LOOKS, dates={"before": before, "after": after})
        self.labels = {side: sentences.day(date) for side, date in self.dates.items()}
        self.tiles = {side: (imagery or {}).get(side, "") for side in self.dates}
        released = (imagery or {}).get("released", {})
        self.releases = {
            side: f"released {sentences.day(released[side])}" if side in released else label
            for side, label in self.labels.items()
        }
        radii = sorted(int(value) for value in counts["radius"].unique())
        table = counts.set_index(["place", "date", "radius"])["sites"]

        def within(name, date):
            return [int(table[name, pd.Timestamp(date), r]) for r in radii]

        self.given = {
            "places": places[["name", "lat", "lon"]].to_dict("records"),
            "radii": radii,
            "radius": radius,
            "unit": "damage sites",
            "counts": [[within(name, date) for date in (before, after)] for name in places["name"]],
        }
        if ground:
            self.given["ground"] = ground
        if imagery:
            self.given["imagery"] = {
                "button": f"Load satellite imagery (contacts {host})",
                "undo": "Back to the drawing",
                "notice": imagery["notice"],
                "failed": f"{host} did not answer with pictures; the drawing stays.",
                "sites": "Show the damage sites",
                "maxZoom": 18,
            }
