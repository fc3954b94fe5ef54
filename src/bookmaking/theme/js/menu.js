// What a reader takes along from a figure: one menu for all of them, and the state of its controls
// in the address, as the filters' is: #raqqa-frames.day=2017-08-12&rise-and-fall.lost_to=iraq_gov
// A map's state is one text, which its frame writes and reads (frame.js): #casualties-map.map=0-2015

// ---- the state: what is not as at first. Days as people write them, a choice by its value.
const dated = ({ format, max }) => Boolean(format) && max > 9999;
const word = (input, value) => (dated(input)
  ? new Date(Number(value)).toISOString().slice(0, 10) : String(value ?? "all"));
const meant = (input, text) => { // undefined: nothing that the control can be set to
  const { options, min, max, step = 1 } = input;
  if (options) return options.find((one) => word(input, one) === text);
  const value = dated(input) ? Date.parse(`${text}T00:00Z`) : Number(text || NaN);
  const off = Math.abs(Math.round((value - min) / step) * step + min - value);
  return off < step / 1000 && value >= min && value <= max ? value : undefined;
};
const stateOf = (art, all = new URLSearchParams()) => {
  for (const input of art.inputs || []) {
    const key = `${art.dataset.figure}.${input.signal}`;
    if (input.value === input.first) all.delete(key);
    else all.set(key, word(input, input.value));
  }
  if (art.state) all.set(`${art.dataset.figure}.map`, art.state);
  else if (art.told) all.delete(`${art.dataset.figure}.map`);
  return all;
};
const restore = (scroll) => {
  const named = [...chosen()].map(([key, text]) => {
    const [figure, signal] = key.split(".");
    const art = document.querySelector(`.figure-art[data-figure="${CSS.escape(figure)}"]`);
    if (art?.told && signal === "map") {
      if (art.state !== text) art.put?.(text);
      art.state = text;
      return art;
    }
    const input = art?.inputs?.find((one) => one.signal === signal);
    const value = input && meant(input, text);
    if (value !== undefined && value !== input.value) art.set(input, value);
    return input && art;
  });
  if (scroll) named.find(Boolean)?.closest(".book-figure").scrollIntoView();
};
const keep = (art) => {
  const hash = stateOf(art, chosen()).toString();
  history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
};
each(".figure-art[data-kind=map]", (art) => {
  art.told = (state) => {
    art.state = state;
    keep(art);
  };
});
each(".figure-art[data-controls]", (art) => {
  let resting;
  for (const input of art.inputs) {
    input.first = input.value;
    input.shown.push(() => { clearTimeout(resting); resting = setTimeout(keep, 400, art); });
  }
});
addEventListener("DOMContentLoaded", () => { // a browser that reloads knows itself where it was
  restore(performance.getEntriesByType("navigation")[0]?.type === "navigate");
  addEventListener("hashchange", () => restore(true));
});

// ---- the words of a figure as they stand now
const captionOf = (art) => {
  const text = (part) => art.closest(".book-figure").querySelector(part)?.innerText.trim() || "";
  const [number, own] = [text(".caption-number"), text(".caption-text a")]; // a licence of its own
  const source = text(".caption-text");
  return {
    title: text(".figure-title"),
    subtitle: text(".figure-subtitle").replace(text(".figure-subtitle .live-only"), ""),
    number: number && `${number}. `,
    set: (art.inputs || []).map((one) => `${one.label}: ${one.words(one.value)}`).join("; "),
    source: own ? source : `${source} Figure: ${CITED.licence}.`,
    licence: own || CITED.licence,
  };
};
const linkTo = (art) => {
  const state = stateOf(art).toString() || art.dataset.figure;
  return new URL(`${html.dataset.home || ""}#${state}`, location.href).href;
};
const embedCode = (art) => { // a frame of a learning platform shows the figure's own page
  const { figure } = art.dataset;
  const src = new URL(`_figures/${figure}-embed.html`, root);
  src.hash = stateOf(art);
  const height = art.closest(".book-figure").querySelector("figure").offsetHeight + 130;
  return make("iframe", {
    src, title: captionOf(art).title, width: "100%", height, style: "border:0",
    allow: "fullscreen; clipboard-write", loading: "lazy",
  }).outerHTML;
};
const citation = (art) => {
  const { number, title, licence } = captionOf(art);
  const where = location.protocol === "file:" ? "" : ` ${linkTo(art)}.`;
  return `${CITED.authors} (${CITED.year}). ${number}${title}. In: ${CITED.title}, version `
    + `${CITED.version}.${where} Read on ${formats.date(Date.now())}. Licence: ${licence}.`;
};

// ---- the picture: what is drawn, with its words above and below, in the colours of the page
const pictures = {};
window.bookPicture = (name, svg) => { pictures[name] = svg; };
const pictureOf = async (art) => {
  if (!(await draw(art))) throw new Error("nothing is drawn");
  const name = art.dataset.figure;
  let drawing = art.querySelector(".figure-live svg")?.cloneNode(true);
  if (!drawing) { // a map's picture comes as a script: see load.js
    await script(art.querySelector("img").src.replace(".svg", ".svg.js"), () => pictures[name]);
    drawing = new DOMParser().parseFromString(pictures[name], "image/svg+xml").documentElement;
  }
  drawing.querySelectorAll("style, title").forEach((part) => part.remove());
  const [wide, high] = ["width", "height"].map((side) => parseFloat(drawing.getAttribute(side)));
  const [edge, across] = [20, Math.max(wide, 440)];
  const family = "system-ui, Liberation Sans, Arial, sans-serif";
  const pen = make("canvas").getContext("2d");
  let y = edge;
  const lines = (text, size, weight, paint) => { // as many as the width asks for
    pen.font = `${weight} ${size}px ${family}`;
    const rows = [];
    for (const one of text.split(/\s+/).filter(Boolean)) {
      const longer = `${rows.at(-1)} ${one}`;
      if (rows.length && pen.measureText(longer).width <= across) rows.splice(-1, 1, longer);
      else rows.push(one);
    }
    return rows.map((row) => `<text x="${edge}" y="${y += Math.round(size * 1.35)}"`
      + ` font-size="${size}" font-weight="${weight}" fill="var(--fig-${paint})">`
      + `${make("b", {}, row).innerHTML}</text>`).join("");
  };
  const { title, subtitle, set, number, source } = captionOf(art);
  const above = lines(title, 18, 600, "ink") + lines(subtitle, 14, 400, "muted")
    + lines(set, 14, 600, "ink");
  drawing.setAttribute("x", edge);
  drawing.setAttribute("y", y += 14);
  y += high + 8;
  const still = art.dataset.kind === "map" ? "A static picture of a map that zooms. " : "";
  const below = lines(`${number}${still}${source}`, 12, 400, "muted")
    + lines(`${CITED.authors} (${CITED.year}). ${CITED.title}.`, 12, 400, "muted");
  const [width, height] = [across + 2 * edge, Math.ceil(y + edge)];
  const look = getComputedStyle(html);
  const text = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"`
    + ` viewBox="0 0 ${width} ${height}" font-family="${family}">`
    + '<rect width="100%" height="100%" fill="var(--fig-paper)"/>'
    + `${above}${new XMLSerializer().serializeToString(drawing)}${below}</svg>`;
  const colour = (_, key, other) => look.getPropertyValue(key).trim() || other;
  return { width, height, text: text.replace(/var\((--[\w-]+)(?:, *([^()]*))?\)/g, colour) };
};
const save = async (art, ending) => {
  const { text, width, height } = await pictureOf(art);
  let blob = new Blob([text], { type: "image/svg+xml" });
  if (ending === "png") { // twice as many pixels, for a sharp screen
    const picture = make("img", { src: `data:image/svg+xml,${encodeURIComponent(text)}` });
    await picture.decode();
    const canvas = make("canvas", { width: 2 * width, height: 2 * height });
    canvas.getContext("2d").drawImage(picture, 0, 0, 2 * width, 2 * height);
    blob = await new Promise((done) => { canvas.toBlob(done); });
  }
  const state = [art.dataset.figure, ...stateOf(art).values()].join("-");
  const letters = state.normalize("NFD").replace(/\p{M}/gu, ""); // Türkiye -> Turkiye
  const download = `${letters.replace(/[^\w-]+/g, "-")}.${ending}`;
  const href = URL.createObjectURL(blob);
  make("a", { href, download }).click();
  setTimeout(() => URL.revokeObjectURL(href), PATIENCE);
  return `Saved: ${download}`;
};

// ---- the whole window, and the whole screen where there is leave; the rest of the page rests
let full;
const resized = () => dispatchEvent(new Event("resize")); // what has a width is drawn again
const leaveFull = async () => {
  if (!full) return;
  const { box, art, button, resting, close } = full;
  full = null;
  if (document.fullscreenElement) await document.exitFullscreen(); // before anything is measured
  resting.forEach((part) => { part.inert = false; });
  box.classList.remove("figure-full");
  close.remove();
  art.style.zoom = "";
  resized();
  button.focus();
};
addEventListener("resize", async () => {
  if (!full) return;
  const { box, art } = full;
  art.style.zoom = "";
  await refit(art);
  if (full?.art !== art) return; // left meanwhile
  const rest = art.parentElement.offsetHeight - art.offsetHeight;
  box.style.setProperty("--rest", `${rest}px`); // figures.css gives a map what is left
  const scale = Math.min((box.clientWidth - 32) / art.offsetWidth,
    (box.clientHeight - rest - 64) / art.offsetHeight);
  if (art.dataset.kind === "chart") art.style.zoom = Math.max(1, scale);
});
addEventListener("fullscreenchange", () => { if (!document.fullscreenElement) leaveFull(); });
addEventListener("keydown", (event) => { if (event.key === "Escape") leaveFull(); });
const enterFull = (art, button) => {
  const box = art.closest(".book-figure");
  const around = (part) => (part === document.body ? [] : [...part.parentElement.children]
    .filter((one) => one !== part && !one.inert).concat(around(part.parentElement)));
  const close = make("button", { type: "button", className: "button figure-close" }, "Close");
  close.addEventListener("click", leaveFull);
  full = { box, art, button, resting: around(box), close };
  full.resting.forEach((part) => { part.inert = true; });
  menu.hidePopover();
  box.classList.add("figure-full");
  box.prepend(close);
  box.append(document.getElementById("vg-tooltip-element") || ""); // on the screen too
  box.requestFullscreen?.().catch(() => {});
  draw(art).then(resized);
  close.focus();
};

// ---- the menu itself: one for the page, filled when a figure's button asks for it
const copy = async (text, said) => {
  try { await navigator.clipboard.writeText(text); } catch { prompt("Copy this:", text); }
  return said;
};
const ENTRIES = {
  "Full screen": enterFull,
  "Copy link": (art) => copy(linkTo(art), "The link is copied."),
  "Copy citation": (art) => copy(citation(art), "The citation is copied."),
  "Copy the code to embed": (art) => copy(embedCode(art), "The code is copied."),
  "Save as PNG": (art) => save(art, "png"),
  "Save as SVG": (art) => save(art, "svg"),
};
const menu = make("div", { className: "figure-menu", role: "group", popover: "auto" });
const openMenu = (art, button) => {
  const status = make("p", { role: "status" });
  const entries = Object.entries(ENTRIES).map(([name, act]) => {
    const entry = make("button", { type: "button" }, name);
    entry.addEventListener("click", async () => {
      try { status.textContent = await act(art, button) || ""; } catch (problem) {
        console.warn(problem);
        status.textContent = "The drawing did not load, so it cannot be saved.";
      }
    });
    return entry;
  });
  const { href } = art.closest(".book-figure").querySelector("a.download");
  menu.replaceChildren(...entries, make("a", { href, download: "" }, "Data (CSV)"), status);
  menu.setAttribute("aria-label", button.getAttribute("aria-label"));
  button.after(menu); // next on the keyboard's way
  menu.showPopover();
  const at = button.getBoundingClientRect();
  const above = at.bottom + menu.offsetHeight > innerHeight && at.top > menu.offsetHeight;
  menu.style.top = `${scrollY + (above ? at.top - menu.offsetHeight : at.bottom)}px`;
  menu.style.left = `${scrollX + Math.max(8, at.right - menu.offsetWidth)}px`;
  entries[0].focus();
};
each(".figure-art", (art) => {
  if (!menu.showPopover) return; // a browser from before 2024
  const name = `${captionOf(art).number.slice(0, -2) || "Figure"}: menu`;
  const about = { type: "button", className: "menu-button", "aria-label": name };
  const button = make("button", about, "⋯");
  button.popoverTargetElement = menu; // so that a second press closes it
  button.addEventListener("click", (event) => {
    if (menu.matches(":popover-open")) return;
    event.preventDefault();
    openMenu(art, button);
  });
  art.closest("figure").after(button);
});
