// Terms: a link to the glossary says what the word means, in a note that can be reached, read in
// peace and sent away (WCAG 1.4.13). Without this, the link has a title of its own.

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
  const at = link.getClientRects()[0];
  const left = Math.max(8, Math.min(at.left, html.clientWidth - box.offsetWidth - 8));
  const above = at.top > box.offsetHeight + 12 && at.bottom + box.offsetHeight > innerHeight - 8;
  const top = above ? at.top - box.offsetHeight - 4 : at.bottom + 4;
  Object.assign(box.style, { left: `${left + scrollX}px`, top: `${top + scrollY}px` });
};
each("a.term[title]", (link, i) => {
  const about = { className: "term-note", id: `term-note-${i}`, role: "tooltip", hidden: true };
  const box = make("div", about, make("span", {}, link.title));
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
});
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && note) hideNote();
});
addEventListener("pointerdown", (event) => {
  if (note && event.target !== note.link && !note.link.contains(event.target)
    && !note.box.contains(event.target)) hideNote();
});
