"""Money of Islamic State: estimates on one footing, ranks, and what goes with the land."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from helpers.sentences import MONTHS as MONTH_NAMES
from helpers.sentences import between, month, number
from helpers.tables import read
from helpers.topics.cities import metres_from

MONTHS = 12
TIMES = {"a month": MONTHS, "a year": 1, "once": np.nan}  # a sum taken once has no yearly rate
NEAR = 10  # km between a listed town and an oil field
PROVINCE = "SY09"  # Deir ez-Zor
CATEGORIES = [  # of income, in the order in which they are listed
    "total",
    "oil",
    "taxes and fees",
    "taxes and confiscation",
    "looting and fines",
    "bank vaults",
    "ransom",
    "other",
]


def yearly(load: read.Load = read.load) -> pd.DataFrame:
    """The table revenue_estimates on one footing, a row an estimate, in the table's order.

    Adds low and high in million dollars a year (monthly figures times twelve; one-off sums as they
    are), bound ("range", "at most", "at least"), amount (middle of a range, else the one end
    given), middle (the day halfway through its time), time ("2014", "April to June 2015") and words
    (as `in_words`, a year).
    """
    table = load("revenue_estimates")
    times = table["basis"].map(TIMES).fillna(1)
    table = table.assign(low=table["low_usd_m"] * times, high=table["high_usd_m"] * times)
    table["bound"] = np.select(
        [table["low"].isna(), table["high"].isna()], ["at most", "at least"], "range"
    )
    table["amount"] = table[["low", "high"]].mean(axis=1)
    table["middle"] = (table["start"] + (table["end"] - table["start"]) / 2).dt.normalize()
    table["time"] = [_time(start, end) for start, end in zip(table["start"], table["end"])]
    return table.assign(words=in_words(table))


def labelled(load: read.Load = read.load, gap: float = 0.055) -> pd.DataFrame:
    """yearly() by category, publisher and time, with a label at each publisher's last estimate.

    Adds paid (words and how given: "192 (a month, times twelve)"), label ("CAT 2,400", empty before
    the last) and label_at: where it stands on the scale of its category, so that it keeps `gap`
    (part of the largest amount) from labels of that year.
    """
    table = yearly(load).sort_values(["category", "publisher", "middle"], ignore_index=True)
    last = ~table.duplicated(["category", "publisher"], keep="last")
    table["label"] = (table["publisher"] + " " + table["words"]).where(last, "")
    table["label_at"] = table["amount"].astype(float)
    given = {"a month": " (a month, times twelve)", "once": " (taken once)", "a year": ""}
    table["paid"] = table["words"] + table["basis"].map(given)
    for _, rows in table[last].sort_values("amount").groupby("category"):
        apart = gap * table.loc[table["category"] == rows["category"].iloc[0], "amount"].max()
        for at, row in rows.iterrows():
            near = rows.loc[:at].index[(rows.loc[:at, "middle"] - row.middle).abs().dt.days < 366]
            taken = table.loc[near[near != at], "label_at"].max() + apart
            table.loc[at, "label_at"] = np.nanmax([row.amount, taken])
    return table


def in_words(table: pd.DataFrame) -> list[str]:
    """Words for rows of yearly(), in whole millions: "400 to 800", "up to 350"."""
    write = {
        "range": lambda row: between(row.low, row.high, _whole),
        "at most": lambda row: f"up to {_whole(row.high)}",
        "at least": lambda row: f"at least {_whole(row.low)}",
    }
    return [write[row.bound](row) for row in table.itertuples()]


def fall(values: Iterable[float]) -> float:
    """What part of the first of some values is gone at the last: 0.6 for 10, 12, 4."""
    values = list(values)
    return 1 - values[-1] / values[0]


def ranks(load: read.Load = read.load) -> pd.DataFrame:
    """Sources of income in order of size, for each publisher and time that has oil and another.

    Columns of yearly() and rank (1 is the largest) and near (its range meets that of oil). One-off
    sums count where the publisher gives them for the same time.
    """
    table = yearly(load)
    table = table[~table["category"].isin(["total", "other"])]
    groups = table.groupby(["publisher", "start", "end"])
    whole = groups["category"].transform(lambda names: len(names) > 1 and "oil" in set(names))
    table = table[whole].copy()
    groups = table.groupby(["publisher", "start", "end"])
    table["rank"] = groups["amount"].rank(ascending=False).astype(int)
    oil = table[table["category"] == "oil"].set_index(["publisher", "start", "end"])
    keys = pd.MultiIndex.from_frame(table[["publisher", "start", "end"]])
    least, most = (oil[name].reindex(keys).to_numpy() for name in ("low", "high"))
    table["near"] = (table["low"].fillna(0) <= most) & (np.nan_to_num(least) <= table["high"])
    return table.sort_values(["start", "publisher", "rank"], ignore_index=True)


def tiles(load: read.Load = read.load) -> pd.DataFrame:
    """ranks() by time, numbered, and after them the income of the one province as a ranking.

    Columns row ("1. CAT, 2014"), rank, source (short; * with confiscation), words (million dollars
    a year, or percent), paid (the same with its unit), order (said where it is open), kind.
    """
    ranked, province = ranks(load), province_budget(load).query("side == 'income'")
    first = ranked["start"].astype(str) + ranked["publisher"] + ranked["time"]
    number = first.map({name: place for place, name in enumerate(first.unique(), 1)})
    ranked["row"] = number.astype(str) + ". " + ranked["publisher"] + ", " + ranked["time"]
    ranked["paid"] = ranked["words"] + " million dollars a year"
    province = province.sort_values("share_pct", ascending=False).assign(near=False)
    province["words"] = province["share_pct"].map("{:.0f}%".format)
    province["paid"] = province["words"] + " of the income"
    province["rank"] = range(1, len(province) + 1)
    province["row"] = "One province's budget, January 2015"
    rows = pd.concat([ranked, province], ignore_index=True)
    short = {" and fees| and fines| and gas": "", " and confiscation": "*"}
    oil = rows["category"].str.startswith("oil")
    order = np.where(rows["near"].astype(bool) & ~oil, "open: meets the range of oil", None)
    rows = rows.assign(source=rows["category"].replace(short, regex=True), order=order)
    rows["kind"] = np.where(oil, "oil", "another source")
    return rows[["row", "rank", "source", "words", "paid", "order", "kind"]]


def part_of_the_fall(land: float, income: float) -> pd.Series:
    """What part of a fall of income goes with the land, by the order in which one takes them.

    land, income: what is left of each, as a part of what was (0.4 for a fall of 60%). Returns a
    Series: "land first" takes the land at the old income a square km, "land last" at the new one,
    "even" shares what belongs to both. Over 1 where land fell more than income.
    """
    fall = 1 - income
    first, even = (1 - land) / fall, np.log(land) / np.log(income)
    last = income / land * (1 - land) / fall
    return pd.Series({"land first": first, "even": even, "land last": last})


def by_ihs(load: read.Load = read.load) -> pd.DataFrame:
    """Income, land, people and oil output of IS as IHS gave them, a row a figure, by time.

    Columns what, date (the middle of a time), value, unit and part (of the first of its kind).
    """
    income = yearly(load).query("publisher == 'IHS' and category == 'total'")
    land = load("area_ihs")
    people = load("area_claims").query(
        "publisher.str.startswith('IHS') and measure == 'population'"
    )
    oil = load("oil_output").query("publisher == 'IHS' and start >= '2015'")
    given = [
        ("income", income["middle"], income["high_usd_m"], "million dollars a month"),
        ("land", land["date"], land["area_km2"], "square km"),
        ("people", people["date"], people["value"] / 1e6, "million people"),
        ("oil output", oil["start"] + pd.Timedelta(days=15), oil["low_bpd"], "barrels a day"),
    ]
    rows = [
        pd.DataFrame({"what": what, "date": date, "value": value, "unit": unit}).sort_values("date")
        for what, date, value, unit in given
    ]
    table = pd.concat(rows, ignore_index=True)
    first = table.groupby("what")["value"].transform("first")
    return table.assign(part=table["value"] / first)


def land_and_income(load: read.Load = read.load) -> pd.DataFrame:
    """What part of the fall in income goes with the land, by case and order of taking them.

    Columns case (whose figures), order (as in `part_of_the_fall`), part, land_left and income_left
    (parts of what was).
    """
    total = yearly(load).query("category == 'total'").sort_values("start")
    ihs, icsr = (total.loc[total["publisher"] == who, "high_usd_m"] for who in ("IHS", "ICSR/EY"))
    land = load("area_ihs").sort_values("date")["area_km2"]
    rand = load("area_claims").query("publisher.str.startswith('RAND')").sort_values("date")
    rand = rand.loc[rand["measure"].str.startswith("area"), "value"]
    cases = {
        "IHS, land from January 2015": (land, ihs),
        "IHS, land from June 2015": (land.iloc[1:], ihs),
        "RAND's land, ICSR/EY's income": (rand, icsr),
    }
    rows = []
    for case, (land, income) in cases.items():
        left = {"land_left": 1 - fall(land), "income_left": 1 - fall(income)}
        parts = part_of_the_fall(*left.values())
        rows += [
            {"case": case, "order": order, "part": part} | left for order, part in parts.items()
        ]
    return pd.DataFrame(rows)


def oil_in_the_fall(load: read.Load = read.load) -> float:
    """What part of the fall of IHS's total, spring 2015 to spring 2017, is a fall of its oil."""
    ihs = load("revenue_estimates").query("publisher == 'IHS' and start >= '2015'")
    ihs = ihs.sort_values("start").groupby("category")["high_usd_m"].agg(["first", "last"])
    lost = ihs["first"] - ihs["last"]
    return lost["oil"] / lost["total"]


def output(load: read.Load = read.load) -> pd.DataFrame:
    """The table oil_output with its times and amounts in words.

    Adds mean (of low and high), middle (of the time), told ("20,000 to 40,000") and when ("October
    2014", "July 2014 to December 2014").
    """
    table = load("oil_output")
    ends = ["low_bpd", "high_bpd"]
    table["mean"] = table[ends].mean(axis=1)
    table["middle"] = table["start"] + (table["end"] - table["start"]) / 2
    table["told"] = [between(*row) for row in table[ends].itertuples(index=False)]
    table["when"] = [between(row.start, row.end, month) for row in table.itertuples()]
    return table


def oil_years(load: read.Load = read.load) -> pd.DataFrame:
    """What a sum of an oil income needs, a row a year from 2014 (July to December) to 2017.

    Columns year ("2014"), start, end, barrels (a day, the World Bank's average; none for 2017) and
    brent (mean price, US dollars a barrel).
    """
    bank = load("oil_output").query("publisher == 'World Bank' and kind == 'average'")
    bank = bank.assign(barrels=bank[["low_bpd", "high_bpd"]].mean(axis=1).astype(float))
    later = pd.DataFrame({"start": ["2017-01-01"], "end": ["2017-12-31"]}, dtype="datetime64[us]")
    years = pd.concat([bank[["start", "end", "barrels"]], later])
    years["year"] = years["start"].dt.year.astype(str)
    years["brent"] = [brent(row.start, row.end, load) for row in years.itertuples()]
    return years.sort_values("start", ignore_index=True)


def province_budget(load: read.Load = read.load) -> pd.DataFrame:
    """The items of the one budget of Deir ez-Zor: the table without its totals.

    Adds million (dollars; of the income alone, the total of the spending was not read).
    """
    table = load("deir_ez_zor_budget")
    total = table["usd_m"].max()
    items = table[table["category"] != "total"]
    million = (items["share_pct"] * total / 100).where(items["side"] == "income")
    return items.assign(million=million)


def brent(start: str | pd.Timestamp, end: str | pd.Timestamp, load: read.Load = read.load) -> float:
    """Mean price of Brent over the months from `start` to `end`, US dollars a barrel."""
    price = load("brent_monthly").set_index("month")["usd_per_barrel"]
    return float(price[pd.Timestamp(start).replace(day=1) : pd.Timestamp(end)].mean())


def fields_near(places: pd.DataFrame, fields: pd.DataFrame, km: float = NEAR) -> pd.DataFrame:
    """Rows of `places` with the name of the nearest oil field and its distance, up to `km` away.

    Columns of places and field, km. Near says where a field lies and not who held it.
    """
    rows = places.to_dict("records")
    distance = np.array([metres_from(fields, place) for place in rows]) / 1000
    nearest = distance.argmin(axis=1)
    found = places.assign(field=fields["name"].to_numpy()[nearest], km=distance.min(axis=1))
    return found[found["km"] <= km]


def towns_near_fields(load: read.Load = read.load) -> pd.DataFrame:
    """Spells of listed towns near a working oil field, by their end: columns as fields_near()."""
    working = load("oil_gas_fields").query("status == 'operating'")
    return fields_near(load("towns"), working).sort_values("end")


def spots(window: tuple, load: read.Load = read.load) -> pd.DataFrame:
    """The points of oil_gas_fields in a window (west, south, east, north), with what is there.

    Columns lat, lon, fields_here (entries), names, location ("not stated" where it is not),
    country.
    """
    west, south, east, north = window
    fields = load("oil_gas_fields").query("@west <= lon <= @east and @south <= lat <= @north")
    fields = fields.assign(field=fields["name"].str.replace(" Oil and Gas Field", ""))
    found = fields.groupby(["lat", "lon"], as_index=False).agg(
        fields_here=("field", "size"),
        names=("field", "; ".join),
        location=("location_accuracy", "first"),
        country=("country", "first"),
    )
    return found.fillna({"location": "not stated"})


def single_fields(load: read.Load = read.load) -> pd.DataFrame:
    """Entries of oil_gas_fields that name one field: a name with commas joins fields listed too."""
    return load("oil_gas_fields").query("not name.str.contains(', ')")


def first_loss_in_province(load: read.Load = read.load) -> pd.Timestamp:
    """The day on which IS first lost a listed town of Deir ez-Zor."""
    return load("towns").query("governorate_pcode == @PROVINCE")["end"].min()


def _whole(value):
    return number(int(value + 0.5))


def _time(start, end):
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return str(start.year)
    if start.year != end.year:
        return f"{start.year} to {end.year}"
    first, last = (MONTH_NAMES[day.month - 1] for day in (start, end))
    return f"{between(first, last, str)} {start.year}"
