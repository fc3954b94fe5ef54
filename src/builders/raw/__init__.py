"""What the raw files of each topic must be: declarations only, a module a topic.

A field is a Table Schema field (https://specs.frictionlessdata.io/table-schema/) without its
name. Every date of a column has one form; a gap stands only where a field is `may_lack`.
"""


def required(kind: str, **limits: object) -> dict:
    """A field of a type that has no gaps, with more constraints."""
    return {"type": kind, "constraints": {"required": True} | limits}


def may_lack(field: dict) -> dict:
    """The field with gaps allowed."""
    limits = {name: limit for name, limit in field["constraints"].items() if name != "required"}
    return field | {"constraints": limits}


def one_of(*values: str) -> dict:
    """A required text field with a list of values."""
    return required("string", enum=list(values))


def numbered(low: int, high: int) -> dict:
    """A required code between two whole numbers."""
    return required("integer", minimum=low, maximum=high)


def each(field: dict, names: str) -> dict:
    """{name: field} for every name in a text: columns that are alike."""
    return dict.fromkeys(names.split(), field)


TEXT, NUMBER, INTEGER = required("string"), required("number"), required("integer")
YEAR, MONTH, DAY = required("year"), required("yearmonth"), required("date")
COUNT = required("integer", minimum=0)
FLOAT_COUNT = required("number", minimum=0) | {"whole": True}  # that a program wrote as 5.0
FLAG = required("integer", enum=[0, 1])
BOOLEAN = required("boolean") | {"trueValues": ["True"], "falseValues": ["False"]}
SHARE = required("number", minimum=0, maximum=1)
LAT = required("number", minimum=-90, maximum=90)
LON = required("number", minimum=-180, maximum=180)
ISO3 = required("string", pattern="[A-Z]{3}")
# A name in Latin letters, not a word for "missing" such as NA, nan or -
NAME = required("string", pattern="[A-Z\u00c0-\u00de][A-Za-z0-9\u00c0-\u024f' .,()/:-]{2,}")
COUNTRY = one_of("Iraq", "Syria")
