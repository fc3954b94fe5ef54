// Charts: a Vega-Lite specification drawn in place of its picture, laid out for the room there is.

// Views side by side or below each other do not shrink of themselves: put fewer in a row, then
// make them narrower. `axis` is the room that labels take beside a view.
const views = (spec) => (spec.facet ? [spec.spec] : spec.concat || spec.vconcat);
const lower = (view, wide, meant) => { // a map keeps the proportions it was meant to have
  if (view.projection && typeof view.height === "number") {
    view.height = Math.round((view.height * wide) / meant);
  }
};
// Small maps shrink rather than stand in one column, and have no labels beside them.
const SMALL_MAP = 150;
const maps = (spec) => spec.concat && spec.concat.every((view) => view.projection);
const fit = (spec, wide, axis, meant) => {
  const gap = typeof spec.spacing === "number" ? spec.spacing : 20;
  const many = views(spec);
  // Where there is no room for each year, some go unnamed.
  spec.config = { axisXDiscrete: { labelOverlap: true }, ...spec.config };
  if (wide < 520) { // a legend in two columns, where its author set no other number
    spec.config.legend = { columns: 2, ...spec.config.legend };
  }
  if (!many) {
    lower(spec, wide, meant);
    return spec;
  }
  const wishes = many.map((view) => (typeof view.width === "number" ? view.width : Infinity));
  const side = Math.max(...wishes);
  const least = maps(spec) ? Math.min(side, SMALL_MAP) : side;
  const fitting = Number.isFinite(side) ? Math.floor((wide - axis + gap) / (least + gap)) : 1;
  const columns = spec.vconcat ? 1 : Math.max(1, Math.min(spec.columns || many.length, fitting));
  if (!spec.vconcat) spec.columns = columns;
  const room = Math.floor((wide - axis - gap * (columns - 1)) / columns);
  many.forEach((view, i) => {
    if (wishes[i] <= room) return;
    view.width = room;
    lower(view, room, Number.isFinite(wishes[i]) ? wishes[i] : meant);
  });
  return spec;
};

// The drawing has one text alternative; its parts are not read out one by one.
const quiet = (part) => {
  for (const one of ["marks", "axes", "legends"].flatMap((key) => part[key] || [])) {
    one.aria = false;
    quiet(one);
  }
  return part;
};

// What a chart says of a point: its name, then labelled values; what is missing is left out.
const NAMES = ["name", "place", "city", "country", "district", "governorate", "neighbourhood",
  "publisher", "event", "month", "date", "day"]; // their labels would say nothing
const tooltip = {
  disableDefaultStyle: true, // figures.css has the look
  formatTooltip: (value, clean) => {
    if (value === null || typeof value !== "object") return clean(value);
    const rows = Object.entries(value)
      .filter(([, said]) => !["", "null", "undefined", "NaN"].includes(String(said).trim()));
    const name = rows.length && NAMES.includes(rows[0][0]) ? rows.shift()[1] : "";
    const line = ([key, said]) => `<tr><td class="key">${clean(key)}</td>`
      + `<td>${clean(said)}</td></tr>`;
    return `${name && `<b>${clean(name)}</b>`}<table>${rows.map(line).join("")}</table>`;
  },
};
// A finger does not hover: a tap shows what the nearest point says, until the next or a scroll.
let finger = false;
const tapped = ({ clientX, clientY }) => {
  if (!finger) return;
  const places = [0, 8, 16].flatMap((by) => [[0, -by], [0, by], [-by, 0], [by, 0]])
    .map(([x, y]) => ({ clientX: clientX + x, clientY: clientY + y }));
  const under = (at) => document.elementFromPoint(at.clientX, at.clientY);
  const at = places.find((one) => under(one)?.__data__?.tooltip) || places[0];
  under(at)?.dispatchEvent(new PointerEvent("pointermove", { bubbles: true, ...at }));
};
const untip = (event) => {
  if (event.type === "pointerdown") finger = event.pointerType === "touch";
  document.getElementById("vg-tooltip-element")?.classList.remove("visible");
};
addEventListener("pointerdown", untip, { capture: true });
addEventListener("scroll", untip, { capture: true, passive: true });

// A mark leads to the page of its place. Notebooks give its address as seen from a chapter, and
// the figure may stand elsewhere, on the landing page or in a frame.
const loader = { baseURL: new URL("notebooks", root).href };
if (top !== window) loader.target = "_blank";

const drawChart = async (art) => {
  const name = art.dataset.figure;
  await Promise.all([
    script(new URL(`_static/vendor/vega.js?v=${html.dataset.vega}`, root), () => window.vegaEmbed),
    script(art.dataset.src, () => specs[name]),
  ]);
  const { spec, data } = specs[name];
  await Promise.all(data.map(
    (key) => script(new URL(`_figures/${key}.js`, root), () => datasets[key]),
  ));
  const picture = art.querySelector("img");
  const box = make("div", { className: "figure-live" });
  art.append(box);
  const wide = art.clientWidth;
  const meant = parseFloat(art.style.getPropertyValue("--picture")); // the picture's width
  const several = views(spec);
  let view;
  // Charts of several views are drawn once more if their labels need more room than thought.
  for (let axis = maps(spec) ? 0 : 46, tries = 0; tries < 3; tries += 1) {
    const copy = fit(structuredClone(spec), wide, axis, meant);
    // Each view gets rows of its own: Vega writes into what it is given.
    copy.datasets = Object.fromEntries(
      data.map((key) => [key, datasets[key].map((row) => ({ ...row }))]),
    );
    if (view) view.finalize();
    ({ view } = await vegaEmbed(box, copy, {
      mode: "vega-lite",
      renderer: "svg",
      actions: false,
      tooltip,
      ast: true, // expressions are interpreted, not compiled
      loader,
      bind: document.createElement("form"), // the page draws its own controls
      patch: quiet,
    }));
    const over = box.scrollWidth - box.clientWidth;
    if (!several || over <= 0) break;
    axis += over;
  }
  const svg = box.querySelector("svg");
  svg.addEventListener("click", tapped);
  svg.addEventListener("mouseout", (event) => { if (finger) event.stopPropagation(); }, true);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", picture.alt);
  svg.removeAttribute("aria-roledescription");
  ["role", "aria-roledescription", "aria-label"].forEach((one) => box.removeAttribute(one));
  picture.hidden = true;
  art.querySelectorAll(".figure-live").forEach((old) => { if (old !== box) old.remove(); });
  if (art.view) art.view.finalize();
  art.view = view;
  art.drawnWide = wide;
  reach.observe(box);
};

// What is laid out for a width is laid out again when the width changes.
const refit = (art) => {
  const { spec } = specs[art.dataset.figure] || {};
  if (!art.view || !art.clientWidth || !(views(spec) || spec.projection)) return;
  if (Math.abs(art.clientWidth - art.drawnWide) < 24) return;
  return draw(art, true);
};
