"""What came after: claims with a day beside the latest figure, and the page's key numbers."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from helpers import catalogue, load
from helpers.judge import claims, since
from helpers.judge.printed import plain
from helpers.judge.since import CLOSED, LATER, NONE
from helpers.topics import later, territory

NOTEBOOK = Path(__file__).resolve().parents[1] / "notebooks" / "aftermath.ipynb"


@pytest.fixture(scope="module")
def table():
    return since.later().set_index("claim_id")


def printed():
    """All Markdown that the page prints, in one text."""
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    found = [
        output.get("data", {}).get("text/markdown", "")
        for cell in cells
        for output in cell.get("outputs", [])
    ]
    return " ".join("".join(text) for text in found).replace("\n", " ")


def day_of(text):
    """The last day that 'until' can mean: of a day, a month or a year."""
    text = text.removeprefix("end of ")
    if re.fullmatch(r"\d{4}", text):
        return pd.Timestamp(f"{text}-12-31")
    date = pd.to_datetime(text)
    return date if text[0].isdigit() else date + pd.offsets.MonthEnd(0)


# The claims with a day


def test_every_claim_with_a_day_is_there_once_and_no_other(table):
    told = claims.claims()
    assert set(table.index) == set(told.loc[told["as_of"].notna(), "claim_id"])
    assert table.index.is_unique and set(table["state"]) == {LATER, CLOSED, NONE}
    assert set(since._LATER) <= set(table.index)


def test_a_later_figure_is_later_and_says_whence(table):
    known = set(catalogue()["name"])
    for claim_id, row in table[table["state"] == LATER].iterrows():
        as_of = pd.Period(row["as_of"], freq="M" if len(row["as_of"]) == 7 else "Y")
        assert day_of(row["until"]) > as_of.end_time.normalize(), claim_id
        assert set(row["tables"]) <= known, claim_id
        assert row["links"] and all(name for name, _ in row["links"]), claim_id
        assert all(re.match(r"https?://\S+$", url) for _, url in row["links"] if url), claim_id
        assert not row["now"].endswith("."), claim_id
    others = table[table["state"] != LATER]
    assert others["now"].isna().all() and (others["links"].map(len) == 0).all()


def test_what_is_over_and_what_runs_on(table):
    over = ["spread-02", "casualties-05", "raqqa-04", "reach-05"]
    assert table.loc[over, "state"].eq(CLOSED).all()
    running = ["casualties-03", "strikes-03", "reach-08"]
    assert table.loc[running, "state"].eq(NONE).all()


@pytest.mark.parametrize(
    ("kind", "end", "as_of", "over"),
    [
        ("date", None, "2017-12", True),
        ("number", "2017-12", "2018-01", True),
        ("number", "2018-02", "2018-03", False),
        ("number", None, "2018-03", False),
        ("trend", "2017", "2018-03", True),
    ],
)
def test_the_rule_for_what_is_over(kind, end, as_of, over):
    claim = {"claim_id": "made-up", "kind": kind, "end": end, "as_of": as_of}
    assert bool(since.is_over(claim)) is over


def test_a_claim_without_a_later_row_is_not_given_one():
    def early(name):
        rows = load(name)
        return rows[rows["counter"] != "SOHR"] if name == "syria_toll_milestones" else rows

    with pytest.raises(ValueError):
        since.later(early)


# Its figures, by another route


def test_figures_of_the_displaced(table):
    abroad = load("displaced_abroad").query("origin_iso3 == 'SYR' and year == 2025")
    assert abs(table.loc["refugees-01", "now_value"] - abroad["refugees"].sum()) <= 100
    three = abroad[abroad["asylum"].isin(["Türkiye", "Lebanon", "Jordan"])]["refugees"].sum()
    share = f"{100 * three / abroad['refugees'].sum():.0f}%"
    assert table.loc["refugees-02", "now"] == f"{share} of them"
    iom = load("iom_iraq").sort_values("date").iloc[-1]
    assert table.loc["refugees-05", "now_value"] == iom["returned"] == 4_350_150
    assert iom["displaced"] == 1_552_914 and table.loc["refugees-06", "now_value"] == 997_334
    assert table.loc["refugees-01", "then_value"] == 6_310_498
    assert "in all nine later totals" in table.loc["refugees-07", "now"]
    assert "2.8 times as many" in table.loc["refugees-07", "now"]


def test_a_claim_is_printed_with_its_day_once_and_countries_with_their_article(table):
    printed = since.listed(table.reset_index())._repr_mimebundle_()["text/markdown"]
    assert "| the change comes in December 2017 | in all" in printed
    assert (
        "Mali, Egypt, Somalia, Bangladesh, Indonesia and the Philippines (August 2016)" in printed
    )


def test_figures_of_deaths_strikes_and_countries(table):
    assert table.loc["casualties-07", "now_value"] == 528_592
    assert table.loc["casualties-08", "now_value"] == 181_939
    assert "350,209" in table.loc["casualties-11", "now"]
    assert table.loc["strikes-01", "now"].startswith("34,573 in both countries together")
    in_2024 = set(load("is_country_year").query("year == 2024")["country"])
    assert table.loc["reach-02", "now_value"] == len(in_2024) == 20
    in_2016 = set(load("is_country_year").query("year == 2016")["country"])
    assert table.loc["reach-02", "then_value"] == len(in_2016) == 24
    assert "Baghuz" in table.loc["spread-01", "now"]


# The page


def test_three_places_outlive_the_article():
    towns = load("towns")
    held = set(territory.held_on(towns, "2018-03-01")["place"])
    assert held == set(towns.loc[towns["end"] > "2018-03-01", "place"])
    assert len(held) == 3
    assert "IS still held three of the 46 places that this book follows" in printed()
    assert "It lost the last of them, Baghuz, on 23 March 2019" in printed()


def test_the_page_prints_sums_found_another_way():
    text = printed()
    dyads = load("is_dyad_year").query("type_of_violence != 'one-sided'")
    for year, home, away in ((2014, 31_328, 126), (2022, 1_135, 4_711)):
        some = dyads[dyads["year"] == year]
        near = some["countries"].str.fullmatch("Iraq|Syria|Iraq, Syria")
        far = ~some["countries"].str.contains(r"\b(?:Iraq|Syria)\b")
        assert some.loc[near, "deaths_best"].sum() == home
        assert some.loc[far, "deaths_best"].sum() == away
        assert f"{home:,}" in text and f"{away:,}" in text
    back = load("displaced_yearly").query("origin_iso3 == 'SYR' and year >= 2018")
    before = back.query("year <= 2023")["returned_refugees"]
    assert before.sum() == 469_827 and "469,827" in text
    assert (
        back.set_index("year").loc[2025, "returned_refugees"] == 1_341_148 and "1.3 million" in text
    )
    own = load("is_country_year").query("year == 2024 and is_dyads == all_dyads")
    assert own["deaths_best"].sum() == 408 and "408 and 33,641" in text


def test_the_page_counts_all_claims_with_a_day(table):
    counts = table["state"].value_counts()
    told = (
        f"Of the {len(table)} claims about a certain day or time, for {counts[LATER]} the book has"
    )
    assert told in printed()
    for claim_id in table.index:
        assert plain(table.loc[claim_id, "claim"]) in printed(), claim_id


def test_every_date_after_the_article_is_listed():
    dates = load("key_dates").query("after_article")
    assert len(dates) >= 20 and dates["date"].min() > pd.Timestamp("2018-03-31")
    for event in dates["event"]:
        assert event in printed(), event


def test_iraq_is_certain_in_2022_alone_and_in_2014_for_a_small_part():
    iraq = later.by_country().query("country == 'Iraq' and year >= 2013").set_index("year")
    assert iraq.index[iraq["possible"] == 0].tolist() == [2022]
    part = iraq.query("certain > 0 and possible > 0")[["certain", "most"]]
    assert part.to_dict("index") == {2014: {"certain": 64, "most": 13825}}


# What its figures draw


def test_the_places_of_the_end_and_the_turns_above_the_columns():
    places = later.last_places().set_index("place")
    assert places["lost"].min() >= pd.Timestamp("2017-08-01") and len(places) == 15
    assert places.index[-1] == "Baghuz" and "Abu Kamal (again)" in places.index
    assert places["drawn_from"].min() == pd.Timestamp("2017-01-01")
    assert places.loc["Baghuz", "side"] == "SDF, YPG and Peshmerga"
    turns = later.turns()
    fought = later.deaths().query("kind == 'fights'").groupby("year")["deaths_best"].sum()
    assert turns["year"].tolist() == [2014, 2017, 2019]
    assert turns["deaths"].tolist() == fought[[2014, 2017, 2019]].tolist()
    assert turns["line"].is_monotonic_decreasing and turns["line"].min() > fought.max()


def test_of_each_panel_the_highest_the_lowest_after_it_and_the_last_year_are_named():
    two = later.iraq_and_syria()
    named = two[two["named"]].groupby("panel")["year"].agg(list).to_dict()
    assert named["Syria, all violence"] == [2014, 2022, 2024]
    assert named["Iraq, all violence"] == [2014, 2024]  # the lowest is the last
    assert [2014, 2022] in named.values()  # of the fights the lowest stands too near to the last


def test_the_changes_are_in_percent_and_say_what_is_counted(table):
    changes = since.changes(table.reset_index()).set_index("claim_id")
    assert changes["change"].is_monotonic_decreasing and len(changes) == 8
    assert round(changes.loc["casualties-07", "change"]) == round(100 * (528_592 / 353_900 - 1))
    assert set(changes["rule"]) == set(since.RULES.values())
    assert changes.loc["refugees-01", "rule"] == since.RULES[False]
