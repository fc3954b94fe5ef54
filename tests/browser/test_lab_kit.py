"""In a real JupyterLab: answers stay folded until one asks, and a kit's notebook runs."""

import io
import json
import re
import zipfile
from pathlib import Path

import nbformat
import pytest
from repository import ROOT

from browser import lab as jupyter
from course import read as course
from helpers.draw.figures import FIGURE
from teaching import kit

pytestmark = pytest.mark.thorough
KIT = "spread"  # it has a map to zoom into
CELLS = "jupyterapp.shell.currentWidget.content.widgets"


@pytest.fixture(scope="module")
def chapters(chromium, tmp_path_factory):
    """JupyterLab open in a browser, on copies of the chapters."""
    folder = tmp_path_factory.mktemp("chapters")
    for name in course.names():
        source = ROOT / "notebooks" / f"{name}.ipynb"
        (folder / source.name).write_bytes(source.read_bytes())
    with jupyter.running(folder, tmp_path_factory.mktemp("home")) as base:
        opened = jupyter.Lab(chromium, base)
        yield opened
        opened.page.context.close()


@pytest.mark.parametrize("name", course.names())
def test_no_answer_can_be_read_before_it_is_unfolded(chapters, name):
    chapters.open(f"{name}.ipynb")
    cells = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4).cells
    answered = [number for number, cell in enumerate(cells) if kit.ANSWER.search(cell.id)]
    assert len(answered) == len(course.chapter(name)["exercises"])
    chapters.page.wait_for_function(f"{CELLS}.every(one => one.node.isConnected)")
    for number in answered:
        shown = chapters.page.evaluate_handle(f"{CELLS}[{number}].node").as_element()
        shown.scroll_into_view_if_needed()
        chapters.page.wait_for_function("node => node.innerText.trim()", arg=shown)  # once drawn
        if cells[number].cell_type == "code":
            assert len(shown.query_selector_all(".jp-Placeholder")) == 2, "code and output"
            assert not shown.query_selector(".jp-OutputArea-output"), number
            assert re.fullmatch(r"# Solution to exercise \d+", shown.inner_text().strip()), number
        else:
            assert shown.query_selector("details") and not shown.query_selector("details[open]")
            assert re.fullmatch(r"Solution to exercise \d+", shown.inner_text().strip()), number
    code = next(number for number in answered if cells[number].cell_type == "code")
    shown = chapters.page.evaluate_handle(f"{CELLS}[{code}].node").as_element()
    shown.query_selector(".jp-Placeholder").click()
    last = cells[code].source.splitlines()[-1]
    chapters.page.wait_for_function(
        "([node, line]) => node.innerText.includes(line)", arg=[shown, last]
    )
    chapters.save()


def test_a_kit_runs_and_its_maps_find_leaflet_in_it(chromium, tmp_path_factory):
    folder = tmp_path_factory.mktemp("kit") / "für uns"
    with zipfile.ZipFile(io.BytesIO(kit.kit(KIT))) as packed:
        packed.extractall(folder)
    folder /= KIT
    (folder / "maps/book-leaflet/static/here.txt").write_text("from the kit")
    option = f"--config={folder / 'lab.py'}"
    with jupyter.running(folder, tmp_path_factory.mktemp("home"), option) as base:
        lab = jupyter.Lab(chromium, base)
        served = f"{base}/lab/extensions/book-leaflet/static/here.txt"
        assert lab.page.request.get(served).text() == "from the kit"
        lab.open(f"{KIT}.ipynb")
        lab.run_all()
        lab.page.evaluate("jupyterapp.commands.execute('docmanager:save')")
        cells = json.loads(Path(folder, f"{KIT}.ipynb").read_text(encoding="utf-8"))["cells"]
        outputs = [(n, one) for n, cell in enumerate(cells) for one in cell.get("outputs", [])]
        assert [one for _, one in outputs if one["output_type"] == "error"] == []
        kinds = [(n, one.get("data", {}).get(FIGURE, {}).get("kind")) for n, one in outputs]
        assert len([kind for _, kind in kinds if kind]) > 5
        number = next(n for n, kind in kinds if kind == "map")
        frame = lab.drawing(number).query_selector("iframe").content_frame()
        drawn = (
            "[...document.querySelectorAll('.leaflet-pane path')].some(p => p.getBBox().width > 9)"
        )
        frame.wait_for_function(drawn)
        assert lab.outside == []
        lab.page.context.close()
