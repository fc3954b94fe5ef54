"""Questions for learning platforms: what each form says is read back and must be the bank's."""

import base64
import dataclasses
import io
import math
import re
import zipfile
from html import escape, unescape

import pytest
from lxml import etree
from PIL import Image

from course import checks, read
from teaching import bank, figures, quizzes
from teaching.bank import Option, Question, Wrong
from teaching.gift import gift
from teaching.moodle import moodle
from teaching.qti import qti
from teaching.sheet import sheet

CHAPTERS = read.names()
NASTY = (
    """a:b = c ~ d # e {f} }{ \\ g \\n \\: <i> & "q" 's' ]]> &amp; $x$ {{ y }} %100% ::z:: //"""
    " é عربي ½ 🙂"
)
QTI = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"
# The order of parts that QTI 1.2 prescribes, as far as the files use it.
RULES = """
<!ELEMENT questestinterop (assessment)>
<!ELEMENT assessment (qtimetadata*, section+)>
<!ATTLIST assessment ident CDATA #REQUIRED title CDATA #IMPLIED>
<!ELEMENT qtimetadata (qtimetadatafield+)>
<!ELEMENT qtimetadatafield (fieldlabel, fieldentry)>
<!ELEMENT fieldlabel (#PCDATA)> <!ELEMENT fieldentry (#PCDATA)>
<!ELEMENT section (item*)> <!ATTLIST section ident CDATA #REQUIRED>
<!ELEMENT item (itemmetadata?, presentation, resprocessing, itemfeedback*)>
<!ATTLIST item ident ID #REQUIRED title CDATA #IMPLIED>
<!ELEMENT itemmetadata (qtimetadata*)>
<!ELEMENT presentation (material, (response_lid | response_str))>
<!ELEMENT material (mattext)>
<!ELEMENT mattext (#PCDATA)> <!ATTLIST mattext texttype CDATA "text/plain">
<!ELEMENT response_lid (render_choice)>
<!ATTLIST response_lid ident CDATA #REQUIRED rcardinality (Single | Multiple | Ordered) "Single">
<!ELEMENT response_str (render_fib)>
<!ATTLIST response_str ident CDATA #REQUIRED rcardinality (Single | Multiple | Ordered) "Single">
<!ELEMENT render_choice (response_label+)>
<!ELEMENT render_fib (response_label+)>
<!ATTLIST render_fib fibtype (String | Integer | Decimal | Scientific) "String">
<!ELEMENT response_label (material*)> <!ATTLIST response_label ident CDATA #REQUIRED>
<!ELEMENT resprocessing (outcomes, respcondition+)>
<!ELEMENT outcomes (decvar+)> <!ELEMENT decvar EMPTY>
<!ATTLIST decvar varname CDATA "SCORE" vartype CDATA "Integer" minvalue CDATA #IMPLIED
  maxvalue CDATA #IMPLIED>
<!ELEMENT respcondition (conditionvar, setvar*, displayfeedback*)>
<!ATTLIST respcondition continue (Yes | No) "No">
<!ELEMENT conditionvar (or | varequal)>
<!ELEMENT or (varequal, and)> <!ELEMENT and (vargte, varlte)>
<!ELEMENT varequal (#PCDATA)> <!ATTLIST varequal respident CDATA #REQUIRED>
<!ELEMENT vargte (#PCDATA)> <!ATTLIST vargte respident CDATA #REQUIRED>
<!ELEMENT varlte (#PCDATA)> <!ATTLIST varlte respident CDATA #REQUIRED>
<!ELEMENT setvar (#PCDATA)>
<!ATTLIST setvar varname CDATA "SCORE" action (Set | Add | Subtract | Multiply | Divide) "Set">
<!ELEMENT displayfeedback EMPTY>
<!ATTLIST displayfeedback feedbacktype CDATA "Response" linkrefid CDATA #REQUIRED>
<!ELEMENT itemfeedback (flow_mat)> <!ATTLIST itemfeedback ident CDATA #REQUIRED>
<!ELEMENT flow_mat (material)>
"""


def nasty():
    """Questions whose every text holds what some format takes for its own."""
    own = next(iter(figures.figures("refugees").values()))
    figure = dataclasses.replace(own, text=NASTY, title=NASTY, source=NASTY)
    words = f"<p>{escape(NASTY)}</p>"
    options = [
        Option(f"{escape(NASTY)} {n}", n == 1, f"{escape(NASTY)} says {n}") for n in range(3)
    ]
    wrong = (Wrong(-12.5, f"{escape(NASTY)} wrong"),)
    number = {"value": 1234567.25, "step": 0.5, "wrong": wrong}
    return (
        Question("nasty-q1", NASTY, words, 1, (figure,), tuple(options)),
        Question("nasty-1", NASTY, words, 3, (figure,), **number),
    )


@pytest.fixture(scope="module", params=[*CHAPTERS, "nasty"])
def asked(request):
    """The questions of a chapter, or those that are hard to write down."""
    return nasty() if request.param == "nasty" else bank.questions(request.param)


@pytest.fixture(scope="module", params=CHAPTERS)
def name(request):
    return request.param


def told(one):
    """A question as each reader below gives it."""
    if one.options:
        answers = [(option.text, option.right, option.says) for option in one.options]
    else:
        answers = [(one.number(one.value), True, "Right.")]
        answers += [(one.number(wrong.value), False, wrong.says) for wrong in one.wrong]
    return one.id, one.title, one.text, answers, [figure.text for figure in one.figures]


def parted(html):
    """The HTML of a question: (its text, the alternatives of its pictures, their addresses)."""
    pictures = re.findall(r'<p><img src="([^"]*)" alt="([^"]*)">.*?</p>', html, re.S)
    text = re.sub(r"<p><img .*?</p>", "", html, flags=re.S)
    return text, [unescape(alt) for _, alt in pictures], [address for address, _ in pictures]


# What the bank holds


def test_a_chapter_has_eight_questions_and_more(name):
    asked = bank.questions(name)
    assert len(asked) >= 8
    assert [bool(one.options) for one in asked[:5]] == [True] * 5
    assert not any(one.options for one in asked[5:])
    assert len({one.id for one in asked}) == len({one.title for one in asked}) == len(asked)
    assert all(one.figures or "Figure" not in one.text for one in asked)


def test_numbers_are_those_of_the_checks_and_mistakes_lie_beyond_the_tolerance(name):
    right = {id: value for id, (value, _) in checks.values(name).items()}
    for one in bank.questions(name)[5:]:
        if one.id in right:
            assert one.value == right[one.id]
        least, most = map(float, one.limits(one.value))
        assert least < one.value < most
        assert abs(float(one.number(one.value)) - one.value) < one.step / 2
        assert math.isclose(float(one.tolerance), one.step)
        for wrong in one.wrong:
            assert abs(wrong.value - one.value) > one.step, one.id


def test_a_known_chapter_asks_what_its_exercises_ask():
    asked = {one.id: one for one in bank.questions("refugees")}
    assert asked["refugees-5"].number(asked["refugees-5"].value) == "0.0834"
    assert asked["refugees-5"].text.endswith("(between zero and one).</p>")
    assert [one.id for one in asked["refugees-7"].figures] == ["refugees-ranked"]
    assert "under Figure 8.1 and download" in asked["refugees-7"].text
    assert asked["refugees-7"].number(asked["refugees-7"].value) == "5"
    assert "refugees-4" not in asked, "a day is no number"
    assert len({asked[f"refugees-v1-{n}"].text for n in (1, 2, 3)}) == bank.VARIANTS


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("In {numref}`refugees-ranked` see", "<p>In Figure 8.1 see</p>"),
        ("a {term}`spell` and {term}`spells <spell>`", "<p>a spell and spells</p>"),
        ("the [ledger](claims.ipynb), `towns`", "<p>the ledger, <code>towns</code></p>"),
        ("1 < 2 & <b>", "<p>1 &lt; 2 &amp; &lt;b&gt;</p>"),
    ],
)
def test_prose_of_the_book_becomes_plain_html(text, html):
    assert figures.html(text) == html
    assert figures.plain(text) == unescape(re.sub("<[^>]+>", "", html))


# Moodle


def read_moodle(text):
    for question in etree.fromstring(text.encode()).findall("question"):
        if question.get("type") == "category":
            continue
        html = question.findtext("questiontext/text")
        body, alts, addresses = parted(html)
        files = {file.get("name"): file.text for file in question.iterfind("questiontext/file")}
        assert addresses == [f"@@PLUGINFILE@@/{file}" for file in files]
        for coded in files.values():
            assert Image.open(io.BytesIO(base64.b64decode(coded))).width >= 600
        answers = [
            (one.findtext("text"), one.get("fraction") == "100", one.findtext("feedback/text"))
            for one in question.iterfind("answer")
        ]
        yield question.findtext("idnumber"), question.findtext("name/text"), body, answers, alts


def test_moodle_xml_says_what_the_bank_says(asked):
    text = moodle("refugees", asked)
    assert list(read_moodle(text)) == [told(one) for one in asked]
    kinds = [one.get("type") for one in etree.fromstring(text.encode())]
    assert kinds[0] == "category"
    assert kinds[1:] == ["multichoice" if one.options else "numerical" for one in asked]
    tolerances = etree.fromstring(text.encode()).xpath("//tolerance/text()")
    assert tolerances == [
        one.tolerance for one in asked if not one.options for _ in (one, *one.wrong)
    ]


def test_a_slash_in_a_title_makes_no_category_of_its_own():
    category = etree.fromstring(moodle("refugees", ()).encode()).findtext("question/category/text")
    assert category.startswith("$course$/top/") and len(category.split("/")) == 4


# GIFT

TEXT = r"(?:\\[~=#{}:\\]|[^~=#{}:\\\n])*"  # nothing with a meaning of its own
BLOCK = re.compile(rf"// (\S+)\n::({TEXT})::\[html\]({TEXT})\{{(#?)\n(.*)\n\}}", re.S)
ANSWER = re.compile(rf"  ([=~])(%0%)?({TEXT})(?::([\d.]+))?#({TEXT})")


def read_gift(text):
    def plain(part):
        return re.sub(r"\\(.)", r"\1", part)

    category, *blocks = text.removesuffix("\n").split("\n\n")
    assert category.startswith("$CATEGORY: $course$/top/")
    for block in blocks:
        id, title, body, number, lines = BLOCK.fullmatch(block).groups()
        parts = [ANSWER.fullmatch(line).groups() for line in lines.split("\n")]
        assert all(bool(tolerance) == bool(number) for *_, tolerance, _ in parts)
        body, *alts = re.split(r"<p>Figure [\d.]+, in words: (.*?)</p>", plain(body))
        answers = [
            (plain(value), sign == "=" and not part, plain(says))
            for sign, part, value, _, says in parts
        ]
        yield id, plain(title), body, answers, [unescape(alt) for alt in alts[::2]]


def test_gift_says_what_the_bank_says(asked):
    def spaced(part):
        return " ".join(part.split())

    want = [
        (id, spaced(title), spaced(body), answers, [spaced(alt) for alt in alts])
        for id, title, body, answers, alts in map(told, asked)
    ]
    assert list(read_gift(gift("refugees", asked))) == want


# Canvas


def read_qti(archive):
    manifest = etree.fromstring(archive.read("imsmanifest.xml"))
    listed = manifest.xpath("//*[local-name()='file']/@href")
    assert sorted([*listed, "imsmanifest.xml"]) == sorted(archive.namelist())
    ids = manifest.xpath("//*[local-name()='resource']/@identifier")
    assert set(manifest.xpath("//@identifierref")) <= set(ids) and len(ids) == len(set(ids))
    quiz = etree.fromstring(archive.read("book-refugees/book-refugees.xml"))
    for item in quiz.iter(f"{QTI}item"):
        says = {
            one.get("ident"): one.findtext(f".//{QTI}mattext")
            for one in item.iter(f"{QTI}itemfeedback")
        }
        body, alts, addresses = parted(
            item.findtext(f"{QTI}presentation/{QTI}material/{QTI}mattext")
        )
        for address in addresses:
            picture = archive.read(address.removeprefix("%24IMS-CC-FILEBASE%24/"))
            assert Image.open(io.BytesIO(picture)).width >= 600
        options = {
            one.get("ident"): one.findtext(f".//{QTI}mattext")
            for one in item.iter(f"{QTI}response_label")
        }
        answers = {}
        for one in item.iter(f"{QTI}respcondition"):
            value = one.findtext(f".//{QTI}varequal")
            right = one.findtext(f"{QTI}setvar") == "100"
            assert one.get("continue") == ("No" if right else "Yes")
            shown = says[one.find(f"{QTI}displayfeedback").get("linkrefid")]
            answers[value] = options.get(value, value), right, shown
        multiple = "answer1" not in options
        order = sorted(answers) if multiple else [*list(answers)[-1:], *list(answers)[:-1]]
        yield item.get("ident"), item.get("title"), body, [answers[one] for one in order], alts


def test_the_zip_for_canvas_says_what_the_bank_says(asked):
    archive = zipfile.ZipFile(io.BytesIO(qti("refugees", asked)))
    assert list(read_qti(archive)) == [told(one) for one in asked]
    meta = etree.fromstring(archive.read("book-refugees/assessment_meta.xml"))
    assert meta.findtext("{*}points_possible") == str(sum(one.points for one in asked))


def test_the_zip_for_canvas_keeps_the_order_of_parts(asked):
    archive = zipfile.ZipFile(io.BytesIO(qti("refugees", asked)))
    quiz = archive.read("book-refugees/book-refugees.xml").decode()
    rules = etree.DTD(io.StringIO(RULES))
    assert rules.validate(etree.fromstring(quiz.replace(f' xmlns="{QTI[1:-1]}"', "").encode())), (
        rules.error_log
    )
    for item in etree.fromstring(quiz.encode()).iter(f"{QTI}item"):
        bounds = [
            (float(one.findtext(f".//{QTI}vargte")), float(one.findtext(f".//{QTI}varlte")))
            for one in item.iter(f"{QTI}or")
        ]
        question = next(one for one in asked if one.id == item.get("ident"))
        values = [wrong.value for wrong in question.wrong] + [question.value] * bool(bounds)
        assert all(low < value < high for (low, high), value in zip(bounds, values, strict=True))


# Paper


def test_the_sheet_has_no_answer_and_its_key_has_all(asked):
    plain, key = (sheet("refugees", asked, key) for key in (False, True))
    pictures = [re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', p) for p in (plain, key)]
    want = [figure.svg.count("<path") for one in asked for figure in one.figures]
    for found in pictures:
        assert [base64.b64decode(one).count(b"<path") for one in found] == want
    for one in asked:
        for page in (plain, key):
            assert one.text in page
            assert all(figure.text in unescape(page) for figure in one.figures)
        for option in one.options:
            assert option.text in plain and option.says not in plain
            assert f"{'Right' if option.right else 'Not so'}. {option.says}</span>" in key
        if not one.options:
            assert f"<strong>{one.number(one.value)}</strong>" in key
            assert f">{one.number(one.value)}<" not in plain
            for wrong in one.wrong:
                assert wrong.says in key and wrong.says not in plain
    assert 'class="key"' not in plain
    assert "http" not in plain


def test_files_are_the_same_each_time():
    first = quizzes.forms("refugees")
    bank.questions.cache_clear()
    assert quizzes.forms("refugees") == first
    assert sorted(first) == [
        "refugees-key.html", "refugees.gift", "refugees.html", "refugees.xml", "refugees.zip",
    ]  # fmt: skip
