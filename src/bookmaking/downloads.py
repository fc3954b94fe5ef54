"""The notebooks that pages offer: copies that say what they need where the book's code is not.

The book's package is named ``helpers``, as is a stranger's on the package indexes. A notebook away
from the book would end in an ImportError, whose usual cure, ``pip install helpers``, installs the
stranger's. So each copy has two cells more, after its title: words, and a check that repeats them.
"""

import ast
import json
from pathlib import Path

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
        notebook = json.loads(path.read_text(encoding="utf-8"))
        if explain(notebook):
            text = json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"
            path.write_text(text, encoding="utf-8", newline="\n")


def explain(notebook):
    """Put the two cells after the title of a notebook; False if it does not import the package."""
    imports = imports_of(notebook)
    if not imports or any(cell.get("id") == "needs" for cell in notebook["cells"]):
        return False
    words = {"cell_type": "markdown", "id": "needs", "metadata": {}, "source": lines(WORDS)}
    check = {
        "cell_type": "code",
        "execution_count": None,
        "id": "needs-check",
        "metadata": {},
        "outputs": [],
        "source": lines(CHECK.format(imports="\n".join(imports))),
    }
    notebook["cells"][1:1] = [words, check]
    return True


def imports_of(notebook):
    """The lines by which a notebook imports from the book's package, each indented by four."""
    found = []
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            for node in ast.walk(ast.parse("".join(cell["source"]))):
                if isinstance(node, ast.ImportFrom) and node.module.split(".")[0] == PACKAGE:
                    found += [f"    from {node.module} import {one.name}" for one in node.names]
    return list(dict.fromkeys(found))


def lines(text):
    """Text as a notebook stores it: a list of lines, each with its end but for the last."""
    return text.rstrip("\n").splitlines(keepends=True)
