"""What came after the article: where deaths moved, who went home, where the series stop."""

import pandas as pd

from helpers.tables import read
from helpers.topics import reach, refugees, territory

ARTICLE = pd.Timestamp("2018-03-01")
DEATHS = ["deaths_low", "deaths_best", "deaths_high"]
WHERE = {  # where the deaths of a pair of sides fell, as in is_dyad_year: in words, from A to Z
    "Iraq and Syria": "Iraq and Syria only",
    "both": "Iraq, Syria and others: cannot be divided",
    "elsewhere": "other countries only",
}
FOUGHT, ALL = "fights with IS, 23.1", "all violence, 25.1"  # measures, with UCDP's release
HOSTS = 4  # countries from which most refugees returned, named one by one
SNAPSHOT = pd.Timestamp("2015-01-31")  # the last of district_shares, in a column named by its month
SERIES = [  # what a series is about, its name, its table and the column of its time
    ("land", "Land: districts held (Carter Center, UN)", "district_shares", ""),
    ("land", "Land: area (IHS)", "area_ihs", "date"),
    ("land", "Land: what others said of it", "area_claims", "date"),
    ("land", "Places held (this book's list)", "towns", "end"),
    ("strikes", "Air strikes by month (Coalition releases)", "strikes_monthly", "month"),
    ("strikes", "Air strikes in all (Coalition totals)", "strikes_anchors", "as_of"),
    ("deaths", "Deaths in Iraq (UN mission)", "unami_monthly", "month"),
    ("deaths", "Deaths, to the day and place (UCDP)", "ucdp_is_events", "date_end"),
    ("deaths", "Deaths, by who fought IS (UCDP)", "is_dyad_year", "year"),
    ("deaths", "Deaths, by country (UCDP)", "is_country_year", "year"),
    ("people", "Refugees in the region (UNHCR's portal)", "portal_totals", "as_of"),
    ("people", "Displaced in Iraq (IOM)", "iom_iraq", "date"),
    ("people", "Refugees and displaced, by year (UNHCR)", "displaced_yearly", "year"),
]


def still_held(load: read.Load = read.load) -> pd.DataFrame:
    """Places held by IS when the article appeared: rows of towns, the last lost below."""
    return territory.held_on(load("towns"), ARTICLE).sort_values("end")


def last_places(load: read.Load = read.load) -> pd.DataFrame:
    """Places held after July 2017: place, country, held_from, drawn_from, lost, side, contested.

    drawn_from: held_from, but not before 2017. side: who took it, lost_to_actor as an id.
    """
    table = load("towns").query("end >= '2017-08-01'").sort_values("end")
    again = (table["spell"] > 1) & table["place"].duplicated(keep=False)
    table["place"] += again.map({True: " (again)", False: ""})
    table = table.rename(columns={"start": "held_from", "end": "lost"})
    names = load("actors").set_index("actor")["name"]
    table = table.assign(drawn_from=table["held_from"].clip(lower="2017-01-01"))
    table["side"] = table["lost_to_actor"].map(names)
    columns = ["place", "country", "held_from", "drawn_from", "lost", "side", "lost_to_actor"]
    return table[[*columns, "contested"]]


def turns(load: read.Load = read.load) -> pd.DataFrame:
    """Turns of the war to name above columns by year: label, year, deaths in fights, line.

    line: the height at which the label stands, above the highest year and below one another.
    """
    table = load("key_dates").query("key in ['mosul-falls', 'mosul-retaken', 'baghuz']")
    table = table[["label"]].assign(year=table["date"].dt.year)
    by_year = fights(load).groupby("year")["deaths_best"].sum()
    lines = [by_year.max() * height for height in (1.3, 1.2, 1.1)]
    return table.assign(deaths=table["year"].map(by_year), line=lines)


def series(load: read.Load = read.load) -> pd.DataFrame:
    """The last day that each series reaches: about, series, table, last.

    A year and a month are taken to their last day; months without a number do not count.
    """
    table = pd.DataFrame(SERIES, columns=["about", "series", "table", "column"])
    last = [_last(name, column, load) for name, column in zip(table["table"], table["column"])]
    return table.assign(last=last).drop(columns="column")


def fights(load: read.Load = read.load) -> pd.DataFrame:
    """Pairs of sides that fought with IS in it, by year: is_dyad_year without the one-sided."""
    return load("is_dyad_year").query("type_of_violence != 'one-sided'")


def killings(load: read.Load = read.load) -> pd.DataFrame:
    """Killings of civilians by IS, by year: rows of is_dyad_year (all countries in one)."""
    return load("is_dyad_year").query("type_of_violence == 'one-sided'").set_index("year")


def deaths(load: read.Load = read.load) -> pd.DataFrame:
    """Deaths in events with IS as a side: kind, year, where, deaths_low, deaths_best, deaths_high.

    kind: "fights" or "killings" (of civilians); where: a value of WHERE.
    """
    table = load("is_dyad_year")
    kind = table["type_of_violence"].eq("one-sided").map({True: "killings", False: "fights"})
    table = table.assign(kind=kind, where=table["where"].map(WHERE))
    return table.groupby(["kind", "year", "where"], as_index=False)[DEATHS].sum()


def by_country(load: read.Load = read.load) -> pd.DataFrame:
    """Deaths in fights with IS, best estimates: year, country, certain, possible, most (the sum).

    certain: in pairs of sides that fought only there; possible: in those that fought elsewhere too.
    """
    table = fights(load)
    table = table.assign(country=table["countries"].str.split(", ")).explode("country")
    part = table["countries_count"].eq(1).map({True: "certain", False: "possible"}).rename("part")
    sums = table.groupby(["year", "country", part])["deaths_best"].sum().unstack(fill_value=0)
    sums = sums.rename_axis(columns=None).reset_index()
    most = sums["certain"] + sums["possible"]
    return sums.assign(country=_named(sums["country"], load), most=most)


def limits(load: read.Load = read.load) -> pd.DataFrame:
    """Deaths by all sides in countries where IS was one, from 2014: rows of is_country_year.

    Countries with the UN's names. only: IS is a side in all pairs, so that the deaths are its own.
    """
    table = load("is_country_year").query("year >= 2014").reset_index(drop=True)
    only = table["is_dyads"] == table["all_dyads"]
    table = table.assign(country=_named(table["country"], load), only=only)
    counts = ["year", "country", "type_of_violence", "is_dyads", "all_dyads", "only"]
    return table[[*counts, *DEATHS]]


def iraq_and_syria(load: read.Load = read.load) -> pd.DataFrame:
    """Deaths in the two countries from 2012, by panel and year: measure, low, best, high, named.

    measure: ALL (a panel each) or FOUGHT, the fights with IS that fell wholly in the two. named:
    whether the year has room for a label: the highest, the lowest after it, or the last.
    """
    totals = load("ucdp_country_year").sort_values(["country", "year"])
    totals = totals.assign(panel=totals["country"] + ", all violence", measure=ALL)
    fought = deaths(load).query("kind == 'fights' and where == 'Iraq and Syria only'")
    fought = fought.assign(panel="Fights with IS, only in Iraq and Syria", measure=FOUGHT)
    table = pd.concat([totals, fought]).query("year >= 2012")
    table = table.rename(columns=lambda name: name.removeprefix("deaths_"))
    table = table[["panel", "year", "measure", "low", "best", "high"]].reset_index(drop=True)
    named = set()
    for _, rows in table.groupby("panel"):
        top = rows["best"].idxmax()
        low, last = rows.loc[top:, "best"].idxmin(), rows.index[-1]
        named |= {top, last} | ({low} if low < last - 1 else set())
    return table.assign(named=table.index.isin(named))


def returns(load: read.Load = read.load) -> pd.DataFrame:
    """People who returned in each year from 2018: year, part, people (none where not reported).

    panel: Syrian refugees (part: the country they left, or "elsewhere"), or people displaced
    within Syria or Iraq.
    """
    moves = load("solutions").query("origin_iso3 == 'SYR' and year >= 2018")
    moves = moves.dropna(subset="returned").rename(columns={"returned": "people"})
    most = moves.groupby("country")["people"].sum().nlargest(HOSTS).index
    part = moves["country"].where(moves["country"].isin(most), "elsewhere").rename("part")
    tables = [moves.groupby(["year", part], as_index=False)["people"].sum()]
    tables[0]["panel"] = "Syrian refugees from abroad"
    for code, name in reversed(refugees.NAMES.items()):
        home = refugees.yearly(code, load).loc[2018:, "returned_idps"].rename("people")
        panel = {"panel": f"Displaced within {name}", "part": "within the country"}
        tables.append(home.reset_index().assign(**panel))
    return pd.concat(tables, ignore_index=True).astype({"people": "Int64"})


def _last(name, column, load):
    if not column:
        return SNAPSHOT
    table = load(name)
    table = table.dropna(subset="strikes") if "strikes" in table else table
    last = table[column].max()
    if column == "month":
        return last + pd.offsets.MonthEnd(0)
    return last if isinstance(last, pd.Timestamp) else pd.Timestamp(f"{last}-12-31")


def _named(countries, load):
    """UCDP's names of countries as the UN writes them."""
    codes = load("is_presence").drop_duplicates("country").set_index("country")["iso3"]
    return countries.map(codes).map(reach.names())
