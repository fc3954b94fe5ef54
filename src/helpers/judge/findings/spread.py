"""What the data say of the claims on how Islamic State spread and lost its land."""

import pandas as pd

from helpers.judge.events import dated, event, key_date, others, when
from helpers.judge.evidence import (
    Evidence,
    claimed,
    evidence,
    finding_of,
    first,
    given_answer,
    page_answers,
)
from helpers.judge.operators import ABOUT
from helpers.judge.readings import amount, answer, date
from helpers.sentences import between, day, listing, million, month, number, percent, spelled
from helpers.tables import read
from helpers.topics import territory
from helpers.topics.cities import metres_from

FEW = 0.10  # "a few": at most a tenth of the listed places held at the peak
MOST = 0.5  # "large parts": over half of the land of at least MANY of the districts
MANY = 0.5
NORTH_AND_WEST = ("IQG01", "IQG13", "IQG15", "IQG16")  # Anbar, Kirkuk, Ninewa, Salah al-Din
SOON = pd.Timedelta(days=7)  # what follows within a week can be an answer to it
TOWNS = "The book's list of places taken and lost"
YEAR = 365.2425
UCDP = "Uppsala Conflict Data Program"
ROUND_SINJAR = 30  # km
TWO_WEEKS = pd.Timedelta(days=14)
KINDS = ["state-based", "one-sided"]
YEARS = 2  # whole years before and after the withdrawal that are compared


@finding_of("spread-01")
def recaptured_share(load: read.Load) -> Evidence:
    """The coalition's share of land freed, beside the land that IHS measured."""
    said, ihs, freed = _of_both(load), territory.area(load), territory.freed(load)
    early, last, ends = said[said["date"].dt.year == 2016].iloc[0], said.iloc[-1], ihs.iloc[-1]
    later = ihs[ihs["date"] >= last["date"]]
    lost = 100 * later["share_lost"].max()
    more = "more than " if pd.notna(last["value_low"]) else ""
    beyond = "more" if freed["value"] > freed["ihs_km2"] else "less"
    held, end = _places(load, last["date"]), f"the series ends on {day(ends['date'])}"
    return evidence(
        f"The coalition's own figure is {more}{number(last['value'])}% "
        f"({when(event(load, 'coalition-98-percent'))}). It is a share of the land once claimed, "
        f"and the coalition gives no area for that land. The independent series, by IHS, ends "
        f"earlier: on {day(ends['date'])} IS held {number(ends['area_km2'])} square kilometres, "
        f"{100 * ends['share_lost']:.1f}% less than at the start of the series.",
        f"The two count land differently. According to the same release, {number(freed['value'])} "
        f"square kilometres were freed in {freed['year']} ({number(freed['value_high'])} in a "
        f"video of those days). That is {beyond} than all the land that IHS had measured on "
        f"{day(freed['ihs_date'])}, {number(freed['ihs_km2'])}. In {month(early['date'])} the "
        f"coalition said that {number(early['value'])}% was lost; IHS measured "
        f"{100 * early['ihs_lost']:.0f}% since January 2015. {spelled(len(held)).capitalize()} "
        "listed places were still held on "
        f"{day(last['date'])}: {listing(held)}.",
        amount(said.tail(1), last["value"], own=True),
        amount(later, lost, source=ends["publisher"], why=end),
    )


@finding_of("spread-02")
def war_over(load: read.Load) -> Evidence:
    """The day the prime minister announced the end of the war."""
    declared = event(load, "war-over-iraq")
    after = _deadly(load, "Iraq")
    after = after[after["date_start"] > declared["date"].iloc[0]]
    return evidence(
        f"The prime minister announced it on {when(declared)}.",
        f"The fighting went on after the war was declared over: UCDP records "
        f"{number(len(after))} deadly events with Islamic State in Iraq from then to the end of "
        f"{after['date_start'].max().year}.",
        key_date(load, declared),
    )


dated(
    "spread-03",
    "russia-withdraws",
    "The president gave the order at an air base in Syria on {when}.",
    "An order is not yet a withdrawal. Other dates in the sources: {others}.",
)


@finding_of("spread-04")
def few_pockets(load: read.Load) -> Evidence:
    """Places held on the day of the order, and the coalition's last share of land before it."""
    towns, order, ihs = load("towns"), event(load, "russia-withdraws"), load("area_ihs").iloc[-1]
    moment = first(order, "date")
    held, peak = _places(load, moment), territory.peak(towns)
    share = _of_both(load).query("date <= @moment").tail(1)
    lost, said = first(share, "value"), first(share, "date")
    later = _deadly(load, "Syria")
    later = later[later["date_start"].dt.year == moment.year + 1]
    return evidence(
        f"On {when(order)} {spelled(len(held))} of the listed places were still held "
        f"({listing(held)}), against {number(peak['held'])} on {day(peak['date'])}. The coalition "
        f"had put the land lost at {number(lost)}% on {day(said)}.",
        f'We read "a few pockets" as at most {FEW:.0%} of the places held at the peak, and of the '
        f"land once held. A count of places is not an area, and the one independent area series "
        f"ended in {month(ihs['date'])} with {number(ihs['area_km2'])} square "
        f"kilometres. Fighting went on: UCDP records {number(len(later))} deadly events with "
        f"Islamic State in Syria in the next year.",
        answer(towns, len(held) <= FEW * peak["held"], source=TOWNS, part="few places"),
        answer(share, 100 - lost <= 100 * FEW, part="little land"),
    )


@finding_of("spread-05")
def people_under_is(load: read.Load) -> Evidence:
    """The book's estimate, by every rule of helpers.topics.territory."""
    claim, told = float(claimed(load, "spread-05")), territory.people_told(load).set_index("row")
    rules, ways = load("population_under_is"), territory.people_by_rule(load)
    people = ways["people"]
    low, middle, high = people.quantile([0, 0.5, 1])
    kept, less = (group for _, group in people.groupby(ways["displaced"], sort=False))
    reach, near = ((people >= claim * least).sum() for least in (1, 1 - ABOUT))
    world, freed = told.loc["RAND, 2014"], told.loc["Coalition, freed by 2018", "people"]
    said = load("area_claims").query("measure in ['population', 'population_once']")
    at_height = (said["date"] < "2016") | (said["measure"] == "population_once")
    lived = said[at_height & (said["scope"] == "Iraq and Syria")]
    return evidence(
        f"The {spelled(len(ways))} ways to count give {between(low, high, million)} people, "
        f"{million(middle)} in the middle. In all, {between(kept.min(), kept.max(), million)} had "
        "lived "
        f"where the group ruled; without those who had fled by September 2014 it is "
        f"{between(less.min(), less.max(), million)}.",
        f"This is only an order of magnitude, because it rests on residents of 2011 and 2014 and "
        f"on rough maps. {spelled(reach).capitalize()} of the {spelled(len(ways))} ways reach the "
        f"claim, and {spelled(near)} come within a tenth of it or pass it. Others printed "
        f"{_said(lived)}, none with a method. RAND's "
        f"{between(world['people'], world['high'], million)} covers all provinces of the group in "
        f"the world; the coalition's {million(freed)} counts people freed by the end of 2017.",
        amount(rules, middle, low, high, source="The book's estimate by rules"),
        *(
            amount(lived[lived["publisher"] == row.publisher], row.value)
            for row in lived.itertuples()
        ),
    )


def _said(rows):
    """Who gave how many people, in which month."""
    return listing(
        f"{million(row.value)} ({row.source_publisher}, {month(row.date)})"
        for row in rows.itertuples()
    )


@finding_of("spread-06")
def grew_out_of_al_qaeda(load: read.Load) -> Evidence:
    """When al-Qaeda in Iraq was formed, and whether the later names are the same group's."""
    invasion, formed = event(load, "iraq-invasion"), event(load, "al-qaeda-in-iraq")
    renamed = [event(load, key) for key in ("islamic-state-of-iraq", "isil-name", "caliphate")]
    names, left = pd.concat(renamed), event(load, "al-qaeda-disowns")
    start, end = formed["date"].iloc[0], names["date"].max()
    months = load("ucdp_events_monthly")
    coded = months.query("is_side and country == 'Iraq' and deaths_best > 0")
    coded = coded[coded["year"].between(start.year, end.year)]
    without = set(range(start.year, end.year + 1)) - set(coded["year"])
    return evidence(
        f"The group took the al-Qaeda name in {when(formed)}, after the invasion of "
        f"{when(invasion)}. It is reported to have changed its name in {when(renamed[0])}, on "
        f"{when(renamed[1])} and on {when(renamed[2])}. UCDP follows it as one actor through these "
        f"names, with deadly events in Iraq in "
        f"{f'all but {len(without)}' if without else 'every one'} of the years from {start.year} "
        f"to {end.year}.",
        f"Whether a group that merges with others, renames itself and is disowned by al-Qaeda "
        f"({when(left)}) is still the same group is a matter of definition: here it is the "
        f"definition of UCDP and of the press. The claim holds for the al-Qaeda name; the network "
        f"behind it is older than the invasion. Other dates for the name: {others(load, formed)}.",
        key_date(load, formed, part="formed after the invasion"),
        given_answer(load, "spread-06", "one group, renamed", names),
        answer(
            coded, not without, source="Uppsala Conflict Data Program", part="one group, renamed"
        ),
    )


@finding_of("spread-07")
def joins_the_rebellion(load: read.Load) -> Evidence:
    """The secret crossing of the first members, and the branch in the open."""
    came, shown = event(load, "branch-in-syria"), event(load, "nusra-announced")
    named = event(load, "isil-name")
    return evidence(
        f"Members crossed into Syria in {when(came)} to found a branch, the Nusra Front, which "
        f"announced itself on {when(shown)}.",
        f"The group used a name of its own in Syria only from {when(named)}. If the crossing "
        "counts as joining, the year is right.",
        key_date(load, came, part="its members enter Syria"),
    )


@finding_of("spread-08")
def takes_land_in_syria(load: read.Load) -> Evidence:
    """The first listed place, and the first reports of land taken."""
    towns, communities = load("towns"), territory.communities(load)
    syria = towns[towns["country"] == "Syria"].sort_values("start")
    azaz, entered = syria.head(1), event(load, "is-in-raqqa")
    early = syria[syria["start"].dt.year < 2014]
    return evidence(
        f"According to reports, the group took towns and villages in the north from "
        f"{when(entered)}. The first place on the book's list is {first(azaz, 'place')}, on "
        f"{day(first(azaz, 'start'))}.",
        f"Of {len(syria)} listed spells in Syria, {spelled(len(early))} "
        f"{'is' if len(early) == 1 else 'are'} dated before 2014: the list is of places that made "
        f"the news. A map of January 2014 already shows {number(communities[2014])} of "
        f"{number(communities['all'])} communities held.",
        _fall(load, azaz, event(load, "azaz-falls")),
        key_date(load, entered),
        key_date(load, event(load, "raqqa-rebels-expelled")),
    )


@finding_of("spread-09")
def overruns_iraq(load: read.Load) -> Evidence:
    """The year in which listed places fell, and the land under armed groups at its end."""
    towns, shares = load("towns"), load("district_shares")
    iraq = towns[towns["country"] == "Iraq"]
    by_year = iraq["start"].dt.year.value_counts()
    year, taken = by_year.idxmax(), by_year.max()
    there = shares[shares["governorate_pcode"].isin(NORTH_AND_WEST)]
    mostly = (there["armed_group_share_2014_09"] > MOST).sum()
    large = mostly >= MANY * len(there)
    falls = {name: event(load, f"{name.lower()}-falls") for name in ("Fallujah", "Mosul", "Tikrit")}
    elsewhere = iraq[~iraq["place"].isin(falls)]  # a fall read by itself is not counted again
    mode = elsewhere["start"].dt.year.mode()[0]
    return evidence(
        f"In Iraq {number(taken)} of {number(len(iraq))} listed spells begin in {year}, among them "
        f"{listing(f'{name} ({when(row)})' for name, row in falls.items())}. On a UN working map "
        f"of September 2014, armed groups held over half of the land in {number(mostly)} of the "
        f"{number(len(there))} districts of Anbar, Kirkuk, Ninewa and Salah al-Din.",
        "The map shows armed groups, not Islamic State alone, and takes in desert. We read "
        f'"large parts" as over half of the land in at least {MANY:.0%} of these districts.',
        *(
            _fall(load, iraq[iraq["place"] == name].head(1), row, part="when")
            for name, row in falls.items()
        ),
        date(elsewhere, f"{mode}-01-01", "year", part="when", source=TOWNS),
        answer(there, large, source="UNHCR and OCHA working map", part="large parts"),
    )


@finding_of("spread-10")
def strikes_in_iraq(load: read.Load) -> Evidence:
    """The day of the first strikes."""
    strikes, force = event(load, "coalition-iraq"), event(load, "task-force")
    gap = (first(force, "date") - first(strikes, "date")).days
    return evidence(
        f"The first strikes in Iraq came on {when(strikes)}.",
        f"They were flown by the United States alone; the coalition's task force was set up "
        f"{gap} days later, on {when(force)}.",
        key_date(load, strikes),
    )


dated(
    "spread-11",
    "kirkuk-taken",
    "Iraqi forces took Kirkuk from the Peshmerga on {when}.",
    "The advance took some days; other dates in the sources: {others}.",
)


@finding_of("spread-12")
def years_of_war(load: read.Load) -> Evidence:
    """From the first fall in Iraq, listed and reported, to the declared end of the war."""
    towns, over = load("towns"), event(load, "war-over-iraq")
    fallujah, mosul = event(load, "fallujah-falls"), event(load, "mosul-falls")
    place = towns[towns["country"] == "Iraq"].sort_values("start").head(1)
    start, end = _fall(load, place, fallujah), key_date(load, over)
    (begins, _), (ends, _) = start.value, end.value
    years, least, most = (
        days.days / YEAR for days in (ends - begins, end.low - start.high, end.high - start.low)
    )
    from_mosul = (ends - mosul["date"].iloc[0]).days / YEAR
    months = (ends.year - begins.year) * 12 + ends.month - begins.month - (ends.day < begins.day)
    return evidence(
        f"From {first(place, 'place')} ({day(begins)}) to the declared end ({when(over)}) it is "
        f"{spelled(months // 12)} years and {spelled(months % 12)} months, {years:.2f} years; with "
        f"the other days that sources give, {between(least, most, '{:.2f}'.format)}.",
        f"Counted from the fall of Mosul it is {from_mosul:.1f} years. It was not the first time: "
        f"under its older name the group was the dominant force in Anbar in 2006. The list of "
        f"places begins in {towns['start'].min().year}.",
        amount([_listed(place), fallujah, over], years, least, most),
        *page_answers(load, "spread-12", "the first it seized"),
    )


dated(
    "spread-13",
    "isil-name",
    "The new name was announced in a recording made public on {when}.",
    "Isis and Isil are two English renderings of one Arabic name; the Nusra Front refused the "
    "merger announced with it. Other dates in the sources: {others}.",
)


dated(
    "spread-14",
    "caliphate",
    "The caliphate and the shorter name were proclaimed together on {when}.",
    "A name a group gives itself; other dates in the sources: {others}.",
)


@finding_of("spread-15")
def what_prompted_the_strikes(load: read.Load) -> Evidence:
    """Order in time and place of attack and strikes, and the purpose the US president stated."""
    towns, strikes = load("towns"), event(load, "coalition-iraq")
    attack, defence = event(load, "sinjar-attack"), event(load, "sinjar-strikes")
    allowed = event(load, "strikes-authorised")
    began = first(strikes, "date")
    kurdish = towns.query("taken_from_actor == 'kurdish_sdf' and country == 'Iraq'")
    kurdish = kurdish[~kurdish["start_imputed"] & (kurdish["start"] <= began)]
    advance, killing = kurdish["start"].max(), first(attack, "date")
    delay = (first(defence, "date") - began).days
    answered = pd.Timedelta(0) <= began - advance <= SOON
    defended = killing < began and 0 <= delay <= SOON.days
    there = first(defence, "place") == first(attack, "place")
    between_them = max(advance, killing) <= first(allowed, "date") <= began
    part = "the killing of Yazidis, then strikes at that place"
    return evidence(
        f"Kurdish-held places fell from {day(kurdish['start'].min())} to {day(advance)}; the first "
        f"strikes, on {when(strikes)}, fell near {first(strikes, 'place')}. The attack on the "
        f"Yazidis at {first(attack, 'place')} began on {when(attack)}; strikes to defend them "
        f"there came on {when(defence)}. The US president, who allowed the strikes on "
        f"{when(allowed)}, named two purposes: to protect Americans in Erbil, and the civilians "
        f"under siege on Mount Sinjar.",
        f"The very first strikes answered the advance, those for the Yazidis followed "
        f"{spelled(delay)} {'day' if delay == 1 else 'days'} later. The order in time and the "
        "places fit the claim. But only the government that acted says that these were its "
        "motives, and a purpose that is stated need not be the whole motive.",
        answer(kurdish, answered, source=TOWNS, part="the advance, then strikes"),
        answer([attack, defence], defended and there, part=part),
        # a motive is known only from the word of the one who acted
        answer(allowed, between_them, own=True, part="both were the motive"),
    )


@finding_of("spread-16")
def yazidis(load: read.Load) -> Evidence:
    """A survey of families, and what news reports let UCDP count."""
    survey = load("yazidi_survey").set_index("measure", drop=False)
    killed, kidnapped, both = (
        survey.loc[f"Yazidis {what}"] for what in ("killed", "kidnapped", "killed or kidnapped")
    )
    attack, events = event(load, "sinjar-attack"), load("ucdp_is_events")
    place, begins = attack.iloc[0], first(attack, "date")
    there = metres_from(events, place) <= 1000 * ROUND_SINJAR
    then = events["date_start"].between(begins, begins + TWO_WEEKS)
    counted = events[there & then & (events["type_of_violence"] == "one-sided")]
    return evidence(
        f"According to a survey of families who had fled, {_ranged(killed)} Yazidis were killed or "
        f"died on the mountain in August 2014 and {_ranged(kidnapped)} were kidnapped, "
        f"{number(both['value'])} together.",
        f'We read "thousands" as two thousand or more. The survey counts the kidnapped; the United '
        f"Nations inquiry calls what was done to them enslavement. UCDP counts "
        f"{number(counted['deaths_best'].sum())} dead within {ROUND_SINJAR} km of "
        f"{place['place']} in the first two weeks. It counts only deaths for which a report gives "
        f"a number and a place, so a low count does not mean few dead.",
        amount(both.to_frame().T, both["value"], both["low"], both["high"]),
    )


@finding_of("spread-17")
def withdrawal_and_anger(load: read.Load) -> Evidence:
    """Deaths in the group's fights and attacks before and after, and what scholars hold."""
    left, table = event(load, "us-leaves-iraq"), load("ucdp_dyad_year")
    table = table[table["is_side"] & table["in_iraq"] & table["type_of_violence"].isin(KINDS)]
    deaths = table.groupby("year")["deaths_best"].sum()
    year = first(left, "date").year
    before, after = deaths.loc[year - YEARS : year - 1], deaths.loc[year + 1 : year + YEARS]
    grew = after.mean() > before.mean()
    return evidence(
        f"The last US combat troops left on {when(left)}. In the {spelled(YEARS)} whole years "
        f"before, UCDP counts {number(before.sum())} deaths in the group's fights with the "
        f"government of Iraq and its attacks on civilians; in the {spelled(YEARS)} after, "
        f"{number(after.sum())}. A chapter by a scholar and a reference work say that the group "
        f"profited from the anger of Sunni Arabs at the government.",
        "That it came after the withdrawal does not make the withdrawal its cause: the war in "
        "Syria and Iraq's own politics changed in the same years, and writers on the subject "
        "disagree. No data measure anger. Attacks of 2013 include a few in Syria.",
        answer(table, grew, part="it grew once the troops had left", source=UCDP),
        *page_answers(load, "spread-17", "Sunni anger helped it"),
        *page_answers(load, "spread-17", "because the troops had left"),
    )


@finding_of("spread-18")
def force_of_the_insurgency(load: read.Load) -> Evidence:
    """Whom the government of Iraq fought most, year by year until the US troops left."""
    formed, left = (
        first(event(load, key), "date").year for key in ("al-qaeda-in-iraq", "us-leaves-iraq")
    )
    fights = load("ucdp_dyad_year").query(
        "type_of_violence == 'state-based' and side_a == 'Government of Iraq'"
        " and @formed <= year <= @left"
    )
    deadliest = fights.loc[fights.groupby("year")["deaths_best"].idxmax(), "is_side"]
    share = fights.loc[fights["is_side"], "deaths_best"].sum() / fights["deaths_best"].sum()
    part = "one of the strongest groups"
    return evidence(
        f"In UCDP's count, no other group's fights with the government killed as many people in "
        f"{spelled(deadliest.sum())} of {spelled(len(deadliest))} years from {formed} to "
        f"{left}. Its fights account for {percent(share)} of the deaths in all such fights. US "
        f"intelligence of August 2006 called it the group with most influence in Anbar.",
        "UCDP counts the group under one name, whatever it called itself, and counts only fights "
        "whose two sides are known; many small groups are on no list. How sectarian the "
        "insurgency was is not tested. From 2008 to 2011 the group was much weaker, as the same "
        "journal says.",
        answer(fights, deadliest.all(), part=part, source=UCDP),
        *page_answers(load, "spread-18", part),
    )


@finding_of("spread-19")
def land_of_the_kurds(load: read.Load) -> Evidence:
    """How the land came to the Peshmerga that they lost in October 2017."""
    taken, towns = event(load, "kirkuk-taken"), load("towns")
    kurdish = towns.query("country == 'Iraq' and lost_to_actor == 'kurdish_sdf'")
    kurdish = kurdish[kurdish["end"] < first(taken, "date")]
    part = "it came to the Kurds in the war on IS"
    listed = first(taken, "place") in set(towns["place"])
    city = "is" if listed else "is not"
    return evidence(
        f"A report of those days says this of places in Ninewa and Diyala. According to the "
        f"book's list of places, Kurdish forces had taken {listing(sorted(kurdish['place']))} "
        f"from IS.",
        f"Land won in that war was not always won from IS: the city of {first(taken, 'place')}, "
        f"where the advance began on {when(taken)}, {city} on the list of places that IS held.",
        *page_answers(load, "spread-19", part),
        answer(kurdish, len(kurdish) > 0, part=part, source=TOWNS),
    )


def _ranged(row):
    return f"{number(row['value'])} ({between(row['low'], row['high'])})"


def _places(load, moment):
    """Names of the listed places held on a day."""
    return sorted(territory.held_on(load("towns"), moment)["place"])


def _deadly(load, country):
    """UCDP's located events with IS that killed somebody by its best estimate."""
    return load("ucdp_is_events").query("country == @country and deaths_best > 0")


def _of_both(load):
    """What was said to be lost of Iraq and Syria together, in order of time."""
    said = territory.said_lost(load)
    return said[said["scope"] == territory.BOTH]


def _listed(spells):
    """Rows of the list of places with the list as their source."""
    return spells.assign(source_publisher=TOWNS)


def _fall(load, spell, report, **about):
    """The fall of a place by the list and by a key date: one event, so one reading."""
    reported = key_date(load, report)
    span = (reported.low, reported.high)
    return date([_listed(spell), report], spell["start"].min(), others=[span], **about)
