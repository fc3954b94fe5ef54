"""The parts of the page for instructors: plans, the list of exercises, what may be reused.

    ```{course-plan} eight-weeks
    ```
    ```{exercise-list}
    ```
    ```{reuse-list}
    ```

The plans stand in teaching/plans.yml. Their minutes are added up here: of reading, as each chapter
gives them, of exercises, as teaching/<chapter>.yml gives them, and of what is done in class.
"""

import functools
import re
from collections import defaultdict
from pathlib import Path

import yaml
from sphinx.util.docutils import SphinxDirective

from bookmaking import lineage
from bookmaking.catalogue import address, addresses
from bookmaking.figures import share_alike
from bookmaking.markup import node
from course import cells, read
from helpers.judge.claims import CHAPTERS
from helpers.tables.read import resources

PLANS = "plans.yml"
READ = re.compile(r"\*\*Time\*\* About (\d+) minutes")
NAMES = {**CHAPTERS, "aftermath": "What came after"}
EXTRA = {"story": ("The story in five minutes", 5)}  # read too, and no chapter of exercises
BANDS = ((15, "up to 15 minutes"), (30, "16 to 30 minutes"), (60, "31 to 60 minutes"))
LONG = "more than an hour"
FREE, ALIKE, ASK = "free", "share alike", "ask the publisher"
REUSE = {  # what a class may do with a figure or a table
    FREE: "Free to copy, change and hand on, if you name the sources below it.",
    ALIKE: "Free in the same way, but what you make from it must have the licence CC BY-SA 4.0.",
    ASK: "At least one publisher states no open licence. Show it in class, quote its numbers with "
    "their source; before you publish a copy, ask the publisher.",
}


class PlanError(ValueError):
    """A plan that does not fit the chapters; says which session and what to do."""


@functools.cache
def exercises() -> dict[str, dict]:
    """{id: exercise} of all chapters, as their files stand, with the chapter's name and number."""
    return {
        exercise["id"]: {**exercise, "chapter": name, "number": number}
        for name in read.names()
        for number, exercise in enumerate(read.raw(read.FOLDER / f"{name}.yml")["exercises"], 1)
    }


def reading(srcdir: Path, name: str) -> tuple[str, int]:
    """(title, minutes) of a chapter, as its own box says."""
    if name in EXTRA:
        return EXTRA[name]
    text = (srcdir / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8")
    return NAMES[name], int(READ.search(text)[1])


def plan(srcdir: Path, name: str) -> dict:
    """One plan with its minutes. PlanError for exercises that are not there, or minutes that do
    not add up to the length of a session."""
    plans = yaml.safe_load((read.FOLDER / PLANS).read_text(encoding="utf-8"))
    found = next((one for one in plans if one["id"] == name), None)
    if found is None:
        known = ", ".join(one["id"] for one in plans)
        raise PlanError(f"{PLANS} has no plan {name!r}; it has {known}")
    sessions = []
    for session in found["sessions"]:
        where = f"{PLANS}: {name}, {session['title']!r}"
        inside = sum(step["minutes"] for step in session["class"])
        if inside != found["length"]:
            raise PlanError(f"{where}: {inside} minutes, not the {found['length']} of a session")
        texts = [(f"notebooks/{one}", *reading(srcdir, one)) for one in session["read"]]
        tasks = [chosen(one, where) for one in session["exercises"]]
        minutes = sum(text[-1] for text in texts), sum(task["minutes"] for task in tasks)
        sessions.append({**session, "texts": texts, "tasks": tasks, "minutes": minutes})
    return {**found, "sessions": sessions}


def chosen(name: str, where: str) -> dict:
    """The exercise that a plan names: by id, or "funding group", a chapter's first of a kind."""
    if name in exercises():
        return exercises()[name]
    chapter, _, kind = name.partition(" ")
    for exercise in exercises().values():
        if read.key(exercise["chapter"]) == chapter and exercise["kind"] == kind:
            return exercise
    raise PlanError(f"{where}: there is no exercise {name!r}")


def band(minutes: int) -> str:
    """The span of minutes that a filter offers."""
    return next((name for end, name in BANDS if minutes <= end), LONG)


def reuse(tables: set[str]) -> str:
    """What may be done with a figure that rests on tables: a key of REUSE."""
    known = resources()
    licences = [one for name in tables if name in known for one in known[name]["licenses"]]
    if any(one["name"] == "unverified" for one in licences):
        return ASK
    return ALIKE if share_alike(tables) else FREE


class Part(SphinxDirective):
    """A part of the page; ``values`` gives its template what it asks for."""

    name: str

    def run(self):
        self.env.note_dependency(str(read.FOLDER / PLANS))
        for name in read.names():
            self.env.note_dependency(str(read.FOLDER / f"{name}.yml"))
        return [node(f"{self.template}.html", to=self.to, **self.values())]

    def to(self, docname, fragment=""):
        """The address of a page, or "" for one that is not in the book."""
        known = docname in self.env.found_docs
        return address(self.env, docname, fragment) if known else ""

    def exercise_at(self, exercise):
        """The address of an exercise in its chapter."""
        return self.to(f"notebooks/{exercise['chapter']}", f"exercise-{exercise['id']}")


class Plan(Part):
    """One plan for a course."""

    template = "plan"
    required_arguments = 1

    def values(self):
        try:
            found = plan(Path(self.env.srcdir), self.arguments[0])
        except (PlanError, read.CourseError) as error:
            raise self.error(str(error)) from None
        hours = round(sum(sum(session["minutes"]) for session in found["sessions"]) / 60)
        return {"plan": found, "at": self.exercise_at, "hours": hours}


class Exercises(Part):
    """All exercises, to be filtered."""

    template = "exercises"

    def values(self):
        by = defaultdict(list)
        for exercise in exercises().values():
            by[exercise["chapter"]].append(exercise)
        words = {"kinds": cells.KINDS, "needs": cells.NEEDS, "band": band, "names": NAMES}
        return {"chapters": by, "at": self.exercise_at, **words}


class Reuse(Part):
    """Figures and tables by what may be done with them."""

    template = "reuse"

    def values(self):
        book = lineage.read(self.env.srcdir)
        figures, tables = defaultdict(list), defaultdict(list)
        for page in book.pages:
            for name, title, used in page.figures:
                figures[reuse(used)].append((title, self.to(page.docname, name)))
        entries = addresses(self.env)
        for name, one in resources().items():
            tables[reuse({name})].append((one["title"], entries.get(name, "")))
        return {"reuse": REUSE, "figures": figures, "tables": tables}


def setup(app):
    """Register the parts."""
    app.add_directive("course-plan", Plan)
    app.add_directive("exercise-list", Exercises)
    app.add_directive("reuse-list", Reuse)
