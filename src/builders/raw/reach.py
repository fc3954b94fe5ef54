"""Raw files of reach."""

from builders.evidence import Table
from builders.raw import COUNT, ISO3, TEXT, may_lack

FIGHTERS = Table(
    "reach_funding/foreign_fighters.csv",
    {
        "estimate_set": TEXT,
        "country": TEXT,
        "iso3": ISO3,
        "low": COUNT,
        "high": COUNT,
        "as_of": TEXT,  # a year or a span of years in estimates that the book does not use
        "note": may_lack(TEXT),
    },
    key=("estimate_set", "iso3"),
)
