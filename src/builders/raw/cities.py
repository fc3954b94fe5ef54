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
