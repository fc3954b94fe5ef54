"""Reach: how many people left which country to fight in Syria and Iraq, as ICSR estimated twice.

Raw folder: reach_funding/ (its SOURCES.md tells origin, licence and checks). The other tables of
the topic (attacks, provinces, counts and totals) are typed from pages and edited in data/reach/;
countries with deadly events are UCDP's and stand with it.
"""

from pathlib import Path

import pandas as pd

from builders.common import catalogued, listed, require
from builders.evidence import read
from builders.raw.reach import FIGHTERS
from builders.world import NAMES

DATES = {"ICSR 2013": "2013-12-17", "ICSR 2015": "2015-01-26"}
COUNTRIES = {"ICSR 2013": 53, "ICSR 2015": 50}
OWN_NAMES = {"Bosnia": "Bosnia and Herzegovina"}

# What ICSR printed for Western Europe in 2015; its fourteen countries in the table
WESTERN_EUROPE_2015 = 3_950
WESTERN_EUROPE = listed("AUT BEL CHE DEU DNK ESP FIN FRA GBR IRL ITA NLD NOR SWE")


def build(raw: Path) -> dict:
    """{table: DataFrame} of the topic, from the folder of raw evidence; BuildError if it is odd."""
    fighters = tidy(read(raw, FIGHTERS))
    validate(fighters)
    return {"fighters_icsr": fighters}


def tidy(raw: pd.DataFrame) -> pd.DataFrame:
    """ICSR's two estimates, a row a country and estimate, with the UN's names of countries."""
    table = raw[raw["estimate_set"].isin([*DATES])].rename(columns={"estimate_set": "estimate"})
    require((table["as_of"] == table["estimate"].map(DATES)).all(), f"{FIGHTERS}: other dates")
    names = NAMES | OWN_NAMES
    table = table.assign(
        country=[names.get(name, name) for name in table["country"]],
        as_of=pd.to_datetime(table["as_of"], format="%Y-%m-%d"),
    )
    return catalogued(table, "fighters_icsr")


def validate(fighters: pd.DataFrame) -> None:
    """BuildError unless countries and published sums are as ICSR printed them."""
    found = fighters.groupby("estimate").size().to_dict()
    require(found == COUNTRIES, f"{FIGHTERS}: {found} countries, not {COUNTRIES}")
    europe = fighters[(fighters["estimate"] == "ICSR 2015") & fighters["iso3"].isin(WESTERN_EUROPE)]
    total = int(europe["high"].sum())
    require(total == WESTERN_EUROPE_2015, f"{FIGHTERS}: Western Europe sums to {total}")
