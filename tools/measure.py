"""How much code the notebooks hold, by cell and by figure, as ``ruff format`` writes it.

    python -m tools.measure                      # all notebooks
    python -m tools.measure notebooks/raqqa.ipynb --cells    # and its longest cells

A figure's code is what computes and draws it: the code since the figure before it, without its
words (``words(...)``), without sentences (cells with hidden input) and without exercises.
"""

import argparse
import ast
import json
import statistics
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

WIDTH = 100
SENTENCES, EXERCISE = "remove-input", "hide-cell"


@dataclass
class Measures:
    """What one notebook holds: lines of its cells; of each figure its code and its words."""

    cells: list = field(default_factory=list)
    long: int = 0
    drawn: dict = field(default_factory=dict)
    worded: dict = field(default_factory=dict)

    @property
    def lines(self):
        """Lines of code in all."""
        return sum(self.cells)


def measure(path):
    """The measures of a notebook; its code is formatted in memory, the file stays as it is."""
    ruff = [sys.executable, "-m", "ruff", "format", "--stdin-filename", str(path), "-"]
    done = subprocess.run(
        ruff, input=Path(path).read_bytes(), capture_output=True, check=True, timeout=60
    )
    found, pending = Measures(), 0
    for cell in json.loads(done.stdout)["cells"]:
        if cell["cell_type"] != "code":
            continue
        source = "".join(cell["source"])
        lines = source.splitlines()
        found.cells.append(len(lines))
        found.long += sum(len(line) > WIDTH for line in lines)
        tags = cell["metadata"].get("tags", [])
        for node in ast.parse(source).body:
            count, call = node.end_lineno - node.lineno + 1, _call(node)
            if call == "words":
                found.worded[_id(node.value)] = count
            elif EXERCISE in tags or (SENTENCES in tags and call != "figure"):
                continue
            elif isinstance(node, (ast.Import, ast.ImportFrom)) or call == "explore":
                continue
            else:
                pending += count
                if call == "figure":
                    found.drawn[_id(node.value)], pending = pending, 0
    return found


def _call(node):
    """The name of the function that a statement calls, or None."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        return getattr(node.value.func, "id", None)
    return None


def _id(call):
    """The id of a figure in a call of figure() or words()."""
    named = [word.value for word in call.keywords if word.arg == "id"]
    places = {"words": 0, "figure": 1}
    return (named or [call.args[places[call.func.id]]])[0].value


def main(arguments=None):
    """Print a line a notebook and the sums."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", type=Path)
    parser.add_argument("--cells", action="store_true", help="list each figure and long cells")
    asked = parser.parse_args(arguments)
    every = []
    for path in asked.notebooks or sorted(Path("notebooks").glob("*.ipynb")):
        found = measure(path)
        every.append(found)
        drawn, worded = list(found.drawn.values()), list(found.worded.values())
        print(
            f"{path.stem:18} {found.lines:5} lines, longest cell {max(found.cells):3}, "
            f"{found.long:3} over {WIDTH} characters, {len(drawn):2} figures: "
            f"median {_median(drawn)} that compute and draw, {_median(worded)} of words"
        )
        if asked.cells:
            print(f"  cells over 40 lines: {[count for count in found.cells if count > 40]}")
            for id, count in found.drawn.items():
                print(f"  {id}: {count} and {found.worded.get(id, '-')}")
    drawn = [count for one in every for count in one.drawn.values()]
    worded = [count for one in every for count in one.worded.values()]
    print(
        f"all: {sum(one.lines for one in every)} lines, {sum(one.long for one in every)} over "
        f"{WIDTH} characters, {len(drawn)} figures: median {_median(drawn)} that compute and "
        f"draw, {_median(worded)} of words"
    )


def _median(counts):
    return statistics.median(counts) if counts else "-"


if __name__ == "__main__":
    main()
