// Words are looked for as a reader writes them: without accents and the marks that stand for letters.
// bookmaking/reference.py does the same to the names in the index, which holds both forms.

const plain = (text) => text.normalize("NFD").replace(/[\p{M}'‘’ʻʼʾʿ]/gu, "").replaceAll("ı", "i");
window.splitQuery = (query) => plain(query).split(/[^\p{Letter}\p{Number}_]+/gu).filter(Boolean);
