"""What the data say of the claims on the fall, the battle and the rebuilding of Mosul."""

import pandas as pd

from helpers.judge.events import event, key_date, others, when
from helpers.judge.evidence import (
    Evidence,
    claimed,
    evidence,
    finding_of,
    given_answer,
    page_answers,
)
from helpers.judge.readings import amount
from helpers.sentences import day, listing, month, number, spelled
from helpers.tables import read
from helpers.topics import cities

PUBLISHED = pd.Timestamp("2018-03-31")  # the article is of that month; later sums are left aside
OTHER = "named by somebody else, for other work"
BASIC = "mosul-services-un-2017-07-05"  # the one sum that is near, for a part of the work


@finding_of("mosul-01")
def mosul_falls(load: read.Load) -> Evidence:
    """The day the city fell."""
    fell = event(load, "mosul-falls")
    towns = load("towns")
    town = towns[towns["place"] == "Mosul"].iloc[0]
    return evidence(
        f"The city fell on {when(fell)}; army and police left it.",
        f"There had been fighting for days; the city fell on the day on which the army left. The "
        f"book's list of places also gives {day(town['start'])}, and says that IS took the city "
        f"from the {town['taken_from']}.",
        key_date(load, fell),
    )


@finding_of("mosul-02")
def mosul_retaken(load: read.Load) -> Evidence:
    """The day the prime minister declared victory."""
    retaken, clashes = event(load, "mosul-retaken"), event(load, "mosul-clashes-go-on")
    return evidence(
        f"The prime minister declared victory on {when(retaken)}.",
        f"The fighting did not end with the declaration: clashes were reported on "
        f"{when(clashes)}. Other dates in the sources: {others(load, retaken)}.",
        key_date(load, retaken),
    )


@finding_of("mosul-03")
def one_official(load: read.Load) -> Evidence:
    """The sums for the whole city, and the one sum of the same size."""
    (sums, _), table = _sums(load), cities.costs(load)
    services = _rows(table[table["key"] == BASIC])
    return evidence(
        f"Sums named for rebuilding the city by {month(PUBLISHED)}: {_listed(sums)}. One sum of "
        f"the size claimed was found, for basic services only: {_listed(services)}.",
        "No Iraqi official who named this sum was found, so it is not known whether one did. The "
        "sums pay for different things. The one nearest to the claim is for water, power, schools "
        "and hospitals, not for the whole city, and it is given as a lower bound.",
        *(amount(row, row["value"].iloc[0], beside=OTHER) for row in [*sums, *services]),
    )


@finding_of("mosul-04")
def reconcile(load: read.Load) -> Evidence:
    """The words of the commander, as several outlets carried them."""
    call = event(load, "reconcile-call")
    parts = ("the highest commander there", "he presses for peace with Sunnis")
    return evidence(
        f"{call['event'].iloc[0]} ({when(call)}). Several papers and the US Army's own radio news "
        f"carry his words.",
        f"This shows what he said, not what came of it. He led the Coalition, so no US commander "
        f"there ranked higher. Other dates in the sources: {others(load, call)}.",
        *(given_answer(load, "mosul-04", part, call) for part in parts),
    )


@finding_of("mosul-05")
def others_far_higher(load: read.Load) -> Evidence:
    """The sums for the whole city that others had named by then."""
    (sums, later), told = _sums(load), float(claimed(load, "mosul-05"))
    return evidence(
        f"Named for rebuilding the city by {month(PUBLISHED)}: {_listed(sums)}.",
        f"They are {listing(number(row['value'].iloc[0] / told) for row in sums)} times the sum "
        "claimed; people may differ on whether the lowest is “far” higher. None comes with a "
        "method, "
        f"and most come from Iraqi officials. Left out because they are later: {_listed(later)}.",
        *(amount(row, row["value"].iloc[0]) for row in sums),
    )


@finding_of("mosul-06")
def second_city(load: read.Load) -> Evidence:
    """What press and reference works call it, and the people of its province."""
    people = load("population_iraq_2014").set_index("governorate")
    more, more_in_towns = (
        spelled((people[column] > people.loc["Ninewa", column]).sum())
        for column in ("population", "urban")
    )
    return evidence(
        "Press and reference works call Mosul the second city or the second-largest city of Iraq.",
        f"The book has no count of people by city. According to the estimate for 2014 {more} of "
        f"{len(people)} provinces has more people than Mosul's. In {more_in_towns} more people "
        f"live in towns, though in Basra's only slightly more.",
        *page_answers(load, "mosul-06"),
    )


def _sums(load):
    """What others say the whole city would cost, as they said by the article's month, and later."""
    table = cities.costs(load)
    table = table[(table["group"] == cities.PAYS_FOR[1]) & ~table["from_article"]]
    known = table["date"] <= PUBLISHED
    return _rows(table[known]), _rows(table[~known])


def _rows(table):
    """Each row of a table as a frame of its own."""
    return [table.iloc[[place]] for place in range(len(table))]


def _listed(rows):
    """'at least 2 billion dollars (Government of Iraq)' for each row."""
    sums = (row.iloc[0] for row in rows)
    return listing(
        ("" if pd.isna(one["bound"]) else one["bound"] + " ")
        + f"{number(one['value'] / 1e9)} billion dollars ({one['said_by']})"
        for one in sums
    )
