"""Cards: what a link leads to, in a few words, for a reader who points at it.

What can be linked to notes its card as it is read. All stand in one script, which a page loads
when the first is asked for (``theme/js/cards.js``).
"""

import json

KEPT = "book_cards"  # in the metadata of a page
FILE = "_static/cards.js"


def note(env, anchor, **card):
    """Keep the card of a place in the page being read; of the page itself, if the anchor is "".

    card: `title`, `text`, `arabic` (a name) and `picture`, (address in the site, width, height).
    """
    env.metadata[env.docname].setdefault(KEPT, {})[anchor] = card


def script(app):
    """The cards of the book by address, {"places/mosul.html": {...}}, as a script."""
    found = {}
    for docname, noted in sorted(app.env.metadata.items()):
        page = app.builder.get_target_uri(docname)
        numbers = app.env.toc_fignumbers.get(docname, {}).get("figure", {})
        for anchor, card in noted.get(KEPT, {}).items():
            number = ".".join(map(str, numbers.get(anchor, ())))
            title = {"title": app.config.numfig_format["figure"] % number} if number else {}
            found[f"{page}#{anchor}" if anchor else page] = card | title
    return f"window.bookCards = {json.dumps(found, ensure_ascii=False, separators=(',', ':'))};\n"
