"""Words that follow the controls of a chart: ``[year]`` says what the control *year* stands at."""

import re
from collections.abc import Iterator
from typing import Any

import pandas as pd

SLOT = re.compile(r"\[([a-z]\w*)\]")
DATES = {"date": "{0.day} {0:%B %Y}", "month": "{0:%B %Y}", "year": "{0:%Y}"}


def parts(node: Any) -> Iterator[dict]:
    """All dictionaries of a Vega-Lite specification, outer ones first, but for its data."""
    if isinstance(node, dict):
        yield node
        for key, value in node.items():
            if key not in ("values", "data", "datasets"):
                yield from parts(value)
    elif isinstance(node, list):
        for value in node:
            yield from parts(value)


def bound(spec: dict) -> list[dict]:
    """The parameters of a specification that a reader sets; a zoom's bind is a word: "scales"."""
    params = (one for part in parts(spec) for one in part.get("params", []))
    return [one for one in params if isinstance(one.get("bind"), dict)]


def first_words(params: list[dict], play: dict, spoken: dict[str, dict]) -> dict[str, str]:
    """What each control stands at first, in words: {name: words}.

    play: what ``controls.play`` returns. spoken: {name: {value: words within a sentence}}.
    """
    formats = play.get("format", {})
    return {
        one["name"]: _in_words(one, formats.get(one["name"]), spoken.get(one["name"], {}))
        for one in params
    }


def fill_slots(text: str, stand: dict[str, str]) -> str:
    """The text with its slots filled: {name: words}. KeyError for a slot without words."""
    return SLOT.sub(lambda found: stand[found[1]], text)


def _in_words(param, form, spoken):
    value, bind = param.get("value"), param["bind"]
    if value in spoken:
        return spoken[value]
    options = bind.get("options", [])
    if value in options and bind.get("labels"):
        return bind["labels"][options.index(value)]
    if form == "percent":
        return f"{value:.0%}"
    if form == "number":
        return f"{value:,}"
    if form in DATES and value > 9999:  # below stands a year itself
        return DATES[form].format(pd.Timestamp(value, unit="ms"))
    if value is None:
        return "All"
    return f"{value:.12g}" if isinstance(value, float) else str(value)
