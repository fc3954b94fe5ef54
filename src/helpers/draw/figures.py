"""What a figure carries: the drawing, its words, its data and where they come from.

Every chart and map of the book goes through ``figure``. In JupyterLab and on GitHub the
reader sees a heading and the drawing; the book makes a numbered figure with a text
alternative, a data table, the sources and a CSV of exactly what is drawn.
"""

import base64
import hashlib
import html
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import folium
import pandas as pd
import vl_convert
from IPython.display import display

from helpers.draw import maps, palette
from helpers.draw.follow import SLOT, bound, fill_slots, first_words
from helpers.draw.lab import AXIS, VEGALITE, VEGALITE_VERSION, drawn_by_lab, numbers
from helpers.draw.parts import template
from helpers.draw.raster import png
from helpers.draw.utc import in_utc, local_time
from helpers.sentences import fill_all
from helpers.tables.read import describe

FIGURE = "application/vnd.book.figure+json"
PICTURE_WIDTH = {False: 640, True: 880}
# A tenth of a pixel is fine enough for a place in a picture; words keep all their digits.
GEOMETRY = re.compile(r' (?:d|transform|[xy][12]?|width|height)="[^"]*"')
COUNTED = re.compile(r'(?:(?<=\bid=")|(?<=url\(#))(clip|gradient_)\d+')
DECIMALS = re.compile(r"(\d\.\d)\d+")
TABLE_ROWS = 60
FIRST_ROWS = 20
BOUNDARIES = (
    "The boundaries and names on this map imply no opinion on the legal status of any territory."
)


class FigureError(ValueError):
    """A figure lacks something a reader needs."""


_WORDS: dict[str, dict] = {}  # id of a figure: its words, said before it is drawn


def _refuse(id, wrong, what):
    if wrong:
        raise FigureError(f"Figure {id!r} {what}.")


def words(
    id: str,
    *,
    title: str,
    subtitle: str,
    text: str,
    notes: Sequence[str] = (),
    live: str = "",
    changed: str = "",
    spoken: dict[str, dict] | None = None,
    **values: object,
) -> None:
    """Say the words of a figure before it is drawn: templates with named values.

    id: lower-case words with hyphens, unique in the book. title: what the figure shows.
    subtitle: what is measured, where, when, in which unit. text: the text alternative: what it
    is, the trend, the extremes, the caveat. notes: filters and caveats, a sentence each. live: a
    sentence for the subtitle that holds only where the controls work. changed: the title once a
    reader has changed a control, where `title` is the finding of their first state. In title,
    subtitle and changed, ``[year]`` is what the control called year stands at, in words: those of
    the control, or spoken={"year": {value: words within a sentence}}. values: what the templates
    name, as in ``sentences``. Raises FigureError for a part that is empty or of the wrong kind,
    SentenceError for a value that is missing or unused.
    """
    fits = isinstance(id, str) and re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", id)
    _refuse(id, not fits, "has no id of lower-case words with hyphens")
    _refuse(id, isinstance(notes, str), "has notes that are one text, not a list")
    parts = {"title": title, "subtitle": subtitle, "text": text}
    for name, part in parts.items():
        _refuse(id, not isinstance(part, str), f"has a {name} that is not text")
        _refuse(id, not part.strip(), f"has no {name}")
    parts |= {"live": live, "changed": changed}
    parts |= {f"note {place}": note for place, note in enumerate(notes)}
    said = fill_all(parts, values)
    short = "has a text alternative too short to stand for the picture. Say what it is, the trend,"
    _refuse(id, len(said["text"]) < 80, f"{short} the extremes and the caveat")
    _WORDS[id] = {name: said[name] for name in ("title", "subtitle", "text", "changed")} | {
        "spoken": spoken or {},
        "subtitle_live": said["live"],
        "notes": [line for name, line in said.items() if name.startswith("note ")],
    }


def figure(drawing: alt.TopLevelMixin | folium.Map, id: str, **parts: Any) -> None:
    """Show an Altair chart or a folium map as a figure of the book, after its ``words``.

    drawing: an Altair chart, or a folium map (then `picture`, an Altair chart of the same,
    stands where no script runs). id: that of its words. data: the DataFrame exactly as drawn;
    readers get it as a CSV file; or the name of a table that is drawn row by row, whose own file
    they then get. tables: names of the catalogue's tables it came from.
    source: for data of your own, whose they are; then `tables` may be left out. May be left out:
    table: a summary to print where `data` is too long to read (needed where `data` names a table).
    wide: wider than the text. height: of a map, in pixels. play: what ``controls.play`` or
    ``controls.as_dates`` returns.

    Raises FigureError when a part is missing, empty or of the wrong kind, TypeError for one that
    does not exist, DataError for an unknown table.
    """
    shown = Figure(drawing, id, **parts)
    display(shown.heading(), raw=True)
    bundle, metadata = shown.bundle()
    display(bundle, raw=True, metadata=metadata)


@dataclass
class Figure:
    """The parts of ``figure``; ``heading`` and ``bundle`` give its two Jupyter outputs."""

    drawing: alt.TopLevelMixin | folium.Map
    id: str
    data: pd.DataFrame | str | None = None
    tables: list[str] | None = None
    table: pd.DataFrame | None = None
    picture: alt.TopLevelMixin | None = None
    wide: bool = False
    height: int = 480
    play: dict | None = None
    source: str = ""

    def __post_init__(self):
        id, data = self.id, self.data
        said = f"words({id!r}, title=..., subtitle=..., text=...)"
        _refuse(id, id not in _WORDS, f"has no words: call {said} before it")
        kind = type(self.drawing).__name__
        drawn = isinstance(self.drawing, (alt.TopLevelMixin, folium.Map))
        _refuse(id, not drawn, f"draws an Altair chart or a folium map, not a {kind}")
        _refuse(id, isinstance(self.tables, str), "has tables that are one text, not a list")
        self.tables = self.tables or []
        named = "needs tables=[...], the names of the catalogue's tables it is drawn from, or for "
        _refuse(id, not (self.tables or self.source), named + "data of your own source='...'")
        if isinstance(data, str):
            _refuse(id, data not in self.tables, f"draws {data!r}: name it in tables")
            _refuse(id, self.table is None, "draws a whole table: give a summary")
        else:
            empty = not isinstance(data, pd.DataFrame) or data.empty
            _refuse(id, empty, "needs data=...: the DataFrame that is drawn, with its rows")
            for name in data.select_dtypes("datetimetz"):
                zoned = f"has no days: the dates in {name!r} have a time zone, on which their day"
                _refuse(id, True, f"{zoned} depends. Give data[{name!r}].dt.tz_localize(None)")
        self.sources = [source(name) for name in self.tables]
        if self.source:
            self.sources.append(_own(self.source, data))
        _refuse(id, self.is_map and self.picture is None, "is a map: give a chart as picture")
        still = self.picture if self.is_map else self.drawing
        self.spec = everywhere(still.to_dict(), f"Figure {id!r}")
        self.words = self._words(**_WORDS[id])

    def _words(self, changed, spoken, **words):
        """The words in the first state of the controls; `follow` has those that change with it."""
        stand = first_words(bound(self.spec), self.play or {}, spoken)
        follow = {name: words[name] for name in ("title", "subtitle") if SLOT.search(words[name])}
        follow |= {"changed": changed} if changed else {}
        named = {slot for text in follow.values() for slot in SLOT.findall(text)}
        unknown = sorted(named - set(stand))
        what = f"names {unknown} in its words; its controls are {sorted(stand)}"
        _refuse(self.id, unknown, what)
        _refuse(self.id, changed and not stand, "has a changed title, but nothing that changes it")
        filled = {name: fill_slots(words[name], stand) for name in follow if name != "changed"}
        spoken = {name: list(map(list, said.items())) for name, said in spoken.items()}
        return words | filled | ({"follow": follow | {"spoken": spoken}} if follow else {})

    @property
    def is_map(self) -> bool:
        """Whether the drawing is a zoomable map."""
        return isinstance(self.drawing, folium.Map)

    def heading(self) -> dict:
        """The first output: title, subtitle and sources, which the book sets its own way."""
        title, subtitle = self.words["title"], self.words["subtitle"]
        named = "; ".join(
            f"{', '.join(dict.fromkeys(p['name'] for p in s['publishers']))}: {s['title']}"
            for s in self.sources
        )
        sources = f"<small>Figure {self.id}. Sources: {named}.</small>"
        return {
            FIGURE: {"heading": True, "id": self.id},
            "text/markdown": f"**{title}**\n\n{subtitle}\n\n{sources}",
            "text/plain": f"{title}. {subtitle}",
        }

    def bundle(self) -> tuple[dict, dict]:
        """The second output: (MIME bundle, metadata)."""
        title, text = self.words["title"], self.words["text"]
        spec = self.spec
        if self.play:
            known = {param["name"] for param in bound(spec)}
            asked = {*self.play.get("format", {}), *self.play.get("label", {})}
            asked |= {self.play["play"]["param"]} if "play" in self.play else set()
            unknown = sorted(asked - known)
            _refuse(self.id, unknown, f"has no slider {unknown} to play; it has {sorted(known)}")
            spec["usermeta"] = {"book": self.play}
        svg = picture(spec, text, wide=self.wide)
        still = small(svg)
        bundle = {
            FIGURE: self._meta(spec),
            "image/svg+xml": svg,
            "image/png": still,
            "text/plain": f"{title}. {text}",
        }
        if self.is_map:
            # Where a viewer takes frames out, the picture in it is left.
            page = maps.document(self.drawing, self.id, title)
            bundle["text/html"] = template("frame.html").render(
                title=title, text=text, height=self.height, page=page, picture=still
            )
            return numbers(bundle), {}
        spec["description"] = text
        bundle[VEGALITE] = spec
        beside = _width(svg) - PICTURE_WIDTH[self.wide] + AXIS
        return numbers(bundle), drawn_by_lab(spec, self.wide, beside)

    def _drawn(self):
        """The rows drawn, as a file: of their own, or that of a table that is drawn whole."""
        if isinstance(self.data, str):
            source = next(source for source in self.sources if source["name"] == self.data)
            return {"rows": source["rows"], "file": source["path"]}
        csv = _days(self.data).to_csv(index=False, lineterminator="\n", float_format="%.10g")
        return {"rows": len(self.data), "csv": csv}

    def _meta(self, spec):
        kind, shown = "summary", self.table
        if shown is None:
            kind = "all" if len(self.data) <= TABLE_ROWS else "first"
            shown = self.data if kind == "all" else self.data.head(FIRST_ROWS)
        bounded = self.is_map or '"geoshape"' in json.dumps(spec)
        return self.words | {
            "id": self.id,
            "kind": "map" if self.is_map else "chart",
            "wide": self.wide,
            "height": self.height,
            "sources": self.sources,
            "notes": self.words["notes"] + [BOUNDARIES] * bounded,
            "columns": [str(c) for c in shown.columns],
            "table": _cells(_days(shown)),
            "table_is": kind,
            **self._drawn(),
        }


def everywhere(spec: dict, name: str = "The chart") -> dict:
    """A Vega-Lite spec (dict) made to show the same dates in every time zone, without its $schema.

    Raises FigureError, with the `name` and the place, for what cannot be put into UTC.
    """
    spec = in_utc({key: value for key, value in spec.items() if key != "$schema"})
    told = local_time(spec, vl_convert.vegalite_to_vega(spec, vl_version=VEGALITE_VERSION))
    if told:
        what = f"{name} would show different dates in different time zones: {'; '.join(told[:3])}"
        do = "Write dates as 2014-06-10 and use functions such as utcFormat() and utcyear()."
        raise FigureError(f"{what}. {do}")
    return spec


def picture(spec: dict, text: str, wide: bool = False) -> str:
    """The SVG picture of a Vega-Lite spec: fixed width, dark values for a dark system."""
    still = json.loads(json.dumps(spec))
    width = PICTURE_WIDTH[wide]
    for view in [still, *still.get("vconcat", [])]:
        if view.get("width") == "container":
            view["width"] = width if view is still else width - AXIS
    svg = vl_convert.vegalite_to_svg(still, vl_version=VEGALITE_VERSION)
    svg = _own_ids(GEOMETRY.sub(lambda part: DECIMALS.sub(r"\1", part[0]), svg))
    head, rest = svg.split(">", 1)
    told = f"<title>{html.escape(text)}</title><style>{palette.dark_css(svg)}</style>"
    return f'{head} role="img">{told}{rest}'


def small(svg: str) -> str:
    """A picture as the PNG of an output: base64 text."""
    return base64.b64encode(png(svg)).decode()


def _width(svg):
    return round(float(re.search(r'<svg[^>]* width="([\d.]+)"', svg)[1]))


def _own_ids(svg):
    """Vega counts clips from picture to picture; by content, a picture is the same alone."""
    found = dict.fromkeys(one[0] for one in COUNTED.finditer(svg))
    places = {name: str(place) for place, name in enumerate(found)}
    plain = COUNTED.sub(lambda found: places[found[0]], svg)
    own = hashlib.sha256(plain.encode()).hexdigest()[:8]
    return COUNTED.sub(lambda found: f"p{own}-{places[found[0]]}", svg)


def source(name: str) -> dict:
    """What a reader is told of a table: its title, publishers, licences, limitations and file."""
    table = describe(name)
    return {
        "name": name,
        "title": table["title"],
        "publishers": [
            {"name": one.get("publisher") or one["title"], "url": one.get("path") or ""}
            for one in table["sources"]
        ],
        "licences": [
            {"title": one.get("title") or one["name"], "url": one.get("path", "")}
            for one in table["licenses"]
        ],
        "limitations": table.get("limitations", []),
        "path": "data/" + table["path"],
        "rows": table["rows"],
    }


def _own(words, data):
    """What a reader is told of data that are no table of the book."""
    publisher = {"name": words.rstrip("."), "url": ""}
    entry = {"name": "", "title": "Data of the author", "publishers": [publisher], "path": ""}
    licence = {"title": "as the source says", "url": ""}
    return entry | {"licences": [licence], "limitations": [], "rows": len(data)}


def _days(frame):
    """The frame with its dates as text: days, or with the time in a column that has times."""
    written = {}
    for name, column in frame.select_dtypes("datetime").items():
        whole = (column.dropna() == column.dropna().dt.normalize()).all()
        written[name] = column.dt.strftime("%Y-%m-%d" if whole else "%Y-%m-%d %H:%M:%S")
    return frame.assign(**{str(name): text for name, text in written.items()})


def _cells(frame):
    """Rows as plain values: whole numbers as such, gaps as None."""

    def cell(value):
        if pd.isna(value):
            return None
        if hasattr(value, "isoformat"):  # a date or a time of Python's own
            return value.isoformat()
        value = value.item() if hasattr(value, "item") else value
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, float):
            return int(value) if value.is_integer() else float(f"{value:.6g}")
        return value

    return [[cell(v) for v in row] for row in frame.itertuples(index=False)]
