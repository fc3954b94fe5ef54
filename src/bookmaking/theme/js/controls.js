// Controls: sliders, lists, Play and key dates. They are there before Vega is.

const date = (options) => {
  const format = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options });
  return (value) => format.format(new Date(value));
};
const formats = {
  date: date({ day: "numeric", month: "long", year: "numeric" }),
  month: date({ month: "long", year: "numeric" }),
  year: (value) => (value > 9999 ? date({ year: "numeric" })(value) : String(value)),
  percent: (value) => `${Math.round(100 * value)}%`,
  number: (value) => value.toLocaleString("en-GB"),
};

// What the drawing writes of itself, such as a count that follows the slider.
const written = (art, names) => [...art.querySelectorAll(".figure-live .role-mark.mark-text")]
  .filter((mark) => names.some((name) => mark.classList.contains(`${name}_marks`)))
  .map((mark) => [...mark.querySelectorAll("text")].map((text) => text.textContent.trim()))
  .filter((texts) => texts.length <= 3) // more is a map of names, not a message
  .flat();

// The title and the subtitle say what is drawn: [year] is what the control "year" stands at, and
// a title that tells what the first state shows gives way to another once that is left.
const follower = (art, inputs, follow) => {
  const names = new Map(Object.entries(follow.spoken).map(([name, said]) => [name, new Map(said)]));
  const first = inputs.map((one) => one.value);
  const places = ["title", "subtitle"].map((name) => {
    const line = art.parentElement.querySelector(`.figure-${name}`);
    return [name, line && line.firstChild, line && line.firstChild.data];
  });
  const words = (text) => text.replace(/\[([a-z]\w*)\]/g, (slot, name) => {
    const { value, words: told } = inputs.find((one) => one.signal === name);
    return names.get(name)?.get(value) ?? told(value);
  });
  return () => {
    const moved = inputs.some((one, i) => one.value !== first[i]);
    for (const [name, line, told] of places) {
      const text = (moved && name === "title" && follow.changed) || follow[name];
      if (line) line.data = text ? words(text) : told;
    }
  };
};

// An input is what figures.py tells of it; its value is what the reader has set, `words` says a
// value in words, and `shown` are functions that show it.
each(".figure-art[data-controls]", (art) => {
  const { inputs = [], play, steps = [], live = [], follow } = JSON.parse(art.dataset.controls);
  const played = play && inputs.find((one) => one.signal === play.param);
  const bar = make("div", { className: "figure-controls" });
  let again = false;
  let running = null;

  const catchUp = async () => {
    try {
      await draw(art);
      while (again && art.view) {
        again = false;
        for (const { signal, value } of inputs) art.view.signal(signal, value);
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
  const status = make("p", { className: "unseen figure-status", role: "status" });
  const event = make("p", { className: "control-event" }); // of the key date that was passed last
  let passed; // that key date
  let toldLast;
  let saying;
  // Once the reader rests, say what was set and what the drawing now writes, each once.
  const say = (input) => {
    clearTimeout(saying);
    saying = setTimeout(async () => {
      await running;
      if (!art.view) return; // what is not drawn is not told
      const sliders = inputs.filter((one) => one.input === "range");
      const said = [...sliders, input].map((one) => one.words(one.value));
      const happened = passed === toldLast ? "" : event.textContent;
      toldLast = passed;
      status.textContent = [...new Set([...said, ...written(art, live), happened])]
        .filter(Boolean).join(", ");
    }, 400);
  };
  const rename = follow ? follower(art, inputs, follow) : () => {};
  const set = (input, value) => {
    input.value = value;
    input.shown.forEach((show) => show(value));
    rename();
    art.apply();
    say(input);
  };
  const byReader = (input, value) => { stop(); set(input, value); };
  Object.assign(art, { inputs, set: byReader }); // for the address: see menu.js

  const range = (input) => {
    const { label, min, max, step = 1, value } = input;
    const text = formats[input.format] || String;
    input.words = (now) => text(Number(now));
    const slider = make("input", { type: "range", min, max, step, value, "aria-label": label });
    const told = make("span", { className: "control-value" });
    slider.addEventListener("input", () => byReader(input, Number(slider.value)));
    input.shown.push((now) => {
      slider.value = now;
      told.textContent = input.words(now);
      slider.setAttribute("aria-valuetext", told.textContent);
    });
    const control = labelled(label, slider, told);
    control.classList.add("control-range");
    return control;
  };
  const list = (input) => {
    const { label, options, labels = [] } = input;
    const names = options.map((one, i) => labels[i] ?? (one === null ? "All" : String(one)));
    input.words = (now) => names[options.indexOf(now)];
    const entries = names.map((name, i) => make("option", { value: i }, name));
    const select = make("select", {}, ...entries);
    select.selectedIndex = Math.max(0, options.indexOf(input.value));
    select.addEventListener("change", () => byReader(input, options[select.value]));
    return labelled(label, select);
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
  const glide = (from, to, milliseconds) => {
    const start = performance.now();
    const frame = (now) => {
      const part = Math.min(1, (now - start) / milliseconds);
      set(played, from + Math.round(((to - from) * part) / play.step) * play.step);
      if (part < 1) moving = requestAnimationFrame(frame);
      else { set(played, to); stop(); }
    };
    moving = requestAnimationFrame(frame);
  };
  const current = () => Number(played.value);
  const run = async () => {
    button.textContent = "Pause";
    const from = current() >= play.max ? play.min : current();
    moving = -1;
    if (!(await draw(art))) stop();
    if (moving !== -1) return; // stopped while the library was loading
    if (still.matches && steps.length) { // no gliding: from key date to key date
      const next = () => {
        const to = steps.map((one) => one.value).find((value) => value > current()) ?? play.max;
        set(played, to);
        if (to < play.max) moving = setTimeout(next, 1800); else stop();
      };
      set(played, from);
      moving = setTimeout(next, 900);
      return;
    }
    glide(from, play.max, (1000 * play.seconds * (play.max - from)) / (play.max - play.min));
  };

  for (const input of inputs) {
    input.shown = [];
    bar.append(input.input === "range" ? range(input) : list(input));
  }
  if (played) {
    button = make("button", { type: "button", className: "button play" }, "Play");
    button.addEventListener("click", () => (moving ? stop() : run()));
    bar.prepend(button);
    const about = { className: "control-steps", role: "group", "aria-label": "Key dates" };
    const group = make("div", about);
    for (const { value, label } of steps) {
      const step = make("button", { type: "button", className: "button step" }, label);
      step.addEventListener("click", () => {
        stop();
        if (still.matches || !art.view) set(played, value);
        else glide(current(), value, 700);
      });
      played.shown.push((now) => step.setAttribute("aria-pressed", String(Number(now) === value)));
      group.append(step);
    }
    if (steps.length) bar.append(group, event);
    played.shown.push((now) => {
      passed = steps.findLast((one) => one.value <= now);
      const since = passed?.value < now ? "Last key date, " : "";
      event.textContent = passed ? since + passed.event : "";
    });
  }
  for (const { shown, value } of inputs) shown.forEach((show) => show(value));
  bar.append(status);
  art.before(bar);
});
