"""Execute every notebook, so that what is committed is what the code says.

    python -m tools.rerun            execute in place
    python -m tools.rerun --check    execute in memory and name each cell that differs

A notebook that is run twice comes out the same byte for byte, and as JupyterLab would save it:
what changes from run to run and means nothing to a reader (times, widget state) is not stored.
"""

import argparse
import json
import multiprocessing
import os
import re
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import zip_longest
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

NOTEBOOKS = Path("notebooks")
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
SECONDS_PER_CELL = 600
# Run last: what was read is stored with a notebook, so that a download can hold just that.
ASK = """import sys
print(*sorted(getattr(sys.modules.get("helpers.tables.read"), "asked", [])))"""


class RerunError(Exception):
    """A notebook cannot be read or one of its cells fails; says which."""


class Client(NotebookClient):
    """Stores what a cell prints or displays in the cell, as nbval reads it.

    nbclient would answer widget messages and move what is shown inside an Output widget into
    widget state, which is not stored here. Its answers also made one run in a hundred wait for
    the whole time limit: a reply that arrives while it writes to the same socket goes unseen.
    """

    def handle_comm_msg(self, outs, msg, cell_index):
        """Leave widget messages unanswered."""


def execute(path, keep_going=False):
    """The notebook at `path` executed with a fresh kernel in its own folder, tidied.

    Raises RerunError with the notebook, the cell and the error; with keep_going the error stands
    in the cell's outputs, and the next cell runs. The file is left as it is.
    """
    path = Path(path)
    try:
        notebook = nbformat.read(path, as_version=4)
    except (OSError, UnicodeDecodeError, nbformat.reader.NotJSONError) as error:
        raise RerunError(f"{path}: cannot be read as a notebook: {error}") from error
    notebook.cells.append(nbformat.v4.new_code_cell(ASK))
    client = Client(
        notebook,
        timeout=SECONDS_PER_CELL,
        kernel_name=KERNEL["name"],
        extra_arguments=["--log-level=ERROR"],
        record_timing=False,
        allow_errors=keep_going,
        store_widget_state=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(path.resolve().parent)}},
    )
    try:
        client.execute()
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        plain = re.sub(r"\x1b\[[0-9;]*m", "", str(error))  # without the terminal's colours
        raise RerunError(f"{path}: a cell fails\n{plain}") from error
    told = notebook.cells.pop().outputs
    tables = told[0].text.split() if told else []
    notebook.metadata |= {"book": {"tables": tables}} if tables else {}
    for number, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            if output.output_type == "error" and not keep_going:
                raise RerunError(f"{path}: cell {number} stores an error: {output.ename}")
    return tidy(notebook)


def tidy(notebook):
    """Take out of a notebook what differs between runs, machines and editors.

    What is left is what JupyterLab writes; nbclient has stored what the kernel says of itself.
    """
    notebook.metadata = nbformat.from_dict(
        {**{k: v for k, v in notebook.metadata.items() if k != "widgets"}, "kernelspec": KERNEL}
    )
    for cell in notebook.cells:
        for key in ("execution", "ExecuteTime", "collapsed", "scrolled", "trusted"):
            cell.metadata.pop(key, None)
        if cell.metadata.get("jupyter", {}).get("outputs_hidden"):
            cell.metadata["collapsed"] = True  # JupyterLab says it twice
    return notebook


def text(notebook):
    """The notebook as it stands in a file: UTF-8, LF, one newline at the end."""
    return nbformat.writes(notebook, version=4).rstrip("\n") + "\n"


def text_as_of(notebook, path):
    """As `text`, with the version of Python that the file at `path` names, where it names one.

    Every Python that can run the book gives the same outputs; the file names one that stored them.
    """
    stored = nbformat.read(path, as_version=4).metadata.get("language_info", {})
    if "version" not in stored:
        return text(notebook)
    language = {**notebook.metadata.language_info, "version": stored["version"]}
    metadata = {**notebook.metadata, "language_info": language}
    return text(nbformat.from_dict({**notebook, "metadata": metadata}))


def rerun(path):
    """Execute `path` in place. Returns whether the file changed."""
    path = Path(path)
    new = execute(path)
    if text_as_of(new, path).encode() == path.read_bytes():
        return False
    path.write_bytes(text(new).encode())
    return True


def check(path):
    """Execute `path` in memory. Returns one sentence for each thing that differs from the file."""
    path = Path(path)
    new = text_as_of(execute(path), path)
    if new.encode() == path.read_bytes():
        return []
    old, new = json.loads(path.read_text(encoding="utf-8")), json.loads(new)
    found = []
    for number, (before, after) in enumerate(zip(old["cells"], new["cells"], strict=True)):
        for part in sorted(before.keys() | after.keys()):
            if before.get(part) != after.get(part):
                change = first_change(before.get(part), after.get(part))
                found.append(f"{path}: cell {number} ({before.get('id')}): {part} differs{change}")
    if old["metadata"] != new["metadata"]:
        change = first_change(old["metadata"], new["metadata"])
        found.append(f"{path}: the notebook's metadata differ{change}")
    return found or [f"{path}: written in another way (order of keys, spaces or line ends)"]


def first_change(before, after, context=40):
    """The first place where two values differ, short enough to read."""
    old, new = (json.dumps(v, indent=1, ensure_ascii=False).splitlines() for v in (before, after))
    for stored, executed in zip_longest(old, new, fillvalue=""):
        if stored != executed:
            same = len(os.path.commonprefix([stored, executed]))
            cut = slice(max(same - context, 0), same + 2 * context)
            return f"\n    stored:   {stored[cut].strip()}\n    executed: {executed[cut].strip()}"
    return ""


def attempt(path, check_only):
    """One notebook in a process of its own: (changed or differing, sentences to print)."""
    try:
        if check_only:
            found = check(path)
            return bool(found), found or [f"{path}: the same"]
        changed = rerun(path)
        return False, [f"{path}: {'outputs changed' if changed else 'the same'}"]
    except RerunError as error:
        return True, [str(error)]


def main(arguments=None):
    """Run from the command line; the exit code is 1 if a notebook fails or differs."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.rerun", description=__doc__.splitlines()[0]
    )
    parser.add_argument("notebooks", nargs="*", type=Path, help="default: all of notebooks/")
    parser.add_argument("--check", action="store_true", help="write nothing; say what differs")
    options = parser.parse_args(arguments)
    every = [*NOTEBOOKS.glob("*.ipynb"), *NOTEBOOKS.glob("own/template.ipynb")]
    paths = options.notebooks or sorted(every)
    if not paths:
        sys.exit("No notebook found: run this in the top folder of the repository.")
    failed = False
    workers = min(os.cpu_count() or 1, len(paths))
    fresh = multiprocessing.get_context("spawn")  # a copy of this process could inherit a lock
    with ProcessPoolExecutor(workers, mp_context=fresh) as pool:
        for bad, lines in pool.map(partial(attempt, check_only=options.check), paths):
            failed |= bad
            print(*lines, sep="\n", flush=True)
    sys.exit(int(failed))


if __name__ == "__main__":
    main()
