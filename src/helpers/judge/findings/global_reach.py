"""What the data say of the claims on the reach of Islamic State beyond Iraq and Syria."""

import math

from helpers.judge.events import event, when
from helpers.judge.evidence import Evidence, claimed, evidence, finding_of, first, given_answer
from helpers.judge.readings import amount, answer, members, series
from helpers.sentences import between, listing, month, number, spelled
from helpers.tables import read
from helpers.topics import reach

NCTC = "US National Counterterrorism Center"


@finding_of("reach-02")
def eighteen(load: read.Load) -> Evidence:
    """The number as reported, and why it cannot be counted again."""
    own = load("presence_counts").query("measure == 'fully operational'")
    areas, size = load("nctc_areas"), reach.definitions(load)["definition"].value_counts()
    return evidence(
        f"The press printed the number from a leaked map, with {number(len(areas))} areas in "
        f"{number(areas['iso3'].nunique())} countries and the word 'including'. No full list was "
        f"found, so nobody can check the number.",
        f"Other definitions give other numbers: UCDP has deadly events of IS in "
        f"{size['Deadly events in 2016']} countries in that year, and by mid-2015 IS had "
        f"declared provinces in {size['Province declared']}, Iraq and Syria among them. Neither "
        f"tests who was operational.",
        amount(own, first(own, "countries"), own=True, source=NCTC),
        given_answer(load, "reach-02", "the list", areas),
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
        f"The press report names the same {spelled(len(areas))}: {listing(sorted(names))}.",
        f"Nobody said what counts as aspiring. Of the {spelled(len(areas))}, "
        f"{spelled(len(set(pledged['iso3']) & set(areas['iso3'])))} had a pledge that IS accepted "
        f"without declaring a province, and in {listing(sorted(deadly))} UCDP has deadly events of "
        f"IS in 2016 to 2018.",
        members(areas, areas["iso3"], own=True, source=NCTC),
    )


@finding_of("reach-04")
def claimed_attacks(load: read.Load) -> Evidence:
    """Countries with an attack that IS claimed from 2016 to the article, in the sample."""
    attacks, countries = reach.recent_attacks(load), reach.by_country(load)
    asked = claimed(load, "reach-04").split(";")
    told = countries.index[countries["told"] != "no"]
    disputed = countries.index[countries["told"] == "yes, disputed"]
    said = attacks[attacks["status"].isin(reach.SAID_BY_IS) & attacks["iso3"].isin(asked)]
    turku, turkey = attacks[attacks["iso3"] == "FIN"], countries.loc["TUR"]
    return evidence(
        f"Of the {spelled(len(asked))} countries {spelled(len(set(asked) & set(told)))} have an "
        "attack that IS said was its own. For Finland there is none: the court spoke of terrorist "
        f"intent on behalf of IS for {turku['place'].iloc[0]}, and IS had not claimed it.",
        f"A claim is not proof of direction. In Bangladesh the government disputes who did it, "
        f"not that a claim was made. In Türkiye {spelled(turkey['blamed'])} of "
        f"{spelled(turkey['attacks'])} attacks of the sample since 2016 were blamed on IS without "
        "a claim; the first undisputed one is of January 2017. The sample cannot show that a "
        "country is missing from the list.",
        members(said, set(told), sorted(disputed)),
    )


@finding_of("reach-05")
def in_the_uk(load: read.Load) -> Evidence:
    """Attacks in the UK in 2017 that IS claimed."""
    uk = reach.in_the_uk(load)
    told = uk[uk["status"] == "claimed"]
    return evidence(
        f"Agencies report claims for {spelled(len(told))}: {listing(told['place'])}.",
        "So the claim holds and says less than it could. That IS claimed an attack does not show "
        "that it planned or directed it.",
        amount(uk, len(told)),
    )


@finding_of("reach-06")
def surge(load: read.Load) -> Evidence:
    """Newcomers a month before and after June 2014, by two counters of official estimates."""
    last = load("fighters_totals").query("measure == 'arrivals a month'").sort_values("as_of")
    last, totals = last.iloc[-1], reach.totals(load).query("as_of < '2017'")
    soufan, icct = (reach.newcomers(load).loc[who] for who in ("Soufan", "ICCT"))
    (_, _, before), (*after, _) = soufan.to_numpy()
    return evidence(
        f"By the Soufan Group's totals about {number(round(before))} people a month came up to "
        f"June 2014, counted from {month(reach.WAR)}, and {between(*map(round, after))} a "
        f"month from then to December 2015. ICCT's yearly totals, most of them lower "
        f"limits, rise by about "
        f"{listing(number(round(12 * rate)) for rate in icct['mid'].iloc[:3])} in 2012, 2013 and "
        f"2014.",
        "The flow rose before the proclamation too, so nobody can separate what the proclamation "
        "added from what the war, the open border and the advance on Mosul added. The totals rest "
        "on governments' counts of different dates, and the Soufan Group's first total counts only "
        f"people in Syria; the rates are ours. In {month(last['as_of'])} the US Department of "
        "Defense spoke of "
        f"{number(last['low'])} a month.",
        *(
            series(totals[totals["counted_by"] == who], rate.rename(columns={"mid": "amount"}))
            for who, rate in (("Soufan", soufan), ("ICCT", icct))
        ),
    )


@finding_of("reach-07")
def left_the_uk(load: read.Load) -> Evidence:
    """MI5's own word and the Soufan Center's number a week later."""
    uk = reach.from_the_uk(load).set_index("estimate", drop=False)
    mi5, soufan, icsr = (uk.loc[[name]] for name in ("MI5 2017", "Soufan 2017", "ICSR 2015"))
    earlier = uk.loc[["Soufan 2015", "House committee 2015"]]
    speech = event(load, "mi5-count")
    told = float(claimed(load, "reach-07"))
    return evidence(
        f"The head of MI5 said so on {when(speech)}. The Soufan Center printed "
        f"{number(first(soufan, 'low'))} a week later, with {number(first(soufan, 'returned'))} "
        f"returned.",
        f"Both rely on the British government's own count. Earlier estimates are "
        f"lower: {between(first(icsr, 'low'), first(icsr, 'high'))} by ICSR in "
        f"January 2015, {listing(map(number, sorted(earlier['low'])))} by two others later in that "
        f"year. Travelling to the region, joining a group and fighting are three things.",
        answer([mi5, speech], first(mi5, "low") >= told, own=True, source="MI5"),
        amount(soufan, first(soufan, "low"), source="The Soufan Center"),
    )


@finding_of("reach-08")
def died(load: read.Load) -> Evidence:
    """MI5's own word, as a minimum."""
    mi5 = load("fighters_quoted").query("estimate == 'MI5 2017'")
    killed = first(mi5, "killed")
    return evidence(
        f"The head of MI5 said at least {number(killed)}; the article leaves out 'at least'.",
        "No other count of the dead from the UK was found.",
        amount(mi5, killed, killed, math.inf, own=True, source="MI5, at least"),
    )


@finding_of("reach-09")
def afghanistan_and_pakistan(load: read.Load) -> Evidence:
    """The two by the Center, by deadly events of 2016 and by declared provinces."""
    nctc, events = load("nctc_areas"), load("is_presence").query("year == 2016")
    provinces = load("provinces").query("status == 'province' and date < '2016-08-01'")
    khorasan = provinces[provinces["iso3"].isin(["AFG", "PAK"])]
    own = nctc[nctc["category"] != "aspiring branch"]
    return evidence(
        f"The leaked map has both as official branches. UCDP has deadly events of IS in both in "
        f"2016, and IS had declared one province for both in {month(khorasan['date'].min())}.",
        "A deadly event or a province is not what the Center calls operational, but each shows the "
        "group at work in the two countries.",
        members(own, own["iso3"], own=True, source=NCTC),
        members(events, set(events["iso3"]), source="Uppsala Conflict Data Program"),
        members(provinces, set(provinces["iso3"])),
    )
