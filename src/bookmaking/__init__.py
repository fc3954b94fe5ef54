"""What the book build loads: it turns the outputs of notebooks into self-contained pages.

It knows nothing of any chapter. ``pages`` is the Sphinx extension, ``render`` the renderers
that myst-nb calls, ``markup`` what fills the templates, ``figures`` and ``frames`` make figures
and maps, ``ledger``, ``timeline`` and ``tables`` the pages of claims, events and data (with
``catalogue``, ``coverage`` and ``lineage``), ``reference`` terms, works and names to search by,
``outside`` the report of links, ``search`` the words of the index, ``assets`` the files beside
the pages, ``downloads`` the notebooks to take home.
"""
