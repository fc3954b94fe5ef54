"""Charts, maps and figures: the palette, the marks, and what a figure carries.

Importing any of it gives Altair the book's look.
"""

from helpers.draw import charts  # noqa: F401  registers the theme and the renderer
