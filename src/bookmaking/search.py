"""The words of the search index: every word counts, however short or common.

Sphinx leaves out words such as "is", so that nobody can look for IS, reduces "US" to "u", and takes
the words of neighbouring cells for one. The page's part is ``theme/static/search.js``.
"""

import html
import re

from docutils import nodes
from sphinx.search.en import SearchEnglish
from sphinx.transforms.post_transforms import SphinxPostTransform

from bookmaking.reference import plain

NO_WORDS = re.compile(r"<(script|style)\b.*?</\1>|<[^<]+?>", re.I | re.S)
SHORT = 3  # a stem with fewer letters stands for nothing: "us" would be "use", "s" would be ""


class AllWords(SearchEnglish):
    """English without a list of words to leave out; short stems give way to the word itself."""

    stopwords = set()

    def split(self, input):
        """The words of a text as written, and without accents and apostrophes as queries are."""
        text = input if input.isascii() and "'" not in input else f"{input} {plain(input)}"
        return super().split(text)

    def stem(self, word):
        """The stem of a word, or the word in small letters where that would be too short."""
        stem = super().stem(word)
        return word.lower() if len(stem) < SHORT else stem


class page_html(nodes.raw):
    """HTML as it stands in the page; as text, for the index, only its words."""

    def astext(self):
        """The words, those of neighbouring elements apart."""
        return html.unescape(NO_WORDS.sub(" ", super().astext())).replace("<", " ")


class ReadableHtml(SphinxPostTransform):
    """Make all HTML of the text such nodes."""

    default_priority = 850  # before names are looked for in the text
    formats = ("html",)

    def run(self, **kwargs):
        for raw in list(self.document.findall(nodes.raw)):
            if "html" in raw.get("format", "").split():
                raw.replace_self(page_html("", nodes.raw.astext(raw), **raw.attributes))


def _write_html(translator, node):
    translator.body.append(nodes.raw.astext(node))
    raise nodes.SkipNode


def setup(app):
    """Register the language and the nodes with Sphinx."""
    app.add_search_language(AllWords)
    app.add_node(page_html, html=(_write_html, None))
    app.add_post_transform(ReadableHtml)
