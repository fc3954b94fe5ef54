"""The reference pages: glossary, bibliography, timeline, names, and what leads out of the book."""

import json
import re
from pathlib import Path

import pytest
from markupsafe import Markup

from bookmaking import figures, outside
from bookmaking.markup import template
from bookmaking.timeline import timeline_nodes
from helpers import load
from helpers.draw.figures import FIGURE
from helpers.judge import timeline
from helpers.judge.claims import CHAPTERS
from helpers.judge.rule import RULE
from helpers.judge.timeline import AFTER, OTHERS
from helpers.tables.hosts import bare, host_of, publishers
from helpers.tables.read import describe

ROOT = Path(__file__).resolve().parents[1]
BIB = (ROOT / "reference/references.bib").read_text(encoding="utf-8")
ENTRIES = {
    found[1]: found[2]
    for found in re.finditer(r"^@\w+\{([\w-]+),\n(.*?)^\}", BIB, re.MULTILINE | re.DOTALL)
}
STANDING = (*CHAPTERS, "aftermath")


def words_of(path):
    """The text of a page: all of a Markdown page, the Markdown cells of a notebook."""
    if path.suffix == ".md":
        return path.read_text(encoding="utf-8")
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")


def said(path):
    """What the cells of a notebook say: their outputs in Markdown."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    return "\n".join("".join(one.get("data", {}).get("text/markdown", "")) for one in outputs)


PAGES = {
    path.relative_to(ROOT).as_posix(): words_of(path)
    for glob in ("*.md", "reference/*.md", "notebooks/*.ipynb")
    for path in sorted(ROOT.glob(glob))
    if path.name != "README.md"
}
CITED = {
    key.strip()
    for text in [*PAGES.values(), *map(said, sorted(ROOT.glob("notebooks/*.ipynb")))]
    for keys in re.findall(r"\{cite[^}]*\}`([^`]+)`", text)
    for key in keys.split(",")
}


# The bibliography


def test_every_work_is_cited_and_every_citation_has_a_work():
    assert len(ENTRIES) == BIB.count("\n@")
    assert set(ENTRIES) == CITED


@pytest.mark.parametrize("key", sorted(ENTRIES))
def test_a_work_has_author_title_year_and_an_address_of_a_known_host(key):
    entry = ENTRIES[key]
    for field in ("author", "title", "year"):
        assert re.search(rf"^  {field} = \{{.+\}},$", entry, re.MULTILINE), field
    for address in re.findall(r"url = \{(https?://[^/}]+)", entry):
        assert host_of(address) in publishers(load)


def test_each_publisher_of_the_catalogue_has_a_work_or_a_reason():
    named = {
        name
        for entry in ENTRIES.values()
        for names in re.findall(r"catalogue = \{(.*)\}", entry)
        for name in [names, *names.split("; ")]
    }
    table = PAGES["reference/bibliography.md"].split("## Publishers without an entry")[1]
    reasons = dict(re.findall(r"^\| (.+?) \| (.+?) \|$", table, re.MULTILINE))
    catalogue = json.loads((ROOT / "data/datapackage.json").read_text(encoding="utf-8"))
    publishers = {s["publisher"] for r in catalogue["resources"] for s in r["sources"]}
    assert publishers - named - set(reasons) == set()
    assert named & set(reasons) == set()


LICENCE = re.compile(  # what a note may say of one, as the catalogue's titles say it
    r"CC BY(?:-SA|-IGO)?(?: \d\.\d)?(?: IGO)?|public domain|free and open, with credit"
    r"|licence of their own, not for copying|display only under its terms",
    re.IGNORECASE,
)
OURS = "Our table: CC BY 4.0"


def field(entry, name):
    found = re.search(rf"^  {name} = \{{(.*)\}},$", entry, re.MULTILINE)
    return found[1] if found else ""


def of_publisher(entry):
    """(licences, limits, theirs) of a work's tables; theirs: licences of those of no one else."""
    names = field(entry, "catalogue")
    names = {names, *names.split("; ")}
    licences, limits, theirs = [], [], []
    for resource in json.loads((ROOT / "data/datapackage.json").read_text("utf-8"))["resources"]:
        publishers = {source["publisher"] for source in resource["sources"]}
        if publishers & names:
            titles = [licence["title"] for licence in resource["licenses"]]
            licences += titles
            limits += resource["limitations"]
            theirs += titles if publishers <= names else []
    return licences, limits, theirs


@pytest.mark.parametrize("key", sorted(key for key in ENTRIES if field(ENTRIES[key], "catalogue")))
def test_a_works_note_gives_the_licence_that_its_tables_give(key):
    note = field(ENTRIES[key], "note")
    licences, limits, theirs = of_publisher(ENTRIES[key])
    assert licences
    given = " | ".join(licences if "of ours" in note else [t.replace(OURS, "") for t in licences])
    for said in LICENCE.findall(note):
        assert said.lower() in given.lower(), said
    name = field(ENTRIES[key], "author").strip("{}").split(",")[0]
    doubt = f"Terms of {name} were not verified" in " ".join(limits)
    if "not verified" in note:
        assert doubt or "not verified" in " ".join(licences)
    else:
        assert not doubt and "not verified" not in " ".join(theirs)
    if not note:  # a paper alone: its tables are of another work too
        assert not theirs


def test_a_licence_of_a_note_is_read_whole():
    assert LICENCE.findall("CC BY 3.0 IGO; CC BY-SA 4.0; Public domain") == [
        "CC BY 3.0 IGO",
        "CC BY-SA 4.0",
        "Public domain",
    ]


# The glossary


def terms():
    found = set()
    for block in re.findall(r"```\{glossary\}\n(.*?)```", everything(), re.DOTALL):
        found |= {line for line in block.splitlines() if line and not line.startswith(" ")}
    return found


def everything():
    """The glossary with what it takes from its notebook."""
    return "\n".join([PAGES["reference/glossary.md"], said(ROOT / "notebooks/reference.ipynb")])


def test_the_vocabulary_and_all_actors_are_defined():
    wanted = {
        "IDP",
        "refugee",
        "asylum-seeker",
        "returnee",
        "stock",
        "flow",
        "best estimate",
        "dyad",
        "low and high estimate",
        "one-sided violence",
        "strike",
        "sortie",
        "weapon released",
        "wilaya",
        "vintage",
        "precision code",
        "as of",
        "governorate",
        "district",
        "casualty",
        "registered",
    }
    assert wanted | set(RULE["verdict"]) | set(load("actors")["name"]) <= terms()


def test_every_actor_has_its_arabic_name_marked_as_arabic():
    for name in load("actors")["name_ar"]:
        assert f'<span lang="ar" dir="rtl">{name}</span>' in everything()


@pytest.mark.parametrize("chapter", STANDING)
def test_a_chapter_links_terms_at_their_first_use_only(chapter):
    used = re.findall(r"\{term\}`(?:[^`<]*<)?([^`<>]+)>?`", PAGES[f"notebooks/{chapter}.ipynb"])
    assert len(used) >= 4
    assert sorted(used) == sorted(set(used))
    assert set(used) <= terms()


@pytest.mark.parametrize("chapter", STANDING)
def test_a_chapter_cites_works_of_the_bibliography(chapter):
    assert "{cite:" in PAGES[f"notebooks/{chapter}.ipynb"]


@pytest.mark.parametrize("chapter", STANDING)
def test_a_chapter_says_as_of_when_its_data_are(chapter):
    """Below each figure stands the vintage of every table that has one."""
    cells = json.loads((ROOT / f"notebooks/{chapter}.ipynb").read_text(encoding="utf-8"))["cells"]
    bundles = [out.get("data", {}) for cell in cells for out in cell.get("outputs", [])]
    metas = [one[FIGURE] for one in bundles if not one.get(FIGURE, {"heading": 1}).get("heading")]
    assert metas
    dated = 0
    for meta in metas:
        text = figures.details(meta, "", {}, page=lambda place: None).astext()
        for name in (source["name"] for source in meta["sources"]):
            vintage = describe(name).get("vintage")
            assert vintage is None or f"Data as of {vintage}." in text, name
            dated += vintage is not None
    assert dated > len(metas) / 2


# The timeline


def test_the_dates_behind_claims_end_with_the_article_and_carry_other_dates():
    story = timeline.behind("spread").set_index("key")
    assert story["date"].is_monotonic_increasing and not story["after_article"].any()
    assert story["claim_ids"].str.contains("spread-").all() and "ramadi-falls" not in story.index
    assert story.loc["al-qaeda-in-iraq", "when"] == "October 2004"
    assert "17 October 2004" in story.loc["al-qaeda-in-iraq", "other_dates"]
    assert story.loc["tikrit-falls", "other_dates"] is None


def test_the_timeline_holds_every_key_date_in_order():
    table, events = load("key_dates"), timeline.events()
    assert set(events["key"]) == set(table["key"])
    assert events["date"].is_monotonic_increasing
    assert (events["source"].str.len() > 0).all()
    assert {one for slugs in events["chapters"] for one in slugs} <= set(CHAPTERS)


def test_what_came_after_the_article_is_marked_as_such():
    table = load("key_dates")
    later = table["date"] >= "2018-04-01"
    assert (table.loc[later, "after_article"]).all()
    assert not table.loc[table["date"] < "2018-03-01", "after_article"].any()
    events = timeline.events().set_index("key")
    after = set(table.loc[table["after_article"], "key"])
    assert set(events.index[events["part"] == AFTER]) == after


def test_sides_are_found_in_the_words_of_the_table():
    sides = timeline.events().set_index("key")["sides"]
    assert sides["raqqa-rebels-expelled"] == ["IS", "Opposition"]
    assert sides["mosul-falls"] == ["IS", "Government of Iraq"]
    assert sides["mi5-count"] == [OTHERS]
    assert "Government of Iraq" not in sides["islamic-state-of-iraq"]
    assert "Government of Syria" not in sides["syria-joins-coalition"]


def test_the_list_shows_each_event_with_its_source_and_its_other_dates():
    class App:
        class builder:
            @staticmethod
            def get_relative_uri(docname, to):
                return f"to/{to}"

    class Env:
        docname, found_docs, app = "notebooks/timeline", {"notebooks/spread"}, App

    shown_ = timeline.show()._repr_mimebundle_()
    rows = shown_[timeline.TIMELINE]
    text = timeline_nodes(Env, rows)[0].astext()
    for row in rows:
        part = text.split(f'id="event-{row["key"]}"')[1].split("</tr>")[0]
        assert row["address"].replace("&", "&amp;") in part
        assert ("Other dates" in part) == bool(row["others"])
    assert '<a href="to/notebooks/spread">Rise and fall</a>' in text
    assert ">Refugees</a>" not in text, "no link to a page that is not in the book"
    assert shown_["text/markdown"].count("\n- ") == len(rows) - 1


def test_a_filtered_table_reads_without_a_script():
    tables = template("filtered.html").module
    row = tables.row({"kind": ["a|b", "c"]}, "x", caller=lambda: Markup("<td>two</td>"))
    one, other = (
        tables.filtered(
            "t", ["A<"], {"z": "Z", "kind": "K"}, "rows", "All", text=text, caller=lambda: row
        )
        for text in ("Words", "")
    )
    assert '<tr role="row" id="x" data-kind="a/b|c">' in one and "<td>two</td>" in one
    assert "hidden" not in one and 'data-text="Words"' in one and "data-text" not in other
    assert ">A&lt;</th>" in one
    assert one.index("&#34;z&#34;") < one.index("&#34;kind&#34;"), "filters keep their order"


# Links out of the book


def test_only_links_are_read_from_a_page():
    page = '<a href="https://a.org/x?y=1&amp;z">a</a><a href="#b">b</a><link href="https://c.org">'
    assert outside.links(page) == ["https://a.org/x?y=1&z"]


def test_hosts_are_written_without_what_only_says_how_they_are_served():
    assert [bare(host) for host in load("hosts")["host"]] == load("hosts")["host"].tolist()
    assert bare("www.example.org") == host_of("https://amp.example.org/a") == "example.org"
