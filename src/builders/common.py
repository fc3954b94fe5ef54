"""What all builders share: render tables the same way each time, check, write.

A topic module (`builders/<topic>.py`) has one function, `build(raw)`: it fetches from the raw
folder (a Path), tidies, validates, and returns {name: DataFrame or GeoDataFrame}, one for each
resource of the catalogue whose `builder` is the topic. Nothing of a topic is written unless every
table of it passes the catalogue's schema and rules.
"""

import copy
import csv
import io
import json
import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import shapely
from shapely.geometry import mapping

from helpers.tables import check as checks
from helpers.tables.check import DataError, read_layer, read_table
from helpers.tables.read import data_folder, package, polygons_of, resources
from helpers.tables.write import facts_of, replace, write_catalogue


class BuildError(Exception):
    """The raw evidence is not what a builder expects; nothing is written."""


def require(condition: object, message: str) -> None:
    """Raise BuildError(message) unless the condition holds: a line of a builder's validate step.

    A condition that is not known (pandas' NA: a number is missing) does not hold.
    """
    if condition is pd.NA or not condition:
        raise BuildError(message)


def listed(text: str) -> list[str]:
    """The words of a text: names of columns, codes."""
    return text.split()


def pairs(text: str) -> dict[str, str]:
    """{"a": "b", "c": "d"} from "a = b; c = d"; a line may end after a semicolon."""
    return dict(pair.split(" = ") for pair in re.split(r";\s+", text.strip()))


# The catalogue


def catalogued(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """The columns that the catalogue lists for a table; `render` refuses it if one is missing."""
    fields = resources()[name]["schema"]["fields"]
    return frame.filter([field["name"] for field in fields] + ["geometry"])


def read_catalogue() -> dict:
    """The whole of data/datapackage.json as a dict."""
    return copy.deepcopy(package())


# Rendering


def render(frame: pd.DataFrame, resource: dict) -> bytes:
    """The bytes of a table or layer as its catalogue entry orders them: same data, same bytes."""
    return (_geojson if resource["format"] == "geojson" else _csv)(frame, resource)


def _csv(frame, resource):
    fields = resource["schema"]["fields"]
    frame = _in_order(frame, resource)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([field["name"] for field in fields])
    cells = [
        [_cell(value, field["type"], field.get("decimals")) for value in frame[field["name"]]]
        for field in fields
    ]
    writer.writerows(zip(*cells))
    return text.getvalue().encode("utf-8")


def _in_order(frame, resource):
    """Columns as in the schema (none missing, none more), rows sorted by the primary key."""
    schema = resource["schema"]
    names = [field["name"] for field in schema["fields"]]
    odd = set(names) ^ (set(frame.columns) - {"geometry"})
    if odd:
        names = ", ".join(sorted(odd))
        raise BuildError(f"{resource['name']}: columns and catalogue differ in {names}")
    return frame.sort_values(schema["primaryKey"], kind="stable", ignore_index=True)


def _cell(value, kind, decimals=None):
    """A value as it stands in a file; numbers with the field's `decimals`."""
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return ""
    if kind == "boolean":
        return "true" if value else "false"
    if kind in ("integer", "year"):
        if value != int(value):
            raise BuildError(f"{value!r} is not a whole number")
        return str(int(value))
    if kind == "number":
        text = repr(float(value)) if decimals is None else f"{float(value):.{decimals}f}"
        return text.removeprefix("-") if float(text) == 0 else text
    if kind == "date":
        return value if isinstance(value, str) else f"{value:%Y-%m-%d}"
    return str(value)


def _geojson(frame, resource):
    """One feature a line, sorted by key, coordinates with `decimals` places (3 if not told)."""
    fields, decimals = resource["schema"]["fields"], resource.get("decimals", 3)
    frame = _in_order(frame, resource)
    lines = []
    for row in frame.itertuples(index=False):
        properties = {field["name"]: getattr(row, field["name"]) for field in fields}
        properties = {k: None if v is None or v != v else v for k, v in properties.items()}
        shape = shapely.transform(row.geometry, lambda xy: np.round(xy, decimals) + 0.0)  # no -0.0
        feature = {"type": "Feature", "properties": properties, "geometry": mapping(shape)}
        lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":"), default=_plain))
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    return text.encode("utf-8")


def _plain(value):
    if isinstance(value, date):
        return _cell(value, "date")
    return value.item() if isinstance(value, np.generic) else str(value)


# Checking, writing, sealing


def check(content: bytes, resource: dict, rendered: dict[str, bytes]) -> None:
    """DataError unless the bytes keep the catalogue's schema and rules.

    Layers that a row rule needs are taken from `rendered` ({name: bytes}) first, so that what is
    about to be written is checked against what is about to be written.
    """
    if resource["format"] == "geojson":
        read_layer(content, resource)
        return

    def polygons(name):
        other = resources()[name]
        body = rendered.get(name) or (data_folder() / other["path"]).read_bytes()
        return polygons_of(body, other)

    read_table(content, resource, polygons)


def build_topic(topic: str, module: ModuleType, raw: Path) -> dict[str, bytes]:
    """{resource name: bytes} of all tables of a topic, each checked; BuildError or DataError."""
    wanted = {name: one for name, one in resources().items() if one["builder"] == topic}
    try:
        frames = module.build(raw)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        if isinstance(error, DataError):
            raise
        raise BuildError(
            f"{topic}: the evidence is odd in a way that no check names ({type(error).__name__}: "
            f"{error}). See which raw file of src/builders/raw/{topic}.py changed last, and put "
            "the publisher's file back."
        ) from error
    adopted = {name for name in frames if resources().get(name, {}).get("builder", "") is None}
    frames = {name: frame for name, frame in frames.items() if name not in adopted}
    if set(frames) != set(wanted):
        odd = ", ".join(sorted(set(frames) ^ set(wanted)))
        raise BuildError(f"{topic}: the builder and the catalogue differ in {odd}")
    rendered = {name: render(frame, wanted[name]) for name, frame in frames.items()}
    for name, content in rendered.items():
        try:
            check(content, wanted[name], rendered)
        except DataError as error:
            if error.do != checks.MEND:
                raise
            told = str(error).removesuffix(error.do).rstrip()
            raise BuildError(
                f"{topic}: the evidence leads to a table that breaks the book's rules: {told} Look "
                f"for that row in the raw files of src/builders/raw/{topic}.py; nothing is written."
            ) from None
    return rendered


def write_tables(rendered: dict[str, bytes]) -> None:
    """Write {name: bytes} to their paths in the data folder and seal them."""
    for name, content in rendered.items():
        path = data_folder() / resources()[name]["path"]
        path.parent.mkdir(parents=True, exist_ok=True)
        replace(path, content)
    seal(rendered)


def seal(names: Iterable[str] | None = None) -> list[str]:
    """Put hash, bytes and rows of the files as they are into the catalogue; names of those changed.

    Every file is checked first: if one breaks its schema or rules, DataError, and nothing changes.
    """
    known, found = resources(), {}
    for name in sorted(known if names is None else names):
        resource = known[name]
        path = data_folder() / resource["path"]
        if not path.is_file():
            raise DataError("the file is missing", resource["path"], do="Restore or build it.")
        content = path.read_bytes()
        check(content, resource, {})
        found[name] = facts_of(content, resource)
    changed = [name for name, facts in found.items() if known[name] != known[name] | facts]
    if changed:
        catalogue = read_catalogue()
        for resource in catalogue["resources"]:
            resource.update(found.get(resource["name"], {}))
        write_catalogue(catalogue)
    return changed


def difference(content: bytes, path: Path) -> str:
    """Where the file on disk first differs from the bytes built, as a sentence; '' if nowhere."""
    if not path.is_file():
        return "is not there"
    found = path.read_bytes()
    if found == content:
        return ""
    ours, theirs = content.split(b"\n"), found.split(b"\n")
    for number, (built, stored) in enumerate(zip(ours, theirs), start=1):
        if built != stored:
            return f"differs from what is built on line {number}"
    return f"has {len(theirs) - 1} lines where {len(ours) - 1} are built"
