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
    table["verdict"] = [claims.verdict_of(claim_id, load) for claim_id in table["claim_id"]]
    table["other"] = [_verdict(row, load) for row in table.itertuples()]
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
    head = ["Claim", "Coder A", f"Coder {coder}", f"Why {coder} judged so"]
    head += ["Verdict", f"Verdict by {coder}"]
    columns = ["claim_id", "first", "second", "reason", "verdict", "other"]
    text = grid(head, table[columns].to_numpy().tolist())
    return Printed(table, text, f"{len(table)} claims on which two coders differ")


def _verdict(row, load):
    claim = claims.claims(load=load).set_index("claim_id", drop=False).loc[row.claim_id]
    return judge(claim, claims.finding(row.claim_id, load).readings, row.second)[0]
