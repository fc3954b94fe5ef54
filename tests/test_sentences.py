"""Sentences and figures that a newer release would change: old beside new, none left out."""

import nbformat
import pytest

from helpers import load
from tools import rerun, sentences, vintage

TOLD = """from helpers import load
from IPython.display import Markdown, display
towns = load("ucdp_city_events")
display(Markdown(f"One stays. In all **{len(towns):,}** events are counted. Two stay."))"""
DRAWN = """import altair as alt
from helpers import figure, words
words("made-figure", title=f"There are {len(towns):,} rows", subtitle="Rows, by made years",
      text="A bar. It is as high as the deaths of the first event near the cities, in one year.")
rows = towns.head(1)[["id", "deaths_best"]]
figure(alt.Chart(rows).mark_bar().encode(x="id:O", y="deaths_best:Q"), "made-figure",
       data=rows, tables=["ucdp_city_events"])"""
BREAKS = "first = towns.iloc[1000]\nfirst['id']"
BUILT_ON = "print(first)"
LAST = 'display(Markdown("The end is always told, and is the same."))'


def notebook(*codes):
    cells = [nbformat.v4.new_code_cell(code, id=f"cell-{i}") for i, code in enumerate(codes)]
    return nbformat.v4.new_notebook(cells=cells)


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """What changes in a made notebook when the table of events near the cities is cut to 500."""
    folder = tmp_path_factory.mktemp("made")
    books = folder / "notebooks"
    books.mkdir()
    path = books / "made.ipynb"
    nbformat.write(notebook(TOLD, DRAWN, BREAKS, BUILT_ON, LAST), path)
    path.write_text(rerun.text(rerun.execute(path)), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rerun, "NOTEBOOKS", books)
        new = {"ucdp_city_events": load("ucdp_city_events").tail(500)}
        yield sentences.changed(new, vintage.relaxed, folder), folder


def test_a_sentence_stands_beside_the_one_that_takes_its_place(found):
    (one,) = found[0]["sentences"]
    number = f"{len(load('ucdp_city_events')):,}"
    assert one == {
        "page": "made", "cell": "cell-0", "old": f"In all **{number}** events are counted.",
        "new": "In all **500** events are counted.",
    }  # fmt: skip


def test_a_figure_is_named_with_its_words_data_and_both_drawings(found):
    told, folder = found
    (one,) = told["figures"]
    assert one["id"] == "made-figure" and one["rows"] is None
    assert ("title", one["title"], "There are 500 rows") in one["words"]
    old, new = ((folder / name).read_text(encoding="utf-8") for name in one["pictures"])
    assert old.startswith("<svg") and new.startswith("<svg") and old != new


def test_a_cell_that_fails_is_named_and_does_not_stop_the_others(found):
    (one,) = found[0]["failed"]
    assert one["cell"] == "cell-2" and one["problem"].startswith("IndexError")
    assert one["built_on"] == 1


def test_a_notebook_that_fails_is_an_error_where_nothing_was_said_of_going_on(tmp_path):
    nbformat.write(notebook("1 / 0", "print(1)"), tmp_path / "broken.ipynb")
    with pytest.raises(rerun.RerunError, match="ZeroDivisionError"):
        rerun.execute(tmp_path / "broken.ipynb")


@pytest.mark.parametrize(
    ("old", "new", "pairs"),
    [
        ("A is 1. B is 2.", "A is 1. B is 3.", [("B is 2.", "B is 3.")]),
        ("A is 1. B is 2.", "A is 1.", [("B is 2.", "")]),
        ("A is 1.", "A is 1. C is 4. D is 5.", [("", "C is 4."), ("", "D is 5.")]),
        (
            "In 3.5 of 4 cases.",
            "In 3.6 of 4 cases.",
            [("In 3.5 of 4 cases.", "In 3.6 of 4 cases.")],
        ),
        ("The same.\n\nAnd so.", "The same.\n\nAnd  so.", []),
        ("", "", []),
    ],
)
def test_sentences_are_paired(old, new, pairs):
    assert sentences.paired(old, new) == pairs


def test_what_differs_is_marked_and_all_is_escaped():
    old, new = sentences.marked("Of <b> 5 died.", "Of <b> 6 died.")
    assert old == "Of &lt;b&gt; <del>5 </del>died."
    assert new == "Of &lt;b&gt; <ins>6 </ins>died."


def test_the_report_shows_old_and_new_and_escapes_them(tmp_path):
    told = {
        "about": None, "others": ["x.csv"], "tables": [], "totals": [], "picture": "",
        "claims": [], "number": 93, "shown": 12,
        "changed": {
            "sentences": [{"page": "spread", "cell": "c", "old": "It is <5>.", "new": "It is 6."}],
            "figures": [{"page": "spread", "id": "spread-x", "title": "T", "rows": (3, 4),
                         "words": [("title", "Old 1", "New 2")], "pictures": ["a.svg", "b.svg"]}],
            "failed": [{"page": "mosul", "cell": "d", "problem": "KeyError: <2014>",
                        "built_on": 2}],
        },
    }  # fmt: skip
    markdown, html = (path.read_text(encoding="utf-8") for path in vintage.write(told, tmp_path))
    for text in (markdown, html):
        assert "would read differently: 1" in text and "would differ: 1" in text
        assert "spread-x" in text and "2 more cells build on it" in text and "b.svg" in text
    assert "It is <del>&lt;5&gt;.</del>" in html and "<ins>6.</ins>" in html
    assert "KeyError: &lt;2014&gt;" in html and "old: Old 1" in markdown
