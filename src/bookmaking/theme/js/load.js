// Scripts as data: they load from a folder too, where fetch() does not. `given` says whether the
// script left what it should: half a file loads as well.

const loading = new Map();
const failed = new Set();
const newer = (url) => { // past what the browser kept of an attempt that failed
  const address = new URL(url, location.href);
  address.searchParams.set("again", Date.now());
  return address.href;
};
const PATIENCE = 60_000; // milliseconds: what hangs for longer is told to the reader
const script = (address, given) => {
  const url = new URL(address, location.href).href;
  if (given()) return Promise.resolve();
  if (!loading.has(url)) {
    loading.set(url, new Promise((done, fail) => {
      const end = () => (given() ? done() : fail(new Error(`${url} does not load`)));
      setTimeout(end, PATIENCE);
      const src = failed.has(url) ? newer(url) : url;
      document.head.append(make("script", { onload: end, onerror: end, src }));
    }).catch((problem) => { // the next one who asks tries again
      loading.delete(url);
      failed.add(url);
      throw problem;
    }));
  }
  return loading.get(url);
};
const specs = {};
const datasets = {};
window.bookSpec = (name, spec, data) => { specs[name] = { spec, data }; };
window.bookData = (name, rows) => { datasets[name] = rows; };
