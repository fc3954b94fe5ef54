"""What the book build loads: it turns the outputs of notebooks into self-contained pages.

It knows nothing of any chapter. ``pages`` is the Sphinx extension; ``render`` is what myst-nb calls
for an output. Templates and the theme lie beside them.
"""
