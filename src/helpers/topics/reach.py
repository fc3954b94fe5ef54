"""The reach of Islamic State: countries with deadly events, provinces, attacks and fighters."""

import pandas as pd

from helpers.sentences import between, month, number
from helpers.tables import read

FIRST, ARTICLE = 2004, 2018  # UCDP's first year of the group that became IS, the article's year
KINDS = {
    "state-based": "against a state",
    "non-state": "against another group",
    "one-sided": "against civilians",
}
SPANS = {1: "1", 2: "2 or 3", 4: "4 to 6", 7: "7 or more"}  # years, from so many on: in words
CORE = ["IRQ", "SYR"]
DEFINITIONS = [
    "US map: core or branch",
    "US map: aspiring",
    "Province declared",
    "Deadly events in 2016",
]
ANNOUNCED = {  # status in the table provinces: in words
    "province": "province declared",
    "pledge only": "pledge accepted, no province",
}
STATES = {  # of a claim, in fewer groups
    "claimed": "claimed",
    "disputed": "disputed",
    "blamed, no claim": "blamed",
    "no claim": "blamed",
    "claim not read": "other",
    "praised": "other",
}
SAID_BY_IS = ["claimed", "disputed"]  # the states of a claim in which IS said that it did it
ESTIMATES = {
    "ICSR 2013": "ICSR, December 2013",
    "ICSR 2015": "ICSR, January 2015",
    "Soufan 2017": "Soufan Center, October 2017",
}
WHOM = {  # the scope of a total in the table fighters_totals: whom it counts
    "all foreign fighters in Syria and Iraq": "all",
    "Syria, all groups": "in Syria",
    "the conflict": "all",
    "Sunni groups": "Sunni groups",
    "IS and other Sunni groups": "Sunni groups",
    "IS, before and after June 2014": "IS",
    "IS, women and minors included": "IS, all persons",
}
WAR = "2011-03"  # the month in which the war in Syria began, for the rate before the caliphate


def names() -> pd.Series:
    """The UN's short names of countries by code (iso3)."""
    table = read.layer("world_countries").dropna(subset="iso3")
    return table.set_index("iso3")["name"]


def deadly(load: read.Load = read.load) -> pd.DataFrame:
    """Countries and years with a deadly event in which IS was a side, by UCDP.

    Columns iso3, country (the UN's name), year, kinds (how many of KINDS), violence (which, in
    words), codes (which, as in is_presence), how ("fighting", "attacks on civilians" or "both").
    """
    table = load("is_presence").query("year >= @FIRST")
    kind = table["type_of_violence"].map(KINDS)
    table = table.assign(kind=kind, country=table["iso3"].map(names()))
    table = table.groupby(["iso3", "country", "year"], as_index=False).agg(
        kinds=("kind", "nunique"),
        violence=("kind", ", ".join),
        codes=("type_of_violence", " ".join),
    )
    attacks, fights = table["codes"].str.contains("one-sided"), table["codes"] != "one-sided"
    how = attacks.map({True: "both", False: "fighting"}).where(fights, "attacks on civilians")
    return table.assign(how=how)


def deadly_so_far(load: read.Load = read.load) -> pd.DataFrame:
    """Rows of deadly() once for any violence (kind "all") and once for each kind (of KINDS).

    Adds years (in which the country had such an event, up to this one) and span (of SPANS).
    """
    table = deadly(load)
    each = table.assign(kind=table["codes"].str.split()).explode("kind")
    table = pd.concat([table.assign(kind="all"), each]).sort_values(["year", "iso3"])
    years = table.groupby(["iso3", "kind"]).cumcount() + 1
    span = pd.cut(years, [*SPANS, float("inf")], right=False, labels=list(SPANS.values()))
    return table.assign(years=years, span=span.astype(str)).reset_index(drop=True)


def entered(year: int, load: read.Load = read.load) -> pd.DataFrame:
    """Countries with a deadly event of IS in a year and none in the year before: rows of deadly().

    Adds pledged: by the end of the year IS had declared a province there or accepted a pledge.
    """
    table, told = deadly(load), load("provinces").query("status in @ANNOUNCED")
    told = told[~(told["date"].dt.year > year)]  # pledges have no day and are of 2015 or before
    before = table.loc[table["year"] == year - 1, "iso3"]
    new = table[(table["year"] == year) & ~table["iso3"].isin(before)]
    return new.assign(pledged=new["iso3"].isin(told["iso3"]))


def countries(load: read.Load = read.load) -> pd.Series:
    """How many countries had a deadly event of IS, by year."""
    table = load("is_presence").query("year >= @FIRST")
    return table.groupby("year")["iso3"].nunique().rename("countries")


def definitions(load: read.Load = read.load) -> pd.DataFrame:
    """The countries of IS by the four DEFINITIONS: iso3, country (the UN's name), definition."""
    areas, announced = load("nctc_areas"), load("provinces").query("status == 'province'")
    aspiring = areas["category"] == "aspiring branch"
    of_2016 = load("is_presence").query("year == 2016")["iso3"]
    sets = [areas["iso3"][~aspiring], areas["iso3"][aspiring], [*CORE, *announced["iso3"]], of_2016]
    sets = (pd.Series(sorted(set(codes)), name="iso3") for codes in sets)
    table = pd.concat(dict(zip(DEFINITIONS, sets, strict=True)), names=["definition"])
    table = table.reset_index("definition")
    return table.assign(country=table["iso3"].map(names()))[["iso3", "country", "definition"]]


def provinces(load: read.Load = read.load) -> pd.DataFrame:
    """Names of provinces, each once, by day: columns of the table provinces and three more.

    where (countries), short (the English name, if the table has one), so_far (provinces announced
    up to this one).
    """
    table = load("provinces").dropna(subset="date")
    where = table.groupby("name")["country"].agg(" and ".join)
    table = table.drop_duplicates("name").sort_values(["date", "name"], ignore_index=True)
    so_far = table["status"].eq("province").cumsum()
    return table.assign(where=table["name"].map(where), short=_short(table["name"]), so_far=so_far)


def announcements(load: read.Load = read.load) -> pd.DataFrame:
    """What IS announced, by province and country, each at its point: rows of provinces.

    Adds kind (of ANNOUNCED) and where (all countries of the name).
    """
    table = load("provinces").sort_values("status", ascending=False, kind="stable")
    where = table.groupby("name")["country"].agg(" and ".join)
    table = table.assign(kind=table["status"].map(ANNOUNCED), where=table["name"].map(where))
    return table.dropna(subset="kind").reset_index(drop=True)


def tolls(attacks: pd.DataFrame) -> list[str]:
    """Killed and injured of each attack in words: "40 to 42 killed, at least 50 injured"."""

    def toll(attack, word):
        low, high = attack[f"{word}_low"], attack[f"{word}_high"]
        return f"{f'at least {number(low)}' if pd.isna(high) else between(low, high)} {word}"

    return [
        ", ".join(toll(one, word) for word in ("killed", "injured") if pd.notna(one[f"{word}_low"]))
        for one in attacks.to_dict("records")
    ]


def recent_attacks(load: read.Load = read.load) -> pd.DataFrame:
    """Attacks of the sample from 2016 to the article: rows of claimed_attacks."""
    return load("claimed_attacks").query("'2016-01-01' <= date <= '2018-03-31'")


def by_country(load: read.Load = read.load) -> pd.DataFrame:
    """How many of the recent attacks are claimed, disputed or blamed, by country (iso3).

    Also attacks (all of them) and told: "yes", "yes, disputed" or "no", whether IS said of one
    that it did it.
    """
    rows = recent_attacks(load)
    table = pd.crosstab(rows["iso3"], rows["status"].map(STATES))
    told = (table["disputed"] > 0).map({True: "yes, disputed", False: "no"})
    told = told.where(table["claimed"] == 0, "yes")
    return table.assign(attacks=table.sum(axis="columns"), told=told)


def in_the_uk(load: read.Load = read.load) -> pd.DataFrame:
    """Attacks of the sample in the United Kingdom in 2017: rows of claimed_attacks."""
    return recent_attacks(load).query("iso3 == 'GBR' and date.dt.year == 2017")


def fighters(load: read.Load = read.load) -> pd.DataFrame:
    """Foreign fighters by country in the three ESTIMATES.

    Columns estimate, country, iso3, low, high (people), year, population (of that year),
    low_per_million, high_per_million.
    """
    people = load("population_by_country").set_index(["iso3", "year"])["population"].astype(float)
    table = pd.concat([load("fighters_icsr"), load("fighters_quoted")])
    table = table[table["estimate"].isin(ESTIMATES)]
    table = table[["estimate", "country", "iso3", "low", "high"]].copy()
    table["year"] = table["estimate"].str[-4:].astype(int)
    keys = pd.MultiIndex.from_frame(table[["iso3", "year"]])
    table["population"] = people.reindex(keys).to_numpy()
    for end in ("low", "high"):
        rate = 1e6 * table[end].astype(float) / table["population"]
        table[f"{end}_per_million"] = rate.round(2)
    return table.assign(estimate=table["estimate"].map(ESTIMATES))


def measured(fighters: pd.DataFrame) -> pd.DataFrame:
    """Rows of `fighters` twice, by measure ("people", "per million inhabitants").

    Adds a, b (the ends of the estimate in this measure) and place (of the country, by its highest
    number in any estimate).
    """
    tables = []
    for measure, unit in {"people": "", "per million inhabitants": "_per_million"}.items():
        low, high = (fighters[f"{end}{unit}"] for end in ("low", "high"))
        place = high.groupby(fighters["country"]).max().rank(ascending=False, method="first")
        place = fighters["country"].map(place)
        tables.append(fighters.assign(measure=measure, a=low, b=high, place=place))
    return pd.concat(tables, ignore_index=True)


def returned(load: read.Load = read.load) -> pd.DataFrame:
    """The Soufan Center's countries of 2017 with a number of returned, most travelled first.

    Columns of fighters_quoted, and share (returned of those who travelled, the column low).
    """
    table = load("fighters_quoted").query("estimate == 'Soufan 2017'").dropna(subset="returned")
    share = table["returned"].astype(float) / table["low"].astype(float)
    return table.assign(share=share).sort_values("low", ascending=False)


def from_the_uk(load: read.Load = read.load) -> pd.DataFrame:
    """Estimates of those who left the United Kingdom by date: columns of fighters_quoted.

    Adds dated (month, in words), name (of its row) and people (in words, "over" for MI5's).
    """
    own = load("fighters_icsr")
    own["as_of"] = own["as_of"].dt.strftime("%Y-%m")
    table = pd.concat([own, load("fighters_quoted")]).query("iso3 == 'GBR'").sort_values("as_of")
    over = table["estimate"].eq("MI5 2017").map({True: "over ", False: ""})
    people = [between(*ends) for ends in zip(table["low"], table["high"])]
    named = _named(table["as_of"], table["estimate"].str[:-5])
    return table.assign(**named, people=over + people)


def totals(load: read.Load = read.load) -> pd.DataFrame:
    """Published totals of people who ever travelled, oldest first: columns of fighters_totals.

    Adds month (a year alone is its December), whom (a value of WHOM), kind ("range", "at least",
    "at most"), at and end (the ends of the range, or the limit twice), people (these, in words),
    dated (month or year, in words) and name (of its row).
    """
    table = load("fighters_totals").query("measure == 'ever travelled'")
    low, high, dated = table["low"], table["high"], table["as_of"]
    kind = pd.Series("range", table.index).mask(high.isna(), "at least")
    table = table.assign(
        month=dated.where(dated.str.len() > 4, dated + "-12"),
        whom=table["scope"].map(WHOM),
        kind=kind.mask(low.fillna(0) == 0, "at most"),
        at=low.replace(0, pd.NA).fillna(high).astype(float),
        end=high.fillna(low).astype(float),
        **_named(dated, table["counted_by"].str.removesuffix(" Department")),
    )
    limit = table["kind"].replace("range", "").add(" ").str.lstrip()
    table["people"] = limit + [between(*ends) for ends in zip(table["at"], table["end"])]
    return table.sort_values(["month", "counted_by"])


def newcomers(load: read.Load = read.load) -> pd.DataFrame:
    """People a month between a total and the one before, by its counter and date (as_of).

    Columns low, high, mid. The Soufan Group's (to 2015) begin with nobody when the war begins;
    ICCT's "more than" is taken as it stands.
    """
    begin = pd.DataFrame({"counted_by": ["Soufan"], "as_of": [WAR], "low": [0], "high": [0]})
    table = totals(load).query("counted_by == 'ICCT' or counted_by == 'Soufan' and as_of < '2017'")
    table = pd.concat([begin.assign(month=WAR), table]).set_index(["counted_by", "as_of"])
    low, high = table["low"].astype(float), table["high"].fillna(table["low"]).astype(float)
    month = pd.PeriodIndex(table["month"], freq="M")
    months = pd.Series(12 * month.year + month.month, table.index)
    low_before, high_before, months_before = (
        column.groupby("counted_by").shift() for column in (low, high, months)
    )
    rates = pd.DataFrame({"low": low - high_before, "high": high - low_before})
    rates = rates.div(months - months_before, axis="index").dropna()
    return rates.assign(mid=rates.mean(axis="columns"))


def _short(names):
    """The English name of a province in brackets, or its name."""
    return names.str.extract(r"\((.*)\)", expand=False).fillna(names)


def _named(dates, who):
    """Dates such as 2015-12 or 2015 in words (dated), and short with who counted (name)."""
    dated = [month(date) if len(date) > 4 else date for date in dates]
    short = [date[:3] + date[-5:] if " " in date else date for date in dated]
    return {"dated": dated, "name": [" ".join(pair) for pair in zip(short, who)]}
