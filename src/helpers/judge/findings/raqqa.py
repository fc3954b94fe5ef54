"""What the data say of the claims on the battle of Raqqa."""

from dataclasses import replace

from helpers.judge.events import event, key_date, others, when
from helpers.judge.evidence import Evidence, evidence, finding_of, first, given_answer, page_answers
from helpers.judge.readings import amount, answer
from helpers.sentences import between, day, listing, number
from helpers.tables import read
from helpers.topics import cities
from helpers.topics.cities import DAY
from helpers.topics.strikes import month_error

UCDP = "Uppsala Conflict Data Program"
RADIUS = 500  # metres round a place that a picture shows


@finding_of("raqqa-01")
def captured(load: read.Load) -> Evidence:
    """The day the fighting was declared over, and the day the city was handed over."""
    over, handed = event(load, "raqqa-retaken"), event(load, "raqqa-handed-over")
    return evidence(
        f"The Syrian Democratic Forces said on {when(over)} that the fighting was over, and handed "
        f"the city to a civil council on {when(handed)}.",
        f"Other dates in the sources: {others(load, over)}. Clearing went on after both.",
        key_date(load, over),
        key_date(load, handed),
    )


@finding_of("raqqa-02")
def sdf_formed(load: read.Load) -> Evidence:
    """The day the alliance announced itself, and whom the reports name as its founders."""
    formed = event(load, "sdf-formed")
    return evidence(
        f"The alliance announced itself on {when(formed)}; reports name the YPG and Arab and "
        f"Assyrian groups as its founders.",
        f"The article leaves the Assyrian group out. Other dates in the sources: "
        f"{others(load, formed)}.",
        key_date(load, formed, part="formed in 2015"),
        given_answer(load, "raqqa-02", "from the YPG and Arab groups", formed),
    )


@finding_of("raqqa-03")
def strikes_on_the_city(load: read.Load) -> Evidence:
    """Strikes that the Coalition's releases name near Raqqa, from the second day of the battle."""
    start, end = cities.battle("Raqqa", load)
    months, of_battle = cities.strikes_by_month(load), cities.strikes_in_battle(load)
    whole = months[(months["until"] > start) & (months["month"] <= end)]["strikes"].sum()
    releases, margin = load("strikes_near_raqqa"), month_error(load)
    return evidence(
        f"Releases of {day(start + DAY)} to {day(end + DAY)} name {number(of_battle)} strikes near "
        f"Raqqa; those of the five whole months name {number(whole)}.",
        '"Near Raqqa" names the town, not the target, and includes artillery. Strikes on the city '
        "itself are not listed apart, so fewer may have hit it. The count rests on the releases of "
        "the side that struck. A program read them and removed what appeared twice; its count is "
        f"about a hundredth above the official texts. In single months the same releases differ "
        f"from Airwars' counts by up to {100 * margin:.1f}%, which we take as the error.",
        amount(
            releases,
            of_battle,
            of_battle * (1 - margin),
            of_battle * (1 + margin),
            source="Releases of the Coalition, counted by place",
        ),
    )


@finding_of("raqqa-04")
def killed(load: read.Load) -> Evidence:
    """UCDP's deaths in the town during the battle, beside the Observatory's own figure."""
    (own,), (town, counted, _, leaning) = _published(load, "deaths-sohr"), _toll(load)
    summary = town.loc[town["deaths_best"].idxmax(), "deaths_best"]
    return evidence(
        f"The Observatory's figure of {when(own)} is {first(own, 'words')}. UCDP counts "
        f"{number(counted['best'])} deaths in the town in events that begin in the battle "
        f"({between(counted['low'], counted['high'])}).",
        f"The two are not independent: {leaning} {number(summary)} of UCDP's deaths are one "
        f"summary event for the whole battle. Its events for Syria are a preliminary release.",
        _own(own),
        _all(town, counted),
    )


@finding_of("raqqa-05")
def civilians_killed(load: read.Load) -> Evidence:
    """UCDP's civilians, with and without the Observatory, and two counts of one side's victims."""
    names = ("sohr", "airwars-likely", "amnesty", "coalition")
    own, airwars, amnesty, coalition = _published(load, *(f"civilians-{name}" for name in names))
    town, counted, apart, leaning = _toll(load)
    low, high = first(airwars, "low"), first(airwars, "high")
    return evidence(
        f"The Observatory counted {first(own, 'words')} by {when(own)}. UCDP counts "
        f"{number(counted['civilians'])} civilians in the town, {number(apart['civilians'])} of "
        f"them in events that do not cite the Observatory. For those likely killed by the "
        f"Coalition alone, Airwars has {first(airwars, 'words')} and Amnesty International with "
        f"Airwars {first(amnesty, 'words')}.",
        f"The counts differ in who is counted, killed by whom, where and when. The Coalition's "
        f"victims are only some of all victims, and yet these two counts are above the "
        f"Observatory's for all sides. Of UCDP's count: {leaning} Amnesty's figure was made with "
        "Airwars. The Coalition itself "
        f"acknowledged {first(coalition, 'words')}.",
        _own(own),
        amount(town, counted["civilians"], source=UCDP),
        amount(airwars, (low + high) / 2, low, high),
        amount(amnesty, first(amnesty, "value")),
    )


@finding_of("raqqa-06")
def fled(load: read.Load) -> Evidence:
    """Figures of the displaced that reach to the end of the battle, each from its own first day."""
    names = ("displaced-unhcr-2017-10", "displacements-2017-09-27")
    names += ("displaced-us-2017-12-21", "displaced-2017-07-31")
    un, moves, us, early = _published(load, *names)
    start, since = cities.battle("Raqqa", load).start, first(un, "start")
    return evidence(
        f"The United Nations gave {first(un, 'words')} people, counted since {day(since)}. This "
        f"fits the {first(moves, 'words')} displacements that its cluster for camps had counted by "
        f"{when(moves)}. The US Department of State gave {first(us, 'words')} since "
        f"{day(first(us, 'start'))}.",
        f"The size fits, but the period does not: the count starts {(start - since).days} days "
        f"before the assault of {day(start)}, though within the wider campaign. Displacements are "
        f"moves: someone who fled twice is counted twice, and the whole governorate is included. "
        f"OCHA had counted {first(early, 'words')} by {when(early)}.",
        _own(un),
        _own(moves),
        amount(us, first(us, "value")),
    )


@finding_of("raqqa-07")
def two_places(load: read.Load) -> Evidence:
    """Damage round both places on UNOSAT's images of the months that the article shows."""
    sites, places = load("raqqa_damage"), cities.landmarks(load)
    table = cities.counts_by_radius(sites, places, cities.PAIR, [RADIUS])
    counts = table.groupby("place", sort=False)["sites"].agg(list)
    seen = [
        f"{name} at {before} and then {after} sites" for name, (before, after) in counts.items()
    ]
    return evidence(
        f"UNOSAT's images of the same months, {' and '.join(map(day, cities.PAIR))}, show damage "
        f"within {RADIUS} metres of the {listing(seen)}.",
        "This tests that the damage grew between the two months. It does not test the article's "
        "own pictures, whose days are not given. Sites are seen from above; the centres are points "
        "that Airwars published.",
        *(
            answer(sites, after > before, source="UNITAR-UNOSAT", part=f"round the {name}")
            for name, (before, after) in counts.items()
        ),
    )


@finding_of("raqqa-08")
def others_higher(load: read.Load) -> Evidence:
    """UCDP's total in the town against the Observatory's."""
    (own, monitors, network), (town, counted, apart, _) = (
        _published(load, "civilians-sohr", "civilians-monitors-2017-10", "civilians-snhr"),
        _toll(load),
    )
    more = first(monitors, "value") > first(own, "value")
    return evidence(
        f"Others had counted more civilians by then: monitors {first(monitors, 'words')} "
        f"({when(monitors)}) and the Syrian Network for Human Rights {first(network, 'words')} "
        f"for the whole campaign; the Observatory had {first(own, 'words')}. UCDP's total "
        f"for the town, {number(counted['best'])} "
        f"({between(counted['low'], counted['high'])}), is higher.",
        f"No other count of all the dead is known from the time of the article, which names no "
        f"group; UCDP's was published after it. The part of it that cites the Observatory, "
        f"{number(counted['best'] - apart['best'])}, is already above the Observatory's own "
        f"figure. Another {number(apart['best'])} come from events that cite Airwars.",
        replace(_all(town, counted), part="all the dead", beside="published after the article"),
        answer(monitors, more, part="civilians"),
    )


@finding_of("raqqa-09")
def rebuilding(load: read.Load) -> Evidence:
    """What was said of mines in October 2017, and of shelter years later."""
    mines, mission = event(load, "raqqa-mine-clearance"), event(load, "raqqa-un-mission")
    shelter, hurt = _published(load, "shelter-2021-04", "hazard-casualties-2018-02-06")
    end = cities.battle("Raqqa", load).end
    years = (first(shelter, "date") - end).days / 365.25
    yes = years > 2 and first(shelter, "value") > 0
    return evidence(
        f"Clearing of mines was announced on {when(mines)}. {years:.1f} years after the battle "
        f"REACH found {first(shelter, 'words')}% of the people still in damaged or inadequate "
        f"shelter.",
        f"The announcement says that clearing began, not how much was cleared: in February "
        f"2018 explosives killed or hurt {first(hurt, 'words')} people a week, and a United "
        f'Nations mission described the ruins on {when(mission)}. We read "years" as more than '
        "two.",
        answer(mines, first(mines, "date") <= end + 31 * DAY, part="clearing under way"),
        answer(shelter, yes, part="rebuilding takes years"),
    )


@finding_of("raqqa-10")
def capital(load: read.Load) -> Evidence:
    """What agencies and papers call the city."""
    return evidence(
        "Agencies and papers of 2014 and later call the city the capital of IS, some of them its "
        "capital in fact or by its own word.",
        "Nobody has defined what a capital is, and we found no text in which IS names one. IS also "
        "ruled Mosul, the larger city.",
        *page_answers(load, "raqqa-10"),
    )


@finding_of("raqqa-11")
def roundabout_and_stadium(load: read.Load) -> Evidence:
    """What IS did at the two places, by reports and by a museum."""
    return evidence(
        "Reports of October 2017 name the roundabout as a place of public executions. The ISIS "
        "Prisons Museum found that two security branches sat in the stadium, and a prison with "
        "them.",
        "Nobody counted how many were executed there. That attacks abroad were planned in the "
        "stadium is only hearsay. What the museum says rests on people who were held there and "
        "one former member of IS.",
        *page_answers(load, "raqqa-11", "public killings at the roundabout"),
        *page_answers(load, "raqqa-11", "intelligence run from the stadium"),
    )


@finding_of("raqqa-12")
def search_for_cells(load: read.Load) -> Evidence:
    """What was reported of the search in the days after the battle."""
    over = event(load, "raqqa-retaken")
    return evidence(
        f"The Syrian Democratic Forces said on {when(over)} that the fighting was over, and "
        "according to reports of the same days they searched the city for fighters in hiding.",
        "The reports rest on the word of those who searched. None says how many they found.",
        *page_answers(load, "raqqa-12"),
    )


def _published(load, *names):
    """Rows of what others published on Raqqa, each a table of one row."""
    table = cities.published("Raqqa", load)
    return [table.loc[[f"raqqa-{name}"]] for name in names]


def _own(row):
    return amount(row, first(row, "value"), own=True)


def _toll(load):
    """UCDP's events in the town that begin in the battle; sums of all and of those that do not
    cite the Observatory; a sentence on whom they rest."""
    town = cities.events("Raqqa", load=load)
    rest = town[~town["cites_sohr"]]
    apart, part = cities.toll(rest), "all" if rest["cites_airwars"].all() else "most"
    return (
        town,
        cities.toll(town),
        apart,
        f"without events that cite the Observatory UCDP has {number(apart['best'])} deaths, nearly "
        f"all civilians, and {part} of these events cite Airwars.",
    )


def _all(town, counted):
    """A reading of all of UCDP's dead, with their range."""
    return amount(town, counted["best"], counted["low"], counted["high"], source=UCDP)
