"""Numbers for the text: how figures are written in sentences, always the same way."""

import pandas as pd
from IPython.display import Markdown, display

from helpers.data import describe

MONTHS = (
    "January February March April May June July August September October November December"
).split()
SMALL = "no one two three four five six seven eight nine ten eleven twelve".split()


def say(text):
    """Show a sentence that holds computed figures (MyST Markdown)."""
    display(Markdown(text.strip()))


def number(value):
    """1234567 -> '1,234,567'; a fraction keeps one decimal."""
    if pd.isna(value):
        raise ValueError("There is no number to write: the value is missing.")
    value = float(value)
    return f"{value:,.0f}" if value.is_integer() or abs(value) >= 100 else f"{value:,.1f}"


def words(value):
    """0 to 12 in words, greater counts in figures."""
    value = int(value)
    return SMALL[value] if 0 <= value < len(SMALL) else number(value)


def million(value):
    """5406000 -> '5.4 million'."""
    return f"{float(value) / 1e6:.1f} million"


def percent(share, decimals=0):
    """0.601 -> '60%'."""
    return f"{100 * float(share):.{decimals}f}%"


def day(date):
    """A date as '10 June 2014', in English whatever the machine's language."""
    date = pd.Timestamp(date)
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}"


def month(date):
    """A date as 'June 2014'."""
    date = pd.Timestamp(date)
    return f"{MONTHS[date.month - 1]} {date.year}"


def between(low, high, write=number):
    """'7.0 million to 10.6 million', or one value where both ends read alike."""
    low, high = write(low), write(high)
    if low == high:
        return low
    unit = " million"
    if low.endswith(unit) and high.endswith(unit):
        low = low.removesuffix(unit)
    return f"{low} to {high}"


def listing(items):
    """['a', 'b', 'c'] -> 'a, b and c'."""
    items = [str(item) for item in items]
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def sources(*names):
    """Show the sources of a chapter: each table with publisher, licence and vintage."""
    lines = []
    for name in names:
        table = describe(name)
        licence = table["licenses"][0]
        publishers = listing(
            dict.fromkeys(s.get("publisher") or s["title"] for s in table["sources"])
        )
        vintage = table.get("vintage")
        lines.append(
            f"- **{table['title']}** (`{name}`). {publishers}"
            + (f", {vintage}" if vintage else "")
            + f". Licence: {licence.get('title') or licence['name']}."
        )
    say("\n".join(lines))
