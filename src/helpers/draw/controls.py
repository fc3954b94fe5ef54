"""Controls that need no kernel: lists to choose from, sliders, Play and key dates."""

from collections.abc import Iterable
from typing import Any

import altair as alt
import pandas as pd

from helpers.draw.charts import key_date_table
from helpers.draw.lab import DAY
from helpers.sentences import day, month


def choose(
    name: str, options: Iterable | dict, value: Any = None, label: str | None = None
) -> alt.Parameter:
    """A list to choose from. options: words, or {value: words}; value: what is chosen first."""
    values = list(options)
    shown = {"labels": list(options.values())} if isinstance(options, dict) else {}
    bind = alt.binding_select(name=f"{label or name.capitalize()} ", options=values, **shown)
    return alt.param(name=name, value=values[0] if value is None else value, bind=bind)


def slide(
    name: str, low: float, high: float, value: float, label: str | None = None, step: float = 1
) -> alt.Parameter:
    """A slider over numbers from `low` to `high`."""
    if not low <= value <= high:
        raise ValueError(f"The slider {name!r} runs from {low} to {high}; {value} is outside.")
    bind = alt.binding_range(name=f"{label or name.capitalize()} ", min=low, max=high, step=step)
    return alt.param(name=name, value=value, bind=bind)


def day_slider(
    name: str,
    start: str | pd.Timestamp,
    end: str | pd.Timestamp,
    value: str | pd.Timestamp,
    label: str = "Date",
) -> alt.Parameter:
    """A slider over the days from `start` to `end`."""
    low, high, now = (milliseconds(date) for date in (start, end, value))
    return slide(name, low, high, now, label, DAY)


def milliseconds(date: str | pd.Timestamp) -> int:
    """A date as milliseconds since 1970 (UTC), the number a date slider works with."""
    return int(pd.Timestamp(date).timestamp() * 1000)


def on_day(day: str = "day", start: str = "start", end: str = "end") -> str:
    """A Vega filter: rows whose span holds the day of a slider, from `start` to before `end`."""
    return f"toDate(datum.{start}) <= {day} && {day} < toDate(datum.{end})"


def as_dates(**labels: str) -> dict[str, dict]:
    """What ``figure`` takes as `play` where sliders show days and nothing plays: label by name."""
    return {"format": dict.fromkeys(labels, "date"), "label": labels}


def play(
    param: str,
    start: str | pd.Timestamp,
    end: str | pd.Timestamp,
    *keys: str,
    precision: str = "date",
    label: str = "Date shown",
) -> dict:
    """Controls beside a day slider: Play, and one button for each key date, which says its event.

    precision: "date" or "month", what the page writes beside the slider. Raises ValueError for a
    key date outside the slider, KeyError for an unknown one.
    """

    def told(row):
        write = month if row.date_precision == "month" else day
        return f"{write(row.date)}: {row.event}."

    low, high = milliseconds(start), milliseconds(end)
    rows = key_date_table(*keys).itertuples()
    steps = [
        {"value": milliseconds(row.date), "label": row.label, "event": told(row)} for row in rows
    ]
    for step in steps:
        if not low <= step["value"] <= high:
            raise ValueError(f"{step['label']!r} lies outside the slider, {start} to {end}.")
    return {
        "play": {"param": param, "min": low, "max": high, "step": 7 * DAY, "seconds": 30},
        "steps": steps,
        "format": {param: precision},
        "label": {param: label},
    }
