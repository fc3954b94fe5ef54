"""Strikes: what the Coalition says it struck, and harm to civilians that Airwars recorded.

Raw folders: strikes/ and cities/ (their SOURCES.md tell origin, licence and checks). A strike of
the releases is no bomb and no sortie, and "near X" names a town. Of Airwars only sums by month.
The official texts are read again by helpers.topics.releases and compared with the daily series.
"""

import re
from pathlib import Path

import pandas as pd

from builders.common import pairs, require
from builders.evidence import read
from builders.raw import strikes as files
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
NATIONS = pairs("""
    Australia = AUS; Bahrain = BHR; Belgium = BEL; Canada = CAN; Denmark = DNK; France = FRA;
    Jordan = JOR; Netherlands = NLD; Saudi Arabia = SAU; Turkey = TUR; United Arab Emirates = ARE;
    United Kingdom = GBR; United States = USA
""")
UN_NAMES = {"Turkey": "Türkiye"}

LISTED_NAMES = pairs("""
    strikes_in = country; first_release_listing = first_release;
    last_release_listing = last_release; n_releases = releases
""")
AIRWARS_SYRIA_COLUMNS = pairs("""
    alleged_belligerent = belligerent; events_all = incidents_all;
    killed_min_all = deaths_low_all; killed_max_all = deaths_high_all;
    events_likely = incidents_likely; killed_min_likely = deaths_low_likely;
    killed_max_likely = deaths_high_likely
""")
AIRWARS_RAQQA_COLUMNS = pairs("""
    civilian_deaths_min = deaths_low; civilian_deaths_max = deaths_high;
    incidents_without_death_figure = incidents_without_figure
""")


def build(raw: Path) -> dict:
    """{table: DataFrame} of the topic, from the folder of raw evidence; BuildError if it is odd."""
    days, months = read(raw, files.DAILY), read(raw, files.MONTHLY)
    texts, places = read(raw, files.TEXTS), read(raw, files.PLACES)
    airwars = read(raw, files.AIRWARS_SYRIA), read(raw, files.AIRWARS_RAQQA)
    tables = {
        "strikes_daily": daily(days, texts),
        "strikes_monthly": by_month(days, months),
        "release_sample": sample(texts, SAMPLE),
        "coalition_nations": nations(read(raw, files.LISTED), read(raw, files.DOD_LIST)),
        "dutch_weapons": weapons(read(raw, files.DUTCH)),
        "strikes_by_place": by_place(read(raw, files.PLACE_MONTHS), places),
        "strikes_near_raqqa": near(read(raw, files.LINES), "Syria", "raqqah"),
        "airwars_syria_monthly": airwars[0].rename(columns=AIRWARS_SYRIA_COLUMNS),
        "airwars_raqqa_monthly": airwars[1].rename(columns=AIRWARS_RAQQA_COLUMNS),
    }
    validate(tables, places)
    validate_series(tables, months, texts)
    return tables


def daily(raw: dict, texts: dict[str, str]) -> pd.DataFrame:
    """One row a day of release and country: what each source counts, what is taken, and ours.

    parsed and listed: topics.releases on the text, by its opening sentences and its list of towns.
    """
    rows, days = [], raw["release_date"].dt.strftime("%Y-%m-%d")
    kinds = {code: kind for code, (kind, _) in SOURCES.items()}
    for country in releases.COUNTRIES:
        name = country.lower()
        table = raw[["release_date"]].assign(
            country=country,
            strikes=raw[name],
            source=raw["source_code"].map(kinds),
            **{_column(kind): raw[f"{start}_{name}"] for kind, start in SOURCES.values()},
        )
        for column, count in (("parsed", releases.strikes), ("listed", releases.listed)):
            table[column] = days.map({day: count(text)[country] for day, text in texts.items()})
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
    names = {country.lower(): country for country in releases.COUNTRIES}
    sums = days.groupby("month")[[*names]].sum().reindex(raw["month"])
    rows = [
        raw[["month"]].assign(
            country=country,
            strikes=sums[name].to_numpy(),
            strikes_by_strike_date=raw[f"{name}_by_strike_date"],
            release_days=kinds.sum(axis=1).to_numpy(),
            reliability=reliability.to_numpy(),
        )
        for name, country in names.items()
    ]
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
    listed = listed.rename(columns=LISTED_NAMES)
    flags = {f"in_{country.lower()}_dod_2016_07_27": country for country in releases.COUNTRIES}
    lists = dod.rename(columns=flags).melt("nation", var_name="country", value_name="dod_2016_07")
    lists = lists[lists["dod_2016_07"] == 1]
    table = listed.merge(lists, on=["country", "nation"], how="outer")
    table["dod_2016_07"] = table["dod_2016_07"].eq(1)
    table["iso3"] = table["nation"].map(NATIONS)
    require(table["iso3"].notna().all(), f"{files.LISTED}: a nation without a code")
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
    require(lost.empty, f"{files.PLACES}: no place {', '.join(sorted(set(lost)))}")
    return table.drop(columns="_merge")


def near(lines: pd.DataFrame, country: str, key: str) -> pd.DataFrame:
    """Strikes near one place by day of release."""
    rows = lines[(lines["country"] == country) & (lines["place_key"] == key)]
    return rows.groupby("release_date", as_index=False)["strikes"].sum()


def validate(tables: dict, places: pd.DataFrame) -> None:
    """BuildError unless the tables agree with the totals of the raw files and with each other."""
    strikes = tables["strikes_by_place"]
    sums = strikes.groupby(["country", "place_key"])["strikes"].sum()
    told = places.set_index(["country", "place_key"])["strikes"]
    same = sums.to_dict() == told.to_dict()
    require(
        same, f"{files.PLACE_MONTHS}: strikes by month do not add up to those of {files.PLACES}"
    )
    both = (strikes["lat"].notna() == strikes["place"].notna()).all()
    require(both, f"{files.PLACES}: a place has a name without a point, or a point without a name")
    days = tables["strikes_near_raqqa"]
    by_month = days.groupby(days["release_date"].dt.strftime("%Y-%m"))["strikes"].sum()
    months = strikes.query("country == 'Syria' and place_key == 'raqqah'")
    told = months.set_index(months["month"].dt.strftime("%Y-%m"))["strikes"]
    same = by_month.to_dict() == told.to_dict()
    require(
        same, f"{files.LINES}: days near Raqqa do not add up to the months of {files.PLACE_MONTHS}"
    )
    syria, raqqa = tables["airwars_syria_monthly"], tables["airwars_raqqa_monthly"]
    coalition = syria[syria["belligerent"] == "coalition"].set_index("month")
    part = raqqa.set_index("month")
    whole = coalition.reindex(part.index)
    for name in ("incidents", "deaths_low", "deaths_high"):
        within = (part[name] <= whole[f"{name}_all"]).all()
        told = f"in a month {name} are more in Raqqa than in all Syria"
        require(within, f"{files.AIRWARS_RAQQA}: {told}")
        within = (syria[f"{name}_likely"] <= syria[f"{name}_all"]).all()
        told = f"in a month {name} are more when likely than in all grades"
        require(within, f"{files.AIRWARS_SYRIA}: {told}")


def validate_series(tables: dict, monthly: pd.DataFrame, texts: dict[str, str]) -> None:
    """BuildError unless days, months and texts agree; says how many releases our reader reads."""
    days, months = tables["strikes_daily"], tables["strikes_monthly"]
    taken = days["source"].map(_column)
    own = sum(days[column].where(taken == column, 0).fillna(0) for column in set(taken))
    require(
        (own == days["strikes"]).all(), f"{files.DAILY}: a day does not hold its source's count"
    )
    for country in releases.COUNTRIES:
        rows = months[months["country"] == country]
        told = monthly[country.lower()].to_numpy()
        same = (rows["strikes"] == told) | (rows["strikes"].isna() & pd.isna(told))
        require(same.all(), f"{files.MONTHLY}: days do not add up to the months of {country}")
    totals = months[["strikes", "strikes_by_strike_date"]].sum()
    require(
        totals.nunique() == 1, f"{files.MONTHLY}: strikes are lost between release and strike date"
    )
    known = days.dropna(subset="official_text")
    read = known.groupby("release_date")[["official_text", "parsed"]].apply(
        lambda pair: (pair["official_text"] == pair["parsed"]).all()
    )
    differ = {f"{day:%Y-%m-%d}" for day in read.index[~read]}
    require(differ <= UNREADABLE, f"{files.TEXTS}: read otherwise on {', '.join(sorted(differ))}")
    lines = tables["release_sample"]
    for day, rows in lines.groupby("release_date"):
        release = texts[f"{day:%Y-%m-%d}"]
        again = releases.strikes("\n\n".join(rows.sort_values("line")["text"]))
        same = again == releases.strikes(release)
        require(
            same, f"{files.TEXTS}: the sample of {day:%Y-%m-%d} reads otherwise than its release"
        )
    print(f"strikes: {read.sum()} of {len(read)} releases are read as the daily series has them")
