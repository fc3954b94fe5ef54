"""The words of the search index: every word counts, however short or common.

Sphinx leaves out words such as "is", in which nobody can then look for IS, and reduces "US" to "u"
in the index but not in the query. The page's part is ``theme/static/search.js``.
"""

from sphinx.search.en import SearchEnglish

SHORT = 3  # a stem with fewer letters stands for nothing: "us" would be "use", "s" would be ""


class AllWords(SearchEnglish):
    """English without a list of words to leave out; short stems give way to the word itself."""

    stopwords = set()
    js_stemmer_code = SearchEnglish.js_stemmer_code + f"""
const Porter = Stemmer;
Stemmer = function () {{
  const porter = new Porter();
  this.stemWord = (word) => {{
    const stem = porter.stemWord(word);
    return stem.length < {SHORT} ? word : stem;
  }};
}};
"""

    def stem(self, word):
        """The stem of a word, or the word in small letters where that would be too short."""
        stem = super().stem(word)
        return word.lower() if len(stem) < SHORT else stem
