"""The landing page: every claim as a small mark by its verdict, and a card for each chapter.

    ```{claim-field}
    ```
    ```{chapter-card} notebooks/raqqa
    :figure: raqqa-flight
    ```

A card shows a picture of one figure of its chapter and the sentence that a cell of
``notebooks/cover.ipynb`` says, found by its tag: "card-" and the chapter's name.
"""

from itertools import groupby
from pathlib import Path, PurePosixPath

from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from bookmaking import lineage
from bookmaking.catalogue import address
from bookmaking.figures import picture_of
from bookmaking.markup import node
from helpers.judge.claims import MARKS
from helpers.judge.rule import MEANINGS

COVER = "notebooks/cover.ipynb"


class ClaimField(SphinxDirective):
    """A mark for every claim of the ledger, a link to its row, grouped by verdict."""

    def run(self):
        book = lineage.read(self.env.srcdir)
        order = list(MARKS).index
        rows = sorted(book.claims, key=lambda row: order(row["verdict"]))
        groups = [(word, list(some)) for word, some in groupby(rows, lambda row: row["verdict"])]
        ledger = address(self.env, book.ledger)
        return [node("claim_field.html", groups=groups, marks=MARKS, says=MEANINGS, ledger=ledger)]


class ChapterCard(SphinxDirective):
    """A link to a chapter: a picture, its title, and one sentence that was computed."""

    required_arguments = 1
    option_spec = {"figure": directives.unchanged_required}

    def run(self):
        docname, name = self.arguments[0], self.options["figure"]
        drawn = self.outputs(f"{docname}.ipynb", "figure", name)
        (said,) = self.outputs(COVER, "cell", f"card-{PurePosixPath(docname).name}")
        svg = next(one["image/svg+xml"] for one in drawn if "image/svg+xml" in one)
        pages = lineage.read(self.env.srcdir).pages
        title = next(page.title for page in pages if page.docname == docname)
        picture, size = picture_of(name, svg)
        given = {"picture": picture, "size": size, "title": title}
        given |= {"href": address(self.env, docname), "sentence": said["text/markdown"]}
        return [node("chapter_card.html", **given)]

    def outputs(self, notebook, by, name):
        """The bundles that the cells of a notebook put out; an error where no cell is such."""
        path = Path(self.env.srcdir) / notebook
        self.env.note_dependency(str(path))
        cells = lineage.taken(path, by, name)
        if not cells:
            raise self.error(f"{notebook} has no code cell with the {by} {name!r}.")
        return [output["data"] for cell in cells for output in cell.outputs]


def setup(app):
    """Register the directives."""
    app.add_directive("claim-field", ClaimField)
    app.add_directive("chapter-card", ChapterCard)
