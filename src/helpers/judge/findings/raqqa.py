"""What the data say of the claims on the battle of Raqqa."""

import pandas as pd

from helpers.judge.events import event, key_date, others, when
from helpers.judge.evidence import Evidence, evidence, finding_of, given_answer
from helpers.judge.readings import amount, answer
from helpers.sentences import between, day, listing, number
from helpers.tables import read
from helpers.topics.cities import within

EARLY, LATE = "2014-02-12", "2017-10-21"  # images of the months that the article shows
RADIUS = 500  # metres round a place that a picture shows
DAY = pd.Timedelta(days=1)


@finding_of("raqqa-01")
def captured(load: read.Load) -> Evidence:
    """The day the fighting was declared over, and the day the city was handed over."""
    over, handed = event(load, "raqqa-retaken"), event(load, "raqqa-handed-over")
    return evidence(
        [key_date(load, over), key_date(load, handed)],
        f"The Syrian Democratic Forces said on {when(over)} that the fighting was over, and handed "
        f"the city to a civil council on {when(handed)}.",
        f"Other dates in the sources: {others(load, over)}. Clearing went on after both.",
    )


@finding_of("raqqa-02")
def sdf_formed(load: read.Load) -> Evidence:
    """The day the alliance announced itself, and whom the reports name as its founders."""
    formed = event(load, "sdf-formed")
    return evidence(
        [
            key_date(load, formed, part="formed in 2015"),
            given_answer(load, "raqqa-02", "from the YPG and Arab groups", formed),
        ],
        f"The alliance announced itself on {when(formed)}; reports name the YPG and Arab and "
        f"Assyrian groups as its founders.",
        f"The article leaves the Assyrian group out. Other dates in the sources: "
        f"{others(load, formed)}.",
    )


@finding_of("raqqa-03")
def strikes_on_the_city(load: read.Load) -> Evidence:
    """Strikes that the Coalition's releases name near Raqqa, from the second day of the battle."""
    days, (start, end) = load("strikes_near_raqqa"), _battle(load)
    strikes = days.set_index("release_date")["strikes"].sort_index()
    of_battle = strikes[start + DAY : end + DAY].sum()
    of_months = strikes[start.replace(day=1) : end.replace(day=1) + pd.offsets.MonthEnd(1)].sum()
    return evidence(
        [amount(days, of_battle, source="Releases of the Coalition, counted by place")],
        f"Releases of {day(start + DAY)} to {day(end + DAY)} name {number(of_battle)} strikes near "
        f"Raqqa; those of the five whole months {number(of_months)}.",
        "Near Raqqa names the town, not the target, and takes in artillery; strikes on the city "
        "alone are not told apart, so fewer may have hit it. The count rests on the releases of "
        "the side that struck, read by a program whose doubles were removed; it runs about a "
        "hundredth above the official texts.",
    )


@finding_of("raqqa-04")
def killed(load: read.Load) -> Evidence:
    """UCDP's deaths in the town during the battle, beside the Observatory's own figure."""
    own, town, apart = _toll(load, "raqqa-deaths-sohr")
    summary = town.loc[town["deaths_best"].idxmax()]
    return evidence(
        [_said(own), _counted(town, "deaths_best", "deaths_low", "deaths_high")],
        f"The Observatory's figure of {when(own)} is {number(own['value'].iloc[0])}. UCDP counts "
        f"{number(town['deaths_best'].sum())} deaths in the town in events that begin in the "
        f"battle ({between(town['deaths_low'].sum(), town['deaths_high'].sum())}).",
        f"The two are not independent: {_leaning(town, apart)} "
        f"{number(summary['deaths_best'])} of its deaths are one summary event for the whole "
        f"battle. Syria's events are a preliminary release.",
    )


@finding_of("raqqa-05")
def civilians_killed(load: read.Load) -> Evidence:
    """UCDP's civilians, with and without the Observatory, and two counts of one side's victims."""
    own, town, apart = _toll(load, "raqqa-civilians-sohr")
    figures = load("city_figures").set_index("key", drop=False)
    airwars, amnesty, coalition = (
        figures.loc[[f"raqqa-civilians-{name}"]]
        for name in ("airwars-likely", "amnesty", "coalition")
    )
    low, high = airwars["value_low"].iloc[0], airwars["value_high"].iloc[0]
    return evidence(
        [
            _said(own),
            _counted(town, "deaths_civilians"),
            amount(airwars, (low + high) / 2, low, high),
            amount(amnesty, amnesty["value"].iloc[0]),
        ],
        f"The Observatory counted {number(own['value'].iloc[0])} by {when(own)}. UCDP has "
        f"{number(town['deaths_civilians'].sum())} civilians in the town, "
        f"{number(apart['deaths_civilians'].sum())} of them without the Observatory. Airwars has "
        f"{between(low, high)} likely killed by the Coalition alone, Amnesty International with "
        f"Airwars at least {number(amnesty['value'].iloc[0])}.",
        f"The counts differ in who is counted, killed by whom, where and when; those of the "
        f"Coalition's victims are part of all, and yet above the Observatory's for all sides. "
        f"Of UCDP's count: {_leaning(town, apart)} Amnesty's figure was made with Airwars. The "
        f"Coalition itself acknowledged at least {number(coalition['value'].iloc[0])}.",
    )


@finding_of("raqqa-06")
def fled(load: read.Load) -> Evidence:
    """Figures of the displaced that reach to the end of the battle, each from its own first day."""
    figures = load("city_figures").set_index("key", drop=False)
    un, moves, us, early = (
        figures.loc[[key]]
        for key in (
            "raqqa-displaced-unhcr-2017-10",
            "raqqa-displacements-2017-09-27",
            "raqqa-displaced-us-2017-12-21",
            "raqqa-displaced-2017-07-31",
        )
    )
    start, _ = _battle(load)
    return evidence(
        [
            amount(un, un["value"].iloc[0], own=True),
            amount(moves, moves["value"].iloc[0], own=True),
            amount(us, us["value"].iloc[0]),
        ],
        f"The United Nations gave {number(un['value'].iloc[0])} people, counted since "
        f"{day(un['start'].iloc[0])}; it fits the almost {number(moves['value'].iloc[0])} "
        f"displacements that its cluster for camps had by {when(moves)}. The US Department of "
        f"State gave "
        f"{number(us['value'].iloc[0])} since {day(us['start'].iloc[0])}.",
        f"The size fits, the period does not: the count starts "
        f"{(start - un['start'].iloc[0]).days} days before the assault of {day(start)}, though "
        f"within the wider campaign. Displacements are moves: who fled twice is counted twice, and "
        f"the whole governorate is in them. OCHA had {number(early['value'].iloc[0])} by "
        f"{when(early)}.",
    )


@finding_of("raqqa-07")
def two_places(load: read.Load) -> Evidence:
    """Damage round both places on UNOSAT's images of the months that the article shows."""
    sites, places = load("raqqa_damage"), load("raqqa_landmarks").set_index("key")
    counts = {
        name: [within(sites, places.loc[key], date, RADIUS) for date in (EARLY, LATE)]
        for name, key in (("clock tower", "raqqa-clock-tower"), ("stadium", "raqqa-stadium"))
    }
    return evidence(
        [
            answer(sites, after > before, source="UNITAR-UNOSAT", part=f"round the {name}")
            for name, (before, after) in counts.items()
        ],
        f"UNOSAT's images of the same months, {day(EARLY)} and {day(LATE)}, show damage within "
        f"{RADIUS} metres of the "
        + listing(
            f"{name} at {number(before)} and then {number(after)} sites"
            for name, (before, after) in counts.items()
        )
        + ".",
        "That the damage grew between the two months is tested, not the article's own pictures, "
        "whose days are not given. Sites are seen from above; the centres are points that Airwars "
        "published.",
    )


@finding_of("raqqa-08")
def others_higher(load: read.Load) -> Evidence:
    """UCDP's total in the town against the Observatory's."""
    _, town, apart = _toll(load, "raqqa-deaths-sohr")
    citing = town.loc[town["cites_sohr"], "deaths_best"].sum()
    return evidence(
        [_counted(town, "deaths_best", "deaths_low", "deaths_high")],
        f"UCDP's total for the town, {number(town['deaths_best'].sum())} "
        f"({between(town['deaths_low'].sum(), town['deaths_high'].sum())}), is higher.",
        f"It was published after the article, which names no group; the other counts known are of "
        f"civilians only. Its part that cites the Observatory, {number(citing)}, is above the "
        f"Observatory's own figure already; {number(apart['deaths_best'].sum())} come on top, from "
        f"events that cite Airwars.",
    )


@finding_of("raqqa-09")
def rebuilding(load: read.Load) -> Evidence:
    """What was said of mines in October 2017, and of shelter years later."""
    mines, mission = event(load, "raqqa-mine-clearance"), event(load, "raqqa-un-mission")
    figures = load("city_figures").set_index("key", drop=False)
    shelter = figures.loc[["raqqa-shelter-2021-04"]]
    hurt = figures.loc[["raqqa-hazard-casualties-2018-02-06"]]
    _, end = _battle(load)
    years = (shelter["date"].iloc[0] - end).days / 365.25
    return evidence(
        [
            answer(mines, mines["date"].iloc[0] <= end + 31 * DAY, part="clearing under way"),
            answer(
                shelter, years > 2 and shelter["value"].iloc[0] > 0, part="rebuilding takes years"
            ),
        ],
        f"Clearing of mines was announced on {when(mines)}. {years:.1f} years after the battle "
        f"REACH found about {number(shelter['value'].iloc[0])}% of the people still in damaged or "
        f"inadequate shelter.",
        f"The first part is a plan and a start, not a measure of what was cleared: in February "
        f"2018 explosives killed or hurt "
        f"{between(hurt['value_low'].iloc[0], hurt['value_high'].iloc[0])} people a week, and a "
        f"United Nations mission described the ruins on {when(mission)}. Years are read as more "
        f"than two.",
    )


def _battle(load):
    """First and last day of the battle, as announced."""
    return (event(load, key)["date"].iloc[0] for key in ("raqqa-battle", "raqqa-handed-over"))


def _toll(load, key):
    """The Observatory's row, UCDP's events in the town that begin in the battle, and of these
    those that do not cite the Observatory."""
    figures, events = load("city_figures"), load("ucdp_city_events")
    start, end = _battle(load)
    town = events[
        (events["area"] == "Raqqa")
        & (events["scope"] == "city")
        & events["date_start"].between(start, end)
    ]
    return figures[figures["key"] == key], town, town[~town["cites_sohr"]]


def _said(row):
    return amount(row, row["value"].iloc[0], own=True)


def _counted(town, best, low=None, high=None):
    return amount(
        town,
        town[best].sum(),
        *(town[name].sum() for name in (low, high) if name),
        source="Uppsala Conflict Data Program",
    )


def _leaning(town, apart):
    """On whom UCDP's events rest, in a sentence."""
    part = "all" if apart["cites_airwars"].all() else "most"
    return (
        f"without events that cite the Observatory UCDP has "
        f"{number(apart['deaths_best'].sum())} deaths, nearly all civilians, and {part} of "
        f"these events cite Airwars."
    )
