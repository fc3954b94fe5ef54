"""What the data say of the claims on the dead of Iraq and Syria."""

import pandas as pd

from helpers.judge.events import event, when
from helpers.judge.evidence import Evidence, claimed, evidence, finding_of, first, page_answers
from helpers.judge.readings import amount, answer, series
from helpers.sentences import between, day, listing, month, number, percent, spelled
from helpers.tables import read
from helpers.topics import casualties

UCDP = "Uppsala Conflict Data Program"
IBC = "Iraq Body Count"
# How a source counts other people than the one that is quoted
NARROWER = "only civilians killed by a side that is known"
WIDER = "also victims of unknown killers, without the UN's proof"
VERIFIED = "only deaths that the UN verified"
CIVILIANS = {"un": "civilians_killed", "ucdp": "deaths_civilians", "ibc": "civilians_killed"}
SLIGHT = 0.1  # a fall of less than a tenth in a year
UNTIL = "2018-02"  # the article's last month for Iraq
JANUARY_FEBRUARY = 2 / 5  # of IBC's count of January to May 2018, if the months are alike
YEARS = [2016, 2017]


@finding_of("casualties-01")
def iraq_2017(load: read.Load) -> Evidence:
    """The UN's own minimum, with UCDP's civilians and IBC's first five months beside it."""
    (un, verified), (ucdp, coded), _ = _civilians(load, 2017)
    part = casualties.other("IBC", "2017-01-01", load=load)
    to_may = first(part, "value")
    higher = coded >= float(claimed(load, "casualties-01"))
    return evidence(
        f"The UN mission counted {number(verified)}, as a minimum. UCDP has {number(coded)} "
        f"civilians in the year; Iraq Body Count had {number(to_may)} by the end of May.",
        "The UN's number leaves out Anbar in three months, and deaths round Mosul that it could "
        "not verify, so one expects another count to be higher. UCDP counts a death only if the "
        "side that killed is known. If even so narrow a count is higher, the minimum holds. Iraq "
        "Body Count includes victims of unknown killers, so it decides nothing.",
        amount(un, verified, own=True),
        amount(ucdp, coded, source=UCDP, beside="" if higher else NARROWER),
        amount(part, to_may, source=f"{IBC}, January to May", beside=WIDER),
    )


@finding_of("casualties-02")
def iraq_2016(load: read.Load) -> Evidence:
    """The UN's own figure beside those of UCDP and IBC."""
    (un, verified), (ucdp, coded), (ibc, listed) = _civilians(load, 2016)
    months = load("unami_monthly")
    months = months[months["month"].dt.year == 2016]
    out = (months["anbar"] == "out").sum()
    return evidence(
        f"The UN mission's figure is {number(verified)}, and its twelve months sum to "
        f"{number(months['civilians_killed'].sum())}. UCDP counts {number(coded)} civilians, Iraq "
        f"Body Count {number(listed)}.",
        f"It is a minimum: what the UN could verify, without Anbar in {number(out)} months. One "
        "count is lower and one is higher, but both count different people, so neither shows that "
        "it is wrong or right.",
        amount(un, verified, own=True),
        amount(ucdp, coded, source=UCDP, beside=NARROWER),
        amount(ibc, listed, beside=WIDER),
    )


@finding_of("casualties-03")
def iraq_since_2014(load: read.Load) -> Evidence:
    """IBC's years as published elsewhere, and the same span by the UN and UCDP."""
    years = casualties.latest_ibc(load).loc[2014:2017]
    part = casualties.other("IBC", "2018-01-01", load=load)
    before, five = years["civilians_killed"].sum(), first(part, "value")
    most, to_february = before + five, before + round(five * JANUARY_FEBRUARY)
    added = f"{IBC}, its years added up by us"
    un, un_months = load("unami_annual"), load("unami_monthly")
    un_months = un_months[un_months["month"].between("2018-01-01", UNTIL)]
    un_sum = un["civilians_killed"].sum() + un_months["civilians_killed"].sum()
    ucdp = casualties.ucdp("Iraq", 2014, load=load)
    to_2017 = ucdp.loc[:2017, "deaths_civilians"].sum()
    to_2018 = ucdp["deaths_civilians"].sum()
    return evidence(
        f"Iraq Body Count's own numbers for 2014 to 2017 add up to {number(before)}. Its first "
        "five "
        f"months of 2018 add {number(five)}, so the claimed total is within "
        f"{between(before, most)}. The UN's years and two months add up to {number(un_sum)}, "
        f"UCDP's civilians of 2014 to 2017 to {number(to_2017)}.",
        "No page of Iraq Body Count with the total itself could be read, and its number for 2017 "
        "only on a page that quotes it. The three bodies count different people, so a lower count "
        "does "
        "not show that a higher one is wrong.",
        amount([years, part], to_february, before, most, own=True, source=added),
        amount([un, un_months], un_sum, source="UNAMI, added up", beside=VERIFIED),
        amount(ucdp, to_2017, to_2017, to_2018, source=UCDP, beside=NARROWER),
    )


@finding_of("casualties-04")
def iraq_2014(load: read.Load) -> Evidence:
    """IBC's own number in its later publications, and the UN's and UCDP's."""
    (un, verified), (ucdp, coded), (ibc, listed) = _civilians(load, 2014)
    earliest = casualties.ibc(load).query("year == 2014 and not from_article").iloc[0]
    top = casualties.ucdp("Iraq", 2014, 2017, load)["deaths_civilians"].idxmax()
    return evidence(
        f"Iraq Body Count has printed {number(listed)} since January 2017. On "
        f"{day(earliest['vintage'])} it had {number(earliest['civilians_killed'])}. The UN "
        f"mission has {number(verified)} for the year, UCDP {number(coded)} civilians.",
        f"It is the upper end of Iraq Body Count's range. According to its latest numbers 2014 is "
        f"the highest of the four years; in UCDP's count of civilians it is {top}.",
        amount(ibc, listed, own=True),
        amount(un, verified, beside=VERIFIED),
        amount(ucdp, coded, source=UCDP, beside=NARROWER),
    )


@finding_of("casualties-05")
def ibc_2017(load: read.Load) -> Evidence:
    """IBC's later number, as it is quoted, and the UN's and UCDP's."""
    (un, verified), (ucdp, coded), (ibc, quoted) = _civilians(load, 2017)
    revised = casualties.revisions(load).loc[casualties.IBC_PANEL, "change"].max()
    return evidence(
        f"A later number of Iraq Body Count, quoted elsewhere, is {number(quoted)}. The UN "
        f"mission has at least {number(verified)}, UCDP {number(coded)} civilians.",
        f"Iraq Body Count corrects its numbers. Those of other years changed by up to "
        f"{percent(revised)} between its publications, which is taken as the range of this one. No "
        f"page of its own for 2017 could be read.",
        amount(ibc, quoted, quoted / (1 + revised), quoted * (1 + revised), own=True),
        amount(un, verified, beside=VERIFIED),
        amount(ucdp, coded, source=UCDP, beside=NARROWER),
    )


@finding_of("casualties-06")
def falling(load: read.Load) -> Evidence:
    """The yearly counts of all three bodies."""
    tables = {name: table.loc[2014:2017] for name, table in _by_year(load).items()}
    ibc, un, ucdp = tables["ibc"], tables["un"], tables["ucdp"]
    steps = {name: tables[name][CIVILIANS[name]].rename(index=str) for name in tables}
    falls = steps["ibc"].pct_change().dropna()
    rises = int((steps["ucdp"].diff() > 0).sum())
    return evidence(
        f"Iraq Body Count: {listing(map(number, steps['ibc']))} from 2014 to 2017, falls of "
        f"{listing(percent(-step) for step in falls)}. The UN mission: "
        f"{listing(map(number, steps['un']))}. UCDP's civilians: "
        f"{listing(map(number, steps['ucdp']))}.",
        f"The UN verifies fewer deaths, but of the same kind, so it matters whether its count "
        f"falls. UCDP's count rises in {spelled(rises)} of {spelled(len(ucdp) - 1)} steps; it "
        "leaves out the victims of unknown killers, of whom there were many in the early years. "
        "Where the counts fall, the last step is the "
        f"largest: {percent(-falls.iloc[-1])} and {percent(-steps['un'].pct_change().iloc[-1])}. "
        f"Slight is read as less than a tenth a year.",
        series(ibc, steps["ibc"], own=True, source=IBC, part="every year fewer"),
        series(un, steps["un"], source="UNAMI", part="every year fewer"),
        series(ucdp, steps["ucdp"], source=UCDP, part="every year fewer", beside=NARROWER),
        answer(ibc, bool((-falls < SLIGHT).all()), source=IBC, part="each fall is slight"),
    )


@finding_of("casualties-07")
def syria_documented(load: read.Load) -> Evidence:
    """The Observatory's own count, and UCDP's total to the end of the year before."""
    own, (ucdp, sums) = casualties.observatory(load), _uprising(load, "all dead")
    un = casualties.other("OHCHR", casualties.UPRISING, "people killed, documented", load)
    cited = casualties.cited(load)
    return evidence(
        f"The Observatory gave {number(first(own, 'killed'))} on {day(first(own, 'date'))}. UCDP "
        f"counts {number(sums.best)} dead from 2011 to 2017 ({between(sums.low, sums.high)}).",
        f"The two are not independent: of UCDP's deaths in Syria in 2016 to 2018 "
        f"{percent(cited.citing)} cite the Observatory, {percent(cited.sohr_alone)} it alone. "
        f"UCDP's low estimate stays below the claim. The UN's list of {day(first(un, 'as_of'))} "
        f"had {number(first(un, 'value'))} people to March 2021, each with full name, day and "
        f"place. The UN's office calls that an undercount, so it does not decide.",
        amount(own, first(own, "killed"), own=True),
        amount(ucdp, sums.best, sums.low, sums.high, source=UCDP),
    )


@finding_of("casualties-08")
def syria_civilians(load: read.Load) -> Evidence:
    """The Observatory's civilians, and UCDP's."""
    own, (ucdp, sums) = casualties.observatory(load), _uprising(load, "civilians")
    un = casualties.other("OHCHR", casualties.UPRISING, "civilians killed, estimate", load)
    return evidence(
        f"The Observatory gave {number(first(own, 'civilians'))} on {day(first(own, 'date'))}. "
        f"UCDP has {number(sums.best)} civilians from 2011 to 2017, and "
        f"{number(sums.high - sums.best)} dead of unknown status beside them.",
        f"The numbers are close but not the same. UCDP uses the Observatory's reports, so they "
        "differ because of definitions and of the sources that UCDP adds. Both count only what "
        "was "
        f"documented: the UN's estimate for all civilians to March 2021 is "
        f"{number(first(un, 'value'))}.",
        amount(own, first(own, "civilians"), own=True),
        amount(ucdp, sums.best, sums.low, sums.high, source=UCDP),
    )


@finding_of("casualties-09")
def missing(load: read.Load) -> Evidence:
    """What the Observatory's own numbers leave for the missing."""
    left, total, rest = _left(load)
    return evidence(
        f"The Observatory's total of about {number(total)} dead is {number(rest)} more than it "
        "could document. This rest includes both the missing and the estimated.",
        "The book has no other count of these people, and the reports that were found print only "
        "the total, not its parts. Nobody saw the death of a missing person.",
        left,
    )


@finding_of("casualties-10")
def not_documented(load: read.Load) -> Evidence:
    """What the Observatory's own numbers leave for deaths it estimated, and other estimates."""
    left, total, rest = _left(load)
    listed = casualties.other("OHCHR", casualties.UPRISING, "civilians killed, documented", load)
    estimate = casualties.other("OHCHR", casualties.UPRISING, "civilians killed, estimate", load)
    centre = load("syria_toll_milestones")
    centre = centre[centre["counter"] == "Syrian Centre for Policy Research"]
    return evidence(
        f"Of the Observatory's total of about {number(total)} dead "
        f"{number(rest)} are not documented by it, the missing among them.",
        f"The Observatory does not say how it made the estimate. The book has two more estimates, "
        f"of different things. The Syrian Centre for Policy Research gave "
        f"{number(first(centre, 'killed'))} in {month(first(centre, 'date'))}, for all deaths "
        f"caused by the war. The UN gives {number(first(estimate, 'value'))}, for civilians alone "
        f"and for ten years; {number(first(listed, 'value'))} of these are on a list.",
        left,
    )


@finding_of("casualties-11")
def un_stopped(load: read.Load) -> Evidence:
    """The day the UN said so, and the counts it published afterwards."""
    stopped, again = event(load, "un-stops-count"), event(load, "un-toll-2021")
    counts = load("syria_toll_milestones")
    counts = counts[counts["counter"].str.startswith("UN") & counts["killed"].notna()]
    said = pd.Timestamp(load("claims").set_index("claim_id").loc["casualties-11", "as_of"])
    last = counts["date"].max()
    none = last < said < again["date"].iloc[0]
    return evidence(
        f"The UN human rights office said on {when(stopped)} that it no longer updated its count. "
        f"One more list came out in {month(last)}, then none until {when(again)}.",
        "So the claim is true of the time of the article, but not of the years since.",
        answer(stopped, stopped["date"].iloc[0] <= said, part="it stopped"),
        answer([counts, again], none, part="no count at the time of the article"),
    )


@finding_of("casualties-12")
def fewer_than_the_year_before(load: read.Load) -> Evidence:
    """Both years by the UN mission and by Iraq Body Count; UCDP counts other people."""
    tables = {name: table.loc[YEARS] for name, table in _by_year(load).items()}
    steps = {name: tables[name][CIVILIANS[name]].rename(index=str) for name in tables}
    told = {name: listing(map(number, step)) for name, step in steps.items()}
    months = load("unami_monthly")
    out = months[months["anbar"] == "out"].groupby(months["month"].dt.year)["month"].count()
    return evidence(
        f"The UN mission counted {told['un']} civilians in the two years, Iraq Body Count "
        f"{told['ibc']}: both fall.",
        f"UCDP's number of civilians rises, {told['ucdp']}. UCDP counts a death only if the side "
        f"that killed is known. So it leaves out killings by unknown people, which the other two "
        f"count, and does not decide. The UN's years leave out Anbar in {spelled(out[2016])} and "
        f"{spelled(out[2017])} months, and both numbers are minima.",
        series(tables["un"], steps["un"], own=True),
        series(tables["ibc"], steps["ibc"], source=IBC),
        series(tables["ucdp"], steps["ucdp"], source=UCDP, beside=NARROWER),
    )


@finding_of("casualties-13")
def more_than_verified(load: read.Load) -> Evidence:
    """Other counts of the same year, and what the UN said of reports it could not verify."""
    (_, verified), (ucdp, coded), (ibc, listed) = _civilians(load, 2017)
    part = "more civilians than the UN counted"
    return evidence(
        f"The UN mission verified {number(verified)}. UCDP has {number(coded)} civilians, Iraq "
        f"Body Count {number(listed)}. The UN said in its release for August 2017 that many "
        "reports from Mosul and its province could not be verified.",
        "The true number is not known, and the other two count different people. But both have "
        "more than the UN, and UCDP even leaves out everybody whose killers are not known. No "
        "count says how many of those whom the UN did not count died round Mosul.",
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
        "The pages do not say that the reports of the parties contradict each other. Only the "
        "office itself can say why it stopped. It has counted again since 2021.",
        *page_answers(load, "casualties-14", "want of access"),
        *page_answers(load, "casualties-14", "reports that contradict each other"),
    )


def _by_year(load):
    """The civilians of Iraq by the UN mission, UCDP and Iraq Body Count: rows by year."""
    return {
        "un": load("unami_annual").set_index("year"),
        "ucdp": casualties.ucdp("Iraq", load=load),
        "ibc": casualties.latest_ibc(load),
    }


def _civilians(load, year):
    """(rows, civilians killed) of one year: the UN mission, UCDP, Iraq Body Count."""
    tables = {name: table.loc[[year]] for name, table in _by_year(load).items()}
    return [(rows, first(rows, CIVILIANS[name])) for name, rows in tables.items()]


def _uprising(load, measure):
    """UCDP's years of Syria from the uprising to the end of 2017, and their sums of a measure."""
    sums = casualties.running(load).set_index(["measure", "date"])
    return casualties.ucdp("Syria", 2011, 2017, load), sums.loc[(measure, "2017-12-31")]


def _left(load):
    """What the Observatory counts beyond the documented, no part of it can be more; total, rest."""
    own = casualties.observatory(load)
    all_told = casualties.other("SOHR", casualties.SOHR_START, load=load)
    total = first(all_told, "value")
    rest, said = total - first(own, "killed"), "at most its total less what it documented"
    source = f"Syrian Observatory: {said}"
    return amount([all_told, own], rest, 0, rest, own=True, source=source), total, rest
