// Tables: what can be scrolled sideways can be reached by keyboard, and a figure's data become a
// table once the reader opens them: to keep the page light, they stand in a <noscript>.

const reach = new ResizeObserver((entries) => entries.forEach(({ target }) => {
  if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
  else target.removeAttribute("tabindex");
}));

addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll(".figure-data").forEach((details) => {
    details.addEventListener("toggle", () => {
      const text = details.querySelector("noscript");
      if (!text) return;
      text.insertAdjacentHTML("afterend", text.textContent);
      text.remove();
      reach.observe(details.querySelector(".table-scroll"));
    });
  });

  document.querySelectorAll("pre, .table-scroll").forEach((box) => reach.observe(box));
});
