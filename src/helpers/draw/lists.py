"""Lists for a page: the sources of a chapter, and dates that open on request."""

import pandas as pd

from helpers.draw.figures import source
from helpers.sentences import day, listing, month, say
from helpers.tables import describe


def date_list(dates: pd.DataFrame, heading: str) -> None:
    """Show rows of the table key_dates as a list that opens on request, each with its source."""
    lines = []
    for row in dates.sort_values("date", kind="stable").to_dict("records"):
        write = month if row["date_precision"] == "month" else day
        told = row["source_publisher"]
        if pd.notna(row["source_url"]):
            told = f"[{told}](<{row['source_url']}>)"
        lines.append(f"- **{write(row['date'])}** {row['event']} ({told})")
    say("\n".join([f":::{{dropdown}} {heading}", *lines, ":::"]))


def sources(*names: str) -> None:
    """Show the sources of a chapter: each table with publishers, vintage and licences."""
    lines = []
    for name in names:
        table = source(name)
        publishers = listing(dict.fromkeys(one["name"] for one in table["publishers"]))
        licences = "; ".join(one["title"] for one in table["licences"])
        vintage = describe(name).get("vintage")
        dated = f"{publishers}, {vintage}" if vintage else publishers
        lines.append(f"- **{table['title']}** (`{name}`). {dated}. Licence: {licences}.")
    say("\n".join(lines))
