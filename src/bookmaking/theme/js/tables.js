// Tables: what can be scrolled sideways can be reached by keyboard, and a figure's data become a
// table once the reader opens them: to keep the page light, they stand in a <noscript>.

const reach = new ResizeObserver((entries) => entries.forEach(({ target }) => {
  if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
  else target.removeAttribute("tabindex");
}));

each(".figure-data", (details) => details.addEventListener("toggle", () => {
  const text = details.querySelector("noscript");
  if (!text) return;
  text.insertAdjacentHTML("afterend", text.textContent);
  text.remove();
  reach.observe(details.querySelector(".table-scroll"));
}));
each("pre, .table-scroll", (box) => reach.observe(box));
