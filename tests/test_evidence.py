"""Raw evidence: every declared file is read as declared, and whatever is odd is one BuildError.

The files are made up from the declarations, so nothing here needs the evidence folder; the tests
of altered evidence at the end do, and are skipped where it is not there.
"""

import dataclasses
import gzip
import importlib
import io
import json
import re
import tarfile
from pathlib import Path

import frictionless
import numpy as np
import pandas as pd
import pytest
import shapely
from conftest import as_csv, resources
from PIL import Image
from repository import BUILDERS

from builders import displacement, funding, ucdp, world
from builders.common import BuildError, build_topic
from builders.evidence import Layer, Picture, Raw, Table, Texts, Topology, read
from builders.raw import cities as raw_cities
from builders.raw import displacement as raw_displacement
from builders.raw import funding as raw_funding
from builders.raw import strikes as raw_strikes
from builders.raw import ucdp as raw_ucdp
from builders.raw import world as raw_world
from helpers.tables.check import DataError

RAW = Path(__file__).resolve().parents[2] / "shared" / "data"


def declared(topic):
    """All raw files that a topic declares."""
    found = []
    for value in vars(importlib.import_module(f"builders.raw.{topic}")).values():
        several = value.values() if isinstance(value, dict) else value
        several = several if isinstance(value, (dict, list)) else [value]
        found += [one for one in several if isinstance(one, Raw)]
    return found


FILES = list(dict.fromkeys(one for topic in BUILDERS for one in declared(topic)))
TABLES = [one for one in FILES if isinstance(one, Table)]
LAYERS = [one for one in FILES if isinstance(one, Layer)]


# Files made up from their declarations


def cell(field, row):
    """A text that the field allows; another one in each row, where it can be."""
    limits = field.get("constraints", {})
    low, high = limits.get("minimum", 1), limits.get("maximum", 10**6)
    kind = field["type"]
    if "enum" in limits:
        return str(limits["enum"][row % len(limits["enum"])])
    if kind == "list":
        return field["delimiter"].join([f"Aya {row} - Zoe", "Bo - Cy"])
    if kind == "boolean":
        return field["trueValues"][0]
    if kind == "number":
        step = 1 if field.get("whole") else (high - low) / 10
        return f"{low + step * (row + 1):.4f}" if not field.get("whole") else f"{low + row}.0"
    if kind == "string":
        texts = [f"Town {row}", "ABCD"[row] * 3, f"IQG0{row + 1}", f"Nov 201{row}", f"{row}.png"]
        fits = re.compile(limits.get("pattern", ".*")).fullmatch
        return next(text for text in texts if fits(text))
    return {
        "integer": str(min(low + row, high)),
        "year": f"201{row}",
        "yearmonth": f"2014-0{row + 1}",
        "date": f"2014-06-0{row + 1}",
    }[kind]


ROWS = 3


def sheet(table):
    """Header and three rows of cells, with a column that is not declared."""
    header = [*table.fields, "not in use"]
    return header, [
        [*(cell(field, row) for field in table.fields.values()), "x"] for row in range(ROWS)
    ]


def put(raw, file, content):
    """Write a file into the folder, packed if its name says so."""
    path = raw / file
    path.parent.mkdir(parents=True, exist_ok=True)
    packed = file.path.endswith(".gz") and not content.startswith(b"\x1f\x8b")
    path.write_bytes(gzip.compress(content) if packed else content)


def small(table):
    """The declaration for made-up rows: where rows are counted, three."""
    return table if table.rows is None else dataclasses.replace(table, rows=ROWS)


def features(layer):
    """A GeoJSON object of three features as declared."""
    west, south, _, north = layer.bounds
    found = []
    for row in range(ROWS):
        x, y = west + 1 + row / 2, (south + north) / 2
        ring = [[x, y], [x + 0.4, y], [x + 0.4, y + 0.4], [x, y]]
        shape = {"Point": ring[0], "LineString": ring[:3], "Polygon": [ring]}
        kind = layer.shapes[0]
        properties = {name: cell(field, row) for name, field in layer.fields.items()}
        for name, field in layer.fields.items():
            if field["type"] in ("integer", "number"):
                properties[name] = float(properties[name])
                properties[name] = (
                    int(properties[name]) if field["type"] == "integer" else (properties[name])
                )
        found.append(
            {
                "type": "Feature",
                "properties": properties,
                "geometry": {"type": kind, "coordinates": shape[kind]},
            }
        )
    return {"type": "FeatureCollection", "features": found}


def refusal(raw, file, content):
    """The words of the BuildError that a file with this content ends in."""
    put(raw, file, content)
    try:
        read(raw, file)
    except BuildError as error:
        said = str(error)
        assert said.startswith(file.path), said
        assert said.isprintable() and "\ufffd" not in said and len(said) < 900, said
        assert said.endswith((".", "/.")) and ("Put the publisher" in said or "Save it" in said)
        return said
    raise AssertionError(f"{file}: read without a word")


def test_every_topic_declares_files_and_every_key_is_declared():
    assert all(declared(topic) for topic in BUILDERS)
    assert len(FILES) > 60 and {type(one) for one in FILES} == {Table, Layer, Topology, Texts}
    for table in TABLES:
        assert set(table.key) <= set(table.fields)
        assert bool(table.key) != bool(table.rows and table.why), table
    assert {one["builder"] for one in resources().values()} - {None} == set(BUILDERS)


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_a_declaration_is_a_table_schema_that_frictionless_reads_alike(tmp_path, table):
    """The made-up file passes Frictionless with our schema, and our reader, to the same values."""
    fields = [field | {"name": field["name"] or "unnamed"} for field in table.schema["fields"]]
    schema = frictionless.Schema.from_descriptor({"fields": fields})
    header, rows = sheet(table)
    put(tmp_path, small(table), as_csv(header, rows))
    frame = read(tmp_path, small(table))
    assert list(frame.columns) == list(table.fields) and len(frame) == ROWS
    plain = as_csv([name or "unnamed" for name in table.fields], [row[:-1] for row in rows])
    (tmp_path / "plain.csv").write_bytes(plain)
    with frictionless.system.use_context(trusted=True):
        theirs = frictionless.Resource(path=str(tmp_path / "plain.csv"), schema=schema)
        report = theirs.validate()
        assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])[:3]
        for row, told in zip(theirs.read_rows(), frame.to_dict("records")):
            for name, field in table.fields.items():
                value, kind = row[name or "unnamed"], field["type"]
                if kind == "yearmonth":
                    value = pd.Timestamp(value.year, value.month, 1)
                assert (float(value) if kind == "number" else value) == (
                    told[name].date() if kind == "date" else told[name]
                ), name


def test_what_spreadsheets_add_changes_nothing(tmp_path):
    for table in map(small, TABLES):
        header, rows = sheet(table)
        put(tmp_path, table, as_csv(header, rows))
        plain = read(tmp_path, table)
        text = as_csv(header, rows).decode().replace("\n", "\r\n")
        commas = text.replace("\r\n", ",,\r\n") if "" not in table.fields else text
        for content in (
            "\ufeff" + text,
            text + "\r\n\r\n",
            commas,
            text.replace("x\r\n", "x,,\r\n"),
        ):
            put(tmp_path, table, content.encode())
            pd.testing.assert_frame_equal(read(tmp_path, table), plain)


ODD_CELLS = {
    "integer": ["..", "-", "*", "1,234", "1 234", "5.5", "=1+1", "NaN", "1e3", "\u0661\u0662"],
    "number": ["..", "-", "*", "96,52", "1,234.5", "n/a", "=1+1", "1e999", "12 km"],
    "date": ["05/08/2015", "2015-02-30", "2014-06-01 00:00:00", "Nov 2015", "2015-6-1", "42156"],
    "yearmonth": ["2015", "2015-13", "Jan-11", "2015-01-01", "201501"],
    "year": ["15", "2015.0", "2015-16", "FY2015"],
    "boolean": ["yes", "1", "TRUE?"],
    "list": ["Aya - Zoe;Bo - Cy", "Aya - Zoe; ", "Aya - Zoe,Bo - Cy", "Aya||Bo", "Aya, , Bo"],
    "string": ["A\u0308hm", "Ana\u200bh", "Ana\xa0h", " Ana", "Ana\u202eh"],
}


def odd_cells(field):
    """Texts that the field must refuse."""
    limits = field.get("constraints", {})
    odd = list(ODD_CELLS[field["type"]])
    if field["type"] == "list":
        mark = field["delimiter"].strip()
        odd = [text for text in odd if mark in text]
    if field.get("tidied") and field["type"] == "string":
        odd = []
    odd += [""] if limits.get("required") or "missingValues" in field else []
    odd += ["Narnia"] if "enum" in limits else []
    odd += [",?!;"] if "pattern" in limits else []
    if "minimum" in limits:
        odd.append(str(limits["minimum"] - 1) + (".0" if field["type"] == "number" else ""))
    if "maximum" in limits:
        odd.append(str(limits["maximum"] + 1))
    if field.get("whole"):
        odd.append("5.5")
    return odd


@pytest.mark.parametrize(
    "table",
    [  # two files that are declared alike are one case
        one
        for number, one in enumerate(TABLES)
        if one.fields not in [other.fields for other in TABLES[:number]]
    ],
    ids=str,
)
def test_an_odd_cell_is_named_with_line_column_value_and_what_to_do(tmp_path, table):
    table = small(table)
    header, rows = sheet(table)
    for place, (name, field) in enumerate(table.fields.items()):
        for odd in odd_cells(field):
            broken = [row[:] for row in rows]
            broken[1][place] = odd
            said = refusal(tmp_path, table, as_csv(header, broken))
            assert f", line 3, column {name}: " in said or not name, (name, odd, said)
            assert ("found '" in said) and (odd[:4] in said or not odd.isascii()), (odd, said)


def whole_file(table):
    """{kind: bytes} of files that are odd as a whole, and the word that tells of it."""
    header, rows = sheet(table)
    content = as_csv(header, rows)
    first = next(iter(table.fields))
    short = [rows[0], rows[1][:-1], rows[2]]
    return {
        "a row twice": (as_csv(header, [*rows, rows[1]]), "already|stands there twice"),
        "UTF-16": (content.decode().encode("utf-16"), "UTF-16"),
        "cp1252": (content.replace(b",x\n", b",Zahl\xe9\n"), "line 2, column not in use: .*UTF-8"),
        "empty": (b"", "file is empty"),
        "a mark alone": (b"\xef\xbb\xbf", "file is empty"),
        "header only": (as_csv(header, []), "header and no rows"),
        "binary": (bytes(range(1, 256)) * 40, "not UTF-8"),
        "NUL": (content + b"\0", "NUL"),
        "a spreadsheet": (b"PK\x03\x04" + content, "spreadsheet"),
        "a web page": (b"<!DOCTYPE html><html><body>404</body></html>", "a web page"),
        "a pointer": (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "Git LFS"),
        "semicolons": (content.replace(b",", b";"), "no column|values"),
        "a short row": (as_csv(header, short), f"line 3: the row has {len(header) - 1} values"),
        "a long row": (content.replace(b"x\n", b"x,y\n"), "values for"),
        "a note at the end": (content + b"Source: UNHCR\n", "line 5: the row has 1 values"),
        "a preamble": (b"Extracted today\n\n" + content, "no column"),
        "a quote left open": (content + b'"', "line 5.*cannot be read as CSV"),
        "cut short": (content[:-1], "line 4: the file is cut short"),
        "a column twice": (
            as_csv([*header[:-1], first], rows),
            "line 1.*stands there twice" if first else "twice",
        ),
    }


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_a_file_that_is_odd_as_a_whole_is_refused(tmp_path, table):
    table = small(table)
    for kind, (content, word) in whole_file(table).items():
        assert re.search(word, refusal(tmp_path, table, content)), kind
    header, rows = sheet(table)
    for place, name in enumerate(table.fields):  # each column in use, gone or renamed
        for new in (
            [*header[:place], *header[place + 1 :]],
            [*header[:place], "renamed", *header[place + 1 :]],
        ):
            cells = (
                rows
                if len(new) == len(header)
                else [row[:place] + row[place + 1 :] for row in rows]
            )
            assert f"has no column {name}; its columns are" in refusal(
                tmp_path, table, as_csv(new, cells)
            )


def test_archives_are_told_from_text(tmp_path):
    plain = next(t for t in TABLES if t.path.endswith(".csv"))
    packed = next(t for t in TABLES if t.path.endswith(".gz"))
    content = as_csv(*sheet(packed))
    assert "gzip archive" in refusal(tmp_path, plain, gzip.compress(content))
    assert "broken or cut short" in refusal(tmp_path, packed, gzip.compress(content)[:-20])
    (tmp_path / packed).write_bytes(content)
    with pytest.raises(BuildError, match="not packed with gzip, as its name says"):
        read(tmp_path, packed)


def test_a_lost_file_and_a_folder_in_its_place_are_named(tmp_path):
    for file in FILES:
        with pytest.raises(BuildError, match=f"^{re.escape(file.path)}: the raw file is missing"):
            read(tmp_path, file)
    for file in {one.path: one for one in FILES}.values():
        (tmp_path / file).mkdir(parents=True)
        with pytest.raises(BuildError, match=f"^{re.escape(file.path)}: there is a folder where"):
            read(tmp_path, file)


def test_two_rows_alike_are_refused_without_a_key(tmp_path):
    table = Table("plain.csv", {"a": raw_cities.TEXT})
    assert "line 4: the row is the same as line 2." in refusal(
        tmp_path, table, b"a,b\nx,1\nx,2\nx,1\n"
    )


def test_what_a_publisher_left_in_a_text_is_taken_out_where_declared(tmp_path):
    fields = {"name": raw_cities.TEXT | {"tidied": True}, "dyads": raw_ucdp.DYADS}
    put(
        tmp_path,
        Table("a.csv", fields),
        "name,dyads\n"
        "\xa0A\u0308hm\u200e,Forces of A &amp;  B - Civilians; C - D\nBo,NO_DYAD\n".encode(),
    )
    frame = read(tmp_path, Table("a.csv", fields, key=("name",)))
    assert frame["name"].tolist() == ["\u00c4hm", "Bo"]
    assert frame["dyads"].tolist() == [["Forces of A &  B - Civilians", "C - D"], []]


# Layers, topologies, texts, pictures


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: f"{layer}-{len(layer.fields)}")
def test_odd_layers_are_refused(tmp_path, layer):
    def changed(change):
        whole = features(layer)
        change(whole, whole["features"][1])
        return json.dumps(whole).encode()

    def refused(change):
        return refusal(tmp_path, layer, changed(change))

    put(tmp_path, layer, changed(lambda whole, feature: None))
    properties, shapes = read(tmp_path, layer)
    assert len(shapes) == len(properties) == ROWS and list(properties) == list(layer.fields)
    for named in ("EPSG:3857", "urn:ogc:def:crs:EPSG::32637"):
        assert f"the projection is {named}" in refused(
            lambda whole, feature: whole.update(crs={"type": "name", "properties": {"name": named}})
        )
    assert "the projection is" in refused(lambda whole, feature: whole.update(crs={"type": "link"}))

    def metres(whole, feature):
        text = json.dumps(feature["geometry"]["coordinates"])
        feature["geometry"]["coordinates"] = json.loads(
            re.sub(r"[\d.]+", lambda number: str(float(number[0]) * 1e5), text)
        )

    assert "feature 2, column geometry: the geometry leaves the bounds" in refused(metres)
    assert "feature 2, column geometry: the geometry is missing" in refused(
        lambda whole, feature: feature.update(geometry=None)
    )
    assert "feature 2, column geometry: the geometry cannot be read" in refused(
        lambda whole, feature: feature["geometry"].update(coordinates="here")
    )
    assert "a number is NaN" in refused(
        lambda whole, feature: feature["geometry"].update(coordinates=[[float("nan"), 35.0]])
    )
    point = [layer.bounds[0] + 1, layer.bounds[1] + 1]
    other = (
        {"type": "MultiPoint", "coordinates": [point]}
        if "Point" not in layer.shapes
        else {"type": "LineString", "coordinates": [point, layer.bounds[2:]]}
    )
    assert "feature 2, column geometry: the geometry is a" in refused(
        lambda whole, feature: feature.update(geometry=other)
    )
    assert re.search(
        "feature 4.*(already|same)",
        refused(lambda whole, feature: whole["features"].append(feature)),
    )
    for name, field in layer.fields.items():
        assert f"feature 2, column {name}: the property is missing" in refused(
            lambda whole, feature: feature["properties"].pop(name)
        )
        assert f"feature 2, column {name}: the property is not one value" in refused(
            lambda whole, feature: feature["properties"].update({name: {"en": "x"}})
        )
        for odd in odd_cells(field):
            assert f"feature 2, column {name}" in refused(
                lambda whole, feature: feature["properties"].update({name: odd})
            )
    assert "the layer has no features" in refused(lambda whole, feature: whole.update(features=[]))
    sound = changed(lambda whole, feature: None)
    assert "is not JSON" in refusal(tmp_path, layer, sound[:-9])
    assert "not a FeatureCollection" in refusal(tmp_path, layer, b'{"type": "Topology"}')
    assert "not a FeatureCollection" in refusal(tmp_path, layer, b"[1, 2]")
    assert "a web page" in refusal(tmp_path, layer, b"<html>gone</html>")
    assert "not UTF-8" in refusal(tmp_path, layer, sound[:40] + b"\xe9" + sound[40:])


def topology(**changes):
    """Two countries as triangles that share no arc."""
    arcs = [[[0, 0], [10, 0], [0, 10], [-10, -10]], [[50, 50], [10, 0], [0, 10], [-10, -10]]]
    shapes = [
        {"type": "Polygon", "arcs": [[number]], "properties": {"name": name, "iso_a3": code}}
        for number, (name, code) in enumerate([("Ana", "ANA"), ("Bo", None)])
    ]
    return {
        "type": "Topology",
        "arcs": arcs,
        "objects": {"countries": {"geometries": shapes}},
        "transform": {"scale": [1, 1], "translate": [0, 0]},
    } | changes


def test_odd_topologies_are_refused(tmp_path):
    file = raw_world.SHAPES
    put(tmp_path, file, json.dumps(topology()).encode())
    frame = world.shapes(read(tmp_path, file))
    assert frame["name"].tolist() == ["Ana", "Bo"]
    assert shapely.area(frame.geometry.to_numpy()).tolist() == [50, 50]
    for change, word in [
        ({"objects": {}}, "no object countries"),
        ({"objects": {"countries": {"geometries": []}}}, "no features"),
        ({"type": "FeatureCollection"}, "not a Topology"),
    ]:
        assert word in refusal(tmp_path, file, json.dumps(topology(**change)).encode())
    odd = topology()
    odd["objects"]["countries"]["geometries"][1]["properties"]["iso_a3"] = "bo"
    assert "feature 2, column iso_a3" in refusal(tmp_path, file, json.dumps(odd).encode())
    for change, word in [
        ({"arcs": []}, "cannot be put together"),
        ({"transform": {}}, "cannot be put"),
        ({"arcs": [[[0, 0]], [[1, 1]]]}, "cannot be put"),
        ({"arcs": [1, 2]}, "cannot be put"),
        ({"transform": {"scale": [1e5, 1e5], "translate": [0, 0]}}, "not in degrees|cannot"),
    ]:
        put(tmp_path, file, json.dumps(topology(**change)).encode())
        with pytest.raises(BuildError, match=f"{re.escape(file.path)}.*({word})"):
            world.shapes(read(tmp_path, file))


def archive(texts):
    """The bytes of a .tar.gz of (name, content)."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for name, content in texts:
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


def test_odd_archives_of_texts_are_refused(tmp_path):
    file = raw_strikes.TEXTS
    day = ("a/20150201-final.txt", b"Two \x96 strikes.")
    put(tmp_path, file, archive([day]))
    assert read(tmp_path, file) == {"2015-02-01": "Two \u2013 strikes."}
    random = np.random.default_rng(1).integers(0, 256, 20_000, dtype=np.uint8).tobytes()
    long = archive([("a/20150203.txt", random)])
    for content, word in [
        (archive([day, ("b/20150201.txt", b"x")]), "two texts are of 2015-02-01"),
        (archive([("a/20150201.txt", b" \n")]), "the text is empty"),
        (archive([("a/20150201.txt", b"\x81")]), "2015-02-01 is not in cp1252"),
        (archive([("a/notes.txt", b"x")]), "no text with a day"),
        (b"\x1f\x8bno", "not an archive"),
        (b"<html>", "not an archive"),
        (long[: len(long) // 2], "cut short"),
    ]:
        path = tmp_path / file
        path.write_bytes(content)
        with pytest.raises(BuildError, match=f"^{re.escape(file.path)}.*{word}"):
            read(tmp_path, file)


def test_a_picture_that_is_none_is_refused(tmp_path):
    file = raw_cities.frame("day.jpg", (60, 40))
    assert isinstance(file, Picture)
    packed = io.BytesIO()
    Image.fromarray(np.random.default_rng(1).integers(0, 256, (40, 60, 3), dtype=np.uint8)).save(
        packed, "JPEG"
    )
    put(tmp_path, file, packed.getvalue())
    assert read(tmp_path, file).shape == (40, 60, 3)
    for content in (b"", b"<html>", packed.getvalue()[:900], b"version https://git-lfs"):
        assert "is not a picture" in refusal(tmp_path, file, content)
    assert "60 x 40 pixels, not 61 x 40" in refusal(
        tmp_path, raw_cities.frame("day.jpg", (61, 40)), packed.getvalue()
    )


@pytest.mark.parametrize("name", ["../secret.jpg", "/etc/passwd", "a\0b", ""])
def test_a_manifest_cannot_lead_out_of_its_folder(tmp_path, name):
    header, rows = sheet(raw_cities.MANIFEST)
    rows[0][header.index("file")] = name
    said = refusal(tmp_path, raw_cities.MANIFEST, as_csv(header, rows))
    assert "column file" in said or "NUL" in said


def test_dyads_that_ucdp_counts_and_does_not_name_are_refused():
    table = pd.DataFrame(
        {
            "country_cy": ["Ana", "Bo"],
            "year_cy": [2015, 2016],
            **{
                f"{kind}_dyad_{what}_cy": value
                for kind in ("sb", "ns", "os")
                for what, value in (("names", [["A - B"], []]), ("count", [1, 0]))
            },
        }
    )
    ucdp.check_dyads(table)
    with pytest.raises(BuildError, match=r"ns_dyad_names_cy.*\['Ana', 2015\]"):
        ucdp.check_dyads(table.assign(ns_dyad_count_cy=[2, 0]))
    ucdp.check_dyads(table.assign(country_cy=ucdp.NOT_ALL_NAMED, ns_dyad_count_cy=[2, 0]))


# The evidence itself, altered as editors and newer releases alter it


needs_evidence = pytest.mark.skipif(not RAW.is_dir(), reason="the evidence folder is not here")


def lines_of(file):
    """The lines of a raw file, ends kept."""
    content = (RAW / file).read_bytes()
    return (
        (gzip.decompress(content) if file.path.endswith(".gz") else content)
        .decode("utf-8")
        .splitlines(keepends=True)
    )


def twice(word=""):
    """A change: the first row that holds the word stands there twice."""

    def change(lines):
        place = next(n for n, line in enumerate(lines) if n and word in line)
        return lines[: place + 1] + lines[place:]

    return change


def swap(old, new, most=-1):
    """A change of words, in the first place (most=1) or in all."""

    def change(lines):
        text = "".join(lines)
        assert old in text
        return [text.replace(old, new, most)]

    return change


def add(*rows):
    """A change: rows at the end."""
    return lambda lines: [*lines, *(row + "\n" for row in rows)]


POPULATION = raw_displacement.POPULATION["SYR"]
BRENT = raw_funding.BRENT
ALTERED = [
    (BRENT, swap("96.52", "9.65E+01"), "line 2, column usd_per_barrel.*in plain digits"),
    (BRENT, swap("96.52", "096.52"), "line 2, column usd_per_barrel.*in plain digits"),
    (POPULATION, swap("Egypt,EGY,8,", "nan,EGY,8,", 1), "line 2, column coa_name"),
    (raw_displacement.LOCATIONS, swap(",REF,", ",ref,", 1), "column pop_type.*'ref'"),
    (raw_displacement.LOCATIONS, twice(), "line 3.*stands on line 2 already"),
    (raw_displacement.GOVERNORATES, twice("2009,"), "line 3.*stands on line 2 already"),
    (raw_ucdp.COUNTRY_YEAR, twice("Afghanistan,1989"), "line 3.*stands on line 2 already"),
    (raw_ucdp.COUNTRY_YEAR, swap("; ", ";"), "column sb_dyad_names_cy: the list is not separated"),
    (
        raw_displacement.PORTAL,
        swap(",Nov 2015,", ",05/08/2015,", 1),
        "column coverage_end_in_comment.*05/08/2015",
    ),
    (BRENT, lambda lines: ["\ufeff", *(line.replace("\n", ",,\r\n") for line in lines)], None),
    (
        BRENT,
        lambda lines: [line.replace(",", ";").replace(".", ",") for line in lines],
        "has no column date",
    ),
    (BRENT, lambda lines: [lines[0], "#date,#value\n", *lines[1:]], "line 2, column date"),
    (BRENT, swap("2011-01", "Jan-11"), "line 2, column date: the value is not a month"),
    (BRENT, twice(), "line 3.*stands on line 2 already"),
    (BRENT, swap("96.52", "-96.52"), "line 2, column usd_per_barrel.*below the minimum"),
    (BRENT, lambda lines: ["<!DOCTYPE html>\n<html></html>"], "the file is a web page"),
    (BRENT, lambda lines: ["version https://git-lfs.github.com/spec/v1\n"], "Git LFS"),
    (BRENT, lambda lines: [], "the file is empty"),
    (BRENT, swap("96.52", '"96,52"'), "line 2, column usd_per_barrel.*found '96,52'"),
    (BRENT, swap("96.52", ".."), "line 2, column usd_per_barrel.*found '..'"),
    (POPULATION, swap("Egypt,EGY,8,", "Egypt,EGY,-,", 1), "line 2, column refugees.*'-'"),
    (POPULATION, swap("Egypt,EGY,8,", "Egypt,EGY,*,", 1), "line 2, column refugees.*'\\*'"),
    (POPULATION, swap("Egypt,EGY,8,", 'Egypt,EGY,"1,234",', 1), "column refugees.*'1,234'"),
    (POPULATION, add("Total" + "," * 13), "line 1726, column year: .*found 'Total'"),
    (POPULATION, swap("asylum_seekers", "asylum"), "has no column asylum_seekers"),
    (POPULATION, twice(), "line 3.*stands on line 2 already"),
    (POPULATION, add("Source: UNHCR, extracted today"), "line 1726: the row has 2 values"),
    (POPULATION, lambda lines: ["Extracted: today\n", "\n", *lines], "has no column year"),
    (POPULATION, lambda lines: [lines[0].replace("year", "Year"), *lines[1:]], "no column year"),
    (raw_displacement.SOLUTIONS, swap(",243,", ",5.5,", 1), "line 2, column returned_refugees"),
    (raw_displacement.SOLUTIONS, swap(",243,", ",-5,", 1), "line 2.*below the minimum"),
    (raw_cities.POINTS, swap("1,38.992407,35.928294", "1,35.928294,38.992407", 1), "line 2.*lat"),
    (raw_cities.POINTS, swap("1,38.992407,35.928294", "1,0,0", 1), "line 2, column lat.*below"),
    (raw_cities.POINTS, swap("1,38.992407,35.928294", "1,37.992407,34.928294", 1), "line 2.*lat"),
    (
        raw_cities.POINTS,
        swap("destroyed,new,Very High", "gone,new,Very High", 1),
        "line 2, column class_2017_10_21: the category is unknown",
    ),
    (raw_cities.POINTS, swap("\n2,", "\n1,", 1), "id = 1 stands on line 2 already"),
    (raw_ucdp.EVENTS[1], swap("deaths_unknown", "unknown", 1), "has no column deaths_unknown"),
    (
        raw_ucdp.EVENTS[1],
        swap(",Syria,652,", ",Syrian Arab Republic,652,", 1),
        "line 2, column country: the category is unknown",
    ),
    (
        raw_ucdp.EVENTS[1],
        swap("2016-01-01,2016", "2016-01-01 00:00:00.000,2016", 1),
        "line 2, column date_start: the value is not a day",
    ),
    (raw_ucdp.BATTLES, swap('"battle_location"', '"place"', 1), "has no column battle_location"),
    (raw_displacement.DECISIONS, swap("coa_name", "asylum", 1), "has no column coa_name"),
    (raw_displacement.LOCATIONS, swap(",U,U,85", ",U,X,85", 1), "column acc_type.*'X'"),
]


@needs_evidence
@pytest.mark.parametrize(
    "file, change, word",
    ALTERED,
    ids=[f"{number}-{Path(file.path).name}" for number, (file, *_) in enumerate(ALTERED)],
)
def test_altered_evidence_is_refused_or_read_right(tmp_path, file, change, word):
    content = "".join(change(lines_of(file))).encode("utf-8")
    if word is None:
        put(tmp_path, file, content)
        pd.testing.assert_frame_equal(read(tmp_path, file), read(RAW, file))
    else:
        assert re.search(word, refusal(tmp_path, file, content))


@needs_evidence
@pytest.mark.parametrize(
    "file, encoding, word", [(BRENT, "utf-16", "UTF-16"), (POPULATION, "cp1252", "not UTF-8")]
)
def test_evidence_in_another_encoding_is_refused(tmp_path, file, encoding, word):
    text = "".join(lines_of(file)).replace("Cote d'Ivoire", "C\u00f4te d'Ivoire")
    assert word in refusal(tmp_path, file, text.encode(encoding))


def tenfold(line):
    """A row of Brent at ten times the price."""
    month, price = line.split(",")
    return f"{month},{float(price) * 10:.2f}\n"


def another_2017(lines):
    """Refugees of 2017 as another release has them: one more in the first row of that year."""
    place = next(n for n, line in enumerate(lines) if line.startswith("2017,"))
    cells = lines[place].split(",")
    cells[5] = str(int(cells[5]) + 1)
    return [*lines[:place], ",".join(cells), *lines[place + 1 :]]


@needs_evidence
@pytest.mark.parametrize(
    "builder, file, change, word",
    [
        (funding, BRENT, add("2019-01,59.41"), "not every month"),
        (
            funding,
            BRENT,
            lambda lines: [lines[0], *(tenfold(line) for line in lines[1:])],
            "2014-06 is 1118",
        ),
        (
            displacement,
            POPULATION,
            add("2026,Syrian Arab Rep.,SYR,Egypt,EGY,8,0,0,0,0,0,0,,0"),
            "unhcr_population_syria.*not every year from 2010 to 2025",
        ),
        (displacement, POPULATION, swap("\n2017,", "\n2018,", 1), "stands on line|not what UNHCR"),
        (displacement, POPULATION, another_2017, "Syria 2017 is not what UNHCR prints"),
    ],
    ids=[
        "brent 2019",
        "brent x10",
        "population 2026",
        "a row of 2017 in 2018",
        "population revised",
    ],
)
def test_evidence_of_another_release_is_refused_by_the_builder(
    tmp_path, builder, file, change, word
):
    topic = builder.__name__.split(".")[1]
    for one in declared(topic):
        (tmp_path / one).parent.mkdir(parents=True, exist_ok=True)
        if one.path != file.path:
            (tmp_path / one).symlink_to(RAW / one)
    put(tmp_path, file, "".join(change(lines_of(file))).encode("utf-8"))
    with pytest.raises((BuildError, DataError), match=word):
        build_topic(topic, builder, tmp_path)


@needs_evidence
def test_events_whose_coordinates_are_swapped_are_refused(tmp_path):
    file = raw_ucdp.EVENTS[1]
    lines = lines_of(file)[:50]
    put(
        tmp_path,
        file,
        "".join(lines).replace("34.802462,36.707602", "36.707602,34.802462").encode("utf-8"),
    )
    governorates = read(RAW, raw_ucdp.GOVERNORATES)
    assert len(ucdp.tidy_events(read(RAW, file)[:49], governorates)) == 49
    with pytest.raises(BuildError, match="lies more than 5 km off"):
        ucdp.tidy_events(read(tmp_path, file), governorates)
