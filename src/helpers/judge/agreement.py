"""Two codings of how independent the evidence is: how far they agree, and what hangs on it."""

import pandas as pd

from helpers.judge import claims
from helpers.judge.printed import Printed, grid
from helpers.judge.readings import check_known
from helpers.judge.rule import judge
from helpers.tables import read


def codings(coder: str = "B", load: read.Load = read.load) -> pd.DataFrame:
    """Coder A's and another's coding of each claim that both coded, in the order of `claims`.

    Columns: claim_id, first and second (independence as A and the other judged it), reason (the
    other's), verdict (by the first, as in the ledger), other (as it would be by the second).
    ClaimError for a coder whom `claim_codings` does not have.
    """
    codes = load("claim_codings")
    check_known(coder, codes["coder"].unique(), "coder")
    both = load("claim_judgements")[["claim_id", "independence"]].merge(
        codes[codes["coder"] == coder], on="claim_id", suffixes=("_a", "_b")
    )
    both = both.rename(columns={"independence_a": "first", "independence_b": "second"})
    table = load("claims")[["claim_id"]].merge(both, on="claim_id")
    table[["verdict", "other"]] = [_verdicts(row, load) for row in table.itertuples()]
    return table.drop(columns="coder")


def kappa(first: pd.Series, second: pd.Series) -> float:
    """Cohen's kappa of two codings: 1 is full agreement, 0 what chance alone would give.

    NaN where both coders gave one and the same code to everything.
    """
    shares = [coding.value_counts(normalize=True) for coding in (first, second)]
    expected = shares[0].mul(shares[1], fill_value=0).sum()
    if expected == 1:
        return float("nan")
    return float(((first == second).mean() - expected) / (1 - expected))


def differences(coder: str = "B", load: read.Load = read.load) -> Printed:
    """The claims on which the coder and A differ, to read; `.table` as codings()."""
    both = codings(coder, load)
    table = both[both["first"] != both["second"]].reset_index(drop=True)
    head = ["Claim", f"Coder A; {coder}", f"Why {coder} judged so"]
    rows = [(row.claim_id, _coded(row, coder), row.reason) for row in table.itertuples()]
    text = grid(head, rows)
    return Printed(table, text, f"{len(table)} claims on which two coders differ")


def _coded(row, coder):
    """Both codes, and the verdict if it is another by the second."""
    moved = "" if row.other == row.verdict else f". By {coder}: {row.other}, not {row.verdict}"
    return f"{row.first}; {row.second}{moved}"


def _verdicts(row, load):
    """The verdicts on a claim by the first and by the second coding."""
    claim = claims.claims(load=load).set_index("claim_id", drop=False).loc[row.claim_id]
    readings = claims.finding(row.claim_id, load).readings
    return [judge(claim, readings, independence)[0] for independence in (row.first, row.second)]
