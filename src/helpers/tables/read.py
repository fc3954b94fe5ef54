"""The book's tables and layers, by name, typed and checked.

    from helpers.tables import load, layer, catalogue
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
import site
import sysconfig
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import shapely

from helpers.tables.check import RESTORE, DataError, check_catalogue, read_layer, read_table
from helpers.tables.codebook import Codebook

if TYPE_CHECKING:
    import geopandas

__all__ = ["DataError", "catalogue", "data_folder", "describe", "layer", "load"]

CATALOGUE = "datapackage.json"
ENTRY = ["name", "path", "format", "builder", "schema"]  # what nothing can do without
METRES = "EPSG:32637"  # to measure in: UTM zone 37 N, true within about 1% in Iraq and Syria
Load = Callable[..., pd.DataFrame]  # `load`, or what stands in for it
asked: set[str] = set()  # the names asked for so far: what a notebook needs, if it is to run alone


def data_folder() -> Path:
    """The folder that holds the catalogue: where BOOK_DATA points, else beside the package (in what
    a student downloads) or beside src/, else where pip put it: with the package (--target, --user)
    or in the environment."""
    named = os.environ.get("BOOK_DATA")
    return Path(named) if named else _own_folder()


@functools.cache
def _own_folder():
    here = Path(__file__).resolve().parents
    homes = [here[2], Path(site.getuserbase()), Path(sysconfig.get_path("data"))]
    shared = [home / "share" / "conflict-in-maps-and-data" / "data" for home in homes]
    places = [*(above / "data" for above in here[2:4]), *shared]
    return next((place for place in places if (place / CATALOGUE).is_file()), places[-1])


def load(name: str, verify: bool = True) -> pd.DataFrame:
    """A table as a typed DataFrame: what the catalogue says, or DataError.

    Integers and years are Int64, numbers float64, dates datetime64, categories str. Units and
    meaning of each column: `describe(name)["schema"]["fields"]`. verify=False skips the checksum
    (and only that) with a warning, for a table that is being edited. A file is read once; what
    you change in the frame you get stays yours.
    """
    resource = _resource(name, "csv")
    stamps = (_stamp(data_folder() / file) for file in (CATALOGUE, resource["path"]))
    frame, sum_found = _table(name, *stamps)
    _verify(sum_found, resource, verify)
    return frame.copy(deep=False)


@functools.lru_cache(maxsize=128)
def _table(name, catalogue, file):
    """(frame, checksum) of a table; the stamps of both files say when to read again."""
    resource = _resource(name, "csv")
    content = _content(resource)
    return read_table(content, resource, polygons), _sum(content)


def layer(name: str, verify: bool = True) -> "geopandas.GeoDataFrame":
    """A layer as a GeoDataFrame in longitude and latitude (EPSG:4326), checked like a table."""
    import geopandas

    resource = _resource(name, "geojson")
    content = _content(resource)
    properties, shapes = read_layer(content, resource)
    _verify(_sum(content), resource, verify)
    return geopandas.GeoDataFrame(properties, geometry=shapes, crs="EPSG:4326")


def catalogue() -> pd.DataFrame:
    """All tables and layers: name, title, topic, rows, licence, publisher, vintage, builder."""
    for entry in resources().values():
        _whole(entry, ["title", "licenses", "sources", "vintage"])
    rows = pd.DataFrame(resources().values())
    publishers = [dict.fromkeys(one["publisher"] for one in each) for each in rows["sources"]]
    rows["publisher"] = ["; ".join(names) for names in publishers]
    rows["licence"] = ["; ".join(one["name"] for one in each) for each in rows["licenses"]]
    columns = ["name", "title", "topic", "rows", "licence", "publisher", "vintage", "builder"]
    return rows[columns]


def describe(name: str) -> Codebook:
    """The catalogue's entry for a table or layer: a dict of its own, shown as a codebook."""
    return Codebook(copy.deepcopy(_resource(name)))


def package() -> dict:
    """The catalogue as it stands in data/datapackage.json, a dict that is not to be changed."""
    return _catalogue()[0]


def resources() -> dict[str, dict]:
    """The entries of the catalogue by name, each with its topic and its rows (or features).

    Not to be changed.
    """
    return _catalogue()[1]


def _catalogue():
    path = data_folder() / CATALOGUE
    stamp = _stamp(path)
    if stamp is None:
        named = os.environ.get("BOOK_DATA")
        do = f"BOOK_DATA names {named}: unset it." if named else "Restore it, or install again."
        raise DataError("the catalogue is missing", str(path), do=do)
    return _read_catalogue(path, stamp)


@functools.lru_cache(maxsize=4)
def _read_catalogue(path, stamp):
    try:
        text = path.read_text(encoding="utf-8")
        found = json.loads(text)
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        what, line = f"the catalogue is not JSON ({error})", getattr(error, "lineno", None)
        raise DataError(what, path.name, line, do="Restore it from git.") from None
    check_catalogue(text, path.name)
    for entry in found["resources"]:
        _whole(entry, ENTRY, path.name)
    return found, {one["name"]: _entry(one) for one in found["resources"]}


def _entry(one):
    rows = one.get("rows", one.get("features"))
    return one | {"topic": one["path"].split("/")[0], "rows": rows}


def _whole(entry, parts, file=CATALOGUE):
    missing = ", ".join(part for part in parts if part not in entry)
    if missing:
        what = f"the entry {entry.get('name', entry)!r} lacks {missing}"
        raise DataError(what, file, do="helpers.new_table writes a whole one for a CSV file.")


def polygons(name: str) -> dict:
    """The polygons of a layer by the value of its key: dict pcode -> prepared shapely shape."""
    resource = _resource(name, "geojson")
    return _polygons(name, _stamp(data_folder() / resource["path"]))


@functools.lru_cache(maxsize=8)
def _polygons(name, stamp):
    resource = _resource(name, "geojson")
    return polygons_of(_content(resource), resource)


def polygons_of(content: bytes, resource: dict) -> dict:
    """As `polygons`, from the bytes of a layer and its catalogue entry."""
    properties, shapes = read_layer(content, resource)
    shapely.prepare(shapes)
    return dict(zip(properties[resource["schema"]["primaryKey"][0]], shapes))


def _stamp(path):
    """What changes when a file does: its place, time and size; None where there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return str(path), found.st_mtime_ns, found.st_size


def _resource(name, kind=None):
    known = resources()
    if name not in known:
        near = difflib.get_close_matches(name, known, n=3, cutoff=0.65)
        near += [other for other in known if name in other and other not in near]
        ask = f"Did you mean {' or '.join(map(repr, near[:3]))}?" if near else ""
        do = f"{ask} catalogue() lists all names.".strip()
        raise DataError(f"there is no table or layer {name!r}", do=do)
    asked.add(name)
    resource = known[name]
    if kind and resource["format"] != kind:
        what, use = ("layer", "layer") if resource["format"] == "geojson" else ("table", "load")
        raise DataError(f"{name!r} is a {what}", resource["path"], do=f"Use {use}({name!r}).")
    return resource


def _content(resource):
    try:
        return (data_folder() / resource["path"]).read_bytes()
    except FileNotFoundError:
        raise DataError("the file is missing", resource["path"], do=RESTORE) from None


def _sum(content):
    return "sha256:" + hashlib.sha256(content).hexdigest()


def _verify(found, resource, verify):
    if found == resource["hash"]:
        return
    if not verify:
        told = f"{resource['path']} is not the file that was sealed; read all the same."
        warnings.warn(told, stacklevel=3)
        return
    what = "the checksum does not fit: the file changed after it was sealed"
    do = "If you meant to change it, run `make seal`; if not, restore it from git."
    raise DataError(what, resource["path"], value=found, do=do)
