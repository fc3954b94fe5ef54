"""What readers take home: CSV files that spreadsheets read rightly, notebooks that explain."""

import csv
import io
import json
import re
import subprocess
import sys
import zlib

import nbformat
import pandas as pd
import pytest

from bookmaking import downloads
from bookmaking.figures import excel_note
from helpers.tables.read import data_folder

from .conftest import ROOT, book_pages

MARK = b"\xef\xbb\xbf"  # by which Excel knows UTF-8


@pytest.fixture(scope="module")
def made(site):
    """The CSV files that the build makes; those under data/ are copies of sealed tables."""
    return [path for path in site.rglob("*.csv") if path.relative_to(site).parts[0] != "data"]


def test_every_csv_file_that_is_made_begins_with_the_mark(site, made):
    assert {"_figures", "downloads", "_static"} == {p.relative_to(site).parts[0] for p in made}
    for path in made:
        content = path.read_bytes()
        assert content.startswith(MARK) and not content.startswith(MARK * 2), path


def test_pandas_reads_them_without_being_told(made):
    for path in made:
        rows = list(csv.reader(io.StringIO(path.read_bytes()[3:].decode("utf-8"), newline="")))
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
        assert list(table.columns) == rows[0] and table.to_numpy().tolist() == rows[1:], path


def test_sealed_tables_keep_their_bytes(site):
    copies = list((site / "data").rglob("*.csv"))
    assert len(copies) > 50
    for path in copies:
        own = data_folder() / path.relative_to(site / "data")
        assert path.read_bytes() == own.read_bytes() and not own.read_bytes().startswith(MARK)


def test_where_a_sealed_table_needs_it_the_page_says_how_excel_opens_it(site):
    links = re.compile(r'href="(?:\.\./)*(data/[^"]+\.csv)"[^>]*>[^<]*</a>([^<]*)')
    seen = set()
    for page in book_pages():
        for path, after in links.findall((site / page).read_text(encoding="utf-8")):
            beyond = not (site / path).read_bytes().isascii()
            assert ("In Excel" in after) == beyond == bool(excel_note(path)), f"{page}: {path}"
            seen.add(beyond)
    assert seen == {True, False}


def test_jekyll_leaves_the_site_alone(site):
    assert (site / ".nojekyll").is_file()


def test_every_style_and_script_of_a_page_is_named_by_its_content(site):
    link = re.compile(r'<(?:link rel="stylesheet"|script)[^>]*? (?:href|src)="([^"]+)"')
    for page in [*book_pages(), "search.html"]:
        found = link.findall((site / page).read_text(encoding="utf-8"))
        assert len(found) > 8
        for address in found:
            path, _, version = address.partition("?v=")
            content = (site / page).parent.joinpath(path).read_bytes().replace(b"\r", b"")
            assert version == f"{zlib.crc32(content):08x}", f"{page}: {address}"


# Notebooks


@pytest.fixture(scope="module")
def copies(site):
    """The notebooks that pages offer: {path: notebook}."""
    paths = sorted(site.glob("_sources/**/*.ipynb"))
    return {path: nbformat.read(path, as_version=4) for path in paths}


def test_a_page_offers_the_copy_that_explains(site, copies):
    offered = [page for page in book_pages() if page.startswith("notebooks/")]
    for page in offered:
        text = (site / page).read_text(encoding="utf-8")
        link = re.search(r'href="([^"]+\.ipynb)" download>Download this page', text)[1]
        assert (site / page).parent.joinpath(link).resolve() in copies


def test_a_copy_is_the_notebook_and_two_cells(copies):
    assert copies
    for path, copy in copies.items():
        nbformat.validate(copy)
        own = nbformat.read(ROOT / "notebooks" / path.name, as_version=4)
        title, words, check, *rest = copy.cells
        assert [title, *rest] == own.cells
        assert (words.cell_type, check.cell_type) == ("markdown", "code")
        for told in ("make lab", "Please do not run `pip install helpers`", "folder"):
            assert told in words.source.replace("\n", " ") and told in check.source.replace(
                '"\n        "', ""
            )
        assert downloads.explain(copy) is False  # not twice


def run_first_cells(copy, folder):
    """Run the code of a copy's first two code cells as Jupyter would, in a folder."""
    cells = [cell.source for cell in copy.cells if cell.cell_type == "code"][:2]
    program = (
        "import json, sys\n"
        "from IPython.core.interactiveshell import InteractiveShell\n"
        "shell = InteractiveShell.instance(colors='nocolor')\n"
        "for cell in json.loads(sys.argv[1]):\n"
        "    if not shell.run_cell(cell).success: sys.exit(1)\n"
    )
    command = [sys.executable, "-c", program, json.dumps(cells)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


@pytest.mark.parametrize(
    "stranger",
    [
        "raise ModuleNotFoundError(\"No module named 'helpers'\")",
        "def flatten(things): return things",
        "print 'written for Python 2'",
    ],
)
def test_without_the_books_code_a_copy_ends_with_one_kind_sentence(copies, tmp_path, stranger):
    (tmp_path / "helpers.py").write_text(stranger, encoding="utf-8")
    done = run_first_cells(next(iter(copies.values())), tmp_path)
    assert done.returncode == 1
    assert done.stdout.startswith("This notebook needs the whole folder of the book: open")
    assert "Please do not run `pip install helpers`" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr and done.stdout.strip().count("\n") == 0


def test_with_the_books_code_a_copy_says_nothing_and_goes_on(copies, tmp_path):
    done = run_first_cells(next(iter(copies.values())), tmp_path)
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr
