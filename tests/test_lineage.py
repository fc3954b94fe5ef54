"""From publisher to table, figure and claim: no link of the chain is missing."""

import csv
import hashlib
import io
import json
import re
import zipfile
from pathlib import Path

import pytest

from bookmaking import lineage, markup, tables
from bookmaking.catalogue import FOLDER, NAMED, REST, pages_of, topic_title
from bookmaking.coverage import coverage
from helpers.tables.read import CATALOGUE, data_folder, resources

ROOT = Path(__file__).resolve().parents[1]
NAMES = {one["name"] for one in resources().values()}


@pytest.fixture(scope="module")
def book():
    return lineage.read(ROOT)


# The chain


def test_every_figure_and_every_claim_rests_on_tables_of_the_catalogue(book):
    figures = [
        (page.docname, name, tables) for page in book.pages for name, _, tables in page.figures
    ]
    assert len(figures) > 50 and len({name for _, name, _ in figures}) == len(figures)
    assert [one for one in figures if not one[2] or not one[2] <= NAMES] == []
    used = {row["claim_id"]: set(row["tables"]) for row in book.claims}
    assert [claim for claim, found in used.items() if not found <= NAMES] == []
    judged = [row for row in book.claims if row["found"]]
    assert judged and all(used[row["claim_id"]] for row in judged)


def test_what_a_page_loads_is_in_the_catalogue(book):
    assert [(page.docname, page.loads - NAMES) for page in book.pages if page.loads - NAMES] == []


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_table_is_used_or_says_why_it_is_kept(book, name):
    (one,) = [one for one in resources().values() if one["name"] == name]
    used = book.figures_of(name) or book.claims_of(name) or book.pages_that_load(name)
    assert used or one.get("kept_because", "").endswith("."), (
        f"No figure, claim or page uses {name}: draw it, drop it, or say why it is kept "
        "(kept_because in data/datapackage.json)."
    )


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_table_names_its_publisher(name):
    (one,) = [one for one in resources().values() if one["name"] == name]
    assert one["sources"] and all(source["publisher"].strip() for source in one["sources"])


def test_the_ledger_is_found_in_the_page_of_the_claims(book):
    assert book.ledger == "notebooks/claims" and book.claims


# The pages


def test_every_topic_has_one_page_and_every_page_is_in_the_contents():
    pages = pages_of(ROOT)
    assert set(pages) >= {one["topic"] for one in resources().values()}
    contents = lineage.docnames(ROOT)
    stored = {f"{FOLDER}/{path.stem}" for path in (ROOT / FOLDER).glob("*.md")}
    assert stored == {name for name in contents if name.startswith(f"{FOLDER}/")}
    asked = [
        topic
        for path in (ROOT / FOLDER).glob("*.md")
        for line in NAMED.findall(path.read_text(encoding="utf-8"))
        for topic in line.split()
    ]
    assert len(asked) == len(set(asked)) and asked.count(REST) == 1


def test_every_topic_has_a_title():
    named = json.loads((data_folder() / CATALOGUE).read_text(encoding="utf-8"))["topics"]
    assert {one["topic"] for one in resources().values()} <= set(named)
    assert topic_title("a_new_topic") == "A new topic"


def test_the_archive_holds_every_table_and_has_the_same_bytes_each_time():
    first = tables.archive(list(resources().values()))
    assert first == tables.archive(list(reversed(resources().values())))
    with zipfile.ZipFile(io.BytesIO(first)) as packed:
        assert {info.date_time[:3] for info in packed.infolist()} == {(1980, 1, 1)}
        inside = {name.split("/", 1)[1]: packed.read(name) for name in packed.namelist()}
    assert inside.pop(CATALOGUE) == (data_folder() / CATALOGUE).read_bytes()
    packed = {path: hashlib.sha256(content).hexdigest() for path, content in inside.items()}
    assert packed == {
        one["path"]: one["hash"].removeprefix("sha256:") for one in resources().values()
    }


# What a table covers


def described(tmp_path, text, place="", **types):
    path = tmp_path / "made.csv"
    path.write_text(text, encoding="utf-8")
    fields = [
        {"name": name, "type": types.get(name, "string")}
        for name in next(csv.reader(io.StringIO(text)))
    ]
    return coverage(path, {"schema": {"fields": fields}, "place": place})


def test_time_is_read_from_columns_of_dates_and_years(tmp_path):
    text = "start,end,reviewed\n2014-06-10,2017-07-10,2026-01-01\n2015-01-01,,\n"
    seen = described(tmp_path, text, start="date", end="date", reviewed="date")
    assert (seen.first, seen.last, seen.columns) == ("2014-06-10", "2017-07-10", ("start", "end"))
    assert seen.time == "June 2014 to July 2017"
    seen = described(tmp_path, "year,n\n2013,5\n2016,7\n", year="year", n="integer")
    assert seen.time == "2013 to 2016"


def test_time_is_read_from_names_of_columns_where_they_are_dates(tmp_path):
    seen = described(tmp_path, "id,class_2013_10_22,class_2017_10_21\n1,a,b\n")
    assert seen.time == "October 2013 to October 2017"


def test_a_year_reaches_to_its_end(tmp_path):
    seen = described(tmp_path, "year,day\n2017,2017-06-01\n", year="year", day="date")
    assert seen.last == "2017"


def test_places_are_named_where_they_are_few_and_counted_where_they_are_many(tmp_path):
    assert described(tmp_path, "country\nSyria\nIraq\n").places == "Iraq, Syria"
    many = "country\n" + "".join(f"land {n}\n" for n in range(20))
    assert described(tmp_path, many).places == "20 countries"
    seen = described(tmp_path, "lat,lon\n36.3,43.1\n36.4,43.2\n", lat="number", lon="number")
    assert seen.box == (43.1, 36.3, 43.2, 36.4) and "43.10 to 43.20 degrees east" in seen.places
    assert described(tmp_path, "n\n1\n", place="Iraq, Syria").names == {"Iraq", "Syria"}
    assert described(tmp_path, "country\nIraq\n", place="Syria").places == "Iraq"
    assert described(tmp_path, "n\n1\n").places == described(tmp_path, "n\n1\n").time == ""


# Tables to filter


TABLE = """{% from "filtered.html" import cell, filtered, head, row with context %}
{% call filtered("t", ["One"], {"who": "Who"}, "rows", "A & B") %}
<tbody>{% call row({"who": given}, id="r") %}
{% call head("One") %}{{ name }}{% endcall %}{% call cell("Two") %}b{% endcall %}
{% endcall %}</tbody>{% endcall %}"""


def test_a_row_carries_its_values_for_the_filters_and_nothing_breaks_out():
    made = markup.template("filtered.html").environment.from_string(TABLE)
    table = made.render(name="<b>a</b>", given=['say "x"', "A|B"])
    assert re.search('<tr role="row" id="r" data-who="say &#34;x&#34;\\|A/B">', table)
    head = '<th scope="row" role="rowheader" data-label="One">&lt;b&gt;a&lt;/b&gt;</th>'
    assert head in table and '<td role="cell" data-label="Two">b</td>' in table
    assert "<caption>A &amp; B</caption>" in table
    assert re.search(r'data-filters="\{&#34;who', table)


def test_a_table_is_found_by_its_whole_name():
    page = lineage.Page("one", "One", [("figure-a", "A", {"towns_long"})], {"towns_long"})
    book = lineage.Lineage([page], [{"tables": ["towns_long"]}], "ledger")
    for found in (book.figures_of, book.claims_of, book.pages_that_load):
        assert found("towns") == [] and len(found("towns_long")) == 1


def test_a_page_loads_what_its_topic_functions_load(book):
    called = lineage._loaded('steps = refugees.steps()\nnow = load("towns")\nwords.other("x")')
    assert called == {"registered_by_host", "towns"}
    raqqa = next(page for page in book.pages if page.docname == "notebooks/raqqa")
    assert "city_figures" in raqqa.loads  # by cities.published, called in a chapter's cell
