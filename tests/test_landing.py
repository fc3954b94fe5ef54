"""The sentences of the landing page, with the values that the tables give."""

import base64
import re

import pytest
from repository import ROOT

from bookmaking.lineage import read, taken

SAID = {
    "lead": "93 claims|35 are supported, and 25 more are|On four the sources disagree|14 rest on",
    "card-spread": "In June 2014 alone IS took 14 of the places|in November 2017",
    "card-raqqa": "about 300,000 people|about 7,000",
    "card-mosul": "2,589 places|6,981 on 18 July 2017",
    "card-casualties": "first gave 17,049|grown to 20,218",
    "card-coalition-strikes": "flew 95% of|September 2016",
    "card-global-reach": "five countries in 2014|20 in 2024",
    "card-funding": "90% of the world price",
    "card-refugees": "Türkiye's list grew by 492,560",
    "card-aftermath": "March 2019|In 2022|4,711 people",
}


@pytest.mark.parametrize("tag", SAID)
def test_a_sentence_says_what_the_tables_say(tag):
    (cell,) = taken(ROOT / "notebooks" / "cover.ipynb", "cell", tag)
    text = " ".join(cell.outputs[0]["data"]["text/markdown"].split())
    assert [part for part in SAID[tag].split("|") if part not in text] == []


def test_the_score_of_the_lead_is_that_of_the_ledger():
    verdicts = [row["verdict"] for row in read(str(ROOT)).claims]
    counts = [verdicts.count(word) for word in ("supported", "consistent", "contested", "echo")]
    assert (len(verdicts), counts) == (93, [35, 25, 4, 14])


def test_the_picture_of_the_readme_is_the_first_one_of_the_book():
    (cell,) = taken(ROOT / "notebooks" / "cover.ipynb", "cell", "story-figure")
    shown = next(one["data"] for one in cell.outputs if "image/png" in one["data"])
    at = (ROOT / "docs" / "cover.png").read_bytes()
    assert at == base64.b64decode(shown["image/png"]), "write it again from notebooks/cover.ipynb"
    told = re.search(r"on (\d+ \w+ \d{4})", (ROOT / "README.md").read_text(encoding="utf-8"))[1]
    assert told in shown["image/svg+xml"]
