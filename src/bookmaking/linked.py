"""What pages say of themselves to machines: schema.org's Dataset and DataCatalog, as JSON-LD.

All of it is made from the catalogue. Files are named from the page that says it, as links are, so
it holds wherever the site stands. The names of schema.org are names; nobody asks its host. For
reference managers each page names title, authors and day, from CITATION.cff.
"""

import functools
import json
from pathlib import Path

import yaml
from markupsafe import Markup

from helpers.tables.read import package

MEDIA = {"csv": "text/csv", "geojson": "application/geo+json"}
CONTEXT = "https://schema.org/"


@functools.cache
def cited(srcdir: str) -> list[tuple[str, str]]:
    """[(name, content)] of the meta elements that every page has, after CITATION.cff."""
    told = yaml.safe_load((Path(srcdir) / "CITATION.cff").read_text(encoding="utf-8"))
    authors = [("citation_author", one["name"]) for one in told["authors"]]
    return [*authors, ("citation_publication_date", f"{told['date-released']:%Y/%m/%d}")]


def script(told: dict) -> Markup:
    """JSON-LD as an element of a page: no text in it can end the element."""
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    safe = text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    return Markup(f'<script type="application/ld+json">{safe}</script>')


def dataset(entry: dict, seen, address: str, up: str) -> dict:
    """A table as a Dataset. seen: its coverage; address: its place in the pages; up: to the top.

    A licence that nobody has verified is left out, and so is a time or place that no cell tells.
    """
    publishers = dict.fromkeys(one["publisher"] for one in entry["sources"])
    verified = [one["path"] for one in entry["licenses"] if one["name"] != "unverified"]
    whole = len(verified) == len(entry["licenses"])
    path = f"{up}data/{entry['path']}"
    told = {
        "@context": CONTEXT,
        "@type": "Dataset",
        "@id": address,
        "url": address,
        "name": entry["title"],
        "identifier": entry["name"],
        "description": _described(entry),
        "license": _one(verified) if whole else None,
        "creator": [_organization(name) for name in publishers],
        "publisher": _people(),
        "citation": [_citation(one) for one in entry["sources"]],
        "version": entry.get("release") or entry.get("vintage"),
        "isAccessibleForFree": True,
        "temporalCoverage": f"{seen.first}/{seen.last}" if seen.first else None,
        "spatialCoverage": _places(seen),
        "variableMeasured": [_variable(one) for one in entry["schema"]["fields"]],
        "distribution": {
            "@type": "DataDownload",
            "contentUrl": path,
            "encodingFormat": MEDIA[entry["format"]],
            "contentSize": f"{entry['bytes']} B",
            "sha256": entry["hash"].removeprefix("sha256:"),
        },
        "includedInDataCatalog": {"@type": "DataCatalog", "name": package()["title"]},
    }
    return _known(told)


def catalog(entries: dict[str, str], up: str, archive: str) -> dict:
    """The whole package as a DataCatalog. entries: {title: address of its entry}."""
    whole = package()
    files = {f"{up}{archive}": "application/zip", f"{up}data/datapackage.json": "application/json"}
    told = {
        "@context": CONTEXT,
        "@type": "DataCatalog",
        "@id": whole.get("id"),
        "url": whole.get("homepage"),
        "name": whole["title"],
        "description": whole["description"],
        "version": whole.get("version"),
        "dateCreated": whole.get("created"),
        "keywords": whole.get("keywords"),
        "creator": _people(),
        "publisher": _people(),
        "dataset": [
            {"@type": "Dataset", "name": title, "@id": at} for title, at in entries.items()
        ],
        "distribution": [
            {"@type": "DataDownload", "contentUrl": path, "encodingFormat": kind}
            for path, kind in files.items()
        ],
    }
    return _known(told)


def _known(told):
    return {name: value for name, value in told.items() if value not in (None, [], "")}


def _described(entry):
    """The description; after the title where it is shorter than search engines take (50)."""
    told = entry["description"]
    return told if len(told) >= 50 else f"{entry['title']}. {told}"


def _one(values):
    unique = list(dict.fromkeys(values))
    return unique[0] if len(unique) == 1 else unique


def _organization(name):
    return {"@type": "Organization", "name": name}


def _people():
    found = [_organization(one["title"]) for one in package().get("contributors", [])]
    return _one_or_all(found)


def _one_or_all(found):
    return found[0] if len(found) == 1 else found


def _citation(source):
    told = {"@type": "CreativeWork", "name": source["title"], "url": source.get("path")}
    return _known(told | {"creator": _organization(source["publisher"])})


def _places(seen):
    """Names where a column tells few of them, and the box of the points (south west north east)."""
    found = [{"@type": "Place", "name": seen.places}] if seen.names and seen.places else []
    if seen.box:
        west, south, east, north = (round(float(side), 4) for side in seen.box)
        box = {"@type": "GeoShape", "box": f"{south} {west} {north} {east}"}
        found.append({"@type": "Place", "geo": box})
    return found


def _variable(field):
    told = {
        "@type": "PropertyValue",
        "name": field["name"],
        "description": ". ".join(
            one.rstrip(".") for one in (field["title"], field.get("description")) if one
        ),
        "unitText": field.get("unit"),
    }
    return _known(told)
