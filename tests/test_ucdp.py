"""Topic ucdp: published totals, read again from data/, and the tidy functions on made-up rows."""

import pandas as pd
import pytest
import shapely

from builders import ucdp
from builders.common import BuildError
from helpers.tables.read import DataError, catalogue, describe, load

SPAN = range(2011, 2019)


def total(table, column, **filters):
    for name, value in filters.items():
        table = table[table[name].isin(value if isinstance(value, (list, range)) else [value])]
    return int(table[column].sum())


# Published totals


def test_world_totals_are_those_of_ged_25_1():
    world = load("ucdp_world_year")
    assert world["deaths_best"].sum() == 3_957_143
    assert world["deaths_civilians"].sum() == 1_474_095
    assert world["year"].tolist() == list(range(1989, 2025))


def test_syria_and_iraq_by_year():
    years = load("ucdp_country_year")
    syria = years[(years["country"] == "Syria") & years["year"].between(2011, 2017)]
    sums = syria[["deaths_low", "deaths_best", "deaths_high", "deaths_civilians"]].sum().tolist()
    assert sums == [350_107, 365_252, 390_242, 111_521]
    iraq = years[(years["country"] == "Iraq") & years["year"].between(2014, 2017)]
    assert iraq["deaths_civilians"].tolist() == [3_376, 1_937, 4_489, 5_479]
    assert iraq["deaths_best"].tolist() == [16_437, 11_304, 12_025, 11_417]


def test_types_and_victims_add_up():
    years = load("ucdp_country_year")
    by_type = years[["state_based_best", "non_state_best", "one_sided_best"]].sum(axis="columns")
    by_victim = years[["deaths_civilians", "deaths_parties", "deaths_unknown"]].sum(axis="columns")
    assert (by_type == years["deaths_best"]).all()
    assert (by_victim == years["deaths_best"]).all()


def test_months_and_remainder_make_the_year():
    years = load("ucdp_country_year").set_index(["country", "year"])
    months = load("ucdp_months")
    dated = months.groupby(["country", months["month"].dt.year])["deaths_dated"].sum()
    assert dated.to_dict() == years["deaths_in_one_month"].to_dict()
    whole = years["deaths_in_one_month"] + years["deaths_not_in_one_month"]
    assert (whole == years["deaths_best"]).all()


def test_share_dated_to_a_month():
    years = load("ucdp_country_year").set_index(["country", "year"])
    share = (100 * years["deaths_in_one_month"] / years["deaths_best"]).astype(float).round()
    assert share["Syria"].loc[2011:2018].tolist() == [100, 84, 81, 79, 75, 69, 88, 92]
    assert share["Iraq"].loc[2011:2018].tolist() == [100, 100, 100, 98, 97, 98, 91, 99]


def test_state_based_series_is_not_shifted_and_piles_up_in_december():
    months = load("ucdp_months").set_index(["country", "month"])["deaths_state_based_by_end_month"]
    assert months["Syria", "2016-12-01"] == 17_412
    assert months.loc["Syria", "2011-01-01":"2011-12-01"].sum() == 1_206
    assert months.loc[:, "2019-01-01":].isna().all()
    assert months.loc[:, "1990-01-01":"2018-12-01"].notna().all()


# Events


def test_no_event_is_lost_or_counted_twice():
    months = load("ucdp_events_monthly")
    assert total(months, "events", year=SPAN) == 18_534
    assert total(months, "events", country="Iraq") == 7_473
    assert total(months, "deaths_best", country="Syria", year=2016) == 48_710
    assert total(months, "deaths_best", country="Iraq", year=2014) == 15_092
    assert total(months, "deaths_civilians", country="Syria", year=2017) == 8_913
    assert sorted(set(months.loc[months["country"] == "Syria", "year"])) == [2016, 2017, 2018]


def test_months_belong_to_their_year_and_some_events_have_none():
    months = load("ucdp_events_monthly")
    dated = months[months["month"].notna()]
    assert (dated["month"].dt.year == dated["year"]).all() and (dated["month"].dt.day == 1).all()
    undated = months[months["month"].isna()]
    assert total(undated, "events", year=SPAN) == 312
    assert total(undated, "events", country="Syria") == 247


def test_opponents_stand_only_beside_is():
    months = load("ucdp_events_monthly")
    assert (months["against"].notna() == months["is_side"]).all()
    civilians = months["against"] == "civilians"
    one_sided = (months["type_of_violence"] == "one-sided") & months["is_side"]
    assert civilians.equals(one_sided)
    assert not months["against"].isin(["coalition", "russia"]).any()


def test_broken_ranges_are_flagged_and_counted():
    counted = {"ucdp_is_events": 64, "ucdp_events_monthly": 106, "ucdp_dyad_year": 1}
    for name, flags in counted.items():
        table = load(name)
        low, best, high = table["deaths_low"], table["deaths_best"], table["deaths_high"]
        broken = (low > best) | (best > high)
        assert not (broken & ~table["range_broken"]).any(), name
        assert table["range_broken"].sum() == flags, name


def test_is_events_agree_with_the_months():
    points, months = load("ucdp_is_events"), load("ucdp_events_monthly")
    assert len(points) == 8_945
    assert points["where_prec"].max() == 3 and points["year"].between(2011, 2018).all()
    whole = months[months["is_side"]].groupby(["country", "year"])["events"].sum()
    part = points.groupby(["country", "year"]).size()
    assert (part <= whole.reindex(part.index)).all()
    assert ((points["side_a"] == "IS") ^ (points["side_b"] == "IS")).all()


def test_is_in_syria_by_year():
    cells = load("ucdp_battle_cells")
    syria = cells[(cells["country"] == "Syria") & cells["is_side"]]
    assert syria.groupby("year")["events"].sum().loc[2013:2015].tolist() == [103, 2_105, 1_887]
    everyone = cells[cells["country"] == "Syria"].groupby("year")["events"].sum()
    assert everyone.loc[2011:2015].tolist() == [209, 8_082, 10_807, 11_744, 6_860]
    assert cells["governorate_point"].any() and not cells["governorate_point"].all()


def test_cells_hold_the_events_of_the_same_year():
    """Where both files know the place of IS battles, they agree on where most of them were."""
    events = load("ucdp_is_events")
    battles = events[(events["type_of_violence"] != "one-sided") & (events["year"] == 2017)]
    cells = load("ucdp_battle_cells").query("year == 2017 and is_side")
    known = set(zip(cells["lat"].round(2), cells["lon"].round(2)))
    met = [pair in known for pair in zip(ucdp.cell(battles["lat"]), ucdp.cell(battles["lon"]))]
    assert sum(met) > 0.95 * len(met)


def test_dyads_and_presence():
    dyads, presence = load("ucdp_dyad_year"), load("is_presence")
    assert len(dyads) == 291 and dyads["several_countries"].sum() == 71
    assert (dyads["in_iraq"] | dyads["in_syria"]).all()
    iraq_is = dyads[(dyads["side_a"] == "Government of Iraq") & (dyads["side_b"] == "IS")]
    assert iraq_is["is_side"].all() and set(range(2004, 2023)) == set(iraq_is["year"])
    assert len(presence) == 488
    countries = presence.groupby("year")["country"].nunique()
    assert countries.loc[[2012, 2014, 2015, 2016, 2017]].tolist() == [1, 5, 21, 24, 25]


def test_dyads_of_is_in_the_world_hold_those_of_iraq_and_syria():
    world, war = load("is_dyad_year"), load("ucdp_dyad_year").query("is_side")
    keys = ["type_of_violence", "year", "dyad_id"]
    both = war.merge(world, on=keys, suffixes=("", "_world"))
    assert len(both) == len(war) and (both["deaths_best"] == both["deaths_best_world"]).all()
    near = world[world["where"] != "elsewhere"]
    added = near.merge(war[keys], on=keys, how="left", indicator=True)
    added = added[added["_merge"] == "left_only"]  # where a side is IS together with others
    assert len(added) == 9 and (added["side_a"] + "; " + added["side_b"]).str.contains(", ").all()
    assert world["year"].agg(["min", "max"]).tolist() == [2004, 2022]
    names = world["countries"].str.split(", ")
    assert (names.map(len) == world["countries_count"]).all()
    home = names.map(lambda found: sum(name in ("Iraq", "Syria") for name in found))
    assert (home[world["where"] == "elsewhere"] == 0).all()
    inside = world["where"] == "Iraq and Syria"
    assert (home[inside] == world.loc[inside, "countries_count"]).all()
    assert (home[world["where"] == "both"] > 0).all()


def test_country_deaths_are_those_of_all_sides():
    deaths, totals = load("is_country_year"), load("ucdp_country_year")
    assert len(deaths) == len(load("is_presence"))
    assert (deaths["is_dyads"] <= deaths["all_dyads"]).all()
    for kind, column in (
        ("state-based", "state_based"),
        ("non-state", "non_state"),
        ("one-sided", "one_sided"),
    ):
        told = deaths[deaths["type_of_violence"] == kind].merge(
            totals.drop(columns=["deaths_low", "deaths_best", "deaths_high"]),
            on=["country", "year"],
        )
        assert len(told) > 12
        for end in ("low", "best", "high"):
            assert (told[f"deaths_{end}"] == told[f"{column}_{end}"]).all(), (kind, end)


# Events of two cities


def battle(area, first, last):
    """Events of an area whose first day lies in a battle."""
    events = load("ucdp_city_events")
    return events[(events["area"] == area) & events["date_start"].between(first, last)]


def dead(events):
    return len(events), int(events["deaths_best"].sum()), int(events["deaths_civilians"].sum())


@pytest.mark.parametrize(
    "scopes, told",
    [
        (1, (466, 8_102, 5_415)),
        (2, (472, 8_155, 5_426)),
        (3, (496, 8_678, 5_879)),
        (4, (555, 10_269, 6_338)),
        (5, (557, 10_317, 6_338)),
    ],
)
def test_battle_of_mosul_by_scope(scopes, told):
    events = battle("Mosul", "2016-10-17", "2017-07-10")
    assert dead(events[events["scope"].isin(ucdp.SCOPES[:scopes])]) == told


def test_places_named_mosul_hold_a_reservoir_elsewhere():
    events = battle("Mosul", "2016-10-17", "2017-07-10")
    named = events[events["place"].str.contains("Mosul")]
    assert dead(named) == (467, 8_106, 5_415)
    district = events[events["scope"] == "district_named"]
    assert dead(pd.concat([named, district])) == (473, 8_159, 5_426)
    lake = named[named["scope"] != "city"]
    assert lake["place"].tolist() == ["Mosul Dam Lake"] and dead(lake) == (1, 4, 0)
    assert lake["scope"].tolist() == ["governorate"]


def test_largest_event_of_the_battle_of_mosul_is_known_to_the_governorate_only():
    events = battle("Mosul", "2016-10-17", "2017-07-10")
    largest = events.loc[events["deaths_best"].idxmax()]
    assert (largest["deaths_best"], largest["where_prec"]) == (494, 4)
    assert largest["scope"] == "governorate" and largest["event_clarity"] == 2


def test_battle_of_raqqa_with_and_without_sohr():
    events = battle("Raqqa", "2017-06-06", "2017-10-20").query("scope == 'city'")
    assert set(events["place"]) == {"Ar Raqqah town"}
    assert dead(events) == (348, 4_159, 2_042)
    assert events[["deaths_low", "deaths_high"]].sum().tolist() == [4_002, 5_083]
    assert dead(events[events["cites_sohr"]])[1:] == (3_334, 1_236)
    assert dead(events[~events["cites_sohr"]])[1:] == (825, 806)


def test_summaries_of_the_battle_of_raqqa_stand_in_no_month():
    events = load("ucdp_city_events").query("area == 'Raqqa' and scope == 'city'")
    whole = events[events["date_end"] == "2017-10-20"].query("event_clarity == 2")
    assert whole["month"].isna().all()
    assert whole["date_start"].dt.strftime("%Y-%m-%d").tolist() == ["2017-06-05", "2017-06-06"]
    assert whole["deaths_best"].tolist() == [153, 960]


def test_city_events_hold_those_with_is_and_the_months_of_the_same_governorate():
    cities, events = load("ucdp_city_events"), load("ucdp_is_events")
    own = cities[cities["is_side"] & (cities["where_prec"] <= 3)].set_index("id")
    for area, pcode, first in (("Raqqa", "SY11", 2016), ("Mosul", "IQG15", 2014)):
        here = events[(events["governorate_pcode"] == pcode) & (events["year"] >= first)]
        assert set(here["id"]) <= set(own[own["area"] == area].index)
        months = load("ucdp_events_monthly").query("governorate_pcode == @pcode")
        inside = cities[cities["governorate_pcode"] == pcode]
        assert total(months, "deaths_best", year=range(first, 2019)) == inside["deaths_best"].sum()


def test_limits_of_city_events_count_right():
    events, said = load("ucdp_city_events"), " ".join(describe("ucdp_city_events")["limitations"])
    lake = events[events["place"] == "Mosul Dam Lake"]["deaths_best"]
    assert f"{lake.sum()} dead, {lake.max()} of them in one event" in said
    points = events[events["scope"] == "coordinates"]
    vague = (points["place"] == "Northern Iraq").sum()
    assert f"Of the {len(points)} events with scope coordinates {vague} are named" in said
    astray = events[(events["area"] == "Raqqa") & (events["governorate_pcode"] != "SY11")]
    assert len(astray) == 4 and f"({astray['deaths_best'].sum()} dead)" in said
    assert f"high in {events['range_broken'].sum()} of these events" in said


# Counts typed from pages


def test_unami_months_sum_to_the_published_years():
    months, years = load("unami_monthly"), load("unami_annual").set_index("year")
    sums = months.groupby(months["month"].dt.year)[["civilians_killed", "civilians_injured"]].sum()
    assert sums["civilians_killed"].loc[[2014, 2015, 2016]].tolist() == [10_187, 7_515, 6_878]
    for year in (2015, 2016):
        assert sums.loc[year].tolist() == years.loc[year, sums.columns].tolist()
    assert years["civilians_killed"].tolist() == [12_282, 7_515, 6_878, 3_298]
    assert len(months) == 74 and months["civilians_killed"].notna().sum() == 73
    empty = months.loc[months["civilians_killed"].isna(), "month"]
    assert empty.tolist() == [pd.Timestamp("2017-05-01")]
    assert (months["anbar"] == "out").sum() == 21
    to_september = months[months["month"].between("2018-01-01", "2018-09-01")]
    assert to_september["civilians_killed"].sum() == 797


def test_ibc_vintages():
    years, months = load("ibc_annual"), load("ibc_monthly")
    sums = months.groupby(months["month"].dt.year)["civilians_killed"].sum()
    assert sums.tolist() == [4_622, 9_742, 17_049]
    last = years.groupby("year")["civilians_killed"].max().loc[2014:2017]
    assert last.tolist() == [20_218, 17_578, 16_393, 13_187] and last.sum() == 67_376
    perpetrators = load("ibc_by_perpetrator").merge(
        years.groupby("year")["civilians_killed"].max(), on="year", suffixes=("", "_all")
    )
    assert (perpetrators["civilians_killed"] < perpetrators["civilians_killed_all"]).all()


def test_sohr_years():
    told = load("sohr_annual").set_index("year")["killed"].tolist()
    assert told == [7_841, 49_294, 73_447, 76_021, 55_219, 49_742, 39_000, 19_666]


def test_rows_of_the_article_are_flagged():
    ibc, syria = load("ibc_annual"), load("syria_toll_milestones")
    from_article = ibc[ibc["from_article"]]
    assert list(zip(from_article["year"], from_article["civilians_killed"])) == [
        (2014, 20_218),
        (2017, 13_187),
    ]
    assert syria.loc[syria["from_article"], "killed"].tolist() == [353_900]
    for table in (ibc, syria):
        bbc = table["source_publisher"].str.contains("BBC")
        assert bbc.equals(table["from_article"])


@pytest.mark.parametrize(
    "name",
    [
        "ibc_annual",
        "ibc_monthly",
        "ibc_by_perpetrator",
        "unami_annual",
        "unami_monthly",
        "sohr_annual",
        "syria_toll_milestones",
        "other_counts",
    ],
)
def test_links_lead_to_publishers(name):
    table = load(name)
    links = table["source_url"].dropna()
    unwelcome = "antiwar|blogspot|wordpress|breitbart|shiawaves|github|maghress|masress|heartof"
    assert len(links) and not links.str.contains(unwelcome).any()
    counted = table[[c for c in table.columns if c.startswith(("civilians", "killed", "value"))]]
    read = counted.notna().any(axis="columns")
    assert table.loc[read, "source_publisher"].notna().all()


# The catalogue


def test_every_table_is_described_and_small():
    tables = catalogue().query("topic == 'ucdp'")
    assert len(tables) == 26
    sizes = {name: describe(name)["bytes"] for name in tables["name"]}
    assert max(sizes.values()) < 1_250_000 and sum(sizes.values()) < 3_000_000
    for name in tables["name"]:
        entry = describe(name)
        assert entry["limitations"] and entry["sources"] and entry["vintage"], name
        assert entry["builder"] == ("ucdp" if name in BUILT else None), name
        assert all(field["title"] for field in entry["schema"]["fields"]), name


BUILT = {
    "ucdp_events_monthly",
    "ucdp_is_events",
    "ucdp_city_events",
    "ucdp_battle_cells",
    "ucdp_months",
    "ucdp_country_year",
    "ucdp_world_year",
    "ucdp_dyad_year",
    "is_presence",
    "ucdp_precision",
    "ucdp_syria_sources",
    "is_dyad_year",
    "is_country_year",
}


# The tidy functions, on made-up rows


AREAS = (
    pd.DataFrame(
        {
            "ADM0_EN": ["Iraq", "Syrian Arab Republic"],
            "ADM1_PCODE": ["IQG15", "SY11"],
            "ADM1_EN": ["Ninewa", "Ar-Raqqa"],
        }
    ),
    [shapely.box(42, 35, 44, 37), shapely.box(38, 35, 40, 37)],
)


def made_up(**changes):
    row = {
        "id": 1,
        "ged_release": 19.1,
        "year": 2014,
        "date_start": "2014-06-10",
        "date_end": "2014-06-10",
        "date_prec": 1,
        "country": "Iraq",
        "where_prec": 1,
        "where_coordinates": "Mosul town",
        "adm_1": "Nīnawá province",
        "adm_2": "Qaḑā’ al Mawşil",
        "latitude": 36.3,
        "longitude": 43.1,
        "type_of_violence": 1,
        "side_a_new_id": 116,
        "side_a": "Government of Iraq",
        "side_b_new_id": 234,
        "side_b": "IS",
        "deaths_a": 2,
        "deaths_b": 1,
        "deaths_civilians": 2,
        "deaths_unknown": 0,
        "best": 5,
        "low": 4,
        "high": 9,
        "event_clarity": 1,
        "number_of_sources": 1,
        "src_sohr": 0,
        "src_airwars": 1,
    }
    assert set(row) == set(ucdp.files.EVENTS[0].fields) and set(changes) <= set(row)
    return row | changes


def tidy(*rows):
    rows = [row | {"id": number} for number, row in enumerate(rows, start=1)]
    days = {
        name: pd.to_datetime([row[name] for row in rows], format="%Y-%m-%d")
        for name in ("date_start", "date_end")
    }
    return ucdp.tidy_events(pd.DataFrame(rows).assign(**days), AREAS)


@pytest.mark.parametrize(
    "changes, month",
    [
        ({}, "2014-06-01"),
        ({"date_prec": 3, "date_end": "2014-06-30"}, "2014-06-01"),
        ({"date_prec": 4, "date_end": "2014-06-30"}, None),
        ({"date_prec": 5}, None),
        ({"date_start": "2014-05-31", "date_end": "2014-06-01"}, None),
        ({"date_start": "2013-06-01", "date_end": "2014-06-30"}, None),
    ],
)
def test_month_of_an_event(changes, month):
    found = tidy(made_up(**changes))["month"].iloc[0]
    assert pd.isna(found) if month is None else found == pd.Timestamp(month)


@pytest.mark.parametrize(
    "side_a, side_b, against",
    [
        (116, 234, "iraq_gov"),
        (118, 234, "syria_gov"),
        (234, 6288, "kurdish_sdf"),
        (234, 6815, "opposition"),
        (115, 234, "opposition"),
        (234, 1, "civilians"),
        (120, 234, "other"),
        (234, 4359, "other"),
        (118, 4456, None),
    ],
)
def test_who_stood_against_is(side_a, side_b, against):
    event = tidy(made_up(side_a_new_id=side_a, side_b_new_id=side_b)).iloc[0]
    assert event["is_side"] == (against is not None)
    assert pd.isna(event["against"]) if against is None else event["against"] == against


def test_an_unknown_opponent_stops_the_builder():
    with pytest.raises(BuildError, match="AGAINST lacks"):
        tidy(made_up(side_a_new_id=99_999))


def test_no_actor_is_mapped_twice():
    numbers = [number for group in ucdp.AGAINST.values() for number in group.split()]
    assert len(numbers) == len(set(numbers))
    enum = describe("ucdp_is_events")["schema"]["fields"]
    enum = next(field for field in enum if field["name"] == "against")["constraints"]["enum"]
    assert set(ucdp.AGAINST) <= set(enum)


@pytest.mark.parametrize(
    "low, best, high, broken",
    [(1, 2, 3, False), (2, 2, 2, False), (3, 2, 4, True), (1, 5, 4, True), (0, 0, 0, False)],
)
def test_broken_range_of_an_event(low, best, high, broken):
    assert tidy(made_up(low=low, best=best, high=high))["range_broken"].iloc[0] == broken


@pytest.mark.parametrize(
    "changes, pcode",
    [
        ({}, "IQG15"),
        ({"where_prec": 4}, "IQG15"),
        ({"where_prec": 5}, "IQG15"),
        ({"where_prec": 5, "adm_1": None}, None),
        ({"where_prec": 6}, None),
        ({"longitude": 44.02}, "IQG15"),
        ({"country": "Syria", "longitude": 38.5}, "SY11"),
    ],
)
def test_governorate_of_an_event(changes, pcode):
    found = tidy(made_up(**changes))["governorate_pcode"].iloc[0]
    assert pd.isna(found) if pcode is None else found == pcode


def test_a_point_far_off_stops_the_builder():
    with pytest.raises(BuildError, match="more than 5 km off"):
        tidy(made_up(country="Syria", latitude=36.3, longitude=43.1))


def test_cells_of_months_sum_and_carry_the_flag():
    events = tidy(
        made_up(),
        made_up(low=7),
        made_up(type_of_violence=3, side_a_new_id=234, side_b_new_id=1),
        made_up(date_prec=5),
    )
    cells = ucdp.by_month(events).sort_values(["type_of_violence", "events"]).reset_index()
    assert cells["events"].tolist() == [1, 1, 2] and cells["deaths_best"].sum() == 20
    assert cells["range_broken"].tolist() == [False, False, True]
    assert cells["month"].isna().sum() == 1


def test_is_events_leave_out_what_has_no_place():
    events = tidy(made_up(), made_up(where_prec=4), made_up(year=2010), made_up(side_b_new_id=9))
    assert ucdp.is_events(events)["id"].tolist() == [1]


@pytest.mark.parametrize(
    "changes, scope",
    [
        ({}, "city"),
        ({"where_coordinates": "Qaḑā’ al Mawşil", "where_prec": 3}, "district_named"),
        ({"where_coordinates": "Bādūsh town"}, "district"),
        ({"where_coordinates": "Mosul Dam Lake", "adm_2": "Qaḑā’ Tall ‘Afar"}, "governorate"),
        ({"where_coordinates": "Nīnawá province", "adm_2": None, "where_prec": 4}, "governorate"),
        ({"where_coordinates": "Northern Iraq", "adm_1": None, "adm_2": None}, "coordinates"),
        ({"year": 2013}, None),
        ({"where_coordinates": "Iraq", "adm_1": None, "adm_2": None, "where_prec": 6}, None),
    ],
)
def test_scope_of_an_event(changes, scope):
    found = ucdp.city_events(tidy(made_up(**changes)))
    assert found["scope"].tolist() == ([scope] if scope else [])


def test_city_events_keep_both_governorates_and_all_sides():
    raqqa = made_up(
        country="Syria",
        longitude=39.0,
        year=2017,
        side_b_new_id=6288,
        src_sohr=1,
        where_coordinates="Ar Raqqah town",
        adm_1="Ar Raqqah Governorate",
        adm_2="Ar Raqqah district",
        number_of_sources=-1,
        src_airwars=0,
    )
    found = ucdp.city_events(tidy(raqqa, made_up(), raqqa | {"year": 2015})).set_index("id")
    assert found["area"].to_dict() == {1: "Raqqa", 2: "Mosul"}
    assert found["is_side"].tolist() == [False, True]
    assert found["cites_sohr"].tolist() == [True, False]
    assert found["cites_airwars"].tolist() == [False, True]
    assert pd.isna(found.loc[1, "sources"]) and found.loc[2, "sources"] == 1


@pytest.mark.parametrize(
    "changes, word",
    [
        ({"deaths_unknown": 1}, "victims do not add up"),
        ({}, "Raqqa: no event has the scope city, district, district_named, governorate"),
    ],
)
def test_odd_events_of_cities_stop_the_builder(changes, word):
    events = tidy(made_up(**changes))
    with pytest.raises(BuildError, match=word):
        ucdp._validate_cities(events, ucdp.city_events(events))


def test_cells_of_a_tenth_of_a_degree():
    degrees = pd.Series([36.3, 36.34, 36.399, 35.0])
    assert ucdp.cell(degrees).tolist() == [36.35, 36.35, 36.35, 35.05]


def test_is_is_found_as_a_side_only():
    assert ucdp._has_is("Government of Iraq - IS")
    assert ucdp._has_is("High Council of Afghanistan Islamic Emirate, IS - Taleban")
    assert not ucdp._has_is("HTS - Tanzim Hurras ad-Din")
    assert not ucdp._has_is("ISIL-K, DISA - Civilians")


def test_shifted_labels_are_mended():
    labels = pd.to_datetime(["2010-12-31", "2011-01-31"])
    frame = pd.DataFrame({"": labels, "Iraq": [1, 2], "Syria": [3, 4]})
    months = ucdp._months(frame, shift=12)
    assert months["Syria", "2012-01-01"] == 4 and months["Iraq", "2011-12-01"] == 1


def test_a_negative_count_in_the_file_is_refused(tmp_path, monkeypatch):
    from helpers.tables.read import data_folder

    entry = describe("ucdp_world_year")
    text = (data_folder() / entry["path"]).read_text(encoding="utf-8")
    (tmp_path / "ucdp").mkdir()
    text = text.replace("1989,60991,", "1989,-60991,")
    (tmp_path / entry["path"]).write_text(text, encoding="utf-8")
    (tmp_path / "datapackage.json").write_bytes((data_folder() / "datapackage.json").read_bytes())
    monkeypatch.setenv("BOOK_DATA", str(tmp_path))
    with pytest.raises(DataError) as error:
        load("ucdp_world_year")
    assert (error.value.line, error.value.column) == (2, "deaths_low")


# Casualties: precision, sources, definitions


def test_precision_and_sources_hold_every_event():
    months, exact, cited = (
        load(f"ucdp_{name}") for name in ("events_monthly", "precision", "syria_sources")
    )
    for column in ("events", "deaths_best", "deaths_civilians"):
        for country in ("Iraq", "Syria"):
            assert total(exact, column, country=country) == total(
                months, column, country=country, year=SPAN
            ), (country, column)
        assert cited[column].sum() == total(months, column, country="Syria")
    vague = exact[exact["date_prec"] >= 4]
    assert vague["events"].sum() == 259
    country_only = exact[(exact["where_prec"] == 6) & (exact["country"] == "Syria")]
    assert country_only["deaths_best"].sum() == 23_505


def test_most_deaths_of_syria_cite_one_monitor():
    deaths = load("ucdp_syria_sources").pivot(index="year", columns="cited", values="deaths_best")
    assert deaths.sum(axis="columns").tolist() == [48_710, 33_316, 20_251]
    citing = deaths["sohr_alone"] + deaths["sohr_and_others"]
    assert citing.tolist() == [45_078, 31_018, 19_370]
    assert deaths["sohr_alone"].tolist() == [35_151, 20_073, 10_875]


def test_an_event_without_a_number_of_sources_stops_the_table():
    syrian = made_up(country="Syria", longitude=39.0, number_of_sources=-1)
    with pytest.raises(BuildError, match="no known number of sources"):
        ucdp.syria_sources(tidy(syrian))


@pytest.mark.parametrize(
    "cites, sources, cited",
    [(1, 1, "sohr_alone"), (1, 3, "sohr_and_others"), (0, 1, "others"), (0, 4, "others")],
)
def test_how_an_event_cites_the_observatory(cites, sources, cited):
    event = made_up(country="Syria", longitude=39.0, number_of_sources=sources, src_sohr=cites)
    found = ucdp.syria_sources(tidy(event))
    assert found["cited"].tolist() == [cited] and found["deaths_best"].tolist() == [5]


def test_every_count_of_the_chapter_has_a_definition():
    bodies = load("casualty_definitions").set_index("key")
    assert list(bodies.index) == [
        "ibc",
        "unami",
        "ucdp-civilians",
        "ucdp-all",
        "sohr",
        "ohchr",
        "snhr",
    ]
    assert bodies.loc["ibc", "countries"] == "Iraq"
    counted = set(load("other_counts")["body"].str.lower())
    assert counted <= set(bodies.index)


def test_ibc_counts_that_are_no_page_of_ibc_say_so():
    years = load("ibc_annual")
    quoted = years[years["source_publisher"].str.contains("quoting")]
    assert quoted["year"].tolist() == [2017, 2018] and quoted["source_url"].isna().all()
    assert quoted["civilians_killed"].tolist() == [13_183, 3_319]
