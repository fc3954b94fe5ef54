"""Plain prose holds no figure of its own but dates, years, names and units."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted(
    page
    for glob in ("notebooks/*.ipynb", "tables/*.md", "reference/*.md", "*.md")
    for page in ROOT.glob(glob)
)
GUIDES = {"README.md", "CONTRIBUTING.md", "CHANGELOG.md"}  # for work on the book, no pages of it
PAGES = [page for page in PAGES if page.name not in GUIDES]
MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
ALLOWED = [
    r"\]\(<?https?://[^)]*\)",  # addresses
    r"`[^`]*`",  # code, roles
    rf"\b\d{{1,2}} (?={MONTH})",  # days
    r"\b(?:19|20)\d\d\b",  # years
    r"\b\d+ (?:to \d+ )?minutes",  # the reader's time
    r"(?i)\bexercise \d+",
    r"\b(?:CC BY(?:-SA)?|WCAG) \d\.\d",
    r"\b(?:Sentinel-2|UTF-8)\b",  # names
    r"(?m)^:.*$",  # options of a directive
    r"(?m)^:{3,}\{grid\}.*$",
]
# Cells that course.cells writes: test_course.py looks at their templates.
WRITTEN = re.compile(r"[a-z]+-(?:quick|[0-9]+(?:-solution)?)")


def prose(page):
    """(where, text) of each piece of plain prose of a page."""
    if page.suffix == ".md":
        return [(page.name, page.read_text(encoding="utf-8"))]
    cells = json.loads(page.read_text(encoding="utf-8"))["cells"]
    own = [c for c in cells if c["cell_type"] == "markdown" and not WRITTEN.fullmatch(c["id"])]
    return [(c["id"], "".join(c["source"])) for c in own]


def figures(text):
    for pattern in ALLOWED:
        text = re.sub(pattern, " ", text)
    return re.findall(r"\d[\d,.]*\s?%?", text)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}-{page.stem}")
def test_prose_holds_no_figure_of_its_own(page):
    found = {where: figures(text) for where, text in prose(page)}
    assert {where: numbers for where, numbers in found.items() if numbers} == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("In June 2014 it held 23 towns.", ["23 "]),
        ("On 9 June 2014 the city fell.", []),
        ("About 60% were lost.", ["60%"]),
        ("**Time** 45 minutes to read", []),
        ("See `towns_2014` and exercise 3.", []),
    ],
)
def test_the_rule_finds_figures_and_spares_dates(text, found):
    assert figures(text) == found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}-{page.stem}")
def test_no_row_of_a_table_stands_outside_of_one(page):
    for where, text in prose(page):
        for block in re.split(r"\n\s*\n", text):
            rows = [line for line in block.splitlines() if line.startswith("|")]
            assert not rows or re.fullmatch(r"\|[-:| ]+\|", rows[1]), (where, rows[0])


JUDGED_BY_PEOPLE = re.compile(
    r"\b(people|a person|persons|somebody|humans?) judged?\b|human judg", re.I
)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nobody_is_said_to_have_judged_what_two_runs_of_a_model_judged(path):
    assert JUDGED_BY_PEOPLE.findall(path.read_text(encoding="utf-8")) == []
