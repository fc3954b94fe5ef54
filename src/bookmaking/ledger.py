"""The ledger of claims in a page: a table that can be filtered, and its files.

Claims and tables that a page names in `code` become links to their places here.
"""

import functools
import json

from docutils import nodes
from sphinx.transforms import SphinxTransform

from bookmaking.catalogue import address, addresses
from bookmaking.figures import note_files, safe_csv
from bookmaking.markup import node
from helpers.judge.claims import ARTICLE, MARKS
from helpers.judge.ledger import flat
from helpers.tables.read import load

PAGE = "notebooks/claims"
FILES = "downloads/claims"


def ledger_nodes(env, rows):
    """The nodes of the ledger; its files are noted, to be written at the end of the build."""
    files, _ = note_files(env)
    files[f"{FILES}.json"] = json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
    files[f"{FILES}.csv"] = safe_csv([rows[0], *(flat(row).values() for row in rows)])
    return [
        node(
            "ledger.html",
            rows=rows,
            article=ARTICLE,
            marks=MARKS,
            entries=addresses(env),
            files=f"{'../' * env.docname.count('/')}{FILES}",
            to=functools.partial(address, env),
            place=place,
        )
    ]


def place(claim_id):
    """The id of a claim's place in its chapter."""
    return f"claim-{claim_id}"


class LinkNames(SphinxTransform):
    """What stands as `code` and names a claim or a table becomes a link to it.

    The list of claims of a chapter also gets an anchor for each claim, where the ledger points.
    """

    default_priority = 800

    def apply(self, **kwargs):
        env = self.document.settings.env
        if PAGE not in env.found_docs:
            return
        entries = addresses(env)
        claims = load("claims").set_index("claim_id")["chapter"].to_dict()
        for code in list(self.document.findall(nodes.literal)):
            name = code.astext()
            if name in claims:
                if env.docname == f"notebooks/{claims[name]}":
                    self.anchor(code, name)
                target = address(env, PAGE, name)
            elif name in entries:
                target = entries[name]
            else:
                continue
            if not _inside(code, (nodes.reference, nodes.title, nodes.raw)):
                link = nodes.reference("", "", code.deepcopy(), refuri=target, internal=True)
                code.replace_self(link)

    def anchor(self, code, name):
        """In '(`spread-01`)' at the end of an item of a list: the item is the claim's place."""
        item = code.parent.parent
        last = isinstance(item, nodes.list_item) and code.parent is item.children[-1]
        if last and place(name) not in self.document.ids:
            item["ids"].append(place(name))
            self.document.ids[place(name)] = item


def _inside(node, kinds):
    while node is not None:
        if isinstance(node, kinds):
            return True
        node = node.parent
    return False
