// Before printing: a figure that would leave much of a page empty is made a little smaller, or the
// text that follows it goes before it. Columns of a page's size break as pages do.
(wide, high, least) => {
  const sections = [...document.querySelectorAll("main > section")];
  const bottom = (one) => [...one.getClientRects()].at(-1)?.bottom ?? 0;
  const tall = (one) => [...one.getClientRects()].reduce((sum, part) => sum + part.height, 0);
  const before = (one) => {
    while (one && !one.previousElementSibling) one = one.parentElement;
    return one?.previousElementSibling;
  };
  sections.forEach((one) => { one.hidden = true; });
  for (const section of sections) {
    section.hidden = false;
    const look = { width: `${wide}px`, height: `${high}px`, columns: `${wide}px auto`, columnGap: 0, columnFill: "auto" };
    Object.assign(section.style, look);
    const page = (one) => Math.round((one.getBoundingClientRect().left - section.getBoundingClientRect().left) / wide);
    for (const figure of section.querySelectorAll(".book-figure")) {
      const image = figure.querySelector("img");
      const cell = figure.closest(".cell") ?? figure;
      let last = before(figure); // what stays on the page before
      while (last && section.contains(last) && page(last) === page(figure)) last = before(last);
      if (!image || !last || !section.contains(last) || page(last) !== page(figure) - 1) continue;
      const top = section.getBoundingClientRect().top;
      const room = top + high - bottom(last);
      const over = bottom(figure) - top + 24 - room; // what does not fit
      const size = image.getBoundingClientRect().height;
      if (room > 0.2 * high && size - over > least * size) {
        image.style.maxHeight = `${size - over}px`;
        if (page(last) === page(figure)) continue;
        image.style.maxHeight = "";
      }
      if (page(last) === page(figure)) continue;
      for (let free = room; cell.nextElementSibling;) {
        const next = cell.nextElementSibling;
        const needed = tall(next) + 16;
        if (!next.matches("p, .cell") || next.querySelector("img, table, pre") || needed > free) break;
        cell.before(next);
        free -= needed;
      }
    }
    section.style = "";
    section.hidden = true;
  }
  sections.forEach((one) => { one.hidden = false; });
}
