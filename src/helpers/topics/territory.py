"""What IS held on a day, and how many people lived there, by rule: shared by text and findings."""

import pandas as pd

from helpers.tables import read

IN_IRAQ = {  # how to count in Iraq, September 2014: rule of the table population_under_is
    "area held, four governorates": "iraq-area-four-governorates",
    "area held, all governorates": "iraq-area-all-governorates",
    "whole sub-districts": "iraq-point-all-governorates",
}
IN_SYRIA = {  # how to count in Syria, January 2015
    "Raqqa and Deir ez-Zor only": "syria-raqqa-deir-ez-zor",
    "districts with a census figure": "syria-nineteen-districts",
    "all governorates": "syria-all-governorates",
}
FLED = {  # who is taken off
    "count everyone who lived there": None,
    "take off those who had fled in Iraq": "iraq-fled-by-2014-09",
}


def held_on(towns: pd.DataFrame, date: str | pd.Timestamp) -> pd.DataFrame:
    """The rows of `towns` (the table, or some of it) held by IS on a day.

    A spell counts from the day of capture to the day before the loss.
    """
    date = pd.Timestamp(date)
    return towns[(towns["start"] <= date) & (date < towns["end"])]


def held_counts(towns: pd.DataFrame) -> pd.DataFrame:
    """Places held after each change: columns date and held, from the first capture to the end."""
    dates = sorted({*towns["start"], *towns["end"]})
    return pd.DataFrame({"date": dates, "held": [len(held_on(towns, date)) for date in dates]})


def people_by_rule(load: read.Load = read.load) -> pd.DataFrame:
    """People living where IS ruled, for each way to count: iraq, syria, displaced, people.

    Residents of 2014 in Iraq and of 2011 in Syria, before those who left had left. Source: the
    table population_under_is.
    """
    people = load("population_under_is").set_index("rule")["people"]
    return pd.DataFrame(
        [
            {
                "iraq": iraq,
                "syria": syria,
                "displaced": displaced,
                "people": people[IN_IRAQ[iraq]]
                + people[IN_SYRIA[syria]]
                - (people[FLED[displaced]] if FLED[displaced] else 0),
            }
            for iraq in IN_IRAQ
            for syria in IN_SYRIA
            for displaced in FLED
        ]
    )
