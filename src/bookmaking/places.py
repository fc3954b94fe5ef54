"""A page for every place, made from the tables, and the list of these pages.

    ```{place} Raqqa
    ```
    ```{place-list}
    ```

The source of a page is its title and its directive. They are written into places/ as a build
begins, one for each place that at least three tables speak of, so no list of them is kept by hand.
"""

import functools
import re
from pathlib import Path

from docutils import nodes
from markupsafe import Markup
from sphinx.util.docutils import SphinxDirective

from bookmaking import cards, pictures
from bookmaking.catalogue import address, addresses
from bookmaking.figures import share_alike
from bookmaking.gazetteer import FOLDER, gazetteer, slugs
from bookmaking.ground import WINDOW, drawn, ground
from bookmaking.markup import node, template
from helpers import sentences
from helpers.draw.figures import source
from helpers.judge import timeline
from helpers.sentences import fill
from helpers.tables.read import data_folder, load
from helpers.topics import cities
from helpers.topics.place import RADIUS, SPEAK, near

SOURCE = """(place-{slug})=
# {place}

```{{place}} {place}
```
"""
TITLES = {  # section of the topic: heading of the page
    "names": "What is it called?",
    "held": "Who held it, and when?",
    "control": "Who held the places around it in the summer of 2017?",
    "dates": "When is it part of the story?",
    "strikes": "How often did the Coalition strike near it?",
    "deaths": "How many people were killed near it?",
    "damage": "How many buildings were damaged?",
    "people": "How many people fled, and how many came back?",
    "figures": "What else was counted?",
    "unknown": "What is not known",
    "sources": "Whose data are these?",
}
NEEDS = {"held": ["held", "district"]}  # sections of the topic, one of which must hold something
MAPS = ["countries", "governorates", "districts"]  # layers that each page draws or reads
LAND = ["rivers", "lakes"]  # and the map around a place
NEARBY = 60  # kilometres to other places that a page names
WHEN = {4: str, 7: sentences.month, 10: sentences.day}  # by the length of a date
WRITTEN = {"year": sentences.year, "month": sentences.month, "day": sentences.day}
WRITTEN["published"] = sentences.day


def write_sources(app):
    """Write the sources of the pages, where they are not as they should be."""
    folder = Path(app.srcdir) / FOLDER
    folder.mkdir(exist_ok=True)
    texts = {f"{slug}.md": SOURCE.format(slug=slug, place=place) for place, slug in slugs().items()}
    for path in folder.glob("*.md"):
        if path.name not in texts:
            path.unlink()
    for name, text in texts.items():
        path = folder / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


class PlacePage(SphinxDirective):
    """All that the tables say of a place, a section each."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self):
        self.env.note_dependency(str(data_folder() / "datapackage.json"))
        self.row = gazetteer().spot(self.arguments[0])
        self.known = gazetteer().sections(self.row.place)
        self.others = gazetteer().places.query("page")
        made = [self.part("lead", picture=pictures.locator(self.row), **self.lead())]
        for section, title in TITLES.items():
            if any(len(self.known.get(one, "?")) for one in NEEDS.get(section, [section])):
                values = getattr(self, section)()
                one = nodes.section("", nodes.title("", title), ids=[section], names=[section])
                one += self.part(section, **values)
                made.append(one)
        return made

    def part(self, name, **values):
        """What a macro of place.html makes of some values."""
        made = getattr(template("place.html").module, name)
        to = functools.partial(address, self.env)
        return nodes.raw("", Markup(made(place=self.row, to=to, **values)) + "\n", format="html")

    def lead(self):
        """The first sentences, and what lies nearby."""
        held, row = self.known["held"], self.row
        text = "{place} is in {district} district, {governorate} governorate, {country}."
        found = [fill(text, **row[["place", "district", "governorate", "country"]])]
        for one in _rows(held):
            what = "held a part of it or fought over it" if one.contested else "held it"
            span = f"from {_when(one.date_taken)} to {_when(one.date_lost)}"
            found.append(f"Islamic State (IS) {what} {span}.")
        text = " ".join(found[1:] or found).replace("Islamic State (IS)", "IS")
        cards.note(self.env, "", title=row.place, arabic=self.arabic(), text=text)
        text = "{n:Words} tables of the book have something about it."
        found.append(fill(text, n=len(row.tables)))
        others = near(self.others, row.lat, row.lon, NEARBY).iloc[1:]
        return {"sentences": found, "nearby": _rows(others), "arabic": self.arabic()}

    def arabic(self):
        """The first name in Arabic."""
        names = self.known["names"]
        return names.loc[names["language"] == "Arabic", "name"].iloc[0]

    def names(self):
        """Every name, a row a language."""
        rows = self.known["names"].groupby(["language", "source"], sort=False)["name"]
        return {"rows": _rows(rows.agg(", ".join).reset_index())}

    def held(self):
        """Each spell, and how much of the district was held."""
        spells = [one._asdict() for one in _rows(self.known["held"])]
        return {"spells": spells, "when": _when, "dated": _dated, "shares": self.shares()}

    def shares(self):
        """Sentences on the district."""
        parts = {}
        for one in _rows(self.known["district"]):
            text = "{share:percent} of the {of} in {when}"
            text = fill(text, share=one.share, of=one.of, when=one.when.partition(", ")[2])
            parts.setdefault(one.district, []).append(text)
        text = "In its district, {name}, IS held {parts}."
        return [fill(text, name=name, parts=sentences.listing(one)) for name, one in parts.items()]

    def control(self):
        """The map around the place, and how many marks each side has."""
        shown = gazetteer().around(self.row.place, pictures.CORNER)
        others = near(self.others, self.row.lat, self.row.lon, pictures.CORNER)
        picture = pictures.around(self.row, shown, others)
        marks = self.known["control"]
        actors = load("actors").set_index("actor")["short_name"]
        held = marks["holder"].fillna(pictures.TWO).value_counts()
        rows = [
            {
                "sign": pictures.symbol(holder),
                "name": actors.get(holder, "two sides"),
                "near": held.get(holder, 0),
                "shown": count,
            }
            for holder, count in picture["held"].items()
        ]
        first = next(_rows(marks))
        by = f"by {actors[first.holder]}" if first.holder else "by two sides"
        text = "Two maps of Wikipedia have {n:number mark/marks} within {radius} kilometres. The"
        text += " nearest, {km:number} kilometres away, is {name}, held {by}."
        given = {"n": len(marks), "km": first.km, "name": str(first.place), "by": by}
        said = fill(text, radius=RADIUS, **given)
        return {
            "picture": picture,
            "rows": rows,
            "said": said,
            "radius": RADIUS,
            "half": pictures.HALF,
        }

    def dates(self):
        """Events of the timeline."""
        return {"rows": _rows(self.events())}

    def events(self):
        """The rows of the timeline that name the place."""
        return _events()[_events()["key"].isin(self.known["dates"]["key"])]

    def strikes(self):
        """Strikes by month."""
        rows = self.known["strikes"]
        most = rows.loc[rows["strikes"].idxmax()]
        years = {n: f"{m:%Y}" for n, m in enumerate(rows["month"]) if m.month == 1}
        text = "The Coalition's daily releases name {total:number} strikes near it between"
        text += " {first:month} and {last:month}, the most in {month:month}: {most:number}."
        said = fill(
            text,
            total=rows["strikes"].sum(),
            first=rows["month"].iloc[0],
            last=rows["month"].iloc[-1],
            month=most["month"],
            most=most["strikes"],
        )
        picture = pictures.bars(rows["strikes"].tolist(), years)
        rows = [(sentences.month(one.month), one.strikes) for one in _rows(rows) if one.strikes]
        return {"picture": picture, "said": said, "rows": rows}

    def deaths(self):
        """Deaths by year, near the place and, where they are known, in the city."""
        rows, city = self.known["deaths"], self.known["deaths_in_city"]
        text = "UCDP knows {n:number} events within {radius} kilometres in which IS was a side."
        text += (
            " Its best estimate is {best:number} people killed, its low one {low:number} and its"
        )
        text += " high one {high:number}."
        sums = rows[["low", "best", "high"]].sum()
        said = [fill(text, n=rows["events"].sum(), radius=RADIUS, **sums)]
        double = near(self.others, self.row.lat, self.row.lon, 2 * RADIUS).iloc[1:]["place"]
        if len(double):
            said.append(
                f"The circle overlaps with that of {sentences.listing(double)}, so an event can"
                " be counted on more than one page."
            )
        years = list(range(rows["year"].min(), rows["year"].max() + 1))
        every = rows.set_index("year").reindex(years, fill_value=0)
        picture = pictures.bars(
            every["best"].tolist(),
            {number: str(year) for number, year in enumerate(years)},
            every["low"].tolist(),
            every["high"].tolist(),
        )
        tables = {f"Within {RADIUS} kilometres, IS a side": _rows(rows)}
        if len(city):
            tables["In the city itself, whoever fought"] = _rows(city)
        return {"picture": picture, "said": said, "tables": {k: list(v) for k, v in tables.items()}}

    def damage(self):
        """Counts of damage."""
        return {"rows": _rows(self.known["damage"]), "when": _precise}

    def people(self):
        """Displaced people and returns."""
        rows = self.known["people"]
        return {"rows": _rows(rows), "notes": list(filter(None, rows["note"].unique()))}

    def figures(self):
        """Single figures that others published, by topic."""
        words = cities.published(self.row.place)["words"]
        rows = self.known["figures"]
        rows = rows.assign(words=rows["key"].map(words))
        return {"topics": {k: list(_rows(v)) for k, v in rows.groupby("topic")}, "when": _precise}

    def unknown(self):
        """What is not known."""
        return {"rows": gazetteer().unknown(self.row.place, self.known)}

    def sources(self):
        """The tables of the page with their licences."""
        names = self.tables()
        found = [source(name) for name in names]
        alike = [one["title"] for one in found if share_alike([one["name"]])]
        known = {"entries": addresses(self.env)}
        return {"sources": found, "alike": alike, **known}

    def tables(self):
        """The names of the tables from which the page is made."""
        found = [table for section, table in SPEAK.items() if len(self.known[section])]
        found += ["place_names"]
        found += ["district_shares"] if len(self.known["district"]) else []
        found += self.known["people"]["table"].unique().tolist()
        found += ["other_dates"] if self.events()["others"].map(len).any() else []
        found += [self.row.point, *MAPS]
        found += LAND if len(self.known["control"]) else []
        return list(dict.fromkeys(found))


class PlaceList(SphinxDirective):
    """The list of all places with a page, by country, under a map of them."""

    def run(self):
        table = gazetteer().places.query("page")
        points = [drawn(pictures.shapely.Point(row.lon, row.lat)) for row in _rows(table)]
        table = table.assign(x=[f"{at.x:.1f}" for at in points], y=[f"{at.y:.1f}" for at in points])
        table["arabic"] = table["place"].map(gazetteer().names["name_ar"])
        whole = drawn(pictures.shapely.box(*WINDOW)).bounds[2:]
        given = {"to": functools.partial(address, self.env), "paths": ground(), "whole": whole}
        countries = {name: list(_rows(rows)) for name, rows in table.groupby("country")}
        return [node("place_list.html", countries=countries, **given)]


@functools.cache
def _events():
    return timeline.events()


def _rows(table):
    """The rows of a table, empty cells as None."""
    return table.astype(object).where(table.notna(), None).itertuples(index=False)


def _when(text):
    """A date as a source gives it, in words: "2014-07" as "July 2014"."""
    return WHEN[len(text)](text)


def _dated(text):
    """A text with its dates in words: "Reuters, 2017-07-10" as "Reuters, 10 July 2017"."""
    return re.sub(r"\b\d{4}-\d\d(-\d\d)?\b", lambda found: _when(found[0]), text)


def _precise(date, precision):
    return WRITTEN[precision](date)


def setup(app):
    """Register the directives, and write the sources before they are looked for."""
    app.add_directive("place", PlacePage)
    app.add_directive("place-list", PlaceList)
    app.connect("builder-inited", write_sources)
