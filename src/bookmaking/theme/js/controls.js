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

addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll(".figure-art[data-controls]").forEach(addControls);
});
