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
from dataclasses import dataclass
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
DEGREES = {
    "EPSG:4326",
    "urn:ogc:def:crs:EPSG::4326",
    "urn:ogc:def:crs:OGC:1.3:CRS84",
    "urn:ogc:def:crs:OGC::CRS84",
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
        raise BuildError(
            f"{declared}: the file cannot be read ({error.strerror or error}). {RESTORE}"
        ) from None
    except DataError as error:
        advice = {checks.RESAVE: RESAVE}.get(error.do, RESTORE)
        raise BuildError(
            str(DataError(error.what, error.file, error.line, error.column, do=advice))
        ) from None


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

    def text(self, content: bytes) -> str:
        """The text of the file: UTF-8, with or without a byte order mark, unpacked from .gz."""
        if self.path.endswith(".gz") and content.startswith(b"\x1f\x8b"):
            try:
                content = gzip.decompress(content)
            except (OSError, EOFError, zlib.error):
                raise DataError("the archive is broken or cut short", self.path) from None
        elif self.path.endswith(".gz"):
            checks.as_text(content, self.path)
            raise DataError("the file is not packed with gzip, as its name says", self.path)
        return checks.as_text(content.removeprefix(b"\xef\xbb\xbf"), self.path)

    def json(self, content: bytes, kind: str) -> dict:
        """The JSON object in the file, which must be of a type, e.g. FeatureCollection."""

        def refuse(word):
            raise DataError(f"a number is {word}", self.path)

        text = self.text(content)
        try:
            whole = json.loads(text, parse_constant=refuse)
        except json.JSONDecodeError as error:
            raise DataError(
                f"the file is not JSON ({error.msg})", self.path, error.lineno
            ) from None
        except RecursionError:
            raise DataError("the file is not JSON that can be read", self.path) from None
        if not isinstance(whole, dict) or whole.get("type") != kind:
            raise DataError(f"the file is not a {kind}", self.path, 1)
        return whole


@dataclass(frozen=True, eq=False)
class Table(Raw):
    """A CSV file, plain or .gz, that may hold more columns than are declared.

    fields: {column: Table Schema field without its name}. Beside that vocabulary, `whole` refuses
    fractions in numbers written 5.0, `members` is the form of each member of a list, and `tidied`
    takes out of a text what cannot be seen, where a publisher's file has such. key: columns that
    no two rows share. Where a file has none, `rows` is the number of rows in the release, and
    `why` says why.
    """

    fields: dict
    key: tuple = ()
    rows: int | None = None
    why: str = ""

    @property
    def schema(self) -> dict:
        """The declaration as a Table Schema."""
        fields = [{"name": name} | told for name, told in self.fields.items()]
        return {"fields": fields, "primaryKey": list(self.key)}

    def parse(self, content: bytes) -> pd.DataFrame:
        """The declared columns as a typed DataFrame, rows in the order of the file."""
        header, rows, lines = self._rows(self.text(content))
        places = [header.index(name) for name in self.fields]
        columns = list(zip(*rows))
        sheet = checks.Sheet(
            self.path,
            {name: list(columns[place]) for name, place in zip(self.fields, places)},
            rows,
            lines,
        )
        if not self.key and self.rows is None:
            _refuse_twins(sheet, list(map(tuple, rows)))
        return _typed(sheet, self)

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
            raise DataError(
                f"the line cannot be read as CSV ({error})", self.path, reader.line_num
            ) from None
        if not text.endswith(("\n", "\r")):
            raise DataError(
                "the file is cut short: its last line has no line end", self.path, lines[-1]
            )
        header = rows.pop(0)
        lines.pop(0)
        missing = [name for name in self.fields if name not in header]
        if missing:
            raise DataError(
                f"the raw file has no column {', '.join(missing)}; its columns are "
                f"{', '.join(header)}",
                self.path,
                1,
            )
        twice = [name for name in self.fields if header.count(name) > 1]
        if twice:
            raise DataError("the column stands there twice", self.path, 1, twice[0])
        if not rows:
            raise DataError("the table has a header and no rows", self.path, 1)
        width = len(header)
        for number, (row, line) in enumerate(zip(rows, lines)):
            if len(row) > width and not any(row[width:]):
                rows[number] = row[:width]  # commas at the end of a line, as a spreadsheet leaves
            elif len(row) != width:
                raise DataError(
                    f"the row has {len(row)} values for {width} columns", self.path, line
                )
        if self.rows not in (None, len(rows)):
            raise DataError(
                f"the file has {len(rows):,} rows and {self.rows:,} are declared: a "
                "row is lost or stands there twice, or it is another release",
                self.path,
            )
        return header, rows, lines


@dataclass(frozen=True, eq=False)
class Layer(Raw):
    """A GeoJSON file in degrees (EPSG:4326) whose shapes are there, valid and in the bounds.

    fields, key: of the properties, as of a Table. shapes: names of geometry types, without
    "Multi". bounds: west, south, east, north. Without a key no two features are the same.
    """

    fields: dict
    shapes: tuple
    bounds: tuple
    key: tuple = ()

    def parse(self, content: bytes) -> tuple[pd.DataFrame, list]:
        """Properties as a typed DataFrame, and shapes."""
        whole = self.json(content, "FeatureCollection")
        crs = whole.get("crs")  # absent: degrees, by RFC 7946
        try:
            named = crs["properties"]["name"] if crs else "EPSG:4326"
        except (LookupError, TypeError):
            named = crs
        if str(named) not in DEGREES:
            raise DataError(f"the projection is {named}, not degrees (EPSG:4326)", self.path)
        features = whole.get("features")
        sheet = _properties(self, features)
        shapes = []
        for feature, place in zip(features, sheet.lines):
            if not feature.get("geometry"):
                raise DataError("the geometry is missing", self.path, place, "geometry")
            shape = checks.shape_of(feature, self.path, place, self.bounds)
            if shape.geom_type.removeprefix("Multi") not in self.shapes:
                raise DataError(
                    f"the geometry is a {shape.geom_type}, not a {' or '.join(self.shapes)}",
                    self.path,
                    place,
                    "geometry",
                )
            shapes.append(shape)
        if not self.key:
            _refuse_twins(sheet, [json.dumps([f["properties"], f["geometry"]]) for f in features])
        return _typed(sheet, self), shapes

    schema = Table.schema


@dataclass(frozen=True, eq=False)
class Topology(Raw):
    """A TopoJSON file: one object whose shapes carry the declared properties."""

    fields: dict
    part: str
    key: tuple = ()

    def parse(self, content: bytes) -> dict:
        """The whole of the JSON, its properties checked."""
        whole = self.json(content, "Topology")
        try:
            shapes = whole["objects"][self.part]["geometries"]
        except (KeyError, TypeError):
            raise DataError(f"the topology has no object {self.part}", self.path) from None
        _typed(_properties(self, shapes), self)
        return whole

    schema = Table.schema


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
                        raise DataError(f"two texts are of {day}", self.path, member.name)
                    found[day] = archive.extractfile(member).read().decode(self.encoding)
                    if not found[day].strip():
                        raise DataError("the text is empty", self.path, member.name)
        except UnicodeDecodeError:
            raise DataError(f"the text of {day} is not in {self.encoding}", self.path) from None
        except (tarfile.TarError, OSError, EOFError, zlib.error):
            raise DataError("the file is not an archive, or is cut short", self.path) from None
        if not found:
            raise DataError("the archive holds no text with a day in its name", self.path)
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
            raise DataError("the file is not a picture, or is cut short", self.path) from None
        height, width, _ = pixels.shape
        if (width, height) != self.size:
            raise DataError(
                f"the picture has {width} x {height} pixels, not {self.size[0]} x {self.size[1]}",
                self.path,
            )
        return pixels


def _properties(declared, features):
    """The declared properties of GeoJSON's or TopoJSON's features as the text of a sheet."""
    if not isinstance(features, list) or not features:
        raise DataError("the layer has no features", declared.path)
    places = [f"feature {number}" for number in range(1, len(features) + 1)]
    for feature, place in zip(features, places):
        found = feature.get("properties") if isinstance(feature, dict) else None
        if found is not None and not isinstance(found, dict):
            raise DataError("the properties are not an object", declared.path, place)
        missing = [name for name in declared.fields if name not in (found or {})]
        if missing:
            raise DataError("the property is missing", declared.path, place, missing[0])
        odd = [name for name in declared.fields if isinstance(found[name], (dict, list))]
        if odd:
            raise DataError("the property is not one value", declared.path, place, odd[0])
    columns = {
        name: [checks.cell_text(feature["properties"][name]) for feature in features]
        for name in declared.fields
    }
    return checks.Sheet(declared.path, columns, features, places)


def _typed(sheet, declared):
    for name, told in declared.fields.items():
        if told.get("tidied"):
            sheet.columns[name] = [_tidied(cell) for cell in sheet.columns[name]]
        if "missingValues" in told:
            absent = set(told["missingValues"])
            sheet.refuse_cells(
                name,
                set(sheet.columns[name]) & {""},
                f"the value is missing and not {' or '.join(absent)}",
            )
            sheet.columns[name] = ["" if cell in absent else cell for cell in sheet.columns[name]]
    frame = checks.typed(sheet, declared.schema)
    for name, told in declared.fields.items():
        if "members" in told:
            fits = re.compile(told["members"]).fullmatch
            sheet.refuse_first(
                [not all(map(fits, members)) for members in frame[name]],
                name,
                f"a member of the list does not have the form {told['members']}",
            )
        if told.get("whole"):
            sheet.refuse_first(frame[name] % 1 > 0, name, "the value is not a whole number")
        if told["type"] in ("integer", "year") and frame[name].notna().all():
            frame[name] = frame[name].astype("int64")
    return frame


def _tidied(text):
    """Text without what cannot be seen: marks of HTML, of direction, accents set apart."""
    text = html.unescape(text).replace("\xa0", " ")
    text = checks.UNSEEN.sub("", text)
    return unicodedata.normalize("NFC", text).strip()


def _refuse_twins(sheet, rows):
    seen = {}
    for number, row in enumerate(rows):
        first = seen.setdefault(row, number)
        if first != number:
            place = sheet.line(first)
            place = f"line {place}" if isinstance(place, int) else place
            raise DataError(f"the row is the same as {place}", sheet.file, sheet.line(number))
