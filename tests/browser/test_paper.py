"""The book on paper and for e-readers: still, whole, and for students without solutions."""

import dataclasses
import functools
import io
import re
import zipfile
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from PIL import Image
from pypdf import PdfReader

from bookmaking.letters import BOX, width, with_room
from helpers.draw.raster import plain, png
from teaching import epub, joined, pdf

from .conftest import few

MOSUL, GLOSSARY, CLAIMS = "notebooks/mosul.html", "reference/glossary.html", "notebooks/claims.html"
MACHINE = re.compile(r"127\.0\.0\.1|localhost|file:/|" + re.escape(str(joined.ROOT)))
CUT = """() => {
  const edge = document.querySelector("svg").getBoundingClientRect();
  return [...document.querySelectorAll("text")]
    .filter((one) => one.textContent.trim() && !one.closest("[opacity='0'], [clip-path]"))
    .filter((one) => { const box = one.getBoundingClientRect();
      return box.left < edge.left || box.right > edge.right
        || box.top < edge.top || box.bottom > edge.bottom; })
    .map((one) => one.textContent);
}"""
WIDE = '<!DOCTYPE html><style>text { font-family: "DejaVu Sans", sans-serif !important }</style>'


@pytest.fixture
def page(chromium):
    """An empty page, closed at the end."""
    opened = chromium.new_page(viewport={"width": 658, "height": 964})
    yield opened
    opened.close()


def soup(html):
    return BeautifulSoup(html, "html.parser")


def squeezed(text):
    """Letters and digits only: how lines break and marks are set is no matter."""
    return re.sub(r"\W+", "", text)


def solutions(page, site=joined.SITE):
    """The boxes of a built page whose line says that they hold a solution or an answer."""
    boxes = soup((site / page).read_text(encoding="utf-8")).select("main details")
    return [one for one in boxes if re.search("solution|answer", one.summary.get_text(), re.I)]


def sentences(boxes):
    """What the boxes say, sentence by sentence, and their lines of code; squeezed."""
    said = {squeezed(one) for box in boxes for one in re.split(r"[.?!:\n]\s", box.get_text(" "))}
    return {one for one in said if len(one) > 30}


@functools.cache
def told():
    """What the book itself says, and what an exercise asks; squeezed."""
    text = []
    for page in joined.pages():
        whole = soup((joined.SITE / page).read_text(encoding="utf-8"))
        for part in whole.select("#exercises details, script"):
            part.decompose()
        text.append(squeezed(whole.get_text()))
    return " ".join(text)


def secret(page):
    """The sentences of a page's solutions that the book does not say elsewhere."""
    return {one for one in sentences(solutions(page)) if one not in told()}


@pytest.fixture(scope="module")
def student(site):
    return joined.document([MOSUL], solutions=False)


# One document


def test_a_document_is_still_and_whole(student):
    read = soup(student)
    assert read.select("script, nav, form, button, iframe, noscript, details, [style]") == []
    assert read.html["lang"] == "en" and read.title.string.startswith("3 Mosul: what a nine")
    ids = [one["id"] for one in read.select("[id]")]
    assert len(ids) == len(set(ids)) > 20
    figures = soup((joined.SITE / MOSUL).read_text(encoding="utf-8")).select("main figure")
    assert len(read.select("figure")) == len(figures) == len(read.select("img")) == 9
    for image in read.select("img"):
        assert image["src"].startswith("data:image/svg+xml") and len(image["alt"]) > 80
    sources = [line.get_text() for line in read.select("#sources li")]
    assert len(sources) == len(set(sources)) > 5 and "Licence" in sources[0]


def test_links_lead_somewhere_and_never_to_this_machine(student):
    read = soup(student)
    assert not MACHINE.search(student)
    ids = {one["id"] for one in read.select("[id]")}
    inner = [link["href"] for link in read.select("a[href^='#']")]
    assert len(inner) > 4 and {href[1:] for href in inner} <= ids
    others = [link["href"] for link in read.select("a:not([href^='#'])")]
    assert others and all(href.startswith("http") for href in others)


def test_links_between_joined_pages_stay_within(site):
    read = soup(joined.document([MOSUL, GLOSSARY]))
    term = read.find("a", string="UNOSAT", href="#reference-glossary--term-UNOSAT")
    assert term and read.find(id="reference-glossary--term-UNOSAT")


WHO = "who is who, and the colours of the sides"  # a link of the chapter to the first one


def test_other_pages_are_linked_once_the_book_has_an_address(monkeypatch, student):
    assert not soup(student).find("a", string=WHO)
    there = dataclasses.replace(joined.book(), address="https://example.org/book")
    monkeypatch.setattr(joined, "book", lambda: there)
    read = soup(joined.document([MOSUL]))
    link = read.find("a", string=WHO)["href"]
    assert link == "https://example.org/book/notebooks/spread.html#who-is-who"
    assert "CC BY 4.0 · https://example.org/book" in read.style.string


def test_the_book_names_chapters_in_order_and_leaves_out_what_is_for_a_screen(site):
    assert list(joined.chapters())[:3] == ["spread", "raqqa", "mosul"]
    assert len(joined.chapters()) == 9 and CLAIMS in joined.pages()
    assert not [page for page in joined.pages() if page.startswith(("places/", "tables/"))]


@pytest.mark.parametrize("chapter", few(["mosul", "refugees", "spread"]))
def test_students_get_no_sentence_of_a_solution_and_the_key_has_them_all(chapter, site):
    at = joined.chapters()[chapter]
    boxes = solutions(at)
    assert len(boxes) >= 5 and all(map(joined.is_solution, boxes))
    hidden = secret(at)
    copy, key = (squeezed(soup(joined.document([at], own)).get_text()) for own in (False, True))
    assert len(hidden) > 20 and [one for one in hidden if one in copy] == []
    assert [one for one in hidden if one not in key] == []


# Pictures


@pytest.mark.thorough
def test_no_word_of_a_picture_is_cut_where_letters_are_wide(site, page):
    pictures = sorted((site / "_figures").glob("*.svg"))
    assert len(pictures) > 100
    cut = {}
    for path in pictures:
        page.set_content(WIDE + path.read_text(encoding="utf-8"))
        cut[path.stem] = page.evaluate(CUT)
    assert {name: words for name, words in cut.items() if words} == {}


def test_words_are_never_wider_than_they_are_taken_for(page):
    for words in ("Hisham Ibn Abd al-Malek", "WWW & 50% – Türkiye’s", "1,234,567"):
        for bold in (False, True):
            look = f'font-size="20px" font-weight="{"bold" if bold else "normal"}"'
            page.set_content(f'{WIDE}<svg width="900"><text {look}>{words}</text></svg>')
            seen = page.evaluate("document.querySelector('text').getComputedTextLength()")
            assert seen <= width(words, 20, bold) < 1.2 * seen


def drawn(words, more=""):
    start = '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50" viewBox="0 0 100 50">'
    text = f'<text font-size="10px" {more}>{words}</text>'
    return f'{start}<g transform="translate(10,20)">{text}</g></svg>'


def test_a_picture_grows_to_the_side_where_its_words_end():
    def box(svg):
        return [float(one) for one in BOX.search(with_room(svg))[1].split()]

    assert box(drawn("abc")) == [0, 0, 100, 50]
    left, _, wide, _ = box(drawn("abcdef", 'text-anchor="end"'))
    assert left == -25 and left + wide == 100  # six letters of 35 pixels end at 10
    assert box(drawn("m" * 20))[:3:2] == [0, 210]
    turned = drawn("a" * 20, 'transform="rotate(-90)"')
    assert box(turned) == [0, -104, 100, 154]
    assert box(drawn("m" * 20, 'opacity="0"')) == [0, 0, 100, 50]
    with pytest.raises(ValueError, match="scale"):
        with_room(drawn("a", 'transform="scale(2)"'))


def test_a_plain_picture_has_its_own_colours_on_white_in_any_program(site):
    svg = plain((site / "_figures" / "mosul-old-city.svg").read_text(encoding="utf-8"))
    assert "var(" not in svg and "<style" not in svg
    root = ElementTree.fromstring(svg)
    title, ground = list(root)[:2]
    assert title.text.startswith("Four stacked bars") and ground.get("fill") == "#ffffff"
    still = Image.open(io.BytesIO(png(svg, 1.5)))
    assert still.width == round(1.5 * float(root.get("width")))
    assert still.convert("RGB").getpixel((0, 0)) == (255, 255, 255)
    assert len(still.convert("RGB").getcolors(9999)) > 10


# Pages of paper


def fitted(page, before, high, after):
    """Height of a figure's picture, and whether the text after it comes first, once fitted."""
    picture = f'<figure><img style="display:block;height:{high}px;width:9px"></figure>'
    page.set_content(
        "<style>* { margin: 0 } .book-figure { break-inside: avoid }</style><main><section>"
        f'<p style="height:{before}px">a</p><div class="cell"><div class="book-figure">{picture}'
        f'</div></div><p id="next" style="height:{after}px">b</p></section></main>'
    )
    pdf.fit(page, 600, 1000)
    return page.evaluate(
        "[document.querySelector('img').getBoundingClientRect().height,"
        " document.querySelector('.cell').previousElementSibling.id === 'next']"
    )


def test_a_chapter_that_there_is_not_is_told(site, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["pdf", "mosull"])
    with pytest.raises(SystemExit):
        pdf.main()
    assert "no chapter mosull; there are spread, raqqa, mosul," in capsys.readouterr().err


def test_a_figure_shrinks_or_lets_text_go_first_rather_than_leave_a_page_empty(page):
    assert fitted(page, 500, 400, 50) == [400, False]
    shrunk, first = fitted(page, 600, 500, 50)
    assert 330 < shrunk < 400 and not first
    assert fitted(page, 600, 900, 300) == [900, True]
    assert fitted(page, 600, 900, 500) == [900, False]


@pytest.fixture(scope="module", params=joined.EDITIONS.items(), ids=lambda one: one[0])
def printed(request, site, chromium):
    """(whether it has the solutions, the PDF of the whole book, its text)."""
    made = pdf.pdf(chromium, joined.document(list(joined.pages()), request.param[1]))
    read = PdfReader(io.BytesIO(made))
    return request.param[1], read, [one.extract_text() for one in read.pages]


@pytest.mark.thorough
def test_the_printed_book_is_tagged_and_says_what_it_is(printed):
    _, read, _ = printed
    root = read.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "en" and root["/StructTreeRoot"]
    assert read.metadata.title == joined.book().title
    assert read.metadata["/CreationDate"][2:10] == joined.book().date.replace("-", "")
    tops = [one.title for one in read.outline if not isinstance(one, list)]
    assert tops == [*joined.pages().values(), epub.LAST]


@pytest.mark.thorough
def test_each_page_of_the_printed_book_has_its_foot_and_its_links_work(printed):
    _, read, texts = printed
    assert 150 < len(texts) < 500
    for number, text in enumerate(texts[1:], 2):
        assert re.search(rf"(?<!\d){number}\s*CC BY 4\.0", text), number
    inner, known = 0, read.named_destinations
    for sheet in read.pages:
        for link in (one.get_object() for one in sheet.get("/Annots", [])):
            if "/Dest" in link:
                inner += 1
                assert isinstance(link["/Dest"], list) or link["/Dest"] in known
            else:
                assert re.match(r"https?://", link["/A"]["/URI"])
                assert not MACHINE.search(link["/A"]["/URI"])
    assert inner > 300


@pytest.mark.thorough
def test_only_the_printed_key_has_solutions(printed):
    own, _, texts = printed
    text = squeezed("".join(texts))
    hidden = set().union(*map(secret, joined.chapters().values()))
    there = [one for one in hidden if one in text]
    assert len(there) > 0.8 * len(hidden) if own else there == []  # pages break some sentences


# The e-book


@pytest.fixture(scope="module", params=joined.EDITIONS.items(), ids=lambda one: one[0])
def book(request, site):
    """(whether it has the solutions, {file: bytes} of the e-book)."""
    made = epub.epub(request.param[1])
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        return request.param[1], {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.thorough
def test_the_parts_of_the_e_book_are_there_and_listed(book):
    _, files = book
    assert files["mimetype"] == b"application/epub+zip"
    space = "{http://www.idpf.org/2007/opf}"
    package = ElementTree.fromstring(files["book/package.opf"])
    listed = {f"book/{one.get('href')}" for one in package.iter(f"{space}item")}
    assert listed | {"mimetype", "META-INF/container.xml", "book/package.opf"} == set(files)
    told = {one.get("property") for one in package.iter(f"{space}meta")}
    assert {"schema:accessMode", "schema:accessibilityFeature", "dcterms:modified"} <= told
    assert len([name for name in files if name.endswith(".svg")]) > 100


@pytest.mark.thorough
def test_the_e_book_is_well_formed_and_its_links_work(book):
    _, files = book
    pages = {name: text for name, text in files.items() if name.endswith((".xhtml", ".svg"))}
    ids = {}
    for name, text in pages.items():
        assert not MACHINE.search(text.decode())
        ids[name] = [one.get("id") for one in ElementTree.fromstring(text).iter() if one.get("id")]
        assert len(ids[name]) == len(set(ids[name])), name
    for name in pages:
        if name.endswith(".xhtml"):
            for one in soup(files[name].decode()).select("a[href], img"):
                path, _, place = (one.get("href") or one.get("src")).partition("#")
                if not path.startswith("http"):
                    target = f"book/{path}" if path else name
                    assert target in files and (not place or place in ids[target]), (name, path)
                if one.name == "img":
                    assert len(one["alt"]) > 80


@pytest.mark.thorough
def test_only_the_key_of_the_e_book_has_solutions(book):
    own, files = book
    pages = [text for name, text in files.items() if name.endswith(".xhtml")]
    text = squeezed("".join(soup(one.decode()).get_text() for one in pages))
    hidden = set().union(*map(secret, joined.chapters().values()))
    assert len(hidden) > 200 and {one in text for one in hidden} == {own}


@pytest.mark.thorough
def test_the_same_site_gives_the_same_bytes(site, chromium, student):
    assert epub.epub(False) == epub.epub(False)
    assert pdf.pdf(chromium, student) == pdf.pdf(chromium, student)
