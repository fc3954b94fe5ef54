"""How firm a verdict is: it is computed again with one thing changed at a time."""

from collections.abc import Iterable
from dataclasses import replace

from helpers.judge.operators import OPEN, outcomes
from helpers.judge.readings import Reading
from helpers.judge.rule import CONSISTENT, SUPPORTED, judge
from helpers.tables.hosts import host_of

ONE, ONLY = "leaving out one source", "leaving out the only source"
STRICTER, LOOSER = "judging independence more strictly", "judging independence less strictly"
HALVED, DOUBLED = "halving the tolerances", "doubling the tolerances"
CHANGES = (ONE, ONLY, STRICTER, LOOSER, HALVED, DOUBLED)  # the order in which they are told
STEPS = ("independent", "mixed", "claimant")  # each one step stricter than the one before
STATED_WHOLE = ("date", "answer")  # readings of which every page says the same
FIRM = "firm"
AGREE = {SUPPORTED, CONSISTENT}  # a verdict that moves between these two keeps its side


def changes(claim: dict, readings: Iterable[Reading], independence: str) -> list[tuple]:
    """(change, detail, verdict, other) for each change: `other` is the verdict with it.

    A reading loses its answer with its source; a date or an answer that several publishers state
    keeps it while one of them is left. Where nothing but own word is left, independence is the
    claimant's.
    """
    readings = tuple(readings)
    tried = [
        *((what, name, claim, rest, independence) for what, name, rest in _less(claim, readings)),
        *((what, step, claim, readings, step) for what, step in _steps(independence)),
        *(
            (what, f"times {times}", {**claim, "tolerance": times}, readings, independence)
            for what, times in ((HALVED, 0.5), (DOUBLED, 2))
        ),
    ]
    verdict = judge(claim, readings, independence)[0]
    return [(what, detail, verdict, _verdict(*given)) for what, detail, *given in tried]


def moves(tried: Iterable[tuple]) -> list[str]:
    """The kinds of change that move a verdict, of what changes() gives: none where it is firm."""
    moving = {what for what, _, verdict, other in tried if other != verdict}
    return [what for what in CHANGES if what in moving]


def turns(verdict: str, other: str) -> bool:
    """Whether a verdict says something else: any move but between supported and consistent."""
    return verdict != other and {verdict, other} != AGREE


def _less(claim, readings):
    """(change, source, readings without its answers) for each source that gives an answer."""
    answering = [reading for reading, _ in _answers(claim, readings)]
    for source in dict.fromkeys(name for reading in answering for name in _sources(reading)):
        rest = tuple(
            replace(reading, value=None, why="left out")
            if _sources(reading) == {source}
            else reading
            for reading in readings
        )
        yield ONE if _answers(claim, rest) else ONLY, source, rest


def _sources(reading):
    """Its sources, in order: each publisher of what is stated whole, else all of them as one."""
    if reading.shape in STATED_WHOLE and not reading.named:
        return {name or host_of(page): True for name, page in reading.links}.keys()
    return {reading.source: True}.keys()


def _steps(independence):
    place = STEPS.index(independence) if independence in STEPS else None
    if place is None:
        return
    if place + 1 < len(STEPS):
        yield STRICTER, STEPS[place + 1]
    if place:
        yield LOOSER, STEPS[place - 1]


def _answers(claim, readings):
    return [(reading, o) for reading, o in outcomes(claim, readings) if o.state != OPEN]


def _verdict(claim, readings, independence):
    answers = _answers(claim, readings)
    if answers and all(reading.own for reading, _ in answers):
        independence = "claimant"
    return judge(claim, readings, independence)[0]
