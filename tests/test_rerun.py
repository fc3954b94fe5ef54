"""Executing the notebooks again gives the files that are committed, byte for byte."""

import platform
from pathlib import Path

import nbformat
import pytest

from tools import rerun

NOTEBOOKS = sorted((Path(__file__).resolve().parents[1] / "notebooks").glob("*.ipynb"))
pytestmark = pytest.mark.thorough  # kernels are started, and all notebooks run once more


@pytest.fixture
def notebook(tmp_path):
    """notebook(*sources): a file with one code cell for each source, as an editor leaves it."""

    def write(*sources):
        cells = [
            nbformat.v4.new_code_cell(source, id=f"cell-{number}")
            for number, source in enumerate(sources)
        ]
        new = nbformat.v4.new_notebook(cells=cells)
        new.metadata = {"widgets": {"state": {}}, "language_info": {"version": "3.1"}}
        new.cells[0].metadata = {"tags": ["keep"], "execution": {"iopub.status.busy": "now"}}
        path = tmp_path / "small.ipynb"
        nbformat.write(new, path)
        return path

    return write


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_comes_out_the_same(path):
    assert rerun.check(path) == []


def test_a_second_run_changes_nothing_and_the_first_leaves_no_trace_of_itself(notebook):
    path = notebook("import sys\nfor i in range(9): print(i, flush=True)", "", "1 + 1")
    assert rerun.rerun(path) is True
    first = path.read_bytes()
    assert rerun.rerun(path) is False
    assert path.read_bytes() == first
    stored = nbformat.read(path, as_version=4)
    assert set(stored.metadata) == {"kernelspec", "language_info"}
    assert stored.metadata.kernelspec == rerun.KERNEL
    assert stored.metadata.language_info.version == platform.python_version()
    assert stored.metadata.language_info.pygments_lexer == "ipython3"
    assert stored.cells[0].metadata == {"tags": ["keep"]}
    assert [cell.id for cell in stored.cells] == ["cell-0", "cell-1", "cell-2"]
    assert [cell.execution_count for cell in stored.cells] == [1, None, 2]
    (printed,) = stored.cells[0].outputs
    assert printed.text == "".join(f"{number}\n" for number in range(9))


def test_another_python_is_no_difference_and_is_named_once_something_else_is(notebook):
    path = notebook("1 + 1")
    rerun.rerun(path)
    other = path.read_text().replace(f'"{platform.python_version()}"', '"3.9.1"')
    path.write_text(other)
    assert rerun.check(path) == [] and rerun.rerun(path) is False
    assert path.read_text() == other
    path.write_text(other.replace("1 + 1", "1 + 2"))
    assert len(rerun.check(path)) == 1 and rerun.rerun(path) is True
    assert platform.python_version() in path.read_text()


def test_a_cell_that_differs_is_named(notebook):
    path = notebook("1 + 1", "import os\nos.getpid()")
    rerun.rerun(path)
    (told,) = rerun.check(path)
    assert "cell 1 (cell-1): outputs differs" in told
    assert "stored:" in told and "executed:" in told


def test_a_file_written_in_another_way_is_told(notebook):
    path = notebook("1 + 1")
    rerun.rerun(path)
    path.write_bytes(path.read_bytes() + b"\n")
    (told,) = rerun.check(path)
    assert "written in another way" in told


def test_a_failing_cell_stops_the_run_and_leaves_the_file(notebook):
    path = notebook("1 + 1", "1 / 0")
    before = path.read_bytes()
    with pytest.raises(rerun.RerunError, match="small.ipynb(?s:.*)ZeroDivisionError"):
        rerun.rerun(path)
    assert path.read_bytes() == before


def test_an_error_that_a_tag_allows_is_an_error_all_the_same(notebook):
    path = notebook("1 / 0")
    stored = nbformat.read(path, as_version=4)
    stored.cells[0].metadata["tags"] = ["raises-exception"]
    nbformat.write(stored, path)
    with pytest.raises(rerun.RerunError, match="stores an error: ZeroDivisionError"):
        rerun.execute(path)


def test_a_file_that_is_no_notebook_is_told(tmp_path):
    path = tmp_path / "broken.ipynb"
    path.write_text("{")
    with pytest.raises(rerun.RerunError, match="cannot be read as a notebook"):
        rerun.execute(path)


def test_a_notebook_runs_in_its_own_folder(notebook):
    path = notebook("from pathlib import Path\nprint(Path('small.ipynb').is_file())")
    rerun.rerun(path)
    assert nbformat.read(path, as_version=4).cells[0].outputs[0].text == "True\n"


def test_what_an_output_widget_shows_is_stored_in_the_cell_as_nbval_reads_it(notebook):
    source = "import ipywidgets\nwith ipywidgets.Output(): print('shown')"
    path = notebook(source, "1")
    rerun.rerun(path)
    assert nbformat.read(path, as_version=4).cells[0].outputs[0].text == "shown\n"


def test_the_command_fails_when_a_notebook_differs(notebook, capfd):
    path = notebook("import os\nos.getpid()")
    with pytest.raises(SystemExit) as ended:
        rerun.main(["--check", str(path)])
    assert ended.value.code == 1
    with pytest.raises(SystemExit) as ended:
        rerun.main([str(path)])
    assert ended.value.code == 0
    assert "outputs changed" in capfd.readouterr().out


def test_the_template_of_a_notebook_of_your_own_runs_and_has_parameters():
    path = NOTEBOOKS[0].parent / "own" / "template.ipynb"
    assert rerun.check(path) == []
    tagged = [c for c in nbformat.read(path, 4).cells if "parameters" in c.metadata.get("tags", [])]
    assert len(tagged) == 1
