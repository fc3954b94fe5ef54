// Words as readers write them: without capitals, accents, marks that stand for letters and the
// article of an Arabic word, its letters in one form; and names that mean the same (names.js).

const WORD = /(?:\p{Lu}\.){2,}|\p{N}+(?:[.,:]\p{N}+)*%?|[\p{L}_][\p{L}\p{M}\p{N}_'’‘ʻʼʾʿ]*/gu;
const FORMS = { ı: "i", ø: "o", ł: "l", đ: "d", ة: "ه", ى: "ي", ی: "ي", ک: "ك", ٱ: "ا", ـ: "" };
const folded = new Map(); // a book has few words, each many times
const fold = (raw) => {
  if (!folded.has(raw)) folded.set(raw, folds(raw));
  return folded.get(raw);
};
const folds = (word) => {
  if (/\p{N}/u.test(word[0])) return word.replaceAll(",", "");
  const letters = word.replace(/['’]s?$/, "").normalize("NFD").replace(/[\p{M}'’‘ʻʼʾʿ.]/gu, "");
  return letters.toLowerCase().replace(/[ıøłđةىیکٱـ]/g, (letter) => FORMS[letter])
    .replace(/^ال(?=.{3})/, "");
};
// [{ word, raw, at }] of a text.
const wordsOf = (text) => [...text.matchAll(WORD)]
  .map(({ 0: raw, index: at }) => ({ word: fold(raw), raw, at })).filter(({ word }) => word);
const joined = (words) => words.map(({ word }) => word).join("");

const namesByKey = new Map(); // a name's words as one: { group, size (in words), raw }
const longest = new Map(); // the first word of names: how many words they have at most
window.bookNames = (groups) => groups.forEach((names, group) => names.forEach((name) => {
  const words = wordsOf(name);
  const key = joined(words);
  const [{ raw }] = words;
  const known = namesByKey.get(key) || { group, size: 0, raw, proper: raw !== raw.toLowerCase() };
  namesByKey.set(key, { ...known, size: Math.max(known.size, words.length) });
  for (const [first, size] of [[words[0].word, words.length], [key, 1]]) {
    longest.set(first, Math.max(size, longest.get(first) || 0));
  }
}));
// Where a text has such a name, the longest first: [{ from, size, group, proper }]. A proper name
// of one word has its capitals, "IS" and "Hit" (is, hit); readers may leave them out.
const namesIn = (words, asked = false) => {
  const capitals = ({ raw }, name) => !name.proper || asked || (name.raw === name.raw.toUpperCase()
    ? raw === raw.toUpperCase() : raw[0] !== raw[0].toLowerCase());
  const found = [];
  for (let from = 0; from < words.length; from += 1) {
    const most = Math.min(longest.get(words[from].word) || 0, words.length - from);
    for (let size = most; size > 0; size -= 1) {
      const name = namesByKey.get(joined(words.slice(from, from + size)));
      if (!name || size > name.size || (size === 1 && !capitals(words[from], name))) continue;
      found.push({ from, size, group: name.group, proper: name.proper });
      from += size - 1;
      break;
    }
  }
  return found;
};
// The groups with a name that begins so: what a reader has typed up to now.
const namesLike = (start) => (start.length < 3 ? [] : [...namesByKey]
  .filter(([key]) => key.startsWith(start)).map(([, { group }]) => group));
// What a reader asks for, a term for each word or name: [{ word, name, groups of names }].
const termsOf = (query) => {
  const words = wordsOf(query);
  const verb = ({ from, size }) => size === 1 && words.length > 1 && words[from].raw === "is";
  const names = new Map(namesIn(words, true).filter((one) => !verb(one)).map((n) => [n.from, n]));
  const terms = [];
  for (let at = 0; at < words.length;) {
    const name = names.get(at);
    const { word } = words[at];
    at += name ? name.size : 1;
    const groups = name ? [name.group] : at === words.length ? namesLike(word) : [];
    terms.push({ word: name ? joined(words.slice(name.from, at)) : word, name, groups });
  }
  return terms;
};
window.bookWords = { names: namesByKey, wordsOf, namesIn, termsOf, make };
