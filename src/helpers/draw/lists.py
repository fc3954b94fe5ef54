"""Dates as a list that opens on request."""

import pandas as pd

from helpers.sentences import day, month, say


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
