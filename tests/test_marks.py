"""The visual grammar: one look for one meaning, right in every zone, readable without colour."""

import altair as alt
import pandas as pd
import pytest

from helpers.draw import charts, controls, figures, marks, palette
from helpers.draw.palette import color
from helpers.sentences import SentenceError

TEXT = "A made-up chart for a test of the words of a figure: it rises from one to two, no more."
TIMES = pd.DataFrame(
    {"month": pd.to_datetime(["2014-06-01", "2014-07-01"]), "killed": [3, 4], "body": ["a", "b"]}
).assign(until=lambda d: d["month"] + pd.offsets.MonthBegin())


def spec(chart):
    return figures.everywhere(chart.to_dict())


def mark_of(chart):
    return chart.to_dict()["mark"]


def test_what_is_quoted_imputed_and_missing_has_an_empty_middle():
    base = alt.Chart(TIMES)
    for drawn in (marks.quoted(base), marks.hollow(base)):
        assert mark_of(drawn)["fill"] == color("fig-paper")
    assert mark_of(marks.quoted(base))["shape"] == "diamond"
    assert mark_of(marks.dashed(base))["fillOpacity"] == 0
    assert mark_of(marks.dashed(base))["strokeDash"]
    box, words = marks.no_data(TIMES.rename(columns={"month": "start", "until": "end"})).layer
    assert box.mark.fillOpacity == 0 and box.mark.stroke == color("fig-nodata")
    assert words.to_dict()["encoding"]["text"] == {"value": "no data"}


def test_a_look_can_be_changed_and_the_rest_stays():
    mark = mark_of(marks.quoted(alt.Chart(TIMES), size=30))
    assert mark["size"] == 30 and mark["shape"] == "diamond"


def test_hollow_points_have_one_legend_of_shape_and_outline():
    looks = {"a": ("circle", "seq-5"), "b": ("square", "fig-accent")}
    drawn = alt.Chart(TIMES).mark_point().encode(*marks.outlined("body", looks)).to_dict()
    shape, stroke = drawn["encoding"]["shape"], drawn["encoding"]["stroke"]
    assert shape["legend"] == stroke["legend"] == {"symbolFillColor": color("fig-paper")}
    assert shape["scale"] == {"domain": ["a", "b"], "range": ["circle", "square"]}
    assert stroke["scale"]["range"] == [color("seq-5"), color("fig-accent")]


def test_points_with_a_second_tone_have_one_legend_of_shape_outline_and_filling():
    looks = {"a": ("circle", "seq-5", "fig-paper"), "b": ("square", "seq-5", "seq-5")}
    drawn = alt.Chart(TIMES).mark_point().encode(*marks.outlined("body", looks, columns=1))
    shape, stroke, fill = (
        drawn.to_dict()["encoding"][name] for name in ("shape", "stroke", "fill")
    )
    assert shape["legend"] == stroke["legend"] == fill["legend"] == {"columns": 1}
    assert fill["scale"]["range"] == [color("fig-paper"), color("seq-5")]
    assert stroke["scale"]["range"] == [color("seq-5"), color("seq-5")]


def test_shades_of_one_colour_are_each_their_own():
    channel = marks.shaded("body", {"b": 0.2, "a": 0.5, "c": 1}, "pub-ucdp", "Body").to_dict()
    assert channel["scale"] == {
        "type": "ordinal",
        "domain": ["b", "a", "c"],
        "range": [0.2, 0.5, 1],
    }
    assert channel["legend"]["symbolFillColor"] == color("pub-ucdp") and channel["title"] == "Body"


def test_the_highest_is_named_where_it_is():
    drawn = marks.highest(TIMES, "month", "killed", "{month:%B %Y}: {killed}").to_dict()
    assert drawn["encoding"]["text"] == {"value": "July 2014: 4"}
    (rows,) = drawn["datasets"].values()
    assert [row["killed"] for row in rows] == [4]


def test_lines_differ_by_dashes_in_the_order_given():
    channel = marks.patterned("body", {"b": [1, 0], "a": [5, 3]}, "Body").to_dict()
    assert channel["scale"] == {"domain": ["b", "a"], "range": [[1, 0], [5, 3]]}
    assert (
        channel["field"] == "body" and channel["title"] == "Body" and channel["sort"] == ["b", "a"]
    )


def test_a_tooltip_has_labels_and_formats_and_no_column_names():
    tips = marks.tip(
        "body:N counted by", "killed:Q, month:month, share:% of all", "end_date:day", "rate:.1f"
    )
    assert [one["title"] for one in map(alt.Tooltip.to_dict, tips)] == [
        "counted by",
        "killed",
        "month",
        "of all",
        "end date",
        "rate",
    ]
    forms = [one.to_dict().get("format") for one in tips]
    assert forms == [None, ",.10~g", "%B %Y", ".0%", "%-d %B %Y", ",.1f"]
    assert len(marks.tip("name:N, properties.value:% share")) == 2
    (label,) = marks.tip("killed:Q in the year, in no month")
    assert label.to_dict()["title"] == "in the year, in no month"
    for wrong in ("killed:Z", "killed", "killed people"):
        with pytest.raises(ValueError, match="say the type, such as 'killed:N'; there are N, O, Q"):
            marks.tip(wrong)


def test_who_counts_looks_the_same_everywhere():
    color, shape = (one.to_dict()["scale"] for one in marks.publishers("by", ["UCDP", "ICSR/EY"]))
    assert color["domain"] == shape["domain"] == ["UCDP", "ICSR/EY"]
    assert color["range"] == [palette.color("pub-ucdp"), palette.color("pub-icsr-ey")]
    assert shape["range"] == ["circle", "diamond"]
    named = marks.publishers("by", {"the mission": "unami"}, legend=None)
    assert [one.to_dict()["scale"]["domain"] for one in named] == [["the mission"]] * 2
    with pytest.raises(KeyError, match="nobody"):
        marks.publishers("by", ["Nobody"])
    looks = list(palette.PUBLISHERS.values())
    assert len(set(looks)) == len(looks)


@pytest.mark.parametrize(
    ("side", "align", "lines"), [("right", "left", [-17, -4]), ("left", "right", [-4, -17])]
)
def test_names_of_key_dates_stand_above_the_plot_each_in_a_line_of_its_own(side, align, lines):
    drawn = charts.key_dates("mosul-falls", "raqqa-retaken", side=side).to_dict()
    assert drawn["layer"][1]["mark"]["align"] == align
    (rows,) = drawn["datasets"].values()
    assert [row["line"] for row in rows] == lines  # above the plot, no rule through a name


def test_time_is_drawn_in_utc():
    drawn = marks.spans(TIMES, "killed", axis=marks.time("month", "2014-01-01", "2015-01-01"))
    assert spec(drawn)["encoding"]["x"]["scale"]["type"] == "utc"


def test_colours_and_shapes_come_with_the_order_they_are_given_in():
    tones = {"b": "seq-5", "a": "seq-2"}
    found = marks.colored("body", tones, title=None, columns=2).to_dict()
    assert found["scale"] == {"domain": ["b", "a"], "range": [color("seq-5"), color("seq-2")]}
    assert found["legend"] == {"symbolType": "square", "columns": 2}
    assert marks.colored("body", tones, legend=None).to_dict()["legend"] is None
    assert marks.shaped("body", {"a": "circle"}).to_dict()["scale"]["range"] == ["circle"]
    with pytest.raises(KeyError, match="no-such"):
        marks.colored("body", {"a": "no-such"})


def test_stacked_values_begin_where_the_one_before_ends():
    table = pd.DataFrame({"year": [1, 1, 2], "who": ["x", "y", "x"], "n": [1, 3, 5]})
    found = marks.stacked(table, "year", "n", order=["who"])
    assert found["start"].tolist() == [0, 1, 0] and found["end"].tolist() == [1, 4, 5]
    assert found["part"].tolist() == [0.25, 0.75, 1]


def test_controls_say_what_they_offer():
    lists = controls.choose("sides", {"all": "all sides", "is": "with IS"}).to_dict()
    assert lists
    with pytest.raises(ValueError, match="outside"):
        controls.slide("year", 2011, 2018, 2019)


def test_a_figure_takes_the_words_said_before_it():
    figures.words(
        "made-up-words",
        title="{n:Words} months",
        subtitle="made-up units, {n}",
        text=TEXT,
        notes=["A note with {n:words}."],
        n=2,
    )
    said = figures._WORDS["made-up-words"]
    assert said["title"] == "Two months" and said["notes"] == ["A note with two."]
    drawn = figures.Figure(
        alt.Chart(TIMES).mark_point().encode(x="month:T", y="killed:Q"),
        id="made-up-words",
        data=TIMES,
        tables=["towns"],
    )
    assert "made-up units, 2" in drawn.heading()["text/markdown"]


def test_a_figure_without_words_is_refused():
    with pytest.raises(figures.FigureError, match="no words"):
        figures.figure(alt.Chart(TIMES), "never-said", data=TIMES, tables=["towns"])
    with pytest.raises(figures.FigureError, match="a list"):
        figures.words("made-up-words", title="A", subtitle="B", text=TEXT, notes="one")


def test_words_without_any_value_print_no_brace():
    with pytest.raises(SentenceError, match="asks for 'n'"):
        figures.words("made-up-words", title="{n:number} towns", subtitle="B", text=TEXT)


def test_tints_of_one_colour_grow_fainter_and_keep_it_in_the_legend():
    channel = marks.tints("who", "pub-unhcr", ["a", "b", "c"], columns=2).to_dict()
    assert channel["scale"]["domain"] == ["a", "b", "c"]
    assert channel["scale"]["range"] == [1, 0.72, 0.52]
    assert channel["legend"]["symbolFillColor"] == color("pub-unhcr")
    assert channel["legend"]["columns"] == 2


def test_words_stand_on_the_side_that_a_row_asks_for():
    place = marks.side("datum.lon < 38", "4 + datum.radius")
    assert place["align"].to_dict() == {"expr": "(datum.lon < 38) ? 'right' : 'left'"}
    assert place["dx"].to_dict() == {"expr": "((datum.lon < 38) ? -1 : 1) * (4 + datum.radius)"}


def test_words_over_tones_are_light_where_it_is_dark():
    rim, words = marks.toned(alt.Chart(TIMES), alt.value("#123456"), "datum.killed > 3").layer
    assert rim.to_dict()["encoding"]["stroke"] == {"value": "#123456"}
    ink = words.to_dict()["encoding"]["color"]
    assert ink["condition"] == {"test": "datum.killed > 3", "value": color("fig-paper")}
    assert ink["value"] == color("fig-ink")
