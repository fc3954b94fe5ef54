"""What the raw files of each topic must be: declarations only, a module a topic.

A field is a Table Schema field (https://specs.frictionlessdata.io/table-schema/) without its
name. Every date of a column has one form; a gap stands only where a field is `may_lack`.
"""

REQUIRED = {"required": True}
TEXT = {"type": "string", "constraints": REQUIRED}
NUMBER = {"type": "number", "constraints": REQUIRED}
INTEGER = {"type": "integer", "constraints": REQUIRED}
COUNT = {"type": "integer", "constraints": REQUIRED | {"minimum": 0}}
FLAG = {"type": "integer", "constraints": REQUIRED | {"enum": [0, 1]}}
BOOLEAN = {
    "type": "boolean",
    "trueValues": ["True"],
    "falseValues": ["False"],
    "constraints": REQUIRED,
}
# A count that a program wrote as 5.0
FLOAT_COUNT = {"type": "number", "whole": True, "constraints": REQUIRED | {"minimum": 0}}
SHARE = {"type": "number", "constraints": REQUIRED | {"minimum": 0, "maximum": 1}}
YEAR = {"type": "year", "constraints": REQUIRED}
MONTH = {"type": "yearmonth", "constraints": REQUIRED}
DAY = {"type": "date", "constraints": REQUIRED}
LAT = {"type": "number", "constraints": REQUIRED | {"minimum": -90, "maximum": 90}}
LON = {"type": "number", "constraints": REQUIRED | {"minimum": -180, "maximum": 180}}
ISO3 = {"type": "string", "constraints": REQUIRED | {"pattern": "[A-Z]{3}"}}


# A name in Latin letters, not a word for "missing" such as NA, nan or -
NAME = {
    "type": "string",
    "constraints": REQUIRED
    | {"pattern": "[A-Z\u00c0-\u00de][A-Za-z0-9\u00c0-\u024f' .,()/:-]{2,}"},
}


def may_lack(field: dict) -> dict:
    """The field with gaps allowed."""
    limits = {name: limit for name, limit in field["constraints"].items() if name != "required"}
    return field | {"constraints": limits}


def one_of(*values: str) -> dict:
    """A required text field with a list of values."""
    return {"type": "string", "constraints": REQUIRED | {"enum": list(values)}}


def numbered(low: int, high: int) -> dict:
    """A required code between two whole numbers."""
    return {"type": "integer", "constraints": REQUIRED | {"minimum": low, "maximum": high}}
