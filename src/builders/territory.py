"""Territory: districts and borders, shares held, populations, oil and gas fields, base map.

Raw folders: territory/ and geography/ (their SOURCES.md tell origin, licence and checks).
The hand-compiled tables (towns, area_ihs, area_claims) are edited in data/ and not built here.
"""

from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import shapely

from builders.common import catalogued, pairs, require
from builders.evidence import Layer, Raw, read
from builders.raw import territory as files

IS = "Islamic State"
DEGREES, EQUAL_AREA = 4326, 6933
COUNTRIES = {"IQ": "Iraq", "SY": "Syria"}
ISO3 = {"IQ": "IRQ", "SY": "SYR"}
ADMIN_NAMES = pairs("""
    ADM0_PCODE = iso2; ADM1_PCODE = governorate_pcode; ADM1_EN = governorate;
    ADM1_AR = governorate_ar; ADM2_PCODE = district_pcode; ADM2_EN = district; ADM2_AR = district_ar
""")
FIELD_NAMES = pairs("""
    gem_unit_id = field_id; lng = lon; discovery_year = discovered; url = source_url;
    ADM1_PCODE = governorate_pcode
""")

# Sides of a triangle, in degrees, below which a vertex is dropped (coverage_simplify).
DISTRICT_TOLERANCE = 0.025
COUNTRY_TOLERANCE = 0.045
RIVER_TOLERANCE, LAKE_TOLERANCE = 0.008, 0.01

# Natural Earth draws these apart; the book follows the names and borders of the UN.
PART_OF = {"N. Cyprus": "Cyprus", "Cyprus U.N. Buffer Zone": "Cyprus"}
RIVER_NAMES = {"Al Furat": "Euphrates", "Firat": "Euphrates", "Dicle": "Tigris"}
RIVER_RANK = 6  # Natural Earth's scale rank: 0 is the largest
LAKE_NAMES = pairs("""
    Buhayrat al-Assad = Lake Assad; Buhayrat ath Tharthar = Lake Tharthar;
    Ataturk Barajt = Ataturk Reservoir
""")
LAKES_LEFT_OUT = ["Saksak Dagi"]  # a reservoir cut by the frame, under the name of a mountain

# The frame of the maps; towns of neighbours only where a reader needs them to find the way.
NEIGHBOURS = ["Iran", "Jordan", "Kuwait", "Lebanon", "Saudi Arabia", "Turkey"]
NEIGHBOUR_RANK = 7
PLACE_NAMES = pairs("""
    Ad Diwaniyah = Diwaniyah; Al Amarah = Amarah; Al Fallujah = Fallujah; Al Hasakah = Hasakah;
    Al Hillah = Hillah; Al Kut = Kut; Al Ladhiqiyah = Latakia; Al Musayyib = Musayyib;
    Al Qamishli = Qamishli; Al Qunaytirah = Quneitra; An Najaf = Najaf; An Nasiriyah = Nasiriyah;
    Ar Ramadi = Ramadi; Ar Raqqah = Raqqa; Ar Rutbah = Rutba; As Samawah = Samawah;
    As Sulaymaniyah = Sulaymaniyah; As Suwayda = Suwayda; Ash Shatrah = Shatrah; Az Aubayr = Zubayr;
    Ad Nabk = Nabk; Baqubah = Baquba; Dahuk = Dohuk; Dar'a = Daraa; Dayr az Zawr = Deir ez-Zor;
    Hamah = Hama; Hatay = Antakya; Hims = Homs; Icel = Mersin; Irbil = Erbil; Izaz = Azaz;
    Kuwait = Kuwait City; Madinat ath Thawrah = Tabqa; Tadmur = Palmyra; Tall Afar = Tal Afar;
    Trablous = Tripoli (Lebanon)
""")
GEONAMES_IDS = {"Basra": 99532}  # missing in Natural Earth
# Spellings of one Arabic name that differ only in hamza, ta marbuta or alif maqsura.
SAME_LETTERS = str.maketrans("أإآةىئؤ", "اااهييو")

# Residents of Syria in 2011, quoted by the sources; census shares of 2004 divide them.
RESIDENTS_2011 = 21_124_000
RESIDENTS_2004 = 17_921_000

# Published totals and what was read from the evidence; a change in it stops the builder.
DISTRICTS = {"Iraq": 101, "Syria": 62}
GOVERNORATES = {"Iraq": 18, "Syria": 14}
IRAQ_POPULATION_2014 = 36_004_558
COMMUNITIES, IS_2014_01, IS_2015_01 = 5_658, 842, 1_446
SHARES_AGREE, PEOPLE_AGREE = 0.001, 0.002
ROUNDING = 20  # people: urban and rural were rounded apart, sub-district by sub-district
AREA_AGREE = 0.05  # simplified governorates against the raw ones

# The Iraqi rows rest on a sub-district map that is not part of the evidence: taken as computed.
IRAQ_RULES = {
    "Ninewa, Anbar, Salah al-Din, Kirkuk": ("iraq-area-four-governorates", "living"),
    "all affected governorates": ("iraq-area-all-governorates", "living"),
    "Anbar + Ninewa + Salah al-Din IDPs (to subtract)": ("iraq-fled-by-2014-09", "fled"),
}
IRAQ_POINT_RULE = "iraq-point-all-governorates"
LOWER_SYRIA = ["SY09", "SY11"]  # Deir-ez-Zor and Ar-Raqqa


def build(raw: Path) -> dict:
    """All tables and layers of the topic, {name: frame}, from the evidence folder `raw`."""
    evidence = fetch(raw)
    tables = tidy(evidence)
    validate(tables, evidence)
    return tables


# fetch


def fetch(raw: Path) -> dict:
    """{name: frame} of every raw file, named as in builders.raw.territory but in small letters."""
    evidence = {}
    for name, file in vars(files).items():
        if isinstance(file, Raw):
            found = read(raw, file)
            evidence[name.lower()] = _frame(*found) if isinstance(file, Layer) else found
    return evidence


# tidy


def tidy(raw: dict) -> dict:
    """The tables and layers of the topic from the fetched frames."""
    districts = tidy_districts(raw["districts"])
    governorates = tidy_governorates(raw["governorates"], districts)
    shares = tidy_shares(raw["districts"], raw["communities"], raw["armed_groups"])
    syria = tidy_syria(raw["syria_people"])
    by_district = tidy_under_is_districts(raw["syria_census"], shares)
    return {
        "districts": districts,
        "governorates": governorates,
        "countries": tidy_countries(raw["countries"], raw["iso"]),
        "rivers": tidy_rivers(raw["rivers"]),
        "lakes": tidy_lakes(raw["lakes"]),
        "places": tidy_places(raw, governorates),
        "district_shares": shares,
        "population_iraq_2014": tidy_iraq(raw["iraq_people"]),
        "population_syria": syria,
        "population_under_is_districts": by_district,
        "population_under_is": tidy_under_is(raw, syria, by_district),
        "oil_gas_fields": tidy_fields(raw["fields"]),
    }


def tidy_districts(adm2: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    """Districts with fewer vertices; neighbours keep the border they share."""
    shapes = shapely.coverage_simplify(adm2.geometry.to_numpy(), DISTRICT_TOLERANCE)
    table = adm2.rename(columns=ADMIN_NAMES)
    table = table.assign(country=table["iso2"].map(COUNTRIES), geometry=_rounded(shapes))
    return catalogued(table, "districts")


def tidy_governorates(
    adm1: geopandas.GeoDataFrame, districts: geopandas.GeoDataFrame
) -> geopandas.GeoDataFrame:
    """Governorates as the union of the simplified districts, so that the lines fall together."""
    shapes = districts.groupby("governorate_pcode")["geometry"].apply(
        lambda part: shapely.coverage_union_all(part.to_numpy())
    )
    table = adm1.rename(columns=ADMIN_NAMES)
    table = table.assign(
        country=table["iso2"].map(COUNTRIES),
        iso3=table["iso2"].map(ISO3),
        geometry=list(table["governorate_pcode"].map(shapes)),
    )
    return catalogued(table, "governorates")


def tidy_countries(countries: pd.DataFrame, iso: pd.DataFrame) -> geopandas.GeoDataFrame:
    """Iraq, Syria and their neighbours within the frame of the maps, one shape a country."""
    countries = countries.assign(
        name=countries["name"].replace(PART_OF),
        geometry=shapely.coverage_simplify(countries.geometry.to_numpy(), COUNTRY_TOLERANCE),
    )
    merged = countries.dissolve("name")[["geometry"]].reset_index()
    return merged.assign(
        iso3=merged["name"].map(iso.set_index("name_ne")["iso_a3"]),
        geometry=_rounded(merged.geometry.to_numpy()),
    )


def tidy_rivers(rivers: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    """The larger rivers, one line set a river, under one name from source to sea."""
    kept = rivers[rivers["name"].notna() & (rivers["scalerank"] <= RIVER_RANK)]
    kept = kept.assign(name=kept["name"].replace(RIVER_NAMES)).dissolve("name").reset_index()
    lines = shapely.simplify(shapely.line_merge(kept.geometry.to_numpy()), RIVER_TOLERANCE)
    shapes = [_without_crumbs(line) for line in _rounded(lines)]
    return _frame(kept[["name"]], shapes)


def tidy_lakes(lakes: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    """Lakes and reservoirs, one shape a lake."""
    kept = lakes[~lakes["name"].isin(LAKES_LEFT_OUT)]
    kept = kept.assign(name=kept["name"].replace(LAKE_NAMES)).dissolve("name").reset_index()
    shapes = shapely.simplify(kept.geometry.to_numpy(), LAKE_TOLERANCE)
    return _frame(kept[["name"]], _rounded(shapes))


def tidy_places(raw: dict, governorates: geopandas.GeoDataFrame) -> pd.DataFrame:
    """Towns of the base map, under the names of the book, with Arabic names where sourced."""
    places = raw["towns"]
    ours = places["adm0name"].isin(COUNTRIES.values())
    near = places["adm0name"].isin(NEIGHBOURS) & (places["scalerank"] <= NEIGHBOUR_RANK)
    home = ours[ours | near].to_numpy()
    places = places[ours | near].reset_index(drop=True)
    numbers = places["name"].map(GEONAMES_IDS).fillna(places["geonameid"])
    listed = raw["gazetteer"].set_index("geonameid")
    lat = numbers.map(listed["lat"]).fillna(places.geometry.y)
    lon = numbers.map(listed["lon"]).fillna(places.geometry.x)
    points = geopandas.points_from_xy(lon, lat)
    return pd.DataFrame(
        {
            "name": places["name"].replace(PLACE_NAMES),
            "country": places["adm0name"],
            "lat": lat,
            "lon": lon,
            "rank": places["scalerank"].astype("Int64"),
            "kind": np.where(places["featurecla"] == "Admin-0 capital", "capital", "town"),
            "name_ar": [_arabic(number, raw) for number in numbers],
            "governorate_pcode": [
                _area_of(point, governorates) if inside else None
                for point, inside in zip(points, home)
            ],
        }
    )


def tidy_shares(
    adm2: geopandas.GeoDataFrame, communities: pd.DataFrame, armed_groups: pd.DataFrame
) -> pd.DataFrame:
    """Share of each district held: Syria by communities, Iraq by area; 0 to 1, 4 decimals."""
    held = communities.groupby("ADM2_PCODE").agg(
        communities=("latitude", "size"),
        is_communities_2014_01=("control_2014_01", _count_held),
        is_communities_2015_01=("control_2015_01", _count_held),
        is_share_2014_01=("control_2014_01", _share_held),
        is_share_2015_01=("control_2015_01", _share_held),
    )
    table = pd.DataFrame(adm2.drop(columns="geometry")).rename(columns=ADMIN_NAMES)
    table = table.assign(country=table["iso2"].map(COUNTRIES)).join(held, on="district_pcode")
    flat, area = adm2.to_crs(EQUAL_AREA), armed_groups.to_crs(EQUAL_AREA).union_all()
    share = flat.intersection(area).area / flat.area
    table["armed_group_share_2014_09"] = share.where(table["country"] == "Iraq").to_numpy()
    counts = ["communities", "is_communities_2014_01", "is_communities_2015_01"]
    table[counts] = table[counts].astype("Int64")
    return catalogued(table, "district_shares")


def _count_held(control):
    return (control == IS).sum()


def _share_held(control):
    """Islamic State's part of the communities that carry a label at that date."""
    known = control.dropna()
    return (known == IS).mean() if len(known) else np.nan


def tidy_iraq(people: pd.DataFrame) -> pd.DataFrame:
    """Estimated population of 2014 by governorate, summed from the sub-districts."""
    people = people.rename(columns=ADMIN_NAMES | {"population_2014": "population"})
    people = people.rename(columns={"urban_2014": "urban", "rural_2014": "rural"})
    groups = people.groupby(["governorate_pcode", "governorate"])
    return groups[["population", "urban", "rural"]].sum().reset_index()


def tidy_syria(people: pd.DataFrame) -> pd.DataFrame:
    """Syria's governorates: census share of 2004, civil registry, and residents of 2011."""
    table = people.rename(columns=ADMIN_NAMES).assign(
        registered_2011=people["registered_2011_thousand"] * 1_000,
        resident_2011=_nearest(people["census_2004_share_pct"] / 100 * RESIDENTS_2011, 1_000),
    )
    return catalogued(table, "population_syria")


def tidy_under_is_districts(census: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    """Districts of Syria with a census figure: people of 2011 and the share of communities held."""
    people = (
        census.assign(
            derived=census["status"].str.startswith("DERIVED"),
            people=_nearest(census["pop_2004_census"] * RESIDENTS_2011 / RESIDENTS_2004, 100),
        )
        .groupby("cod_pcode")
        .agg(
            population_2004=("pop_2004_census", "sum"),
            population_2011=("people", "sum"),
            census_derived=("derived", "any"),
        )
    )
    table = shares.merge(people, left_on="district_pcode", right_index=True)
    return catalogued(table, "population_under_is_districts")


def tidy_under_is(raw: dict, syria: pd.DataFrame, by_district: pd.DataFrame) -> pd.DataFrame:
    """People who lived where IS ruled, by rule: bounds, not a count."""
    rows = []
    for row in raw["under_is"][raw["under_is"]["country"] == "Iraq"].itertuples():
        require(row.area in IRAQ_RULES, f"{files.UNDER_IS}: no rule for the area {row.area!r}")
        rule, kind = IRAQ_RULES[row.area]
        if "representative-point" in row.method:
            rule = IRAQ_POINT_RULE
        rows.append((rule, kind, "Iraq", "2014-09", abs(int(row.people))))
    held = raw["communities"].groupby("ADM1_PCODE")["control_2015_01"].apply(_share_held)
    people = syria.set_index("governorate_pcode")["resident_2011"] * held
    some = by_district["population_2011"] * by_district["is_share_2015_01"]
    earlier = by_district["population_2011"] * by_district["is_share_2014_01"]
    for rule, month, count in (
        ("syria-all-governorates", "2015-01", people.sum()),
        ("syria-raqqa-deir-ez-zor", "2015-01", people[LOWER_SYRIA].sum()),
        ("syria-nineteen-districts", "2015-01", some.sum()),
        ("syria-nineteen-districts-2014", "2014-01", earlier.sum()),
    ):
        rows.append((rule, "living", "Syria", month, _nearest(count, 1_000)))
    table = pd.DataFrame(rows, columns=["rule", "kind", "country", "month", "people"])
    texts = pd.DataFrame(RULE_TEXTS, index=["area", "method", "note"]).T
    return table.join(texts, on="rule")


_POLYGON = "sub-district population of 2014 x share of its area inside the polygon"
_RESIDENTS = "residents of 2011 by governorate x share of its communities held"
_DISTRICTS = (
    "19 districts with a census figure",
    "residents of 2011 by district x share of its communities held",
    "A community counts as one whatever its size; 43 districts have no figure here.",
)
RULE_TEXTS = {  # area, method, note
    "iraq-area-four-governorates": (
        "Ninewa, Anbar, Salah al-Din and Kirkuk",
        _POLYGON,
        "Before displacement; without Ramadi city and Hit, which were taken later.",
    ),
    "iraq-area-all-governorates": (
        "all governorates that the polygon touches",
        _POLYGON,
        "Before displacement; adds slivers of Baghdad, Diyala and Babil.",
    ),
    "iraq-point-all-governorates": (
        "all governorates that the polygon touches",
        "whole sub-districts whose inner point lies inside the polygon",
        "Before displacement; an upper bound.",
    ),
    "iraq-fled-by-2014-09": (
        "Anbar, Ninewa and Salah al-Din",
        "people displaced from there by September 2014, as the UN counted them",
        "To take away from the rows above; not all of them fled areas under IS.",
    ),
    "syria-all-governorates": (
        "all 14 governorates",
        _RESIDENTS,
        "Before the war; an upper bound, as Aleppo city weighs as if it were villages.",
    ),
    "syria-raqqa-deir-ez-zor": (
        "Ar-Raqqa and Deir-ez-Zor",
        _RESIDENTS,
        "Before the war; a lower bound, as other governorates are left out.",
    ),
    "syria-nineteen-districts": _DISTRICTS,
    "syria-nineteen-districts-2014": _DISTRICTS,
}


def tidy_fields(fields: pd.DataFrame) -> pd.DataFrame:
    """Oil and gas fields of Iraq and Syria: name, place, status, operator."""
    table = fields.rename(columns=FIELD_NAMES)
    return table.assign(
        name=table["name"].str.replace(r" \((Iraq|Syria)\)$", "", regex=True),
        status=table["status"].str.replace("_", " "),
        discovered=table["discovered"].astype("Int64"),
    )


# validate


def validate(tables: dict, raw: dict) -> None:
    """BuildError unless counts, totals and the raw project's own figures are met."""
    for name, counts in (("districts", DISTRICTS), ("governorates", GOVERNORATES)):
        found = tables[name]["country"].value_counts().to_dict()
        require(found == counts, f"{name}: {found} found, {counts} expected")
    held = [
        (raw["communities"][f"control_{month}"] == IS).sum() for month in ("2014_01", "2015_01")
    ]
    found, wanted = [len(raw["communities"]), *held], [COMMUNITIES, IS_2014_01, IS_2015_01]
    require(found == wanted, f"{files.COMMUNITIES}: {found} found, {wanted} expected")
    _validate_shares(tables["district_shares"], raw["shares"])
    _validate_people(tables, raw)
    _validate_areas(tables["governorates"], raw["governorates"])
    for name in ("districts", "governorates"):
        shapes = tables[name].geometry.to_numpy()
        sound = shapely.is_valid(shapes).all() and shapely.coverage_is_valid(shapes)
        require(sound, f"{name}: shapes overlap or leave gaps after simplifying")


def _validate_shares(table, raw):
    both = table.merge(raw, left_on="district_pcode", right_on="ADM2_PCODE", suffixes=("", "_raw"))
    require(len(both) == len(table) == len(raw), f"{files.SHARES}: districts do not pair up")
    columns = [
        ("is_share_2014_01", "is_share_2014_01_raw"),
        ("is_share_2015_01", "is_share_2015_01_raw"),
        ("armed_group_share_2014_09", "ag_area_share_2014_09"),
    ]
    for ours, theirs in columns:
        gap = (both[ours] - both[theirs]).abs().max()
        require(gap <= SHARES_AGREE, f"{files.SHARES}: {ours} is {gap:.4f} off the raw shares")


def _validate_people(tables, raw):
    iraq = tables["population_iraq_2014"].set_index("governorate_pcode")
    total = iraq["population"].sum()
    require(total == IRAQ_POPULATION_2014, f"{files.IRAQ_PEOPLE}: adds up to {total:,}")
    gap = (iraq["urban"] + iraq["rural"] - iraq["population"]).abs().max()
    require(gap <= ROUNDING, f"{files.IRAQ_PEOPLE}: urban and rural do not add up")
    published = raw["iraq_published"].set_index("ADM1_PCODE")["population_2014"]
    same = iraq["population"].eq(published).all()
    require(same, f"{files.IRAQ_PEOPLE}: differs from {files.IRAQ_PUBLISHED}")
    ours, theirs = tables["population_syria"], raw["syria_people"]["resident_2011_derived"]
    gap = (ours["resident_2011"] - theirs).abs().max()
    require(gap <= 1_000, f"{files.SYRIA_PEOPLE}: residents differ from those reckoned here")
    ours = tables["population_under_is_districts"].set_index("district_pcode")["population_2011"]
    theirs = raw["syria_under_is"].set_index("pcode")["pop_2011_scaled"]
    near = set(ours.index) == set(theirs.index) and (ours - theirs).abs().max() <= 200
    require(near, f"{files.SYRIA_UNDER_IS}: people differ from those reckoned here")
    computed = tables["population_under_is"].set_index("rule")["people"]
    raw_syria = raw["under_is"][raw["under_is"]["country"] == "Syria"]["people"].tolist()
    for rule, told in zip(("syria-all-governorates", "syria-raqqa-deir-ez-zor"), raw_syria):
        gap = abs(computed[rule] / told - 1)
        require(gap <= PEOPLE_AGREE, f"{files.UNDER_IS}: {rule} is {gap:.1%} off what is reckoned")


def _validate_areas(governorates, adm1):
    ours = governorates.set_index("governorate_pcode").to_crs(EQUAL_AREA).area
    theirs = adm1.set_index("ADM1_PCODE").to_crs(EQUAL_AREA).area
    gap = (ours / theirs - 1).abs()
    told = f"{gap.idxmax()} changed by {gap.max():.1%} of its area"
    require(gap.max() <= AREA_AGREE, f"{files.GOVERNORATES}: {told}")


# helpers of this topic


def _frame(properties, shapes):
    return geopandas.GeoDataFrame(properties, geometry=shapes, crs=DEGREES)


def _rounded(shapes, decimals=3):
    """Shapes on a grid of 0.001 degrees (about 100 m): each shared vertex moves the same way."""
    return shapely.transform(shapes, lambda points: np.round(points, decimals))


def _without_crumbs(lines):
    """The pieces of a line set that are longer than the tolerance it was simplified with."""
    pieces = [piece for piece in shapely.get_parts(lines) if piece.length > RIVER_TOLERANCE]
    return pieces[0] if len(pieces) == 1 else shapely.MultiLineString(pieces)


def _nearest(value, step):
    """The nearest multiple of step, halves up, as whole numbers."""
    rounded = np.floor(np.asarray(value, dtype=float) / step + 0.5) * step
    return rounded.astype("int64") if rounded.ndim else int(rounded)


def _area_of(point, governorates):
    """The pcode of the governorate around a point; a coast town may lie just outside its own."""
    gaps = shapely.distance(governorates.geometry.to_numpy(), point)
    return governorates["governorate_pcode"].iloc[int(gaps.argmin())]


def _arabic(geonameid, raw):
    """A town's Arabic name: chosen by hand, else a gazetteer name that a district also bears."""
    if pd.isna(geonameid):
        return None
    chosen = raw["town_names"].set_index("geonameid")["name_ar"]
    if geonameid in chosen.index:
        return chosen[geonameid]
    listed = raw["gazetteer"].set_index("geonameid")["names_arabic_script"]
    if geonameid not in listed.index:
        return None
    official = pd.concat([raw["governorates"]["ADM1_AR"], raw["districts"]["ADM2_AR"]]).dropna()
    known = {name.translate(SAME_LETTERS) for name in official}
    return next((name for name in listed[geonameid] if name.translate(SAME_LETTERS) in known), None)
