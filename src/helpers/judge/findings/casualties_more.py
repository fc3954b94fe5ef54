"""What the data say of the claims on how the UN counts: fewer, too few, and no more in Syria."""

from helpers.judge.evidence import Evidence, evidence, finding_of
from helpers.judge.findings.casualties import NARROWER, WIDER
from helpers.judge.pages import page_answers
from helpers.judge.readings import answer, series
from helpers.sentences import listing, number, spelled
from helpers.tables import read
from helpers.topics import casualties

IBC, UCDP = "Iraq Body Count", "Uppsala Conflict Data Program"
YEARS = [2016, 2017]


@finding_of("casualties-12")
def fewer_than_the_year_before(load: read.Load) -> Evidence:
    """Both years by the UN mission and by Iraq Body Count; UCDP counts other people."""
    un, ibc, ucdp = _civilians(load)
    months = load("unami_monthly")
    out = months[months["anbar"] == "out"].groupby(months["month"].dt.year)["month"].count()
    return evidence(
        f"The UN mission counted {_two(un)} civilians in the two years, Iraq Body Count "
        f"{_two(ibc)}: both fall.",
        f"UCDP's civilians rise, {_two(ucdp)}. It counts only where the side that killed is "
        f"known, so it leaves out killings by unknown hands, which the other two count; it does "
        f"not decide. The UN's years lack Anbar in {spelled(out[2016])} and "
        f"{spelled(out[2017])} months, and both numbers are minima.",
        series(un, un["killed"].rename(index=str), own=True),
        series(ibc, ibc["killed"].rename(index=str), source=IBC),
        series(ucdp, ucdp["killed"].rename(index=str), source=UCDP, beside=NARROWER),
    )


@finding_of("casualties-13")
def more_than_verified(load: read.Load) -> Evidence:
    """Other counts of the same year, and what the UN said of reports it could not verify."""
    un, ibc, ucdp = _civilians(load)
    verified, listed, coded = (rows.loc[2017, "killed"] for rows in (un, ibc, ucdp))
    part = "more civilians than the UN counted"
    return evidence(
        f"The UN mission verified {number(verified)}. UCDP has {number(coded)} civilians, Iraq "
        f"Body Count {number(listed)}. The UN said in its release for August 2017 that many "
        "reports "
        f"from Mosul and its province could not be verified.",
        "The true number is not known, and the other two count other people; but both are above "
        "the UN's, and UCDP leaves out all whose killers are not known. How many of the missing "
        "died round Mosul no count says.",
        answer(ucdp, coded > verified, part=part, source=UCDP),
        answer(ibc, listed > verified, part=part, source=IBC, beside=WIDER),
        *page_answers(load, "casualties-13", "reports from round Mosul not verified"),
    )


@finding_of("casualties-14")
def why_the_un_stopped(load: read.Load) -> Evidence:
    """The reasons that the office gave in January 2014."""
    return evidence(
        "In January 2014 the UN's human rights office gave two reasons: it had too little access, "
        "and it could not verify what its sources sent.",
        "That the reports of the parties contradict each other is not what the pages say. The "
        "office alone can say why it stopped. It has counted again since 2021.",
        *page_answers(load, "casualties-14", "want of access"),
        *page_answers(load, "casualties-14", "reports that contradict each other"),
    )


def _civilians(load):
    """Civilians killed in Iraq in both years by the UN mission, Iraq Body Count and UCDP."""
    un = load("unami_annual").set_index("year").assign(killed=lambda t: t["civilians_killed"])
    ibc = casualties.latest_ibc(load).assign(killed=lambda t: t["civilians_killed"])
    ucdp = casualties.ucdp("Iraq", load=load).assign(killed=lambda t: t["deaths_civilians"])
    return [table.loc[YEARS] for table in (un, ibc, ucdp)]


def _two(table):
    return listing(map(number, table["killed"]))
