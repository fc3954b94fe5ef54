"""How firm a verdict is: each change on claims made by hand, then the whole ledger another way."""

import csv
import io
import json
from dataclasses import replace

import pandas as pd
import pytest
from repository import ROOT

from helpers.draw.figures import FIGURE
from helpers.judge import claims, operators
from helpers.judge.readings import ClaimError, amount, answer, date
from helpers.judge.rule import (
    CONSISTENT,
    CONTESTED,
    CONTRADICTED,
    ECHO,
    NOT_CHECKABLE,
    PARTLY,
    SUPPORTED,
    judge,
)
from helpers.judge.what_if import (
    CHANGES,
    DOUBLED,
    FIRM,
    HALVED,
    LOOSER,
    ONE,
    ONLY,
    STRICTER,
    changes,
    moves,
    turns,
)


def rows(*names):
    return pd.DataFrame({"publisher": names, "source_url": [f"https://{n}.org/" for n in names]})


def claim(operator="~", value="100", kind="number"):
    return {"claim_id": "made-01", "kind": kind, "operator": operator, "value": value, "unit": None}


def others(made, readings, independence="independent"):
    """{(change, detail): other verdict}, and the verdict as it is."""
    tried = changes(made, readings, independence)
    assert len({verdict for *_, verdict, _ in tried}) == 1
    return {(what, detail): other for what, detail, _, other in tried}, tried[0][2]


# --- By hand --------------------------------------------------------------------------------------


def test_a_source_that_alone_differs_decides():
    readings = [amount(rows("a"), 100), amount(rows("b"), 101), amount(rows("c"), 200)]
    found, verdict = others(claim(), readings)
    assert verdict == CONTESTED
    less = {detail: other for (what, detail), other in found.items() if what == ONE}
    assert less == {"a": CONTESTED, "b": CONTESTED, "c": SUPPORTED}
    assert (ONLY, "a") not in found


def test_without_its_only_source_a_claim_cannot_be_checked():
    silent = answer(rows("b"), None, why="not published")
    found, verdict = others(claim(), [amount(rows("a"), 100), silent])
    assert (verdict, found[ONLY, "a"]) == (SUPPORTED, NOT_CHECKABLE)
    assert {what for what, _ in found} == {ONLY, STRICTER, HALVED, DOUBLED}


def test_a_source_goes_with_all_its_readings_and_leaves_its_part_open():
    readings = [
        answer(rows("a"), True, part="who"),
        answer(rows("a"), True, part="where"),
        answer(rows("b"), True, part="when"),
    ]
    found, verdict = others(claim("=", None, "statement"), readings)
    assert (verdict, found[ONE, "a"], found[ONE, "b"]) == (SUPPORTED, PARTLY, PARTLY)


def test_what_two_publishers_state_stays_while_one_is_left():
    made = claim("=", "2014", "date")
    found, verdict = others(made, [date(rows("a", "b"), "2014-06-10")])
    assert verdict == found[ONE, "a"] == found[ONE, "b"] == SUPPORTED
    found, _ = others(claim(), [amount(rows("a", "b"), 100)])  # one number made of two
    assert found[ONLY, "a and b"] == NOT_CHECKABLE


def test_where_only_own_word_is_left_the_claim_is_an_echo():
    readings = [amount(rows("a"), 100), amount(rows("claimant"), 100, own=True)]
    found, verdict = others(claim(), readings, "mixed")
    assert (verdict, found[ONE, "a"], found[ONE, "claimant"]) == (CONSISTENT, ECHO, CONSISTENT)
    assert found[STRICTER, "claimant"] == ECHO and found[LOOSER, "independent"] == SUPPORTED
    own, verdict = others(claim(), readings[1:], "claimant")
    assert verdict == own[LOOSER, "mixed"] == ECHO
    assert not {what for what, _ in own} & {STRICTER}


def test_independence_moves_by_one_step_and_stops_at_the_ends():
    found, verdict = others(claim(), [amount(rows("a"), 100)])
    assert (verdict, found[STRICTER, "mixed"]) == (SUPPORTED, CONSISTENT)
    assert LOOSER not in {what for what, _ in found}
    silent = others(claim(), [amount(rows("a"), float("nan"))], "none")[0]
    assert {what for what, _ in silent} == {HALVED, DOUBLED}


@pytest.mark.parametrize(
    "operator, claimed, value, halved, verdict, doubled",
    [
        ("~", "100", 95, SUPPORTED, SUPPORTED, SUPPORTED),
        ("~", "100", 94.9, CONTRADICTED, SUPPORTED, SUPPORTED),
        ("~", "100", 80, CONTRADICTED, CONTRADICTED, SUPPORTED),
        ("~", "100", 79.9, CONTRADICTED, CONTRADICTED, CONTRADICTED),
        ("almost", "100", 97.4, PARTLY, SUPPORTED, SUPPORTED),
        ("almost", "100", 94, CONTRADICTED, PARTLY, SUPPORTED),
        ("just over", "100", 110, CONTRADICTED, PARTLY, SUPPORTED),
        ("=", "98", 98.4, CONTRADICTED, SUPPORTED, SUPPORTED),
        ("=", "98", 99, CONTRADICTED, CONTRADICTED, SUPPORTED),
        ("=", "1000", 1040, CONTRADICTED, SUPPORTED, SUPPORTED),  # the cap of 5%
        ("=", "1000", 1100, CONTRADICTED, CONTRADICTED, SUPPORTED),
        (">", "100", 101, SUPPORTED, SUPPORTED, SUPPORTED),  # has no tolerance
        (">=", "100", 99, CONTRADICTED, CONTRADICTED, CONTRADICTED),
    ],
)
def test_tolerances_are_halved_and_doubled(operator, claimed, value, halved, verdict, doubled):
    found, now = others(claim(operator, claimed), [amount(rows("a"), value)])
    assert now == verdict
    assert (found[HALVED, "times 0.5"], found[DOUBLED, "times 2"]) == (halved, doubled)


def test_a_change_turns_a_verdict_unless_the_evidence_agrees_before_and_after():
    assert not turns(SUPPORTED, CONSISTENT) and not turns(CONSISTENT, SUPPORTED)
    assert not turns(ECHO, ECHO)
    assert turns(SUPPORTED, PARTLY) and turns(CONTESTED, CONSISTENT)


def test_the_kinds_of_change_that_move_are_told_once_and_in_order():
    tried = [
        (HALVED, "", SUPPORTED, PARTLY),
        (ONE, "a", SUPPORTED, PARTLY),
        (ONE, "b", SUPPORTED, PARTLY),
        (DOUBLED, "", SUPPORTED, SUPPORTED),
    ]
    assert moves(tried) == [ONE, HALVED] and moves(tried[3:]) == []


# --- The ledger -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def tried():
    return claims.what_if()


def moved(tried, *kinds):
    """claim_ids that a kind of change moves."""
    rows = tried[tried["change"].isin(kinds) & (tried["verdict"] != tried["other"])]
    return set(rows["claim_id"])


def test_the_table_is_tidy(tried):
    assert list(tried.columns) == ["claim_id", "change", "detail", "verdict", "other"]
    assert not tried.duplicated(["claim_id", "change", "detail"]).any()
    assert set(tried["change"]) <= set(CHANGES)
    now = claims.rows().set_index("claim_id")
    assert list(tried["claim_id"].unique()) == list(claims.claims()["claim_id"])
    assert (tried["verdict"] == tried["claim_id"].map(now["verdict"])).all()
    firm = now.index[now["firmness"] == FIRM]
    assert set(firm) == set(now.index) - moved(tried, *CHANGES)
    for claim_id in set(now.index) - set(firm):
        kinds = now.loc[claim_id, "firmness"].split("; ")
        assert kinds == [kind for kind in CHANGES if claim_id in moved(tried, kind)]
    raqqa = claims.what_if("raqqa")
    pd.testing.assert_frame_equal(
        raqqa, tried[tried["claim_id"].str.startswith("raqqa")].reset_index(drop=True)
    )


@pytest.fixture(scope="module")
def known():
    """Each claim with what was found, and its verdict as the ledger has it."""
    return [
        (claim, claims.finding(claim["claim_id"]), claims.verdict_of(claim["claim_id"]))
        for claim in claims.claims().to_dict("records")
    ]


def moved_otherwise(known, independence=str):
    """claim_ids whose verdict is another one with this independence."""
    found = set()
    for claim, whole, verdict in known:
        given = (claim, whole.readings, independence(whole.independence))
        try:
            other = judge(*given)[0]
        except ClaimError:  # own word stays own word, however it is judged
            continue
        if other != verdict:
            found.add(claim["claim_id"])
    return found


def publishers(reading):
    """Names that a date or answer can be left without; what was added up has one."""
    if reading.named or reading.shape not in ("date", "answer"):
        return {reading.source}
    return {name or page.split("/")[2] for name, page in reading.links}


def test_a_source_left_out_moves_the_verdicts_that_the_rule_gives_to_the_rest(tried, known):
    several, single = set(), set()
    for claim, whole, verdict in known:
        for name in set().union(*map(publishers, whole.readings)):
            rest = [
                replace(one, value=None, why="out") if publishers(one) == {name} else one
                for one in whole.readings
            ]
            own = all(one.own for one in rest if one.value is not None and not one.beside)
            other = judge(claim, rest, "claimant" if own else whole.independence)[0]
            if other != verdict:
                (single if other == NOT_CHECKABLE else several).add(claim["claim_id"])
    assert moved(tried, ONE) == several and moved(tried, ONLY) == single
    assert several and single


SCALE = ["independent", "mixed", "claimant", "none"]


@pytest.mark.parametrize(
    "change, steps",
    [(STRICTER, dict(zip(SCALE, SCALE[1:3]))), (LOOSER, dict(zip(SCALE[1:], SCALE[:2])))],
)
def test_a_step_of_independence_moves_the_verdicts_that_the_rule_gives(tried, known, change, steps):
    found = moved_otherwise(known, independence=lambda word: steps.get(word, word))
    assert found and moved(tried, change) == found


@pytest.mark.parametrize("change, times", [(HALVED, 0.5), (DOUBLED, 2)])
def test_other_tolerances_move_the_verdicts_that_other_constants_give(
    tried, known, change, times, monkeypatch
):
    def rounding(value, _):
        zeros = len(value) - len(value.rstrip("0"))
        off = min(10**zeros / 2, 0.05 * float(value)) * times
        return float(value) - off, float(value) + off

    monkeypatch.setattr(operators, "rounding", rounding)
    monkeypatch.setattr(operators, "ABOUT", operators.ABOUT * times)
    monkeypatch.setattr(operators, "NEAR", operators.NEAR * times)
    found = moved_otherwise(known)
    assert found and moved(tried, change) == found


def test_the_figure_counts_what_moves(tried):
    cells = json.loads((ROOT / "notebooks/claims.ipynb").read_text(encoding="utf-8"))["cells"]
    (bundle,) = [
        out["data"][FIGURE]
        for cell in cells
        for out in cell.get("outputs", [])
        if out.get("data", {}).get(FIGURE, {}).get("id") == "claims-firmness"
        and "csv" in out["data"][FIGURE]
    ]
    lines = {line["change"]: line for line in csv.DictReader(io.StringIO(bundle["csv"]))}
    assert set(lines) == set(CHANGES)
    for change, line in lines.items():
        assert int(line["moved"]) == len(moved(tried, change))
        assert int(line["tried"]) == tried.loc[tried["change"] == change, "claim_id"].nunique()
    most = max(int(line["moved"]) for line in lines.values())
    assert f" {most} " in bundle["title"]
