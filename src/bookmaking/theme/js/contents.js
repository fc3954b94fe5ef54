// The contents and the bar at the top show the page and the section that are being read.

each("#contents", (contents) => {
  // The contents scroll for themselves, to what is being read.
  const show = (link) => {
    if (getComputedStyle(contents).overflowY === "visible" || !link.offsetParent) return;
    const box = link.closest(".outline") || contents;
    for (const scroller of new Set([box, contents])) {
      const [{ top, bottom }, seen] = [link, scroller].map((one) => one.getBoundingClientRect());
      if (top < seen.top || bottom > seen.bottom) {
        scroller.scrollTop += (top + bottom - seen.top - seen.bottom) / 2;
      }
    }
  };
  const here = [...contents.querySelectorAll("a.current")].at(-1) || contents;

  contents.addEventListener("click", (event) => {
    if (!contents.hidePopover || !event.target.closest("a")) return;
    if (contents.matches(":popover-open")) contents.hidePopover();
  });

  const entries = [...contents.querySelectorAll(".outline a")]
    .map((link) => [document.getElementById(decodeURIComponent(link.hash.slice(1))), link]);
  const named = document.querySelector(".top-section");
  let reading = null;
  const look = () => {
    const line = innerHeight * 0.3; // a section whose heading is above it is being read
    const end = scrollY > 0 && innerHeight + scrollY >= html.scrollHeight - 2;
    const above = entries.filter(([part]) => part.getBoundingClientRect().top <= line);
    const now = (end ? entries : above).at(-1) || null;
    if (now === reading) return;
    if (reading) reading[1].removeAttribute("aria-current");
    reading = now;
    if (named) named.textContent = now ? now[1].textContent : "";
    if (now) now[1].setAttribute("aria-current", "location");
    show(now ? now[1] : here);
  };
  contents.addEventListener("toggle", () => show(reading ? reading[1] : here));
  let asked = false;
  const later = () => {
    if (!asked) requestAnimationFrame(() => { asked = false; look(); });
    asked = true;
  };
  ["scroll", "resize"].forEach((event) => addEventListener(event, later, { passive: true }));
  show(here);
  look();
});
