"""The renderers that myst-nb finds by the entry point ``myst_nb.mime_renderers``."""

import html
import re

from docutils import nodes
from markupsafe import Markup

from bookmaking.figures import FIGURE, VEGALITE, figure_nodes
from bookmaking.ledger import ledger_nodes
from bookmaking.markup import template
from bookmaking.timeline import timeline_nodes
from helpers.draw.explore import WIDGET
from helpers.judge.ledger import LEDGER
from helpers.judge.timeline import TIMELINE

WORDS = "An explorer for a live kernel: open this notebook in JupyterLab to use it."


class BookRenderers:
    """Renders figures, tables and widgets of notebooks as parts of a page without a kernel."""

    mime_priority_overrides = [("*", FIGURE, 1), ("*", LEDGER, 1), ("*", TIMELINE, 1)]

    @staticmethod
    def handle_mime(renderer, data, inline):
        """The nodes for one MIME type of an output; None leaves it to myst-nb.

        A bundle of the book's own is rendered whole when its own type comes by, so its other
        types give nothing; myst-nb then has one alternative left and takes it.
        """
        if inline:
            return None
        bundle, own = _bundle(renderer, data), renderer.renderer
        numbered = "unnumbered" not in data.cell_metadata.get("tags", [])  # as in from-notebook
        makers = {
            FIGURE: lambda: figure_nodes(own.sphinx_env, own.document, bundle, numbered),
            LEDGER: lambda: ledger_nodes(own.sphinx_env, bundle[LEDGER]),
            TIMELINE: lambda: timeline_nodes(own.sphinx_env, bundle[TIMELINE]),
            WIDGET: lambda: [nodes.paragraph("", WORDS)],
        }
        for kind, make in makers.items():
            if kind in bundle:
                return make() if data.mime_type == kind else []
        if data.mime_type == VEGALITE:
            return []  # a chart without figure(): its picture stands, if it has one
        if data.mime_type == "text/html" and 'class="dataframe"' in data.string:
            return [nodes.raw("", data_table(data.string), format="html")]
        return None


def _bundle(renderer, data):
    if data.output_index is None:
        return {data.mime_type: data.content}
    _, outputs = renderer.renderer.nb_client.code_cell_outputs(data.cell_index)
    return outputs[data.output_index]["data"]


def data_table(text):
    """A pandas table as an accessible table: scopes, no empty heading, a scroller of its own."""
    text = re.sub(r"<style scoped>.*?</style>", "", text, flags=re.S)
    text = re.sub(r'\s(border="1"|style="text-align: right;")', "", text)
    head, body = text.split("</thead>", 1) if "</thead>" in text else ("", text)
    head = re.sub(r"<th>\s*</th>", "<td></td>", head).replace("<th>", '<th scope="col">')
    body = body.replace("<th>", '<th scope="row">')
    parts = template("parts.html").module
    body = re.sub(
        r"<td>(https?://[^\s<]+)</td>",
        lambda cell: f'<td class="address">{parts.shown_link(html.unescape(cell[1]))}</td>',
        body,
    )
    text = re.sub(r"</?div>", "", f"{head}</thead>{body}" if head else body).strip()
    return parts.scroller("Table", caller=lambda: Markup(text))
