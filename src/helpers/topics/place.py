"""All that the tables say of one place: who held it, strikes, deaths, damage, people, dates, names.

book = place.Gazetteer()
book.places                    # every place of the table `place_names`, and whether it has a page
book.sections("Raqqa")         # {section: table}, empty where nothing is known
book.unknown("Raqqa")          # what is not known, in sentences
"""

import re
import unicodedata

import pandas as pd

from helpers.sentences import day, fill
from helpers.tables import read
from helpers.topics import control, strikes, territory
from helpers.topics.cities import metres_from

RADIUS = 10  # kilometres: what lies within them is "near" a place
NEEDED = 3  # tables that speak of a place, for it to have a page
RANKS = [0, 4, 7, 10]  # Natural Earth's ranks, from the largest cities on, in three classes
SPEAK = {  # section: the table that names the place, or has a point near it
    "held": "towns",
    "dates": "key_dates",
    "control": "control_2017",
    "strikes": "strikes_by_place",
    "deaths": "ucdp_is_events",
    "deaths_in_city": "ucdp_city_events",
    "damage": "city_damage",
    "figures": "city_figures",
}
AREAS = {"district": "district_shares", "people": "idps_by_governorate"}  # of a larger area
POINTS = {"towns": "place", "strikes_by_place": "place", "places": "name"}  # the first that has it
KURDISH = {"place_ku": "Kurdish, in Arabic script", "place_ku_latin": "Kurdish"}
SHARED_OUT = "The returns of 2025 were not counted in each governorate: UNHCR shared out a total."
GAPS = {  # section: what is not known where it is empty
    "held": "Whether and when IS held it. The list of spells has only places for which a source"
    " gives both the day of capture and the day of loss.",
    "control": "Who held it in the summer of 2017. The two maps that the book reads mark no place"
    " within {near} kilometres, or were not gathered here.",
    "strikes": "How often the Coalition struck near it. No release from {first:month} to"
    " {last:month} names it.",
    "deaths": "How many people were killed near it. UCDP has no event with IS as a side within"
    " {near} kilometres.",
    "damage": "How many buildings were damaged. The book has found no count from satellite images.",
    "dates": "A date of the story that names it. The timeline has none.",
}
NOWHERE = {  # topic of city_figures: what is not known where none is there
    "displacement": "How many people fled from the place itself. They are counted by governorate"
    " or country, and by where they went.",
    "camps": "How many people lived in camps near it. The table of camps counts by country.",
}


class Gazetteer:
    """The places of the book; the tables are read, and joined to the names, once.

    places: the rows of `place_names` whose point is known, in the order of their names, a
    DataFrame: place, slug, country, lat, lon, point (the table of POINTS that gives them),
    governorate, governorate_pcode, district, district_pcode, tables (those of SPEAK that speak of
    it, a list), page (whether they are at least NEEDED).
    """

    def __init__(self, load: read.Load = read.load):
        self.load, self.names = load, load("place_names").set_index("place", drop=False)
        self._place = {
            one.casefold(): name for name in self.names.index for one in self.spellings(name)
        }
        self._tables = {
            "held": self._owned("towns", "place").sort_values("start"),
            "dates": self._owned("key_dates", "place").sort_values("date", kind="stable"),
            "control": _marks(load),
            "strikes": self._owned("strikes_by_place", "place", strikes.named(load)),
            "deaths": load("ucdp_is_events").query("where_prec < 3"),
            "deaths_in_city": self._owned("ucdp_city_events", "area").query("scope == 'city'"),
            "damage": self._owned("city_damage", "city").sort_values("date", kind="stable"),
            "figures": self._owned("city_figures", "city").query("not from_article"),
        }
        self.places = self._located()
        spoken = [self._speak(row) for row in self.places.itertuples()]
        self.places["tables"] = spoken
        self.places["page"] = [len(tables) >= NEEDED for tables in spoken]

    def spellings(self, name: str) -> list[str]:
        """The names under which tables may have a place: as this book writes it, then others."""
        others = self.names.at[name, "other_names"]
        return [name] if pd.isna(others) else [name, *others.split("; ")]

    def owner(self, text: str) -> str | None:
        """The place that a table means by a name, under any spelling; None for no place here.

        What stands in brackets or after a stroke is no part of a name: "Kobani (Ayn al-Arab)".
        """
        return self._place.get(re.sub(r" [(/].*", "", text).casefold())

    def on_map(self, towns: pd.DataFrame) -> pd.DataFrame:
        """Rows with a column place, with what a chapter's map needs of it: name, page, size.

        name: without what stands in brackets. page: its address from a chapter, None without one.
        size: 3 for the largest cities, 2, or 1 for the rest, by Natural Earth's rank.
        """
        ranks = self.load("places").set_index("name")["rank"]
        name = towns["place"].str.replace(r" \(.*", "", regex=True)
        size = pd.cut(name.map(ranks).fillna(RANKS[-1]), RANKS, labels=[3, 2, 1]).astype(int)
        slugs = self.places.query("page").set_index("place")["slug"]
        page = "../places/" + towns["place"].map(self.owner).map(slugs) + ".html"
        return towns.assign(
            name=name, page=page.astype(object).where(page.notna(), None), size=size
        )

    def around(self, name: str, km: float) -> pd.DataFrame:
        """Marks of control_2017 within so many kilometres of a place, nearest first; adds km."""
        row = self.spot(name)
        return near(self._tables["control"], row["lat"], row["lon"], km)

    def spot(self, name: str) -> pd.Series:
        """The row of `places` of one place; KeyError for another name."""
        return self.places.set_index("place", drop=False).loc[name]

    def sections(self, name: str) -> dict[str, pd.DataFrame]:
        """All that the tables say of a place, {section: table}: the keys of SPEAK and AREAS, names.

        held, dates, damage, figures: rows of their tables. control: marks near the place, with km.
        strikes: month, strikes (every month that the table has). deaths, deaths_in_city: year,
        events, low, best, high, civilians. district: when, share (of 1), of. people: when, level,
        displaced, returned, table, note. names: name, language, source.
        """
        row = self.spot(name)
        known = {section: self._rows(section, row) for section in SPEAK}
        known |= {section: _by_year(known[section]) for section in ("deaths", "deaths_in_city")}
        known["strikes"] = self._monthly(known["strikes"])
        known["figures"] = known["figures"].sort_values(["topic", "date"], kind="stable")
        areas = {"district": self._district(row), "people": self._people(row)}
        return known | areas | {"names": self._names(name, known["held"])}

    def unknown(self, name: str, known: dict[str, pd.DataFrame] | None = None) -> list[str]:
        """What the tables do not say of a place, a sentence each, by its sections (`known`)."""
        known = known or self.sections(name)
        country = self.names.at[name, "country"]
        held, months = known["held"], self.load("strikes_by_place")["month"]
        words = {"near": RADIUS, "first": months.min(), "last": months.max()}
        gaps = [GAPS[section] for section in GAPS if known[section].empty]
        found = [
            fill(gap, **{key: words[key] for key in words if f"{{{key}" in gap}) for gap in gaps
        ]
        for end, verb in (("start", "took"), ("end", "lost")):
            if held[f"{end}_imputed"].any():
                found.append(f"The day on which IS {verb} it. The sources give a month or a year.")
        events = self._tables["deaths"].query("country == @country")
        if events["year"].min() > held["start"].dt.year.min():
            told = "Deadly events near it before {year:year}. The open file of UCDP's events in"
            told += " {country} that the book reads begins then."
            found.append(fill(told, year=events["year"].min(), country=country))
        if not known["names"]["language"].str.startswith("Kurdish").any():
            found.append("Its name in Kurdish, in a source that the book could use.")
        return found + [
            gap for topic, gap in NOWHERE.items() if topic not in set(known["figures"]["topic"])
        ]

    def _owned(self, name, column, table=None):
        """The rows of a table that name a place of the book in a column; adds owner."""
        table = self.load(name) if table is None else table
        table = table.dropna(subset=column)
        owners = {text: self.owner(text) for text in table[column].unique()}
        return table.assign(owner=table[column].map(owners)).dropna(subset="owner")

    def _located(self):
        """Every place at the first point that a table of POINTS gives it, with its areas."""
        tables = [self._owned(name, column).assign(point=name) for name, column in POINTS.items()]
        points = pd.concat(tables).drop_duplicates("owner").set_index("owner")
        keep = ["lat", "lon", "point"]
        table = self.names[["place", "country"]].join(points[keep], how="inner")
        table = table.assign(slug=table["place"].map(slug)).reset_index(drop=True)
        table = table.sort_values("slug", ignore_index=True)
        for area in ("district", "governorate"):
            columns = [area, f"{area}_pcode"]
            lies = territory.located(table[["lon", "lat"]], read.layer(f"{area}s"))
            table[columns] = lies[columns]
        return table

    def _rows(self, section, row):
        """The rows of one table of SPEAK that name a place, or lie near it."""
        table = self._tables[section]
        if "owner" in table:
            return table[table["owner"] == row.place].drop(columns="owner")
        return near(table, row.lat, row.lon)

    def _speak(self, row):
        return [table for section, table in SPEAK.items() if len(self._rows(section, row))]

    def _monthly(self, rows):
        """Strikes by month, also of the months without one."""
        months = self.load("strikes_by_place")["month"]
        every = pd.date_range(months.min(), months.max(), freq="MS", name="month")
        sums = rows.groupby("month")["strikes"].sum()
        return (sums.reindex(every, fill_value=0) if len(sums) else sums).reset_index()

    def _district(self, row):
        table = self.load("district_shares").query("district_pcode == @row.district_pcode")
        table = table.rename(columns=territory.SNAPSHOTS)
        table = table.melt("district", list(territory.SNAPSHOTS.values()), "when", "share")
        of = table["when"].str.startswith("Syria").map({True: "communities", False: "land"})
        return table.assign(of=of).dropna(subset="share")

    def _people(self, row):
        rows = self.load("idps_by_governorate")
        rows = rows.query("governorate_pcode == @row.governorate_pcode")
        level = f"governorate {row.governorate}"
        rows = rows.assign(when=rows["year"].astype(str), level=level, table="idps_by_governorate")
        rows = rows.rename(columns={"idps": "displaced", "returned_idps": "returned"})
        shared = rows["returned"].notna() & (rows["iso3"] == "SYR") & (rows["year"] == 2025)
        parts = [rows.assign(note=shared.map({True: SHARED_OUT, False: ""}))]
        if row.country == "Iraq":
            iom = self.load("iom_iraq").sort_values("date")
            iom = iom.groupby(iom["date"].dt.year).tail(1)
            iom = iom.assign(when=iom["date"].map(day), level="Iraq", table="iom_iraq", note="")
            parts.append(iom)
        keep = ["when", "level", "displaced", "returned", "table", "note"]
        return pd.concat([part[keep] for part in parts], ignore_index=True)

    def _names(self, name, held):
        known = self.names.loc[name]
        rows = [(one, "in Latin letters", "this book's list") for one in self.spellings(name)[1:]]
        rows += [(known["name_ar"], "Arabic", known["source_publisher"])]
        for column, language in KURDISH.items():
            rows += [(one, language, "this book's list") for one in held[column].dropna().unique()]
        return pd.DataFrame(rows, columns=["name", "language", "source"])


def slug(name: str) -> str:
    """The name of a place as a part of an address: "Mare'" -> "mare", "al-Bab" -> "al-bab"."""
    letters = unicodedata.normalize("NFD", name.casefold().replace("'", ""))
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"[^ -~]", "", letters)).strip("-")


def near(table: pd.DataFrame, lat: float, lon: float, km: float = RADIUS) -> pd.DataFrame:
    """Rows of a table (columns lat, lon) within so many kilometres, nearest first; adds km."""
    around = table[(table["lat"] - lat).abs() < km / 100]  # a degree is more than 100 km
    around = around.assign(km=metres_from(around, {"lat": lat, "lon": lon}) / 1000)
    return around[around["km"] <= km].sort_values("km", kind="stable")


def _marks(load):
    """Marks of control_2017 but those of whole regions and of slips of the source."""
    table = load("control_2017")
    return table[(table["what"] != "area") & ~table["flag"].isin(control.SLIPS)]


def _by_year(events):
    sums = {name: (f"deaths_{name}", "sum") for name in ("low", "best", "high", "civilians")}
    year = events["date_start"].dt.year.rename("year")
    return events.groupby(year).agg(events=("id", "size"), **sums).reset_index()
