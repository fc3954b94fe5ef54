"""The Sphinx extension: the book's theme, its figures, and outputs taken from a notebook."""

import gc
import html
import os
import re
from importlib.metadata import version
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from myst_nb.sphinx_ import HideCodeCellNode, HideInputCells
from pygments.formatters import HtmlFormatter
from pygments.token import Comment, Keyword, Name, Operator, String, Text
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from bookmaking import (
    landing,
    launch,
    lineage,
    linked,
    outline,
    places,
    reference,
    search,
    tables,
    teach,
)
from bookmaking.assets import THEME, prepare_site, write_assets
from bookmaking.figures import FIGURE, book_figure, element, figure_nodes
from bookmaking.gazetteer import gazetteer
from bookmaking.ledger import LinkNames
from bookmaking.render import data_table

# What the pages load, other extensions' scripts being left out.
SCRIPTS = ["documentation_options.js", "clipboard.min.js", "copybutton.js", "book.js"]

# Elements that a page can do without: what sphinx-design draws into the head of every box that
# opens (ours has the browser's own mark), boxes round that head and round each word of code, and
# an empty one before it.
IDLE = re.compile(
    r'<span class="sd-summary-state-marker.*?</span>|(?<=<pre>)<span></span>'
    r'|<span class="(?:sd-summary-text|pre)">(.*?)</span>',
    re.S,
)


class FromNotebook(SphinxDirective):
    """Show the outputs of a notebook's cells as if they stood in this page.

    The cells are found by a tag, or one by the id of the figure that it draws (``:figure:``).

    ```{from-notebook} notebooks/cover.ipynb
    :cell: hero
    :unnumbered:
    ```
    """

    required_arguments = 1
    final_argument_whitespace = True
    option_spec = dict.fromkeys(("cell", "figure"), directives.unchanged_required)
    option_spec |= {"unnumbered": directives.flag}

    def run(self):
        path = Path(self.env.srcdir) / self.arguments[0]
        if not path.is_file():
            raise self.error(f"There is no notebook {self.arguments[0]!r}.")
        self.env.note_dependency(str(path))
        by = "figure" if "figure" in self.options else "cell"
        cells = lineage.taken(path, by, self.options.get(by))
        if not cells:
            told = f"{'figure' if by == 'figure' else 'tag'} {self.options.get(by)!r}"
            raise self.error(f"{self.arguments[0]} has no code cell with the {told}.")
        return [node for cell in cells for out in cell.outputs for node in self.output(out)]

    def output(self, output):
        """The nodes of one output: a figure, Markdown or a table."""
        bundle = output.get("data", {})
        if FIGURE in bundle:
            numbered = "unnumbered" not in self.options
            return figure_nodes(self.env, self.state.document, bundle, numbered)
        if "text/html" in bundle:
            return [nodes.raw("", data_table(bundle["text/html"]), format="html")]
        if "text/markdown" in bundle:
            parent = nodes.Element()
            lines = StringList(bundle["text/markdown"].splitlines(), self.arguments[0])
            self.state.nested_parse(lines, self.content_offset, parent)
            return parent.children
        raise self.error(f"{self.arguments[0]}: an output is no figure, no table and no Markdown.")


class ScrollTables(SphinxPostTransform):
    """Put every table of the text into a box, so that a narrow page scrolls it, not itself."""

    default_priority = 200
    formats = ("html",)

    def run(self, **kwargs):
        for table in list(self.document.findall(nodes.table)):
            box = element(tag="div", classes=["table-scroll"])
            box["attributes"] = {"role": "group", "aria-label": "Table"}
            table.parent.replace(table, box)
            box += table


class WholeAddresses(SphinxPostTransform):
    """MyST escapes an address before the HTML writer escapes it again: '&' became '&amp;amp;'."""

    default_priority = 200
    formats = ("html",)

    def run(self, **kwargs):
        for link in self.document.findall(nodes.reference):
            if "&amp;" in link.get("refuri", ""):
                link["refuri"] = html.unescape(link["refuri"])


class QuietFormatter(HtmlFormatter):
    """Marks only the kinds of code that the style sheet colours, so that pages stay small."""

    kinds = (Comment, Keyword, String)

    def format_unencoded(self, tokensource, outfile):
        """Write the tokens as HTML, all other kinds as plain text."""
        super().format_unencoded(((self.kind(token), text) for token, text in tokensource), outfile)

    def kind(self, token):
        """The group of a token: comment, keyword, string or plain."""
        if token in Operator.Word or token in Name.Decorator:
            return Keyword
        return next((kind for kind in self.kinds if token in kind), Text)


def quieten_code(app):
    """Let Sphinx write code with the formatter above."""
    if app.builder.format == "html":
        app.builder.highlighter.formatter = QuietFormatter


class FoldCells(SphinxPostTransform):
    """Hidden code gets one plain disclosure a figure, below it, with all that led to it."""

    default_priority = HideInputCells.default_priority + 1
    formats = ("html",)

    def run(self, **kwargs):
        waiting = []  # cells without output, for the next figure
        for cell in list(self.document.findall(nodes.container)):
            for hidden in [child for child in cell.children if isinstance(child, HideCodeCellNode)]:
                fold = element("", *hidden.children, tag="details", classes=["fold"])
                fold["begin"] = f"<summary>{html.escape(hidden['prompt_show'])}</summary>"
                blocks = [one for one in cell.findall(element) if "book-figure" in one["classes"]]
                if "above-input" in hidden["classes"] and len(cell) > 1 and blocks:
                    cell.remove(hidden)
                    for before in waiting:
                        before.parent.remove(before)
                    fold[:0] = [code for before in waiting for code in before.children[0].children]
                    waiting.clear()
                    blocks[-1].append(fold)
                    continue
                cell.replace(hidden, fold)
                if len(cell) == 1 and "tag_hide-input" in cell["classes"]:
                    waiting.append(cell)


def share_out(app, env, docnames):
    """Pages are read and written side by side; what Jupyter Book adds late does not say it can."""
    app.parallel = os.cpu_count() or 1
    lineage.read(app.srcdir)  # what many pages ask for is made before they part
    gazetteer()
    numbering = app.extensions.get("sphinx_multitoc_numbering")
    if numbering:  # it numbers sections once all pages are read
        numbering.parallel_read_safe = numbering.parallel_write_safe = True


def hand_out(app, builder):
    """The process that hands pages to those that write them counts as one, and hardly works."""
    app.parallel += 1


def own_document(app, doctree):
    """What autodoc wrote belongs to a document of its own, which would store all of Sphinx."""
    for node in doctree.findall():
        node.document = doctree


def prepare_page(app, pagename, templatename, context, doctree):
    """Give a page its outline; leave out scripts that no page uses, so that pages stay light."""
    context["script_files"] = [
        file for file in context["script_files"] if Path(file.filename or "").name in SCRIPTS
    ]
    context["body"] = IDLE.sub(lambda one: one[1] or "", context.get("body", ""))
    context["vega"] = version("vl-convert-python")  # what book.js asks for, by its version
    context["cited"] = linked.cited(app.srcdir)
    context["outline"] = outline.outline(context["body"])
    context["place"] = outline.place(app.env, pagename)
    notebook = "kernelspec" in app.env.metadata.get(pagename, {})
    context["launch"] = launch.links(app.config.html_theme_options, pagename) if notebook else []


def open_element(translator, node):
    """Write the begin of an HTML element; ``begin`` is what stands in it before its children."""
    tag = translator.starttag(node, node["tag"], **node.get("attributes", {}))
    translator.body.append(tag + node.get("begin", ""))


def close_element(translator, node):
    """Write its end."""
    translator.body.append(f"</{node['tag']}>\n")


def skip(translator, node):
    """Other builders get the children as they are."""


def setup(app):
    """Register the book's parts with Sphinx."""
    gc.disable()  # it goes through all that Sphinx holds, again and again: a quarter of a build
    app.add_config_value("comments_config", None, "env")  # Jupyter Book sets it; nobody reads it
    app.add_html_theme("book", str(THEME))
    app.add_css_file("book.css", priority=900)  # after the styles that it changes
    app.add_js_file("book.js", priority=800)
    written = dict.fromkeys(("latex", "text", "man", "texinfo"), (skip, skip))
    written["html"] = (open_element, close_element)
    app.add_node(element, **written)
    app.add_enumerable_node(
        book_figure, "figure", title_getter=lambda node: node["title"], **written
    )
    app.add_directive("from-notebook", FromNotebook)
    tables.setup(app)
    places.setup(app)
    landing.setup(app)
    search.setup(app)
    teach.setup(app)
    app.add_transform(LinkNames)
    own = (FoldCells, ScrollTables, WholeAddresses)
    for transform in (*own, reference.NumberFigures, reference.DefineTerms, reference.ListWorks):
        app.add_post_transform(transform)
    app.connect("autodoc-process-docstring", reference.in_rst)
    app.connect("builder-inited", quieten_code)
    app.connect("builder-inited", prepare_site)
    app.connect("env-before-read-docs", share_out)
    app.connect("write-started", hand_out)
    app.connect("doctree-read", own_document)
    app.connect("html-page-context", prepare_page, priority=900)
    app.connect("build-finished", write_assets)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
