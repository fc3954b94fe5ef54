"""Strikes: what the Coalition says it struck, and harm to civilians that Airwars recorded.

Raw folders: strikes/ and cities/ (their SOURCES.md tell origin, licence and checks). A strike of
the releases is no bomb and no sortie, and "near X" names a town. Of Airwars only sums by month.
The official texts are read again by helpers.topics.releases and compared with the daily series.
"""

import re
from pathlib import Path

import pandas as pd

from builders.common import require
from builders.evidence import read
from builders.raw.strikes import (
    AIRWARS_RAQQA,
    AIRWARS_SYRIA,
    DAILY,
    DOD_LIST,
    DUTCH,
    LINES,
    LISTED,
    MONTHLY,
    PLACE_MONTHS,
    PLACES,
    TEXTS,
)
from helpers.topics import releases

SOURCES = {  # code in the raw file: (name in the book, start of the raw columns)
    "A": ("official text", "official_text"),
    "B": ("release lines", "schaul"),
    "C": ("extraction", "djb005"),
    "D": ("newspaper", "information"),
}
NO_COUNT = "no complete count"
SAMPLE = "2015-02"  # the month whose releases the chapter reads
UNREADABLE = {"2014-11-03", "2014-11-06"}  # one strike without a number; targets, not strikes
FURNITURE = re.compile(  # heads and feet of pages: whole lines
    r"^[ \t]*(?:For additional information contact:|.*@.*|COM:.*|https?://.*|APO AE.*|-?more-?|"
    r"2-2-2|Combined Joint Task Force|Operation Inherent Resolve)[ \t]*$",
    re.I | re.M,
)
NATIONS = {
    "Australia": "AUS",
    "Bahrain": "BHR",
    "Belgium": "BEL",
    "Canada": "CAN",
    "Denmark": "DNK",
    "France": "FRA",
    "Jordan": "JOR",
    "Netherlands": "NLD",
    "Saudi Arabia": "SAU",
    "Turkey": "TUR",
    "United Arab Emirates": "ARE",
    "United Kingdom": "GBR",
    "United States": "USA",
}
UN_NAMES = {"Turkey": "Türkiye"}

AIRWARS_SYRIA_COLUMNS = {
    "alleged_belligerent": "belligerent",
    "month": "month",
    "events_all": "incidents_all",
    "killed_min_all": "deaths_low_all",
    "killed_max_all": "deaths_high_all",
    "events_likely": "incidents_likely",
    "killed_min_likely": "deaths_low_likely",
    "killed_max_likely": "deaths_high_likely",
}
AIRWARS_RAQQA_COLUMNS = {
    "month": "month",
    "incidents": "incidents",
    "civilian_deaths_min": "deaths_low",
    "civilian_deaths_max": "deaths_high",
    "incidents_without_death_figure": "incidents_without_figure",
}


def build(raw: Path) -> dict:
    """{table: DataFrame} of the topic, from the folder of raw evidence; BuildError if it is odd."""
    evidence = fetch(raw)
    tables = {
        "strikes_daily": daily(evidence["daily"], evidence["texts"]),
        "strikes_monthly": by_month(evidence["daily"], evidence["monthly"]),
        "release_sample": sample(evidence["texts"], SAMPLE),
        "coalition_nations": nations(evidence["listed"], evidence["dod"]),
        "dutch_weapons": weapons(evidence["dutch"]),
        "strikes_by_place": by_place(evidence["place_months"], evidence["places"]),
        "strikes_near_raqqa": near(evidence["lines"], "Syria", "raqqah"),
        "airwars_syria_monthly": monthly(evidence["airwars_syria"], AIRWARS_SYRIA_COLUMNS),
        "airwars_raqqa_monthly": monthly(evidence["airwars_raqqa"], AIRWARS_RAQQA_COLUMNS),
    }
    validate(tables, evidence["places"])
    validate_series(tables, evidence["monthly"], evidence["texts"])
    return tables


def fetch(raw: Path) -> dict:
    """The raw files as frames, columns named as in the files; the releases as {day: text}."""
    files = {
        "place_months": PLACE_MONTHS,
        "places": PLACES,
        "lines": LINES,
        "airwars_syria": AIRWARS_SYRIA,
        "airwars_raqqa": AIRWARS_RAQQA,
        "daily": DAILY,
        "monthly": MONTHLY,
        "texts": TEXTS,
        "listed": LISTED,
        "dod": DOD_LIST,
        "dutch": DUTCH,
    }
    return {name: read(raw, file) for name, file in files.items()}


def _columns(end):
    return [country.lower() + end for country in releases.COUNTRIES]


def daily(raw: dict, texts: dict[str, str]) -> pd.DataFrame:
    """One row a day of release and country: what each source counts, what is taken, and ours.

    parsed and listed: topics.releases on the text, by its headline and by its list of towns.
    """
    rows, days = [], raw["release_date"].dt.strftime("%Y-%m-%d")
    for country in releases.COUNTRIES:
        name = country.lower()
        table = pd.DataFrame(
            {
                "release_date": raw["release_date"],
                "country": country,
                "strikes": raw[name],
                "source": raw["source_code"].map(
                    {code: kind for code, (kind, _) in SOURCES.items()}
                ),
                **{_column(kind): raw[f"{start}_{name}"] for kind, start in SOURCES.values()},
            }
        )
        for column, count in (("parsed", releases.strikes), ("listed", releases.listed)):
            values = {day: count(text)[country] for day, text in texts.items()}
            table[column] = days.map(values)
        rows.append(table)
    return pd.concat(rows)


def _column(kind):
    return kind.replace(" ", "_")


def by_month(days: pd.DataFrame, raw: dict) -> pd.DataFrame:
    """Sums by month of release and of strike, days by source, and how reliable that makes them."""
    days = days.assign(month=days["release_date"].dt.to_period("M").dt.to_timestamp())
    counts = days.groupby(["month", "source_code"]).size().unstack(fill_value=0)
    counts = counts.reindex(index=raw["month"], columns=[*SOURCES], fill_value=0)
    kinds = counts.rename(columns={code: kind for code, (kind, _) in SOURCES.items()})
    reliability = kinds.idxmax(axis=1)
    both = (kinds["newspaper"] > 0) & (kinds["official text"] > 0)
    reliability[both] = "official text, newspaper"
    reliability[kinds.sum(axis=1) == 0] = NO_COUNT
    sums = days.groupby("month")[_columns("")].sum().reindex(raw["month"])
    rows = []
    for country in releases.COUNTRIES:
        rows.append(
            pd.DataFrame(
                {
                    "month": raw["month"],
                    "country": country,
                    "strikes": sums[country.lower()].to_numpy(),
                    "strikes_by_strike_date": raw[f"{country.lower()}_by_strike_date"],
                    "release_days": kinds.sum(axis=1).to_numpy(),
                    "reliability": reliability.to_numpy(),
                }
            )
        )
    return pd.concat(rows)


def sample(texts: dict[str, str], month: str) -> pd.DataFrame:
    """The releases of one month, a row for each paragraph or item up to the closing formulas."""
    rows = []
    for day, text in texts.items():
        if day.startswith(month):
            rows += [
                (pd.to_datetime(day, format="%Y-%m-%d"), number, line)
                for number, line in enumerate(paragraphs(text), start=1)
            ]
    return pd.DataFrame(rows, columns=["release_date", "line", "text"])


def paragraphs(text: str) -> list[str]:
    """The paragraphs and items of a release in plain ASCII, without page furniture."""
    start, end = re.search(r"SOUTHWEST ASIA", text), releases.END.search(text)
    text = text[start.start() if start else 0 : end.start() if end else len(text)]
    text = FURNITURE.sub("", re.sub(r"[^\x20-\x7e\n]", " ", text))
    text = text.replace("SOUTHWEST ASIA   ", "SOUTHWEST ASIA - ")  # a dash of another code page
    parts = [" ".join(part.split()) for part in re.split(r"\n\s*\n|\n(?=\s*Near\b)", text)]
    joined = []
    for part in filter(None, parts):
        whole = not joined or joined[-1].endswith((".", ":")) or joined[-1] in releases.COUNTRIES
        if part[0].islower() or not whole:  # an item that a page or a blank line cut in two
            joined[-1] += " " + part
        else:
            joined.append(part)
    return joined


def nations(listed: pd.DataFrame, dod: pd.DataFrame) -> pd.DataFrame:
    """Nations by country struck: first and last release that lists them, and the DoD's list."""
    listed = listed.rename(
        columns={
            "strikes_in": "country",
            "first_release_listing": "first_release",
            "last_release_listing": "last_release",
            "n_releases": "releases",
        }
    )
    lists = [
        dod.loc[dod[f"in_{country.lower()}_dod_2016_07_27"] == 1, ["nation"]].assign(
            country=country, dod_2016_07=True
        )
        for country in releases.COUNTRIES
    ]
    table = listed.merge(pd.concat(lists), on=["country", "nation"], how="outer")
    table["dod_2016_07"] = table["dod_2016_07"].fillna(False).astype(bool)
    table["iso3"] = table["nation"].map(NATIONS)
    require(table["iso3"].notna().all(), f"{LISTED}: a nation without a code")
    return table.assign(nation=table["nation"].replace(UN_NAMES))


def weapons(dutch: pd.DataFrame) -> pd.DataFrame:
    """Weapons that Dutch aircraft released, by month and country, and the days with any."""
    table = dutch.assign(
        month=dutch["date"].dt.to_period("M").dt.to_timestamp(),
        country=dutch["country"].fillna("not stated"),
    )
    groups = table.groupby(["month", "country"])
    return groups.agg(weapons=("date", "size"), days=("date", "nunique")).reset_index()


def by_place(months: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Strikes by month of release, country and place as named, with the place's name and point."""
    keys = ["country", "place_key"]
    places = places.rename(columns={"name": "place"})[[*keys, "place", "lat", "lon"]]
    table = months.merge(places, on=keys, how="left", indicator=True)
    lost = table.loc[table["_merge"] == "left_only", "place_key"]
    require(lost.empty, f"{PLACES}: no place {', '.join(sorted(set(lost)))}")
    return table.drop(columns="_merge")


def near(lines: pd.DataFrame, country: str, key: str) -> pd.DataFrame:
    """Strikes near one place by day of release."""
    rows = lines[(lines["country"] == country) & (lines["place_key"] == key)]
    return rows.groupby("release_date", as_index=False)["strikes"].sum()


def monthly(frame: pd.DataFrame, columns: dict) -> pd.DataFrame:
    """Sums of Airwars by month, under the names of the book."""
    return frame[[*columns]].rename(columns=columns)


def validate(tables: dict, places: pd.DataFrame) -> None:
    """BuildError unless the tables agree with the totals of the raw files and with each other."""
    strikes = tables["strikes_by_place"]
    sums = strikes.groupby(["country", "place_key"])["strikes"].sum()
    told = places.set_index(["country", "place_key"])["strikes"]
    require(
        sums.to_dict() == told.to_dict(),
        f"{PLACE_MONTHS}: strikes by month do not add up to those of {PLACES}",
    )
    require(
        (strikes["lat"].notna() == strikes["place"].notna()).all(),
        f"{PLACES}: a place has a name without a point, or a point without a name",
    )
    days = tables["strikes_near_raqqa"]
    by_month = days.groupby(days["release_date"].dt.strftime("%Y-%m"))["strikes"].sum()
    months = strikes.query("country == 'Syria' and place_key == 'raqqah'")
    told = months.set_index(months["month"].dt.strftime("%Y-%m"))["strikes"]
    require(
        by_month.to_dict() == told.to_dict(),
        f"{LINES}: days near Raqqa do not add up to the months of {PLACE_MONTHS}",
    )
    syria, raqqa = tables["airwars_syria_monthly"], tables["airwars_raqqa_monthly"]
    coalition = syria[syria["belligerent"] == "coalition"].set_index("month")
    part = raqqa.set_index("month")
    whole = coalition.reindex(part.index)
    for name in ("incidents", "deaths_low", "deaths_high"):
        require(
            (part[name] <= whole[f"{name}_all"]).all(),
            f"{AIRWARS_RAQQA}: in a month {name} are more in Raqqa than in all Syria",
        )
        require(
            (syria[f"{name}_likely"] <= syria[f"{name}_all"]).all(),
            f"{AIRWARS_SYRIA}: in a month {name} are more when likely than in all grades",
        )


def validate_series(tables: dict, monthly: pd.DataFrame, texts: dict[str, str]) -> None:
    """BuildError unless days, months and texts agree; says how many releases our reader reads."""
    days, months = tables["strikes_daily"], tables["strikes_monthly"]
    taken = days["source"].map(_column)
    own = sum(days[column].where(taken == column, 0).fillna(0) for column in set(taken))
    require((own == days["strikes"]).all(), f"{DAILY}: a day does not hold its source's count")
    for country in releases.COUNTRIES:
        rows = months[months["country"] == country]
        told = monthly[country.lower()].to_numpy()
        same = (rows["strikes"] == told) | (rows["strikes"].isna() & pd.isna(told))
        require(same.all(), f"{MONTHLY}: days do not add up to the months of {country}")
    totals = months[["strikes", "strikes_by_strike_date"]].sum()
    require(totals.nunique() == 1, f"{MONTHLY}: strikes are lost between release and strike date")
    known = days.dropna(subset="official_text")
    read = known.groupby("release_date")[["official_text", "parsed"]].apply(
        lambda pair: (pair["official_text"] == pair["parsed"]).all()
    )
    differ = {f"{day:%Y-%m-%d}" for day in read.index[~read]}
    require(differ <= UNREADABLE, f"{TEXTS}: read otherwise on {', '.join(sorted(differ))}")
    lines = tables["release_sample"]
    for day, rows in lines.groupby("release_date"):
        again = releases.strikes("\n\n".join(rows.sort_values("line")["text"]))
        require(
            again == releases.strikes(texts[f"{day:%Y-%m-%d}"]),
            f"{TEXTS}: the sample of {day:%Y-%m-%d} reads otherwise than its release",
        )
    print(f"strikes: {read.sum()} of {len(read)} releases are read as the daily series has them")
