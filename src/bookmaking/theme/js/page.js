// The page itself, and what all the files of this folder use. A page reads well without any of
// this, and nothing is asked of another host.

const html = document.documentElement;
html.classList.add("js");
const root = new URL(html.dataset.content_root || "./", location.href);
const still = matchMedia("(prefers-reduced-motion: reduce)");
const theme = () => (html.dataset.theme === "dark" ? "dark" : "light");

// A node with its properties (or attributes) and children in one call.
const make = (tag, properties = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(properties)) {
    if (key in node) node[key] = value;
    else node.setAttribute(key, value);
  }
  node.append(...children);
  return node;
};
// Something to set, with its name before it.
const labelled = (name, ...parts) => make("label", { className: "control" },
  make("span", { className: "control-name" }, name), ...parts);
// Do something with every part of the page that a selector finds, once the page stands.
const each = (selector, act) => addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll(selector).forEach(act);
});
// What an address leads to opens, if it is a box that opens.
const unfold = () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target && target.matches("details")) target.open = true;
};
addEventListener("DOMContentLoaded", unfold);
addEventListener("hashchange", unfold);
