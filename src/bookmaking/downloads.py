"""The notebooks that pages offer: copies that say what they need where the book's code is not.

The book's package is named ``helpers``, as is a stranger's on the package indexes. A notebook away
from the book would end in an ImportError, whose usual cure, ``pip install helpers``, installs the
stranger's. So each copy has two cells more, after its title: words, and a check that repeats them.
"""

import ast
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell

PACKAGE = "helpers"
WORDS = """\
**To run this notebook you need the whole folder of the book**, not this file alone: the tables and
the code that draws (the package `helpers`) are in that folder. Open a terminal there, run
`make lab`, and open this notebook in the JupyterLab that starts; on Windows, `README.md` has the
commands. Please do not run `pip install helpers`: that installs a package of the same name which
somebody else wrote for another purpose.
"""
CHECK = """\
# Is the book's code here? If it is, this cell says nothing.
class BookIsMissing(ImportError):
    def _render_traceback_(self):  # Jupyter shows these lines instead of a traceback
        return [str(self)]


try:
{imports}
except BaseException as reason:
    raise BookIsMissing(
        "This notebook needs the whole folder of the book: open a terminal in that folder, run"
        " `make lab` (on Windows: the commands in README.md) and open the notebook there. Please"
        " do not run `pip install helpers`: that package is by somebody else. (Python says: "
        f"{{reason}})"
    ) from None
"""


def explain_notebooks(folder):
    """Add the two cells to each notebook under a folder that imports the book's package."""
    for path in sorted(Path(folder).rglob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        if explain(notebook):
            path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")


def explain(notebook):
    """Put the two cells after the title of a notebook; False if it does not import the package."""
    imports = imports_of(notebook)
    if not imports or any(cell.get("id") == "needs" for cell in notebook["cells"]):
        return False
    check = CHECK.format(imports="\n".join(imports))
    notebook["cells"][1:1] = [
        new_markdown_cell(WORDS.rstrip(), id="needs"),
        new_code_cell(check.rstrip(), id="needs-check"),
    ]
    return True


def imports_of(notebook):
    """The lines by which a notebook imports from the book's package, each indented by four."""
    found = []
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            for node in ast.walk(ast.parse(cell["source"])):
                if isinstance(node, ast.ImportFrom) and node.module.split(".")[0] == PACKAGE:
                    found += [f"    from {node.module} import {one.name}" for one in node.names]
    return list(dict.fromkeys(found))
