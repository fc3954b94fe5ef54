"""A figure of the book: from the MIME bundle of a notebook to a numbered figure in a page.

The bundle holds the words, sources and data of the figure (``FIGURE``), a picture
(``image/svg+xml``) and the live drawing: a Vega-Lite specification (``VEGALITE``) or a folium
map (``text/html``). The page first shows the picture; ``theme/js`` draws the live one.
"""

import copy
import csv
import functools
import hashlib
import io
import json
import re

from docutils import nodes

from bookmaking import cards, embed
from bookmaking.catalogue import addresses
from bookmaking.frames import frame_document
from bookmaking.gazetteer import page_of
from bookmaking.letters import with_room
from bookmaking.markup import node
from helpers.draw.figures import FIGURE, VEGALITE
from helpers.draw.follow import bound, parts
from helpers.tables.read import catalogue, data_folder, resources

FOLDER = "_figures"  # in the built site
SHOWN = ("input", "min", "max", "step", "options", "labels")  # what a page draws of an input
COMPILED = "compiled for this book"
BY = "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"
BY_SA = "CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/"
SHARED_BYTES = 1000  # data of this size or more becomes a file that figures share


class book_figure(nodes.figure):
    """A numbered figure; ``{ref}`` shows its title, ``{numref}`` its number."""


class element(nodes.General, nodes.Element):
    """What HTML shows in an element of its own (``tag``) and other formats without one."""


def figure_nodes(env, document, bundle, numbered=True):
    """The nodes of a figure, none for a heading; its files are noted, to be written at the end.

    numbered: False for a figure that stands outside the numbering, such as a landing page's.
    """
    meta = bundle[FIGURE]
    if meta.get("heading"):
        return []
    name, picture = meta["id"], with_room(bundle["image/svg+xml"])
    if meta["kind"] == "map":
        live, controls = f"{name}.html", {}
        frame, own = frame_document(bundle["text/html"], meta["title"])
        own[live] = frame
        own[f"{name}.svg.js"] = _call("bookPicture", name, picture)  # to be saved: see menu.js
    else:
        spec, data, controls = live_chart(bundle[VEGALITE])
        if "follow" in meta:
            controls["follow"] = meta["follow"]
        live = f"{name}.js"
        own = {f"{key}.js": _call("bookData", key, rows) for key, rows in data.items()}
        own[live] = _call("bookSpec", name, spec, sorted(data))
    own[f"{name}.svg"] = picture
    if "csv" in meta:
        own[f"{name}.csv"] = safe_csv(csv.reader(io.StringIO(meta["csv"])))
    files, tables = note_files(env)
    files.update({f"{FOLDER}/{file}": text for file, text in own.items()})
    tables.update(source["path"] for source in meta["sources"] if source.get("path"))
    up = "../" * env.docname.count("/")
    # With a mark of the content in its address, a browser never shows an old file.
    marked = {file: f"{FOLDER}/{file}?v={_hash(own[file])[:8]}" for file in own}

    kind = book_figure if numbered else element
    figure = kind(title=meta["title"], tag="figure", classes=["figure"])
    figure += nodes.paragraph("", meta["title"], classes=["figure-title"])
    subtitle = nodes.paragraph("", meta["subtitle"], classes=["figure-subtitle"])
    if meta.get("subtitle_live"):  # speaks of controls, which need JavaScript
        subtitle += nodes.inline("", " " + meta["subtitle_live"], classes=["live-only"])
    figure += subtitle
    # With the apostrophes that Sphinx gives to titles.
    drawn = {"controls": _json(controls).replace("'", "\u2019") if controls else ""}
    drawn["size"] = _size(picture)

    def addressed(up):
        return {"live": up + marked[live], "picture": up + marked[f"{name}.svg"], **drawn}

    figure += node("figure.html", meta=meta, **addressed(up))
    figure += credit(meta["sources"])
    block = element(tag="div", classes=["wide"] * bool(meta.get("wide")) + ["book-figure"])
    if numbered:
        figure["names"].append(name)
        document.note_explicit_target(figure, figure)
        small = marked[f"{name}.svg"], *drawn["size"]
        cards.note(env, figure["ids"][0], text=meta["title"], picture=small)
        told, licence = credited(meta["sources"])
        about = {"data": f"../{data_file(meta)}", "told": told, "licence": licence}
        about["boundaries"] = meta["kind"] == "map" or '"projection"' in own[live]
        embed.note(env, figure["ids"][0], meta=meta, **addressed("../"), **about)
    else:
        block["ids"].append(name)
    block += figure
    block += details(meta, up, addresses(env), functools.partial(page_of, env))
    return [block]


def picture_of(name, svg):
    """The picture of a figure for the landing page: its address, marked by content, and size."""
    svg = with_room(svg)
    return f"{FOLDER}/{name}.svg?v={_hash(svg)[:8]}", _size(svg)


def note_files(env):
    """What the page being read adds to the site: {path: text} and a set of data files."""
    return env.metadata[env.docname].setdefault("book_files", ({}, set()))


def live_chart(spec):
    """Split a Vega-Lite specification for the page.

    Returns (specification, {dataset name: rows}, controls): large inline data goes into named
    datasets, so that figures share them; bound inputs are described in `controls`, for the page
    to draw in its own way with the play button and steps of ``usermeta.book``. Their "live" names
    the text marks that follow an input: the page reads them out when it has changed.
    """
    spec = copy.deepcopy(spec)
    book = spec.pop("usermeta", {}).get("book", {})
    named, shared = spec.pop("datasets", {}), {}
    for part in parts(spec):
        data = part.get("data")
        if isinstance(data, dict) and (data.get("name") in named or "values" in data):
            rows = named[data["name"]] if data.get("name") in named else data["values"]
            text = _json(rows)
            if len(text) < SHARED_BYTES:
                part["data"] = {**data, "values": rows}
            else:
                key = "data-" + _hash(text)
                shared[key] = rows
                part["data"] = {k: v for k, v in data.items() if k != "values"} | {"name": key}
    inputs = [_input(one, book) for one in bound(spec)]
    live = _name_live_texts(spec, [one["signal"] for one in inputs])
    controls = {"inputs": inputs, **book, "live": live}
    wanted = ("inputs", "play", "steps", "live")
    return spec, shared, {key: controls[key] for key in wanted if controls.get(key)}


def _name_live_texts(view, params, above="", place="live"):
    """Name the views whose text depends on a parameter by their place; the names, in its order."""
    rules = above + _json(view.get("transform", []))
    mark, names = view.get("mark"), []
    if isinstance(mark, dict) and mark.get("type") == "text":
        own = rules + _json(mark) + _json(view.get("encoding", {}).get("text", {}))
        if any(re.search(rf"\b{re.escape(name)}\b", own) for name in params):
            names.append(view.setdefault("name", place))
    for key in ("layer", "concat", "hconcat", "vconcat"):
        for number, child in enumerate(view.get(key, [])):
            names += _name_live_texts(child, params, rules, f"{place}_{number}")
    if "spec" in view:
        names += _name_live_texts(view["spec"], params, rules, f"{place}_of")
    return names


def _input(param, book):
    """What the page needs to draw the slider or the list that is bound to a parameter."""
    bind, name = param["bind"], param["name"]
    if bind.get("input") not in ("range", "select"):
        raise ValueError(f"{name!r} needs a slider or a list: take one of helpers.draw.controls.")
    return {
        "signal": name,
        "label": book.get("label", {}).get(name) or bind.get("name", name).strip().rstrip(":"),
        "value": param.get("value"),
        "format": book.get("format", {}).get(name),
        **{key: bind[key] for key in SHOWN if key in bind},
    }


def safe_csv(rows):
    """Rows as CSV text in which no cell can be taken for a formula by a spreadsheet program."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(map(safe_cell, row) for row in rows)
    return out.getvalue()


def safe_cell(text):
    """'=1+1' -> \"'=1+1\"; a number such as -5 stays."""
    if not str(text).startswith(("=", "+", "-", "@", "\t", "\r")):
        return text
    try:
        float(text)
        return text
    except ValueError:
        return "'" + text


def excel_note(path):
    """How Excel opens a sealed table of data/; nothing for one without letters beyond ASCII."""
    # The book's other CSV files begin with the mark (BOM) by which Excel knows UTF-8; these keep
    # the bytes that their checksum is of.
    if not path.endswith(".csv") or _is_ascii(data_folder() / path.removeprefix("data/")):
        return ""
    return " In Excel, choose Data, then From Text/CSV, and UTF\N{NON-BREAKING HYPHEN}8."


@functools.cache
def _is_ascii(file):
    return not file.is_file() or file.read_bytes().isascii()


def credit(sources):
    """The caption of a figure: who published its tables, and its licence where that is share-alike.

    Figures of which it says nothing are under the book's own licence, which each page names.
    """
    told, own = credited(sources)
    line = nodes.caption("", told)
    if own is BY_SA:
        licence = nodes.reference("", own[0], refuri=own[1], internal=False)
        line += [nodes.Text(" Figure: "), licence, nodes.Text(".")]
    return line


def credited(sources):
    """(who published the tables of a figure, as a sentence; (name, address) of its licence)."""
    tables = (one["name"] for source in sources for one in source["publishers"])
    names = each_once(name for told in tables for name in told.split("; "))
    told = f"Source{'s' * (len(names) != 1)}: {'; '.join(names)}."
    return told, BY_SA if share_alike(source["name"] for source in sources) else BY


def each_once(publishers):
    """Publishers, each once. Tables "compiled for this book" become one, of all that it drew on."""
    names = list(dict.fromkeys(publishers))
    ours = [name for name in names if name.lower().endswith(COMPILED)]
    kinds = {kind.lower(): 1 for name in ours for kind in re.split(", | and ", name)[:-1]}
    told = " and ".join(", ".join(kinds).rsplit(", ", 1)) + ", " * bool(kinds) + COMPILED
    one = [told[0].upper() + told[1:]] * bool(ours)
    return [name for name in names if name not in ours] + one


def share_alike(tables):
    """Whether the catalogue gives one of these tables (names) a licence that asks for its like."""
    known = resources()
    found = (known[name]["licenses"] for name in tables if name in known)
    return any("-SA-" in licence["name"] for licences in found for licence in licences)


def details(meta, up, entries, page):
    """The disclosure below a figure: sources, notes, the data as a table and as a file.

    entries: {table: address of its entry on the pages of the data}; page(place): the address of a
    place's page, if it has one.
    """
    file = data_file(meta)
    helpers = {"excel_note": excel_note, "named": named, "page": page, "vintage": vintages().get}
    return node("figure_data.html", meta=meta, up=up, entries=entries, file=file, **helpers)


def data_file(meta):
    """The file of what a figure draws: a table that is drawn whole, or rows of its own."""
    return meta.get("file") or f"{FOLDER}/{meta['id']}.csv"


@functools.cache
def vintages():
    """{name of a table: the vintage that the catalogue gives}, where it gives one."""
    return catalogue().set_index("name")["vintage"].dropna().to_dict()


def named(publishers):
    """[(name, address)] of publishers, each once."""
    return list(dict.fromkeys((one["name"], one["url"]) for one in publishers))


def _size(svg):
    """Width and height of a picture in whole pixels, from its view box."""
    box = re.search(r'viewBox="\s*[-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)', svg[:2000])
    if not box:
        raise ValueError("A picture of a figure has no viewBox.")
    return round(float(box[1])), round(float(box[2]))


def _call(function, name, *values):
    """A script that hands over data: it works from a folder, where fetch() does not."""
    given = ",".join(_json(value) for value in values)
    return f'{function}("{name}",{given});\n'


def _json(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _hash(text):
    return hashlib.sha256(text.encode()).hexdigest()[:12]
