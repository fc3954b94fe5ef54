"""Numbers, dates and sentences: how figures are written, always the same way.

    say("In {peak.date:month} IS held {peak.held} of {places} places.", peak=peak, places=46)

A sentence is a template with named values. After the colon stands a format word: number, words
(three), Words (Three), million, percent, day, month, year, signed; with `one/many` the noun that
fits ({n:words town/towns}); `list` before a format word for several values ({years:list year}),
`pairs` for a Series, index and value ({killed:pairs number}), `between` for a low and a high end.
"""

import re
import string
from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal
from difflib import get_close_matches
from typing import Any

import pandas as pd

MONTHS = "January February March April May June July August September October November December"
MONTHS = MONTHS.split()
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
# A name in braces that is neither a role nor a directive of MyST.
UNFILLED = re.compile(r"(?<![`:])\{[^{}`]*\}(?!`)")
NEAREST = 8  # names that an error offers
PLAIN = 1000  # from here on a whole number could be a year or a count: the template has to say


class SentenceError(ValueError):
    """A template and its values that do not make a sentence; says which and what to do."""


def say(template: str, **values: object) -> None:
    """Show a sentence, or paragraphs of them (MyST Markdown), with its values filled in.

    Without values it is shown as it stands. SentenceError as for ``fill``.
    """
    from IPython.display import Markdown, display  # not needed to write

    text = template.strip()
    if values:
        text = fill(text, **values)
    elif left := UNFILLED.search(text):
        raise SentenceError(f"The sentence {text[:60]!r}... has no value for {left[0]}.")
    display(Markdown(text))


def fill(template: str, **values: object) -> str:
    """The text of a template. SentenceError for a value that is missing, unused or unwritable."""
    text, used = _filled(template, values)
    unused = set(values) - used
    if unused:
        raise SentenceError(f"The sentence does not use {sorted(unused)}: {template[:60]!r}...")
    return text


def fill_all(templates: dict[str, str], values: dict) -> dict[str, str]:
    """The texts of several templates (a dict) that share their values, each used somewhere."""
    filled = {name: _filled(template, values) for name, template in templates.items()}
    unused = set(values).difference(*(used for _, used in filled.values()))
    if unused:
        raise SentenceError(f"No sentence uses {sorted(unused)}.")
    return {name: text for name, (text, _) in filled.items()}


def _filled(template, values):
    used = set()
    try:
        text = _Template(used).vformat(template, (), values)
    except (KeyError, AttributeError, IndexError) as error:
        there = f"which is not among its values ({', '.join(values) or 'it has none'})"
        raise SentenceError(
            f"The sentence {template[:60]!r}... asks for {error}, {there}."
        ) from None
    return text, used


class _Template(string.Formatter):
    """str.format with the format words of this module."""

    def __init__(self, used):
        self.used = used

    def get_field(self, field_name, args, kwargs):
        try:
            value, first = super().get_field(field_name, args, kwargs)
        except (AttributeError, KeyError):
            *owner, asked = re.findall(r"^\w+|[.[][^.[]+", field_name)
            if not owner:
                raise
            (owner, value), _ = self.get_field("".join(owner), args, kwargs)
            names = map(str, value.keys() if hasattr(value, "keys") else dir(value))
            asked = asked.strip(".[]")
            near = ", ".join(get_close_matches(asked, names, NEAREST, cutoff=0))
            raise SentenceError(f"{owner} has no {asked!r}; it has {near}.") from None
        self.used.add(first)
        return (field_name, value), first

    def format_field(self, named, spec):
        name, value = named
        try:
            return written(value, spec)
        except (TypeError, ValueError) as error:
            raise SentenceError(f"{{{name}:{spec}}} cannot be written: {error}") from None


def written(value: Any, spec: str = "") -> str:
    """One value in words of the format `spec`: written(3, "words town/towns") -> 'three towns'."""
    word, _, rest = spec.partition(" ")
    if word == "list":
        return listing(written(one, rest) for one in value)
    if word == "pairs":
        pairs = ((_label(key), written(one, rest or "number")) for key, one in value.items())
        return listing(map(" ".join, pairs))
    if word == "between":
        low, high = value
        return between(low, high, _writer(rest or "number"))
    if "/" in rest:
        return f"{_writer(word)(value)} {rest.split('/')[int(value != 1)]}"
    if word[:2].isalpha() and len(word) > 1:
        return _writer(word)(value)
    if spec:  # one of Python's own, such as .2f
        return format(value, spec)
    if isinstance(value, str):
        return value
    count = _given(value)
    if count != count.to_integral_value() or abs(count) >= PLAIN:
        raise ValueError(f"say how {value} is written, such as :number or :year")
    return str(int(count))


def _writer(word):
    if word not in WRITERS:
        words = ", ".join([*WRITERS, "list", "pairs", "between"])
        raise ValueError(f"{word!r} is no format word; there are {words}")
    return WRITERS[word]


def _label(key):
    return month(key) if isinstance(key, pd.Timestamp) else str(key)


def _given(value):
    if value is None or pd.isna(value):
        raise ValueError("There is no number to write: the value is missing.")
    return Decimal(str(float(value)))


def _rounded(value, decimals):
    """Halves go up, as a reader expects: 804.5 -> 805."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def number(value: float) -> str:
    """1234567 -> '1,234,567'; a fraction below 100 keeps one decimal, above it is rounded."""
    value = _given(value)
    whole = value == value.to_integral_value() or abs(value) >= 100
    return f"{_rounded(value, 0 if whole else 1) + 0:,}"  # + 0: no minus before zero


def spelled(value: float) -> str:
    """A count in words up to twelve, in figures above."""
    value = _given(value)
    if value != value.to_integral_value():
        raise ValueError(f"{value} is no count: words are for whole numbers, so round it first")
    return SMALL[int(value)] if 0 <= value < len(SMALL) else number(value)


def million(value: float) -> str:
    """5406000 -> '5.4 million', 10000000 -> '10 million'."""
    return f"{_rounded(_given(value) / 1_000_000, 1):,}".removesuffix(".0") + " million"


def percent(share: float) -> str:
    """0.601 -> '60%'."""
    return f"{_rounded(100 * _given(share), 0)}%"


def day(date: str | pd.Timestamp) -> str:
    """A date as '10 June 2014', in English whatever the machine's language."""
    date = _date(date)
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}"


def _date(date):
    date = pd.Timestamp(date)
    if pd.isna(date):
        raise ValueError("There is no date to write: the value is missing.")
    return date


def month(date: str | pd.Timestamp) -> str:
    """A date as 'June 2014'."""
    date = _date(date)
    return f"{MONTHS[date.month - 1]} {date.year}"


def in_words(text: str) -> str:
    """A text with the dates in it in words: '2014-06-15 (AFP)' -> '15 June 2014 (AFP)'."""
    return re.sub(
        r"\b\d{4}-\d\d(-\d\d)?\b", lambda date: (day if date[1] else month)(date[0]), text
    )


def between(low: Any, high: Any, write: Callable[[Any], str] = number) -> str:
    """'7.0 million to 10.6 million', or one value where both ends read alike."""
    low, high = write(low), write(high)
    if low == high:
        return low
    unit = " million"
    if low.endswith(unit) and high.endswith(unit):
        low = low.removesuffix(unit)
    return f"{low} to {high}"


def listing(items: Iterable) -> str:
    """['a', 'b', 'c'] -> 'a, b and c'; nothing -> 'none'."""
    items = [str(item) for item in items] or ["none"]
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def with_article(country: str) -> str:
    """A country as it stands in a sentence: 'the United States', 'Syria'."""
    return "the " * country.startswith(("Netherlands", "Philippines", "United")) + country


def year(value: Any) -> str:
    """A year as '2014', of a whole number or a date."""
    return str(value.year if hasattr(value, "year") else int(_given(value)))


def signed(value: float) -> str:
    """A difference with its sign: 1234 -> '+1,234', -5 -> '−5', 0 -> '0'."""
    return ("+" if value > 0 else "−" if value < 0 else "") + number(abs(value))


WRITERS = {
    "number": number,
    "words": spelled,
    "Words": lambda value: spelled(value).capitalize(),
    "million": million,
    "percent": percent,
    "day": day,
    "month": month,
    "year": year,
    "signed": signed,
}
