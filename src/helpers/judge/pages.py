"""Readings of pages that only a person's answer ties to a claim: each page speaks for itself."""

from helpers.judge.evidence import given_answer
from helpers.judge.readings import ClaimError, Reading
from helpers.tables import read


def page_answers(
    load: read.Load, claim_id: str, part: str = "", claimant: str = ""
) -> list[Reading]:
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
