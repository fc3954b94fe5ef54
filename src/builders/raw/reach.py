"""Raw files of reach."""

from builders.evidence import Table
from builders.raw import COUNT, ISO3, TEXT, each, may_lack

FIGHTERS = Table(
    "reach_funding/foreign_fighters.csv",
    # as_of: a year or a span of years in estimates that the book does not use
    each(TEXT, "estimate_set country as_of")
    | {"iso3": ISO3, "low": COUNT, "high": COUNT, "note": may_lack(TEXT)},
    key=("estimate_set", "iso3"),
)
