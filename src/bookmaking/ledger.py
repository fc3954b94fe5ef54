"""The ledger of claims in a page: a table that can be filtered, and its files.

Claims and tables that a page names in `code` become links to their places here.
"""

import csv
import io
import json

from docutils import nodes
from sphinx.transforms import SphinxTransform

from bookmaking.catalogue import addresses
from bookmaking.figures import note_files, safe_csv, web_name
from bookmaking.filters import escape, filtered, shown
from helpers.judge.claims import ARTICLE, MARKS
from helpers.judge.ledger import flat
from helpers.tables.read import load

PAGE = "notebooks/claims"
FILES = "downloads/claims"
FILTERS = {"chapter": "Chapter", "verdict": "Verdict", "kind": "Kind", "speaker": "Said by"}
COLUMNS = ("Claim", "Who said it, as of when", "What was found", "Independent?", "Verdict")


def ledger_nodes(env, rows):
    """The nodes of the ledger; its files are noted, to be written at the end of the build."""
    files, _ = note_files(env)
    files[f"{FILES}.json"] = json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(rows[0])
    writer.writerows(flat(row).values() for row in rows)
    files[f"{FILES}.csv"] = safe_csv(text.getvalue())
    up = "../" * env.docname.count("/")
    page = Ledger(env)
    body = "".join(page.row(row) for row in rows)
    table = filtered(
        "claims",
        [(name, "") for name in COLUMNS],
        [f'<tbody role="rowgroup">{body}</tbody>'],
        FILTERS,
        "claims",
        "Every claim with its finding",
        "ledger",
        scrolls=False,
    )
    download = (
        f'<p>Download the ledger: <a href="{up}{FILES}.csv" download>claims.csv</a>, '
        f'<a href="{up}{FILES}.json" download>claims.json</a> ({len(rows)} rows).</p>'
    )
    return [nodes.raw("", f'<div class="wide">{table}{download}</div>', format="html")]


class Ledger:
    """The rows of the ledger as HTML, with links as they are from one page."""

    def __init__(self, env):
        self.env = env
        self.entries = addresses(env)

    def to(self, docname, fragment):
        """The address of a place in the book."""
        return f"{self.env.app.builder.get_relative_uri(self.env.docname, docname)}#{fragment}"

    def row(self, row):
        """One claim."""
        speaker = "the article" if row["attributed_to"] == ARTICLE else row["attributed_to"]
        cells = [
            self.claim(row),
            self.speaker(row, speaker),
            self.found(row),
            self.independence(row),
            self.verdict(row),
        ]
        data = {
            "chapter": [row["chapter_name"]],
            "verdict": [row["verdict"]],
            "kind": [row["kind"]],
            "speaker": [speaker],
        }
        return shown(cells, data, id=row["claim_id"], labels=COLUMNS)

    def claim(self, row):
        words = escape(row["claimed"])
        claimed = "" if words == "as stated" else f"<p>Claimed: {words}</p>"
        name = f"{row['chapter_name']}, {row['claim_id']}"
        address = self.to(f"notebooks/{row['chapter']}", place(row["claim_id"]))
        name = f'<a href="{address}">{escape(name)}</a>'
        return (
            f"<p>{escape(row['claim'])}</p>{claimed}"
            f'<p class="quiet">{name} · {escape(row["kind"])}</p>'
        )

    def speaker(self, row, speaker):
        text = f"<p>{escape(speaker[0].upper() + speaker[1:])}</p>"
        if row["as_of"]:
            text += f'<p class="quiet">as of {escape(row["as_of"])}</p>'
        if row["said"]:
            source = web_name(*[*row["said_at"], ""][:2]) if row["said_at"] else ""
            text += f'<p class="quiet">Did they say it? {escape(row["said"])}'
            text += f" ({source})</p>" if source else "</p>"
        return text

    def found(self, row):
        readings = "".join(f"<li>{escape(one)}</li>" for one in row["found"])
        return (
            f"<p>{escape(row['evidence'])}</p><ul>{readings}</ul>"
            f'<p class="quiet">Caveat: {escape(row["caveat"])}</p>'
        )

    def independence(self, row):
        links = []
        for name in row["tables"]:
            code = f"<code>{escape(name)}</code>"
            links.append(
                f'<a href="{self.entries[name]}">{code}</a>' if name in self.entries else code
            )
        word = row["independence"]
        return (
            f"<p>{escape(word[0].upper() + word[1:])}. {escape(row['reason'])}</p>"
            f'<p class="quiet">Tables: {", ".join(links)}</p>'
        )

    def verdict(self, row):
        sign = f'<span aria-hidden="true">{MARKS[row["verdict"]]}</span>'
        return (
            f"<p><b>{sign} {escape(row['verdict'])}</b></p>"
            f'<p class="quiet">{escape(row["because"])}</p>'
        )


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
        page = Ledger(env)
        claims = load("claims").set_index("claim_id")["chapter"].to_dict()
        for code in list(self.document.findall(nodes.literal)):
            name = code.astext()
            if name in claims:
                if env.docname == f"notebooks/{claims[name]}":
                    self.anchor(code, name)
                target = page.to(PAGE, name)
            elif name in page.entries:
                target = page.entries[name]
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
