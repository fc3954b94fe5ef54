"""Sentences are templates with named values; what does not fit is refused by name."""

import pandas as pd
import pytest

from helpers import sentences
from helpers.sentences import SentenceError, fill, fill_all, written

ROW = pd.Series({"date": pd.Timestamp("2014-06-10"), "held": 46})
KILLED = pd.Series({2014: 20_218, 2015: 17_578})


@pytest.mark.parametrize(
    ("template", "values", "text"),
    [
        ("{row.date:month}: {row.held} places.", {"row": ROW}, "June 2014: 46 places."),
        ("{row[date]:day}", {"row": ROW}, "10 June 2014"),
        ("{row.date:year} and {n:year}", {"row": ROW, "n": 2015}, "2014 and 2015"),
        ("{killed[2014]:number}", {"killed": KILLED}, "20,218"),
        ("{killed:pairs}.", {"killed": KILLED}, "2014 20,218 and 2015 17,578."),
        ("{years:list year}", {"years": [2014, 2015, 2016]}, "2014, 2015 and 2016"),
        ("{names:list}", {"names": ["Hit", "Ana"]}, "Hit and Ana"),
        ("{span:between million}", {"span": (7e6, 10.6e6)}, "7 to 10.6 million"),
        ("{n:words town/towns}", {"n": 1}, "one town"),
        ("{n:Words town/towns}", {"n": 3}, "Three towns"),
        ("{n:number}", {"n": 804.5}, "805"),
        ("{n:number}", {"n": -0.04}, "0.0"),
        ("{n:signed} {m:signed} {z:signed}", {"n": 1234, "m": -5, "z": 0}, "+1,234 −5 0"),
        ("{share:percent}, {share:.2f}", {"share": 0.601}, "60%, 0.60"),
        ("{n}", {"n": 999}, "999"),
    ],
)
def test_a_template_is_filled(template, values, text):
    assert fill(template, **values) == text


def test_a_country_has_its_article_in_a_sentence():
    names = ["United Kingdom", "Philippines", "Netherlands", "Syria"]
    told = [sentences.with_article(name) for name in names]
    assert told == ["the United Kingdom", "the Philippines", "the Netherlands", "Syria"]


@pytest.mark.parametrize(
    ("template", "values", "says"),
    [
        ("{dead} dead", {"killed": 1}, "asks for 'dead'.*killed"),
        ("{row.day} dead", {"row": ROW}, "row has no 'day'; it has date, held"),
        ("{row[day]} dead", {"row": ROW}, "row has no 'day'; it has date, held"),
        ("{n.Germny:number}", {"n": {"Sweden": 1}}, "n has no 'Germny'; it has Sweden"),
        ("{row.date.yaer}", {"row": ROW}, "row.date has no 'yaer'; it has year"),
        ("{row.dat.year}", {"row": ROW}, "row has no 'dat'; it has date"),
        ("{row:month} dead", {}, "asks for 'row'.*it has none"),
        ("none", {"killed": 1}, "does not use .*killed"),
        ("{n}", {"n": 2014}, "say how 2014 is written"),
        ("{n}", {"n": 0.5}, "say how 0.5 is written"),
        ("{n:number}", {"n": None}, "missing"),
        ("{n:words}", {"n": 12.13}, "12.13 is no count.*round it first"),
        ("{date:day}", {"date": pd.NaT}, "{date:day} cannot be written"),
        ("{n:nonsense}", {"n": 3}, "cannot be written: 'nonsense' is no format word.*signed, list"),
        ("{n:nonsense one/many}", {"n": 3}, "'nonsense' is no format word"),
        ("{n:between nonsense}", {"n": (3, 4)}, "'nonsense' is no format word"),
        ("{date:nonsense}", {"date": pd.Timestamp("2014-06-10")}, "'nonsense' is no format word"),
        ("{n:!}", {"n": 3}, "cannot be written"),
    ],
)
def test_what_makes_no_sentence_is_refused(template, values, says):
    with pytest.raises(SentenceError, match=says):
        fill(template, **values)


def test_a_sentence_without_values_has_no_brace_left_but_those_of_myst(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda text: shown.append(text.data))
    sentences.say(" See {numref}`held` and\n```{glossary}\n```\n:::{dropdown} Dates\n:::")
    assert shown[0].startswith("See {numref}`held`")
    for left in ("{n:number} dead", "({n})"):
        with pytest.raises(SentenceError, match="has no value for {n"):
            sentences.say(left)


def test_templates_share_values_and_each_is_used():
    both = {"title": "{n:words} towns", "text": "Of {of} towns."}
    assert fill_all(both, {"n": 3, "of": 46}) == {"title": "three towns", "text": "Of 46 towns."}
    with pytest.raises(SentenceError, match="uses .*extra"):
        fill_all(both, {"n": 3, "of": 46, "extra": 1})


def test_every_format_word_writes():
    for word in sentences.WRITERS:
        value = pd.Timestamp("2014-06-10") if word in ("day", "month") else 7
        assert written(value, word)


def test_from_a_thousand_on_a_template_says_how_a_number_is_written():
    assert sentences.fill("{n}", n=999) == "999"
    with pytest.raises(sentences.SentenceError, match="say how 1000 is written"):
        sentences.fill("{n}", n=1000)
