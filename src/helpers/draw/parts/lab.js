// In JupyterLab Leaflet comes from the server that runs it (see setup.py). Where there is none, the
// picture that the frame holds stands in its place.
(() => {
  "use strict";
  const config = parent.document.getElementById("jupyter-config-data");
  if (config) {
    const base = `${JSON.parse(config.textContent).fullLabextensionsUrl}/book-leaflet/static`;
    document.write(`<link rel="stylesheet" href="${base}/leaflet.css">`
      + `<script src="${base}/leaflet.js"></` + "script>");
  }
  addEventListener("DOMContentLoaded", () => {
    if (window.L) return;
    document.body.innerHTML = frameElement.textContent; // where frames are shown, mere text
    const words = document.createElement("p");
    words.textContent = "This is a picture of the map. To zoom into the map itself, open this"
      + " notebook in the JupyterLab that `make lab` starts (on Windows: see README.md).";
    document.body.prepend(words);
  });
})();
