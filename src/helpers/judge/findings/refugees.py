"""What the data say of the claims on refugees and displaced people."""

from helpers.judge.events import event, when
from helpers.judge.evidence import Evidence, claimed, evidence, finding_of, given_answer
from helpers.judge.readings import amount, series
from helpers.sentences import day, listing, month, number, percent
from helpers.tables import read
from helpers.topics import refugees
from helpers.topics.refugees import THREE, YEAR

UNHCR = "UNHCR, end-of-year statistics"
IDMC = "IDMC"
PORTAL = "UNHCR's portal for the region (upper end: with all refugees elsewhere)"
MONTHLY = "Governments' monthly reports to UNHCR"
YEARLY = "Governments' yearly reports to UNHCR"
STATES = ["returned", "displaced"]
END = f"{YEAR}-12-31"
HIDDEN = 4  # the most applications that UNHCR hides behind a star


@finding_of("refugees-01")
def abroad(load: read.Load) -> Evidence:
    """Worldwide at the end of 2017, and what the portal counted in the region weeks later."""
    hosts = refugees.abroad(load).query("year == @YEAR")
    portal = refugees.portal("registered in the region", load)
    last = portal.iloc[-1]
    region = last["total"]
    world, seekers = hosts["refugees"].sum(), hosts["asylum_seekers"].sum()
    elsewhere = hosts.loc[hosts["area"] != "region", "refugees"].sum()
    told = float(claimed(load, "refugees-01"))
    return evidence(
        f"At the end of {YEAR} UNHCR had {number(world)} Syrian refugees in all countries, and "
        f"{number(seekers)} asylum-seekers in addition. Its portal for the region had "
        f"{number(region)} on {day(last['as_of'])}.",
        "The claim's number is that of the region. As a number of all who are abroad it is too low "
        f"by at least {percent(1 - told / world)}. For the region alone it is a little too high: "
        "on "
        f"the last day that the book has, the portal had {number(told - region)} fewer.",
        amount(hosts, world, world, world + seekers, source=UNHCR),
        amount(portal, region, region, region + elsewhere, own=True, source=PORTAL),
    )


@finding_of("refugees-02")
def three_neighbours(load: read.Load) -> Evidence:
    """The share of the three, with and without asylum-seekers in the whole."""
    hosts = refugees.abroad(load).query("year == @YEAR")
    three = hosts.set_index("asylum")["refugees"][THREE]
    world, seekers = hosts["refugees"].sum(), hosts["asylum_seekers"].sum()
    part, least = (100 * three.sum() / of for of in (world, world + seekers))
    return evidence(
        f"At the end of {YEAR} the three had {percent(part / 100)} of UNHCR's refugees: "
        f"{listing(f'{number(people)} in {host}' for host, people in three.items())}.",
        "Registers include people who have moved on and miss those who never registered; Lebanon's "
        "government stopped registration in 2015. The majority is too large for that to change it.",
        amount(hosts, part, least, part, source=UNHCR),
    )


@finding_of("refugees-03")
def asylum_in_europe(load: read.Load) -> Evidence:
    """The portal's total for just these months, the monthly file and the yearly one."""
    told = refugees.applications(load)
    exact = told[told["until"] == "2017-07-31"]
    months = load("asylum_monthly")
    lodged, hidden = months["applications"].sum(), months["suppressed"].sum()
    years = load("asylum_yearly")
    years = years[(years["area"] == "Europe") & years["year"].between(2011, YEAR)]
    sums = years.groupby("year")["applications"].sum()
    low, high = sums.loc[2012:2016].sum(), sums.sum()
    whole = low + sums[YEAR] * 7 // 12
    before, after = refugees.revision(load)
    return evidence(
        f"The portal's total for April 2011 to July 2017 is {number(exact['total'].iloc[0])}. The "
        f"monthly file adds up to {number(lodged)} from January 2012 to June 2017; the yearly file "
        f"to {number(low)} for 2012 to 2016, and {number(high)} with the whole of 2011 and 2017.",
        f"All three go back to the same governments. Applications are not people. In "
        f"{month(before['as_of'])} the portal's total was {number(before['total'])}, "
        f"because it included intentions to apply in Serbia; without them it was "
        f"{number(after['total'])}.",
        amount(exact, exact["total"].iloc[0], own=True, source="UNHCR's portal"),
        amount(months, lodged, lodged, lodged + HIDDEN * hidden, source=MONTHLY),
        amount(years, whole, low, high, source=YEARLY),
    )


@finding_of("refugees-04")
def within_syria(load: read.Load) -> Evidence:
    """UNHCR's and IDMC's numbers for the same day; no table on housing."""
    years = refugees.yearly("SYR", load).dropna(subset="idps")
    year = years.loc[[YEAR]]
    unhcr, idmc = year["idps"].iloc[0], year["idps_idmc"].iloc[0]
    lower = years.index[years["idps_idmc"] < 0.99 * years["idps"]]
    return evidence(
        f"At the end of {YEAR} UNHCR had {number(unhcr)} people displaced within Syria, IDMC "
        f"{number(idmc)}.",
        f"IDMC is {percent(idmc / unhcr - 1)} higher for the same day; in {listing(lower)} it is "
        f"lower. No table here says how the displaced lived.",
        amount(year, unhcr, own=True, source=UNHCR),
        amount(year, idmc, source=IDMC),
        given_answer(load, "refugees-04", "camps and makeshift shelter", year, source=UNHCR),
    )


@finding_of("refugees-05")
def returned(load: read.Load) -> Evidence:
    """IOM's total, and UNHCR's returns by year, which rest on it."""
    iom, years = _iom(load), refugees.yearly("IRQ", load)
    total, since = iom["returned"].iloc[0], years.loc[2014:YEAR, "returned_idps"]
    later = load("iom_iraq").set_index("date").loc[f"{YEAR + 1}-12-31", "returned"]
    more = later - total
    same = years.loc[YEAR + 1, "returned_idps"] == more
    ours = "UNHCR, returns of 2014 to 2017 added up by us"
    return evidence(
        f"IOM's total for {day(iom['date'].iloc[0])} is {number(total)}. UNHCR's yearly returns of "
        f"2014 to 2017 add up to {number(since.sum())}.",
        "Only IOM counts returned people in the whole country: local informants name the "
        "families. "
        f"UNHCR's number for 2018 {'is' if same else 'is not'} the difference between two of "
        f"IOM's totals, {number(more)}. Back in the district is not always back home, and some "
        f"went away again.",
        amount(iom, total, own=True),
        amount(years, since.sum(), own=True, source=ours),
    )


@finding_of("refugees-06")
def still_displaced(load: read.Load) -> Evidence:
    """IOM's total, and the numbers of UNHCR and IDMC, which are the same count."""
    iom, year = _iom(load), refugees.yearly("IRQ", load).loc[[YEAR]]
    total = iom["displaced"].iloc[0]
    return evidence(
        f"IOM's total for {day(iom['date'].iloc[0])} is {number(total)}; UNHCR prints "
        f"{number(year['idps'].iloc[0])} and IDMC {number(year['idps_idmc'].iloc[0])}.",
        "All three print one count: the numbers agree to the last person or to the last thousand. "
        "None of them includes people displaced before 2014.",
        amount(iom, total, own=True),
        amount(year, year["idps"].iloc[0], own=True, source=UNHCR),
        amount(year, year["idps_idmc"].iloc[0], own=True, source=IDMC),
    )


@finding_of("refugees-07")
def crossing(load: read.Load) -> Evidence:
    """The two totals between which IOM's lines cross."""
    iom = load("iom_iraq").dropna(subset="returned")
    days = iom["date"].dt.strftime("%Y-%m-%d")
    returned, displaced = (iom[state].astype(float).set_axis(days) for state in STATES)
    bracket = refugees.crossing(load)
    before, after = bracket.iloc[0], bracket.iloc[1]
    step = after - before
    told = event(load, "returns-pass-displaced")
    return evidence(
        f"Returned people were {number(-before['gap'])} fewer than the displaced on "
        f"{day(before.name)} and {number(after['gap'])} more on {day(after.name)}. IOM said so on "
        f"{when(told)}.",
        f"The change came between two totals, and one of them is of November. Between these days "
        f"the returned rise by {number(step['returned'])} while the displaced fall by only "
        f"{number(-step['displaced'])}. Unless as many people were newly displaced in that month, "
        "some of the returned had gone home earlier and were counted late: IOM's next report "
        "mentions a check of returned people in Mosul, made with local authorities.",
        series(iom, returned, own=True, source="IOM", against=displaced),
    )


def _iom(load):
    """The row of IOM's totals for the last day of the year."""
    iom = load("iom_iraq")
    return iom[iom["date"] == END]
