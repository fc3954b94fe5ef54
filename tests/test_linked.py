"""What pages say of the tables to machines: JSON-LD, the catalogue's own words."""

import json
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

from bookmaking import linked
from bookmaking.coverage import coverage
from helpers.tables.read import data_folder, package, resources

ROOT = Path(__file__).resolve().parents[1]


class Scripts(HTMLParser):
    """The contents of all script elements of a page, as a browser takes them out."""

    def __init__(self, page):
        super().__init__()
        self.found, self.inside, self.text = [], False, ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag == "script":
            self.inside = dict(attrs).get("type") == "application/ld+json"
            self.found += [""] * self.inside

    def handle_endtag(self, tag):
        self.inside = self.inside and tag != "script"

    def handle_data(self, data):
        if self.inside:
            self.found[-1] += data
        else:
            self.text += data


def told_of(name):
    entry = resources()[name]
    seen = coverage(data_folder() / entry["path"], entry)
    script = linked.script(linked.dataset(entry, seen, f"#table-{name}", "../"))
    (text,) = Scripts(f"<p>{script}</p>").found
    return entry, json.loads(text)


@pytest.mark.parametrize("name", sorted(resources()))
def test_a_tables_entry_says_what_the_catalogue_says(name):
    entry, told = told_of(name)
    assert told["@type"] == "Dataset" and told["name"] == entry["title"]
    assert told["identifier"] == name and told["description"].endswith(entry["description"])
    assert [one["name"] for one in told["variableMeasured"]] == [
        one["name"] for one in entry["schema"]["fields"]
    ]
    at = told["distribution"]["contentUrl"]
    assert at == f"../data/{entry['path']}" and (ROOT / at.removeprefix("../")).is_file()
    assert f"sha256:{told['distribution']['sha256']}" == entry["hash"]
    licences = [one["name"] for one in entry["licenses"]]
    assert ("license" in told) == ("unverified" not in licences)
    named = told["creator"]
    assert [one["name"] for one in named] == list(
        dict.fromkeys(one["publisher"] for one in entry["sources"])
    )
    assert None not in told.values() and len(told["description"]) >= 50


def test_time_and_place_come_from_the_cells():
    _, told = told_of("towns")
    first, last = told["temporalCoverage"].split("/")
    assert first.startswith("2013") and last.startswith("2019")
    box = next(one["geo"]["box"] for one in told["spatialCoverage"] if "geo" in one)
    south, west, north, east = map(float, box.split())
    assert 30 < south < north < 38 and 35 < west < east < 50
    _, actors = told_of("actors")
    assert "spatialCoverage" not in actors


def test_no_text_of_the_catalogue_ends_the_element():
    trap = "</script><script>alert(1)</script><!-- & \u2028 'it' \"is\""
    entry = resources()["towns"] | {"description": trap, "title": "<b>Towns</b>"}
    seen = coverage(data_folder() / entry["path"], entry)
    page = f"before{linked.script(linked.dataset(entry, seen, '#x', ''))}after"
    read = Scripts(page)
    assert read.text == "beforeafter" and len(read.found) == 1
    assert json.loads(read.found[0])["description"] == trap
    assert "<!--" not in page and page.lower().count("</script") == 1


def test_the_index_is_a_catalogue_of_all_tables():
    entries = {one["title"]: f"x.html#{name}" for name, one in resources().items()}
    told = linked.catalog(entries, "../", "downloads/all.zip")
    assert len(told["dataset"]) == len(resources()) and told["@id"] == package()["id"]
    assert told["keywords"] and told["creator"]["name"] == package()["contributors"][0]["title"]


def test_the_package_says_what_the_citation_says():
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    whole = package()
    assert (whole["title"], whole["version"]) == (cited["title"], str(cited["version"]))
    assert whole["keywords"] == cited["keywords"]
    assert whole["created"].startswith(f"{cited['date-released']}")
    assert [one["title"] for one in whole["contributors"]] == [
        one["name"] for one in cited["authors"]
    ]
    assert whole.get("homepage") == cited.get("url")
    assert linked.cited(str(ROOT))[-1] == ("citation_publication_date", "2026/11/22")


def test_two_licences_are_a_list_and_one_that_is_not_verified_is_none():
    seen = SimpleNamespace(first="", last="", names=frozenset(), places="", box=None)
    entry = resources()["displaced_yearly"]
    assert len(linked.dataset(entry, seen, "#x", "")["license"]) == 2
    open_half = [entry["licenses"][0], {"name": "unverified"}]
    assert "license" not in linked.dataset(entry | {"licenses": open_half}, seen, "#x", "")
