"""Coalition strikes: the book's series, what others published beside it, what else is counted."""

from collections.abc import Iterable

import pandas as pd

from helpers.tables import read
from helpers.topics.casualties import until
from helpers.topics.territory import spells

COUNTRIES = ("Iraq", "Syria")
STEADY = ("2015-10-01", "2017-01-31")  # official totals by country, before they jump
START = pd.Timestamp("2014-08-08")  # the first strike, from which totals and costs are counted
MONTH = 365.25 / 12  # days


def by_country(count: str = "strikes", load: read.Load = read.load) -> pd.DataFrame:
    """Strikes by month (index), where there is a complete count: columns Iraq, Syria.

    count: "strikes" by the date of the release, "strikes_by_strike_date" by that of the strike.
    """
    table = load("strikes_monthly").dropna(subset="strikes")
    return table.pivot(index="month", columns="country", values=count).astype(int)


def running(load: read.Load = read.load) -> pd.DataFrame:
    """Strikes since 8 August 2014 by day of release: columns Iraq, Syria, both (running sums)."""
    days = load("strikes_daily").pivot(index="release_date", columns="country", values="strikes")
    total = days.cumsum().astype(int)
    return total.assign(both=total.sum(axis=1))


def stretches(load: read.Load = read.load) -> pd.DataFrame:
    """Times in which the months of Iraq rest on one source: reliability, month (first), until."""
    table = load("strikes_monthly").query("country == 'Iraq'").dropna(subset="strikes")
    run = (table["reliability"] != table["reliability"].shift()).cumsum()
    first = {name: (name, "first") for name in ("reliability", "month")}
    return until(table).groupby(run.to_numpy()).agg(**first, until=("until", "last"))


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


def growth(of: str = "total", load: read.Load = read.load) -> pd.DataFrame:
    """Steps from each published total to the next, to the end of our series: a row each.

    Adds start (day of the total before), published and releases (strikes that each adds in the
    step) and more (published less releases). of: "total", or "iraq" or "syria" where known.
    """
    table = compared(load).dropna(subset=[of, f"our_{of}"])
    ours, theirs = table[f"our_{of}"].diff(), table[of].astype(float).diff()
    table = table.assign(start=table["as_of"].shift(), published=theirs, releases=ours)
    return table.assign(more=theirs - ours).iloc[1:]


def error(load: read.Load = read.load) -> float:
    """How far our running sum of a country was at most from a published one while both grew alike.

    For sums since the start; a single month is less sure, see month_error().
    """
    table = compared(load)
    table = table[table["as_of"].between(*STEADY)]
    parts = [(table[name] / table[f"our_{name}"] - 1).abs() for name in ("iraq", "syria")]
    return float(pd.concat(parts).max())


def checked(load: read.Load = read.load) -> pd.DataFrame:
    """Airwars' counts of Coalition strikes in one month or more: rows of strike_checks.

    Adds country, ours (strikes named in the releases of the same months) and off (ours / published
    - 1).
    """
    table, months = load("strike_checks"), by_country(load=load)
    table = table[table["what"].str.startswith("Coalition strikes")]
    country = table["what"].str.split().str[-1]
    spans = zip(table["start"], table["end"], country)
    ours = [months.loc[start:end, name].sum() for start, end, name in spans]
    return table.assign(country=country, ours=ours, off=ours / table["published"] - 1)


def month_error(load: read.Load = read.load) -> float:
    """How far our count of a single month was at most from the one Airwars published."""
    table = checked(load)
    single = table["start"].dt.to_period("M") == table["end"].dt.to_period("M")
    return float(table.loc[single, "off"].abs().max())


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


def named(load: read.Load = read.load) -> pd.DataFrame:
    """Strikes by month and town that releases name, where the town is on the map.

    Columns month, country, place (short), lat, lon, strikes, rank (1: the most of its month). Left
    out: rows that put a town into another country than most of its strikes.
    """
    spot = ["place", "lat", "lon"]
    table = load("strikes_by_place").dropna(subset="place")
    home = table.groupby([*spot, "country"])["strikes"].sum().groupby(spot).idxmax().str[-1]
    table = table.join(home.rename("home"), on=spot).query("country == home")
    table = table.groupby(["month", "country", *spot], as_index=False)["strikes"].sum()
    rank = table.groupby("month")["strikes"].rank(method="first", ascending=False).astype(int)
    return table.assign(place=_short(table["place"]), rank=rank)


def retaken(places: Iterable[str], load: read.Load = read.load) -> pd.DataFrame:
    """When IS lost towns of these short names, while places are named: place, end, side (to whom).

    Left out: towns that IS never held, and what it lost before January 2015 or after the series.
    """
    table, months = spells(load), load("strikes_by_place")["month"]
    table = table.assign(place=_short(table["place"]))
    table = table[table["place"].isin(places)][["place", "end", "side"]]
    return table[table["end"].between(months.min(), months.max() + pd.offsets.MonthEnd())]


def on_lists(article: dict[str, list[str]], load: read.Load = read.load) -> pd.DataFrame:
    """Nations that one list at least has as striking in a country, a row for each list.

    Columns nation, country, first_release (that names it), list, on (whether the list has it).
    article: codes (ISO 3166) of the nations that the article lists with the USA, by country.
    """
    table = load("coalition_nations")
    said = [row.iso3 in ["USA", *article[row.country]] for row in table.itertuples()]
    lists = {
        "releases to 2015": table["first_release"].notna(),
        "US list, July 2016": table["dod_2016_07"].astype(bool),
        "the article": said,
    }
    keys = ["nation", "country", "first_release"]
    table = table.assign(**lists).melt(keys, list(lists), "list", "on", ignore_index=False)
    return table.sort_index(kind="stable").astype({"on": bool})


def by_partner(load: read.Load = read.load) -> pd.DataFrame:
    """The last split by who flew: rows of strikes_by_partner, with part (of the country's strikes).

    who: "United States" or "partners".
    """
    table = load("strikes_by_partner").query("who != 'Canada'").sort_values(["who", "country"])
    table = table[table["as_of"] == table["as_of"].max()]
    total = table.groupby("country")["strikes"].transform("sum")
    return table.assign(part=(table["strikes"] / total).astype(float))


def units(load: read.Load = read.load) -> pd.DataFrame:
    """Strikes and what else was counted, on one time: what (index), start, until, value.

    what: "strikes" (of both countries) and "weapons released by the Netherlands", by month;
    "weapons released" (the US Air Force's count, months that are known alone); "strike sorties,
    mean of a month" (of longer times). Also source_publisher of the latter two.
    """
    table = load("oir_weapons").assign(until=lambda rows: rows["end"] + pd.Timedelta(days=1))
    days, dutch = (table["until"] - table["start"]).dt.days, load("dutch_weapons")
    single = table[(table["measure"] == "weapons released") & (days <= 31)]
    mean = table.assign(value=(table["value"].astype(float) * MONTH / days).round())
    dutch = dutch[dutch["country"] != "not stated"].groupby("month")["weapons"].sum()
    kinds = {
        "strikes": _by_month(by_country(load=load).sum(axis=1)),
        "weapons released": single,
        "strike sorties, mean of a month": mean[mean["measure"] == "strike sorties"],
        "weapons released by the Netherlands": _by_month(dutch),
    }
    table = pd.concat(kinds, names=["what"]).droplevel(1)
    return table[["start", "until", "value", "source_publisher"]]


def cost(load: read.Load = read.load) -> pd.DataFrame:
    """Rows of oir_cost, oldest first, with what a day cost, in million US dollars.

    Adds start (day of the total before), days (since then), lately (a day between the two) and
    average (a day since the first strike).
    """
    table = load("oir_cost").sort_values("as_of", ignore_index=True)
    total, start = 1000 * table["total_usd_billion"], table["as_of"].shift(fill_value=START)
    days = (table["as_of"] - start).dt.days
    average = total / (table["as_of"] - START).dt.days
    return table.assign(
        start=start, days=days, lately=total.diff().fillna(total) / days, average=average
    )


def _short(places):
    return places.str.replace(r" \(.*\)", "", regex=True)


def _by_month(values):
    return until(values.rename("value").reset_index()).rename(columns={"month": "start"})
