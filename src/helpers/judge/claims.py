"""The article's claims, what the data say of each, and the verdict that follows.

    from helpers.judge import claims
    claims.verdict_of("spread-12")              # one word, computed
    claims.article_and_evidence("spread")       # all claims of a chapter, to read
    claims.working("spread-12")                 # how the verdict came about, step by step

A claim is one row of the table `claims`; a finding is one function in `helpers.judge.findings`; how
independent its evidence is, a person has judged in the table `claim_judgements`. The verdict
follows from the three by the rule printed by `rule()` (module `helpers.judge.rule`).
"""

import difflib
import functools
import importlib
import math
import pkgutil
import re
from dataclasses import dataclass

import pandas as pd

from helpers import sentences
from helpers.judge.rule import (
    INDEPENDENCE,
    MARKS,
    MEANINGS,
    OPERATORS,
    PARTS,
    PREDICATES,
    RULE,
    ClaimError,
    in_words,
    joined,
    judge,
    outcomes,
)
from helpers.tables import read

__all__ = [
    "OPERATORS",
    "PARTS",
    "RULE",
    "ClaimError",
    "Finding",
    "article_and_evidence",
    "claims",
    "event",
    "finding",
    "finds",
    "found",
    "key",
    "mark",
    "other_dates",
    "rule",
    "tally",
    "verdict",
    "verdict_of",
    "verdict_table",
    "when",
    "working",
]

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
_FINDINGS = {}


@dataclass(frozen=True)
class Found:
    """What a finding function hands back: readings, a sentence of evidence, one of caveat."""

    readings: tuple
    evidence: str
    caveat: str


@dataclass(frozen=True)
class Finding:
    """What the data say of one claim.

    readings: tuple of judge.rule.Reading (value, low, high; dates; lists; yes or no per part);
    tables: names of the tables it read; independence and reason, said (did the named speaker say
    it?) and its source: the reviewed judgement.
    """

    claim_id: str
    readings: tuple
    evidence: str
    caveat: str
    tables: tuple
    independence: str
    reason: str
    said: str
    said_source: tuple
    reviewed: pd.Timestamp


def found(readings, evidence, caveat):
    """Wrap up what a finding function found. Both sentences are plain text, figures computed."""
    return Found(tuple(readings), " ".join(evidence.split()), " ".join(caveat.split()))


def finds(claim_id):
    """Register a function as the finding of a claim; it gets `load(name)` and returns found()."""

    def register(function):
        known = _FINDINGS.get(claim_id)
        if known and (known.__module__, known.__name__) != (function.__module__, function.__name__):
            raise ClaimError(
                f"{claim_id} has a finding already, {known.__name__} in {known.__module__}."
            )
        _FINDINGS[claim_id] = function
        return function

    return register


def event(load, key):
    """One row of key_dates by its key, as a DataFrame (readings are made from rows)."""
    table = load("key_dates")
    _known(key, table["key"], "key date")
    return table[table["key"] == key]


def when(rows):
    """The date of one row of key_dates as text, a month where no day is known."""
    write = sentences.month if rows["date_precision"].iloc[0] == "month" else sentences.day
    return write(rows["date"].iloc[0])


def other_dates(rows):
    """The other dates that sources give for one row of key_dates, as text ('' where none)."""
    text = rows["other_dates"].iloc[0]
    if pd.isna(text):
        return ""

    def written(found):
        until, date, or_day = found.groups()
        if or_day:
            in_words = f"{int(date[8:])} or {int(or_day)} {sentences.month(date)}"
        else:
            in_words = sentences.day(date) if len(date) == 10 else sentences.month(date)
        return f"until {in_words}" if until else in_words

    return re.sub(r"\b(to )?(\d{4}-\d{2}(?:-\d{2})?)(?: or (\d{2}))?\b", written, text)


def claims(chapter=None, load=read.load):
    """The claims, all or those of a chapter (slug): columns as in the table `claims`."""
    table = load("claims")
    if chapter is None:
        return table
    _known(chapter, table["chapter"].unique(), "chapter")
    return table[table["chapter"] == chapter].reset_index(drop=True)


def finding(claim_id, load=read.load):
    """Compute what the data say of a claim. `load` reads the tables (helpers.tables.read.load)."""
    functions = _functions()
    _known(claim_id, claims(load=load)["claim_id"], "claim")
    if claim_id not in functions:
        raise ClaimError(
            f"There is no finding for {claim_id} yet: add a function to "
            "helpers/findings and mark it with @finds."
        )
    used = {}

    def reading(name):
        if name != "claims":  # what is claimed is no evidence
            used[name] = True
        return load(name)

    result = functions[claim_id](reading)
    judgement = _judgement(claim_id, load)
    return Finding(
        claim_id,
        result.readings,
        result.evidence,
        result.caveat,
        tuple(sorted(used)),
        judgement["independence"],
        judgement["reason"],
        judgement["said"],
        tuple(
            "" if pd.isna(judgement[c]) else judgement[c]
            for c in ("said_source_publisher", "said_source_url")
        ),
        judgement["reviewed"],
    )


def verdict(claim, finding):
    """The verdict (one word of RULE) on a claim (a row of claims()) from its finding."""
    if claim["claim_id"] != finding.claim_id:
        raise ClaimError(f"The finding is of {finding.claim_id}, the claim is {claim['claim_id']}.")
    return judge(claim, finding.readings, finding.independence)[0]


def verdict_of(claim_id, load=read.load):
    """The verdict on a claim, computed now from the data."""
    found_now = finding(claim_id, load)
    return verdict(_claim(claim_id, load), found_now)


def mark(claim_id, load=read.load):
    """Shape and word of the verdict for a sentence (Markdown): '● **supported**'."""
    return marked(verdict_of(claim_id, load))


def working(claim_id, load=read.load):
    """How the verdict came about: part, source, found, own_word, test, seen, part_state; last row
    the verdict and the row of RULE that gave it."""
    claim, result = _claim(claim_id, load), finding(claim_id, load)
    tested = outcomes(claim, result.readings)
    parts = joined(tested, result.independence)
    rows = [
        (
            r.part,
            r.source,
            found_in_words(r),
            "yes" if r.own else "no",
            o.state,
            o.seen,
            parts[r.part],
        )
        for r, o in tested
    ]
    word, order = judge(claim, result.readings, result.independence)
    because = f"rule {order}: {RULE.loc[order - 1, 'condition']}"
    rows.append(("verdict", "", "", "", "", because, word))
    return pd.DataFrame(
        rows, columns=["part", "source", "found", "own_word", "test", "seen", "part_state"]
    )


def verdict_table(chapter, load=read.load):
    """The claims of a chapter with their verdicts, one row a claim.

    Columns: claim_id, claim (our words), claimed (operator and value in words), attributed_to,
    said, evidence, caveat, verdict, because (row of RULE), independence, reason, sources, tables.
    """
    load = functools.cache(load)
    return pd.DataFrame(
        [
            _verdict_row(claim, finding(claim["claim_id"], load))
            for claim in claims(chapter, load).to_dict("records")
        ]
    )


def _verdict_row(claim, result):
    word, order = judge(claim, result.readings, result.independence)
    return {
        "claim_id": claim["claim_id"],
        "claim": claim["claim"],
        "claimed": in_words(claim),
        "attributed_to": claim["attributed_to"],
        "said": result.said,
        "evidence": result.evidence,
        "caveat": result.caveat,
        "verdict": word,
        "because": RULE.loc[order - 1, "condition"],
        "independence": result.independence,
        "reason": result.reason,
        "sources": "; ".join(dict.fromkeys(name for name, _ in sources_of(result))),
        "tables": "; ".join(result.tables),
    }


class Ledger:
    """A list of judged claims that reads in a page, on a phone, in JupyterLab and on GitHub.

    `table` is the DataFrame behind it, `markdown` the text.
    """

    def __init__(self, table, text):
        self.table, self.markdown = table, text

    def __repr__(self):
        return f"{len(self.table)} claims: " + ", ".join(
            f"{count} {word}" for word, count in _counts(self.table)
        )

    def _repr_markdown_(self):
        return self.markdown


def article_and_evidence(chapter, load=read.load):
    """All claims of a chapter with evidence and verdict, as Markdown; `.table` is the data."""
    load = functools.cache(load)
    table = verdict_table(chapter, load)
    counts = " · ".join(f"{marked(word)} {count}" for word, count in _counts(table))
    items = [_item(row, finding(row["claim_id"], load)) for row in table.to_dict("records")]
    return Ledger(table, "\n\n".join([f"{sentences.number(len(table))} claims: {counts}", *items]))


def tally(*chapters, load=read.load):
    """How the claims of chapters fared, for a sentence: 'ten are supported and one holds in part'.

    Order of the printed verdicts, noughts left out; the number of claims is not said.
    """
    table = pd.concat([verdict_table(chapter, load) for chapter in chapters])
    return sentences.listing(
        f"{sentences.spelled(count)} {PREDICATES[word][count > 1]}"
        for word, count in _counts(table)
    )


def key():
    """The words of the verdicts with their meaning, one line of Markdown."""
    return " · ".join(f"{marked(word)}: {meaning}" for word, meaning in MEANINGS.items())


def rule():
    """The rule as three Markdown tables: operators, joining of readings, verdicts."""
    text = "\n\n".join(
        [
            "**1. Each reading is tested by the operator of the claim**",
            "What one source says on one part of a claim is a reading. It holds; it may hold, "
            "where its range reaches in and out of the claim; it holds by half; it fails; or it "
            "gives no answer.",
            _table(OPERATORS.drop(columns="reads")),
            "**2. The readings of one part are joined: the first line that fits**",
            _table(PARTS),
            "**3. The parts give the verdict: the first line that fits**",
            _table(RULE.assign(verdict=[marked(word) for word in RULE["verdict"]]), keep="verdict"),
        ]
    )
    return Ledger(RULE, text)


def _item(row, result):
    claimed = "" if row["claimed"] == "as stated" else f" Claimed: **{plain(row['claimed'])}**."
    lines = [
        f"{marked(row['verdict'])} · {plain(row['claim'])}.{claimed}",
        plain(row["evidence"]),
        f"*Caveat:* {plain(row['caveat'])}",
        f"*Independent:* {INDEPENDENCE_IN_WORDS[result.independence]}. {plain(result.reason)}"
        + _attribution(row, result)
        + " *Sources:* "
        + ", ".join(_link(*source) for source in sources_of(result))
        + f". (`{row['claim_id']}`)",
    ]
    return "- " + "\n\n  ".join(lines)


def _attribution(row, result):
    if row["attributed_to"] == ARTICLE:
        return ""
    source = f" ({_link(*result.said_source)})" if result.said_source[0] else ""
    return f" *Said by {plain(row['attributed_to'])}:* {result.said}{source}."


def sources_of(result):
    """(name, address) of each source once: the rows' publishers, else the reading's own words."""
    return tuple(
        dict.fromkeys(
            source
            for reading in result.readings
            for source in reading.links or ((reading.source, ""),)
        )
    )


def _counts(table):
    """(verdict, count) in the order of MARKS, without noughts."""
    counts = table["verdict"].value_counts()
    return [(word, int(counts[word])) for word in MARKS if word in counts]


def marked(word):
    """Shape and word of a verdict (Markdown): '● **supported**'."""
    return f"{MARKS[word]} **{word}**"


def found_in_words(reading):
    """What a reading found, with its range: '3,298 (3,000 to 3,500)'; '–' for nothing."""
    if reading.value is None:
        return "–"
    if reading.shape == "number":
        if reading.value == reading.low and math.isinf(reading.high):
            return f"at least {sentences.number(reading.low)}"
        return sentences.number(reading.value) + _spread(reading)
    if reading.shape == "date":
        first, last = reading.value
        return (
            sentences.day(first) if first == last else sentences.between(first, last, sentences.day)
        )
    if reading.shape == "answer":
        return "yes" if reading.value else "no"
    if reading.shape == "list":
        return sentences.listing(reading.value) if reading.value else "none"
    return "; ".join(
        f"{key.date() if hasattr(key, 'date') else key} {sentences.number(value)}"
        for key, _, value, _ in reading.value
    )


def _spread(reading):
    """The range of a number in brackets, '' where it has none; an end may be open."""
    low, high = reading.low, reading.high
    if low == high:
        return ""
    if math.isinf(high):
        return " (any number)" if math.isinf(low) else f" ({sentences.number(low)} or more)"
    return (
        f" (up to {sentences.number(high)})"
        if math.isinf(low)
        else f" ({sentences.between(low, high)})"
    )


def plain(text):
    """Text with every character escaped that Markdown or MyST would read as markup."""
    return re.sub(r"([\\`*_\[\]<>|#$~{}])", r"\\\1", str(text))


def _link(name, url):
    if not re.fullmatch(r"https?://[^\s<>]+", url or ""):
        return plain(name)
    return f"[{plain(name)}](<{url}>)"


def _table(frame, keep=None):
    cells = frame.astype(str)
    for column in cells.columns.drop([keep], errors="ignore"):
        cells[column] = cells[column].map(plain)
    rows = [list(frame.columns), ["---"] * frame.shape[1], *cells.to_numpy().tolist()]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _functions():
    """All findings, after importing every module of helpers.judge.findings."""
    package = importlib.import_module("helpers.judge.findings")
    for module in sorted(m.name for m in pkgutil.iter_modules(package.__path__)):
        importlib.import_module(f"helpers.judge.findings.{module}")
    return _FINDINGS


def _claim(claim_id, load):
    table = claims(load=load)
    _known(claim_id, table["claim_id"], "claim")
    return table[table["claim_id"] == claim_id].iloc[0]


def _judgement(claim_id, load):
    table = load("claim_judgements")
    rows = table[table["claim_id"] == claim_id]
    if rows.empty:
        raise ClaimError(
            f"{claim_id} has no judgement of independence: add a row to "
            "data/story/claim_judgements.csv and run `make seal`."
        )
    return rows.iloc[0]


def _known(name, names, what):
    names = list(names)
    if name not in names:
        near = difflib.get_close_matches(str(name), names, n=3, cutoff=0.5)
        ask = f" Did you mean {' or '.join(near)}?" if near else ""
        raise ClaimError(f"There is no {what} {name!r}.{ask}")
