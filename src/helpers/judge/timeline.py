"""The timeline: every dated event of the table `key_dates`, with who took part and who says so.

from helpers.judge import timeline
timeline.events()          # one row an event, a DataFrame in order of time
timeline.show()            # the same as a list for a page, JupyterLab or GitHub
"""

import json
import re

import pandas as pd

from helpers import sentences
from helpers.judge.claims import CHAPTERS
from helpers.judge.events import other_dates, when
from helpers.judge.printed import Printed
from helpers.tables import read

__all__ = ["OTHERS", "TIMELINE", "behind", "events", "show"]

TIMELINE = "application/vnd.book.timeline+json"
OTHERS = "Others"
ALSO = {  # patterns for words in the column `actors` that the names in `actors` do not hold
    "is": "Islamic State|Baghdadi|Zarqawi",
    "iraq_gov": "Iraqi|^Iraq$",
    "syria_gov": "Syrian forces",
    "kurdish_sdf": "Kurdish",
    "opposition": "Syrian rebels|Syrian opposition|[Bb]rigade|Turkish",
    "coalition": "United States|US|coalition|United Kingdom|France|Canada|Royal Air Force",
    "russia": "Russian?",
    "civilians": "population|civilians",
}
NAMES = {"source_publisher": "source", "source_url": "address", "source_kind": "kind"}
NEW_GOVERNMENT = pd.Timestamp("2024-12-08")
BEFORE, AFTER = "Up to March 2018", "After the article"


def events(load: read.Load = read.load) -> pd.DataFrame:
    """All events in order of time, a DataFrame.

    Columns: key, date, day (the date in words), label, event, place, country ('' where none or
    several), sides (short names of the table `actors`, a list), chapters (slugs, a list), part
    (BEFORE or AFTER the article), source (publisher), address, kind of source, others (other
    dates that sources give, a list of words), note.
    """
    table = load("key_dates").sort_values("date", kind="stable").reset_index(drop=True)
    one = [table.iloc[[at]] for at in table.index]
    sides = _sides(load)
    texts = ["place", "country", "actors", "source_url", "note"]
    table[texts] = table[texts].fillna("")
    table = table.rename(columns=NAMES).assign(
        day=[when(row) for row in one],
        sides=[_named(*row, sides) for row in zip(table["actors"], table["date"])],
        chapters=table["chapters"].str.split(";"),
        part=table["after_article"].map({True: AFTER, False: BEFORE}),
        others=[other_dates(load, row) for row in one],
    )
    kept = "key date day label event place country sides chapters part source address kind others"
    return table[[*kept.split(), "note"]]


def behind(claims: str, load: read.Load = read.load) -> pd.DataFrame:
    """The dates up to the article that some claims rest on: rows of key_dates, in order of time.

    claims: how their ids begin, such as "spread". Adds when (the date in words) and other_dates
    (that sources give, or None).
    """
    table = load("key_dates")
    table = table[table["claim_ids"].str.contains(f"{claims}-", na=False)]
    known = events(load).rename(columns={"day": "when"})
    known["other_dates"] = known["others"].str.join("; ").replace("", None)
    table = table[~table["after_article"]].merge(known[["key", "when", "other_dates"]])
    return table.sort_values("date", kind="stable")


def show(load: read.Load = read.load) -> Printed:
    """The timeline as an output that reads in a page, on a phone, in JupyterLab and on GitHub."""
    table = events(load)
    rows = table.assign(date=table["date"].dt.strftime("%Y-%m-%d"))
    found = json.loads(rows.to_json(orient="records", force_ascii=False))
    text = "\n".join(map(_line, found))
    return Printed(table, text, f"{len(table)} events", {TIMELINE: found})


def _sides(load):
    """Short name of each group of actors, with the pattern that finds it in a text."""
    actors = load("actors")
    found = {}
    for group, rows in actors.groupby("group", sort=False):
        names = rows[["name", "short_name", "other_names"]].stack().dropna()
        words = [re.escape(name) for name in names.str.split("; ").explode()]
        words += [ALSO[group]] if group in ALSO else []
        short = rows.loc[rows["actor"] == group, "short_name"].iloc[0]
        found[short] = re.compile("|".join(rf"\b(?:{word})\b" for word in words))
    return found


def _named(text, date, sides):
    """The sides that a text of actors names, or OTHERS."""
    parts = [part.strip() for part in text.split(";")]
    if date > NEW_GOVERNMENT:  # another government of Syria than the side of that name
        parts = [part for part in parts if part not in ("Government of Syria", "Syrian forces")]
    return [name for name, words in sides.items() if any(map(words.search, parts))] or [OTHERS]


def _line(row):
    source = f"[{row['source']}](<{row['address']}>)" if row["address"] else row["source"]
    others = f" Other dates: {'; '.join(row['others'])}." if row["others"] else ""
    chapters = sentences.listing(f"[{CHAPTERS[one]}]({one}.ipynb)" for one in row["chapters"])
    return (
        f"- **{row['day']}** {row['label']}: {row['event']}. *{chapters}.* "
        f"Source: {source}.{others}"
    )
