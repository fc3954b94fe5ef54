// Slides: a page of figures, stepped through one at a time on the whole screen, by arrow keys, a
// swipe or buttons. Without this they are a list.

each(".slides", (show) => {
  const slides = [...show.querySelectorAll(".slide")];
  const button = (words, does) => {
    const made = make("button", { type: "button", className: "button" }, words);
    made.addEventListener("click", does);
    return made;
  };
  const start = button("Step through", () => enter());
  const back = button("Back", () => go(at - 1));
  const on = button("Next", () => go(at + 1));
  const place = make("span", { className: "slides-place" });
  const about = { className: "slides-bar", role: "group", "aria-label": "Slides", hidden: true };
  const bar = make("div", about, back, place, on, button("Close", () => leave()));
  show.before(make("p", { className: "slides-start" }, start));
  show.append(bar);
  slides.forEach((slide, i) => {
    slide.tabIndex = -1;
    slide.setAttribute("role", "group");
    slide.setAttribute("aria-label", `${i + 1} of ${slides.length}`);
  });

  // What stands beside the slides, on every level of the page, cannot be reached meanwhile.
  const beside = (node) => (node === document.body ? []
    : [...node.parentElement.children].filter((one) => one !== node)
      .concat(beside(node.parentElement)));
  let at = -1; // the slide that is shown; -1: all of them, as a list
  const go = (to) => {
    if (to < 0 || to >= slides.length) return;
    at = to;
    slides.forEach((slide, i) => { slide.hidden = i !== at; });
    place.textContent = `${at + 1} of ${slides.length}`;
    back.disabled = at === 0;
    on.disabled = at === slides.length - 1;
    show.scrollTop = 0;
    slides[at].focus({ preventScroll: true });
    dispatchEvent(new Event("resize")); // there is another room for the drawing
  };
  const set = (shown) => {
    show.classList.toggle("slides-on", shown);
    html.classList.toggle("has-slides", shown);
    bar.hidden = !shown;
    beside(show).forEach((one) => { one.inert = shown; });
  };
  const enter = () => {
    set(true);
    go(0);
    if (html.requestFullscreen) html.requestFullscreen().catch(() => {}); // else the whole window
  };
  const leave = () => {
    if (at < 0) return;
    const last = slides[at];
    at = -1;
    set(false);
    slides.forEach((slide) => { slide.hidden = false; });
    if (document.fullscreenElement) document.exitFullscreen();
    dispatchEvent(new Event("resize"));
    last.scrollIntoView();
    start.focus({ preventScroll: true });
  };
  document.addEventListener("fullscreenchange", () => {
    if (!document.fullscreenElement) leave(); // Escape belongs to the browser then
  });

  const keys = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 };
  addEventListener("keydown", (event) => {
    if (at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape") leave();
    if (event.target.matches("input, select")) return; // they use the arrows themselves
    if (event.key in keys) go(at + keys[event.key]);
    else if (event.key === "Home") go(0);
    else if (event.key === "End") go(slides.length - 1);
    else return;
    event.preventDefault();
  });
  let from;
  show.addEventListener("touchstart", (event) => {
    const own = event.target.closest("input, select") || event.touches.length > 1;
    from = own ? null : event.touches[0];
  }, { passive: true });
  show.addEventListener("touchend", (event) => {
    if (at < 0 || !from) return;
    const across = event.changedTouches[0].clientX - from.clientX;
    const down = event.changedTouches[0].clientY - from.clientY;
    if (Math.abs(across) > 50 && Math.abs(across) > 2 * Math.abs(down)) go(at - Math.sign(across));
  });
});
