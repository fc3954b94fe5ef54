"""The ledger: every claim of the article in one table, with what was found and where.

    from helpers.judge import ledger
    ledger.rows()              # one row a claim, a DataFrame
    ledger.show()              # the same as a table for a page, JupyterLab or GitHub

Nothing here is typed: a row is the claim, its finding and the judgement of independence, put
together by `helpers.judge.claims`. A claim without a finding is an error that says what to add.
"""

import functools
import json
import re

import pandas as pd

from helpers.judge.claims import (
    ARTICLE,
    CHAPTERS,
    INDEPENDENCE_IN_WORDS,
    MEANINGS,
    RULE,
    claims,
    finding,
    found_in_words,
    in_words,
    judge,
    marked,
    plain,
    sources_of,
)
from helpers.tables import read

__all__ = ["LEDGER", "counts", "rows", "rule_in_words", "show"]

LEDGER = "application/vnd.book.ledger+json"
LONG_SERIES = 6  # values of a series that a row still lists


@functools.lru_cache(maxsize=2)
def rows(load=read.load):
    """Every claim with its finding and verdict, a DataFrame in the order of the book.

    Columns: claim_id, chapter (slug), chapter_name, kind, claim (our words), claimed, geography,
    attributed_to, said (did they say it?), said_at, as_of, found (each reading with its range,
    separated by |), evidence, caveat, independence, reason, verdict, because (the row of the
    rule), sources, tables (names, separated by ;). `load` reads the tables.
    """
    load = functools.cache(load)
    order = list(CHAPTERS)
    table = claims(load=load).sort_values(
        "chapter", key=lambda slugs: slugs.map(order.index), kind="stable"
    )
    return pd.DataFrame([_row(claim, load) for claim in table.to_dict("records")])


def counts(table=None):
    """Claims by chapter and verdict: chapter_name, verdict, claims; noughts left out."""
    table = rows() if table is None else table
    found = table.groupby(["chapter_name", "verdict"], sort=False, as_index=False).size()
    return found.rename(columns={"size": "claims"})


def rule_in_words():
    """The last step of the rule as a list: each verdict, its meaning, the lines that give it."""
    lines = []
    for word, meaning in MEANINGS.items():
        given = RULE[RULE["verdict"] == word]
        cases = "; ".join(
            f"{condition[0].lower()}{condition[1:]} (line {order})"
            for order, condition in zip(given["order"], given["condition"])
        )
        lines.append(f"- {marked(word)}: {meaning}. Given where: {plain(cases)}.")
    return "\n".join(lines)


def show(load=read.load):
    """The ledger as an output that reads in a page, on a phone, in JupyterLab and on GitHub."""
    return Shown(rows(load))


class Shown:
    """The ledger as Jupyter shows it: rows for the book, Markdown for everything else."""

    def __init__(self, table):
        self.table = table

    def __repr__(self):
        return f"{len(self.table)} claims"

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {
            LEDGER: json.loads(self.table.to_json(orient="records")),
            "text/markdown": _markdown(self.table),
            "text/plain": repr(self),
        }


def _row(claim, load):
    result = finding(claim["claim_id"], load)
    word, order = judge(claim, result.readings, result.independence)
    own = claim["attributed_to"] == ARTICLE
    return {
        "claim_id": claim["claim_id"],
        "chapter": claim["chapter"],
        "chapter_name": CHAPTERS[claim["chapter"]],
        "kind": claim["kind"],
        "claim": claim["claim"],
        "claimed": in_words(claim),
        "geography": "" if pd.isna(claim["geography"]) else claim["geography"],
        "attributed_to": claim["attributed_to"],
        "as_of": "" if pd.isna(claim["as_of"]) else claim["as_of"],
        "said": "" if own else result.said,
        "said_at": "" if own else " ".join(filter(None, result.said_source)),
        "found": " | ".join(_reading(reading) for reading in result.readings),
        "evidence": result.evidence,
        "caveat": result.caveat,
        "independence": INDEPENDENCE_IN_WORDS[result.independence],
        "reason": result.reason,
        "verdict": word,
        "because": RULE.loc[order - 1, "condition"],
        "sources": "; ".join(dict.fromkeys(name for name, _ in sources_of(result))),
        "tables": "; ".join(result.tables),
    }


def _reading(reading):
    """What one source says: 'UNAMI: 3,298', with the part it is about and its range."""
    about = f"{reading.part}, " if reading.part else ""
    if reading.value is None:
        return f"{about}{reading.source}: no answer ({reading.why})"
    value = found_in_words(reading)
    steps = value.split("; ")
    if reading.shape == "series" and len(steps) > LONG_SERIES:
        value = f"{steps[0]} to {steps[-1]}, {len(steps)} values"
    alike = re.fullmatch(r"(.+) \(\1\)", value)  # a range that rounding closes
    return f"{about}{reading.source}: {alike[1] if alike else value}"


def _markdown(table):
    head = ["Claim", "Who said it, as of", "Finding", "Independent", "Verdict"]
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    for row in table.to_dict("records"):
        cells = [
            f"{plain(row['claim'])} ([{row['claim_id']}](<{row['chapter']}.ipynb>))",
            ", ".join(filter(None, [plain(row["attributed_to"]), row["as_of"]])),
            plain(row["evidence"]),
            row["independence"],
            marked(row["verdict"]),
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)
