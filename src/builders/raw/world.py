"""Raw files of world: Natural Earth's shapes, and two copies of one World Bank series."""

from builders.evidence import Table, Topology
from builders.raw import ISO3, TEXT, YEAR, may_lack, required

PEOPLE = required("integer", minimum=1)

SHAPES = Topology(
    "geography/world_countries_50m_simplified_iso3.topojson",
    {"name": TEXT, "iso_a3": may_lack(ISO3)},
    part="countries",
    key=("name",),
)
POPULATIONS = [
    Table(path, {"iso3": ISO3, "year": YEAR, "population": PEOPLE}, key=("iso3", "year"))
    for path in (
        "displacement/population/worldbank_population_hosts_2010_2024.csv",
        "reach_funding/population_2012_2018.csv",
    )
]
