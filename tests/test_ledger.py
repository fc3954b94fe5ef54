"""The ledger, the chapters and the claims table say the same."""

import json
import math
import re
from pathlib import Path

import pandas as pd
import pytest
import yaml

from helpers import sentences
from helpers.judge import ledger, readings, rule
from helpers.judge.claims import CHAPTERS
from helpers.judge.ledger import LEDGER
from helpers.tables import read

ROOT = Path(__file__).resolve().parents[1]
STORED = json.loads((ROOT / "notebooks/claims.ipynb").read_text(encoding="utf-8"))["cells"]


@pytest.fixture(scope="module")
def table():
    return ledger.rows()


def written():
    """Slugs of the chapters that stand in the table of contents."""
    toc = str(yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8")))
    return [slug for slug in CHAPTERS if f"'notebooks/{slug}'" in toc]


def test_every_claim_has_one_row_in_the_order_of_the_book(table):
    claims = read.load("claims")
    assert sorted(table["claim_id"]) == sorted(claims["claim_id"])
    assert set(CHAPTERS) == set(claims["chapter"])
    assert list(table["chapter"].unique()) == list(CHAPTERS)
    assert written() == list(CHAPTERS)


def test_every_claim_has_a_verdict_and_its_reasons(table):
    assert set(table["verdict"]) <= set(rule.MARKS)
    for column in ("found", "evidence", "caveat", "independence", "reason", "because", "tables"):
        assert (table[column].str.len() > 0).all(), column
    named = table["attributed_to"] != "article"
    assert (table.loc[named, "said"].str.len() > 0).all()


@pytest.mark.parametrize("slug", written())
def test_a_chapter_lists_the_claims_of_the_ledger_with_the_same_verdicts(table, slug):
    """What the chapter's notebook stores for its list of claims."""
    cells = json.loads((ROOT / f"notebooks/{slug}.ipynb").read_text(encoding="utf-8"))["cells"]
    shown = [
        out
        for cell in cells
        if "claims" in cell["metadata"].get("tags", [])
        for out in cell["outputs"]
    ]
    text = "".join("".join(out["data"]["text/markdown"]) for out in shown)
    marks = "".join(rule.MARKS.values())
    words = re.findall(rf"<summary><b>[{marks}]\u00a0([a-z ]+)</b> ", text)
    names = re.findall(r"In the ledger: `([a-z]+-\d\d)`\.$", text, re.M)
    own = table[table["chapter"] == slug]
    assert dict(zip(names, words, strict=True)) == dict(zip(own["claim_id"], own["verdict"]))


@pytest.mark.parametrize("slug", written())
def test_a_chapter_is_called_what_its_heading_says(slug):
    cells = json.loads((ROOT / f"notebooks/{slug}.ipynb").read_text(encoding="utf-8"))["cells"]
    heading = re.search(r"^# (.+)$", "".join(cells[0]["source"]), re.M)[1]
    assert heading.split(":")[0] == CHAPTERS[slug]


def test_the_notebook_stores_the_ledger_as_it_is_computed_now(table):
    bundles = [
        out["data"]
        for cell in STORED
        for out in cell.get("outputs", [])
        if LEDGER in out.get("data", {})
    ]
    (bundle,) = bundles
    assert bundle[LEDGER] == json.loads(table.to_json(orient="records"))
    lines = "".join(bundle["text/markdown"]).splitlines()
    assert len(lines) == len(table) + 2


def test_the_picture_counts_each_claim_once(table):
    counted = ledger.counts(table)
    assert counted["claims"].sum() == len(table)
    assert not counted.duplicated(["chapter_name", "verdict"]).any()


def test_every_line_of_the_rule_is_told_once():
    text = ledger.rule_in_words()
    lines = sorted(int(n) for n in re.findall(r"\(line (\d+)\)", text))
    assert lines == list(rule.RULE["order"])
    assert all(f"**{word}**" in text for word in rule.MARKS)


def test_lists_stay_lists_until_a_line_of_a_file_is_printed(table):
    (row,) = table[table["claim_id"] == "mosul-03"].to_dict("records")
    assert len(row["found"]) > 1 and all(isinstance(one, str) for one in row["found"])
    assert row["tables"] == ["city_figures"] and set(map(len, row["sources"])) == {2}
    (stored,) = ledger.show(table[table["claim_id"] == "mosul-03"]).bundle[LEDGER]
    assert stored["found"] == row["found"] and stored["sources"] == list(map(list, row["sources"]))
    flat = ledger.flat(stored)
    assert list(flat) == list(row) and all(isinstance(cell, str) for cell in flat.values())
    assert flat["found"].split(" | ") == row["found"]
    assert flat["sources"].split("; ") == list(dict.fromkeys(name for name, _ in row["sources"]))


ROWS = pd.DataFrame({"publisher": ["a survey"], "source_url": ["https://example.org/survey"]})


def test_a_long_series_is_told_by_its_ends_and_its_length():
    months = pd.period_range("2015-01", periods=12, freq="M").astype(str)
    long = readings.series(ROWS, pd.Series(range(100, 112), months))
    told = readings.in_words(long)
    assert (
        told == "from 100 in January 2015 to 111 in December 2015, 12 values, according to a survey"
    )
    short = readings.series(ROWS, pd.Series([3, 2], ["2015", "2016"]))
    assert readings.in_words(short) == f"{readings.value_in_words(short)}, according to a survey"


def test_a_range_that_rounding_closes_is_left_out():
    assert readings.in_words(readings.amount(ROWS, 3.92, 3.9, 3.94)) == "3.9, according to a survey"
    assert (
        readings.in_words(readings.amount(ROWS, 5, 4, 6))
        == f"5 ({sentences.between(4, 6)}), according to a survey"
    )


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (5, math.inf, "at least 5"),
        (4, math.inf, "5 (4 or more)"),
        (-math.inf, 9, "5 (up to 9)"),
        (-math.inf, math.inf, "5 (any number)"),
    ],
)
def test_a_range_may_be_open_at_an_end(low, high, told):
    assert (
        readings.in_words(readings.amount(ROWS, 5, low, high)) == f"{told}, according to a survey"
    )


def test_a_reading_without_an_answer_says_why():
    told = readings.in_words(readings.answer(ROWS, None, part="when", why="not published"))
    assert told == "when: no answer from a survey (not published)"


def test_lists_of_countries_are_told_by_name(table):
    told = table.set_index("claim_id")
    assert "Australia, Belgium, Denmark" in told.loc["strikes-03", "claimed"]
    assert "Afghanistan and Pakistan" in told.loc["reach-09", "claimed"]
    lists = (
        read.load("claims")
        .query("unit == 'countries' and kind == 'list'")
        .set_index("claim_id")["value"]
    )
    codes = re.compile(rf"\b({'|'.join(lists).replace(';', '|')})\b")
    for row in told.loc[lists.index].itertuples():
        assert not [one for one in [row.claimed, *row.found] if codes.search(one)], row.Index
