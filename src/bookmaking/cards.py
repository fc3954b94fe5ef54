"""Cards: what a link leads to, in a few words, for a reader who points at it.

What can be linked to notes its card as it is read. All stand in one script, which a page loads
when the first is asked for (``theme/js/cards.js``).
"""

import json

FILE = "_static/cards.js"


def note(env, anchor, **card):
    """Keep the card of a place in the page being read; of the page itself, if the anchor is "".

    card: `title`, `text`, `arabic` (a name) and `picture`, (address in the site, width, height).
    """
    env.metadata[env.docname].setdefault("book_cards", {})[anchor] = card


def script(app):
    """The cards of the book as a script: {"places/mosul.html": {...}, "page.html#figure": ...}."""
    found = {}
    for docname, noted in sorted(app.env.metadata.items()):
        numbers = app.env.toc_fignumbers.get(docname, {}).get("figure", {})
        for anchor, card in noted.get("book_cards", {}).items():
            if anchor in numbers:
                card = card | {"title": "Figure " + ".".join(map(str, numbers[anchor]))}
            found[app.builder.get_target_uri(docname) + f"#{anchor}" * bool(anchor)] = card
    return f"window.bookCards = {json.dumps(found, ensure_ascii=False, separators=(',', ':'))};\n"
