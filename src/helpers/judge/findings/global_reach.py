"""What the data say of the claims on the reach of Islamic State beyond Iraq and Syria."""

import math

import pandas as pd

from helpers.judge.events import event, key_date, when
from helpers.judge.evidence import Evidence, claimed, evidence, finding_of, first, given_answer
from helpers.judge.readings import amount, answer, members, series
from helpers.sentences import between, listing, month, number, spelled
from helpers.tables import read

NCTC = "US National Counterterrorism Center"
UCDP = "Uppsala Conflict Data Program"
SAID_BY_IS = ["claimed", "disputed"]  # the states of a claim in which IS said that it did it
PROCLAIMED = "caliphate"
WAR = "2011-03"  # the month in which the war in Syria began, for the rate before the caliphate


@finding_of("reach-01")
def proclaimed(load: read.Load) -> Evidence:
    """The day of the proclamation as dated by agencies."""
    day = event(load, PROCLAIMED)
    return evidence(
        [key_date(load, day)],
        f"Agencies and research institutes date the proclamation to {when(day)}.",
        "The proclamation is an act of the group itself; its date is not in dispute, its claim to "
        "rule was recognised by no state.",
    )


@finding_of("reach-02")
def eighteen(load: read.Load) -> Evidence:
    """The number as reported, and why it cannot be counted again."""
    counts, areas = load("presence_counts"), load("nctc_areas")
    own = counts[counts["measure"] == "fully operational"]
    deadly = load("is_presence")
    deadly = deadly[deadly["year"] == own["as_of"].str[:4].astype(int).iloc[0]]
    provinces = load("provinces").query("status == 'province'")
    declared = {"IRQ", "SYR", *provinces["iso3"]}
    return evidence(
        [
            amount(own, first(own, "countries"), own=True, source=NCTC),
            given_answer(load, "reach-02", "the list", areas),
        ],
        f"The press printed the number from a leaked map, with {number(len(areas))} areas in "
        f"{number(areas['iso3'].nunique())} countries and the word 'including'. No full list was "
        f"found, so nobody can count again.",
        f"Other definitions give other numbers: UCDP has deadly events of IS in "
        f"{number(deadly['iso3'].nunique())} countries in that year, and by mid-2015 IS had "
        f"declared provinces in {number(len(declared))}, Iraq and Syria among them. Neither "
        f"tests who was operational.",
    )


@finding_of("reach-03")
def aspiring(load: read.Load) -> Evidence:
    """The six as reported; accepted pledges and deadly events measure other things."""
    areas = load("nctc_areas").query("category == 'aspiring branch'")
    pledged = load("provinces").query("status == 'pledge only'")
    events = load("is_presence")
    later = events[events["year"].between(2016, 2018)]
    names = areas.set_index("iso3")["area"].str.replace(" (mainland)", "")
    deadly = [names[code] for code in areas["iso3"] if code in set(later["iso3"])]
    return evidence(
        [members(areas, areas["iso3"], own=True, source=NCTC)],
        f"The press report names the same {spelled(len(areas))}: {listing(sorted(names))}.",
        f"What counts as aspiring was not told. Of the {spelled(len(areas))}, "
        f"{spelled(len(set(pledged['iso3']) & set(areas['iso3'])))} had a pledge that IS accepted "
        f"without a province, and in {listing(sorted(deadly))} UCDP has deadly events of IS in "
        f"2016 to 2018.",
    )


@finding_of("reach-04")
def claimed_attacks(load: read.Load) -> Evidence:
    """Countries with an attack that IS claimed from 2016 to the article, in the sample."""
    attacks = load("claimed_attacks")
    attacks = attacks[attacks["date"].between("2016-01-01", "2018-03-31")]
    told = attacks[attacks["status"].isin(SAID_BY_IS)]
    sure = set(told.loc[told["status"] == "claimed", "iso3"])
    disputed = sorted(set(told["iso3"]) - sure)
    turku = attacks[attacks["iso3"] == "FIN"]
    turkey = attacks[attacks["iso3"] == "TUR"]
    silent = (turkey["status"] == "blamed, no claim").sum()
    asked = claimed(load, "reach-04").split(";")
    return evidence(
        [members(told[told["iso3"].isin(asked)], set(told["iso3"]), disputed)],
        f"Of the {spelled(len(asked))} countries {spelled(len(set(asked) & set(told['iso3'])))} "
        f"have an attack that IS said was its own. For Finland there is none: "
        f"the court spoke of terrorist intent on behalf of IS for "
        f"{turku['place'].iloc[0]}, and IS had not claimed it.",
        f"A claim is not proof of direction. In Bangladesh the government disputes who did it, "
        f"not that a claim was made. In Türkiye {spelled(silent)} of {spelled(len(turkey))} "
        "attacks of the sample since 2016 were blamed on IS without a claim; the first undisputed "
        f"one is of January 2017. The sample cannot show that a country is missing from the list.",
    )


@finding_of("reach-05")
def in_the_uk(load: read.Load) -> Evidence:
    """Attacks in the UK in 2017 that IS claimed."""
    attacks = load("claimed_attacks")
    uk = attacks[(attacks["iso3"] == "GBR") & (attacks["date"].dt.year == 2017)]
    told = uk[uk["status"] == "claimed"]
    return evidence(
        [amount(uk, len(told))],
        f"Agencies report claims for {spelled(len(told))}: {listing(told['place'])}.",
        "So the claim holds and says less than it could. That IS claimed an attack does not show "
        "that it planned or directed it.",
    )


@finding_of("reach-06")
def surge(load: read.Load) -> Evidence:
    """Newcomers a month before and after June 2014, by two counters of official estimates."""
    totals = load("fighters_totals")
    last = totals[totals["measure"] == "arrivals a month"].sort_values("as_of").iloc[-1]
    totals = totals[totals["measure"] == "ever travelled"]
    soufan, icct = (totals[totals["counted_by"] == who] for who in ("Soufan", "ICCT"))
    low, high, shown = _soufan_rates(soufan[soufan["as_of"] < "2017"])
    rates = _icct_rates(icct)
    before, after = shown.iloc[0], (low.iloc[1], high.iloc[1])
    return evidence(
        [
            series(soufan[soufan["as_of"] < "2017"], shown, low=low, high=high),
            series(icct, rates["mid"], low=rates["low"], high=rates["high"]),
        ],
        f"By the Soufan Group's totals about {number(round(before))} people a month came up to "
        f"June 2014, counted from {month(WAR)}, and {between(round(after[0]), round(after[1]))} a "
        f"month from then to December 2015. ICCT's yearly totals rise by about "
        f"{listing(number(round(12 * r)) for r in rates['mid'].iloc[:3])} in 2012, 2013 and 2014.",
        "The flow rose before the proclamation too, so what the proclamation added cannot be "
        "told from what the war, the open border and the advance on Mosul added. The totals rest "
        "on governments' counts of different dates, the first of the Soufan Group on Syria alone; "
        "the rates are ours. "
        f"In {month(last['as_of'])} the US Department of Defense spoke of {number(last['low'])} a "
        f"month.",
    )


@finding_of("reach-07")
def left_the_uk(load: read.Load) -> Evidence:
    """MI5's own word and the Soufan Center's number a week later."""
    quoted = load("fighters_quoted").query("iso3 == 'GBR'")
    mi5, soufan = (quoted[quoted["estimate"] == name] for name in ("MI5 2017", "Soufan 2017"))
    earlier = quoted[quoted["estimate"].isin(["Soufan 2015", "House committee 2015"])]
    icsr = load("fighters_icsr").query("iso3 == 'GBR' and estimate == 'ICSR 2015'")
    speech = event(load, "mi5-count")
    told = float(claimed(load, "reach-07"))
    return evidence(
        [
            answer([mi5, speech], first(mi5, "low") >= told, own=True, source="MI5"),
            amount(soufan, first(soufan, "low"), source="The Soufan Center"),
        ],
        f"The head of MI5 said so on {when(speech)}. The Soufan Center printed "
        f"{number(first(soufan, 'low'))} a week later, with {number(first(soufan, 'returned'))} "
        f"returned.",
        f"Both lean on the British government's own count. Earlier estimates are "
        f"lower: {between(first(icsr, 'low'), first(icsr, 'high'))} by ICSR in "
        f"January 2015, {listing(map(number, sorted(earlier['low'])))} by two others later in that "
        f"year. Travelling to the region, joining a group and fighting are three things.",
    )


@finding_of("reach-08")
def died(load: read.Load) -> Evidence:
    """MI5's own word, as a minimum."""
    mi5 = load("fighters_quoted").query("estimate == 'MI5 2017'")
    killed = first(mi5, "killed")
    return evidence(
        [amount(mi5, killed, killed, math.inf, own=True, source="MI5, at least")],
        f"The head of MI5 said at least {number(killed)}; the article leaves out 'at least'.",
        "No other count of the dead from the UK was found.",
    )


def _soufan_rates(totals):
    """Newcomers a month up to and after June 2014: lowest, highest and the middle, by month."""
    totals = totals.sort_values("as_of")
    begin, end = totals.iloc[0], totals.iloc[-1]
    months = [_months(WAR, begin["as_of"]), _months(begin["as_of"], end["as_of"])]
    low = pd.Series([begin["low"] / months[0], (end["low"] - begin["high"]) / months[1]])
    high = pd.Series([begin["high"] / months[0], (end["high"] - begin["low"]) / months[1]])
    dates = [begin["as_of"], end["as_of"]]
    low, high = (part.astype(float).set_axis(dates) for part in (low, high))
    return low, high, (low + high) / 2


def _icct_rates(totals):
    """Newcomers a month by year: each total less the one before; 2015 ends in October."""
    totals = totals.sort_values("as_of").reset_index(drop=True)
    top = totals["high"].fillna(totals["low"]).astype(float)
    bottom = totals["low"].astype(float)
    months = pd.Series([12.0, 12, 12, 12, 10])
    # Only the last total has two ends; "more than" is taken as it stands on both sides.
    low, high = (bottom - top.shift()) / months, (top - bottom.shift()) / months
    low[1], high[1] = (bottom[1] - top[0]) / 12, bottom[1] / 12
    frame = pd.DataFrame({"low": low, "high": high, "mid": (low + high) / 2})[1:]
    return frame.set_axis(totals["as_of"][1:])


def _months(start, end):
    start, end = (pd.Timestamp(date) for date in (start, end))
    return (end.year - start.year) * 12 + end.month - start.month
