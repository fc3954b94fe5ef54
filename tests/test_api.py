"""What somebody meets who uses the helpers for work of their own."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import altair as alt
import ipywidgets
import pandas as pd
import pytest
from repository import ROOT

import conflict_in_maps
import helpers
from helpers import describe, load, new_table
from helpers.draw import explore, figures, maps, palette
from helpers.tables import DataError, read

OWN = pd.DataFrame({"x": [1, 2], "y": [3, 4]})
TEXT = (
    "A made-up chart of two points for a test: it rises from three to four, and no more than that."
)


def chart():
    return alt.Chart(OWN).mark_point().encode(x="x:Q", y="y:Q")


def test_a_codebook_says_columns_units_gaps_licence_and_citation():
    book = describe("ibc_annual")
    shown = book._repr_markdown_()
    assert "| `civilians_killed` | integer | people | none | Civilians killed |" in shown
    assert "| `source_url` | string |  | may be empty |" in shown
    assert book.licence().endswith("Licence of the figures not verified")
    assert book.cite() == "Iraq Body Count, as of 2015-2024"
    assert "author = {{Iraq Body Count}}" in book.bibtex() and "year = {2024}" in book.bibtex()
    assert json.loads(json.dumps(book))["name"] == "ibc_annual", "it is still a dict"


@pytest.mark.parametrize("name", sorted(read.resources()))
def test_every_table_has_a_codebook(name):
    book = describe(name)
    shown = book._repr_markdown_()
    assert all(f"| `{field['name']}` |" in shown for field in book["schema"]["fields"])
    assert book.bibtex().count("@misc{") == len(book["sources"])
    assert book.licence()


def test_a_csv_file_becomes_a_table_with_types_gaps_and_a_key(tmp_path, own_data):
    path = tmp_path / "My counts.csv"
    path.write_text("place,year,killed,day,known\nRaqqa,2014,5,2014-06-01,true\n"
                    "Raqqa,2015,,2015-06-10,false\n", encoding="utf-8-sig")  # fmt: skip
    book = new_table(path, title="My counts", source="Me")
    types = {field["name"]: field["type"] for field in book["schema"]["fields"]}
    assert types == {"place": "string", "year": "year", "killed": "integer", "day": "date",
                     "known": "boolean"}  # fmt: skip
    assert book["schema"]["primaryKey"] == ["year"]
    table = load("my_counts")
    assert table["killed"].isna().tolist() == [False, True]
    assert str(table["day"].dtype).startswith("datetime64")
    assert "not verified" in book.licence()
    with pytest.raises(DataError, match="there is a table 'my_counts' already"):
        new_table(path, title="My counts", source="Me")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("place,killed\nRaqqa,5\nRaqqa,5\n", "two rows are the same"),
        ("place,killed\nRaqqa\n", "line 2.*the row has 1 cells, the header 2"),
        ("Place,killed\nRaqqa,5\n", "small letters"),
        ("place,place\nRaqqa,5\n", "a name of its own"),
        ("place,killed\n", "no header and rows"),
    ],
)
def test_a_file_that_is_no_table_is_refused_whole(tmp_path, own_data, text, says):
    path = tmp_path / "mine.csv"
    path.write_text(text)
    before = (own_data / read.CATALOGUE).read_bytes()
    with pytest.raises(DataError, match=says):
        new_table(path, title="Mine", source="Me")
    assert (own_data / read.CATALOGUE).read_bytes() == before
    assert not (own_data / "own").exists()


def test_own_data_are_drawn_with_their_source():
    figures.words("my-own", title="It rises", subtitle="made-up units", text=TEXT)
    drawn = figures.Figure(chart(), "my-own", data=OWN, source="Counted by me; CC0.")
    assert drawn.sources[0]["publishers"] == [{"name": "Counted by me; CC0", "url": ""}]
    assert "Counted by me; CC0" in drawn.heading()["text/markdown"]
    assert drawn.bundle()[0][figures.FIGURE]["rows"] == 2
    with pytest.raises(figures.FigureError, match=r"for data of your own source='\.\.\.'"):
        figures.Figure(chart(), "my-own", data=OWN, tables=[])


@pytest.mark.parametrize("box", [(36, 35, 38, 37), (42.9, 36.2, 43.3, 36.5)])
def test_a_map_of_any_box_can_be_drawn(box):
    drawn = maps.project(maps.base(box), box)
    assert "geoshape" in json.dumps(drawn.to_dict())


def test_a_map_shown_without_a_figure_asks_no_other_host():
    shown = maps.leaflet()._repr_html_()
    assert "<iframe" in shown and "https://" not in shown.replace("https://www.w3.org", "")


def test_near_names_are_offered_and_far_ones_are_not():
    with pytest.raises(KeyError, match="Did you mean 'is'"):
        palette.actor_color("ISIS")
    with pytest.raises(KeyError, match="Did you mean 'iraq_gov'"):
        palette.actor_color("Government of Irak")
    with pytest.raises(DataError) as error:
        load("acled")
    assert "Did you mean" not in str(error.value)
    with pytest.raises(DataError, match="Did you mean 'towns'"):
        load("town")


def test_an_explorer_whose_function_draws_nothing_says_so():
    slider = ipywidgets.IntSlider()
    with pytest.raises(TypeError, match="must return an Altair chart, not DataFrame"):
        explore.explorer(lambda a: OWN, id="odd", text=TEXT, a=slider)


def test_a_broken_entry_of_the_catalogue_is_named(own_data):
    path = own_data / read.CATALOGUE
    package = json.loads(path.read_text())
    package["resources"].append({"name": "my_counts", "path": "own/my_counts.csv"})
    path.write_text(json.dumps(package))
    with pytest.raises(DataError, match="'my_counts' lacks format, builder, schema.*new_table"):
        load("towns")
    package["resources"][-1] |= {"format": "csv", "builder": None, "schema": {}}
    path.write_text(json.dumps(package))
    assert len(load("towns"))
    with pytest.raises(DataError, match="'my_counts' lacks title, licenses, sources, vintage"):
        helpers.catalogue()


def test_a_folder_without_a_catalogue_says_who_named_it(tmp_path, monkeypatch):
    monkeypatch.setenv("BOOK_DATA", str(tmp_path))
    with pytest.raises(DataError, match="BOOK_DATA names"):
        load("towns")


def test_the_helpers_have_a_name_that_nobody_else_owns():
    assert conflict_in_maps.load is helpers.load
    assert dir(conflict_in_maps) == dir(helpers)


@pytest.mark.thorough
def test_the_package_installs_elsewhere_with_its_tables(tmp_path):
    copy = tmp_path / "clone"
    listed = subprocess.check_output(["git", "ls-files", "-z"], cwd=ROOT, text=True).split("\0")
    for name in filter(None, listed):
        if name.split("/")[0] in ("src", "data", "setup.py", "pyproject.toml", "LICENSE"):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, copy / name)
    target = tmp_path / "elsewhere ü"
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "-I"]
    subprocess.run([*pip, "--prefix", target, copy], check=True)
    (site,) = target.rglob("site-packages")
    (data,) = target.rglob("datapackage.json")
    program = (
        f"import sysconfig; sysconfig.get_path = lambda name: {str(target)!r}\n"
        "from conflict_in_maps import load\nimport helpers\n"
        "print(len(load('towns')), helpers.__file__)"
    )
    found = subprocess.check_output(
        [sys.executable, "-c", program], text=True, cwd=tmp_path, env={"PYTHONPATH": str(site)}
    )
    assert found.split(" ", 1)[0] == str(len(load("towns"))) and str(site) in found
    assert data.parent == target / "share" / "conflict-in-maps-and-data" / "data"
    assert Path(site, "helpers", "draw", "parts", "map.css").is_file()
