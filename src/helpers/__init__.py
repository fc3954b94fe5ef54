"""All that a notebook of the book imports.

from helpers import charts, claims, figure, layer, load, maps, prose
"""

from helpers import charts, claims, explore, maps, palette, prose, territory
from helpers.data import catalogue, describe, layer, load
from helpers.figures import figure

__all__ = [
    "catalogue",
    "charts",
    "claims",
    "describe",
    "explore",
    "figure",
    "layer",
    "load",
    "maps",
    "palette",
    "prose",
    "territory",
]
