"""The student copy holds no answer in any byte; the key holds all of them."""

import functools
import html
import io
import re
import zipfile

import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from repository import ROOT

from course import read as course
from teaching import editions, kit

from .conftest import few

WORDS, CODE = 6, 24  # pieces of an answer that are shorter may stand anywhere
ALSO = ("src/helpers", "data", "reference", "tables")  # what a student may see anyhow


def plain(text):
    """A text as its words, so that marks, quotes, markup and line ends make no difference."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def told(content):
    """All words of a file, its markup and its escapes read as a browser reads them."""
    text = content.decode("utf-8", errors="ignore")
    bare = html.unescape(re.sub(r"<[^>]*>", "", text))
    return plain(bare) + " | " + plain(text.replace("\\n", " ").replace('\\"', '"'))


def files(folder):
    """(path, content) of all files of a folder, also of those in zips."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield from unpacked(path.relative_to(folder).as_posix(), path.read_bytes())


def unpacked(name, content):
    if not name.endswith(".zip"):
        yield name, content
        return
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for inner in packed.namelist():
            yield from unpacked(f"{name}/{inner}", packed.read(inner))


def sentences(text):
    """The pieces of a solution that are long enough to be its own, without MyST's marks."""
    pieces = re.split(r"[.?!:;](?=\s)|\{\w+\}`[^`]*`|\{[^}]*\}|[*`|]|\]\([^)]*\)|\n\n", text)
    return {one for one in map(plain, pieces) if len(one.split()) >= WORDS}


@functools.cache
def answers():
    """{piece of an answer: exercise} of the whole book: sentences, and lines of code."""
    found = {}
    for name in kit.names():
        cells = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4).cells
        for cell in cells:
            if not kit.ANSWER.search(cell["id"]):
                continue
            texts = [cell.source] if cell.cell_type == "markdown" else []
            for output in cell.get("outputs", []):
                texts.append(output.get("data", {}).get("text/markdown", ""))
            pieces = {piece for text in texts for piece in sentences(text)}
            if cell.cell_type == "code":
                lines = [line.strip() for line in cell.source.splitlines()]
                pieces |= {plain(line) for line in lines if len(line) >= CODE}
            found |= dict.fromkeys(pieces, cell["id"])
    for name in course.names():
        for exercise in course.chapter(name)["exercises"]:
            pieces = sentences(exercise.get("solution", ""))
            found |= dict.fromkeys(pieces, exercise["id"])
        for item in course.chapter(name)["quick"]:
            pieces = {p for one in item["options"] for p in sentences(one["says"])}
            found |= dict.fromkeys(pieces, f"{name}: {item['question']}")
    known = indexed(piece for piece in found if len(piece.split()) > 2)
    given = standing(known, shown())
    own = {one for some in known.values() for one in map(" ".join, some)} - given
    return {piece: found[piece] for piece in own}


def indexed(pieces):
    """{first two words: pieces, each as its words}: to find them all in one reading of a text."""
    known = {}
    for words in map(str.split, pieces):
        known.setdefault(tuple(words[:2]), []).append(words)
    return known


def standing(known, text):
    """The pieces that stand in a text of plain words."""
    words = text.split()
    return {
        " ".join(piece)
        for at, pair in enumerate(zip(words, words[1:]))
        if pair in known
        for piece in known[pair]
        if words[at : at + len(piece)] == piece
    }


def shown():
    """The words that are no answer's own: other cells, questions, and the code that may ship."""
    texts = []
    for path in ROOT.glob("notebooks/*.ipynb"):
        for cell in kit.without_answers(nbformat.read(path, as_version=4)).cells:
            texts.append(cell.source)
            for output in cell.get("outputs", []):
                texts.append(output.get("data", {}).get("text/markdown", ""))
    paths = [path for part in ALSO for path in (ROOT / part).rglob("*.*")]
    texts += [path.read_text(encoding="utf-8") for path in paths if path.suffix in (".py", ".md")]
    return " | ".join(map(plain, texts))


def leaks(folder):
    """{(exercise, file)} of all pieces of answers that stand in the files of a folder."""
    own = answers()
    assert len(own) > 200
    known = indexed(own)
    return {
        (own[piece], name)
        for name, content in files(folder)
        for piece in standing(known, told(content))
    }


@pytest.mark.thorough
def test_the_search_for_answers_finds_them_in_pages_scripts_and_zips(tmp_path):
    piece, where = next((p, w) for p, w in answers().items() if len(p.split()) > 8)
    words = piece.split()
    marked = f"<p>{' '.join(words[:4])} <em>{words[4]}</em>,\n{' '.join(words[5:])}.</p>"
    (tmp_path / "page.html").write_text(marked)
    (tmp_path / "script.js").write_text(f'x = "{words[0]}\\n{" ".join(words[1:])}"')
    packed = kit.packed({"a/b.zip": kit.packed({"c.txt": piece.upper().encode()})})
    (tmp_path / "d.zip").write_bytes(packed)
    (tmp_path / "other.html").write_text(" ".join(reversed(words)))
    found = {name for _, name in leaks(tmp_path)}
    assert found == {"page.html", "script.js", "d.zip/a/b.zip/c.txt"}
    assert {exercise for exercise, _ in leaks(tmp_path)} == {where}


@pytest.mark.parametrize("name", few(kit.names()))
def test_no_kit_holds_an_answer(name, tmp_path):
    (tmp_path / f"{name}-student.zip").write_bytes(kit.kit(name))
    assert leaks(tmp_path) == set()


@pytest.mark.thorough
def test_no_byte_of_the_student_copy_holds_an_answer(tmp_path):
    site = tmp_path / "student"
    editions.student(site)
    assert leaks(site) == set()
    pages = [path for path in site.rglob("*.html") if "_figures" not in path.parts]
    assert len(pages) > 20 and not list(site.rglob("*.ipynb"))
    for path in pages:
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        assert not page.select(".solution"), path
        assert editions.EDITION in page.get_text(), path


@pytest.mark.thorough
def test_the_public_book_holds_all_of_them(site):
    """So the search above would see an answer of every exercise, had it stayed."""
    found = {exercise.split("-answer")[0].split("-solution")[0] for exercise, _ in leaks(site)}
    asked = {one["id"] for name in course.names() for one in course.chapter(name)["exercises"]}
    assert asked <= found


@pytest.mark.parametrize("name", few(course.names(), 2))
def test_the_key_has_every_answer_rubric_mistake_and_hint(name):
    page = BeautifulSoup(editions.key(name), "html.parser")
    text = plain(page.get_text(" "))
    for exercise in course.chapter(name)["exercises"]:
        rows = [row["for"] for row in exercise.get("rubric", [])]
        wrong = [part for one in exercise["wrong"] for part in one.values()]
        for told_there in (exercise["title"], exercise["goal"], *rows, *wrong):
            assert plain(told_there) in text, exercise["id"]
        for piece in sentences(exercise["hint"]) | sentences(exercise.get("solution", "")):
            assert piece in text, exercise["id"]
        if "solution" not in exercise:
            heading = page.find(id=exercise["id"])
            assert heading.find_next("details").pre.get_text(strip=True), exercise["id"]
    kinds = ("quick", "exercises", "varied")
    assert len(page.select("main > h3")) == sum(len(course.chapter(name)[kind]) for kind in kinds)
    assert not re.search(r"\{\w+\}`", page.get_text())


@pytest.mark.parametrize("name", few(course.names(), 2))
def test_the_key_has_what_a_lesson_needs(name):
    taught = course.chapter(name)
    lesson = plain(BeautifulSoup(editions.key(name), "html.parser").find(id="lesson").get_text(" "))
    said = [one["belief"] for one in taught["misconceptions"]]
    said += [one["evidence"] for one in taught["misconceptions"]]
    said += [one["step"] for one in taught["board"]]
    said += [*taught["objectives"], *taught["discussion"], taught["debrief"]]
    said += [taught["alternative"], taught["content_note"]]
    wanted = set().union(*map(sentences, said))
    assert len(wanted) > 20 and sorted(one for one in wanted if one not in lesson) == []


def test_numbers_of_the_key_are_written_as_one_reads_them():
    written = [editions.number(x) for x in (1 / 12, 3801100.0, pd.Timestamp("2017-12-04"), 5, "a")]
    assert written == ["0.0833", "3,801,100", "4 December 2017", "5", "a"]
