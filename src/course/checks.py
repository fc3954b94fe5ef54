"""Make src/helpers/checks.json: what ``check`` compares with, from the chapters' own answers.

    python -m course.checks

An answer in code is run alone, as somebody would type it after ``from helpers import load``; the
expressions in teaching/ then name the right value and the known mistakes.
"""

import contextlib
import io
import json
from typing import Any

import nbformat
import pandas as pd

from course.read import ROOT, CourseError, chapter, names, namespace
from helpers import answers as stored
from helpers.sentences import say

START = {"pd": pd}  # the line every notebook begins with; `load`, `say` and `check` come to it


def answers(name: str) -> dict[str, str]:
    """{exercise: code of its answer} of one chapter's notebook."""
    notebook = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
    return {
        cell["id"].removesuffix("-answer"): cell.source
        for cell in notebook.cells
        if cell.cell_type == "code" and cell["id"].endswith("-answer")
    }


def run(exercise: str, code: str) -> dict[str, Any]:
    """The names that an answer leaves when it is run alone. CourseError with its own error."""
    known = {**START, "load": namespace()["load"], "say": say, "check": stored.check}
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(code, exercise, "exec"), known)
    except Exception as error:
        raise CourseError(f"{exercise}: its answer does not run alone: {error!r}") from error
    return known


def values(name: str) -> dict[str, tuple[Any, list[Any]]]:
    """{exercise: (right value, values of known mistakes)} of one chapter, computed."""
    code = answers(name)
    taught = chapter(name)
    found = {}
    for exercise in taught["exercises"]:
        if asked := exercise.get("check"):
            known = namespace() | taught["values"]
            if exercise["id"] in code:
                known |= run(exercise["id"], code[exercise["id"]])
            expressions = [asked["value"], *(one["value"] for one in asked["mistakes"])]
            try:
                right, *wrong = (eval(one, known) for one in expressions)
            except Exception as error:
                raise CourseError(f"{exercise['id']}: check: {error!r}") from error
            found[exercise["id"]] = right, wrong
    return found


def entry(exercise: dict[str, Any], right: Any, wrong: list[Any]) -> dict[str, Any]:
    """What checks.json holds of one exercise: hashes, and the words for known mistakes."""
    asked, name = exercise["check"], exercise["id"]
    plain = stored.plainly(right)
    kind = "text" if isinstance(plain, str) else "date" if hasattr(right, "year") else "number"
    if kind == "number" and "step" not in asked:
        raise CourseError(f"{name}: a check of a number says the `step` it is rounded to")
    step = asked.get("step", 1)

    def told(value):
        value = stored.plainly(value)
        return stored.hashed(name, value if isinstance(value, str) else str(round(value / step)))

    close = 0 if isinstance(plain, str) else (stored.coarse(plain, kind) or [0, 0])[1]
    pairs = zip(wrong, asked["mistakes"], strict=True)
    return {
        "asks": asked["asks"].strip().rstrip("."),
        "kind": kind,
        "step": step,
        "right": told(right),
        "close": stored.hashed(name, f"close {close}"),
        "mistakes": [{"hash": told(value), "says": one["says"].strip()} for value, one in pairs],
    }


def made() -> dict[str, dict[str, Any]]:
    """The content of checks.json, from all chapters that have a file in teaching/."""
    return {
        exercise["id"]: entry(exercise, *values_of[exercise["id"]])
        for name in names()
        for values_of in [values(name)]
        for exercise in chapter(name)["exercises"]
        if exercise["id"] in values_of
    }


def text() -> str:
    """The file as it is written."""
    return json.dumps(made(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    stored.FILE.write_text(text(), encoding="utf-8", newline="\n")
