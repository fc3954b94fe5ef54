"""Altair as the book draws it: the theme, actors' colours, key dates."""

from collections.abc import Iterable

import altair as alt
import pandas as pd

from helpers.draw import figures, palette
from helpers.draw.lab import VEGALITE, drawn_by_lab, numbers
from helpers.draw.palette import color
from helpers.tables.read import load

DASHES = {  # the pattern of an actor, drawn along bars and lines
    "solid": [1, 0],
    "dashed": [6, 4],
    "dotted": [1, 4],
    "dash-dot": [8, 3, 1, 3],
    "long-dash": [12, 4],
    "short-dash": [3, 3],
    "double-dot": [1, 2, 1, 6],
    "sparse-dot": [1, 9],
}


@alt.theme.register("book", enable=True)
def theme() -> alt.theme.ThemeConfig:
    """One look for every chart: quiet axes, colours that follow light and dark."""
    ink, muted, border = (color(f"fig-{name}") for name in ("ink", "muted", "border"))
    words = {"labelColor": muted, "labelFontSize": 12, "titleColor": muted, "titleFontSize": 12}
    words["titleFontWeight"] = "normal"
    lines = {"gridColor": color("fig-grid"), "domainColor": border, "tickColor": border}
    legend = {"orient": "top", "labelLimit": 300, "symbolSize": 90, "columnPadding": 14}
    header = {"labelColor": ink, "labelFontSize": 13, "labelFontWeight": "bold"}
    look = {
        "background": "transparent",
        "font": "sans-serif",
        "view": {"stroke": None, "continuousWidth": 640, "continuousHeight": 320},
        "axis": {**words, **lines, "titlePadding": 8, "labelLimit": 240},
        "axisX": {"grid": False},
        "axisY": {"labelPadding": 5},
        "legend": {**words, **legend},
        "header": {**header, "titleColor": muted},
        "title": {"color": ink, "subtitleColor": muted, "anchor": "start", "fontSize": 13},
        "text": {"color": ink, "fontSize": 12},
        "rule": {"color": muted},
        "line": {"strokeWidth": 2},
        "mark": {"color": ink},
    }
    return alt.theme.ThemeConfig({"config": look})


def _show(spec, **_):
    """A chart shown without ``figure`` while one works on it in JupyterLab."""
    spec = numbers(figures.everywhere(spec))
    still = figures.small(figures.picture(spec, "Chart"))  # or JupyterLab stores its own
    bundle = {VEGALITE: spec, "image/png": still, "text/plain": "Chart"}
    return bundle, drawn_by_lab(spec)


alt.renderers.register("book", _show)
alt.renderers.enable("book")
alt.data_transformers.disable_max_rows()


def actors(ids: Iterable[str] | None = None) -> pd.DataFrame:
    """The palette's actors (columns of the table ``actors``), in the table's order.

    ids: only these groups, e.g. ``["is", "iraq_gov"]``; KeyError for one that is no group.
    """
    table = load("actors").query("actor == group")
    if ids is None:
        return table
    unknown = set(ids) - set(table["actor"])
    if unknown:
        there = ", ".join(table["actor"])
        raise KeyError(f"No group of actors is called {sorted(unknown)}; there are {there}.")
    return table[table["actor"].isin(ids)]


def color_by_actor(field: str, ids: Iterable[str] | None, **legend: object) -> alt.Color:
    """Colour by actor; `field` holds the ids in `ids`, the legend shows short names.

    legend: options of ``alt.Legend``, or ``legend=None`` for no legend.
    """
    colors = [palette.actor_color(actor) for actor in actors(ids)["actor"]]
    return _by_actor(alt.Color, field, ids, colors, **legend)


def shape_by_actor(field: str, ids: Iterable[str] | None, **legend: object) -> alt.Shape:
    """Shape by actor, so that colour never carries the meaning alone."""
    return _by_actor(alt.Shape, field, ids, actors(ids)["shape"].tolist(), **legend)


def dash_by_actor(field: str, ids: Iterable[str] | None, **legend: object) -> alt.StrokeDash:
    """Dash pattern by actor, for lines along bars."""
    dashes = [DASHES[pattern] for pattern in actors(ids)["pattern"]]
    return _by_actor(alt.StrokeDash, field, ids, dashes, **legend)


def _by_actor(channel, field, ids, values, **legend):
    table = actors(ids)
    scale = alt.Scale(domain=table["actor"].tolist(), range=values)
    if legend == {"legend": None}:
        return channel(f"{field}:N", scale=scale, legend=None)
    names = zip(table["actor"], table["short_name"], strict=True)
    label = " : ".join(f"datum.value === '{actor}' ? '{name}'" for actor, name in names)
    look = alt.Legend(labelExpr=f"{label} : ''", **legend)
    return channel(f"{field}:N", scale=scale, legend=look)


def key_dates(*keys: str, side: str = "right", height: int = 13) -> alt.LayerChart:
    """A layer of key dates: a thin rule for each key of ``key_dates``, its name above the plot.

    side: where a name stands of its rule, "right", or "left" where the dates are late in the plot.
    Each name has a line of its own, of `height` pixels, so that it meets no other and no rule.
    """
    dates = key_date_table(*keys)
    lines = [-4 - height * above for above in range(len(dates))]
    dates["line"] = lines[::-1] if side == "right" else lines
    told = [alt.Tooltip("event:N"), alt.Tooltip("date:T", format="%-d %B %Y")]
    base = alt.Chart(dates).encode(alt.X("date:T"))
    up = {"y": alt.expr("datum.line")}
    rules = base.mark_rule(**up, y2="height", strokeDash=[2, 3], color=color("fig-border"))
    place = {"align": "left", "dx": -2} if side == "right" else {"align": "right", "dx": 2}
    names = base.mark_text(**up, **place, baseline="bottom", color=color("fig-muted"), tooltip=None)
    return rules.encode(tooltip=told) + names.encode(text="label:N")


def key_date_table(*keys: str) -> pd.DataFrame:
    """Rows of ``key_dates`` for these keys, in time order; `label` is the short name."""
    table = load("key_dates")
    unknown = set(keys) - set(table["key"])
    if unknown:
        raise KeyError(f"key_dates has no key {sorted(unknown)}; see load('key_dates')['key'].")
    table = table[table["key"].isin(keys)].sort_values("date")
    return table[["key", "date", "date_precision", "event", "label"]].reset_index(drop=True)


def iso(dates: pd.Series) -> pd.Series:
    """Dates as text 'YYYY-MM-DD', which Vega takes as days in UTC."""
    return dates.dt.strftime("%Y-%m-%d")
