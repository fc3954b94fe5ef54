"""From downloaded files to raw files: small made files in the publishers' own forms."""

import bz2
import gzip
import io
import json
import lzma
import struct

import pandas as pd
import pytest

from builders import evidence, prepare
from builders.common import BuildError
from builders.raw import cities, displacement, funding, strikes, territory, ucdp, world
from builders.rdata import read_frames
from helpers.tables.sources import sources

# R's files, written as R's manual says


def integer(number):
    return struct.pack(">i", number)


def symbol(name):
    return integer(1) + text(name)


def text(word):
    if word is None:
        return integer(9) + integer(-1)
    word = word.encode()
    return integer(0x40009) + integer(len(word)) + word


def pairlist(told):
    cells = [integer(0x402) + symbol(name) + value for name, value in told.items()]
    return b"".join(cells) + integer(254)


def strings(words, told=None):
    head = integer(16 | (0x200 if told else 0)) + integer(len(words))
    return head + b"".join(map(text, words)) + (pairlist(told) if told else b"")


def column(values):
    """A column: texts, whole numbers, fractions, or {"factor": texts}, {"day": days since 1970}."""
    if isinstance(values, dict) and "factor" in values:
        levels = sorted({one for one in values["factor"] if one})
        codes = [levels.index(one) + 1 if one else -(2**31) for one in values["factor"]]
        told = pairlist({"levels": strings(levels), "class": strings(["factor"])})
        return integer(13 | 0x300) + integer(len(codes)) + b"".join(map(integer, codes)) + told
    if isinstance(values, dict):
        days = values["day"]
        numbers = b"".join(struct.pack(">d", one) for one in days)
        return (
            integer(14 | 0x300)
            + integer(len(days))
            + numbers
            + pairlist({"class": strings(["Date"])})
        )
    if any(isinstance(one, str) for one in values):
        return strings(values)
    if any(isinstance(one, float) for one in values):
        return integer(14) + integer(len(values)) + b"".join(struct.pack(">d", v) for v in values)
    whole = [-(2**31) if one is None else one for one in values]
    return integer(13) + integer(len(whole)) + b"".join(map(integer, whole))


def frame(columns):
    names = pairlist(
        {"names": strings(list(columns)), "class": strings(["tbl_df", "data.frame"]),
         "row.names": column([None, -len(next(iter(columns.values())))])}
    )  # fmt: skip
    head = integer(19 | 0x300) + integer(len(columns))
    return head + b"".join(map(column, columns.values())) + names


def r_file(path, columns, name="", version=2):
    """An .rda file with a data frame of a name, or an .rds file without."""
    start = b"X\n" + struct.pack(">3i", version, 0x40301, 0x20300)
    start += integer(5) + b"UTF-8" if version == 3 else b""
    body = pairlist({name: frame(columns)}) if name else frame(columns)
    path.write_bytes((b"RDX%d\n" % version if name else b"") + start + body)
    return path


COLUMNS = {
    "who": ["a", None, "ü"], "count": [1, None, -3], "share": [0.5, float("nan"), 2.0],
    "kind": {"factor": ["x", None, "y"]}, "on": {"day": [0.0, 17_000.0, 17_001.5]},
}  # fmt: skip


@pytest.mark.parametrize("version", [2, 3])
@pytest.mark.parametrize("name", ["", "made"], ids=["rds", "rda"])
@pytest.mark.parametrize("packed", [None, gzip, bz2, lzma], ids=["plain", "gz", "bz2", "xz"])
def test_a_data_frame_is_read_out_of_rs_file(tmp_path, version, name, packed):
    path = r_file(tmp_path / "made", COLUMNS, name, version)
    path.write_bytes(packed.compress(path.read_bytes()) if packed else path.read_bytes())
    ((found, table),) = read_frames(path).items()
    assert found == name and table["who"].tolist()[::2] == ["a", "ü"]
    assert table["who"].isna().tolist() == [False, True, False]
    assert table["count"].isna().tolist() == [False, True, False] and table["count"][2] == -3
    assert table["share"].iloc[2] == 2 and pd.isna(table["share"].iloc[1])
    assert table["kind"].tolist()[0] == "x" and pd.isna(table["kind"].iloc[1])
    assert f"{table['on'].iloc[1]:%Y-%m-%d}" == "2016-07-18"


def test_files_that_are_not_rs_say_so(tmp_path):
    path = r_file(tmp_path / "made.rda", COLUMNS, "made")
    whole = path.read_bytes()
    for content, says in (
        (whole[: len(whole) // 2], "it is cut short"),
        (gzip.compress(whole)[:50], "cannot be unpacked"),
        (b"<!doctype html>", "its form is not XDR"),
        (b"RDX2\nA\n2\n", "its form is not XDR"),
        (whole.replace(b"data.frame", b"data.fried"), "holds no data frame"),
    ):
        path.write_bytes(content)
        with pytest.raises(BuildError, match=f"made.rda: .*{says}"):
            read_frames(path)
    with pytest.raises(BuildError, match="cannot be unpacked"):
        read_frames(tmp_path / "gone.rda")


def test_a_sequence_that_r_stores_by_a_rule_is_read(tmp_path):
    """R 3.5 and later write 1:3 as a rule: class, package and type; count, first and step."""
    told = integer(2) + symbol("compact_intseq") + integer(2) + symbol("base")
    info = told + integer(2) + column([13]) + integer(254)
    rule = integer(238) + info + column([3.0, 1.0, 1.0]) + integer(254)
    plain = frame({"n": [7, 8, 9]})
    content = plain.replace(column([7, 8, 9]), rule)
    start = b"X\n" + struct.pack(">3i", 3, 0x40301, 0x20300) + integer(5) + b"UTF-8"
    (tmp_path / "made.rds").write_bytes(start + content)
    assert read_frames(tmp_path / "made.rds")[""]["n"].tolist() == [1, 2, 3]


# Steps


def text_file(path, content):
    path.write_text(content, encoding="utf-8")
    return path


def parsed(made, declared):
    """What the builder's own reader makes of a prepared file."""
    return declared.parse(made[declared.path])


GED = {
    "id": 7, "year": 2017, "country": "Syria", "latitude": 35.95, "longitude": 39.01,
    "date_start": "2017-06-30", "date_end": "2017-06-30", "where_coordinates": "Ar Raqqah town",
    "side_a": "Government of Syria", "side_b": "IS", "adm_1": "Ar Raqqah Governorate",
    "adm_2": "Ar Raqqah district", "date_prec": 1, "where_prec": 1, "type_of_violence": 1,
    "event_clarity": 1, "side_a_new_id": 118, "side_b_new_id": 234, "deaths_a": 1, "deaths_b": 2,
    "deaths_civilians": 3, "deaths_unknown": 0, "best": 6, "low": 5, "high": 9,
    "number_of_sources": 1, "source_office": "SOHR;Reuters", "geom_wkt": "POINT", "gwnoa": 652,
}  # fmt: skip


def test_geds_events_get_their_columns_the_cited_sources_and_the_release(tmp_path):
    tags = dict.fromkeys(GED, "") | {"year": "#date+year"}
    rows = [tags, GED | {"country": "Iraq"}, GED | {"id": 3, "country": "Iraq",
            "source_office": "Airwars", "date_start": "2016-01-01", "adm_2": ""}]  # fmt: skip
    path = tmp_path / "conflict_data_irq.csv"
    pd.DataFrame(rows).to_csv(path, index=False)
    iraq = parsed(prepare.ged_iraq([path]), ucdp.EVENTS[0])
    assert iraq["id"].tolist() == [3, 7] and iraq["ged_release"].unique() == ["19.1"]
    assert iraq["src_sohr"].tolist() == [0, 1] and iraq["src_airwars"].tolist() == [1, 0]
    columns = {name: [value, value] for name, value in GED.items()} | {"id": [7, 8]}
    made = prepare.ged_syria([r_file(tmp_path / "syria.rda", columns, "ucdp_syria_df")])
    syria = parsed(made, ucdp.EVENTS[1])
    assert syria["id"].tolist() == [7, 8] and syria["best"].tolist() == [6, 6]
    with pytest.raises(BuildError, match="it lacks the columns .*source_office"):
        prepare.ged_iraq([text_file(tmp_path / "other.csv", "id,year\n1,2017\n")])


def test_points_have_the_sum_of_the_dead_and_say_where_is_fought(tmp_path):
    wanted = [*ucdp.POINTS.fields, "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"]
    columns = {name: [GED[name]] * 2 for name in [*wanted, "side_a_new_id"] if name in GED}
    columns |= {"side_b_new_id": [234, 5]}
    made = prepare.ged_points([r_file(tmp_path / "points.rds", columns)])
    points = pd.read_csv(io.BytesIO(gzip.decompress(made[ucdp.POINTS.path])))
    assert points["is_side"].tolist() == [1, 0] and points["best"].tolist() == [6, 6]


def test_unhcrs_data_sets_give_the_rows_of_the_book(tmp_path):
    columns = {
        "year": [2017, 2017, 2009, 2017], "coo_name": ["Syria", "Iraq", "Iraq", "Mali"],
        "coo_iso": ["SYR", "IRQ", "IRQ", "MLI"], "coa_name": ["Lebanon"] * 4,
        "coa_iso": ["LBN"] * 4, "refugees": [997_905.0, 5.0, 1.0, 1.0],
    }  # fmt: skip
    columns |= {name: [0] * 4 for name in ("asylum_seekers", "returned_refugees")}
    columns |= {name: [0] * 4 for name in ("idps", "returned_idps")}
    path = r_file(tmp_path / "population.rda", columns, "population")
    made = prepare.STEPS[("unhcr-population",)]([path])
    tables = {code: parsed(made, one) for code, one in displacement.POPULATION.items()}
    assert tables["SYR"][["year", "refugees"]].to_numpy().tolist() == [[2017, 997_905]]
    assert tables["IRQ"]["coa_name"].tolist() == ["Lebanon"]
    path = r_file(tmp_path / "idmc.rda", {"year": [2017], "coo_iso": ["SYR"], "total": [6]}, "idmc")
    assert parsed(prepare.STEPS[("unhcr-idmc",)]([path]), displacement.IDMC)["total"].tolist() == [
        6
    ]
    with pytest.raises(BuildError, match="lacks the columns .*returned_refugees"):
        prepare.STEPS[("unhcr-solutions",)]([path])


def test_five_hosts_of_the_portal_stand_under_each_other(tmp_path):
    paths = [
        text_file(tmp_path / f"syria-refugees-{name.lower()}.csv", f"2012-06-30;{n}\n")
        for n, name in enumerate(prepare.HOSTS.values(), start=900)
    ]
    table = parsed(prepare.portal(paths), displacement.REGISTERED)
    assert table["registered"].tolist() == [900, 901, 902, 903, 904]
    assert table["host_iso"].tolist() == list(prepare.HOSTS)
    with pytest.raises(BuildError, match="the file of Egypt is expected"):
        prepare.portal(paths[::-1])


def test_applications_by_month_keep_what_unhcr_hides_as_a_gap(tmp_path):
    path = text_file(
        tmp_path / "monthly.csv",
        'Albania,"Syrian Arab Rep.",2014,May,*\nTurkey,Iraq,2013,August,1\n'
        "Albania,China,2013,May,1\n",
    )
    table = parsed(prepare.asylum_monthly([path]), displacement.MONTHLY)
    assert table["europe"].tolist() == [False, True] and set(table["coo"]) == {"Iraq", "Syria"}
    assert table["suppressed"].tolist() == [False, True]
    assert table["applications"].isna().tolist() == [False, True]


def test_prices_people_pictures_and_layers(tmp_path):
    path = text_file(tmp_path / "brent.csv", "Date,Price\n2010-12-15,91.45\n2011-01-15,96.52\n")
    assert parsed(prepare.brent([path]), funding.BRENT)["usd_per_barrel"].tolist() == [96.52]
    path = text_file(
        tmp_path / "people.csv",
        "Country Name,Country Code,Year,Value\nGermany,DEU,2017,82657002.0\nWorld,WLD,2017,9.0\n"
        "Germany,DEU,1990,79433029.0\n",
    )
    made = prepare.population([path])
    assert [parsed(made, one)["population"].tolist() for one in world.POPULATIONS] == [
        [82_657_002], [82_657_002]
    ]  # fmt: skip
    told = {"itemTitle": "World Imagery (Wayback 2014-02-20)", "layerIdentifier": "WB_2014_R01",
            "itemURL": "https://waybackdev.example/tile/10/{level}/{row}/{col}",
            "metadataLayerUrl": "https://metadatadev.example/r01"}  # fmt: skip
    path = text_file(tmp_path / "wayback.json", json.dumps({"10": told}))
    table = parsed(prepare.wayback([path]), cities.RELEASES)
    assert table["tile_url_xyz"].tolist() == ["https://wayback.example/tile/10/{z}/{y}/{x}"]
    with pytest.raises(BuildError, match="no list of Wayback releases"):
        prepare.wayback([text_file(tmp_path / "wrong.json", '{"10": {}}')])
    line = {"type": "LineString", "coordinates": [[30, 33], [40.123456, 33], [60, 33]]}
    own = {"name": "Made", "name_en": "Made", "featurecla": "River", "scalerank": 3.0, "more": 1}
    away = {"type": "LineString", "coordinates": [[1, 1], [2, 2]]}
    features = [{"type": "Feature", "properties": own, "geometry": g} for g in (line, away)]
    path = text_file(tmp_path / "rivers.json", json.dumps({"features": features}))
    properties, (shape,) = parsed(
        prepare.STEPS[("natural-earth-rivers",)]([path]), territory.RIVERS
    )
    assert properties["name"].tolist() == ["Made"]
    assert [list(one) for one in shape.coords] == [[34, 33], [40.1235, 33], [50, 33]]


def test_numbers_and_days_that_publishers_write_in_their_own_way(tmp_path):
    heads = "gov_en,gov_ar,dis_en,dis_ar,subdistrict_en,subdistrict_ar,"
    heads += "total.urban,total.rural,total.pop"
    rows = 'Ninewa,ن,Mosul,م,Markaz,ا," 1,305,790 "," - "," 1,305,790 "\nDahuk,ن,Zakho,م,B,ب,1,2,3'
    path = text_file(tmp_path / "people.csv", f"{heads}\n{rows}\n")
    made = prepare.iraq_population([path])
    people = parsed(made, territory.IRAQ_PEOPLE)
    assert people["ADM1_PCODE"].tolist() == ["IQG15", "IQG09"]
    assert people["rural_2014"].tolist() == [0, 2]
    assert parsed(made, territory.IRAQ_PUBLISHED)["population_2014"].tolist() == [3, 1_305_790]
    heads = ["Employment date (UNCLASS)", "Time begin (Z) (UNCLASS)", "Position LAT (UNCLASS)",
             "Position LONG (UNCLASS)", "Position MGRS (UNCLASS)", "Mission (UNCLASS)",
             "Town (UNCLASS)", "Province (UNCLASS)", "Country (UNCLASS)",
             "Comment (UNCLASS)"]  # fmt: skip
    row = "2-nov-14;09:05;33,20399743;43,94316026;38SMB; CAS;Near Fallujah;;Iraq;"
    path = text_file(tmp_path / "dutch.csv", ";".join(heads) + f"\n{row}\n")
    content = prepare.dutch_weapons([path])[strikes.DUTCH.path].decode()
    assert content.splitlines()[1].startswith("2014-11-02,09:05,33.20399743,43.94316026,38SMB,CAS,")
    path = text_file(tmp_path / "odd.csv", ";".join(heads) + "\n30/6/2014" + ";" * 9 + "\n")
    with pytest.raises(BuildError, match="'30/6/2014'.* is no day"):
        prepare.dutch_weapons([path])


LINES = """date,country,location,strike_count,target_type,source_file
"January 1, 2015",Iraq,Mosul,7.0,buildings,2015-01-02_2 Jan Release.pdf
"January 1, 2015",Iraq,Near Mosul,7.0,position,2015-01-02_2 Jan Release.pdf
,Iraq,Mosul,7.0,unit,2015-01-02_2 Jan Release.pdf
,Iraq,Mosul,,vehicle,2015-01-02_2 Jan Release.pdf
"January 1, 2015",Iraq,Al Qaim,2.0,unit,2015-01-02_2 Jan Release.pdf
,Iraq,,9.0,,2015-01-02_2 Jan Release.pdf
,Syria,,4.0,,2015-01-02_2 Jan Release.pdf
"January 2, 2015",Syria,Near Dawr az Zawr,2.0,tank,2015-01-04_4 Jan Release.pdf
2015-01-03,Syria,Dayr az Zawr,2.0,tank,2015-01-04_4 Jan Release.pdf
"January 2, 2015",Syria,Koboni,1.0,tank,2015-01-04_4 Jan Release.pdf
"January 2, 2015",Syria,Koboni,1.0,tank,2015-02-09_4 Jan Release.pdf
"""


def test_strike_lines_count_once_what_stands_there_twice(tmp_path):
    made = prepare.strike_lines([text_file(tmp_path / "lines.csv", LINES)])
    rows = [line.split(",") for line in made[strikes.LINES.path].decode().splitlines()[1:]]
    assert [row[:6] for row in rows] == [
        ["2015-01-02", "Iraq", "mosul", "7.0", "1", "7.0"],  # three lines of one place and number
        ["2015-01-02", "Iraq", "qaim", "2.0", "1", "2.0"],  # without the headline of nine
        ["2015-01-02", "Syria", "unspecifiedlocation", "4.0", "1", "4.0"],  # nothing else there
        ["2015-01-04", "Syria", "dayrazzawr", "2.0", "2", "4.0"],  # two days of strikes
        ["2015-01-04", "Syria", "kobani", "1.0", "1", "1.0"],  # filed again in February
    ]
    months = parsed(made, strikes.PLACE_MONTHS)
    assert months["strikes"].sum() == 18
    path = text_file(tmp_path / "odd.csv", LINES.replace("2015-01-04_", ""))
    with pytest.raises(BuildError, match="source_file names no day"):
        prepare.strike_lines([path])


# The command


def test_every_step_makes_files_that_its_sources_give_and_says_who_does_it():
    known = {one.name: one for one in sources()}
    for names in prepare.STEPS:
        assert all(known[name].file for name in names), "a step needs a file to be fetched"
    told = {one.name for one in known.values() if one.by == "program"}
    assert told == prepare.prepared()


def test_files_are_put_into_the_raw_folder_and_none_is_changed(tmp_path, capsys):
    cache, raw = tmp_path / "cache", tmp_path / "raw"
    source = next(one for one in sources() if one.name == "brent")
    assert prepare.main([str(raw), "brent", "--cache", str(cache)]) == 0
    assert "brent: not fetched (make fetch SOURCE=brent)" in capsys.readouterr().out
    (cache / source.file).parent.mkdir(parents=True)
    (cache / source.file).write_text("Date,Price\n2011-01-15,96.52\n")
    assert prepare.main([str(raw), "funding", "--cache", str(cache)]) == 0
    path = raw / funding.BRENT.path
    assert evidence.read(raw, funding.BRENT)["usd_per_barrel"].tolist() == [96.52]
    assert prepare.main([str(raw), "brent", "--cache", str(cache)]) == 0
    assert "is there, the same" in capsys.readouterr().out
    before = path.read_bytes().replace(b"96.52", b"96.53")
    path.write_bytes(before)
    assert prepare.main([str(raw), "brent", "--cache", str(cache)]) == 1
    assert "differs; it was left as it is" in capsys.readouterr().out
    assert path.read_bytes() == before
    (cache / source.file).write_text("<!doctype html>")
    assert prepare.main([str(raw), "brent", "--cache", str(cache)]) == 1
    assert "lacks the columns Date, Price" in capsys.readouterr().out
    assert prepare.main([str(raw), "nobody", "--cache", str(cache)]) == 2
