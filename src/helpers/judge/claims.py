"""The article's claims, what the data say of each, and the verdict that follows.

    from helpers.judge import claims
    claims.verdict_of("spread-12")              # one word, computed
    claims.article_and_evidence("spread")       # all claims of a chapter, to read
    claims.working("spread-12")                 # how the verdict came about, step by step
    claims.what_if("spread")                    # what it would be with one thing changed

A claim is one row of the table `claims`; a finding is one function in `helpers.judge.findings`; how
independent its evidence is, is judged in the table `claim_judgements`. The verdict
follows from the three by the rule printed by `rule()` (module `helpers.judge.rule`).
"""

import functools
import importlib
import pkgutil
import re
from dataclasses import dataclass
from html import escape

import pandas as pd

from helpers import sentences
from helpers.judge.evidence import FINDINGS
from helpers.judge.operators import OPERATORS, claimed_in_words, outcomes
from helpers.judge.printed import NO_BREAK, Printed, grid, link, marked, plain
from helpers.judge.readings import (
    ClaimError,
    check_known,
    in_words,
    sources_of,
    value_in_words,
    with_publishers,
)
from helpers.judge.rule import INDEPENDENCE, MARKS, MEANINGS, PARTS, PREDICATES, RULE, joined, judge
from helpers.judge.what_if import FIRM, changes, moves
from helpers.tables import read
from helpers.tables.hosts import publishers
from helpers.topics.reach import names

CHAPTERS = {  # slug of a chapter: its name in a table, in the order of the book
    "spread": "Rise and fall",
    "raqqa": "Raqqa",
    "mosul": "Mosul",
    "casualties": "Casualties",
    "coalition-strikes": "Coalition strikes",
    "global-reach": "Global reach",
    "funding": "Funding",
    "refugees": "Refugees",
}
ARTICLE = "article"  # attributed_to: the article speaks for itself
INDEPENDENCE_IN_WORDS = dict(
    zip(INDEPENDENCE, ("yes", "in part", "no, the claimant's own word", "no evidence"))
)


@dataclass(frozen=True)
class Finding:
    """What the data say of one claim.

    readings, evidence and caveat: what its function found; tables: names of the tables it read;
    independence and reason, said (did the named speaker say it?) and said_at, (publisher, address):
    the reviewed judgement.
    """

    claim_id: str
    readings: tuple
    evidence: str
    caveat: str
    tables: tuple
    independence: str
    reason: str
    said: str
    said_at: tuple


def claims(chapter: str | None = None, load: read.Load = read.load) -> pd.DataFrame:
    """The claims, all or those of a chapter (slug): columns as in the table `claims`."""
    table = load("claims")
    if chapter is None:
        return table
    check_known(chapter, table["chapter"].unique(), "chapter")
    return table[table["chapter"] == chapter].reset_index(drop=True)


def finding(claim_id: str, load: read.Load = read.load) -> Finding:
    """Compute what the data say of a claim. `load` reads the tables (helpers.tables.read.load)."""
    _claim(claim_id, load)
    if claim_id not in _findings():
        raise ClaimError(
            f"There is no finding for {claim_id} yet: add a function to "
            "helpers/judge/findings and mark it with @finding_of."
        )
    used = set()

    def noted(name):
        used.add(name)
        return load(name)

    found = FINDINGS[claim_id](noted)
    known = publishers(load)
    judgement = _judgement(claim_id, load)
    at = judgement[["said_source_publisher", "said_source_url"]].dropna()
    return Finding(
        claim_id,
        tuple(with_publishers(reading, known) for reading in found.readings),
        found.says,
        found.caveat,
        tuple(sorted(used - {"claims"})),  # what is claimed is no evidence
        **judgement[["independence", "reason", "said"]],
        said_at=tuple(at),
    )


def verdict_of(claim_id: str, load: read.Load = read.load) -> str:
    """The verdict on a claim (one word of RULE), computed now from the data."""
    result = finding(claim_id, load)
    return judge(_claim(claim_id, load), result.readings, result.independence)[0]


def mark(claim_id: str, load: read.Load = read.load) -> str:
    """Shape and word of the verdict for a sentence (Markdown): '● **supported**'."""
    return marked(verdict_of(claim_id, load))


def working(claim_id: str, load: read.Load = read.load) -> pd.DataFrame:
    """How the verdict came about: part, source, found, own_word, test, seen, part_state; last row
    the verdict and the row of RULE that gave it."""
    claim, result = _claim(claim_id, load), finding(claim_id, load)
    tested = outcomes(claim, result.readings)
    parts = joined(tested, result.independence)
    steps = [
        (r.part, r.source, value_in_words(r), "yes" if r.own else "no")
        + (outcome.state, outcome.seen, parts[r.part])
        for r, outcome in tested
    ]
    word, order = judge(claim, result.readings, result.independence)
    because = f"rule {order}: {RULE.loc[order - 1, 'condition']}"
    steps.append(("verdict", "", "", "", "", because, word))
    columns = ["part", "source", "found", "own_word", "test", "seen", "part_state"]
    return pd.DataFrame(steps, columns=columns)


def what_if(chapter: str | None = None, load: read.Load = read.load) -> pd.DataFrame:
    """Every verdict once more with one thing changed: how firm it is.

    Changed are, one at a time: each source of the claim is left out, independence is read one step
    stricter or looser, all tolerances are halved or doubled. Columns: claim_id, change, detail
    (which source, which step, how much), verdict (as it is), other (as it would be).
    """
    tried = [
        (claim["claim_id"], *one)
        for claim in claims(chapter, load).to_dict("records")
        for one in _changes(claim, finding(claim["claim_id"], load))
    ]
    return pd.DataFrame(tried, columns=["claim_id", "change", "detail", "verdict", "other"])


def firmness(load: read.Load = read.load) -> pd.Series:
    """By claim_id: 'firm', or the kinds of change in what_if() that move the verdict, in words."""
    return rows(load=load).set_index("claim_id")["firmness"]


def _changes(claim, result):
    return changes(claim, result.readings, result.independence)


def rows(chapter: str | None = None, load: read.Load = read.load) -> pd.DataFrame:
    """The claims, all in the order of the book or those of a chapter, each with its verdict.

    Columns: claim_id, chapter (slug), chapter_name, kind, claim (our words), claimed (operator and
    value in words), geography, attributed_to, as_of, said (did they say it?), said_at (publisher,
    address), found (a list: what each source says), evidence, caveat, independence (in words),
    reason, verdict, because (the row of RULE), firmness ('firm', or what would move the verdict),
    sources (a list of (publisher, address)), tables (a list of names).
    """
    order = list(CHAPTERS).index
    table = claims(chapter, load).sort_values(
        "chapter", key=lambda slugs: slugs.map(order), kind="stable"
    )
    return pd.DataFrame([row(claim_id, load) for claim_id in table["claim_id"]])


def row(claim_id: str, load: read.Load = read.load) -> dict:
    """One claim with its verdict: the columns of rows()."""
    return _row(_claim(claim_id, load).to_dict(), finding(claim_id, load))


def _named(claim, text):
    """A text of a claim that lists countries, with their names in place of the codes (iso3)."""
    if claim["unit"] != "countries":
        return text
    return re.sub(r"\b[A-Z]{3}\b", lambda code: _countries().get(code[0], code[0]), text)


@functools.cache
def _countries():
    return names().to_dict()


def _row(claim, result):
    word, order = judge(claim, result.readings, result.independence)
    own = claim["attributed_to"] == ARTICLE
    return {
        "claim_id": claim["claim_id"],
        "chapter": claim["chapter"],
        "chapter_name": CHAPTERS[claim["chapter"]],
        "kind": claim["kind"],
        "claim": claim["claim"],
        "claimed": _named(claim, claimed_in_words(claim)),
        "geography": "" if pd.isna(claim["geography"]) else claim["geography"],
        "attributed_to": claim["attributed_to"],
        "as_of": "" if pd.isna(claim["as_of"]) else claim["as_of"],
        "said": "" if own else result.said,
        "said_at": [] if own else list(result.said_at),
        "found": [_named(claim, in_words(reading)) for reading in result.readings],
        "evidence": result.evidence,
        "caveat": result.caveat,
        "independence": INDEPENDENCE_IN_WORDS[result.independence],
        "reason": result.reason,
        "verdict": word,
        "because": RULE.loc[order - 1, "condition"],
        "firmness": "; ".join(moves(_changes(claim, result))) or FIRM,
        "sources": sources_of(result.readings),
        "tables": list(result.tables),
    }


def article_and_evidence(chapter: str, load: read.Load = read.load) -> Printed:
    """All claims of a chapter with evidence and verdict, as Markdown; `.table` is the data."""
    table = rows(chapter, load)
    counts = _counts(table)
    marks = " · ".join(f"{marked(word)}{NO_BREAK}{count}" for word, count in counts)
    items = map(_item, table.to_dict("records"))
    about = f"{len(table)} claims: " + ", ".join(f"{count} {word}" for word, count in counts)
    head = f"{sentences.number(len(table))} claims: {marks}. Choose one to see how it was judged."
    return Printed(table, "\n\n".join([head, *items]), about)


def _item(row):
    """One line, verdict first, that opens to show the workings."""
    claimed = "" if row["claimed"] == "as stated" else f" Claimed: {row['claimed']}."
    mark = f"<b>{MARKS[row['verdict']]}{NO_BREAK}{row['verdict']}</b>"
    said = ""
    if row["attributed_to"] != ARTICLE:
        at = f" ({link(*row['said_at'])})" if row["said_at"] else ""
        said = f" *Said by {plain(row['attributed_to'])}:* {row['said']}{at}."
    sources = ", ".join(link(*source) for source in row["sources"])
    lines = [
        f'<details class="claim" id="claim-{row["claim_id"]}">'
        f"<summary>{mark} {escape(row['claim'] + '.' + claimed)}</summary>",
        plain(row["evidence"]),
        f"*Caveat:* {plain(row['caveat'])}",
        f"*Independent:* {row['independence']}. {plain(row['reason'])}{said}"
        f" *Sources:* {sources}. In the ledger: `{row['claim_id']}`.",
        "</details>",
    ]
    return "\n\n".join(lines)


def tally(*chapters: str, load: read.Load = read.load) -> str:
    """How the claims of chapters fared, for a sentence: 'ten are supported and one holds in part'.

    Order of the printed verdicts, zeros left out; the number of claims is not said.
    """
    return tally_of(pd.concat([rows(chapter, load) for chapter in chapters]))


def tally_of(table: pd.DataFrame) -> str:
    """As tally(), of some rows()."""
    return sentences.listing(
        f"{sentences.spelled(count)} {PREDICATES[word][count > 1]}"
        for word, count in _counts(table)
    )


def _counts(table):
    """(verdict, count) in the order of MARKS, without zeros."""
    counts = table["verdict"].value_counts()
    return [(word, int(counts[word])) for word in MARKS if word in counts]


def key() -> str:
    """The words of the verdicts with their meaning, one line of Markdown."""
    return " · ".join(f"{marked(word)}: {meaning}" for word, meaning in MEANINGS.items())


def rule() -> Printed:
    """The rule as three Markdown tables: operators, joining of readings, verdicts."""
    verdicts = RULE.assign(verdict=RULE["verdict"].map(marked))
    text = "\n\n".join(
        [
            "**1. Each reading is tested by the operator of the claim**",
            "What one source says on one part of a claim is a reading. It holds; it may hold, "
            "where its range reaches in and out of the claim; it holds by half; it fails; or it "
            "gives no answer.",
            _frame(OPERATORS.drop(columns="reads").astype(str).map(plain)),
            "**2. The readings of one part are joined: the first line that fits**",
            _frame(PARTS.astype(str).map(plain)),
            "**3. The parts give the verdict: the first line that fits**",
            _frame(verdicts),
        ]
    )
    return Printed(RULE, text, f"the rule, {len(RULE)} lines")


def _frame(table):
    return grid(list(table.columns), table.to_numpy().tolist())


def _findings():
    """All findings, after importing every module of helpers.judge.findings."""
    package = importlib.import_module("helpers.judge.findings")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"helpers.judge.findings.{module.name}")
    return FINDINGS


def _claim(claim_id, load):
    table = claims(load=load)
    check_known(claim_id, table["claim_id"], "claim")
    return table[table["claim_id"] == claim_id].iloc[0]


def _judgement(claim_id, load):
    table = load("claim_judgements")
    judged = table[table["claim_id"] == claim_id]
    if judged.empty:
        raise ClaimError(
            f"{claim_id} has no judgement of independence: add a row to "
            "data/story/claim_judgements.csv and run `make seal`."
        )
    return judged.iloc[0]
