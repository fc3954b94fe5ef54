"""Tell whether an answer to an exercise is right, without showing the answer.

    check("refugees-5", 0.08)     # right, close, a known mistake, or another unit

The answers lie in checks.json as salted hashes of rounded values, made by ``course.checks``. That
keeps them from being read by accident; it is no lock.
"""

import functools
import hashlib
import json
import math
from pathlib import Path
from typing import Any

import pandas as pd

FILE = Path(__file__).parent / "checks.json"
UNITS = (100, 1000, 1_000_000)  # per cent, thousands, millions
CLOSE = math.log(1.1)  # within about a tenth
DAYS_CLOSE = 10
DIGEST = 16  # hex digits kept


@functools.cache
def known() -> dict[str, dict[str, Any]]:
    """What checks.json holds: {exercise: step, asks, right, close, mistakes}."""
    return json.loads(FILE.read_text(encoding="utf-8"))


def check(exercise: str, value: object) -> None:
    """Print whether `value` answers the exercise: right, close, a known mistake, another unit.

    value: a number, a date, a word or a list of words, as the exercise asks.
    ValueError for an exercise that has no check, or for a value of another kind.
    """
    print(judged(exercise, value))


def judged(exercise: str, value: object) -> str:
    """The sentence that ``check`` prints."""
    if exercise not in known():
        near = ", ".join(name for name in known() if name[0] == str(exercise)[:1])
        raise ValueError(f"No check is known for {exercise!r}; there are {near or 'others'}.")
    given = known()[exercise]
    tell = functools.partial(hashed, exercise)
    plain = plainly(value)
    if isinstance(plain, str) != (given["kind"] == "text"):
        raise ValueError(f"{exercise} asks for {given['asks']}, not for {value!r}.")
    if isinstance(plain, str):
        found = {tell(plain)}
        close: set[str] = set()
        units: dict[float, set[str]] = {}
    else:
        found = around(exercise, plain, given["step"])
        close = {tell(f"close {n}") for n in coarse(plain, given["kind"])}
        units = {
            by: around(exercise, plain * by, given["step"])
            for unit in UNITS * (given["kind"] == "number")
            for by in (unit, 1 / unit)
        }
    if given["right"] in found:
        return "Right."
    for mistake in given["mistakes"]:
        if mistake["hash"] in found:
            return f"Not yet. {mistake['says']}"
    for by, hashes in units.items():
        if given["right"] in hashes:
            size = f"{max(by, 1 / by):,.0f} times too {'small' if by > 1 else 'large'}"
            return f"The digits are right, the unit is not: your number is {size}."
    if given["close"] in close:
        return "Close, but not right yet."
    return f"Not right. The exercise asks for {given['asks']}."


def plainly(value: Any) -> float | str:
    """A value as it is compared: numbers as they are, dates as days, words in small letters."""
    if isinstance(value, str):
        try:
            return float(value.replace(",", ""))
        except ValueError:
            return " ".join(value.casefold().split())
    if isinstance(value, list | tuple | set | pd.Index | pd.Series):
        return ", ".join(sorted(str(plainly(one)) for one in value))
    if hasattr(value, "year"):
        return float((pd.Timestamp(value).normalize() - pd.Timestamp(0)).days)
    return float(value)


def around(exercise: str, value: float, step: float) -> set[str]:
    """The hashes of a number's rounded value and of its two neighbours."""
    if not math.isfinite(value):
        return set()
    return {hashed(exercise, str(round(value / step) + n)) for n in (-1, 0, 1)}


def coarse(value: float, kind: str) -> list[int]:
    """Numbers that two values within about a tenth (dates: ten days) share."""
    if not math.isfinite(value) or not value:
        return []
    middle = value / DAYS_CLOSE if kind == "date" else math.log(abs(value)) / CLOSE
    return [round(middle) + n for n in (-1, 0, 1)]


def hashed(exercise: str, text: str) -> str:
    """The salted hash of one rounded value."""
    return hashlib.sha256(f"{exercise}|{text}".encode()).hexdigest()[:DIGEST]
