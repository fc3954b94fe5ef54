"""Raw evidence as the builders declare it: one way to read it, one error for all that is odd.

`builders/raw/<topic>.py` declares each raw file of a topic in the words of Frictionless' Table
Schema: the columns in use with type and constraints, and the key that no two rows share. `read`
refuses what the declaration does not say, so a builder never guesses. The cells are checked by
helpers.tables.check, which checks data/ too and takes a third of the time that Frictionless takes.
"""

import csv
import gzip
import html
import io
import json
import re
import tarfile
import unicodedata
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from PIL import Image

from builders.common import BuildError
from helpers.tables import check as checks
from helpers.tables.check import DataError

RESTORE = "Put the publisher's file back, or change its declaration in src/builders/raw/."
RESAVE = "Save it as plain UTF-8 text, as the publisher's file is."
DEGREES = {"EPSG:4326"} | {
    f"urn:ogc:def:crs:{code}" for code in ("EPSG::4326", "OGC:1.3:CRS84", "OGC::CRS84")
}


def read(raw: Path, declared: "Raw") -> Any:
    """What a declared file holds, from the folder of raw evidence; BuildError if it is odd.

    A Table gives a DataFrame of the declared columns, a Layer its properties (DataFrame) and its
    shapes (list), a Topology the whole of its JSON, Texts {day: text}, a Picture an array.
    """
    file = raw / declared.path
    if file.is_dir():
        raise BuildError(f"{declared}: there is a folder where a file is expected. {RESTORE}")
    if not file.is_file():
        raise BuildError(f"{declared}: the raw file is missing in the evidence folder")
    try:
        return declared.parse(file.read_bytes())
    except OSError as error:
        told = f"the file cannot be read ({error.strerror or error})"
        raise BuildError(f"{declared}: {told}. {RESTORE}") from None
    except DataError as error:
        do = RESAVE if error.do == checks.RESAVE else RESTORE
        told = DataError(error.what, error.file, error.line, error.column, do=do)
        raise BuildError(str(told)) from None


@dataclass(frozen=True, eq=False)
class Raw:
    """A raw file. `path` is its place in the evidence folder, and what it is called in words."""

    path: str

    def __str__(self):
        return self.path

    def __fspath__(self):
        return self.path

    def parse(self, content: bytes) -> Any:
        """What the file holds, as `read` says for each kind of file; DataError if it is odd."""
        raise NotImplementedError

    def odd(self, what: str, place: int | str | None = None, column: str = "") -> DataError:
        """The error that says what is odd in the file, and where."""
        return DataError(what, self.path, place, column)

    def text(self, content: bytes) -> str:
        """The text of the file: UTF-8, with or without a byte order mark, unpacked from .gz."""
        if self.path.endswith(".gz") and content.startswith(b"\x1f\x8b"):
            try:
                content = gzip.decompress(content)
            except (OSError, EOFError, zlib.error):
                raise self.odd("the archive is broken or cut short") from None
        elif self.path.endswith(".gz"):
            checks.as_text(content, self.path)
            raise self.odd("the file is not packed with gzip, as its name says")
        return checks.as_text(content.removeprefix(b"\xef\xbb\xbf"), self.path)

    def json(self, content: bytes, kind: str) -> dict:
        """The JSON object in the file, which must be of a type, e.g. FeatureCollection."""

        def refuse(word):
            raise self.odd(f"a number is {word}")

        text = self.text(content)
        try:
            whole = json.loads(text, parse_constant=refuse)
        except json.JSONDecodeError as error:
            raise self.odd(f"the file is not JSON ({error.msg})", error.lineno) from None
        except RecursionError:
            raise self.odd("the file is not JSON that can be read") from None
        if not isinstance(whole, dict) or whole.get("type") != kind:
            raise self.odd(f"the file is not a {kind}", 1)
        return whole


@dataclass(frozen=True, eq=False)
class Fields(Raw):
    """A raw file of rows with fields: {name: Table Schema field without its name}.

    Beside that vocabulary, `whole` refuses fractions in numbers written 5.0, `members` is the form
    of each member of a list, and `tidied` takes out of a text what cannot be seen, where a
    publisher's file has such. key: fields that no two rows share.
    """

    fields: dict
    key: tuple = field(default=(), kw_only=True)

    @property
    def schema(self) -> dict:
        """The declaration as a Table Schema."""
        fields = [{"name": name} | told for name, told in self.fields.items()]
        return {"fields": fields, "primaryKey": list(self.key)}

    def properties(self, features: Any) -> checks.Sheet:
        """The declared properties of GeoJSON's or TopoJSON's features as text."""
        if not isinstance(features, list) or not features:
            raise self.odd("the layer has no features")
        places = [f"feature {number}" for number in range(1, len(features) + 1)]
        for feature, place in zip(features, places):
            found = feature.get("properties") if isinstance(feature, dict) else None
            if found is not None and not isinstance(found, dict):
                raise self.odd("the properties are not an object", place)
            for name in self.fields:
                if name not in (found or {}):
                    raise self.odd("the property is missing", place, name)
                if isinstance(found[name], (dict, list)):
                    raise self.odd("the property is not one value", place, name)
        columns = {
            name: [checks.cell_text(feature["properties"][name]) for feature in features]
            for name in self.fields
        }
        return checks.Sheet(self.path, columns, features, places)

    def typed(self, sheet: checks.Sheet) -> pd.DataFrame:
        """The text of a sheet as typed columns; DataError at the first cell that is odd."""
        for name, told in self.fields.items():
            if told.get("tidied"):
                sheet.columns[name] = [_tidied(cell) for cell in sheet.columns[name]]
            if absent := told.get("missingValues"):
                what = f"the value is missing and not {' or '.join(absent)}"
                cells = sheet.columns[name]
                sheet.refuse_cells(name, {""} & set(cells), what)
                sheet.columns[name] = ["" if cell in absent else cell for cell in cells]
        frame = checks.typed(sheet, self.schema)
        for name, told in self.fields.items():
            if "members" in told:
                fits = re.compile(told["members"]).fullmatch
                bad = [not all(map(fits, members)) for members in frame[name]]
                what = f"a member of the list does not have the form {told['members']}"
                sheet.refuse_first(bad, name, what)
            if told.get("whole"):
                sheet.refuse_first(frame[name] % 1 > 0, name, "the value is not a whole number")
            if told["type"] in ("integer", "year") and frame[name].notna().all():
                frame[name] = frame[name].astype("int64")
        return frame


@dataclass(frozen=True, eq=False)
class Table(Fields):
    """A CSV file, plain or .gz, that may hold more columns than are declared.

    Where a file has no key, `rows` is the number of rows in the release, and `why` says why.
    """

    rows: int | None = None
    why: str = ""

    def parse(self, content: bytes) -> pd.DataFrame:
        """The declared columns as a typed DataFrame, rows in the order of the file."""
        header, rows, lines = self._rows(self.text(content))
        columns = dict(zip(header, map(list, zip(*rows))))
        sheet = checks.Sheet(self.path, {name: columns[name] for name in self.fields}, rows, lines)
        if not self.key and self.rows is None:
            _refuse_twins(sheet, map(tuple, rows))
        return self.typed(sheet)

    def _rows(self, text):
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        rows, lines, start = [], [], 1
        try:
            for row in reader:
                if row:
                    rows.append(row)
                    lines.append(start)
                start = reader.line_num + 1
        except csv.Error as error:
            told = f"the line cannot be read as CSV ({error})"
            raise self.odd(told, reader.line_num) from None
        if not text.endswith(("\n", "\r")):
            raise self.odd("the file is cut short: its last line has no line end", lines[-1])
        (header, *rows), lines = rows, lines[1:]
        missing = [name for name in self.fields if name not in header]
        if missing:
            lost, known = ", ".join(missing), ", ".join(header)
            raise self.odd(f"the raw file has no column {lost}; its columns are {known}", 1)
        for name in self.fields:
            if header.count(name) > 1:
                raise self.odd("the column stands there twice", 1, name)
        if not rows:
            raise self.odd("the table has a header and no rows", 1)
        width = len(header)
        for number, (row, line) in enumerate(zip(rows, lines)):
            if len(row) > width and not any(row[width:]):
                rows[number] = row[:width]  # commas at the end of a line, as a spreadsheet leaves
            elif len(row) != width:
                raise self.odd(f"the row has {len(row)} values for {width} columns", line)
        if self.rows not in (None, len(rows)):
            raise self.odd(
                f"the file has {len(rows):,} rows and {self.rows:,} are declared: a row is lost or "
                "stands there twice, or it is another release"
            )
        return header, rows, lines


@dataclass(frozen=True, eq=False)
class Layer(Fields):
    """A GeoJSON file in degrees (EPSG:4326) whose shapes are there, valid and in the bounds.

    shapes: names of geometry types, without "Multi". bounds: west, south, east, north. Without a
    key no two features are the same.
    """

    shapes: tuple
    bounds: tuple

    def parse(self, content: bytes) -> tuple[pd.DataFrame, list]:
        """Properties as a typed DataFrame, and shapes."""
        whole = self.json(content, "FeatureCollection")
        crs = whole.get("crs")  # absent: degrees, by RFC 7946
        try:
            named = crs["properties"]["name"] if crs else "EPSG:4326"
        except (LookupError, TypeError):
            named = crs
        if str(named) not in DEGREES:
            raise self.odd(f"the projection is {named}, not degrees (EPSG:4326)")
        features = whole.get("features")
        sheet = self.properties(features)
        shapes = []
        for feature, place in zip(features, sheet.lines):
            if not feature.get("geometry"):
                raise self.odd("the geometry is missing", place, "geometry")
            shape = checks.shape_of(feature, self.path, place, self.bounds)
            if shape.geom_type.removeprefix("Multi") not in self.shapes:
                told = f"the geometry is a {shape.geom_type}, not a {' or '.join(self.shapes)}"
                raise self.odd(told, place, "geometry")
            shapes.append(shape)
        if not self.key:
            _refuse_twins(sheet, (json.dumps([f["properties"], f["geometry"]]) for f in features))
        return self.typed(sheet), shapes


@dataclass(frozen=True, eq=False)
class Topology(Fields):
    """A TopoJSON file: one object whose shapes carry the declared properties."""

    part: str

    def parse(self, content: bytes) -> dict:
        """The whole of the JSON, its properties checked."""
        whole = self.json(content, "Topology")
        try:
            shapes = whole["objects"][self.part]["geometries"]
        except (KeyError, TypeError):
            raise self.odd(f"the topology has no object {self.part}") from None
        self.typed(self.properties(shapes))
        return whole


@dataclass(frozen=True, eq=False)
class Texts(Raw):
    """An archive (.tar.gz) of text files, a file a day, the day in its name as YYYYMMDD."""

    encoding: str

    def parse(self, content: bytes) -> dict[str, str]:
        """{day: text}, in the order of the files' names."""
        found = {}
        try:
            with tarfile.open(fileobj=io.BytesIO(content)) as archive:
                for member in sorted(archive.getmembers(), key=lambda member: member.name):
                    dated = re.search(r"(\d{4})(\d{2})(\d{2})[^/]*\.txt$", member.name)
                    if not dated or not member.isfile():
                        continue
                    day = "-".join(dated.groups())
                    if day in found:
                        raise self.odd(f"two texts are of {day}", member.name)
                    found[day] = archive.extractfile(member).read().decode(self.encoding)
                    if not found[day].strip():
                        raise self.odd("the text is empty", member.name)
        except UnicodeDecodeError:
            raise self.odd(f"the text of {day} is not in {self.encoding}") from None
        except (tarfile.TarError, OSError, EOFError, zlib.error):
            raise self.odd("the file is not an archive, or is cut short") from None
        if not found:
            raise self.odd("the archive holds no text with a day in its name")
        return found


@dataclass(frozen=True, eq=False)
class Picture(Raw):
    """A picture of a width and height in pixels."""

    size: tuple

    def parse(self, content: bytes) -> np.ndarray:
        """Array of rows, columns, red-green-blue."""
        try:
            with Image.open(io.BytesIO(content)) as picture:
                pixels = np.asarray(picture.convert("RGB"), dtype=float)
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
            raise self.odd("the file is not a picture, or is cut short") from None
        found, wanted = (f"{wide} x {high}" for wide, high in (pixels.shape[1::-1], self.size))
        if found != wanted:
            raise self.odd(f"the picture has {found} pixels, not {wanted}")
        return pixels


def _tidied(text):
    """Text without what cannot be seen: marks of HTML, of direction, accents set apart."""
    text = checks.UNSEEN.sub("", html.unescape(text).replace("\xa0", " "))
    return unicodedata.normalize("NFC", text).strip()


def _refuse_twins(sheet, rows):
    seen = {}
    for number, row in enumerate(rows):
        first = sheet.line(seen.setdefault(row, number))
        if first != sheet.line(number):
            place = f"line {first}" if isinstance(first, int) else first
            raise DataError(f"the row is the same as {place}", sheet.file, sheet.line(number))
