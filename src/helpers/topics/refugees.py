"""Refugees and displaced people: who counts whom, at the end of which year, by which rule."""

from itertools import pairwise

import pandas as pd

from helpers.sentences import day
from helpers.tables import read

YEAR = 2017  # the article's last: most of the chapter is about its end
BEFORE = 2010  # the last year before people fled
TURN = 2023  # the last year that ended before Assad fell and many went back
REGION = ["Türkiye", "Lebanon", "Jordan", "Iraq", "Egypt"]  # share a plan for Syrian refugees
THREE = REGION[:3]
WEST = 36.5  # degrees: the coast, Damascus and Quneitra lie west of it
STEP = {"people": 30_000, "part": 0.08, "days": 31}  # too many at once to have crossed a border
LIVED = {  # who lived in the governorates before: table and column
    "SYR": ("population_syria", "resident_2011"),
    "IRQ": ("population_iraq_2014", "population"),
}
ENDS = ["recognised", "other_protection", "rejected", "closed"]
NAMES = {"IRQ": "Iraq", "SYR": "Syria"}
WORLD = "UNHCR, the world"
BODIES = {"idps": "UNHCR", "idps_idmc": "IDMC"}


def abroad(load: read.Load = read.load) -> pd.DataFrame:
    """Syrians by year (its end) and country of asylum, by UNHCR.

    Columns year, asylum_iso3, asylum, area ("region", "Europe", "elsewhere"), refugees,
    asylum_seekers.
    """
    return load("displaced_abroad").query("origin_iso3 == 'SYR'").drop(columns="origin_iso3")


def hosts(load: read.Load = read.load) -> pd.DataFrame:
    """As `abroad`, with now and of_2010: refugees per 1,000 inhabitants of that year, of 2010."""
    table = abroad(load)
    lived = load("population_by_country").set_index(["iso3", "year"])["population"].astype(float)
    refugees = table["refugees"].astype(float)
    for name, years in {"now": table["year"], "of_2010": [BEFORE] * len(table)}.items():
        keys = pd.MultiIndex.from_arrays([table["asylum_iso3"], years])
        table[name] = 1000 * refugees / lived.reindex(keys).to_numpy()
    return table


def in_region(first: int, last: int, load: read.Load = read.load) -> pd.DataFrame:
    """Rows of `abroad` in the countries of REGION, those years; adds day, the end of the year."""
    rows = abroad(load).query("area == 'region' and @first <= year <= @last")
    day = pd.to_datetime(rows["year"].astype(str) + "-12-31")
    return rows.assign(day=day).sort_values(["year", "asylum"], ascending=[True, False])


def yearly(origin: str, load: read.Load = read.load) -> pd.DataFrame:
    """People of a country ("SYR", "IRQ") at the end of each year: displaced_yearly by year."""
    return load("displaced_yearly").query("origin_iso3 == @origin").set_index("year")


def portal(what: str, load: read.Load = read.load) -> pd.DataFrame:
    """Totals of UNHCR's portal as they were copied, without those corrected at once.

    what: "registered in the region" or "asylum applications in Europe". Columns of portal_totals.
    """
    table = load("portal_totals").query("what == @what and not corrected_at_once")
    return table.sort_values(["copied_on", "as_of"])


def applications(load: read.Load = read.load) -> pd.DataFrame:
    """The portal's running totals of applications in Europe, each once.

    Columns until (the end of the months it covers, else the day it was shown), as_of (shown on),
    total, month_known (whether the portal named its last month).
    """
    told = portal("asylum applications in Europe", load)
    known = told["covers_until"].notna()
    told = told.assign(until=told["covers_until"].fillna(told["as_of"]), month_known=known)
    told = told.drop_duplicates(["until", "total"])
    return told[["until", "as_of", "total", "month_known"]].reset_index(drop=True)


def asylum_by_month(named: list[str], load: read.Load = read.load) -> pd.DataFrame:
    """Applications in Europe by month: a column for each country named, a last one for the others.

    The last is called "33 other countries", by their number.
    """
    monthly = load("asylum_monthly")
    others = f"{monthly['country'].nunique() - len(named)} other countries"
    who = monthly["country"].where(monthly["country"].isin(named), others).rename("who")
    return monthly.groupby(["month", who])["applications"].sum().unstack()[[*named, others]]


def revision(load: read.Load = read.load) -> tuple[pd.Series, pd.Series]:
    """The totals of `applications` before and after the largest fall: two rows."""
    told = applications(load)
    fall = told["total"].astype(float).diff().idxmin()
    return told.loc[fall - 1], told.loc[fall]


def registrations(load: read.Load = read.load) -> pd.DataFrame:
    """Dated registrations by host and date: registered, change and days since the one before."""
    table = load("registered_by_host").sort_values(["host", "date"])
    by_host = table.groupby("host")
    return table.assign(change=by_host["registered"].diff(), days=by_host["date"].diff().dt.days)


def steps(load: read.Load = read.load) -> pd.DataFrame:
    """Registrations that change by more than a movement of people could, as STEP says."""
    table = registrations(load)
    size, before = table["change"].abs(), table["registered"] - table["change"]
    large = (size >= STEP["people"]) & (size >= STEP["part"] * before)
    return table[large & (table["days"] <= STEP["days"])]


def inside(country: str, years: list, load: read.Load = read.load) -> pd.DataFrame:
    """Displaced people by governorate and year, with a row where no number is given.

    country: "SYR" or "IRQ". Columns governorate_pcode, year, idps, per_100 (for each 100 who
    lived there before: in Syria in 2011, in Iraq in 2014), governorate.
    """
    table, column = LIVED[country]
    lived = load(table).set_index("governorate_pcode")
    keys = ["governorate_pcode", "year"]
    told = load("idps_by_governorate").dropna(subset=keys).set_index(keys)["idps"]
    rows = told.reindex(pd.MultiIndex.from_product([lived.index, years], names=keys)).reset_index()
    part = 100 * rows["idps"] / rows["governorate_pcode"].map(lived[column])
    names = rows["governorate_pcode"].map(lived["governorate"])
    return rows.assign(per_100=part.astype(float).round(1), governorate=names)


def shades(rates: pd.Series, edges: list) -> pd.Series:
    """Rates in classes from zero: "under 5", "5 to 10", "10 or more" for the edges 5 and 10."""
    ends = zip(edges, edges[1:])
    names = [
        f"under {edges[0]}",
        *(f"{low} to {high}" for low, high in ends),
        f"{edges[-1]} or more",
    ]
    return pd.cut(rates, [0, *edges, float("inf")], right=False, labels=names)


def on_map(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of `inside` with a point in each governorate and a class, for a map.

    Adds lon, lat, west (a name left of the point stands beyond Syria's border) and shade
    ("under 5" ... "40 or more" of 100, "no data"; ordered categories).
    """
    shapes = read.layer("governorates").set_index("governorate_pcode")["geometry"]
    at = shapes.representative_point()[rows["governorate_pcode"]]
    shade = shades(rows["per_100"], [5, 10, 20, 40]).cat.add_categories("no data")
    rows = rows.assign(lon=at.x.round(3).values, lat=at.y.round(3).values)
    west = (rows["lon"] < WEST) & (rows["governorate"] != "Dar'a")
    return rows.assign(west=west, shade=shade.fillna("no data"))


def crossing(load: read.Load = read.load) -> pd.DataFrame:
    """The two of IOM's totals between which more have returned to their home than are displaced.

    Index date; columns displaced, returned, gap (returned less displaced).
    """
    iom = load("iom_iraq").dropna(subset="returned").set_index("date")[["displaced", "returned"]]
    iom["gap"] = iom["returned"] - iom["displaced"]
    return iom.loc[: iom.index[iom["gap"] > 0][0]].tail(2)


def compared(load: read.Load = read.load) -> pd.DataFrame:
    """Displaced within Iraq and Syria by who prints the number: country, year, body, people.

    IOM's (of Iraq) is the printed total nearest to the end of the year, where there is one.
    """
    table = load("displaced_yearly").assign(country=lambda d: d["origin_iso3"].map(NAMES))
    rows = table.melt(["country", "year"], list(BODIES), "body", "people")
    rows = rows.assign(body=rows["body"].map(BODIES)).sort_values("country", kind="stable")
    iom = load("iom_iraq").rename(columns={"displaced": "people"})
    months = iom["date"].dt.strftime("%Y-%m")
    iom = iom[months.str.endswith("-12") | (months == "2016-11")]
    iom = iom.assign(country="Iraq", year=iom["date"].dt.year, body="IOM")
    return pd.concat([rows, iom[rows.columns]]).dropna(subset="people").astype({"people": int})


def ways_out(load: read.Load = read.load) -> pd.DataFrame:
    """Syrian refugees who returned, were resettled or became citizens, by year since 2011.

    Columns returned, resettled, naturalised; missing where no country reports any.
    """
    moves = load("solutions").query("origin_iso3 == 'SYR' and year >= 2011")
    return moves.groupby("year")[["returned", "resettled", "naturalised"]].sum(min_count=1)


def turn(load: read.Load = read.load) -> pd.DataFrame:
    """Syrian refugees by host since the end of TURN, for hosts from which people returned.

    Index asylum (most returns first); columns before, after (at the end of TURN and of the last
    year), fall (before less after), returned (in the years between).
    """
    table = abroad(load)
    stock = table.pivot(index="asylum", columns="year", values="refugees")
    moves = load("solutions").query("origin_iso3 == 'SYR' and year > @TURN")
    back = moves.groupby("country")["returned"].sum().rename("returned")
    rows = stock[[TURN, table["year"].max()]].set_axis(["before", "after"], axis="columns")
    rows = rows.assign(fall=rows["before"] - rows["after"]).join(back[back > 0], how="inner")
    return rows.sort_values("returned", ascending=False)


def decisions(load: read.Load = read.load) -> pd.DataFrame:
    """Decisions on applications of Syrians, the twelve countries that decided most in each span.

    Index span ("2012 to 2017", "2018 to 2024", "2025") and country, most decisions first; columns
    recognised, other_protection, rejected, closed, all.
    """
    table = load("asylum_yearly").query("year >= 2012")
    edges = [2011, YEAR, TURN + 1, table["year"].max()]
    names = [
        f"{low + 1} to {high}" if low + 1 < high else f"{high}" for low, high in pairwise(edges)
    ]
    span = pd.cut(table["year"], edges, labels=names).astype(str).rename("span")
    sums = table.groupby([span, "country"])[ENDS].sum()
    sums = sums.assign(all=sums.sum(axis="columns")).sort_values("all", ascending=False)
    return sums.groupby("span").head(12).sort_index(level="span", sort_remaining=False)


def displaced(load: read.Load = read.load) -> pd.DataFrame:
    """How many Syrians were displaced at the end of 2017, by three rules.

    Columns rule ("narrow", "middle", "wide"), part, people, source.
    """
    year, hosted = yearly("SYR", load).loc[YEAR], abroad(load).query("year == @YEAR")
    told = portal("registered in the region", load)
    region = told[told["as_of"] > f"{YEAR}-12-31"].iloc[0]
    within, beyond = "within Syria", "refugees abroad"
    rows = [
        ("narrow", within, year["idps"], "UNHCR"),
        ("narrow", beyond, region["total"], f"portal, the region, {day(region['as_of'])}"),
        ("middle", within, year["idps"], "UNHCR"),
        ("middle", beyond, hosted["refugees"].sum(), WORLD),
        ("wide", within, year["idps_idmc"], "IDMC"),
        ("wide", beyond, hosted["refugees"].sum(), WORLD),
        ("wide", "asylum-seekers abroad", hosted["asylum_seekers"].sum(), WORLD),
    ]
    return pd.DataFrame(rows, columns=["rule", "part", "people", "source"]).astype({"people": int})
