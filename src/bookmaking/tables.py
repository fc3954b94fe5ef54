"""Pages of the catalogue: an overview, the way from publisher to claim, and one entry a table.

    ```{data-overview}
    ```
    ```{data-lineage}
    ```
    ```{data-tables} cities displacement
    ```

Topics are the folders of data/; ``*`` stands for every topic that no other page names. So a new
table has its entry with the next build, and a page of its own once somebody writes one.
"""

import io
import re
import zipfile
from pathlib import Path

import shapely
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from bookmaking import lineage
from bookmaking.catalogue import REST, addresses, anchor, pages_of, topic_title
from bookmaking.coverage import coverage
from bookmaking.figures import excel_note, licence_of, note_files, web_name
from bookmaking.filters import escape, filtered, group, scroller, shown
from helpers.judge.claims import MARKS
from helpers.sentences import day
from helpers.tables.read import data_folder, layer, resources

ARCHIVE = "downloads/conflict-in-maps-and-data.zip"
FIRST_YEAR = 2003  # where the drawn years begin; earlier ones are cut off, and said in words
NOWHERE = "Not told by a column; see the description."
WINDOW = (34.5, 28.9, 49.0, 38.0)  # the ground of the small maps: west, south, east, north
EAST = 0.83  # a degree of longitude in degrees of latitude, in the middle of the window


class _Catalogue(SphinxDirective):
    """What the three directives share."""

    def start(self):
        self.env.note_dependency(str(data_folder() / "datapackage.json"))
        for path in sorted(Path(self.env.srcdir).glob("notebooks/*.ipynb")):
            self.env.note_dependency(str(path))
        self.lineage = lineage.read(self.env.srcdir)
        self.pages = pages_of(self.env.srcdir)
        self.entries = addresses(self.env)
        self.up = "../" * self.env.docname.count("/")

    def to(self, docname, fragment=""):
        """The address of a place of the book, from this page."""
        address = self.env.app.builder.get_relative_uri(self.env.docname, docname)
        return f"{address}#{fragment}" if fragment else address

    def claim(self, row):
        """A claim as a link to its row in the ledger, with its mark."""
        mark = MARKS.get(row["verdict"], "")
        title = f"{row['claim']}: {row['verdict']}"
        return (
            f'<a href="{self.to(self.lineage.ledger, row["claim_id"])}" '
            f'title="{escape(title)}"><span aria-hidden="true">{mark}</span> '
            f"{row['claim_id']}</a>"
        )


class DataTables(_Catalogue):
    """The entries of all tables of some topics."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self):
        self.start()
        wanted = self.arguments[0].split()
        listed = [
            one for one in resources().values() if self.pages.get(one["topic"]) == self.env.docname
        ]
        topics = [topic for topic in wanted if topic != REST]
        topics += [one["topic"] for one in listed if one["topic"] not in topics]
        files, paths = note_files(self.env)
        made = [nodes.raw("", _ground(), format="html")]
        for topic in dict.fromkeys(topics):
            tables = [one for one in listed if one["topic"] == topic]
            if not tables:
                continue
            section = nodes.section(ids=[f"topic-{topic}"], names=[f"topic-{topic}"])
            section += nodes.title("", topic_title(topic))
            for one in tables:
                paths.add(f"data/{one['path']}")
                entry = nodes.section(ids=[anchor(one["name"])], names=[anchor(one["name"])])
                entry += nodes.title("", one["title"])
                entry += nodes.raw("", self.body(one), format="html")
                section += entry
            made.append(section)
        return made

    def body(self, one):
        """The entry of a table below its title."""
        return "".join(
            [
                f'<p class="table-name"><code>{one["name"]}</code> {self.download(one)}</p>',
                f"<p>{_code(one['description'])}</p>",
                self.chain(one),
                self.facts(one),
                self.limits(one),
                self.fields(one),
            ]
        )

    def download(self, one):
        kind = "GeoJSON" if one["format"] == "geojson" else "CSV"
        what = "features" if one["format"] == "geojson" else "rows"
        return (
            f'<a href="{self.up}data/{one["path"]}" download>Download {kind}</a>, '
            f"{one['rows']:,} {what}, {_size(one['bytes'])}.{excel_note(one['path'])}"
        )

    def chain(self, one):
        """Publisher, table, figures, claims: four steps with links."""
        sources = dict.fromkeys(
            web_name(s["publisher"], s.get("path") or "") for s in one["sources"]
        )
        figures = self.lineage.figures_of(one["name"])
        claims = self.lineage.claims_of(one["name"])
        steps = [
            ("Publisher" if len(sources) == 1 else "Publishers", _list(sources)),
            ("Table", f'<p><code>{one["name"]}</code></p><p class="quiet">{_builder(one)}</p>'),
            ("Figures", self.figures(figures, one)),
            ("Claims", _list(map(self.claim, claims), "inline") if claims else "<p>None.</p>"),
        ]
        parts = "".join(f"<li><b>{name}</b>{text}</li>" for name, text in steps)
        return f'<ol class="lineage" aria-label="From publisher to claim">{parts}</ol>'

    def figures(self, figures, one):
        lines = []
        for page in self.lineage.pages:
            own = [(name, title) for where, name, title in figures if where is page]
            if own:
                links = "".join(
                    f'<li><a href="{self.to(page.docname, name)}">{escape(title)}</a></li>'
                    for name, title in own
                )
                count = f"{len(own)} figure{'s' * (len(own) > 1)}"
                lines.append(
                    f"<details><summary>{escape(page.title)}: {count}</summary>"
                    f"<ul>{links}</ul></details>"
                )
        drawn = {page.docname for page, _, _ in figures}
        others = [
            page for page in self.lineage.pages_that_load(one["name"]) if page.docname not in drawn
        ]
        if others:
            links = ", ".join(
                f'<a href="{self.to(p.docname)}">{escape(p.title)}</a>' for p in others
            )
            lines.append(f"<p>Read for the text of {links}.</p>")
        if not lines:
            lines.append("<p>None.</p>")
            if not self.lineage.claims_of(one["name"]):
                why = one.get("kept_because", "Nothing says yet why it is kept.")
                lines.append(f"<p>{_code(why)}</p>")
        return "".join(lines)

    def facts(self, one):
        seen = coverage(data_folder() / one["path"], one)
        read = one["obtained_from"]
        came = escape(read["copy"]) + (f", commit {escape(read['commit'])}" * bool(read["commit"]))
        rows = [
            (
                "Licence",
                licence_of(
                    {
                        "licences": [
                            {"title": n.get("title") or n["name"], "url": n.get("path", "")}
                            for n in one["licenses"]
                        ],
                        "limitations": [],
                    }
                ),
            ),
            (
                "Release or vintage",
                " · ".join(
                    dict.fromkeys(
                        escape(one[key]) for key in ("release", "vintage") if one.get(key)
                    )
                )
                or "The publisher states none.",
            ),
            ("Covers in time", _time(seen)),
            ("Covers in place", f"{escape(seen.places or NOWHERE)}{_map(seen)}"),
            ("Obtained from", f"{came[0].upper()}{came[1:]}. Read on {day(read['read'])}."),
        ]
        if one.get("doi"):
            rows.append(("DOI", web_name(one["doi"], f"https://doi.org/{one['doi']}")))
        rows = [(name, re.sub(r"^Licences?: ", "", text)) for name, text in rows]
        pairs = "".join(f"<div><dt>{name}</dt><dd>{text}</dd></div>" for name, text in rows)
        return f'<dl class="facts">{pairs}</dl>'

    def limits(self, one):
        items = "".join(f"<li>{_code(text)}</li>" for text in one["limitations"])
        return f'<p class="facts-name">Limits and traps</p><ul>{items}</ul>'

    def fields(self, one):
        fields, key = one["schema"]["fields"], one["schema"]["primaryKey"]
        rows = "".join(
            f'<tr><th scope="row"><code>{escape(f["name"])}</code>{" (key)" * (f["name"] in key)}'
            f"</th><td>{_meaning(f)}</td><td>{f['type']}</td><td>{escape(f.get('unit', ''))}</td>"
            "</tr>"
            for f in fields
        )
        head = "".join(
            f'<th scope="col">{name}</th>' for name in ("Field", "Meaning", "Type", "Unit")
        )
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        count = f"{len(fields)} field{'s' * (len(fields) > 1)}"
        return (
            f'<details class="fold"><summary>Fields of <code>{one["name"]}</code>: {count}'
            f"</summary>{scroller(table, 'Fields of ' + one['name'])}</details>"
        )


class DataOverview(_Catalogue):
    """One row a table: title, publisher, licence, rows, years, and how often it is used."""

    def run(self):
        self.start()
        files, paths = note_files(self.env)
        every = list(resources().values())
        paths.update(f"data/{one['path']}" for one in every)
        files[ARCHIVE] = archive(every)
        seen = {one["name"]: coverage(data_folder() / one["path"], one) for one in every}
        last = max(int(c.last[:4]) for c in seen.values() if c.last)
        bodies = []
        for topic in dict.fromkeys(one["topic"] for one in every):
            rows = [
                self.row(one, seen[one["name"]], last) for one in every if one["topic"] == topic
            ]
            page = self.to(self.pages[topic], f"topic-{topic}")
            name = f'<a href="{page}">{escape(topic_title(topic))}</a>'
            bodies.append(f'<tbody role="rowgroup">{group(name, 6)}{"".join(rows)}</tbody>')
        axis = f'<span class="years-axis"><span>{FIRST_YEAR}</span><span>{last}</span></span>'
        head = [
            ("Table", ""),
            ("Publisher", ""),
            ("Licence", ""),
            ("Rows", ""),
            (f"Covers in time{axis}", ""),
            ("Used in", ""),
        ]
        table = filtered(
            "tables",
            head,
            bodies,
            {"topic": "Topic", "publisher": "Publisher", "licence": "Licence", "page": "Page"},
            "tables",
            "Every table and layer of the book",
        )
        size = _size(len(files[ARCHIVE]))
        text = (
            f"<p>{len(every)} tables and layers, {_size(sum(o['bytes'] for o in every))}. "
            f'<a href="{self.up}{ARCHIVE}" download>Download all of them with the catalogue</a>'
            f' (ZIP, {size}), or <a href="{self.up}data/datapackage.json" download>the '
            "catalogue alone</a> (a Frictionless Data Package, JSON).</p>"
        )
        return [nodes.raw("", text + table, format="html")]

    def row(self, one, seen, last):
        names = list(dict.fromkeys(s["publisher"] for s in one["sources"]))
        licences = [_licence_word(n) for n in one["licenses"]]
        figures = self.lineage.figures_of(one["name"])
        claims = self.lineage.claims_of(one["name"])
        pages = list(dict.fromkeys(page.title for page, _, _ in figures))
        data = {
            "topic": [topic_title(one["topic"])],
            "publisher": names,
            "licence": list(dict.fromkeys(licences)),
            "page": pages,
        }
        used = [
            f"{len(found)} {what}{'s' * (len(found) > 1)}"
            for found, what in ((figures, "figure"), (claims, "claim"))
            if found
        ]
        if not used:
            used = [
                "the text"
                if self.lineage.pages_that_load(one["name"])
                else f'<a href="{self.entries[one["name"]]}">nothing: why</a>'
            ]
        cells = [
            f'<a href="{self.entries[one["name"]]}">{escape(one["title"])}</a> '
            f"<code>{one['name']}</code>",
            "; ".join(map(escape, names)),
            "; ".join(map(escape, dict.fromkeys(licences))),
            f"{one['rows']:,}",
            f"{_bar(seen, last)}{escape(_years(seen)) or 'no dates'}",
            ", ".join(used),
        ]
        return shown(cells, data, number={3})


class DataLineage(_Catalogue):
    """Publisher, table, figures by page, claims: one row a table."""

    def run(self):
        self.start()
        pages = [page for page in self.lineage.pages if page.figures]
        every, rows = list(resources().values()), []
        for one in every:
            figures = self.lineage.figures_of(one["name"])
            claims = self.lineage.claims_of(one["name"])
            names = list(dict.fromkeys(s["publisher"] for s in one["sources"]))
            cells = [
                "; ".join(map(escape, names)),
                f'<a href="{self.entries[one["name"]]}"><code>{one["name"]}</code></a>',
            ]
            for page in pages:
                count = sum(where is page for where, _, _ in figures)
                words = f"{count} figure{'s' * (count != 1)} in {escape(page.title)}"
                cells.append(
                    f'<span class="dots" role="img" aria-label="{words}" '
                    f'style="--n:{count}">{count}</span>'
                    if count
                    else ""
                )
            cells.append(_list(map(self.claim, claims), "inline") if claims else "")
            data = {
                "topic": [topic_title(one["topic"])],
                "page": list(dict.fromkeys(page.title for page, _, _ in figures)),
                "claim": list(dict.fromkeys(row["chapter_name"] for row in claims)),
            }
            rows.append(shown(cells, data, head=1))
        head = [
            ("Publisher", ""),
            ("Table", ""),
            *((escape(page.title), "page") for page in pages),
            ("Claims", ""),
        ]
        table = filtered(
            "lineage",
            head,
            [f'<tbody role="rowgroup">{"".join(rows)}</tbody>'],
            {"topic": "Topic", "page": "Figures in", "claim": "Claims of"},
            "tables",
            "From publisher to table, to figures by page, to claims",
        )
        return [nodes.raw("", table, format="html")]


def archive(every):
    """All tables with the catalogue as one ZIP file: the same bytes for the same data."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for path in ["datapackage.json", *sorted(one["path"] for one in every)]:
            info = zipfile.ZipInfo(f"conflict-in-maps-and-data/{path}", (1980, 1, 1, 0, 0, 0))
            info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 3
            info.external_attr = 0o644 << 16
            packed.writestr(info, (data_folder() / path).read_bytes())
    return out.getvalue()


def _list(items, kind=""):
    name = f' class="{kind}"' if kind else ""
    return f"<ul{name}>{''.join(f'<li>{item}</li>' for item in items)}</ul>"


def _code(text):
    """Text of the catalogue: what stands in `backticks` is code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def _meaning(field):
    text = _code(field["title"])
    if field.get("description"):
        text += f". {_code(field['description'])}"
    values = field.get("constraints", {}).get("enum", [])
    if 1 < len(values) <= 10:
        text += f" <span class='quiet'>One of: {escape(', '.join(map(str, values)))}.</span>"
    return text


def _builder(one):
    if not one["builder"]:
        return "compiled by hand, each row with its source"
    return f"built by <code>builders/{one['builder']}.py</code>"


def _licence_word(licence):
    return "not verified" if licence["name"] == "unverified" else licence["name"]


def _size(count):
    return f"{count / 1_000_000:,.1f} MB" if count >= 100_000 else f"{count / 1000:,.1f} kB"


def _years(seen):
    first, last = seen.first[:4], seen.last[:4]
    return first if first == last else f"{first} to {last}"


def _time(seen):
    if not seen.first:
        return "It has no dates; see the vintage."
    columns = ", ".join(f"<code>{escape(name)}</code>" for name in seen.columns[:3])
    more = " and others" * (len(seen.columns) > 3)
    return f"{escape(seen.time)} ({columns}{more})"


def _bar(seen, last):
    """The years covered as a bar between FIRST_YEAR and the last year of any table."""
    if not seen.first:
        return '<span class="years"></span>'
    end = int(seen.last[:4]) + 1
    start = min(max(int(seen.first[:4]), FIRST_YEAR), end - 1)
    whole = last + 1 - FIRST_YEAR
    left, width = 100 * (start - FIRST_YEAR) / whole, 100 * (end - start) / whole
    earlier = ' class="earlier"' * (int(seen.first[:4]) < FIRST_YEAR)
    return (
        f'<span class="years"><span{earlier} style="left:{left:.1f}%;width:{width:.1f}%">'
        "</span></span>"
    )


def _at(lon, lat):
    return (lon - WINDOW[0]) * EAST * 10, (WINDOW[3] - lat) * 10


def _ground():
    """The outlines of Iraq and Syria once a page, for the small maps of the entries."""
    shapes = layer("countries").set_index("iso3")["geometry"]
    parts = "".join(
        f'<path id="ground-{code}" d="{_path(shapes[code].simplify(0.08))}"/>'
        for code in ("IRQ", "SYR")
    )
    return f'<svg width="0" height="0" aria-hidden="true" class="ground"><defs>{parts}</defs></svg>'


def _path(shape):
    rings = [part.exterior for part in shapely.get_parts(shape)]
    return "".join(
        "M" + "L".join("{:.1f} {:.1f}".format(*_at(*point)) for point in ring.coords[:-1]) + "Z"
        for ring in rings
    )


def _map(seen):
    """A small map: countries that are named are filled, the box of the points is framed."""
    named = {"IRQ": {"Iraq", "IRQ"}, "SYR": {"Syria", "SYR"}}
    filled = {code for code, words in named.items() if words & seen.names}
    box = seen.box
    if box and not (
        WINDOW[0] - 1 <= box[0]
        and box[2] <= WINDOW[2] + 2
        and WINDOW[1] - 1 <= box[1]
        and box[3] <= WINDOW[3] + 1
    ):
        box = None
    if not filled and not box:
        return ""
    uses = "".join(
        f'<use class="{"in" if code in filled else "out"}" href="#ground-{code}"/>'
        for code in named
    )
    frame = ""
    if box:
        (x, y), (x2, y2) = _at(box[0], box[3]), _at(box[2], box[1])
        wide, high = max(x2 - x, 3), max(y2 - y, 3)  # a city would be no more than a point
        frame = f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}"/>'
    wide, high = (f"{n:.0f}" for n in _at(WINDOW[2], WINDOW[1]))
    return f'<svg class="extent" viewBox="0 0 {wide} {high}" aria-hidden="true">{uses}{frame}</svg>'


def setup(app):
    """Register the directives."""
    app.add_directive("data-tables", DataTables)
    app.add_directive("data-overview", DataOverview)
    app.add_directive("data-lineage", DataLineage)
