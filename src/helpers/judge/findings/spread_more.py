"""What the data say of the claims on the Yazidis, the insurgency and the land of the Kurds."""

import pandas as pd

from helpers.judge.events import event, when
from helpers.judge.evidence import Evidence, evidence, finding_of, first
from helpers.judge.pages import page_answers
from helpers.judge.readings import amount, answer
from helpers.sentences import between, listing, number, percent, spelled
from helpers.tables import read
from helpers.topics.cities import metres_from

UCDP = "Uppsala Conflict Data Program"
TOWNS = "The book's list of places taken and lost"
ROUND_SINJAR = 30  # km
TWO_WEEKS = pd.Timedelta(days=14)
KINDS = ["state-based", "one-sided"]
YEARS = 2  # whole years before and after the withdrawal that are compared


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
        f"By a survey of families who had fled, {_ranged(killed)} Yazidis were killed in August "
        f"2014 and {_ranged(kidnapped)} kidnapped, {number(both['value'])} together.",
        f"Thousands is read as two thousand or more. The survey counts the kidnapped; the United "
        f"Nations inquiry calls what was done to them enslavement. UCDP has "
        f"{number(counted['deaths_best'].sum())} dead within {ROUND_SINJAR} km of "
        f"{place['place']} in the first two weeks: it counts only deaths that a report gives "
        f"in numbers and puts at a place. So a low count of events does not mean few dead.",
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
        f"before, UCDP has {number(before.sum())} deaths in the group's fights with the "
        f"government of Iraq and its attacks on civilians, in the {spelled(YEARS)} after "
        f"{number(after.sum())}. A chapter by a scholar and a "
        f"reference work say that it fed on the anger of Sunni Arabs at the government.",
        "That it came after the withdrawal does not make the withdrawal its cause: the war in "
        "Syria and Iraq's own politics changed in the same years, and writers on the subject "
        "disagree. "
        "Nobody can count anger. Attacks of 2013 "
        "include a few in Syria.",
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
        f"In UCDP's count it is the group whose fights with the government killed most in "
        f"{spelled(deadliest.sum())} of {spelled(len(deadliest))} years from {formed} to "
        f"{left}, and {percent(share)} of the deaths in all such fights are in its own. US "
        f"intelligence of August 2006 called it the one with most influence in Anbar.",
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
        f"The report of those days says so of places in Ninewa and Diyala. Kurdish forces had "
        f"taken {listing(sorted(kurdish['place']))} from IS, by the book's list of places.",
        f"Won in that war is not always won from IS: the city of {first(taken, 'place')}, where "
        f"it began on {when(taken)}, {city} on the list of places that IS held.",
        *page_answers(load, "spread-19", part),
        answer(kurdish, len(kurdish) > 0, part=part, source=TOWNS),
    )


def _ranged(row):
    return f"{number(row['value'])} ({between(row['low'], row['high'])})"
