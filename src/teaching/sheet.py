"""The question bank on paper: a page (HTML) to print, and one with the answers for who marks it."""

from pathlib import Path

from markupsafe import Markup

from bookmaking.assets import cited
from course.read import names
from helpers.draw.raster import plain
from teaching.bank import Question, questions
from teaching.figures import template, titled


def sheet(name: str, asked: tuple[Question, ...], key: bool) -> str:
    """The page of a chapter; one file, its pictures within."""
    pictures = {one.id: Markup(plain(one.svg)) for asks in asked for one in asks.figures}
    return template("sheet.html").render(
        title=titled(name), book=cited(), questions=asked, pictures=pictures, key=key, html=Markup
    )


def make(folder: Path) -> None:
    """Write the pages of all chapters into quizzes/ of a folder."""
    for name in names():
        for key, ending in ((False, ""), (True, "-key")):
            path = folder / "quizzes" / f"{name}{ending}.html"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(sheet(name, questions(name), key), encoding="utf-8", newline="\n")
