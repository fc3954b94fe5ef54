"""Two editions of the book: the student copy, with no solution in it, and the key to each chapter.

    python -m teaching.editions     write _build/teach/student/, book-student.zip and key/

The student copy is a build of its own, from notebooks whose answers were taken out before. So all
that a build makes of a page (its text, the search, cards, downloads) knows of no answer; to take
answers out of finished pages would mean to know each place to which they may have been copied.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
from markupsafe import Markup

from course.checks import values
from course.read import ROOT, chapter, names
from course.varied import drawn
from helpers.sentences import day
from teaching.common import TEACH, template
from teaching.kit import WHOLE, heading, without_answers

PARTS = ("notebooks", "reference", "tables", "data", "index.md", "story-slides.md", "_toc.yml")
PARTS += ("_config.yml", "CITATION.cff")
LICENCE = "      licence: >-\n"  # the line of _config.yml before which the edition is named
EDITION = "This is the student copy. It has the exercises without their solutions."
SEEDS = (1, 2, 3)  # of the examples of varied exercises


class EditionError(RuntimeError):
    """The student copy does not build; holds what the build said."""


def student(site: Path) -> None:
    """Build the student copy into the folder `site`. EditionError if the build fails."""
    with tempfile.TemporaryDirectory() as made:
        source = Path(made, "source")
        for part in PARTS:
            copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
            source.mkdir(exist_ok=True)
            copy(ROOT / part, source / part)
        for path in source.glob("notebooks/**/*.ipynb"):
            left = without_answers(nbformat.read(path, as_version=4))
            path.write_text(nbformat.writes(left, version=4) + "\n", encoding="utf-8")
        config = (source / "_config.yml").read_text(encoding="utf-8")
        named = config.replace(LICENCE, f"      edition: {EDITION}\n{LICENCE}")
        (source / "_config.yml").write_text(named, encoding="utf-8")
        program = "from jupyter_book.cli.main import main; main()"
        command = [sys.executable, "-c", program, "build", str(source), "--path-output", made]
        command += ["--all", "-W", "-n", "--keep-going", "-q"]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise EditionError(f"the student copy does not build:\n{done.stdout}{done.stderr}")
        shutil.rmtree(site, ignore_errors=True)
        shutil.move(Path(made, "_build", "html"), site)


def key(name: str) -> str:
    """The key to one chapter as a page (HTML): for whoever teaches it."""
    notebook = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
    coded = {cell["id"]: cell for cell in notebook.cells if cell.cell_type == "code"}
    taught = chapter(name)
    found = {
        exercise["id"]: _told(coded[f"{exercise['id']}-answer"])
        for exercise in taught["exercises"]
        if "solution" not in exercise
    }
    examples = [(task, [(seed, drawn(task, seed)) for seed in SEEDS]) for task in taught["varied"]]
    checked = {name: right for name, (right, _) in values(name).items()}
    title = heading(notebook)
    given = {"found": found, "examples": examples, "checked": checked, "number": number}
    return template("key.html").render(given, title=title, taught=taught)


def number(value: object) -> str:
    """A right answer in words: 0.0833333 -> '0.0833', a date as a day, else as it is."""
    if hasattr(value, "year"):
        return day(value)
    if isinstance(value, float):
        return f"{value:,.4f}".rstrip("0").rstrip(".")
    return str(value)


def _told(cell):
    """(code, words, tables) of an answer: its source, and its stored outputs."""
    bundles = [output.get("data", {}) for output in cell.outputs]
    words = "\n\n".join(one["text/markdown"] for one in bundles if "text/markdown" in one)
    tables = [Markup(one["text/html"]) for one in bundles if "text/html" in one]
    return cell.source, words, tables


def main() -> None:
    """Write the student copy, its zip, and the keys."""
    site = TEACH / "student"
    student(site)
    shutil.copyfile(site / WHOLE, TEACH / "book-student.zip")
    (TEACH / "key").mkdir(exist_ok=True)
    for name in names():
        (TEACH / "key" / f"{name}.html").write_text(key(name), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
