"""A folium map as a page of its own that shares Leaflet and its layers with other maps."""

import hashlib
import html
import json
import re
import zlib
from pathlib import Path

import xstatic.pkg.leaflet

FRAME_SCRIPT = Path(__file__).parent / "theme" / "frame.js"
SRCDOC = re.compile(r'srcdoc="([^"]*)"')
LIBRARY = re.compile(r"<(script|style) data-library=\"leaflet\">.*?</\1>", re.S)
# The page that shows a map learns from it whether all of it came: it cannot look inside, where
# pages are opened from a folder. A document that is cut short has no end to say so; of a style
# sheet one of the last rules is tried.
BEGIN = (
    "<script>var broken = false;"
    " addEventListener('error', function () { broken = true; }, true);</script>"
)
END = (
    "<script>addEventListener('load', function () {"
    " var probe = document.createElement('div'); probe.className = 'leaflet-tooltip-right';"
    " document.body.append(probe);"
    " var styled = getComputedStyle(probe, '::before').marginLeft === '-12px'; probe.remove();"
    " var drawn = document.documentElement.dataset.ready;"
    " parent.postMessage({ map: styled && drawn && !broken ? 'whole' : 'broken' }, '*');"
    " });</script>"
)
# A browser keeps a file until its address changes.
LEAFLET = f"v={xstatic.pkg.leaflet.VERSION}"
FRAME = f"v={zlib.crc32(FRAME_SCRIPT.read_bytes()):08x}"
HEAD = (
    f"{BEGIN}"
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    f'<link rel="stylesheet" href="../_static/vendor/leaflet/leaflet.css?{LEAFLET}">'
    f'<script src="../_static/vendor/leaflet/leaflet.js?{LEAFLET}"></script>'
    f'<script src="../_static/vendor/frame.js?{FRAME}"></script>'
)


def frame_document(iframe, title):
    """Take the document out of an iframe's srcdoc, for a file of its own.

    Returns (document, {file name: text}): the inline Leaflet gives way to the site's shared
    copy, and each GeoJSON layer to a script named by its content.
    """
    found = SRCDOC.search(iframe)
    if not found:
        raise ValueError(f"The map {title!r} is no iframe with a srcdoc.")
    page = LIBRARY.sub("", html.unescape(found[1]))
    page = re.sub(r'<meta name="viewport"[^>]*>', "", page)
    page, layers = _share_layers(page)
    scripts = "".join(f'<script src="{name}"></script>' for name in layers)
    if "<title>" not in page:
        page = page.replace("<head>", f"<head><title>{html.escape(title)}</title>", 1)
    page = page.replace("</title>", f"</title>{HEAD}{scripts}", 1)
    page = page.rstrip()
    page = f"{page.removesuffix('</html>')}{END}\n</html>\n"
    if not re.search(r"<html[^>]*\slang=", page):
        page = page.replace("<html", '<html lang="en"', 1)
    return page, layers


def _share_layers(page):
    """Folium hands each layer to a function that ends in _add; the argument becomes a file."""
    decoder, layers, parts, end = json.JSONDecoder(), {}, [], 0
    for call in re.finditer(r"\b\w+_add\((?=\{)", page):
        data, stop = decoder.raw_decode(page, call.end())
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        key = "layer-" + hashlib.sha256(text.encode()).hexdigest()[:12]
        layers[f"{key}.js"] = (
            f'window.bookLayers=window.bookLayers||{{}};bookLayers["{key}"]={text};\n'
        )
        parts += [page[end : call.end()], f'bookLayers["{key}"]']
        end = stop
    return "".join([*parts, page[end:]]), layers
