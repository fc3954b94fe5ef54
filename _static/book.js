// The book's pages: live figures in place of their pictures, light and dark, print.
// A page reads well without any of this. Nothing is asked of another host.
(() => {
  "use strict";
  const html = document.documentElement;
  html.classList.add("js");
  const root = new URL(html.dataset.content_root || "./", location.href);
  const still = matchMedia("(prefers-reduced-motion: reduce)");

  // ---- scripts as data: they load from a folder too, where fetch() does not. `given` says
  // whether the script left what it should: half a file loads as well.
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
        const tag = document.createElement("script");
        const end = () => (given() ? done() : fail(new Error(`${url} does not load`)));
        setTimeout(end, PATIENCE);
        tag.onload = end;
        tag.onerror = end;
        tag.src = failed.has(url) ? newer(url) : url;
        document.head.append(tag);
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

  // ---- charts
  // Views side by side or below each other do not shrink of themselves: put fewer in a row, then
  // make them narrower. `axis` is the room that labels take beside a view.
  const views = (spec) => (spec.facet ? [spec.spec] : spec.concat || spec.hconcat || spec.vconcat);
  const lower = (view, wide, meant) => { // a map keeps the proportions it was meant to have
    if (view.projection && typeof view.height === "number") {
      view.height = Math.round(view.height * Math.min(1, wide / meant));
    }
  };
  const fit = (spec, wide, axis, meant) => {
    const gap = typeof spec.spacing === "number" ? spec.spacing : 20;
    const many = views(spec);
    if (wide < 520) { // a legend in two columns, where its author set no other number
      spec.config = { ...spec.config, legend: { columns: 2, ...(spec.config || {}).legend } };
    }
    if (!many) {
      lower(spec, wide, meant);
      return spec;
    }
    const wishes = many.map((view) => (typeof view.width === "number" ? view.width : Infinity));
    if (spec.hconcat) { // one row, by its author's will: all shrink alike, but not below half
      const wish = wishes.reduce((sum, one) => sum + one, 0);
      const room = wide - axis - gap * (many.length - 1);
      const scale = Math.max(0.5, Math.min(1, room / wish));
      many.forEach((view) => { view.width = Math.floor(view.width * scale); });
      return spec;
    }
    const side = Math.max(...wishes);
    const fitting = Number.isFinite(side) ? Math.floor((wide - axis + gap) / (side + gap)) : 1;
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
    const box = document.createElement("div");
    box.className = "figure-live";
    art.append(box);
    const wide = art.clientWidth;
    const meant = parseFloat(art.style.getPropertyValue("--picture")); // the picture's width
    const several = views(spec);
    let view;
    // Charts of several views are drawn once more if their labels need more room than thought.
    for (let axis = 46, tries = 0; tries < 3; tries += 1) {
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
        ast: true, // expressions are interpreted, not compiled
        bind: document.createElement("form"), // the page draws its own controls
        patch: quiet,
      }));
      const over = box.scrollWidth - box.clientWidth;
      if (!several || over <= 0) break;
      axis += over;
    }
    const svg = box.querySelector("svg");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", picture.alt);
    svg.removeAttribute("aria-roledescription");
    ["role", "aria-roledescription", "aria-label"].forEach((name) => box.removeAttribute(name));
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
    if (!art.view || !(views(spec) || spec.projection)) return;
    if (Math.abs(art.clientWidth - art.drawnWide) < 24) return;
    draw(art, true);
  };

  // What can be scrolled sideways can be reached by keyboard.
  const reach = new ResizeObserver((entries) => entries.forEach(({ target }) => {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }));

  // ---- maps
  const theme = () => (html.dataset.theme === "dark" ? "dark" : "light");
  const drawMap = (art) => new Promise((done, fail) => {
    const frame = document.createElement("iframe");
    frame.title = art.dataset.title;
    const address = `${art.dataset.src}&theme=${theme()}`;
    frame.src = failed.has(art) ? newer(address) : address;
    // The picture's words stay for those who do not see the map.
    const picture = art.querySelector("img");
    const words = document.createElement("p");
    words.className = "unseen";
    words.id = `${art.dataset.figure}-words`;
    words.textContent = picture.alt;
    frame.setAttribute("aria-describedby", words.id);
    art.append(words);
    const late = setTimeout(() => end(false), PATIENCE);
    const end = (whole) => {
      clearTimeout(late);
      removeEventListener("message", hear);
      if (whole) {
        picture.hidden = true;
        done();
      } else {
        failed.add(art);
        fail(new Error(`${address} does not load`));
      }
    };
    const hear = (event) => { // the map's own word: see frames.py
      if (event.source === frame.contentWindow && event.data && event.data.map) {
        end(event.data.map === "whole");
      }
    };
    addEventListener("message", hear);
    frame.addEventListener("load", () => setTimeout(end, 1000, false)); // a map speaks before
    art.append(frame);
  });

  // ---- what cannot be drawn: the picture stays, a sentence says so, and no control pretends
  const problems = new Map(); // by drawing
  const tell = (art) => {
    const name = `The interactive ${art.dataset.kind}`;
    art.querySelectorAll(".figure-live, iframe, .unseen").forEach((part) => part.remove());
    art.querySelector("img").hidden = false;
    if (art.view) art.view.finalize();
    delete art.view;
    delete art.dataset.ready;
    if (problems.has(art)) return;
    const bar = art.parentElement.querySelector(".figure-controls");
    const words = make("p", {}, `${name} did not load, so you see a picture of it instead.`);
    words.setAttribute("role", "status");
    const again = make("button", { type: "button", className: "button" }, "Try again");
    again.addEventListener("click", async () => {
      again.textContent = "Loading";
      if (await draw(art)) {
        const first = bar && bar.querySelector("input, select, button");
        (first || art.querySelector("iframe") || Object.assign(art, { tabIndex: -1 })).focus();
        [...problems.keys()].forEach((other) => draw(other)); // they may lack nothing any more
      } else {
        again.textContent = "Try again";
        words.textContent = `${name} still does not load. Check whether you are online.`;
      }
    });
    const box = make("div", { className: "figure-problem" }, words, again);
    const held = bar && bar.contains(document.activeElement);
    (bar || art).before(box);
    art.closest(".book-figure").classList.add("figure-failed"); // book.css hides its controls
    if (held) again.focus();
    reach.observe(art); // on a narrow screen the picture keeps a size that can be read
    problems.set(art, box);
  };
  const untell = (art) => {
    problems.get(art).remove();
    problems.delete(art);
    reach.unobserve(art);
    art.removeAttribute("tabindex");
    art.closest(".book-figure").classList.remove("figure-failed");
  };

  // Draw a figure once; `anew`: once more. Tells at the end whether it is drawn.
  const draw = (art, anew = false) => {
    if (art.drawing && !anew) return art.drawing;
    const drawn = art.dataset.kind === "map" ? drawMap(art) : drawChart(art);
    art.drawing = drawn.then(() => {
      const late = anew || problems.has(art);
      art.dataset.ready = "1";
      if (problems.has(art)) untell(art);
      if (late && art.apply) art.apply(); // what the reader had set
      return true;
    }).catch((problem) => {
      console.error(problem);
      delete art.drawing;
      tell(art);
      return false;
    });
    return art.drawing;
  };

  // ---- controls: sliders, lists, Play and key dates. They are there before Vega is.
  const date = (options) => {
    const format = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options });
    return (value) => format.format(new Date(value));
  };
  const formats = {
    date: date({ day: "numeric", month: "long", year: "numeric" }),
    month: date({ month: "long", year: "numeric" }),
    year: (value) => (value > 9999 ? date({ year: "numeric" })(value) : String(value)),
    percent: (value) => `${Math.round(100 * value)}%`,
  };
  const make = (tag, properties = {}, ...children) => {
    const node = Object.assign(document.createElement(tag), properties);
    node.append(...children);
    return node;
  };

  // What the drawing writes of itself, such as a count that follows the slider.
  const written = (art, names) => [...art.querySelectorAll(".figure-live .role-mark.mark-text")]
    .filter((mark) => names.some((name) => mark.classList.contains(`${name}_marks`)))
    .map((mark) => [...mark.querySelectorAll("text")].map((text) => text.textContent.trim()))
    .filter((texts) => texts.length <= 3) // more is a map of names, not a message
    .flat();

  const addControls = (art) => {
    const { inputs, play, steps = [], live = [] } = JSON.parse(art.dataset.controls);
    const values = {}; // what the reader has set, by signal
    const shown = {}; // how to show a value, by signal
    const bar = make("div", { className: "figure-controls" });
    let again = false;
    let running = null;

    const catchUp = async () => {
      try {
        await draw(art);
        while (again && art.view) {
          again = false;
          for (const [signal, value] of Object.entries(values)) art.view.signal(signal, value);
          await art.view.runAsync();
        }
      } finally {
        running = null;
      }
    };
    // Frames that come faster than they can be drawn are skipped, the last one never.
    art.apply = () => {
      again = true;
      running ||= catchUp();
      return running;
    };
    const words = {}; // a value in words, by signal
    const status = make("p", { className: "unseen figure-status" });
    status.setAttribute("role", "status");
    let saying;
    // Once the reader rests, say what was set and what the drawing now writes, each once.
    const say = (signal) => {
      clearTimeout(saying);
      saying = setTimeout(async () => {
        await running;
        if (!art.view) return; // what is not drawn is not told
        const sliders = inputs.filter((one) => one.input === "range").map((one) => one.signal);
        const said = [...new Set([...sliders, signal])].map((one) => {
          const given = inputs.find((input) => input.signal === one);
          return words[one] ? words[one](values[one] ?? given.value) : "";
        });
        status.textContent = [...new Set([...said, ...written(art, live)])]
          .filter(Boolean).join(", ");
      }, 400);
    };
    const set = (signal, value) => {
      values[signal] = value;
      (shown[signal] || []).forEach((show) => show(value));
      art.apply();
      say(signal);
    };
    const byReader = (signal, value) => { stop(); set(signal, value); };

    const range = (given) => {
      const text = formats[given.format] || ((value) => String(value));
      words[given.signal] = (value) => text(Number(value));
      const slider = make("input", { type: "range" });
      Object.assign(slider, { min: given.min, max: given.max, step: given.step || 1 });
      slider.value = given.value;
      const now = make("span", { className: "control-value" });
      slider.setAttribute("aria-label", given.label);
      slider.addEventListener("input", () => byReader(given.signal, Number(slider.value)));
      shown[given.signal] = [(value) => {
        slider.value = value;
        slider.setAttribute("aria-valuetext", text(Number(value)));
        now.textContent = text(Number(value));
      }];
      const name = make("span", { className: "control-name" }, given.label);
      return make("label", { className: "control control-range" }, name, slider, now);
    };
    const named = (given) => {
      const names = given.options.map(
        (option, i) => (given.labels || [])[i] ?? (option === null ? "All" : String(option)),
      );
      words[given.signal] = (value) => names[given.options.indexOf(value)];
      return names;
    };
    const choice = (given) => {
      const select = make("select");
      const names = named(given);
      given.options.forEach((option, i) => {
        select.append(make("option", { value: i, selected: option === given.value }, names[i]));
      });
      select.addEventListener("change", () => byReader(given.signal, given.options[select.value]));
      const name = make("span", { className: "control-name" }, given.label);
      return make("label", { className: "control" }, name, select);
    };
    const radio = (given) => {
      const group = make("fieldset", { className: "control control-radio" });
      group.append(make("legend", { className: "control-name" }, given.label));
      const names = named(given);
      given.options.forEach((option, i) => {
        const input = make("input", { type: "radio", checked: option === (given.value ?? null) });
        input.name = `${art.dataset.figure}-${given.signal}`;
        input.addEventListener("change", () => byReader(given.signal, option));
        group.append(make("label", {}, input, ` ${names[i]}`));
      });
      return group;
    };
    const checkbox = (given) => {
      const input = make("input", { type: "checkbox", checked: Boolean(given.value) });
      input.addEventListener("change", () => byReader(given.signal, input.checked));
      return make("label", { className: "control" }, input, ` ${given.label}`);
    };

    // Nothing moves before the reader asks for it.
    let moving = 0;
    let button;
    const stop = () => {
      cancelAnimationFrame(moving);
      clearTimeout(moving);
      moving = 0;
      if (button) button.textContent = "Play";
    };
    const glide = (signal, from, to, milliseconds, step, then) => {
      const start = performance.now();
      const frame = (now) => {
        const part = Math.min(1, (now - start) / milliseconds);
        set(signal, from + Math.round(((to - from) * part) / step) * step);
        if (part < 1) moving = requestAnimationFrame(frame);
        else { set(signal, to); then(); }
      };
      moving = requestAnimationFrame(frame);
    };
    const current = () => {
      const given = inputs.find((one) => one.signal === play.param);
      return Number(values[play.param] ?? (given ? given.value : play.min));
    };
    const run = async () => {
      button.textContent = "Pause";
      const from = current() >= play.max ? play.min : current();
      moving = -1;
      if (!(await draw(art))) stop();
      if (moving !== -1) return; // stopped while the library was loading
      if (still.matches && steps.length) { // no gliding: from key date to key date
        const stops = steps.map((one) => one.value);
        const next = () => {
          const to = stops.find((value) => value > current()) ?? play.max;
          set(play.param, to);
          if (to < play.max) moving = setTimeout(next, 1800); else stop();
        };
        set(play.param, from);
        moving = setTimeout(next, 900);
        return;
      }
      const share = (play.max - from) / (play.max - play.min);
      glide(play.param, from, play.max, 1000 * play.seconds * share, play.step, stop);
    };

    const makers = { range, select: choice, radio, checkbox };
    for (const given of inputs) {
      if (!makers[given.input]) throw new Error(`No control for an input of type ${given.input}`);
      bar.append(makers[given.input](given));
      (shown[given.signal] || []).forEach((show) => show(given.value));
    }
    if (play) {
      button = make("button", { type: "button", className: "button play" }, "Play");
      button.addEventListener("click", () => (moving ? stop() : run()));
      bar.prepend(button);
      if (steps.length) {
        const group = make("div", { className: "control-steps" });
        group.setAttribute("role", "group");
        group.setAttribute("aria-label", "Key dates");
        for (const { value, label } of steps) {
          const step = make("button", { type: "button", className: "button step" }, label);
          step.addEventListener("click", () => {
            stop();
            if (still.matches || !art.view) set(play.param, value);
            else glide(play.param, current(), value, 700, play.step, stop);
          });
          (shown[play.param] ||= []).push((now) => {
            step.setAttribute("aria-pressed", String(Number(now) === value));
          });
          step.setAttribute("aria-pressed", String(current() === value));
          group.append(step);
        }
        bar.append(group);
      }
    }
    bar.append(status);
    art.before(bar);
  };

  // The keyboard passes through every place of a map; this link leads past it.
  const addSkip = (art) => {
    const end = art.parentElement.querySelector("figcaption");
    end.id ||= `after-${art.dataset.figure}`;
    end.tabIndex = -1;
    art.prepend(make("a", { className: "skip-link", href: `#${end.id}` }, "Skip the map"));
  };

  // ---- terms: a link to the glossary says what the word means, in a note that can be reached,
  // read in peace and sent away (WCAG 1.4.13). Without this, the link has a title of its own.
  let note; // the one that is shown: { link, box }
  let leaving;
  const hideNote = () => {
    clearTimeout(leaving);
    if (note) note.box.hidden = true;
    note = null;
  };
  const leaveNote = () => { // time to move from the word to the note
    clearTimeout(leaving);
    leaving = setTimeout(hideNote, 300);
  };
  const showNote = (link, box) => {
    clearTimeout(leaving);
    if (note && note.link === link) return;
    hideNote();
    note = { link, box };
    box.hidden = false;
    const at = [...link.getClientRects()][0];
    const wide = html.clientWidth;
    const left = Math.max(8, Math.min(at.left, wide - box.offsetWidth - 8));
    const above = at.top > box.offsetHeight + 12 && at.bottom + box.offsetHeight > innerHeight - 8;
    const top = above ? at.top - box.offsetHeight - 4 : at.bottom + 4;
    box.style.left = `${left + scrollX}px`;
    box.style.top = `${top + scrollY}px`;
  };
  const addNote = (link, i) => {
    const box = make("div", { className: "term-note", id: `term-note-${i}`, hidden: true });
    box.setAttribute("role", "tooltip");
    box.append(make("span", {}, link.title));
    link.removeAttribute("title");
    link.setAttribute("aria-describedby", box.id);
    document.querySelector("main").append(box);
    let touched = false;
    link.addEventListener("pointerdown", (event) => {
      touched = event.pointerType === "touch" && !(note && note.link === link);
    });
    link.addEventListener("click", (event) => {
      if (!touched) return; // the second touch follows the link
      touched = false;
      event.preventDefault();
      showNote(link, box);
    });
    link.addEventListener("pointerenter", (event) => {
      if (event.pointerType !== "touch") showNote(link, box);
    });
    link.addEventListener("pointerleave", (event) => {
      if (event.pointerType !== "touch") leaveNote();
    });
    link.addEventListener("focus", () => { if (!touched) showNote(link, box); });
    link.addEventListener("blur", leaveNote);
    box.addEventListener("pointerenter", () => clearTimeout(leaving));
    box.addEventListener("pointerleave", leaveNote);
  };
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && note) hideNote();
  });
  addEventListener("pointerdown", (event) => {
    if (note && event.target !== note.link && !note.link.contains(event.target)
      && !note.box.contains(event.target)) hideNote();
  });

  // ---- search: names are looked for without accents; the index holds both forms
  window.splitQuery = (query) => query.normalize("NFD").replace(/[\p{M}'‘’ʻʼʾʿ]/gu, "")
    .replaceAll("ı", "i").split(/[^\p{Letter}\p{Number}_]+/gu).filter(Boolean);

  // ---- light and dark
  const keep = (value) => {
    try { localStorage.setItem("theme", value); } catch { /* a browser that keeps nothing */ }
  };
  const show = (value) => {
    html.dataset.theme = value;
    document.querySelectorAll(".theme-name").forEach((name) => {
      name.textContent = value === "dark" ? "Light" : "Dark";
    });
    document.querySelectorAll(".figure-art iframe").forEach((frame) => {
      frame.contentWindow.postMessage({ theme: value }, "*");
    });
  };

  // Beside the text the contents scroll for themselves: to the page that is open.
  const showPlace = () => {
    const contents = document.getElementById("contents");
    const here = [...contents.querySelectorAll("a.current")].at(-1);
    if (!here) return;
    const below = here.getBoundingClientRect().bottom - contents.getBoundingClientRect().bottom;
    if (below > 0) contents.scrollTop += below + contents.clientHeight / 3;
  };

  addEventListener("DOMContentLoaded", () => {
    showPlace();
    const arts = [...document.querySelectorAll(".figure-art")];
    arts.filter((art) => art.dataset.controls).forEach(addControls);
    arts.filter((art) => art.dataset.kind === "map").forEach(addSkip);

    // Draw what nears the window, but nothing before the reader's first movement.
    const near = new IntersectionObserver((entries) => {
      for (const entry of entries) {
        if (entry.isIntersecting) {
          near.unobserve(entry.target);
          draw(entry.target);
        }
      }
    }, { rootMargin: "600px" });
    const signs = ["scroll", "wheel", "pointermove", "pointerdown", "touchstart", "keydown"];
    const begin = () => {
      signs.forEach((sign) => removeEventListener(sign, begin));
      arts.forEach((art) => near.observe(art));
    };
    signs.forEach((sign) => addEventListener(sign, begin, { passive: true }));

    let waiting;
    addEventListener("resize", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => arts.forEach(refit), 200);
    });

    // A figure's table stands in a <noscript>, to keep the page light; opened, it becomes a table.
    document.querySelectorAll(".figure-data").forEach((details) => {
      details.addEventListener("toggle", () => {
        const text = details.querySelector("noscript");
        if (!text) return;
        text.insertAdjacentHTML("afterend", text.textContent);
        text.remove();
        reach.observe(details.querySelector(".table-scroll"));
      });
    });

    document.querySelectorAll("a.term[title]").forEach(addNote);

    const button = document.querySelector(".theme-button");
    if (button) {
      button.hidden = false;
      button.addEventListener("click", () => {
        const value = theme() === "dark" ? "light" : "dark";
        keep(value);
        show(value);
      });
    }
    show(theme());

    const contents = document.getElementById("contents");
    contents.addEventListener("click", (event) => {
      if (!contents.hidePopover || !event.target.closest("a")) return;
      if (contents.matches(":popover-open")) contents.hidePopover();
    });

    // The contents show which section is being read.
    const entries = new Map([...contents.querySelectorAll('a[href^="#"]')]
      .map((link) => [document.getElementById(decodeURIComponent(link.hash.slice(1))), link]));
    const reading = new IntersectionObserver((seen) => {
      const now = seen.filter((one) => one.isIntersecting).pop();
      if (!now) return;
      entries.forEach((link) => link.removeAttribute("aria-current"));
      entries.get(now.target).setAttribute("aria-current", "location");
    }, { rootMargin: "-20% 0px -75% 0px" });
    entries.forEach((_, section) => { if (section) reading.observe(section); });

    document.querySelectorAll("pre, .table-scroll").forEach((box) => reach.observe(box));
  });

  // Paper is white, has no pictures that come later, and nobody can open a box on it.
  let before;
  let opened = [];
  addEventListener("beforeprint", () => {
    before = theme();
    show("light");
    document.querySelectorAll("img").forEach((picture) => { picture.loading = "eager"; });
    opened = [...document.querySelectorAll("details.sd-dropdown:not([open])")]
      .filter((box) => !box.closest(".solution"));
    opened.forEach((box) => { box.open = true; });
  });
  addEventListener("afterprint", () => {
    show(before);
    opened.forEach((box) => { box.open = false; });
  });
})();
