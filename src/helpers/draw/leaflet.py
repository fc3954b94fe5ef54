"""What folium lacks for a city: thousands of sites, layers by zoom, a divider between two days.

Each part is added to a map of `maps.city_leaflet`; the map stays one document that asks nothing of
another host unless the reader presses the button that says so.
"""

import geopandas as gpd
import pandas as pd
from branca.element import MacroElement
from folium.template import Template

from helpers import sentences
from helpers.draw.parts import source
from helpers.topics.cities import IMAGES, image_dates

LOOKS = {  # a class of damage by colour, size and filling
    "moderate": {"color": "--damage-moderate", "radius": 2.6, "filled": False},
    "severe": {"color": "--damage-severe", "radius": 3, "filled": True},
    "destroyed": {"color": "--damage-destroyed", "radius": 4, "filled": True},
}
STEP = 100_000  # places are whole numbers of 0.00001 degrees, about a metre
WORDS = {  # UNOSAT's classes, in words for a box
    "": "",
    "none_visible": "none visible any more",
    "crater_field": "crater in a field",
    "crater_road": "crater on a road",
    "moderate": "moderate",
    "severe": "severe",
    "destroyed": "destroyed",
}


class Script(MacroElement):
    """The functions that the parts below call, and their look, from `parts`; once a map."""

    _template = Template(
        """
        {% macro header(this, kwargs) %}
            <style>{{ this.style }}</style>
            <script>{{ this.script }}</script>
        {% endmacro %}
        """
    )

    def __init__(self, name="city"):
        super().__init__()
        self._name = "Script"
        self.style, self.script = source(f"{name}.css"), source(f"{name}.js")


class Sites(MacroElement):
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

    def __init__(self, sites):
        super().__init__()
        self._name, self.embed_link = "Sites", None  # as folium's GeoJson: see maps.document
        self.data = compact(sites)


def compact(sites):
    """Sites in little room: steps of 0.00001 degrees, a letter for the kind, a digit a class."""
    order = gpd.GeoSeries(gpd.points_from_xy(sites["lon"], sites["lat"])).hilbert_distance()
    sites = sites.iloc[order.argsort(kind="stable")]
    steps = {
        name: (sites[name] * STEP).round().astype(int).diff().tolist() for name in ("lat", "lon")
    }
    for name, values in steps.items():
        values[0] = round(sites[name].iloc[0] * STEP)
    kinds = sites["site_type"].value_counts().index.tolist()
    letters = {kind: chr(ord("A") + place) for place, kind in enumerate(kinds)}
    digits = {seen: str(place) for place, seen in enumerate(WORDS)}
    dates = image_dates(sites)
    return {
        **{name: [int(value) for value in values] for name, values in steps.items()},
        "kinds": kinds,
        "kind": "".join(sites["site_type"].map(letters)),
        "classes": list(WORDS.values()),
        "days": {date: sentences.day(date) for date in dates},
        "codes": {
            date: "".join(
                digits[seen] for seen in sites[IMAGES + date.replace("-", "_")].fillna("")
            )
            for date in dates
        },
    }


class SitesByZoom(MacroElement):
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

    def __init__(self, sites, date, far, zoom, words):
        super().__init__()
        self._name = "SitesByZoom"
        self.sites, self.date, self.far, self.zoom, self.words = sites, date, far, zoom, words
        self.looks = LOOKS


class Events(MacroElement):
    """Located events: counts in squares from afar, from a zoom on the places with their lists.

    events: rows of the table `ucdp_is_events`; sides: {id of `against`: words}; zoom: from where
    on places are drawn; grades: [(least number of events, name of a colour), ...] in rising order;
    words: two short sentences, {"far": ..., "near": ...}. The reader may choose one year.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            bookEvents({{ this._parent.get_name() }},
                bookTools.layer({{ this.embed_link|tojson }}), {{ this.given|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, events, sides, zoom, grades, words, cell=0.25):
        super().__init__()
        self._name, self.embed_link = "Events", None
        self.add_child(Script("events"))
        self.data = compact_events(events, sides)
        self.given = {
            "zoom": zoom,
            "cell": cell,
            "words": words,
            "grades": [[least, f"--{name}"] for least, name in grades],
        }


def compact_events(events, sides):
    """Events in little room: places as steps of 0.001 degrees, then lists in order of place and
    day: days since 1970, deaths, a digit for the other side, 1 where the place is exact."""
    steps = events[["lat", "lon"]].mul(1000).round().astype(int)
    events = events.assign(x=steps["lon"], y=steps["lat"]).sort_values(
        ["x", "y", "date_start", "id"]
    )
    places = events.groupby(["x", "y"]).size().reset_index(name="events")
    digits = {side: str(place) for place, side in enumerate(sides)}
    days = (events["date_start"] - pd.Timestamp("1970-01-01")).dt.days
    return {
        **{
            name: places[axis].diff().fillna(places[axis]).astype(int).tolist()
            for name, axis in (("lat", "y"), ("lon", "x"))
        },
        "events": places["events"].tolist(),
        "day": days.tolist(),
        **{name: events[f"deaths_{name}"].astype(int).tolist() for name in ("low", "best", "high")},
        "sides": list(sides.values()),
        "side": "".join(events["against"].map(digits)),
        "exact": "".join((events["where_prec"] <= 2).map({True: "1", False: "0"})),
    }


class Divider(MacroElement):
    """The sites of two images on one map, divided by a line that pointer and keyboard move.

    sites: a `Sites` on the same map. before, after: days of two images. counts: what
    `cities.counts_by_radius` returns, places: rows with name, lat, lon in the order of its places;
    together they draw a circle with the numbers inside. imagery: {"before": address of tiles,
    "after": ..., "released": {"before": day, "after": day}, "notice": what to know of the
    pictures}, asked for only after a press of a button that names `host`.
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

    def __init__(self, sites, before, after, places, counts, radius, imagery=None, host=""):
        super().__init__()
        self._name = "Divider"
        self.sites, self.looks = sites, LOOKS
        self.dates = {"before": before, "after": after}
        self.labels = {side: sentences.day(date) for side, date in self.dates.items()}
        self.tiles = {side: (imagery or {}).get(side, "") for side in self.dates}
        released = (imagery or {}).get("released", {})
        self.releases = {
            side: f"released {sentences.day(released[side])}" if side in released else label
            for side, label in self.labels.items()
        }
        radii = sorted(int(value) for value in counts["radius"].unique())
        table = counts.set_index(["place", "date", "radius"])["sites"]
        self.given = {
            "places": [
                {"name": p["name"], "lat": p["lat"], "lon": p["lon"]}
                for p in places.to_dict("records")
            ],
            "radii": radii,
            "radius": radius,
            "unit": "damage sites",
            "counts": [
                [
                    [int(table[name, pd.Timestamp(date), r]) for r in radii]
                    for date in self.dates.values()
                ]
                for name in places["name"]
            ],
        }
        if imagery:
            self.given["imagery"] = {
                "button": f"Load satellite imagery (contacts {host})",
                "undo": "Back to the drawing",
                "notice": imagery["notice"],
                "failed": f"{host} did not answer with pictures; the drawing stays.",
                "sites": "Show the damage sites",
                "maxZoom": 18,
            }
