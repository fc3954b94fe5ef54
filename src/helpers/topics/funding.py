"""Money of Islamic State: estimates on one footing, ranks, and what goes with the land."""

import numpy as np
import pandas as pd

from helpers.tables import read
from helpers.topics.cities import metres_from

MONTHS = 12
TIMES = {"a month": MONTHS, "a year": 1, "once": np.nan}  # a sum taken once has no yearly rate
NEAR = 10  # km between a listed town and an oil field


def yearly(load: read.Load = read.load) -> pd.DataFrame:
    """The table revenue_estimates on one footing, a row an estimate, in the table's order.

    Adds low and high in million dollars a year (monthly figures times twelve; one-off sums as they
    are), bound ("range", "at most", "at least"), amount (middle of a range, else the one end
    given) and middle (the day halfway through its time).
    """
    table = load("revenue_estimates")
    times = table["basis"].map(TIMES).fillna(1)
    table = table.assign(low=table["low_usd_m"] * times, high=table["high_usd_m"] * times)
    table["bound"] = np.select(
        [table["low"].isna(), table["high"].isna()], ["at most", "at least"], "range"
    )
    table["amount"] = table[["low", "high"]].mean(axis=1)
    table["middle"] = (table["start"] + (table["end"] - table["start"]) / 2).dt.normalize()
    return table


def ranks(load: read.Load = read.load) -> pd.DataFrame:
    """Sources of income in order of size, for each publisher and time that has oil and another.

    Columns of yearly() and rank (1 is the largest) and near (its range meets that of oil). One-off
    sums count where the publisher gives them for the same time.
    """
    table = yearly(load)
    table = table[~table["category"].isin(["total", "other"])]
    groups = table.groupby(["publisher", "start", "end"])
    whole = groups["category"].transform(lambda names: len(names) > 1 and "oil" in set(names))
    table = table[whole].copy()
    groups = table.groupby(["publisher", "start", "end"])
    table["rank"] = groups["amount"].rank(ascending=False).astype(int)
    oil = table[table["category"] == "oil"].set_index(["publisher", "start", "end"])
    keys = pd.MultiIndex.from_frame(table[["publisher", "start", "end"]])
    least, most = (oil[name].reindex(keys).to_numpy() for name in ("low", "high"))
    table["near"] = (table["low"].fillna(0) <= most) & (np.nan_to_num(least) <= table["high"])
    return table.sort_values(["start", "publisher", "rank"], ignore_index=True)


def part_of_the_fall(land: float, income: float) -> pd.Series:
    """What part of a fall of income goes with the land, by the order in which one takes them.

    land, income: what is left of each, as a part of what was (0.4 for a fall of 60%). Returns a
    Series: "land first" takes the land at the old income a square km, "land last" at the new one,
    "even" shares what belongs to both. Over 1 where land fell more than income.
    """
    fall = 1 - income
    return pd.Series(
        {
            "land first": (1 - land) / fall,
            "even": np.log(land) / np.log(income),
            "land last": income / land * (1 - land) / fall,
        }
    )


def brent(start: str | pd.Timestamp, end: str | pd.Timestamp, load: read.Load = read.load) -> float:
    """Mean price of Brent over the months from `start` to `end`, US dollars a barrel."""
    price = load("brent_monthly").set_index("month")["usd_per_barrel"]
    return float(price[pd.Timestamp(start).replace(day=1) : pd.Timestamp(end)].mean())


def fields_near(places: pd.DataFrame, fields: pd.DataFrame, km: float = NEAR) -> pd.DataFrame:
    """Rows of `places` with the name of the nearest oil field and its distance, up to `km` away.

    Columns of places and field, km. Near says where a field lies and not who held it.
    """
    rows = places.to_dict("records")
    distance = np.array([metres_from(fields, place) for place in rows]) / 1000
    nearest = distance.argmin(axis=1)
    found = places.assign(field=fields["name"].to_numpy()[nearest], km=distance.min(axis=1))
    return found[found["km"] <= km]
