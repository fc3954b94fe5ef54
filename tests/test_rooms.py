"""Each room of the house looks down only, and a table is loaded without what draws it."""

import ast
import subprocess
import sys

import pytest
from repository import ROOT

ROOMS = ("sentences", "tables", "topics", "draw", "judge")  # each may import those before it
PACKAGES = {  # package: what it may import of this repository
    "helpers": {"helpers"},
    "builders": {"builders", "helpers.tables", "helpers.topics.releases"},
    "course": {"course", "helpers"},
    "bookmaking": {"bookmaking", "course", "helpers"},
    "teaching": {"teaching", "bookmaking", "course", "helpers", "tools.browse"},
}


def imports(path):
    """Modules that a file imports, also `from package import module`."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{one.name}" for one in node.names}
    return found


def modules(package):
    return sorted((ROOT / "src" / package).rglob("*.py"))


@pytest.mark.parametrize("room", ROOMS)
def test_no_import_goes_up(room):
    above = ROOMS[ROOMS.index(room) + 1 :]
    files = [
        path for path in modules("helpers") if path.relative_to(ROOT).parts[2].startswith(room)
    ]
    assert files
    for path in files:
        seen = [name.split(".")[1] for name in imports(path) if name.startswith("helpers.")]
        assert set(seen) & set(above) == set(), path


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_knows_only_what_lies_before_it(package):
    own = (*PACKAGES, "tools")
    for path in modules(package):
        for name in imports(path):
            if name.split(".")[0] in own:
                assert any(f"{name}.".startswith(f"{one}.") for one in PACKAGES[package]), path


def test_a_table_is_loaded_without_what_draws():
    code = "import sys; from helpers import load; load('towns'); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert {"altair", "folium", "geopandas", "IPython", "vl_convert"} & set(
        done.stdout.split()
    ) == set()


def test_every_name_that_notebooks_import_is_there():
    import helpers

    for name in helpers.__all__:
        assert getattr(helpers, name) is not None
    with pytest.raises(AttributeError, match="helpers has no 'lod'; it has .*load"):
        helpers.lod  # noqa: B018
