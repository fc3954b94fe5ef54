// Inside a map's frame: follow the page's theme, let the page scroll past the map, and tell the page
// whether all of the map came: it cannot look inside, where pages are opened from a folder.
(() => {
  const root = document.documentElement;
  const ZOOM = 52; // pixels that the zoom buttons take on the left
  const EDGE = 8; // between a box and the frame
  const FRAME = 30; // what a box adds to its words
  const show = (theme) => { root.dataset.theme = theme === "dark" ? "dark" : "light"; };
  show(new URLSearchParams(location.search).get("theme"));
  addEventListener("message", (event) => {
    if (event.source === parent && event.data && event.data.theme) show(event.data.theme);
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
  });
  addEventListener("load", () => {
    const probe = document.createElement("div"); // wants one of the last rules of Leaflet's look
    probe.className = "leaflet-tooltip-right";
    document.body.append(probe);
    const styled = getComputedStyle(probe, "::before").marginLeft === "-12px";
    probe.remove();
    const whole = styled && root.dataset.ready && !broken; // `broken`: templates/frame.html
    parent.postMessage({ map: whole ? "whole" : "broken" }, "*");
  });
})();
