"""Raw files of territory."""

from functools import partial

from builders.evidence import Layer, Table
from builders.raw import (
    COUNT,
    COUNTRY,
    FLOAT_COUNT,
    INTEGER,
    ISO3,
    LAT,
    LON,
    NUMBER,
    SHARE,
    TEXT,
    each,
    may_lack,
    one_of,
    required,
)

REGION = (28, 24, 54, 46)  # degrees: Iraq, Syria and what the maps show around them
ADM1 = required("string", pattern="(IQG|SY)[0-9]{2}")
ADM2 = required("string", pattern="(IQG|SY)[0-9]{2}[Q0-9]*")
ADM0 = one_of("IQ", "SY")
ARABIC = TEXT | {"tidied": True}  # one begins with a space that does not break, some hold marks

ISO = Table(
    "geography/world_iso3_crosswalk.csv",
    {"name_ne": TEXT, "iso_a3": may_lack(ISO3)},
    key=("name_ne",),
)

areas = partial(Layer, shapes=("Polygon",), bounds=REGION)
GOVERNORATES = areas(
    "territory/adm1_iraq_syria.geojson",
    {"ADM1_EN": TEXT, "ADM1_AR": ARABIC, "ADM1_PCODE": ADM1, "ADM0_EN": TEXT, "ADM0_PCODE": ADM0},
    key=("ADM1_PCODE",),
)
DISTRICTS = areas(
    "territory/adm2_iraq_syria.geojson",
    {"ADM2_EN": TEXT, "ADM2_AR": ARABIC, "ADM2_PCODE": ADM2}
    | {"ADM1_PCODE": ADM1, "ADM0_PCODE": ADM0},
    key=("ADM2_PCODE",),
)
ARMED_GROUPS = areas(
    "territory/iraq_armed_group_controlled_2014-09.geojson", {"label": TEXT}, key=("label",)
)
COUNTRIES = areas("territory/ne_countries_region.geojson", {"name": TEXT}, key=("name",))
LAKES = areas("territory/ne_lakes.geojson", {"name": TEXT})
RIVERS = Layer(
    "territory/ne_rivers.geojson",
    {"name": may_lack(TEXT), "scalerank": NUMBER},
    shapes=("LineString",),
    bounds=REGION,
)
TOWNS = Layer(
    "territory/ne_populated_places.geojson",
    {"name": TEXT, "adm0name": TEXT, "scalerank": COUNT, "featurecla": TEXT}
    | {"geonameid": {"type": "number", "whole": True}},  # -1, 0 and gaps where there is none
    shapes=("Point",),
    bounds=REGION,
    key=("name",),
)

COMMUNITIES = Table(
    "territory/syria_community_control_2014_2015_scmp_gohdes.csv",
    {"latitude": LAT, "longitude": LON, "ADM1_PCODE": ADM1, "ADM2_PCODE": ADM2}
    | each(may_lack(TEXT), "control_2014_01 control_2015_01"),
    rows=5_658,
    why="No id, and two communities of Ariha share their point and all else.",
)
SHARES = Table(
    "territory/district_is_share_2014_2015.csv",
    {"ADM2_PCODE": ADM2}
    | each(may_lack(SHARE), "is_share_2014_01 is_share_2015_01 ag_area_share_2014_09"),
    key=("ADM2_PCODE",),
)
IRAQ_PEOPLE = Table(
    "territory/iraq_population_2014_subdistrict.csv",
    {"ADM1_PCODE": ADM1, "ADM1_EN": TEXT, "district_ar": ARABIC, "subdistrict_ar": ARABIC}
    | each(COUNT, "population_2014 urban_2014 rural_2014"),
    key=("ADM1_PCODE", "district_ar", "subdistrict_ar"),
)
IRAQ_PUBLISHED = Table(
    "territory/iraq_population_2014_governorate.csv",
    {"ADM1_PCODE": ADM1, "population_2014": COUNT},
    key=("ADM1_PCODE",),
)
SYRIA_PEOPLE = Table(
    "territory/syria_population_governorate.csv",
    {"ADM1_PCODE": ADM1, "ADM1_EN": TEXT, "resident_2011_geonames": may_lack(FLOAT_COUNT)}
    | {"census_2004_share_pct": required("number", minimum=0, maximum=100)}
    | each(COUNT, "registered_2011_thousand resident_2011_derived"),
    key=("ADM1_PCODE",),
)
SYRIA_CENSUS = Table(
    "geography/syria_district_population_2004_partial.csv",
    {"cod_pcode": ADM2, "district": TEXT, "pop_2004_census": FLOAT_COUNT, "status": TEXT},
    key=("district",),
)
SYRIA_UNDER_IS = Table(
    "geography/syria_people_under_is_district_estimate.csv",
    {"pcode": ADM2, "pop_2011_scaled": COUNT},
    key=("pcode",),
)
UNDER_IS = Table(
    "territory/population_under_is_test.csv",
    {"country": COUNTRY, "area": TEXT, "people": INTEGER, "method": TEXT},
    key=("country", "area", "method"),
)
FIELDS = Table(
    "territory/oil_gas_fields_gem_goget.csv",
    {"country": COUNTRY, "lat": LAT, "lng": LON, "ADM1_PCODE": may_lack(ADM1)}
    | each(TEXT, "gem_unit_id name status url")
    | each(may_lack(TEXT), "location_accuracy operator")
    | {"discovery_year": may_lack(FLOAT_COUNT)},
    key=("gem_unit_id",),
)
TOWN_NAMES = Table(
    "geography/town_names_arabic_kurdish.csv",
    {"place": TEXT, "name_ar": may_lack(ARABIC), "geonameid": may_lack(INTEGER)},
    key=("place",),
)
GAZETTEER = Table(
    "geography/geonames_places_iraq_syria.csv",
    {"geonameid": INTEGER, "lat": LAT, "lon": LON}
    | {"names_arabic_script": {"type": "list", "delimiter": "|", "tidied": True}},
    key=("geonameid",),
)
