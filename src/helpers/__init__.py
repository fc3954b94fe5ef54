"""All that a notebook of the book imports, loaded when it is first used.

    from helpers import load                    # needs pandas and shapely, under a second
    from helpers import figure, marks, say      # draws: Altair, folium and geopandas come too

The rooms, each of which looks down only: sentences, tables, topics, draw, judge.
"""

import importlib

_FROM = {  # module: the names it gives to a notebook
    "helpers.sentences": ["say"],
    "helpers.tables": ["DataError", "catalogue", "describe", "layer", "load"],
    "helpers.tables.new": ["new_table"],
    "helpers.answers": ["check"],
    "helpers.draw.figures": ["figure", "words"],
    "helpers.draw.palette": ["actor_color", "color"],
    "helpers.draw.explore": ["explore"],
    "helpers.draw.lists": ["date_list"],
}
_ROOMS = {  # room: its modules that a notebook calls by name
    "helpers.draw": ["charts", "controls", "leaflet", "maps", "marks", "palette", "world"],
    "helpers.judge": ["agreement", "claims", "ledger", "since", "timeline"],
    "helpers.topics": [
        *("casualties", "cities", "control", "funding", "later", "models", "place", "reach"),
        *("refugees", "releases", "strikes", "territory"),
    ],
}
_NAMES = {name: (module, name) for module, names in _FROM.items() for name in names}
_NAMES |= {name: (f"{room}.{name}", None) for room, names in _ROOMS.items() for name in names}
__all__ = sorted(_NAMES)


def __getattr__(name):
    """Import a name of `__all__` at its first use."""
    if name not in _NAMES:
        raise AttributeError(f"helpers has no {name!r}; it has {', '.join(__all__)}.")
    module, inside = _NAMES[name]
    value = importlib.import_module(module)
    if inside:
        value = getattr(value, inside)
    globals()[name] = value
    return value


def __dir__():
    return __all__
