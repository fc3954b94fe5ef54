"""Writing to data/: the catalogue in one form, files whole or not at all, and their checksums."""

import csv
import hashlib
import io
import json
import os
from pathlib import Path

from helpers.tables.read import CATALOGUE, data_folder


def write_catalogue(package: dict) -> None:
    """Write data/datapackage.json: resources by topic, then name; one form for all editors."""
    package["resources"].sort(key=lambda r: (r["path"].split("/")[0], r["name"]))
    text = json.dumps(package, indent=1, ensure_ascii=False) + "\n"
    replace(data_folder() / CATALOGUE, text.encode("utf-8"))


def facts_of(content: bytes, resource: dict) -> dict:
    """hash, bytes and rows (a layer: features) of a file, as the catalogue stores them."""
    if resource["format"] == "geojson":
        count = {"features": len(json.loads(content)["features"])}
    else:
        lines = csv.reader(io.StringIO(content.decode("utf-8"), newline=""))
        count = {"rows": sum(1 for _ in lines) - 1}
    return {"hash": "sha256:" + hashlib.sha256(content).hexdigest(), "bytes": len(content), **count}


def replace(path: Path, content: bytes) -> None:
    """Write by way of a neighbour, so that a reader never meets half a file."""
    part = path.with_name(path.name + ".part")
    part.write_bytes(content)
    os.replace(part, path)
