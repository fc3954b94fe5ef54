"""The questions of a chapter for a learning platform: quick ones, checks, and varied exercises.

    questions("refugees")

Each number and each wrong answer is computed from the tables when the bank is made.
"""

import functools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from numbers import Real
from typing import Any

from course.checks import values
from course.read import chapter, key
from course.varied import drawn, value
from teaching.figures import NUMREF, Figure, chapters, figures, html, inline, plain

VARIANTS = 3  # of each varied exercise
TRIES = 20  # seeds; tests/test_course.py tries the same
RIGHT = "Right."


@dataclass(frozen=True)
class Option:
    """An answer to choose, and what it shows about the one who chose it; both HTML."""

    text: str
    right: bool
    says: str


@dataclass(frozen=True)
class Wrong:
    """A number that a known mistake leads to, and what to say of it (HTML)."""

    value: float
    says: str


@dataclass(frozen=True)
class Question:
    """A question (HTML) with either options or a number that is right within one step."""

    id: str
    title: str
    text: str
    points: int
    figures: tuple[Figure, ...] = ()
    options: tuple[Option, ...] = ()
    value: float = math.nan
    step: float = math.nan
    wrong: tuple[Wrong, ...] = ()

    def number(self, value: float) -> str:
        """A value with one digit more than the step asks for: '0.7314' for a step of 0.002."""
        digits = max(0, 1 - math.floor(math.log10(self.step)))
        return _short(f"{value:.{digits}f}")

    @property
    def tolerance(self) -> str:
        """How far from the right number an answer may be."""
        return _short(f"{self.step:.10f}")

    def limits(self, value: float) -> tuple[str, str]:
        """The least and the most that count as a value."""
        return self.number(value - self.step), self.number(value + self.step)


def _short(number: str) -> str:
    """A decimal number without zeros at its end."""
    return number.rstrip("0").rstrip(".") if "." in number else number


@functools.cache
def questions(name: str) -> tuple[Question, ...]:
    """All questions of one chapter: five to choose from, then those that ask for a number."""
    return (*_quick(name), *_checked(name), *_varied(name))


def _quick(name: str) -> Iterator[Question]:
    for number, item in enumerate(chapter(name)["quick"], 1):
        options = tuple(
            Option(inline(one["text"]), bool(one.get("right")), inline(one["says"]))
            for one in item["options"]
        )
        yield Question(
            id=f"{key(name)}-q{number}",
            title=_title(name, f"quick question {number}"),
            text=html(item["question"]),
            points=1,
            figures=_shown(name, NUMREF.findall(item["question"])),
            options=options,
        )


def _checked(name: str) -> Iterator[Question]:
    found = values(name)
    for number, exercise in enumerate(chapter(name)["exercises"], 1):
        right, mistakes = found.get(exercise["id"], ("", []))
        if not isinstance(right, Real):
            continue  # a day or a word: check() takes them, a numeric question does not
        check = exercise["check"]
        wrong = zip(mistakes, check["mistakes"], strict=True)
        asks = f"As your answer give {check['asks'].strip().rstrip('.')}."
        yield Question(
            id=exercise["id"],
            title=_title(name, f"exercise {number}: {plain(exercise['title'])}"),
            text=f"{html(exercise['question'])}\n{html(asks)}",
            points=exercise["points"],
            figures=_shown(name, exercise["figures"]),
            value=float(right),
            step=check["step"],
            wrong=tuple(Wrong(float(value), inline(one["says"])) for value, one in wrong),
        )


def _varied(name: str) -> Iterator[Question]:
    for number, task in enumerate(chapter(name)["varied"], 1):
        variants: dict[str, Any] = {}
        for seed in range(TRIES):
            one = drawn(task, seed)
            if len(variants) < VARIANTS:
                variants.setdefault(one.question, one)
        for variant, one in enumerate(variants.values(), 1):
            told = (f"This answer {wrong['says'].strip().rstrip('.')}." for wrong in task["wrong"])
            yield Question(
                id=f"{task['id']}-{variant}",
                title=_title(name, f"varied exercise {number}, variant {variant}"),
                text=html(one.question),
                points=one.points,
                value=one.answer,
                step=one.step,
                wrong=tuple(
                    Wrong(value(task["id"], code), inline(says))
                    for code, says in zip(one.wrong, told, strict=True)
                ),
            )


def _title(name: str, words: str) -> str:
    """What a platform lists a question by."""
    return f"Chapter {chapters()[name]}, {words}"


def _shown(name: str, ids: list[str]) -> tuple[Figure, ...]:
    """The figures of the chapter that a question names."""
    own = figures(name)
    return tuple(own[one] for one in ids if one in own)
