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
};

// What the drawing writes of itself, such as a count that follows the slider.
const written = (art, names) => [...art.querySelectorAll(".figure-live .role-mark.mark-text")]
  .filter((mark) => names.some((name) => mark.classList.contains(`${name}_marks`)))
  .map((mark) => [...mark.querySelectorAll("text")].map((text) => text.textContent.trim()))
  .filter((texts) => texts.length <= 3) // more is a map of names, not a message
  .flat();

each(".figure-art[data-controls]", (art) => {
  const { inputs = [], play, steps = [], live = [] } = JSON.parse(art.dataset.controls);
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
  const status = make("p", { className: "unseen figure-status", role: "status" });
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
    const { signal, label, min, max, step = 1, value } = given;
    const text = formats[given.format] || String;
    words[signal] = (now) => text(Number(now));
    const slider = make("input", { type: "range", min, max, step, value, "aria-label": label });
    const told = make("span", { className: "control-value" });
    slider.addEventListener("input", () => byReader(signal, Number(slider.value)));
    shown[signal] = [(now) => {
      slider.value = now;
      told.textContent = words[signal](now);
      slider.setAttribute("aria-valuetext", told.textContent);
    }];
    const control = labelled(label, slider, told);
    control.classList.add("control-range");
    return control;
  };
  const list = ({ signal, label, options, labels = [], value }) => {
    const names = options.map((one, i) => labels[i] ?? (one === null ? "All" : String(one)));
    words[signal] = (now) => names[options.indexOf(now)];
    const entries = names.map((name, i) => make("option", { value: i }, name));
    const select = make("select", {}, ...entries);
    select.selectedIndex = Math.max(0, options.indexOf(value));
    select.addEventListener("change", () => byReader(signal, options[select.value]));
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

  for (const given of inputs) {
    bar.append(given.input === "range" ? range(given) : list(given));
    (shown[given.signal] || []).forEach((show) => show(given.value));
  }
  if (play) {
    button = make("button", { type: "button", className: "button play" }, "Play");
    button.addEventListener("click", () => (moving ? stop() : run()));
    bar.prepend(button);
    if (steps.length) {
      const about = { className: "control-steps", role: "group", "aria-label": "Key dates" };
      const group = make("div", about);
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
});
