"""In a real JupyterLab: saving changes nothing, and what is shown can be read, run or not."""

import json
import re
import shutil
from pathlib import Path

import nbformat
import pytest

from browser import lab as jupyter
from course.cells import FOLDED
from helpers.draw.explore import EXPLORER
from helpers.draw.figures import FIGURE, VEGALITE
from tools import rerun

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
NOTEBOOKS = sorted(path.name for path in FOLDER.glob("*.ipynb"))
RUN = "spread.ipynb"  # a map to zoom into, a slider of days, an explorer, terms, notes
pytestmark = pytest.mark.thorough
MYST = re.compile(r":::|\{(term|numref|ref|cite:p|admonition|dropdown)\}|^\([\w-]+\)=", re.M)


@pytest.fixture(scope="module")
def copies(tmp_path_factory):
    """The notebooks where JupyterLab has never seen them: nothing in them is trusted."""
    folder = tmp_path_factory.mktemp("notebooks")
    for name in NOTEBOOKS:
        shutil.copyfile(FOLDER / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def lab(copies, chromium, tmp_path_factory):
    """JupyterLab open in a browser."""
    with jupyter.running(copies, tmp_path_factory.mktemp("home")) as base:
        opened = jupyter.Lab(chromium, base)
        yield opened
        opened.page.context.close()


def lines(path):
    """The lines of a notebook but the version of Python, which may be another here."""
    stored = path.read_text(encoding="utf-8")
    version = json.loads(stored)["metadata"]["language_info"]["version"]
    return stored.replace(f'"version": "{version}"', '"version": ""').splitlines(keepends=True)


def changed(copies, name):
    """The first lines that differ from the notebook in the repository."""
    before, after = lines(FOLDER / name), lines(copies / name)
    differ = [pair for pair in zip(before, after, strict=False) if pair[0] != pair[1]]
    return differ[:3] or (before[len(after) :] + after[len(before) :])[:3]


def cells(kind):
    """Numbers of the cells of RUN with a "map", a "chart", "days" (a slider), an "explorer", or
    a chart that is "wide" as its container."""
    found = []
    for number, cell in enumerate(json.loads((FOLDER / RUN).read_text("utf-8"))["cells"]):
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            spec = data.get(VEGALITE, {})
            kinds = {data.get(FIGURE, {}).get("kind")}
            if EXPLORER in data:
                kinds.add("explorer")
            if "format" in spec.get("usermeta", {}).get("book", {}):
                kinds.add("days")
            if '"container"' in json.dumps(spec):
                kinds.add("wide")
            found += [number] * (kind in kinds)
    return found


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_that_is_opened_and_saved_stays_as_it_is(lab, copies, name):
    written = (copies / name).stat().st_mtime_ns
    lab.open(name)
    lab.save()
    assert (copies / name).stat().st_mtime_ns > written
    assert changed(copies, name) == []


def test_a_chapter_can_be_read_before_it_is_run(lab):
    lab.open(RUN)
    (number,) = cells("map")
    shown = lab.drawing(number)
    assert shown.query_selector("img").evaluate("(img) => img.naturalWidth") > 600
    assert not shown.query_selector("iframe")
    for number in cells("chart"):
        assert lab.drawing(number).query_selector("svg.marks")
    words = ""
    for number in range(len(json.loads((FOLDER / RUN).read_text("utf-8"))["cells"])):
        parts = lab.cell(number).query_selector_all(".jp-RenderedMarkdown, .myst")
        words += "".join(f"{part.inner_text()}\n" for part in parts)
    assert "Before you read" in words and "Run this cell, and an explorer starts" in words
    assert not MYST.search(words), MYST.search(words)
    lab.save()


def test_a_slider_of_days_shows_days(lab):
    lab.open(RUN)
    shown = lab.drawing(cells("days")[0])
    slider = shown.query_selector(".vega-bind input[name$=_slider]")
    for day, milliseconds in [("10 June 2014", 1402358400000), ("23 March 2019", 1553299200000)]:
        slider.evaluate(
            "(slider, value) => { slider.value = value;"
            " slider.dispatchEvent(new Event('input')); }",
            milliseconds,
        )
        lab.page.wait_for_function(
            "([drawn, words]) => drawn.textContent.includes(words)",
            arg=[shown, f"Date shown: {day}"],
        )
    assert slider.evaluate("(slider) => slider.type") == "range"
    assert not re.search(r"\d{5}", shown.inner_text())
    lab.save()


def test_charts_that_fill_their_container_fit_into_a_cell(lab):
    lab.open(RUN)
    for number in cells("wide"):
        wide, room = lab.drawing(number).evaluate(
            "(output) => [output.querySelector('svg.marks').getBoundingClientRect().right,"
            " output.getBoundingClientRect().right]"
        )
        assert wide <= room, number
    lab.save()


def test_a_notebook_that_is_run_and_saved_stays_as_it_is(lab, copies):
    lab.open(RUN)
    lab.run_all()
    (number,) = cells("map")
    shown = lab.drawing(number)
    assert not shown.query_selector("img")
    frame = shown.query_selector("iframe").content_frame()
    frame.wait_for_selector(".leaflet-pane path:not([d='M0 0'])")  # a path in view
    styled = "getComputedStyle(document.querySelector('.leaflet-container')).position"
    assert frame.evaluate(styled) == "relative", "Leaflet's own style is there"
    (number,) = cells("explorer")
    assert lab.drawing(number).query_selector(".widget-dropdown select")
    lab.save()
    folded = json.loads((copies / RUN).read_text("utf-8"))
    for cell in folded["cells"]:  # JupyterLab unfolds the output of what it runs
        if cell["id"].endswith("-answer"):
            cell["metadata"] |= {"collapsed": True, "jupyter": FOLDED}
    (copies / RUN).write_text(rerun.text(nbformat.from_dict(folded)), "utf-8")
    assert changed(copies, RUN) == []


def test_without_leaflet_a_map_is_its_picture_and_says_why(lab):
    lab.page.route("**/book-leaflet/**", lambda route: route.abort())
    lab.open(RUN)
    lab.run_all()
    (number,) = cells("map")
    frame = lab.drawing(number).query_selector("iframe").content_frame()
    frame.wait_for_selector("img")
    assert frame.locator("p").inner_text().startswith("This is a picture of the map.")
    lab.page.unroute("**/book-leaflet/**")
    lab.save()


def test_jupyterlab_asks_no_other_host(lab):
    assert lab.outside == []
