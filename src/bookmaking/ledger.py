"""The ledger of claims in a page: a table that can be filtered, and its files.

Claims and tables that a page names in `code` become links to their places here.
"""

import functools
import json

from docutils import nodes
from sphinx.transforms import SphinxTransform

from bookmaking import cards
from bookmaking.catalogue import address, addresses
from bookmaking.figures import note_files, safe_csv
from bookmaking.markup import node
from helpers.judge.claims import ARTICLE, MARKS
from helpers.judge.ledger import flat, when
from helpers.judge.what_if import FIRM
from helpers.tables.read import load

PAGE = "notebooks/claims"
FILES = "downloads/claims"
SAID = {  # did the named speaker say it?
    "yes": "They said it",
    "partly": "They said it in part",
    "unknown": "No page was found on which they say it",
}


def ledger_nodes(env, rows):
    """The nodes of the ledger; its files are noted, to be written at the end of the build."""
    files, _ = note_files(env)
    for row in rows:
        verdict = f"{MARKS[row['verdict']]} {row['verdict']}"
        cards.note(env, row["claim_id"], title=verdict, text=row["claim"])
    files[f"{FILES}.json"] = json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
    files[f"{FILES}.csv"] = safe_csv([rows[0], *(flat(row).values() for row in rows)])
    up, to = "../" * env.docname.count("/"), functools.partial(address, env)
    known = {"article": ARTICLE, "firm": FIRM, "marks": MARKS, "entries": addresses(env)}
    known |= {"when": when, "said": SAID}
    return [node("ledger.html", rows=rows, files=f"{up}{FILES}", to=to, place=place, **known)]


def place(claim_id):
    """The id of a claim's place in its chapter."""
    return f"claim-{claim_id}"


class LinkNames(SphinxTransform):
    """What stands as `code` and names a claim or a table becomes a link to it."""

    default_priority = 800

    def apply(self, **kwargs):
        env = self.document.settings.env
        if PAGE not in env.found_docs:
            return
        claims = load("claims")["claim_id"]
        targets = addresses(env) | {name: address(env, PAGE, name) for name in claims}
        for code in list(self.document.findall(nodes.literal)):
            name = code.astext()
            if name in targets and not _inside(code, (nodes.reference, nodes.title, nodes.raw)):
                link = {"refuri": targets[name], "internal": True}
                code.replace_self(nodes.reference("", "", code.deepcopy(), **link))


def _inside(node, kinds):
    return node is not None and (isinstance(node, kinds) or _inside(node.parent, kinds))
