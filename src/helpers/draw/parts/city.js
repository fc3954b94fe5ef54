// What a map of a city has beside folium's own layers: many sites on a canvas, layers that change
// with the zoom, and a divider between before and after. Nothing is asked of another host unless
// the reader presses the button that says so.
window.bookMap = (() => {
  "use strict";
  const { root, colour, make } = window.bookTools;

  // ---- sites: places as steps of 0.00001 degrees, a letter for the kind, a digit for each class
  const sites = (data) => {
    let lat = 0;
    let lon = 0;
    const places = data.lat.map((step, i) => {
      lat += step;
      lon += data.lon[i];
      return L.latLng(lat / 1e5, lon / 1e5);
    });
    const classOn = (date, i) => data.classes[Number(data.codes[date][i])];
    const words = (i) => {
      const lines = Object.keys(data.codes).map((date) => {
        const seen = classOn(date, i);
        return seen ? `${data.days[date]}: ${seen}` : "";
      });
      return `<h2>${data.kinds[data.kind.charCodeAt(i) - 65]}</h2>`
        + lines.filter(Boolean).map((line) => `<p>${line}</p>`).join("");
    };
    return { places, classOn, words };
  };

  // The sites with damage on one day, as a layer; looks: {class: {color, radius, filled}}.
  const on = (sites, date, looks, pane) => {
    const renderer = L.canvas({ pane, padding: 0.2 });
    const style = (look) => ({
      color: colour(look.color), fillColor: colour(look.color), fillOpacity: look.filled ? 0.85 : 0,
    });
    const group = L.layerGroup();
    sites.places.forEach((place, i) => {
      const look = looks[sites.classOn(date, i)];
      if (!look) return;
      const dot = L.circleMarker(place, {
        renderer, pane, radius: look.radius, weight: look.filled ? 0.5 : 1.5, ...style(look),
      });
      dot.look = look;
      dot.bindPopup(() => sites.words(i));
      group.addLayer(dot);
    });
    new MutationObserver(() => group.eachLayer((dot) => dot.setStyle(style(dot.look))))
      .observe(root, { attributeFilter: ["data-theme"] });
    return group;
  };

  // `far` is drawn below a zoom, what `near` makes from it on; each says its own words. The map's
  // legend is of `far`; from close by a key to the looks of the sites stands in its place.
  const byZoom = (map, limit, far, near, words, looks) => {
    const note = make("p", { className: "map-zoom-note" });
    note.setAttribute("role", "status");
    const legend = document.querySelector(".map-legend");
    const key = make("div", { className: "map-legend", hidden: true });
    const size = ([, look]) => look.radius;
    Object.entries(looks).sort((a, b) => size(b) - size(a)).forEach(([name, look]) => {
      const dot = make("span", { className: "map-dot" });
      dot.style.cssText = `width:${2 * look.radius + 2}px;height:${2 * look.radius + 2}px;`
        + `border-color:var(${look.color});${look.filled ? `background:var(${look.color})` : ""}`;
      key.append(make("div", {}, dot, name));
    });
    map.getContainer().append(note, key);
    let close;
    const show = () => {
      const zoomed = map.getZoom() >= limit;
      if (zoomed) close ||= near();
      for (const [layer, wanted] of [[far, !zoomed], [close, zoomed]]) {
        if (layer && wanted !== map.hasLayer(layer)) {
          if (wanted) layer.addTo(map); else layer.remove();
        }
      }
      note.textContent = zoomed ? words.near : words.far;
      key.hidden = !zoomed;
      if (legend) legend.hidden = zoomed;
    };
    map.on("zoomend", show);
    map.whenReady(show);
  };

  // ---- before and after, with a divider that the keyboard moves too
  const divider = (map, given) => {
    const box = map.getContainer();
    const sides = ["before", "after"].map((name) => ({ name, ...given[name] }));
    sides.forEach((side) => {
      side.pane = map.createPane(side.name);
      side.pane.style.zIndex = 420;
      side.drawn = side.layers();
      if (given.ground) {
        const look = { pane: side.name, opacity: 0.5, className: "map-blocks" };
        side.ground = L.imageOverlay(given.ground[side.name], given.ground.bounds, look).addTo(map);
      }
      side.drawn.forEach((layer) => layer.addTo(map));
    });
    const slider = make("input", { type: "range", min: 0, max: 100, step: 1, value: 50 });
    slider.className = "map-divider-input";
    slider.setAttribute("aria-label",
      `Divider: ${sides[0].label} on the left, ${sides[1].label} on the right`);
    sides.forEach((side) => {
      side.tag = make("span", { className: "map-side" }, side.label);
    });
    const line = make("div", { className: "map-divider" }, ...sides.map((side) => side.tag));
    line.setAttribute("aria-hidden", "true");
    box.append(line, slider);
    L.DomEvent.disableClickPropagation(slider);
    slider.addEventListener("keydown", (event) => event.stopPropagation());
    const cut = () => {
      const size = map.getSize();
      const at = (size.x * slider.value) / 100;
      const corner = map.containerPointToLayerPoint([0, 0]);
      // Leaflet's panes have no size; of such a box WebKit shows nothing under a clip-path, while
      // the older `clip` cuts what hangs out of it in every browser.
      const clip = (left, right) => `rect(${corner.y}px, ${corner.x + right}px, `
        + `${corner.y + size.y}px, ${corner.x + left}px)`;
      sides[0].pane.style.clip = clip(0, at);
      sides[1].pane.style.clip = clip(at, size.x);
      line.style.left = `${at}px`;
      slider.setAttribute("aria-valuetext",
        `${slider.value}% ${sides[0].label}, ${100 - slider.value}% ${sides[1].label}`);
    };
    slider.addEventListener("input", cut);
    const put = (value) => {
      slider.value = value;
      cut();
    };
    // The line follows the pointer from wherever it is taken.
    L.DomEvent.disableClickPropagation(line);
    line.addEventListener("pointerdown", (event) => {
      line.setPointerCapture(event.pointerId);
      slider.focus({ preventScroll: true, focusVisible: false });
      event.preventDefault();
    });
    line.addEventListener("pointermove", (event) => {
      const { left, width } = box.getBoundingClientRect();
      if (line.hasPointerCapture(event.pointerId)) put((100 * (event.clientX - left)) / width);
    });
    map.on("home", () => put(50));
    map.on("move zoom resize viewreset", cut);
    map.whenReady(cut);

    const panel = make("div", { className: "map-panel" });
    box.after(panel);
    if (given.places) panel.append(...around(map, given, sides));
    if (given.imagery) panel.append(...imagery(map, given.imagery, sides));
    map.invalidateSize();
  };

  // A circle round a place, its radius by the reader, and the counts inside.
  const around = (map, { places, radii, counts, radius, unit }, sides) => {
    map.createPane("ring").style.zIndex = 430; // above what the divider divides
    const ring = L.circle([0, 0], {
      pane: "ring", radius, fill: false, color: "var(--fig-accent)", weight: 2, interactive: false,
    });
    let place = 0;
    const said = make("p", { className: "map-count" });
    said.setAttribute("role", "status");
    const slider = make("input", {
      type: "range", min: 0, max: radii.length - 1, step: 1, value: radii.indexOf(radius),
    });
    slider.setAttribute("aria-label", "Radius");
    const shown = make("output");
    const show = () => {
      const now = Number(slider.value);
      shown.textContent = `${radii[now]} m`;
      slider.setAttribute("aria-valuetext", `${radii[now]} metres`);
      ring.setLatLng([places[place].lat, places[place].lon]).setRadius(radii[now]).addTo(map);
      const [before, after] = counts[place].map((row) => row[now].toLocaleString("en"));
      said.textContent = `Within ${radii[now]} m of the ${places[place].name}: ${before} ${unit} `
        + `on ${sides[0].label}, ${after} on ${sides[1].label}.`;
    };
    const go = () => map.setView([places[place].lat, places[place].lon], map.getZoom(),
      { animate: false });
    slider.addEventListener("input", show);
    const choice = make("fieldset", { className: "map-choice" },
      make("legend", {}, "Centre"));
    places.forEach((one, i) => {
      const input = make("input", { type: "radio", name: "place", checked: i === 0 });
      input.addEventListener("change", () => { place = i; go(); show(); });
      choice.append(make("label", {}, input, ` ${one.name}`));
    });
    map.whenReady(show);
    return [choice, make("label", { className: "map-range" }, "Radius ", slider, " ", shown), said];
  };

  // Dated imagery in place of the drawing; only a press of the button asks the other host.
  const imagery = (map, { button, undo, notice, failed, sites, maxZoom }, sides) => {
    const press = make("button", { type: "button", className: "map-button" }, button);
    const box = make("input", { type: "checkbox", checked: true });
    const note = make("p", { className: "map-note" });
    note.setAttribute("role", "status");
    let tiles = [];
    const draw = () => sides.forEach((side) => side.drawn.forEach((layer) => {
      if (box.checked) layer.addTo(map); else layer.remove();
    }));
    const name = (words) => sides.forEach((side) => { side.tag.textContent = words(side); });
    const unload = () => {
      tiles.forEach((layer) => layer.remove());
      tiles = [];
      sides.forEach(({ ground }) => ground?.addTo(map));
      name((side) => side.label);
      press.textContent = button;
      box.checked = true;
      draw();
    };
    const load = () => {
      sides.forEach(({ ground }) => ground?.remove());
      tiles = sides.map((side) => {
        let [shown, broken] = [0, 0];
        return L.tileLayer(side.tiles, {
          pane: side.name, maxNativeZoom: maxZoom, maxZoom: 22, referrerPolicy: "no-referrer",
        }).on("tileload", () => { shown += 1; }).on("tileerror", () => {
          broken += 1;
          if (!shown && broken === 4) { unload(); note.textContent = failed; }
        }).addTo(map);
      });
      name((side) => side.release);
      press.textContent = undo;
      note.textContent = notice;
      box.checked = false;
      draw();
    };
    press.addEventListener("click", () => {
      if (!tiles.length) { load(); return; }
      unload();
      note.textContent = "";
    });
    box.addEventListener("change", draw);
    return [make("p", { className: "map-row" }, press,
      make("label", {}, box, ` ${sites}`)), note];
  };

  return { sites, on, byZoom, divider };
})();
