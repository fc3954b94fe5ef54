"""The book's tables and layers, by name, typed and checked.

    from helpers.data import load, layer, catalogue
    towns = load("towns")

All that is known of a table (columns, units, licence, source, limits) stands in
data/datapackage.json; `describe("towns")` gives it, `catalogue()` lists all of it.
"""

import copy
import difflib
import functools
import hashlib
import json
import os
import warnings
from pathlib import Path

import pandas as pd
import shapely

from helpers.checks import DataError, check_catalogue, read_layer, read_table

__all__ = ["DataError", "catalogue", "data_folder", "describe", "layer", "load"]

CATALOGUE = "datapackage.json"


def data_folder():
    """The folder that holds the catalogue: beside src/, or where BOOK_DATA points."""
    return Path(os.environ.get("BOOK_DATA") or Path(__file__).resolve().parents[2] / "data")


def load(name, verify=True):
    """A table as a typed DataFrame: what the catalogue says, or DataError.

    Integers and years are Int64, numbers float64, dates datetime64, categories str. Units and
    meaning of each column: `describe(name)["schema"]["fields"]`. verify=False skips the checksum
    (and only that) with a warning, for a table that is being edited.
    """
    resource = _resource(name, "csv")
    content = _content(resource)
    frame = read_table(content, resource, polygons)
    _verify(content, resource, verify)
    return frame


def layer(name, verify=True):
    """A layer as a GeoDataFrame in longitude and latitude (EPSG:4326), checked like a table."""
    import geopandas

    resource = _resource(name, "geojson")
    content = _content(resource)
    properties, shapes = read_layer(content, resource)
    _verify(content, resource, verify)
    return geopandas.GeoDataFrame(properties, geometry=shapes, crs="EPSG:4326")


def catalogue():
    """All tables and layers: name, title, topic, rows, licence, publisher, vintage, builder."""
    return pd.DataFrame(
        [
            {
                "name": resource["name"],
                "title": resource["title"],
                "topic": resource["path"].split("/")[0],
                "rows": resource["rows"],
                "licence": "; ".join(licence["name"] for licence in resource["licenses"]),
                "publisher": "; ".join(
                    dict.fromkeys(source["publisher"] for source in resource["sources"])
                ),
                "vintage": resource.get("vintage"),
                "builder": resource["builder"],
            }
            for resource in _resources().values()
        ]
    )


def describe(name):
    """The catalogue's entry for a table or layer, as a dict of its own."""
    return copy.deepcopy(_resource(name))


def polygons(name):
    """The polygons of a layer by the value of its key: dict pcode -> prepared shapely shape."""
    resource = _resource(name, "geojson")
    path = data_folder() / resource["path"]
    stamp = path.stat() if path.exists() else None
    return _polygons(name, path, stamp and (stamp.st_mtime_ns, stamp.st_size))


@functools.lru_cache(maxsize=8)
def _polygons(name, path, stamp):
    resource = _resource(name, "geojson")
    return polygons_of(_content(resource), resource)


def polygons_of(content, resource):
    """As `polygons`, from the bytes of a layer and its catalogue entry."""
    properties, shapes = read_layer(content, resource)
    shapely.prepare(shapes)
    return dict(zip(properties[resource["schema"]["primaryKey"][0]], shapes))


def _resources():
    path = data_folder() / CATALOGUE
    try:
        stamp = path.stat()
    except FileNotFoundError:
        raise DataError("the catalogue is missing", path.name,
                        do="Restore data/datapackage.json, or unset BOOK_DATA.") from None
    return _read_catalogue(path, stamp.st_mtime_ns, stamp.st_size)


@functools.lru_cache(maxsize=4)
def _read_catalogue(path, modified, size):
    try:
        text = path.read_text(encoding="utf-8")
        package = json.loads(text)
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"the catalogue is not JSON ({error})", path.name,
                        getattr(error, "lineno", None), do="Restore it from git.") from None
    check_catalogue(text, path.name)
    for resource in package["resources"]:
        # A layer's count stands under `features`: Frictionless counts `rows` in tables only.
        resource.setdefault("rows", resource.get("features"))
    return {resource["name"]: resource for resource in package["resources"]}


def _resource(name, kind=None):
    resources = _resources()
    if name not in resources:
        near = difflib.get_close_matches(name, resources, n=3, cutoff=0.5)
        near += [other for other in resources if name in other and other not in near]
        ask = f"Did you mean {' or '.join(map(repr, near[:3]))}?" if near else ""
        raise DataError(f"there is no table or layer {name!r}",
                        do=f"{ask} catalogue() lists all names.".strip())
    resource = resources[name]
    if kind and resource["format"] != kind:
        what, use = ("layer", "layer") if resource["format"] == "geojson" else ("table", "load")
        raise DataError(f"{name!r} is a {what}", resource["path"], do=f"Use {use}({name!r}).")
    return resource


def _content(resource):
    try:
        return (data_folder() / resource["path"]).read_bytes()
    except FileNotFoundError:
        raise DataError("the file is missing", resource["path"],
                        do="Restore it from git or rebuild it.") from None


def _verify(content, resource, verify):
    found = "sha256:" + hashlib.sha256(content).hexdigest()
    if found == resource["hash"]:
        return
    if not verify:
        warnings.warn(f"{resource['path']} is not the file that was sealed; read all the same.",
                      stacklevel=3)
        return
    raise DataError("the checksum does not fit: the file changed after it was sealed",
                    resource["path"], value=found,
                    do="If you meant to change it, run `make seal`; if not, restore it from git.")
