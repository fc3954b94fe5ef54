"""How sure the numbers are: each function against a closed form, a published or a small example."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from altered import changed

from helpers.tables.read import load
from helpers.topics import casualties, models, territory

# Weeks in remission of 21 children on 6-mercaptopurine (Freireich and others 1963), and its curve
# as textbooks print it.
WEEKS = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
PRINTED = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}


def test_an_interval_holds_its_level():
    assert models.interval(np.arange(101)).tolist() == pytest.approx([5, 50, 95])
    assert models.interval(np.arange(101), 0.5).tolist() == pytest.approx([25, 50, 75])
    assert models.interval([7]).tolist() == [7, 7, 7]


# People


def rules():
    """(people in Iraq, the rest) of the eighteen rules, from the table itself."""
    people = load("population_under_is").set_index("rule")["people"].astype(float)
    ways = itertools.product(
        territory.IN_IRAQ.values(), territory.IN_SYRIA.values(), territory.FLED.values()
    )
    return [(people[a], people[b] - (people[c] if c else 0)) for a, b, c in ways]


def test_without_an_error_the_chance_is_the_share_of_the_rules():
    for target in (5e6, 8e6, 10e6, 12e6):
        share = np.mean([a + b >= target for a, b in rules()])
        assert models.people_chance(target, error=0) == pytest.approx(share)
    assert models.people_chance(0) == 1 and models.people_chance(20e6) == 0


def test_a_number_that_is_just_reached_counts():
    greatest = max(a + b for a, b in rules())
    assert models.people_chance(greatest, error=0) == pytest.approx(1 / 18)
    assert models.people_chance(greatest + 1, error=0) == 0
    assert models.people_chance(greatest, error=(0.15, 0.15)) > 1 / 18


def test_the_chance_with_an_error_is_the_mean_of_uniform_shares():
    expected = []
    for in_iraq, rest in rules():
        low, high = in_iraq * 0.85 + rest, in_iraq * 1.15 + rest
        expected.append(min(max((high - 10e6) / (high - low), 0), 1))
    assert models.people_chance(10e6) == pytest.approx(np.mean(expected))
    assert models.people_chance(10e6) == pytest.approx(0.187, abs=0.0005)


def test_draws_agree_with_the_closed_form_and_fall_the_same_way_each_time():
    drawn = models.people_draws()
    assert (drawn["people"] >= 10e6).mean() == pytest.approx(models.people_chance(10e6), abs=0.005)
    assert drawn["error"].between(-0.15, 0.15).all()
    assert drawn["people"].equals(models.people_draws()["people"])
    assert not drawn["people"].equals(models.people_draws(seed=1)["people"])
    exact = models.people_draws(error=0)["people"]
    assert set(exact) == {a + b for a, b in rules()}


def test_weights_choose_options():
    only = {"Raqqa and Deir ez-Zor only": 0, "districts with a census figure": 0}
    some = [a + b >= 10e6 for a, b in rules() if b in (5_005_000, 5_005_000 - 1_668_000)]
    assert models.people_chance(10e6, only, error=0) == pytest.approx(np.mean(some))
    assert set(models.people_draws(only)["syria"]) == {"all governorates"}
    twice = models.people_draws({"whole sub-districts": 2})["iraq"]
    assert (twice == "whole sub-districts").mean() == pytest.approx(1 / 2, abs=0.01)
    with pytest.raises(ValueError, match="no such option"):
        models.people_chance(10e6, {"no such option": 1})


def test_the_tornado_averages_to_the_chance_with_all_options_open():
    table = models.people_tornado(10e6)
    means = table.groupby("choice")["chance"].mean()
    for choice in models.CHOICES:
        assert means[choice] == pytest.approx(models.people_chance(10e6))
    assert len(table) == 3 + 3 + 2 + 3
    error = table[table["choice"] == "error"].set_index("option")["chance"]
    assert error["as computed"] == pytest.approx(4 / 18)  # as the chapter on the spread says
    assert error["too high"] < error["as computed"] < error["too low"]


def test_priors_between_the_options_have_the_mean_of_their_ends():
    drawn = models.people_between()
    people = load("population_under_is").set_index("rule")["people"].astype(float)
    ends = [(people[a] + people[b]) / 2 for a, b in (
        ("iraq-area-four-governorates", "iraq-point-all-governorates"),
        ("syria-raqqa-deir-ez-zor", "syria-all-governorates"),
    )]  # fmt: skip
    mean = sum(ends) - people["iraq-fled-by-2014-09"] / 2
    assert drawn.mean() == pytest.approx(mean, rel=0.003)
    assert drawn.max() < people["iraq-point-all-governorates"] * 1.15 + 5_005_000


# Spells


def test_a_day_that_was_filled_in_falls_within_what_its_source_says():
    table = models.spell_bounds()
    for end in ("start", "end"):
        inside = table[end].between(table[f"{end}_low"], table[f"{end}_high"])
        assert inside.all()
        known = table[~table[f"{end}_imputed"]]
        assert known[f"{end}_low"].equals(known[end]) and known[f"{end}_high"].equals(known[end])
    assert (table["start_high"] < table["end_low"]).all()
    table = table.set_index(["place", "spell"])
    assert str(table.loc[("Hawija", 1), "start_low"].date()) == "2014-06-01"
    assert str(table.loc[("Hawija", 1), "start_high"].date()) == "2014-06-30"
    assert str(table.loc[("Hatra", 1), "start_high"].date()) == "2014-12-31"
    assert str(table.loc[("Jurf al-Sakhar", 1), "start_high"].date()) == "2014-09-30"


def test_draws_of_spells_keep_what_is_known():
    table, drawn = models.spell_bounds(), models.spell_draws(200)
    sure = ~(table["start_imputed"] | table["end_imputed"]).to_numpy()
    assert (drawn[:, sure] == table["days"].to_numpy()[sure]).all()
    assert (drawn[:, ~sure].std(axis=0) > 0).all() and (drawn >= 1).all()
    longest = (table["end_high"] - table["start_low"]).dt.days.to_numpy()
    shortest = (table["end_low"] - table["start_high"]).dt.days.to_numpy()
    assert (drawn <= longest).all() and (drawn >= shortest).all()
    assert (models.spell_draws(3, dates=False) == table["days"].to_numpy()).all()


def test_the_bootstrap_of_a_median_has_the_chances_of_its_closed_form():
    """Of three values drawn from three, the median is the least one with a chance of 7 in 27."""
    drawn = models.medians(np.tile([1, 2, 3], (40_000, 1)))
    share = pd.Series(drawn).value_counts(normalize=True)
    assert share[1.0] == pytest.approx(7 / 27, abs=0.01)
    assert share[2.0] == pytest.approx(13 / 27, abs=0.01)
    assert (models.medians(np.full((5, 4), 9)) == 9).all()


def test_the_median_spell_has_the_interval_that_the_book_prints():
    spells = models.medians(models.spell_draws(dates=False))
    low, _, high = models.interval(spells, 0.95)
    assert (low, high) == (pytest.approx(526, abs=5), pytest.approx(998, abs=5))


def test_the_curve_of_a_published_example_is_met():
    curve = models.kaplan_meier(WEEKS, RELAPSED).set_index("day")
    assert curve.loc[0, ["at_risk", "share", "low", "high"]].tolist() == [21, 1, 1, 1]
    assert curve["share"].drop(0).round(3).to_dict() == PRINTED
    assert curve.loc[6, "at_risk"] == 21 and curve.loc[7, "at_risk"] == 17
    low = (curve.loc[6, "share"] - curve.loc[6, "low"]) / models.Z95
    assert low == pytest.approx(0.0764, abs=0.0005)
    assert models.lasted(curve.reset_index()) == 23


def test_if_all_have_ended_the_curve_is_the_plain_share():
    days = [3, 1, 4, 1, 5]
    curve = models.kaplan_meier(days).set_index("day")
    for day in (1, 3, 4, 5):
        left = np.mean([one > day for one in days])
        assert curve.loc[day, "share"] == pytest.approx(left)
        off = models.Z95 * math.sqrt(left * (1 - left) / len(days))  # as of any proportion
        assert curve.loc[day, "low"] == pytest.approx(max(left - off, 0))
        assert curve.loc[day, "high"] == pytest.approx(min(left + off, 1))
    assert curve["ended"].tolist() == [0, 2, 1, 1, 1] and curve.loc[5, "share"] == 0


def test_a_curve_without_an_end_stays_at_one():
    curve = models.kaplan_meier([5, 6], [False, False])
    assert curve["share"].tolist() == [1] and math.isnan(models.lasted(curve))


def test_one_that_stops_on_the_day_of_an_end_was_still_at_risk():
    curve = models.kaplan_meier([2, 2, 3], [True, False, True])
    assert curve["share"].round(4).tolist() == [1, 0.6667, 0]


def test_curves_by_side_rest_on_all_spells():
    curves = models.survival()
    spells = curves.groupby("side")["spells"].first()
    assert spells[models.ALL] == len(territory.spells()) == spells.drop(models.ALL).sum()
    every = curves[curves["side"] == models.ALL].set_index("day")["share"]
    days = territory.spells()["days"]
    assert every.loc[float(days.max())] == pytest.approx(0)
    assert every.loc[8.0] == pytest.approx((days > 8).mean())


def test_a_curve_as_known_on_a_day_counts_what_was_still_held():
    table = territory.spells()
    late = models.survival_until(table["end"].max())
    pd.testing.assert_frame_equal(late, models.kaplan_meier(table["days"]))
    early = models.survival_until("2016-12-31")
    assert early["ended"].sum() == (table["end"] <= "2016-12-31").sum()
    assert early["at_risk"].max() == (table["start"] < "2016-12-31").sum()


# Reports


def test_the_parameters_are_those_of_the_table_by_hand():
    one, two, hundred = models.report_parameters([1, 2, 100]).itertuples()
    assert hundred.location == pytest.approx(math.expm1(0.609 + 0.932 * math.log(101)))
    assert hundred.scale == pytest.approx(math.exp(-0.304 + 0.823 * math.log(101)))
    assert hundred.weight == pytest.approx(1 / (1 + math.exp(0.086 + 0.053 * math.log(101))))
    assert two.scale == pytest.approx(math.exp(-0.304 + 0.115 + 0.823 * math.log(3)))
    assert one.deaths == 1 and 0 < one.weight < 1
    with pytest.raises(ValueError, match="one death or more"):
        models.report_parameters([0, 1])


def test_quantiles_give_their_chance_back():
    about = models.report_parameters([5, 20, 150])
    for chance in (0.001, 0.01, 0.5, 0.9, 0.99):
        found = models.report_quantile(np.full(3, chance), about)
        deaths, location, scale, weight = about.to_numpy().T
        below = (1 - weight) * np.exp(-np.exp(-(found - location) / scale))
        jump = np.isclose(found, deaths)  # there a whole range of chances gives one number
        reached = below + weight * (found > deaths)
        assert np.allclose(reached[~jump & (found > 0)], chance)
        assert ((below <= chance + 1e-9) & (chance <= below + weight + 1e-9))[jump].all()


def test_what_falls_below_zero_counts_as_zero():
    low = pd.DataFrame({"deaths": [1.0], "location": [0.0], "scale": [5.0], "weight": [0.1]})
    assert models.report_quantile(np.array([0.001]), low)[0] == 0


def test_the_mean_of_draws_is_the_closed_form():
    about = models.report_parameters([100, 7])
    expected = models.report_mean(about)
    assert expected[0] == pytest.approx(131.2, abs=0.05)
    drawn = models.report_sums([100, 7, 0], draws=40_000)
    assert drawn.mean() == pytest.approx(expected.sum(), rel=0.01)
    together = models.report_sums([100, 7], together=True, draws=40_000)
    assert together.mean() == pytest.approx(expected.sum(), rel=0.01)
    assert together.std() > drawn.std()


def test_independent_errors_cancel_out_and_common_ones_do_not():
    table = models.reported().set_index(["city", "kind"])
    width = table["high"] - table["low"]
    for city in ("Mosul", "Raqqa"):
        apart, alike = width[(city, "each report off by itself")], width[(city, "all off alike")]
        assert apart < alike / 5
    assert table.loc[("Mosul", "UCDP, low to high"), ["low", "middle", "high"]].tolist() == [
        7_776,
        8_102,
        9_718,
    ]


def test_an_event_without_width_has_three_equal_numbers():
    events = pd.DataFrame(
        {"deaths_low": [1, 1, 2, 3], "deaths_best": [1, 2, 2, 3], "deaths_high": [1, 2, 2, 4]}
    )
    assert models.without_width(events) == 0.5
    assert models.without_width(load("ucdp_is_events")) == pytest.approx(0.837, abs=0.001)


# Correlation


def test_the_interval_of_independent_pairs_is_fishers():
    assert models.fisher(0, 103) == pytest.approx((-0.1936, 0.1936), abs=0.0005)
    low, high = models.fisher(0.5, 28)  # atanh 0.5493, off by 1.96 / 5
    assert (low, high) == pytest.approx(
        (math.tanh(0.5493 - 0.392), math.tanh(0.5493 + 0.392)), 1e-3
    )


def grid(size, whole):
    """Two columns that go together on a square grid; constant in squares of `whole` blocks."""
    dice = np.random.default_rng(5)
    row, column = (one.ravel() for one in np.indices((size, size)))
    common = dice.normal(size=(size // whole, size // whole))[row // whole, column // whole]
    noise = dice.normal(size=(2, size // whole, size // whole))[:, row // whole, column // whole]
    return pd.DataFrame(
        {"row": row, "column": column, "x": common + noise[0], "y": common + noise[1]}
    )


def test_drawn_block_by_block_independent_blocks_have_fishers_interval():
    table = grid(24, 1)
    r = table["x"].corr(table["y"])
    drawn = models.interval(models.correlation_draws(table, "x", "y", draws=4000), 0.95)
    assert [drawn["low"], drawn["high"]] == pytest.approx(models.fisher(r, len(table)), abs=0.02)


def test_patches_find_out_that_copies_are_no_evidence():
    """Each value stands on 16 blocks: the naive interval is a quarter as wide as it should be."""
    table = grid(48, 4)
    naive, patches = (
        models.interval(models.correlation_draws(table, "x", "y", side, 4000), 0.95)
        for side in (1, 4)
    )
    ratio = (patches["high"] - patches["low"]) / (naive["high"] - naive["low"])
    assert ratio == pytest.approx(4, abs=0.5)
    single = table[(table["row"] % 4 == 0) & (table["column"] % 4 == 0)]
    expected = models.fisher(single["x"].corr(single["y"]), len(single))
    assert [patches["low"], patches["high"]] == pytest.approx(expected, abs=0.05)


def test_a_perfect_correlation_has_no_width():
    table = grid(8, 1).assign(y=lambda t: 2 * t["x"] + 1)
    assert models.correlation_draws(table, "x", "y", 2, 50) == pytest.approx(1)


def test_raqqas_correlation_is_the_chapters_and_less_sure_in_patches():
    table = models.correlation_intervals()
    damaged = table[table["blocks"] == "with damage"].set_index("side")
    assert damaged["r"].round(2).unique().tolist() == [0.71] and damaged["n"].iloc[0] == 539
    assert damaged.loc[1, ["low", "high"]].tolist() == pytest.approx([0.68, 0.75], abs=0.01)
    assert (damaged["high"] - damaged["low"]).is_monotonic_increasing
    assert damaged["patches"].tolist() == [539, 52, 18]
    assert table[table["blocks"] == "all"]["r"].round(2).unique().tolist() == [0.59]


# Anbar


def test_a_month_with_a_share_is_filled_up():
    table = models.anbar_months().set_index("month")
    assert len(table) == 21
    assert table["in_anbar"].sum() / table["everywhere"].sum() == pytest.approx(0.164, abs=0.001)
    assert table["share"].median() == pytest.approx(0.227, abs=0.001)
    row = table.loc["2014-01-01"]
    assert (row["in_anbar"], row["everywhere"]) == (57, 184)
    assert row["imputed"] == pytest.approx(618 / (1 - 57 / 184))
    assert table.loc["2014-06-01", "said"] == 1_775  # as the mission printed it later
    assert (table["low"] <= table["imputed"]).all() and (table["imputed"] <= table["high"]).all()
    assert (table["low"] >= table["killed"]).all()


def test_the_year_that_was_published_with_anbar_is_met():
    table = models.anbar_years().set_index("year")
    assert table["without"].tolist() == [10_187, 7_515, 6_878, 2_939, 939]
    assert table["months_out"].tolist() == [10, 3, 4, 3, 1]
    months = models.anbar_months()
    for year, own in months.groupby(months["month"].dt.year):
        added = (own["imputed"] - own["killed"]).sum()
        assert table.loc[year, "imputed"] == round(table.loc[year, "without"] + added)
    assert table.loc[2014, "imputed"] == pytest.approx(table.loc[2014, "printed"], rel=0.01)
    assert table.loc[2014, "low"] < table.loc[2014, "printed"] < table.loc[2014, "high"]
    assert (table["without"] <= table["low"]).all() and (table["low"] <= table["high"]).all()


def test_a_share_is_drawn_as_often_as_its_deaths_allow():
    months = pd.DataFrame({"share": [0.1, 0.5, 0.9], "everywhere": [30.0, 10.0, 0.0]})
    drawn = models.anbar_shares(months, 40_000, np.random.default_rng(1))
    assert (drawn == 0.1).mean() == pytest.approx(0.75, abs=0.01) and 0.9 not in drawn


def test_without_deaths_in_anbar_nothing_is_added():
    none = changed(
        "ucdp_events_monthly", lambda rows: rows[rows["governorate_pcode"] != models.ANBAR]
    )
    table = models.anbar_months(load=none)
    assert (table["share"] == 0).all() and table["imputed"].equals(table["killed"])


def test_where_anbar_is_counted_it_is_part_of_the_month():
    months = load("unami_monthly").query("anbar == 'in'").dropna(subset="killed_anbar")
    assert (months["killed_anbar"] < months["civilians_killed"]).all() and len(months) == 6


# Growth


def test_growth_is_that_of_the_releases():
    table = models.growth().set_index(["country", "year"])
    assert len(table) == 10 and table["release"].value_counts().to_dict() == {
        "final": 7,
        "preliminary": 3,
    }
    assert table.loc[("Iraq", 2014), "growth"] == pytest.approx(16_437 / 15_092 - 1)
    assert table.loc[("Iraq", 2014), "growth"] == pytest.approx(0.09, abs=0.001)
    assert table.loc["Syria", "growth"].between(0.07, 0.16).all()
    revised = casualties.revisions().loc["UCDP: all deaths, Iraq"]
    assert table.loc["Iraq", "last"].tolist() == revised["last"].tolist()


@pytest.mark.parametrize("kind", ["normal", "exponential", "pareto"])
def test_the_next_value_lies_among_the_past_ones_as_often_as_the_rule_says(kind):
    dice = np.random.default_rng(3)
    values = getattr(dice, kind)(*([1] if kind == "pareto" else []), size=(20_000, 8))
    past, after = values[:, :7], values[:, 7]
    inside = (past.min(axis=1) <= after) & (after <= past.max(axis=1))
    told = models.next_one(past[0].tolist())
    assert told["chance"] == 0.75 == pytest.approx(inside.mean(), abs=0.01)
    assert (told["low"], told["high"]) == (past[0].min(), past[0].max())
    assert told["median"] == np.median(past[0])


def test_the_rule_needs_two_values():
    assert models.next_one([1, 2])["chance"] == pytest.approx(1 / 3)
    with pytest.raises(ValueError, match="two or more"):
        models.next_one([1])


def test_the_latest_year_may_grow_as_the_largest_of_iraqs_years_did():
    table = models.expected().set_index("country")
    latest = load("ucdp_country_year").query("year == 2024").set_index("country")["deaths_best"]
    assert (table["year"] == 2024).all() and table["chance"].eq(0.75).all()
    for country in ("Iraq", "Syria"):
        assert table.loc[country, "value"] == table.loc[country, "low"] == latest[country]
        assert table.loc[country, "high"] == round(latest[country] * 16_437 / 15_092)
