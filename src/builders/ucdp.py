"""UCDP: events, battles and deaths, from five releases that must not be mixed.

Each release answers what it can: GED 19.1 (Iraq) and a preliminary release (Syria 2016-2018) say
where, when and between whom; 20.1 points add where Syria was fought over in 2011-2015, by year;
25.1 says how many; 23.1 who fought whom. Tables keep their release in the catalogue or in a
column. Counts of IBC, UNAMI, SOHR and others are typed from pages and edited in data/ucdp/.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from builders.common import catalogued, listed, pairs, require
from builders.evidence import read
from builders.raw import ucdp as files
from builders.raw.ucdp import BOUNDS, COUNTRIES, KINDS

EVENT_NAMES = pairs("""
    ged_release = release; latitude = lat; longitude = lon; where_coordinates = place;
    best = deaths_best; low = deaths_low; high = deaths_high; deaths_a = deaths_side_a;
    deaths_b = deaths_side_b; number_of_sources = sources; src_sohr = cites_sohr;
    src_airwars = cites_airwars
""")
# A file a type of violence, each with names of its own
DYADS = {"state-based": files.BATTLES, "non-state": files.NON_STATE, "one-sided": files.ONE_SIDED}
DYAD_NAMES = pairs("""
    side_a_name = side_a; side_b_name = side_b; actor_name = side_a; actor_id = side_a_id;
    battle_location = places; location = places; bd_low = deaths_low; bd_best = deaths_best;
    bd_high = deaths_high; low_fatality_estimate = deaths_low;
    best_fatality_estimate = deaths_best; high_fatality_estimate = deaths_high
""")

LAST_EVENT_YEAR = 2018  # what the Syrian release tells of 2019 has no Iraqi counterpart here
IS_EVENT_YEARS = (2011, 2018)
FIRST_DYAD_YEAR = 2003
IS_ID = 234  # "IS" with its forerunners since 2004
VIOLENCE = {1: "state-based", 2: "non-state", 3: "one-sided"}

# Who stood against IS: UCDP's actor ids, by the book's actors. UCDP names no dyad of IS with the
# Coalition, Russia or the Peshmerga: their strikes and fights stand under a government or the SDF.
AGAINST = {
    "civilians": "1",
    "iraq_gov": "116",
    "syria_gov": "118",
    "kurdish_sdf": "6288",
    # Syrian armed groups and their joint commands, HTS and its forerunner included; Turkey (115)
    "opposition": """
        115 1170 5554 5575 6014 6043 6333 6377 6378 6389 6436 6495 6532 6553 6564 6599 6605 6626
        6702 6710 6815 7036 7042 7056 7105 7128 7155 7398 7477 7491 7492 7498 7514 7520 7522
        7523 7524
    """,
    # the states of Jordan and Israel; three insurgent groups in Iraq
    "other": "120 121 235 783 4359",
}

# UCDP's names of governorates (adm_1), for a check of the places found from coordinates
ADM_1 = pairs("""
    Al Anbār province = Al-Anbar; Al Başrah  province = Al-Basrah;
    Al Muthanná province = Al-Muthanna; Al Qādisīyah province = Al-Qadissiya;
    An Najaf province = Al-Najaf; Arbīl province = Erbil;
    As Sulaymānīyah province = Al-Sulaymaniyah; At-Ta'mim province = Kirkuk;
    Baghdād province = Baghdad; Bābil province = Babil; Dahūk province = Duhok;
    Dhī Qār province = Thi Qar; Diyālá province = Diyala; Karbalā’ province = Kerbala;
    Kirkūk province = Kirkuk; Maysān  province = Maysan; Nīnawá province = Ninewa;
    Wāsiţ province = Wassit; Şalāḩ ad Dīn province = Salah Al-Din;
    Al Hasakah Governorate = Al-Hasakeh; Aleppo Governorate = Aleppo;
    Ar Raqqah Governorate = Ar-Raqqa; As Suwayda Governorate = As-Sweida;
    Damascus Governorate = Damascus; Daraa Governorate = Dar'a;
    Deir ez Zor Governorate = Deir-ez-Zor; Hamah Governorate = Hama; Homs Governorate = Homs;
    Idlib Governorate = Idleb; Latakia Governorate = Lattakia; Quneitra Governorate = Quneitra;
    Rif Dimashq Governorate = Rural Damascus; Tartus Governorate = Tartous
""")
UCDP_NAMES = pairs("""
    DR Congo (Zaire) = Dem. Rep. Congo; Russia (Soviet Union) = Russia; Yemen (North Yemen) = Yemen
""")
# UCDP counts more dyads here in some years than it names
NOT_ALL_NAMED = "Ukraine"
# Two governorates and their capitals, as UCDP names them; the Syrian file begins in 2016
CITIES = {
    "Raqqa": {
        "pcode": "SY11",
        "adm_1": "Ar Raqqah Governorate",
        "years": (2016, 2018),
        "district": "Ar Raqqah district",
        "town": "Ar Raqqah town",
    },
    "Mosul": {
        "pcode": "IQG15",
        "adm_1": "Nīnawá province",
        "years": (2014, 2018),
        "district": "Qaḑā’ al Mawşil",
        "town": "Mosul town",
    },
}
SCOPES = ["city", "district_named", "district", "governorate", "coordinates"]  # narrow to wide
VICTIMS = ["deaths_side_a", "deaths_side_b", "deaths_civilians", "deaths_unknown"]
KM = 0.009  # a kilometre in degrees of latitude


def build(raw: Path) -> dict:
    """{table: DataFrame} of the topic, from the folder of raw evidence; BuildError if it is odd."""
    governorates = read(raw, files.GOVERNORATES)
    events = tidy_events(fetch_events(raw), governorates)
    dated = monthly_totals(raw)
    totals = read(raw, files.COUNTRY_YEAR)
    check_dyads(totals)
    dyads, presence = all_dyads(raw), is_dyads(totals)
    tables = {
        "ucdp_events_monthly": by_month(events),
        "ucdp_is_events": is_events(events),
        "ucdp_city_events": city_events(events),
        "ucdp_precision": precision(events),
        "ucdp_syria_sources": syria_sources(events),
        "ucdp_battle_cells": battle_cells(read(raw, files.POINTS)),
        "ucdp_months": dated,
        "ucdp_country_year": country_years(totals, dated),
        "ucdp_world_year": world_years(totals),
        "ucdp_dyad_year": dyad_years(dyads),
        "is_dyad_year": is_dyad_years(dyads),
        "is_country_year": is_country_years(presence),
        "is_presence": is_presence(presence, read(raw, files.ISO3)),
    }
    validate(tables, events, governorates[0])
    return tables


# Events


def fetch_events(raw: Path) -> pd.DataFrame:
    """All events of both files: Iraq 1989-2018 (GED 19.1), Syria 2016-2018 (preliminary)."""
    events = pd.concat([read(raw, table) for table in files.EVENTS])
    return events[events["year"] <= LAST_EVENT_YEAR]


def tidy_events(events: pd.DataFrame, governorates: tuple, unknown: str = "") -> pd.DataFrame:
    """One row an event: month, side of IS, other side, governorate p-code, and the odd ranges.

    unknown: what stands for an opponent of IS that AGAINST lacks; without it, BuildError.
    """
    events = events.rename(columns=EVENT_NAMES).reset_index(drop=True)
    events["month"] = month_of(events)
    events["type_of_violence"] = events["type_of_violence"].map(VIOLENCE)
    a, b = events["side_a_new_id"], events["side_b_new_id"]
    events["is_side"] = (a == IS_ID) | (b == IS_ID)
    events["against"] = against(a.where(b == IS_ID, b)).where(events["is_side"])
    lost = events["is_side"] & events["against"].isna()
    odd = events.loc[lost, "id"]
    require(odd.empty or unknown, f"AGAINST lacks an opponent of IS, event {odd.min()}")
    events.loc[lost, "against"] = unknown
    events["range_broken"] = range_broken(events)
    events["governorate_pcode"] = pcodes(events, governorates)
    return events


def month_of(events: pd.DataFrame) -> pd.Series:
    """First day of the month of each event; NaT where the event belongs to no one month.

    UCDP's date_prec 4 and 5 mean known to about a month or worse; a start and an end in different
    months put an event in neither.
    """
    start, end = events["date_start"].dt.to_period("M"), events["date_end"].dt.to_period("M")
    return start.dt.to_timestamp().where((start == end) & (events["date_prec"] <= 3))


def against(other: pd.Series) -> pd.Series:
    """The book's actor for each UCDP id on the side facing IS; None where the id is not known."""
    actor_of = {int(id): actor for actor, ids in AGAINST.items() for id in listed(ids)}
    return other.map(actor_of)


def range_broken(frame: pd.DataFrame) -> pd.Series:
    """True where low <= best <= high fails."""
    low, best, high = frame["deaths_low"], frame["deaths_best"], frame["deaths_high"]
    return (low > best) | (best > high)


def pcodes(events: pd.DataFrame, governorates: tuple) -> pd.Series:
    """The governorate each event lies in, from its coordinates; none if known to a country only.

    where_prec 5 (a line or a wide region) counts only where UCDP names a governorate. Points just
    off the outlines go to the nearest governorate of the same country.
    """
    properties, shapes = governorates
    placed = (events["where_prec"] <= 4) | ((events["where_prec"] == 5) & events["adm_1"].notna())
    codes = pd.Series(pd.NA, index=events.index, dtype="object")
    for country in COUNTRIES:
        own = properties["ADM0_EN"].str.startswith(country).to_numpy()
        names = properties.loc[own, "ADM1_PCODE"].to_numpy()
        tree = shapely.STRtree([shape for shape, mine in zip(shapes, own) if mine])
        rows = events.index[placed & (events["country"] == country)]
        # Many events share a point.
        spots, spot = np.unique(events.loc[rows, ["lon", "lat"]], axis=0, return_inverse=True)
        points = shapely.points(spots)
        (point, area), gap = tree.query_nearest(points, return_distance=True, all_matches=False)
        far = rows[np.isin(spot, point[gap >= 5 * KM])]
        odd = f"an event (id {events['id'].reindex(far).min()})"
        sound = len(point) == len(points) and far.empty
        require(sound, f"{country}: {odd} lies more than 5 km off all governorates")
        codes[rows] = names[area[spot]]
    return codes.astype("str")


def by_month(events: pd.DataFrame) -> pd.DataFrame:
    """Events and deaths by country, month, governorate, type and side of IS."""
    keys = listed("country release year month governorate_pcode is_side against type_of_violence")
    deaths = ["deaths_low", "deaths_best", "deaths_high", "deaths_civilians"]
    cells = _counted(events, keys, [*deaths, "range_broken"])
    cells["range_broken"] = (cells["range_broken"] > 0) | range_broken(cells)
    return cells


def is_events(events: pd.DataFrame) -> pd.DataFrame:
    """Events with IS as a side, 2011-2018, known to a place, its surroundings or its district."""
    chosen = events["is_side"] & events["year"].between(*IS_EVENT_YEARS)
    chosen &= events["where_prec"] <= 3
    return catalogued(events[chosen], "ucdp_is_events")


def city_events(events: pd.DataFrame) -> pd.DataFrame:
    """Events of all sides in the governorates of Raqqa and Mosul, with the narrowest scope.

    An event belongs to a governorate if UCDP names it (adm_1) or its coordinates lie there.
    """
    parts = []
    for area, names in CITIES.items():
        here = (events["adm_1"] == names["adm_1"]) | (events["governorate_pcode"] == names["pcode"])
        part = events[here & events["year"].between(*names["years"])]
        parts.append(part.assign(area=area, scope=scope_of(part, names)))
    chosen = pd.concat(parts)
    chosen["sources"] = chosen["sources"].where(chosen["sources"] >= 0)  # UCDP: -1 is unknown
    cites = ["cites_sohr", "cites_airwars"]
    chosen[cites] = chosen[cites] == 1
    return catalogued(chosen, "ucdp_city_events")


def scope_of(events: pd.DataFrame, names: dict[str, Any]) -> pd.Series:
    """The narrowest of SCOPES that holds for each event, by UCDP's names of places."""
    holds = [
        events["place"] == names["town"],
        events["place"] == names["district"],
        events["adm_2"] == names["district"],
        events["adm_1"] == names["adm_1"],
    ]
    return np.select(holds, SCOPES[:-1], SCOPES[-1])


def precision(events: pd.DataFrame) -> pd.DataFrame:
    """How exactly events and deaths are known, 2011-2018: by where_prec and date_prec."""
    chosen = events[events["year"].between(*IS_EVENT_YEARS)]
    keys = ["country", "release", "year", "where_prec", "date_prec"]
    return _counted(chosen, keys)


def syria_sources(events: pd.DataFrame, strict: bool = True) -> pd.DataFrame:
    """Syria's events and deaths by whether UCDP names SOHR among its sources, or alone.

    strict: BuildError where UCDP does not know how many sources an event has; else not alone.
    """
    chosen = events[events["country"] == "Syria"]
    known = (chosen["sources"] >= 1).all()
    require(
        known or not strict, f"{files.EVENTS[1]}: an event of Syria has no known number of sources"
    )
    cites = chosen["cites_sohr"] == 1
    alone = cites & (chosen["sources"] == 1)
    cited = np.select([alone, cites], ["sohr_alone", "sohr_and_others"], "others")
    return _counted(chosen.assign(cited=cited), ["release", "year", "cited"])


def _counted(events, keys, deaths=("deaths_best", "deaths_civilians")):
    """The number of events and sums of deaths by some keys."""
    groups = events.groupby(keys, dropna=False)
    return groups[[*deaths]].sum().assign(events=groups.size()).reset_index()


def battle_cells(points: pd.DataFrame) -> pd.DataFrame:
    """Battle points by year and cell of 0.1 degrees; what is known to a governorate only, apart."""
    points = points[points["country"].isin(COUNTRIES)].rename(columns={"best": "deaths_best"})
    points["lat"], points["lon"] = cell(points["latitude"]), cell(points["longitude"])
    points["is_side"] = points["is_side"] == 1
    points["governorate_point"] = points["where_prec"] == 4
    keys = ["year", "country", "lat", "lon", "is_side", "governorate_point"]
    return _counted(points, keys, ["deaths_best"])


def cell(degrees: pd.Series) -> pd.Series:
    """The middle of the 0.1 degree cell that holds each value."""
    return ((np.floor((degrees * 10).round(6)) + 0.5) / 10).round(2)


# Totals


def monthly_totals(raw: Path) -> pd.DataFrame:
    """Deaths by month in Iraq and Syria: dated to one month (25.1), and booked by end month."""
    dated = _months(read(raw, files.DATED), 0, files.DATED)
    ended = _months(read(raw, files.BY_END_MONTH), 12, files.BY_END_MONTH)
    # the second series is preliminary after 2018, and its file begins a year later
    ended = ended[ended.index.get_level_values("month") < f"{LAST_EVENT_YEAR + 1}-01-01"]
    months = pd.DataFrame({"deaths_dated": dated, "deaths_state_based_by_end_month": ended})
    return months.astype("Int64").reset_index()


def _months(frame, shift, file="deaths by month"):
    """A Series by country and month; `shift` mends labels that run some months early."""
    labels = frame[""].dt.to_period("M") + shift
    require(labels.is_unique, f"{file}: a month stands twice")
    months = frame[COUNTRIES].set_axis(labels.dt.to_timestamp(), axis="index")
    months = months.rename_axis(index="month", columns="country")
    return months.T.stack()


def country_years(totals: pd.DataFrame, months: pd.DataFrame) -> pd.DataFrame:
    """Deaths by country and year (25.1) by type and victim, with what no one month holds."""
    rows = totals[totals["country_cy"].isin(COUNTRIES)]
    table = pd.DataFrame({"country": rows["country_cy"], "year": rows["year_cy"]})
    for name, prefix in (
        ("state_based", "sb_total_deaths"),
        ("non_state", "ns_total_deaths"),
        ("one_sided", "os_total_deaths"),
        ("deaths", "cumulative_total_deaths_in_orgvio"),
    ):
        for bound in BOUNDS:
            table[f"{name}_{bound}"] = rows[f"{prefix}_{bound}_cy"]
    for name in ("civilians", "parties", "unknown"):
        table[f"deaths_{name}"] = rows[f"cumulative_total_deaths_{name}_in_orgvio_cy"]
    dated = months.groupby(["country", months["month"].dt.year])["deaths_dated"].sum()
    dated = dated.rename("deaths_in_one_month").rename_axis(["country", "year"])
    table = table.merge(dated, on=["country", "year"], how="left", validate="one_to_one")
    table["deaths_not_in_one_month"] = table["deaths_best"] - table["deaths_in_one_month"]
    return table


def world_years(totals: pd.DataFrame) -> pd.DataFrame:
    """Deaths in organised violence in the whole world by year (25.1)."""
    names = {f"cumulative_total_deaths_in_orgvio_{bound}_cy": f"deaths_{bound}" for bound in BOUNDS}
    names |= {"cumulative_total_deaths_civilians_in_orgvio_cy": "deaths_civilians"}
    sums = totals.groupby("year_cy")[list(names)].sum().rename(columns=names)
    return sums.rename_axis("year").reset_index()


def dyad_years(dyads: pd.DataFrame) -> pd.DataFrame:
    """Who fought or killed whom in Iraq or Syria, by year (23.1); deaths of the dyad anywhere."""
    inside = {f"in_{name.lower()}": _holds(dyads["places"], name) for name in COUNTRIES}
    table = dyads.assign(several_countries=dyads["places"].str.len() > 1, **inside)
    chosen = (table["in_iraq"] | table["in_syria"]) & (table["year"] >= FIRST_DYAD_YEAR)
    return catalogued(table[chosen], "ucdp_dyad_year")


def _holds(lists, one):
    return lists.map(lambda found: one in found)


def is_dyad_years(dyads: pd.DataFrame) -> pd.DataFrame:
    """Who fought IS, or was killed by it, anywhere in the world, by year (23.1).

    A side can be several groups together; UCDP gives it an id of its own, so the names decide.
    """
    table = dyads[(dyads["side_a"] + " - " + dyads["side_b"]).map(_has_is)].copy()
    names = table["places"].map(set)
    inside = names.map(lambda found: found <= set(COUNTRIES))
    apart = names.map(lambda found: found.isdisjoint(COUNTRIES))
    table["where"] = np.select([inside, apart], ["Iraq and Syria", "elsewhere"], "both")
    table["countries_count"] = names.map(len)
    return catalogued(table, "is_dyad_year")


def all_dyads(raw: Path) -> pd.DataFrame:
    """The dyads of all three types of violence with their deaths, by year (23.1)."""
    parts = [
        read(raw, file).rename(columns=DYAD_NAMES).assign(type_of_violence=kind)
        for kind, file in DYADS.items()
    ]
    table = pd.concat(parts, ignore_index=True)
    table["side_b"] = table["side_b"].fillna("Civilians")
    table["is_side"] = (table[["side_a_id", "side_b_id"]] == str(IS_ID)).any(axis="columns")
    table["countries"] = table["places"].str.join(", ")
    table["range_broken"] = range_broken(table)
    return table


def check_dyads(totals: pd.DataFrame) -> None:
    """BuildError unless as many dyads are named as UCDP counts (25.1)."""
    rows = totals[totals["country_cy"] != NOT_ALL_NAMED]
    for kind in KINDS:
        named, count = f"{kind}_dyad_names_cy", f"{kind}_dyad_count_cy"
        differ = rows.loc[rows[named].map(len) != rows[count], ["country_cy", "year_cy"]]
        told = f"{named} does not name as many dyads as {count} says"
        first = differ.head(1).to_numpy().tolist()
        require(differ.empty, f"{files.COUNTRY_YEAR}: {told}: {first}")


def is_dyads(totals: pd.DataFrame) -> pd.DataFrame:
    """Countries and years with deaths in events that had IS as a side (25.1), by type."""
    parts = []
    for kind, code in zip(VIOLENCE.values(), KINDS):
        names = pairs("country_cy = country; country_id_cy = gw_id; region_cy = region")
        names |= {"year_cy": "year", f"{code}_dyad_names_cy": "all_dyads"}
        names |= {f"{code}_total_deaths_{bound}_cy": f"deaths_{bound}" for bound in BOUNDS}
        parts.append(totals[[*names]].rename(columns=names).assign(type_of_violence=kind))
    table = pd.concat(parts, ignore_index=True)
    table["is_dyads"] = [[*filter(_has_is, dyads)] for dyads in table["all_dyads"]]
    return table[table["is_dyads"].map(len) > 0]


def is_presence(dyads: pd.DataFrame, iso3: pd.DataFrame) -> pd.DataFrame:
    """Where and when events had IS as a side, and the dyads' names."""
    names = dyads["is_dyads"]
    codes = dyads["country"].replace(UCDP_NAMES).map(iso3.set_index("name_ne")["iso_a3"])
    lost = dyads.loc[codes.isna(), "country"].unique()
    require(len(lost) == 0, f"{files.ISO3}: no code of {lost}")
    table = dyads.assign(iso3=codes, dyads=names.map(len), dyad_names=names.str.join("; "))
    return catalogued(table, "is_presence")


def is_country_years(dyads: pd.DataFrame) -> pd.DataFrame:
    """Deaths of all sides by country, year and type where IS was a side (25.1), all dyads named.

    The file has no deaths of a dyad in a country; they are those of IS where it is the only one.
    """
    counts = {name: dyads[name].map(len) for name in ("is_dyads", "all_dyads")}
    table = dyads.assign(range_broken=range_broken(dyads), **counts)
    return catalogued(table, "is_country_year")


def _has_is(dyad):
    """True if IS, alone or in a coalition, is a side of a dyad written 'A, B - C'."""
    return any("IS" in side.split(", ") for side in dyad.split(" - "))


# Validation


def validate(tables: dict, events: pd.DataFrame, properties: pd.DataFrame) -> None:
    """BuildError unless the tables agree with each other and with what UCDP itself says."""
    cells, years, months = (
        tables[f"ucdp_{name}"] for name in ("events_monthly", "country_year", "months")
    )
    require(events["id"].is_unique, f"{' and '.join(map(str, files.EVENTS))} share an event")
    _validate_cities(events, tables["ucdp_city_events"])
    require(cells["events"].sum() == len(events), "events were lost on the way to months")
    require(cells["deaths_best"].sum() == events["deaths_best"].sum(), "deaths were lost by month")
    dated = (years["deaths_not_in_one_month"] >= 0).all()
    require(dated, f"{files.DATED}: more deaths are dated than {files.COUNTRY_YEAR} counts")
    for what, parts in (
        ("victims", ["deaths_civilians", "deaths_parties", "deaths_unknown"]),
        ("types", ["state_based_best", "non_state_best", "one_sided_best"]),
    ):
        same = (years[parts].sum(axis="columns") == years["deaths_best"]).all()
        require(same, f"{files.COUNTRY_YEAR}: {what} do not add up to deaths")
    _validate_is(tables)
    war = years[years["year"].between(2012, LAST_EVENT_YEAR)].set_index(["country", "year"])
    ended = months.groupby(["country", months["month"].dt.year])["deaths_state_based_by_end_month"]
    ended = ended.sum().reindex(war.index)
    told = war["state_based_best"]
    near = ((told - ended).abs() <= 0.01 * told).all()
    require(near, f"{files.BY_END_MONTH}: month labels look shifted")
    agreed = agreement(events, properties) > 0.99
    require(agreed, "coordinates and UCDP's governorates disagree too often")


def _validate_is(tables):
    world, war = (tables[name] for name in ("is_dyad_year", "ucdp_dyad_year"))
    here = world[world["where"] != "elsewhere"]
    ids = ["type_of_violence", "year", "dyad_id"]
    lost = war[war["is_side"]].merge(here, on=[*ids, "deaths_best"], how="left", indicator=True)
    require((lost["_merge"] == "both").all(), "is_dyad_year lacks a dyad of ucdp_dyad_year")


def _validate_cities(events, cities):
    odd = events[events[VICTIMS].sum(axis="columns") != events["deaths_best"]]
    require(odd.empty, f"victims do not add up to deaths in an event (id {odd['id'].min()})")
    for area in CITIES:
        unmet = set(SCOPES[:-1]) - set(cities.loc[cities["area"] == area, "scope"])
        lost = ", ".join(sorted(unmet))
        told = f"no event has the scope {lost}; are the names in CITIES those of UCDP?"
        require(not unmet, f"{area}: {told}")


def agreement(events: pd.DataFrame, properties: pd.DataFrame) -> float:
    """Share of events that lie in the governorate UCDP names, where it names one."""
    named = events[events["adm_1"].notna() & events["governorate_pcode"].notna()]
    codes = properties.set_index("ADM1_EN")["ADM1_PCODE"]
    told = named["adm_1"].map(ADM_1).map(codes)
    require(told.notna().all(), "ADM_1 lacks a name of a governorate")
    return (told == named["governorate_pcode"]).mean()
