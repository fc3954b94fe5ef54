"""All that a notebook of the book imports.

    from helpers import charts, claims, figure, layer, load, maps, prose
"""

from helpers import charts, maps, prose
from helpers.data import catalogue, describe, layer, load
from helpers.explore import explore
from helpers.figures import figure

__all__ = [
    "catalogue", "charts", "describe", "explore", "figure", "layer", "load", "maps", "prose",
]  # fmt: skip
