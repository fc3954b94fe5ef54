"""The book's tables and layers by name, typed and checked: one reader of the catalogue.

from helpers.tables import load, layer, catalogue, describe
"""

from helpers.tables.check import DataError
from helpers.tables.read import catalogue, data_folder, describe, layer, load

__all__ = ["DataError", "catalogue", "data_folder", "describe", "layer", "load"]
