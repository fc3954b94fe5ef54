"""The book's helpers under a name that nobody else owns.

from conflict_in_maps import load, describe, figure    # the same as from helpers import ...
"""

import helpers

__all__ = helpers.__all__


def __getattr__(name):
    """What `helpers` has of this name, imported at its first use."""
    return getattr(helpers, name)


def __dir__():
    return __all__
