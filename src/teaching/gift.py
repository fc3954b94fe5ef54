"""The question bank as GIFT, a text format that Moodle and many others read.

GIFT carries no picture: where a question names a figure, its text alternative stands there.
"""

import re

from markupsafe import escape

from bookmaking.assets import cited
from teaching.bank import RIGHT, Question
from teaching.figures import titled

SPECIAL = re.compile(r"([\\~=#{}:])")


def escaped(text: str) -> str:
    """Text in which nothing means anything to GIFT; a line of its own for each would end it."""
    return SPECIAL.sub(r"\\\1", " ".join(text.split()))


def gift(name: str, asked: tuple[Question, ...]) -> str:
    """The file of a chapter."""
    category = [part.replace("/", "//") for part in (cited()["title"], titled(name))]
    blocks = ["$CATEGORY: " + "/".join(["$course$", "top", *category]), *map(block, asked)]
    return "\n\n".join(blocks) + "\n"


def block(one: Question) -> str:
    """One question."""
    told = "".join(
        f"<p>Figure {figure.number}, in words: {escape(figure.text)}</p>" for figure in one.figures
    )
    if one.options:
        begin = "{"
        answers = [
            f"{'=' if option.right else '~'}{escaped(option.text)}#{escaped(option.says)}"
            for option in one.options
        ]
    else:
        begin = "{#"
        known = [("", one.value, RIGHT), *(("%0%", wrong.value, wrong.says) for wrong in one.wrong)]
        answers = [
            f"={part}{one.number(value)}:{one.tolerance}#{escaped(says)}"
            for part, value, says in known
        ]
    head = f"// {one.id}\n::{escaped(one.title)}::[html]{escaped(one.text + told)}"
    return "\n".join([f"{head}{begin}", *(f"  {answer}" for answer in answers), "}"])
