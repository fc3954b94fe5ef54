// What cannot be drawn: the picture stays, a sentence says so, and no control pretends.

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
  const said = `${name} did not load, so you see a picture of it instead.`;
  const words = make("p", { role: "status" }, said);
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
  art.closest(".book-figure").classList.add("figure-failed"); // figures.css hides its controls
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
