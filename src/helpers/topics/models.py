"""How sure the book's numbers are: priors, draws, survival, gaps filled in, growth of late reports.

What is drawn at random has a fixed seed. Round a result before it is printed: the last digits of a
draw may differ from machine to machine.
"""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from helpers.tables import read
from helpers.tables.read import Load
from helpers.topics import casualties, cities, territory

SEED, DRAWS = 2014, 2000
ERROR = 0.15  # how far Iraq's rows may be off, either way: limitation of population_under_is
CHOICES = ["iraq", "syria", "displaced"]  # of people_by_rule
ALL = "all places"
Z95 = 1.959964  # of the normal distribution: 95% lie within so many standard deviations
EULER = 0.5772156649  # mean of the Gumbel distribution with location 0 and scale 1
ANBAR = "IQG01"  # pcode
FRAME = "2017-10-23"  # the frame for which the chapter on Raqqa gives its correlation
SIDES = (1, 4, 8)  # of the patches that are drawn together, in blocks of about 230 m


def interval(draws: Sequence[float] | np.ndarray, level: float = 0.9) -> pd.Series:
    """The middle of draws: low, median and high; `level` of them lie from low to high."""
    ends = (1 - level) / 2
    return pd.Series(np.quantile(draws, [ends, 0.5, 1 - ends]), ["low", "median", "high"])


# People under IS: a distribution from stated priors


def people_draws(
    weights: Mapping[str, float] | None = None,
    error: float = ERROR,
    draws: int = 50 * DRAWS,
    seed: int = SEED,
    load: Load = read.load,
) -> pd.DataFrame:
    """Draws of how many people lived where IS ruled: iraq, syria, displaced, error, people.

    weights: how much more likely an option of people_by_rule is than those which are not named
    (1), for example {"all governorates": 0}. error: Iraq's people are multiplied by a number from
    1 - error to 1 + error, all equally likely. ValueError for an option that does not exist.
    """
    rules, dice = _weighted(weights, load), np.random.default_rng(seed)
    drawn = rules.loc[dice.choice(len(rules), draws, p=rules["weight"])].reset_index(drop=True)
    drawn["error"] = dice.uniform(-error, error, draws)
    drawn["people"] = drawn["in_iraq"] * (1 + drawn["error"]) + drawn["rest"]
    return drawn[[*CHOICES, "error", "people"]]


def people_chance(
    target: float,
    weights: Mapping[str, float] | None = None,
    error: float | tuple[float, float] = ERROR,
    load: Load = read.load,
) -> float:
    """The chance that at least `target` people lived there, exactly, by the same priors.

    error: as for people_draws, or its lowest and highest value, which may be one.
    """
    rules = _weighted(weights, load)
    low, high = error if isinstance(error, tuple) else (-error, error)
    needed = (target - rules["rest"]) / rules["in_iraq"] - 1  # of the error, to reach the target
    if low == high:
        reached = (needed <= low).astype(float)
    else:
        reached = ((high - needed) / (high - low)).clip(0, 1)
    return float((reached * rules["weight"]).sum())


def people_between(
    error: float = ERROR, draws: int = 50 * DRAWS, seed: int = SEED, load: Load = read.load
) -> np.ndarray:
    """Draws of the same by other priors: any number from a choice's least option to its greatest.

    The three choices and the error of Iraq's rows are drawn one by one, all numbers alike.
    """
    people = load("population_under_is").set_index("rule")["people"].astype(float)
    options = [[*territory.IN_IRAQ.values()], [*territory.IN_SYRIA.values()]]
    ends = [(people[one].min(), people[one].max()) for one in options]
    ends += [(0.0, people["iraq-fled-by-2014-09"]), (-error, error)]
    dice = np.random.default_rng(seed)
    in_iraq, in_syria, fled, off = (dice.uniform(low, high, draws) for low, high in ends)
    return in_iraq * (1 + off) + in_syria - fled


def people_tornado(target: float, load: Load = read.load) -> pd.DataFrame:
    """What each choice does to that chance: choice, option, chance if the option is certain.

    A row for each option of each choice (of CHOICES), and for Iraq's rows as they are or off by
    ERROR (choice "error"); all other choices stay as uncertain as they were.
    """
    rules, rows = territory.people_by_rule(load), []
    for choice in CHOICES:
        options = list(rules[choice].unique())
        for one in options:
            certain = {other: 0.0 for other in options if other != one}
            rows.append((choice, one, people_chance(target, certain, load=load)))
    for name, off in (("too high", -ERROR), ("as computed", 0.0), ("too low", ERROR)):
        rows.append(("error", name, people_chance(target, error=(off, off), load=load)))
    return pd.DataFrame(rows, columns=["choice", "option", "chance"])


def _weighted(weights, load):
    """Rules with in_iraq and rest (people), and weight: the product of its options', sum 1."""
    rules, people = territory.people_by_rule(load), load("population_under_is")
    people = people.set_index("rule")["people"]
    rules["in_iraq"] = rules["iraq"].map(territory.IN_IRAQ).map(people).astype(float)
    rules["rest"] = rules["people"].astype(float) - rules["in_iraq"]
    given = weights or {}
    if unknown := set(given) - set(rules[CHOICES].to_numpy().ravel()):
        raise ValueError(f"No rule has the option {sorted(unknown)}.")
    weight = rules[CHOICES].map(lambda option: given.get(option, 1.0)).prod(axis=1)
    return rules.assign(weight=weight / weight.sum())


# How long IS held a place


def spell_bounds(load: Load = read.load) -> pd.DataFrame:
    """Spells with the first and last day that each end can have: rows of territory.spells.

    Adds start_low, start_high, end_low, end_high: of a day that was filled in the month or the
    year that the source gives, else that day. A spell begins before it ends.
    """
    table = territory.spells(load)
    for end, told in (("start", "date_taken"), ("end", "date_lost")):
        spans = [pd.Period(text) for text in table[told].where(table[f"{end}_imputed"], "2000")]
        for bound, days in (("low", "start_time"), ("high", "end_time")):
            known = pd.Series([getattr(span, days).normalize() for span in spans], table.index)
            table[f"{end}_{bound}"] = known.where(table[f"{end}_imputed"], table[end])
    before = table["end_low"] - pd.Timedelta(days=1)
    return table.assign(start_high=table["start_high"].where(table["start_high"] < before, before))


def spell_draws(
    draws: int = DRAWS, seed: int = SEED, dates: bool = True, load: Load = read.load
) -> np.ndarray:
    """Days that each spell lasted, a row a draw; a day filled in falls on any day of its bounds.

    dates: False keeps the days of the table. Columns in the order of spell_bounds.
    """
    table = spell_bounds(load)
    if not dates:
        return np.tile(table["days"].to_numpy(), (draws, 1))
    dice, lengths = np.random.default_rng(seed), {}
    for end in ("start", "end"):
        low, high = (table[f"{end}_{bound}"] for bound in ("low", "high"))
        width = (high - low).dt.days.to_numpy()
        first = (low - pd.Timestamp("2013-01-01")).dt.days.to_numpy()
        lengths[end] = first + dice.integers(0, width + 1, (draws, len(table)))
    return lengths["end"] - lengths["start"]


def medians(days: np.ndarray, seed: int = SEED) -> np.ndarray:
    """The median of each row of `days` after its values are drawn again with replacement.

    The bootstrap: each draw has as many values as the row, some of them twice or more.
    """
    dice = np.random.default_rng(seed)
    picked = dice.integers(0, days.shape[1], days.shape)
    return np.median(np.take_along_axis(days, picked, axis=1), axis=1)


def kaplan_meier(days: Sequence[float], ended: Sequence[bool] | None = None) -> pd.DataFrame:
    """The share that lasts longer than each day, from times of which some have not ended yet.

    days: how long each was watched. ended: whether it ended then; all did if None. Columns day,
    at_risk, ended, share, low, high: the pointwise 95% band by Greenwood's formula, cut at 0 and
    1. The first row is day 0; others are days on which something ended.
    """
    lengths = np.asarray(days, float)
    done = np.ones(len(lengths), bool) if ended is None else np.asarray(ended, bool)
    rows, share, spread = [(0.0, len(lengths), 0, 1.0, 1.0, 1.0)], 1.0, 0.0
    for day in np.unique(lengths[done]):
        at_risk, here = int((lengths >= day).sum()), int((lengths[done] == day).sum())
        share *= 1 - here / at_risk
        spread += here / (at_risk * (at_risk - here)) if at_risk > here else 0.0
        off = Z95 * share * math.sqrt(spread)
        rows.append((day, at_risk, here, share, max(share - off, 0.0), min(share + off, 1.0)))
    return pd.DataFrame(rows, columns=["day", "at_risk", "ended", "share", "low", "high"])


def survival(by: str = "side", load: Load = read.load) -> pd.DataFrame:
    """How long places stayed under IS: kaplan_meier of all spells (ALL) and of each value of `by`.

    Columns of kaplan_meier, `by`, and spells (how many the curve rests on).
    """
    table = territory.spells(load)
    parts = {ALL: table} | dict(list(table.groupby(by)))
    curves = [kaplan_meier(part["days"]).assign(spells=len(part)) for part in parts.values()]
    return pd.concat(curves, keys=parts, names=[by, None]).reset_index(by)


def survival_until(date: str | pd.Timestamp, load: Load = read.load) -> pd.DataFrame:
    """The curve of all spells as it was known on a day, when some places were still held."""
    table, day = territory.spells(load), pd.Timestamp(date)
    table = table[table["start"] < day]
    days = (table["end"].where(table["end"] <= day, day) - table["start"]).dt.days
    return kaplan_meier(days, table["end"] <= day)


def lasted(curve: pd.DataFrame, share: float = 0.5) -> float:
    """The first day after which at most `share` is left on a curve of kaplan_meier; else nan."""
    left = curve.loc[curve["share"] <= share + 1e-9, "day"]
    return float(left.min()) if len(left) else math.nan


# What UCDP's coders think of a reported number of dead


def without_width(events: pd.DataFrame) -> float:
    """The share of UCDP's events (rows) whose low, best and high number of dead are the same."""
    same = events["deaths_low"].eq(events["deaths_best"])
    return float((same & events["deaths_best"].eq(events["deaths_high"])).mean())


def report_parameters(deaths: Sequence[int], load: Load = read.load) -> pd.DataFrame:
    """The distribution of the true number of dead by Vesco and others: a row for each report.

    Columns deaths, location, scale, weight: with the chance `weight` the report is exact, else the
    number follows a Gumbel distribution. Coefficients: table report_model. ValueError below 1.
    """
    reported = np.asarray(deaths, float)
    if (reported < 1).any():
        raise ValueError("The model is for reports of one death or more.")
    model = load("report_model").set_index("term").astype(float)
    terms = model.drop(index=["constant", "slope"])
    eta = model.loc["constant"].to_numpy() + np.outer(np.log1p(reported), model.loc["slope"])
    own = pd.Index([f"{one:.0f}" for one in reported])
    eta = eta + terms.reindex(own).fillna(0).to_numpy()
    table = pd.DataFrame(eta, columns=model.columns)
    return pd.DataFrame(
        {
            "deaths": reported,
            "location": np.expm1(table["location"]),
            "scale": np.exp(table["scale"]),
            "weight": 1 / (1 + np.exp(-table["weight"])),
        }
    )


def report_quantile(chance: np.ndarray, about: pd.DataFrame) -> np.ndarray:
    """The number of dead that is not exceeded with a chance: quantiles of report_parameters.

    chance: between 0 and 1, its last axis as long as `about`. What falls below 0 is 0.
    """
    deaths, location, scale, weight = (about[name].to_numpy() for name in about.columns)
    below = (1 - weight) * np.exp(-np.exp(-(deaths - location) / scale))
    exact = (chance >= below) & (chance <= below + weight)
    part = np.where(chance > below, chance - weight, chance) / (1 - weight)
    part = np.clip(np.where(exact, 0.5, part), 1e-12, 1 - 1e-12)
    drawn = location - scale * np.log(-np.log(part))
    return np.maximum(np.where(exact, deaths, drawn), 0)


def report_mean(about: pd.DataFrame) -> np.ndarray:
    """The expected number of dead of each row of report_parameters (numbers below 0 kept)."""
    gumbel = about["location"] + EULER * about["scale"]
    return (about["weight"] * about["deaths"] + (1 - about["weight"]) * gumbel).to_numpy()


def report_sums(
    deaths: Sequence[int],
    together: bool = False,
    draws: int = DRAWS,
    seed: int = SEED,
    load: Load = read.load,
) -> np.ndarray:
    """Draws of the sum of dead over events, from what is reported of each.

    together: whether all reports are off to the same degree, and not each by chance of its own.
    Events with no death reported add none.
    """
    about = report_parameters([one for one in deaths if one >= 1], load)
    shape = (draws, 1 if together else len(about))
    chance = np.random.default_rng(seed).random(shape)
    return report_quantile(np.broadcast_to(chance, (draws, len(about))), about).sum(axis=1)


def reported(among: Sequence[str] = tuple(cities.BATTLES), load: Load = read.load) -> pd.DataFrame:
    """UCDP's dead of the battles of some cities, in the town, beside what the model makes of it.

    A row for each city and kind ("UCDP, low to high", "each report off by itself", "all off
    alike"): low, middle, high (90% of the draws, rounded to 10) and events.
    """
    rows = []
    for city in among:
        events = cities.events(city, load=load)
        sums = events[["deaths_low", "deaths_best", "deaths_high"]].sum().tolist()
        rows.append((city, "UCDP, low to high", *sums, len(events)))
        kinds = {"each report off by itself": False, "all off alike": True}
        for kind, together in kinds.items():
            found = interval(report_sums(events["deaths_best"], together, load=load))
            rows.append((city, kind, *found.round(-1).astype(int), len(events)))
    return pd.DataFrame(rows, columns=["city", "kind", "low", "middle", "high", "events"])


# Damage and colour in Raqqa: a correlation of neighbours


def fisher(r: float, n: int) -> tuple[float, float]:
    """The 95% interval of a correlation of n independent pairs, by Fisher's transformation."""
    middle, off = math.atanh(r), Z95 / math.sqrt(n - 3)
    return math.tanh(middle - off), math.tanh(middle + off)


def correlation_draws(
    table: pd.DataFrame, x: str, y: str, side: int = 1, draws: int = DRAWS, seed: int = SEED
) -> np.ndarray:
    """Correlations of two columns after patches of the grid are drawn again with replacement.

    table: columns row and column of the grid. side: of a patch, in blocks; 1 draws block by block,
    as if neighbours had nothing to do with each other.
    """
    a, b = (table[name].to_numpy(float) - table[name].mean() for name in (x, y))
    sums = pd.DataFrame({"n": 1.0, "a": a, "b": b, "aa": a * a, "bb": b * b, "ab": a * b})
    patch = [table[name].to_numpy() // side for name in ("row", "column")]
    sums = sums.groupby(patch).sum()
    picked = np.random.default_rng(seed).integers(0, len(sums), (draws, len(sums)))
    picked += len(sums) * np.arange(draws)[:, None]  # each draw counts in bins of its own
    times = np.bincount(picked.ravel(), minlength=picked.size).reshape(picked.shape)
    n, a, b, aa, bb, ab = (times @ sums.to_numpy()).T
    return (ab - a * b / n) / np.sqrt((aa - a * a / n) * (bb - b * b / n))


def correlation_intervals(load: Load = read.load) -> pd.DataFrame:
    """The correlation of colour lost and damage sites in Raqqa, on FRAME, by how it is drawn.

    Columns blocks ("with damage" or "all"), side (of SIDES), r, low, high (95%), patches, n.
    """
    wide = cities.wide_blocks(load)
    wide, rows = wide[wide["date"] == FRAME], []
    for name, table in (("with damage", wide[wide["sites"] > 0]), ("all", wide)):
        r = float(table["sites"].astype(float).corr(table["colour_lost"].astype(float)))
        for side in SIDES:
            drawn = interval(correlation_draws(table, "sites", "colour_lost", side), 0.95)
            patches = len((table[["row", "column"]] // side).drop_duplicates())
            rows.append((name, side, r, drawn["low"], drawn["high"], patches, len(table)))
    columns = ["blocks", "side", "r", "low", "high", "patches", "n"]
    return pd.DataFrame(rows, columns=columns).round({"r": 3, "low": 3, "high": 3})


# The months without Anbar


def anbar_months(seed: int = SEED, load: Load = read.load) -> pd.DataFrame:
    """The UN mission's months that leave out Anbar, with UCDP's share of the province.

    Columns month, killed (by the mission), in_anbar and everywhere (civilians by UCDP), share, and
    what the month would be with Anbar: imputed (by its own share), low and high (by anbar_shares,
    90%; never without the month's own), said (by the mission itself, where it counted Anbar apart).
    """
    months = load("unami_monthly").query("anbar == 'out'").set_index("month")
    events = load("ucdp_events_monthly").query("country == 'Iraq' and month.notna()")
    here = events["governorate_pcode"] == ANBAR
    civilians = events["deaths_civilians"].astype(float)
    table = pd.DataFrame({"killed": months["civilians_killed"].astype(float)})
    table["in_anbar"] = civilians.where(here, 0).groupby(events["month"]).sum()
    table["everywhere"] = civilians.groupby(events["month"]).sum()
    share = table["in_anbar"] / table["everywhere"]
    table = table.assign(share=share, imputed=table["killed"] / (1 - share))
    ends = interval(anbar_shares(table, 10 * DRAWS, np.random.default_rng(seed)))
    low, high = (table["killed"] / (1 - ends[name]) for name in ("low", "high"))
    table["low"], table["high"] = np.minimum(low, table["imputed"]), high
    table["high"] = np.maximum(high, table["imputed"])
    table["said"] = table["killed"] + months["killed_anbar"].astype(float)
    return table.reset_index()


def anbar_shares(
    months: pd.DataFrame, size: int | tuple[int, ...], dice: np.random.Generator
) -> np.ndarray:
    """Draws of Anbar's share from those of `months` (rows of anbar_months).

    A share is the likelier to be drawn the more civilians it rests on (everywhere).
    """
    weight = months["everywhere"].to_numpy()
    return dice.choice(months["share"].to_numpy(), size, p=weight / weight.sum())


def anbar_years(draws: int = DRAWS, seed: int = SEED, load: Load = read.load) -> pd.DataFrame:
    """The UN mission's years with and without those months filled in: a row for each such year.

    Columns year, months_out, without (sum of the months), imputed, low, high (90%, if each month's
    share is drawn by anbar_shares; never without imputed) and printed (the mission's own year).
    """
    years, filled = casualties.un_by_year(load), anbar_months(seed, load)
    dice, rows = np.random.default_rng(seed), []
    for year, own in filled.groupby(filled["month"].dt.year):
        drawn = anbar_shares(filled, (draws, len(own)), dice)
        ends = interval((own["killed"].to_numpy() * drawn / (1 - drawn)).sum(axis=1))
        more = float((own["imputed"] - own["killed"]).sum())
        added = [more, min(more, ends["low"]), max(more, ends["high"])]
        without, printed = (years.loc[year, name] for name in ("months", "printed"))
        sums = [round(float(without) + one) for one in added]
        rows.append((year, len(own), int(without), *sums, printed))
    columns = ["year", "months_out", "without", "imputed", "low", "high", "printed"]
    return pd.DataFrame(rows, columns=columns).astype({"printed": "Int64"})


# Growth after publication


def growth(load: Load = read.load) -> pd.DataFrame:
    """How much UCDP's dead of a year grew from its earlier to its later release.

    Columns country, year, release ("final" or "preliminary": the earlier one), first, last, growth
    (of 1).
    """
    table = casualties.revisions(load).reset_index()
    table = table[table["panel"].str.startswith("UCDP")]
    country = table["panel"].str.rsplit(n=1).str[-1]
    release = country.map({"Iraq": "final", "Syria": "preliminary"})
    table = table.assign(country=country, release=release, growth=table["change"])
    kept = ["country", "year", "release", "first", "last", "growth"]
    return table[kept].reset_index(drop=True)


def next_one(past: Sequence[float]) -> pd.Series:
    """What the next value may be if it is like the past ones: low, median, high, chance.

    low and high: the least and the greatest so far; chance: that the next one lies between them,
    (n - 1) / (n + 1), whatever the distribution. ValueError for fewer than two.
    """
    n = len(past)
    if n < 2:
        raise ValueError("One value says nothing about the next one; give two or more.")
    middle = pd.Series(list(past), dtype=float).median()
    told = {"low": min(past), "median": middle, "high": max(past), "chance": (n - 1) / (n + 1)}
    return pd.Series(told)


def expected(load: Load = read.load) -> pd.DataFrame:
    """UCDP's dead of the latest year, and what they may grow to: country, year, value, low, high.

    low, high and chance: by next_one of the growth of Iraq's years, whose releases were final.
    """
    past = growth(load).query("release == 'final'")["growth"].tolist()
    next_year, table = next_one(past), load("ucdp_country_year")
    latest = table[table["year"] == table["year"].max()]
    latest = latest[["country", "year", "deaths_best"]].rename(columns={"deaths_best": "value"})
    latest = latest.astype({"value": int}).reset_index(drop=True)
    ends = {name: (latest["value"] * (1 + next_year[name])).round() for name in ("low", "high")}
    return latest.assign(**ends, chance=next_year["chance"]).astype({"low": int, "high": int})
