"""Numbers for the text: how figures are written in sentences, always the same way."""

from decimal import ROUND_HALF_UP, Decimal

import pandas as pd

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
SMALL = [
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]


def say(text):
    """Show a sentence that holds computed figures (MyST Markdown)."""
    from IPython.display import Markdown, display  # not needed to write

    display(Markdown(text.strip()))


def _given(value):
    if value is None or pd.isna(value):
        raise ValueError("There is no number to write: the value is missing.")
    return Decimal(str(float(value)))


def _rounded(value, decimals):
    """Halves go up, as a reader expects: 804.5 -> 805."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def number(value):
    """1234567 -> '1,234,567'; a fraction below 100 keeps one decimal, above it is rounded."""
    value = _given(value)
    whole = value == value.to_integral_value() or abs(value) >= 100
    return f"{_rounded(value, 0 if whole else 1):,}"


def spelled(value):
    """A count in words up to twelve, in figures above."""
    value = _given(value)
    if value != value.to_integral_value():
        raise ValueError(f"{value} is no count: spelled() writes whole numbers.")
    return SMALL[int(value)] if 0 <= value < len(SMALL) else number(value)


def million(value):
    """5406000 -> '5.4 million', 10000000 -> '10 million'."""
    return f"{_rounded(_given(value) / 1_000_000, 1):,}".removesuffix(".0") + " million"


def percent(share):
    """0.601 -> '60%'."""
    return f"{_rounded(100 * _given(share), 0)}%"


def day(date):
    """A date as '10 June 2014', in English whatever the machine's language."""
    date = _date(date)
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}"


def _date(date):
    date = pd.Timestamp(date)
    if pd.isna(date):
        raise ValueError("There is no date to write: the value is missing.")
    return date


def month(date):
    """A date as 'June 2014'."""
    date = _date(date)
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
    """['a', 'b', 'c'] -> 'a, b and c'; nothing -> 'none'."""
    items = [str(item) for item in items] or ["none"]
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"
