"""Raw files of UCDP, five releases."""

from builders.evidence import Table
from builders.raw import (
    COUNT,
    DAY,
    FLAG,
    FLOAT_COUNT,
    INTEGER,
    LAT,
    LON,
    TEXT,
    YEAR,
    each,
    may_lack,
    numbered,
    one_of,
    required,
    territory,
)

BOUNDS = ("low", "best", "high")
COUNTRIES = ["Iraq", "Syria"]
KINDS = ("sb", "ns", "os")  # state-based, non-state, one-sided
# A side: one group, or several parted by ", ". A dyad: two sides parted by " - ".
SIDE = "(?:[^,;]|, )+"
SIDES = required("string", pattern=SIDE)
# Dyads parted by "; ". UCDP left a mark of HTML in one of them.
DYADS = {
    "type": "list",
    "delimiter": "; ",
    "members": f"{SIDE} - {SIDE}",
    "missingValues": ["NO_DYAD"],
    "tidied": True,
}
PLACES = required("list") | {"delimiter": ", "}

EVENTS = [
    Table(
        path,
        {"id": INTEGER, "year": YEAR, "country": one_of(*COUNTRIES), "latitude": LAT}
        | {"longitude": LON, "date_start": DAY, "date_end": DAY}
        | each(TEXT, "ged_release where_coordinates side_a side_b")
        | each(may_lack(TEXT), "adm_1 adm_2")
        | {"date_prec": numbered(1, 5), "where_prec": numbered(1, 7)}
        | {"type_of_violence": numbered(1, 3), "event_clarity": numbered(1, 2)}
        | each(INTEGER, "side_a_new_id side_b_new_id")
        | each(COUNT, "deaths_a deaths_b deaths_civilians deaths_unknown best low high")
        | each(FLAG, "src_sohr src_airwars")
        | {"number_of_sources": required("integer", minimum=-1)},  # -1: not known
        key=("id",),
    )
    for path in ("ucdp/ucdp_ged191_iraq_1989_2018.csv.gz", "ucdp/ucdp_ged_syria_2016_201911.csv.gz")
]
POINTS = Table(
    "ucdp_more/ged201_syria_iraq_war_points_2003_2019.csv.gz",
    {"id": INTEGER, "year": YEAR, "country": TEXT, "latitude": LAT, "longitude": LON}
    | {"where_prec": numbered(1, 7), "is_side": FLAG, "best": COUNT},
    key=("id",),
)
DATED = Table(
    "ucdp_more/raw_ged251_country_month_within_month.csv",
    {"": DAY} | dict.fromkeys(COUNTRIES, COUNT),
    key=("",),
)
BY_END_MONTH = Table(
    "ucdp_more/raw_views_sb_country_month_index_12m_early.csv",
    {"": DAY} | dict.fromkeys(COUNTRIES, FLOAT_COUNT),
    key=("",),
)
COUNTRY_YEAR = Table(
    "ucdp/raw/organizedviolencecy_v25_1.csv.gz",
    {"country_id_cy": INTEGER, "country_cy": TEXT, "year_cy": YEAR, "region_cy": TEXT}
    | {f"{kind}_dyad_names_cy": DYADS for kind in KINDS}
    | {f"{kind}_dyad_count_cy": COUNT for kind in KINDS}
    | {f"{kind}_total_deaths_{bound}_cy": COUNT for kind in KINDS for bound in BOUNDS}
    | {f"cumulative_total_deaths_in_orgvio_{bound}_cy": COUNT for bound in BOUNDS}
    | {
        f"cumulative_total_deaths_{who}_in_orgvio_cy": COUNT
        for who in ("civilians", "parties", "unknown")
    },
    key=("country_cy", "year_cy"),
)


def _dyads(name, texts, place, deaths):
    return Table(
        f"ucdp/raw/{name}_v23_1.csv",
        {"dyad_id": INTEGER, "year": YEAR, place: PLACES}
        | each(SIDES, texts)
        | {deaths.format(bound): COUNT for bound in BOUNDS},
        key=("dyad_id", "year"),
    )


# A file a type of violence
BATTLES = _dyads("BattleDeaths", "side_a side_a_id side_b side_b_id", "battle_location", "bd_{}")
NON_STATE = _dyads(
    "Nonstate", "side_a_name side_a_id side_b_name side_b_id", "location", "{}_fatality_estimate"
)
ONE_SIDED = _dyads("OneSided", "actor_name actor_id", "location", "{}_fatality_estimate")

ISO3 = territory.ISO
GOVERNORATES = territory.areas(
    territory.GOVERNORATES.path,
    {name: territory.GOVERNORATES.fields[name] for name in ("ADM1_EN", "ADM1_PCODE", "ADM0_EN")},
    key=("ADM1_PCODE",),
)
