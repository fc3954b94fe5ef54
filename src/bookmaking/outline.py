"""Where the reader is: the headings of a page, and its place among the pages beside it."""

import re

LINK = r'<a class="headerlink" href="#([^"]+)"[^>]*>[^<]*</a>'
HEADING = re.compile(rf'<h([23])(?: id="([^"]+)")?>(.*?)(?:{LINK})?</h\1>', re.S)


def outline(body):
    """The sections of a page's HTML: [(id, words as HTML, [(id, words) of those inside])]."""
    found = []
    for level, own, words, linked in HEADING.findall(body):
        entry = linked or own, re.sub(r"<[^>]+>", "", words).strip()
        if level == "2":
            found.append((*entry, []))
        elif found:
            found[-1][2].append(entry)
    return found


def place(env, docname):
    """(3, 9): the third of nine chapters, or of the pages below another; None for the others."""
    root = env.config.root_doc
    numbered = [name for name in env.toctree_includes[root] if env.toc_secnumbers.get(name)]
    rows = (env.toctree_includes | {root: numbered}).values()
    return next(((row.index(docname) + 1, len(row)) for row in rows if docname in row), None)
