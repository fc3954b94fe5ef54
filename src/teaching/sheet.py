"""The question bank on paper: a page (HTML) to print, and one with the answers for who marks it."""

import base64

from markupsafe import Markup

from bookmaking.assets import cited
from helpers.draw.raster import plain
from teaching.bank import Question
from teaching.common import template
from teaching.figures import Figure, titled


def sheet(name: str, asked: tuple[Question, ...], key: bool) -> str:
    """The page of a chapter; one file, its pictures within."""
    return template("sheet.html").render(
        title=titled(name), book=cited(), questions=asked, coded=coded, key=key, html=Markup
    )


def coded(figure: Figure) -> str:
    """A picture (SVG) as text."""
    return base64.b64encode(plain(figure.svg).encode()).decode()
