"""Which sentences and figures of the notebooks read or look different with other tables.

    found = changed({"ucdp_is_events": table}, relaxed, Path("_build/vintage"))

The notebooks run on a copy of data/ that holds the new tables; a cell that fails does not stop the
others. What they say is put beside what is stored, sentence by sentence.
"""

import difflib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import zip_longest
from multiprocessing import get_context
from pathlib import Path

import pandas as pd
from markupsafe import Markup, escape

from builders import common
from helpers.tables import read
from tools import compare, rerun

WORDS = ("title", "subtitle", "text", "notes")
END = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9*`{\"(])")
BUILT_ON = ("NameError", "FigureError")  # of cells that need one that failed, such as words


def changed(new: dict[str, pd.DataFrame], relaxed: Callable[[str], dict], folder: Path) -> dict:
    """What differs in all notebooks: sentences, figures and failed, lists of dicts.

    new: {table: DataFrame}; relaxed: gives the catalogue's entry that the new table keeps to;
    folder: gets the drawings that differ, before and after, in figures/.
    """
    paths = sorted(rerun.NOTEBOOKS.glob("*.ipynb"))
    with tempfile.TemporaryDirectory() as made:
        data = Path(made) / "data"
        shutil.copytree(read.data_folder(), data)
        _put(new, relaxed, data)
        with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
            after = list(pool.map(partial(_run, str(data)), paths))
    found = {"sentences": [], "figures": [], "failed": []}
    for path, content in zip(paths, after):
        before = json.loads(path.read_text(encoding="utf-8"))
        now = json.loads(content)
        found["sentences"] += sentences(path.stem, before, now)
        found["figures"] += figures(path.stem, before, now, folder)
        found["failed"] += failed(path.stem, now)
    return found


def _put(new, relaxed, data):
    """Write tables into a copy of the data folder, with their relaxed entries."""
    catalogue = json.loads((data / read.CATALOGUE).read_text(encoding="utf-8"))
    for place, entry in enumerate(catalogue["resources"]):
        if entry["name"] in new:
            entry = relaxed(entry["name"])
            content = common.render(new[entry["name"]], entry)
            (data / entry["path"]).write_bytes(content)
            catalogue["resources"][place] = entry | common.facts_of(content, entry)
    text = json.dumps(catalogue, ensure_ascii=False)
    (data / read.CATALOGUE).write_text(text, encoding="utf-8")


def _run(data, path):
    os.environ["BOOK_DATA"] = data
    try:
        return rerun.text(rerun.execute(path, keep_going=True))
    except RuntimeError:  # on a busy machine a kernel may find its port taken by another
        return rerun.text(rerun.execute(path, keep_going=True))


def sentences(page: str, before: dict, after: dict) -> list[dict]:
    """Sentences that differ between two runs of a notebook: page, cell, old, new; "" for none.

    The sentences of a cell that failed are not among them.
    """
    found = []
    for one, other in zip(before["cells"], after["cells"], strict=True):
        if one["cell_type"] == "code" and not _error(other):
            pairs = zip_longest(_said(one), _said(other), fillvalue="")
            told = [pair for old, new in pairs for pair in paired(old, new)]
            found += [
                {"page": page, "cell": one.get("id", ""), "old": a, "new": b} for a, b in told
            ]
    return found


def _said(cell):
    """The Markdown that a cell put out, without that of a figure."""
    bundles = (output.get("data", {}) for output in cell.get("outputs", []))
    return [
        compare.joined(data["text/markdown"])
        for data in bundles
        if "text/markdown" in data and compare.FIGURE not in data
    ]


def paired(old: str, new: str) -> list[tuple[str, str]]:
    """The sentences of two texts that differ, each old one with the new one in its place."""
    old, new = _sentences(old), _sentences(new)
    found = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            found += zip_longest(old[a:b], new[c:d], fillvalue="")
    return found


def _sentences(text):
    """The sentences of a text; a line of a table or list is one."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    parts = ([line] if line.startswith(("|", "- ")) else END.split(line) for line in lines)
    return [one for few in parts for one in few if one]


def figures(page: str, before: dict, after: dict, folder: Path) -> list[dict]:
    """Figures that differ: page, id, title, words [(part, old, new)], rows and pictures.

    rows: (old, new) number of rows of its data where they differ, None where only values do, False
    where none does. pictures: their files, written to folder/figures/, where the drawing differs.
    """
    states = [compare.empty(), compare.empty()]
    for notebook, state in zip((before, after), states):
        compare.add(page, notebook, state)
    old, new = (state["figures"] for state in states)
    return [
        told
        for id, one in old.items()
        if id in new and (told := _figure(page, id, one, new[id], folder))
    ]


def _figure(page, id, one, other, folder):
    words = [
        (part, *pair)
        for part in WORDS
        for pair in paired(*(_flat(meta.get(part)) for meta in (one, other)))
    ]
    stored = [(meta.get("csv"), meta.get("file")) for meta in (one, other)]
    counts = tuple(len((meta.get("csv") or "").splitlines()) - 1 for meta in (one, other))
    rows = False if stored[0] == stored[1] else counts if counts[0] != counts[1] else None
    drawings = [compare.drawing(meta["svg"]) for meta in (one, other)]
    if not words and rows is False and drawings[0] == drawings[1]:
        return None
    told = {"page": page, "id": id, "title": one["title"], "words": words, "rows": rows}
    if drawings[0] == drawings[1]:
        return told | {"pictures": []}
    place = folder / "figures"
    place.mkdir(parents=True, exist_ok=True)
    for when, meta in (("old", one), ("new", other)):
        (place / f"{id}-{when}.svg").write_text(meta["svg"], encoding="utf-8")
    return told | {"pictures": [f"figures/{id}-{when}.svg" for when in ("old", "new")]}


def _flat(value):
    return value if isinstance(value, str) else "\n\n".join(map(str, value or []))


def failed(page: str, after: dict) -> list[dict]:
    """Cells that the new tables do not serve: page, cell, problem; those built on them as one."""
    found = []
    for cell in after["cells"]:
        error = _error(cell)
        if error and error["ename"] in BUILT_ON and found:
            found[-1]["built_on"] += 1
        elif error:
            said = " ".join(f"{error['ename']}: {error['evalue']}".split())
            told = {"page": page, "cell": cell.get("id", ""), "problem": said[:300]}
            found.append(told | {"built_on": 0})
    return found


def _error(cell):
    """The error that a cell stores, or None."""
    return next((o for o in cell.get("outputs", []) if o["output_type"] == "error"), None)


def marked(old: str, new: str) -> tuple[Markup, Markup]:
    """Two sentences as HTML, with what differs as <del> and <ins>."""
    a, b = (re.findall(r"\S+\s*", text) for text in (old, new))
    sides = ["", ""]
    for kind, i, j, k, m in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        for side, tag, words in ((0, "del", a[i:j]), (1, "ins", b[k:m])):
            text = escape("".join(words))
            whole = text if kind == "equal" or not words else f"<{tag}>{text}</{tag}>"
            sides[side] += str(whole)
    return Markup(sides[0]), Markup(sides[1])
