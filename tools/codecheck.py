"""codecheck.yml: what an outsider runs to get each figure and table again, and what it costs.

    make codecheck RAW=folder     run and measure everything, write the file
    make codecheck                the same without the builders: theirs keep what was measured
    make codecheck NAMES=1        after a new figure or table: measure only what is new

The form is CODECHECK's (https://codecheck.org.uk/spec/config/2.0/), of which the authors write
paper and manifest, and whoever checks writes codechecker, summary, report and certificate. `runs`
is ours: it says once for all figures of a notebook what runs it. Nothing in the file is typed.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import yaml

from helpers.tables import read
from helpers.tables.sources import CLASSES, rebuilt_from
from tools import compare, rerun

FILE = Path("codecheck.yml")
SPECIFICATION = "https://codecheck.org.uk/spec/config/2.0/"
BY_CHECKERS = ("codechecker", "summary", "check_time", "certificate", "report")  # kept as they are
MEASURES = ("seconds", "cpu_seconds", "memory_mb")
TYPED = "typed tables"
INSTRUCTIONS = (
    "Every figure and table of the book, each with the run that makes it again. A run says whether"
    " what it makes is what is stored, to the byte, and ends with an error if it is not. Figures"
    " need nothing but this repository. Tables of a builder need the raw files too (README, What"
    " you can rebuild). Typed tables are checked against their schema and seal; that a row says"
    " what its source says, a person has to see. Where the load of the machine is above its cores,"
    " the seconds are too long and cpu_seconds are the fair number."
)


class CodecheckError(Exception):
    """A run ends with an error, so nothing can be said of what it makes."""


def figures() -> list[dict]:
    """The figures that the notebooks store: entries of the manifest."""
    found = []
    for path in sorted(rerun.NOTEBOOKS.glob("*.ipynb")):
        state = compare.empty()
        compare.add(path.stem, json.loads(path.read_text(encoding="utf-8")), state)
        found += [
            {"file": path.as_posix(), "figure": id, "comment": meta["title"], "run": path.stem}
            for id, meta in state["figures"].items()
        ]
    return found


def tables() -> list[dict]:
    """The tables and layers of the catalogue: entries of the manifest."""
    return [
        {"file": f"data/{one['path']}", "table": name, "comment": one["title"]}
        | {"made": CLASSES[rebuilt_from(name)[0]]}
        | {"run": f"tables of {one['builder']}" if one["builder"] else TYPED}
        for name, one in read.resources().items()
    ]


def commands(manifest: list[dict]) -> dict[str, list[str]]:
    """{run: arguments for Python} of the runs that a manifest names; RAW: the raw files' folder."""
    found = {}
    for one in manifest:
        name = one["run"]
        if "figure" in one:
            found[name] = ["-m", "tools.rerun", "--check", one["file"]]
        elif name == TYPED:
            found[name] = ["-m", "tools.codecheck", "--typed"]
        else:
            found[name] = ["-m", "builders", "--check", "RAW", name.removeprefix("tables of ")]
    return found


def measured(arguments: list[str]) -> dict:
    """Seconds, seconds of CPU and MB of the largest process of a run; CodecheckError if it fails.

    The processes that it starts count too. On Windows only the seconds are known.
    """
    command = [sys.executable, *arguments]
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder) / "found.json"
        start = [sys.executable, "-I", "-S", "-c", METER, found]
        done = subprocess.run(
            [*start, *command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        if done.returncode:
            what = f"python {' '.join(arguments)} ends with {done.returncode}"
            raise CodecheckError(f"{what}:\n{done.stdout}")
        return json.loads(found.read_text(encoding="utf-8"))


# A small process in between: a process that a large one starts is said to be as large at its start.
METER = """
import json, os, subprocess, sys, time
start = time.perf_counter()
run = subprocess.Popen(sys.argv[2:])
used = None
if hasattr(os, "wait4"):
    _, status, used = os.wait4(run.pid, 0)
    code = run.returncode = os.waitstatus_to_exitcode(status)
else:
    code = run.wait()
found = {"seconds": round(time.perf_counter() - start)}
if used:
    unit = 1e6 if sys.platform == "darwin" else 1e3  # bytes there, KB elsewhere
    found["cpu_seconds"] = round(used.ru_utime + used.ru_stime, 1)
    found["memory_mb"] = round(used.ru_maxrss / unit)
with open(sys.argv[1], "w") as file:
    json.dump(found, file)
sys.exit(code)
"""


def runs(manifest: list[dict], raw: str, known: dict, names_only: bool) -> Iterator[tuple]:
    """(run, what the file says of it), measured now or as it was known."""
    for name, arguments in commands(manifest).items():
        entry = {"command": f"python {' '.join(arguments)}"}
        old = {key: known[name][key] for key in MEASURES if key in known.get(name, {})}
        if ("RAW" in arguments and not raw) or (names_only and old):
            yield name, entry | old
            continue
        print(f"{name} ...", flush=True)
        yield name, entry | measured([raw if one == "RAW" else one for one in arguments])


def written(raw: str = "", names_only: bool = False) -> dict:
    """The whole content of the file; what checkers wrote into it stays."""
    old = stored()
    cited = yaml.safe_load(Path("CITATION.cff").read_text(encoding="utf-8"))
    manifest = figures() + tables()
    told = dict(runs(manifest, raw, old.get("runs", {}), names_only))
    return {
        "version": SPECIFICATION,
        "paper": {"title": cited["title"], "authors": [dict(one) for one in cited["authors"]]},
        "instructions": INSTRUCTIONS,
        "manifest": manifest,
        "runs": told,
        "machine": old["machine"] if names_only and "machine" in old else machine(),
    } | {key: old[key] for key in BY_CHECKERS if key in old}


def machine() -> dict:
    """Where the runs were measured; load: processes that wanted a core, of the last 15 minutes."""
    told = {
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
        "python": platform.python_version(),
    }
    return told | ({"load": round(os.getloadavg()[2], 1)} if hasattr(os, "getloadavg") else {})


def stored() -> dict:
    """What the file says now; nothing if it is not there."""
    return yaml.safe_load(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}


def text(content: dict) -> str:
    """The file as it is written."""
    head = "---\n# Written by `make codecheck`; sign it as README says under Check and sign.\n"
    return head + yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=100)


def check_typed() -> None:
    """Load each table that is typed from pages: DataError if one breaks its schema or seal."""
    for name, one in read.resources().items():
        if not one["builder"]:
            fetch = read.layer if one["format"] == "geojson" else read.load
            print(f"{name}: {len(fetch(name))} rows as its schema and seal want them")


def main(arguments: list[str] | None = None) -> int:
    """Write the file; 1 if a run fails, in which case it stays as it was."""
    parser = argparse.ArgumentParser(
        "python -m tools.codecheck", description=__doc__.split("\n")[0]
    )
    parser.add_argument(
        "--raw", default="", help="the folder of raw files, to measure builders too"
    )
    parser.add_argument("--names", action="store_true", help="measure only runs that are new")
    parser.add_argument(
        "--typed", action="store_true", help="check the typed tables, write nothing"
    )
    asked = parser.parse_args(arguments)
    if asked.typed:
        check_typed()
        return 0
    try:
        content = written(asked.raw, asked.names)
    except CodecheckError as error:
        print(error, file=sys.stderr)
        return 1
    FILE.write_text(text(content), encoding="utf-8")
    spent = sum(one.get("seconds", 0) for one in content["runs"].values())
    number = len(content["manifest"])
    print(f"{FILE}: {number} figures and tables, {len(content['runs'])} runs, {spent} seconds")
    return 0


if __name__ == "__main__":
    sys.exit(main())
