"""Write what a chapter teaches into its notebook: box, quick questions, exercises, prose answers.

    python -m course.cells            write all chapters that have a file in teaching/

The cells are Markdown, so that they can be read anywhere; whoever wants to change them changes the
file. An answer in code is a cell of the notebook, known by its id: ``refugees-3-answer``.
"""

import re
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_markdown_cell

from course.read import ROOT, CourseError, chapter, key, names

BOX = re.compile(r":::\{admonition\} Before you read\n.*?\n:::(?:\n|\Z)", re.DOTALL)
AFTER, BEFORE = "limits-text", "summary-text"  # the cells between which exercises stand
WORDS_A_MINUTE, MINUTES_A_FIGURE = 200, 1
KINDS = {  # kind: how it is called on the page
    "read": "read",
    "look": "look",
    "compute": "compute",
    "judge": "judge",
    "spreadsheet": "spreadsheet",
    "group": "in a group",
    "source": "check a source",
    "ethics": "ethics",
    "essay": "essay",
}
NEEDS = {
    "none": "no computer needed",
    "page": "needs this page on a screen",
    "program": "needs Python",
    "spreadsheet": "needs a spreadsheet",
}
FIRST = "# Solution to exercise "
FOLDED = {"source_hidden": True, "outputs_hidden": True}


def write(notebook: Any, name: str) -> Any:
    """Put the cells of chapter `name` into its notebook, and return it. CourseError without place.

    Cells between the limits of the data and the summary are made anew; answers in code stay.
    """
    taught = chapter(name)
    ids = [cell["id"] for cell in notebook.cells]
    if not {AFTER, BEFORE} <= set(ids):
        raise CourseError(f"{name}: the notebook has no cells {AFTER} and {BEFORE}")
    start, end = ids.index(AFTER) + 1, ids.index(BEFORE)
    code = {cell["id"]: cell for cell in notebook.cells[start:end] if cell.cell_type == "code"}
    made = [markdown(f"{key(name)}-quick", quick(taught))]
    for number, exercise in enumerate(taught["exercises"], 1):
        made.append(markdown(exercise["id"], question(exercise, number)))
        if "solution" in exercise:
            made.append(markdown(f"{exercise['id']}-solution", solution(exercise, number)))
        else:
            answer = code.pop(f"{exercise['id']}-answer", None)
            if answer is None:
                raise CourseError(
                    f"{name}: {exercise['id']} has no `solution`, and the notebook has no cell"
                    f" {exercise['id']}-answer: write one of them"
                )
            answer.metadata["jupyter"] = FOLDED
            answer.source = folded(answer.source, number)
            made.append(answer)
    if code:
        raise CourseError(f"{name}: no exercise has the answers {', '.join(code)}")
    notebook.cells[start:end] = made
    about = next(cell for cell in notebook.cells if BOX.search(cell.source))
    about.source = BOX.sub(lambda _: facts(taught, notebook), about.source).rstrip("\n")
    return notebook


def markdown(name, text):
    """A cell with a name of its own, the same in every run."""
    return new_markdown_cell(text.strip(), id=name)


def reading_minutes(notebook: Any) -> int:
    """How long a chapter takes to read: 200 words a minute and one minute a figure, in fives."""
    words = figures = 0
    for cell in notebook.cells:
        if cell["id"] == AFTER:
            break
        shown = [cell.source] if cell.cell_type == "markdown" else []
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            shown.append("".join(data.get("text/markdown", "")))
            figures += any("figure" in kind for kind in data)
        words += sum(len(text.split()) for text in shown)
    return 5 * round((words / WORDS_A_MINUTE + figures * MINUTES_A_FIGURE) / 5)


def hours(minutes: int) -> str:
    """Minutes as a teacher writes them: 250 -> 'about 4 hours'."""
    return f"about {max(round(minutes / 60), 1)} hours"


def facts(taught: dict[str, Any], notebook: Any) -> str:
    """The box before a chapter: what one learns, how long it takes, what it needs."""
    aims = "\n".join(f"- {aim.strip()};" for aim in taught["objectives"])
    time = [exercise["minutes"] for exercise in taught["exercises"]]
    spent = f"The exercises take {min(time)} to {max(time)} minutes each."
    return f"""\
:::{{admonition}} Before you read
:class: chapter-facts

**You will be able to**
{aims.rstrip(";")}.

**Time** About {reading_minutes(notebook)} minutes to read. {spent}

**You need** {taught["needs"].strip()}

**Content note** {taught["content_note"].strip()}
:::
"""


def quick(taught: dict[str, Any]) -> str:
    """The quick questions: options, and under a fold what each of them shows."""
    parts = []
    for number, item in enumerate(taught["quick"], 1):
        options = "\n".join(f"1. {one['text'].strip()}" for one in item["options"])
        says = "\n".join(
            f"1. **{'Right' if one.get('right') else 'Not so'}.** {one['says'].strip()}"
            for one in item["options"]
        )
        parts.append(f"""\
::::{{admonition}} Question {number}
:class: quick

{item["question"].strip()}

{options}

:::{{dropdown}} Answer to question {number}
:class-container: solution
{says}
:::
::::""")
    return "\n\n".join(parts)


def question(exercise: dict[str, Any], number: int) -> str:
    """One exercise as the chapter prints it."""
    about = [f"Level {exercise['level']} of 3", f"{exercise['minutes']} minutes"]
    needs, checked, where = NEEDS[exercise["computer"]], "", ""
    if "check" in exercise:
        asks = exercise["check"]["asks"].strip().rstrip(".")
        run = f'`check("{exercise["id"]}", ...)`'
        if exercise["computer"] == "none":
            needs, where = f"{needs}, except for the check", " in the notebook"
        checked = f"\nTo see whether you are right, run {run}{where} with {asks}.\n"
    about += [f"{exercise['points']} points", needs]
    heading = "### Longer exercises\n\n" if number == 1 else ""
    return f"""\
{heading}(exercise-{exercise["id"]})=
::::{{admonition}} Exercise {number} ({KINDS[exercise["kind"]]}): {exercise["title"].strip()}
:class: exercise

{exercise["question"].strip()}
{checked}
:::{{dropdown}} Hint
{exercise["hint"].strip()}
:::

*{" · ".join(about)}*
::::"""


def solution(exercise: dict[str, Any], number: int) -> str:
    """The answer in words to one exercise, folded."""
    return f"""\
:::{{dropdown}} Solution to exercise {number}
:class-container: solution

{exercise["solution"].strip()}
:::"""


def folded(code: str, number: int) -> str:
    """An answer in code whose first line, which JupyterLab shows of a folded cell, says little."""
    _, mark, rest = code.rpartition(f"{FIRST}{number}\n")
    return f"{FIRST}{number}\n{rest if mark else code}"


def main(arguments: list[str] | None = None) -> None:
    """Write the notebooks of the chapters named, or of all."""
    for name in arguments if arguments is not None else sys.argv[1:] or names():
        path = ROOT / "notebooks" / f"{name}.ipynb"
        written(path)


def written(path: Path) -> bool:
    """Write one notebook; False if nothing was to change."""
    notebook = nbformat.read(path, as_version=4)
    before = path.read_text(encoding="utf-8")
    after = nbformat.writes(write(notebook, path.stem), version=4).rstrip("\n") + "\n"
    if after != before:
        path.write_text(after, encoding="utf-8", newline="\n")
    return after != before


if __name__ == "__main__":
    main()
