"""A newer release: read as its publisher gives it, compared with the book, adopted beside it."""

import csv
import io
import json
import zipfile

import pandas as pd
import pytest

from builders import idmc, release, ucdp, unhcr
from builders.common import BuildError
from helpers import load
from helpers.tables import read
from helpers.tables.check import DataError
from tools import vintage

EVENT = {
    "id": 1, "relid": "SYR-1", "year": 2017, "active_year": 1, "type_of_violence": 1,
    "conflict_name": "Syria: IS", "side_a_new_id": 118, "side_a": "Government of Syria",
    "side_b_new_id": 234, "side_b": "IS", "number_of_sources": 1, "source_article": 'A "quote"',
    "source_office": "SOHR;Airwars", "source_headline": "one\nin two lines", "where_prec": 1,
    "where_coordinates": "Ar Raqqah town", "adm_1": "Ar Raqqah governorate",
    "adm_2": "Ar Raqqah district", "latitude": 35.95, "longitude": 39.01, "country": "Syria",
    "event_clarity": 1, "date_prec": 1, "date_start": "2017-06-30 00:00:00.000",
    "date_end": "2017-06-30 00:00:00.000", "deaths_a": 2, "deaths_b": 3, "deaths_civilians": 4,
    "deaths_unknown": 0, "best": 9, "high": 12, "low": 5, "gwnob": "",
}  # fmt: skip


def release_file(tmp_path, *changes, name="GEDEvent_v26_1.csv", columns=tuple(EVENT)):
    """A made release: an event for each dictionary of changes, numbered from 1."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(EVENT | {"id": i} | one for i, one in enumerate(changes, start=1))
    path = tmp_path / name
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("GEDEvent_v26_1.csv", text.getvalue())
    else:
        path.write_text("\ufeff" + text.getvalue(), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "number"),
    [("ged261-csv.zip", "26.1"), ("GEDEvent_v25_1.csv", "25.1"), ("ged191.csv", "19.1"),
     ("GEDEvent_v26_0_3.csv", "26.0.3"), ("ged231_sample_1000_rows.csv", "23.1")],
)  # fmt: skip
def test_a_release_is_known_by_its_file(tmp_path, name, number):
    assert release.release_of(tmp_path / name) == number


def test_a_file_without_a_number_asks_for_it(tmp_path):
    with pytest.raises(BuildError, match="tells no release"):
        release.read_ged(release_file(tmp_path, {}, name="download.csv"))
    named = release.read_ged(release_file(tmp_path, {}, name="download.csv"), "24.1")
    assert named["ged_release"].tolist() == ["24.1"]


@pytest.mark.parametrize("name", ["GEDEvent_v26_1.csv", "ged261-csv.zip"])
def test_the_events_of_iraq_and_syria_are_read_with_their_sources_days_and_names(tmp_path, name):
    path = release_file(
        tmp_path,
        {},
        {"country": "Afghanistan"},
        {"country": "Iraq", "adm_1": "Ninawa Province", "source_office": "AFP", "adm_2": "",
         "number_of_sources": -1, "date_start": "2017-06-01", "date_end": "2017-06-01"},
        name=name,
    )  # fmt: skip
    events = release.read_ged(path)
    assert events["id"].tolist() == [1, 3]
    assert events["adm_1"].tolist() == ["Ar Raqqah Governorate", "Nīnawá province"]
    assert events["adm_2"].isna().tolist() == [False, True]
    assert events["src_sohr"].tolist() == [1, 0] and events["src_airwars"].tolist() == [1, 0]
    assert events["date_start"].tolist() == list(pd.to_datetime(["2017-06-30", "2017-06-01"]))
    assert events["number_of_sources"].tolist() == [1, -1]


@pytest.mark.parametrize("size", [1, 7, 100, 1 << 24])
def test_a_file_is_read_in_pieces_of_whole_records_whatever_they_hold(tmp_path, monkeypatch, size):
    monkeypatch.setattr(release, "BYTES_AT_ONCE", size)
    path = release_file(
        tmp_path, {"country": "Yemen", "source_headline": 'Of ""Syria""\nand Iraq,\r\n"'},
        {}, {"country": "Yemen"}, {"country": "Iraq", "adm_1": "Ninawa Province"},
    )  # fmt: skip
    path.write_bytes(path.read_bytes().rstrip())  # no end of line at the end
    assert release.read_ged(path)["id"].tolist() == [2, 4]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"date_start": "30/6/2017"}, r"event 1, date_start: '30/6/2017' is not in the codebook"),
        ({"where_prec": 8}, r"event 1, where_prec: "),
        ({"best": "many"}, r"event 1, best: 'many'|cannot be read"),
        ({"latitude": 95}, r"event 1, latitude: "),
        ({"low": -1}, r"event 1, low: "),
        ({"number_of_sources": -2}, r"event 1, number_of_sources: "),
        ({"country": "Yemen"}, r"no event in Iraq or Syria"),
    ],
)
def test_what_the_codebook_does_not_know_is_named_and_refused(tmp_path, changes, says):
    with pytest.raises(BuildError, match=says):
        release.read_ged(release_file(tmp_path, changes))


def test_files_that_are_no_release_say_what_they_are(tmp_path):
    with pytest.raises(BuildError, match="there is no such file"):
        release.read_ged(tmp_path / "ged261.csv")
    lacking = [one for one in EVENT if one != "where_prec"]
    with pytest.raises(BuildError, match="it lacks the columns where_prec$"):
        release.read_ged(release_file(tmp_path, {}, columns=lacking))
    with pytest.raises(BuildError, match="event with id 1 stands twice"):
        release.read_ged(release_file(tmp_path, {}, {"id": 1}))
    whole = release_file(tmp_path, *[{}] * 200, name="ged261.zip").read_bytes()
    (tmp_path / "ged261.zip").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BuildError, match="broken or cut short"):
        release.read_ged(tmp_path / "ged261.zip")
    (tmp_path / "ged261.csv").write_text("<!DOCTYPE html><title>Not found</title>")
    with pytest.raises(BuildError, match="it lacks the columns"):
        release.read_ged(tmp_path / "ged261.csv")


def test_an_opponent_that_the_book_does_not_know_is_counted_and_not_classified(tmp_path):
    path = release_file(
        tmp_path, {}, {"side_a_new_id": 4163, "side_a": "PYD", "best": 9},
        {"side_a_new_id": 234, "side_a": "IS", "side_b_new_id": 4163, "side_b": "PYD"},
    )  # fmt: skip
    events = release.read_ged(path)
    unknown = release.unclassified(events)
    assert unknown.to_dict("records") == [{"actor": 4163, "name": "PYD", "events": 2, "deaths": 18}]
    months = release.tables_of(events)["ucdp_events_monthly"]
    assert sorted(months["against"]) == ["not classified", "syria_gov"]
    with pytest.raises(BuildError, match="AGAINST lacks an opponent of IS, event 2"):
        ucdp.tidy_events(events, release.governorates())


def test_the_tables_hold_the_years_of_the_book(tmp_path):
    path = release_file(
        tmp_path, {}, {"year": 2015, "date_start": "2015-06-30", "date_end": "2015-06-30"},
        {"year": 2019, "date_start": "2019-06-30", "date_end": "2019-06-30"},
    )  # fmt: skip
    tables, about = vintage.from_ged(path, None)
    assert about["release"] == "26.1" and about["events"] == 1
    assert about["beyond"] == [("Syria", 2015, 2019, 2)]
    (row,) = tables["ucdp_city_events"].to_dict("records")
    assert (row["scope"], row["governorate_pcode"], row["deaths_best"]) == ("city", "SY11", 9)


# UNHCR


def population(tmp_path, form, *rows):
    """Statistics of made rows (year, origin, asylum, refugees) in one of the three forms."""
    path = tmp_path / "population.csv"
    if form == "api":
        items = [
            {"year": y, "coo_iso": o, "coa_iso": a, "coa_name": a, "refugees": n,
             "asylum_seekers": "0", "returned_refugees": 0, "idps": "-", "returned_idps": 0}
            for y, o, a, n in rows
        ]  # fmt: skip
        path.write_text(json.dumps({"page": 1, "maxPages": 1, "items": items}))
        return path
    heads = {
        "download": '"Country of origin (ISO)","Country of asylum","Country of asylum (ISO)",'
        '"Refugees under UNHCR\'s mandate",Asylum-seekers,"Returned refugees",'
        '"IDPs of concern to UNHCR","Returned IDPss"',
        "hdx": "Country of Origin ISO,Country of Asylum Name,Country of Asylum ISO,Refugees,"
        "Asylum Seekers,Returned Refugees,IDPs,Returned IDPs",
    }
    lines = [f"Year,{heads[form]}", *(f"{y},{o},{a},{a},{n},0,0,-,0" for y, o, a, n in rows)]
    before = ["Extracted from a database", ""] * 7 if form == "download" else []
    path.write_text("\n".join(before + lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("form", ["download", "hdx", "api"])
def test_three_forms_of_unhcrs_statistics_give_the_same_rows(tmp_path, form):
    rows = [(2017, "SYR", "LBN", 997_905), (2017, "AFG", "IRN", 5), (2009, "IRQ", "SYR", 7)]
    found = unhcr.read_population(population(tmp_path, form, *rows))
    assert found[["year", "coo_iso", "coa_iso", "refugees"]].to_numpy().tolist() == [
        [2017, "SYR", "LBN", 997_905]
    ]
    table = unhcr.tables_of(found)["displaced_abroad"]
    assert table[["asylum", "area", "refugees"]].to_numpy().tolist() == [
        ["Lebanon", "region", 997_905]
    ]


def test_the_download_may_stay_in_its_zip(tmp_path):
    path = population(tmp_path, "download", (2017, "SYR", "LBN", 997_905))
    with zipfile.ZipFile(tmp_path / "query_data.zip", "w") as archive:
        archive.write(path, "population.csv")
        archive.writestr("footnotes.csv", "note\n")
    assert len(unhcr.read_population(tmp_path / "query_data.zip")) == 1


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([(2017, "SYR", "LBN", "many")], "SYR to LBN, refugees: 'many' is no number"),
        ([(2017, "SYR", "LBN", 1)] * 2, "stands twice"),
        ([(2017, "AFG", "IRN", 1)], "no row has Syria or Iraq"),
    ],
)
def test_odd_statistics_are_refused(tmp_path, rows, says):
    with pytest.raises(BuildError, match=says):
        unhcr.read_population(population(tmp_path, "hdx", *rows))


# IDMC

GIDD = ["ISO3", "Name", "Year", "Conflict Stock Displacement", "Conflict Stock Displacement (Raw)"]
DISPLACED = [("SYR", "Syria", 2017, 6_784_000, 6_783_829), ("IRQ", "Iraq", 2017, 2_616_000, ""),
             ("SYR", "Syria", 2008, "", ""),
             ("YEM", "Yemen", 2017, 2_014_000, 2_014_062)]  # fmt: skip


def gidd(tmp_path, form, rows=DISPLACED, heads=GIDD):
    """IDMC's numbers of made rows in one of the forms that IDMC gives out."""
    path = tmp_path / f"idmc.{'json' if form == 'api' else 'xlsx' if form == 'xlsx' else 'csv'}"
    lines = [heads, *rows]
    if form == "api":
        names = ["iso3", "geo_name", "year", "conflict_stock_displacement",
                 "conflict_stock_displacement_raw"]  # fmt: skip
        items = [dict(zip(names, (one or None for one in row))) for row in rows]
        path.write_text(json.dumps({"next": None, "results": items}))
    elif form == "xlsx":
        path.write_bytes(workbook([["Released by IDMC"]], lines))
    else:
        tags = [["#country+code", "#country+name", "#date+year", "#affected+idps", "#x"]]
        lines = [heads, *(tags if form == "hdx" else []), *rows]
        text = io.StringIO()
        csv.writer(text).writerows(lines)
        path.write_text("\ufeff" + text.getvalue(), encoding="utf-8")
    return path


def workbook(*sheets):
    """A workbook as spreadsheets write it: words shared, numbers as they are, gaps left out."""
    words, made = [], io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for number, rows in enumerate(sheets, start=1):
            cells = [
                "".join(_cell(f"{chr(65 + i)}{row}", one, words) for i, one in enumerate(line))
                for row, line in enumerate(rows, start=1)
            ]
            inside = "".join(f"<row>{line}</row>" for line in cells)
            sheet = f"<worksheet xmlns='{idmc.NS['x']}'><sheetData>{inside}</sheetData></worksheet>"
            archive.writestr(f"xl/worksheets/sheet{number}.xml", sheet)
        listed = "".join(f"<si><t>{word}</t></si>" for word in words)
        archive.writestr("xl/sharedStrings.xml", f"<sst xmlns='{idmc.NS['x']}'>{listed}</sst>")
    return made.getvalue()


def _cell(place, value, words):
    if value == "":
        return ""
    if isinstance(value, int):
        return f"<c r='{place}'><v>{value}</v></c>"
    words.append(value)
    return f"<c r='{place}' t='s'><v>{len(words) - 1}</v></c>"


@pytest.mark.parametrize("form", ["csv", "hdx", "xlsx", "api"])
def test_the_forms_of_idmcs_database_give_the_same_rows(tmp_path, form):
    stock = idmc.read_stock(gidd(tmp_path, form))
    assert stock[["coo_iso", "year", "total"]].to_numpy().tolist() == [
        ["IRQ", 2017, 2_616_000], ["SYR", 2017, 6_784_000]
    ]  # fmt: skip
    table = idmc.tables_of(stock)["displaced_yearly"].set_index(["origin_iso3", "year"])
    book = load("displaced_yearly").set_index(["origin_iso3", "year"])
    assert len(table) == len(book) and table["idps"].equals(book["idps"])
    assert table.loc[("SYR", 2017), "idps_idmc"] == 6_784_000
    assert pd.isna(table.loc[("SYR", 2016), "idps_idmc"])


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([("SYR", "Syria", 2017, "many", "")], "SYR 2017, total: 'many' is no number of people"),
        ([("SYR", "Syria", 2017, -4, "")], "SYR 2017, total: '-4' is no number of people"),
        ([("SYR", "Syria", "soon", 4, "")], "SYR, year: 'soon' is no year"),
        ([("SYR", "Syria", 2017, 4, "")] * 2, r"\[\['SYR', 2017\]\] stands twice"),
        ([("YEM", "Yemen", 2017, 4, "")], "no row is of Syria"),
        ([("SYR", "Syria", 2017, "", 7)], "no row of Syria or Iraq has people"),
    ],
)
def test_odd_numbers_of_idmc_are_named_and_refused(tmp_path, rows, says):
    with pytest.raises(BuildError, match=says):
        idmc.read_stock(gidd(tmp_path, "csv", rows))


def test_files_that_are_not_idmcs_say_what_they_lack(tmp_path):
    heads = ["ISO3", "Name", "Year", "Disaster Stock Displacement", "x"]
    with pytest.raises(BuildError, match="it lacks Conflict Stock Displacement$"):
        idmc.read_stock(gidd(tmp_path, "csv", heads=heads))
    with pytest.raises(BuildError, match="there is no such file"):
        idmc.read_stock(tmp_path / "gone.xlsx")
    whole = gidd(tmp_path, "xlsx").read_bytes()
    (tmp_path / "idmc.xlsx").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BuildError, match="the workbook is broken or cut short"):
        idmc.read_stock(tmp_path / "idmc.xlsx")
    (tmp_path / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 9)
    with pytest.raises(BuildError, match="neither UTF-8 text nor a workbook named .xlsx"):
        idmc.read_stock(tmp_path / "old.xls")
    (tmp_path / "page.json").write_text(json.dumps({"next": "more", "results": [{"iso3": "SYR"}]}))
    with pytest.raises(BuildError, match="one page of several"):
        idmc.read_stock(tmp_path / "page.json")


def test_idmcs_numbers_are_compared_by_the_command(tmp_path, own_data, capsys):
    rows = [(*row[:3], 7_000_000, "") for row in DISPLACED[:2]]
    out = tmp_path / "report"
    path = gidd(tmp_path, "xlsx", rows)
    assert vintage.main(["--idmc", str(path), "--out", str(out)]) == 0
    told = (out / "report.md").read_text(encoding="utf-8")
    assert "Other files: idmc.xlsx" in told and "refugees-04" in told


# Comparing and adopting


def test_rows_that_are_new_gone_and_revised_are_counted_by_their_key():
    table = load("ucdp_is_events")
    new = table.drop(table.index[:2]).reset_index(drop=True)
    new.loc[0, "deaths_best"] += 1
    new["release"] = "26.1"
    more = new.iloc[[1]].assign(id=10**9)
    counted = vintage.rows_changed("ucdp_is_events", pd.concat([new, more]))
    assert counted == {
        "table": "ucdp_is_events", "book": len(table), "new": len(table) - 1,
        "added": 1, "removed": 2, "revised": 1,
    }  # fmt: skip


def test_the_verdicts_that_move_are_named_with_the_reading_that_moved_them():
    assert vintage.verdicts_changed({"ucdp_city_events": load("ucdp_city_events")}) == []
    table = load("ucdp_city_events")
    for column in ("deaths_low", "deaths_best", "deaths_high"):
        table[column] = 0
    changed = {one["claim"]: one for one in vintage.verdicts_changed({"ucdp_city_events": table})}
    assert changed["raqqa-04"]["before"] == "consistent" != changed["raqqa-04"]["after"]
    ((before, after),) = changed["raqqa-04"]["readings"]
    assert before.startswith("4,159 ") and after.startswith("0, according to Uppsala")


@pytest.mark.thorough
def test_a_release_is_compared_and_adopted_by_one_command(tmp_path, own_data, capsys):
    path = release_file(tmp_path, {})
    before = (own_data / "ucdp" / "ucdp_is_events.csv").read_bytes()
    out = tmp_path / "report"
    assert vintage.main(["--ged", str(path), "--out", str(out)]) == 0
    assert (own_data / "ucdp" / "ucdp_is_events.csv").read_bytes() == before
    assert "verdicts would change" in capsys.readouterr().out
    for name in ("report.md", "report.html"):
        text = (out / name).read_text(encoding="utf-8")
        assert "Release 26.1" in text and "raqqa-04" in text
    adopted = ["--ged", str(path), "--out", str(out), "--adopt", "2026-03"]
    assert vintage.main(adopted) == 0
    assert len(load("ucdp_is_events")) == 1
    assert read.describe("ucdp_is_events")["vintage"] == "2026-03"
    assert (own_data / "ucdp" / "ucdp_is_events_2019.csv").read_bytes() == before
    assert len(load("ucdp_is_events_2019")) == 8_945
    assert vintage.main(adopted) == 2
    assert "kept already" in capsys.readouterr().err


def test_a_file_that_cannot_be_used_leaves_no_report_and_no_table(tmp_path, own_data, capsys):
    path = release_file(tmp_path, {"date_end": "soon"})
    catalogue = (own_data / read.CATALOGUE).read_bytes()
    out = tmp_path / "report"
    assert vintage.main(["--ged", str(path), "--out", str(out), "--adopt", "2026-03"]) == 2
    assert "event 1, date_end: 'soon'" in capsys.readouterr().err
    assert not out.exists() and (own_data / read.CATALOGUE).read_bytes() == catalogue
    with pytest.raises(DataError):
        load("ucdp_is_events_2019")
