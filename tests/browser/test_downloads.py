"""What readers take home: CSV files that spreadsheets read rightly, kits that run."""

import csv
import io
import re
import zipfile
import zlib
from pathlib import Path

import pandas as pd
import pytest

from bookmaking.figures import excel_note
from helpers.tables.read import data_folder
from teaching import kit

from .conftest import book_pages

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


# Kits: what is in them stands in tests/test_kit.py


@pytest.mark.thorough
def test_a_page_offers_its_kit_and_no_notebook_that_cannot_run(site):
    for page in book_pages():
        text = (site / page).read_text(encoding="utf-8")
        offered = re.findall(r'href="([^"]+\.zip)" download>Download this chapter to work in', text)
        has_kit = page.startswith("notebooks/") and Path(page).stem in kit.names()
        assert len(offered) == has_kit and 'ipynb"' not in text, page
        for link in offered:
            path = (site / page).parent.joinpath(link).resolve()
            assert path.read_bytes() == kit.kit(Path(page).stem)
    assert not list(site.rglob("*.ipynb"))


def test_the_landing_page_offers_the_whole_book(site):
    assert f'href="{kit.WHOLE}" download' in (site / "index.html").read_text(encoding="utf-8")
    with zipfile.ZipFile(site / kit.WHOLE) as packed:
        inside = {name.removeprefix("book/"): packed.read(name) for name in packed.namelist()}
    own = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    assert own.keys() - inside.keys() <= {kit.WHOLE, ".nojekyll", ".buildinfo"}
    for name in inside:
        assert inside[name] == own[name].read_bytes(), name
    assert (site / kit.WHOLE).stat().st_size < 25_000_000
