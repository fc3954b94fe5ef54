"""For tests of findings: a table changed, a file read by another route, words that read well."""

import csv

import pandas as pd

from helpers.tables import read


def changed(name, change):
    """A load() that gives one table changed: change(copy of its DataFrame) -> DataFrame."""

    def load(table):
        frame = read.load(table)
        return change(frame.copy()) if table == name else frame

    return load


def put(column, value, **where):
    """A change of one column in the rows where the others have these values.

    value: the new value, or a function of the old ones.
    """

    def change(frame):
        rows = pd.Series(True, index=frame.index)
        for key, wanted in where.items():
            rows &= frame[key] == wanted
        assert rows.any()
        frame.loc[rows, column] = value(frame.loc[rows, column]) if callable(value) else value
        return frame

    return change


def without_the_article(name):
    """A load() whose tables have no rows that come from the article."""
    frame = read.load(name)
    return frame[~frame["from_article"]] if "from_article" in frame else frame


def lines(name):
    """The rows of a table's file as dicts of text, by the csv module alone."""
    path = read.data_folder() / read.describe(name)["path"]
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def check_words(result):
    """A finding has readings, and its sentences are sentences without a hole."""
    assert result.readings
    for sentence in (result.evidence, result.caveat, result.reason):
        assert sentence[0].isupper() and sentence.endswith(".")
        assert "nan" not in sentence.lower().split() and "NaT" not in sentence
