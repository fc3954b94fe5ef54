"""What JupyterLab needs, so that it shows a figure as the book does and stores it as we do."""

import json
import math
from decimal import Decimal
from typing import Any

import vl_convert

VEGALITE = "application/vnd.vegalite.v5+json"  # the newest name that JupyterLab draws
VEGALITE_VERSION = "6.4"
DAY = 86_400_000  # milliseconds
LAB_WIDTH = {False: 640, True: 820}  # a cell is no wider beside JupyterLab's list of files
AXIS = 60  # pixels left for it beside a part that fills the width


def numbers(value: Any) -> Any:
    """JSON (dicts, lists, plain values) with its numbers as JavaScript writes them.

    JupyterLab reads and writes a notebook whenever it is saved, and 2014.0 becomes 2014. Here it
    is so from the start, and saving changes nothing. What is no number (NaN, infinity) is None.
    """
    if isinstance(value, dict):
        return {key: numbers(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [numbers(inner) for inner in value]
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return value
    value = float(value)
    if not math.isfinite(value):
        return None
    # JavaScript keeps 17 digits at most, fills up with zeros, and from 1e21 writes an exponent.
    return int(Decimal(repr(value))) if value.is_integer() and abs(value) < 1e21 else value


def drawn_by_lab(spec: dict, wide: bool = False, beside: int = AXIS) -> dict:
    """The metadata with which JupyterLab draws a Vega-Lite spec, so that it fits into a cell.

    beside: pixels that axes and their words need beside a part that fills the width. JupyterLab
    draws outputs before they are on the page, where a container has no width; it then asks for a
    PNG of the empty drawing without end, and the tab stands still. So each width that waits for a
    container is fixed; the book reads the spec alone and keeps it. The ground is white, for
    colours fall back to their light values there.
    """
    vega = vl_convert.vegalite_to_vega(spec, vl_version=VEGALITE_VERSION)
    width = LAB_WIDTH[wide] - (0 if spec.get("width") == "container" else beside)
    patch: list[dict] = [{"op": "add", "path": "/background", "value": "#ffffff"}]
    for i, signal in enumerate(vega.get("signals", [])):
        if "containerSize()[0]" in str(signal.get("init")):
            fixed = {"name": signal["name"], "value": width}
            patch.append({"op": "replace", "path": f"/signals/{i}", "value": fixed})
    patch += _day_sliders(vega, spec.get("usermeta", {}).get("book", {}))
    options = {"renderer": "svg", "actions": False, "patch": patch}
    return {VEGALITE: {"embed_options": numbers(options)}}


def _day_sliders(vega, book):
    """The changes to a Vega spec that show the day of a slider below the chart.

    Vega writes the value beside a slider: milliseconds, where it steps by days. It does so for
    the type "range" alone; to a browser "Range" is a slider as well, whose value is text.
    """
    patch, lines = [], []
    for i, signal in enumerate(vega.get("signals", [])):
        bind, name = signal.get("bind", {}), signal["name"]
        if bind.get("input") != "range" or bind.get("step", 1) % DAY:
            continue
        slider = {"name": f"{name}_slider", "value": signal["value"]}
        slider["bind"] = {**bind, "input": "Range"}
        moved = {"name": name, "update": f"toNumber({slider['name']})"}
        patch += [
            {"op": "replace", "path": f"/signals/{i}", "value": moved},
            {"op": "add", "path": "/signals/-", "value": slider},
        ]
        label = book.get("label", {}).get(name) or bind.get("name", name).strip()
        form = "%B %Y" if book.get("format", {}).get(name) == "month" else "%-d %B %Y"
        lines.append(f"{json.dumps(label + ': ')} + utcFormat({name}, '{form}')")
    if lines:
        days = {"signal": f"[{', '.join(lines)}]"}
        below = {"text": days, "orient": "bottom", "anchor": "start", "offset": 12}
        path, value = ("/title/subtitle", days) if "title" in vega else ("/title", below)
        patch.append({"op": "add", "path": path, "value": value})
    return patch
