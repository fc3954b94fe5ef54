"""The catalogue, what it promises, and what helpers.tables.read refuses."""

import gzip
import json
import math
import re
from urllib.parse import urlsplit

import frictionless
import numpy as np
import pandas as pd
import pytest
import shapely
from conftest import as_csv, cells_of, resources
from repository import BUILDERS

from helpers.tables.check import kilometres_off, read_table
from helpers.tables.read import DataError, catalogue, data_folder, describe, layer, load

TABLES = sorted(name for name, r in resources().items() if r["format"] == "csv")
LAYERS = sorted(name for name, r in resources().items() if r["format"] == "geojson")


# The catalogue as a whole


@pytest.fixture(scope="module")
def package():
    return frictionless.Package(str(data_folder() / "datapackage.json"))


@pytest.mark.thorough
@pytest.mark.parametrize("name", TABLES + LAYERS)
def test_resource_validates_with_frictionless(package, name):
    report = package.get_resource(name).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])[:3]


def test_every_file_is_in_the_catalogue_and_every_entry_has_a_file():
    listed = {resource["path"] for resource in resources().values()}
    found = {
        path.relative_to(data_folder()).as_posix()
        for path in data_folder().rglob("*")
        if path.is_file()
    }
    assert found == listed | {"datapackage.json", "sources.toml"}


def test_names_and_paths_are_unique_and_in_order():
    package = json.loads((data_folder() / "datapackage.json").read_text(encoding="utf-8"))
    order = [(r["path"].split("/")[0], r["name"]) for r in package["resources"]]
    assert order == sorted(set(order))
    assert all(r["path"].split("/")[1].split(".")[0] == r["name"] for r in package["resources"])


@pytest.mark.parametrize("name", TABLES + LAYERS)
def test_metadata_is_whole(name):
    resource = describe(name)
    assert resource["title"] and resource["description"].endswith(".")
    assert resource["encoding"] == "utf-8"
    assert resource["builder"] in (None, *BUILDERS)
    # null where the publisher states no release or date
    assert resource["vintage"] is None or resource["vintage"][0].isdigit()
    assert resource["limitations"]
    assert resource["obtained_from"]["copy"] and resource["obtained_from"]["read"]
    assert all(source["title"] and source["publisher"] for source in resource["sources"])
    for licence in resource["licenses"]:
        assert licence["name"] == "unverified" or licence["path"].startswith("https://")
    if any(licence["name"] == "unverified" for licence in resource["licenses"]):
        assert "licence" in " ".join(resource["limitations"]).lower()
    assert resource["schema"]["primaryKey"]
    assert resource["schema"]["missingValues"] == [""]
    assert all(field["title"] for field in resource["schema"]["fields"])


@pytest.mark.parametrize("name", [name for name in TABLES if resources()[name]["builder"]])
def test_rows_of_built_tables_stand_in_the_order_of_the_key(name):
    table = load(name)
    key = describe(name)["schema"]["primaryKey"]
    assert table[key].equals(table[key].sort_values(key, ignore_index=True))


@pytest.mark.parametrize("name", TABLES)
def test_types_are_those_of_the_catalogue(name):
    table = load(name)
    wanted = {
        "string": ["str"],
        "integer": ["Int64"],
        "year": ["Int64"],
        "number": ["float64"],
        "date": ["datetime64[us]"],
        "boolean": ["bool", "boolean"],
    }
    fields = describe(name)["schema"]["fields"]
    assert list(table.columns) == [field["name"] for field in fields]
    for field in fields:
        assert str(table[field["name"]].dtype) in wanted[field["type"]], field["name"]


def test_catalogue_lists_all_with_licence_and_publisher():
    table = catalogue()
    assert list(table.columns) == [
        "name",
        "title",
        "topic",
        "rows",
        "licence",
        "publisher",
        "vintage",
        "builder",
    ]
    assert sorted(table["name"]) == sorted(TABLES + LAYERS)
    assert set(table["topic"]) == {
        "cities",
        "displacement",
        "funding",
        "reach",
        "story",
        "strikes",
        "territory",
        "ucdp",
        "world",
    }
    assert (table["rows"] > 0).all() and table["licence"].notna().all()


# Hosts no link may lead to: the publisher's own page, an agency, the press or an encyclopedia
# says it, or the publisher is named and the address left empty.
DENIED = {
    "web log": [
        "blogspot.com",
        "wordpress.com",
        "newsvine.com",
        "shockingtulsa.com",
        "nose4news.net",
        "redcensor.com",
        "alert5.com",
        "politicit.com",
    ],
    "mirror or copy": [
        "newssniffer.co.uk",
        "nina.az",
        "warsintheworld.com",
        "flipbuilder.com",
        "ummnews.org",
        "shianet.org",
        "kurdipedia.org",
        "mijek3.net",
        "aina.org",
        "gwot.org",
        "cloudfront.net",
        "docslib.org",
    ],
    "state media of a party": [
        "sputniknews.com",
        "sputnikglobe.com",
        "noticiabrasil.net.br",
        "rbth.com",
        "rt.com",
        "tass.com",
        "sana.sy",
    ],
    "material of the group itself": ["jihadology.net"],
    "partisan": ["peoplesdispatch.org"],
    "wire without an editor": ["dailymail.co.uk"],
    "test server": ["dev.iraqinews.com", "digital-stage.thehill.com", "api.shafaq.com"],
}


def links_of(name):
    """(line, column, host) of each link in a table; a cell may hold several."""
    header, rows = cells_of(name)
    for line, row in enumerate(rows, start=2):
        for column, cell in zip(header, row, strict=True):
            for link in re.findall(r"https?://[^\s;]+", cell):
                yield line, column, urlsplit(link).hostname


def denied(host):
    return any(host == bad or host.endswith("." + bad) for bads in DENIED.values() for bad in bads)


def test_the_deny_list_meets_hosts_and_their_parts_only():
    assert denied("errandcity.wordpress.com") and denied("www.rt.com")
    assert not denied("smart.com") and not denied("www.iraqinews.com")


@pytest.mark.parametrize("name", TABLES)
def test_no_link_leads_to_a_denied_host(name):
    assert [link for link in links_of(name) if denied(link[2])] == []


@pytest.mark.parametrize(
    "name",
    [
        "area_claims",
        "area_ihs",
        "deir_ez_zor_budget",
        "fines_reported",
        "oil_output",
        "oil_prices_told",
        "revenue_estimates",
        "ibc_annual",
        "ibc_by_perpetrator",
        "ibc_monthly",
        "mass_graves",
        "other_counts",
        "sohr_annual",
        "syria_toll_milestones",
        "unami_annual",
        "unami_monthly",
        "worst_days",
    ],
)
def test_quoted_figures_are_not_said_to_be_licensed_by_their_publishers(name):
    resource = describe(name)
    assert [licence["name"] for licence in resource["licenses"]] == ["CC-BY-4.0", "unverified"]
    assert "quoted from their publishers" in resource["licenses"][0]["title"]
    assert "terms were not verified" in resource["limitations"][0]


def test_limits_of_towns_count_right():
    towns, said = load("towns"), " ".join(describe("towns")["limitations"])
    wiki = [
        towns[f"{side}_source_publisher"].str.contains("Wikipedia").sum()
        for side in ("taken", "lost")
    ]
    days = towns["start_imputed"].sum(), towns["end_imputed"].sum()
    assert f"{wiki[0]} dates of capture and {wiki[1]} of loss rest on Wikipedia" in said
    assert f"{days[0]} of 50 days of capture and {days[1]} days of loss are filled in" in said
    assert f"{(towns['date_taken'].str.len() == 4).sum()} captures are known to the year" in said


def test_the_share_freed_has_one_date():
    dates, claims = load("key_dates").set_index("key"), load("area_claims")
    said = claims[(claims["measure"] == "pct_lost") & (claims["value"] == 98)].iloc[0]
    event = dates.loc["coalition-98-percent"]
    assert (said["date"], said["date_precision"]) == (event["date"], event["date_precision"])
    freed = claims[claims["measure"] == "area_km2_freed"].iloc[0]
    assert (freed["value_low"], freed["value_high"]) == (61_500, 65_000)


def test_describe_gives_a_copy():
    describe("towns")["title"] = "changed"
    assert describe("towns")["title"] != "changed"


# What the tables must say: published totals and counts


def test_ihs_series_fell_by_sixty_percent():
    area = load("area_ihs").set_index("date")["area_km2"]
    assert len(area) == 7 and area.is_monotonic_decreasing
    first, last = area.iloc[0], area.iloc[-1]
    assert round((last / first - 1) * 100, 1) == -60.1


def test_fifty_spells_in_forty_six_places():
    towns = load("towns")
    assert (len(towns), towns["place"].nunique()) == (50, 46)
    again = towns[towns["spell"] == 2]["place"]
    assert set(again) < set(towns[towns["spell"] == 1]["place"])
    overlap = towns.sort_values(["place", "start"]).groupby("place")["end"].shift() > towns["start"]
    assert not overlap.any()


@pytest.mark.parametrize(
    "told, day, imputed",
    [("date_taken", "start", "start_imputed"), ("date_lost", "end", "end_imputed")],
)
def test_days_of_towns_keep_to_the_source_or_say_that_they_do_not(told, day, imputed):
    towns = load("towns")
    agree = [f"{d:%Y-%m-%d}".startswith(text) for d, text in zip(towns[day], towns[told])]
    assert all(agree)
    assert (towns[told].str.len().eq(10) == ~towns[imputed]).all()


def test_every_spell_has_a_publisher_for_both_ends():
    towns = load("towns")
    for end in ("taken", "lost"):
        assert towns[f"{end}_source_publisher"].notna().all()
        assert towns[f"{end}_source_title"].notna().all()


def test_places_that_were_never_wholly_held_are_marked():
    towns = load("towns")
    contested = towns[towns["contested"]][["place", "spell"]].to_numpy().tolist()
    assert ["Baiji", 2] in contested and ["Baiji", 1] not in contested
    assert "Kobani (Ayn al-Arab)" in [place for place, _ in contested]


def test_districts_and_governorates_are_all_there():
    districts, governorates = layer("districts"), layer("governorates")
    assert districts["country"].value_counts().to_dict() == {"Iraq": 101, "Syria": 62}
    assert governorates["country"].value_counts().to_dict() == {"Iraq": 18, "Syria": 14}
    assert set(districts["governorate_pcode"]) == set(governorates["governorate_pcode"])
    assert districts.crs == governorates.crs == "EPSG:4326"


def test_neighbouring_areas_share_their_borders():
    for name in ("districts", "governorates", "countries"):
        assert shapely.coverage_is_valid(layer(name).geometry.to_numpy()), name


@pytest.mark.parametrize(
    "name, kilobytes",
    [("governorates", 45), ("districts", 110), ("countries", 15), ("rivers", 15), ("lakes", 8)],
)
def test_layers_stay_small(name, kilobytes):
    assert describe(name)["bytes"] <= kilobytes * 1024


def test_area_of_the_countries_survives_simplifying():
    area = layer("governorates").to_crs(6933).dissolve("country").area / 1e6
    assert area["Iraq"] == pytest.approx(436_271, rel=0.005)  # km2 of the boundaries as obtained
    assert area["Syria"] == pytest.approx(187_983, rel=0.005)


def test_communities_held_in_2014_and_2015():
    shares = load("district_shares")
    syria = shares[shares["country"] == "Syria"]
    assert syria["communities"].sum() == 5_658
    assert syria["is_communities_2014_01"].sum() == 842
    assert syria["is_communities_2015_01"].sum() == 1_446
    # 15 and 59 communities carry no label, so shares x communities come near the counts only.
    for when in ("2014_01", "2015_01"):
        near = (syria[f"is_share_{when}"] * syria["communities"]).sum()
        assert near == pytest.approx(syria[f"is_communities_{when}"].sum(), abs=20)
    iraq = shares[shares["country"] == "Iraq"]
    assert iraq["is_share_2014_01"].isna().all() and iraq["armed_group_share_2014_09"].notna().all()


def test_populations_add_up():
    iraq, syria = load("population_iraq_2014"), load("population_syria")
    assert iraq["population"].sum() == 36_004_558
    assert (iraq["urban"] + iraq["rural"] - iraq["population"]).abs().max() <= 5
    assert syria["census_2004_share_pct"].sum() == pytest.approx(100, abs=0.3)
    assert syria["registered_2011"].sum() == 24_504_000
    computed = syria["census_2004_share_pct"] / 100 * 21_124_000
    assert (syria["resident_2011"] - computed).abs().max() <= 500


def test_people_of_districts_and_rules_agree():
    districts = load("population_under_is_districts")
    held = (districts["population_2011"] * districts["is_share_2015_01"]).sum()
    people = load("population_under_is").set_index("rule")["people"]
    assert people["syria-nineteen-districts"] == pytest.approx(held, abs=600)
    assert people["syria-raqqa-deir-ez-zor"] < people["syria-nineteen-districts"]
    assert people["syria-nineteen-districts"] < people["syria-all-governorates"]


def test_oil_fields_by_country():
    assert load("oil_gas_fields")["country"].value_counts().to_dict() == {"Iraq": 61, "Syria": 28}


def test_the_claims_in_eight_chapters():
    claims = load("claims")
    assert len(claims) == 93 and claims["chapter"].nunique() == 8
    assert (claims["chapter"] == "spread").sum() == 19


def test_key_dates_bear_on_claims_that_exist():
    claims = load("claims").set_index("claim_id")
    dates = load("key_dates")
    named = dates["claim_ids"].dropna().str.split(";").explode()
    assert set(named) <= set(claims.index)
    assert set(claims[claims["kind"] == "date"].index) <= set(named)
    assert (dates["after_article"] == (dates["date"] > pd.Timestamp("2018-03-31"))).all()


@pytest.mark.parametrize(
    "key, day",
    [
        ("mosul-falls", "2014-06-10"),
        ("caliphate", "2014-06-29"),
        ("coalition-iraq", "2014-08-08"),
        ("coalition-syria", "2014-09-23"),
        ("ramadi-falls", "2015-05-17"),
        ("palmyra-falls", "2015-05-20"),
        ("russia-begins", "2015-09-30"),
        ("mosul-battle", "2016-10-17"),
        ("raqqa-battle", "2017-06-06"),
        ("mosul-retaken", "2017-07-10"),
        ("raqqa-retaken", "2017-10-17"),
        ("war-over-iraq", "2017-12-09"),
        ("baghuz", "2019-03-23"),
        ("azaz-falls", "2013-09-18"),
        ("fallujah-falls", "2014-01-04"),
    ],
)
def test_key_dates_that_charts_name(key, day):
    dates = load("key_dates").set_index("key")
    assert dates.loc[key, "date"] == pd.Timestamp(day)


@pytest.mark.parametrize(
    "key, place, day",
    [
        ("mosul-falls", "Mosul", "start"),
        ("mosul-retaken", "Mosul", "end"),
        ("raqqa-falls", "Raqqa", "start"),
        ("raqqa-retaken", "Raqqa", "end"),
        ("ramadi-falls", "Ramadi", "start"),
        ("azaz-left", "Azaz", "end"),
        ("hit-falls", "Hit", "start"),
        ("tabqa-retaken", "Tabqa", "end"),
        ("mayadin-retaken", "Mayadin", "end"),
        ("tal-abyad-retaken", "Tal Abyad", "end"),
        ("al-bab-retaken", "al-Bab", "end"),
        ("baghuz", "Baghuz", "end"),
    ],
)
def test_key_dates_and_towns_agree(key, place, day):
    dates, towns = load("key_dates").set_index("key"), load("towns").set_index("place")
    assert dates.loc[key, "date"] == towns.loc[place, day]


@pytest.mark.parametrize("name", TABLES)
def test_pcodes_exist_on_the_map(name):
    table = load(name)
    for column, of in (("governorate_pcode", "governorates"), ("district_pcode", "districts")):
        if column in table:
            assert set(table[column].dropna()) <= set(layer(of)[column])


# What load() does besides loading


def test_unknown_name_suggests_near_ones():
    with pytest.raises(DataError, match="Did you mean 'towns'"):
        load("town")
    with pytest.raises(DataError, match="districts"):
        layer("distrits")
    with pytest.raises(DataError, match=r"catalogue\(\) lists all names"):
        load("nothing like it")


def test_table_and_layer_are_not_mixed_up():
    with pytest.raises(DataError, match=r"Use layer\('rivers'\)"):
        load("rivers")
    with pytest.raises(DataError, match=r"Use load\('towns'\)"):
        layer("towns")


def test_a_table_is_read_once_until_its_file_changes(data_copy):
    copy, (header, rows) = data_copy("area_ihs"), cells_of("area_ihs")
    copy.write(as_csv(header, rows))
    first = load("area_ihs")
    first.loc[0, "area_km2"] = 1
    first["more"] = 2
    again = load("area_ihs")
    assert again.loc[0, "area_km2"] != 1 and "more" not in again, "what is changed stays yours"
    other = [[*rows[0][:1], rows[1][1], *rows[0][2:]], *rows[1:]]
    assert header[1] == "area_km2" and len(rows[0][1]) == len(rows[1][1])
    copy.write(as_csv(header, other))
    assert load("area_ihs").loc[0, "area_km2"] == again.loc[1, "area_km2"]


def test_verify_false_skips_the_checksum_with_a_warning(data_copy):
    copy = data_copy("area_ihs")
    header, rows = cells_of("area_ihs")
    changed = [row[:] for row in rows]
    changed[0][header.index("note")] = "edited"
    copy.write(as_csv(header, changed), sealed=False)
    with pytest.raises(DataError, match="checksum does not fit.*make seal"):
        load("area_ihs")
    with pytest.warns(UserWarning, match="territory/area_ihs.csv is not the file that was sealed"):
        assert load("area_ihs", verify=False)["note"][0] == "edited"


def test_verify_false_skips_nothing_else(data_copy):
    copy = data_copy("area_ihs")
    header, rows = cells_of("area_ihs")
    copy.write(as_csv(header, [*rows[:-1], ["many", *rows[-1][1:]]]), sealed=False)
    with pytest.raises(DataError, match="not a day"):
        load("area_ihs", verify=False)


def test_missing_file_and_missing_catalogue_are_named(data_copy, tmp_path):
    copy = data_copy("area_ihs")
    copy.path.unlink()
    with pytest.raises(DataError, match="territory/area_ihs.csv: the file is missing"):
        load("area_ihs")
    (tmp_path / "datapackage.json").unlink()
    with pytest.raises(DataError, match="the catalogue is missing"):
        load("area_ihs")


@pytest.mark.parametrize("text", ["=1+1", "+33", "-5", "@SUM(A1:A9)", '=HYPERLINK("http://x","y")'])
def test_text_that_looks_like_a_formula_is_data(data_copy, text):
    copy = data_copy("towns")
    header, rows = cells_of("towns")
    changed = [row[:] for row in rows]
    changed[3][header.index("note")] = text
    copy.write(as_csv(header, changed))
    assert load("towns")["note"][3] == text


def test_a_flag_of_the_source_excuses_a_broken_range(data_copy):
    copy = data_copy("ucdp_is_events")
    header, rows = cells_of("ucdp_is_events")
    changed = [row[:] for row in rows]
    low, high, flag = (header.index(c) for c in ("deaths_low", "deaths_high", "range_broken"))
    changed[5][low], changed[5][high], changed[5][flag] = "9", "1", "true"
    copy.write(as_csv(header, changed))
    assert load("ucdp_is_events")["range_broken"][5]


def test_the_line_is_the_editors_line_even_after_a_break_inside_a_cell(data_copy):
    copy = data_copy("towns")
    header, rows = cells_of("towns")
    changed = [row[:] for row in rows]
    changed[0][header.index("note")] = "two\nlines"
    changed[4][header.index("spell")] = "first"
    copy.write(as_csv(header, changed))
    with pytest.raises(DataError) as refused:
        load("towns")
    assert (refused.value.line, refused.value.column, refused.value.value) == (7, "spell", "first")


# Text that looks right and is not, and files that are no text

HIDDEN = {
    "decomposed": ("A\u0308mter", "NFC"),
    "zero-width space": ("Ana\u200bh", "U\\+200B"),
    "no-break space": ("Ana\xa0h", "U\\+00A0"),
    "mark inside": ("Ana\ufeff", "U\\+FEFF"),
    "direction": ("Ana\u202eh", "U\\+202E"),
    "left-to-right mark": ("Ana\u200e", "U\\+200E"),
    "soft hyphen": ("Ana\xadh", "U\\+00AD"),
    "control": ("Ana\x07", "U\\+0007"),
    "old control": ("Ana\x85h", "U\\+0085"),
    "tab": ("Ana\th", "U\\+0009 .a tab"),
    "line break": ("Ana\nh", "U\\+000A .a line break"),
    "joiner": ("Ana\u2060h", "U\\+2060"),
    "lost character": ("Ana\ufffd", "U\\+FFFD"),
    "tag": ("Ana\U000e0041", "U\\+E0041"),
    "blank letter": ("Ana\u3164", "U\\+3164"),
    "thin space": ("12\u2009km", "U\\+2009"),
    "space before": (" Ana", "begins or ends with a space"),
    "space after": ("Ana ", "begins or ends with a space"),
}


@pytest.mark.parametrize("kind", HIDDEN)
def test_text_that_a_reader_cannot_see_is_refused(data_copy, kind):
    text, word = HIDDEN[kind]
    copy = data_copy("towns")
    header, rows = cells_of("towns")
    copy.write(with_cells(header, rows, ROW, note=text))
    with pytest.raises(DataError, match=word) as refused:
        load("towns")
    assert (refused.value.line, refused.value.column) == (ROW + 2, "note")
    assert str(refused.value).isprintable() and "make seal" in str(refused.value)


@pytest.mark.parametrize("kind", ["decomposed", "zero-width space", "space before"])
@pytest.mark.parametrize(
    "written", [str, lambda text: json.dumps(text)[1:-1]], ids=["as it is", "as an escape"]
)
def test_hidden_text_in_layers_and_catalogue_is_refused(data_copy, kind, written):
    text, word = HIDDEN[kind]
    copy = data_copy("rivers")
    content = copy.path.read_text(encoding="utf-8")
    copy.write(content.replace("Euphrates", written(text)).encode("utf-8"))
    with pytest.raises(DataError, match=word) as refused:
        layer("rivers")
    assert (
        refused.value.column == "name"
        and "Euphrates" in content.split("\n")[refused.value.line - 1]
    )
    if kind == "space before":
        return
    copy.write(content.encode("utf-8"))
    path = copy.folder / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    lines = json.dumps(package, indent=1, ensure_ascii=False).split("\n")
    line = next(n for n, told in enumerate(lines, start=1) if '"description": "' in told)
    lines[line - 1] = lines[line - 1].replace('": "', '": "' + written(text), 1)
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(DataError, match=word) as refused:
        catalogue()
    assert (refused.value.file, refused.value.line, refused.value.column) == (
        "datapackage.json",
        line,
        "description",
    )


@pytest.mark.parametrize(
    "pack, word",
    [
        (gzip.compress, "gzip archive"),
        (lambda content: b"PK\x03\x04" + content, "spreadsheet"),
        (lambda content: b"\x89PNG\r\n\x1a\n" + content, "a picture"),
        (lambda content: content.decode().encode("utf-16"), "UTF-16"),
        (lambda content: content.decode().encode("utf-16-le"), "NUL bytes|not UTF-8"),
        (lambda content: b"version https://git-lfs.github.com/spec/v1\n", "Git LFS"),
        (lambda content: b"\n<!DOCTYPE html>\n<html>", "a web page"),
        (lambda content: bytes(range(1, 256)) * 400, "not UTF-8"),
        (lambda content: b"\x1b[2J\x07\x08" * 5000 + content, "column is missing"),
    ],
    ids=["gzip", "zip", "png", "utf-16", "utf-16-le", "lfs", "html", "bytes", "controls"],
)
@pytest.mark.parametrize("name", ["towns", "rivers"])
def test_what_is_no_text_is_named_and_never_printed(data_copy, name, pack, word):
    copy = data_copy(name)
    copy.write(pack(copy.path.read_bytes()))
    with pytest.raises(DataError) as refused:
        load(name) if name == "towns" else layer(name)
    said = str(refused.value)
    assert refused.value.file == copy.resource["path"] and said.startswith(refused.value.file)
    assert said.isprintable() and "\ufffd" not in said and len(said) < 700
    assert re.search(word, said) or (name == "rivers" and "not JSON" in said)


# Corruption: each kind on every table it applies to, with a checksum that fits
#
# A kind is a function of (header, rows, resource) that gives the broken bytes, the line and the
# column that must be named, and a word of the message; None where the table cannot be broken so.

ROW = 2  # the data row that is broken, where any will do


def fields(resource, *types, constraint=None):
    return [
        f
        for f in resource["schema"]["fields"]
        if (not types or f["type"] in types)
        and (constraint is None or constraint in f.get("constraints", {}))
    ]


def rule(resource, kind):
    return next((r for r in resource["rules"] if r["rule"] == kind), None)


def with_cells(header, rows, row, /, **cells):
    """The table with some cells of one row replaced."""
    new = [line[:] for line in rows]
    for name, value in cells.items():
        new[row][header.index(name)] = value
    return as_csv(header, new)


def one_cell(header, rows, field, value, word):
    row = min(ROW, len(rows) - 1)
    return with_cells(header, rows, row, **{field["name"]: value}), row + 2, field["name"], word


def missing_column(header, rows, resource):
    return as_csv(header[:-1], [r[:-1] for r in rows]), 1, header[-1], "column is missing"


def renamed_column(header, rows, resource):
    return as_csv(["other", *header[1:]], rows), 1, header[0], "found 'other' instead"


def extra_column(header, rows, resource):
    return as_csv([*header, "more"], [[*r, "1"] for r in rows]), 1, "more", "not in the catalogue"


def columns_swapped(header, rows, resource):
    return (as_csv([header[1], header[0], *header[2:]], rows), 1, header[1], "out of order")


def wrong_type(header, rows, resource):
    typed = fields(resource, "integer", "number", "date", "year", "boolean")
    return one_cell(header, rows, typed[0], "many", "is not a") if typed else None


def formula_for_a_number(header, rows, resource):
    typed = fields(resource, "integer", "number")
    return one_cell(header, rows, typed[0], "=1+1", "is not a") if typed else None


def number_with_a_comma(header, rows, resource):
    typed = fields(resource, "integer", "number")
    return one_cell(header, rows, typed[-1], "1,234", "is not a") if typed else None


def no_such_day(header, rows, resource):
    typed = fields(resource, "date")
    return one_cell(header, rows, typed[0], "2014-02-30", "does not exist") if typed else None


def spreadsheet_date(header, rows, resource):
    typed = fields(resource, "date")
    return one_cell(header, rows, typed[0], "6/10/2014", "not a day") if typed else None


def empty_file(header, rows, resource):
    return b"", 1, header[0], "the file is empty"


def header_only(header, rows, resource):
    return as_csv(header, []), 2, header[0], "no rows"


def truncated_row(header, rows, resource):
    new = [line[:] for line in rows]
    new[1] = new[1][:-1]
    return as_csv(header, new), 3, header[-1], f"has {len(header) - 1} of {len(header)} values"


def cut_file(header, rows, resource):
    return as_csv(header, rows)[:-1], len(rows) + 1, header[-1], "cut short"


def blank_line(header, rows, resource):
    lines = as_csv(header, rows[:1]) + b"\n" + as_csv(header, rows[1:]).split(b"\n", 1)[1]
    return lines, 3, header[0], "has 0 of"


def open_quote(header, rows, resource):
    new = as_csv(header, rows[:1]) + b'"' + as_csv(header, rows[1:]).split(b"\n", 1)[1]
    return new, None, None, "cannot be read as CSV|values"


def duplicate_key(header, rows, resource):
    key = resource["schema"]["primaryKey"]
    unique = {f["name"] for f in fields(resource, constraint="unique")}
    named = key[-1] if not unique else next(n for n in header if n in unique or n == key[-1])
    return (as_csv(header, [*rows[:2], rows[0], *rows[2:]]), 4, named, "already|twice")


def lat_lon_swapped(header, rows, resource):
    if not {"lat", "lon"} <= set(header):
        return None
    lat, lon = header.index("lat"), header.index("lon")
    known = [i for i, row in enumerate(rows) if row[lat] and row[lon]]
    # Where the district is known, even a swap that stays within the frame of the map is found.
    inside = rule(resource, "inside")
    if inside:
        placed = [i for i in known if rows[i][header.index(inside["pcode"])]]
        known = [i for i in placed if float(rows[i][lat]) >= 34 and float(rows[i][lon]) <= 38.5]
        word = "latitude and longitude|outside" if known else "above|below"
        known = known or placed
    else:
        known = [i for i in known if float(rows[i][lon]) > 38.5]
        word = "above"
    row = known[0]
    return (
        with_cells(header, rows, row, lat=rows[row][lon], lon=rows[row][lat]),
        row + 2,
        "lat",
        word,
    )


def negative_count(header, rows, resource):
    counts = [
        f
        for f in fields(resource, "integer", "number", constraint="minimum")
        if f["constraints"]["minimum"] == 0
    ]
    return one_cell(header, rows, counts[-1], "-5", "below the minimum") if counts else None


def beyond_the_maximum(header, rows, resource):
    bounded = fields(resource, "integer", "number", constraint="maximum")
    return one_cell(header, rows, bounded[0], "999999", "above the maximum") if bounded else None


def low_above_high(header, rows, resource):
    order = rule(resource, "order")
    if not order:
        return None
    low, high = order["fields"][0], order["fields"][-1]
    flag = order.get("unless")
    for row, cells in enumerate(rows):
        told = dict(zip(header, cells))
        if all(told[f] for f in order["fields"]) and not (flag and told[flag] == "true"):
            raised = str(int(float(told[high])) + 1)
            second = order["fields"][1]
            return with_cells(header, rows, row, **{low: raised}), row + 2, second, "below that of"
    return None


def end_before_start(header, rows, resource):
    dates = rule(resource, "dates")
    if not dates:
        return None
    start, end = dates["fields"]
    row = next(
        i
        for i, cells in enumerate(rows)
        if cells[header.index(start)]
        and cells[header.index(end)]
        and cells[header.index(start)] != cells[header.index(end)]
    )
    told = dict(zip(header, rows[row]))
    return (
        with_cells(header, rows, row, **{start: told[end], end: told[start]}),
        row + 2,
        end,
        "before that of",
    )


def unknown_category(header, rows, resource):
    listed = fields(resource, "string", constraint="enum")
    return one_cell(header, rows, listed[0], "Narnia", "category is unknown") if listed else None


def missing_value(header, rows, resource):
    needed = fields(resource, constraint="required")
    return one_cell(header, rows, needed[0], "", "value is missing") if needed else None


def wrong_form(header, rows, resource):
    formed = fields(resource, "string", constraint="pattern")
    return one_cell(header, rows, formed[0], "?!", "does not have the form") if formed else None


def byte_order_mark(header, rows, resource):
    return b"\xef\xbb\xbf" + as_csv(header, rows), 1, header[0], "byte order mark"


def other_encoding(header, rows, resource):
    text = fields(resource, "string")
    if not text:
        return None
    row, name = min(ROW, len(rows) - 1), text[0]["name"]
    content = with_cells(header, rows[: row + 1], row, **{name: "Zahl\u00e9"})
    old = as_csv(header, rows[: row + 1])
    line = len(old.split(b"\n")) - 1
    if any("\n" in cell for cells in rows[: row + 1] for cell in cells) or not content.isascii():
        # Latin-1 cannot hold Arabic: break the one cell only.
        content = content.replace("Zahl\u00e9".encode("utf-8"), b"Zahl\xe9")
    else:
        content = content.decode("utf-8").encode("latin-1")
    return content, line, name, "not UTF-8"


def utf_16(header, rows, resource):
    return as_csv(header, rows).decode("utf-8").encode("utf-16"), 1, None, "is UTF-16 text"


def windows_line_ends(header, rows, resource):
    return as_csv(header, rows).replace(b"\n", b"\r\n"), 1, None, "line ends"


KINDS = [
    missing_column,
    renamed_column,
    extra_column,
    columns_swapped,
    wrong_type,
    formula_for_a_number,
    number_with_a_comma,
    no_such_day,
    spreadsheet_date,
    empty_file,
    header_only,
    truncated_row,
    cut_file,
    blank_line,
    open_quote,
    duplicate_key,
    lat_lon_swapped,
    negative_count,
    beyond_the_maximum,
    low_above_high,
    end_before_start,
    unknown_category,
    missing_value,
    wrong_form,
    byte_order_mark,
    other_encoding,
    utf_16,
    windows_line_ends,
]


def broken(kind, name):
    header, rows = cells_of(name)
    return kind(header, rows, resources()[name])


def cases(kind):
    """The kind on each table that it can break; all are thorough but one of as many as kinds."""
    met = [name for name in TABLES if broken(kind, name)]
    first = KINDS.index(kind) % len(met)
    for place, name in enumerate(met[first:] + met[:first]):
        marks = [] if place % len(KINDS) == 0 else pytest.mark.thorough
        yield pytest.param(kind, name, id=f"{kind.__name__}-{name}", marks=marks)


CASES = [case for kind in KINDS for case in cases(kind)]


def test_every_kind_of_corruption_meets_a_table():
    met = {case.values[0] for case in CASES if not case.marks}
    assert met == set(KINDS) and len(KINDS) >= 12


@pytest.mark.parametrize("kind, name", CASES)
def test_corruption_is_refused(data_copy, kind, name):
    content, line, column, word = broken(kind, name)
    copy = data_copy(name)
    copy.write(content)
    with pytest.raises(DataError, match=word) as refused:
        load(name)
    error = refused.value
    assert error.file == resources()[name]["path"]
    assert str(error).startswith(error.file)
    assert line is None or (error.line == line and f"line {line}" in str(error))
    assert column is None or (error.column == column and f"column {column}" in str(error))
    assert str(error).endswith(".")


@pytest.mark.parametrize("name", TABLES)
def test_the_copy_itself_is_sound(data_copy, name):
    """So that a refusal above is due to the corruption and to nothing else."""
    data_copy(name).write(as_csv(*cells_of(name)))
    assert len(load(name)) == len(cells_of(name)[1])


@pytest.mark.thorough
@pytest.mark.parametrize("name", TABLES + LAYERS)
def test_wrong_checksum_is_refused(data_copy, name):
    copy = data_copy(name)
    copy.resource["hash"] = "sha256:" + "0" * 64
    copy.save()
    with pytest.raises(DataError, match="checksum does not fit") as refused:
        (load if name in TABLES else layer)(name)
    assert refused.value.file == resources()[name]["path"]


# Layers


def lines_of(name):
    return (data_folder() / resources()[name]["path"]).read_text(encoding="utf-8").split("\n")


def feature_changed(change):
    """A corruption of a layer: change(feature) on line 2."""

    def breaks(lines):
        feature = json.loads(lines[1].rstrip(","))
        change(feature)
        end = "," if lines[1].endswith(",") else ""
        return [lines[0], json.dumps(feature, ensure_ascii=False) + end, *lines[2:]]

    return breaks


def drop_property(feature):
    feature["properties"].popitem()


def swap(feature):
    def turn(value):
        return value[::-1] if isinstance(value[0], (int, float)) else [turn(v) for v in value]

    feature["geometry"]["coordinates"] = turn(feature["geometry"]["coordinates"])


def no_shape(feature):
    feature["geometry"] = None


def blank_key(feature):
    feature["properties"][next(iter(feature["properties"]))] = None


LAYER_KINDS = {
    "property missing": (feature_changed(drop_property), 2, "properties are"),
    "swapped": (feature_changed(swap), 2, "swapped|invalid"),
    "no geometry": (feature_changed(no_shape), 2, "geometry cannot be read"),
    "blank key": (feature_changed(blank_key), 2, "value is missing"),
    "duplicate": (
        lambda lines: (
            [*lines[:2], *lines[1:]]
            if lines[1].endswith(",")
            else [lines[0], lines[1] + ",", *lines[1:]]
        ),
        3,
        "already|twice",
    ),
    "cut": (lambda lines: [*lines[:2], lines[2][: len(lines[2]) // 2]], None, "not JSON"),
    "empty": (lambda lines: [""], 1, "empty"),
    "not a collection": (lambda lines: ["{}", ""], 1, "FeatureCollection"),
    "on one line": (lambda lines: ["".join(lines), ""], 1, "one feature a line"),
}


@pytest.mark.parametrize(
    "kind, name",
    [
        (kind, name)
        for kind in LAYER_KINDS
        for name in LAYERS
        # A country whose coordinates are swapped still lies on the globe: see test_world.
        if (kind, name) != ("swapped", "world_countries")
    ],
)
def test_broken_layer_is_refused(data_copy, kind, name):
    breaks, line, word = LAYER_KINDS[kind]
    copy = data_copy(name)
    copy.write("\n".join(breaks(lines_of(name))).encode("utf-8"))
    with pytest.raises(DataError, match=word) as refused:
        layer(name)
    assert refused.value.file == resources()[name]["path"]
    assert line is None or refused.value.line == line


def test_layer_with_a_category_unknown_to_the_catalogue_is_refused(data_copy):
    copy = data_copy("governorates")
    text = "\n".join(lines_of("governorates")).replace('"country":"Syria"', '"country":"Narnia"', 1)
    copy.write(text.encode("utf-8"))
    with pytest.raises(DataError, match="category is unknown") as refused:
        layer("governorates")
    assert refused.value.column == "country"


# At the limits


def test_a_value_at_its_limit_is_allowed(data_copy):
    copy = data_copy("area_ihs")
    header, rows = cells_of("area_ihs")
    copy.write(as_csv(header, rows))
    areas = load("area_ihs")["area_km2"]
    field = next(f for f in copy.resource["schema"]["fields"] if f["name"] == "area_km2")
    for limit, value in (("minimum", int(areas.min())), ("maximum", int(areas.max()))):
        field["constraints"] = {limit: value}
        copy.save()
        assert len(load("area_ihs")) == len(rows)
        field["constraints"] = {limit: value + (1 if limit == "minimum" else -1)}
        copy.save()
        with pytest.raises(DataError, match=f"the {limit}"):
            load("area_ihs")


def test_low_may_be_as_high_as_high(data_copy):
    name = next(name for name in TABLES if rule(resources()[name], "order"))
    order = rule(resources()[name], "order")["fields"]
    header, rows = cells_of(name)
    known = next(i for i, row in enumerate(rows) if all(row[header.index(f)] for f in order))
    same = {field: rows[known][header.index(order[0])] for field in order}
    data_copy(name).write(with_cells(header, rows, known, **same))
    assert len(load(name)) == len(rows)


def test_kilometres_are_shorter_along_a_parallel():
    squares = [shapely.box(40, 35, 41, 36)] * 2
    east, north = kilometres_off(squares, np.array([42.0, 40.5]), np.array([35.5, 37.0]))
    assert north == pytest.approx(111.2, abs=0.5)
    assert east == pytest.approx(111.2 * math.cos(math.radians(35.5)), abs=0.5)


def test_a_point_may_lie_outside_by_the_tolerance():
    area, schema = shapely.box(40, 35, 41, 36), {"primaryKey": [], "fields": []}
    for field in ("lat", "lon"):
        schema["fields"].append({"name": field, "type": "number"})
    schema["fields"].append({"name": "pcode", "type": "string"})
    given = {"rule": "inside", "layer": "areas", "tolerance_km": 10.0}
    given |= {name: name for name in ("lat", "lon", "pcode")}
    resource = {"path": "made/up.csv", "schema": schema, "rules": [given]}

    def read(lat):
        content = f"lat,lon,pcode\n{lat},40.5,A\n".encode()
        return read_table(content, resource, lambda layer: {"A": area})

    assert len(read(36.08)) == 1  # 8.9 km
    with pytest.raises(DataError, match="11 km outside A"):
        read(36.1)


# A catalogue that asks for what is not checked


@pytest.mark.parametrize(
    "change, word",
    [
        (lambda r: r["schema"]["fields"][0].update(type="datetime"), "unknown type"),
        (
            lambda r: r["schema"]["fields"][0].update(constraints={"minLength": 3}),
            "not checked here",
        ),
        (lambda r: r.update(rules=[{"rule": "sum"}]), "unknown rule"),
    ],
)
def test_the_catalogue_cannot_ask_for_a_check_that_is_not_made(data_copy, change, word):
    copy = data_copy("area_ihs")
    change(copy.resource)
    copy.save()
    with pytest.raises(DataError, match=word):
        load("area_ihs")
