"""Counts of the dead in Iraq and Syria: who counted, of which time, known on which day."""

import re

import numpy as np
import pandas as pd

from helpers.sentences import between, number
from helpers.tables import read
from helpers.topics.cities import metres_from

COUNTS = {  # key of the table casualty_definitions: name of the count
    "ibc": "Iraq Body Count",
    "unami": "UN mission",
    "ucdp-civilians": "UCDP, civilians",
    "ucdp-all": "UCDP, all deaths",
}
UPRISING, SOHR_START = "2011-03-01", "2011-03-15"  # when totals for Syria begin
RELEASED = {"19.1": "2019-06", "652.1601.1911": "2019-12", "25.1": "2025-06"}  # UCDP's events
IBC_PANEL = "Iraq Body Count: civilians, Iraq"
WHO = {"SOHR": "SOHR", "OHCHR": "UN", "Syrian Centre for Policy Research": "SCPR"}
KURDISH = "SDF|PYD|Euphrates Vulcano|Jaysh al-Sanadid"
PAIRS = {  # sides of a dyad: the pair they are drawn as
    ("Government of Syria", "Syrian insurgents"): "Syrian gov. – insurgents",
    ("Government of Syria", "IS"): "Syrian gov. – IS",
    ("Government of Iraq", "IS"): "Iraqi gov. – IS",
    ("IS", "Civilians"): "IS – civilians",
    ("Government of Syria", "Civilians"): "Syrian gov. – civilians",
    ("Government of Turkey", "PKK"): "Türkiye – PKK",
    ("Government of Turkey", "IS"): "Türkiye – IS",
}
OTHER_PAIRS = "all other pairs"
ENDS = ("low", "high")
SIDES = ("all", "with IS", "without IS")  # choices of battles
KNOWN = ("dated to the month", "month not known")
NEAR = 20  # km from the place of a worst day: as far as Mosul is from Badush
A_WEEK = 3  # UCDP's code for a date known to the week; what is known less well is left out


def ucdp(
    country: str, first: int = 2011, last: int = 2018, load: read.Load = read.load
) -> pd.DataFrame:
    """UCDP's deaths of a country by year (its latest release): ucdp_country_year, by year."""
    table = load("ucdp_country_year").query("country == @country and @first <= year <= @last")
    return table.set_index("year").sort_index()


def ibc(load: read.Load = read.load) -> pd.DataFrame:
    """Iraq Body Count's numbers, rows of ibc_annual, oldest first.

    Adds published ("2017-12"): a vintage known to the year only is set to its December.
    """
    table = load("ibc_annual")
    known = table["vintage"]
    table["published"] = known.where(known.str.len() > 4, known + "-12").str[:7]
    return table.loc[known.str.pad(10, "right", "9").sort_values(kind="stable").index]


def latest_ibc(load: read.Load = read.load) -> pd.DataFrame:
    """Iraq Body Count's latest number of each year that is not the article's: ibc() by year."""
    table = ibc(load)
    own = table[~table["from_article"]].drop_duplicates("year", keep="last")
    return own.set_index("year").sort_index()


def un_by_year(load: read.Load = read.load) -> pd.DataFrame:
    """Civilians killed in Iraq by the UN mission, by whole year from 2013.

    Columns printed (its number for the year, 2014 to 2017), months (their sum), without_anbar and
    missing (how many months leave Anbar out, or have no number).
    """
    months = load("unami_monthly").query("month >= '2013'")
    years, killed = months["month"].dt.year.rename("year"), months["civilians_killed"]
    table = {
        "printed": load("unami_annual").set_index("year")["civilians_killed"],
        "months": killed.groupby(years).sum(),
        "without_anbar": (months["anbar"] == "out").groupby(years).sum(),
        "missing": killed.isna().groupby(years).sum(),
    }
    return pd.DataFrame(table)


def iraq_by_year(load: read.Load = read.load) -> pd.DataFrame:
    """People killed in Iraq, 2012 to 2018: year, value, low, high (UCDP's range), count.

    count: a name of COUNTS. The UN mission's 2013 and 2018 are sums of its months.
    """
    un, years = un_by_year(load), ucdp("Iraq", 2012, load=load)
    values = [
        latest_ibc(load)["civilians_killed"],
        un["printed"].fillna(un["months"]),
        years["deaths_civilians"],
        years["deaths_best"],
    ]
    table = pd.concat(values, keys=COUNTS.values(), names=["count", "year"]).rename("value")
    table = table.reset_index().query("2012 <= year <= 2018")
    for bound in ("low", "high"):
        table[bound] = table["year"].map(years[f"deaths_{bound}"])
        table[bound] = table[bound].where(table["count"] == COUNTS["ucdp-all"])
    return table[["year", "value", "low", "high", "count"]]


def versions(load: read.Load = read.load) -> pd.DataFrame:
    """Counts of a year as they were known, a row each number, by panel, year and month published.

    Columns panel, year, published ("2017-01"), value (people killed), from_article, until (when
    the next number came, "9999" if none has), first (of its year), when (published, in words). A
    number that the article repeats is left out.
    """
    own, counts = ibc(load).rename(columns={"civilians_killed": "value"}), load("other_counts")
    own = own[~(own["from_article"] & own.duplicated(["year", "value"]))]
    whole = counts[(counts["body"] == "IBC") & (counts["end"] - counts["start"] >= "364D")]
    whole = whole.assign(year=whole["start"].dt.year, published=whole["as_of"].str[:7])
    early, late = load("ucdp_events_monthly"), load("ucdp_country_year")
    early = early.groupby(["country", "release", "year"], as_index=False)["deaths_best"].sum()
    late = late.assign(release="25.1").merge(early[["country", "year"]])
    events = pd.concat([early, late]).query("2012 <= year <= 2018")
    events = events.rename(columns={"deaths_best": "value"}).assign(
        panel="UCDP: all deaths, " + events["country"], published=events["release"].map(RELEASED)
    )
    table = pd.concat([own.assign(panel=IBC_PANEL), whole.assign(panel=IBC_PANEL), events])
    table["from_article"] = table["from_article"].eq(True)
    table = table[["panel", "year", "published", "value", "from_article"]].astype({"value": int})
    table = table.sort_values(["panel", "year", "published"], ignore_index=True)
    year = table.groupby(["panel", "year"])["published"]
    table["until"], table["first"] = year.shift(-1).fillna("9999"), year.cumcount() == 0
    table["when"] = pd.to_datetime(table["published"]).dt.strftime("%B %Y")
    return table


def revisions(load: read.Load = read.load) -> pd.DataFrame:
    """First and last number of a year that is not the article's, by panel and year of versions().

    Columns first, last, size (how many numbers), change (last / first - 1).
    """
    table = versions(load)
    numbers = table[~table["from_article"]].groupby(["panel", "year"])["value"]
    table = numbers.agg(["first", "last", "size"])
    return table.assign(change=table["last"] / table["first"] - 1)


def dated(country: str, first: int = 2011, load: read.Load = read.load) -> pd.DataFrame:
    """UCDP's deaths by month to 2018, of events within a month: month, deaths_dated, until."""
    table = load("ucdp_months").query("country == @country and @first <= month.dt.year <= 2018")
    return until(table[["month", "deaths_dated"]])


def undated(country: str, first: int = 2011, load: read.Load = read.load) -> pd.DataFrame:
    """UCDP's deaths of a year in no one month: start, end, a_month (average), in_the_year."""
    deaths = ucdp(country, first, load=load)["deaths_not_in_one_month"]
    deaths = deaths[deaths > 0].rename("in_the_year").reset_index()
    start = pd.to_datetime(deaths["year"].astype(str))
    table = deaths.assign(start=start, end=start + pd.offsets.YearBegin(1))
    table["a_month"] = table["in_the_year"] / 12
    return table[["start", "end", "a_month", "in_the_year"]]


def by_month(country: str, first: int = 2011, load: read.Load = read.load) -> pd.DataFrame:
    """UCDP's deaths by month to 2018, a row for those dated and one for those of no one month.

    Columns month, until, known (a value of KNOWN), deaths, start and end (of a stack: the dated
    below). Those of no one month are a twelfth of their year's, rounded.
    """
    table, rest = dated(country, first, load), undated(country, first, load)
    rest = rest.set_index(rest["start"].dt.year)["a_month"]
    rest = table["month"].dt.year.map(rest).fillna(0).round().astype(int)
    whole = table["deaths_dated"].astype(int)
    parts = [
        table.assign(known=KNOWN[0], deaths=whole, start=0),
        table.assign(known=KNOWN[1], deaths=rest, start=whole)[rest > 0],
    ]
    table = pd.concat(parts, ignore_index=True).drop(columns="deaths_dated")
    return table.assign(end=table["start"] + table["deaths"])


def largest(month: str, count: int, load: read.Load = read.load) -> pd.DataFrame:
    """UCDP's events with IS in Iraq that begin in a month ("2014-06"), those with most deaths.

    Rows of ucdp_is_events, the first with most deaths (best estimate).
    """
    events = load("ucdp_is_events").query("country == 'Iraq'")
    return events[events["date_start"].dt.strftime("%Y-%m") == month].nlargest(count, "deaths_best")


def on_the_day(event: str, load: read.Load = read.load) -> pd.DataFrame:
    """UCDP's events with IS of the days and the place of an event of worst_days.

    Rows of ucdp_is_events within NEAR km that share a day with it and are dated to the week or
    better. ValueError for an event in Syria, where the table begins in 2016.
    """
    told = load("worst_days").query("event == @event").iloc[0]
    if told["country"] != "Iraq":
        raise ValueError(
            f"{event!r} was in Syria, and ucdp_is_events has no event of Syria before 2016."
        )
    rows = load("ucdp_is_events").query("date_prec <= @A_WEEK")
    rows = rows[(rows["date_start"] <= told["end"]) & (rows["date_end"] >= told["start"])]
    return rows[metres_from(rows, told) <= 1000 * NEAR]


def worst_days(load: read.Load = read.load) -> pd.DataFrame:
    """Numbers published for the worst days, with UCDP's own beside those of the killed.

    Rows of worst_days, of the survey of the Yazidis and, for each event with a number of the
    killed, of UCDP: on_the_day(), summed, or in Syria no data. Adds form ("number", "range",
    "at least", "at most", "no data"), told (in words: "at least 105") and largest (dead in the
    largest of UCDP's events).
    """
    table, survey = load("worst_days"), load("yazidi_survey")
    about = ["event", "name", "place", "country", "start", "end"]
    events = table.drop_duplicates("event").set_index("event", drop=False)[about]
    survey["counted"] = survey["measure"].str.removeprefix("Yazidis ")
    survey = survey[survey["counted"].isin(table["counted"])].drop(columns="measure")
    survey = survey.assign(counter="Survey of families", who="Yazidis", published="2017-05-09")
    survey = survey.assign(**events.loc["sinjar"])
    ours = {name: f"deaths_{bound}" for name, bound in zip(("value", *ENDS), ("best", *ENDS))}
    rows = []
    for event in table.loc[table["counted"] == "killed", "event"].unique():
        of = events.loc[event].to_dict()
        if of["country"] == "Iraq":
            there = on_the_day(event, load)
            of |= there[list(ours.values())].sum().set_axis(list(ours)).to_dict()
            of["largest"] = there["deaths_best"].max()
        rows.append(of)
    beside = pd.DataFrame(rows).astype(dict.fromkeys([*ours, "largest"], "Int64"))
    beside = beside.assign(counter="UCDP", counted="killed", who="all dead")
    table = pd.concat([table, survey, beside], ignore_index=True)
    return table.assign(form=_form(table), told=_told(table))


def _form(table):
    alone = table["value"].isna()
    low, high = table["low"].notna(), table["high"].notna()
    form = pd.Series("number", index=table.index).mask(low & high, "range")
    form = form.mask(alone & low & ~high, "at least").mask(alone & high & ~low, "at most")
    return form.mask(alone & ~low & ~high, "no data")


def _told(table):
    """The number of a row in words: "at least 105", "560 to 770", "3,100 (2,100 to 4,400)"."""
    bounds = {"at least": "low", "at most": "high", "number": "value"}
    words = {"at least": "at least ", "at most": "up to "}
    said = []
    for row, form in zip(table.to_dict("records"), _form(table)):
        span = between(row["low"], row["high"]) if form == "range" else ""
        if form == "no data":
            said.append(form)
        elif form != "range":
            said.append(words.get(form, "") + number(row[bounds[form]]))
        elif pd.isna(row["value"]) or row["low"] == row["high"]:
            said.append(span)
        else:
            said.append(f"{number(row['value'])} ({span})")
    return said


def mass_graves(load: read.Load = read.load) -> pd.DataFrame:
    """Mass graves by governorate, November 2018: governorate, graves, named.

    The last row, "others", is what the total has beyond the governorates that are named.
    """
    graves = load("mass_graves").query("measure == 'graves'").set_index("governorate")["value"]
    total = graves.pop("all")
    table = graves.rename("graves").reset_index().assign(named=True)
    table.loc[len(table)] = ["others", total - graves.sum(), False]
    return table


def bodies(load: read.Load = read.load) -> pd.Series:
    """Of those mass graves: graves, excavated, exhumed (bodies), low and high (bodies in all)."""
    table = load("mass_graves").query("governorate == 'all'").set_index("measure")
    keys = {"graves": "graves", "excavated": "graves excavated", "exhumed": "bodies exhumed"}
    known = {key: table.loc[name, "value"] for key, name in keys.items()}
    return pd.Series(known | table.loc["bodies, estimated", ["low", "high"]].to_dict())


def until(months: pd.DataFrame) -> pd.DataFrame:
    """Rows by month with the first day of the next one as column until."""
    return months.assign(until=months["month"] + pd.offsets.MonthBegin(1))


def running(load: read.Load = read.load) -> pd.DataFrame:
    """UCDP's deaths in Syria since the uprising, added up to the end of each year to 2021.

    Columns date, low, best, high, measure: "all dead" or "civilians" (high: with all of unknown
    status; UCDP gives no range for civilians).
    """
    sums = ucdp("Syria", 2011, 2021, load).filter(like="deaths_").cumsum().astype(int)
    sums.index = pd.to_datetime(sums.index.astype(str) + "-12-31")
    sums.loc[pd.Timestamp(UPRISING)] = 0
    sums = sums.rename_axis("date").sort_index().reset_index()
    sure, unknown = sums["deaths_civilians"], sums["deaths_unknown"]
    named = {f"deaths_{name}": name for name in ("low", "best", "high")}
    every = sums[["date", *named]].rename(columns=named)
    civilians = every.assign(low=sure, best=sure, high=sure + unknown)
    return pd.concat([every.assign(measure="all dead"), civilians.assign(measure="civilians")])


def published(load: read.Load = read.load) -> pd.DataFrame:
    """Totals of Syria's dead as published, a row each, of the day to which they count if known.

    Columns date, measure ("all dead", "civilians"), value, who (said it, or "the article"), how
    ("counted" or "estimated"), qualifier, from_article.
    """
    keys = ["date", "counter", "qualifier", "from_article"]
    table = load("syria_toll_milestones").rename(columns={"killed": "all dead"})
    table = table.melt(keys, ["all dead", "civilians"], "measure").dropna(subset="value")
    beside = (table["measure"] == "civilians") & (table["qualifier"] != "estimate")
    table.loc[beside, "qualifier"] = ""  # it is that of all dead
    table = table[table["value"] != 60_000]  # 59,648 of other_counts, rounded
    more = load("other_counts").query("body in ['OHCHR', 'SOHR'] and start < '2012'")
    more = more.assign(date=more["end"], counter=more["body"], qualifier=more["measure"])
    civilians = more["measure"].str.startswith("civilians")
    more = more.assign(from_article=False, measure=np.where(civilians, "civilians", "all dead"))
    table = pd.concat([table, more[table.columns]]).drop_duplicates(["date", "value"])
    table["who"] = table["counter"].map(WHO).fillna("UN")
    table.loc[table["from_article"], "who"] = "the article"
    estimated = table["qualifier"].str.contains("estimate|not named")
    table["how"] = np.where(estimated, "estimated", "counted")
    return table[["date", "measure", "value", "who", "how", "qualifier", "from_article"]]


def observatory(load: read.Load = read.load) -> pd.DataFrame:
    """The Syrian Observatory's count of March 2018 as agencies printed it: one row."""
    table = load("syria_toll_milestones")
    march = table["date"].between("2018-03-01", "2018-03-31") & (table["counter"] == "SOHR")
    return table[march & ~table["from_article"]]


def other(
    body: str, start: str, measure: str | None = None, load: read.Load = read.load
) -> pd.DataFrame:
    """Rows of other_counts by who counted, first day, and measure."""
    table = load("other_counts")
    chosen = (table["body"] == body) & (table["start"] == start)
    return table[chosen if measure is None else chosen & (table["measure"] == measure)]


def known_how(article: pd.Series, load: read.Load = read.load) -> pd.DataFrame:
    """Syria's dead by how a count knows of them, a row a part: count, part, kind, people.

    kind: documented, missing, estimated, missing and estimated. article: Series of its numbers
    documented, civilians, missing, estimated.
    """
    march = observatory(load).iloc[0]
    named = other("SOHR", SOHR_START, load=load)["value"].iloc[0]
    sums = running(load)
    best = sums[sums["date"] == "2017-12-31"].set_index("measure")["best"]
    un = other("OHCHR", UPRISING, load=load).set_index("measure")["value"]
    listed, estimate = un["civilians killed, documented"], un["civilians killed, estimate"]
    said, printed = "SOHR, in the article", "SOHR, in the press"
    counted, civilians = "UCDP, 2011 to 2017", "UN, civilians to 2021"
    rows = [
        (said, "civilians, documented", "documented", article["civilians"]),
        (said, "others, documented", "documented", article["documented"] - article["civilians"]),
        (said, "missing, presumed dead", "missing", article["missing"]),
        (said, "estimated, not documented", "estimated", article["estimated"]),
        (printed, "civilians, documented", "documented", march["civilians"]),
        (printed, "others, documented", "documented", march["killed"] - march["civilians"]),
        (printed, "known of, not named", "missing and estimated", named - march["killed"]),
        (counted, "civilians", "documented", best["civilians"]),
        (counted, "others and unknown", "documented", best["all dead"] - best["civilians"]),
        ("UN list, to 2021", "identified, all", "documented", un["people killed, documented"]),
        (civilians, "civilians, documented", "documented", listed),
        (civilians, "civilians, estimated", "estimated", estimate - listed),
    ]
    return pd.DataFrame(rows, columns=["count", "part", "kind", "people"]).astype({"people": int})


def by_governorate(load: read.Load = read.load) -> pd.DataFrame:
    """UCDP's located events by month and governorate, 2011 to 2018 (Syria from 2016).

    Columns country, governorate, month ("2014-06"), lon, lat (a point in its middle), events,
    deaths_best, deaths_civilians.
    """
    areas = read.layer("governorates").set_index("governorate_pcode")
    middles = areas.geometry.representative_point()
    areas = areas[["governorate"]].assign(lon=middles.x.round(3), lat=middles.y.round(3))
    table = load("ucdp_events_monthly").query("2011 <= year <= 2018")
    table = table.dropna(subset=["month", "governorate_pcode"]).join(areas, on="governorate_pcode")
    keys = ["country", "governorate_pcode", "governorate", "month", "lon", "lat"]
    table = table.assign(month=table["month"].dt.strftime("%Y-%m")).groupby(keys, as_index=False)
    numbers = table[["events", "deaths_best", "deaths_civilians"]].sum()
    return numbers.drop(columns="governorate_pcode")


def battle_cells(load: read.Load = read.load) -> pd.DataFrame:
    """UCDP's battles in squares of a quarter of a degree: a row a square, year and choice of sides.

    Columns year, lon, lat, exact (what the place is known to, in words), sides (of SIDES), events
    and deaths; squares with most events first.
    """
    table = load("ucdp_battle_cells").query("2011 <= year <= 2018")
    table = table.assign(
        lon=(table["lon"] * 4).round() / 4,
        lat=(table["lat"] * 4).round() / 4,
        exact=table["governorate_point"].map({True: "governorate", False: "place or district"}),
        sides=table["is_side"].map({True: SIDES[1], False: SIDES[2]}),
        deaths=table["deaths_best"],
    )
    table = pd.concat([table, table.assign(sides=SIDES[0])])
    table = table.groupby(["year", "lon", "lat", "exact", "sides"], as_index=False)
    table = table[["events", "deaths"]].sum()
    return table.sort_values("events", ascending=False, kind="stable", ignore_index=True)


def cited(load: read.Load = read.load) -> pd.Series:
    """Parts of UCDP's deaths in Syria, 2016 to 2018, by whether it cites the Observatory.

    A Series of sohr_alone, sohr_and_others, others (parts of 1), and citing, the first two.
    """
    deaths = load("ucdp_syria_sources").groupby("cited")["deaths_best"].sum()
    parts = (deaths / deaths.sum()).astype(float)
    parts["citing"] = 1 - parts["others"]
    return parts


def pairs(load: read.Load = read.load) -> pd.DataFrame:
    """Rows of ucdp_dyad_year, 2011 to 2018, with the pair of sides each is drawn as: pair.

    Groups in joint commands with the SDF or the YPG count with them, other Syrian groups as one.
    """
    table = load("ucdp_dyad_year").query("2011 <= year <= 2018")
    return table.assign(pair=[_pair(row) for row in table.itertuples()])


def by_pair(load: read.Load = read.load) -> pd.DataFrame:
    """Deaths by pair of pairs() and year: deaths_low, deaths_best, deaths_high, dyads (how many).

    is_side: IS is one of the sides; abroad: some deaths fell in other countries.
    """
    rows = pairs(load).groupby(["pair", "year"], as_index=False)
    deaths = {name: (name, "sum") for name in ("deaths_low", "deaths_best", "deaths_high")}
    sides = {"is_side": ("is_side", "max"), "abroad": ("several_countries", "max")}
    return rows.agg(**deaths, dyads=("dyad_id", "nunique"), **sides)


def _pair(row):
    if (row.side_a, row.side_b) in PAIRS:
        return PAIRS[row.side_a, row.side_b]
    if row.type_of_violence != "non-state":
        return OTHER_PAIRS
    kurdish = re.search(KURDISH, f"{row.side_a}, {row.side_b}")
    if row.is_side:
        return "IS – SDF or YPG" if kurdish else "IS – Syrian groups"
    if not row.in_syria:
        return OTHER_PAIRS
    return "SDF or YPG – groups" if kurdish else "Syrian groups, each other"
