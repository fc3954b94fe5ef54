"""What the data say of the claims on how Islamic State spread and lost its land."""

import itertools

import pandas as pd

from helpers import prose
from helpers.claims import event, finds, found, other_dates, when
from helpers.prose import between, day, listing, million, number as figure, words
from helpers.rule import ABOUT, answer, date, key_date, number

BOTH = "Iraq and Syria"
FEW = 0.10  # "a few": at most a tenth of the listed places held at the peak
MOST = 0.5  # "large parts": over half of the land of at least MANY of the districts
MANY = 0.5
NORTH_AND_WEST = ("IQG01", "IQG13", "IQG15", "IQG16")  # Anbar, Kirkuk, Ninewa, Salah al-Din
SOON = pd.Timedelta(days=7)  # what follows within a week can be an answer to it
TOWNS = "The book's list of places taken and lost"
YEAR = 365.2425


@finds("spread-01")
def recaptured_share(load):
    share, ihs, said = load("area_claims"), load("area_ihs"), event(load, "coalition-98-percent")
    share = share[(share["measure"] == "pct_lost") & (share["scope"] == BOTH)].sort_values("date")
    last, early = share.tail(1), share[share["date"].dt.year == 2016].head(1)
    day_said = last["date"].max()
    measured = ihs[ihs["date"] >= day_said]
    more = "more than " if last["value_low"].notna().any() else ""
    ends, then = ihs.iloc[-1], ihs[ihs["date"] <= early["date"].max()].tail(1)
    held = _held(load("towns"), day_said)
    return found(
        [
            number(last, last["value"].max(), own=True),
            number(measured, _lost(ihs, measured["area_km2"].min()), source=ends["publisher"],
                   why=f"the series ends on {day(ends['date'])}"),
        ],
        f"The coalition's own figure is {more}{figure(last['value'].max())}% ({when(said)}); no "
        f"area in square kilometres stands beside it. The one independent series, by IHS, ends on "
        f"{day(ends['date'])} with {figure(ends['area_km2'])} square kilometres, "
        f"{_lost(ihs, ends['area_km2']):.1f}% less than at its start.",
        f"{words(len(held)).capitalize()} listed places were still held on {day(day_said)}: "
        f"{listing(held)}. In January 2016 the coalition spoke of {figure(early['value'].max())}% "
        f"lost when IHS measured {_lost(ihs, then['area_km2'].min()):.0f}% since January 2015: the "
        f"base of a share decides it.",
    )


@finds("spread-02")
def war_over(load):
    declared = event(load, "war-over-iraq")
    after = load("ucdp_is_events")
    after = after[(after["country"] == "Iraq") & (after["date_start"] > declared["date"].iloc[0])]
    return found(
        [key_date(declared)],
        f"The prime minister announced it on {when(declared)}.",
        f"The end of a declared war is not the end of the fighting: UCDP has {figure(len(after))} "
        f"located deadly events with Islamic State in Iraq from then to the end of "
        f"{after['date_start'].max().year}.",
    )


@finds("spread-03")
def russian_withdrawal(load):
    order = event(load, "russia-withdraws")
    return found(
        [key_date(order)],
        f"The president gave the order at an air base in Syria on {when(order)}.",
        f"An order is not yet a withdrawal; other dates in the sources: "
        f"{other_dates(order)}.",
    )


@finds("spread-04")
def few_pockets(load):
    towns, order, share = load("towns"), event(load, "russia-withdraws"), load("area_claims")
    moment = order["date"].iloc[0]
    held, peak, peak_day = _held(towns, moment), *_peak(towns)
    share = share[(share["measure"] == "pct_lost") & (share["scope"] == BOTH)
                  & (share["date"] <= moment)].sort_values("date").tail(1)
    left, ihs = 100 - share["value"].max(), load("area_ihs").iloc[-1]
    later = load("ucdp_is_events")
    later = later[(later["country"] == "Syria") & (later["date_start"].dt.year == moment.year + 1)]
    return found(
        [
            answer(towns, len(held) <= FEW * peak, source=TOWNS, part="few places"),
            answer(share, left <= 100 * FEW, part="little land"),
        ],
        f"On {when(order)} {words(len(held))} of the listed places were still held "
        f"({listing(held) if held else 'none'}), against {figure(peak)} on {day(peak_day)}. The "
        f"coalition had put the land lost at {figure(share['value'].max())}% on "
        f"{day(share['date'].max())}.",
        f"A few is read as at most {FEW:.0%}. A count of places is not an area, and the one "
        f"independent area series ended in {prose.month(ihs['date'])} with "
        f"{figure(ihs['area_km2'])} square kilometres. Fighting went on: UCDP has "
        f"{figure(len(later))} located deadly events with Islamic State in Syria in the next year.",
    )


@finds("spread-05")
def people_under_is(load):
    people, others, claims = load("population_under_is"), load("area_claims"), load("claims")
    peak = people[(people["kind"] == "fled") | (people["month"] != "2014-01")]
    living = peak[peak["kind"] == "living"]
    before = pd.Series([
        a + b for a, b in itertools.product(
            living.loc[living["country"] == "Iraq", "people"],
            living.loc[living["country"] == "Syria", "people"])
    ])
    after = before - peak.loc[peak["kind"] == "fled", "people"].abs().sum()
    claimed = float(claims.loc[claims["claim_id"] == "spread-05", "value"].iloc[0])
    reach = [int((sums >= claimed * (1 - ABOUT)).sum()) for sums in (before, after)]
    world = others[others["measure"] == "population"]
    world = world.loc[world["date"] == world["date"].min(), "value"]
    freed = others.loc[others["measure"] == "people_liberated", "value"].max()
    return found(
        [number(peak, before.median(), after.min(), before.max(),
                source="The book's estimate by rules")],
        f"{words(len(before)).capitalize()} pairs of rules give "
        f"{between(before.min(), before.max(), million)} people who had lived where the group "
        f"ruled, {million(before.median())} in the middle; with those who had fled by September "
        f"2014 taken off, {between(after.min(), after.max(), million)}.",
        f"An order of magnitude, from residents of 2011 and 2014 and rough maps: {words(reach[0])} "
        f"pairs come within a tenth of the claim or pass it, {words(reach[1])} with those who fled "
        f"taken off. Figures quoted by others count other things and do not decide: RAND "
        f"{between(world.min(), world.max(), million)} for all its provinces in the world, the "
        f"coalition {million(freed)} freed by the end of 2017.",
    )


@finds("spread-06")
def grew_out_of_al_qaeda(load):
    invasion, formed = event(load, "iraq-invasion"), event(load, "al-qaeda-in-iraq")
    later_names = ("islamic-state-of-iraq", "isil-name", "caliphate")
    chain = [formed, *(event(load, key) for key in later_names)]
    rows = pd.concat(chain)
    months = load("ucdp_events_monthly")
    coded = months[months["is_side"] & (months["country"] == "Iraq")]
    first = coded["year"].min()
    return found(
        [
            key_date(formed, part="formed after the invasion"),
            answer(rows, rows["date"].is_monotonic_increasing, part="grew out of it"),
            answer(coded, first < chain[1]["date"].iloc[0].year, part="grew out of it",
                   source="Uppsala Conflict Data Program"),
        ],
        f"The group took the al-Qaeda name in {when(formed)}, after the invasion of "
        f"{when(invasion)}, and new names in {when(chain[1])}, on {when(chain[2])} and on "
        f"{when(chain[3])}. UCDP follows it as one actor through its names, in Iraq since {first}.",
        "The claim holds for the al-Qaeda name. The network behind it is older than the invasion, "
        f"and the date rests on an encyclopedia ({other_dates(formed)}).",
    )


@finds("spread-07")
def joins_the_rebellion(load):
    came, shown = event(load, "branch-in-syria"), event(load, "nusra-announced")
    named = event(load, "isil-name")
    return found(
        [
            key_date(came, part="its members enter Syria"),
            key_date(shown, part="they join the fight in the open"),
        ],
        f"Members crossed into Syria in {when(came)} to found a branch, the Nusra Front, which "
        f"announced itself on {when(shown)}.",
        f"The group used a name of its own in Syria only from {when(named)}. Whoever counts the "
        "crossing as joining will find the year right.",
    )


@finds("spread-08")
def takes_land_in_syria(load):
    towns, shares = load("towns"), load("district_shares")
    syria = towns[towns["country"] == "Syria"].sort_values("start")
    first, entered = syria.head(1), event(load, "is-in-raqqa")
    reported = [event(load, key) for key in ("raqqa-rebels-expelled", "azaz-falls")]
    early = syria[syria["start"].dt.year < 2014]
    shares = shares[shares["country"] == "Syria"]
    held = shares["is_communities_2014_01"].sum()
    return found(
        [
            date(first, first["start"].min(), source=TOWNS),
            *(key_date(row) for row in (entered, *reported)),
        ],
        f"Reports have the group taking towns and villages in the north from {when(entered)}; the "
        f"first listed place with a day is {first['place'].iloc[0]}, {day(first['start'].min())}.",
        f"Of {len(syria)} listed spells in Syria, {words(len(early))} "
        f"{'is' if len(early) == 1 else 'are'} dated before 2014: the list is of places that made "
        f"the news. A map of January 2014 already shows {figure(held)} of "
        f"{figure(shares['communities'].sum())} communities held.",
    )


@finds("spread-09")
def overruns_iraq(load):
    towns, shares = load("towns"), load("district_shares")
    iraq = towns[towns["country"] == "Iraq"]
    by_year = iraq["start"].dt.year.value_counts()
    year, taken = by_year.idxmax(), by_year.max()
    there = shares[shares["governorate_pcode"].isin(NORTH_AND_WEST)]
    mostly = (there["armed_group_share_2014_09"] > MOST).sum()
    falls = [event(load, key) for key in ("fallujah-falls", "mosul-falls", "tikrit-falls")]
    return found(
        [
            *(key_date(row, part="when") for row in falls),
            date(iraq[iraq["start"].dt.year == year], f"{year}-01-01", "year", source=TOWNS,
                 part="when"),
            answer(there, mostly >= MANY * len(there), source="UNHCR and OCHA working map",
                   part="large parts"),
        ],
        f"In Iraq {figure(taken)} of {figure(len(iraq))} listed spells begin in {year}, among them "
        f"Fallujah ({when(falls[0])}), Mosul ({when(falls[1])}) and Tikrit ({when(falls[2])}). In "
        f"September 2014 a UN working map has over half of the land of {figure(mostly)} of the "
        f"{figure(len(there))} districts of Anbar, Kirkuk, Ninewa and Salah al-Din under armed "
        f"groups.",
        "The map says armed groups, not Islamic State alone, and takes in desert; large parts is "
        f"read as over half of the land in at least {MANY:.0%} of these districts.",
    )


@finds("spread-10")
def strikes_in_iraq(load):
    first, force = event(load, "coalition-iraq"), event(load, "task-force")
    gap = (force["date"].iloc[0] - first["date"].iloc[0]).days
    return found(
        [key_date(first)],
        f"The first strikes in Iraq came on {when(first)}.",
        f"They were flown by the United States alone; the coalition's task force was set up "
        f"{gap} days later, on {when(force)}.",
    )


@finds("spread-11")
def kirkuk(load):
    taken = event(load, "kirkuk-taken")
    return found(
        [key_date(taken)],
        f"Iraqi forces took Kirkuk from the Peshmerga on {when(taken)}.",
        f"The advance took some days; other dates in the sources: {other_dates(taken)}.",
    )


@finds("spread-12")
def years_of_war(load):
    towns, over = load("towns"), event(load, "war-over-iraq")
    fallujah, mosul = event(load, "fallujah-falls"), event(load, "mosul-falls")
    first = towns[(towns["country"] == "Iraq")].sort_values("start").head(1)
    end = over["date"].iloc[0]
    years, reported, from_mosul = (
        (end - start).days / YEAR
        for start in (first["start"].min(), fallujah["date"].iloc[0], mosul["date"].iloc[0])
    )
    months = (end.year - first["start"].min().year) * 12 + end.month - first["start"].min().month
    return found(
        [number(first, years, source=TOWNS), number([fallujah, over], reported)],
        f"From {first['place'].iloc[0]} ({day(first['start'].min())}) to the declared end "
        f"({when(over)}) it is {words(months // 12)} years and {words(months % 12)} months, "
        f"{years:.2f} years.",
        f"Counted from the fall of Mosul it is {from_mosul:.1f} years. The list begins in "
        f"{towns['start'].min().year} and says nothing of earlier years.",
    )


@finds("spread-13")
def takes_the_name(load):
    named = event(load, "isil-name")
    return found(
        [key_date(named)],
        f"The new name was announced in a recording made public on {when(named)}.",
        "Isis and Isil are two English renderings of one Arabic name; the Nusra Front refused the "
        f"merger announced with it. Other dates in the sources: {other_dates(named)}.",
    )


@finds("spread-14")
def caliphate(load):
    proclaimed = event(load, "caliphate")
    return found(
        [key_date(proclaimed)],
        f"The caliphate and the shorter name were proclaimed together on {when(proclaimed)}.",
        f"A name a group gives itself; other dates in the sources: "
        f"{other_dates(proclaimed)}.",
    )


@finds("spread-15")
def what_prompted_the_strikes(load):
    towns, strikes = load("towns"), event(load, "coalition-iraq")
    attack, defence = event(load, "sinjar-attack"), event(load, "sinjar-strikes")
    allowed = event(load, "strikes-authorised")  # its announcement names both purposes
    first = strikes["date"].iloc[0]
    kurdish = towns[(towns["taken_from_actor"] == "kurdish_sdf") & (towns["country"] == "Iraq")
                    & ~towns["start_imputed"] & (towns["start"] <= first)]
    advance, killing = kurdish["start"].max(), attack["date"].iloc[0]
    delay = (defence["date"].iloc[0] - first).days
    return found(
        [
            answer(kurdish, pd.Timedelta(0) <= first - advance <= SOON, source=TOWNS,
                   part="the advance, then strikes"),
            answer([attack, defence], killing < first and pd.Timedelta(days=delay) <= SOON
                   and defence["place"].iloc[0] == attack["place"].iloc[0],
                   part="the killing of Yazidis, then strikes at that place"),
            answer(allowed, max(advance, killing) <= allowed["date"].iloc[0] <= first,
                   part="the purpose stated when the strikes were allowed"),
        ],
        f"Kurdish-held places fell from {day(kurdish['start'].min())} to {day(advance)}; the first "
        f"strikes, on {when(strikes)}, fell near {strikes['place'].iloc[0]}. The attack on the "
        f"Yazidis at {attack['place'].iloc[0]} began on {when(attack)}; strikes to defend them "
        f"there came on {when(defence)}. When the US president allowed the strikes, on "
        f"{when(allowed)}, he named both.",
        f"The very first strikes answered the advance, those for the Yazidis followed "
        f"{words(delay)} {'day' if delay == 1 else 'days'} later. The order in time, the places "
        f"and the stated purpose fit the claim; a stated purpose is not the whole of a motive.",
    )


def _held(towns, moment):
    """Names of the listed places held on a day."""
    return sorted(towns.loc[(towns["start"] <= moment) & (moment < towns["end"]), "place"])


def _peak(towns):
    """(places, day): the most listed places held at one time, and the first such day."""
    counts = {moment: len(_held(towns, moment)) for moment in sorted(towns["start"].unique())}
    first = max(counts, key=counts.get)
    return counts[first], first


def _lost(ihs, area):
    """Per cent of the first area of the IHS series that is gone when `area` is left."""
    start = ihs.sort_values("date")["area_km2"].iloc[0]
    return 100 * (1 - area / start)
