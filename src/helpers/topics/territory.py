"""What IS held: places on a day, land by who measured it, where it was fought over, people."""

from collections.abc import Iterable
from itertools import product
from typing import TYPE_CHECKING

import pandas as pd

from helpers.sentences import in_words
from helpers.tables import read

if TYPE_CHECKING:
    import geopandas

COUNTRIES = ["Iraq", "Syria"]
BOTH = "Iraq and Syria"
CLASHES = "is_side and 2013 <= year <= 2018"
STRAY = 15_000  # metres: a point further from every area than this lies in none
SNAPSHOTS = {  # shares in district_shares: country and time
    "is_share_2014_01": "Syria, January 2014",
    "is_share_2015_01": "Syria, January 2015",
    "armed_group_share_2014_09": "Iraq, about September 2014",
}
IN_IRAQ = {  # how to count in Iraq, September 2014: rule of the table population_under_is
    "area held, four governorates": "iraq-area-four-governorates",
    "area held, all governorates": "iraq-area-all-governorates",
    "whole sub-districts": "iraq-point-all-governorates",
}
IN_SYRIA = {  # how to count in Syria, January 2015
    "Raqqa and Deir ez-Zor only": "syria-raqqa-deir-ez-zor",
    "districts with a census figure": "syria-nineteen-districts",
    "all governorates": "syria-all-governorates",
}
FLED = {  # who is taken off
    "count everyone who lived there": None,
    "take off those who had fled in Iraq": "iraq-fled-by-2014-09",
}


# Places


def held_on(towns: pd.DataFrame, date: str | pd.Timestamp) -> pd.DataFrame:
    """The rows of `towns` (the table, or some of it) held by IS on a day.

    A spell counts from the day of capture to the day before the loss.
    """
    date = pd.Timestamp(date)
    return towns[(towns["start"] <= date) & (date < towns["end"])]


def held_counts(towns: pd.DataFrame, dates: Iterable | None = None) -> pd.DataFrame:
    """Places held on days, after each change if none are given: date, held, Iraq, Syria.

    And of those held: contested (in part, or fought over), start_imputed (since a day filled in).
    """
    dates = {*towns["start"], *towns["end"]} if dates is None else dates
    days = sorted(map(pd.Timestamp, dates))
    held = [held_on(towns, day) for day in days]
    counts = {"date": days, "held": [len(rows) for rows in held]}
    counts |= {name: [(rows["country"] == name).sum() for rows in held] for name in COUNTRIES}
    counts |= {name: [rows[name].sum() for rows in held] for name in ("contested", "start_imputed")}
    return pd.DataFrame(counts)


def peak(towns: pd.DataFrame) -> pd.Series:
    """The row of held_counts with most places held, the first of several."""
    counts = held_counts(towns)
    return counts.loc[counts["held"].idxmax()]


def captures(towns: pd.DataFrame, first: str, last: str) -> pd.Series:
    """Places taken from one day to another: taken, of them dated (a source gives the day).

    before and after: places held on the day before the first, and on the last.
    """
    taken = towns[towns["start"].between(first, last)]
    days = [pd.Timestamp(first) - pd.Timedelta(days=1), last]
    before, after = held_counts(towns, days)["held"]
    counts = {"taken": len(taken), "dated": (~taken["start_imputed"]).sum()}
    return pd.Series(counts | {"before": before, "after": after})


def listed(towns: pd.DataFrame) -> pd.Series:
    """What the list holds: places, spells, and how many spells have a day that is filled in.

    start_imputed and end_imputed: the latter; other_dates: spells with other dates besides;
    year_only: places whose capture is known to the year; taken_2014: spells that began in 2014;
    left_2017: places held as 2017 ended.
    """
    counts = towns[["start_imputed", "end_imputed"]].sum().astype(object)
    counts["places"], counts["spells"] = towns["place"].nunique(), len(towns)
    others = towns[["date_taken_other", "date_lost_other"]].notna()
    counts["other_dates"] = others.any(axis=1).sum()
    counts["year_only"] = list(towns.loc[towns["date_taken"].str.len() == 4, "place"])
    counts["taken_2014"] = (towns["start"].dt.year == 2014).sum()
    counts["left_2017"] = len(held_on(towns, "2017-12-31"))
    return counts


def spells(load: read.Load = read.load) -> pd.DataFrame:
    """Rows of towns in the order in which they were lost.

    Adds name (of the place, a second spell told apart), days (how long it was held), side (the
    short name of who held it next), taken and lost (the dates of the sources, in words).
    """
    table = load("towns").sort_values(["end", "place"])
    return table.assign(
        name=table["place"] + table["spell"].map({1: "", 2: " (second time)"}),
        days=(table["end"] - table["start"]).dt.days,
        side=table["lost_to_actor"].map(load("actors").set_index("actor")["short_name"]),
        taken=table["date_taken"].map(in_words),
        lost=table["date_lost"].map(in_words),
    )


def communities(load: read.Load = read.load) -> pd.Series:
    """Syria's communities, by the Carter Center: all, 2014 and 2015 (held in January)."""
    names = {"communities": "all"} | {f"is_communities_{year}_01": year for year in (2014, 2015)}
    return load("district_shares")[[*names]].sum().rename(names)


def snapshots(load: read.Load = read.load) -> "geopandas.GeoDataFrame":
    """Share of each district held: district_pcode, geometry, district, snapshot, value (of 1).

    snapshot: a name of SNAPSHOTS. In Syria of communities, in Iraq of the land.
    """
    table = load("district_shares").rename(columns=SNAPSHOTS)
    keys = ["district_pcode", "district"]
    table = table.melt(keys, list(SNAPSHOTS.values()), "snapshot", "value").dropna()
    return read.layer("districts")[["district_pcode", "geometry"]].merge(table)


# Land


def area(load: read.Load = read.load) -> pd.DataFrame:
    """Land held as IHS gives it, rows of area_ihs; adds share_lost (since the first, of 1)."""
    table = load("area_ihs").sort_values("date", kind="stable")
    return table.assign(share_lost=1 - table["area_km2"] / table["area_km2"].iloc[0])


def said_lost(load: read.Load = read.load) -> pd.DataFrame:
    """Shares of the land said to be lost, rows of area_claims in order of time, beside IHS.

    Adds share, low, high (of 1) and what IHS had last given by then: ihs_km2, ihs_lost (of 1).
    """
    table = load("area_claims").query("measure == 'pct_lost'")
    names = {"value": "share", "value_low": "low", "value_high": "high"}
    return _beside_ihs(table.join(table[[*names]].div(100).rename(columns=names)), load)


def freed(load: read.Load = read.load) -> pd.Series:
    """The land that the Coalition says was freed in a year: the row of area_claims, beside IHS.

    Adds year, and of IHS at the end of the year before: ihs_date, ihs_km2, ihs_lost (of 1).
    """
    table = load("area_claims").query("measure == 'area_km2_freed'")
    table = table.assign(year=(table["date"] - pd.Timedelta(days=1)).dt.year)  # said at New Year
    before = pd.to_datetime(table["year"].astype(str))
    return _beside_ihs(table.assign(date=before), load).assign(date=table["date"].values).iloc[0]


def _beside_ihs(table, load):
    ihs = area(load)[["date", "area_km2", "share_lost"]]
    ihs = ihs.rename(columns={"area_km2": "ihs_km2", "share_lost": "ihs_lost"})
    table = table.sort_values("date", kind="stable")
    return pd.merge_asof(table, ihs.assign(ihs_date=ihs["date"]), on="date")


# Clashes


def clashes(load: read.Load = read.load) -> pd.DataFrame:
    """UCDP's clashes with IS as a side, 2013 to 2018: rows of ucdp_events_monthly."""
    return load("ucdp_events_monthly").query(f"{CLASHES} and type_of_violence != 'one-sided'")


def clash_cells(load: read.Load = read.load) -> pd.DataFrame:
    """The same from a copy that has places, but no months and only armed sides.

    Rows of ucdp_battle_cells: cells of a tenth of a degree by year.
    """
    return load("ucdp_battle_cells").query(CLASHES)


def clashes_by_month(load: read.Load = read.load) -> pd.DataFrame:
    """Clashes by governorate and month; by year in Syria before 2016, where no month is known.

    Columns known ("month" or "year only"), country, governorate_pcode, start, end (of the time),
    events, governorate, a_month (events in an average month of the time).
    """
    areas, months = read.layer("governorates"), clashes(load)
    years = located(clash_cells(load).query("country == 'Syria' and year < 2016"), areas)
    years = years.assign(start=pd.to_datetime(years["year"].astype(str)), known="year only")
    table = pd.concat([months.assign(start=months["month"], known="month"), years])
    keys = ["known", "country", "governorate_pcode", "start"]
    table = table.groupby(keys, as_index=False)["events"].sum()
    monthly, start = table["known"] == "month", table["start"]
    ends = (start + pd.offsets.MonthBegin(1)).where(monthly, start + pd.offsets.YearBegin(1))
    names = areas.set_index("governorate_pcode")["governorate"]
    return table.assign(
        governorate=table["governorate_pcode"].map(names),
        end=ends,
        a_month=table["events"].astype(float) / monthly.map({True: 1, False: 12}),
    )


def located(points: pd.DataFrame, areas: "geopandas.GeoDataFrame") -> pd.DataFrame:
    """Points (columns lon, lat) with the columns of the area they lie in, or the nearest one.

    Points further than STRAY metres from every area are left out.
    """
    import geopandas

    spots = geopandas.points_from_xy(points["lon"], points["lat"], crs="EPSG:4326")
    spots = geopandas.GeoDataFrame(points, geometry=spots).to_crs(read.METRES)
    areas = areas.drop(columns=points.columns.intersection(areas.columns)).to_crs(read.METRES)
    joined = spots.sjoin_nearest(areas, max_distance=STRAY)
    joined = joined[~joined.index.duplicated()].sort_index()
    return pd.DataFrame(joined.drop(columns=["geometry", "index_right"]))


# People


def people_by_rule(load: read.Load = read.load) -> pd.DataFrame:
    """People living where IS ruled, for each way to count: iraq, syria, displaced, people.

    Residents of 2014 in Iraq and of 2011 in Syria, before those who left had left. Source: the
    table population_under_is.
    """
    people = load("population_under_is").set_index("rule")["people"]
    ways = product(IN_IRAQ.items(), IN_SYRIA.items(), FLED.items())
    rows = [
        (iraq, syria, displaced, people[there] + people[here] - (people[gone] if gone else 0))
        for (iraq, there), (syria, here), (displaced, gone) in ways
    ]
    return pd.DataFrame(rows, columns=["iraq", "syria", "displaced", "people"])


def people_told(load: read.Load = read.load) -> pd.DataFrame:
    """People at the height of the group's rule as others tell them: row (who, when), people, high.

    Each counts other people; the Coalition counts those freed since 2014.
    """
    table = load("area_claims").query(
        "measure in ['people_liberated', 'population_once']"
        " or measure == 'population' and date < '2017'"
    )
    short = {"CJTF-OIR": "Coalition", "US": "Coalition", "International": "ICRC"}
    who = table["publisher"].str.split().str[0].replace(short)
    year = table["date"].dt.year.astype(str)
    before = {"population": "", "population_once": "said in ", "people_liberated": "freed by "}
    when = table["measure"].map(before) + year
    told = table.assign(row=who + ", " + when).groupby("row", as_index=False)
    return told.agg(people=("value", "min"), high=("value", "max"))
