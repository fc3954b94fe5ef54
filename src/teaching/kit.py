"""A chapter as a student takes it home: one zip that runs with Python and a few packages.

    python -m teaching.kit      write all of them into _build/teach/kits/

The book build offers the same zips: this module is a Sphinx extension too. A build runs no
notebook; which tables one reads was stored in its metadata when it ran (``tools.rerun``), since
only a run can tell: tables are loaded by topics, maps and claims as well as by cells.
"""

import copy
import re
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from bookmaking import lineage
from bookmaking.markup import size
from bookmaking.packed import packed
from course.read import ROOT
from helpers import answers
from teaching import along
from teaching.common import TEACH, TEMPLATES

FOLDER = "downloads"  # in the site
WHOLE = f"{FOLDER}/whole-book.zip"
ANSWER = re.compile(r"-(answer|solution)$")  # how the id of a cell ends that answers an exercise
QUESTION = re.compile(r"[a-z]+-\d+")
SOLVED = re.compile(r"^(:{3,})\{dropdown\}.*\n:class-container: solution\n(?s:.*?)^\1$\n?", re.M)
LINK = re.compile(r"\[([^\]]+)\]\((?!https?:|#)[^)]+\)")  # to a page that is not in the zip
FIGURE = re.compile(r"\{numref\}`([^`<]+)`")
# Pages that show what all tables hold, or that compute nothing.
WITHOUT = ("notebooks/story", "notebooks/claims", "notebooks/timeline")
PACKAGES = (
    *("pandas", "numpy", "shapely", "geopandas", "pyproj", "pillow", "altair"),
    *("vl-convert-python", "folium", "branca", "jinja2", "ipython", "ipywidgets"),
    *("jupyterlab", "jupyterlab-myst", "ipykernel"),
)
# What JupyterLab is started with: maps find Leaflet, and no host is asked for news.
LAB = """\
from pathlib import Path

c = get_config()  # noqa: F821
c.LabApp.extra_labextensions_path = [str(Path(__file__).parent / "maps")]
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.handlers.announcements.NeverCheckForUpdate"
"""


class KitError(ValueError):
    """A kit cannot be made; says of which notebook, and what to do."""


def names(folder: Path = ROOT) -> list[str]:
    """The notebooks of the contents that have a kit: ['spread', 'raqqa', ...]."""
    pages = [page for page in lineage.docnames(folder) if page not in WITHOUT]
    return [Path(page).name for page in pages if (folder / f"{page}.ipynb").is_file()]


def heading(notebook: NotebookNode) -> str:
    """The title of a notebook."""
    return re.search(r"^# (.+)$", notebook.cells[0].source, re.M)[1]


def without_answers(notebook: NotebookNode) -> NotebookNode:
    """A copy of a notebook without the answers to its exercises and quick questions."""
    left = copy.deepcopy(notebook)
    left.cells = [cell for cell in left.cells if not ANSWER.search(cell["id"])]
    for cell in left.cells:
        if cell.cell_type == "markdown":
            cell.source = SOLVED.sub("", cell.source)
    return left


def to_work_in(notebook: NotebookNode) -> NotebookNode:
    """A notebook without answers and outputs, with a cell for each answer to come."""
    coded = {ANSWER.sub("", cell.id) for cell in notebook.cells if cell.cell_type == "code"}
    bare = {"outputs": [], "execution_count": None}
    cells = [cell | bare if cell.cell_type == "code" else cell for cell in notebook.cells]
    left = without_answers(nbformat.from_dict(notebook | {"cells": cells}))
    left.metadata.pop("book", None)
    cells, left.cells = left.cells, []
    for cell in cells:
        left.cells.append(cell)
        if cell.cell_type == "code":
            continue
        cell.source = FIGURE.sub(r"figure *\1*", LINK.sub(r"*\1*", cell.source))
        if QUESTION.fullmatch(cell.id):
            left.cells.append(_room(cell.id, cell.id in coded))
    return left


def _room(exercise, coded):
    name, checked = f"{exercise}-yours", exercise in answers.known()
    if not coded and not checked:
        return new_markdown_cell("*Your answer:*", id=name)
    lines = ["# your answer"]
    lines += [f'# from helpers import check\n# check("{exercise}", ...)'] * checked
    return new_code_cell("\n".join(lines), id=name)


def kit(name: str, folder: Path = ROOT) -> bytes:
    """The zip of one chapter. KitError for a notebook that was not run by `make rerun`."""
    notebook = nbformat.read(folder / "notebooks" / f"{name}.ipynb", as_version=4)
    tables = notebook.metadata.get("book", {}).get("tables")
    if not tables:
        raise KitError(f"{name}: the notebook does not say which tables it reads: `make rerun`")
    told = (TEMPLATES / "kit.md").read_text(encoding="utf-8")
    work = to_work_in(notebook)
    sources = [cell.source for cell in work.cells if cell.cell_type == "code"]
    files = {
        "README.md": told.replace("CHAPTER", name).replace("TITLE", heading(notebook)).encode(),
        "lab.py": LAB.encode(),
        "requirements.txt": along.requirements(PACKAGES),
        f"{name}.ipynb": (nbformat.writes(work, version=4) + "\n").encode(),
        **{one: (ROOT / one).read_bytes() for one in ("LICENSE", "LICENSE-text", "CITATION.cff")},
        **along.data(tables),
        **along.code(name, sources),
        **along.maps(),
    }
    return packed({f"{name}/{path}": content for path, content in files.items()})


def main() -> None:
    """Write all kits."""
    for name in names():
        path = TEACH / "kits" / f"{name}-student.zip"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(kit(name))


def offer(app, pagename, templatename, context, doctree):
    """Make the kit of a page, and tell the page where it will lie and how large it is."""
    folder, name = Path(app.srcdir), Path(pagename).name
    if pagename == f"notebooks/{name}" and name in names(folder):
        path = Path(app.outdir, FOLDER, f"{name}-student.zip")
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(kit(name, folder))
        context["kit"] = f"{FOLDER}/{path.name}", size(path.stat().st_size)


def whole(app, exception):
    """The built site as one zip, for a USB stick: it is read from the folder, with no network."""
    if exception or app.builder.format != "html":
        return
    site = Path(app.outdir)
    (site / WHOLE).unlink(missing_ok=True)
    paths = [path for path in site.rglob("*") if path.is_file() and path.name[0] != "."]
    files = {f"book/{path.relative_to(site).as_posix()}": path.read_bytes() for path in paths}
    (site / WHOLE).write_bytes(packed(files, 6))


def setup(app):
    """Add the zips to the book build."""
    app.connect("html-page-context", offer)
    app.connect("build-finished", whole, priority=900)  # after all that the site is made of
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


if __name__ == "__main__":
    main()
