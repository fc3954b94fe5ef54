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
from dataclasses import dataclass, field

import altair as alt
import folium
import pandas as pd
import vl_convert
from IPython.display import display

from helpers.draw import maps, palette
from helpers.draw.lab import VEGALITE, VEGALITE_VERSION, drawn_by_lab, numbers
from helpers.draw.parts import template
from helpers.draw.raster import png
from helpers.draw.utc import in_utc, local_time
from helpers.sentences import fill_all
from helpers.tables.read import describe

FIGURE = "application/vnd.book.figure+json"
PICTURE_WIDTH = {False: 640, True: 880}
LAB_WIDTH = {False: 640, True: 820}  # a cell is no wider beside JupyterLab's list of files
AXIS = 60  # pixels left for it beside a part that fills the width
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


_WORDS = {}  # id of a figure: its words, said before it is drawn


def words(id, *, title, subtitle, text, notes=(), live="", **values):
    """Say the words of a figure before it is drawn: templates with named values.

    id: lower-case words with hyphens, unique in the book. title: what the figure shows.
    subtitle: what is measured, where, when, in which unit. text: the text alternative: what it
    is, the trend, the extremes, the caveat. notes: filters and caveats, a sentence each. live: a
    sentence for the subtitle that holds only where the controls work. values: what the templates
    name, as in ``sentences``. Raises SentenceError for a value that is missing or unused.
    """
    if isinstance(notes, str):
        raise FigureError(f"The notes of figure {id!r} are a list, not one text.")
    parts = {"title": title, "subtitle": subtitle, "text": text, "live": live}
    parts |= {f"note {place}": note for place, note in enumerate(notes)}
    said = fill_all(parts, values) if values else parts
    _WORDS[id] = {name: said[name] for name in ("title", "subtitle", "text", "live")} | {
        "notes": [line for name, line in said.items() if name.startswith("note ")]
    }


def figure(drawing, id, **parts):
    """Show an Altair chart or a folium map as a figure of the book, after its ``words``.

    drawing: an Altair chart, or a folium map (then `picture`, an Altair chart of the same,
    stands where no script runs). id: that of its words. data: the DataFrame exactly as drawn;
    readers get it as a CSV file; or the name of a table that is drawn row by row, whose own file
    they then get. tables: names of the catalogue's tables it came from.
    May be left out: table: a summary to print where `data` is too long to read (needed where
    `data` names a table). wide: wider than the text. height: of a map, in pixels. play: what
    ``controls.play`` or ``controls.as_dates`` returns.

    Raises TypeError or FigureError when a part is missing, empty or of the wrong kind, DataError
    for an unknown table.
    """
    if id not in _WORDS and "title" not in parts:
        raise FigureError(
            f"Figure {id!r} has no words: call words({id!r}, title=..., subtitle=..., text=...) "
            "before it."
        )
    shown = Figure(drawing, id=id, **_WORDS.get(id, {}), **parts)
    display(shown.heading(), raw=True)
    bundle, metadata = shown.bundle()
    display(bundle, raw=True, metadata=metadata)


@dataclass
class Figure:
    """The parts of ``figure``; ``heading`` and ``bundle`` give its two Jupyter outputs."""

    drawing: object
    id: str
    title: str
    subtitle: str
    text: str
    data: pd.DataFrame | str
    tables: list
    notes: list = field(default_factory=list)
    table: pd.DataFrame | None = None
    picture: object = None
    wide: bool = False
    height: int = 480
    play: dict | None = None
    live: str = ""

    def __post_init__(self):
        for part in ("id", "title", "subtitle", "text"):
            if not isinstance(getattr(self, part), str):
                raise FigureError(f"The {part} of figure {self.id!r} is not text.")
        for part in ("tables", "notes"):
            if isinstance(getattr(self, part), str):
                raise FigureError(f"The {part} of figure {self.id!r} are a list, not one text.")
            setattr(self, part, list(getattr(self, part)))
        if not isinstance(self.drawing, (alt.TopLevelMixin, folium.Map)):
            raise FigureError(
                f"Figure {self.id!r} draws an Altair chart or a folium map, "
                f"not a {type(self.drawing).__name__}."
            )
        if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", self.id):
            raise FigureError(f"Figure id {self.id!r}: use lower-case words with hyphens.")
        for part in ("title", "subtitle", "text"):
            if not str(getattr(self, part)).strip():
                raise FigureError(f"Figure {self.id!r} has no {part}.")
        if len(self.text) < 80:
            raise FigureError(
                f"Figure {self.id!r}: the text alternative is too short to stand for the "
                "picture. Say what it is, the trend, the extremes and the caveat."
            )
        if not self.tables:
            raise FigureError(f"Figure {self.id!r} names no table of the catalogue.")
        if isinstance(self.data, str):
            if self.data not in self.tables:
                raise FigureError(f"Figure {self.id!r} draws {self.data!r}: name it in tables.")
            if self.table is None:
                raise FigureError(f"Figure {self.id!r} draws a whole table: give a summary.")
        elif not isinstance(self.data, pd.DataFrame) or self.data.empty:
            raise FigureError(f"Figure {self.id!r} needs the DataFrame that is drawn.")
        for name in () if isinstance(self.data, str) else self.data.select_dtypes("datetimetz"):
            raise FigureError(
                f"Figure {self.id!r}: the dates in {name!r} have a time zone, so their day depends "
                f"on it. Give days: data[{name!r}].dt.tz_localize(None)."
            )
        self.sources = [_source(name) for name in self.tables]
        if self.is_map and self.picture is None:
            raise FigureError(f"Figure {self.id!r} is a map: give an Altair chart as picture.")

    @property
    def is_map(self):
        return isinstance(self.drawing, folium.Map)

    def heading(self):
        """The first output: title, subtitle and sources, which the book sets its own way."""
        named = "; ".join(
            f"{', '.join(dict.fromkeys(p['name'] for p in s['publishers']))}: {s['title']}"
            for s in self.sources
        )
        sources = f"<small>Figure {self.id}. Sources: {named}.</small>"
        markdown = f"**{self.title}**\n\n{self.subtitle}\n\n{sources}"
        return {
            FIGURE: {"heading": True, "id": self.id},
            "text/markdown": markdown,
            "text/plain": f"{self.title}. {self.subtitle}",
        }

    def bundle(self):
        """The second output: (MIME bundle, metadata)."""
        spec = everywhere(
            (self.picture if self.is_map else self.drawing).to_dict(), f"Figure {self.id!r}"
        )
        if self.play:
            known = [param["name"] for param in spec.get("params", [])]
            sliders = {*self.play.get("format", {}), *self.play.get("label", {})}
            sliders |= {self.play["play"]["param"]} if "play" in self.play else set()
            for name in sorted(sliders):
                if name not in known:
                    raise FigureError(
                        f"Figure {self.id!r} has no slider {name!r} to play; it has {known}."
                    )
            spec["usermeta"] = {"book": self.play}
        svg = picture(spec, self.text, wide=self.wide)
        still = small(svg)
        bundle = {
            FIGURE: self._meta(spec),
            "image/svg+xml": svg,
            "image/png": still,
            "text/plain": f"{self.title}. {self.text}",
        }
        if self.is_map:
            bundle["text/html"] = self._frame(still)
            return numbers(bundle), {}
        spec["description"] = self.text
        bundle[VEGALITE] = spec
        beside = _width(svg) - PICTURE_WIDTH[self.wide] + AXIS
        return numbers(bundle), for_jupyterlab(spec, self.wide, beside)

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
            shown = self.data.reset_index(drop=True)
            kind = "all" if len(shown) <= TABLE_ROWS else "first"
            shown = shown if kind == "all" else shown.head(FIRST_ROWS)
        notes = list(self.notes)
        if self.is_map or '"geoshape"' in json.dumps(spec):
            notes.append(BOUNDARIES)
        return {
            "id": self.id,
            "kind": "map" if self.is_map else "chart",
            "title": self.title,
            "subtitle": self.subtitle,
            "subtitle_live": self.live,
            "text": self.text,
            "wide": self.wide,
            "height": self.height,
            "sources": self.sources,
            "notes": notes,
            "columns": [str(c) for c in shown.columns],
            "table": _cells(_days(shown)),
            "table_is": kind,
            **self._drawn(),
        }

    def _frame(self, still):
        """The live map; where a viewer takes frames out, the picture in it (base64) is left."""
        page = maps.document(self.drawing, self.id, self.title)
        return template("frame.html").render(
            title=self.title, text=self.text, height=self.height, page=page, picture=still
        )


def everywhere(spec, name="The chart"):
    """A Vega-Lite spec (dict) made to show the same dates in every time zone, without its $schema.

    Raises FigureError, with the `name` and the place, for what cannot be put into UTC.
    """
    spec = in_utc({key: value for key, value in spec.items() if key != "$schema"})
    told = local_time(spec, vl_convert.vegalite_to_vega(spec, vl_version=VEGALITE_VERSION))
    if told:
        raise FigureError(
            f"{name} would show different dates in different time zones: "
            f"{'; '.join(told[:3])}. Write dates as 2014-06-10 and use functions such as "
            "utcFormat() and utcyear()."
        )
    return spec


def for_jupyterlab(spec, wide=False, beside=AXIS):
    """The metadata with which JupyterLab draws a Vega-Lite spec, so that it fits into a cell.

    beside: pixels that axes and their words need beside a part that fills the width.
    """
    return drawn_by_lab(spec, {True: LAB_WIDTH[wide], False: LAB_WIDTH[wide] - beside})


def picture(spec, text, wide=False):
    """The SVG picture of a Vega-Lite spec: fixed width, dark values for a dark system."""
    still = json.loads(json.dumps(spec))
    width = PICTURE_WIDTH[wide]
    for view in [still, *still.get("vconcat", [])]:
        if view.get("width") == "container":
            view["width"] = width if view is still else width - AXIS
    svg = vl_convert.vegalite_to_svg(still, vl_version=VEGALITE_VERSION)
    svg = _own_ids(GEOMETRY.sub(lambda part: DECIMALS.sub(r"\1", part[0]), svg))
    dark = _used(palette.dark_css(), svg)
    head, rest = svg.split(">", 1)
    return f'{head} role="img"><title>{html.escape(text)}</title><style>{dark}</style>{rest}'


def small(svg):
    """A picture as the PNG of an output: base64 text."""
    return base64.b64encode(png(svg)).decode()


def _width(svg):
    return round(float(re.search(r'<svg[^>]* width="([\d.]+)"', svg)[1]))


def _own_ids(svg):
    """Vega counts clips from picture to picture; by content, a picture is the same alone."""
    places = {
        name: str(place)
        for place, name in enumerate(dict.fromkeys(found[0] for found in COUNTED.finditer(svg)))
    }
    plain = COUNTED.sub(lambda found: places[found[0]], svg)
    own = hashlib.sha256(plain.encode()).hexdigest()[:8]
    return COUNTED.sub(lambda found: f"p{own}-{places[found[0]]}", svg)


def _used(rules, svg):
    """Only the variables that this picture uses."""
    names = set(re.findall(r"var\((--[\w-]+)", svg))
    body = ";".join(
        f"{name}:{value}"
        for name, value in re.findall(r"(--[\w-]+):([^;}]+)", rules)
        if name in names
    )
    return "@media (prefers-color-scheme:dark){:root{" + body + "}}"


def _source(name):
    resource = describe(name)
    return {
        "name": name,
        "title": resource["title"],
        "publishers": [
            {"name": s.get("publisher") or s["title"], "url": s.get("path") or ""}
            for s in resource["sources"]
        ],
        "licences": [
            {"title": licence.get("title") or licence["name"], "url": licence.get("path", "")}
            for licence in resource["licenses"]
        ],
        "limitations": resource.get("limitations", []),
        "path": "data/" + resource["path"],
        "rows": resource["rows"],
    }


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
        if isinstance(value, bool):
            return "yes" if value else "no"
        if hasattr(value, "item"):
            value = value.item()
            return cell(value)
        if isinstance(value, float):
            return int(value) if value.is_integer() else float(f"{value:.6g}")
        return value

    return [[cell(v) for v in row] for row in frame.itertuples(index=False)]
