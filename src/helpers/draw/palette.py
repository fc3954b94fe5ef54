"""The colours of the book: of the actors, of those who count, of everything else; light and dark.

A chart names a colour as a CSS variable with its light value as the fallback
(``var(--actor-is, #1d1d21)``), so that the page's style sheet decides what light and dark
mean, while JupyterLab and pictures taken out of the book still show the light value.
"""

import functools
from difflib import get_close_matches

from helpers.tables.read import load

_NEUTRAL = {  # name: (light, dark)
    "fig-ink": ("#1f2328", "#e8e6e1"),
    "fig-muted": ("#5b626a", "#a8adb3"),
    "fig-grid": ("#e3e5e8", "#30363d"),
    "fig-paper": ("#ffffff", "#14171b"),
    "fig-land": ("#f3f0e9", "#23272d"),
    "fig-neighbour": ("#faf9f6", "#1a1d22"),
    "fig-water": ("#a9c8dc", "#35566d"),
    "fig-border": ("#c2bcae", "#4b525b"),
    "fig-nodata": ("#9a9a9a", "#8b8b8b"),
    "fig-accent": ("#9a3412", "#f0a06a"),
    # Shares from none to all, in one hue; the strong end is the ink of the mode.
    "seq-1": ("#f1ece2", "#2a2d31"),
    "seq-2": ("#dcccb4", "#4a443c"),
    "seq-3": ("#c0a27d", "#74654f"),
    "seq-4": ("#99744e", "#a58b67"),
    "seq-5": ("#694829", "#cfb48a"),
    "seq-6": ("#33200f", "#f3e3c3"),
    # Damage to buildings, least first; each step can be told from the ground it is drawn on.
    "damage-moderate": ("#b07f3c", "#94703f"),
    "damage-severe": ("#8a4a1c", "#c99a5e"),
    "damage-destroyed": ("#3a1206", "#ffe2b8"),
}
_HUES = {  # for those who count and publish, apart from the colours of the sides
    "teal": ("#0b7285", "#5bc4d4"),
    "rose": ("#a61e6a", "#ee8fc0"),
    "indigo": ("#4a4fc4", "#a3a8fa"),
    "olive": ("#66770f", "#bccb5c"),
    "orange": ("#b9540b", "#f6a35f"),
    "violet": ("#7a3fb0", "#cda2f2"),
    "slate": ("#4f5b6b", "#b4bfcc"),
}
PUBLISHERS = {  # name: (hue, shape), the same in every chapter
    "airwars": ("orange", "triangle-down"),
    "cat": ("teal", "triangle-up"),
    "coalition": ("slate", "cross"),
    "fatf": ("slate", "square"),
    "fdd": ("slate", "triangle-down"),
    "ibc": ("rose", "square"),
    "icsr-ey": ("rose", "diamond"),
    "idmc": ("teal", "diamond"),
    "ihs": ("violet", "circle"),
    "iom": ("orange", "square"),
    "ocha": ("olive", "triangle-up"),
    "rand": ("olive", "square"),
    "sohr": ("olive", "diamond"),
    "ucdp": ("teal", "circle"),
    "unami": ("indigo", "triangle-up"),
    "unhcr": ("indigo", "circle"),
    "us-treasury": ("orange", "triangle-right"),
}


@functools.cache
def colors(mode: str) -> dict[str, str]:
    """All colours by name, for mode "light" or "dark": dict such as {"fig-ink": "#1f2328"}.

    Actors' colours come from the table ``actors``; read when first asked for, so that the
    table can be mended and sealed by a program that imports this module.
    """
    side = {"light": 0, "dark": 1}[mode]
    groups = load("actors").query("actor == group")
    actors = {
        "actor-" + row.actor.replace("_", "-"): (row.color_light, row.color_dark)
        for row in groups.itertuples()
    }
    publishers = {f"pub-{name}": _HUES[hue] for name, (hue, _) in PUBLISHERS.items()}
    return {name: pair[side] for name, pair in {**_NEUTRAL, **publishers, **actors}.items()}


def color(name: str) -> str:
    """The CSS colour called *name*, e.g. ``color("fig-ink")`` or ``color("actor-is")``.

    Returns text such as ``var(--fig-ink, #1f2328)``. Raises KeyError for an unknown name.
    """
    light = colors("light")
    if name not in light:
        raise KeyError(f"No colour is called {name!r}. Colours: {', '.join(light)}.")
    return f"var(--{name}, {light[name]})"


def actor_color(actor: str) -> str:
    """The colour of an actor's group, by its id in ``actors``; KeyError names near ids."""
    name = "actor-" + actor.replace("_", "-")
    if name not in colors("light"):
        table = load("actors").query("actor == group")
        called = {n.lower(): a for n, a in zip(table["name"], table["actor"])}
        called |= {n.lower(): a for n, a in zip(table["short_name"], table["actor"])}
        called |= {one: one for one in table["actor"]}
        near = get_close_matches(actor.lower(), called, n=1, cutoff=0.5)
        ask = f" Did you mean {called[near[0]]!r}?" if near else ""
        raise KeyError(f"No actor is called {actor!r}.{ask} Ids: {', '.join(table['actor'])}.")
    return color(name)


def _rules(colors, selector):
    return selector + "{" + ";".join(f"--{name}:{value}" for name, value in colors.items()) + "}"


def css() -> str:
    """The style sheet that gives the variables their values, light, dark and on paper."""
    light, dark = colors("light"), colors("dark")
    by_system = _rules(dark, "html:not([data-theme=light])")
    return f"""{_rules(light, ":root")}
{_rules(dark, "html[data-theme=dark]")}
@media (prefers-color-scheme:dark){{{by_system}}}
@media print{{{_rules(light, ":root,html[data-theme]")}}}
"""


def dark_css(svg: str) -> str:
    """The rules that a picture on its own carries, to follow the reader's system."""
    used = {name: value for name, value in colors("dark").items() if f"var(--{name}," in svg}
    return "@media (prefers-color-scheme:dark){" + _rules(used, ":root") + "}"
