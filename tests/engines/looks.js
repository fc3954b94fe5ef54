// Looked at from inside a page, in every engine alike. Each function is called by name from the
// tests; what it waits for comes within some seconds or is named in an error.
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const until = async (what, test, seconds = 30) => {
  for (const end = Date.now() + 1000 * seconds; Date.now() < end; await pause(30)) {
    const value = await test();
    if (value) return value;
  }
  throw new Error(`${what}: not within ${seconds} s`);
};
const frames = async (n = 2) => { // drawn, or half a second where the engine draws nothing
  for (let i = 0; i < n; i += 1) {
    await Promise.race([new Promise(requestAnimationFrame), pause(500)]);
  }
};
const all = (css, within = document) => [...within.querySelectorAll(css)];
const art = (name) => document.querySelector(`.figure-art[data-figure="${name}"]`);
const inside = (name) => art(name).querySelector("iframe").contentDocument;

const scrollThrough = async () => {
  for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight) {
    scrollTo(0, y);
    await frames(1);
  }
  scrollTo(0, 0); // nothing is watched before the first movement, which may leave the top behind
  await until("every figure is drawn",
    () => all(".figure-art").every((one) => one.dataset.ready), 60);
};

// {figure: {kind, marks, texts}}: of a chart what it draws, of a map its shapes and pins.
const figures = async () => {
  await scrollThrough();
  return Object.fromEntries(all(".figure-art").map((one) => {
    const { figure, kind } = one.dataset;
    const drawing = kind === "map" ? inside(figure) : one.querySelector(".figure-live svg");
    const marks = kind === "map" ? ".leaflet-pane path:not([d='M0 0']), .leaflet-marker-icon"
      : "[class*=role-mark] :is(path, line, rect, image, text)";
    return [figure, { kind, marks: all(marks, drawing).length,
      texts: all("[class*=role-mark] text", drawing).map((text) => text.textContent) }];
  }));
};
const painted = (canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let i = 3; i < data.length; i += 4) if (data[i]) count += 1;
  return count;
};
// The painted dots of a map's canvases, once they are drawn.
const canvases = async (name) => {
  const found = all(".leaflet-pane canvas", inside(name));
  await until(`${name}: the canvas is painted`, () => found.every(painted));
  return found.map(painted);
};

// Every text and mark of the charts with its place, for one engine in several time zones.
const written = async () => {
  await scrollThrough();
  const marks = "text, .mark-symbol path, .mark-rect path, .mark-rule line";
  return Object.fromEntries(all(".figure-live svg").map((svg) => {
    const corner = svg.getBoundingClientRect();
    return [svg.closest(".figure-art").dataset.figure, all(marks, svg).map((one) => {
      const box = one.getBoundingClientRect();
      return [one.textContent, Math.round(box.x - corner.x), Math.round(box.y - corner.y)];
    })];
  }));
};

// A figure's drawing moved into the window; where it is to be seen: [left, top, right, bottom].
const place = async (name) => {
  const drawing = art(name);
  drawing.scrollIntoView({ block: "start", behavior: "instant" });
  await frames();
  const box = drawing.getBoundingClientRect();
  return [box.left, Math.max(0, box.top), box.right, Math.min(innerHeight, box.bottom)];
};

// Every control of a chart, Play first: what is set by hand may leave it little to show.
// Returns [how many of each kind, what changed nothing].
const operate = async (name) => {
  const drawing = art(name);
  const bar = drawing.previousElementSibling;
  const counts = {};
  const idle = [];
  const now = () => drawing.querySelector(".figure-live svg").outerHTML;
  const look = async () => {
    await drawing.apply();
    return now();
  };
  const tell = (kind, pictures) => {
    counts[kind] = (counts[kind] || 0) + 1;
    if (new Set(pictures).size < 2) idle.push(`${name}: ${kind}`);
  };
  const said = (one, type) => one.dispatchEvent(new Event(type, { bubbles: true }));
  const play = bar.querySelector(".play");
  if (play) {
    const before = await look();
    play.click();
    if (play.textContent !== "Pause") idle.push(`${name}: Play does not become Pause`);
    await until(`${name}: Play moves`, () => now() !== before); // apply() would wait for the end
    play.click();
    const stopped = await look();
    await pause(120);
    tell("play", [before, stopped]);
    if (await look() !== stopped) idle.push(`${name}: Pause does not stop it`);
  }
  const steps = all(".step", bar);
  if (steps.length) {
    const pictures = [];
    for (const step of [steps[0], steps.at(-1)]) {
      step.click();
      await until(`${name}: a key date is reached`,
        () => step.getAttribute("aria-pressed") === "true");
      pictures.push(await look());
    }
    tell("steps", pictures);
  }
  for (const slider of all("input[type=range]", bar)) {
    const pictures = [];
    for (const part of [0, 0.4, 1]) {
      slider.value = Number(slider.min) + (slider.max - slider.min) * part;
      said(slider, "input");
      pictures.push(await look());
    }
    tell("range", pictures);
  }
  for (const select of all("select", bar)) {
    const pictures = [await look()];
    for (const option of select.options) {
      select.value = option.value;
      said(select, "change");
      pictures.push(await look());
    }
    tell("select", pictures);
  }
  for (const group of all("fieldset", bar)) {
    const pictures = [await look()];
    for (const input of all("input", group)) {
      input.click();
      pictures.push(await look());
    }
    tell("radio", pictures);
  }
  for (const box of all("input[type=checkbox]", bar)) {
    const before = await look();
    box.click();
    tell("checkbox", [before, await look()]);
  }
  return [counts, idle];
};

// The theme's button: the page, its charts and its maps change their colours and change them back.
const theme = async () => {
  const colours = () => [getComputedStyle(document.body).backgroundColor,
    ...all(".figure-live svg text").slice(0, 1).map((text) => getComputedStyle(text).fill),
    ...all(".figure-art iframe").map((frame) => getComputedStyle(
      frame.contentDocument.querySelector(".leaflet-container")).backgroundColor)];
  const button = document.querySelector(".theme-button");
  const before = colours();
  button.click();
  await until("the theme changes", () => colours().every((colour, i) => colour !== before[i]));
  button.click();
  await until("the theme changes back", () => colours().every((colour, i) => colour === before[i]));
  return before.length;
};

// Filters of tables: each list and each search leaves fewer rows, "Show all" brings them back.
// Returns [how many, what changed nothing].
const filters = async () => {
  const idle = [];
  let count = 0;
  for (const bar of all("form.filters")) {
    const scroller = bar.nextElementSibling;
    const table = scroller.matches("table") ? scroller : scroller.querySelector("table");
    const rows = () => all("tbody tr:not(.group)", table).filter((row) => row.offsetParent).length;
    const whole = rows();
    const inputs = [...all("select", bar), ...all("input[type=search]", bar)];
    for (const input of inputs) {
      count += 1;
      input.value = input.options ? input.options[1].value : "mosul";
      input.dispatchEvent(new Event(input.options ? "change" : "input", { bubbles: true }));
      if (!(rows() < whole)) idle.push(`${bar.getAttribute("aria-label")}: ${input.value}`);
      bar.querySelector("button").click();
      if (rows() !== whole) idle.push(`${bar.getAttribute("aria-label")}: Show all`);
    }
  }
  return [count, idle];
};

// Boxes that open: the data below each figure become a table. Returns how many.
const tables = async () => {
  const boxes = all(".figure-data");
  boxes.forEach((box) => { box.open = true; });
  await until("every box holds its table",
    () => boxes.every((box) => box.querySelector(".table-scroll td")));
  return boxes.length;
};

// What went wrong on the page and in its maps, and addresses of other hosts.
const troubles = () => [window, ...all(".figure-art iframe").map((one) => one.contentWindow)]
  .flatMap((one) => [...one.seen, ...one.performance.getEntriesByType("resource")
    .map((entry) => entry.name)
    .filter((name) => /^\w+:\/\//.test(name) && new URL(name).origin !== location.origin)]);
