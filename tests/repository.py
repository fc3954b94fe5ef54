"""The repository as a whole: its files, and its commands run in a copy without the network."""

import functools
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILDERS = sorted(path.stem for path in (ROOT / "src/builders/raw").glob("[a-z]*.py"))
MADE = (".git", ".venv", "_build", "__pycache__", ".ipynb_checkpoints")


def files():
    """The repository's files: what git tracks or would track, or all where git is not there."""
    command = ["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    if shutil.which("git") and (ROOT / ".git").exists():
        listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        paths = [Path(name) for name in listed.split("\0") if name]
    else:
        paths = [path.relative_to(ROOT) for path in ROOT.rglob("*")]
        paths = [path for path in paths if not re.search(r"\.egg-info", str(path))]
        paths = [path for path in paths if not set(path.parts) & set(MADE)]
    found = [path for path in paths if (ROOT / path).is_file()]
    assert Path("README.md") in found
    return found


def targets():
    """The commands that `make help` lists."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))


@functools.cache
def book_pages():
    """The pages of the table of contents; the search page is none of them.

    Those of the places are made as a build begins; the tables say which.
    """
    from bookmaking.gazetteer import FOLDER, slugs  # a second that most tests need not spend

    toc = (ROOT / "_toc.yml").read_text(encoding="utf-8")
    found = re.findall(r"^(?:root:| *- file:| *- glob:) *(\S+)", toc, re.M)
    at = found.index(f"{FOLDER}/*")
    found[at : at + 1] = [f"{FOLDER}/{slug}" for slug in slugs().values()]
    return [f"{name}.html" for name in found]


def packages(folder):
    """A folder that offers this environment's packages, but not this repository's, as links.

    In PYTHONPATH it spares a new environment the download of what its lock would name.
    """
    offered = folder / "packages"
    offered.mkdir()
    for path in Path(sysconfig.get_path("purelib")).iterdir():
        if "conflict_in_maps" not in path.name:
            (offered / path.name).symlink_to(path)
    return offered


def make(folder, *arguments, umask=0o022, **variables):
    """Run make as from a new shell."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(
        ["make", *arguments, f"PYTHON={sys.executable}"], cwd=folder, env={**kept, **variables},
        umask=umask, capture_output=True, text=True, encoding="utf-8", errors="surrogateescape",
    )  # fmt: skip
