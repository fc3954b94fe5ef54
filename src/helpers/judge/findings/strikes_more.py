"""What the data say of the claims on Russia: its warning, its targets, its silence, its side."""

import pandas as pd

from helpers.judge.events import event, when
from helpers.judge.evidence import Evidence, evidence, finding_of, first
from helpers.judge.pages import page_answers
from helpers.judge.readings import answer
from helpers.sentences import listing, number, spelled
from helpers.tables import read
from helpers.topics.strikes import by_country

ISW = "Institute for the Study of War"
SOON = 2  # days: what follows so soon is an answer
LISTS = "Lists of the Coalition and of the US Department of Defense"


@finding_of("strikes-14")
def warning(load: read.Load) -> Evidence:
    """What Russia said, and what had happened the day before."""
    warned, shot = event(load, "russia-warns-coalition"), event(load, "su22-shot-down")
    after = first(warned, "date") - first(shot, "date")
    return evidence(
        f"On {when(warned)} Russia said that aircraft of the Coalition west of the Euphrates would "
        f"be treated as targets. A US aircraft had shot down the Syrian one on {when(shot)}.",
        "The ministry's own words were that aircraft there would be tracked as targets, not that "
        "they would be shot at. The article leaves out the Euphrates.",
        *page_answers(load, "strikes-14", "Russia gives the warning"),
        answer([warned, shot], 0 <= after.days <= SOON, part="after the shooting down"),
    )


@finding_of("strikes-15")
def on_opposition_land(load: read.Load) -> Evidence:
    """Where the strikes fell, by the Institute and by three who looked for themselves."""
    return evidence(
        "The Institute said so of the strikes of autumn 2015. Airwars, a study of open sources by "
        "the Atlantic Council, and the BBC's report of the first days found the same: strikes in "
        "provinces where IS held little or nothing.",
        "The pages are of 2015 and 2016. In July and August 2017 the Institute itself found the "
        "strikes mainly on land of IS. How far inside is not measured.",
        *page_answers(load, "strikes-15", claimant=ISW),
    )


@finding_of("strikes-16")
def little_told(load: read.Load) -> Evidence:
    """The ministry's totals in the book, beside what the Coalition's releases give."""
    told, strikes = load("russia_claims"), by_country(load=load)
    measures = sorted(told["measure"].unique())
    spans = (pd.date_range(start, end) for start, end in zip(told["start"], told["end"]))
    days = len({day for span in spans for day in span})
    why = "nobody counted what the ministry told; what this book lacks may have been said"
    return evidence(
        f"In this book are {spelled(len(told))} totals of Russia's ministry, for {number(days)} "
        f"days: {listing(measures)}. None names a place. Of the Coalition the book has strikes "
        f"by place and day, from releases of {number(len(strikes.dropna()))} months.",
        "That little was found does not show that little was told: the ministry also showed films "
        "and spoke to the press. Little has no measure.",
        answer(told, None, why=why),
    )


@finding_of("strikes-17")
def not_a_member(load: read.Load) -> Evidence:
    """Whether Russia, which struck too, is on a list of the Coalition's nations that struck."""
    nations, begins = load("coalition_nations"), event(load, "russia-begins")
    nowhere = "RUS" not in set(nations["iso3"])
    return evidence(
        f"Russia has struck in Syria since {when(begins)}, but is none of the "
        f"{spelled(nations['iso3'].nunique())} nations that the Coalition's own lists name as "
        f"striking. In June 2017 it threatened the Coalition's aircraft.",
        "The lists name nations that struck, not all members; a full list of members is not in the "
        "book.",
        answer(nations, nowhere, part="not on its lists", source=LISTS),
        *page_answers(load, "strikes-17", "Russia stands on the other side"),
    )
