"""The parts that make pages, tried without a browser."""

import copy
import csv
import html
import io
import json

import folium
import pytest
from docutils import nodes

from bookmaking import figures
from bookmaking.figures import BY_SA, credit, details, live_chart, safe_cell, safe_csv
from bookmaking.frames import frame_document
from bookmaking.render import data_table
from helpers.draw import maps
from helpers.draw.figures import source
from tools.browse import MISSING, NoBrowser, chromium_path


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-cmd", "@SUM(A1)", "\tx", "=HYPERLINK(1)", "-"])
def test_text_that_looks_like_a_formula_is_escaped(text):
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize("text", ["-5", "+3.2", "-1e5", "Mosul", "", "2014-06-10", "a=b"])
def test_numbers_and_words_stay(text):
    assert safe_cell(text) == text


def test_every_cell_of_a_csv_is_escaped_and_nothing_else_changes():
    rows = [["=name", "n"], ["-Deir, ez-Zor", "-5"], ['say "no"', "1"]]
    safe = list(csv.reader(io.StringIO(safe_csv(rows))))
    assert safe == [["'=name", "n"], ["'-Deir, ez-Zor", "-5"], ['say "no"', "1"]]


def test_the_same_rows_become_one_shared_file_whatever_they_were_called():
    rows = [{"day": f"2014-06-{i:02}", "places": i} for i in range(1, 31)] * 3
    few = [{"x": 1}]
    one = {"data": {"name": "data-a"}, "datasets": {"data-a": rows}}
    two = {"layer": [{"data": {"values": rows}}, {"data": {"name": "b"}}], "datasets": {"b": few}}
    spec_one, shared_one, _ = live_chart(one)
    spec_two, shared_two, _ = live_chart(two)
    assert shared_one == shared_two and len(shared_one) == 1
    assert spec_one["data"] == spec_two["layer"][0]["data"] == {"name": next(iter(shared_one))}
    assert spec_two["layer"][1]["data"]["values"] == few
    assert one["datasets"] == {"data-a": rows}, "the notebook's own specification is left alone"


def test_bound_inputs_and_steps_are_described_for_the_page():
    spec = {
        "params": [
            {
                "name": "day",
                "value": 3,
                "bind": {"input": "range", "min": 1, "max": 9, "name": "D "},
            },
            {
                "name": "pick",
                "bind": {"input": "select", "options": [None, "a"], "name": "Side: "},
            },
            {"name": "grid", "select": "interval", "bind": "scales"},
        ],
        "usermeta": {"book": {"steps": [{"value": 3, "label": "x"}], "format": {"day": "date"},
                              "label": {"day": "Date shown"}}},
    }  # fmt: skip
    made, _, controls = live_chart(spec)
    day, pick = controls["inputs"]
    assert day == {"signal": "day", "label": "Date shown", "value": 3, "format": "date",
                   "input": "range", "min": 1, "max": 9}  # fmt: skip
    assert (pick["signal"], pick["label"], pick["options"]) == ("pick", "Side", [None, "a"])
    assert controls["steps"] == [{"value": 3, "label": "x"}]
    assert "usermeta" not in made


def test_a_chart_without_inputs_has_no_controls():
    assert live_chart({"mark": "bar", "data": {"values": []}})[2] == {}


@pytest.mark.parametrize("bind", [{"input": "radio", "options": [1, 2]}, {"side": {}}])
def test_what_is_neither_slider_nor_list_is_refused(bind):
    with pytest.raises(ValueError, match="'pick' needs a slider or a list"):
        live_chart({"params": [{"name": "pick", "bind": bind}]})


def test_texts_that_follow_an_input_are_named_for_the_page_to_read_out():
    day = {"name": "day", "bind": {"input": "range", "min": 1, "max": 9}}
    text = {"type": "text"}
    still = {"mark": text, "encoding": {"text": {"field": "place"}}}
    count = {"mark": text, "encoding": {"text": {"field": "n"}}}
    spec = {
        "params": [day],
        "layer": [
            still,
            {"mark": {**text, "text": {"expr": "format(day, 'd')"}}},
            {"transform": [{"filter": "datum.start <= day"}], "layer": [count]},
        ],
    }
    made, _, controls = live_chart(spec)
    one, two, three = made["layer"]
    assert "name" not in one
    assert controls["live"] == [two["name"], three["layer"][0]["name"]]
    assert len(set(controls["live"])) == 2
    # Two that are alike but for their data: of one name, both would show the last.
    two = [{"layer": [copy.deepcopy(spec["layer"][2])]} for _ in range(2)]
    _, _, controls = live_chart({"params": [day], "vconcat": two})
    assert len(set(controls["live"])) == 2


META = {
    "id": "f", "title": "T", "notes": [], "rows": 1, "table_is": "all",
    "columns": ["source_url", "n"], "table": [["https://www.example.org/a?b=1&c=2", 1]],
    "sources": [{
        "name": "t", "title": "Table", "path": "data/t.csv", "rows": 1, "limitations": [],
        "publishers": [{"name": "P", "url": "https://p.example.org/"}, {"name": "Q", "url": ""}],
        "licences": [{"title": "CC BY 4.0", "url": ""}],
    }],
}  # fmt: skip


def shown(meta, up="../", entries=()):
    """The disclosure of a figure, white space as a reader sees it."""
    made = details(meta, up, dict(entries), page=lambda place: None)
    return " ".join(made.astext().split())


def with_source(**more):
    return shown({**META, "sources": [{**META["sources"][0], **more}]})


def test_an_address_in_a_cell_becomes_a_link_and_a_heading_loses_its_underscores():
    made = with_source(licences=[{"title": "CC BY 4.0", "url": ""}])
    assert ('<td class="address"><a href="https://www.example.org/a?b=1&amp;c=2">'
            "example.org/a?b=1&amp;c=2</a></td>") in made  # fmt: skip
    assert '<th scope="col" title="source_url">source url</th><th scope="col">n</th>' in made


def test_a_script_in_place_of_an_address_stays_words():
    table = [["javascript:alert(1)", 1], ['https://x.org/"><b>', 1]]
    made = shown({**META, "table": table, "sources": []})
    assert 'href="javascript' not in made and "<b>" not in made


def test_a_long_address_is_cut_for_the_eye_only():
    address = "https://example.org/" + "long/" * 30
    made = data_table(f"<table><tbody><tr><td>{address}</td></tr></tbody></table>")
    assert f'href="{address}"' in made and "…</a>" in made


def test_the_name_of_a_table_leads_to_its_entry():
    made = shown(META, "../", {"t": "../tables/a.html#table-t", "other": "x"})
    assert '<li><a href="../tables/a.html#table-t">Table</a>. <a' in made


def test_each_publisher_is_linked_by_its_own_page():
    assert '<li>Table. <a href="https://p.example.org/">P</a>; Q. Licence' in with_source()


def test_the_rows_drawn_are_a_file_of_their_own_or_that_of_the_table():
    assert 'class="download" href="../_figures/f.csv" download' in shown(META)
    made = shown({**META, "rows": 13_155, "file": "data/t.csv", "table_is": "summary"})
    assert 'class="download" href="../data/t.csv" download' in made and "f.csv" not in made
    assert "(CSV, 13,155 rows)" in made and "<caption>Summary of the data</caption>" in made


def test_all_licences_of_a_table_are_named():
    made = with_source(
        licences=[{"title": "Public domain", "url": ""},
                  {"title": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}]
    )  # fmt: skip
    by = '<a href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a>'
    assert f"Licences: Public domain; {by}." in made


@pytest.mark.parametrize(
    "tables, licence",
    [
        (["raqqa_damage"], True),
        (["ucdp_city_events", "city_damage"], True),  # one of three licences of one of two tables
        (["mosul_outline"], True),
        (["cities_blocks"], True),
        (["ucdp_city_events", "raqqa_ground"], False),
        (["city_figures"], False),
    ],
)
def test_a_figure_from_share_alike_data_says_so_itself(tables, licence):
    made = credit([source(name) for name in tables])
    assert made[0].startswith("Source") and (" Figure: CC BY-SA 4.0." in made.astext()) == licence
    assert made.astext().count("CC BY") == licence
    links = [one["refuri"] for one in made.findall(nodes.reference)]
    assert links == [BY_SA[1]] * licence


def test_what_the_book_compiled_is_one_source():
    given = ["UCDP", "Press and encyclopedias, compiled for this book", "Compiled for this book"]
    given += ["Agencies and press, compiled for this book", "UCDP", "IBC"]
    made = "Press, encyclopedias and agencies, compiled for this book"
    assert figures.each_once(given) == ["UCDP", "IBC", made]
    assert figures.each_once(["Compiled for this book"] * 2) == ["Compiled for this book"]


def test_a_licence_is_share_alike_by_its_name_in_the_catalogue(monkeypatch):
    given = {name: {"licenses": [{"name": name}]} for name in ("CC-BY-SA-3.0", "CC-BY-4.0")}
    monkeypatch.setattr(figures, "resources", lambda: given)
    assert figures.share_alike(["CC-BY-4.0", "CC-BY-SA-3.0"])
    assert not figures.share_alike(["CC-BY-4.0"])


def test_a_licence_that_is_not_verified_says_what_is_known():
    made = with_source(
        licences=[{"title": "Licence not verified: see the limitations", "url": ""}],
        limitations=["The copy carries no licence.", "Another."],
    )
    assert "Licence: not verified. The copy carries no licence. <a" in made
    assert "see the limitations" not in made and "Another" not in made


LAYER = {"type": "FeatureCollection", "features": [{"properties": {"name": "</script>)};{"}}]}


def framed(page):
    return frame_document(f'<iframe title="A map" srcdoc="{html.escape(page)}"></iframe>', "A map")


def test_a_map_shares_leaflet_and_its_layers():
    drawn = maps.empty("held")
    folium.GeoJson(LAYER).add_to(drawn)
    page, layers = framed(maps.document(drawn, "a-map", "A map"))
    assert "vendor/leaflet/leaflet.js" in page and "jupyter" not in page
    ((name, text),) = layers.items()
    assert f'$.ajax("{name.removesuffix(".js")}"' in page and "FeatureCollection" not in page
    assert page.index("leaflet.js") < page.index(f'<script src="{name}"></script>')
    assert json.loads(text.split("]=", 1)[1].rstrip(";\n")) == LAYER
    assert '<html lang="en">' in page and "</script>)" not in text


def test_a_map_without_a_document_is_refused():
    with pytest.raises(ValueError, match="no iframe with a srcdoc"):
        frame_document("<p>no map</p>", "A map")
    with pytest.raises(ValueError, match="does not say where Leaflet comes from"):
        framed("<html><head></head></html>")


def test_a_pandas_table_gets_scopes_and_no_empty_heading():
    made = data_table(
        '<div><style scoped>x</style><table border="1" class="dataframe"><thead>'
        '<tr style="text-align: right;"><th></th><th>n</th></tr></thead>'
        "<tbody><tr><th>0</th><td>1</td></tr></tbody></table></div>"
    )
    assert '<td></td><th scope="col">n</th>' in made and '<th scope="row">0</th>' in made
    assert "<style" not in made and "border=" not in made and made.count("<div") == 1


def test_a_missing_browser_is_said_in_one_sentence(monkeypatch):
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(NoBrowser) as problem:
        chromium_path()
    assert str(problem.value) == MISSING


def test_an_address_of_a_markdown_link_is_escaped_once():
    from docutils import nodes
    from docutils.utils import new_document

    from bookmaking.pages import WholeAddresses

    document = new_document("page")
    document += nodes.reference("", "a", refuri="https://example.org/a?b=1&amp;c=2")
    document += nodes.reference("", "b", refuri="https://example.org/plain")
    WholeAddresses(document).run()
    links = [link["refuri"] for link in document.findall(nodes.reference)]
    assert links == ["https://example.org/a?b=1&c=2", "https://example.org/plain"]
