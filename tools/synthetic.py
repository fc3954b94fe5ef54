"""A made release of UCDP GED, as large as a real one, to measure what reads releases.

    python -m tools.synthetic _build/ged261.csv [--rows 385918]

Its 49 columns are the release's. The book's own events with IS as a side stand in it once; the
other rows are made by chance (seeded), so no sum of it means anything.
"""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

from builders import release, ucdp
from builders.common import listed
from helpers.tables.read import load

ROWS = 385_918  # events of release 25.1
COLUMNS = listed("""
    id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id
    conflict_name dyad_dset_id dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a
    side_b_dset_id side_b_new_id side_b number_of_sources source_article source_office
    source_date source_headline source_original where_prec where_coordinates
    where_description adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country country_id
    region event_clarity date_prec date_start date_end deaths_a deaths_b deaths_civilians
    deaths_unknown best high low gwnoa gwnob
""")
KINDS = {"state-based": 1, "non-state": 2, "one-sided": 3}
FAR = ["Afghanistan", "Colombia", "Ethiopia", "India", "Mexico", "Nigeria", "Ukraine", "Yemen"]
NEAR = 0.18  # part of a release that lies in Iraq and Syria
AT_ONCE = 50_000
LONG = '"Agence made of nobody, {day}, A headline of the length that headlines have, no. {n}"; ' * 4


def of_the_book() -> pd.DataFrame:
    """The book's events with IS as a side, in the release's columns as far as they are known."""
    table = load("ucdp_is_events")
    first = {actor: int(ids.split()[0]) for actor, ids in ucdp.AGAINST.items()}
    other = table["against"].map(first)
    is_first = table["side_a"] == "IS"
    return pd.DataFrame(
        {
            "id": table["id"],
            "year": table["year"],
            "type_of_violence": table["type_of_violence"].astype(str).map(KINDS),
            "side_a_new_id": other.where(~is_first, ucdp.IS_ID),
            "side_a": table["side_a"],
            "side_b_new_id": other.where(is_first, ucdp.IS_ID),
            "side_b": table["side_b"],
            "where_prec": table["where_prec"],
            "adm_1": _adm_1(table),
            "latitude": table["lat"],
            "longitude": table["lon"],
            "country": table["country"],
            "event_clarity": table["event_clarity"],
            "date_prec": table["date_prec"],
            "date_start": table["date_start"].dt.strftime("%Y-%m-%d 00:00:00.000"),
            "date_end": table["date_end"].dt.strftime("%Y-%m-%d 00:00:00.000"),
            "deaths_civilians": table["deaths_civilians"],
            "deaths_unknown": table["deaths_best"] - table["deaths_civilians"],
            "best": table["deaths_best"],
            "high": table["deaths_high"],
            "low": table["deaths_low"],
        }
    )


def _adm_1(table):
    """UCDP's name of the governorate in which an event lies."""
    known, _ = release.governorates()
    names = known.set_index("ADM1_PCODE")["ADM1_EN"]
    own = {name: told for told, name in ucdp.ADM_1.items()}
    return table["governorate_pcode"].map(names).map(own)


def chance(rows: int, seed: int) -> pd.DataFrame:
    """Made events, some in Iraq and Syria and most elsewhere, with ids that no real event has."""
    rng = np.random.default_rng(seed)
    near = rng.random(rows) < NEAR
    syria = rng.random(rows) < 0.7
    country = np.where(near, np.where(syria, "Syria", "Iraq"), rng.choice(FAR, rows))
    day = pd.Timestamp("1989-01-01") + pd.to_timedelta(rng.integers(0, 13_100, rows), unit="D")
    late = pd.Timestamp("2019-01-01") + pd.to_timedelta(rng.integers(0, 2_100, rows), unit="D")
    day = pd.Series(np.where(near & syria, late, day)).astype("datetime64[ns]")
    dead = rng.geometric(0.15, rows) - 1
    text = day.dt.strftime("%Y-%m-%d 00:00:00.000")
    return pd.DataFrame(
        {
            "id": 10_000_000 + np.arange(rows),
            "year": day.dt.year,
            "type_of_violence": 1,
            "side_a_new_id": np.where(syria, 118, 116),
            "side_a": "Government",
            "side_b_new_id": 9_999,
            "side_b": "Made group",
            "where_prec": rng.integers(1, 6, rows),
            "adm_1": np.where(country == "Iraq", "Baghdād province", "Homs Governorate"),
            "latitude": np.where(country == "Iraq", 33.34, 34.72),
            "longitude": np.where(country == "Iraq", 44.40, 36.71),
            "country": country,
            "event_clarity": 1,
            "date_prec": 1,
            "date_start": text,
            "date_end": text,
            "deaths_civilians": 0,
            "deaths_unknown": dead,
            "best": dead,
            "high": dead,
            "low": dead,
        }
    )


def write(path: Path, rows: int = ROWS, seed: int = 261) -> Path:
    """Write the release, 50,000 rows at a time; its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = of_the_book()
    starts = range(0, max(rows - len(book), 0), AT_ONCE)
    for number, start in enumerate([None, *starts]):
        size = min(AT_ONCE, rows - len(book) - (start or 0))
        part = book if start is None else chance(size, seed + start)
        part = part.assign(id=part["id"] + (start or 0))
        told = part["date_start"].str[:10]
        part = part.assign(
            source_article=[LONG.format(day=day, n=n) for day, n in zip(told, part["id"])],
            source_office="Agence made of nobody;SOHR",
            source_headline=[f"A headline, no. {n}" for n in part["id"]],
            geom_wkt=[f"POINT ({x} {y})" for x, y in zip(part["longitude"], part["latitude"])],
            number_of_sources=1,
            where_coordinates="A made place",
            deaths_a=0,
            deaths_b=0,
        )
        part = part.reindex(columns=COLUMNS)
        part.to_csv(path, mode="a" if number else "w", header=not number, index=False)
    return path


def main(arguments: list[str] | None = None) -> None:
    """Write a release where the command line says."""
    parser = argparse.ArgumentParser(
        "python -m tools.synthetic", description=__doc__.split("\n")[0]
    )
    parser.add_argument("path", type=Path, help="its name tells the release: ged261.csv")
    parser.add_argument("--rows", type=int, default=ROWS)
    asked = parser.parse_args(arguments)
    print(f"{write(asked.path, asked.rows)}: {asked.path.stat().st_size / 1e6:,.0f} MB")


if __name__ == "__main__":
    main()
