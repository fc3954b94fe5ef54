"""Raw files of funding."""

from builders.evidence import Table
from builders.raw import MONTH, required

BRENT = Table(
    "reach_funding/brent_monthly_2011_2018.csv",
    {"date": MONTH, "usd_per_barrel": required("number", minimum=0)},
    key=("date",),
)
