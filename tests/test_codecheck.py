"""codecheck.yml names what the book holds, and commands that are there; no time is tested."""

import re

import pytest
import yaml
from repository import BUILDERS, ROOT, targets

from helpers.tables.read import resources
from tools import codecheck

FILE = ROOT / codecheck.FILE
AGAIN = "codecheck.yml is of before: make codecheck NAMES=1"


@pytest.fixture(scope="module")
def told():
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


@pytest.fixture
def here(monkeypatch):
    monkeypatch.chdir(ROOT)


def test_it_names_exactly_the_figures_and_tables_of_the_book(told, here):
    wanted = codecheck.figures() + codecheck.tables()
    assert told["manifest"] == wanted, AGAIN
    figures = [one["figure"] for one in wanted if "figure" in one]
    assert len(set(figures)) == len(figures) > 100
    assert {one["table"] for one in wanted if "table" in one} == set(resources())


def test_every_entry_has_a_file_and_a_run_with_its_command_time_and_memory(told):
    for one in told["manifest"]:
        assert (ROOT / one["file"]).is_file() and one["comment"].strip()
    assert set(told["runs"]) == {one["run"] for one in told["manifest"]}, AGAIN
    for one in told["runs"].values():
        assert one["seconds"] >= 0 and one["cpu_seconds"] > 0 and one["memory_mb"] > 10
        place = re.search(r"notebooks/\S+|RAW (\w+)|--typed", one["command"])
        assert not place[0].startswith("notebooks") or (ROOT / place[0]).is_file()
        assert place[1] is None or place[1] in BUILDERS


def test_it_has_the_authors_part_of_codechecks_form_and_leaves_the_rest_to_who_checks(told):
    text = FILE.read_text(encoding="utf-8")
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert text.startswith("---\n") and not re.search("FIX[M]E|/work|/home|/tmp", text)
    assert told["version"].startswith("https://codecheck.org.uk/spec/config/")
    assert told["paper"]["title"] == cited["title"] and told["paper"]["authors"]
    assert told["instructions"] and "codecheck" in targets()


def test_a_run_is_measured_with_the_processes_that_it_starts():
    eats = "import subprocess, sys; x = bytearray(40_000_000); "
    child = eats + "sum(i * i for i in range(2_000_000))"
    both = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}], check=True)"
    found = codecheck.measured(["-c", both])
    assert found["cpu_seconds"] > 0 and found["memory_mb"] > 40
    with pytest.raises(codecheck.CodecheckError, match="ends with 3"):
        codecheck.measured(["-c", "raise SystemExit(3)"])


def test_what_is_known_is_kept_and_what_is_new_is_measured(monkeypatch):
    asked = []
    monkeypatch.setattr(codecheck, "measured", lambda args: asked.append(args) or {"seconds": 1})
    manifest = [
        {"file": "notebooks/a.ipynb", "figure": "a-1", "run": "a"},
        {"file": "notebooks/b.ipynb", "figure": "b-1", "run": "b"},
        {"file": "data/x.csv", "table": "x", "run": "tables of ucdp"},
    ]
    known = {"a": {"seconds": 9}, "tables of ucdp": {"seconds": 8}, "gone": {"seconds": 7}}
    told = dict(codecheck.runs(manifest, "", known, True))
    assert {name: one["seconds"] for name, one in told.items()} == {
        "a": 9, "b": 1, "tables of ucdp": 8,
    }  # fmt: skip
    assert asked == [["-m", "tools.rerun", "--check", "notebooks/b.ipynb"]]
    asked.clear()
    told = dict(codecheck.runs(manifest, "raw files", known, False))
    assert len(asked) == 3 and asked[-1] == ["-m", "builders", "--check", "raw files", "ucdp"]
    assert told["tables of ucdp"]["command"].endswith("--check RAW ucdp")


def test_what_a_checker_signed_stays(monkeypatch, tmp_path, here):
    signed = {"codechecker": [{"name": "A. Checker"}], "certificate": "2026-001"}
    (tmp_path / "codecheck.yml").write_text(codecheck.text(signed), encoding="utf-8")
    monkeypatch.setattr(codecheck, "FILE", tmp_path / "codecheck.yml")
    monkeypatch.setattr(codecheck, "figures", list)
    monkeypatch.setattr(codecheck, "tables", list)
    content = codecheck.written()
    assert content["codechecker"] == signed["codechecker"] and content["certificate"] == "2026-001"


def test_typed_tables_are_checked_by_their_command(here, capsys):
    assert codecheck.main(["--typed"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == sum(not one["builder"] for one in resources().values())
