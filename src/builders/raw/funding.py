"""Raw files of funding."""

from builders.evidence import Table
from builders.raw import MONTH, REQUIRED

PRICE = {"type": "number", "constraints": REQUIRED | {"minimum": 0}}
BRENT = Table(
    "reach_funding/brent_monthly_2011_2018.csv",
    {"date": MONTH, "usd_per_barrel": PRICE},
    key=("date",),
)
