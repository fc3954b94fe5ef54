"""Funding: the price of oil by month.

Raw folder: reach_funding/ (its SOURCES.md tells origin, licence and checks). All else of the
chapter is compiled by hand from many pages and edited in data/funding/: estimates of revenue and
output, prices told, a province's budget, fines.
"""

from pathlib import Path

import pandas as pd

from builders.common import require
from builders.evidence import read
from builders.raw.funding import BRENT

FIRST, LAST = "2011-01", "2018-12"
PUBLISHED = {"2014-06": 111.80, "2016-01": 30.70}  # the peak before the fall, and its bottom


def build(raw: Path) -> dict:
    """{table: DataFrame} of the topic, from the folder of raw evidence; BuildError if it is odd."""
    table = read(raw, BRENT).rename(columns={"date": "month"})
    validate(table)
    return {"brent_monthly": table}


def validate(table: pd.DataFrame) -> None:
    """BuildError unless every month is there once and two of them have the published price."""
    months = table["month"].dt.strftime("%Y-%m")
    wanted = pd.period_range(FIRST, LAST, freq="M").strftime("%Y-%m")
    require(months.tolist() == wanted.tolist(), f"{BRENT}: not every month from {FIRST} to {LAST}")
    price = table.set_index(months)["usd_per_barrel"]
    for month, told in PUBLISHED.items():
        require(abs(price[month] - told) < 0.005, f"{BRENT}: {month} is {price[month]}, not {told}")
