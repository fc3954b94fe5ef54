"""What differs between two states of the book: verdicts, tables, figures, paragraphs.

    python -m tools.compare HEAD                # that commit beside the files as they are
    python -m tools.compare 3973ffc HEAD --pictures _build/compare    # with drawings side by side

Both states are read from what they store (data/ and the outputs of notebooks/); nothing is run.
The exit code is 1 where something differs.
"""

import argparse
import hashlib
import json
import re
import subprocess
import sys
from html import escape
from pathlib import Path

FIGURE = "application/vnd.book.figure+json"
LEDGER = "application/vnd.book.ledger+json"
WORDS = ("title", "subtitle", "text", "notes", "live", "tables")


def files(revision, folder):
    """{path: bytes} of a folder, in a commit or (revision None) as it stands."""
    if revision is None:
        named = subprocess.check_output(["git", "ls-files", "-z", folder], text=True).split("\0")
        return {name: Path(name).read_bytes() for name in named if name and Path(name).exists()}
    listed = ["git", "ls-tree", "-r", "-z", "--name-only", revision, folder]
    named = subprocess.check_output(listed, text=True).split("\0")
    show = ["git", "show"]
    return {n: subprocess.check_output([*show, f"{revision}:{n}"]) for n in named if n}


def state(revision):
    """What a state of the book says: dicts of tables, verdicts, figures and paragraphs."""
    tables = {
        name: hashlib.sha256(content).hexdigest()
        for name, content in files(revision, "data").items()
    }
    found = empty() | {"tables": tables}
    for name, content in files(revision, "notebooks").items():
        if name.endswith(".ipynb"):
            add(Path(name).stem, json.loads(content), found)
    return found


def empty():
    """A state of which nothing is known yet."""
    return {kind: {} for kind in ("tables", "verdicts", "figures", "paragraphs")}


def add(page, notebook, found):
    """Add what a notebook (dict) says to a state; page: its name without the ending."""
    figures, said = found["figures"], []
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            said.append(joined(cell["source"]))
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            meta = data.get(FIGURE)
            if isinstance(meta, dict) and "id" in meta and not meta.get("heading"):
                figures[meta["id"]] = meta | {"svg": joined(data["image/svg+xml"]), "page": page}
            elif LEDGER in data:
                found["verdicts"] |= {row["claim_id"]: row for row in data[LEDGER]}
            elif meta is None and "text/markdown" in data:
                said.append(joined(data["text/markdown"]))
    found["paragraphs"] |= dict.fromkeys(f"{page}: {' '.join(text.split())}" for text in said)


def joined(text):
    """A text as notebooks store it: one string, or a list of lines."""
    return text if isinstance(text, str) else "".join(text)


def differences(before, after):
    """Lines that say what differs, by kind: {kind: [line]}; "- " is gone, "+ " is new."""
    found = {kind: _gone_and_new(before[kind], after[kind]) for kind in before}
    for name in sorted(set(before["tables"]) & set(after["tables"])):
        if before["tables"][name] != after["tables"][name]:
            found["tables"].append(f"{name}: other bytes")
    for claim in sorted(set(before["verdicts"]) & set(after["verdicts"])):
        one, other = before["verdicts"][claim], after["verdicts"][claim]
        for part in ("verdict", "evidence", "caveat", "because", "independence"):
            if one.get(part) != other.get(part):
                found["verdicts"].append(f"{claim}, {part}: {one.get(part)} -> {other.get(part)}")
    for id in sorted(set(before["figures"]) & set(after["figures"])):
        found["figures"] += _figure(id, before["figures"][id], after["figures"][id])
    return found


def _gone_and_new(before, after):
    gone = [f"- {name}" for name in before if name not in after]
    return gone + [f"+ {name}" for name in after if name not in before]


def _figure(id, one, other):
    lines = []
    for part in WORDS:
        if _plain(one.get(part)) != _plain(other.get(part)):
            lines.append(f"{id}, {part}: {one.get(part)} -> {other.get(part)}")
    if (one.get("csv"), one.get("file")) != (other.get("csv"), other.get("file")):
        rows = [len((meta.get("csv") or "").splitlines()) for meta in (one, other)]
        lines.append(f"{id}: another data file ({rows[0]} -> {rows[1]} lines)")
    if drawing(one["svg"]) != drawing(other["svg"]):
        lines.append(f"{id}: another drawing")
    return lines


def _plain(value):
    return " ".join(str(value).split())


def drawing(svg):
    """The drawing without what nobody sees: words read aloud, links, names of clips, gradients."""
    svg = re.sub(r' aria-\w+="[^"]*"| role="[^"]*"| class="[^"]*"| xlink:href="[^"]*"', "", svg)
    return re.sub(r"<(title|desc|metadata)\b.*?</\1>|(clip|gradient)_?\w+", "", svg, flags=re.S)


def write_pictures(before, after, folder):
    """One page with the drawings that differ, before and after side by side."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = ["<!doctype html><meta charset=utf-8><title>Before and after</title>"]
    for id, one in before["figures"].items():
        other = after["figures"].get(id)
        if other and drawing(one["svg"]) != drawing(other["svg"]):
            pair = "".join(f"<td style='width:50%'>{meta['svg']}</td>" for meta in (one, other))
            parts.append(f"<h2>{escape(id)}</h2><table width=1400><tr valign=top>{pair}</table>")
    path = folder / "index.html"
    path.write_text("\n".join(parts), encoding="utf-8")
    return path


def main(arguments=None):
    """Print the differences; 0 if there are none."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("before", help="a commit")
    parser.add_argument("after", nargs="?", help="a commit; without it the files as they are")
    parser.add_argument("--pictures", type=Path, help="folder for drawings that differ")
    parser.add_argument("--only", help="figures, pages and claims whose name begins so")
    asked = parser.parse_args(arguments)
    before, after = state(asked.before), state(asked.after)
    found = differences(before, after)
    for kind, lines in found.items():
        lines = [line for line in lines if line.lstrip("+- ").startswith(asked.only or "")]
        new, gone = (sum(line.startswith(sign) for line in lines) for sign in ("+ ", "- "))
        print(f"{kind}: {new} new, {gone} gone, {len(lines) - new - gone} differ")
        print("".join(f"  {line}\n" for line in lines), end="")
    if asked.pictures:
        print(write_pictures(before, after, asked.pictures))
    return int(any(found.values()))


if __name__ == "__main__":
    sys.exit(main())
