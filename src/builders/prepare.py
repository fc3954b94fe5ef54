"""From what `make fetch` downloads to the raw files that the builders read.

    make prepare RAW=folder                 every step whose files were fetched
    make prepare RAW=folder SOURCE=ucdp     those of a topic, or of one source by its name

Then `make data-check RAW=folder TOPIC=...` says whether the tables are those of the book. A raw
file that is there already and differs is left, and named. What has no step here was done by hand;
data/sources.toml says how.
"""

import argparse
import csv
import gzip
import io
import json
import os
import re
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import shapely

from builders import release
from builders.common import BuildError, listed, pairs, require
from builders.evidence import Table
from builders.fetch import CACHE, chosen
from builders.raw import cities, displacement, funding, strikes, territory, ucdp, world
from builders.rdata import read_frames
from helpers.tables.read import load
from helpers.tables.sources import Source, sources

Made = dict[str, bytes]  # {raw file: content}
YEARS = range(2010, 2026)  # of UNHCR's statistics, as the names of the raw files say
IS_ID = 234
GED_IRAQ, GED_SYRIA = "19.1", "652.1601.1911"
HOSTS = {"EGY": "Egypt", "IRQ": "Iraq", "JOR": "Jordan", "LBN": "Lebanon", "TUR": "Turkey"}
OVERSEAS = ["Australia", "Canada", "Japan", "New Zealand", "Rep. of Korea", "Turkey"]
OVERSEAS += ["USA (EOIR)", "USA (INS/DHS)"]  # reporting countries that are not in Europe
FROM = {"Iraq": "Iraq", "Syrian Arab Rep.": "Syria"}
REGION = shapely.box(34, 28.5, 50, 38.5)  # degrees: what the maps show
NATURAL_EARTH = {  # raw file: the properties that it keeps
    territory.RIVERS.path: "name name_en featurecla scalerank",
    territory.LAKES.path: "name featurecla scalerank",
    territory.TOWNS.path: "name nameascii namealt adm0name adm0_a3 adm1name featurecla scalerank "
    "latitude longitude pop_max pop_min pop_other geonameid",
}
# As the file of 2014 spells them: as OCHA does.
GOVERNORATES = pairs("""
    Anbar = Al-Anbar; Babylon = Babil; Baghdad = Baghdad; Basrah = Al-Basrah; Dahuk = Duhok;
    Diyala = Diyala; Erbil = Erbil; Kerbala = Kerbala; Kirkuk = Kirkuk; Missan = Maysan;
    Muthanna = Al-Muthanna; Najaf = Al-Najaf; Ninewa = Ninewa; Qadissiya = Al-Qadissiya;
    Salah al-Din = Salah Al-Din; Sulaymaniyah = Al-Sulaymaniyah; Thi-Qar = Thi Qar; Wassit = Wassit
""")
ARTICLES = re.compile(r"^(?:near\s+)?(?:(?:al|ar|as|at|an)[\s-]+)?", re.I)
SPELT = {"dawrazzawr": "dayrazzawr", "koboni": "kobani"}  # of places, as the releases misspell them
FILED = re.compile(r"^(\d{4}-\d\d-\d\d)_(.*)$")  # day of the release, name of its PDF file


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """A table as the raw files are written: UTF-8, LF, an empty cell for a gap."""
    text = frame.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d")
    return text.encode("utf-8")


def packed(content: bytes) -> bytes:
    """The content as .gz, the same bytes each time."""
    return gzip.compress(content, mtime=0)


def table(path: Path, columns: list[str], **how: Any) -> pd.DataFrame:
    """Columns of a CSV file as text; BuildError for a file that has them not."""
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, **how)
    except (ValueError, UnicodeDecodeError, OSError) as error:
        raise BuildError(f"{path.name}: the file cannot be read as CSV ({error})") from None
    return _columns(frame, columns, path)


def _columns(frame, columns, path):
    missing = [name for name in columns if name not in frame]
    require(not missing, f"{path.name}: it lacks the columns {', '.join(missing)}")
    return frame[list(columns)]


# UCDP


def events(frame: pd.DataFrame, path: Path, number: str, declared: Table) -> bytes:
    """Events in the columns that the builder declares, from GED's own; the release's number."""
    made = {"ged_release", *release.CITED}
    wanted = [name for name in declared.fields if name not in made]
    frame = _columns(frame, [*wanted, "source_office"], path).copy()
    for name in ("date_start", "date_end"):
        frame[name] = frame[name].astype(str).str[:10]
    office = frame.pop("source_office").fillna("").astype(str)
    for name, words in release.CITED.items():
        frame[name] = office.str.contains(words).astype(int)
    frame["ged_release"] = number
    frame["id"] = pd.to_numeric(frame["id"])
    frame = frame.sort_values(["date_start", "id"])[list(declared.fields)]
    return packed(csv_bytes(frame))


def ged_iraq(paths: list[Path]) -> Made:
    """GED of Iraq, with the line of #tags that the Humanitarian Data Exchange puts in."""
    frame = pd.read_csv(paths[0], dtype=str, keep_default_na=False)
    _columns(frame, ["id", "year"], paths[0])
    frame = frame[~frame["year"].str.startswith("#")]
    return {ucdp.EVENTS[0].path: events(frame, paths[0], GED_IRAQ, ucdp.EVENTS[0])}


def ged_syria(paths: list[Path]) -> Made:
    """GED of Syria out of R's file."""
    (frame,) = read_frames(paths[0]).values()
    return {ucdp.EVENTS[1].path: events(frame, paths[0], GED_SYRIA, ucdp.EVENTS[1])}


def ged_points(paths: list[Path]) -> Made:
    """Events of the wars in Syria and Iraq: the sum of the dead, and whether IS was a side."""
    (frame,) = read_frames(paths[0]).values()
    dead = listed("deaths_a deaths_b deaths_civilians deaths_unknown")
    wanted = [name for name in ucdp.POINTS.fields if name not in ("is_side", "best")]
    sides = ["side_a_new_id", "side_b_new_id"]
    frame = _columns(frame, [*wanted, *dead, *sides], paths[0])
    frame = frame.assign(
        is_side=(frame[sides] == IS_ID).any(axis="columns").astype(int),
        best=frame[dead].sum(axis="columns").astype(int),
    )
    return {ucdp.POINTS.path: packed(csv_bytes(frame[[*ucdp.POINTS.fields]]))}


def as_it_is(path: str) -> Callable[[list[Path]], Made]:
    """A step that passes a file on, packed where the raw file's name says so."""

    def copy(paths):
        content = paths[0].read_bytes()
        return {path: packed(content) if path.endswith(".gz") else content}

    return copy


# UNHCR and its portal


def unhcr(*made: tuple) -> Callable[[list[Path]], Made]:
    """A step for a data set of UNHCR's R package: (declared raw file, column, countries) each."""

    def choose(paths):
        (frame,) = read_frames(paths[0]).values()
        found = {}
        for declared, column, countries in made:
            rows = _columns(frame, list(dict.fromkeys([column, *declared.fields])), paths[0])
            rows = rows[rows[column].isin(countries) & rows["year"].astype(int).isin(YEARS)]
            require(len(rows), f"{paths[0].name}: no row has {' or '.join(countries)}")
            for name, told in declared.fields.items():
                if told["type"] in ("integer", "year"):
                    rows = rows.assign(**{name: rows[name].astype("Int64")})
            found[declared.path] = csv_bytes(rows[[*declared.fields]])
        return found

    return choose


def portal(paths: list[Path]) -> Made:
    """Registered Syrians by day in five hosts, from a file each: date;number."""
    parts = []
    for path, (code, name) in zip(paths, HOSTS.items()):
        require(name.lower() in path.name, f"{path.name}: the file of {name} is expected")
        rows = [line.split(";") for line in path.read_text(encoding="utf-8").split()]
        odd = [row for row in rows if len(row) != 2]
        require(not odd, f"{path.name}: {';'.join(odd[0]) if odd else ''!r} is no date;number")
        part = pd.DataFrame(rows, columns=["date", "registered"])
        parts.append(part.assign(host=name, host_iso=code))
    table = pd.concat(parts)[["host", "host_iso", "date", "registered"]]
    return {displacement.REGISTERED.path: csv_bytes(table)}


def asylum_monthly(paths: list[Path]) -> Made:
    """Applications of people from Iraq and Syria by month: * (1 to 4) is a gap, and said to be."""
    names = ["coa", "coo", "year", "month", "applications"]
    rows = table(paths[0], names, header=None, names=names)
    rows = rows[rows["coo"].isin(FROM)]
    require(len(rows), f"{paths[0].name}: no row has Iraq or Syria as origin")
    months = pd.to_datetime(rows["year"] + rows["month"], format="%Y%B").dt.strftime("%Y-%m")
    hidden = rows["applications"] == "*"
    rows = rows.assign(
        date=months,
        coo=rows["coo"].map(FROM),
        europe=~rows["coa"].isin(OVERSEAS),
        suppressed=hidden,
        applications=rows["applications"].mask(hidden, ""),
    )
    order = ["date", "coo", "coa", "europe", "applications", "suppressed"]
    return {displacement.MONTHLY.path: csv_bytes(rows[order].sort_values(["coo", "coa", "date"]))}


# Prices and people


def brent(paths: list[Path]) -> Made:
    """The price of Brent by month, 2011 to 2018."""
    prices = table(paths[0], ["Date", "Price"])
    prices = prices[prices["Date"].between("2011", "2019")]
    months = prices["Date"].str[:7]
    found = pd.DataFrame({"date": months, "usd_per_barrel": prices["Price"]})
    return {funding.BRENT.path: csv_bytes(found)}


def population(paths: list[Path]) -> Made:
    """People by country and year, of the World Bank: the rows that population_by_country has."""
    names = {"Country Name": "country", "Country Code": "iso3"}
    rows = table(paths[0], [*names, "Year", "Value"]).rename(columns=names)
    rows = rows.assign(year=rows["Year"].astype(int), population=rows["Value"].astype(float))
    rows = rows.astype({"population": "int64"}).merge(
        load("population_by_country")[["iso3", "year"]]
    )
    rows = rows[["country", "iso3", "year", "population"]].sort_values(["iso3", "year"])
    found = {world.POPULATIONS[0].path: csv_bytes(rows)}
    return found | {world.POPULATIONS[1].path: csv_bytes(rows[rows["year"].between(2012, 2018)])}


def iraq_population(paths: list[Path]) -> Made:
    """People of Iraq's sub-districts in 2014, numbers written " 1,376,452 "; - is none."""
    own = ["gov_en", "gov_ar", "dis_en", "dis_ar", "subdistrict_en", "subdistrict_ar"]
    counts = {"total.pop": "population_2014", "total.urban": "urban_2014"}
    counts |= {"total.rural": "rural_2014"}
    rows = table(paths[0], [*own, *counts])
    names = ["governorate_en", "governorate_ar", "district_en", "district_ar", *own[4:]]
    rows = rows.rename(columns=dict(zip(own, names)) | counts)
    for name in counts.values():
        number = rows[name].str.replace(",", "").str.strip().replace({"-": "0", "": "0"})
        rows[name] = number.astype(int)
    english = rows["governorate_en"].str.strip()
    lost = set(english) - set(GOVERNORATES)
    require(not lost, f"{paths[0].name}: no governorate is called {', '.join(sorted(lost))}")
    rows = rows.assign(ADM1_EN=english.map(GOVERNORATES))
    known, _ = release.governorates()
    codes = known.set_index("ADM1_EN")["ADM1_PCODE"]
    rows["ADM1_PCODE"] = rows["ADM1_EN"].map(codes)
    sums = rows.groupby(["ADM1_PCODE", "ADM1_EN"], as_index=False)[[*counts.values()]].sum()
    return {territory.IRAQ_PEOPLE.path: csv_bytes(rows)} | {
        territory.IRAQ_PUBLISHED.path: csv_bytes(sums)
    }


def wayback(paths: list[Path]) -> Made:
    """Esri's releases of satellite pictures from its list (JSON), with the host in production."""
    try:
        told = json.loads(paths[0].read_text(encoding="utf-8"))
        rows = [
            {
                "release_date": one["itemTitle"].rpartition(" ")[2].strip(")"),
                "release_num": int(number),
                "layer_identifier": one["layerIdentifier"],
                "tile_url_xyz": _in_production(one["itemURL"]),
                "metadata_url": one["metadataLayerUrl"].replace("metadatadev.", "metadata."),
            }
            for number, one in told.items()
        ]
    except (json.JSONDecodeError, LookupError, AttributeError, TypeError) as error:
        raise BuildError(f"{paths[0].name}: no list of Wayback releases ({error!r})") from None
    frame = pd.DataFrame(rows).sort_values("release_date")
    return {cities.RELEASES.path: csv_bytes(frame)}


def _in_production(address):
    names = {"waybackdev.": "wayback.", "{level}": "{z}", "{row}": "{y}", "{col}": "{x}"}
    for old, new in names.items():
        address = address.replace(old, new)
    return address


def natural_earth(path: str) -> Callable[[list[Path]], Made]:
    """A step for a layer of Natural Earth in GeoJSON: cut to the region, rounded to about 10 m."""

    def cut(paths):
        kept = listed(NATURAL_EARTH[path])
        try:
            features = json.loads(paths[0].read_text(encoding="utf-8"))["features"]
            shapes = shapely.from_geojson([json.dumps(one["geometry"]) for one in features])
            whole = shapely.covers(REGION, shapes)
            within = [
                one if inside else shapely.intersection(one, REGION)
                for one, inside in zip(shapes, whole)
            ]
            within = shapely.set_precision(within, 1e-4, mode="pointwise")
            told = [{name: one["properties"][name] for name in kept} for one in features]
        except (ValueError, LookupError, TypeError, shapely.errors.ShapelyError) as error:
            raise BuildError(f"{paths[0].name}: no layer of Natural Earth ({error!r})") from None
        lines = [
            {
                "type": "Feature",
                "properties": own,
                "geometry": json.loads(shapely.to_geojson(shape)),
            }
            for own, shape in zip(told, within)
            if not shapely.is_empty(shape)
        ]
        require(lines, f"{paths[0].name}: nothing of it lies in the region")
        layer = {"type": "FeatureCollection", "features": lines}
        return {path: (json.dumps(layer, ensure_ascii=False) + "\n").encode("utf-8")}

    return cut


# Strikes


def dutch_weapons(paths: list[Path]) -> Made:
    """Weapons that Dutch aircraft used: some columns of the ministry's file, days as ISO writes."""
    columns = {
        "Employment date (UNCLASS)": "date", "Time begin (Z) (UNCLASS)": "time_begin_z",
        "Position LAT (UNCLASS)": "lat", "Position LONG (UNCLASS)": "lon",
        "Position MGRS (UNCLASS)": "mgrs", "Mission (UNCLASS)": "mission",
        "Town (UNCLASS)": "town", "Province (UNCLASS)": "province",
        "Country (UNCLASS)": "country", "Comment (UNCLASS)": "comment",
    }  # fmt: skip
    rows = table(paths[0], list(columns), sep=";", encoding="utf-8", encoding_errors="replace")
    rows = rows.rename(columns=columns).map(str.strip)
    day = pd.to_datetime(rows["date"].str.title(), format="%d-%b-%y", errors="coerce")
    odd = rows.loc[day.isna(), "date"]
    require(odd.empty, f"{paths[0].name}: {odd.head(1).to_list()} is no day such as 7-Oct-14")
    rows = rows.assign(date=day.dt.strftime("%Y-%m-%d"))
    for name in ("lat", "lon"):
        rows[name] = rows[name].str.replace(",", ".")
    return {strikes.DUTCH.path: csv_bytes(rows)}


def strike_lines(paths: list[Path]) -> Made:
    """Strikes by release and place, without double counts, from lines that somebody read from PDF.

    Three rules: a PDF file that was filed again under a later day is left out; of the lines of a
    file that give one place the same number only one counts, once for each day of strikes it names;
    a number without a place is a headline, left out where the file has places.
    """
    columns = ["date", "country", "location", "strike_count", "source_file"]
    lines = table(paths[0], columns)
    filed = lines["source_file"].str.extract(FILED)
    require(filed[0].notna().all(), f"{paths[0].name}: source_file names no day")
    lines = lines.assign(release_date=filed[0], pdf=filed[1])
    first = lines.groupby("pdf")["release_date"].transform("min")
    lines = lines[lines["release_date"] == first]
    lines = lines[(lines["strike_count"] != "") & (lines["country"] != "")]
    lines = lines.assign(place_key=lines["location"].map(place_key))
    placed = lines["place_key"] != ""
    has_places = placed.groupby([lines["source_file"], lines["country"]]).transform("any")
    lines = lines[placed | ~has_places]
    lines = lines.assign(place_key=lines["place_key"].replace("", "unspecifiedlocation"))
    keys = ["release_date", "country", "place_key", "strike_count", "source_file"]
    days = lines["date"].where(lines["date"] != "").map(_day)
    counted = days.groupby([lines[one] for one in keys]).nunique().clip(lower=1)
    found = counted.rename("n_strike_dates").reset_index()
    found["strike_count"] = found["strike_count"].astype(float)
    found["strikes"] = found["strike_count"] * found["n_strike_dates"]
    order = [*keys[:4], "n_strike_dates", "strikes", "source_file"]
    months = found.assign(month=found["release_date"].str[:7])
    months = months.groupby(["month", "country", "place_key"], as_index=False)["strikes"].sum()
    return {
        strikes.LINES.path: csv_bytes(found[order]),
        strikes.PLACE_MONTHS.path: csv_bytes(months.astype({"strikes": int})),
    }


def place_key(name: str) -> str:
    """A place as one word: "Near Ar Raqqah" and "Al Raqqah" are raqqah."""
    plain = unicodedata.normalize("NFKD", name.strip())
    word = re.sub(r"[^a-z]", "", ARTICLES.sub("", plain, count=1).lower())
    return SPELT.get(word, word)


def _day(text):
    return pd.to_datetime(text, errors="coerce") if isinstance(text, str) else pd.NaT


# Which step makes what from which sources


STEPS: dict[tuple[str, ...], Callable[[list[Path]], Made]] = {
    ("ged-19.1-iraq",): ged_iraq,
    ("ged-syria",): ged_syria,
    ("ged-20.1-points",): ged_points,
    ("organized-violence-25.1",): as_it_is(ucdp.COUNTRY_YEAR.path),
    ("dyads-23.1-1",): as_it_is(ucdp.BATTLES.path),
    ("dyads-23.1-2",): as_it_is(ucdp.NON_STATE.path),
    ("dyads-23.1-3",): as_it_is(ucdp.ONE_SIDED.path),
    ("ged-25.1-months",): as_it_is(ucdp.DATED.path),
    ("views-months",): as_it_is(ucdp.BY_END_MONTH.path),
    ("unhcr-population",): unhcr(
        *((one, "coo_iso", [code]) for code, one in displacement.POPULATION.items())
    ),
    ("unhcr-asylum-applications",): unhcr((displacement.APPLICATIONS, "coo_iso", ["SYR"])),
    ("unhcr-asylum-decisions",): unhcr((displacement.DECISIONS, "coo_iso", ["SYR"])),
    ("unhcr-solutions",): unhcr((displacement.SOLUTIONS, "coo_iso", ["IRQ", "SYR"])),
    ("unhcr-idmc",): unhcr((displacement.IDMC, "coo_iso", ["IRQ", "SYR"])),
    ("unhcr-unrwa",): unhcr((displacement.UNRWA, "coa_iso", ["JOR", "LBN", "SYR"])),
    tuple(f"portal-{name.lower()}" for name in HOSTS.values()): portal,
    ("asylum-monthly",): asylum_monthly,
    ("brent",): brent,
    ("iraq-population",): iraq_population,
    ("wayback",): wayback,
    ("natural-earth-rivers",): natural_earth(territory.RIVERS.path),
    ("natural-earth-lakes",): natural_earth(territory.LAKES.path),
    ("natural-earth-places",): natural_earth(territory.TOWNS.path),
    ("dutch-weapons",): dutch_weapons,
    ("population",): population,
    ("mosul-outline",): as_it_is("cities/mosul_unosat_aoi_hull.geojson"),
    ("oir-pdf-lines",): strike_lines,
}


IN_PART = {"oir-pdf-lines"}  # some of its raw files were made by hand


def prepared() -> set[str]:
    """The names of the sources of which steps make every raw file."""
    return {name for names in STEPS for name in names} - IN_PART


def prepare(
    cache: Path, raw: Path, wanted: list[Source], say: Callable[[str], None] = print
) -> int:
    """Run the steps of some sources whose files are in the cache; the number that went wrong."""
    known, wrong = {one.name: one for one in sources()}, 0
    names_wanted = {one.name for one in wanted}
    for names, step in STEPS.items():
        if not names_wanted & set(names):
            continue
        paths = [cache / known[name].file for name in names]
        lost = [name for name, path in zip(names, paths) if not path.is_file()]
        if lost:
            say(f"{', '.join(lost)}: not fetched (make fetch SOURCE={lost[0]})")
            continue
        try:
            for path, content in step(paths).items():
                wrong += not _put(raw / path, content, names[0], say)
        except (BuildError, csv.Error, ValueError) as error:
            say(f"{', '.join(names)}: {error}")
            wrong += 1
    return wrong


def _put(path, content, name, say):
    """Write a raw file that is not there; whether it is now the one that the step makes."""
    if path.is_file():
        same = _inside(path.read_bytes()) == _inside(content)
        told = "is there, the same" if same else "is there and differs; it was left as it is"
        say(f"{name}: {path} {told}")
        return same
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(content)
    os.replace(part, path)
    say(f"{name}: {path} written, {len(content):,} bytes")
    return True


def _inside(content):
    if not content.startswith(b"\x1f\x8b"):
        return content
    return gzip.GzipFile(fileobj=io.BytesIO(content)).read()


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; 1 if a step could not be done or differs, 2 for a name nobody knows."""
    parser = argparse.ArgumentParser(
        "python -m builders.prepare", description=__doc__.split("\n")[0]
    )
    parser.add_argument("raw", type=Path, help="the folder of raw files, made if it is not there")
    parser.add_argument("source", nargs="?", default="", help="a topic or a name; default: all")
    parser.add_argument("--cache", type=Path, default=CACHE, help=f"default: {CACHE}")
    asked = parser.parse_args(arguments)
    try:
        return 1 if prepare(asked.cache, asked.raw, chosen(asked.source, sources())) else 0
    except BuildError as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
