"""An assignment for nbgrader: for every seed the key gets all points, a listed mistake none."""

import json
import re
import subprocess
import sys

import nbformat
import pytest
from repository import ROOT, packages

from course import read as course
from course.varied import drawn
from teaching import assignment


def graded(cells):
    """{id of a test: points} of the cells of an assignment, run one after the other."""
    known, points = {}, {}
    for cell in cells:
        about = cell.metadata["nbgrader"]
        if cell.cell_type == "code":
            try:
                exec(cell.source, known)
                reached = about.get("points")
            except AssertionError:
                reached = 0
            points |= {about["grade_id"]: reached} if about["grade"] else {}
    return points


def check_seed(name, seed):
    """The key of each exercise gets its points, each listed mistake none."""
    start = assignment.fixed("load", assignment.START, nbformat.v4.new_code_cell)
    for task in course.chapter(name)["varied"]:
        one = drawn(task, seed)
        asked, answer, tests = assignment.computed(one)
        assert graded([start, asked, answer, tests]) == {f"{task['id']}-tests": task["points"]}
        assert one.wrong
        for answer.source in one.wrong:
            assert graded([start, asked, answer, tests]) == {f"{task['id']}-tests": 0}, task["id"]


@pytest.fixture(scope="module", params=course.names())
def name(request):
    return request.param


def test_the_key_gets_all_points_and_each_mistake_none(name):
    check_seed(name, 7)
    tasks = course.chapter(name)["varied"]
    points = {f"{task['id']}-tests": task["points"] for task in tasks}
    assert graded(assignment.assignment(name, 7).cells) == points


@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(20))
def test_so_it_is_for_twenty_seeds(name, seed):
    check_seed(name, seed)


def test_it_is_what_nbgrader_reads(name):
    made = assignment.assignment(name, 7)
    nbformat.validate(made)
    about = [cell.metadata["nbgrader"] for cell in made.cells]
    ids = [one["grade_id"] for one in about]
    assert len(ids) == len(set(ids)) and all(re.fullmatch(r"[\w-]+", one) for one in ids)
    for cell, one in zip(made.cells, about):
        assert one["locked"] == (not one["solution"]) and one["schema_version"] == 3
        assert ("points" in one) == one["grade"]
        assert cell.source.count("### BEGIN SOLUTION") == one["solution"]
        hidden = "### BEGIN HIDDEN TESTS" in cell.source
        assert hidden == (one["grade"] and cell.cell_type == "code")
    by_hand = [one for one in about if one["grade"] and one["solution"]]
    kinds = [one["kind"] for one in course.chapter(name)["exercises"]]
    assert len(by_hand) == sum(kinds.count(kind) for kind in assignment.MARKED_BY_HAND)


def test_what_students_get_holds_neither_key_nor_hidden_test(name):
    """As nbgrader takes them out: all between its two marks."""
    made = assignment.assignment(name, 7)
    text = "\n".join(cell.source for cell in made.cells)
    given = re.sub(r"### BEGIN (SOLUTION|HIDDEN TESTS)(?s:.*?)### END \1", "", text)
    for task in course.chapter(name)["varied"]:
        one = drawn(task, 7)
        assert repr(one.answer) in text and repr(one.answer) not in given
        assert one.solution.strip().splitlines()[-1] not in given
    assert "Points:" in text and "Points:" not in given


def test_a_task_that_marks_a_mistake_as_right_is_refused(monkeypatch):
    monkeypatch.setattr(assignment, "marked", lambda task, code: True)
    with pytest.raises(assignment.AssignmentError, match="refugees-v1, seed 7: the tests do not"):
        assignment.assignment("refugees", 7)


def test_seeds_differ_and_one_seed_is_the_same_each_time(tmp_path):
    first, again, other = (
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.*")}
        for seed, part in ((7, "a"), (7, "b"), (8, "c"))
        for folder in [assignment.write("refugees", seed, tmp_path / part)]
    )
    assert first == again
    assert [path.name for path in first if path.suffix == ".ipynb"] == ["refugees-7.ipynb"]
    assert first.keys() & other.keys() and set(first.values()) != set(other.values())


def test_the_folder_runs_where_nothing_else_is(tmp_path):
    folder = assignment.write("refugees", 7, tmp_path)
    cells = nbformat.read(folder / "refugees-7.ipynb", as_version=4).cells
    sources = [cell.source for cell in cells if cell.cell_type == "code"]
    code = f"import json; [exec(one) for one in json.loads({json.dumps(json.dumps(sources))})]"
    kept = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "PYTHONPATH": str(packages(tmp_path))}
    command = [sys.executable, "-S", "-c", code + "; import helpers; print(helpers.__file__)"]
    done = subprocess.run(command, cwd=folder, env=kept, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str(folder / "helpers" / "__init__.py")
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    assert size < 1_000_000  # nbgrader copies it for every student


def test_the_extra_names_the_version_that_was_tried():
    assert '\ngrade = ["nbgrader==0.9.6"]' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
