"""How the work is shared out, and fixtures that several test files use."""

import csv
import functools
import hashlib
import io
import json
import os
import shutil

import pytest
from repository import ROOT, book_pages
from xdist.scheduler import LoadScopeScheduling

from helpers.tables.read import CATALOGUE, data_folder

collect_ignore = ["engines"]  # Firefox and WebKit: make test-browsers
ROWS_IN_COPY = 300  # a copy of a long table keeps its first rows: enough to break, quick to write


class Pieces(LoadScopeScheduling):
    """Gives each worker pieces that it does whole, in the order in which they were collected."""

    def __init__(self, config, log):
        super().__init__(config, log)
        config.option.loadscopereorder = False

    def _split_scope(self, nodeid):
        return piece(nodeid)


def pytest_xdist_make_scheduler(config, log):
    """Share out pieces with --dist loadscope: pytest 9 does not see the marks of xdist 3.8."""
    return Pieces(config, log) if config.getvalue("dist") == "loadscope" else None


def pytest_xdist_auto_num_workers():
    """One worker more than processors: those that drive a browser often wait."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items):
    """Put the longest pieces first, so that the workers end together.

    Of a file with a list QUICKLY the tests that it does not name are thorough.
    """
    pieces = {}
    for item in items:
        pieces.setdefault(piece(item.nodeid), []).append(item)
        quickly = getattr(getattr(item, "module", None), "QUICKLY", None)
        if quickly is not None and item.originalname not in quickly:
            item.add_marker(pytest.mark.thorough)
    items[:] = [item for one in sorted(pieces, key=_size, reverse=True) for item in pieces[one]]


def piece(nodeid):
    """What a test belongs to: a page of the book, which is opened once for all, or its file.

    All cells of a notebook run in one kernel. What a page does not share in Firefox and WebKit
    stands alone.
    """
    file, _, name = nodeid.partition("::")
    if file.startswith(("tests/browser/", "tests/engines/")):
        for page in [*book_pages(), "search.html"]:
            if page in name:
                return page
    return nodeid if file.startswith("tests/engines/") else file


def _size(piece):
    """(kind, size): pages take longest, then what else needs a browser, then notebooks."""
    path = ROOT / piece.replace(".html", ".ipynb")
    kind = (
        3 if piece.endswith(".html")
        else 2 if piece.startswith("tests/browser/")
        else 1 if piece.endswith(".ipynb")
        else 0
    )  # fmt: skip
    return kind, path.stat().st_size if path.is_file() else 0, piece


@functools.cache
def resources():
    """{name: catalogue entry} of the book's own data folder."""
    package = json.loads((data_folder() / CATALOGUE).read_text(encoding="utf-8"))
    return {resource["name"]: resource for resource in package["resources"]}


@functools.cache
def cells_of(name):
    """Header and first rows of a table as lists of text."""
    text = (data_folder() / resources()[name]["path"]).read_text(encoding="utf-8")
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    return header, rows[:ROWS_IN_COPY]


def as_csv(header, rows):
    """The bytes of a table in the book's form."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    return text.getvalue().encode("utf-8")


class DataCopy:
    """A small data folder of its own: one resource, with the layers its row rules need."""

    def __init__(self, folder, name):
        self.folder, self.name = folder, name
        layers = {rule["layer"] for rule in resources()[name]["rules"] if "layer" in rule}
        kept = json.loads(json.dumps([resources()[one] for one in sorted({name, *layers})]))
        self.package = {"name": "copy", "resources": kept}
        self.resource = next(one for one in kept if one["name"] == name)
        for one in kept:
            (folder / one["path"]).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(data_folder() / one["path"], folder / one["path"])
        self.path = folder / self.resource["path"]
        self.save()

    def save(self):
        """Write the catalogue as it stands."""
        text = json.dumps(self.package, ensure_ascii=False)
        (self.folder / CATALOGUE).write_text(text, encoding="utf-8")

    def write(self, content, sealed=True):
        """Replace the file; with sealed=True the checksum fits it, whatever it holds."""
        self.path.write_bytes(content)
        if sealed:
            self.resource["hash"] = "sha256:" + hashlib.sha256(content).hexdigest()
            self.resource["bytes"] = len(content)
        self.save()


@pytest.fixture
def data_copy(tmp_path, monkeypatch):
    """A function: the name of a resource to a `DataCopy` that the helpers read from."""

    def make(name):
        copy = DataCopy(tmp_path, name)
        monkeypatch.setenv("BOOK_DATA", str(tmp_path))
        return copy

    return make


@pytest.fixture
def own_data(tmp_path, monkeypatch):
    """A whole copy of data/ that a test may change, in the place of the book's own."""
    folder = tmp_path / "data"
    shutil.copytree(data_folder(), folder)
    monkeypatch.setenv("BOOK_DATA", str(folder))
    return folder
