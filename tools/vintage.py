"""What a newer release would change in the book: rows, deaths, verdicts, sentences.

    make compare GED=ged261-csv.zip                     tables of events, and all verdicts
    make compare YEARLY=organizedviolencecy_v26_1.csv   UCDP's file of countries and years
    make compare UNHCR=population.csv                   UNHCR's statistics (download, HDX or API)
    make compare IDMC=displacement.xlsx                 IDMC's database (download, HDX or API)
    make compare GED=... YEARLY=... SENTENCES=1         the notebooks too, run with the new tables

Nothing is written but the report, to _build/vintage/: report.md, report.html. The years are those
of the book's tables, so that a change is a revision; how many events lie beyond is said.
`make adopt GED=...` puts the new tables into data/ and keeps the old ones beside them.
"""

import argparse
import dataclasses
import json
import re
import shutil
import sys
from datetime import date
from itertools import zip_longest
from pathlib import Path

import altair as alt
import pandas as pd
import vl_convert
from jinja2 import Environment, FileSystemLoader

from builders import common, idmc, release, ucdp, unhcr
from helpers.judge import claims
from helpers.tables import read
from helpers.tables.check import DataError, read_table
from tools import sentences

FOLDER = Path("_build/vintage")
SHOWN = 12  # rows of a list that a report prints
TOTALS = ["deaths_best", "deaths_civilians"]


# The tables that a release renews


def from_ged(path: Path, number: str | None) -> tuple[dict, dict]:
    """({table: DataFrame}, what the report says of the file) of a GED release."""
    events = release.read_ged(path, number)
    inside = release.within(events)
    chosen = events[inside]
    about = {
        "file": path.name,
        "release": events["ged_release"].iloc[0],
        "events": len(chosen),
        "beyond": _beyond(events[~inside]),
        "unclassified": release.unclassified(chosen),
    }
    return release.tables_of(chosen), about


def _beyond(events):
    """Events outside the years of the book's tables, by country: [(country, from, to, number)]."""
    years = events.groupby("country")["year"].agg(["min", "max", "size"])
    return list(years.itertuples(name=None))


def from_yearly(path: Path, months: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """{table: DataFrame} of UCDP's file of organised violence by country and year."""
    declared = dataclasses.replace(ucdp.files.COUNTRY_YEAR, path=path.name)
    with release.opened(path) as file:
        totals = declared.parse(file.read())
    ucdp.check_dyads(totals)
    known = read.load("is_presence")[["country", "iso3"]].replace(ucdp.UCDP_NAMES)
    world = read.layer("world_countries")[["name", "iso3"]]
    names = [part.set_axis(["name_ne", "iso_a3"], axis="columns") for part in (known, world)]
    codes = pd.concat(names).drop_duplicates("name_ne")
    dyads = ucdp.is_dyads(totals)
    return {
        "ucdp_country_year": ucdp.country_years(totals, months),
        "ucdp_world_year": ucdp.world_years(totals),
        "is_country_year": ucdp.is_country_years(dyads),
        "is_presence": ucdp.is_presence(dyads, codes),
    }


def relaxed(name: str) -> dict:
    """The catalogue's entry of a table, without the limits that only its own release keeps."""
    entry = json.loads(json.dumps(read.resources()[name]))
    for field in entry["schema"]["fields"]:
        if field["name"] in ("release", "against", "year", "date_start", "date_end", "month"):
            limits = field.get("constraints", {})
            for one in ("enum", "minimum", "maximum"):
                limits.pop(one, None)
        if field["name"] == "idps_idmc":  # UNHCR's years can be ahead of IDMC's
            field["constraints"].pop("required", None)
    return entry | {"rules": []}


def typed(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The tables as `load` would give them, each checked; DataError for what cannot be."""
    found = {}
    for name, table in tables.items():
        entry = relaxed(name)
        found[name] = read_table(common.render(table, entry), entry, read.polygons)
    return found


# What differs


def rows_changed(name: str, new: pd.DataFrame) -> dict:
    """How many rows a table gains, loses and sees revised, by its key without the release."""
    old = read.load(name)
    key = [one for one in read.resources()[name]["schema"]["primaryKey"] if one != "release"]
    values = [one for one in old.columns if one not in (*key, "release")]
    both = old.merge(new, on=key, how="outer", suffixes=("", "_new"), indicator=True)
    shared = both[both["_merge"] == "both"]
    differs = pd.Series(False, index=shared.index)
    for one in values:
        a, b = shared[one], shared[f"{one}_new"]
        differs |= ~((a == b) | (a.isna() & b.isna())).fillna(False).astype(bool)
    counts = both["_merge"].value_counts()
    return {
        "table": name,
        "book": len(old),
        "new": len(new),
        "added": int(counts["right_only"]),
        "removed": int(counts["left_only"]),
        "revised": int(differs.sum()),
    }


def totals(new: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Deaths and civilians by country and year, book and new: columns table, country, year, ..."""
    parts = []
    for name in ("ucdp_events_monthly", "ucdp_country_year"):
        if name in new:
            sums = [
                t.groupby(["country", "year"])[TOTALS].sum() for t in (read.load(name), new[name])
            ]
            both = sums[0].join(sums[1], how="outer", suffixes=("", "_new")).reset_index()
            parts.append(both.assign(table=name))
    if not parts:
        return pd.DataFrame()
    table = pd.concat(parts, ignore_index=True)
    return table[table["year"] >= 2011]


def drawn(table: pd.DataFrame) -> str:
    """The totals as an SVG: a line for the book, a dashed one for the new release."""
    parts = [
        table.assign(by=by, deaths=table[f"deaths_best{suffix}"])
        for by, suffix in (("the book", ""), ("the new release", "_new"))
    ]
    long = pd.concat(parts).dropna(subset="deaths").astype({"year": int, "deaths": int})
    chart = alt.Chart(long[["table", "country", "year", "deaths", "by"]]).mark_line(point=True)
    chart = chart.encode(
        alt.X("year:O", title=None),
        alt.Y("deaths:Q", title="deaths (best)"),
        alt.Color(
            "by:N",
            scale=alt.Scale(range=["#1f2328", "#9a3412"]),
            legend=alt.Legend(title=None, orient="top", labelLimit=0),
        ),
        alt.StrokeDash("by:N"),
        alt.Row("table:N", title=None),
        alt.Column("country:N", title=None),
    )
    return vl_convert.vegalite_to_svg(chart.properties(width=300, height=160).to_dict())


def verdicts_changed(new: dict[str, pd.DataFrame]) -> list[dict]:
    """Claims whose readings differ with the new tables: verdict before and after, and readings."""

    def load(name):
        return new[name].copy(deep=False) if name in new else read.load(name)

    changed = []
    for claim in read.load("claims")["claim_id"]:
        old, now = _judged(claim, read.load), _judged(claim, load)
        if old["found"] != now["found"] or old["verdict"] != now["verdict"]:
            pairs = zip_longest(old["found"], now["found"], fillvalue="nothing")
            moved = [pair for pair in pairs if pair[0] != pair[1]]
            changed.append({"claim": claim, "says": old["claim"], "before": old["verdict"]}
                           | {"after": now["verdict"], "readings": moved})  # fmt: skip
    return sorted(changed, key=lambda one: one["before"] == one["after"])


def _judged(claim, load):
    try:
        return claims.row(claim, load)
    except (ArithmeticError, LookupError, ValueError) as error:
        told = f"cannot be computed: the new tables lack what it needs ({error!r})"
        return {"found": [told], "verdict": "not computed"}


# Adopting: the new tables in the place of the old, which are kept


def adopt(new: dict[str, pd.DataFrame], vintage: str, named: str) -> list[str]:
    """Write tables to data/ with their new vintage; the old ones get its name. Names of those kept.

    named: the file that they were read from. Everything is checked before anything is written;
    DataError for a vintage that is there already.
    """
    catalogue, kept = common.read_catalogue(), {}
    entries = {entry["name"]: entry for entry in catalogue["resources"]}
    contents = {name: common.render(table, relaxed(name)) for name, table in new.items()}
    for name in new:
        entry = entries[name]
        old = f"{name}_{re.sub(r'[^0-9]+', '_', entry['vintage'])}"
        told = "a table of this vintage is kept already"
        if old in entries or entry["vintage"] == vintage:
            raise DataError(told, entry["path"], do="Name another --vintage.")
        path = str(Path(entry["path"]).with_stem(old))
        why = f"The vintage before {named}, for comparison."
        kept[old] = entry | {"name": old, "path": path, "builder": None, "kept_because": why}
        read_from = {"copy": named, "read": f"{date.today()}"}
        fresh = relaxed(name) | {"vintage": vintage, "obtained_from": read_from, "builder": None}
        fresh["limitations"] = [f"Written for the vintage of {entry['vintage']}, to be read again: "
                                f"{one}" for one in entry["limitations"]]  # fmt: skip
        entries[name] = fresh | common.facts_of(contents[name], fresh)
    data = read.data_folder()
    for name, entry in zip(new, kept.values()):
        shutil.copyfile(data / entries[name]["path"], data / entry["path"])
    for name, content in contents.items():
        (data / entries[name]["path"]).write_bytes(content)
    common.write_catalogue(catalogue | {"resources": [*entries.values(), *kept.values()]})
    return list(kept)


# The report


def renewed(asked: argparse.Namespace) -> tuple[dict, dict | None]:
    """({table: DataFrame}, what is told of a GED release) of all files that are asked for."""
    new, about = {}, None
    if asked.ged:
        new, about = from_ged(asked.ged, asked.release)
    if asked.yearly:
        new |= from_yearly(asked.yearly, read.load("ucdp_months"))
    if asked.unhcr:
        new |= unhcr.tables_of(unhcr.read_population(asked.unhcr))
    if asked.idmc:
        new |= idmc.tables_of(idmc.read_stock(asked.idmc), new.get("displaced_yearly"))
    return typed(new), about


def report(new: dict, about: dict | None, asked: argparse.Namespace) -> dict:
    """Everything that the report says, as the templates want it."""
    table = totals(new)
    return {
        "about": about,
        "others": [one.name for one in (asked.yearly, asked.unhcr, asked.idmc) if one],
        "tables": [rows_changed(name, frame) for name, frame in new.items()],
        "totals": table.astype(object).where(table.notna(), None).to_dict("records"),
        "picture": drawn(table) if len(table) else "",
        "claims": verdicts_changed(new),
        "number": len(read.load("claims")),
        "changed": sentences.changed(new, relaxed, asked.out) if asked.sentences else None,
        "shown": SHOWN,
    }


def write(found: dict, folder: Path) -> list[Path]:
    """Write the report as Markdown and as one HTML file; the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=lambda name: name.endswith(".html"),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals["marked"] = sentences.marked
    paths = []
    for name in ("vintage.md", "vintage.html"):
        path = folder / name.replace("vintage", "report")
        path.write_text(templates.get_template(name).render(**found) + "\n", encoding="utf-8")
        paths.append(path)
    return paths


def main(arguments: list[str] | None = None) -> int:
    """Compare, write the report and say where it is; 2 for a file that cannot be used."""
    parser = argparse.ArgumentParser("python -m tools.vintage", description=__doc__.splitlines()[0])
    parser.add_argument("--ged", type=Path, help="a GED release, CSV or CSV in a zip")
    parser.add_argument("--release", help="its number, where the file's name does not tell it")
    parser.add_argument("--yearly", type=Path, help="UCDP's file of countries and years")
    parser.add_argument("--unhcr", type=Path, help="UNHCR's statistics of population")
    parser.add_argument("--idmc", type=Path, help="IDMC's database, by country and year")
    parser.add_argument("--sentences", action="store_true", help="run the notebooks too (minutes)")
    parser.add_argument("--adopt", metavar="VINTAGE", help="make these tables the book's: 2026-03")
    parser.add_argument("--out", type=Path, default=FOLDER, help=f"default: {FOLDER}")
    asked = parser.parse_args(arguments)
    files = [one for one in (asked.ged, asked.yearly, asked.unhcr, asked.idmc) if one]
    if not files:
        parser.error("name a file: --ged, --yearly, --unhcr or --idmc")
    try:
        new, about = renewed(asked)
        found = report(new, about, asked)
        moved = sum(one["before"] != one["after"] for one in found["claims"])
        print(f"{moved} of {found['number']} verdicts would change.")
        print(*write(found, asked.out), sep="\n")
        if asked.adopt:
            kept = adopt(new, asked.adopt, ", ".join(one.name for one in files))
            print(f"Adopted. The tables before are kept as {', '.join(kept)}. Next: make rerun, ")
            print("make test, read the limitations in data/datapackage.json, commit all as one.")
    except (common.BuildError, DataError) as error:
        print(f"{error}\nNothing was written to data/.", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
