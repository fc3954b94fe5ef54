"""No chart asks the clock of the machine: what is turned into UTC, and what is refused."""

import json
import os
import subprocess
import sys
from pathlib import Path

import altair as alt
import nbformat
import pandas as pd
import pytest
import vl_convert

from helpers.draw import figures
from helpers.draw.utc import in_utc, local_time

NOTEBOOKS = sorted((Path(__file__).resolve().parents[1] / "notebooks").glob("*.ipynb"))
DAYS = pd.DataFrame({
    "day": pd.to_datetime(["2014-01-01", "2014-06-10", "2015-03-29"]),
    "month": ["2014-01", "2014-06", "2015-03"],
    "n": [1, 2, 3],
})  # fmt: skip
JUNE = alt.DateTime(year=2014, month=6)


def compiled(spec):
    return vl_convert.vegalite_to_vega(spec, vl_version=figures.VEGALITE_VERSION)


def base():
    return alt.Chart(DAYS).mark_point()


CHARTS = {  # ways of putting time into a chart, as a student may write them
    "axis": base().encode(alt.X("day:T", axis=alt.Axis(format="%Y", values=["2014-06-01"]))),
    "axis by parts": base().encode(alt.X("day:T", axis=alt.Axis(values=[JUNE]))),
    "domain": base().encode(alt.X("day:T", scale=alt.Scale(domain=["2014-01-01", "2016-01-01"]))),
    "domain with hours": base().encode(
        alt.X("day:T", scale=alt.Scale(domain=["2014-01-01T00:00:00", "2016-01-01T12:30:00"]))
    ),
    "domain by parts": base().encode(alt.X("day:T", scale=alt.Scale(domain=[JUNE, JUNE]))),
    "scale of time": base().encode(alt.X("day:T", scale=alt.Scale(type="time"))),
    "tooltip": base().encode(tooltip=["day:T", alt.Tooltip("day:T", format="%d %B %Y")]),
    "text": base().mark_text().encode(text=alt.Text("day:T", format="%B")),
    "time unit": base().mark_bar().encode(x="yearmonth(day):T", y="sum(n)"),
    "time unit by name": base().mark_bar().encode(x="month(day):O", y="sum(n)"),
    "time unit with a step": base().encode(
        alt.X("day:T", timeUnit=alt.TimeUnitParams(unit="year", step=2))
    ),
    "time unit in a transform": base().transform_timeunit(to="year(day)").encode(x="to:T"),
    "facet": base().encode(x="n").facet("year(day):T"),
    "row": base().encode(x="n", row=alt.Row("day:T", header=alt.Header(format="%Y"))),
    "colour": base().encode(color="day:T"),
    "expression": base()
    .transform_calculate(when="timeFormat(datum.day, '%Y') + month(datum.day)")
    .encode(x="when:N"),
    "expression with a day": base().transform_filter("datum.day < datetime(2015, 0, 1)"),
    "expression with a text": base().transform_filter(
        "toDate(datum.month) < toDate('2015-01-01T00:00:00')"
    ),
    "label": base().encode(
        alt.X("day:T", axis=alt.Axis(labelExpr="timeFormat(datum.value, '%Y')"))
    ),
    "condition": base().encode(
        opacity=alt.condition("year(datum.day) == 2014", alt.value(1), alt.value(0))
    ),
    "parameter": base().add_params(alt.param(name="now", expr="year(datetime(2015, 0, 1))")),
    "bars to an end": base().mark_bar().encode(x="day:T", x2="day"),
    "bars to an end told above": alt.layer(base().mark_rule().encode(x2="day")).encode(x="day:T"),
    "a rule on a day": base().mark_rule().encode(x=alt.datum(JUNE)),
    "format type": base().encode(alt.X("day:T", axis=alt.Axis(formatType="time", format="%Y"))),
    "format type of a header": base()
    .encode(x="n")
    .facet(alt.Row("day:T", header=alt.Header(formatType="time", format="%Y"))),
    "format type of a text": base()
    .mark_text()
    .encode(alt.Text("day:T", formatType="time", format="%Y"), x="n"),
    "expression of one argument": base()
    .transform_calculate(
        when="year(datetime(datum.month)) + year(datetime('2014-06-10')) + year(datetime(1.4e12))"
    )
    .mark_text()
    .encode(x="n", text="when:N"),
    "milliseconds in a domain": base().encode(
        alt.X("day:T", scale=alt.Scale(domain=[1_380_000_000_000, 1_430_000_000_000]))
    ),
    "repeat": base()
    .encode(alt.X(alt.repeat("column"), type="temporal"))
    .repeat(column=["day", "month"]),
    "fold": base().transform_fold(["day"]).encode(x="value:T"),
    "words that look like dates": base()
    .mark_text(text="2014-01-01T12:30:00")
    .encode(alt.X("n", title="2014-06-10T00:00:00"))
    .properties(title="2014-01-01T00:00:00"),
    "brush": base().encode(x="day:T").add_params(alt.selection_interval(encodings=["x"])),
    "lookup": base().transform_lookup("n", alt.LookupData(DAYS, "n", ["day"])).encode(x="day:T"),
}


@pytest.mark.parametrize("way", CHARTS)
def test_whatever_holds_time_is_put_into_utc(way):
    given = CHARTS[way].to_dict()
    before = json.dumps(given)
    spec = in_utc(given)
    assert json.dumps(given) == before
    assert local_time(spec, compiled(spec)) == []
    assert in_utc(spec) == spec


def test_many_of_these_ways_ask_the_local_clock_as_altair_writes_them():
    told = {way: local_time(spec := chart.to_dict(), compiled(spec))
            for way, chart in CHARTS.items()}  # fmt: skip
    assert sum(map(bool, told.values())) >= 20


def test_days_are_written_as_days_and_hours_with_their_zone():
    spec = in_utc({
        "datasets": {"a": [{"day": "2014-06-10T00:00:00", "at": "2014-06-10T15:30:00", "n": 1}]},
        "title": "2014-06-10T00:00:00 and year(2)",
        "usermeta": {"book": {"label": {"year": "2014-01-01T00:00:00"}}},
        "encoding": {"x": {"field": "day", "type": "temporal"}},
    })  # fmt: skip
    assert spec["datasets"]["a"] == [{"day": "2014-06-10", "at": "2014-06-10T15:30:00Z", "n": 1}]
    assert spec["title"] == "2014-06-10T00:00:00 and year(2)"
    assert spec["usermeta"] == {"book": {"label": {"year": "2014-01-01T00:00:00"}}}


def test_words_in_quotes_and_columns_of_the_same_name_stay_in_an_expression():
    filter_ = "datum.year == 2014 && datum['month'] != 'year(2)' && time(day) > hours(day)"
    spec = in_utc({"transform": [{"filter": filter_}]})
    assert spec["transform"][0]["filter"] == filter_.replace("hours(", "utchours(")


def test_a_row_with_a_year_is_data_and_no_date():
    spec = in_utc({"data": {"values": [{"year": 2014, "month": 6}]}, "mark": "point"})
    assert spec["data"]["values"] == [{"year": 2014, "month": 6}]


SHOW = """
import json, re, sys
import vl_convert
from helpers.draw.figures import VEGALITE_VERSION, everywhere
from test_utc import CHARTS

def shown(spec):
    svg = vl_convert.vegalite_to_svg(spec, vl_version=VEGALITE_VERSION)
    return re.sub(r'aria-label="[^"]*"|(clip|gradient_)[0-9]+', "", svg)

specs = {way: chart.to_dict() for way, chart in CHARTS.items()}
print(json.dumps([way for way in specs if shown(specs[way]) != shown(everywhere(specs[way]))]))
"""


def test_put_into_utc_a_chart_shows_what_its_author_meant():
    done = subprocess.run([sys.executable, "-c", SHOW], env=os.environ | {"TZ": "UTC"},
                          cwd=Path(__file__).parent, capture_output=True, text=True)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []


@pytest.mark.parametrize("written", ["10/06/2014", "10 June 2014", "2014-06-10 15", "June 2014"])
def test_a_date_that_browsers_read_by_their_own_lights_is_refused(written):
    rows = pd.DataFrame({"day": ["2014-06-11", written]})
    with pytest.raises(figures.FigureError, match=f"{written}.*'day'.*2014-06-10"):
        figures.everywhere(alt.Chart(rows).mark_point().encode(x="day:T").to_dict(), "Figure 'x'")


REFUSED = {  # what Vega-Lite cannot put into UTC, and what the author is told
    "filter with a unit": (base().transform_filter(
        alt.FieldRangePredicate("day", [JUNE, JUNE], timeUnit="yearmonth")), "utcyear"),
    "words of a unit": (base().transform_timeunit(m="yearmonth(day)").encode(x="m:O"), "type T"),
    "format type of words": (base().encode(
        alt.X("n:O", axis=alt.Axis(formatType="time", format="%Y"))), "type T"),
    "half a date": (base().transform_calculate(
        when="toDate(datum.month + '-15T00:00:00')").encode(x="when:T"), "no Z"),
    "box plot": (base().mark_boxplot().encode(x="day:T", y="n"), "layers of rule, bar and area"),
    "now": (base().transform_filter("datum.day < datetime()"), "local clock"),
    "nested": (alt.Chart(alt.Data(values=[{"a": {"d": "June 10, 2014"}}])).mark_point().encode(
        x="a.d:T"), "June 10, 2014"),
}  # fmt: skip


@pytest.mark.parametrize("way", REFUSED)
def test_what_cannot_be_put_into_utc_is_refused_with_a_remedy(way):
    chart, remedy = REFUSED[way]
    told = f"different dates in different time zones.*{remedy}"
    with pytest.raises(figures.FigureError, match=told):
        figures.everywhere(chart.to_dict())


def test_words_in_a_column_that_is_a_date_elsewhere_are_no_dates():
    words = alt.Chart(pd.DataFrame({"day": ["first", "last"]})).mark_point().encode(x="day:N")
    figures.everywhere((base().encode(x="day:T") | words).to_dict())


def test_a_chart_shown_without_a_figure_is_in_utc_too():
    bundle, _ = alt.renderers.get()(CHARTS["time unit"].to_dict())
    assert bundle[figures.VEGALITE]["encoding"]["x"]["timeUnit"] == "utcyearmonth"


def stored():
    for path in NOTEBOOKS:
        for cell in nbformat.read(path, as_version=4).cells:
            for output in cell.get("outputs", []):
                if figures.VEGALITE in output.get("data", {}):
                    yield output["data"][figures.FIGURE]["id"], output["data"][figures.VEGALITE]


def test_no_stored_chart_asks_the_local_clock():
    specs = dict(stored())
    assert len(specs) > 90
    told = {id: local_time(spec, compiled(spec)) for id, spec in specs.items()}
    assert [id for id, found in told.items() if found] == []


DRAW = """
import hashlib, json, sys
import altair as alt
from helpers.draw import charts, explore, figures, maps
from helpers import layer, load, sentences
import ipywidgets

towns = load("towns")
chart = (alt.Chart(towns).mark_bar().encode(
    alt.X("start:T", axis=alt.Axis(values=["2014-06-01", "2015-01-01"])), x2="end", y="place:N",
    tooltip=[alt.Tooltip("start:T", format="%-d %B %Y")])
    + charts.key_dates("caliphate"))
text = "Bars from the day on which each town fell to the day on which it was taken back, by town."
for name in ("bars", "towns-map"):
    figures.words(name, title="Towns", subtitle="days", text=text)
parts = dict(tables=["towns"], data=towns)
map_ = maps.leaflet()
maps.marker(33, 44, "A place", sentences.day("2014-06-10"), "<svg></svg>").add_to(map_)
made = [figures.Figure(chart, id="bars", **parts).bundle(),
        figures.Figure(map_, id="towns-map", picture=chart, **parts).bundle()]
panel = explore.explorer(lambda n: chart, id="towns", text=text, n=ipywidgets.IntSlider())
print(hashlib.sha256((json.dumps(made) + panel.drawing.value).encode()).hexdigest())
"""
MACHINES = [  # other clocks, languages, homes, hashes: what a stranger's machine may have
    {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"},
    {"TZ": "America/Los_Angeles", "LC_ALL": "C", "PYTHONHASHSEED": "1", "HOME": "/nonexistent"},
    {"TZ": "Asia/Kathmandu", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "2"},
    {"TZ": "Europe/Berlin", "LANG": "de_DE.UTF-8", "PYTHONHASHSEED": "3"},
]


@pytest.mark.thorough
def test_a_chart_a_map_and_an_explorer_are_the_same_bytes_on_every_machine():
    def drawn(machine):
        done = subprocess.run([sys.executable, "-c", DRAW], env=os.environ | machine,
                              capture_output=True, text=True, umask=0o077)  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert len(set(map(drawn, MACHINES))) == 1


@pytest.mark.thorough
def test_a_notebook_comes_out_the_same_on_another_machine():
    done = subprocess.run(
        [sys.executable, "-m", "tools.rerun", "--check", NOTEBOOKS[0].with_stem("mosul")],
        env=os.environ | MACHINES[1], capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
