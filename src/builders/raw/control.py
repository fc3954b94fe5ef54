"""Raw files of control."""

from builders.evidence import Table
from builders.raw import COUNT, COUNTRY, LAT, LON, TEXT, may_lack

POINTS = Table(
    "territory/control_points_wikipedia_2017_summer.csv",
    {"map": COUNTRY, "lat": LAT, "lon": LON, "mark": TEXT, "marksize": COUNT}
    | {"name": may_lack(TEXT | {"tidied": True})},
    rows=5_293,
    why="No id, and several places of Wikipedia's maps share their point.",
)
