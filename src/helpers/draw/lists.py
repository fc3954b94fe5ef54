"""Lists for a page: the sources of a chapter, and dates that open on request."""

import pandas as pd

from helpers.sentences import day, listing, month, say
from helpers.tables import describe


def date_list(dates: pd.DataFrame, heading: str) -> None:
    """Show rows of the table key_dates as a list that opens on request, each with its source."""
    lines = []
    for row in dates.sort_values("date", kind="stable").to_dict("records"):
        write = month if row["date_precision"] == "month" else day
        source = row["source_publisher"]
        if pd.notna(row["source_url"]):
            source = f"[{source}](<{row['source_url']}>)"
        lines.append(f"- **{write(row['date'])}** {row['event']} ({source})")
    say("\n".join([f":::{{dropdown}} {heading}", *lines, ":::"]))


def sources(*names: str) -> None:
    """Show the sources of a chapter: each table with publishers, vintage and licences."""
    lines = []
    for name in names:
        table = describe(name)
        publishers = listing(
            dict.fromkeys(s.get("publisher") or s["title"] for s in table["sources"])
        )
        licences = "; ".join(n.get("title") or n["name"] for n in table["licenses"])
        vintage = f", {table['vintage']}" if table.get("vintage") else ""
        lines.append(
            f"- **{table['title']}** (`{name}`). {publishers}{vintage}. Licence: {licences}."
        )
    say("\n".join(lines))
