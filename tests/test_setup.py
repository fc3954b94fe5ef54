"""The house is in order: what is pinned, promised, licensed and stored agrees with itself."""

import ast
import functools
import importlib.metadata
import itertools
import json
import os
import re
import socket
import subprocess
import sys
import tomllib
import urllib.request
from importlib.metadata import packages_distributions
from pathlib import Path

import nbformat
import pytest
import yaml
from packaging.requirements import Requirement
from repository import ROOT, files, targets

from helpers.draw.lab import numbers
from tools import browser, environment, mutants, rerun
from tools.locks import with_and_without_extras

NOTEBOOKS = sorted(ROOT.glob("notebooks/*.ipynb"))
TOP = {
    *(".ci", ".gitattributes", ".github", ".gitignore", ".pre-commit-config.yaml", "CHANGELOG.md"),
    *(
        "CITATION.cff",
        "codecheck.yml",
        "CONTRIBUTING.md",
        "LICENSE",
        "LICENSE-text",
        "Makefile",
        "README.md",
    ),
    *("_config.yml", "_toc.yml", "binder", "data", "docs", "notebooks"),
    *("pyproject.toml", "reference", "requirements-run.lock", "requirements.lock"),
    *("requirements.txt", "setup.py", "src", "tables", "teaching", "tests", "tools"),
}
COMMANDS = {  # pinned because they are run or loaded, not imported
    *("jupyter-book", "jupyterlab", "jupyterlab-myst", "ipykernel", "pytest-xdist", "nbval"),
    *("setuptools", "ruff", "mypy", "cssselect"),
}


def read(path):
    return (ROOT / path).read_text(encoding="utf-8")


def name_of(distribution):
    return re.sub(r"[-_.]+", "-", distribution).lower()


def pins(group="test"):
    """{package: version} of a group of pyproject.toml and those in it; no exact pin fails."""
    found = {}
    for line in tomllib.loads(read("pyproject.toml"))["dependency-groups"][group]:
        if isinstance(line, dict):
            found |= pins(line["include-group"])
            continue
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+", line), line
        name, version = line.split("==")
        found[name_of(name)] = version
    return found


def locked(lock="requirements.lock"):
    """{package: [entries of a lock]}, each on one line without comments."""
    entries = {}
    text = re.sub(r"\n *# .*", "", read(lock).replace("\\\n", ""))
    for entry in re.split(r"\n(?=\S)", text.strip()):
        if not entry.startswith("#"):
            entries.setdefault(name_of(re.split(r"[=\s\[]", entry)[0]), []).append(entry)
    return entries


# What is installed


@pytest.mark.parametrize(
    ("group", "lock"), [("run", "requirements-run.lock"), ("test", "requirements.lock")]
)
def test_a_lock_holds_every_pin_of_its_group_and_only_exact_versions_with_hashes(group, lock):
    entries = locked(lock)
    for name, version in pins(group).items():
        assert any(entry.startswith(f"{name}=={version} ") for entry in entries[name]), name
    for entry in itertools.chain(*entries.values()):
        assert re.match(r"[a-z0-9-]+(\[[a-z,-]+\])?==\S+ ", entry), entry[:80]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry[:80]


def test_the_smaller_lock_is_a_part_of_the_larger_without_sphinx_and_browsers():
    small, large = locked("requirements-run.lock"), locked()
    assert [name for name, entries in small.items() if entries != large.get(name)] == []
    assert {"sphinx", "jupyter-book", "playwright", "pytest", "ruff"} <= large.keys() - small.keys()


def test_what_is_needed_with_an_extra_is_locked_with_it_and_without():
    """See tools/locks.py; pip asks for both names."""
    entries = locked()
    needed = {
        (name_of(need.name), extra)
        for package in importlib.metadata.distributions()
        if name_of(package.name) in entries
        for need in map(Requirement, package.requires or ())
        for extra in need.extras
        if not need.marker or need.marker.evaluate({"extra": ""})
    }
    assert needed
    for name, extra in needed:
        plain, extended = entries[name]
        assert re.match(rf"{name}\[(.*,)?{extra}(,.*)?\]==", extended), (name, extra)
        assert extended.partition("==")[2] == plain.partition("==")[2]


def test_a_lock_gets_the_plain_name_once_per_entry_with_an_extra():
    entry = "bleach[css]==6.4.0 \\\n    --hash=sha256:1 \\\n    --hash=sha256:2\n"
    plain = entry.replace("[css]", "")
    others = "attrs==1 \\\n    --hash=sha256:3\n", "certifi==2 \\\n    --hash=sha256:4\n"
    assert with_and_without_extras(others[0] + entry + others[1]) == (
        others[0] + plain + entry + others[1]
    )


def imported(sources):
    """The names of modules that programs import, of this repository and of Python left out."""
    own = {path.stem for path in [*ROOT.glob("src/*"), *ROOT.glob("tests/*"), ROOT / "tools"]}
    named = set().union(*map(imports, sources))
    return {name for name in named if name.split(".")[0] not in own | sys.stdlib_module_names}


@functools.cache
def imports(source):
    """The names of all modules that a program imports."""
    named = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            named |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            named.add(node.module)
    return named


@functools.cache
def owners_of():
    """{module at the top: the packages it comes from}, of all that is installed."""
    return packages_distributions()


def distributions(named):
    """The packages that modules come from."""
    owners = owners_of()
    found = set()
    for name in named:  # several distributions can share a name at the top, such as sphinxcontrib
        those = {name_of(one) for one in owners[name.split(".")[0]]}
        found.add(name_of(name) if name_of(name) in those else min(those))
    return found


def programs(*folders):
    """The programs below some folders, as text; those of notebooks cell by cell."""
    for path in files():
        if path.parts[0] not in folders and not any(path.is_relative_to(one) for one in folders):
            continue
        if path.suffix == ".py":
            yield read(path)
        elif path.suffix == ".ipynb":
            cells = json.loads(read(path))["cells"]
            yield from ("".join(one["source"]) for one in cells if one["cell_type"] == "code")


RUNS = ("notebooks", "src/helpers", "src/builders", "tools/rerun.py")


@pytest.mark.parametrize(
    ("group", "folders"),
    [
        ("run", RUNS),
        ("book", (*RUNS, "src/bookmaking", "src/course")),
        ("teach", (*RUNS, "src")),
        ("test", (*RUNS, "src", "tools", "tests")),
    ],
)
def test_what_is_imported_is_pinned_in_the_group_that_needs_it(group, folders):
    lacking = distributions(imported(programs(*folders))) - pins(group).keys()
    assert not lacking, f"imported but not in group {group} of pyproject.toml: {sorted(lacking)}"


def test_what_is_pinned_is_used():
    extensions = yaml.safe_load(read("_config.yml"))["sphinx"]["config"]["extensions"]
    named = imported(programs(*RUNS, "src", "tools", "tests")) | set(extensions)
    idle = pins().keys() - distributions(named) - COMMANDS
    assert not idle, f"in pyproject.toml but not used: {sorted(idle)}"


# What is promised


def test_every_make_command_that_is_named_exists():
    known = targets()
    assert {"book", "test", "serve", "rerun", "bench", "data", "data-check", "seal"} <= known
    for path in ["README.md", ".ci/run", *(p for p in files() if p.suffix == ".md")]:
        for block in re.findall(r"`(make [^`]+)`|^\s*(make .+)", read(path), re.MULTILINE):
            assert "".join(block).split()[1] in known, f"{path}: {block}"


def test_the_newcomer_is_told_the_two_commands():
    block = re.search(r"```sh\n(.*?)```", read("README.md"), re.DOTALL)[1]
    assert [line.split()[:2] for line in block.splitlines()] == [["make", "book"], ["make", "test"]]


def test_ci_runs_what_the_readme_says_and_stops_at_the_first_failure():
    lines = [line.strip() for line in read(".ci/run").splitlines()]
    assert "set -euo pipefail" in lines
    assert "make test-all" in lines
    assert re.search(r"^test-all: test ", read("Makefile"), re.M)


def test_the_same_pythons_are_named_everywhere():
    low, high = re.fullmatch(
        r">=3\.(\d+),<3\.(\d+)", tomllib.loads(read("pyproject.toml"))["project"]["requires-python"]
    ).groups()
    versions = [f"3.{minor}" for minor in range(int(low), int(high))]
    told = f"Python {', '.join(versions[:-1])} or {versions[-1]}"
    for path in ("README.md", "Makefile"):
        assert told in read(path), f"{path} should say: {told}"
    assert f"(3, {low}) <= sys.version_info[:2] <= (3, {int(high) - 1})" in read("Makefile")
    assert read("binder/runtime.txt").strip().removeprefix("python-") in versions


def test_what_the_readme_links_to_is_there():
    for target in re.findall(r"\]\(([^)#]+)\)", read("README.md")):
        if not target.startswith("https://"):
            assert (ROOT / target).is_file(), target


def test_pictures_in_the_readme_have_a_text_alternative():
    for text in re.findall(r"!\[(.*?)\]\(", read("README.md"), re.DOTALL):
        assert len(text) > 40


def test_version_and_title_agree():
    project = tomllib.loads(read("pyproject.toml"))["project"]
    citation = yaml.safe_load(read("CITATION.cff"))
    assert citation["version"] == project["version"]
    assert citation["title"] == yaml.safe_load(read("_config.yml"))["title"]
    assert citation["title"] in read("LICENSE-text").replace("\n    ", " ")
    assert read("README.md").startswith(f"# {citation['title']}\n")


def test_licences_agree():
    assert read("LICENSE").startswith("MIT License")
    assert tomllib.loads(read("pyproject.toml"))["project"]["license"] == "MIT"
    assert yaml.safe_load(read("CITATION.cff"))["license"] == "CC-BY-4.0"
    text = read("LICENSE-text")
    assert "https://creativecommons.org/licenses/by/4.0/" in text
    for section in range(1, 9):
        assert f"\nSection {section} -- " in text


# What is stored


def test_the_top_folder_holds_only_what_the_design_names():
    table = yaml.safe_load(read("_toc.yml"))
    pages = {f"{name}.md" for name in re.findall(r"'(?:file|root)': '([^'/]+)'", str(table))}
    assert {path.parts[0] for path in files()} - pages - TOP == set()


def test_no_file_names_this_machine_or_where_packages_come_from():
    folders = "|".join(["work", "root", "tmp", "home", "Users"])
    machine = re.compile(rf"(?<![\w.~*\-/])/(?:{folders})/\w")
    hosts = re.compile(r"pypi\.org|python[h]osted|registry\.npm|deb\.debian")
    found = []
    for path in files():
        try:
            text = read(path)
        except UnicodeDecodeError:
            assert path.suffix in {".png", ".jpg", ".woff2"}, f"{path} is no UTF-8"
            continue
        for number, line in enumerate(text.splitlines(), 1):
            for match in [*machine.finditer(line), *hosts.finditer(line)]:
                around = line[max(match.start() - 20, 0) : match.end() + 20]
                found.append(f"{path}:{number}: {around}")
    assert found == []


def test_code_lines_are_short_and_nothing_is_left_to_do():
    marks = re.compile("|".join(["TO" + "DO", "FIX" + "ME", "X" * 3]))
    found = []
    for path in files():
        if path.suffix == ".py":
            for number, line in enumerate(read(path).splitlines(), 1):
                short = len(line) <= 100 or path == Path("tools/mutants.py")  # quotes the code
                if not short or marks.search(line):
                    found.append(f"{path}:{number}")
    assert found == []


def test_no_test_is_left_out():
    left_out = {"skip", "skipif", "importorskip", "xfail"}
    told = {  # what a machine may lack; the reason stands there
        Path("tests/engines/conftest.py"), Path("tests/engines/test_suite.py"),  # CI has them
        Path("tests/test_evidence.py"),  # the publishers' files, which are not ours to publish
    }  # fmt: skip
    for path in files():
        if path.parts[0] == "tests" and path.suffix == ".py" and path not in told:
            for node in ast.walk(ast.parse(read(path))):
                assert getattr(node, "attr", None) not in left_out, f"{path}:{node.lineno}"


def test_there_are_notebooks_and_all_chapters_are_among_them():
    stored = {f"notebooks/{path.stem}" for path in NOTEBOOKS}
    named = re.findall(r"'file': '(notebooks/[^']+)'", str(yaml.safe_load(read("_toc.yml"))))
    assert named and set(named) <= stored


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_was_run_from_the_top_without_fault(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    counts = []
    for cell in notebook.cells:
        if cell.cell_type == "code" and cell.source.strip():
            counts.append(cell.execution_count)
            for output in cell.outputs:
                assert output.output_type != "error", cell.id
                assert output.get("name") != "stderr", f"{cell.id}: {output.text}"
    assert counts == list(range(1, len(counts) + 1))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_written_as_jupyterlab_writes_it(path):
    stored = json.loads(path.read_text(encoding="utf-8"))
    assert stored["metadata"]["kernelspec"] == rerun.KERNEL
    written = rerun.text(nbformat.from_dict(numbers(stored)))
    assert path.read_text(encoding="utf-8") == written


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_stores_nothing_of_one_run_only(path):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    assert set(notebook["metadata"]) == {"book", "kernelspec", "language_info"}
    assert list(notebook["metadata"]["book"]) == ["tables"]
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(ids) == len(set(ids))
    for cell in notebook["cells"]:
        allowed = {"collapsed", "tags", "jupyter", "editable", "slideshow", "mystnb"}
        assert set(cell["metadata"]) <= allowed, cell["id"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_cell_escapes_the_strict_comparison(path):
    for cell in nbformat.read(path, as_version=4).cells:
        marks = [*cell.metadata.get("tags", []), *re.findall(r"#\s*(\w+)\s*$", cell.source, re.M)]
        for mark in marks:
            assert not mark.lower().startswith("nbval"), f"{cell.id}: {mark}"
            assert mark not in ("raises-exception", "PYTEST_VALIDATE_IGNORE_OUTPUT"), cell.id


# The environment


def test_a_folder_with_the_name_of_the_environment_is_not_deleted(tmp_path):
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "notes.txt").touch()
    with pytest.raises(environment.Problem, match="holds notes.txt.*Move it"):
        environment.remove(tmp_path / ".venv")
    assert (tmp_path / ".venv" / "notes.txt").exists()


def test_what_would_send_pip_elsewhere_is_not_passed_on(monkeypatch, tmp_path):
    for name in environment.ELSEWHERE - {"PYTHONHOME"}:
        monkeypatch.setenv(name, "1")
    shows = "import os, pathlib; pathlib.Path('seen').write_text(' '.join(os.environ))"
    environment.run([sys.executable, "-c", shows], "", tmp_path)
    assert not environment.ELSEWHERE & {*(tmp_path / "seen").read_text().split()}


def test_of_an_environment_that_is_a_link_only_the_link_is_removed(tmp_path):
    (tmp_path / "theirs").mkdir()
    (tmp_path / ".venv").symlink_to(tmp_path / "theirs")
    environment.remove(tmp_path / ".venv")
    assert (tmp_path / "theirs").is_dir() and not (tmp_path / ".venv").is_symlink()


@pytest.mark.parametrize("part", ["venv", "ensurepip"])
def test_a_python_without_venv_is_told_in_one_sentence(monkeypatch, tmp_path, part):
    found = environment.importlib.util.find_spec
    monkeypatch.setattr(
        environment.importlib.util, "find_spec", lambda name: None if name == part else found(name)
    )
    with pytest.raises(environment.Problem, match="the package python3-venv, or") as told:
        environment.create(tmp_path / ".venv")
    assert str(told.value).count(". ") == 0 and "\n" not in str(told.value)
    assert not (tmp_path / ".venv").exists()


def test_an_error_of_the_package_client_is_shown_whole():
    program = "import sys; print('one'); print('two', file=sys.stderr); sys.exit(1)"
    with pytest.raises(environment.Problem) as told:
        environment.run([sys.executable, "-u", "-c", program], "So it was.")
    assert str(told.value) == "one\ntwo\nSo it was."


def test_no_command_runs_a_script_of_the_environment():
    """Such a script names its Python by a path that fails where a folder has a $ or a quote."""
    assert not re.search(r"\.venv/bin/(?!python\b)|\$\(PY\)/", read("Makefile"))


def test_a_folder_is_served_until_it_is_stopped(tmp_path):
    (tmp_path / "index.html").write_text("hello", encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    command = [sys.executable, "-m", "tools.serve", tmp_path]
    with subprocess.Popen(
        command, env={**os.environ, "PORT": port}, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True,
    ) as server:  # fmt: skip
        try:
            address = re.search(r"http://\S+", server.stdout.readline())[0]
            assert urllib.request.urlopen(address).read() == b"hello"
        finally:
            server.terminate()


# The browser


def test_a_browser_that_is_named_but_does_not_start_is_not_replaced(monkeypatch, tmp_path):
    fake = tmp_path / "chromium"
    fake.write_text("#!/bin/sh\nexit 0\n")
    fake.chmod(0o755)
    monkeypatch.setenv("CHROMIUM", str(fake))
    assert browser.find() is None
    with pytest.raises(SystemExit, match="CHROMIUM is set to"):
        browser.main()


def test_the_browser_that_the_tests_use_starts(capsys):
    browser.main()
    assert browser.starts(capsys.readouterr().out.strip())


@pytest.mark.parametrize(("user", "asked"), [(0, ["-m", "update", "install"]), (1000, ["-m"])])
def test_without_a_browser_each_way_is_tried_then_one_sentence_tells(monkeypatch, user, asked):
    commands = []
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(browser, "find", lambda: None)
    monkeypatch.setattr(browser, "_run", lambda *command: commands.append(command[1]))
    monkeypatch.setattr(browser.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(browser.os, "geteuid", lambda: user)
    with pytest.raises(SystemExit, match="install Chromium or Google Chrome"):
        browser.main()
    assert commands == asked


@pytest.mark.parametrize("edit", mutants.EDITS, ids=lambda edit: edit.name)
def test_the_text_of_each_small_mistake_stands_once_in_its_room(edit):
    assert mutants.place(edit).is_file() and edit.new != edit.old
