"""Graded work that differs from student to student: a notebook in the form of nbgrader.

    python -m teaching.assignment refugees 7      or: make assignment CHAPTER=refugees SEED=7

The seed draws the year, the host or the town of each varied exercise, and the key is computed from
the tables. A folder is written into _build/teach/nbgrader/source/, beside which a course's
nbgrader_config.py may stand; nbgrader itself (pip install ".[grade]") is needed to grade only.
"""

import argparse
import shutil
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from course.read import chapter, names
from course.varied import Drawn, drawn, marked
from helpers.tables import read
from teaching import along
from teaching.kit import TEACH

COURSE = TEACH / "nbgrader"
SCHEMA = 3  # of nbgrader's metadata
PACKAGES = ("pandas", "numpy", "shapely", "jupyterlab", "ipykernel")
MARKED_BY_HAND = ("ethics", "essay")  # kinds whose answers nobody can copy from the public book
START = """import math

import pandas as pd

from helpers import load"""


class AssignmentError(ValueError):
    """An assignment that would mark wrongly; names the task and the seed."""


def assignment(name: str, seed: int) -> NotebookNode:
    """The instructor's notebook: varied exercises with key and tests, then work marked by hand.

    AssignmentError if a key fails, or a typical wrong answer passes.
    """
    taught = chapter(name)
    tasks = [drawn(task, seed) for task in taught["varied"]]
    by_hand = [one for one in taught["exercises"] if one["kind"] in MARKED_BY_HAND]
    for task in tasks:
        if not marked(task, task.solution) or any(marked(task, wrong) for wrong in task.wrong):
            raise AssignmentError(f"{task.id}, seed {seed}: the tests do not tell right from wrong")
    cells = [
        fixed("start", f"# Assignment: {name}, number {seed}\n\n{GUIDE}"),
        fixed("load", START, new_code_cell),
        *(cell for task in tasks for cell in computed(task)),
        *(cell for exercise in by_hand for cell in written(exercise)),
    ]
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


GUIDE = """\
Write your code where it says `YOUR CODE HERE`, and put the result under the name `answer`. The cell
below it tests the form of your answer; whether it is right is tested later. Run the notebook from
top to bottom before you hand it in. The folders `helpers` and `data` must stay beside it."""


def computed(task: Drawn) -> list:
    """The cells of an exercise that a program marks: question, answer, tests."""
    return [
        fixed(f"{task.id}-question", f"### {task.id} ({task.points} points)\n\n{task.question}"),
        cell(new_code_cell, f"{task.id}-answer", solved(task.solution), solution=True),
        cell(new_code_cell, f"{task.id}-tests", tests(task), grade=True, points=task.points),
    ]


def solved(solution: str) -> str:
    """An answer that nbgrader takes out of the students' copy."""
    return f"### BEGIN SOLUTION\n{solution.strip()}\n### END SOLUTION"


def tests(task: Drawn) -> str:
    """What a student sees (is it a number?), and what nbgrader shows to nobody (the right one?)."""
    return f"""\
assert math.isfinite(float(answer)), "`answer` is to be one number"
### BEGIN HIDDEN TESTS
assert math.isclose(float(answer), {task.answer!r}, rel_tol=0, abs_tol={task.step!r})
### END HIDDEN TESTS"""


def written(exercise: dict) -> list:
    """The cells of an exercise that a person marks: question, and place for the answer.

    In the instructor's copy the place holds the rubric and an answer; nbgrader takes them out.
    """
    rows = "\n".join(f"- {row['points']}: {row['for']}" for row in exercise["rubric"])
    model = exercise.get("solution", "").strip()
    told = f"{model}\n\nPoints:\n\n{rows}".strip()
    name, points = exercise["id"], exercise["points"]
    asked = f"### {exercise['title']} ({points} points)\n\n{exercise['question'].strip()}"
    place = cell(new_markdown_cell, f"{name}-answer", solved(told), True, True, points)
    return [fixed(f"{name}-question", asked), place]


def fixed(name, source, kind=new_markdown_cell):
    """A cell that students cannot change."""
    return cell(kind, name, source)


def cell(kind, name, source, solution=False, grade=False, points=0):
    """A cell with nbgrader's metadata; what students do not write they cannot change."""
    about = {"grade_id": name, "grade": grade, "solution": solution, "locked": not solution}
    about |= {"task": False, "schema_version": SCHEMA} | ({"points": points} if grade else {})
    return kind(source, id=name, metadata={"nbgrader": about})


def write(name: str, seed: int, course: Path = COURSE) -> Path:
    """Write the folder of an assignment: notebook, tables, code and packages. Returns it."""
    chapter(name)  # its prose asks for tables that the assignment does not need
    read.asked.clear()
    notebook = assignment(name, seed)
    folder = course / "source" / f"{name}-{seed}"
    shutil.rmtree(folder, ignore_errors=True)
    files = along.data(read.asked) | along.code(name, [START], along.READS)
    files["requirements.txt"] = along.requirements(PACKAGES)
    files[f"{folder.name}.ipynb"] = (nbformat.writes(notebook, version=4) + "\n").encode()
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


def main(arguments: list[str] | None = None) -> None:
    """Write one assignment from the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m teaching.assignment", description=__doc__.splitlines()[0]
    )
    parser.add_argument("chapter", choices=names())
    parser.add_argument("seed", type=int)
    given = parser.parse_args(arguments)
    print(write(given.chapter, given.seed))


if __name__ == "__main__":
    main()
