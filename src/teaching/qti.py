"""The question bank as Canvas takes it: QTI 1.2 in a zip, pictures beside it.

text2qti, the library for this, has no feedback for a wrong number, dates its files and declares
them private, so the three files are templates of our own.
"""

from bookmaking.assets import cited
from bookmaking.packed import packed
from teaching.bank import RIGHT, Question
from teaching.common import template
from teaching.figures import titled


def qti(name: str, asked: tuple[Question, ...]) -> bytes:
    """The zip of a chapter, the same bytes each time."""
    pictures = {f"images/{one.id}.png": one.png for asks in asked for one in asks.figures}
    given = {
        "name": f"book-{name}",
        "title": titled(name),
        "licence": cited()["licence"],
        "questions": asked,
        "pictures": sorted(pictures),
        "points": sum(one.points for one in asked),
        "right": RIGHT,
    }
    files = {
        "imsmanifest.xml": "qti_manifest.xml",
        f"book-{name}/assessment_meta.xml": "qti_meta.xml",
        f"book-{name}/book-{name}.xml": "qti.xml",
    }
    made = {path: template(file).render(given).encode() for path, file in files.items()}
    return packed(made | pictures)
