"""The house is in order: what is pinned, promised, licensed and stored agrees with itself."""

import ast
import json
import os
import re
import shutil
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
from repository import ROOT, files, make, packages

from tools import browser, environment

NOTEBOOKS = sorted(ROOT.glob("notebooks/*.ipynb"))
TOP = {
    ".ci", ".gitattributes", ".gitignore", "CITATION.cff", "LICENSE", "LICENSE-text", "Makefile",
    "README.md", "_config.yml", "_toc.yml", "binder", "data", "docs", "notebooks",
    "pyproject.toml", "reference", "requirements.lock", "requirements.txt", "setup.py", "src",
    "tables", "tests", "tools",
}  # fmt: skip
COMMANDS = {  # pinned because they are run or loaded, not imported
    "jupyter-book", "jupyterlab", "jupyterlab-myst", "ipykernel", "pytest-xdist", "nbval",
    "setuptools",
}  # fmt: skip


def read(path):
    return (ROOT / path).read_text(encoding="utf-8")


def name_of(distribution):
    return re.sub(r"[-_.]+", "-", distribution).lower()


def pins():
    """{package: version} of requirements.txt; a line that is no exact pin fails."""
    lines = [line.split("#")[0].strip() for line in read("requirements.txt").splitlines()]
    lines = [line for line in lines if line and line != "-e ."]
    wrong = [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+", line)]
    assert wrong == []
    return {name_of(name): version for name, version in (line.split("==") for line in lines)}


def locked():
    """{package: [entries of requirements.lock]}, each with its continued lines."""
    entries = {}
    for entry in re.split(r"\n(?=\S)", read("requirements.lock").replace("\\\n", "")):
        if not entry.startswith("#"):
            entries.setdefault(name_of(re.split(r"[=\s]", entry)[0]), []).append(entry)
    return entries


def targets():
    return set(re.findall(r"^([a-z-]+):.*## ", read("Makefile"), re.MULTILINE))


# What is installed


def test_the_repository_installs_itself_last():
    lines = [line for line in read("requirements.txt").splitlines() if line.strip()]
    assert lines[-1] == "-e ."


def test_the_lock_holds_every_pin():
    lock = locked()
    for name, version in pins().items():
        assert any(entry.startswith(f"{name}=={version} ") for entry in lock[name]), name


def test_the_lock_holds_only_exact_versions_with_hashes():
    for entries in locked().values():
        for entry in entries:
            assert re.match(r"[a-z0-9-]+==\S+ ", entry), entry[:80]
            assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry[:80]


def test_what_is_imported_is_pinned_and_what_is_pinned_is_used():
    owners = packages_distributions()
    own = {path.stem for path in [*ROOT.glob("src/*"), *ROOT.glob("tests/*"), ROOT / "tools"]}
    named = set(yaml.safe_load(read("_config.yml"))["sphinx"]["config"]["extensions"])
    sources = [read(path) for path in files() if path.suffix == ".py"]
    for notebook in NOTEBOOKS:
        cells = nbformat.read(notebook, as_version=4).cells
        sources += [cell.source for cell in cells if cell.cell_type == "code"]
    for source in sources:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Import):
                named |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                named.add(node.module)
    named = {name for name in named if name.split(".")[0] not in own | sys.stdlib_module_names}
    used = set()
    for name in named:  # several distributions can share a name at the top, such as sphinxcontrib
        found = {name_of(one) for one in owners[name.split(".")[0]]}
        used.add(name_of(name) if name_of(name) in found else sorted(found)[0])
    missing, idle = used - set(pins()), set(pins()) - used - COMMANDS
    assert not missing, f"imported but not in requirements.txt: {sorted(missing)}"
    assert not idle, f"in requirements.txt but not used: {sorted(idle)}"


# What is promised


def test_every_make_command_that_is_named_exists():
    known = targets()
    assert {"book", "test", "serve", "rerun", "bench", "data", "data-check", "seal"} <= known
    for path in ["README.md", ".ci/run", *(p for p in files() if p.suffix == ".md")]:
        for block in re.findall(r"`(make [^`]+)`|^\s*(make .+)", read(path), re.MULTILINE):
            assert "".join(block).split()[1] in known, f"{path}: {block}"


@pytest.mark.parametrize("target", sorted(targets()))
def test_make_accepts_each_command(target):
    done = subprocess.run(["make", "-n", target, "RAW=raw"], cwd=ROOT, capture_output=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("target", ["data", "data-check"])
def test_make_says_what_a_command_lacks(target):
    done = subprocess.run(["make", target], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode != 0
    assert f"make {target} RAW=folder" in done.stdout


def test_the_newcomer_is_told_the_two_commands():
    block = re.search(r"```sh\n(.*?)```", read("README.md"), re.DOTALL)[1]
    assert [line.split()[:2] for line in block.splitlines()] == [["make", "book"], ["make", "test"]]


def test_ci_runs_what_the_readme_says_and_stops_at_the_first_failure():
    lines = [line.strip() for line in read(".ci/run").splitlines()]
    assert "set -euo pipefail" in lines
    assert "make test" in lines
    subprocess.run(["bash", "-n", ROOT / ".ci/run"], check=True)


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
                if len(line) > 100 or marks.search(line):
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
def test_a_notebook_stores_nothing_of_one_run_only(path):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    assert set(notebook["metadata"]) == {"kernelspec", "language_info"}
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(ids) == len(set(ids))
    for cell in notebook["cells"]:
        allowed = {"tags", "jupyter", "editable", "slideshow", "mystnb"}
        assert set(cell["metadata"]) <= allowed, cell["id"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_cell_escapes_the_strict_comparison(path):
    for cell in nbformat.read(path, as_version=4).cells:
        marks = [*cell.metadata.get("tags", []), *re.findall(r"#\s*(\w+)\s*$", cell.source, re.M)]
        for mark in marks:
            assert not mark.lower().startswith("nbval"), f"{cell.id}: {mark}"
            assert mark not in ("raises-exception", "PYTEST_VALIDATE_IGNORE_OUTPUT"), cell.id


# The environment and its commands


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    """A small repository whose environment was made by `make` (folder, what it said, variables)."""
    folder = tmp_path_factory.mktemp("some where") / 'Buch \u00e4 #1 100% "x" it\'s $HOME & [a]'
    for path in ("Makefile", "pyproject.toml", "setup.py", "LICENSE",
                 *ROOT.glob("src/*/__init__.py"), "tools/environment.py", "tools/serve.py"):  # fmt: skip
        target = folder / (ROOT / path).relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / path, target)
    (folder / "requirements.lock").write_text("# nothing: see packages()\n", encoding="utf-8")
    variables = {
        "PYTHONPATH": str(packages(folder.parent)), "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(folder / "nowhere"),  # pip warns of it
    }  # fmt: skip
    return folder, make(folder, "environment", **variables), variables


def code_of(folder):
    """The folder whose code the environment of a folder runs."""
    python = environment.python_of(folder / ".venv")
    program = "import bookmaking; print(bookmaking.__file__)"
    done = subprocess.run([python, "-I", "-c", program], capture_output=True, text=True, check=True)
    return Path(done.stdout.strip()).parents[2]


def test_a_new_environment_is_made_with_one_sentence_and_then_trusted(original):
    folder, first, variables = original
    assert (first.returncode, first.stderr) == (0, "")
    assert len(first.stdout.splitlines()) == 1 and "into .venv: this takes" in first.stdout
    assert code_of(folder) == folder
    again = make(folder, "environment", **variables)
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")


def test_an_environment_with_the_code_of_another_folder_is_found_out(original, tmp_path):
    """As `pip install -e .` leaves it, and then the folder is copied."""
    folder, _, _ = original
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy, symlinks=True)
    (way,) = (copy / ".venv").rglob("__editable__*.pth")
    way.write_text(f"{ROOT / 'src'}\n", encoding="utf-8")
    (copy / ".venv" / "installed").write_bytes(environment.stamp(copy))
    assert code_of(copy) == ROOT
    assert environment.fault(copy) == environment.MOVED


def test_in_a_copied_folder_the_environment_is_made_again_with_one_sentence(original, tmp_path):
    folder, _, variables = original
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy, symlinks=True)
    assert environment.fault(copy) == environment.MOVED
    done = make(copy, "environment", **variables)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"The environment .venv {environment.MOVED}. It will be made again.\n"
    assert code_of(copy) == copy and code_of(folder) == folder


def unmake(folder):
    shutil.rmtree(folder / ".venv")


def no_base(folder):
    for path in (folder / ".venv/bin").glob("python*"):
        path.unlink()
        path.symlink_to(folder / "gone" / "python3")


def no_pip(folder):
    for path in (folder / ".venv").glob("lib/python3*/site-packages/pip*"):
        shutil.rmtree(path)
    (folder / ".venv/installed").unlink()


def no_packages(folder):
    for path in (folder / ".venv").glob("lib/python3*"):
        path.rename(path.with_name("python3.9"))  # as after an upgrade of the base Python


def other_lock(folder):
    path = folder / "requirements.lock"
    times = path.stat()
    path.write_text("# another\n", encoding="utf-8")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def interrupted(folder):
    (folder / ".venv/installed").unlink()


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        (lambda folder: None, None),
        (unmake, environment.BROKEN),
        (no_base, environment.BROKEN),
        (no_pip, environment.BROKEN),
        (no_packages, environment.BROKEN),
        (other_lock, environment.CHANGED),
        (interrupted, environment.CHANGED),
    ],
)
def test_an_environment_is_not_believed_but_asked(original, change, wrong):
    folder, _, _ = original
    kept = folder.with_name("kept")
    shutil.copytree(folder, kept, symlinks=True)
    try:
        change(folder)
        assert environment.fault(folder) == wrong
    finally:
        shutil.rmtree(folder)
        kept.rename(folder)


def test_an_environment_that_was_moved_is_found_out(original):
    folder, _, _ = original
    moved = folder.with_name("moved")
    folder.rename(moved)
    try:
        assert environment.fault(moved) == environment.MOVED
    finally:
        moved.rename(folder)


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


def test_make_puts_this_folder_before_what_a_pythonpath_leads_to(tmp_path):
    (tmp_path / "helpers").mkdir()
    (tmp_path / "helpers" / "__init__.py").write_text("raise SystemExit('a stranger')")
    told = subprocess.run(["make", "-pn", "help"], cwd=ROOT, capture_output=True, text=True,
                          env=os.environ | {"PYTHONPATH": str(tmp_path)})  # fmt: skip
    (given,) = re.findall(r"^PYTHONPATH := (.*)$", told.stdout, re.M)
    done = subprocess.run(
        [sys.executable, "-c", "import helpers; print(helpers.__file__)"],
        env=os.environ | {"PYTHONPATH": given}, capture_output=True, text=True,
    )  # fmt: skip
    assert Path(done.stdout.strip()) == ROOT / "src" / "helpers" / "__init__.py"


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


@pytest.mark.parametrize("target", sorted(targets() - {"help", "lock", "clean", "clean-all"}))
def test_every_command_that_uses_the_environment_looks_at_it_first(target):
    lines = make(ROOT, "-n", target, "RAW=raw").stdout.splitlines()
    uses = [line for line in lines if ".venv/bin/python" in line]
    assert "--check" in uses[0] and len(uses) > 1


def test_no_command_runs_a_script_of_the_environment():
    """Such a script names its Python by a path that fails where a folder has a $ or a quote."""
    assert not re.search(r"\.venv/bin/(?!python\b)|\$\(PY\)/", read("Makefile"))


@pytest.fixture
def used():
    """A port on which something listens."""
    with socket.socket() as listens:
        listens.bind(("127.0.0.1", 0))
        listens.listen()
        yield str(listens.getsockname()[1])


@pytest.mark.parametrize("port", ["", "abc", "0", "65536", "-1", "80.5", "80' \"; ls", "USED"])
def test_a_port_that_cannot_be_had_is_told_in_one_sentence_before_a_build(original, used, port):
    folder, _, variables = original
    port = used if port == "USED" else port
    done = make(folder, "serve", f"PORT={port}", **variables)
    first, *rest = done.stderr.splitlines()
    assert done.returncode != 0 and done.stdout == ""
    assert f"PORT={port}" in first.replace("Port ", "PORT=") and "make serve PORT=" in first
    assert len(rest) == 1 and rest[0].startswith("make: ***")


def test_a_folder_is_served_until_it_is_stopped(tmp_path, used):
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
