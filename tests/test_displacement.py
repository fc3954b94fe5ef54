"""Topic displacement: published totals, read again from data/, and the steps on made-up rows."""

from urllib.parse import urlsplit

import pandas as pd
import pytest

from builders import displacement
from builders.common import BuildError
from helpers.tables.read import catalogue, describe, layer, load


def syria(year):
    table = load("displaced_abroad").query("origin_iso3 == 'SYR' and year == @year")
    return table.set_index("asylum_iso3")


# Published totals


@pytest.mark.parametrize(
    "origin, year, column, people",
    [
        ("SYR", 2017, "refugees", 6_310_498),
        ("SYR", 2017, "asylum_seekers", 147_179),
        ("SYR", 2017, "idps", 6_150_005),
        ("SYR", 2017, "idps_idmc", 6_784_000),
        ("IRQ", 2017, "idps", 2_615_988),
        ("IRQ", 2013, "idps", 954_128),
        ("SYR", 2023, "refugees", 6_355_788),
        ("SYR", 2024, "refugees", 5_952_174),
        ("SYR", 2025, "refugees", 4_865_764),
        ("SYR", 2024, "idps", 7_408_909),
        ("SYR", 2025, "idps", 5_542_227),
        ("SYR", 2025, "idps_idmc", 5_964_000),
        ("SYR", 2024, "returned_refugees", 512_718),
        ("SYR", 2025, "returned_refugees", 1_341_148),
        ("SYR", 2025, "returned_idps", 1_964_201),
        ("IRQ", 2025, "idps", 997_334),
        ("IRQ", 2018, "returned_idps", 944_958),
    ],
)
def test_totals_that_unhcr_and_idmc_print(origin, year, column, people):
    table = load("displaced_yearly").set_index(["origin_iso3", "year"])
    assert table.loc[(origin, year), column] == people


def test_countries_of_asylum_at_the_end_of_2017():
    hosts = syria(2017)["refugees"]
    assert hosts[["TUR", "LBN", "JOR", "DEU"]].tolist() == [3_424_237, 992_127, 653_031, 496_674]
    assert "SYR" not in hosts.index


def test_parts_of_the_world_hold_everybody_once():
    table = load("displaced_abroad")
    assert set(table.loc[table["area"] == "region", "asylum_iso3"]) == set(displacement.REGION)
    assert (table.groupby("asylum_iso3")["area"].nunique() == 1).all()
    sums = table.groupby(["origin_iso3", "year"])["refugees"].sum()
    told = load("displaced_yearly").set_index(["origin_iso3", "year"])["refugees"]
    assert sums.to_dict() == told.to_dict()
    europe = set(table.loc[table["area"] == "Europe", "asylum_iso3"])
    assert {"DEU", "SWE", "SRB", "RUS", "CYP"} <= europe and not europe & {"TUR", "ARM", "ISR"}


def test_a_zero_that_cannot_be_a_count_is_a_gap():
    table = load("displaced_yearly").set_index(["origin_iso3", "year"])
    assert table.loc[("SYR", [2010, 2011]), "idps"].isna().all()
    assert table.loc[("SYR", [2011, 2014, 2016]), "returned_refugees"].isna().all()
    assert not (table == 0).any(axis=None)
    assert not (load("solutions") == 0).any(axis=None)


def test_governorates_join_the_layer_and_raqqa_is_missing_once():
    table = load("idps_by_governorate")
    codes = layer("governorates").set_index("governorate_pcode")
    placed = table.dropna(subset="governorate_pcode")
    assert set(placed["governorate_pcode"]) == set(codes.index)
    assert (placed["governorate_pcode"].map(codes["iso3"]) == placed["iso3"]).all()
    for unhcr, ocha in (
        ("Ninewa", "Ninewa"),
        ("Thi-Qar", "Thi Qar"),
        ("Missan", "Maysan"),
        ("Babylon", "Babil"),
        ("Rif Dimashq", "Rural Damascus"),
        ("Kirkuk", "Kirkuk"),
        ("Wassit", "Wassit"),
        ("Diyala", "Diyala"),
    ):
        found = placed.loc[placed["governorate"] == unhcr, "governorate_pcode"].unique()
        assert codes.loc[found, "governorate"].tolist() == [ocha]
    years = table[table["iso3"] == "SYR"].groupby("year")["governorate"].agg(set)
    assert years[2014] - years[2015] == {"Ar-Raqqa"}
    assert [len(found) for found in years] == [14, 13, 14, 14, 14, 14]
    odd = table[table["governorate_pcode"].isna()]
    assert odd[["year", "idps"]].to_numpy().tolist() == [[2018, 60_684]]


def test_registrations_and_their_largest_step():
    table = load("registered_by_host").sort_values(["host_iso3", "date"])
    assert len(table) == 2_185 and table["date"].max() == pd.Timestamp("2015-08-25")
    step = table.groupby("host_iso3")["registered"].diff().idxmax()
    assert table.loc[step, "host"] == "Türkiye"
    assert table.loc[step, "date"] == pd.Timestamp("2014-12-31")


def test_the_portal_lost_its_intentions_at_one_update():
    told = load("portal_totals").query("what == 'asylum applications in Europe'")
    told = told.sort_values("copied_on").reset_index(drop=True)
    falls = told["total"].astype(int).diff()
    assert falls.min() == -293_453 and (falls < -20_000).sum() == 1
    assert told.loc[falls.idxmin(), "copied_on"] == pd.Timestamp("2016-12-16")
    exact = told[told["covers_until"] == "2017-07-31"]
    assert exact["total"].tolist() == [970_316]
    covered = told.dropna(subset="covers_until")
    assert (covered["covers_until"] < covered["copied_on"]).all()
    assert covered["covers_until"].is_monotonic_increasing  # slips of the year are mended


def test_one_row_of_the_portal_was_corrected_at_once():
    odd = load("portal_totals").query("corrected_at_once")
    assert odd["total"].tolist() == [5_155_022]


def test_applications_by_month():
    months = load("asylum_monthly")
    assert (months["applications"].sum(), months["suppressed"].sum()) == (954_345, 74)
    assert months.loc[months["applications"].isna(), "suppressed"].all()
    assert months["iso3"].nunique() == 37
    by_month = months.groupby("month")["applications"].sum()
    assert by_month.idxmax() == pd.Timestamp("2015-09-01") and by_month.max() == 64_266


def test_the_monthly_and_the_yearly_file_tell_the_same_story():
    months, years = load("asylum_monthly"), load("asylum_yearly")
    ours = months.groupby(months["month"].dt.year)["applications"].sum().loc[2012:2016]
    theirs = years[years["area"] == "Europe"].groupby("year")["applications"].sum().loc[2012:2016]
    assert theirs.tolist() == pytest.approx(ours.tolist(), rel=0.08)


def test_iom_is_quoted_with_its_pages_and_no_mirror():
    table = load("iom_iraq").set_index("date")
    assert len(table) < 25 and describe("iom_iraq")["builder"] is None
    hosts = table["source_url"].map(lambda page: urlsplit(page).hostname)
    assert hosts.str.contains(r"(?:^|\.)(?:iom|reliefweb)\.int$|^data\.humdata\.org$").all()
    assert set(table["kind"]) == {"stated", "difference"}
    assert table["source_publisher"].str.startswith("IOM").all()
    end = table.loc["2017-12-31"]
    assert (end["displaced"], end["returned"]) == (2_470_974 + 145_014, 3_346_704 - 126_342)
    assert (table[["displaced", "returned"]].dropna() % 6 == 0).all(axis=None)  # families of six


def test_accommodation_adds_up_to_the_statistics():
    camps = load("refugees_in_camps").set_index(["year", "host_iso3"])
    sums = camps[["in_camps", "outside_camps", "not_stated"]].sum(axis="columns")
    hosts = syria(2017)
    told = (hosts["refugees"] + hosts["asylum_seekers"])[displacement.REGION]
    assert sums[2017].to_dict() == told.to_dict()


# The catalogue


def test_every_table_tells_its_builder_and_licence():
    tables = catalogue().query("topic == 'displacement'").set_index("name")
    assert len(tables) == 11
    assert tables.index[tables["builder"].isna()].tolist() == ["iom_iraq"]
    unverified = tables.index[tables["licence"].str.contains("unverified")]
    assert set(unverified) == {"asylum_monthly", "iom_iraq", "portal_totals", "registered_by_host"}


# The steps, on made-up rows


def test_slips_of_the_year_are_mended_and_doubts_flagged():
    frame = pd.DataFrame(
        {
            "indicator": [*displacement.INDICATORS] + ["registered_syrian_refugees_region"],
            "value": [1, 2, 3],
            "as_of_in_comment": ["2016-05-01", None, "2016-05-02"],
            "coverage_end_in_comment": [None, "Mar 2015", None],
            "note": [
                None,
                "year in the comment is evidently a slip for 2016",
                "entered for part of one day and corrected the same day: not used",
            ],
            "commit_date": ["2016-05-02", "2016-05-09", "2016-05-03"],
            "commit": ["a", "b", "c"],
        }
    ).astype({"as_of_in_comment": "datetime64[us]", "commit_date": "datetime64[us]"})
    table = displacement.portal(frame)
    assert table["covers_until"].tolist()[1] == pd.Timestamp("2016-03-31")
    assert table["as_of"].tolist()[1] == pd.Timestamp("2016-05-09")
    assert table["corrected_at_once"].tolist() == [False, False, True]
    with pytest.raises(BuildError, match="unknown indicator"):
        displacement.portal(frame.assign(indicator="x"))
    with pytest.raises(BuildError, match="before its day"):
        displacement.portal(frame.assign(commit_date=pd.Timestamp("2016-01-01")))


def test_an_unknown_governorate_stops_the_builder():
    frame = pd.DataFrame(
        {
            "year": [2017],
            "coo_iso": ["SYR"],
            "pop_type": ["IDP"],
            "governorate": ["Atlantis"],
            "total": [5],
        }
    )
    latest = frame.assign(coa_iso="IRQ", location="Al-Anbar [Admin 1]")
    with pytest.raises(BuildError, match="Atlantis"):
        displacement.by_governorate(frame, latest)
    whole = frame.assign(governorate=displacement.WHOLE[0])
    kept = displacement.by_governorate(whole, latest.assign(coo_iso="IRQ"))
    assert kept["governorate"].tolist() == ["Anbar"]


def test_governorates_of_2025_have_both_spellings_and_their_returns():
    table = load("idps_by_governorate").query("iso3 == 'SYR'")
    names = table.groupby("year")["governorate"].agg(set)
    assert names[2025] == names[2018]
    last = table.query("year == 2025").set_index("governorate")
    assert last["idps"].sum() == 5_542_227 and last.loc["Idlib", "idps"] == 1_182_989
    assert last["returned_idps"].sum() == 1_964_201
    assert table.query("year < 2025")["returned_idps"].isna().all()


def test_appeals_and_cases_are_left_out():
    new = pd.DataFrame(
        {
            "year": 2017,
            "coa_iso": "DEU",
            "coa_name": "Germany",
            "app_type": ["N", "N", "R", "N"],
            "app_pc": ["P", "C", "P", "P"],
            "dec_level": ["FI", "FI", "FI", "JR"],
            "applied": [10, 20, 40, 80],
        }
    )
    decided = pd.DataFrame(
        {
            "year": 2017,
            "coa_iso": "DEU",
            "coa_name": "Germany",
            "dec_pc": ["P", "P"],
            "dec_level": ["FI", "AR"],
            "dec_recognized": [3, 30],
            "dec_other": [2, 20],
            "dec_rejected": [1, 10],
            "dec_closed": [4, 40],
        }
    )
    row = displacement.asylum(new, decided, {"DEU"}).iloc[0]
    assert row["applications"] == 10 and row["area"] == "Europe"
    assert row[["recognised", "other_protection", "rejected", "closed"]].tolist() == [3, 2, 1, 4]
