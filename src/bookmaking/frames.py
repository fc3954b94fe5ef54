"""A folium map as a page of its own that shares Leaflet and its layers with other maps."""

import html
import re
import zlib
from pathlib import Path

import xstatic.pkg.leaflet

from bookmaking.gazetteer import link_boxes
from bookmaking.markup import render

FRAME_SCRIPT = Path(__file__).parent / "theme" / "frame.js"
SRCDOC = re.compile(r'srcdoc="([^"]*)"')
# As helpers/draw/parts/map.html marks them.
SUPPLY = re.compile(r"<!-- supply -->.*?<!-- /supply -->\n", re.S)
LAYER = re.compile(r'<script type="application/json" id="([\w-]+)">(.*?)</script>\n')


def frame_document(iframe, title):
    """Take the document out of an iframe's srcdoc, for a file of its own.

    Returns (document, {file name: text}): Leaflet comes from the site's shared copy, and each
    layer from a script named by its content, and a box of a place with a page links to it.
    """
    found = SRCDOC.search(iframe)
    if not found:
        raise ValueError(f"The map {title!r} is no iframe with a srcdoc.")
    page = html.unescape(found[1])
    layers = {
        f"{name}.js": f'window.bookLayers=window.bookLayers||{{}};bookLayers["{name}"]={data};\n'
        for name, data in LAYER.findall(page)
    }
    supply = render(
        "frame.html",
        layers=layers,
        leaflet=xstatic.pkg.leaflet.VERSION,  # a browser keeps a file until its address changes
        script=f"{zlib.crc32(FRAME_SCRIPT.read_bytes()):08x}",
    )
    page, supplied = SUPPLY.subn(lambda _: supply, LAYER.sub("", page))
    if not supplied:
        raise ValueError(f"The map {title!r} does not say where Leaflet comes from.")
    return link_boxes(page), layers
