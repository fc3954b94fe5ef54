// Drawing a figure, chart or map: once, when it nears the window, and again when its room changes.

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

addEventListener("DOMContentLoaded", () => {
  const arts = [...document.querySelectorAll(".figure-art")];
  // Draw what nears the window, but nothing before the reader's first movement.
  const near = new IntersectionObserver((entries) => {
    for (const { target } of entries.filter((one) => one.isIntersecting)) {
      near.unobserve(target);
      draw(target);
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
});
