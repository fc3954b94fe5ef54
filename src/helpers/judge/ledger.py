"""The ledger: every claim of the article in one table, with what was found and where.

    from helpers.judge import ledger
    ledger.rows()              # one row a claim, a DataFrame
    ledger.show()              # the same as a table for a page, JupyterLab or GitHub

Nothing here is typed: the rows are made by `helpers.judge.claims`.
"""

import json

import pandas as pd

from helpers.judge.claims import rows
from helpers.judge.printed import Printed, grid, marked, plain
from helpers.judge.rule import MEANINGS, RULE
from helpers.sentences import month

__all__ = ["LEDGER", "counts", "flat", "rows", "rule_in_words", "show", "when"]

LEDGER = "application/vnd.book.ledger+json"


def counts(table: pd.DataFrame | None = None) -> pd.DataFrame:
    """Claims by chapter and verdict: chapter_name, verdict, claims; zeros left out."""
    table = rows() if table is None else table
    found = table.groupby(["chapter_name", "verdict"], sort=False, as_index=False).size()
    return found.rename(columns={"size": "claims"})


def rule_in_words() -> str:
    """The last step of the rule as a list: each verdict, its meaning, the lines that give it."""
    lines = []
    for word, meaning in MEANINGS.items():
        given = RULE[RULE["verdict"] == word]
        cases = ". ".join(
            f"{condition} (line {order})"
            for order, condition in zip(given["order"], given["condition"])
        )
        lines.append(f"- {marked(word)}: {meaning}. *When?* {plain(cases)}.")
    return "\n".join(lines)


def show(table: pd.DataFrame | None = None) -> Printed:
    """The ledger as an output that reads in a page, on a phone, in JupyterLab and on GitHub.

    table: some of rows(), all where none is given.
    """
    table = rows() if table is None else table
    found = json.loads(table.to_json(orient="records"))
    head = ["Verdict", "Claim", "Who said it, and when", "What was found"]
    head += ["Is the evidence independent?", "What would change the verdict"]
    text = grid(head, map(_line, found))
    return Printed(table, text, f"{len(table)} claims", {LEDGER: found})


def _line(row):
    return [
        marked(row["verdict"]),
        f"{plain(row['claim'])} ([{row['claim_id']}](<{row['chapter']}.ipynb>))",
        ", ".join(filter(None, [plain(row["attributed_to"]), when(row["as_of"])])),
        plain(row["evidence"]),
        row["independence"],
        row["firmness"],
    ]


def when(as_of: str) -> str:
    """The day of a claim in words: '2018-03' -> 'March 2018', '2017' -> '2017', '' -> ''."""
    return month(as_of) if len(as_of) == len("2018-03") else as_of


def flat(row: dict) -> dict:
    """A row as a line of a CSV file: lists as text, of the sources the names alone."""
    return {
        **row,
        "said_at": " ".join(row["said_at"]),
        "found": " | ".join(row["found"]),
        "sources": "; ".join(dict.fromkeys(name for name, _ in row["sources"])),
        "tables": "; ".join(row["tables"]),
    }
