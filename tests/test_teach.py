"""The page for instructors: plans whose minutes add up, all exercises, what may be reused."""

import pytest
import yaml
from repository import ROOT

from bookmaking import lineage, teach
from course import read
from helpers.tables.read import resources

PLANS = yaml.safe_load((read.FOLDER / teach.PLANS).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", [one["id"] for one in PLANS])
def test_the_minutes_of_a_plan_are_those_of_its_parts(name):
    plan = teach.plan(ROOT, name)
    for session in plan["sessions"]:
        assert sum(step["minutes"] for step in session["class"]) == plan["length"]
        before = sum(task["minutes"] for task in session["tasks"])
        assert session["minutes"] == (sum(m for *_, m in session["texts"]), before)
        assert session["hand_in"] and session["without"]


def test_eight_weeks_read_every_chapter():
    plan = next(one for one in PLANS if one["id"] == "eight-weeks")
    assert len(plan["sessions"]) == 8
    chapters = {name for session in plan["sessions"] for name in session["read"]}
    assert chapters == {*read.names(), *teach.EXTRA}


def test_a_plan_that_does_not_fit_is_told(tmp_path, monkeypatch):
    with pytest.raises(teach.PlanError, match="no plan 'nine-weeks'; it has eight-weeks"):
        teach.plan(ROOT, "nine-weeks")
    with pytest.raises(teach.PlanError, match="here: there is no exercise 'refugees dance'"):
        teach.chosen("refugees dance", "here")
    late = [{**PLANS[2], "length": 91}]
    (tmp_path / teach.PLANS).write_text(yaml.safe_dump(late), encoding="utf-8")
    monkeypatch.setattr(read, "FOLDER", tmp_path)
    with pytest.raises(teach.PlanError, match="90 minutes, not the 91 of a session"):
        teach.plan(ROOT, PLANS[2]["id"])


def test_the_first_exercise_of_a_kind_is_found():
    assert teach.chosen("refugees-3", "")["id"] == "refugees-3"
    found = teach.chosen("strikes spreadsheet", "")
    assert (found["chapter"], found["kind"]) == ("coalition-strikes", "spreadsheet")


@pytest.mark.parametrize(
    ("minutes", "band"),
    [
        (15, "up to 15 minutes"),
        (16, "16 to 30 minutes"),
        (60, "31 to 60 minutes"),
        (61, teach.LONG),
    ],
)
def test_time_has_bands(minutes, band):
    assert teach.band(minutes) == band


def test_reuse_follows_the_licences_of_the_tables():
    for name, one in resources().items():
        licences = {licence["name"] for licence in one["licenses"]}
        kind = teach.reuse({name})
        assert (kind == teach.ASK) == ("unverified" in licences), name
        if kind == teach.ALIKE:
            assert any("-SA-" in licence for licence in licences), name
    assert teach.reuse(set()) == teach.FREE
    assert teach.reuse({"displaced_yearly", "control_2017"}) == teach.reuse({"control_2017"})


def test_every_figure_of_the_book_is_in_one_class():
    figures = [tables for page in lineage.read(ROOT).pages for _, _, tables in page.figures]
    classes = [teach.reuse(tables) for tables in figures]
    assert len(figures) > 90 and set(classes) == set(teach.REUSE)
