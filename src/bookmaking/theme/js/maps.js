// Maps: a frame in place of the picture. The map's own page tells whether it came whole (frame.js).

const drawMap = (art) => new Promise((done, fail) => {
  const address = `${art.dataset.src}&theme=${theme()}`;
  const src = failed.has(art) ? newer(address) : address;
  // The picture's words stay for those who do not see the map.
  const picture = art.querySelector("img");
  const id = `${art.dataset.figure}-words`;
  const frame = make("iframe", { title: art.dataset.title, src, "aria-describedby": id });
  art.append(make("p", { className: "unseen", id }, picture.alt));
  const late = setTimeout(() => end(false), PATIENCE);
  const end = (whole) => {
    clearTimeout(late);
    removeEventListener("message", hear);
    if (whole) {
      picture.hidden = true;
      art.put = (state) => frame.contentWindow.postMessage({ state }, "*");
      if (art.state) art.put(art.state);
      addEventListener("message", ({ source, data }) => {
        if (source === frame.contentWindow && data && data.told) art.told(data.state);
      });
      done();
    } else {
      failed.add(art);
      fail(new Error(`${address} does not load`));
    }
  };
  const hear = (event) => { // the map's own word: see frame.js
    if (event.source === frame.contentWindow && event.data && event.data.map) {
      end(event.data.map === "whole");
    }
  };
  addEventListener("message", hear);
  frame.addEventListener("load", () => setTimeout(end, 1000, false)); // a map speaks before
  art.append(frame);
});

// The keyboard passes through every place of a map; this link leads past it.
each(".figure-art[data-kind=map]", (art) => {
  const end = art.parentElement.querySelector("figcaption");
  end.id ||= `after-${art.dataset.figure}`;
  end.tabIndex = -1;
  art.prepend(make("a", { className: "skip-link", href: `#${end.id}` }, "Skip the map"));
});
