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

from builders.common import require
from builders.evidence import read
from builders.raw import ucdp as files
from builders.raw.ucdp import COUNTRIES

# A file a type of violence; its columns for side, side's id, other side, its id, place
DYADS = {
    "state-based": (
        files.BATTLES,
        ["side_a", "side_a_id", "side_b", "side_b_id", "battle_location"],
    ),
    "non-state": (
        files.NON_STATE,
        ["side_a_name", "side_a_id", "side_b_name", "side_b_id", "location"],
    ),
    "one-sided": (files.ONE_SIDED, ["actor_name", "actor_id", None, None, "location"]),
}

LAST_EVENT_YEAR = 2018  # what the Syrian release tells of 2019 has no Iraqi counterpart here
IS_EVENT_YEARS = (2011, 2018)
FIRST_DYAD_YEAR = 2003
IS_ID = 234  # "IS" with its forerunners since 2004
VIOLENCE = {1: "state-based", 2: "non-state", 3: "one-sided"}

# Who stood against IS: UCDP's actor ids, by the book's actors. UCDP names no dyad of IS with the
# Coalition, Russia or the Peshmerga: their strikes and fights stand under a government or the SDF.
AGAINST = {
    "civilians": {1},
    "iraq_gov": {116},
    "syria_gov": {118},
    "kurdish_sdf": {6288},
    # Syrian armed groups and their joint commands, HTS and its forerunner included; Turkey (115)
    "opposition": {
        115,
        1170,
        5554,
        5575,
        6014,
        6043,
        6333,
        6377,
        6378,
        6389,
        6436,
        6495,
        6532,
        6553,
        6564,
        6599,
        6605,
        6626,
        6702,
        6710,
        6815,
        7036,
        7042,
        7056,
        7105,
        7128,
        7155,
        7398,
        7477,
        7491,
        7492,
        7498,
        7514,
        7520,
        7522,
        7523,
        7524,
    },
    # the states of Jordan and Israel; three insurgent groups in Iraq
    "other": {120, 121, 235, 783, 4359},
}

# UCDP's names of governorates (adm_1), for a check of the places found from coordinates
ADM_1 = {
    "Al Anbār province": "Al-Anbar",
    "Al Başrah  province": "Al-Basrah",
    "Al Muthanná province": "Al-Muthanna",
    "Al Qādisīyah province": "Al-Qadissiya",
    "An Najaf province": "Al-Najaf",
    "Arbīl province": "Erbil",
    "As Sulaymānīyah province": "Al-Sulaymaniyah",
    "At-Ta'mim province": "Kirkuk",
    "Baghdād province": "Baghdad",
    "Bābil province": "Babil",
    "Dahūk province": "Duhok",
    "Dhī Qār province": "Thi Qar",
    "Diyālá province": "Diyala",
    "Karbalā’ province": "Kerbala",
    "Kirkūk province": "Kirkuk",
    "Maysān  province": "Maysan",
    "Nīnawá province": "Ninewa",
    "Wāsiţ province": "Wassit",
    "Şalāḩ ad Dīn province": "Salah Al-Din",
    "Al Hasakah Governorate": "Al-Hasakeh",
    "Aleppo Governorate": "Aleppo",
    "Ar Raqqah Governorate": "Ar-Raqqa",
    "As Suwayda Governorate": "As-Sweida",
    "Damascus Governorate": "Damascus",
    "Daraa Governorate": "Dar'a",
    "Deir ez Zor Governorate": "Deir-ez-Zor",
    "Hamah Governorate": "Hama",
    "Homs Governorate": "Homs",
    "Idlib Governorate": "Idleb",
    "Latakia Governorate": "Lattakia",
    "Quneitra Governorate": "Quneitra",
    "Rif Dimashq Governorate": "Rural Damascus",
    "Tartus Governorate": "Tartous",
}
UCDP_NAMES = {
    "DR Congo (Zaire)": "Dem. Rep. Congo",
    "Russia (Soviet Union)": "Russia",
    "Yemen (North Yemen)": "Yemen",
}
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
        "ucdp_dyad_year": dyad_years(raw),
        "is_dyad_year": is_dyad_years(raw),
        "is_country_year": is_country_years(totals),
        "is_presence": is_presence(totals, read(raw, files.ISO3)),
    }
    validate(tables, events, governorates[0])
    return tables


# Events


def fetch_events(raw: Path) -> pd.DataFrame:
    """All events of both files: Iraq 1989-2018 (GED 19.1), Syria 2016-2018 (preliminary)."""
    events = pd.concat([read(raw, table) for table in files.EVENTS])
    return events[events["year"] <= LAST_EVENT_YEAR]


def tidy_events(events: pd.DataFrame, governorates: tuple) -> pd.DataFrame:
    """One row an event: month, side of IS, other side, governorate p-code, and the odd ranges."""
    events = events.rename(
        columns={
            "ged_release": "release",
            "latitude": "lat",
            "longitude": "lon",
            "best": "deaths_best",
            "low": "deaths_low",
            "high": "deaths_high",
            "deaths_a": "deaths_side_a",
            "deaths_b": "deaths_side_b",
            "where_coordinates": "place",
            "number_of_sources": "sources",
            "src_sohr": "cites_sohr",
            "src_airwars": "cites_airwars",
        }
    ).reset_index(drop=True)
    events["month"] = month_of(events)
    events["type_of_violence"] = events["type_of_violence"].map(VIOLENCE)
    a, b = events["side_a_new_id"], events["side_b_new_id"]
    events["is_side"] = (a == IS_ID) | (b == IS_ID)
    events["against"] = against(a.where(b == IS_ID, b)).where(events["is_side"])
    unknown = events["is_side"] & events["against"].isna()
    require(
        not unknown.any(), f"AGAINST lacks an opponent of IS, event {events['id'][unknown].min()}"
    )
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
    actor_of = {number: actor for actor, numbers in AGAINST.items() for number in numbers}
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
        points = shapely.points(events.loc[rows, "lon"], events.loc[rows, "lat"])
        (point, area), gap = tree.query_nearest(points, return_distance=True, all_matches=False)
        far = rows[point[gap >= 5 * KM]]
        require(
            len(point) == len(rows) and far.empty,
            f"{country}: an event (id "
            f"{events['id'].reindex(far).min()}) lies more than 5 km off all governorates",
        )
        codes[rows[point]] = names[area]
    return codes.astype("str")


def by_month(events: pd.DataFrame) -> pd.DataFrame:
    """Events and deaths by country, month, governorate, type and side of IS."""
    keys = [
        "country",
        "release",
        "year",
        "month",
        "governorate_pcode",
        "is_side",
        "against",
        "type_of_violence",
    ]
    deaths = ["deaths_low", "deaths_best", "deaths_high", "deaths_civilians"]
    cells = (
        events.groupby(keys, dropna=False)
        .agg(
            events=("id", "size"),
            **{name: (name, "sum") for name in deaths},
            range_broken=("range_broken", "any"),
        )
        .reset_index()
    )
    cells["range_broken"] |= range_broken(cells)
    return cells


def is_events(events: pd.DataFrame) -> pd.DataFrame:
    """Events with IS as a side, 2011-2018, known to a place, its surroundings or its district."""
    chosen = events["is_side"] & events["year"].between(*IS_EVENT_YEARS)
    chosen &= events["where_prec"] <= 3
    columns = [
        "id",
        "release",
        "country",
        "year",
        "date_start",
        "date_end",
        "date_prec",
        "governorate_pcode",
        "lat",
        "lon",
        "where_prec",
        "type_of_violence",
        "side_a",
        "side_b",
        "against",
        "deaths_low",
        "deaths_best",
        "deaths_high",
        "deaths_civilians",
        "event_clarity",
        "range_broken",
    ]
    return events.loc[chosen, columns]


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
    columns = [
        "id",
        "release",
        "country",
        "area",
        "scope",
        "place",
        "governorate_pcode",
        "lat",
        "lon",
        "where_prec",
        "date_start",
        "date_end",
        "date_prec",
        "month",
        "type_of_violence",
        "side_a",
        "side_b",
        "is_side",
        *VICTIMS,
        "deaths_low",
        "deaths_best",
        "deaths_high",
        "event_clarity",
        "range_broken",
        *cites,
        "sources",
    ]
    return chosen[columns]


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


def syria_sources(events: pd.DataFrame) -> pd.DataFrame:
    """Syria's events and deaths by whether UCDP names SOHR among its sources, or alone."""
    chosen = events[events["country"] == "Syria"]
    require(
        (chosen["sources"] >= 1).all(),
        f"{files.EVENTS[1]}: an event of Syria has no known number of sources",
    )
    cites = chosen["cites_sohr"] == 1
    alone = cites & (chosen["sources"] == 1)
    cited = np.select([alone, cites], ["sohr_alone", "sohr_and_others"], "others")
    return _counted(chosen.assign(cited=cited), ["release", "year", "cited"])


def _counted(events, keys):
    """Events and deaths by some keys."""
    return (
        events.groupby(keys)
        .agg(
            events=("id", "size"),
            deaths_best=("deaths_best", "sum"),
            deaths_civilians=("deaths_civilians", "sum"),
        )
        .reset_index()
    )


def battle_cells(points: pd.DataFrame) -> pd.DataFrame:
    """Battle points by year and cell of 0.1 degrees; what is known to a governorate only, apart."""
    points = points[points["country"].isin(COUNTRIES)].copy()
    points["lat"], points["lon"] = cell(points["latitude"]), cell(points["longitude"])
    points["is_side"] = points["is_side"] == 1
    points["governorate_point"] = points["where_prec"] == 4
    keys = ["year", "country", "lat", "lon", "is_side", "governorate_point"]
    cells = points.groupby(keys).agg(events=("id", "size"), deaths_best=("best", "sum"))
    return cells.reset_index()


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
        for bound in ("low", "best", "high"):
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
    names = {
        "cumulative_total_deaths_in_orgvio_low_cy": "deaths_low",
        "cumulative_total_deaths_in_orgvio_best_cy": "deaths_best",
        "cumulative_total_deaths_in_orgvio_high_cy": "deaths_high",
        "cumulative_total_deaths_civilians_in_orgvio_cy": "deaths_civilians",
    }
    sums = totals.groupby("year_cy")[list(names)].sum().rename(columns=names)
    return sums.rename_axis("year").reset_index()


def dyad_years(raw: Path) -> pd.DataFrame:
    """Who fought or killed whom in Iraq or Syria, by year (23.1); deaths of the dyad anywhere."""
    table = all_dyads(raw)
    places = table["places"]
    for country in COUNTRIES:
        table[f"in_{country.lower()}"] = places.map(lambda names, country=country: country in names)
    table["several_countries"] = places.map(len) > 1
    table["range_broken"] = range_broken(table)
    chosen = (table["in_iraq"] | table["in_syria"]) & (table["year"] >= FIRST_DYAD_YEAR)
    return table[chosen].drop(columns="places")


def is_dyad_years(raw: Path) -> pd.DataFrame:
    """Who fought IS, or was killed by it, anywhere in the world, by year (23.1).

    A side can be several groups together; UCDP gives it an id of its own, so the names decide.
    """
    table = all_dyads(raw)
    table = table[[_has_is(f"{a} - {b}") for a, b in zip(table["side_a"], table["side_b"])]]
    names = table["places"].map(set)
    table = table.drop(columns=["is_side", "places"])
    inside = names.map(lambda found: found <= set(COUNTRIES))
    apart = names.map(lambda found: found.isdisjoint(COUNTRIES))
    table["where"] = np.select([inside, apart], ["Iraq and Syria", "elsewhere"], "both")
    table["countries_count"] = names.map(len)
    table["range_broken"] = range_broken(table)
    return table


def all_dyads(raw: Path) -> pd.DataFrame:
    """The dyads of all three types of violence with their deaths, by year (23.1)."""
    return pd.concat(
        [_dyads(read(raw, table), kind, columns) for kind, (table, columns) in DYADS.items()],
        ignore_index=True,
    )


def _dyads(frame, kind, columns):
    side_a, a_id, side_b, b_id, place = columns
    form = "bd_{}" if kind == "state-based" else "{}_fatality_estimate"
    ids = frame[[name for name in (a_id, b_id) if name]]
    return pd.DataFrame(
        {
            "type_of_violence": kind,
            "year": frame["year"],
            "dyad_id": frame["dyad_id"],
            "side_a": frame[side_a],
            "side_b": frame[side_b] if side_b else "Civilians",
            "is_side": (ids == str(IS_ID)).any(axis="columns"),
            "places": frame[place],
            "countries": frame[place].str.join(", "),
            **{f"deaths_{bound}": frame[form.format(bound)] for bound in ("low", "best", "high")},
        }
    )


def check_dyads(totals: pd.DataFrame) -> None:
    """BuildError unless as many dyads are named as UCDP counts (25.1)."""
    rows = totals[totals["country_cy"] != NOT_ALL_NAMED]
    for kind in ("sb", "ns", "os"):
        named = rows[f"{kind}_dyad_names_cy"].map(len)
        differ = rows[named != rows[f"{kind}_dyad_count_cy"]]
        require(
            differ.empty,
            f"{files.COUNTRY_YEAR}: {kind}_dyad_names_cy does not name as many "
            f"dyads as {kind}_dyad_count_cy says: "
            f"{differ[['country_cy', 'year_cy']].head(1).to_numpy().tolist()}",
        )


def is_presence(totals: pd.DataFrame, iso3: pd.DataFrame) -> pd.DataFrame:
    """Countries and years with deaths in events that had IS as a side (25.1), by type."""
    rows = []
    for kind, column in zip(VIOLENCE.values(), ("sb", "ns", "os")):
        for row in totals.itertuples():
            dyads = [dyad for dyad in getattr(row, f"{column}_dyad_names_cy") if _has_is(dyad)]
            if dyads:
                rows.append(
                    (
                        row.country_cy,
                        row.country_id_cy,
                        row.region_cy,
                        row.year_cy,
                        kind,
                        len(dyads),
                        "; ".join(dyads),
                    )
                )
    table = pd.DataFrame(
        rows,
        columns=["country", "gw_id", "region", "year", "type_of_violence", "dyads", "dyad_names"],
    )
    codes = iso3.set_index("name_ne")["iso_a3"]
    table.insert(1, "iso3", table["country"].replace(UCDP_NAMES).map(codes))
    require(
        table["iso3"].notna().all(),
        f"{files.ISO3}: no code of {table['country'][table['iso3'].isna()].unique()}",
    )
    return table


def is_country_years(totals: pd.DataFrame) -> pd.DataFrame:
    """Deaths of all sides by country, year and type where IS was a side (25.1), all dyads named.

    The file has no deaths of a dyad in a country; they are those of IS where it is the only one.
    """
    parts = []
    for kind, column in zip(VIOLENCE.values(), ("sb", "ns", "os")):
        dyads = totals[f"{column}_dyad_names_cy"]
        part = pd.DataFrame(
            {
                "country": totals["country_cy"],
                "year": totals["year_cy"],
                "type_of_violence": kind,
                "is_dyads": dyads.map(lambda names: sum(map(_has_is, names))),
                "all_dyads": dyads.map(len),
                **{
                    f"deaths_{bound}": totals[f"{column}_total_deaths_{bound}_cy"]
                    for bound in ("low", "best", "high")
                },
            }
        )
        parts.append(part[part["is_dyads"] > 0])
    table = pd.concat(parts, ignore_index=True)
    table["range_broken"] = range_broken(table)
    return table


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
    require(
        (years["deaths_not_in_one_month"] >= 0).all(),
        f"{files.DATED}: more deaths are dated than {files.COUNTRY_YEAR} counts",
    )
    parts = years[["deaths_civilians", "deaths_parties", "deaths_unknown"]].sum(axis="columns")
    require(
        (parts == years["deaths_best"]).all(),
        f"{files.COUNTRY_YEAR}: victims do not add up to deaths",
    )
    kinds = years[["state_based_best", "non_state_best", "one_sided_best"]].sum(axis="columns")
    require(
        (kinds == years["deaths_best"]).all(),
        f"{files.COUNTRY_YEAR}: types do not add up to deaths",
    )
    _validate_is(tables)
    war = years[years["year"].between(2012, LAST_EVENT_YEAR)].set_index(["country", "year"])
    ended = months.groupby(["country", months["month"].dt.year])["deaths_state_based_by_end_month"]
    ended = ended.sum().reindex(war.index)
    told = war["state_based_best"]
    require(
        ((told - ended).abs() <= 0.01 * told).all(),
        f"{files.BY_END_MONTH}: month labels look shifted",
    )
    require(
        agreement(events, properties) > 0.99,
        "coordinates and UCDP's governorates disagree too often",
    )


def _validate_is(tables):
    keys = ["country", "year", "type_of_violence"]
    deaths, presence = (tables[name].set_index(keys) for name in ("is_country_year", "is_presence"))
    require(set(deaths.index) == set(presence.index), "is_country_year and is_presence differ")
    require(
        (deaths["is_dyads"] == presence["dyads"].reindex(deaths.index)).all(),
        "is_country_year and is_presence count dyads differently",
    )
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
        require(
            not unmet,
            f"{area}: no event has the scope {', '.join(sorted(unmet))}; "
            "are the names in CITIES those of UCDP?",
        )


def agreement(events: pd.DataFrame, properties: pd.DataFrame) -> float:
    """Share of events that lie in the governorate UCDP names, where it names one."""
    named = events[events["adm_1"].notna() & events["governorate_pcode"].notna()]
    codes = properties.set_index("ADM1_EN")["ADM1_PCODE"]
    told = named["adm_1"].map(ADM_1).map(codes)
    require(told.notna().all(), "ADM_1 lacks a name of a governorate")
    return (told == named["governorate_pcode"]).mean()
