"""Raw files of displacement."""

from builders.evidence import Table
from builders.raw import BOOLEAN, COUNT, DAY, ISO3, MONTH, NAME, TEXT, YEAR, each, may_lack, one_of

UNHCR = "displacement/unhcr/"
PORTALS = "displacement/unhcr_portal/"
ORIGIN = {"year": YEAR, "coo_iso": ISO3}
ASYLUM = {"coa_name": NAME, "coa_iso": ISO3}
BY_COUNTRY = ("year", "coo_iso", "coa_iso")
PROCEDURE = {
    "procedure_type": one_of("G", "J", "U"),
    "dec_level": one_of("AR", "EO", "FA", "FI", "IN", "JR", "NA", "RA", "SP", "TA", "TP"),
}

POPULATION = {
    origin: Table(
        f"{UNHCR}unhcr_population_{name}_origin_2010_2025.csv",
        ORIGIN
        | ASYLUM
        | each(COUNT, "refugees asylum_seekers returned_refugees idps returned_idps"),
        key=BY_COUNTRY,
    )
    for origin, name in (("SYR", "syria"), ("IRQ", "iraq"))
}
APPLICATIONS = Table(
    UNHCR + "unhcr_asylum_applications_syria_2010_2025.csv",
    ORIGIN
    | ASYLUM
    | PROCEDURE
    | {"app_type": one_of("A", "FA", "J", "N", "NA", "NR", "R", "RA")}
    | {"app_pc": one_of("P", "C"), "applied": COUNT},
    key=(*BY_COUNTRY, *PROCEDURE, "app_type", "app_pc"),
)
DECISIONS = Table(
    UNHCR + "unhcr_asylum_decisions_syria_2010_2025.csv",
    ORIGIN
    | ASYLUM
    | PROCEDURE
    | {"dec_pc": one_of("P", "C")}
    | each(COUNT, "dec_recognized dec_other dec_rejected dec_closed"),
    key=(*BY_COUNTRY, *PROCEDURE, "dec_pc"),
)
SOLUTIONS = Table(
    UNHCR + "unhcr_solutions_syria_iraq_2010_2025.csv",
    ORIGIN | ASYLUM | each(may_lack(COUNT), "returned_refugees resettlement naturalisation"),
    key=BY_COUNTRY,
)
IDMC = Table(
    UNHCR + "idmc_idp_stock_syria_iraq_2009_2025.csv",
    ORIGIN | {"total": COUNT},
    key=("year", "coo_iso"),
)
UNRWA = Table(
    UNHCR + "unrwa_registered_syr_lbn_jor_2010_2025.csv",
    ASYLUM | {"year": YEAR, "total": COUNT},
    key=("year", "coa_iso"),
)
GOVERNORATES = Table(
    UNHCR + "unhcr_idp_by_governorate_iraq_syria_2009_2018.csv",
    ORIGIN | {"pop_type": one_of("IDP", "RDP"), "governorate": TEXT, "total": COUNT},
    key=("year", "coo_iso", "pop_type", "governorate"),
)
PLACE = {"location": TEXT, "loc_type": one_of("R", "U", "V")}
PLACE |= {"acc_type": one_of("C", "I", "P", "S", "U"), "total": COUNT}
PLACED = ("pop_type", "location", "loc_type", "acc_type")
GOVERNORATES_2025 = Table(
    UNHCR + "unhcr_demographics_2025_by_location_syria_iraq.csv",
    ORIGIN
    | {"coa_iso": ISO3, "pop_type": one_of("ASY", "IDP", "OOC", "RDP", "REF", "RET")}
    | PLACE,
    key=(*BY_COUNTRY, *PLACED),
)
BY_GOVERNORATE = GOVERNORATES, GOVERNORATES_2025
LOCATIONS = Table(
    UNHCR + "unhcr_syrians_in_neighbours_by_location_2011_2018.csv",
    {"year": YEAR, "coa_iso": ISO3, "pop_type": one_of("ASY", "REF")} | PLACE,
    key=("year", "coa_iso", *PLACED),
)
REGISTERED = Table(
    PORTALS + "unhcr_registered_syrians_by_host_dated_2011_2015.csv",
    {"host_iso": ISO3, "date": DAY, "registered": COUNT},
    key=("host_iso", "date"),
)
# A month in English, cut short or whole, and a year: "Nov 2015", "August 2016"
NAMED_MONTH = (
    "(Jan(uary)?|Feb(ruary)?|Mar(ch)?|Apr(il)?|May|June?|July?|Aug(ust)?|Sept?(ember)?"
    "|Oct(ober)?|Nov(ember)?|Dec(ember)?) 20[0-9]{2}"
)
PORTAL = Table(
    PORTALS + "unhcr_portal_totals_transcribed_2015_2018.csv",
    {
        "indicator": TEXT,
        "value": COUNT,
        "as_of_in_comment": may_lack(DAY),
        "coverage_end_in_comment": {"type": "string", "constraints": {"pattern": NAMED_MONTH}},
        "note": may_lack(TEXT),
        "commit_date": DAY,
        "commit": TEXT,
    },
    key=("indicator", "commit"),
)
MONTHLY = Table(
    "displacement/asylum_monthly/unhcr_asylum_applications_monthly_syria_iraq_2012_201706.csv",
    {"date": MONTH, "coo": TEXT, "coa": TEXT, "applications": may_lack(COUNT)}
    | each(BOOLEAN, "europe suppressed"),
    key=("date", "coo", "coa"),
)
