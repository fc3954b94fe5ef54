// The contents and the bar at the top show the page and the section that are being read.

each("#contents", (contents) => {
  contents.addEventListener("click", (event) => {
    if (!contents.hidePopover || !event.target.closest("a")) return;
    if (contents.matches(":popover-open")) contents.hidePopover();
  });

  const page = [...contents.querySelectorAll("a.current")].at(-1) || contents;
  const sections = [...contents.querySelectorAll(".outline a")]
    .map((link) => [link, document.getElementById(decodeURIComponent(link.hash.slice(1)))]);
  let here = page;
  const show = () => { // contents and outline scroll for themselves, to what is being read
    for (const box of [here.closest(".outline"), contents]) {
      if (!box || !here.offsetParent) continue;
      const [at, seen] = [here, box].map((one) => one.getBoundingClientRect());
      const over = at.top + at.bottom - seen.top - seen.bottom;
      if (at.top < seen.top || at.bottom > seen.bottom) box.scrollTop += over / 2;
    }
  };
  const look = () => { // a section whose heading stands above the line is being read
    const end = scrollY > 0 && innerHeight + scrollY >= html.scrollHeight - 2;
    const line = end ? Infinity : innerHeight * 0.3;
    const above = sections.filter(([, part]) => part.getBoundingClientRect().top <= line);
    const [now] = above.at(-1) || [page];
    if (now === here) return;
    sections.forEach(([link]) => link.removeAttribute("aria-current"));
    if (now !== page) now.setAttribute("aria-current", "location");
    document.querySelectorAll(".top-section").forEach((name) => {
      name.textContent = now === page ? "" : now.textContent;
    });
    here = now;
    show();
  };
  contents.addEventListener("toggle", show);
  ["scroll", "resize"].forEach((event) => addEventListener(event, look, { passive: true }));
  show();
  look();
});

// Where a link led to stays right below the bar while figures above it are drawn, higher or lower.
each("main", (main) => {
  let since = performance.getEntriesByType("navigation")[0].type === "navigate" ? 0 : -Infinity;
  addEventListener("click", (event) => {
    if (event.target.closest('a[href*="#"]')) since = performance.now();
  });
  ["wheel", "touchmove", "keydown"].forEach((event) => {
    addEventListener(event, () => { since = -Infinity; }, { passive: true });
  });
  new ResizeObserver(() => {
    const target = document.querySelector(":target");
    if (target && performance.now() - since < 4000) target.scrollIntoView();
  }).observe(main);
});
