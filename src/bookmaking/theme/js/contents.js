// The contents: they show the page and the section that are being read.

each("#contents", (contents) => {
  // Beside the text the contents scroll for themselves: to the page that is open.
  const here = [...contents.querySelectorAll("a.current")].at(-1) || contents;
  const below = here.getBoundingClientRect().bottom - contents.getBoundingClientRect().bottom;
  if (below > 0) contents.scrollTop += below + contents.clientHeight / 3;

  contents.addEventListener("click", (event) => {
    if (!contents.hidePopover || !event.target.closest("a")) return;
    if (contents.matches(":popover-open")) contents.hidePopover();
  });

  // The contents show which section is being read.
  const entries = new Map([...contents.querySelectorAll('a[href^="#"]')]
    .map((link) => [document.getElementById(decodeURIComponent(link.hash.slice(1))), link]));
  const reading = new IntersectionObserver((seen) => {
    const now = seen.filter((one) => one.isIntersecting).pop();
    if (!now) return;
    entries.forEach((link) => link.removeAttribute("aria-current"));
    entries.get(now.target).setAttribute("aria-current", "location");
  }, { rootMargin: "-20% 0px -75% 0px" });
  entries.forEach((_, section) => { if (section) reading.observe(section); });
});
