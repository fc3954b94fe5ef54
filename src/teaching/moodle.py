"""The question bank as Moodle XML: one file a chapter, pictures and feedback within.

Questions keep their ids ("ID number"), so whoever imports a later edition can tell what is new.
"""

import base64

from bookmaking.assets import cited
from teaching.bank import RIGHT, Question
from teaching.common import template
from teaching.figures import Figure, titled


def moodle(name: str, asked: tuple[Question, ...]) -> str:
    """The file of a chapter. The name of its category has the book and the chapter."""
    category = [part.replace("/", "//") for part in (cited()["title"], titled(name))]
    return template("moodle.xml").render(
        questions=asked, category="/".join(["$course$", "top", *category]), coded=coded, right=RIGHT
    )


def coded(figure: Figure) -> str:
    """A picture as text."""
    return base64.b64encode(figure.png).decode()
