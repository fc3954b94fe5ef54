"""What the data say of the claims on the air campaigns in Iraq and Syria."""

import pandas as pd

from helpers.judge.events import dated, event, key_date, when
from helpers.judge.evidence import (
    Evidence,
    claimed,
    evidence,
    finding_of,
    first,
    given_answer,
    page_answers,
)
from helpers.judge.readings import amount, answer, members, ranking, series
from helpers.sentences import day, listing, month, number, percent, spelled, with_article
from helpers.tables import read
from helpers.topics.strikes import bounds, by_country, by_partner, month_error, running

ARTICLE = pd.Timestamp("2018-03-31")  # the article is of that month
RELEASES = "Releases of the Coalition, added up for this book"
LISTS = "Lists of the Coalition and of the US Department of Defense"
BY = {"by release date": "strikes", "by strike date": "strikes_by_strike_date"}
JANUARY = pd.Timestamp("2016-01-01")  # the month that the article calls the peak
YEAR = 12  # months on each side of the peak that are compared
DOUBLED = 2  # "dramatically": at least twice as many
ISW = "Institute for the Study of War"
SOON = 2  # days: what follows so soon is an answer


@finding_of("strikes-01")
def strikes_in_iraq(load: read.Load) -> Evidence:
    """What releases add up to, and what official totals leave for Iraq by the article's month."""
    return _total(load, "Iraq", "Syria")


@finding_of("strikes-02")
def strikes_in_syria(load: read.Load) -> Evidence:
    """The same for Syria; the releases end five months before the article."""
    return _total(load, "Syria", "Iraq")


@finding_of("strikes-03")
def who_struck_iraq(load: read.Load) -> Evidence:
    """The nations that official lists name for Iraq, beside the one that leads."""
    listed = load("coalition_nations").query("country == 'Iraq'")
    first, ends = event(load, "uk-iraq"), event(load, "canada-ends")
    return evidence(
        f"Beside the United States, official lists name {spelled(len(listed) - 1)} "
        f"nations: {listing(_names(listed))}.",
        f"The article leaves out Canada, which struck {number(_canada(load)['Iraq'])} times in "
        f"Iraq and ended its strikes on {when(ends)}. Britain's first strikes came on "
        f"{when(first)}. A list says that a nation took part, not how often.",
        members(listed, set(listed["iso3"]) - {"USA"}, source=LISTS),
    )


@finding_of("strikes-04")
def who_struck_syria(load: read.Load) -> Evidence:
    """Official lists for Syria; the Netherlands also by its own database."""
    listed, dutch = (
        load(name).query("country == 'Syria'") for name in ("coalition_nations", "dutch_weapons")
    )
    early = listed.dropna(subset="first_release")
    later = listed[~listed["iso3"].isin(early["iso3"])]
    names = set(listed["iso3"]) | ({"NLD"} if len(dutch) else set())
    return evidence(
        f"Releases to {day(early['last_release'].max())} name {listing(_names(early))} beside the "
        f"United States; the list of July 2016 adds {listing(_names(later))}, whose own database "
        f"has {number(dutch['weapons'].sum())} weapons released over Syria from "
        f"{month(dutch['month'].min())} on.",
        f"The article leaves out Canada ({number(_canada(load)['Syria'])} strikes in Syria). "
        "Qatar, which reports of the first night name as taking part or supporting, is on none of "
        "the lists.",
        members([listed, dutch], names - {"USA"}, source=f"{LISTS}; Dutch Ministry of Defence"),
    )


@finding_of("strikes-05")
def mostly_american(load: read.Load) -> Evidence:
    """The United States against all its partners together."""
    last = by_partner(load).query("country == 'Iraq'")
    flown = last.set_index("who")["strikes"].astype(float)
    parts = last.set_index("who")["part"].map(percent)
    return evidence(
        f"By {day(last['as_of'].max())} the United States had flown "
        f"{number(flown['United States'])} of the strikes in Iraq, all partners together "
        f"{number(flown['partners'])}: {parts['United States']} against {parts['partners']}.",
        "Counted by the US Department of Defense. No later split by nation is open, and a strike "
        "counts once, whatever it consisted of.",
        ranking(last, flown.rename({"United States": "USA"})),
    )


@finding_of("strikes-06")
def members_of_the_coalition(load: read.Load) -> Evidence:
    """Members at the turn of the year, and how many of them are states."""
    table = load("coalition_members").sort_values("as_of").dropna(subset="nations")
    last = table.tail(1)
    before = table.iloc[-2]
    struck = load("coalition_nations")["iso3"].nunique()
    return evidence(
        f"At the turn to 2018 the Coalition spoke of {number(last['members'].iloc[0])} members: "
        f"{number(last['nations'].iloc[0])} nations and "
        f"{spelled(last['organisations'].iloc[0])} organisations.",
        f"The article's number is that of members, not of countries. In {month(before['as_of'])} "
        f"there were {number(before['nations'])} nations and {spelled(before['organisations'])} "
        f"organisations. Official lists name {number(struck)} nations that struck.",
        amount(last, last["members"].iloc[0], part="so many members"),
        amount(last, last["nations"].iloc[0], part="all of them countries"),
    )


@finding_of("strikes-07")
def rise_peak_fall(load: read.Load) -> Evidence:
    """The peak by release date and by strike date, the way up, and what came after."""
    months, margin = load("strikes_monthly").dropna(subset="strikes"), month_error(load)
    counts = {kind: by_country(column, load).astype(float) for kind, column in BY.items()}
    both, (released, flown) = counts["by release date"], (one["Iraq"] for one in counts.values())
    falls = int((released[:JANUARY].diff() < 0).sum())
    before = both[JANUARY - pd.DateOffset(months=YEAR - 1) : JANUARY].mean()
    end = both.tail(YEAR).mean()
    checked = load("strike_checks").set_index("key").loc["iraq-2016-01"]
    risen = end["Syria"] >= DOUBLED * before["Syria"]
    part = "peak in January 2016"
    peaks = {f"{RELEASES}, {kind}": _by_month(count["Iraq"]) for kind, count in counts.items()}
    return evidence(
        f"Counted by release date, January 2016 is the highest month in Iraq with "
        f"{number(released[JANUARY])} strikes; next is {_highest(released.drop(JANUARY))}. By "
        f"strike date it has {number(flown[JANUARY])}; next is {_highest(flown.drop(JANUARY))}. "
        f"On the way there {spelled(falls)} months are lower than the one before. From the year up "
        f"to the peak to the last year of the series, the average month falls in Iraq from "
        f"{number(round(before['Iraq']))} to {number(round(end['Iraq']))} and rises in Syria from "
        f"{number(round(before['Syria']))} to {number(round(end['Syria']))}.",
        f"The lead is small. Our single months differ from Airwars' counts by up to "
        f"{100 * margin:.1f}%, so January 2016 is not certainly the highest by either date. Most "
        f"strikes have no date of their own and are set to the day before the release. Airwars "
        f"counted {number(checked['published'])} for that January. From July 2015 to June 2016 the "
        "months are more a plateau than a peak. Dramatically is read as at least doubled.",
        *(series(months, count, margin, source=by, part=part) for by, count in peaks.items()),
        answer(months, not falls, source=RELEASES, part="a steady rise to it"),
        answer(months, end["Iraq"] < before["Iraq"], source=RELEASES, part="then a fall"),
        answer(months, risen, source=RELEASES, part="while Syria rises dramatically"),
    )


@finding_of("strikes-08")
def high_in_syria(load: read.Load) -> Evidence:
    """The strikes of August 2017 in Syria, by release date and by strike date."""
    rows, margin = load("strikes_monthly").query("country == 'Syria'"), month_error(load)
    months = {kind: by_country(column, load)["Syria"] for kind, column in BY.items()}
    counts = {kind: float(count["2017-08-01"]) for kind, count in months.items()}
    less, more = 1 - margin, 1 + margin
    return evidence(
        f"Releases of August 2017 report {number(counts['by release date'])} strikes in Syria; "
        f"counted by strike date there are {number(counts['by strike date'])}. "
        f"{month(months['by release date'].idxmax())} is the highest month.",
        "The month is right. Our count is more than just over the article's number. But a program "
        f"read the releases, and single months differ from Airwars' counts by up to "
        f"{100 * margin:.1f}%, so the article may be right. From September to the end of the "
        "series the months are lower.",
        *(
            amount(rows, count, count * less, count * more, source=f"{RELEASES}, {kind}")
            for kind, count in counts.items()
        ),
    )


dated(
    "strikes-09",
    "russia-begins",
    "Russian aircraft struck for the first time on {when}.",
    "US officials said that the first strikes fell where Islamic State was not.",
)


@finding_of("strikes-10")
def aleppo(load: read.Load) -> Evidence:
    """The day the city was retaken, and what an inquiry of the United Nations says of the air."""
    retaken, inquiry = event(load, "aleppo-retaken"), event(load, "aleppo-inquiry")
    return evidence(
        f"The Syrian army said that it held all of Aleppo on {when(retaken)}. An inquiry of the "
        "United Nations found that Syrian and Russian forces had struck the east of the city from "
        "the air every day from July until it fell. That the strikes helped is inferred from this.",
        "The inquiry says that Russia struck, not that its strikes decided. Rebels held the city, "
        "not Islamic State. Nobody can say whose strikes decided what, because the two forces flew "
        "the same kinds of aircraft. The fall followed a siege, an evacuation and a deal.",
        key_date(load, retaken, part="retaken in December 2016"),
        given_answer(load, "strikes-10", "with the help of Russian air strikes", inquiry),
    )


@finding_of("strikes-11")
def syrian_jet(load: read.Load) -> Evidence:
    """Who shot it down, and when."""
    keys = ("raqqa-battle", "su22-shot-down", "raqqa-retaken")
    battle, shot, retaken = (event(load, key) for key in keys)
    start, date, end = (row["date"].iloc[0] for row in (battle, shot, retaken))
    return evidence(
        f"A US aircraft shot down a Syrian Su-22 south of Tabqa on {when(shot)}, "
        f"{(date - start).days} days into the battle of Raqqa.",
        "A person read in the release who shot it down. This is the Coalition's account: the jet "
        "had bombed near its partners, and Russia had been telephoned before. Syria's account is "
        "not among the pages read.",
        given_answer(load, "strikes-11", "shot down by the United States", shot),
        answer([shot, battle], start <= date <= end, part="during the assault on Raqqa"),
    )


dated(
    "strikes-12",
    "coalition-syria",
    "The first strikes in Syria came in the night to {when}.",
    "Other dates in the sources: {others}.",
)


@finding_of("strikes-13")
def channel(load: read.Load) -> Evidence:
    """Who ended the contacts, and what the other side said."""
    cut, used = event(load, "contacts-cut"), event(load, "contacts-in-use")
    later = cut["date"].iloc[0] >= event(load, "su22-shot-down")["date"].iloc[0]
    return evidence(
        f"Russia said on {when(cut)} that it ended the contacts. The top US officer said on "
        f"{when(used)} that the link was still in use.",
        "One side declared it and the other denied it, according to one report in the trade press "
        "that a person read. Russia had made the same announcement in April 2017.",
        given_answer(load, "strikes-13", "Russia suspends it", cut, only_if=later),
        given_answer(load, "strikes-13", "the United States suspends it", used),
    )


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
        f"This book has {spelled(len(told))} totals from Russia's ministry, for {number(days)} "
        f"days: {listing(measures)}. None names a place. For the Coalition it has strikes by place "
        f"and day, from the releases of {number(len(strikes.dropna()))} months.",
        "That we found little does not show that little was told: the ministry also showed films "
        "and spoke to the press. Nobody can measure what little means.",
        answer(told, None, why=why),
    )


@finding_of("strikes-17")
def not_a_member(load: read.Load) -> Evidence:
    """Whether Russia, which struck too, is on a list of the Coalition's nations that struck."""
    nations, begins = load("coalition_nations"), event(load, "russia-begins")
    nowhere = "RUS" not in set(nations["iso3"])
    return evidence(
        f"Russia has struck in Syria since {when(begins)}, but is not one of the "
        f"{spelled(nations['iso3'].nunique())} nations that the Coalition's own lists name as "
        f"striking. In June 2017 it threatened the Coalition's aircraft.",
        "The lists name nations that struck, not all members; a full list of members is not in the "
        "book.",
        answer(nations, nowhere, part="not on its lists", source=LISTS),
        *page_answers(load, "strikes-17", "Russia stands on the other side"),
    )


def _total(load, country, other):
    """More than so many strikes: official totals up to the article, and our own sum."""
    table = load("strikes_anchors").sort_values("as_of").query("as_of <= @ARTICLE")
    (_, earlier), (_, split) = table.dropna(subset=["iraq", "syria"]).tail(2).iterrows()
    last, days = table.iloc[-1], running(load)[country]
    from_earlier = earlier[country.lower()] + days.iloc[-1] - days.asof(earlier["as_of"])
    low, high = bounds(ARTICLE, load)[country]
    end = by_country(load=load).index.max() + pd.offsets.MonthEnd()
    sum_of_both = sum(float(claimed(load, key)) for key in ("strikes-01", "strikes-02"))
    return evidence(
        f"From official totals there follow {number(low)} to {number(high)} strikes in {country} "
        f"by {day(last['as_of'])}. The releases of this book's series, which end on {day(end)}, "
        f"report {number(days.iloc[-1])}.",
        f"The last total by country that we found is of {day(split['as_of'])} "
        f"({number(split[country.lower()])}). Later ones are for both countries together, "
        f"{number(last['total'])} by {day(last['as_of'])}, and the range is what they leave for "
        f"{country} beside {other}. We read that last total by country in a copy of an "
        f"encyclopedia. The one before it, of {day(earlier['as_of'])}, and the releases after it "
        f"make {number(from_earlier)}, and lead to the same verdict. The article's two numbers add "
        f"up to {number(sum_of_both)}, less than the total of both. All are counts by the side "
        "that struck.",
        amount(pd.DataFrame([split, last]), (low + high) / 2, low, high),
    )


def _names(listed):
    partners = listed.loc[listed["iso3"] != "USA", "nation"].sort_values()
    return map(with_article, partners)


def _canada(load):
    """Strikes that Canada's forces count, by country."""
    return load("strikes_by_partner").query("who == 'Canada'").set_index("country")["strikes"]


def _highest(months):
    return f"{number(months.max())} in {month(months.idxmax())}"


def _by_month(values):
    return values.rename(lambda date: f"{date:%Y-%m}")
