"""Slides of each chapter for whoever teaches it: its figures, with alternatives, sources and notes.

slides("refugees")      the PPTX (bytes), the same each time
"""

import datetime
import io
import zipfile
from pathlib import Path

import yaml
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Inches, Pt

from bookmaking.assets import cited
from bookmaking.packed import packed
from course.read import ROOT, chapter, names
from teaching.common import TEACH
from teaching.figures import Figure, figures, plain, title, titled

MOST = 11  # figures, so that a chapter has at most 15 slides
WIDE, HIGH, EDGE = Inches(13.333), Inches(7.5), Inches(0.6)
# Room for a picture: beside its words, or below them.
BESIDE, BELOW = (Inches(8.4), Inches(6.9)), (WIDE - 2 * EDGE, Inches(4.95))
INK, MUTED = RGBColor(0x1D, 0x1D, 0x1D), RGBColor(0x55, 0x55, 0x55)
TITLE_ONLY, TITLE_AND_TEXT = 5, 1  # layouts of python-pptx's own template


def chosen(name: str) -> list[Figure]:
    """The figures to show, in the order of the chapter: those that exercises use go first."""
    own = figures(name)
    used = [one for exercise in chapter(name)["exercises"] for one in exercise["figures"]]
    order = [one for one in dict.fromkeys([*used, *own]) if one in own][:MOST]
    return [figure for id, figure in own.items() if id in order]


def question(name: str, figure: Figure, number: int) -> str:
    """What to ask about a figure: an exercise on it, or one of the chapter's questions."""
    taught = chapter(name)
    for exercise in taught["exercises"]:
        if figure.id in exercise["figures"]:
            return plain(exercise["question"])
    return plain(taught["discussion"][number % len(taught["discussion"])])


def slides(name: str) -> bytes:
    """The presentation of a chapter."""
    taught, book = chapter(name), cited()
    show = Presentation()
    show.slide_width, show.slide_height = WIDE, HIGH
    _about(show, name)
    note = f"{plain(taught['content_note'])} {plain(taught['alternative'])}"
    licence = f"Licence of text and figures: {book['licence']}, unless a slide names another."
    first = [book["title"], f"{book['authors']}, version {book['version']}", licence, _disclaimer()]
    content = f"Content note: {plain(taught['content_note'])}"
    _text(show, titled(name), [*first, content], note, bullets=False)
    _text(
        show, "After this chapter you can", map(plain, taught["objectives"]), plain(taught["needs"])
    )
    for number, figure in enumerate(chosen(name)):
        _figure(show, figure, f"To discuss: {question(name, figure, number)}")
    _text(show, "To discuss", map(plain, taught["discussion"]), plain(taught["debrief"]))
    cite = f"{book['authors']} ({book['year']}). {titled(name)}. In: "
    cite += f"{book['title']}, version {book['version']}. Licence: {book['licence']}."
    theirs = (
        "Data of others keep their publishers' licences, which the book names under each figure."
    )
    _text(show, "How to cite", [cite, theirs], "", bullets=False)
    return _packed(show)


def _about(show, name):
    """What the file says of itself; the days are those of the version."""
    told = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    day = datetime.datetime.combine(told["date-released"], datetime.time())
    about = show.core_properties
    about.title, about.author = title(name), cited()["authors"]
    about.created = about.modified = day
    about.last_modified_by, about.revision, about.language = "", 1, "en-GB"


def _disclaimer():
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    return config["sphinx"]["config"]["html_theme_options"]["disclaimer"].strip()


def _slide(show, layout, words, note):
    """A slide with its title; the notes are for the speaker."""
    slide = show.slides.add_slide(show.slide_layouts[layout])
    _place(slide.shapes.title, EDGE, Inches(0.3), WIDE - 2 * EDGE, Inches(0.9))
    _write(slide.shapes.title.text_frame, [words], 26, bold=True)
    if note:
        slide.notes_slide.notes_text_frame.text = note
    return slide


def _text(show, words, lines, note, bullets=True):
    """A slide of text; a list is the layout's own, so that a screen reader finds it."""
    slide = _slide(show, TITLE_AND_TEXT if bullets else TITLE_ONLY, words, note)
    place = EDGE, Inches(1.5), WIDE - 2 * EDGE, Inches(5.4)
    body = slide.placeholders[1] if bullets else slide.shapes.add_textbox(*place)
    _place(body, *place)
    _write(body.text_frame, lines, 22, space=10)


def _figure(show, figure, ask):
    """A slide of one figure: what it shows, the picture, and whose data it is."""
    slide = _slide(show, TITLE_ONLY, figure.title, f"{figure.text}\n\n{ask}")
    picture = slide.shapes.add_picture(io.BytesIO(figure.png), 0, 0)
    wide, high = picture.width, picture.height
    beside, below = min(BESIDE[0] / wide, BESIDE[1] / high), min(BELOW[0] / wide, BELOW[1] / high)
    scale = max(beside, below)  # the words stand where the picture comes out larger
    picture.width, picture.height = int(wide * scale), int(high * scale)
    column = WIDE - 3 * EDGE - picture.width if beside > below else WIDE - 2 * EDGE
    words = figure.subtitle, f"Figure {figure.number}. {figure.source} Figure: {figure.licence}."
    if beside > below:
        _place(slide.shapes.title, EDGE, Inches(0.3), column, Inches(2.2))
        slide.shapes.title.text_frame.paragraphs[0].runs[0].font.size = Pt(20)
        picture.left, picture.top = WIDE - EDGE - picture.width, (HIGH - picture.height) // 2
        boxes = [(Inches(2.5), Inches(4.8), words)]
    else:
        picture.left, picture.top = (WIDE - picture.width) // 2, Inches(1.8)
        boxes = [(Inches(1.2), Inches(0.6), words[:1]), (Inches(6.8), Inches(0.6), words[1:])]
    about = picture._element.nvPicPr.cNvPr
    about.set("name", f"Figure {figure.number}")
    about.set("descr", figure.text)
    for top, height, lines in boxes:
        box = slide.shapes.add_textbox(EDGE, top, column, height)
        _write(box.text_frame, lines, 14, MUTED, space=10)
        for run in box.text_frame.paragraphs[-1].runs if words[1] in lines else []:
            run.font.size = Pt(11)


def _place(shape, left, top, width, height):
    shape.left, shape.top, shape.width, shape.height = left, top, width, height


def _write(frame, lines, size, color=INK, bold=False, space=0):
    """Paragraphs into a frame, from the left, in British English."""
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
    for number, words in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment, paragraph.space_after = PP_ALIGN.LEFT, Pt(space)
        run = paragraph.add_run()
        run.text = words
        run.font.size, run.font.bold, run.font.color.rgb = Pt(size), bold, color
        run.font.language_id = MSO_LANGUAGE_ID.ENGLISH_UK


def _packed(show):
    """The file; what a zip says of the time is taken out."""
    out = io.BytesIO()
    show.save(out)
    with zipfile.ZipFile(out) as archive:
        return packed({one: archive.read(one) for one in archive.namelist()})


def make(folder: Path) -> None:
    """Write the slides of all chapters into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names():
        (folder / f"{name}.pptx").write_bytes(slides(name))


def main() -> None:
    """Write them where all that is handed out lies."""
    make(TEACH / "slides")


if __name__ == "__main__":
    main()
