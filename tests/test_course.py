"""What the chapters teach: teaching/*.yml, the cells made of it, answers that check themselves."""

import ast
import json
import re
from collections import Counter

import nbformat
import pytest
import yaml
from repository import ROOT
from test_prose import figures

from course import cells, checks, read, varied
from helpers import answers, catalogue
from teaching.kit import ANSWER

CHAPTERS = read.names()
LEAST = {"spreadsheet": 1, "group": 1, "source": 1, "ethics": 1, "essay": 1}
FIGURES = {  # every figure of the book
    found
    for path in (ROOT / "notebooks").glob("*.ipynb")
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
    for found in re.findall(r'(?:figure|words)\(\s*"([a-z0-9-]+)"', "".join(cell["source"]))
}


def notebook(name):
    return nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)


@pytest.fixture(scope="module", params=CHAPTERS)
def taught(request):
    return read.chapter(request.param)


def test_every_chapter_of_the_contents_is_taught():
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))["parts"]
    numbered = next(part for part in contents if part.get("numbered"))["chapters"]
    assert [page["file"].removeprefix("notebooks/") for page in numbered] == CHAPTERS


def test_a_chapter_has_each_kind_of_exercise(taught):
    kinds = Counter(exercise["kind"] for exercise in taught["exercises"])
    assert {kind: kinds[kind] for kind, least in LEAST.items() if kinds[kind] < least} == {}
    levels = {exercise["level"] for exercise in taught["exercises"]}
    assert levels == {1, 2, 3}


def test_exercises_are_numbered_and_each_has_a_goal_of_its_own(taught):
    key = read.key(taught["name"])
    ids = [exercise["id"] for exercise in taught["exercises"]]
    assert ids == [f"{key}-{number}" for number in range(1, len(ids) + 1)]
    assert [one["id"] for one in taught["varied"]] == [
        f"{key}-v{number}" for number in range(1, len(taught["varied"]) + 1)
    ]
    goals = [exercise["goal"] for name in CHAPTERS for exercise in read.chapter(name)["exercises"]]
    assert [goal for goal, times in Counter(goals).items() if times > 1] == []


def test_there_are_at_least_ninety_exercises():
    assert sum(len(read.chapter(name)["exercises"]) for name in CHAPTERS) >= 90


def test_points_of_a_rubric_add_up(taught):
    for exercise in taught["exercises"]:
        if "rubric" in exercise:
            points = sum(row["points"] for row in exercise["rubric"])
            assert points == exercise["points"], exercise["id"]


def test_tables_and_figures_are_those_of_the_book(taught):
    known = set(catalogue()["name"])
    for exercise in taught["exercises"]:
        assert set(exercise["tables"]) <= known, exercise["id"]
        text = " ".join(text for _, text in read.texts(exercise))
        asked = set(re.findall(r"\{numref\}`([a-z0-9-]+)`", text))
        assert asked <= set(exercise["figures"]), exercise["id"]
        assert set(exercise["figures"]) <= FIGURES, exercise["id"]


def test_a_question_that_needs_a_program_names_its_table(taught):
    for exercise in taught["exercises"]:
        if exercise["computer"] == "program":
            named = [name for name in exercise["tables"] if f"`{name}`" in exercise["question"]]
            assert named, exercise["id"]


def test_a_quick_question_has_one_right_option(taught):
    for item in taught["quick"]:
        right = [one for one in item["options"] if one.get("right")]
        assert len(right) == 1, item["question"]
    places = [
        [bool(one.get("right")) for one in item["options"]].index(True) for item in taught["quick"]
    ]
    assert len(set(places)) > 1, "the right option is not always at the same place"


@pytest.mark.parametrize("name", CHAPTERS)
def test_templates_hold_no_figure_of_their_own(name):
    given = read.raw(read.FOLDER / f"{name}.yml")
    found = {
        at: figures(re.sub(r"\{[^}]*\}", " ", text))
        for at, text in read.texts(given)
        if not at.endswith(".id") and "tables" not in at and "figures" not in at
    }
    assert {at: numbers for at, numbers in found.items() if numbers} == {}


@pytest.mark.parametrize("name", CHAPTERS)
def test_the_notebook_holds_what_the_file_says(name):
    stored = notebook(name)
    assert [dict(cell) for cell in cells.write(notebook(name), name).cells] == [
        dict(cell) for cell in stored.cells
    ]


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_answer_in_code_runs_alone(name):
    for exercise, code in checks.answers(name).items():
        checks.run(exercise, code)


@pytest.mark.parametrize("name", CHAPTERS)
def test_an_answer_takes_no_name_that_the_chapter_reads_after_it(name):
    given = set()
    for cell in notebook(name).cells:
        if cell.cell_type != "code":
            continue
        used = [one for one in ast.walk(ast.parse(cell.source)) if isinstance(one, ast.Name)]
        bound = {one.id for one in used if isinstance(one.ctx, ast.Store)}
        if ANSWER.search(cell.id):
            given |= bound
        else:
            assert not given & {one.id for one in used} - bound, cell.id


def test_checks_are_those_that_the_answers_give():
    assert answers.FILE.read_text(encoding="utf-8") == checks.text()


@pytest.mark.parametrize("name", CHAPTERS)
def test_check_knows_the_right_value_and_each_mistake(name):
    for exercise, (right, wrong) in checks.values(name).items():
        assert answers.judged(exercise, right) == "Right.", exercise
        said = [one["says"].strip() for one in checks_of(name, exercise)["mistakes"]]
        assert [answers.judged(exercise, value) for value in wrong] == [
            f"Not yet. {words}" for words in said
        ], exercise


def checks_of(name, exercise):
    return next(one for one in read.chapter(name)["exercises"] if one["id"] == exercise)["check"]


def test_check_tells_close_unit_and_kind():
    exercise, (right, _) = next(
        (exercise, values)
        for exercise, values in checks.values("refugees").items()
        if exercise == "refugees-5"
    )
    assert "100 times too large" in answers.judged(exercise, right * 100)
    assert answers.judged(exercise, right * 1.06).startswith("Close")
    assert answers.judged(exercise, right * 3).startswith("Not right. The exercise asks for")
    with pytest.raises(ValueError, match="asks for the share"):
        answers.judged(exercise, "many")
    with pytest.raises(ValueError, match="No check is known for 'refugees-99'"):
        answers.judged("refugees-99", 1)


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_varied_exercise_marks_its_key_right_and_its_mistakes_wrong(name):
    for task in read.chapter(name)["varied"]:
        for seed in range(20):
            drawn = varied.drawn(task, seed)
            assert varied.marked(drawn, drawn.solution), (task["id"], seed)
            for wrong in drawn.wrong:
                assert not varied.marked(drawn, wrong), (task["id"], seed)
        questions = {varied.drawn(task, seed).question for seed in range(20)}
        assert len(questions) > 3, task["id"]


def test_a_fault_in_a_file_is_named(tmp_path):
    good = (read.FOLDER / "refugees.yml").read_text(encoding="utf-8")
    for old, new, told in (
        ("    level: 1\n", "    level: 4\n", r"exercises\.0\.level: 4 is not one of"),
        ("    goal: Apply", "    gaol: Apply", r"exercises\.0 \(refugees-1\): .*'gaol'"),
        ("  jump: refugees.steps()", "  jump: refugees.stairs()", "numbers.jump: .*stairs"),
        ("{jump:number}", "{leap:number}", "asks for 'leap'"),
    ):
        assert old in good
        path = tmp_path / "refugees.yml"
        path.write_text(good.replace(old, new, 1), encoding="utf-8")
        read.chapter.cache_clear()
        with pytest.raises(read.CourseError, match=told):
            read.chapter("refugees", tmp_path)


def test_a_draw_is_the_same_for_a_seed():
    task = read.chapter("refugees")["varied"][0]
    assert varied.drawn(task, 7) == varied.drawn(task, 7)
