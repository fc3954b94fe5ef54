"""What a table must be: the catalogue's columns, types, constraints, key and row rules.

Given the bytes of a file and its entry in the catalogue (`resource`), `read_table` and
`read_layer` hand back a typed frame or raise a `DataError` that says where the fault stands
and what to do. Nothing here knows where files lie, so builders check with the same code
before they write as `helpers.tables.read` does when a notebook reads.
"""

import csv
import io
import itertools
import json
import math
import re
import unicodedata
from collections.abc import Callable
from typing import NoReturn

import numpy as np
import pandas as pd
import shapely

CONSTRAINTS = {"required", "unique", "enum", "pattern", "minimum", "maximum"}
KM_PER_DEGREE = 111.32
BELOW = {"order": "the value is below that of", "dates": "the date is before that of"}
MEND = "Mend the row and run `make seal`."
RESTORE = "Restore it from git or rebuild it."
RESAVE = "Save the file as plain UTF-8 text with comma and LF (no spreadsheet format)."

# What a file that should be text is instead, by its first bytes.
_KINDS = {
    b"\x1f\x8b": "a gzip archive",
    b"PK\x03\x04": "a zip archive or a spreadsheet",
    b"\xd0\xcf\x11\xe0": "an old Office file",
    b"%PDF": "a PDF",
    b"PAR1": "a Parquet file",
    b"\xff\xfe": "UTF-16 text",
    b"\xfe\xff": "UTF-16 text",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"SQLite format 3": "a database",
    b"version https://git-lfs": "a pointer of Git LFS, without the file it stands for",
    b"<!doctype": "a web page",
    b"<html": "a web page",
}
# Characters that no reader sees: controls, spaces other than the plain one, marks of direction,
# joiners, soft hyphens, variation selectors, blank letters, and the mark of a lost character.
UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f"
    "\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffd"
    "\ud800-\udfff\ue000-\uf8ff\U000e0000-\U0010ffff]"
)

_TEXT = {
    "string": None,
    "integer": re.compile(r"-?[0-9]{1,18}"),
    # No 1.15E+05: a spreadsheet that writes so has rounded.
    "number": re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?"),
    "boolean": re.compile(r"true|false"),
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "year": re.compile(r"[0-9]{4}"),
    "yearmonth": re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])"),
    "list": None,
}
_MEANT = {
    "integer": "a whole number",
    "number": "a number in plain digits",
    "boolean": "true or false",
    "date": "a day written YYYY-MM-DD",
    "year": "a year written YYYY",
    "yearmonth": "a month written YYYY-MM",
}


class DataError(ValueError):
    """A table or layer that cannot be trusted; names the file, line, column and value."""

    def __init__(self, what, file=None, line=None, column=None, value=None, do=""):
        self.file, self.line, self.column, self.value = file, line, column, value
        self.what, self.do = what, do
        place = [str(file)] if file else []
        place += [f"line {line}" if isinstance(line, int) else line] if line else []
        place += [f"column {_printable(column)}"] if column else []
        start = ", ".join(place) + ": " if place else ""
        super().__init__(f"{start}{_printable(what, 400)}. {do}".rstrip())


def _printable(text, most=60):
    """Text that is safe to print: cut short, and what cannot be seen as its number."""
    text = text if len(text) <= most else text[: most - 3] + "..."
    return "".join(c if c.isprintable() and c != "\ufffd" else f"\\u{ord(c):04x}" for c in text)


class Sheet:
    """The cells of one file as text, column by column, and the line where each row stands."""

    def __init__(self, file, columns, rows, lines=None, text=None):
        self.file, self.columns, self.rows = file, columns, rows
        self.lines, self._text = lines, text

    def line(self, row: int) -> int:
        """The line of the file (first line is 1) on which data row `row` (first is 0) begins."""
        if self.lines is not None:
            return self.lines[row]
        reader = csv.reader(io.StringIO(self._text, newline=""), strict=True)
        for _ in range(row + 1):
            next(reader)
        return reader.line_num + 1

    def refuse(self, row: int, column: str, what: str, do: str = MEND) -> NoReturn:
        """Raise for one cell: DataError with its line, its column and what it holds."""
        value = self.columns[column][row]
        what = f"{what} (found '{_printable(value)}')"
        raise DataError(what, self.file, self.line(row), column, value, do)

    def refuse_cells(self, column: str, bad: set, what: str, do: str = MEND) -> None:
        """Raise for the first row whose cell is among `bad`; do nothing if `bad` is empty."""
        if bad:
            row = next(row for row, cell in enumerate(self.columns[column]) if cell in bad)
            self.refuse(row, column, what, do)

    def refuse_first(
        self, bad: np.typing.ArrayLike, column: str, what: str, do: str = MEND
    ) -> None:
        """Raise for the first row where `bad` is true; do nothing where none is."""
        bad = np.asarray(bad, dtype=bool)
        if bad.any():
            self.refuse(int(bad.argmax()), column, what, do)


def read_table(
    content: bytes, resource: dict, polygons: Callable[[str], dict] | None = None
) -> pd.DataFrame:
    """A typed DataFrame from the bytes of a CSV file, or DataError at its first fault.

    content: bytes of the file. resource: its catalogue entry. polygons: function from the name
    of a layer to a dict pcode -> shapely polygon, needed by the row rule `inside`.
    """
    sheet = _cells(content, resource)
    frame = typed(sheet, resource["schema"])
    _check_rules(frame, sheet, resource, polygons)
    return frame


def read_layer(content: bytes, resource: dict) -> tuple[pd.DataFrame, list]:
    """Typed properties (DataFrame) and geometries (list of shapely shapes) of a GeoJSON layer.

    The file holds one feature a line, so that a fault has a line and a diff can be read.
    """
    sheet, shapes = _features(content, resource)
    return typed(sheet, resource["schema"]), shapes


def _decode(content, file, first=None):
    if content.startswith(b"\xef\xbb\xbf"):
        raise DataError("the file starts with a byte order mark (BOM)", file, 1, first, do=RESAVE)
    text = as_text(content, file, first)
    if "\r" in text:
        line = text[: text.index("\r")].count("\n") + 1
        raise DataError("the line ends are not LF (found CR)", file, line, do=RESAVE)
    return text


def as_text(content: bytes, file: str, first: str | None = None) -> str:
    """The UTF-8 text of a file's bytes; DataError if they are empty or of another kind."""
    if not content.strip():
        raise DataError("the file is empty", file, 1, first, do=RESTORE)
    start = content[:64].lstrip()
    for kind, words in _KINDS.items():
        if start.startswith(kind) or start.lower().startswith(kind):
            raise DataError(f"the file is {words}", file, 1, first, do=RESAVE)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line, column = _first_undecoded(content)
        what = f"the text is not UTF-8 (byte {content[error.start]:#04x})"
        raise DataError(what, file, line, column, do=RESAVE) from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise DataError("the text holds NUL bytes", file, line, do=RESAVE)
    return text


def unseen(text: str) -> str:
    """What is wrong with text that looks right on the page, in words; '' if nothing is."""
    found = UNSEEN.search(text)
    if found:
        named = {"\n": "a line break", "\t": "a tab"}.get(found[0], "a control character")
        name = unicodedata.name(found[0], named)
        return f"the text holds U+{ord(found[0]):04X} ({name}), which a reader cannot see"
    if not unicodedata.is_normalized("NFC", text):
        return "an accent stands apart from its letter (the text is not in Unicode's form NFC)"
    return "the text begins or ends with a space" if text != text.strip() else ""


def check_catalogue(text: str, file: str) -> None:
    """DataError unless the text of a JSON file holds only what a reader can see, as tables do."""
    plain = re.sub(
        r"\\u[0-9a-fA-F]{4}(\\u[dD][c-fC-F][0-9a-fA-F]{2})?",
        lambda found: json.loads(f'"{found[0]}"'),
        text,
    )
    for number, line in enumerate(plain.split("\n"), start=1):
        what = unseen(line.strip(" "))
        if what:
            key = re.match(r'\s*"([^"]*)":', line)
            raise DataError(what, file, number, key and key[1], do="Retype the text without it.")


def _first_undecoded(content):
    """Line and column name of the first cell that is not UTF-8 (column None outside a table)."""
    text = content.decode("utf-8", "replace").replace("\0", "")
    reader = csv.reader(io.StringIO(text, newline=""))
    header, line = None, 1
    for row in reader:
        header = header or row
        for name, cell in zip(header, row):
            if "\ufffd" in cell:
                return line, name if "\ufffd" not in name else None
        line = reader.line_num + 1
    return text[: text.index("\ufffd")].count("\n") + 1, None


def _cells(content, resource):
    file = resource["path"]
    wanted = [field["name"] for field in resource["schema"]["fields"]]
    text = _decode(content, file, wanted[0])
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader)
        _check_header(header, wanted, file)
        rows = list(reader)
    except csv.Error as error:
        what = f"the line cannot be read as CSV ({error})"
        raise DataError(what, file, reader.line_num, do=MEND) from None
    if not rows:
        raise DataError("the table has a header and no rows", file, 2, wanted[0], do=RESTORE)
    sheet = Sheet(file, None, rows, text=text)
    width = len(wanted)
    for number, row in enumerate(rows):
        if len(row) != width:
            what, column = f"the row has {len(row)} values for {width} columns", None
            if len(row) < width:
                what, column = f"the row has {len(row)} of {width} values", wanted[len(row)]
            raise DataError(what, file, sheet.line(number), column, do=MEND)
    if not text.endswith("\n"):
        what = "the file is cut short: its last line has no line end"
        raise DataError(what, file, sheet.line(len(rows) - 1), wanted[-1], do=MEND)
    sheet.columns = dict(zip(wanted, (list(cells) for cells in zip(*rows))))
    return sheet


def _check_header(header, wanted, file):
    missing = [name for name in wanted if name not in header]
    extra = [name for name in header if name not in wanted]
    twice = [name for name in header if header.count(name) > 1]
    moved = [(name, due) for name, due in zip(header, wanted) if name != due]
    if missing:
        what = "the column is missing"
        what += f"; found {', '.join(map(repr, extra))} instead" if extra else ""
        do = "Restore it, or change the catalogue if it was renamed on purpose."
        raise DataError(what, file, 1, missing[0], do=do)
    if extra:
        do = "Remove it, or describe it in data/datapackage.json."
        raise DataError("the column is not in the catalogue", file, 1, extra[0], do=do)
    if twice:
        raise DataError("the column stands there twice", file, 1, twice[0], do="Remove one.")
    if moved:
        what = f"the columns are out of order (expected {moved[0][1]!r})"
        raise DataError(what, file, 1, moved[0][0], do=f"The order is {', '.join(wanted)}.")


def typed(sheet: Sheet, schema: dict) -> pd.DataFrame:
    """A typed DataFrame from the text of a `Sheet`, or DataError at the first cell that is odd.

    schema: a Table Schema (fields with name, type, constraints; primaryKey). Of a boolean
    trueValues and falseValues are read, of a date format, of a list delimiter.
    """
    frame = pd.DataFrame({field["name"]: _column(sheet, field) for field in schema["fields"]})
    _check_key(sheet, schema.get("primaryKey") or [])
    return frame


def _column(sheet, field):
    name, kind = field["name"], field["type"]
    cells = sheet.columns[name]
    if kind not in _TEXT:
        what, do = (
            f"the catalogue gives an unknown type {kind!r}",
            f"Use one of {', '.join(_TEXT)}.",
        )
        raise DataError(what, sheet.file, column=name, do=do)
    limits = field.get("constraints", {})
    distinct = set(cells)
    _check_form(sheet, field, distinct)
    series = _convert(sheet, field, cells, bool(limits.get("required")))
    _check_constraints(sheet, name, kind, distinct, series, limits)
    return series


def _check_form(sheet, field, distinct):
    """Every cell that is not empty is written as the field's type is."""
    name, kind = field["name"], field["type"]
    form, meant = _TEXT[kind], _MEANT.get(kind)
    if kind == "boolean" and "trueValues" in field:
        words = [*field["trueValues"], *field["falseValues"]]
        form, meant = re.compile("|".join(map(re.escape, words))), " or ".join(words)
    elif kind == "date" and "format" in field:
        form = None  # `_convert` reads it by this form and no other
    if form is not None:
        bad = {cell for cell in distinct if cell and not form.fullmatch(cell)}
        sheet.refuse_cells(name, bad, f"the value is not {meant}")
        return
    hidden = {cell: unseen(cell) for cell in distinct}
    odd = next((cell for cell in sheet.columns[name] if hidden[cell]), None)
    if odd is not None:
        sheet.refuse_cells(name, {odd}, hidden[odd])
    if kind == "list":
        mark = field["delimiter"]
        bad = {cell for cell in distinct if cell and not _is_list(cell, mark)}
        what = f"the list is not separated by {mark!r} alone, or has an empty member"
        sheet.refuse_cells(name, bad, what)


def _is_list(text, mark):
    parts = text.split(mark)
    return all(part and part == part.strip() and mark.strip() not in part for part in parts)


def _convert(sheet, field, cells, required):
    name, kind = field["name"], field["type"]
    if kind == "string":
        return pd.Series([cell or None for cell in cells], dtype="str")
    if kind == "list":
        members = [cell.split(field["delimiter"]) if cell else [] for cell in cells]
        return pd.Series(members, dtype="object")
    if kind in ("integer", "year"):
        return pd.Series(pd.array([int(cell) if cell else None for cell in cells], dtype="Int64"))
    if kind == "number":
        values = [float(cell) if cell else math.nan for cell in cells]
        sheet.refuse_first(np.isinf(values), name, "the number is too large")
        return pd.Series(values, dtype="float64")
    if kind == "boolean":
        true = set(field.get("trueValues", ["true"]))
        told = [cell in true if cell else None for cell in cells]
        if required and None not in told:
            return pd.Series(told, dtype="bool")
        return pd.Series(pd.array(told, dtype="boolean"))
    form = field.get("format", "%Y-%m-%d" if kind == "date" else "%Y-%m")
    told = pd.Series([cell or None for cell in cells], dtype="str")
    days = pd.to_datetime(told, format=form, errors="coerce")
    what = "the day does not exist in the calendar"
    what = f"the value is not a day written {form}" if "format" in field else what
    sheet.refuse_first(told.notna() & days.isna(), name, what)
    return days.astype("datetime64[us]")


def _check_constraints(sheet, name, kind, distinct, series, limits):
    unknown = set(limits) - CONSTRAINTS
    if unknown:
        what = f"the catalogue asks for {sorted(unknown)[0]!r}, which is not checked here"
        do = f"Use {', '.join(sorted(CONSTRAINTS))}."
        raise DataError(what, sheet.file, column=name, do=do)
    if limits.get("required"):
        sheet.refuse_cells(name, distinct & {""}, "the value is missing")
    if "enum" in limits:
        allowed = [str(value) for value in limits["enum"]]
        do = f"Use one of {', '.join(allowed)}."
        sheet.refuse_cells(name, distinct - {"", *allowed}, "the category is unknown", do)
    if "pattern" in limits:
        fits = re.compile(limits["pattern"]).fullmatch
        bad = {cell for cell in distinct if cell and not fits(cell)}
        sheet.refuse_cells(name, bad, f"the value does not have the form {limits['pattern']}")
    if limits.get("unique"):
        twice = series.duplicated() & series.notna()
        sheet.refuse_first(twice, name, "the value stands there twice")
    for limit, word, beyond in (("minimum", "below", np.less), ("maximum", "above", np.greater)):
        if limit in limits:
            edge = pd.Timestamp(limits[limit]) if kind == "date" else limits[limit]
            what = f"the value lies {word} the {limit}, {limits[limit]}"
            sheet.refuse_first(beyond(series, edge).fillna(False), name, what)


def _check_key(sheet, key):
    key = [key] if isinstance(key, str) else key
    seen = {}
    for row, cells in enumerate(zip(*(sheet.columns[name] for name in key))):
        first = seen.setdefault(cells, row)
        if first != row:
            what = f"the key {' + '.join(key)} = {' + '.join(cells)} stands on line"
            what += f" {sheet.line(first)} already"
            sheet.refuse(row, key[-1], what, "Keys are unique: remove one row.")


def _check_rules(frame, sheet, resource, polygons):
    for rule in resource.get("rules", []):
        kind = rule["rule"]
        if kind in BELOW:
            _check_order(frame, sheet, rule, BELOW[kind])
        elif kind == "inside":
            _check_inside(frame, sheet, rule, polygons)
        else:
            what = f"the catalogue gives an unknown rule {kind!r}"
            raise DataError(what, sheet.file, do="Use order, dates or inside.")


def _check_order(frame, sheet, rule, what):
    """Each field is at least the one before it, where both are known and no flag says otherwise."""
    excused = frame[rule["unless"]].fillna(False) if rule.get("unless") else False
    for low, high in itertools.combinations(rule["fields"], 2):
        less = (frame[high] < frame[low]).fillna(False)
        sheet.refuse_first(less & ~np.asarray(excused, bool), high, f"{what} {low}")


def _check_inside(frame, sheet, rule, polygons):
    """Each point lies in the polygon of its own pcode (or name), or within tolerance_km of it."""
    if polygons is None:
        raise DataError("the rule 'inside' needs a layer and none was given", sheet.file)
    areas = polygons(rule["layer"])
    lat, lon, pcode = frame[rule["lat"]], frame[rule["lon"]], frame[rule["pcode"]]
    known = (lat.notna() & lon.notna() & pcode.notna()).to_numpy()
    unknown = known & ~pcode.isin(list(areas)).to_numpy()
    sheet.refuse_first(unknown, rule["pcode"], f"the layer {rule['layer']} has no such area")
    rows = np.flatnonzero(known)
    shapes = np.array([areas[code] for code in pcode[known]], dtype=object)
    x, y = lon[known].to_numpy(), lat[known].to_numpy()
    outside = ~shapely.intersects_xy(shapes, x, y)
    rows, shapes, x, y = (part[outside] for part in (rows, shapes, x, y))
    gap = kilometres_off(shapes, x, y)
    far = np.flatnonzero(gap > rule["tolerance_km"])
    if len(far):
        i = far[0]
        swapped = shapely.intersects_xy(shapes[i], y[i], x[i])
        hint = "; latitude and longitude are swapped" if swapped else ""
        what = f"the point lies {gap[i]:,.0f} km outside {pcode[rows[i]]}{hint}"
        do = f"Check {rule['lat']}, {rule['lon']} and {rule['pcode']}, then run `make seal`."
        sheet.refuse(int(rows[i]), rule["lat"], what, do)


def kilometres_off(shapes: np.ndarray, lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """Distance in km from points (degrees) to shapes, on a plane true at the point's latitude."""
    lines = shapely.shortest_line(shapely.points(lon, lat), shapes)
    ends = shapely.get_coordinates(lines).reshape(-1, 2, 2)
    step = ends[:, 1] - ends[:, 0]
    return KM_PER_DEGREE * np.hypot(step[:, 0] * np.cos(np.radians(lat)), step[:, 1])


def _features(content, resource):
    file = resource["path"]
    text = _decode(content, file)
    try:
        features = json.loads(text)["features"]
    except json.JSONDecodeError as error:
        what = f"the file is not JSON ({error.msg})"
        raise DataError(what, file, error.lineno, do=RESTORE) from None
    except (KeyError, TypeError):
        what = "the file is not a GeoJSON FeatureCollection"
        raise DataError(what, file, 1, do=RESTORE) from None
    wanted = [field["name"] for field in resource["schema"]["fields"]]
    if not features:
        raise DataError("the layer has no features", file, 1, do=RESTORE)
    if text.count("\n") != len(features) + 2:
        what, do = "the layer does not hold one feature a line", "Rebuild it with the builders."
        raise DataError(what, file, 1, do=do)
    lines = range(2, len(features) + 2)
    shapes, rows = [], []
    for line, feature in zip(lines, features):
        found = list(feature.get("properties") or {})
        if found != wanted:
            missing = [name for name in wanted if name not in found]
            odd = missing or [name for name in found if name not in wanted] or found
            what = f"the properties are {', '.join(found)}, not {', '.join(wanted)}"
            raise DataError(what, file, line, odd[0], do="Rebuild the layer.")
        rows.append([cell_text(feature["properties"][name]) for name in wanted])
        shapes.append(shape_of(feature, file, line, resource.get("bounds")))
    sheet = Sheet(file, dict(zip(wanted, (list(c) for c in zip(*rows)))), rows, lines=lines)
    return sheet, shapes


def cell_text(value: object) -> str:
    """A JSON value as the text of a cell."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def shape_of(
    feature: dict, file: str, line: int | str, bounds: tuple | None = None
) -> shapely.Geometry:
    """The shape of a GeoJSON feature; DataError unless it is there, valid and in the bounds."""
    try:
        shape = shapely.geometry.shape(feature["geometry"])
    except Exception:
        what = "the geometry cannot be read"
        raise DataError(what, file, line, "geometry", do="Rebuild the layer.") from None
    if shape.is_empty or not shape.is_valid:
        what = "empty" if shape.is_empty else f"invalid ({shapely.is_valid_reason(shape)})"
        raise DataError(f"the geometry is {what}", file, line, "geometry", do="Rebuild the layer.")
    if bounds:
        west, south, east, north = shape.bounds
        if west < bounds[0] or south < bounds[1] or east > bounds[2] or north > bounds[3]:
            reaches = f"{west:g}, {south:g}, {east:g}, {north:g}"
            what = f"the geometry leaves the bounds {bounds} (it reaches {reaches})"
            do = "Are latitude and longitude swapped? Rebuild the layer."
            raise DataError(what, file, line, "geometry", do=do)
    return shape
