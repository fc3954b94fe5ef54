// What every map of the book needs beside Leaflet, and what the scripts of its parts share.
window.bookTools = (() => {
  const root = document.documentElement;
  const colour = (name) => getComputedStyle(root).getPropertyValue(name).trim();
  const make = (tag, properties = {}, ...children) => {
    const node = Object.assign(document.createElement(tag), properties);
    node.append(...children);
    return node;
  };

  // The data of a layer: a file that came before, or an element of this document.
  const layer = (name) => (window.bookLayers || {})[name]
    || JSON.parse(document.getElementById(name).textContent);

  // The two calls of jQuery that folium makes: the nodes of a popup, the data of a layer.
  window.$ = (text) => make("template", { innerHTML: text.trim() }).content.children;
  $.ajax = (name) => ({ done: (add) => add(layer(name)) });

  // A browser stops at each shape that listens for the keyboard, and Leaflet lets shapes with a
  // tooltip listen: hundreds of stops without a name. Markers keep theirs.
  if (window.L) {
    const listen = L.Layer.prototype._addFocusListenersOnLayer;
    L.Layer.include({
      _addFocusListenersOnLayer(one) { if (!(one instanceof L.Path)) listen.call(this, one); },
    });
    // Beside the zoom, the way back to what was shown first. At once: a browser that draws nothing
    // for a map out of sight would never end the movement.
    const { fitBounds } = L.Map.prototype;
    const STILL = 5; // pixels
    L.Map.include({
      fitBounds(bounds, options) {
        this.first ||= bounds;
        fitBounds.call(this, bounds, { ...options, animate: false });
        this.fitted = { centre: this.getCenter(), zoom: this.getZoom() };
        return this;
      },
      isStill() { // where it was fitted, not moved by the reader
        const { centre, zoom } = this.fitted;
        const [then, now] = [centre, this.getCenter()].map((at) => this.project(at, zoom));
        return this.getZoom() === zoom && then.distanceTo(now) < STILL;
      },
    });
    // Some browsers open a map before its frame has its size, and a phone is turned round.
    L.Map.addInitHook("on", "resize", ({ target }) => {
      if (target.fitted && target.isStill()) target.fitBounds(target.first);
    });
    const { onAdd } = L.Control.Zoom.prototype;
    L.Control.Zoom.include({
      onAdd(map) {
        const box = onAdd.call(this, map);
        const back = () => map.fitBounds(map.first).fire("home");
        this._createButton("\u21ba", "Back to the first view", "map-home", box, back);
        return box;
      },
    });
    // A legend of one choice in the list of layers comes and goes with it.
    L.Map.addInitHook("on", "baselayerchange", ({ name }) => {
      document.querySelectorAll("[data-layer]").forEach((one) => {
        one.hidden = !name.startsWith(one.dataset.layer);
      });
    });
  }
  return { root, colour, make, layer };
})();
