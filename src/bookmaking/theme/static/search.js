// A page is found if it has all words of the query. Sphinx 7.4 forgets that where one of them has
// fewer than three letters ("al-Bab", "US strikes"), and leaves out numbers.
{
  const SHORT = 3; // a word with fewer letters is met as a whole, never inside another
  const porter = new Stemmer();
  Search.stemOf = (word) => {
    const stem = porter.stemWord(word);
    return stem.length < SHORT ? word : stem;
  };

  // What is found are pages and their sections, and what is asked for is said in plain words.
  Object.assign(Documentation.TRANSLATIONS, {
    "Search finished, found ${resultCount} page(s) matching the search query.":
      "Pages and sections found: ${resultCount}.",
    ["Your search did not match any documents. Please make sure that all words are spelled "
      + "correctly and that you've selected enough categories."]:
      "No page has all of these words. Try fewer, or another spelling.",
  });

  Search._parseQuery = (query) => {
    const joined = query.replace(/\b(?:[a-z]\.){2,}/gi, (name) => name.replaceAll(".", "")); // U.S.
    const words = splitQuery(joined.toLowerCase());
    const marked = words.filter((word) => word.length >= SHORT);
    if (SPHINX_HIGHLIGHT_ENABLED) {
      localStorage.setItem("sphinx_highlight_terms", marked.join(" "));
    }
    return [query, new Set(words.map(Search.stemOf)), new Set(), new Set(marked), new Set(words)];
  };

  // {file: score} of the pages with a word: as it is, else as a part of longer ones.
  const pagesWith = (word) => {
    const found = new Map();
    const note = (index, key, score) => {
      for (const file of [index[key]].flat()) found.set(file, Math.max(score, found.get(file) || 0));
    };
    const { terms, titleterms } = Search._index;
    for (const [index, whole, part] of [
      [terms, Scorer.term, Scorer.partialTerm],
      [titleterms, Scorer.title, Scorer.partialTitle],
    ]) {
      if (Object.hasOwn(index, word)) note(index, word, whole);
      else if (word.length >= SHORT) {
        for (const key of Object.keys(index)) if (key.includes(word)) note(index, key, part);
      }
    }
    return found;
  };

  Search.performTermsSearch = (terms) => {
    const { docnames, filenames, titles } = Search._index;
    const found = [...terms].map(pagesWith);
    const files = [...(found[0] || new Map()).keys()];
    return files.filter((file) => found.every((pages) => pages.has(file))).map((file) => [
      docnames[file], titles[file], "", null,
      Math.max(...found.map((pages) => pages.get(file))), filenames[file],
    ]);
  };

  // In the excerpts, too, words of neighbouring cells and lines stay apart, by one space.
  const toText = Search.htmlToText;
  Search.htmlToText = (html, anchor) => toText(
    html.replace(/<\/(caption|d[dt]|div|figcaption|h\d|li|p|summary|t[dh])>/g, " $&"), anchor,
  ).replace(/\s+/g, " ");

  // Names of functions: Sphinx meets a word anywhere in them, "us" in "focus" too.
  const objects = Search.performObjectSearch;
  Search.performObjectSearch = (word, words) => objects(word, words).filter(([, name]) => {
    const parts = name.toLowerCase().split(/[._]/);
    return [...words].every((one) => one.length >= SHORT || parts.includes(one));
  });
}
