// Quick questions answer back: each option is a button that says what choosing it shows. Without
// this the answers stand under a fold.

each(".admonition.quick", (box) => {
  const [options, answers] = box.querySelectorAll("ol");
  const fold = box.querySelector("details");
  if (!fold) return; // a copy for students has no answers
  const said = make("p", { className: "quick-said", role: "status" });
  const buttons = [...options.children].map((option, index) => {
    const answer = answers.children[index];
    const button = make("button", { type: "button", "aria-pressed": "false" });
    button.append(...option.childNodes[0].childNodes);
    button.addEventListener("click", () => {
      buttons.forEach((one) => one.setAttribute("aria-pressed", String(one === button)));
      said.replaceChildren(...answer.firstElementChild.cloneNode(true).childNodes);
    });
    option.replaceChildren(button);
    return button;
  });
  options.classList.add("quick-options");
  fold.hidden = true;
  fold.before(said);
});
