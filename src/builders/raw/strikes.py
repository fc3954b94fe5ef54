"""Raw files of strikes."""

from builders.evidence import Table, Texts
from builders.raw import (
    COUNT,
    COUNTRY,
    DAY,
    FLAG,
    FLOAT_COUNT,
    LAT,
    LON,
    MONTH,
    TEXT,
    each,
    may_lack,
    one_of,
)

PLACE_MONTHS = Table(
    "strikes/coalition_strikes_by_place_month.csv",
    {"month": MONTH, "country": COUNTRY, "place_key": TEXT, "strikes": COUNT},
    key=("month", "country", "place_key"),
)
PLACES = Table(
    "strikes/strike_places.csv",
    {"country": COUNTRY, "place_key": TEXT, "strikes": COUNT}
    | {"name": may_lack(TEXT), "lat": may_lack(LAT), "lon": may_lack(LON)},
    key=("country", "place_key"),
)
LINES = Table(
    "strikes/coalition_strike_lines_2015_2017_deduplicated.csv",
    {"release_date": DAY, "country": COUNTRY, "place_key": TEXT, "strikes": FLOAT_COUNT},
    rows=9_431,
    why="A release can have two lines for one place with the same number of strikes.",
)
AIRWARS_SYRIA = Table(
    "strikes/airwars_syria_monthly_aggregate.csv",
    {"alleged_belligerent": TEXT, "month": MONTH}
    | each(COUNT, "events_all killed_min_all killed_max_all")
    | each(COUNT, "events_likely killed_min_likely killed_max_likely"),
    key=("alleged_belligerent", "month"),
)
AIRWARS_RAQQA = Table(
    "cities/airwars_raqqa_monthly_aggregate.csv",
    {"month": MONTH, "incidents": COUNT}
    | each(FLOAT_COUNT, "civilian_deaths_min civilian_deaths_max")
    | {"incidents_without_death_figure": COUNT},
    key=("month",),
)
DAILY = Table(
    "strikes/coalition_strikes_daily.csv",
    {"release_date": DAY, "iraq": COUNT, "syria": COUNT, "source_code": one_of(*"ABCD")}
    | {
        f"{source}_{country}": may_lack(COUNT)
        for country in ("iraq", "syria")
        for source in ("information", "official_text", "schaul", "djb005")
    },
    key=("release_date",),
)
MONTHLY = Table(
    "strikes/coalition_strikes_monthly.csv",
    {"month": MONTH} | each(may_lack(COUNT), "iraq syria iraq_by_strike_date syria_by_strike_date"),
    key=("month",),
)
TEXTS = Texts("strikes/raw_inputs/cjtf_oir_releases_txt_20141103_20151211.tar.gz", "cp1252")
LISTED = Table(
    "strikes/coalition_nations_listed_in_releases.csv",
    {"strikes_in": COUNTRY, "nation": TEXT, "n_releases": COUNT}
    | each(DAY, "first_release_listing last_release_listing"),
    key=("strikes_in", "nation"),
)
DOD_LIST = Table(
    "strikes/coalition_nations_participation.csv",
    {"nation": TEXT, "in_iraq_dod_2016_07_27": FLAG, "in_syria_dod_2016_07_27": FLAG},
    key=("nation",),
)
DUTCH = Table(
    "strikes/netherlands_weapon_employments_2014_2018.csv",
    {"date": DAY, "country": may_lack(COUNTRY)},
    rows=2_188,
    why="A row is one weapon; two of one attack differ in nothing that the file tells.",
)
