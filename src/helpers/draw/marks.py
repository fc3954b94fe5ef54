"""The visual grammar of the book: the same thing looks the same in every chapter.

    base = alt.Chart(counts).encode(marks.rows("host"), marks.amount("people", channel="x"))
    marks.panel(base.mark_bar(), marks.ends(base, "people:Q"))

Channels (`rows`, `years`, `time`, `amount`, `colored`, `shaped`, ...) go into ``encode``;
marks take a chart with its places encoded and return it drawn; `panel` lays them over each other.
"""

import re

import altair as alt
import pandas as pd

from helpers.draw.palette import color

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
    "thousand": {"labelExpr": "datum.value / 1e3"},
    "million": {"labelExpr": "datum.value / 1e6"},
    "short": {"format": "~s"},
}
CHANNELS = {"x": alt.X, "y": alt.Y, "color": alt.Color, "fill": alt.Fill, "stroke": alt.Stroke}


# Channels


def rows(field, sort=None, channel="y", **axis):
    """A row for each name of `field`: no title, no ticks, no line. axis: options of alt.Axis."""
    look = alt.Axis(**{"ticks": False, "domain": False, "labelLimit": 170} | axis)
    order = alt.Undefined if sort is None else sort
    return CHANNELS[channel](_typed(field, "N"), title=None, sort=order, axis=look)


def years(field="year", **axis):
    """A column for each year, its number upright below."""
    return alt.X(_typed(field, "O"), title=None, axis=alt.Axis(labelAngle=0, **axis))


def time(field, first=None, last=None, every="year", **axis):
    """Time along x. every: "year", "month" (short names) or how many months to name ("%b %Y")."""
    forms = {"year": ("%Y", "year"), "month": ("%b", "month")}
    form, ticks = forms.get(every, ("%b %Y", every))
    scale = alt.Scale(domain=[_iso(first), _iso(last)]) if first is not None else alt.Undefined
    look = alt.Axis(**{"format": form, "tickCount": ticks} | axis)
    return alt.X(_typed(field, "T"), title=None, scale=scale, axis=look)


def amount(field, title=None, top=None, channel="y", unit="", **axis):
    """An axis of amounts from 0 to `top`. unit: "", "%", "thousand", "million" or "short" (10k)."""
    scale = alt.Undefined if top is None else alt.Scale(domain=[0, top], nice=False)
    look = alt.Axis(**UNITS[unit] | {"tickCount": 5} | axis)
    return CHANNELS[channel](_typed(field, "Q"), title=title, scale=scale, axis=look)


def colored(field, tones, title=None, channel="color", **legend):
    """Colour by name. tones: {value: name of a palette's colour, or #rrggbb}, in legend order.

    legend: options of alt.Legend, squares unless said otherwise, or legend=None for none.
    """
    shades = [tone if tone[0] == "#" or "(" in tone else color(tone) for tone in tones.values()]
    return _by_value(CHANNELS[channel], field, tones, shades, title, "square", legend)


def shaped(field, shapes, title=None, **legend):
    """Shape by name, so that colour never carries the meaning alone: {value: Vega shape}."""
    return _by_value(alt.Shape, field, shapes, list(shapes.values()), title, None, legend)


def outlined(field, looks, title=None, **legend):
    """Shape and outline by name, for hollow points with one legend: {value: (shape, tone)}."""
    shapes, tones = ({name: look[part] for name, look in looks.items()} for part in (0, 1))
    legend = {"symbolType": alt.Undefined, "symbolFillColor": color("fig-paper")} | legend
    stroke = colored(field, tones, title, channel="stroke", **legend)
    return shaped(field, shapes, title, **legend), stroke


def patterned(field, patterns, title=None, **legend):
    """Dashes by name, for lines: {value: lengths of stroke and gap}, [1, 0] for a whole line."""
    return _by_value(alt.StrokeDash, field, patterns, list(patterns.values()), title, None, legend)


def tip(*specs):
    """A tooltip of labelled values: tip("place:N", "killed:Q people killed, month:month").

    Each is field:type and, where the field's name is no word for a reader, its label; several in
    one text stand between commas. Types: N, O, Q (with thousands marked), .1f or .2f (so many
    decimals), % (of 1), day, month, year.
    """
    shown = []
    for spec in re.split(r", (?=[\w.]+:)", ", ".join(specs)):
        field, _, label = spec.partition(" ")
        name, _, kind = field.partition(":")
        letter, form = FORMATS[kind]
        title = label or name.replace("_", " ")
        about = {"format": form} if form else {}
        shown.append(alt.Tooltip(f"{name}:{letter}", title=title, **about))
    return shown


# Marks


def quoted(chart, **look):
    """A figure that somebody published, quoted: a hollow diamond."""
    return chart.mark_point(
        **{"shape": "diamond", "size": 80, "strokeWidth": 2, "opacity": 1}
        | {"fill": color("fig-paper"), "color": color("fig-accent")}
        | look
    )


def hollow(chart, tone="fig-ink", **look):
    """What is imputed, given as a bound or lost again: a point with an empty middle."""
    return chart.mark_point(
        **{"size": 46, "strokeWidth": 1.8, "fill": color("fig-paper"), "opacity": 1}
        | {"color": color(tone)}
        | look
    )


def dots(chart, tone="fig-ink", **look):
    """Best estimates, or single observations: filled points."""
    return chart.mark_point(
        **{"filled": True, "size": 60, "opacity": 1, "color": color(tone)} | look
    )


def band(chart, tone="seq-2", **look):
    """The range from low to high: a pale bar behind the best estimate (encode x and x2, or y)."""
    return chart.mark_bar(**{"color": color(tone), "tooltip": None, "size": 9} | look)


def dashed(chart, tone="fig-accent", **look):
    """What is estimated or spread over a time without a date: a dashed outline without filling."""
    return chart.mark_rect(
        **{"fillOpacity": 0, "stroke": color(tone), "strokeDash": [4, 3], "strokeWidth": 1.4} | look
    )


def no_data(table, words="no data", top=None, **look):
    """A time without data, as a grey outline with words: columns start and end of `table`.

    top: the height of the outline in the data's unit; without it, the panel's whole height.
    """
    spans = alt.Chart(table).encode(alt.X("start:T"))
    if top is not None:
        spans = spans.encode(alt.Y(datum=top))
    box = spans.mark_rect(
        **{"fillOpacity": 0, "stroke": color("fig-nodata"), "strokeWidth": 1, "tooltip": None}
        | look
    ).encode(alt.X2("end:T"), *([] if top is None else [alt.Y2(datum=0)]))
    named = spans.mark_text(
        align="left",
        baseline="top",
        dx=7,
        dy=8,
        fontSize=11,
        color=color("fig-muted"),
        tooltip=None,
    ).encode(text=alt.value(words), **({} if top is not None else {"y": alt.value(0)}))
    return box + named


def spans(table, value, start="month", end="until", *, axis=None, top=None, title=None, **look):
    """Columns as wide as the time they stand for, from 0. axis: the x channel, else `time`."""
    return (
        alt.Chart(table)
        .mark_rect(**{"stroke": color("fig-paper"), "strokeWidth": 0.4} | look)
        .encode(
            axis or time(start),
            alt.X2(f"{end}:T"),
            amount(value, title, top, tickCount=4),
            alt.Y2(datum=0),
        )
    )


def ends(chart, text, side="right", **look):
    """Labels at the ends of bars or lines: on the `side` "right", "left" or "top" of the mark."""
    place = {
        "right": {"align": "left", "dx": 6},
        "left": {"align": "right", "dx": -6},
        "top": {"align": "center", "dy": -10},
    }[side]
    return chart.mark_text(**{"fontSize": 11, "tooltip": None} | place | look).encode(
        text=text if isinstance(text, (str, dict, alt.Text)) else alt.value(text)
    )


def halo(chart, ground="fig-land", width=3, **look):
    """Text on a map or over other marks, with a rim of the ground's colour."""
    look = {"fontSize": 11, "tooltip": None} | look
    rim = chart.mark_text(**look | {"stroke": color(ground), "strokeWidth": width, "opacity": 0.85})
    return rim + chart.mark_text(**look)


def zero(channel="y"):
    """A line at nought."""
    place = {channel: alt.datum(0)}
    return alt.Chart(pd.DataFrame({"zero": [0]})).mark_rule(tooltip=None).encode(**place)


def room(chart, *channels):
    """An unseen mark that keeps room on a scale, for labels beyond the last bar."""
    return chart.mark_tick(opacity=0, tooltip=None).encode(*channels, tooltip=alt.value(None))


def panel(*layers, height=300, width="container", **about):
    """Layers over each other as one panel. height: pixels, or of a row where y has names."""
    return alt.layer(*layers).properties(width=width, height=height, **about)


def stacked(table, by, value, order=None):
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
    scale = alt.Scale(domain=list(named), range=values)
    return channel(_typed(field, "N"), sort=list(named), title=title, scale=scale, legend=look)
