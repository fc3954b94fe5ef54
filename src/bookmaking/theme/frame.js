// Inside a map's frame: follow the page's theme, let the page scroll past the map, and tell the page
// whether all of the map came and how it is set: the page cannot look inside, where pages are opened
// from a folder.
(() => {
  const root = document.documentElement;
  const ZOOM = 52; // pixels that the zoom buttons take on the left
  const EDGE = 8; // between a box and the frame
  const FRAME = 30; // what a box adds to its words
  const show = (theme) => { root.dataset.theme = theme === "dark" ? "dark" : "light"; };
  show(new URLSearchParams(location.search).get("theme"));
  addEventListener("message", (event) => {
    if (event.source !== parent || !event.data) return;
    if (event.data.theme) show(event.data.theme);
    if (event.data.state) restore(event.data.state);
  });
  L.Control.Layers.addInitHook(function () {
    if (innerWidth < 600) this.options.collapsed = true; // else the list would cover the map
  });
  L.Popup.addInitHook(function () {
    if (innerWidth >= 600) return; // on a phone a box keeps clear of the zoom buttons
    const { options } = this;
    options.maxWidth = Math.min(options.maxWidth, innerWidth - ZOOM - 2 * EDGE - FRAME);
    options.autoPanPaddingTopLeft = [ZOOM, EDGE];
    options.autoPanPaddingBottomRight = [EDGE, EDGE];
  });
  L.Map.addInitHook(function () {
    // Wheel and one finger scroll the page; a click or two fingers are for the map.
    this.scrollWheelZoom.disable();
    this.on("focus", () => this.scrollWheelZoom.enable());
    this.on("blur mouseout", () => this.scrollWheelZoom.disable());
    if (matchMedia("(pointer: coarse)").matches) this.dragging.disable();
    const box = this.getContainer();
    box.setAttribute("role", "application");
    box.setAttribute("aria-label", document.title);
    this.whenReady(() => { root.dataset.ready = "1"; });
    map = this;
  });

  // The state, which the page keeps in its address: the view (zoom, latitude, longitude), where it is
  // not the first, and each control by its place in the document, where it is not set as at first:
  // "7.5_35.950_39.010*0-2015"
  let map;
  let first;
  let resting;
  const controls = () => [...document.querySelectorAll("select, input")];
  const value = (one) => (/radio|checkbox/.test(one.type) ? String(one.checked) : one.value);
  const state = () => {
    const { lat, lng } = map.getCenter();
    const view = map.isStill() ? [] : [[map.getZoom(), lat.toFixed(3), lng.toFixed(3)].join("_")];
    const values = controls().map(value);
    first ||= values;
    return [...view, ...values.flatMap((one, i) => (one === first[i] ? [] : `${i}-${one}`))].join("*");
  };
  const tell = () => {
    clearTimeout(resting);
    resting = setTimeout(() => parent.postMessage({ state: state(), told: true }, "*"), 300);
  };
  const restore = (text) => text.split("*").forEach((part) => {
    const [, place, wanted] = /^(\d+)-(.*)$/.exec(part) || [];
    const one = controls()[place];
    if (one && /radio|checkbox/.test(one.type)) {
      if (value(one) !== wanted) one.click();
    } else if (one) {
      const before = one.value;
      one.value = wanted;
      if (one.value !== wanted || one.selectedIndex === -1) one.value = before; // none of its values
      for (const kind of ["input", "change"]) one.dispatchEvent(new Event(kind, { bubbles: true }));
    } else {
      const [zoom, ...at] = part.split("_").map(Number);
      if (at.length === 2 && [zoom, ...at].every(Number.isFinite)) {
        map.setView(at, zoom, { animate: false });
      }
    }
  });
  addEventListener("load", () => {
    const probe = document.createElement("div"); // wants one of the last rules of Leaflet's look
    probe.className = "leaflet-tooltip-right";
    document.body.append(probe);
    const styled = getComputedStyle(probe, "::before").marginLeft === "-12px";
    probe.remove();
    const whole = styled && root.dataset.ready && !broken; // `broken`: templates/frame.html
    parent.postMessage({ map: whole ? "whole" : "broken" }, "*");
    if (!whole) return;
    state(); // as at first
    map.on("moveend", tell);
    for (const kind of ["input", "change"]) addEventListener(kind, tell);
  });
})();
