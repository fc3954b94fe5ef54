"""Read the strike releases of Operation Inherent Resolve: how many strikes, in which country.

    from helpers.topics import releases
    releases.strikes(text)     # {"Iraq": 17, "Syria": 10}

A release opens with a sentence for each country, such as "conducted ten strikes in Syria", and then
lists the strikes by town. `opening` reads the first, `listed` adds up the second; `strikes`
takes the opening sentence where there is one.
"""

import re

COUNTRIES = ("Iraq", "Syria")
TO_NINETEEN = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
ONES = TO_NINETEEN.split()
TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
NUMBERS = {word: value for value, word in enumerate(ONES)} | TENS | {"no": 0, "a": 1, "an": 1}
NUMBERS |= {f"{ten}-{one}": TENS[ten] + NUMBERS[one] for ten in TENS for one in ONES[1:10]}

NUMBER = r"\d+|" + "|".join(sorted(NUMBERS, key=len, reverse=True))
COUNT = re.compile(
    rf"\b({NUMBER})\s*(?:\b(?:separate|additional|U\.?S)\.?\s+)*(?:air)?strikes?\b", re.I
)
BOTH = re.compile(rf"\b({NUMBER})\s+(?:airstrikes\s+)?in\s+(Iraq|Syria)\b", re.I)
NOT_THE_PLACE = re.compile(  # names that hold a country's name and say nothing of where
    r"Islamic\s+State\s+(?:of|in)\s+Iraq\s+and\s+the\s+Levant|(?:government|ministry)\s+of\s+Iraq|"
    r"Syria\s+and\s+Iraq|Iraq\s+and\s+Syria|Syria,\s+Iraq",
    re.I,
)
SUMMARY = re.compile(r"summary\s+of\s+th(?:e|ose)\s+strikes")  # before it, officials are quoted
END = re.compile(r"(?:air)?strike\s+assessments\s+are|All\s+aircraft", re.I)  # then formulas
BREAK = re.compile(r"\.\s+(?=[A-Z])|:\s|\n\s*\n|\n\s*(?=--|Near\b)")
ABBREVIATION = re.compile(r"\b(U\.S|[ap]\.m|Jan|Feb|Aug|Sept|Oct|Nov|Dec|Gen|Brig)\.")


def strikes(text: str) -> dict[str, int]:
    """Strikes by country (dict): the opening sentence's number, else the sum of what is listed."""
    return listed(text) | opening(text)


def opening(text: str) -> dict[str, int]:
    """The number of the opening sentence on each country (dict; without those that have none)."""
    found = {}
    for country, sentence in _sentences(text):
        if "conduct" in sentence:
            for number, place in BOTH.findall(sentence):
                found.setdefault(place, _value(number))
            numbers = COUNT.findall(sentence)
            if country and numbers:
                found.setdefault(country, sum(map(_value, numbers)))
    return found


def listed(text: str) -> dict[str, int]:
    """The sum of the strikes listed town by town (dict): sentences that open no country."""
    found = dict.fromkeys(COUNTRIES, 0)
    start = SUMMARY.search(text)
    for country, sentence in _sentences(text[start.end() :] if start else text):
        if country and "conduct" not in sentence:
            found[country] += sum(map(_value, COUNT.findall(sentence)))
    return found


def _sentences(text):
    """(country, sentence) in order; a sentence without a country belongs to the last one named."""
    end = END.search(text)
    text = ABBREVIATION.sub(r"\1", NOT_THE_PLACE.sub("there", text[: end.start()] if end else text))
    country = None
    for sentence in BREAK.split(text):
        named = re.search(r"\b(Iraq|Syria)\b", sentence, re.I)
        country = named[0].capitalize() if named else country
        yield country, " ".join(sentence.split())


def _value(word):
    return int(word) if word.isdigit() else NUMBERS[word.lower()]
