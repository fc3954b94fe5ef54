"""Displaced people of Syria and Iraq, from UNHCR's, IDMC's and UNRWA's figures.

End-of-year statistics, dated registrations and totals that a portal showed on some day are three
things: each has a table of its own and none is joined to another. UNHCR's zero stands for none
reported; where a zero cannot be a count it becomes a gap. IOM's national totals are quoted one
by one, each with its page, in data/displacement/iom_iraq.csv, which a person edits.
"""

from pathlib import Path

import pandas as pd

from builders.common import catalogued, pairs, require
from builders.evidence import read
from builders.raw import displacement as files

YEARS = (2010, 2025)
REGION = ["TUR", "LBN", "JOR", "IRQ", "EGY"]
# Europe as the monthly file flags it, and what lies in Europe beside it
MORE_EUROPE = {"BLR", "MCO", "MDA", "RUS", "UKR"}
# UNHCR's long names
SHORT = pairs("""
    Bolivia (Plurinational State of) = Bolivia; Central African Rep. = Central African Republic;
    Cote d'Ivoire = Côte d'Ivoire; Dem. People's Rep. of Korea = DPR Korea;
    Dem. Rep. of the Congo = DR Congo; Dominican Rep. = Dominican Republic;
    Iran (Islamic Rep. of) = Iran; Netherlands (Kingdom of the) = Netherlands;
    Rep. of Korea = Republic of Korea; Rep. of Moldova = Moldova; Russian Federation = Russia;
    Serbia and Kosovo: S/RES/1244 (1999) = Serbia and Kosovo (S/RES/1244); Syrian Arab Rep. = Syria;
    United Kingdom of Great Britain and Northern Ireland = United Kingdom;
    United Rep. of Tanzania = Tanzania; United States of America = United States;
    Venezuela (Bolivarian Republic of) = Venezuela
""")
# Names of the monthly file of 2017, with their codes and as they are today
OLDER = pairs("""
    Czech Rep. = CZE; Netherlands = NLD; Turkey = TUR; The former Yugoslav Rep. of Macedonia = MKD
""")
TODAY = pairs("""
    Czech Rep. = Czechia; The former Yugoslav Rep. of Macedonia = North Macedonia
""")
HOSTS = {"TUR": "Türkiye", "LBN": "Lebanon", "JOR": "Jordan", "IRQ": "Iraq", "EGY": "Egypt"}
PCODES = {
    "IRQ": pairs("""
        Anbar = IQG01; Basrah = IQG02; Muthanna = IQG03; Najaf = IQG04; Qadissiya = IQG05;
        Sulaymaniyah = IQG06; Babylon = IQG07; Baghdad = IQG08; Dahuk = IQG09; Thi-Qar = IQG17;
        Diyala = IQG10; Erbil = IQG11; Kerbala = IQG12; Kirkuk = IQG13; Missan = IQG14;
        Ninewa = IQG15; Salah al-Din = IQG16; Wassit = IQG18
    """),
    "SYR": pairs("""
        Damascus = SY01; Aleppo = SY02; Rif Dimashq = SY03; Homs = SY04; Hama = SY05;
        Latakia = SY06; Idlib = SY07; Al-Hasakah = SY08; Deir ez-Zor = SY09; Tartus = SY10;
        Ar-Raqqa = SY11; Dar'a = SY12; As-Suwayda = SY13; Quneitra = SY14
    """),
}
SOLUTION_NAMES = pairs("""
    coo_iso = origin_iso3; coa_iso = country_iso3; coa_name = country; returned_refugees = returned;
    resettlement = resettled; naturalisation = naturalised
""")
NAMES = pairs("""
    coo_iso = origin_iso3; coa_iso = asylum_iso3; coa_name = asylum; host_iso = host_iso3
""")
# Governorates as the file of 2025 writes them
SPELT = pairs("""
    Al-Anbar = Anbar; Al-Basrah = Basrah; Al-Hasakeh = Al-Hasakah; Al-Muthanna = Muthanna;
    Al-Najaf = Najaf; Al-Qadissiya = Qadissiya; Al-Sulaymaniyah = Sulaymaniyah;
    As-Sweida = As-Suwayda; Babil = Babylon; Deir-ez-Zor = Deir ez-Zor; Duhok = Dahuk;
    Idleb = Idlib; Lattakia = Latakia; Maysan = Missan; Rural Damascus = Rif Dimashq;
    Salah Al-Din = Salah al-Din; Tartous = Tartus; Thi Qar = Thi-Qar
""")
WHOLE = ["National (not broken down)", "Dispersed in the country / territory"]
UNPLACED = "Unassigned (equals IOM Anbar figure)"
APPEALS = ["AR", "JR", "RA"]  # administrative and judicial review, repeated or reopened
INDICATORS = {
    "registered_syrian_refugees_region": "registered in the region",
    "syrian_asylum_applications_europe_cumulative": "asylum applications in Europe",
}
ACCOMMODATION = {"P": "in_camps", "I": "outside_camps", "S": "not_stated", "U": "not_stated"}


def build(raw: Path) -> dict:
    """{table: DataFrame} of the topic, from the folder of raw evidence; BuildError if it is odd."""
    population = pd.concat(read(raw, table) for table in files.POPULATION.values())
    monthly = read(raw, files.MONTHLY)
    codes = dict(zip(population["coa_name"], population["coa_iso"])) | OLDER
    monthly["iso3"] = monthly["coa"].map(codes)
    europe = set(monthly.loc[monthly["europe"], "iso3"].dropna()) | MORE_EUROPE
    tables = {
        "displaced_abroad": abroad(population, europe),
        "displaced_yearly": yearly(population, read(raw, files.IDMC)),
        "solutions": solutions(read(raw, files.SOLUTIONS)),
        "idps_by_governorate": by_governorate(*(read(raw, part) for part in files.BY_GOVERNORATE)),
        "registered_by_host": registered(read(raw, files.REGISTERED)),
        "portal_totals": portal(read(raw, files.PORTAL)),
        "asylum_monthly": in_europe(monthly),
        "asylum_yearly": asylum(read(raw, files.APPLICATIONS), read(raw, files.DECISIONS), europe),
        "refugees_in_camps": in_camps(read(raw, files.LOCATIONS)),
        "palestine_refugees": palestine(read(raw, files.UNRWA)),
    }
    validate(tables)
    return tables


def short(names: pd.Series) -> pd.Series:
    """UNHCR's names of countries, shortened where they are long."""
    return names.replace(SHORT)


def area(codes: pd.Series, europe: set[str]) -> pd.Series:
    """The five neighbours that share a plan ("region"), "Europe", or "elsewhere", by ISO3."""
    known = {**dict.fromkeys(europe, "Europe"), **dict.fromkeys(REGION, "region")}
    return codes.map(known).fillna("elsewhere")


def gap(counts: pd.Series) -> pd.Series:
    """A zero as a gap: UNHCR writes 0 where nobody counted."""
    return counts.astype("Int64").replace(0, pd.NA)


def abroad(population: pd.DataFrame, europe: set[str]) -> pd.DataFrame:
    """Refugees and asylum-seekers by origin, year and country of asylum; empty rows left out."""
    kinds = ["refugees", "asylum_seekers"]
    away = population["coa_iso"] != population["coo_iso"]
    table = population[away & (population[kinds].sum(axis="columns") > 0)].rename(columns=NAMES)
    table["area"] = area(table["asylum_iso3"], europe)
    table["asylum"] = short(table["asylum"])
    return catalogued(table, "displaced_abroad")


def yearly(population: pd.DataFrame, idmc: pd.DataFrame) -> pd.DataFrame:
    """National totals at the end of the year, returns during it; IDMC's displaced beside them."""
    totals = ["refugees", "asylum_seekers", "idps", "returned_refugees", "returned_idps"]
    keys = ["coo_iso", "year"]
    sums = population.groupby(keys)[totals].sum()
    for name in ("idps", "returned_refugees", "returned_idps"):
        sums[name] = gap(sums[name])
    told = idmc.set_index(keys)["total"].astype("Int64").rename("idps_idmc")
    return sums.join(told).reset_index().rename(columns=NAMES)


def solutions(frame: pd.DataFrame) -> pd.DataFrame:
    """Refugees who went back, were resettled or naturalised, by year and country they were in."""
    counts = ["returned_refugees", "resettlement", "naturalisation"]
    rows = frame[frame[counts].fillna(0).sum(axis="columns") > 0]
    table = rows.rename(columns=SOLUTION_NAMES)
    for name in ("returned", "resettled", "naturalised"):
        table[name] = gap(table[name])
    return table.assign(country=short(table["country"]))


def by_governorate(older: pd.DataFrame, latest: pd.DataFrame) -> pd.DataFrame:
    """The displaced within Iraq and Syria and those who went back, by governorate and year.

    The years that UNHCR breaks down; of the returned those it places in a governorate.
    """
    inside = latest[latest["coo_iso"] == latest["coa_iso"]]
    place = inside["location"].str.removesuffix(" [Admin 1]").replace(SPELT)
    rows = pd.concat([older, inside.assign(governorate=place)])
    rows = rows[rows["pop_type"].isin(["IDP", "RDP"]) & ~rows["governorate"].isin(WHOLE)]
    sums = rows.groupby(["coo_iso", "year", "governorate", "pop_type"])["total"].sum()
    sums = sums.unstack().astype("Int64").dropna(subset="IDP").reset_index()
    codes = [PCODES[iso].get(name) for iso, name in zip(sums["coo_iso"], sums["governorate"])]
    lost = {name for name, code in zip(sums["governorate"], codes) if code is None} - {UNPLACED}
    require(not lost, f"{files.GOVERNORATES}: no p-code for {', '.join(sorted(lost))}")
    sums = sums.rename(columns={"coo_iso": "iso3", "IDP": "idps", "RDP": "returned_idps"})
    names = sums["governorate"].replace({UNPLACED: "not placed"})
    return sums.assign(governorate_pcode=codes, governorate=names)


def registered(frame: pd.DataFrame) -> pd.DataFrame:
    """Syrians registered by host and day."""
    return frame.rename(columns=NAMES).assign(host=frame["host_iso"].map(HOSTS))


def portal(frame: pd.DataFrame) -> pd.DataFrame:
    """Totals the portal showed, by the day they were copied; slips corrected, doubts flagged."""
    notes, end = frame["note"].fillna(""), frame["coverage_end_in_comment"]
    end = end.mask(notes.str.contains("slip for 2016"), end.str.replace("2015", "2016"))
    months = pd.to_datetime(end.str[:3] + end.str[-5:], format="%b %Y") + pd.offsets.MonthEnd(0)
    table = pd.DataFrame(
        {
            "what": frame["indicator"].map(INDICATORS),
            "copied_on": frame["commit_date"],
            "as_of": frame["as_of_in_comment"].fillna(frame["commit_date"]),
            "covers_until": months,
            "total": frame["value"],
            "corrected_at_once": notes.str.contains("corrected the same day"),
            "commit": frame["commit"],
        }
    )
    require(table["what"].notna().all(), f"{files.PORTAL}: an unknown indicator")
    late = table["copied_on"] < table["as_of"]
    require(not late.any(), f"{files.PORTAL}: a total was read before its day")
    return table


def in_europe(monthly: pd.DataFrame) -> pd.DataFrame:
    """Syrian asylum applications in Europe by month and country."""
    rows = monthly[monthly["europe"] & (monthly["coo"] == "Syria")]
    require(rows["iso3"].notna().all(), f"{files.MONTHLY}: a country without a code")
    table = rows.rename(columns={"date": "month", "coa": "country"})
    country = short(table["country"]).replace(TODAY)
    return catalogued(table.assign(country=country), "asylum_monthly")


def asylum(applications: pd.DataFrame, decisions: pd.DataFrame, europe: set[str]) -> pd.DataFrame:
    """New applications of Syrians and decisions at first instance, persons by year and country."""
    new = applications[
        (applications["app_type"] == "N")
        & (applications["app_pc"] == "P")
        & ~applications["dec_level"].isin(APPEALS)
    ]
    first = decisions[(decisions["dec_pc"] == "P") & ~decisions["dec_level"].isin(APPEALS)]
    keys = ["year", "coa_iso", "coa_name"]
    counts = pairs("""
        dec_recognized = recognised; dec_other = other_protection; dec_rejected = rejected;
        dec_closed = closed
    """)
    applied = new.groupby(keys)["applied"].sum().rename("applications")
    decided = first.groupby(keys)[[*counts]].sum().rename(columns=counts)
    table = pd.concat([applied, decided], axis="columns").astype("Int64").reset_index()
    table = table.rename(columns={"coa_iso": "iso3", "coa_name": "country"})
    return table.assign(country=short(table["country"]), area=area(table["iso3"], europe))


def in_camps(frame: pd.DataFrame) -> pd.DataFrame:
    """Syrians in the five countries of the region by kind of accommodation, end of year."""
    kinds = frame["acc_type"].map(ACCOMMODATION)
    sums = frame.groupby(["coa_iso", "year", kinds])["total"].sum().unstack()
    table = sums.fillna(0).astype(int).reset_index().rename(columns={"coa_iso": "host_iso3"})
    return table.assign(host=table["host_iso3"].map(HOSTS))


def palestine(frame: pd.DataFrame) -> pd.DataFrame:
    """Palestine refugees registered with UNRWA, a mandate apart from UNHCR's."""
    names = {"coa_iso": "iso3", "coa_name": "country", "total": "registered"}
    table = frame.rename(columns=names)
    return table.assign(country=short(table["country"]))


def validate(tables: dict) -> None:
    """BuildError unless the tables agree with each other and with totals UNHCR prints."""
    totals = tables["displaced_yearly"].set_index(["origin_iso3", "year"])
    sums = tables["displaced_abroad"].groupby(["origin_iso3", "year"])
    syria = files.POPULATION["SYR"]
    for name in ("refugees", "asylum_seekers"):
        same = sums[name].sum().to_dict() == totals[name].to_dict()
        require(same, f"{syria}: {name} by country of asylum do not add up to the totals")
    first, last = YEARS
    for origin, file in files.POPULATION.items():
        whole = totals.loc[origin].index.tolist() == list(range(first, last + 1))
        require(whole, f"{file}: not every year from {first} to {last} is there")
    told = tuple(totals.loc[("SYR", 2017), ["refugees", "idps"]].fillna(0))
    same = told == (6_310_498, 6_150_005)
    require(same, f"{syria}: Syria 2017 is not what UNHCR prints: another release?")
    placed = tables["idps_by_governorate"].groupby(["iso3", "year"])["idps"].sum()
    for (iso, year), told in placed.items():
        if year >= first:
            same = told == totals["idps"].get((iso, year))
            odd = f"those of {iso} in {year} do not add up to the total of"
            require(same, f"{files.GOVERNORATES}: {odd} {files.POPULATION.get(iso)}")
    back = tables["solutions"].groupby(["origin_iso3", "year"])["returned"].sum()
    told = totals["returned_refugees"].fillna(0)
    same = (back.reindex(told.index).fillna(0) == told).all()
    require(same, f"{files.SOLUTIONS}: returned refugees differ from those of {syria}")
