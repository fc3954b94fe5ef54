"""The question bank on paper: a page (HTML) to print, and one with the answers for who marks it."""

from markupsafe import Markup

from bookmaking.assets import cited
from helpers.draw.raster import plain
from teaching.bank import Question
from teaching.figures import template, titled


def sheet(name: str, asked: tuple[Question, ...], key: bool) -> str:
    """The page of a chapter; one file, its pictures within."""
    pictures = {one.id: Markup(plain(one.svg)) for asks in asked for one in asks.figures}
    return template("sheet.html").render(
        title=titled(name), book=cited(), questions=asked, pictures=pictures, key=key, html=Markup
    )
