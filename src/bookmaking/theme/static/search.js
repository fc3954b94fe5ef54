// The search: it reads the index once, looks while a reader types, and leads to the very place.
// Names come first, then titles, then texts; in each, the rarer words and the shorter texts.
{
  const { wordsOf, namesIn, termsOf } = bookWords;
  const SHOWN = 20; // results, before the reader asks for more
  const AROUND = 34; // words of an excerpt
  const IDLE = new Set(`a al an and are as at be been but by did do does el for from had has have
    how in into is it its many me much of on or that the their there they this to was were what
    when where which who whom whose why with`.split(/\s+/)); // unless nothing else is asked for
  const KINDS = { place: 1.6, page: 1.5, term: 1.4, figure: 1.3, section: 1.2, claim: 1.1 };
  const PLAIN = { event: 1, table: 0.7, work: 0.7, function: 0.5 };

  let porter;
  const stems = new Map();
  const stemOf = (word) => {
    if (!stems.has(word)) {
      const stem = /^[a-z]{3,}$/.test(word) ? porter.stemWord(word) : word;
      stems.set(word, stem.length < 3 ? word : stem);
    }
    return stems.get(word);
  };

  let pages;
  let entries;
  const index = new Map(); // word, or group of names as "=12": [[entry, weight, in its title?]]
  // What is asked for, or a name, in one spelling.
  const keyOf = (text) => termsOf(text).map(({ word, name }) => (name ? `=${name.group}` : word))
    .join("");
  const terms = (text) => { // every word of a text, and every group of names
    const words = wordsOf(text);
    return [...words.map(({ word }) => word), ...namesIn(words).map(({ group }) => `=${group}`)];
  };
  const read = (entry, number) => {
    const counts = new Map();
    const count = (word, field) => {
      const seen = counts.get(word) || counts.set(word, [0, 0]).get(word);
      seen[field] += 1;
    };
    const label = ["figure", "page"].includes(entry.kind) ? entry.label : "";
    terms(`${entry.title} ${label}`).forEach((word) => count(word, 0));
    const body = terms(entry.text);
    body.forEach((word) => count(word, 1));
    const length = 0.4 + body.length / 150;
    for (const [word, [title, text]] of counts) {
      const weight = (title ? 4 : 0) + (2 * text) / (text + length);
      if (!index.has(word)) index.set(word, []);
      index.get(word).push([number, weight, title > 0]);
    }
  };
  window.bookIndex = (given) => {
    pages = given.pages;
    entries = given.entries.map(([kind, page, anchor, title, text, label, names]) => (
      { kind, page, anchor, title, text, label, keys: new Set([title, ...names].map(keyOf)) }));
    porter = new Stemmer();
    entries.forEach(read);
    window.bookSearch = true; // all is there: the page waits for it
  };

  // Is one word the other with one letter more, less, changed, or two exchanged?
  const near = (a, b) => {
    if (Math.abs(a.length - b.length) > 1 || a === b) return false;
    let i = 0;
    while (a[i] === b[i]) i += 1;
    const rest = (x, y) => a.slice(i + x) === b.slice(i + y);
    return rest(1, 1) || rest(1, 0) || rest(0, 1)
      || (a[i] === b[i + 1] && a[i + 1] === b[i] && rest(2, 2));
  };
  // {word of the index: how well it answers a term}.
  const answers = (term) => {
    const { name, groups } = term;
    const word = name && name.proper ? "" : term.word; // "Hit", and not who hit whom
    const found = new Map();
    const stem = stemOf(word);
    for (const other of index.keys()) {
      if (other === word) found.set(other, 1);
      else if (other[0] === "=") {
        if (groups.includes(Number(other.slice(1)))) found.set(other, name ? 0.9 : 0.5);
      } else if (stemOf(other) === stem) found.set(other, 0.9);
      else if (word.length > 1 && other.startsWith(word)) found.set(other, 0.5);
    }
    if (!found.size && word.length > 4) {
      for (const other of index.keys()) if (near(word, other)) found.set(other, 0.4);
    }
    return found;
  };
  const find = (query) => {
    const key = keyOf(query);
    const every = termsOf(query);
    const telling = every.filter(({ word, name }) => name || !IDLE.has(word));
    const wanted = telling.length ? telling : every;
    const scores = new Map(); // entry: { score, met: terms, titled: terms in its title }
    const matched = new Set();
    let needed = 0; // terms that a title must have: not those that stand everywhere
    for (const term of wanted) {
      const best = new Map();
      for (const [word, quality] of answers(term)) {
        matched.add(word);
        for (const [entry, weight, titled] of index.get(word)) {
          const known = best.get(entry) || { weight: 0, titled: false };
          known.weight = Math.max(known.weight, weight * quality);
          known.titled ||= titled;
          best.set(entry, known);
        }
      }
      const rare = Math.log(1 + entries.length / (best.size + 1));
      const needs = best.size * 4 < entries.length;
      needed += needs;
      for (const [entry, { weight, titled }] of best) {
        const sum = scores.get(entry) || { score: 0, met: 0, titled: 0 };
        sum.score += weight * rare;
        sum.met += 1;
        sum.titled += titled && needs;
        scores.set(entry, sum);
      }
    }
    const most = Math.max(0, ...[...scores.values()].map(({ met }) => met));
    const found = [];
    let all = most === wanted.length;
    entries.forEach((entry, number) => {
      const named = Boolean(key) && entry.keys.has(key);
      const { score, met, titled } = scores.get(number) || { score: 1, met: 0, titled: 0 };
      if (!named && (!met || met < most)) return;
      const rank = named ? 2 : Number(needed > 0 && titled === needed);
      const kind = KINDS[entry.kind] || PLAIN[entry.kind];
      found.push({ entry, order: 1000 * rank + score * kind * (named ? 10 : 1) });
      all ||= named;
    });
    found.sort((a, b) => b.order - a.order);
    return { found: found.map(({ entry }) => entry), matched, all };
  };

  // A text with what was found in it marked; long ones from shortly before the most of it.
  const marked = (text, matched, whole) => {
    const words = wordsOf(text);
    const hits = words.map(({ word }) => (matched.has(word) ? word : ""));
    namesIn(words).forEach(({ from, size, group }) => {
      if (matched.has(`=${group}`)) hits.fill(`=${group}`, from, from + size);
    });
    const kinds = (from) => new Set(hits.slice(from, from + AROUND - 6).filter(Boolean)).size;
    let first = 0;
    if (!whole) hits.forEach((hit, at) => { if (hit && kinds(at) > kinds(first)) first = at; });
    first = first < 7 ? 0 : first - 6;
    const last = whole ? words.length : Math.min(words.length, first + AROUND);
    const node = document.createDocumentFragment();
    let done = first ? words[first].at : 0;
    if (first) node.append("… ");
    for (let at = first; at < last; at += 1) {
      if (!hits[at]) continue;
      const { raw, at: start } = words[at];
      const mark = document.createElement("mark");
      mark.textContent = raw;
      node.append(text.slice(done, start), mark);
      done = start + raw.length;
    }
    const end = last < words.length ? words[last].at : text.length;
    node.append(text.slice(done, end).trimEnd(), last < words.length ? " …" : "");
    return node;
  };
  const make = (tag, className, ...parts) => {
    const node = Object.assign(document.createElement(tag), { className });
    node.append(...parts);
    return node;
  };
  const shown = (entry, matched) => {
    const [address, page] = pages[entry.page];
    const link = make("a", "", marked(entry.title || page, matched, true));
    link.href = address + (entry.anchor && `#${entry.anchor}`);
    const own = ["page", "place"].includes(entry.kind);
    const where = make("p", "found-kind", make("b", "", entry.label), own ? "" : ` in ${page}`);
    return make("li", `found-${entry.kind}`, where, make("p", "found-title", link),
      make("p", "context", marked(entry.text, matched, false)));
  };

  addEventListener("DOMContentLoaded", () => {
    if (!window.bookSearch) return;
    const form = document.querySelector(".search-form");
    const box = document.getElementById("query");
    const results = document.getElementById("search-results");
    const summary = document.querySelector(".search-summary");
    const list = make("ol", "search");
    const more = make("button", "button", "Show more");
    more.type = "button";
    results.append(list, more);
    const { title } = document;
    let rest = [];
    let matched;
    const grow = () => {
      list.append(...rest.splice(0, SHOWN).map((entry) => shown(entry, matched)));
      more.hidden = !rest.length;
    };
    const look = () => {
      const query = box.value.trim();
      const { found, matched: words, all } = query ? find(query) : { found: [] };
      [rest, matched] = [[...found], words];
      list.replaceChildren();
      grow();
      const count = found.length === 1 ? "1 result" : `${found.length} results`;
      summary.textContent = !query ? "" : !found.length
        ? "Nothing in the book has these words. Try fewer, or another spelling."
        : all ? count : `${count}; none has all of the words`;
      document.title = `${query && `${query}: `}${title}`;
    };
    const address = () => {
      const url = new URL(location.href);
      if (box.value.trim()) url.searchParams.set("q", box.value.trim());
      else url.searchParams.delete("q");
      return url.href;
    };
    const asks = () => { // by the address
      box.value = new URLSearchParams(location.search).get("q") || "";
      look();
    };
    let waiting;
    box.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        history.replaceState(null, "", address());
        look();
      }, 100);
    });
    form.addEventListener("submit", (event) => { // what was asked for can be gone back to
      event.preventDefault();
      clearTimeout(waiting);
      history.pushState(null, "", address());
      look();
    });
    more.addEventListener("click", () => {
      const next = list.children.length;
      grow();
      list.children[next].querySelector("a").focus();
    });
    addEventListener("popstate", asks);
    asks();
    if (!box.value) box.focus();
  });
}
