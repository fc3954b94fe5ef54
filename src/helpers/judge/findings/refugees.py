"""What the data say of the claims on refugees and displaced people."""

import pandas as pd

from helpers.judge.events import event, when
from helpers.judge.evidence import Evidence, claimed, evidence, finding_of, given_answer
from helpers.judge.readings import amount, series
from helpers.sentences import day, listing, month, number, percent
from helpers.tables import read

UNHCR = "UNHCR, end-of-year statistics"
IDMC = "IDMC"
YEAR = 2017
THREE = ["TUR", "LBN", "JOR"]
HIDDEN = 4  # the most applications that UNHCR hides behind a star


@finding_of("refugees-01")
def abroad(load: read.Load) -> Evidence:
    """Worldwide at the end of 2017, and what the portal counted in the region weeks later."""
    hosts, portal = _hosts(load), _portal(load, "registered in the region")
    last = portal.iloc[-1]
    world, seekers = hosts["refugees"].sum(), hosts["asylum_seekers"].sum()
    elsewhere = hosts.loc[hosts["area"] != "region", "refugees"].sum()
    told = float(claimed(load, "refugees-01"))
    return evidence(
        [
            amount(hosts, world, world, world + seekers, source=UNHCR),
            amount(
                portal,
                last["total"],
                last["total"],
                last["total"] + elsewhere,
                own=True,
                source="UNHCR's portal: the region, and at most what lives elsewhere beside it",
            ),
        ],
        f"At the end of {YEAR} UNHCR had {number(world)} Syrian refugees in all countries, and "
        f"{number(seekers)} asylum-seekers beside them. Its portal for the region had "
        f"{number(last['total'])} on {day(last['as_of'])}.",
        f"The number in the claim is that of the region, so as a number of all who are abroad it "
        f"is too low by at least {percent(1 - told / world)}. Read as the region alone it was "
        f"not yet reached on the last day the book has: {number(told - last['total'])} were "
        f"missing.",
    )


@finding_of("refugees-02")
def three_neighbours(load: read.Load) -> Evidence:
    """The share of the three, with and without asylum-seekers in the whole."""
    hosts = _hosts(load)
    three = hosts[hosts["asylum_iso3"].isin(THREE)]["refugees"].sum()
    world, seekers = hosts["refugees"].sum(), hosts["asylum_seekers"].sum()
    by_host = hosts.set_index("asylum_iso3")["refugees"]
    return evidence(
        [
            amount(
                hosts,
                100 * three / world,
                100 * three / (world + seekers),
                100 * three / world,
                source=UNHCR,
            )
        ],
        f"At the end of {YEAR} the three had {percent(three / world)} of UNHCR's refugees: "
        f"{number(by_host['TUR'])} in Türkiye, {number(by_host['LBN'])} in Lebanon and "
        f"{number(by_host['JOR'])} in Jordan.",
        "Registers hold people who have moved on and lack those who never registered; Lebanon's "
        "government stopped registration in 2015. The majority is too large for that to change it.",
    )


@finding_of("refugees-03")
def asylum_in_europe(load: read.Load) -> Evidence:
    """The portal's total for just these months, the monthly file and the yearly one."""
    told = _portal(load, "asylum applications in Europe")
    exact = told[told["covers_until"] == "2017-07-31"]
    months = load("asylum_monthly")
    lodged, hidden = months["applications"].sum(), months["suppressed"].sum()
    years = load("asylum_yearly")
    years = years[(years["area"] == "Europe") & years["year"].between(2011, YEAR)]
    sums = years.groupby("year")["applications"].sum()
    whole, low, high = (
        sums.loc[2012:2016].sum() + sums[YEAR] * 7 // 12,
        sums.loc[2012:2016].sum(),
        sums.sum(),
    )
    before, after = _revision(told)
    return evidence(
        [
            amount(exact, exact["total"].iloc[0], own=True, source="UNHCR's portal"),
            amount(
                months,
                lodged,
                lodged,
                lodged + HIDDEN * hidden,
                source="Governments' monthly reports to UNHCR",
            ),
            amount(years, whole, low, high, source="Governments' yearly reports to UNHCR"),
        ],
        f"The portal's total for April 2011 to July 2017 is {number(exact['total'].iloc[0])}. The "
        f"monthly file adds up to {number(lodged)} from January 2012 to June 2017; the yearly file "
        f"to {number(low)} for 2012 to 2016, and {number(high)} with the whole of 2011 and 2017.",
        f"All three go back to the same governments. Applications are not people. In "
        f"{month(before['as_of'])} the same line read {number(before['total'])}: it counted "
        f"Serbia's intentions to apply, and fell to {number(after['total'])} without them.",
    )


@finding_of("refugees-04")
def within_syria(load: read.Load) -> Evidence:
    """UNHCR's and IDMC's numbers for the same day; no table on housing."""
    year = _year(load, "SYR")
    unhcr, idmc = year["idps"].iloc[0], year["idps_idmc"].iloc[0]
    years = load("displaced_yearly").query("origin_iso3 == 'SYR'").dropna(subset="idps")
    lower = years.loc[years["idps_idmc"] < 0.99 * years["idps"], "year"]
    return evidence(
        [
            amount(year, unhcr, own=True, source=UNHCR),
            amount(year, idmc, source=IDMC),
            given_answer(load, "refugees-04", "camps and makeshift shelter", year, source=UNHCR),
        ],
        f"At the end of {YEAR} UNHCR had {number(unhcr)} people displaced within Syria, IDMC "
        f"{number(idmc)}.",
        f"IDMC is {percent(idmc / unhcr - 1)} higher for the same day; in {listing(lower)} it is "
        f"lower. How the displaced lived is in no table here.",
    )


@finding_of("refugees-05")
def returned(load: read.Load) -> Evidence:
    """IOM's total, and UNHCR's returns by year, which rest on it."""
    iom, years = _iom(load), load("displaced_yearly")
    years = years[(years["origin_iso3"] == "IRQ") & years["year"].between(2014, YEAR)]
    total = iom["returned"].iloc[0]
    later = load("iom_iraq").set_index("date")["returned"]
    more = later["2018-12-31"] - later["2017-12-31"]
    same = _year(load, "IRQ", YEAR + 1)["returned_idps"].iloc[0] == more
    return evidence(
        [
            amount(iom, total, own=True),
            amount(
                years,
                years["returned_idps"].sum(),
                own=True,
                source="UNHCR, returns of 2014 to 2017 added up by us",
            ),
        ],
        f"IOM's total for {day(iom['date'].iloc[0])} is {number(total)}. UNHCR's yearly returns of "
        f"2014 to 2017 add up to {number(years['returned_idps'].sum())}.",
        f"Only IOM counts returned people in the whole country, by families its informants name. "
        f"UNHCR's returns of 2018 {'are' if same else 'are not'} the difference of two of IOM's "
        f"totals, {number(more)}. Back in the district is not always back home, and some went "
        f"away again.",
    )


@finding_of("refugees-06")
def still_displaced(load: read.Load) -> Evidence:
    """IOM's total, and the numbers of UNHCR and IDMC, which are the same count."""
    iom, year = _iom(load), _year(load, "IRQ")
    total = iom["displaced"].iloc[0]
    return evidence(
        [
            amount(iom, total, own=True),
            amount(year, year["idps"].iloc[0], own=True, source=UNHCR),
            amount(year, year["idps_idmc"].iloc[0], own=True, source=IDMC),
        ],
        f"IOM's total for {day(iom['date'].iloc[0])} is {number(total)}; UNHCR prints "
        f"{number(year['idps'].iloc[0])} and IDMC {number(year['idps_idmc'].iloc[0])}.",
        "Three names, one count: the numbers agree to the last person or to the last thousand. "
        "Those displaced before 2014 are in none of them.",
    )


@finding_of("refugees-07")
def crossing(load: read.Load) -> Evidence:
    """The two totals between which IOM's lines cross."""
    iom = load("iom_iraq").dropna(subset="returned")
    days = iom["date"].dt.strftime("%Y-%m-%d")
    gaps = (iom["returned"] - iom["displaced"]).set_axis(days)
    after = gaps[gaps > 0].index[0]
    before = gaps.loc[:after].index[-2]
    steps = iom.set_axis(days)[["displaced", "returned"]].loc[[before, after]].diff().iloc[-1]
    told = event(load, "returns-pass-displaced")
    return evidence(
        [
            series(
                iom,
                iom["returned"].astype(float).set_axis(days),
                own=True,
                source="IOM",
                against=iom["displaced"].astype(float).set_axis(days),
            )
        ],
        f"Returned people were {number(-gaps[before])} fewer than the displaced on {day(before)} "
        f"and {number(gaps[after])} more on {day(after)}. IOM said so on {when(told)}.",
        f"The crossing is bracketed by two totals, of which one lies in November. Between them "
        f"returns rise by {number(steps['returned'])} while the displaced fall by "
        f"{number(-steps['displaced'])}, so, unless as many were newly displaced in that month, "
        f"part of the step is people back earlier and counted now: IOM's next report tells of "
        f"validating returnees in Mosul with local authorities.",
    )


def _hosts(load):
    table = load("displaced_abroad")
    return table[(table["origin_iso3"] == "SYR") & (table["year"] == YEAR)]


def _portal(load, what):
    """Totals of the portal in order, without those corrected at once."""
    table = load("portal_totals")
    chosen = table[(table["what"] == what) & ~table["corrected_at_once"]]
    return chosen.sort_values(["copied_on", "as_of"])


def _revision(told):
    """The rows before and after the largest fall of the running total."""
    fall = told["total"].astype(float).diff().reset_index(drop=True).idxmin()
    return told.iloc[fall - 1], told.iloc[fall]


def _year(load, origin, year=YEAR):
    table = load("displaced_yearly")
    return table[(table["origin_iso3"] == origin) & (table["year"] == year)]


def _iom(load):
    table = load("iom_iraq")
    return table[table["date"] == pd.Timestamp(f"{YEAR}-12-31")]
