"""The commands of the Makefile, run as a stranger would, and the environment that they make."""

import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from repository import ROOT, make, packages, targets

from helpers.tables.read import load
from tools import environment

pytestmark = pytest.mark.thorough  # they need make, and they install


@pytest.mark.parametrize("target", sorted(targets()))
def test_make_accepts_each_command(target):
    done = subprocess.run(["make", "-n", target, "RAW=raw"], cwd=ROOT, capture_output=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("target", ["data", "data-check"])
def test_make_says_what_a_command_lacks_before_it_installs_anything(target, tmp_path):
    shutil.copyfile(ROOT / "Makefile", tmp_path / "Makefile")
    done = make(tmp_path, target)
    assert done.returncode != 0
    assert f"make {target} RAW=folder" in done.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["Makefile"]


def test_bash_can_read_what_ci_runs():
    subprocess.run(["bash", "-n", ROOT / ".ci/run"], check=True)


# The environment


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    """A small repository whose environment was made by `make` (folder, what it said, variables)."""
    folder = tmp_path_factory.mktemp("some where") / 'Buch \u00e4 #1 100% "x" it\'s $HOME & [a]'
    for path in ("Makefile", "pyproject.toml", "setup.py", "LICENSE",
                 *ROOT.glob("src/*/__init__.py"),
                 "tools/environment.py", "tools/serve.py"):  # fmt: skip
        target = folder / (ROOT / path).relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / path, target)
    for lock in environment.LOCKS.values():
        (folder / lock).write_text(f"# nothing: see packages() ({lock})\n", encoding="utf-8")
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


def test_what_runs_notebooks_is_enough_for_them_and_not_for_the_book(original, tmp_path):
    folder, _, variables = original
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns(".venv"))
    done = make(copy, "environment-run", **variables)
    assert (done.returncode, done.stderr) == (0, "")
    assert "requirements-run.lock into .venv" in done.stdout
    assert environment.fault(copy, "run") is None
    assert environment.fault(copy) == environment.CHANGED
    done = make(copy, "environment", "environment-run", **variables)
    assert "requirements.lock into .venv" in done.stdout and len(done.stdout.splitlines()) == 1
    assert environment.fault(copy) is environment.fault(copy, "run") is None


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


@pytest.mark.parametrize("target", sorted(targets() - {"help", "lock", "clean", "clean-all"}))
def test_every_command_that_uses_the_environment_looks_at_it_first(target):
    lines = make(ROOT, "-n", target, "RAW=raw").stdout.splitlines()
    uses = [line for line in lines if ".venv/bin/python" in line]
    assert "--check" in uses[0] and len(uses) > 1


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


def test_what_pip_installs_elsewhere_brings_the_tables_along(tmp_path):
    source = tmp_path / "source"
    left = shutil.ignore_patterns(".git", ".venv", "_build", "__pycache__", "*.egg-info", "build")
    shutil.copytree(ROOT, source, ignore=left)
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "--target", tmp_path / "target", source], check=True, timeout=300)
    program = "from conflict_in_maps import load; print(len(load('towns')))"
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "target")}
    environment.pop("BOOK_DATA", None)
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) == len(load("towns"))
