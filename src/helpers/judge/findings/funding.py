"""What the data say of the claims on the money of Islamic State."""

import pandas as pd

from helpers.judge.events import event, when
from helpers.judge.evidence import Evidence, evidence, finding_of, given_answer, page_answers
from helpers.judge.readings import answer, ranking, series
from helpers.sentences import between, listing, month, number, percent, spelled
from helpers.tables import read
from helpers.topics import funding

UNIT = "million dollars"
ENDS = ["low", "amount", "high"]
NORTH = ("SY02", "SY07", "SY08", "SY11")  # Aleppo, Idlib, Hasakah, Raqqa: along the border
WEST = "IQG01"  # Anbar
COMPARED = "Towns and fields, compared for this book"


@finding_of("funding-01")
def oil_first(load: read.Load) -> Evidence:
    """The first ranking of each publisher, and one province's budget."""
    ranked = funding.ranks(load)
    readings, first, second = [], [], []
    for publisher, rows in ranked.groupby("publisher", sort=True):
        rows = rows[rows["start"] == rows["start"].min()]
        readings.append(ranking(_cited(rows), rows.set_index("category").fillna({"low": 0})))
        top = rows.loc[rows["rank"] == 1, "category"].iloc[0]
        (first if top == "oil" else second).append(f"{publisher} ({rows['start'].dt.year.iloc[0]})")
    budget = funding.province_budget(load).query("side == 'income'")
    shares = budget.set_index("category")["share_pct"].rename({"oil and gas": "oil"})
    readings.append(ranking(budget, shares))
    robbed = funding.yearly(load).query("publisher == 'US Treasury' and basis == 'once'")
    oil = ranked.query("category == 'oil' and time == '2014'")
    return evidence(
        f"According to {listing(first)} oil comes first, according to {listing(second)} another "
        "source "
        f"does. In the one budget of a province that is known, oil and gas are "
        f"{percent(shares['oil'] / 100)} of the income and confiscations "
        f"{percent(shares['confiscations'] / 100)}.",
        f"The publishers group the sources differently: IHS counts taxes and confiscation as one, "
        "and together they are a larger rival to oil. The US Treasury's ranking of 2015 leaves "
        "out what was taken "
        f"from banks once, {robbed['words'].iloc[0]} {UNIT}. For the same year 2014 estimates of "
        f"oil run from {between(oil['low'].min(), oil['high'].max())} {UNIT}.",
        *readings,
    )


@finding_of("funding-02")
def oil_falls(load: read.Load) -> Evidence:
    """Income from oil by publisher, output, and what is said of lost fields and strikes."""
    oil = funding.yearly(load).query("category == 'oil'")
    falls, readings = [], []
    for publisher, rows in oil.groupby("publisher", sort=True):
        rows = _apart(rows[rows["bound"] == "range"])
        if len(rows) > 1:
            readings.append(_course(rows, "income from oil fell"))
            falls.append(
                f"{publisher} by {percent(funding.fall(rows['amount']))} from "
                f"{rows['start'].dt.year.iloc[0]} to {rows['end'].dt.year.iloc[-1]}"
            )
    output = load("oil_output")
    bank = output.query("publisher == 'World Bank' and kind == 'average'").sort_values("start")
    ihs = output.query("publisher == 'IHS'").sort_values("start")
    for rows in (bank, ihs):
        rows = rows.rename(columns={"low_bpd": "low", "high_bpd": "high"})
        rows["amount"] = rows[["low", "high"]].mean(axis=1)
        readings.append(_course(rows, "less oil, not the price alone"))
    study, release = event(load, "oil-study"), event(load, "ihs-main-factor")
    near = funding.towns_near_fields(load)
    lost = near[near["end"] <= oil.loc[oil["bound"] == "range", "end"].max()]
    years = funding.oil_years(load).dropna()
    early = years.loc[years["end"] < near["end"].min(), "barrels"]
    fell_before = funding.fall(early) if len(early) else 0
    after = "after oil fields were lost"
    readings += [
        *(given_answer(load, "funding-02", after, page) for page in (study, release)),
        answer(near, len(lost) > 0, part=after, source="Towns and fields, compared for this book"),
    ]
    # IEA gives output before and after the first strikes, IHS before and after Tidal Wave II.
    for rows in (output.query("publisher == 'IEA'").sort_values("start"), ihs.tail(2)):
        less = rows["high_bpd"].iloc[-1] < rows["low_bpd"].iloc[0]
        readings.append(answer(rows, less, part="after strikes on oil"))
    return evidence(
        f"Each publisher that gives more than one range for oil gives a lower income in the last: "
        f"{listing(falls)}. According to the Frankfurter Rundschau, ICSR/EY has it rise in "
        f"2015 and fall afterwards. Output fell too: in the World Bank's satellite study from "
        f"{number(years['barrels'].iloc[0])} barrels a day late in 2014 to "
        f"{number(years['barrels'].iloc[-1])} in 2016.",
        f"Nobody disputes that it fell, but the sources disagree on why. The authors of the "
        f"satellite study say that output fell long before the group lost its fields; IHS names "
        f"lost oil areas. Output was down by {percent(fell_before)} before a listed town within "
        f"{funding.NEAR} km of a working field was lost. Of such towns {listing(lost['place'])} "
        f"{'was' if len(lost) == 1 else 'were'} lost by the time of the last estimates; in Deir "
        f"ez-Zor, with more of Syria's listed fields than any other province, no listed town was "
        f"lost before {month(funding.first_loss_in_province(load))}. According to the IEA and to "
        "IHS "
        f"output was lower after strikes, which does not show that strikes lowered it. And the "
        f"claim leaves out the price: Brent fell by {percent(funding.fall(years['brent']))} "
        "between late 2014 and 2016. "
        f"For ICSR/EY we could read no numbers for 2015, and only the upper end for 2016.",
        *readings,
    )


@finding_of("funding-03")
def taxes_fall(load: read.Load) -> Evidence:
    """Taxes by publisher; an estimate bears on the claim if it reaches the battle of Mosul."""
    battle = event(load, "mosul-battle")
    begins = battle["date"].iloc[0]
    table = funding.yearly(load)
    table = table[table["category"].isin(["taxes and fees", "taxes and confiscation"])]
    readings, told = [], []
    for publisher, rows in table.groupby("publisher", sort=True):
        rows = rows.sort_values("start")
        if len(rows) < 2:
            continue
        if rows["start"].iloc[-1] > begins:
            readings.append(_course(rows))
        else:
            why = "its last figure is of a time that began before the battle of Mosul"
            readings.append(answer(_cited(rows), None, why=why))
        told.append(
            f"{publisher} {listing(rows['words'])} "
            f"({rows['start'].dt.year.iloc[0]} to {rows['end'].dt.year.iloc[-1]})"
        )
    ihs = table[table["publisher"] == "IHS"].sort_values("start")
    raqqa, mosul = event(load, "raqqa-retaken"), event(load, "mosul-retaken")
    return evidence(
        f"In {UNIT} a year: {'; '.join(told)}. Only IHS gives a figure for a time after the battle "
        f"of Mosul began on {when(battle)}: taxes and confiscation together fell by "
        f"{percent(funding.fall(ihs['amount']))} in two years.",
        f"The article names the loss of Mosul and Raqqa, so an estimate counts here only if its "
        f"last figure is of a time after the battle of Mosul began. The others are shown but set "
        f"aside; were they counted, the sources would disagree: taxes rise from 2014 to 2015 "
        f"according to CAT and ICSR/EY and hardly change to May 2016 according to the US Treasury. "
        f"IHS's last "
        f"figure ends days before Mosul was retaken ({when(mosul)}) and months before Raqqa was "
        f"({when(raqqa)}); for the time after, no estimate was found. The figures are from one "
        f"publisher and derived from rounded percentages.",
        *readings,
    )


@finding_of("funding-04")
def looting_peaks(load: read.Load) -> Evidence:
    """The one series of looting and fines, and the banks of 2014."""
    table = funding.yearly(load)
    loot = table[table["category"] == "looting and fines"].sort_values("start")
    banks = table[table["category"] == "bank vaults"]
    at = loot["time"].iloc
    fines = load("fines_reported")
    fell = bool(
        (loot["high"].diff().dropna() < 0).all() and (loot["low"].diff().dropna() < 0).all()
    )
    return evidence(
        f"ICSR/EY, in {UNIT} a year: {listing(loot['words'])} from {at[0]} to {at[-1]}. "
        f"{spelled(len(banks)).capitalize()} publishers put what was taken from banks since 2014 "
        f"at {between(banks['low'].min(), banks['high'].max())}.",
        "No figure for the time before 2014 was found, so only the money from banks in 2014 "
        "shows a "
        f"rise. ICSR/EY counts looting and fines as one; for fines alone there is only a list of "
        f"prices that IHS gathered in {month(fines['reported_on'].iloc[0])}, when it said that "
        f"fines were on the rise.",
        series(_cited(loot), loot.set_index("time"), part="a rise to 2014"),
        answer(loot, fell, part="then a decline"),
    )


@finding_of("funding-05")
def random_fines(load: read.Load) -> Evidence:
    """What was said, whether money was short, and whether anything shows chance."""
    said = event(load, "ihs-income")
    oil = funding.yearly(load).query("publisher == 'US Treasury' and category == 'oil'")
    oil = oil[(oil["basis"] == "a year") & (oil["bound"] == "range")].sort_values("start")
    total = funding.yearly(load).query("publisher == 'IHS' and category == 'total'")
    total = total.sort_values("start")
    march = total[total["start"] == "2016-03-01"]
    fines = load("fines_reported")
    return evidence(
        f"IHS said so in {month(said['date'].iloc[0])}: income down from "
        f"{number(total['low_usd_m'].iloc[0])} to {number(march['low_usd_m'].iloc[0])} {UNIT} a "
        f"month, and new fines, one for driving on the wrong side of the road. According to "
        f"the US Treasury income from oil went from {number(oil['amount'].iloc[0])} to "
        f"{number(oil['amount'].iloc[-1])} a year.",
        f"What IHS gathered from local news is a list of prices ({spelled(len(fines))} of its "
        "fines "
        f"are in the book, from {fines['usd'].min()} to {fines['usd'].max()} dollars). That the "
        f"fines were random is said only in the article; nobody counted them.",
        given_answer(load, "funding-05", "it was said that fines made up for lost income", said),
        answer(oil, oil["amount"].iloc[-1] < oil["amount"].iloc[0], part="money was short"),
        answer(march, march["amount"].iloc[0] < total["amount"].iloc[0], part="money was short"),
        given_answer(load, "funding-05", "the fines were random", fines, source="IHS, in Forbes"),
    )


@finding_of("funding-06")
def land_first(load: read.Load) -> Evidence:
    """IHS's word, its own numbers taken apart, and other publishers' land and income."""
    release = event(load, "ihs-main-factor")
    total = load("revenue_estimates").query("category == 'total'")
    ihs, icsr = (total[total["publisher"] == name] for name in ("IHS", "ICSR/EY"))
    rand = load("area_claims").query("publisher.str.startswith('RAND')")
    rand = rand[rand["measure"].str.startswith("area")]
    parts = funding.land_and_income(load).set_index("order")
    own = parts["case"].str.startswith("IHS")
    ours, other = parts.loc[own, "part"], parts.loc[~own, "part"]
    fell, fell_alike = (1 - parts[["land_left", "income_left"]].iloc[at] for at in (0, -1))
    return evidence(
        f"According to IHS the land fell by {percent(fell['land_left'])} and income by "
        f"{percent(fell['income_left'])}. How much of that fall goes with the land depends on what "
        f"one counts first, the land or the income from a square km: "
        f"{between(ours.min(), ours.max(), percent)}. The land according to RAND and the income "
        f"according to ICSR/EY fell about alike, by {percent(fell_alike['land_left'])} and "
        f"{percent(fell_alike['income_left'])}.",
        f"Two things that fall together need not be cause and effect. Oil alone is "
        f"{percent(funding.oil_in_the_fall(load))} of the fall in IHS's figures, and strikes and "
        "the price lower it as well as lost land; IHS itself named strikes in April 2016. "
        "ICSR/EY's two figures are "
        f"upper limits, and RAND counts provinces abroad.",
        given_answer(load, "funding-06", "", release, own=True),
        _land([load("area_ihs"), ihs], ours, own=True, source="IHS's own land and income"),
        _land([rand, icsr], other, source="RAND's land and ICSR/EY's income"),
    )


@finding_of("funding-07")
def many_fields(load: read.Load) -> Evidence:
    """Fields in both countries, and who bought the oil, as reported."""
    fields = load("oil_gas_fields")
    there = fields["governorate_pcode"] == funding.PROVINCE
    return evidence(
        f"Reports say that IS held all the main fields of Deir ez-Zor, the province with "
        f"{number(there.sum())} of Syria's {number((fields['country'] == 'Syria').sum())} listed "
        f"fields, and in fields near Mosul and in Salah al-Din in Iraq. It sold the oil to "
        f"smugglers and to people nearby.",
        "Reports of how many fields it held mix fields and wells. The list names some fields of "
        "Deir ez-Zor twice. Part of the oil was used or sold where the group ruled, and that is "
        "not a black market.",
        *page_answers(load, "funding-07", "fields in Syria"),
        *page_answers(load, "funding-07", "fields in Iraq"),
        *page_answers(load, "funding-07", "sold on the black market"),
    )


@finding_of("funding-08")
def where_the_oil_lay(load: read.Load) -> Evidence:
    """Lost towns near working fields, by province, and the fields that reports name."""
    fields, near = load("oil_gas_fields"), funding.towns_near_fields(load)
    provinces = fields["governorate_pcode"]
    syria = provinces[fields["country"] == "Syria"]
    west = fields[provinces == WEST]
    lost = [f"{row.place} in {row.governorate}" for row in near.itertuples()]
    north, iraqi = near["governorate_pcode"].isin(NORTH), near["governorate_pcode"] == WEST
    return evidence(
        f"Listed places that IS lost within {funding.NEAR} km of a working field: {listing(lost)}. "
        f"Al-Hasakeh is in the north of Syria, Ninewa in the north of Iraq. The Iraqi fields that "
        f"reports name lie south of Mosul and in Salah al-Din.",
        f"In Syria {number(syria.isin(NORTH).sum())} of the "
        f"{number(len(syria))} listed fields lie in the provinces along the border, "
        f"{number((syria == funding.PROVINCE).sum())} in Deir ez-Zor in the east, none in Aleppo. "
        f"In the west of Iraq the list has {spelled(len(west))} fields: Akkas, which is of gas, "
        f"and Sarta, which lies in Kurdistan and which the list puts there by mistake.",
        *page_answers(load, "funding-08", "in the north of Syria"),
        answer(near, north.any(), part="in the north of Syria", source=COMPARED),
        *page_answers(load, "funding-08", "in the west of Iraq"),
        answer(near, iraqi.any(), part="in the west of Iraq", source=COMPARED),
    )


@finding_of("funding-09")
def russia_strikes_oil(load: read.Load) -> Evidence:
    """What was reported in November 2015."""
    return evidence(
        "In November 2015 Russian generals spoke of strikes on tanker trucks and refineries of IS, "
        "and the ministry showed films of them.",
        "Every report found goes back to what Russia itself said and showed. Nobody else counted "
        "how much was hit and whose it was.",
        *page_answers(load, "funding-09"),
    )


@finding_of("funding-10")
def limit_of_taxes(load: read.Load) -> Evidence:
    """Income from taxes while taxes rose, by IHS and by ICSR/EY."""
    part = "higher taxes bring in less"
    table = funding.yearly(load).query("publisher == 'ICSR/EY' and category == 'taxes and fees'")
    table = table.sort_values("start")
    table["source_publisher"] = "ICSR/EY, in " + table["source_publisher"]
    before, after = table["low"].iloc[-2:], table["high"].iloc[-2:]
    fell = before.is_monotonic_decreasing and after.is_monotonic_decreasing
    return evidence(
        f"According to IHS taxes and fines went up from September 2015, and income from taxes went "
        f"down. According to ICSR/EY taxes and fees brought in {listing(table['words'])} million "
        "dollars a year from "
        f"{table['time'].iloc[0]} to {table['time'].iloc[-1]}: less in the last year than in the "
        f"one before.",
        "Less came in, but that does not yet show a limit: IS also had fewer people to tax. No "
        "page with IHS's sentence was found, and no source says how much more could have been "
        "taken.",
        *page_answers(load, "funding-10", part, "The American Energy News, printing IHS"),
        answer(table, fell, part=part),
        *page_answers(load, "funding-10", "no more can be taken"),
    )


def _cited(rows):
    """Rows that name who estimated and where it was read: 'CAT, in Business Standard'."""
    own = [
        page == who or page.startswith(f"{who} ")
        for page, who in zip(rows["source_publisher"], rows["publisher"])
    ]
    both = rows["publisher"] + ", in " + rows["source_publisher"]
    return rows.assign(source_publisher=both.mask(own, rows["source_publisher"]))


def _apart(rows):
    """Estimates of one publisher in order of time; those whose times overlap make one range."""
    rows = rows.sort_values(["end", "start"])
    groups = (rows["start"] > rows["end"].cummax().shift()).cumsum()
    who = dict.fromkeys(["publisher", "source_publisher", "source_url"], "first")
    ends = {"start": "min", "end": "max", "low": "min", "high": "max"}
    rows = rows.groupby(groups).agg(who | ends)
    return rows.assign(amount=rows[["low", "high"]].mean(axis=1))


def _course(rows, part=""):
    """A series reading of one publisher, from rows of yearly() in order of time."""
    return series(_cited(rows), rows.set_index(rows["start"].dt.strftime("%Y-%m")), part=part)


def _land(rows, parts, **about):
    """A ranking of the land against all else, by the parts of the fall that go with the land."""
    land = pd.Series([parts.min(), parts[parts.index == "even"].mean(), parts.max()], ENDS)
    rest = (1 - land[::-1]).set_axis(ENDS)
    return ranking(rows, pd.DataFrame({"territory": land, "all else": rest}).T, **about)
