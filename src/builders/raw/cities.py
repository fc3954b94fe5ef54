"""Raw files of cities."""

from builders.evidence import Layer, Picture, Table
from builders.raw import DAY, INTEGER, NUMBER, TEXT, each, may_lack, one_of, required

FRAMES = "cities/raqqa_sentinel2"
IMAGE_DATES = ["2013-10-22", "2014-02-12", "2015-05-29", "2017-02-03", "2017-10-21"]
DAMAGED = ["destroyed", "severe", "moderate"]
SEEN = one_of(*DAMAGED, "none_visible", "crater_field", "crater_road")

POINTS = Table(
    "cities/unosat_raqqa_damage_points.csv",
    {"id": INTEGER, "neighbourhood": TEXT, "site_type": TEXT, "note": may_lack(TEXT)}
    | {
        "lat": required("number", minimum=35.8, maximum=36.1),
        "lon": required("number", minimum=38.8, maximum=39.2),
        "confidence_2017_10_21": one_of("Very High", "Medium", "Uncertain"),
    }
    | {f"class_{date.replace('-', '_')}": may_lack(SEEN) for date in IMAGE_DATES},
    key=("id",),
)


def _elsewhere(city, dates, rows, lat, lon):
    return Table(
        f"cities/unosat_{city}_damage_points.csv",
        {"lat": required("number", minimum=lat[0], maximum=lat[1])}
        | {"lon": required("number", minimum=lon[0], maximum=lon[1])}
        | {f"class_{date.replace('-', '_')}": may_lack(SEEN) for date in dates},
        rows=rows,
        why="No id; two marks can stand at one point, and ten of Aleppo's stand there twice.",
    )


# Of Aleppo the last image only: on the earlier ones the copy's makers filled every gap.
ALEPPO = _elsewhere("aleppo", ["2016-09-18"], 35_936, (36.0, 36.4), (36.9, 37.5))
DEIR_EZ_ZOR_DATES = ["2013-10-24", "2014-05-13", "2015-05-10", "2016-05-25", "2017-11-09"]
DEIR_EZ_ZOR = _elsewhere("deir_ez_zor", DEIR_EZ_ZOR_DATES, 7_042, (35.2, 35.5), (40.0, 40.3))
DARAA_DATES = ["2014-05-01", "2015-06-04", "2016-04-19", "2017-01-06", "2017-02-07"]
DARAA = _elsewhere("daraa", DARAA_DATES, 1_513, (32.5, 32.8), (36.0, 36.3))
RELEASES = Table(
    "cities/esri_wayback_releases.csv",
    {"release_date": DAY, "release_num": INTEGER, "tile_url_xyz": TEXT},
    key=("release_num",),
)
OUTLINE = Layer(
    "cities/mosul_unosat_aoi_hull.geojson",
    {"city": TEXT, "assessment_date": DAY},
    shapes=("Polygon",),
    bounds=(42, 35, 45, 38),
    key=("city",),
)
MANIFEST = Table(
    f"{FRAMES}/manifest.csv",
    {"file": required("string", unique=True, pattern=r"[\w.-]+"), "window_start": DAY}
    | each(NUMBER, "west east south north"),
    key=("window_start",),
)


def frame(name: str, size: tuple[int, int]) -> Picture:
    """The declaration of a picture that the manifest lists."""
    return Picture(f"{FRAMES}/{name}", size)
