"""The visual grammar of the book: the same thing looks the same in every chapter.

    base = alt.Chart(counts).encode(marks.rows("host"), marks.amount("people", channel="x"))
    marks.panel(base.mark_bar(), marks.ends(base, "people:Q"))

Channels (`rows`, `years`, `time`, `amount`, `colored`, `shaped`, ...) go into ``encode``;
marks take a chart with its places encoded and return it drawn; `panel` lays them over each other.
"""

import re
from collections.abc import Iterable
from typing import Any, TypeAlias

import altair as alt
import pandas as pd

from helpers.draw.palette import PUBLISHERS, color

FORMATS = {  # type of a tooltip's value: (Vega-Lite type, format)
    "N": ("N", None),
    "O": ("O", None),
    "Q": ("Q", ",.10~g"),
    ".1f": ("Q", ",.1f"),
    ".2f": ("Q", ",.2f"),
    "%": ("Q", ".0%"),
    "day": ("T", "%-d %B %Y"),
    "month": ("T", "%B %Y"),
    "year": ("T", "%Y"),
}
UNITS = {  # how an axis writes amounts
    "": {"format": ",d"},
    "%": {"format": "%"},
    "thousand": {"labelExpr": "format(datum.value / 1e3, ',')"},
    "million": {"labelExpr": "datum.value / 1e6"},
    "short": {"labelExpr": "datum.value ? format(datum.value, '~s') : '0'"},
}
Day: TypeAlias = str | pd.Timestamp | None
CHANNELS = {"x": alt.X, "y": alt.Y, "color": alt.Color, "fill": alt.Fill, "stroke": alt.Stroke}


# Channels


def rows(field: str, sort: Any = None, channel: str = "y", **axis: object) -> alt.X | alt.Y:
    """A row for each name of `field`: no title, no ticks, no line. axis: options of alt.Axis."""
    look = alt.Axis(**{"ticks": False, "domain": False, "labelLimit": 170} | axis)
    order = alt.Undefined if sort is None else sort
    return CHANNELS[channel](_typed(field, "N"), title=None, sort=order, axis=look)


def years(field: str = "year", **axis: object) -> alt.X:
    """A column for each year, its number upright below."""
    return alt.X(_typed(field, "O"), title=None, axis=alt.Axis(labelAngle=0, **axis))


def time(
    field: str, first: Day = None, last: Day = None, every: str | int = "year", **axis: object
) -> alt.X:
    """Time along x. every: "year", "month" (short names) or how many months to name ("%b %Y")."""
    forms: dict[str | int, tuple] = {"year": ("%Y", "year"), "month": ("%b", "month")}
    form, ticks = forms.get(every, ("%b %Y", every))
    scale = alt.Scale(domain=[_iso(first), _iso(last)]) if first is not None else alt.Undefined
    look = alt.Axis(**{"format": form, "tickCount": ticks} | axis)
    return alt.X(_typed(field, "T"), title=None, scale=scale, axis=look)


def amount(
    field: str,
    title: str | None = None,
    top: float | None = None,
    channel: str = "y",
    unit: str = "",
    **axis: object,
) -> alt.X | alt.Y:
    """An axis of amounts from 0 to `top`. unit: "", "%", "thousand", "million" or "short" (10k)."""
    scale = alt.Undefined if top is None else alt.Scale(domain=[0, top], nice=False)
    look = alt.Axis(**UNITS[unit] | {"tickCount": 5} | axis)
    return CHANNELS[channel](_typed(field, "Q"), title=title, scale=scale, axis=look)


def colored(
    field: str,
    tones: dict[str, str],
    title: str | None = None,
    channel: str = "color",
    **legend: object,
) -> alt.Color | alt.Fill | alt.Stroke:
    """Colour by name. tones: {value: name of a palette's colour, or #rrggbb}, in legend order.

    legend: options of alt.Legend, squares unless said otherwise, or legend=None for none.
    """
    shades = [tone if tone[0] == "#" or "(" in tone else color(tone) for tone in tones.values()]
    return _by_value(CHANNELS[channel], field, tones, shades, title, "square", legend)


def shaped(
    field: str, shapes: dict[str, str], title: str | None = None, **legend: object
) -> alt.Shape:
    """Shape by name, so that colour never carries the meaning alone: {value: Vega shape}."""
    return _by_value(alt.Shape, field, shapes, list(shapes.values()), title, None, legend)


def outlined(
    field: str, looks: dict[str, tuple], title: str | None = None, **legend: object
) -> tuple[alt.Shape | alt.Stroke | alt.Fill, ...]:
    """Shape, outline and filling by name, for points with one legend: {value: (shape, tone, tone)}.

    Without a second tone the points are hollow, and there is no channel for the filling.
    """
    parts = [dict(zip(looks, part)) for part in zip(*looks.values(), strict=True)]
    paper = color("fig-paper") if len(parts) == 2 else alt.Undefined
    legend = {"symbolType": alt.Undefined, "symbolFillColor": paper} | legend
    tones = zip(("stroke", "fill"), parts[1:])
    tones = (colored(field, part, title, channel=channel, **legend) for channel, part in tones)
    return shaped(field, parts[0], title, **legend), *tones


def shaded(
    field: str, shades: dict[str, float], tone: str, title: str | None = None, **legend: object
) -> alt.Opacity:
    """How full one colour is, by name, in order: {value: opacity}; tone: the mark's, by name."""
    look = {"symbolFillColor": color(tone), "symbolStrokeColor": color(tone)} | legend
    return _by_value(alt.Opacity, field, shades, list(shades.values()), title, "square", look)


def patterned(
    field: str, patterns: dict[str, list], title: str | None = None, **legend: object
) -> alt.StrokeDash:
    """Dashes by name, for lines: {value: lengths of stroke and gap}, [1, 0] for a whole line."""
    return _by_value(alt.StrokeDash, field, patterns, list(patterns.values()), title, None, legend)


def publishers(
    field: str, names: Iterable[str] | dict[str, str], title: str | None = None, **legend: object
) -> tuple[alt.Color, alt.Shape]:
    """Colour and shape by who counts or publishes, the same in the whole book.

    names: the values of `field`, in legend order, such as "UCDP" or "US Treasury"; or {value: one
    of palette.PUBLISHERS}. KeyError for one that has no colour of its own.
    """
    if not isinstance(names, dict):
        names = {name: re.sub(r"\W+", "-", name).lower() for name in names}
    if unknown := sorted(set(names.values()) - set(PUBLISHERS)):
        raise KeyError(f"No publisher is called {unknown}; there are {', '.join(PUBLISHERS)}.")
    tones = {value: f"pub-{name}" for value, name in names.items()}
    shapes = {value: PUBLISHERS[name][1] for value, name in names.items()}
    if legend != {"legend": None}:
        legend = {"symbolType": alt.Undefined} | legend  # that of the shape
    return colored(field, tones, title, **legend), shaped(field, shapes, title, **legend)


def tints(
    field: str, tone: str, names: Iterable[str], title: str | None = None, **legend: object
) -> alt.Opacity:
    """One colour for the parts of one publisher's count, each fainter than the one before it.

    tone: name of a palette's colour. names: up to five, in legend order.
    """
    names = list(names)
    steps = [1, 0.72, 0.52, 0.37, 0.25][: len(names)]
    scale = alt.Scale(type="ordinal", domain=names, range=steps)
    own = {"symbolType": "square", "symbolFillColor": color(tone), "symbolStrokeWidth": 0}
    look = alt.Legend(**own | legend)
    return alt.Opacity(_typed(field, "N"), title=title, scale=scale, legend=look)


def tip(*specs: str) -> list[alt.Tooltip]:
    """A tooltip of labelled values: tip("place:N", "killed:Q people killed, month:month").

    Each is field:type and, where the field's name is no word for a reader, its label; several in
    one text stand between commas. Types: N, O, Q (with thousands marked), .1f or .2f (so many
    decimals), % (of 1), day, month, year. ValueError for a field without one of them.
    """
    shown = []
    for spec in re.split(r", (?=[\w.]+:)", ", ".join(specs)):
        field, _, label = spec.partition(" ")
        name, _, kind = field.partition(":")
        if kind not in FORMATS:
            types = ", ".join(FORMATS)
            raise ValueError(f"{spec!r}: say the type, such as '{name}:N'; there are {types}.")
        letter, form = FORMATS[kind]
        title = label or name.replace("_", " ")
        about = {"format": form} if form else {}
        shown.append(alt.Tooltip(f"{name}:{letter}", title=title, **about))
    return shown


# Marks


def quoted(chart: alt.Chart, **look: object) -> alt.Chart:
    """A figure that somebody published, quoted: a hollow diamond."""
    return hollow(chart, "fig-accent", **{"shape": "diamond", "size": 80, "strokeWidth": 2} | look)


def hollow(chart: alt.Chart, tone: str = "fig-ink", **look: object) -> alt.Chart:
    """What is imputed, given as a bound or lost again: a point with an empty middle."""
    own = {"size": 46, "strokeWidth": 1.8, "fill": color("fig-paper"), "opacity": 1}
    return chart.mark_point(**own | {"color": color(tone)} | look)


def dots(chart: alt.Chart, tone: str = "fig-ink", **look: object) -> alt.Chart:
    """Best estimates, or single observations: filled points."""
    own = {"filled": True, "size": 60, "opacity": 1, "color": color(tone)}
    return chart.mark_point(**own | look)


def band(chart: alt.Chart, tone: str = "seq-2", **look: object) -> alt.Chart:
    """The range from low to high: a faint bar behind the best estimate (encode x and x2, or y)."""
    return chart.mark_bar(**{"color": color(tone), "tooltip": None, "size": 9} | look)


def dashed(chart: alt.Chart, tone: str = "fig-accent", **look: object) -> alt.Chart:
    """What is estimated or spread over a time without a date: a dashed outline without filling."""
    own = {"fillOpacity": 0, "stroke": color(tone), "strokeDash": [4, 3], "strokeWidth": 1.4}
    return chart.mark_rect(**own | look)


def no_data(
    table: pd.DataFrame, words: str = "no data", top: float | None = None, **look: object
) -> alt.LayerChart:
    """A time without data, as a grey outline with words: columns start and end of `table`.

    top: the height of the outline in the data's unit; without it, the panel's whole height.
    look: options of the outline; `fontSize` is that of the words.
    """
    size = look.pop("fontSize", 12)
    spans = alt.Chart(table).encode(alt.X("start:T"))
    own = {"fillOpacity": 0, "stroke": color("fig-nodata"), "strokeWidth": 1, "tooltip": None}
    box = spans.mark_rect(**own | look).encode(alt.X2("end:T"))
    place = {"align": "left", "baseline": "top", "dx": 7, "dy": 8}
    named = spans.mark_text(fontSize=size, color=color("fig-muted"), tooltip=None, **place)
    named = named.encode(text=alt.value(words))
    if top is None:
        return box + named.encode(y=alt.value(0))
    height = alt.Y(datum=top)
    return box.encode(height, alt.Y2(datum=0)) + named.encode(height)


def spans(
    table: pd.DataFrame,
    value: str,
    start: str = "month",
    end: str = "until",
    *,
    axis: alt.X | None = None,
    top: float | None = None,
    title: str | None = None,
    **look: object,
) -> alt.Chart:
    """Columns as wide as the time they stand for, from 0. axis: the x channel, else `time`."""
    bars = alt.Chart(table).mark_rect(**{"stroke": color("fig-paper"), "strokeWidth": 0.4} | look)
    height = amount(value, title, top, tickCount=4)
    return bars.encode(axis or time(start), alt.X2(f"{end}:T"), height, alt.Y2(datum=0))


def ends(chart: alt.Chart, text: Any, side: str = "right", **look: object) -> alt.Chart:
    """Labels at the ends of bars or lines: on the `side` "right", "left" or "top" of the mark."""
    place = {
        "right": {"align": "left", "dx": 6},
        "left": {"align": "right", "dx": -6},
        "top": {"align": "center", "dy": -10},
    }[side]
    words = text if isinstance(text, (str, dict, alt.Text)) else alt.value(text)
    return chart.mark_text(**{"fontSize": 12, "tooltip": None} | place | look).encode(text=words)


def highest(
    table: pd.DataFrame, x: str, y: str, text: str, side: str = "right", **look: object
) -> alt.Chart:
    """A label at the row of `table` with the highest `y`: at time x, filled in from that row."""
    top = table.nlargest(1, y)
    spot = alt.Chart(top[[x, y]]).encode(alt.X(f"{x}:T"), alt.Y(f"{y}:Q"))
    words = alt.value(text.format(**top.iloc[0]))
    return ends(spot, words, side, **{"fontSize": 12} | look)


def named_rows(chart: alt.Chart, name: str, bar: float = 10, **look: object) -> alt.Chart:
    """Names above the bars of their rows, which leaves a phone its whole width for the bars.

    The rows' own axis then stands without labels (``rows(name, labels=False)``) and a row is as
    high as bar and name (``alt.Step(bar + 22)``). name: field. bar: height of a bar, in pixels.
    """
    place = {"align": "left", "baseline": "bottom", "dy": -bar / 2 - 3}
    words = chart.mark_text(**{"fontSize": 12, "tooltip": None} | place | look)
    return words.encode(x=alt.value(0), text=name)


def halo(
    chart: alt.Chart, ground: str = "fig-land", width: float = 3, **look: object
) -> alt.LayerChart:
    """Text on a map or over other marks, with a rim of the ground's colour."""
    look = {"fontSize": 12, "tooltip": None} | look
    rim = chart.mark_text(**look | {"stroke": color(ground), "strokeWidth": width, "opacity": 0.85})
    return rim + chart.mark_text(**look)


def side(left: str, gap: str | float = 9) -> dict[str, Any]:
    """Where a word stands beside its mark: on the left where `left` (a Vega expression) holds.

    gap: pixels, or an expression of them. Options of ``ends``, ``halo`` and ``toned``.
    """
    place = {"align": f"({left}) ? 'right' : 'left'", "dx": f"(({left}) ? -1 : 1) * ({gap})"}
    return {"baseline": "middle"} | {name: alt.expr(words) for name, words in place.items()}


def toned(chart: alt.Chart, rim: Any, dark: str, **look: object) -> alt.LayerChart:
    """Text over areas in tones: its rim in the area's own tone, light words where that is dark.

    rim: the stroke, as a channel or a condition. dark: a Vega expression of the row.
    """
    look = {"fontSize": 12, "baseline": "middle", "tooltip": None} | look
    inks = [alt.value(color(name)) for name in ("fig-paper", "fig-ink")]
    words = chart.mark_text(**look).encode(color=alt.condition(dark, *inks))
    return chart.mark_text(**look | {"strokeWidth": 3}).encode(stroke=rim) + words


def zero(channel: str = "y") -> alt.Chart:
    """A line at zero."""
    place = {channel: alt.datum(0)}
    return alt.Chart(pd.DataFrame({"zero": [0]})).mark_rule(tooltip=None).encode(**place)


def room(chart: alt.Chart, *channels: object) -> alt.Chart:
    """An unseen mark that keeps room on a scale, for labels beyond the last bar."""
    return chart.mark_tick(opacity=0, tooltip=None).encode(*channels, tooltip=alt.value(None))


def panel(
    *layers: alt.Chart,
    height: int | alt.Step = 300,
    width: int | str = "container",
    **about: object,
) -> alt.LayerChart:
    """Layers over each other as one panel. height: pixels, or of a row where y has names."""
    return alt.layer(*layers).properties(width=width, height=height, **about)


def stacked(
    table: pd.DataFrame, by: str | list[str], value: str, order: dict | None = None
) -> pd.DataFrame:
    """`table` with columns start, end and part: each value of a group `by` after the one before.

    part: share of the group's sum, from 0 to 1. order: {name: place} by the column it names first.
    """
    table = table.sort_values([*([by] if isinstance(by, str) else by), *(order or [])])
    groups = table.groupby(by, sort=False)[value]
    end = groups.cumsum()
    part = (table[value] / groups.transform("sum")).astype(float)
    return table.assign(start=end - table[value], end=end, part=part)


# Inside


def _typed(field, kind):
    return field if ":" in field or "(" in field else f"{field}:{kind}"


def _iso(date):
    return date if isinstance(date, str) else f"{date:%Y-%m-%d}"


def _by_value(channel, field, named, values, title, symbol, legend):
    if legend == {"legend": None}:
        look = None
    else:
        look = alt.Legend(**({"symbolType": symbol} if symbol else {}) | legend)
    kind = "ordinal" if channel is alt.Opacity else alt.Undefined  # else only its two ends count
    scale = alt.Scale(domain=list(named), range=values, type=kind)
    return channel(_typed(field, "N"), sort=list(named), title=title, scale=scale, legend=look)
