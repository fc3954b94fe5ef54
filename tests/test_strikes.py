"""Topic strikes: published totals, read again from data/, and the steps on made-up evidence."""

import dataclasses
import io
import tarfile

import pandas as pd
import pytest
import shapely

from builders import strikes
from builders.__main__ import main
from builders.common import BuildError
from builders.raw import strikes as files
from helpers.tables.read import catalogue, data_folder, describe, layer, load
from helpers.topics import releases
from helpers.topics.strikes import (
    bounds,
    by_country,
    by_partner,
    checked,
    compared,
    cost,
    error,
    growth,
    month_error,
    named,
    on_lists,
    retaken,
    running,
    stretches,
    units,
)

BATTLE = ("2017-06-01", "2017-10-01")


def near(country, key):
    """Strikes by month near a place."""
    table = load("strikes_by_place")
    rows = table[(table["country"] == country) & (table["place_key"] == key)]
    return rows.set_index("month")["strikes"]


# Published totals


def test_strikes_of_all_releases():
    table = load("strikes_by_place")
    assert (len(table), table["strikes"].sum(), table["month"].nunique()) == (940, 26_006, 34)
    placed = table.loc[table["place"].notna(), "strikes"].sum()
    assert round(100 * placed / table["strikes"].sum()) == 99


def test_months_and_countries():
    sums = load("strikes_by_place").groupby(["country", "month"])["strikes"].sum()
    assert sums["Iraq"].idxmax() == pd.Timestamp("2016-01-01") and sums["Iraq"].max() == 567
    assert sums["Syria"].idxmax() == pd.Timestamp("2017-08-01") and sums["Syria"].max() == 1_491


def test_april_to_september_2017_is_near_the_official_growth():
    table = load("strikes_by_place")
    told = table[table["month"].between("2017-04-01", "2017-09-01")]["strikes"].sum()
    assert told == 7_357 and abs(told / (27_566 - 20_205) - 1) < 0.001


def test_strikes_near_raqqa():
    raqqa = near("Syria", "raqqah")
    assert raqqa.sum() == 6_196
    assert raqqa.loc[BATTLE[0] : BATTLE[1]].tolist() == [641, 687, 1_328, 1_193, 414]
    assert near("Iraq", "mosul").sum() == 3_158


def test_strikes_near_raqqa_by_day_add_up_to_the_months():
    days = load("strikes_near_raqqa").set_index("release_date")["strikes"]
    assert (len(days), days.sum(), days.min()) == (587, 6_196, 1)
    assert days.loc["2017-06-07":"2017-10-18"].sum() == pytest.approx(4_159, abs=5)
    months, told = days.resample("MS").sum(), near("Syria", "raqqah")
    assert months[months > 0].to_dict() == told.to_dict()
    assert days.index.min() >= pd.Timestamp("2015-01-01")
    assert days.index.max() == pd.Timestamp("2017-10-18")  # the releases end with the battle


def test_rows_of_the_other_country_are_kept_and_counted():
    table = load("strikes_by_place").dropna(subset="place")
    countries = layer("governorates").dissolve("country").geometry.to_dict()
    borders = shapely.buffer([countries[name] for name in table["country"]], 0.05)
    astray = table[~shapely.intersects_xy(borders, table["lon"], table["lat"])]
    assert astray["strikes"].tolist() == [1] * 8
    assert sorted(astray["country"] + " " + astray["place_key"]) == [
        "Iraq abukamal",
        "Iraq abukamal",
        "Iraq raqqah",
        "Iraq shaddadi",
        "Syria huwayjah",
        "Syria kisik",
        "Syria qaim",
        "Syria qaim",
    ]
    assert near("Iraq", "raqqah").index.tolist() == [pd.Timestamp("2017-05-01")]
    said = " ".join(describe("strikes_by_place")["limitations"])
    assert "Eight rows of one strike each" in said


def test_places_without_a_point_are_counted():
    table = load("strikes_by_place")
    assert (table["lat"].notna() == table["place"].notna()).all()
    assert (table["lon"].notna() == table["place"].notna()).all()
    lost = table[table["place"].isna()]
    pairs, said = (
        lost.groupby(["country", "place_key"]).ngroups,
        " ".join(describe("strikes_by_place")["limitations"]),
    )
    assert f"{pairs} pairs of country and place_key ({lost['strikes'].sum()} of 26,006" in said


def test_airwars_in_all_syria():
    table = load("airwars_syria_monthly")
    assert table.groupby("belligerent").size().to_dict() == {"coalition": 52, "russia": 40}
    for _, rows in table.groupby("belligerent"):
        assert (rows["month"].diff().dropna().dt.days <= 31).all()  # no month is missing
    russia = table[table["belligerent"] == "russia"].set_index("month")
    first = russia.loc["2015-10-01", ["incidents_all", "deaths_low_all", "deaths_high_all"]]
    assert first.tolist() == [99, 557, 815]
    assert russia.loc["2018-01-01":"2018-08-01", "incidents_all"].sum() == 685
    coalition = table[table["belligerent"] == "coalition"].set_index("month")
    likely = coalition.loc[BATTLE[0] : BATTLE[1], "deaths_low_likely"]
    assert likely.tolist() == [532, 376, 572, 427, 315]


def test_airwars_around_raqqa_june_to_october_2017():
    table = load("airwars_raqqa_monthly").set_index("month")
    assert len(table) == 30
    battle = table.loc[BATTLE[0] : BATTLE[1]]
    assert battle["incidents"].tolist() == [168, 121, 100, 60, 61]
    assert battle[["deaths_low", "deaths_high"]].sum().tolist() == [2_761, 4_021]
    assert battle["incidents_without_figure"].sum() == 17
    # the battle itself, 6 June to 20 October: 493 incidents, 2,707-3,938
    assert battle["incidents"].sum() >= 493 and battle["deaths_low"].sum() >= 2_707


# The daily and monthly series, and the totals they are held against


def test_days_and_months_hold_the_same_strikes():
    days, months = load("strikes_daily"), load("strikes_monthly")
    sums = days.groupby("country")["strikes"].sum()
    assert sums.to_dict() == {"Iraq": 13_430, "Syria": 14_088}
    month = days["release_date"].dt.to_period("M").dt.to_timestamp()
    by_month = days.groupby([month, "country"])["strikes"].sum()
    told = months.dropna(subset="strikes").set_index(["month", "country"])["strikes"]
    assert by_month.to_dict() == told.to_dict() and len(told) == 78
    assert months["strikes_by_strike_date"].sum() == sums.sum()
    releases_a_month = days.groupby(month)["release_date"].nunique()
    iraq = months[months["country"] == "Iraq"].set_index("month")["release_days"]
    assert iraq[iraq > 0].to_dict() == releases_a_month.to_dict()


def test_months_without_a_complete_count_are_empty():
    months = load("strikes_monthly")
    empty = months[months["reliability"] == "no complete count"]
    assert sorted(empty["month"].dt.strftime("%Y-%m").unique()) == [
        "2017-11",
        "2017-12",
        "2018-01",
        "2018-02",
        "2018-03",
    ]
    assert empty["strikes"].isna().all() and (empty["release_days"] == 0).all()
    assert months.drop(empty.index)["strikes"].notna().all()


def test_the_source_that_is_taken_is_the_best_of_those_that_count_the_day():
    days = load("strikes_daily")
    order = ["official_text", "release_lines", "extraction", "newspaper"]
    official = days["official_text"].notna()
    assert (days.loc[official, "source"] == "official text").all()
    assert official.sum() == 2 * 369
    lines = days["release_lines"].notna() & ~official
    assert (days.loc[lines, "source"] == "release lines").all()
    only_paper = days["source"] == "newspaper"
    assert days.loc[only_paper, order[:3]].isna().all().all()


def test_the_reader_agrees_with_the_official_text_but_on_two_days():
    days = load("strikes_daily").dropna(subset="official_text")
    wrong = days[days["parsed"] != days["official_text"]]
    assert wrong["release_date"].dt.strftime("%Y-%m-%d").tolist() == ["2014-11-03", "2014-11-06"]
    said = " ".join(describe("strikes_daily")["limitations"])
    assert "3 November 2014" in said and "6 November 2014" in said and "369 releases" in said


def test_published_totals_and_ours():
    table = compared().set_index("as_of")
    assert running()["both"].iloc[-1] == 13_430 + 14_088
    before, jump = table.loc["2017-01-04"], table.loc["2017-03-31"]
    assert (before["difference"], jump["difference"]) == (-74, 771)
    assert jump["total"] - before["total"] == 3_048
    assert jump["our_total"] - before["our_total"] == 2_203
    later = table.loc["2017-09-30"]
    assert later["total"] - jump["total"] == 7_361
    assert later["our_total"] - jump["our_total"] == 7_357
    assert table.loc["2017-11-30":, "our_total"].isna().all()
    assert 0.01 < error() < 0.013
    june = load("strikes_monthly").set_index(["month", "country"]).loc[("2017-06-01", "Iraq")]
    assert month_error() == pytest.approx(june["strikes"] / 229 - 1) and month_error() > 5 * error()
    sums = table.dropna(subset="iraq")
    assert (sums["iraq"] + sums["syria"] == sums["total"]).all()
    assert table["total"].is_monotonic_increasing


def test_bounds_use_the_last_total_by_country_and_the_last_of_both():
    days = running()
    then, end = days.loc[:"2017-08-09"].iloc[-1], days.iloc[-1]
    low = {c: t + end[c] - then[c] for c, t in (("Iraq", 13_331), ("Syria", 11_235))}
    assert bounds("2018-03-31") == {
        "Iraq": (low["Iraq"], 29_225 - low["Syria"]),
        "Syria": (low["Syria"], 29_225 - low["Iraq"]),
    }
    assert bounds("2018-01-01")["Iraq"][1] == 28_562 - low["Syria"]


def test_splits_add_up_to_the_totals():
    split = load("strikes_by_partner").query("who != 'Canada'")
    sums = split.groupby(["as_of", "country"])["strikes"].sum().unstack()
    totals = load("strikes_anchors").set_index("as_of").loc[sums.index]
    assert sums["Iraq"].tolist() == totals["iraq"].tolist()
    assert sums["Syria"].tolist() == totals["syria"].tolist()


def test_nations_of_the_lists():
    table = load("coalition_nations")
    for country, number, only_later in (("Iraq", 9, set()), ("Syria", 11, {"NLD"})):
        rows = table[table["country"] == country]
        assert len(rows) == number and rows["dod_2016_07"].all()
        assert set(rows.loc[rows["first_release"].isna(), "iso3"]) == only_later
    assert table["iso3"].nunique() == 13 and "QAT" not in set(table["iso3"])


def test_dutch_weapons_are_all_counted():
    table = load("dutch_weapons")
    assert table.groupby("country")["weapons"].sum().to_dict() == {
        "Iraq": 1_853,
        "Syria": 331,
        "not stated": 4,
    }
    assert not table["month"].between("2016-07-01", "2017-12-31").any()


def test_the_average_cost_of_a_day_is_the_total_over_the_days():
    cost = load("oir_cost").query("as_of_exact")
    days = (cost["as_of"] - pd.Timestamp("2014-08-08")).dt.days + 1
    average = 1000 * cost["total_usd_billion"] / days
    assert (average - cost["a_day_usd_million"]).abs().max() < 0.4


def test_weapons_of_months_fit_into_their_years():
    table = load("oir_weapons").query("measure == 'weapons released'")
    for year in (2016, 2017):
        whole = table[(table["start"] == f"{year}-01-01") & (table["end"] == f"{year}-12-31")]
        months = table[
            (table["start"].dt.year == year) & ((table["end"] - table["start"]).dt.days < 31)
        ]
        assert months["value"].sum() < whole["value"].item()


def test_rows_without_an_address_are_told():
    words = {1: "One row rests", 2: "Two rows rest", 9: "Nine rows rest"}
    for name in ("strikes_anchors", "strike_checks", "oir_cost", "russia_claims"):
        empty = int(load(name)["source_url"].isna().sum())
        assert words[empty] in " ".join(describe(name)["limitations"]), name


# What the chapter counts


def test_steps_add_up_and_one_of_them_leaps():
    totals, steps = compared().dropna(subset="our_total"), growth()
    assert steps["published"].sum() == totals["total"].iloc[-1] - totals["total"].iloc[0]
    leap = steps.set_index("as_of").loc["2017-03-31"]
    assert (leap["start"], leap["more"]) == (pd.Timestamp("2017-01-04"), 771 + 74)
    for land, more in (("iraq", 686), ("syria", 139)):
        assert growth(land).query("start < '2017-03-01' < as_of")["more"].item() == more


def test_months_by_both_dates_hold_the_same_strikes():
    released, flown = by_country(), by_country("strikes_by_strike_date")
    assert released.sum().to_dict() == {"Iraq": 13_430, "Syria": 14_088}
    assert released.to_numpy().sum() == flown.to_numpy().sum() and not released.equals(flown)


def test_stretches_follow_each_other_and_change_the_source():
    table = stretches()
    assert table["month"].tolist()[1:] == table["until"].tolist()[:-1]
    assert (table["reliability"] != table["reliability"].shift()).all()
    assert table["until"].iloc[-1] == pd.Timestamp("2017-11-01")


def test_months_of_airwars_are_compared_with_the_same_months_of_ours():
    table = checked().set_index("key")
    assert table["ours"].to_dict() == {
        "iraq-2016-01": 567,
        "iraq-2015-12": 3_030,
        "syria-2015-12": 1_049,
        "iraq-2017-06": 244,
        "syria-2017-06": 867,
    }
    assert table.loc["iraq-2016-01", "off"] == pytest.approx(0.05)


def test_a_town_is_in_one_country_and_ranked_in_its_month():
    table, rows = named(), load("strikes_by_place").dropna(subset="place")
    assert rows["strikes"].sum() - table["strikes"].sum() == 8  # in the wrong country
    assert (table.groupby("place")["country"].nunique() == 1).all()
    top = table[table["rank"] == 1].set_index("month")["strikes"]
    assert top.equals(table.groupby("month")["strikes"].max())
    assert not table["place"].str.contains("(", regex=False).any()


def test_towns_are_retaken_while_places_are_named():
    table = retaken(["Kobani", "Baiji", "Mosul", "Abu Kamal", "Hasakah"])
    days = {place: str(end.date()) for place, end in zip(table["place"], table["end"])}
    assert days == {"Kobani": "2015-01-26", "Baiji": "2015-10-22", "Mosul": "2017-07-10"}


def test_nations_are_on_the_lists_that_name_them():
    table = on_lists({"Iraq": ["FRA"], "Syria": []})
    on = table[table["on"]].groupby(["list", "country"])["nation"].agg(set)
    assert on["the article", "Iraq"] == {"France", "United States"}
    assert on["the article", "Syria"] == {"United States"}
    assert len(table) == 3 * len(load("coalition_nations"))
    assert "Netherlands" not in on["releases to 2015", "Syria"]


def test_the_last_split_is_shared_out():
    table = by_partner().set_index(["country", "who"])
    assert table["strikes"].tolist() == [6_657, 4_901, 3_148, 266]
    assert table.loc[("Iraq", "partners"), "part"] == pytest.approx(3_148 / (3_148 + 6_657))
    assert (table["part"].groupby("country").sum() == 1).all()


def test_units_stand_beside_each_other():
    table = units().groupby("what")["value"]
    assert table.sum()["strikes"] == 13_430 + 14_088
    assert table.sum()["weapons released by the Netherlands"] == 1_853 + 331
    assert table.size()["weapons released"] == 18 and table.max()["weapons released"] == 5_075
    sorties = units().loc["strike sorties, mean of a month"]
    assert sorties["value"].iloc[1] == round(21_113 / 365 * 365.25 / 12)  # the year 2015
    assert sorties["until"].iloc[1] == pd.Timestamp("2016-01-01")


def test_the_days_between_totals_cost_what_the_totals_say():
    table = cost()
    assert (table["lately"] * table["days"]).sum() == pytest.approx(8_700)
    assert table["average"].iloc[-1] == pytest.approx(8_700 / table["days"].sum())
    assert table["start"].iloc[0] == pd.Timestamp("2014-08-08")


# The reader of releases


@pytest.mark.parametrize(
    "text, found",
    [
        (
            "In Syria, coalition forces conducted ten strikes. Separately in Iraq, coalition "
            "forces conducted 17 strikes with and in support of the Government of Iraq.",
            (17, 10),
        ),
        (
            "forces attacked terrorists of the Islamic State of Iraq and the Levant in Syria, "
            "using fighters to conduct twenty-one airstrikes. Separately, forces conducted an "
            "airstrike in Iraq.",
            (1, 21),
        ),
        ("conducting seven airstrikes in Syria and 23 in Iraq.", (23, 7)),
        (
            "SYRIA\n\nNear Kobani, six airstrikes struck a unit.\n\nIRAQ\n\nNear Hit, an airstrike "
            "struck a bulldozer and two vehicles.\nNear Mosul, 12 airstrikes struck units.",
            (13, 6),
        ),
        (
            "CJTF-OIR conducted no airstrikes in Syria. In Iraq, forces conducted 61airstrikes.",
            (61, 0),
        ),
        (
            "In Iraq, forces conducted two airstrikes. Airstrike assessments are based on initial "
            "reports. In Syria, forces conducted nine strikes.",
            (2, 0),
        ),
        ("Nothing is said of any country, and five airstrikes belong nowhere.", (0, 0)),
    ],
)
def test_a_release_is_read(text, found):
    assert releases.strikes(text) == dict(zip(("Iraq", "Syria"), found))


def test_what_officials_are_quoted_with_is_not_listed():
    text = (
        'In Iraq, forces conducted two airstrikes.\n\n"Our 20 airstrikes in Ramadi help," '
        "said an officer.\n\nThe following is a summary of the strikes:\n\nIraq\n\n"
        "Near Hit, two airstrikes struck a unit."
    )
    assert releases.listed(text) == {"Iraq": 2, "Syria": 0}
    assert releases.opening(text) == {"Iraq": 2}


def test_the_sample_reproduces_its_month_and_its_days():
    lines = load("release_sample")
    texts = lines.groupby("release_date")["text"].apply("\n\n".join)
    days = load("strikes_daily").set_index(["release_date", "country"])
    for date, text in texts.items():
        for read, column in ((releases.strikes, "parsed"), (releases.listed, "listed")):
            assert read(text) == days.loc[date, column].to_dict(), (date, column)
    assert len(texts) == 28
    assert days.loc[texts.index, "strikes"].groupby("country").sum().to_dict() == {
        "Iraq": 267,
        "Syria": 195,
    }


def test_the_sample_holds_no_contacts_and_no_names_of_people():
    text = " ".join(load("release_sample")["text"])
    assert not any(word in text for word in ("@", "http", "1-803", "said", "Gen.", "Col."))
    assert text.isascii()


# The catalogue


def test_every_table_is_described():
    tables = catalogue().query("topic == 'strikes' and builder == 'strikes'")
    assert set(tables["name"]) >= {
        "strikes_by_place",
        "strikes_near_raqqa",
        "airwars_syria_monthly",
        "airwars_raqqa_monthly",
    }
    for name in tables["name"]:
        entry = describe(name)
        assert all(
            field.get("description") or field["name"] in {"lat", "lon"}
            for field in entry["schema"]["fields"]
        ), name
        assert entry["limitations"][0].startswith("Licence:"), name
        names = [licence["name"] for licence in entry["licenses"]]
        assert names == ["public-domain"] if name == "release_sample" else "unverified" in names


@pytest.mark.parametrize(
    "name",
    [
        "strikes_anchors",
        "strike_checks",
        "strikes_by_partner",
        "oir_cost",
        "oir_weapons",
        "russia_claims",
        "coalition_members",
    ],
)
def test_quoted_figures_are_not_said_to_be_licensed_by_their_publishers(name):
    entry = describe(name)
    assert entry["builder"] is None
    assert [licence["name"] for licence in entry["licenses"]] == ["CC-BY-4.0", "unverified"]
    assert "quoted from their publishers" in entry["licenses"][0]["title"]
    assert "terms were not verified" in entry["limitations"][0]


@pytest.mark.parametrize("name", ["airwars_syria_monthly", "airwars_raqqa_monthly"])
def test_airwars_is_given_by_month_only(name):
    entry = describe(name)
    assert [source["publisher"] for source in entry["sources"]] == ["Airwars"]
    columns = {field["name"] for field in entry["schema"]["fields"]}
    assert not columns & {"id", "lat", "lon", "date", "place", "url"}


# The steps, on evidence small enough to reckon by hand


EVIDENCE = {
    files.PLACE_MONTHS: "month,country,place_key,strikes\n2017-06,Syria,raqqah,5\n"
    "2017-05,Iraq,raqqah,1\n2017-06,Syria,nowhere,2\n"
    "2017-07,Syria,raqqah,4\n",
    files.PLACES: "country,place_key,strikes,name,lat,lon,coord_source\n"
    "Syria,raqqah,9,Raqqa,35.953,39.008,GeoNames\n"
    "Iraq,raqqah,1,Raqqa,35.953,39.008,GeoNames\nSyria,nowhere,2,,,,\n",
    files.LINES: "release_date,country,place_key,strike_count,strikes\n"
    "2017-07-02,Syria,raqqah,4.0,4.0\n2017-06-09,Syria,raqqah,3.0,2.0\n"
    "2017-06-09,Syria,raqqah,2.0,2.0\n2017-06-30,Syria,raqqah,1.0,1.0\n"
    "2017-06-09,Syria,nowhere,2.0,2.0\n2017-05-20,Iraq,raqqah,1.0,1.0\n",
    files.AIRWARS_SYRIA: "alleged_belligerent,month,events_all,killed_min_all,killed_max_all,"
    "events_likely,killed_min_likely,killed_max_likely\n"
    "coalition,2017-06,9,20,30,4,10,12\nrussia,2017-06,3,2,4,1,1,2\n",
    files.AIRWARS_RAQQA: "month,incidents,civilian_deaths_min,civilian_deaths_max,"
    "incidents_without_death_figure\n2017-06,6,11.0,15.0,1\n",
    files.DAILY: "release_date,iraq,syria,source_code,information_iraq,information_syria,"
    "official_text_iraq,official_text_syria,schaul_iraq,schaul_syria,djb005_iraq,"
    "djb005_syria\n2014-08-30,4,0,D,4,0,,,,,,\n2015-02-01,3,2,A,5,2,3,2,,,,\n"
    "2015-02-02,1,0,A,,,1,0,1,0,,\n2015-03-01,7,1,B,,,,,7,1,6,1\n",
    files.MONTHLY: "month,iraq,syria,iraq_by_strike_date,syria_by_strike_date\n"
    "2014-08,4,0,4,0\n2015-02,4,2,3,2\n2015-03,7,1,8,1\n2015-04,,,,\n",
    files.LISTED: "strikes_in,nation,first_release_listing,last_release_listing,n_releases\n"
    "Iraq,Canada,2015-02-01,2015-02-02,2\nSyria,Turkey,2015-02-02,2015-02-02,1\n",
    files.DOD_LIST: "nation,in_iraq_dod_2016_07_27,in_syria_dod_2016_07_27\n"
    "Canada,1,1\nTurkey,0,1\n",
    files.DUTCH: "date,country,mission\n2015-02-03,Iraq,CAS\n2015-02-03,Iraq,CAS\n"
    "2015-02-04,Iraq,AI\n2015-02-04,,AI\n",
}
TEXTS = {
    "20150201-strike-release-final.txt": "Release # 20150201\n\nSOUTHWEST ASIA \x96 In Syria, "
    "forces conducted two airstrikes. Separately, forces conducted three airstrikes in Iraq.\n\n  "
    "Syria\n\n \x95 Near Kobani, two airstrikes struck a unit\n\n   and a vehicle.\n\n"
    "Iraq\n\x95 Near Hit, two airstrikes struck a unit.\n"
    "  Near Mosul, an airstrike struck a unit.\n\nAirstrike assessments are based on "
    "initial reports.\nContact: somebody@example.org\n",
    "20150202-strike-release-final.txt": "SOUTHWEST ASIA - Forces conducted an "
    "airstrike in Iraq.\n",
}


def archive(texts):
    """The bytes of a .tar.gz of text files, as the evidence has it."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for name, text in texts.items():
            content = text.encode("latin-1")
            entry = tarfile.TarInfo(f"oir_txt/{name}")
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


@pytest.fixture
def evidence(tmp_path, monkeypatch):
    """A function: changes {path: (old, new)} to a folder of made-up raw files with them."""
    for name in ("LINES", "DUTCH"):  # files whose rows are counted
        declared = getattr(files, name)
        rows = EVIDENCE[declared].count("\n") - 1
        monkeypatch.setattr(files, name, dataclasses.replace(declared, rows=rows))

    def write(changes=()):
        for path, text in EVIDENCE.items():
            old, new = dict(changes).get(path, ("", ""))
            assert old in text
            (tmp_path / path).parent.mkdir(exist_ok=True)
            (tmp_path / path).write_text(text.replace(old, new, 1), encoding="utf-8")
        old, new = dict(changes).get(files.TEXTS, ("", ""))
        texts = {name: text.replace(old, new, 1) for name, text in TEXTS.items()}
        assert texts != TEXTS or not new
        (tmp_path / files.TEXTS).parent.mkdir(exist_ok=True)
        (tmp_path / files.TEXTS).write_bytes(archive(texts))
        return tmp_path

    return write


def test_places_get_their_name_and_point(evidence):
    table = strikes.build(evidence())["strikes_by_place"]
    table = table.set_index(["month", "country", "place_key"])
    assert table["strikes"].sum() == 12 and len(table) == 4
    assert table.loc[("2017-06-01", "Syria", "raqqah"), "place"] == "Raqqa"
    assert pd.isna(table.loc[("2017-06-01", "Syria", "nowhere"), "lat"])
    assert table.loc[("2017-05-01", "Iraq", "raqqah"), "strikes"] == 1  # a slip stays a row


def test_lines_of_one_release_are_one_day(evidence):
    """Doubles are counted once (`strikes`, not `strike_count`); other places are left out."""
    table = strikes.build(evidence())["strikes_near_raqqa"].set_index("release_date")
    assert table["strikes"].to_dict() == {
        pd.Timestamp("2017-06-09"): 4,
        pd.Timestamp("2017-06-30"): 1,
        pd.Timestamp("2017-07-02"): 4,
    }


def test_airwars_columns_get_the_names_of_the_book(evidence):
    tables = strikes.build(evidence())
    assert tables["airwars_syria_monthly"].iloc[0].tolist() == [
        "coalition",
        pd.Timestamp("2017-06-01"),
        9,
        20,
        30,
        4,
        10,
        12,
    ]
    assert tables["airwars_raqqa_monthly"].iloc[0].tolist() == [
        pd.Timestamp("2017-06-01"),
        6,
        11,
        15,
        1,
    ]


def test_days_hold_each_source_and_what_our_reader_finds(evidence, capsys):
    table = strikes.build(evidence())["strikes_daily"].set_index(["release_date", "country"])
    assert "2 of 2 releases are read" in capsys.readouterr().out
    first = table.loc[("2015-02-01", "Iraq")]
    assert first[["strikes", "official_text", "newspaper", "parsed", "listed"]].tolist() == [
        3,
        3,
        5,
        3,
        3,
    ]
    assert first["source"] == "official text" and pd.isna(first["extraction"])
    lines = table.loc[("2015-03-01", "Syria")]
    assert (lines["source"], lines["release_lines"]) == ("release lines", 1)
    assert pd.isna(lines["parsed"])


def test_months_name_the_source_of_most_days(evidence):
    table = strikes.build(evidence())["strikes_monthly"].set_index(["month", "country"])
    assert table.loc[("2015-02-01", "Iraq"), "strikes"] == 4
    assert table.loc[("2015-02-01", "Iraq"), "strikes_by_strike_date"] == 3
    kinds = table.xs("Iraq", level="country")["reliability"].tolist()
    assert kinds == ["newspaper", "official text", "release lines", "no complete count"]
    assert pd.isna(table.loc[("2015-04-01", "Syria"), "strikes"])


def test_a_month_of_text_and_newspaper_says_both(evidence):
    mixed = {files.DAILY: ("2015-02-02,1,0,A,,,1,0,1,0,,", "2015-02-02,1,0,D,1,0,,,1,0,,")}
    table = strikes.build(evidence(mixed))["strikes_monthly"]
    assert "official text, newspaper" in set(table["reliability"])


def test_the_sample_is_cut_into_paragraphs_without_furniture(evidence):
    table = strikes.build(evidence())["release_sample"]
    first = table[table["release_date"] == "2015-02-01"]["text"].tolist()
    assert first[0].startswith("SOUTHWEST ASIA - In Syria") and len(first) == 6
    assert first[2] == "Near Kobani, two airstrikes struck a unit and a vehicle."
    assert first[-1] == "Near Mosul, an airstrike struck a unit."


def test_a_sample_that_reads_otherwise_is_refused(evidence):
    above = "In Iraq, forces conducted nine airstrikes.\n\nSOUTHWEST ASIA \x96"
    changes = {
        files.TEXTS: ("SOUTHWEST ASIA \x96", above),
        files.DAILY: ("2015-02-01,3,2,A,5,2,3", "2015-02-01,9,2,A,5,2,9"),
        files.MONTHLY: ("2015-02,4,2,3", "2015-02,10,2,9"),
    }
    with pytest.raises(BuildError, match="sample of 2015-02-01 reads otherwise"):
        strikes.build(evidence(changes))


def test_nations_join_two_lists(evidence):
    table = strikes.build(evidence())["coalition_nations"].set_index(["iso3", "country"])
    assert table.loc[("TUR", "Syria"), "nation"] == "Türkiye"
    assert pd.isna(table.loc[("CAN", "Syria"), "first_release"])
    assert table["dod_2016_07"].tolist() == [True] * 3


def test_weapons_are_counted_by_month_and_country(evidence):
    table = strikes.build(evidence())["dutch_weapons"].set_index("country")
    assert table.loc["Iraq", ["weapons", "days"]].tolist() == [3, 2]
    assert table.loc["not stated", "weapons"] == 1


ODD = {
    "a text reads otherwise": (
        files.TEXTS,
        ("three airstrikes in", "four airstrikes in"),
        "read otherwise on 2015-02-01",
    ),
    "an unknown source": (files.DAILY, (",A,", ",E,"), "line 3, column source_code: the category"),
    "a day lies": (files.DAILY, ("2015-02-01,3", "2015-02-01,4"), "its source's count"),
    "a month lies": (files.MONTHLY, ("2015-02,4", "2015-02,5"), "months of Iraq"),
    "strikes are lost between dates": (files.MONTHLY, ("7,1,8,1", "7,1,7,1"), "strikes are lost"),
    "a nation is unknown": (files.LISTED, ("Iraq,Canada", "Iraq,Canadia"), "without a code"),
    "a column is missing": (files.PLACES, ("lat,lon", "lat,x"), "has no column lon"),
    "a place is not listed": (files.PLACES, ("Syria,nowhere", "Syria,there"), "no place nowhere"),
    "a place is listed twice": (
        files.PLACES,
        ("Iraq,raqqah", "Syria,raqqah"),
        "key country \\+ place_key = .* stands on line 2 already",
    ),
    "strikes are lost": (files.PLACE_MONTHS, ("raqqah,4", "raqqah,3"), "do not add up"),
    "a place was never struck": (
        files.PLACES,
        ("Iraq,", "Iraq,idle,7,,,,\nIraq,"),
        "do not add up",
    ),
    "a name has no point": (
        files.PLACES,
        ("nowhere,2,,", "nowhere,2,Nowhere,"),
        "name without a point",
    ),
    "a month is a year": (
        files.PLACE_MONTHS,
        ("2017-05", "2017"),
        "line 3, column month: the value is not a month .*'2017'",
    ),
    "a month is not there": (files.AIRWARS_RAQQA, ("2017-06", "2017-13"), "is not a month"),
    "lines lack a column": (files.LINES, (",strikes\n", ",number\n"), "has no column strikes"),
    "a line is lost": (
        files.LINES,
        ("2017-06-30,Syria,raqqah", "2017-06-30,Syria,nowhere"),
        "days near Raqqa do not add up",
    ),
    "a line is counted double": (files.LINES, ("3.0,2.0", "3.0,3.0"), "do not add up"),
    "a line stands in a month of its own": (
        files.LINES,
        ("2017-07-02", "2017-08-02"),
        "do not add up",
    ),
    "a line has no number": (
        files.LINES,
        ("1.0,1.0", "1.0,"),
        "line 5, column strikes: the value is missing",
    ),
    "a line has no day": (files.LINES, ("2017-06-30", ""), "the value is missing"),
    "a day is none": (
        files.LINES,
        ("2017-06-30", "2017-06-31"),
        "line 5, column release_date: the day does not exist",
    ),
    "more in Raqqa than in Syria": (
        files.AIRWARS_RAQQA,
        ("11.0", "21.0"),
        "deaths_low are more in Raqqa",
    ),
    "Syria lacks the month": (files.AIRWARS_RAQQA, ("2017-06", "2017-07"), "more in Raqqa"),
    "more likely than all": (
        files.AIRWARS_SYRIA,
        ("9,20,30,4", "9,20,30,10"),
        "incidents are more when likely",
    ),
}


@pytest.mark.parametrize("kind", ODD)
def test_odd_evidence_is_refused(evidence, kind):
    path, change, word = ODD[kind]
    with pytest.raises(BuildError, match=word):
        strikes.build(evidence({path: change}))


@pytest.mark.parametrize("path", [*EVIDENCE, files.TEXTS])
def test_a_missing_raw_file_is_named_and_nothing_is_written(evidence, path, capsys):
    def stored():
        return {file.name: file.read_bytes() for file in (data_folder() / "strikes").iterdir()}

    before, raw = stored(), evidence()
    (raw / path).unlink()
    assert main([str(raw), "strikes"]) == 2
    assert f"{path}: the raw file is missing" in capsys.readouterr().err
    assert stored() == before


def test_the_ends_of_the_plateau_in_iraq_move_with_the_limit():
    mean = by_country()["Iraq"].rolling(3, center=True).mean()
    assert f"{mean.idxmax():%Y-%m}" == "2015-12"
    high = mean[mean >= 0.8 * mean.max()].index
    assert [f"{high[0]:%Y-%m}", f"{high[-1]:%Y-%m}"] == ["2015-06", "2016-06"]
    assert (mean["2016-02":"2016-03"] < 0.9 * mean.max()).all()
    assert mean["2015-06-01"] > mean["2016-06-01"]


def test_belgium_and_denmark_went_on_to_syria_and_no_list_shows_it():
    dates = load("key_dates").set_index("key")["date"]
    assert f"{dates['belgium-strikes-syria']:%Y-%m-%d}" == "2016-07-01"
    assert f"{dates['denmark-strikes-syria']:%Y-%m}" == "2016-08"
    syria = load("coalition_nations").query("country == 'Syria'")["iso3"]
    said = load("claims").set_index("claim_id").loc["strikes-04", "value"].split(";")
    assert not {"BEL", "DNK"} & {*syria, *said}
