// The search: it reads the index once, looks while a reader types, and leads to the very place.
// Names come first, then titles, then texts; in each, the rarer words and the shorter texts.
{
  const { names, wordsOf, namesIn, termsOf, make } = bookWords;
  const SHOWN = 20; // results, before the reader asks for more
  const AROUND = 34; // words of an excerpt
  const IDLE = new Set(`a al an and are as at be been but by did do does el for from had has have
    how in into is it its many me much of on or that the their there they this to was were what
    when where which who whom whose why with`.split(/\s+/)); // unless nothing else is asked for
  const WORTH = { place: 1.6, page: 1.5, term: 1.4, figure: 1.3, section: 1.2, claim: 1.1, event: 1,
    table: 0.7, work: 0.7, function: 0.5 };

  let pages;
  let entries;
  let porter;
  const stemOf = (word) => {
    const stem = /^[a-z]{3,}$/.test(word) ? porter.stemWord(word) : word;
    return stem.length < 3 ? word : stem;
  };
  // word, or group of names as "=12": { stem, hits: [[entry, weight, in its title?]] }
  const index = new Map();
  // What is asked for, or a name, in one spelling.
  const keyOf = (text) => termsOf(text).map(({ word, name }) => (name ? `=${name.group}` : word))
    .join("");
  const terms = (text) => { // every word of a text, and every group of names
    const words = wordsOf(text);
    return [...words.map(({ word }) => word), ...namesIn(words).map(({ group }) => `=${group}`)];
  };
  const read = (entry, number) => {
    const label = ["figure", "page"].includes(entry.kind) ? entry.label : "";
    const title = new Set(terms(`${entry.title} ${label}`));
    const counts = new Map([...title].map((word) => [word, 0]));
    const body = terms(entry.text);
    body.forEach((word) => counts.set(word, (counts.get(word) || 0) + 1));
    for (const [word, count] of counts) {
      const weight = (title.has(word) ? 4 : 0) + (2 * count) / (count + 0.4 + body.length / 150);
      if (!index.has(word)) index.set(word, { stem: stemOf(word), hits: [] });
      index.get(word).hits.push([number, weight, title.has(word)]);
    }
  };
  window.bookIndex = (given) => {
    pages = given.pages;
    entries = given.entries.map(([kind, page, anchor, title, text, label, others]) => (
      { kind, page, anchor, title, text, label, keys: new Set([title, ...others].map(keyOf)) }));
    porter = new Stemmer();
    entries.forEach(read);
    window.bookSearch = names.size > 0; // all is there: the page waits for it
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
  const answers = ({ word, name, groups }) => {
    const found = new Map();
    const add = (quality, fits) => index.forEach((entry, other) => {
      if (!found.has(other) && fits(other, entry)) found.set(other, quality);
    });
    groups.map((group) => `=${group}`).filter((one) => index.has(one))
      .forEach((one) => found.set(one, name ? 0.9 : 0.5));
    if (name && name.proper) return found; // "Hit", and not who hit whom
    const own = stemOf(word);
    add(1, (other) => other === word);
    add(0.9, (_, { stem }) => stem === own);
    if (word.length > 1) add(0.5, (other) => other.startsWith(word));
    if (word.length > 4 && !found.size) add(0.4, (other) => near(word, other));
    return found;
  };
  const find = (query) => {
    const key = keyOf(query);
    const telling = termsOf(query).filter(({ word, name }) => name || !IDLE.has(word));
    const wanted = telling.length ? telling : termsOf(query);
    const scores = new Map(); // entry: { score, met: terms, titled: terms in its title }
    const matched = new Set();
    let needed = 0; // terms that a title must have: not those that stand everywhere
    for (const term of wanted) {
      const best = new Map();
      for (const [word, quality] of answers(term)) {
        matched.add(word);
        for (const [entry, weight, titled] of index.get(word).hits) {
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
      found.push({ entry, order: 1000 * rank + score * WORTH[entry.kind] * (named ? 10 : 1) });
      all ||= named;
    });
    found.sort((a, b) => b.order - a.order);
    return { found: found.map(({ entry }) => entry), matched, all };
  };

  // A text with what was found in it marked; long ones from shortly before the most of it.
  const marked = (text, matched, whole) => {
    const words = wordsOf(text);
    const hits = words.map(({ word }) => (matched.has(word) ? word : ""));
    const sizes = hits.map((hit) => (hit ? 1 : 0)); // words that are marked as one
    namesIn(words).forEach(({ from, size, group }) => {
      if (!matched.has(`=${group}`)) return;
      hits.fill(`=${group}`, from, from + size);
      sizes.fill(0, from, from + size);
      sizes[from] = size;
    });
    const kinds = (from) => new Set(hits.slice(from, from + AROUND - 6).filter(Boolean)).size;
    let first = 0;
    if (!whole) hits.forEach((hit, at) => { if (hit && kinds(at) > kinds(first)) first = at; });
    first = first < 7 ? 0 : first - 6;
    const last = whole ? words.length : Math.min(words.length, first + AROUND);
    const parts = [first ? "… " : ""];
    let done = first ? words[first].at : 0;
    for (let at = first; at < last; at += 1) {
      if (!sizes[at]) continue;
      const end = words[at + sizes[at] - 1];
      const stop = end.at + end.raw.length;
      parts.push(text.slice(done, words[at].at), make("mark", {}, text.slice(words[at].at, stop)));
      done = stop;
    }
    if (last >= words.length) return [...parts, text.slice(done)];
    return [...parts, text.slice(done, words[last].at).replace(/[\s([“‘]+$/, ""), " …"];
  };
  const shown = ({ kind, page, anchor, title, text, label }, matched) => {
    const [address, name] = pages[page];
    const where = ["page", "place"].includes(kind) ? "" : ` in ${name}`;
    const href = address + (anchor && `#${anchor}`);
    return make("li", { className: `found-${kind}` },
      make("p", { className: "found-kind" }, make("b", {}, label), where),
      make("p", { className: "found-title" }, make("a", { href }, ...marked(title, matched, true))),
      make("p", { className: "context" }, ...marked(text, matched, false)));
  };

  addEventListener("DOMContentLoaded", () => {
    if (!window.bookSearch) return;
    const form = document.querySelector(".search-form");
    const box = document.getElementById("query");
    const results = document.getElementById("search-results");
    const summary = document.querySelector(".search-summary");
    const list = make("ol", { className: "search", role: "list" });
    const more = make("button", { type: "button", className: "button" }, "Show more");
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
    let kept; // the reader can go back to what the address asks for
    const asks = () => {
      kept = true;
      box.value = new URLSearchParams(location.search).get("q") || "";
      look();
    };
    let waiting;
    const type = () => {
      clearTimeout(waiting);
      look();
      if (address() === location.href) return;
      history[kept ? "pushState" : "replaceState"](null, "", address());
      kept = false;
    };
    box.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(type, 100);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      type();
      kept = true;
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
