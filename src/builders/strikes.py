"""Strikes: what the Coalition says it struck, and harm to civilians that Airwars recorded.

Raw folders: strikes/ and cities/ (their SOURCES.md tell origin, licence and checks). A strike of
the releases is no bomb and no sortie, and "near X" names a town. Of Airwars only sums by month.
"""

import pandas as pd

from builders.common import read_raw, require

PLACE_MONTHS = "strikes/coalition_strikes_by_place_month.csv"
PLACES = "strikes/strike_places.csv"
LINES = "strikes/coalition_strike_lines_2015_2017_deduplicated.csv"
AIRWARS_SYRIA = "strikes/airwars_syria_monthly_aggregate.csv"
AIRWARS_RAQQA = "cities/airwars_raqqa_monthly_aggregate.csv"

AIRWARS_SYRIA_COLUMNS = {
    "alleged_belligerent": "belligerent", "month": "month",
    "events_all": "incidents_all", "killed_min_all": "deaths_low_all",
    "killed_max_all": "deaths_high_all",
    "events_likely": "incidents_likely", "killed_min_likely": "deaths_low_likely",
    "killed_max_likely": "deaths_high_likely",
}
AIRWARS_RAQQA_COLUMNS = {
    "month": "month", "incidents": "incidents", "civilian_deaths_min": "deaths_low",
    "civilian_deaths_max": "deaths_high",
    "incidents_without_death_figure": "incidents_without_figure",
}


def build(raw):
    """{table: DataFrame} of the topic, from the folder of raw evidence; BuildError if it is odd."""
    evidence = fetch(raw)
    tables = {
        "strikes_by_place": by_place(evidence["place_months"], evidence["places"]),
        "strikes_near_raqqa": near(evidence["lines"], "Syria", "raqqah"),
        "airwars_syria_monthly": monthly(evidence["airwars_syria"], AIRWARS_SYRIA_COLUMNS),
        "airwars_raqqa_monthly": monthly(evidence["airwars_raqqa"], AIRWARS_RAQQA_COLUMNS),
    }
    validate(tables, evidence["places"])
    return tables


def fetch(raw):
    """The raw files as frames, columns named as in the files."""
    return {
        "place_months": read_raw(raw, PLACE_MONTHS, ["month", "country", "place_key", "strikes"]),
        "places": read_raw(raw, PLACES, ["country", "place_key", "strikes", "name", "lat", "lon"]),
        "lines": read_raw(raw, LINES, ["release_date", "country", "place_key", "strikes"]),
        "airwars_syria": read_raw(raw, AIRWARS_SYRIA, [*AIRWARS_SYRIA_COLUMNS]),
        "airwars_raqqa": read_raw(raw, AIRWARS_RAQQA, [*AIRWARS_RAQQA_COLUMNS]),
    }


def by_place(months, places):
    """Strikes by month of release, country and place as named, with the place's name and point."""
    keys = ["country", "place_key"]
    require(not places.duplicated(keys).any(), f"{PLACES}: a place stands there twice")
    places = places.rename(columns={"name": "place"})[[*keys, "place", "lat", "lon"]]
    table = months.merge(places, on=keys, how="left", indicator=True)
    lost = table.loc[table["_merge"] == "left_only", "place_key"]
    require(lost.empty, f"{PLACES}: no place {', '.join(sorted(set(lost)))}")
    return table.drop(columns="_merge").assign(month=first_days(table["month"]))


def near(lines, country, key):
    """Strikes near one place by day of release."""
    rows = lines[(lines["country"] == country) & (lines["place_key"] == key)]
    days = rows.groupby("release_date", as_index=False)["strikes"].sum()
    return days.assign(release_date=dates(days["release_date"], "%Y-%m-%d", "a day, YYYY-MM-DD"))


def monthly(frame, columns):
    """Sums of Airwars by month, under the names of the book."""
    table = frame[[*columns]].rename(columns=columns)
    return table.assign(month=first_days(table["month"]))


def first_days(months):
    """The first day of each month written YYYY-MM; BuildError at the first that is not."""
    return dates(months, "%Y-%m", "a month, YYYY-MM")


def dates(texts, form, words):
    """Texts of one form as dates; BuildError at the first that is not what the words say."""
    days = pd.to_datetime(texts, format=form, errors="coerce")
    require(days.notna().all(), f"{texts[days.isna()].head(1).tolist()} is not {words}")
    return days


def validate(tables, places):
    """BuildError unless the tables agree with the totals of the raw files and with each other."""
    strikes = tables["strikes_by_place"]
    sums = strikes.groupby(["country", "place_key"])["strikes"].sum()
    told = places.set_index(["country", "place_key"])["strikes"]
    require(sums.to_dict() == told.to_dict(), "strikes by month do not add up to those by place")
    require((strikes["lat"].notna() == strikes["place"].notna()).all(),
            f"{PLACES}: a place has a name without a point, or a point without a name")
    days = tables["strikes_near_raqqa"]
    by_month = days.groupby(days["release_date"].dt.strftime("%Y-%m"))["strikes"].sum()
    months = strikes.query("country == 'Syria' and place_key == 'raqqah'")
    told = months.set_index(months["month"].dt.strftime("%Y-%m"))["strikes"]
    require(by_month.to_dict() == told.to_dict(),
            f"{LINES}: days near Raqqa do not add up to the months of {PLACE_MONTHS}")
    syria, raqqa = tables["airwars_syria_monthly"], tables["airwars_raqqa_monthly"]
    coalition = syria[syria["belligerent"] == "coalition"].set_index("month")
    part = raqqa.set_index("month")
    whole = coalition.reindex(part.index)
    for name in ("incidents", "deaths_low", "deaths_high"):
        require((part[name] <= whole[f"{name}_all"]).all(),
                f"Airwars: in a month {name} are more in Raqqa than in all Syria")
        require((syria[f"{name}_likely"] <= syria[f"{name}_all"]).all(),
                f"Airwars: in a month {name} are more when likely than in all grades")
