"""Exercises that differ from student to student: a seed draws the year, the host or the town.

    drawn(task, seed=7).question

A task is an entry of ``varied`` in teaching/: a question, a solution and typical wrong answers in
code, in which ``{year}`` stands for what is drawn.
"""

import math
import random
from dataclasses import dataclass
from typing import Any

from course.checks import run
from course.read import CourseError, namespace
from helpers.sentences import fill


@dataclass(frozen=True)
class Drawn:
    """One task for one seed: what is asked, the code of its key, the code of wrong answers."""

    id: str
    points: int
    question: str
    solution: str
    wrong: tuple[str, ...]
    answer: float
    step: float


def drawn(task: dict[str, Any], seed: int) -> Drawn:
    """A task with its values drawn. CourseError for one that cannot be drawn or answered."""
    draw = random.Random(f"{task['id']} {seed}")
    try:
        values = {
            name: draw.choice(list(eval(choices, namespace())))
            for name, choices in task["draw"].items()
        }
    except Exception as error:
        raise CourseError(f"{task['id']}: draw: {error!r}") from error
    solution, *wrong = (
        put(code, values) for code in (task["solution"], *(one["code"] for one in task["wrong"]))
    )
    return Drawn(
        id=task["id"],
        points=task["points"],
        question=fill(task["question"].strip(), **values),
        solution=solution,
        wrong=tuple(wrong),
        answer=value(task["id"], solution),
        step=task["step"],
    )


def put(code: str, values: dict[str, Any]) -> str:
    """Code with what is drawn in place of its name in braces: no other brace is touched."""
    for name, one in values.items():
        code = code.replace(f"{{{name}}}", str(one))
    return code


def value(task: str, code: str) -> float:
    """The number that an answer in code gives, as `answer`."""
    known = run(task, code)
    if "answer" not in known:
        raise CourseError(f"{task}: the code names no `answer`")
    return float(known["answer"])


def marked(task: Drawn, code: str) -> bool:
    """Whether an answer in code is right: within one step of the key."""
    return math.isclose(value(task.id, code), task.answer, rel_tol=0, abs_tol=task.step)
