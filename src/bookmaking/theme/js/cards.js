// Cards: a link to a term, a work, a figure, a claim or a place says what is there, in a card that
// can be reached, read in peace and sent away (WCAG 1.4.13). For terms and works the link has it as
// its title, which needs no script; the rest is in one that bookmaking/cards.py writes.

const card = make("div", { className: "link-card", id: "link-card", role: "tooltip" });
let pointed; // the link whose card is shown or on its way
let waiting;
let touched = false;
const wait = (milliseconds, act) => {
  clearTimeout(waiting);
  waiting = setTimeout(act, milliseconds);
};
const hideCard = () => {
  clearTimeout(waiting);
  if (card.isConnected) pointed.removeAttribute("aria-describedby");
  if (pointed && pointed.dataset.title) pointed.title = pointed.dataset.title;
  card.remove();
  pointed = null;
};
const placeCard = (link, ...parts) => {
  card.replaceChildren(...parts);
  document.querySelector("main").append(card);
  link.setAttribute("aria-describedby", card.id);
  const lines = [...link.getClientRects()];
  const { bottom, left: start } = lines.at(-1);
  const room = lines[0].top - document.querySelector(".top").getBoundingClientRect().bottom;
  const high = card.offsetHeight + 4;
  const above = bottom + high > innerHeight - 8 && room > high + 8;
  const top = above ? lines[0].top - high : bottom + 4;
  const left = Math.max(8, Math.min(start, html.clientWidth - card.offsetWidth - 8));
  Object.assign(card.style, { left: `${left + scrollX}px`, top: `${top + scrollY}px` });
};
const showCard = async (link) => {
  clearTimeout(waiting);
  if (link === pointed) return;
  hideCard();
  pointed = link;
  const words = link.dataset.title = link.title;
  link.removeAttribute("title"); // until the card goes: the browser would show it too
  if (link.matches(".term, .bibtex-citation a")) {
    placeCard(link, words);
    return;
  }
  const given = () => window.bookCards;
  await script(new URL("_static/cards.js", root), given).catch(() => {}); // the link still works
  const [page, anchor] = link.href.slice(root.href.length).split("#");
  const { [`${page}#${anchor}`]: own, [page]: whole } = given() || {};
  const known = own || (link.pathname !== location.pathname && whole);
  if (pointed !== link) return;
  if (!known) {
    if (words) placeCard(link, words);
    return;
  }
  const parts = [make("b", {}, known.title), ` ${known.text}`];
  if (known.arabic) parts.splice(1, 0, " ", make("span", { lang: "ar" }, known.arabic), make("br"));
  const [file, width, height] = known.picture || [];
  if (file) parts.unshift(make("img", { src: new URL(file, root), alt: "", width, height }));
  placeCard(link, ...parts);
};
const carded = ({ target }) => { // not where the card would say what stands there
  const link = target.closest(".text a[href]:not(.headerlink, .claim-field *, #search-results *)");
  if (!(link instanceof HTMLAnchorElement) || !link.href.startsWith(root.href)) return null;
  const near = link.pathname === location.pathname && link.hash.slice(1);
  const there = near && document.getElementById(decodeURIComponent(near));
  return there && there.contains(link) ? null : link;
};
each("main", (main) => {
  const on = (event, act) => main.addEventListener(event, act);
  on("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    if (carded(event)) wait(150, () => showCard(carded(event)));
    else if (card.contains(event.target)) clearTimeout(waiting);
  });
  on("pointerout", (event) => { // time to move from the word to its card
    if (event.pointerType !== "touch") wait(300, hideCard);
  });
  on("focusin", (event) => { if (!touched && carded(event)) showCard(carded(event)); });
  on("focusout", () => wait(300, hideCard));
  on("click", (event) => {
    const link = event.target.closest("a.term");
    if (!touched || !link || link === pointed) return; // the second touch follows the link
    event.preventDefault();
    showCard(link);
  });
});
addEventListener("keydown", (event) => {
  touched = false;
  if (event.key === "Escape") hideCard();
});
addEventListener("pointerdown", (event) => {
  touched = event.pointerType === "touch";
  if (pointed && !pointed.contains(event.target) && !card.contains(event.target)) hideCard();
}, true);
