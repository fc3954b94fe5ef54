"""Slides of a chapter: figures with words for who does not see them, sources, and notes."""

import io

import pytest
from PIL import Image, ImageStat
from pptx import Presentation

from course import read
from teaching import figures, slides

FIRST, *REST = read.names()
CHAPTERS = [FIRST, *(pytest.param(name, marks=pytest.mark.thorough) for name in REST)]


@pytest.fixture(scope="module", params=CHAPTERS)
def show(request):
    """(name of a chapter, its slides)."""
    return request.param, Presentation(io.BytesIO(slides.slides(request.param)))


def words(slide):
    return "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


def test_a_chapter_has_ten_to_fifteen_slides_in_their_order(show):
    name, presentation = show
    titles = [slide.shapes.title.text_frame.text for slide in presentation.slides]
    assert 10 <= len(titles) <= 15
    assert titles[0] == figures.titled(name)
    assert titles[1] == "After this chapter you can"
    assert titles[2:-2] == [one.title for one in slides.chosen(name)]
    assert titles[-2:] == ["To discuss", "How to cite"]
    first, last = words(presentation.slides[0]), words(presentation.slides[len(titles) - 1])
    assert "CC BY 4.0" in first and "Content note: " in first and "Boundaries, names" in first
    assert "The founders of this book (2026)." in last and figures.titled(name) in last
    said = words(presentation.slides[len(titles) - 2])
    assert all(figures.plain(one) in said for one in read.chapter(name)["discussion"])


def test_a_figure_has_its_alternative_its_source_and_notes(show):
    name, presentation = show
    for slide, figure in zip(list(presentation.slides)[2:-2], slides.chosen(name), strict=True):
        (picture,) = [shape for shape in slide.shapes if shape.shape_type == 13]
        assert picture._element.nvPicPr.cNvPr.get("descr") == figure.text
        still = Image.open(io.BytesIO(picture.image.blob))
        assert still.width >= 600 and "transparency" not in still.info
        assert ImageStat.Stat(still.convert("L")).mean[0] > 150, "on white"
        assert abs(picture.width / picture.height - still.width / still.height) < 0.01
        for told in (figure.subtitle, figure.source, f"Figure: {figure.licence}."):
            assert told in words(slide)
        notes = slide.notes_slide.notes_text_frame.text
        assert notes.startswith(figure.text) and notes.split("To discuss: ")[1].strip()


def test_nothing_leaves_the_slide_and_no_picture_covers_words(show):
    _, presentation = show
    wide, high = presentation.slide_width, presentation.slide_height
    for slide in presentation.slides:
        boxes = [(one.left, one.top, one.left + one.width, one.top + one.height, one.shape_type)
                 for one in slide.shapes]  # fmt: skip
        for left, top, right, bottom, _ in boxes:
            assert 0 <= left < right <= wide and 0 <= top < bottom <= high
        for one in [box for box in boxes if box[4] == 13]:
            for other in [box for box in boxes if box[4] != 13]:
                apart = one[0] >= other[2] or other[0] >= one[2]
                assert apart or one[1] >= other[3] or other[1] >= one[3], slide.shapes.title.text


def test_a_figure_that_an_exercise_uses_is_asked_about_as_there():
    own = figures.figures("refugees")
    asked = slides.question("refugees", own["refugees-registrations"], 0)
    assert asked.startswith("In Figure 8.5 choose each country in turn.")
    used = {
        one for exercise in read.chapter("refugees")["exercises"] for one in exercise["figures"]
    }
    assert used <= {figure.id for figure in slides.chosen("refugees")} < set(own)


def test_slides_are_the_same_each_time():
    assert slides.slides(FIRST) == slides.slides(FIRST)
    made = Presentation(io.BytesIO(slides.slides(FIRST))).core_properties
    assert made.created == made.modified and made.created.year == 2026
    assert made.title == figures.title(FIRST) and made.language == "en-GB"
