"""The files of teaching/: one a chapter, checked against schema.json, their numbers computed.

    refugees = chapter("refugees")
    refugees["exercises"][2]["question"]

Prose in these files is a template, as in ``say``: its numbers are named under ``numbers``, each an
expression of Python over ``load``, pandas (``pd``) and the topics of ``helpers``.
"""

import functools
import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
import yaml
from jsonschema import Draft202012Validator

import helpers
from helpers.sentences import SentenceError, fill_all

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "teaching"
SCHEMA = json.loads((Path(__file__).parent / "schema.json").read_text(encoding="utf-8"))
CODE = {"numbers", "value", "draw", "code", "varied"}  # keys whose text is no prose
ROLE = re.compile(r"\{([\w:]+)\}(?=`)")  # {term}`...` is MyST's, not a value's name
TOPICS = ("casualties", "cities", "control", "funding", "later", "place", "reach", "refugees")
TOPICS += ("releases", "strikes", "territory", "claims", "agreement")


class CourseError(ValueError):
    """A file of teaching/ that cannot be used; names the file, the entry and what to do."""


def names(folder: Path = FOLDER) -> list[str]:
    """The chapters that have a file, in the order of the contents."""
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    files = [Path(page["file"]).name for part in contents["parts"] for page in part["chapters"]]
    return [name for name in files if (folder / f"{name}.yml").is_file()]


def key(name: str) -> str:
    """What the ids of a chapter's exercises begin with: 'coalition-strikes' -> 'strikes'."""
    return name.rpartition("-")[2]


@functools.cache
def chapter(name: str, folder: Path = FOLDER) -> dict[str, Any]:
    """What a chapter teaches, its prose filled in. CourseError if the file is not as it should be.

    Keys are those of schema.json; ``name`` (the notebook's) and ``values`` (the computed numbers)
    come to them. The answer is shared: copy before you change it.
    """
    path = folder / f"{name}.yml"
    given = raw(path)
    values = numbers(path, given["numbers"])
    prose = dict(texts(given))
    shown = {name: value for name, value in values.items() if not name.startswith("_")}
    try:
        filled = fill_all({at: ROLE.sub(r"{{\1}}", text) for at, text in prose.items()}, shown)
    except SentenceError as error:
        raise CourseError(f"{path.name}: {error}") from None
    return {**put(given, filled), "name": name, "values": values}


def raw(path: Path) -> dict[str, Any]:
    """A file as it stands, checked against the schema. CourseError for the first fault."""
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise CourseError(f"{path.name} cannot be read: {error}") from None
    fault = next(iter(sorted(Draft202012Validator(SCHEMA).iter_errors(given), key=_depth)), None)
    if fault:
        at = ".".join(map(str, fault.absolute_path)) or "the file"
        entry = functools.reduce(lambda found, step: found[step], fault.absolute_path, given)
        known = f" ({entry['id']})" if isinstance(entry, dict) and "id" in entry else ""
        raise CourseError(f"{path.name}: {at}{known}: {fault.message[:200]}")
    return given


def _depth(fault):
    return [str(step).zfill(3) for step in fault.absolute_path]


def namespace() -> dict[str, Any]:
    """What an expression of teaching/ may use: pd, load, layer and the topics."""
    found = {name: getattr(helpers, name) for name in ("load", "layer", *TOPICS)}
    return {"pd": pd, **found}


def numbers(path: Path, expressions: dict[str, str]) -> dict[str, Any]:
    """The values of named expressions, each of which may use those before it."""
    known = namespace()
    for name, expression in expressions.items():
        try:
            known[name] = eval(expression, known)  # our own files, read by reviewers
        except Exception as error:
            raise CourseError(f"{path.name}: numbers.{name}: {error!r}") from None
    return {name: known[name] for name in expressions}


def texts(entry: Any, at: str = "") -> list[tuple[str, str]]:
    """(place, text) of each piece of prose in a file: [('exercises.0.hint', 'Group by ...')]."""
    if isinstance(entry, str):
        return [(at, entry)]
    if not isinstance(entry, dict | list):
        return []
    pairs = entry.items() if isinstance(entry, dict) else enumerate(entry)
    return [
        found
        for name, inner in pairs
        if name not in CODE
        for found in texts(inner, f"{at}.{name}".lstrip("."))
    ]


def put(entry: Any, filled: dict[str, str], at: str = "") -> Any:
    """A copy of a file's content with other texts at the places that ``texts`` names."""
    if isinstance(entry, dict):
        return {k: put(inner, filled, f"{at}.{k}".lstrip(".")) for k, inner in entry.items()}
    if isinstance(entry, list):
        return [put(inner, filled, f"{at}.{n}".lstrip(".")) for n, inner in enumerate(entry)]
    return filled.get(at, entry)
