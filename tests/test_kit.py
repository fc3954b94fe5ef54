"""What a student takes home: no answer in it, all that it needs, and it runs alone."""

import io
import json
import subprocess
import sys
import zipfile

import nbformat
import pytest
import yaml
from repository import ROOT, packages

from course import read as course
from helpers import answers
from teaching import kit

NAMES = kit.names()
RUN = """
import json, sys
sys.path[:0] = [""]
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance(colors="nocolor")
import helpers
print(helpers.__file__)
for source in json.load(open(sys.argv[1], encoding="utf-8")):
    if not shell.run_cell(source).success:
        sys.exit(f"This cell fails:\\n{source}")
"""


def opened(name):
    """{path in the folder: content} of a kit."""
    with zipfile.ZipFile(io.BytesIO(kit.kit(name))) as packed:
        return {path.split("/", 1)[1]: packed.read(path) for path in packed.namelist()}


@pytest.fixture(scope="module", params=NAMES)
def name(request):
    return request.param


@pytest.fixture(scope="module")
def files(name):
    return opened(name)


@pytest.fixture(scope="module")
def notebook(name, files):
    made = nbformat.reads(files[f"{name}.ipynb"].decode(), as_version=4)
    nbformat.validate(made)
    return made


def test_every_chapter_has_a_kit():
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))["parts"]
    numbered = next(part for part in contents if part.get("numbered"))["chapters"]
    assert {page["file"].removeprefix("notebooks/") for page in numbered} <= set(NAMES)


def test_it_has_the_same_bytes_each_time_and_is_small(name):
    first = kit.kit(name)
    assert first == kit.kit(name)
    assert len(first) < 2_000_000


def test_the_notebook_is_the_chapters_without_answers_and_with_room_for_them(name, notebook):
    own = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4).cells
    kept = [cell.id for cell in own if not cell.id.endswith(("-answer", "-solution"))]
    assert [cell.id for cell in notebook.cells if not cell.id.endswith("-yours")] == kept
    assert not any(cell.get("outputs") for cell in notebook.cells)
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    for gone in (":class-container: solution", "Answer to question", ".ipynb)", "{numref}"):
        assert gone not in text, gone
    before = dict(zip([cell.id for cell in own], [cell.source for cell in own]))
    for cell in notebook.cells:
        if cell.cell_type == "code" and not cell.id.endswith("-yours"):
            assert cell.source == before[cell.id]


def test_each_question_has_room_and_names_its_check(name, notebook):
    if name not in course.names():
        return
    by_id = {cell.id: cell for cell in notebook.cells}
    for exercise in course.chapter(name)["exercises"]:
        at = notebook.cells.index(by_id[exercise["id"]])
        room = notebook.cells[at + 1]
        assert room.id == f"{exercise['id']}-yours"
        if exercise["computer"] == "program":
            assert room.source.startswith("# your answer"), exercise["id"]
        checked = f'# check("{exercise["id"]}", ...)' in room.source
        assert checked == ("check" in exercise) == (exercise["id"] in answers.known())
        if room.cell_type == "code":
            assert all(line.startswith("#") for line in room.source.splitlines())


def test_it_holds_the_tables_of_the_exercises_and_checks_of_this_chapter_alone(name, files):
    catalogue = json.loads(files["data/datapackage.json"])["resources"]
    paths = {f"data/{one['path']}" for one in catalogue} | {"data/datapackage.json"}
    assert paths == {path for path in files if path.startswith("data/")}
    checks = json.loads(files["helpers/checks.json"])
    assert {exercise.rpartition("-")[0] for exercise in checks} <= {course.key(name)}
    if name in course.names():
        asked = {
            table
            for exercise in course.chapter(name)["exercises"]
            if exercise["computer"] == "program"
            for table in exercise["tables"]
        }
        assert asked <= {one["name"] for one in catalogue}


def test_its_packages_are_pinned_as_in_the_book_and_named_in_the_readme(name, files):
    pins = files["requirements.txt"].decode().split()
    locked = (ROOT / "requirements-run.lock").read_text(encoding="utf-8")
    assert len(pins) == len(kit.PACKAGES) and all(f"\n{pin} " in locked for pin in pins)
    told = files["README.md"].decode()
    assert f"jupyterlab --config=lab.py {name}.ipynb" in told
    assert "CHAPTER" not in told and "TITLE" not in told


def test_a_notebook_that_was_not_run_is_told(tmp_path):
    (tmp_path / "notebooks").mkdir()
    new = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Title")])
    nbformat.write(new, tmp_path / "notebooks" / "new.ipynb")
    with pytest.raises(kit.KitError, match="new: .* which tables it reads: `make rerun`"):
        kit.kit("new", tmp_path)


def test_only_what_stands_under_a_solutions_fold_is_taken_out():
    cell = nbformat.v4.new_markdown_cell(
        "Before.\n\n::::{admonition} Question\nAsk.\n\n:::{dropdown} Hint\nThink.\n:::\n\n"
        ":::{dropdown} Answer\n:class-container: solution\nNo.\n:::\n::::\n\nAfter.",
        id="x-quick",
    )
    (left,) = kit.without_answers(nbformat.v4.new_notebook(cells=[cell])).cells
    assert left.source == (
        "Before.\n\n::::{admonition} Question\nAsk.\n\n:::{dropdown} Hint\nThink.\n:::\n\n"
        "::::\n\nAfter."
    )
    assert "Answer" in cell.source


def run_alone(name, folder):
    """Run all cells of a kit in a folder of its own, with nothing of the repository on the path."""
    place = folder / "Übung mit Leerzeichen"
    for path, content in opened(name).items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_bytes(content)
    cells = nbformat.read(place / f"{name}.ipynb", as_version=4).cells
    sources = [cell.source for cell in cells if cell.cell_type == "code"]
    (folder / "cells.json").write_text(json.dumps(sources), encoding="utf-8")
    (folder / "run.py").write_text(RUN, encoding="utf-8")
    kept = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "PYTHONPATH": str(packages(folder))}
    command = [sys.executable, "-S", str(folder / "run.py"), str(folder / "cells.json")]
    done = subprocess.run(command, cwd=place, env=kept, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    assert done.stdout.splitlines()[0] == str(place / "helpers" / "__init__.py")


@pytest.mark.thorough
def test_the_smallest_kit_runs_where_nothing_else_is(tmp_path):
    run_alone("helpers", tmp_path)


@pytest.mark.thorough
@pytest.mark.parametrize("one", [one for one in NAMES if one != "helpers"])
def test_every_kit_runs_where_nothing_else_is(one, tmp_path):
    run_alone(one, tmp_path)
