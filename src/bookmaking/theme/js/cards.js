// Cards: a link to a term, a work, a figure, a claim or a place says what is there, in a card that
// can be reached, read in peace and sent away (WCAG 1.4.13). For terms and works the link has it as
// its title, which needs no script; the rest is in one that bookmaking/cards.py writes.

const about = { className: "link-card", id: "link-card", role: "tooltip", hidden: true };
const card = make("div", about);
// These say it themselves.
const OWN = ".headerlink, .claim-field *, .chapter-card, #search-results *";
let pointed; // the link whose card is shown or on its way
let waiting;
let touched = false;
const wait = (milliseconds, act) => {
  clearTimeout(waiting);
  waiting = setTimeout(act, milliseconds);
};
const hideCard = () => {
  clearTimeout(waiting);
  if (pointed && !card.hidden) {
    pointed.removeAttribute("aria-describedby");
    if (pointed.matches("[data-title]")) pointed.title = pointed.dataset.title;
  }
  card.hidden = true;
  pointed = null;
};
const place = (link, parts) => {
  card.replaceChildren(...parts);
  card.hidden = false;
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
const described = ({ title, text, arabic, picture }) => {
  const parts = [make("b", {}, title), ` ${text}`];
  if (arabic) parts.splice(1, 0, " ", make("span", { lang: "ar", dir: "rtl" }, arabic), make("br"));
  if (!picture) return parts;
  const [file, width, height] = picture;
  return [make("img", { src: new URL(file, root).href, alt: "", width, height }), ...parts];
};
const showCard = (link) => {
  clearTimeout(waiting);
  if (link === pointed) return;
  hideCard();
  pointed = link;
  if (link.title) {
    link.dataset.title = link.title;
    link.removeAttribute("title");
    place(link, [link.dataset.title]);
    return;
  }
  script(new URL("_static/cards.js", root), () => window.bookCards).then(() => {
    const [page, anchor] = link.href.slice(root.href.length).split("#");
    const other = link.pathname !== location.pathname;
    const known = window.bookCards[`${page}#${anchor}`] || (other && window.bookCards[page]);
    if (known && pointed === link) place(link, described(known));
  }, () => {}); // the link itself still works
};
const linked = (event) => {
  const link = event.target.closest(".text a[href]");
  if (!link || link.matches(OWN) || !(link instanceof HTMLAnchorElement)) return null;
  if (link.title) return link;
  const target = link.hash && link.pathname === location.pathname
    && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  return link.href.startsWith(root.href) && !(target && target.contains(link)) ? link : null;
};
each("main", (main) => {
  main.append(card);
  const on = (event, act) => main.addEventListener(event, act);
  on("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const link = linked(event);
    if (link) wait(150, () => showCard(link));
    else if (card.contains(event.target)) clearTimeout(waiting);
  });
  on("pointerout", (event) => { // time to move from the word to its card
    if (event.pointerType !== "touch") wait(300, hideCard);
  });
  on("focusin", (event) => { if (!touched && linked(event)) showCard(linked(event)); });
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
