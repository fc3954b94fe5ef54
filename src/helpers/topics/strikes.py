"""Coalition strikes: the series of this book beside the running totals that others published."""

import pandas as pd

from helpers.tables import read

COUNTRIES = ("Iraq", "Syria")
STEADY = ("2015-10-01", "2017-01-31")  # official totals by country, before they jump


def running(load: read.Load = read.load) -> pd.DataFrame:
    """Strikes since 8 August 2014 by day of release: columns Iraq, Syria, both (running sums)."""
    days = load("strikes_daily").pivot(index="release_date", columns="country", values="strikes")
    total = days.cumsum().astype(int)
    return total.assign(both=total.sum(axis=1))


def compared(load: read.Load = read.load) -> pd.DataFrame:
    """Published totals, each with our own of the same day and the difference, one row each.

    Columns of strikes_anchors and our_iraq, our_syria, our_total, difference (published less ours)
    and part (difference / ours); empty for days after the series ends.
    """
    ours, table = running(load), load("strikes_anchors").sort_values("as_of", ignore_index=True)
    at = ours.astype(float).asof(table["as_of"]).reset_index(drop=True)
    at[table["as_of"] > ours.index.max()] = None
    table = table.assign(our_iraq=at["Iraq"], our_syria=at["Syria"], our_total=at["both"])
    table["difference"] = table["total"].astype(float) - table["our_total"]
    return table.assign(part=table["difference"] / table["our_total"])


def error(load: read.Load = read.load) -> float:
    """How far our running sum of a country was at most from a published one while both grew alike.

    For sums since the start; a single month is less sure, see month_error().
    """
    table = compared(load)
    table = table[table["as_of"].between(*STEADY)]
    parts = [(table[name] / table[f"our_{name}"] - 1).abs() for name in ("iraq", "syria")]
    return float(pd.concat(parts).max())


def month_error(load: read.Load = read.load) -> float:
    """How far our count of a single month was at most from the one Airwars published."""
    checks, months = load("strike_checks"), load("strikes_monthly")
    one_month = checks["start"].dt.to_period("M") == checks["end"].dt.to_period("M")
    checks = checks[one_month & checks["what"].str.startswith("Coalition strikes")]
    ours = months.set_index(["month", "country"])["strikes"].astype(float)
    return max(
        abs(ours[row.start, row.what.split()[-1]] / row.published - 1)
        for row in checks.itertuples()
    )


def bounds(until: str | pd.Timestamp, load: read.Load = read.load) -> dict[str, tuple[int, int]]:
    """(low, high) by country of the strikes up to a day, from totals that others published.

    low: the last total by country, and what releases name after it. high: the last total of both
    up to `until`, less the low of the other country.
    """
    table, ours = load("strikes_anchors").sort_values("as_of"), running(load)
    table = table[table["as_of"] <= pd.Timestamp(until)]
    base, last = table.dropna(subset=["iraq", "syria"]).iloc[-1], table.iloc[-1]
    then = ours[ours.index <= base["as_of"]].iloc[-1]
    low = {
        country: int(base[country.lower()] + ours[country].iloc[-1] - then[country])
        for country in COUNTRIES
    }
    return {
        country: (low[country], int(last["total"]) - low[other])
        for country, other in zip(COUNTRIES, reversed(COUNTRIES))
    }
