"""Make small mistakes in copies of the code, one at a time, and say which test finds each.

    make mutants            or: python -m tools.mutants [words of an edit's room or name]

An edit replaces a text that stands exactly once in the files of a room; if it does not, the run
stops and names the edit. First the tests of that room are run, then, if they see nothing, wider
ones. The mistake "dies" at the first test that fails. At least nine of ten must die.

Scripts of the pages are edited in the built site as well, so that it need not be built again.
"""

import argparse
import functools
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Queue

ROOT = Path(__file__).resolve().parents[1]
SHARE = 0.9  # of the edits must die
COPIED = ("src", "tests", "tools", "pyproject.toml", "_toc.yml", "_config.yml")
APART = (*COPIED, "_build", ".git", ".venv")  # all else in the repository is linked
SITE = Path("_build") / "html"
OPTIONS = ["-q", "-x", "--no-header"]
TIMEOUT = 1800  # seconds of one run of tests: an edit may make a loop endless
LIVES, UNCLEAR = "lives", "unclear"

JUDGE, TABLES, TOPICS, DRAW = (
    f"src/helpers/{room}/" for room in ("judge", "tables", "topics", "draw")
)
BOOK, BUILD, TEACH, SCRIPTS, PARTS = (
    "src/bookmaking/",
    "src/builders/",
    "src/teaching/",
    "src/bookmaking/theme/",
    DRAW + "parts/",
)

# Which tests are tried for an edit, by room, in turn: the next only if those before see nothing.
UNITS = "tests/test_*.py"
TESTS = {
    JUDGE: ("tests/test_rule.py", "tests/test_claims.py tests/test_ledger.py", UNITS),
    TABLES: ("tests/test_data.py", UNITS),
    TOPICS: ("tests/test_topics.py tests/test_territory.py tests/test_strikes.py", UNITS),
    "src/helpers/sentences.py": (
        "tests/test_sentences.py tests/test_figures.py tests/test_cities.py",
        UNITS,
    ),
    DRAW: ("tests/test_figures.py tests/test_marks.py", UNITS, "notebooks"),
    PARTS: ("tests/browser/test_city_maps.py", "tests/browser"),
    BOOK: ("tests/browser/test_parts.py tests/test_lineage.py tests/test_reference.py", UNITS),
    SCRIPTS: ("tests/browser/test_controls.py", "tests/browser"),
    TEACH: ("tests/test_kit.py tests/test_assignment.py", "tests/browser/test_editions.py"),
    BUILD: ("tests/test_builders.py", "tests/test_strikes.py tests/test_funding.py", UNITS),
}


@dataclass(frozen=True)
class Edit:
    """A small mistake: `old` becomes `new` in the one file of a room that holds it.

    tests: what is tried first, where that is not what TESTS says.
    """

    name: str
    room: str
    old: str
    new: str
    tests: str = ""


EDITS = [
    # Numbers, dates and sentences
    Edit("halves are rounded to even", "src/helpers/sentences.py",
         "ROUND_HALF_UP)", '"ROUND_HALF_EVEN")'),
    Edit("a fraction of ten loses its decimal", "src/helpers/sentences.py",
         "abs(value) >= 100", "abs(value) >= 10"),
    Edit("twelve is written in figures", "src/helpers/sentences.py",
         "0 <= value < len(SMALL)", "0 <= value < len(SMALL) - 1"),
    Edit("between loses its unit", "src/helpers/sentences.py",
         "low = low.removesuffix(unit)", "high = high.removesuffix(unit)"),
    Edit("10 million is written 10.0 million", "src/helpers/sentences.py",
         '.removesuffix(".0") + " million"', ' + " million"'),
    Edit("a number from 1000 on is written without its format", "src/helpers/sentences.py",
         "abs(count) >= PLAIN", "abs(count) > PLAIN"),
    Edit("zero has a sign", "src/helpers/sentences.py", '"−" if value < 0', '"−" if value <= 0'),
    Edit("one takes the noun of many", "src/helpers/sentences.py",
         "int(value != 1)", "int(value > 1)"),
    # Tables
    Edit("distances ignore that degrees narrow to the north", TABLES,
         "step[:, 0] * np.cos(np.radians(lat))", "step[:, 0]"),
    Edit("a value equal to the minimum is refused", TABLES,
         '("minimum", "below", np.less)', '("minimum", "below", np.less_equal)'),
    Edit("a value equal to the maximum is refused", TABLES,
         '("maximum", "above", np.greater)', '("maximum", "above", np.greater_equal)'),
    Edit("low may not equal high", TABLES, "(frame[high] < frame[low])", "(frame[high] <= frame[low])"),
    Edit("a point at the tolerance is refused", TABLES,
         'gap > rule["tolerance_km"]', 'gap >= rule["tolerance_km"] / 2'),
    Edit("a key may stand twice", TABLES, "if first != row:", "if first > row:"),
    Edit("text with a space at its end passes", TABLES, "text != text.strip()", "text != text.lstrip()"),
    Edit("a wrong checksum passes", TABLES, 'if found == resource["hash"]:', "if found:"),
    Edit("what a notebook changes in a table stays in the next", TABLES,
         "return frame.copy(deep=False)", "return frame"),
    Edit("a table is read once and never again", TABLES,
         "return str(path), found.st_mtime_ns, found.st_size", "return str(path), 0, 0"),
    # Topics
    Edit("a town is held on the day of its loss", TOPICS,
         'date < towns["end"]', 'date <= towns["end"]'),
    Edit("a town is not held on the day of its capture", TOPICS,
         'towns["start"] <= date', 'towns["start"] < date'),
    Edit("those who fled are added", TOPICS,
         "- (people[gone] if gone", "+ (people[gone] if gone"),
    Edit("seventeen and eighteen are swapped", TOPICS,
         "seventeen eighteen", "eighteen seventeen"),
    Edit("the last country's strikes count, not the first's", TOPICS,
         "found.setdefault(place, _value(number))", "found[place] = _value(number)"),
    Edit("the list goes before the opening sentence", TOPICS,
         "return listed(text) | opening(text)", "return opening(text) | listed(text)"),
    Edit("a total after the series ends is compared", TOPICS,
         'at[table["as_of"] > ours.index.max()] = None', "pass"),
    Edit("the error of one month has no size", TOPICS,
         'table.loc[single, "off"].abs().max()', 'table.loc[single, "off"].max()'),
    Edit("a site at the radius does not count", TOPICS,
         "<= radius).sum()", "< radius - 1).sum()"),
    Edit("a place beyond ten kilometres is near", TOPICS,
         'return found[found["km"] <= km]', "return found"),
    Edit("a month's money is not made a year's", TOPICS, "MONTHS = 12", "MONTHS = 1"),
    Edit("land first and land last are swapped", TOPICS,
         "first, even = (1 - land) / fall", "first, even = income / land * (1 - land) / fall"),
    # Judge
    Edit("about is within a fifth", JUDGE, "ABOUT = 0.10", "ABOUT = 0.20"),
    Edit("more than a number includes it", JUDGE,
         'math.nextafter(float(claim["value"]), math.inf), math.inf)',
         'float(claim["value"]), math.inf)'),
    Edit("at least a number leaves it out", JUDGE,
         'return _within(reading, float(claim["value"]), math.inf)',
         'return _within(reading, math.nextafter(float(claim["value"]), math.inf), math.inf)'),
    Edit("after a month includes its last day", JUDGE, "if reading.low > last:", "if reading.low >= last:"),
    Edit("before a month is not clearly later", JUDGE,
         "if reading.high >= first:", "if reading.high > first:"),
    Edit("a peak in part of a year is inside it", JUDGE,
         "first <= span[0] and span[1] <= last", "first <= span[1] and span[0] <= last"),
    Edit("a tie is a lead", JUDGE,
         "all(top[1] > other[3] for other in others)", "all(top[1] >= other[3] for other in others)"),
    Edit("a step that stands still rises", JUDGE,
         "all(later[1] > earlier[2] for", "all(later[1] >= earlier[2] for"),
    Edit("a crossing at a tie", JUDGE, "if gap > 0), None)", "if gap >= 0), None)"),
    Edit("a name too many is no matter", JUDGE,
         "found - claimed if exact else set()", "set()"),
    Edit("rows of the article may judge it", JUDGE,
         "if flagged or pages.astype(str)", "if pages.astype(str)"),
    Edit("own word is evidence", JUDGE, "own and not all_fail", "False"),
    Edit("mixed evidence supports", JUDGE,
         "yield hold and mixed,", "yield False,"),
    Edit("sources on both sides contradict", JUDGE, "sides >= {-1, 1}", "sides > {-1, 1}"),
    Edit("a claim that may hold is supported", JUDGE,
         "yield may, CONSISTENT", "yield may, SUPPORTED"),
    # Drawing
    Edit("a figure's table is rounded to two digits", DRAW, '{value:.6g}', '{value:.2g}'),
    Edit("a figure's table shows its last rows", DRAW,
         "self.data.head(FIRST_ROWS)", "self.data.tail(FIRST_ROWS)"),
    Edit("a table of the longest length is cut", DRAW,
         "len(self.data) <= TABLE_ROWS", "len(self.data) < TABLE_ROWS"),
    Edit("a figure's file is rounded", DRAW, 'float_format="%.10g"', 'float_format="%.4g"'),
    Edit("a map says nothing of boundaries", DRAW,
         "[BOUNDARIES] * bounded", "[]"),
    Edit("a short text alternative will do", DRAW, 'len(said["text"]) < 80', 'len(said["text"]) < 8'),
    Edit("a share is drawn as a number", DRAW, '"%": ("Q", ".0%")', '"%": ("Q", ".0f")'),
    Edit("bars of a stack start at zero", DRAW,
         "start=end - table[value]", "start=0 * table[value]"),
    Edit("imputed points are filled", DRAW,
         '"strokeWidth": 1.8, "fill": color("fig-paper")', '"strokeWidth": 1.8, "fill": color(tone)'),
    # The book
    Edit("a table's figures are found by a part of its name", BOOK,
         "            if table in tables\n", "            if any(table in one for one in tables)\n"),
    Edit("a table's claims are found by a part of its name", BOOK,
         'if table in row["tables"]]', 'if table in " ".join(row["tables"])]'),
    Edit("a formula is left in a file", BOOK, '("=", "+", "-", "@", "\\t", "\\r")', '("+", "-", "@", "\\t", "\\r")'),
    Edit("a number below zero is taken for a formula", BOOK,
         "        float(text)\n        return text\n", "        float(text)\n"),
    Edit("data of the shared size stay in the page", BOOK,
         "if len(text) < SHARED_BYTES:", "if len(text) < 100 * SHARED_BYTES:"),
    Edit("an input loses its label", BOOK, '"label": book.get("label", {}).get(name) or bind.get(', '"label": bind.get('),
    Edit("a text that follows a slider is not read out", BOOK,
         '_name_live_texts(child, params, rules, f"', '_name_live_texts(child, params, "", f"'),
    Edit("a second name of a term is lost", BOOK,
         'lambda tag: tag.tag == "dt", one', 'lambda tag: tag.tag == "d", one',
         "tests/browser/test_search.py"),
    # What is handed out
    Edit("an answer in code goes along", TEACH, 'r"-(answer|solution)$"', 'r"-(solution)$"'),
    Edit("the fold of a quick question's answer stays", TEACH,
         'if cell.cell_type == "markdown":', 'if cell.cell_type == "raw":'),
    Edit("checks of other chapters go along", TEACH, 'own = f"{key(name)}-"', 'own = ""'),
    Edit("a hidden test lets everything pass", TEACH, "abs_tol={task.step!r}", "abs_tol={1e9!r}"),
    # Builders
    Edit("a missing number passes the builder", BUILD,
         "if condition is pd.NA or not condition:", "if condition is not pd.NA and not condition:"),
    Edit("rows are not sorted by the key", BUILD,
         'return frame.sort_values(schema["primaryKey"], kind="stable", ignore_index=True)',
         "return frame"),
    Edit("minus zero is written", BUILD,
         'return text.removeprefix("-") if float(text) == 0 else text', "return text"),
    Edit("a price half a cent off passes", BUILD, "< 0.005", "< 0.5"),
    Edit("a file of as many rows less one", TABLES, "sum(1 for _ in lines) - 1", "sum(1 for _ in lines)"),
    Edit("a release keeps every country", BUILD, 'chunk["country"].isin(COUNTRIES)', 'chunk["country"].notna()'),
    Edit("who says nothing of its sources is the Observatory", BUILD, r'\bSOHR\b|Syrian Observatory', r'\w*'),
    Edit("weapons count days twice", BUILD, 'days=("date", "nunique")', 'days=("date", "size")'),
    Edit("the last paragraph of a release is lost", BUILD,
         "enumerate(paragraphs(text), start=1)", "enumerate(paragraphs(text)[:-1], start=1)"),
    # Scripts of the pages
    Edit("a slider speaks of the month before", SCRIPTS,
         'month: date({ month: "long", year: "numeric" }),', 'month: date({ month: "short", year: "numeric" }),'),
    Edit("a slider sets nothing", SCRIPTS, "input.value = value;", "input.value ??= value;"),
    Edit("the last frame is skipped", SCRIPTS, "while (again && art.view) {", "if (again && art.view) {"),
    Edit("nothing is said after a change", SCRIPTS, "    say(input);\n", "\n"),
    Edit("Play does not stop", SCRIPTS, "(moving ? stop() : run())", "run()"),
    Edit("Play starts at the start", SCRIPTS,
         "current() >= play.max ? play.min : current()", "play.max"),
    Edit("the key date shown is not marked", SCRIPTS,
         'String(Number(now) === value)', 'String(Number(now) > value)'),
    Edit("a list sets the first choice", SCRIPTS, "options[select.value]", "options[0]"),
    Edit("a filter counts what it hides", SCRIPTS,
         "if (!row.hidden) count += 1;", "if (row.hidden) count += 1;", "tests/browser/test_evidence.py"),
    Edit("a filter ignores the words typed", SCRIPTS, "holds(row, terms) && Object", "Object", "tests/browser/test_links.py"),
    Edit("a filter forgets itself in the address", SCRIPTS,
         "() => { keep(); show(); }", "() => { show(); }", "tests/browser/test_evidence.py"),
    Edit("a card goes at once", SCRIPTS, 'if (event.pointerType !== "touch") wait(300, hideCard)', 'if (event.pointerType !== "touch") wait(0, hideCard)', "tests/browser/test_cards.py"),
    Edit("Escape leaves a card", SCRIPTS, 'if (event.key === "Escape") hideCard', 'if (event.key === "Esc") hideCard', "tests/browser/test_cards.py"),
    Edit("paper stays dark", SCRIPTS, 'showTheme("light");', "", "tests/browser/test_pages.py"),
    Edit("the button changes no map", SCRIPTS, "frame.contentWindow.postMessage({ theme: value }", "frame.contentWindow.postMessage({ them: value }"),
    Edit("half of Vega is Vega", SCRIPTS, "given() ? done()", "true ? done()", "tests/browser/test_failures.py"),
    Edit("a verb is a name", SCRIPTS, "size === 1 && !capitals(", "size === 1 && capitals(", "tests/browser/test_search.py"),
    Edit("a name comes after what has it in its title", SCRIPTS, "const rank = named ? 2", "const rank = named ? 0", "tests/browser/test_search.py"),
    Edit("a slip of two letters finds nothing", SCRIPTS, "a[i + 1] === b[i] && rest(2, 2)", "a[i + 1] === b[i] && rest(1, 2)", "tests/browser/test_search.py"),
    # Scripts of the maps
    Edit("the divider cuts at the other side", PARTS, "(size.x * slider.value) / 100", "(size.x * (100 - slider.value)) / 100"),
    Edit("the circle keeps its place", PARTS, "place = i; go(); show();", "go(); show();"),
    Edit("imagery is asked of a host that sees who asks", PARTS, 'referrerPolicy: "no-referrer"', 'referrerPolicy: "origin"'),
    Edit("single sites come a step late", PARTS, "map.getZoom() >= limit", "map.getZoom() > limit"),
]  # fmt: skip


class EditError(Exception):
    """An edit whose text is gone, or stands in more than one place."""


def place(edit, root=ROOT):
    """The one file of the edit's room that holds its text once. Raises EditError."""
    room = root / edit.room
    files = [room] if room.is_file() else sorted(room.rglob("*"))
    found = {
        path: path.read_text(encoding="utf-8").count(edit.old)
        for path in files
        if path.suffix in (".py", ".js")
    }
    found = {path: count for path, count in found.items() if count}
    if sum(found.values()) != 1:
        where = ", ".join(f"{path.relative_to(root)} ({n})" for path, n in found.items())
        raise EditError(f"{edit.name}: its text stands in {where or 'no file of ' + edit.room}")
    return next(iter(found))


def rounds(edit):
    """The tests for an edit, in turn: lists of arguments for pytest."""
    room = max((room for room in TESTS if edit.room.startswith(room)), key=len)
    own = [(*arguments(edit.tests), "-m", "")] if edit.tests else []  # the thorough ones as well
    return own + [arguments(text) for text in TESTS[room]]


@functools.cache
def arguments(text):
    """The paths of a line of TESTS; what a pattern does not meet is no path."""
    found = [path for word in text.split() for path in sorted(ROOT.glob(word))]
    # These look at the repository, which a copy is not.
    apart = {"test_setup.py", "test_commands.py", "test_habits.py", "test_rerun.py"}
    return tuple(str(path.relative_to(ROOT)) for path in found if path.name not in apart
                 or "browser" in path.parts)  # fmt: skip


def copy_to(folder):
    """A copy of the repository that can be edited and tested; data and notebooks are links."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source, folder / name)
    for path in ROOT.iterdir():
        if path.name not in APART:
            (folder / path.name).symlink_to(path)
    if (ROOT / SITE).is_dir():
        shutil.copytree(ROOT / SITE, folder / SITE, copy_function=os.link)


def write(path, text):
    """Put text into a file by way of a new one (the old may be linked) with the time of the old."""
    times = path.stat()
    path.unlink()
    path.write_text(text, encoding="utf-8", newline="\n")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def holders(edit, folder):
    """The files of a copy to edit: the source and, for a script, what the site made of it."""
    files = [place(edit, folder)]
    if files[0].suffix == ".js":
        made = [*(folder / SITE / "_static").rglob("*.js"), *(folder / SITE / "_figures").glob("*")]
        texts = (path for path in made if path.suffix in (".js", ".html"))
        files += [path for path in texts if edit.old in path.read_text(encoding="utf-8")]
    return files


def killer(edit, folder, untouched):
    """The test at which an edit dies, or None; made and taken back in a copy.

    "unclear: ..." where that test fails in the untouched copy as well, or does not end.
    """
    before = {path: path.read_text(encoding="utf-8") for path in holders(edit, folder)}
    for path, text in before.items():
        write(path, text.replace(edit.old, edit.new))
    try:
        found = next(filter(None, (failing(tests, folder) for tests in rounds(edit))), None)
    finally:
        for path, text in before.items():
            write(path, text)
    if found and "::" in found and failing([found, "-m", ""], untouched):
        return f"{UNCLEAR}: without any mistake {found} fails"
    return found


def failing(tests, folder):
    """The first test that fails in a copy, or None."""
    command = [sys.executable, "-B", "-m", "pytest", *OPTIONS, *tests]
    paths = os.pathsep.join([str(folder / "src"), str(folder)])
    try:
        done = subprocess.run(
            command, cwd=folder, env={**os.environ, "PYTHONPATH": paths}, text=True,
            capture_output=True, timeout=TIMEOUT,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return f"{UNCLEAR}: no end within {TIMEOUT} s"
    if done.returncode == 0 or "ERROR: not found: " in done.stderr:
        return None  # a name made of the value that was wrong is not known to the right code
    found = re.search(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", done.stdout, re.M)
    return found[1] if found else (done.stdout + done.stderr).strip().splitlines()[-1]


def tried(edits):
    """Yield each edit and whether it died; prints a line for each, with the test that saw it."""
    workers, copies = os.cpu_count() or 1, Queue()
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(workers) as pool:
        for name in ["untouched", *map(str, range(workers))]:
            copy_to(Path(folder) / name)
        for number in range(workers):
            copies.put(Path(folder) / str(number))

        def attempt(edit):
            own = copies.get()
            try:
                return killer(edit, own, Path(folder) / "untouched")
            finally:
                copies.put(own)

        for edit, found in zip(edits, pool.map(attempt, edits)):
            told = found or f"{LIVES}: {edit.room}"
            dies = not told.startswith((LIVES, UNCLEAR))
            print(f"{'died' if dies else '????'} {edit.name}: {told}", flush=True)
            yield edit, dies


def main(words=None):
    """Try all edits, or those with a word in their names; exit code 1 if too few die."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("words", nargs="*", help="only edits whose room or name holds one of these")
    chosen = parser.parse_args(words).words or [""]
    edits = [one for one in EDITS if any(word in f"{one.room} {one.name}" for word in chosen)]
    try:
        for edit in edits:
            place(edit)
    except EditError as problem:
        sys.exit(f"{problem}. Mend it in tools/mutants.py.")
    died = sum(dies for _, dies in tried(edits))
    print(f"{died} of {len(edits)} mistakes were found ({died / len(edits):.0%}).")
    sys.exit(int(died < SHARE * len(edits)))


if __name__ == "__main__":
    main()
