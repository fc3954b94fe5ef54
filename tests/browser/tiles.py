"""A made-up map with imagery that answers: a server of tiles on this machine."""

import functools
import http.server
import io
from contextlib import contextmanager
from pathlib import Path

import xstatic.pkg.leaflet
from PIL import Image

from bookmaking.frames import SUPPLY
from helpers.draw import leaflet as layers
from helpers.draw import maps
from helpers.tables.read import load
from helpers.topics import cities
from tools import browse

BEFORE, AFTER = "2014-02-12", "2017-10-21"
COLORS = {"10": (200, 40, 40), "20": (40, 60, 200)}


class Tiles(http.server.BaseHTTPRequestHandler):
    """/release/zoom/row/column: a tile of one colour a release; what was asked is kept."""

    def __init__(self, asked, refused, *arguments):
        self.asked, self.refused = asked, refused
        super().__init__(*arguments)

    def do_GET(self):
        self.asked.append((self.path, self.headers.get("Referer")))
        release = self.path.split("/")[1]
        if release in self.refused:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        self.end_headers()
        picture = io.BytesIO()
        Image.new("RGB", (256, 256), COLORS[release]).save(picture, "PNG")
        self.wfile.write(picture.getvalue())

    def log_message(self, *_):
        """No line for each request."""


@contextmanager
def tiles_served():
    """(address, what was asked, releases to refuse) of a server of tiles."""
    asked, refused = [], set()
    with browse.answered(functools.partial(Tiles, asked, refused)) as address:
        yield address, asked, refused


def made_map(folder, address=None):
    """A map with a divider, its imagery at an address, as a page of a folder."""
    spots = load("raqqa_landmarks").query("key == 'raqqa-clock-tower'").assign(name="clock tower")
    every = load("raqqa_damage")
    counts = cities.counts_by_radius(every, spots, [BEFORE, AFTER], [100, 500])
    imagery = address and {
        "before": f"{address}/10/{{z}}/{{y}}/{{x}}",
        "after": f"{address}/20/{{z}}/{{y}}/{{x}}",
        "released": {"before": "2014-02-20", "after": "2017-10-25"},
        "notice": "Made-up pictures.",
    }
    drawn = maps.city_leaflet((39.005, 35.941, 39.02, 35.952), "raqqa_ground")
    layers.Script().add_to(drawn)
    shown = layers.Sites(every)
    shown.add_to(drawn)
    layers.Divider(shown, BEFORE, AFTER, spots, counts, 500, imagery, "this machine").add_to(drawn)
    leaflet = [
        f"<{tag}>{(Path(xstatic.pkg.leaflet.BASE_DIR) / name).read_text(encoding='utf-8')}</{tag}>"
        for tag, name in (("style", "leaflet.css"), ("script", "leaflet.js"))
    ]
    text = SUPPLY.sub(lambda _: "".join(leaflet), maps.document(drawn, "made-up", "A made-up map"))
    (folder / "map.html").write_text(text, encoding="utf-8")
