"""Time in charts: every date is a day in UTC, so a chart is the same in every time zone.

Vega reads "2014-01-01T00:00:00", and writes dates, by the clock of the machine it runs on. A spec
from ``in_utc`` never asks that clock; ``local_time`` says where a compiled chart still would.
"""

import functools
import re

PARTS = {"year", "quarter", "month", "date", "day", "hours", "minutes", "seconds", "milliseconds"}
UTC_NAME = {  # functions of Vega's expressions that ask the local clock, and those that do not
    "datetime": "utc",
    **{name: f"utc{name}" for name in [*PARTS, "dayofyear", "week"]},
    **{f"time{name}": f"utc{name}" for name in ("Format", "Parse", "Offset", "Sequence")},
}
# Where Vega-Lite and Vega hold expressions
EXPRESSIONS = {"calculate", "expr", "filter", "init", "labelExpr", "signal", "test", "update"}
WORDS = {"description", "labels", "name", "subtitle", "text", "title"}  # for readers, as they are
GUIDES = ("axis", "header", "legend")
DISCRETE = ("nominal", "ordinal")
# To JavaScript a time without a zone is local; a day, a month or a year alone is UTC. Altair
# writes every date with its time.
CLOCK = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d(\.\d+)?)")
MIDNIGHT = re.compile(r"00:00:00(\.0+)?")
PLAIN = r"\d{4}(-\d\d){0,2}|\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)"
QUOTED = r"""(?P<text>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')"""
TOKEN = re.compile(rf"{QUOTED}|(?<![\w.$])(?P<call>{'|'.join(UTC_NAME)})\s*\(")
NESTED = re.compile(QUOTED + r"|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<comma>,)")
# Vega-Lite itself writes a day as datetime("2014-01-01"), which is UTC, a number of milliseconds
# as datetime(0), and the length of a unit as datetime(2001, 1, ...) - datetime(2001, 0, ...).
HARMLESS = re.compile(rf'datetime\((-?[\d.]+|"({PLAIN})"|200\d(, \d+){{6}})\)')
READ = re.compile(r"toDate\(datum(?:\.(\w+)|\[['\"]([^'\"]+)['\"]\])\)")
COMPOSITE = {"boxplot", "errorband", "errorbar"}


def in_utc(spec: dict) -> dict:
    """A Vega-Lite spec (dict) with all that holds or shows time in UTC; the given one is kept.

    Dates become days ("2014-01-01"), scales of time "utc" scales, time units their utc twins, and
    expressions call utcFormat() for timeFormat(), utcyear() for year(). Twice is the same as once.
    """
    own = {"usermeta": lambda value: value, "datasets": _data}
    parts = {key: own.get(key, functools.partial(_part, key))(part) for key, part in spec.items()}
    return _object(parts)


def _part(key, value):
    if isinstance(value, list):
        return [_part(key, one) for one in value]
    if isinstance(value, dict):
        parts = {name: _part(name, inner) for name, inner in value.items()}
        if key == "data" and "values" in value:
            parts["values"] = _data(value["values"])
        return _object(parts)
    if not isinstance(value, str) or key in WORDS:
        return value
    if key in EXPRESSIONS:
        return TOKEN.sub(_token, value)
    if key in ("timeUnit", "unit"):
        return re.sub(r"^(binned)?(utc)?", r"\1utc", value)
    return _day(value)


def _object(part):
    if part.get("type") == "temporal" or _is_date(part.get("datum")):
        return _on_utc_scale(part)
    if "encoding" in part:
        # An end ("x2") has the type of its start, which may be told in another layer.
        ends = {
            name: _on_utc_scale(end)
            for name, end in part["encoding"].items()
            if name in ("x2", "y2") and "value" not in end
        }
        return {**part, "encoding": {**part["encoding"], **ends}}
    if part.get("type") == "time":
        return {**part, "type": "utc"}
    if _is_date(part):
        return {**part, "utc": True}
    return part


def _is_date(part):
    """Whether this is Vega-Lite's DateTime, such as {"year": 2014, "month": 6}."""
    return isinstance(part, dict) and bool(part) and part.keys() <= {*PARTS, "utc"}


def _on_utc_scale(channel):
    """Vega-Lite heeds `scale` on a tooltip, a text or an end too: it writes them in UTC.

    A format type "time" would call for the local clock; with such a scale it is not needed.
    """
    channel = _without_time(channel)
    channel |= {name: _without_time(channel[name]) for name in GUIDES if channel.get(name)}
    if "scale" in channel and channel["scale"] is None:  # the author's wish: values as they are
        return channel
    return {**channel, "scale": {**channel.get("scale", {}), "type": "utc"}}


def _without_time(part):
    return {key: value for key, value in part.items() if (key, value) != ("formatType", "time")}


def _token(found):
    if found["text"]:
        quote = found["text"][0]
        return quote + _day(found["text"][1:-1]) + quote
    given = _arguments(found.string[found.end() :])
    if found["call"] == "datetime" and given < 2:  # of one text or number; of none it is now
        return "toDate(" if given else found[0]
    return f"{UTC_NAME[found['call']]}("


def _arguments(text):
    """How many arguments stand before the bracket that closes the call."""
    depth, commas = 0, 0
    for found in NESTED.finditer(text):
        if found["close"] and not depth:
            return commas + 1 if text[: found.start()].strip() else 0
        depth += bool(found["open"]) - bool(found["close"])
        commas += bool(found["comma"]) and not depth
    return commas + 1


def _data(value):
    if isinstance(value, dict):
        return {name: _data(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_data(one) for one in value]
    return _day(value) if isinstance(value, str) else value


def _day(text):
    found = CLOCK.fullmatch(text)
    if not found:
        return text
    return found[1] if MIDNIGHT.fullmatch(found[2]) else f"{text}Z"


def local_time(spec: dict, vega: dict) -> list[str]:
    """What in a chart depends on the machine's time zone, a sentence each; none is right.

    spec: Vega-Lite, vega: the same compiled to Vega.
    """
    drawing = list(_walk({key: part for key, part in spec.items() if key != "datasets"}))
    found = [told for key, value in _walk(vega) for told in _asks(key, value)]
    made, fields, parsed = set(), set(), set()
    for key, value in drawing:
        if isinstance(value, dict):
            if value.get("type") == "temporal" and isinstance(value.get("field"), str):
                fields.add(_leaf(value["field"]))
            if "timeUnit" in value and isinstance(value.get("as"), str):
                made.add(value["as"])
            if key == "repeat":
                fields |= {name for names in value.values() for name in names}
            if key == "parse":
                parsed |= {name for name, form in value.items() if str(form).startswith("utc:")}
        elif key in EXPRESSIONS and isinstance(value, str):
            fields |= {name or quoted for name, quoted in READ.findall(value)}
            found += _clocks(value)
    for _, value in drawing:
        if isinstance(value, dict) and value.get("type") in DISCRETE:
            if str(value.get("field")) in made and "timeUnit" not in value:
                found.append(f"{value['field']!r} holds dates: give it the type T")
    fields -= parsed
    for key, value in _walk(spec):
        if isinstance(key, str) and key in fields and isinstance(value, str):
            if re.search(r"\d", value) and not re.fullmatch(PLAIN, value):
                found.append(f"the date {value!r} in {key!r} is not written 2014-06-10")
    if found and any(key == "mark" and _type(value) in COMPOSITE for key, value in drawing):
        told = "box plots, error bars and error bands write dates by themselves"
        found.append(f"{told}, so draw them from layers of rule, bar and area")
    return list(dict.fromkeys(found))


def _leaf(field):
    return re.split(r"[.\[\]'\"\\]+", field.rstrip("]'\""))[-1]


def _type(mark):
    return mark.get("type") if isinstance(mark, dict) else mark


def _clocks(expression):
    """Texts that would be the end of a date with a time but no zone."""
    for text in re.finditer(QUOTED, expression):
        if re.fullmatch(r"[^ ]*T\d\d:\d\d(:\d\d(\.\d+)?)?", text["text"][1:-1]):
            yield f"{text['text']} has a time and no Z in {expression!r}"


def _asks(key, value):
    if key in EXPRESSIONS and isinstance(value, str):
        for call in TOKEN.finditer(value):
            if call["call"] and not HARMLESS.match(value, call.start()):
                yield f"{call['call']}() asks the local clock in {value!r}"
    if isinstance(value, dict) and value.get("type") == "time" and "domain" in value:
        yield f"the scale {value.get('name')!r} is of local time"
    if key == "formatType" and value == "time":
        yield "formatType 'time' asks the local clock: leave it out and give the column the type T"
    if isinstance(value, dict) and value.get("type") == "timeunit":
        if value.get("timezone") != "utc":
            yield f"the time unit of {value.get('field')!r} is local"
    if key == "parse" and isinstance(value, dict):
        for name, form in value.items():
            if str(form).startswith("date:"):
                yield f"{name!r} is read as {form!r}, by the local clock"


def _walk(value, key=None):
    yield key, value
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _walk(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _walk(inner, key)
