// Located events on a map of several years: squares from afar, from close by places with lists of
// their events, and a choice of the year. Its panel looks as city.css says.
window.bookEvents = (() => {
  "use strict";
  const { root, colour, make } = window.bookTools;

  return (map, data, { zoom, cell, grades, words, towns }) => {
    const pane = "events";
    map.createPane(pane).style.zIndex = 420; // above the outlines of the base
    const renderer = L.canvas({ pane, padding: 0.2 });
    const [far, near] = [L.layerGroup(), L.layerGroup()];
    const counts = (n, what) => `${n.toLocaleString("en")} ${what}${n === 1 ? "" : "s"}`;
    const date = (day) => new Date(day * 864e5);
    const all = [];
    let [lat, lon, at] = [0, 0, 0];
    data.events.forEach((n, i) => {
      lat += data.lat[i];
      lon += data.lon[i];
      for (const end = at + n; at < end; at += 1) {
        all.push({ place: i, lat: lat / 1e3, lon: lon / 1e3, day: data.day[at],
          year: date(data.day[at]).getUTCFullYear(), best: data.best[at], low: data.low[at],
          high: data.high[at], side: data.sides[Number(data.side[at])],
          exact: data.exact[at] === "1" });
      }
    });
    const deaths = (list) => list.reduce((sum, one) => sum + one.best, 0);
    const line = ({ day, side, best, low, high }) => {
      const when = date(day).toLocaleDateString("en-GB",
        { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
      return `<p>${when}, ${side}: ${counts(best, "death")} (${low} to ${high})</p>`;
    };
    const head = (list, [lat, lon]) => {
      const away = towns.map(([name, ...at]) => [map.distance(at, [lat, lon]) / 1000, name]);
      const [[far, town]] = away.sort(([one], [other]) => one - other);
      const years = [...new Set(list.map((one) => one.year))].sort();
      return `<h2>${far < 5 ? town : `${Math.round(far)} km from ${town}`}</h2>`
        + `<p>${counts(list.length, "event")}, ${counts(deaths(list), "death")}, `
        + `${[...new Set([years[0], years.at(-1)])].join(" to ")}</p>`;
    };
    const grouped = (list, key) => {
      const groups = new Map();
      list.forEach((one) => groups.set(key(one), [...(groups.get(key(one)) || []), one]));
      return [...groups.values()];
    };
    const paint = (shape, look) => {
      shape.look = look;
      return shape.setStyle(look());
    };
    const square = (list) => {
      const corner = [list[0].lat, list[0].lon].map((x) => Math.floor(x / cell) * cell);
      const [, name] = grades.findLast(([least]) => list.length >= least);
      return paint(L.rectangle([corner, corner.map((x) => x + cell)],
        { renderer, pane, weight: 0.5 }),
        () => ({ color: colour("--fig-paper"), fillColor: colour(name), fillOpacity: 0.85 }))
        .bindPopup(() => head(list, corner.map((x) => x + cell / 2)));
    };
    const place = (list) => {
      const exact = list.some((one) => one.exact);
      return paint(L.circleMarker([list[0].lat, list[0].lon],
        { renderer, pane, radius: 3 + Math.sqrt(deaths(list)) / 3, weight: 1.5,
          dashArray: exact ? null : "3 3" }),
      () => ({ color: colour("--fig-accent"), fillColor: colour("--fig-accent"),
        fillOpacity: exact ? 0.45 : 0 }))
        .bindPopup(() => head(list, [list[0].lat, list[0].lon]) + list.slice(0, 60).map(line).join("")
          + (list.length > 60 ? `<p>and ${list.length - 60} more</p>` : ""));
    };
    const said = make("p", { className: "map-count" });
    said.setAttribute("role", "status");
    const choice = make("select", {}, make("option", { value: "" }, "all years"));
    [...new Set(all.map((one) => one.year))].sort().forEach((year) =>
      choice.append(make("option", { value: year }, year)));
    const show = () => {
      const list = all.filter((one) => !choice.value || one.year === Number(choice.value));
      [far, near].forEach((group) => group.clearLayers());
      grouped(list, (one) => `${Math.floor(one.lat / cell)} ${Math.floor(one.lon / cell)}`)
        .forEach((one) => far.addLayer(square(one)));
      grouped(list, (one) => one.place).sort((a, b) => deaths(b) - deaths(a))
        .forEach((one) => near.addLayer(place(one)));
      said.textContent = `${counts(list.length, "event")}, ${counts(deaths(list), "death")}`;
    };
    choice.addEventListener("change", show);
    new MutationObserver(() => [far, near].forEach((group) =>
      group.eachLayer((shape) => shape.setStyle(shape.look()))))
      .observe(root, { attributeFilter: ["data-theme"] });
    const legend = document.querySelector(".map-legend"); // of the squares
    if (legend) map.getContainer().append(legend);
    const note = make("p", { className: "map-zoom-note" });
    note.setAttribute("role", "status");
    map.getContainer().append(note);
    map.getContainer().after(make("div", { className: "map-panel" },
      make("p", { className: "map-row" }, make("label", {}, "Year ", choice), said)));
    map.invalidateSize();
    const change = () => {
      const close = map.getZoom() >= zoom;
      (close ? far : near).remove();
      (close ? near : far).addTo(map);
      note.textContent = close ? words.near : words.far;
      if (legend) legend.hidden = close;
    };
    map.on("zoomend", change);
    show();
    map.whenReady(change);
  };
})();
