// Filters: lists above a table, made from its rows. Without this the table stands whole. What is
// chosen stays in the address: #claims.verdict=echo&claims.kind=date

const chosen = () => new URLSearchParams(location.hash.includes("=") ? location.hash.slice(1) : "");

each("table.filtered", (table) => {
  const labels = JSON.parse(table.dataset.filters);
  const own = (body) => [...body.rows].filter((row) => !row.classList.contains("group"));
  const rows = [...table.tBodies].flatMap(own);
  const values = (row, key) => (row.dataset[key] || "").split("|").filter(Boolean);
  const selects = {};
  const typed = table.dataset.text ? make("input", { type: "search", autocomplete: "off" }) : null;
  const name = `Filter: ${table.caption.textContent}`;
  const bar = make("form", { className: "filters", "aria-label": name });
  bar.addEventListener("submit", (event) => event.preventDefault());
  const status = make("p", { className: "filter-status", role: "status" });

  const texts = new Map();
  const holds = (row, terms) => {
    if (terms.length && !texts.has(row)) {
      const words = wordsOf(row.textContent);
      const groups = new Set(namesIn(words).map(({ group }) => group));
      texts.set(row, { text: words.map(({ word }) => word).join(" "), groups });
    }
    return terms.every(({ word, groups }) => (
      texts.get(row).text.includes(word) || groups.some((one) => texts.get(row).groups.has(one))));
  };
  const fits = (row, terms, but) => holds(row, terms) && Object.entries(selects).every(
    ([key, { value }]) => key === but || !value || values(row, key).includes(value));
  const show = () => {
    const terms = typed ? termsOf(typed.value) : [];
    let count = 0;
    for (const row of rows) {
      row.hidden = !fits(row, terms);
      if (!row.hidden) count += 1;
    }
    for (const body of table.tBodies) body.hidden = own(body).every((row) => row.hidden);
    for (const [key, select] of Object.entries(selects)) { // how many each choice would leave
      const left = rows.filter((row) => fits(row, terms, key));
      for (const option of select.options) {
        const number = option.value
          ? left.filter((row) => values(row, key).includes(option.value)).length : left.length;
        option.textContent = `${option.value || "All"} (${number})`;
      }
    }
    status.textContent = count === rows.length
      ? `All ${count} ${table.dataset.unit}` : `${count} of ${rows.length} ${table.dataset.unit}`;
    reset.hidden = count === rows.length;
  };
  const keep = () => {
    const all = chosen();
    for (const [key, select] of Object.entries(selects)) {
      if (select.value) all.set(`${table.id}.${key}`, select.value);
      else all.delete(`${table.id}.${key}`);
    }
    const hash = all.toString();
    history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
  };
  const read = () => {
    const all = chosen();
    for (const [key, select] of Object.entries(selects)) {
      const value = all.get(`${table.id}.${key}`) || "";
      select.value = [...select.options].some((one) => one.value === value) ? value : "";
    }
    show();
  };

  const clear = () => {
    Object.values(selects).forEach((select) => { select.value = ""; });
    if (typed) typed.value = "";
  };
  const reset = make("button", { type: "button", className: "button" }, "Show all");
  reset.addEventListener("click", () => {
    clear();
    keep();
    show();
    Object.values(selects)[0].focus();
  });
  for (const [key, label] of Object.entries(labels)) {
    const found = [...new Set(rows.flatMap((row) => values(row, key)))];
    if (found.length < 2) continue;
    const select = make("select", { "aria-label": label });
    select.append(make("option", { value: "" }));
    found.forEach((value) => select.append(make("option", { value })));
    select.addEventListener("change", () => { keep(); show(); });
    selects[key] = select;
    bar.append(labelled(label, select));
  }
  if (typed) {
    typed.addEventListener("input", show);
    typed.addEventListener("focus", () => { // by every name of a place or a group
      script(new URL("_static/names.js", root), () => namesByKey.size).then(() => {
        texts.clear();
        show();
      }, () => {});
    }, { once: true });
    bar.append(labelled(table.dataset.text, typed));
  }
  bar.append(reset, status);
  (table.closest(".table-scroll") || table).before(bar);
  read();

  addEventListener("hashchange", () => {
    if (location.hash.includes("=")) { read(); return; }
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target || !table.contains(target) || !target.hidden) return;
    clear(); // it was filtered away
    show();
    target.scrollIntoView();
  });
});
