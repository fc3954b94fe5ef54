"""Displaced people of Syria and Iraq, from UNHCR's, IDMC's and UNRWA's figures.

End-of-year statistics, dated registrations and totals that a portal showed on some day are three
things: each has a table of its own and none is joined to another. UNHCR's nought stands for none
reported; where a nought cannot be a count it becomes a gap. IOM's national totals are quoted one
by one, each with its page, in data/displacement/iom_iraq.csv, which a person edits.
"""

from pathlib import Path

import pandas as pd

from builders.common import require
from builders.evidence import read
from builders.raw.displacement import (
    APPLICATIONS,
    DECISIONS,
    GOVERNORATES,
    GOVERNORATES_2025,
    IDMC,
    LOCATIONS,
    MONTHLY,
    POPULATION,
    PORTAL,
    REGISTERED,
    SOLUTIONS,
    UNRWA,
)

YEARS = (2010, 2025)
REGION = ["TUR", "LBN", "JOR", "IRQ", "EGY"]
# Europe as the monthly file flags it, and what lies in Europe beside it
MORE_EUROPE = {"BLR", "MCO", "MDA", "RUS", "UKR"}
SHORT = {  # UNHCR's long names
    "Bolivia (Plurinational State of)": "Bolivia",
    "Central African Rep.": "Central African Republic",
    "Cote d'Ivoire": "Côte d'Ivoire",
    "Dem. People's Rep. of Korea": "DPR Korea",
    "Dem. Rep. of the Congo": "DR Congo",
    "Dominican Rep.": "Dominican Republic",
    "Iran (Islamic Rep. of)": "Iran",
    "Netherlands (Kingdom of the)": "Netherlands",
    "Rep. of Korea": "Republic of Korea",
    "Rep. of Moldova": "Moldova",
    "Russian Federation": "Russia",
    "Serbia and Kosovo: S/RES/1244 (1999)": "Serbia and Kosovo (S/RES/1244)",
    "Syrian Arab Rep.": "Syria",
    "United Kingdom of Great Britain and Northern Ireland": "United Kingdom",
    "United Rep. of Tanzania": "Tanzania",
    "United States of America": "United States",
    "Venezuela (Bolivarian Republic of)": "Venezuela",
}
OLDER = {
    "Czech Rep.": "CZE",
    "Netherlands": "NLD",
    "Turkey": "TUR",
    "The former Yugoslav Rep. of Macedonia": "MKD",
}  # names of the monthly file of 2017
HOSTS = {"TUR": "Türkiye", "LBN": "Lebanon", "JOR": "Jordan", "IRQ": "Iraq", "EGY": "Egypt"}
PCODES = {
    "IRQ": {
        "Anbar": "IQG01",
        "Basrah": "IQG02",
        "Muthanna": "IQG03",
        "Najaf": "IQG04",
        "Qadissiya": "IQG05",
        "Sulaymaniyah": "IQG06",
        "Babylon": "IQG07",
        "Baghdad": "IQG08",
        "Dahuk": "IQG09",
        "Thi-Qar": "IQG17",
        "Diyala": "IQG10",
        "Erbil": "IQG11",
        "Kerbala": "IQG12",
        "Kirkuk": "IQG13",
        "Missan": "IQG14",
        "Ninewa": "IQG15",
        "Salah al-Din": "IQG16",
        "Wassit": "IQG18",
    },
    "SYR": {
        "Damascus": "SY01",
        "Aleppo": "SY02",
        "Rif Dimashq": "SY03",
        "Homs": "SY04",
        "Hama": "SY05",
        "Latakia": "SY06",
        "Idlib": "SY07",
        "Al-Hasakah": "SY08",
        "Deir ez-Zor": "SY09",
        "Tartus": "SY10",
        "Ar-Raqqa": "SY11",
        "Dar'a": "SY12",
        "As-Suwayda": "SY13",
        "Quneitra": "SY14",
    },
}
WHOLE = ["National (not broken down)", "Dispersed in the country / territory"]
SPELT = {  # governorates as the file of 2025 writes them
    "Al-Anbar": "Anbar",
    "Al-Basrah": "Basrah",
    "Al-Hasakeh": "Al-Hasakah",
    "Al-Muthanna": "Muthanna",
    "Al-Najaf": "Najaf",
    "Al-Qadissiya": "Qadissiya",
    "Al-Sulaymaniyah": "Sulaymaniyah",
    "As-Sweida": "As-Suwayda",
    "Babil": "Babylon",
    "Deir-ez-Zor": "Deir ez-Zor",
    "Duhok": "Dahuk",
    "Idleb": "Idlib",
    "Lattakia": "Latakia",
    "Maysan": "Missan",
    "Rural Damascus": "Rif Dimashq",
    "Salah Al-Din": "Salah al-Din",
    "Tartous": "Tartus",
    "Thi Qar": "Thi-Qar",
}
UNPLACED = "Unassigned (equals IOM Anbar figure)"
APPEALS = ["AR", "JR", "RA"]  # administrative and judicial review, repeated or reopened
INDICATORS = {
    "registered_syrian_refugees_region": "registered in the region",
    "syrian_asylum_applications_europe_cumulative": "asylum applications in Europe",
}
ACCOMMODATION = {"P": "in_camps", "I": "outside_camps", "S": "not_stated", "U": "not_stated"}


def build(raw: Path) -> dict:
    """{table: DataFrame} of the topic, from the folder of raw evidence; BuildError if it is odd."""
    population = {origin: read(raw, table) for origin, table in POPULATION.items()}
    names = iso_names(population)
    monthly = read(raw, MONTHLY)
    monthly["iso3"] = monthly["coa"].map({**{v: k for k, v in names.items()}, **OLDER})
    europe = set(monthly.loc[monthly["europe"], "iso3"].dropna()) | MORE_EUROPE
    tables = {
        "displaced_abroad": abroad(population, europe),
        "displaced_yearly": yearly(population, read(raw, IDMC)),
        "solutions": solutions(read(raw, SOLUTIONS)),
        "idps_by_governorate": by_governorate(
            read(raw, GOVERNORATES), read(raw, GOVERNORATES_2025)
        ),
        "registered_by_host": registered(read(raw, REGISTERED)),
        "portal_totals": portal(read(raw, PORTAL)),
        "asylum_monthly": in_europe(monthly),
        "asylum_yearly": asylum(read(raw, APPLICATIONS), read(raw, DECISIONS), europe),
        "refugees_in_camps": in_camps(read(raw, LOCATIONS)),
        "palestine_refugees": palestine(read(raw, UNRWA)),
    }
    validate(tables, population)
    return tables


def iso_names(population: pd.DataFrame) -> dict:
    """{ISO3: UNHCR's name} of all countries of asylum."""
    both = pd.concat(population.values())
    return dict(zip(both["coa_iso"], both["coa_name"]))


def short(names: pd.Series) -> pd.Series:
    """UNHCR's names of countries, shortened where they are long."""
    return names.replace(SHORT)


def area(codes: pd.Series, europe: set[str]) -> pd.Series:
    """The five neighbours that share a plan ("region"), "Europe", or "elsewhere", by ISO3."""
    known = {**dict.fromkeys(europe, "Europe"), **dict.fromkeys(REGION, "region")}
    return codes.map(known).fillna("elsewhere")


def gap(counts: pd.Series) -> pd.Series:
    """A nought as a gap: UNHCR writes 0 where nobody counted."""
    return counts.astype("Int64").replace(0, pd.NA)


def abroad(population: pd.DataFrame, europe: set[str]) -> pd.DataFrame:
    """Refugees and asylum-seekers by origin, year and country of asylum; empty rows left out."""
    parts = []
    for origin, frame in population.items():
        rows = frame[
            (frame["coa_iso"] != origin)
            & (frame[["refugees", "asylum_seekers"]].sum(axis="columns") > 0)
        ]
        parts.append(
            pd.DataFrame(
                {
                    "origin_iso3": origin,
                    "year": rows["year"],
                    "asylum_iso3": rows["coa_iso"],
                    "asylum": short(rows["coa_name"]),
                    "area": area(rows["coa_iso"], europe),
                    "refugees": rows["refugees"],
                    "asylum_seekers": rows["asylum_seekers"],
                }
            )
        )
    return pd.concat(parts)


def yearly(population: pd.DataFrame, idmc: pd.DataFrame) -> pd.DataFrame:
    """National totals at the end of the year, returns during it; IDMC's displaced beside them."""
    idmc = idmc.set_index(["coo_iso", "year"])["total"]
    rows = []
    for origin, frame in population.items():
        sums = frame.groupby("year")[
            ["refugees", "asylum_seekers", "idps", "returned_refugees", "returned_idps"]
        ].sum()
        for name in ("idps", "returned_refugees", "returned_idps"):
            sums[name] = gap(sums[name])
        sums["idps_idmc"] = [idmc.get((origin, year)) for year in sums.index]
        sums["idps_idmc"] = sums["idps_idmc"].astype("Int64")
        rows.append(sums.reset_index().assign(origin_iso3=origin))
    return pd.concat(rows)


def solutions(frame: pd.DataFrame) -> pd.DataFrame:
    """Refugees who went back, were resettled or naturalised, by year and country they were in."""
    counts = ["returned_refugees", "resettlement", "naturalisation"]
    rows = frame[frame[counts].fillna(0).sum(axis="columns") > 0]
    table = pd.DataFrame(
        {
            "origin_iso3": rows["coo_iso"],
            "year": rows["year"],
            "country_iso3": rows["coa_iso"],
            "country": short(rows["coa_name"]),
            "returned": rows["returned_refugees"],
            "resettled": rows["resettlement"],
            "naturalised": rows["naturalisation"],
        }
    )
    for name in ("returned", "resettled", "naturalised"):
        table[name] = gap(table[name])
    return table


def by_governorate(older: pd.DataFrame, latest: pd.DataFrame) -> pd.DataFrame:
    """The displaced within Iraq and Syria and those who went back, by governorate and year.

    The years that UNHCR breaks down; of the returned those it places in a governorate.
    """
    inside = latest[latest["coo_iso"] == latest["coa_iso"]]
    place = inside["location"].str.removesuffix(" [Admin 1]").replace(SPELT)
    rows = pd.concat([older, inside.assign(governorate=place)])
    rows = rows[rows["pop_type"].isin(["IDP", "RDP"]) & ~rows["governorate"].isin(WHOLE)]
    keys = ["coo_iso", "year", "governorate"]
    sums = rows.groupby([*keys, "pop_type"])["total"].sum().unstack().astype("Int64").reset_index()
    sums = sums[sums["IDP"].notna()]
    codes = [PCODES[iso].get(name) for iso, name in zip(sums["coo_iso"], sums["governorate"])]
    lost = {name for name, code in zip(sums["governorate"], codes) if code is None} - {UNPLACED}
    require(not lost, f"{GOVERNORATES}: no p-code for {', '.join(sorted(lost))}")
    return pd.DataFrame(
        {
            "iso3": sums["coo_iso"],
            "year": sums["year"],
            "governorate_pcode": codes,
            "governorate": sums["governorate"].replace({UNPLACED: "not placed"}),
            "idps": sums["IDP"],
            "returned_idps": sums["RDP"],
        }
    )


def registered(frame: pd.DataFrame) -> pd.DataFrame:
    """Syrians registered by host and day."""
    return pd.DataFrame(
        {
            "host_iso3": frame["host_iso"],
            "host": frame["host_iso"].map(HOSTS),
            "date": frame["date"],
            "registered": frame["registered"],
        }
    )


def portal(frame: pd.DataFrame) -> pd.DataFrame:
    """Totals the portal showed, by the day they were copied; slips corrected, doubts flagged."""
    slip = frame["note"].fillna("").str.contains("slip for 2016")
    end = frame["coverage_end_in_comment"].where(
        ~slip, frame["coverage_end_in_comment"].str.replace("2015", "2016")
    )
    months = pd.to_datetime(end.str[:3] + end.str[-5:], format="%b %Y") + pd.offsets.MonthEnd(0)
    table = pd.DataFrame(
        {
            "what": frame["indicator"].map(INDICATORS),
            "copied_on": frame["commit_date"],
            "as_of": frame["as_of_in_comment"].fillna(frame["commit_date"]),
            "covers_until": months,
            "total": frame["value"],
            "corrected_at_once": frame["note"].fillna("").str.contains("corrected the same day"),
            "commit": frame["commit"],
        }
    )
    require(table["what"].notna().all(), f"{PORTAL}: an unknown indicator")
    late = table["copied_on"] < table["as_of"]
    require(not late.any(), f"{PORTAL}: a total was read before its day")
    return table


def in_europe(monthly: pd.DataFrame) -> pd.DataFrame:
    """Syrian asylum applications in Europe by month and country."""
    rows = monthly[monthly["europe"] & (monthly["coo"] == "Syria")]
    require(rows["iso3"].notna().all(), f"{MONTHLY}: a country without a code")
    return pd.DataFrame(
        {
            "month": rows["date"],
            "iso3": rows["iso3"],
            "country": short(rows["coa"]).replace(
                {
                    "Czech Rep.": "Czechia",
                    "The former Yugoslav Rep. of Macedonia": "North Macedonia",
                }
            ),
            "applications": rows["applications"].astype("Int64"),
            "suppressed": rows["suppressed"],
        }
    )


def asylum(applications: pd.DataFrame, decisions: pd.DataFrame, europe: set[str]) -> pd.DataFrame:
    """New applications of Syrians and decisions at first instance, persons by year and country."""
    new = applications[
        (applications["app_type"] == "N")
        & (applications["app_pc"] == "P")
        & ~applications["dec_level"].isin(APPEALS)
    ]
    first = decisions[(decisions["dec_pc"] == "P") & ~decisions["dec_level"].isin(APPEALS)]
    keys = ["year", "coa_iso", "coa_name"]
    counts = {
        "dec_recognized": "recognised",
        "dec_other": "other_protection",
        "dec_rejected": "rejected",
        "dec_closed": "closed",
    }
    table = pd.concat(
        [
            new.groupby(keys)["applied"].sum().rename("applications"),
            first.groupby(keys)[[*counts]].sum().rename(columns=counts),
        ],
        axis="columns",
    )
    table = table.astype("Int64").reset_index()
    return (
        table.assign(country=short(table["coa_name"]), area=area(table["coa_iso"], europe))
        .rename(columns={"coa_iso": "iso3"})
        .drop(columns="coa_name")
    )


def in_camps(frame: pd.DataFrame) -> pd.DataFrame:
    """Syrians in the five countries of the region by kind of accommodation, end of year."""
    kinds = frame["acc_type"].map(ACCOMMODATION)
    sums = frame.groupby(["coa_iso", "year", kinds])["total"].sum().unstack()
    table = sums.fillna(0).astype(int).reset_index().rename(columns={"coa_iso": "host_iso3"})
    return table.assign(host=table["host_iso3"].map(HOSTS))


def palestine(frame: pd.DataFrame) -> pd.DataFrame:
    """Palestine refugees registered with UNRWA, a mandate apart from UNHCR's."""
    return pd.DataFrame(
        {
            "iso3": frame["coa_iso"],
            "country": short(frame["coa_name"]),
            "year": frame["year"],
            "registered": frame["total"],
        }
    )


def validate(tables: dict, population: pd.DataFrame) -> None:
    """BuildError unless the tables agree with each other and with totals UNHCR prints."""
    totals = tables["displaced_yearly"].set_index(["origin_iso3", "year"])
    sums = tables["displaced_abroad"].groupby(["origin_iso3", "year"])
    for name in ("refugees", "asylum_seekers"):
        require(
            sums[name].sum().to_dict() == totals[name].to_dict(),
            f"{POPULATION['SYR']}: {name} by country of asylum do not add up to the totals",
        )
    for origin, file in POPULATION.items():
        years = [year for known, year in totals.index if known == origin]
        require(
            years == list(range(YEARS[0], YEARS[1] + 1)),
            f"{file}: not every year from {YEARS[0]} to {YEARS[1]} is there",
        )
    told = totals.loc[("SYR", 2017), ["refugees", "idps"]].fillna(0)
    require(
        tuple(told) == (6_310_498, 6_150_005),
        f"{POPULATION['SYR']}: Syria 2017 is not what UNHCR prints: another release?",
    )
    placed = tables["idps_by_governorate"].groupby(["iso3", "year"])["idps"].sum()
    for key, told in placed.items():
        if key[1] >= YEARS[0]:
            require(
                told == totals["idps"].get(key),
                f"{GOVERNORATES}: those of {key[0]} in {key[1]} do not add up to the total of "
                f"{POPULATION.get(key[0])}",
            )
    back = tables["solutions"].groupby(["origin_iso3", "year"])["returned"].sum()
    told = totals["returned_refugees"].fillna(0)
    require(
        (back.reindex(told.index).fillna(0) == told).all(),
        f"{SOLUTIONS}: returned refugees differ from those of {POPULATION['SYR']}",
    )
