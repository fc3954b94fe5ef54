"""What a finding is made of: its registration, the answers read off pages, its sentences."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from helpers.judge.readings import ClaimError, Reading, answer
from helpers.tables.read import Load

FINDINGS = {}  # claim_id: its function, filled by the modules of helpers.judge.findings
YES_OR_NO = {"yes": True, "no": False}


@dataclass(frozen=True)
class Evidence:
    """What a finding function hands back: readings, a sentence of evidence, one of caveat."""

    readings: tuple
    says: str
    caveat: str


def evidence(says: str, caveat: str, *readings: Reading) -> Evidence:
    """Wrap up what a finding function found. Both sentences are plain text, numbers computed."""
    return Evidence(readings, " ".join(says.split()), " ".join(caveat.split()))


def finding_of(claim_id: str) -> Callable:
    """Register a function as the finding of a claim; it gets `load(name)`, returns evidence()."""

    def register(function):
        known = FINDINGS.get(claim_id)
        if known and (known.__module__, known.__name__) != (function.__module__, function.__name__):
            raise ClaimError(
                f"{claim_id} has a finding already, {known.__name__} in {known.__module__}."
            )
        FINDINGS[claim_id] = function
        return function

    return register


def claimed(load: Load, claim_id: str) -> str:
    """The value of a claim as the table claims has it: text. What is claimed is no evidence."""
    return load("claims").set_index("claim_id").loc[claim_id, "value"]


def first(rows: pd.DataFrame, column: str) -> Any:
    """A column's value in the first row, where a table was cut down to one."""
    return rows[column].iloc[0]


def given_answer(
    load: Load, claim_id: str, part: str, rows: pd.DataFrame, only_if: bool = True, **about: object
) -> Reading:
    """A reading of what was read off a page on a part of a claim, from the table claim_answers.

    rows: where it was read; of several answers to the part those count that name a page of these
    rows, and all must be yes. only_if: what must be so besides, by a test in the finding.
    """
    table = load("claim_answers")
    given = table[(table["claim_id"] == claim_id) & (table["part"].fillna("") == part)]
    pages = rows.get("source_url", ())
    given = given[given["source_url"].isna() | given["source_url"].isin(pages)]
    if given.empty:
        raise ClaimError(
            f"{claim_id} has no answer on {part!r} from these pages: add a row to "
            "data/story/claim_answers.csv and run `make seal`."
        )
    answers = given["answer"].map(YES_OR_NO)
    if answers.isna().any():
        return answer(rows, None, part=part, why=given["reason"].iloc[0], **about)
    return answer(rows, answers.all() and only_if, part=part, **about)


def page_answers(load: Load, claim_id: str, part: str = "", claimant: str = "") -> list[Reading]:
    """The answers of claim_answers on a part of a claim: a reading for each page they name.

    claimant: publisher of the page on which the claimant itself speaks, whose answer is own word.
    """
    table = load("claim_answers")
    rows = table[(table["claim_id"] == claim_id) & (table["part"].fillna("") == part)]
    if rows.empty:
        raise ClaimError(f"{claim_id} has no answer on {part!r}: add a row to claim_answers.csv.")
    return [
        given_answer(load, claim_id, part, rows.loc[[at]], own=publisher == claimant)
        for at, publisher in rows["source_publisher"].items()
    ]
