"""Tables that a reader can filter: whole without a script, filtered by ``_static/filter.js``."""

import html
import json


def escape(text):
    """Text for HTML."""
    return html.escape(str(text))


def filtered(name, head, bodies, filters, unit, caption, classes="", scrolls=True, text=""):
    """A table with the id `name` whose rows (made by ``shown``) can be filtered.

    head: [(HTML, class)] of the columns. bodies: <tbody> elements. filters: {key: label}, the keys
    as in the rows. unit: what a row is, plural, for "12 of 74 claims". caption: what it shows.
    text: the name of a box to type words into; without it there is none.
    """
    columns = "".join(
        f'<th scope="col" role="columnheader"{_class(kind)}>{text}</th>' for text, kind in head
    )
    typed = f' data-text="{html.escape(text)}"' if text else ""
    table = (
        f'<table role="table" class="filtered{" " * bool(classes)}{classes}" id="{name}" '
        f'data-filters="{html.escape(json.dumps(filters))}" data-unit="{html.escape(unit)}"{typed}>'
        f"<caption>{html.escape(caption)}</caption>"
        f'<thead role="rowgroup"><tr role="row">{columns}</tr></thead>{"".join(bodies)}</table>'
    )
    return scroller(table, caption) if scrolls else table


def shown(cells, data, id=None, head=0, labels=(), number=()):
    """A row: HTML of its cells, {key: [values]} for the filters, and its own id.

    head: the cell that names the row. labels: what a narrow page writes before each cell.
    number: the cells that hold numbers.
    """
    values = "".join(
        f' data-{key}="{html.escape("|".join(one.replace("|", "/") for one in found))}"'
        for key, found in data.items()
    )
    parts = []
    for at, cell in enumerate(cells):
        label = f' data-label="{html.escape(labels[at])}"' if labels else ""
        if at == head:
            parts.append(f'<th scope="row" role="rowheader"{label}>{cell}</th>')
        else:
            kind = _class("number") if at in number else ""
            parts.append(f'<td role="cell"{kind}{label}>{cell}</td>')
    own = f' id="{id}"' if id else ""
    return f'<tr role="row"{own}{values}>{"".join(parts)}</tr>'


def group(name, columns):
    """A row that names the rows of its <tbody>; it is no row of the table's count."""
    return (
        f'<tr role="row" class="group"><th scope="rowgroup" role="rowheader" '
        f'colspan="{columns}">{name}</th></tr>'
    )


def scroller(table, label):
    """A table in a box of its own, to scroll sideways (book.js lets the keyboard in)."""
    label = html.escape(label)
    return f'<div class="table-scroll" role="group" aria-label="{label}">{table}</div>'


def _class(kind):
    return f' class="{kind}"' if kind else ""
