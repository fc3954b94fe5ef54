"""What the data say of the claims on oil fields, Russia's strikes on them and higher taxes."""

from helpers.judge.evidence import Evidence, evidence, finding_of
from helpers.judge.pages import page_answers
from helpers.judge.readings import answer
from helpers.sentences import listing, number, spelled
from helpers.tables import read
from helpers.topics import funding

NORTH = ("SY02", "SY07", "SY08", "SY11")  # Aleppo, Idlib, Hasakah, Raqqa: along the border
WEST = "IQG01"  # Anbar
COMPARED = "Towns and fields, compared for this book"


@finding_of("funding-07")
def many_fields(load: read.Load) -> Evidence:
    """Fields in both countries, and who bought the oil, as reported."""
    fields = load("oil_gas_fields")
    there = fields["governorate_pcode"] == funding.PROVINCE
    return evidence(
        f"Reports have IS in all the main fields of Deir ez-Zor, the province with "
        f"{number(there.sum())} of Syria's {number((fields['country'] == 'Syria').sum())} listed "
        f"fields, and in fields near Mosul and in Salah al-Din in Iraq. It sold the oil to "
        f"smugglers and to people nearby.",
        "How many fields it held is told in numbers that mix fields and wells. The list names some "
        "fields of Deir ez-Zor twice. Part of the oil was used or sold where it ruled, which "
        "is no black market.",
        *page_answers(load, "funding-07", "fields in Syria"),
        *page_answers(load, "funding-07", "fields in Iraq"),
        *page_answers(load, "funding-07", "sold on the black market"),
    )


@finding_of("funding-08")
def where_the_oil_lay(load: read.Load) -> Evidence:
    """Lost towns near working fields, by province, and the fields that reports name."""
    fields, near = load("oil_gas_fields"), funding.towns_near_fields(load)
    provinces = fields["governorate_pcode"]
    syria = provinces[fields["country"] == "Syria"]
    west = fields[provinces == WEST]
    lost = [f"{row.place} in {row.governorate}" for row in near.itertuples()]
    north, iraqi = near["governorate_pcode"].isin(NORTH), near["governorate_pcode"] == WEST
    return evidence(
        f"Listed places that IS lost within {funding.NEAR} km of a working field: {listing(lost)}. "
        f"Al-Hasakeh is in the north of Syria, Ninewa in the north of Iraq. The Iraqi fields that "
        f"reports name lie south of Mosul and in Salah al-Din.",
        f"In Syria {number(syria.isin(NORTH).sum())} of the "
        f"{number(len(syria))} listed fields lie in the provinces along the border, "
        f"{number((syria == funding.PROVINCE).sum())} in Deir ez-Zor in the east, none in Aleppo. "
        f"In the west of Iraq the list has {spelled(len(west))} fields: Akkas, which is of gas, "
        f"and Sarta, which lies in Kurdistan and which the list puts there by mistake.",
        *page_answers(load, "funding-08", "in the north of Syria"),
        answer(near, north.any(), part="in the north of Syria", source=COMPARED),
        *page_answers(load, "funding-08", "in the west of Iraq"),
        answer(near, iraqi.any(), part="in the west of Iraq", source=COMPARED),
    )


@finding_of("funding-09")
def russia_strikes_oil(load: read.Load) -> Evidence:
    """What was reported in November 2015."""
    return evidence(
        "In November 2015 Russian generals told of strikes on tanker trucks and refineries of IS, "
        "and the ministry showed films of them.",
        "Every report found goes back to Russia's own word and pictures. How much was hit, and "
        "whose it was, nobody else counted.",
        *page_answers(load, "funding-09"),
    )


@finding_of("funding-10")
def limit_of_taxes(load: read.Load) -> Evidence:
    """Income from taxes while taxes rose, by IHS and by ICSR/EY."""
    part = "higher taxes bring in less"
    table = funding.yearly(load).query("publisher == 'ICSR/EY' and category == 'taxes and fees'")
    table = table.sort_values("start")
    table["source_publisher"] = "ICSR/EY, in " + table["source_publisher"]
    before, after = table["low"].iloc[-2:], table["high"].iloc[-2:]
    fell = before.is_monotonic_decreasing and after.is_monotonic_decreasing
    return evidence(
        f"IHS saw taxes and fines go up from September 2015 and income from taxes go down. By "
        f"ICSR/EY taxes and fees brought in {listing(table['words'])} million dollars a year from "
        f"{table['time'].iloc[0]} to {table['time'].iloc[-1]}: less in the last year than in the "
        f"one before.",
        "That less came in is not yet a limit: IS also had fewer people to tax. No page with "
        "IHS's sentence was found, and no source says how much more could have been taken.",
        *page_answers(load, "funding-10", part, "The American Energy News, printing IHS"),
        answer(table, fell, part=part),
        *page_answers(load, "funding-10", "no more can be taken"),
    )
