"""What pages say to machines is what the catalogue says, of files that are there."""

import json
import posixpath
import re
from urllib.parse import urlsplit

from lxml import html

from helpers.tables.read import resources

LINKED = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.S)


def test_the_tables_and_their_catalogue_are_told_once_on_their_pages(site):
    told, indexes = {}, []
    for path in sorted(site.rglob("*.html")):
        page = path.relative_to(site).as_posix()
        text = path.read_text(encoding="utf-8")
        for found in map(json.loads, LINKED.findall(text)):
            assert found["@context"] == "https://schema.org/"
            if found["@type"] == "DataCatalog":
                indexes.append((page, found))
                continue
            assert found["identifier"] not in told
            assert f'id="{found["@id"].removeprefix("#")}"' in text
            told[found["identifier"]] = f"{page}{found['@id']}"
            at = posixpath.normpath(posixpath.join(posixpath.dirname(page), _file(found)))
            assert (site / at).stat().st_size == int(found["distribution"]["contentSize"][:-2])
    assert sorted(told) == sorted(resources())
    ((page, index),) = indexes
    assert page == "tables/overview.html"
    listed = [f"tables/{one['@id']}" for one in index["dataset"]]
    assert sorted(listed) == sorted(told.values())
    for one in index["distribution"]:
        assert (site / posixpath.normpath(posixpath.join("tables", one["contentUrl"]))).is_file()


def _file(found):
    at = found["distribution"]["contentUrl"]
    assert not urlsplit(at).scheme and resources()[found["identifier"]]["path"] in at
    return at


def test_a_page_names_its_title_authors_and_day_for_reference_managers(site):
    head = (site / "notebooks/spread.html").read_text(encoding="utf-8").partition("</head>")[0]
    said = re.findall(r'<meta name="(citation_\w+)" content="([^"]+)">', head)
    assert [name for name, _ in said] == [
        "citation_title", "citation_inbook_title", "citation_author", "citation_publication_date",
    ]  # fmt: skip
    assert "Islamic State in Iraq and Syria" in dict(said)["citation_inbook_title"]


def test_many_claims_of_a_table_fold_away_and_few_do_not(site):
    rows = html.fromstring((site / "tables/overview.html").read_text(encoding="utf-8"))
    counts = {False: [], True: []}  # links in a row, by whether they are folded
    for cell in rows.cssselect("#lineage tbody tr > td:last-child"):
        counts[bool(cell.cssselect("details"))].append(len(cell.cssselect("a")))
    assert max(counts[False]) <= 8 < min(counts[True])
