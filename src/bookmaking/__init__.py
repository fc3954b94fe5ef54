"""What the book build loads: it turns the outputs of notebooks into self-contained pages.

It knows nothing of any chapter. ``pages`` is the Sphinx extension, ``render`` the renderers
that myst-nb calls, ``figures`` and ``frames`` make figures and maps, ``timeline`` and ``filters``
the list of events, ``reference`` terms, works and names to search by, ``outside`` the report of
links, ``search`` the words of the index, ``assets`` the files beside the pages, ``downloads`` the
notebooks to take home. Run by make: ``environment`` (.venv), ``serve``, ``rerun``, ``browser``;
``browse`` opens the built site for tests.
"""
