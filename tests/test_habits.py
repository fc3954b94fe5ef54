"""The habits of the house: form, types, words on functions, and guides that are true."""

import ast
import pkgutil
import re
import subprocess
import sys

import pytest
import yaml
from repository import ROOT, files

NOTEBOOKS = sorted(path.as_posix() for path in files() if path.suffix == ".ipynb")
# Notebooks whose code is not in the formatter's form yet. What is mended leaves the list, or a
# test says so; nothing comes new.
UNFORMATTED: set[str] = set()


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
    assert [one for path in modules for one in untold(path)] == []


def read(path):
    return (ROOT / path).read_text(encoding="utf-8")


def test_the_example_of_the_guide_draws_a_figure(monkeypatch):
    import IPython.display

    from helpers.draw import figures

    shown = []
    for module in (figures, IPython.display):
        monkeypatch.setattr(module, "display", lambda what, **_: shown.append(what))
    names = "from helpers import charts, color, figure, marks, say, words; import altair as alt"
    program = "\n".join(re.findall(r"```python\n(.*?)```", read("CONTRIBUTING.md"), re.DOTALL))
    exec(f"{names}\n{program}", {})
    assert figures.FIGURE in shown[1] and "dollars in June 2014" in shown[2].data


def test_the_new_names_in_the_list_of_changes_are_there():
    rows = re.findall(r"^\| `.*? \| (.*) \|$", read("CHANGELOG.md"), re.MULTILINE)
    assert len(rows) > 10
    for row in rows:
        first, *others = re.findall(r"`([^`]+)`", row)
        room = first.rpartition(".")[0]
        for name in (first, *(other if other[0] != "." else room + other for other in others)):
            assert pkgutil.resolve_name(name)


@pytest.mark.parametrize("guide", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_what_links_lead_to_in_the_guides_is_there(guide):
    for target, part in re.findall(r"\]\(([^)#:]*)(#[^)]*)?\)", read(guide)):
        assert not target or (ROOT / target).is_file(), target
        if part:
            heads = re.findall(r"^#+ (.*)$", read(target or guide).lower(), re.MULTILINE)
            anchors = [re.sub(r"[^a-z0-9 -]", "", head).replace(" ", "-") for head in heads]
            assert part.removeprefix("#") in anchors


@pytest.mark.parametrize("path", sorted((ROOT / ".github/ISSUE_TEMPLATE").glob("[0-9]*.yml")))
def test_a_form_asks_each_thing_once_and_under_a_name(path):
    form = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert {"name", "description", "title", "body"} <= set(form)
    asked = [part for part in form["body"] if part["type"] != "markdown"]
    assert len({part["id"] for part in asked}) == len(asked) > 2
    assert all(part["attributes"]["label"] for part in asked)


@pytest.mark.parametrize("path", sorted((ROOT / ".github/workflows").glob("*.yml")))
def test_a_workflow_may_only_read_needs_no_secret_and_calls_what_there_is(path):
    text = path.read_text(encoding="utf-8")
    flow = yaml.safe_load(text)
    assert flow["permissions"] == {"contents": "read"} and "secrets." not in text
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
    (job,) = flow["jobs"].values()
    runs = [step["run"] for step in job["steps"] if "run" in step]
    made = [run.split()[1] for run in runs if run.startswith("make ")]
    assert made and set(made) <= targets
    assert {run.split()[0] for run in runs} <= {"make", "git", "bash"}


def test_hooks_run_what_is_installed_here():
    for hook in yaml.safe_load(read(".pre-commit-config.yaml"))["repos"][0]["hooks"]:
        python, flag, module, *_ = hook["entry"].split()
        assert (python, flag, hook["language"]) == (".venv/bin/python", "-m", "system")
        assert pkgutil.resolve_name(module)


def test_what_a_test_file_tries_quickly_is_there():
    files_with = 0
    for path in (ROOT / "tests").rglob("test_*.py"):
        body = ast.parse(path.read_text(encoding="utf-8")).body
        tests = {one.name for one in body if isinstance(one, ast.FunctionDef)}
        for one in body:
            if isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == "QUICKLY":
                files_with += 1
                assert set(ast.literal_eval(one.value)) <= tests, path.name
    assert files_with
