"""What goes along with a notebook that leaves the book's folder: tables, code, maps, packages.

Each function gives files as {path: content}.
"""

import ast
import functools
import json
import tomllib
from collections.abc import Iterable
from pathlib import Path

import xstatic.pkg.leaflet

import helpers
from course.read import ROOT, key
from helpers import answers
from helpers.tables.read import CATALOGUE, data_folder, package

TOP = Path(helpers.__file__).parent
READS = ("sentences.py", "answers.py", "tables")  # the code that `load`, `say` and `check` need
DRAWS = (*READS, "draw")


def data(tables: Iterable[str]) -> dict[str, bytes]:
    """Some tables, with the catalogue cut to them."""
    entries = [one for one in package()["resources"] if one["name"] in tables]
    catalogue = json.dumps(package() | {"resources": entries}, ensure_ascii=False, indent=1)
    files = {f"data/{one['path']}": (data_folder() / one["path"]).read_bytes() for one in entries}
    return files | {f"data/{CATALOGUE}": (catalogue + "\n").encode()}


def code(name: str, sources: Iterable[str], rooms: Iterable[str] = DRAWS) -> dict[str, bytes]:
    """The package `helpers`, as far as the code of a chapter reaches, and the chapter's checks.

    `rooms` go along whole, whether they are used or not.
    """
    whole = [path for room in rooms for path in (TOP / room, *(TOP / room).rglob("*"))]
    paths = {TOP / "__init__.py"}
    paths |= {path for path in whole if path.is_file() and "__pycache__" not in path.parts}
    waiting = [path.read_text(encoding="utf-8") for path in paths if path.suffix == ".py"]
    waiting += sources
    while waiting:
        new = imported(waiting.pop()) - paths
        if TOP / "judge" / "claims.py" in new:  # which looks for findings by itself
            new |= findings(name)
        paths |= new
        waiting += [path.read_text(encoding="utf-8") for path in new]
    files = {f"helpers/{path.relative_to(TOP).as_posix()}": path.read_bytes() for path in paths}
    own = f"{key(name)}-"
    kept = {exercise: one for exercise, one in answers.known().items() if exercise.startswith(own)}
    checks = json.dumps(kept, ensure_ascii=False, indent=1) + "\n"
    return files | {f"helpers/{answers.FILE.name}": checks.encode()}


@functools.cache  # all chapters share most of the code
def imported(source: str) -> frozenset[Path]:
    """The files of the package that a text of code imports, with the __init__.py of their rooms."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            of = helpers._NAMES if node.module == "helpers" else {}
            for one in node.names:
                module, _ = of.get(one.name, (f"{node.module}.{one.name}", None))
                found |= {module, node.module}
    paths = set()
    for module in found:
        room, *inside = module.split(".")
        if room == "helpers" and inside:
            path = TOP.joinpath(*inside).with_suffix(".py")
            paths |= {path, path.with_name("__init__.py"), path.with_suffix("") / "__init__.py"}
    return frozenset(path for path in paths if path.is_file())


def findings(name: str) -> set[Path]:
    """The findings of one chapter; of all, for what is no chapter of the article."""
    every = set((TOP / "judge" / "findings").glob("*.py"))
    own = {path for path in every if path.stem in ("__init__", name.replace("-", "_"))}
    return own if len(own) > 1 else every


def maps() -> dict[str, bytes]:
    """Leaflet, where `lab.py` lets JupyterLab look for it."""
    top = Path(xstatic.pkg.leaflet.BASE_DIR)
    paths = [top / "leaflet.js", top / "leaflet.css", *top.glob("images/*")]
    place = "maps/book-leaflet/static"
    return {f"{place}/{path.relative_to(top).as_posix()}": path.read_bytes() for path in paths}


def requirements(wanted: Iterable[str]) -> bytes:
    """The packages wanted, each at the version of the book. ValueError for one that has no pin."""
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    pins = dict(pin.split("==") for pin in groups["dependency-groups"]["run"])
    if missing := sorted(set(wanted) - set(pins)):
        raise ValueError(f"pyproject.toml gives no version for {', '.join(missing)}")
    return "".join(f"{one}=={pins[one]}\n" for one in wanted).encode()
