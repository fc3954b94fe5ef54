"""The timeline in a page: a list of all events, whole without a script, filtered with one."""

from docutils import nodes

from bookmaking.figures import ADDRESS
from bookmaking.filters import escape, filtered, shown
from helpers.judge.claims import CHAPTERS
from helpers.judge.timeline import AFTER

COLUMNS = ("When", "What happened", "Who, and in which chapters", "Who says so")
FILTERS = {
    "chapter": "Chapter",
    "country": "Country",
    "side": "Side",
    "kind": "Kind of source",
    "part": "Time",
}
NOWHERE = "Several, or none"


def timeline_nodes(env, rows):
    """The nodes of the timeline: a table with a body for each year."""
    years = {}
    for row in rows:
        years.setdefault(row["date"][:4], []).append(_row(env, row))
    bodies = [
        f'<tbody role="rowgroup" id="year-{year}">{"".join(found)}</tbody>'
        for year, found in years.items()
    ]
    table = filtered(
        "events",
        [(name, "") for name in COLUMNS],
        bodies,
        FILTERS,
        "events",
        "Every dated event of the book",
        "timeline",
        scrolls=False,
        text="Words",
    )
    return [nodes.raw("", f'<div class="wide">{table}</div>', format="html")]


def _row(env, row):
    later = row["part"] == AFTER
    where = ", ".join(filter(None, [row["place"], row["country"]]))
    note = f'<p class="quiet">{escape(row["note"])}</p>' if row["note"] else ""
    mark = ' <span class="quiet">(after the article)</span>' if later else ""
    place = f'<p class="quiet">{escape(where)}{mark}</p>' if where or later else ""
    others = escape("; ".join(row["others"]))
    others = f'<p class="quiet">Other dates: {others}.</p>' if others else ""
    source = escape(row["source"])
    if ADDRESS.fullmatch(row["address"]):
        source = f'<a href="{escape(row["address"])}">{source}</a>'
    cells = [
        f'<time datetime="{row["date"]}">{escape(row["day"])}</time>',
        f"<p><b>{escape(row['label'])}.</b> {escape(row['event'])}.</p>{place}{note}",
        f"<p>{escape('; '.join(row['sides']))}</p>"
        f'<p class="quiet">{", ".join(_chapter(env, one) for one in row["chapters"])}</p>',
        f'<p>{source} <span class="quiet">({escape(row["kind"])})</span></p>{others}',
    ]
    data = {
        "chapter": [CHAPTERS[one] for one in row["chapters"]],
        "country": [row["country"] or NOWHERE],
        "side": row["sides"],
        "kind": [row["kind"]],
        "part": [row["part"]],
    }
    return shown(cells, data, id=f"event-{row['key']}", labels=COLUMNS)


def _chapter(env, slug):
    """The name of a chapter, a link where the chapter is in the book."""
    name = f"notebooks/{slug}"
    if name not in env.found_docs:
        return escape(CHAPTERS[slug])
    return f'<a href="{env.app.builder.get_relative_uri(env.docname, name)}">{CHAPTERS[slug]}</a>'
