"""The code is formatted, linted, typed and told, in programs and in notebooks."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from repository import ROOT, files

NOTEBOOKS = sorted(path.as_posix() for path in files() if path.suffix == ".ipynb")
# Notebooks whose code is not in the formatter's form yet, and modules whose public functions lack
# types or a docstring. What is mended leaves the list, or a test says so; nothing comes new.
UNFORMATTED = {
    f"notebooks/{name}.ipynb"
    for name in (
        *("aftermath", "casualties", "claims", "coalition-strikes", "funding", "global-reach"),
        *("mosul", "raqqa", "refugees", "spread", "timeline"),
    )
}
UNTYPED = {
    "src/helpers/draw/controls.py",
    "src/helpers/draw/figures.py",
    "src/helpers/draw/leaflet.py",
    "src/helpers/draw/maps.py",
    "src/helpers/draw/marks.py",
    "src/helpers/judge",
    "src/helpers/sentences.py",
}


def ruff(*arguments):
    """What ruff says; empty if it is content."""
    command = [sys.executable, "-m", "ruff", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    return (done.stdout + done.stderr) if done.returncode else ""


def faults(path):
    """What ruff finds in the form and in the code of a file."""
    return ruff("format", "--check", path) + ruff("check", "--output-format", "concise", path)


@pytest.mark.parametrize("command", [("format", "--check"), ("check",)], ids=" ".join)
def test_programs_are_formatted_and_linted(command):
    assert (
        ruff(*command, *sorted({path.parts[0] for path in files() if path.suffix == ".py"})) == ""
    )


@pytest.mark.parametrize("path", NOTEBOOKS)
def test_notebooks_are_formatted_and_linted(path):
    if path in UNFORMATTED:
        assert faults(path), f"{path} is in form now: take it out of UNFORMATTED"
    else:
        assert faults(path) == ""


def test_types_agree():
    done = subprocess.run(
        [sys.executable, "-m", "mypy"], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr


def public(body, name=""):
    """(name, function) of what a module or a class offers to others."""
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
            if isinstance(node, ast.ClassDef):
                yield from public(node.body, f"{node.name}.")
            else:
                yield f"{name}{node.name}", node


def untold(path):
    """Public functions of a module that lack a type or a docstring."""
    found = []
    for name, function in public(ast.parse((ROOT / path).read_text(encoding="utf-8")).body):
        told = function.args
        given = [*told.posonlyargs, *told.args, *told.kwonlyargs, told.vararg, told.kwarg]
        given = [one for one in given if one and one.arg not in ("self", "cls")]
        typed = function.returns and all(one.annotation for one in given)
        if not typed or not ast.get_docstring(function):
            found.append(f"{path}:{function.lineno} {name}")
    return found


def test_public_functions_have_types_and_a_docstring():
    modules = [path for path in files() if path.suffix == ".py"]
    modules = [
        path for path in modules if path.parts[:2] in (("src", "helpers"), ("src", "builders"))
    ]
    lacking = {path: untold(path) for path in modules}
    exempt = {path for path in modules if any(path.is_relative_to(one) for one in UNTYPED)}
    assert [one for path in set(modules) - exempt for one in lacking[path]] == []
    for one in UNTYPED:
        within = [path for path in exempt if path.is_relative_to(Path(one))]
        assert any(lacking[path] for path in within), f"{one} is told now: take it out of UNTYPED"
