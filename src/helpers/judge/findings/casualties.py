"""What the data say of the claims on the dead of Iraq and Syria."""

import pandas as pd

from helpers.judge.events import event, when
from helpers.judge.evidence import Evidence, evidence, finding_of, first
from helpers.judge.readings import amount, answer, series
from helpers.sentences import between, day, listing, month, number, percent, spelled
from helpers.tables import read

UCDP = "Uppsala Conflict Data Program"
IBC = "Iraq Body Count"
UPRISING = 2011
UNTIL = "2018-02"  # the article's last month for Iraq
JANUARY_FEBRUARY = 2 / 5  # of IBC's count of January to May 2018, if the months are alike


@finding_of("casualties-01")
def iraq_2017(load: read.Load) -> Evidence:
    """The UN's own minimum, with UCDP's civilians and IBC's first five months beside it."""
    un, ucdp = _un(load, 2017), _ucdp(load, "Iraq", 2017)
    part = _other(load, "IBC", "2017-01-01")
    return evidence(
        [
            amount(un, first(un, "civilians_killed"), own=True),
            amount(ucdp, first(ucdp, "deaths_civilians"), source=UCDP),
            amount(part, first(part, "value"), source=f"{IBC}, January to May"),
        ],
        f"The UN mission counted {number(first(un, 'civilians_killed'))}, as a minimum. UCDP has "
        f"{number(first(ucdp, 'deaths_civilians'))} civilians in the year; Iraq Body Count had "
        f"{number(first(part, 'value'))} by the end of May.",
        "The UN's number lacks Anbar in three months and what could not be verified round Mosul, "
        "so a higher count is what one expects. The other two count other people: UCDP only where "
        "the side that killed is known, Iraq Body Count also victims of unknown killers.",
    )


@finding_of("casualties-02")
def iraq_2016(load: read.Load) -> Evidence:
    """The UN's own figure beside those of UCDP and IBC."""
    un, ucdp, ibc = _un(load, 2016), _ucdp(load, "Iraq", 2016), _ibc(load, 2016)
    months = load("unami_monthly")
    months = months[months["month"].dt.year == 2016]
    out = (months["anbar"] == "out").sum()
    return evidence(
        [
            amount(un, first(un, "civilians_killed"), own=True),
            amount(ucdp, first(ucdp, "deaths_civilians"), source=UCDP),
            amount(ibc, first(ibc, "civilians_killed")),
        ],
        f"The UN mission's figure is {number(first(un, 'civilians_killed'))}, and its twelve "
        f"months sum to {number(months['civilians_killed'].sum())}. UCDP counts "
        f"{number(first(ucdp, 'deaths_civilians'))} civilians, Iraq Body Count "
        f"{number(first(ibc, 'civilians_killed'))}.",
        f"It is what the UN verified, without Anbar in {number(out)} months; as a number of all "
        f"civilians killed it lies between two other counts, each with its own definition.",
    )


@finding_of("casualties-03")
def iraq_since_2014(load: read.Load) -> Evidence:
    """IBC's years as published elsewhere, and the same span by the UN and UCDP."""
    years = pd.concat(_ibc(load, year) for year in range(2014, 2018))
    part = _other(load, "IBC", "2018-01-01")
    before, five = years["civilians_killed"].sum(), first(part, "value")
    un = load("unami_annual")
    un_months = load("unami_monthly")
    un_months = un_months[un_months["month"].between("2018-01-01", UNTIL)]
    un_sum = un["civilians_killed"].sum() + un_months["civilians_killed"].sum()
    ucdp = load("ucdp_country_year")
    ucdp = ucdp[(ucdp["country"] == "Iraq") & ucdp["year"].between(2014, 2018)]
    to_2017 = ucdp.loc[ucdp["year"] < 2018, "deaths_civilians"].sum()
    to_2018 = ucdp["deaths_civilians"].sum()
    return evidence(
        [
            amount(
                [years, part],
                before + round(five * JANUARY_FEBRUARY),
                before,
                before + five,
                own=True,
                source=f"{IBC}, its years added up by us",
            ),
            amount([un, un_months], un_sum, source="UNAMI, years and two months added up"),
            amount(ucdp, to_2017, to_2017, to_2018, source=UCDP),
        ],
        f"Iraq Body Count's own years 2014 to 2017 sum to {number(before)}; its first five months "
        f"of 2018 add {number(five)}, so the claimed total lies within "
        f"{between(before, before + five)}. The UN's years and two months sum to "
        f"{number(un_sum)}, UCDP's civilians of 2014 to 2017 to {number(to_2017)}.",
        "No page of Iraq Body Count with the total itself could be read, and the year 2017 only "
        "on a page that quotes it. The three bodies count different people, so a lower count does "
        "not show that a higher one is wrong.",
    )


@finding_of("casualties-04")
def iraq_2014(load: read.Load) -> Evidence:
    """IBC's own number in its later publications, and the UN's and UCDP's."""
    ibc, un, ucdp = _ibc(load, 2014), _un(load, 2014), _ucdp(load, "Iraq", 2014)
    vintages = load("ibc_annual")
    vintages = vintages[(vintages["year"] == 2014) & ~vintages["from_article"]]
    earliest = vintages.sort_values("vintage").iloc[0]
    years = load("ucdp_country_year")
    years = years[(years["country"] == "Iraq") & years["year"].between(2014, 2017)]
    top = years.loc[years["deaths_civilians"].idxmax(), "year"]
    return evidence(
        [
            amount(ibc, first(ibc, "civilians_killed"), own=True),
            amount(un, first(un, "civilians_killed")),
            amount(ucdp, first(ucdp, "deaths_civilians"), source=UCDP),
        ],
        f"Iraq Body Count prints {number(first(ibc, 'civilians_killed'))} since January 2017; on "
        f"{day(earliest['vintage'])} it had printed {number(earliest['civilians_killed'])}. The UN "
        f"mission has {number(first(un, 'civilians_killed'))} for the year, UCDP "
        f"{number(first(ucdp, 'deaths_civilians'))} civilians.",
        f"It is the upper end of Iraq Body Count's range. By its latest numbers 2014 is the "
        f"highest of the four years; by UCDP's civilians it is {top}.",
    )


@finding_of("casualties-05")
def ibc_2017(load: read.Load) -> Evidence:
    """IBC's later number, as it is quoted, and the UN's and UCDP's."""
    ibc, un, ucdp = _ibc(load, 2017), _un(load, 2017), _ucdp(load, "Iraq", 2017)
    quoted, revised = first(ibc, "civilians_killed"), _revision(load)
    return evidence(
        [
            amount(ibc, quoted, quoted / (1 + revised), quoted * (1 + revised), own=True),
            amount(un, first(un, "civilians_killed")),
            amount(ucdp, first(ucdp, "deaths_civilians"), source=UCDP),
        ],
        f"A later number of Iraq Body Count, quoted elsewhere, is {number(quoted)}. The UN "
        f"mission has at least {number(first(un, 'civilians_killed'))}, UCDP "
        f"{number(first(ucdp, 'deaths_civilians'))} civilians.",
        f"Iraq Body Count revises: other years moved by up to {percent(revised)} between its "
        f"publications, which is taken as the range of its own number. No page of it for 2017 "
        f"could be read.",
    )


@finding_of("casualties-06")
def falling(load: read.Load) -> Evidence:
    """The yearly counts of all three bodies."""
    ibc = pd.concat(_ibc(load, year) for year in range(2014, 2018))
    un, ucdp = load("unami_annual"), load("ucdp_country_year")
    ucdp = ucdp[(ucdp["country"] == "Iraq") & ucdp["year"].between(2014, 2017)]
    steps = {
        name: table.set_index(table["year"].astype(str))[column]
        for name, table, column in (
            ("ibc", ibc, "civilians_killed"),
            ("un", un, "civilians_killed"),
            ("ucdp", ucdp, "deaths_civilians"),
        )
    }
    falls = steps["ibc"].pct_change().dropna()
    rises = int((steps["ucdp"].diff() > 0).sum())
    return evidence(
        [
            series(ibc, steps["ibc"], own=True, source=IBC),
            series(un, steps["un"], source="UNAMI"),
            series(ucdp, steps["ucdp"], source=UCDP),
        ],
        f"Iraq Body Count: {listing(map(number, steps['ibc']))} from 2014 to 2017, falls of "
        f"{listing(percent(-step) for step in falls)}. The UN mission: "
        f"{listing(map(number, steps['un']))}. UCDP's civilians: "
        f"{listing(map(number, steps['ucdp']))}.",
        f"UCDP's count rises in {spelled(rises)} of {spelled(len(ucdp) - 1)} steps. "
        f"Where the counts fall, the last step is the largest: "
        f"{percent(-falls.iloc[-1])} and {percent(-steps['un'].pct_change().iloc[-1])} are more "
        f"than slight.",
    )


@finding_of("casualties-07")
def syria_documented(load: read.Load) -> Evidence:
    """The Observatory's own count, and UCDP's total to the end of the year before."""
    own, ucdp = _sohr(load), _uprising(load)
    low, best, high = (ucdp[f"deaths_{bound}"].sum() for bound in ("low", "best", "high"))
    un, shares = _other(load, "OHCHR", "2011-03-01", "people killed, documented"), _citing(load)
    return evidence(
        [amount(own, first(own, "killed"), own=True), amount(ucdp, best, low, high, source=UCDP)],
        f"The Observatory gave {number(first(own, 'killed'))} on {day(first(own, 'date'))}. "
        f"UCDP counts "
        f"{number(best)} dead from {UPRISING} to 2017 ({between(low, high)}).",
        f"The two are not independent: of UCDP's deaths in Syria in 2016 to 2018 "
        f"{percent(shares['citing'])} cite the Observatory, {percent(shares['alone'])} it alone. "
        f"UCDP's low estimate stays below the claim. The UN's list of {day(first(un, 'as_of'))} "
        f"had {number(first(un, 'value'))} to March 2021, with full name, day and place each; its "
        f"office calls that an undercount, so it does not decide.",
    )


@finding_of("casualties-08")
def syria_civilians(load: read.Load) -> Evidence:
    """The Observatory's civilians, and UCDP's."""
    own, ucdp = _sohr(load), _uprising(load)
    civilians, unknown = ucdp["deaths_civilians"].sum(), ucdp["deaths_unknown"].sum()
    un = _other(load, "OHCHR", "2011-03-01", "civilians killed, estimate")
    return evidence(
        [
            amount(own, first(own, "civilians"), own=True),
            amount(ucdp, civilians, civilians, civilians + unknown, source=UCDP),
        ],
        f"The Observatory gave {number(first(own, 'civilians'))} on {day(first(own, 'date'))}. "
        f"UCDP has "
        f"{number(civilians)} civilians from {UPRISING} to 2017, and {number(unknown)} dead of "
        f"unknown status beside them.",
        f"Close, but not the same number, and UCDP leans on the Observatory, so the difference is "
        f"one of definitions and of other sources added. Both are counts of what was documented: "
        f"the UN's estimate for all civilians to March 2021 is {number(first(un, 'value'))}.",
    )


@finding_of("casualties-09")
def missing(load: read.Load) -> Evidence:
    """What the Observatory's own numbers leave for the missing."""
    own, all_told = _sohr(load), _other(load, "SOHR", "2011-03-15")
    rest = first(all_told, "value") - first(own, "killed")
    return evidence(
        [_left(all_told, own, rest)],
        f"The Observatory's total of about {number(first(all_told, 'value'))} dead is "
        f"{number(rest)} more than those it could document; that rest holds both the missing and "
        f"the estimated.",
        "No other count of these people is in the book, and the reports found print only the "
        "total, not its parts. A missing person is not a death that was seen.",
    )


@finding_of("casualties-10")
def not_documented(load: read.Load) -> Evidence:
    """What the Observatory's own numbers leave for deaths it estimated, and other estimates."""
    own, all_told = _sohr(load), _other(load, "SOHR", "2011-03-15")
    rest = first(all_told, "value") - first(own, "killed")
    listed = _other(load, "OHCHR", "2011-03-01", "civilians killed, documented")
    estimate = _other(load, "OHCHR", "2011-03-01", "civilians killed, estimate")
    centre = load("syria_toll_milestones")
    centre = centre[centre["counter"] == "Syrian Centre for Policy Research"]
    return evidence(
        [_left(all_told, own, rest)],
        f"Of the Observatory's total of about {number(first(all_told, 'value'))} dead "
        f"{number(rest)} are not documented by it, the missing among them.",
        f"How the estimate was made is not told. Two other estimates are in this book, of other "
        f"things: the Syrian Centre for Policy Research's {number(first(centre, 'killed'))} in "
        f"{month(first(centre, 'date'))}, for all deaths by the war, and the UN's, for civilians "
        f"alone and for ten years: {number(first(estimate, 'value'))} of whom "
        f"{number(first(listed, 'value'))} stand in a list.",
    )


@finding_of("casualties-11")
def un_stopped(load: read.Load) -> Evidence:
    """The day the UN said so, and the counts it published afterwards."""
    stopped, again = event(load, "un-stops-count"), event(load, "un-toll-2021")
    counts = load("syria_toll_milestones")
    counts = counts[counts["counter"].str.startswith("UN") & counts["killed"].notna()]
    said = load("claims").set_index("claim_id").loc["casualties-11", "as_of"]
    last = counts["date"].max()
    return evidence(
        [
            answer(stopped, stopped["date"].iloc[0] <= pd.Timestamp(said), part="it stopped"),
            answer(
                [counts, again],
                last < pd.Timestamp(said) < again["date"].iloc[0],
                part="no count at the time of the article",
            ),
        ],
        f"The UN human rights office said on {when(stopped)} that it no longer updated its count. "
        f"One more list came out in {month(last)}, then none until {when(again)}.",
        "So the claim fits the time of the article and not the years since.",
    )


def _un(load, year):
    table = load("unami_annual")
    return table[table["year"] == year]


def _ucdp(load, country, year):
    table = load("ucdp_country_year")
    return table[(table["country"] == country) & (table["year"] == year)]


def _uprising(load):
    """UCDP's years of Syria from the uprising to the last one before the article."""
    table = load("ucdp_country_year")
    return table[(table["country"] == "Syria") & table["year"].between(UPRISING, 2017)]


def _ibc(load, year):
    """IBC's latest number for a year that was not read in the article."""
    table = load("ibc_annual")
    own = table[(table["year"] == year) & ~table["from_article"]]
    return own.sort_values("vintage", key=_late_in_the_year).tail(1)


def _late_in_the_year(vintages):
    """A vintage known to the year only sorts after the days and months of that year."""
    return vintages.str.pad(10, "right", "9")


def _revision(load):
    """The largest step from IBC's first to its latest number of a year, as a part of the first."""
    table = load("ibc_annual")
    own = table[~table["from_article"]].sort_values("vintage", key=_late_in_the_year)
    killed = own.groupby("year")["civilians_killed"]
    return (killed.last() / killed.first() - 1).max()


def _sohr(load):
    """The Observatory's count of March 2018 as agencies printed it."""
    table = load("syria_toll_milestones")
    march = table["date"].between("2018-03-01", "2018-03-31") & (table["counter"] == "SOHR")
    return table[march & ~table["from_article"]]


def _other(load, body, start, measure=None):
    table = load("other_counts")
    chosen = (table["body"] == body) & (table["start"] == start)
    chosen &= True if measure is None else table["measure"] == measure
    return table[chosen]


def _citing(load):
    """Parts of UCDP's deaths in Syria that cite the Observatory, and that cite it alone."""
    deaths = load("ucdp_syria_sources").groupby("cited")["deaths_best"].sum()
    return {
        "citing": 1 - deaths["others"] / deaths.sum(),
        "alone": deaths["sohr_alone"] / deaths.sum(),
    }


def _left(all_told, own, rest):
    """What the Observatory counts beyond the documented: no part of it can be more."""
    return amount(
        [all_told, own],
        rest,
        0,
        rest,
        own=True,
        source="Syrian Observatory: at most its total less what it documented",
    )
