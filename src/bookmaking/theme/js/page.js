// The page itself, and what all the files of this folder use.

const html = document.documentElement;
html.classList.add("js");
const root = new URL(html.dataset.content_root || "./", location.href);
const still = matchMedia("(prefers-reduced-motion: reduce)");
const theme = () => (html.dataset.theme === "dark" ? "dark" : "light");

// A node with its properties and children in one call.
const make = (tag, properties = {}, ...children) => {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
};
