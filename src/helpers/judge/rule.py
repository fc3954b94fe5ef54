"""The rule that turns a claim and its readings into a verdict.

The operator of the claim tests each reading (`operators`), the tests of one part are joined, and
the parts decide the verdict. PARTS and RULE print the last two steps; each printed line stands
beside its test, so that the two cannot drift apart.
"""

from collections.abc import Iterable

import pandas as pd

from helpers.judge.operators import FAILS, HALF, HOLDS, MAY, OPEN, outcomes
from helpers.judge.readings import ClaimError, Reading

SAID, CLASH = "own word only", "sources disagree"  # states of a part, beside those of a reading

SUPPORTED, CONSISTENT, PARTLY = "supported", "consistent", "partly"
CONTESTED, CONTRADICTED, ECHO = "contested", "contradicted", "echo"
NOT_CHECKABLE = "not checkable"
MARKS = {  # a shape beside the word; the word always stands too
    SUPPORTED: "●",
    CONSISTENT: "◎",
    PARTLY: "◐",
    CONTESTED: "◇",
    CONTRADICTED: "✕",
    ECHO: "○",
    NOT_CHECKABLE: "□",
}
MEANINGS = {
    SUPPORTED: "independent evidence agrees",
    CONSISTENT: "the evidence fits, but it gives only a range, or some of it is not independent",
    PARTLY: "one part holds; the rest fails, cannot be checked or has only the claimant's own word",
    CONTESTED: "the sources disagree",
    CONTRADICTED: "the evidence is against it",
    ECHO: "there is only the claimant's own word for it",
    NOT_CHECKABLE: "nothing was found that can test it",
}
PREDICATES = {  # what a sentence says of one claim, of several
    SUPPORTED: ("is supported", "are supported"),
    CONSISTENT: ("is consistent with the evidence", "are consistent with the evidence"),
    PARTLY: ("holds in part", "hold in part"),
    CONTESTED: ("is contested", "are contested"),
    CONTRADICTED: ("is contradicted", "are contradicted"),
    ECHO: (
        "rests only on the word of the one who made it",
        "rest only on the word of those who made them",
    ),
    NOT_CHECKABLE: ("cannot be checked", "cannot be checked"),
}
INDEPENDENCE = ("independent", "mixed", "claimant", "none")


def _states(states, sides, own):
    """Each line of PARTS: whether it fits, the state of the part, the printed condition.

    states, sides: sets, of the answers to the part; own: all are own word. The first that fits
    counts.
    """
    all_fail = states == {FAILS}
    said = "Every answer is the claimant's own word, or a party's on its own motive"
    apart = "All fail, but on both sides: some sources are below the claim, others above it"
    yield not states, OPEN, "No source gives an answer"
    yield own and not all_fail, SAID, f"{said}, and not all answers fail"
    yield all_fail and sides >= {-1, 1}, CLASH, apart
    yield states == {HOLDS}, HOLDS, "Every answer holds"
    yield states <= {HOLDS, MAY}, MAY, "Every answer holds or may hold"
    yield states == {HALF}, HALF, "Every answer holds by half"
    yield all_fail, FAILS, "Every answer fails"
    yield True, CLASH, "Some sources are nearer to the claim than others (all other cases)"


def _verdicts(parts, independence):
    """Each line of RULE: whether it fits, the verdict, the printed condition.

    parts: the set of the states of the parts. The first that fits counts.
    """
    hold, mixed = parts == {HOLDS}, independence == "mixed"
    may, fail = parts <= {HOLDS, MAY}, FAILS in parts and parts <= {FAILS, SAID, OPEN}
    in_part = "Every part holds, but the evidence is only in part independent of the claimant"
    inside = "Every part holds or may hold: the claim is within the range of the evidence"
    other = "A part holds, at least by half; another fails, cannot be checked or is own word only"
    yield parts <= {OPEN}, NOT_CHECKABLE, "No source answers any part of the claim"
    yield parts <= {SAID, OPEN}, ECHO, "The only answers are the claimant's own word"
    yield CLASH in parts, CONTESTED, "On some part of the claim the sources disagree"
    yield hold and mixed, CONSISTENT, in_part
    yield hold, SUPPORTED, "Every part holds, and the evidence is independent of the claimant"
    yield may, CONSISTENT, inside
    yield fail, CONTRADICTED, "Some part fails, and no part holds except by the claimant's own word"
    yield True, PARTLY, f"{other} (all other cases)"


def _printed(lines, result):
    rows = [(order, condition, word) for order, (_, word, condition) in enumerate(lines, 1)]
    return pd.DataFrame(rows, columns=["order", "condition", result])


PARTS = _printed(_states(set(), set(), False), "state")
RULE = _printed(_verdicts(set(), "none"), "verdict")


def joined(tested: Iterable, independence: str = "independent") -> dict:
    """The state of each part (dict) from its tested readings: the first row of PARTS that fits."""
    parts = {reading.part: [] for reading, _ in tested}
    for reading, outcome in tested:
        if outcome.state != OPEN:
            parts[reading.part].append((reading, outcome))
    return {part: _state(answered, independence) for part, answered in parts.items()}


def _state(answered, independence):
    states = {outcome.state for _, outcome in answered}
    sides = {outcome.side for _, outcome in answered}
    own = independence == "claimant" or all(reading.own for reading, _ in answered)
    return next(state for fits, state, _ in _states(states, sides, own) if fits)


def judge(claim: pd.Series, readings: Iterable[Reading], independence: str) -> tuple[str, int]:
    """(verdict, order of the row of RULE that gave it): the first row that fits."""
    tested = outcomes(claim, readings)
    _agree(claim, [r for r, outcome in tested if outcome.state != OPEN], independence)
    parts = set(joined(tested, independence).values())
    lines = enumerate(_verdicts(parts, independence), 1)
    return next((verdict, order) for order, (fits, verdict, _) in lines if fits)


def _agree(claim, answered, independence):
    """The reviewed judgement must fit what the finding brings."""
    if independence not in INDEPENDENCE:
        raise ClaimError(
            f"{claim['claim_id']}: independence {independence!r} is not one of "
            f"{', '.join(INDEPENDENCE)}."
        )
    others = [reading for reading in answered if not reading.own]
    if independence == "none" and others:
        wrong = "says that there is no evidence, but the finding brings some"
    elif independence in ("independent", "mixed") and answered and not others:
        wrong = f"says {independence}, but every answer is own word"
    else:
        return
    raise ClaimError(f"{claim['claim_id']}: the judgement {wrong}. Review claim_judgements.csv.")
