// What the scripts of the book's maps share: colours that follow the theme, and nodes in one call.
window.bookTools = (() => {
  const root = document.documentElement;
  const colour = (name) => getComputedStyle(root).getPropertyValue(name).trim();
  const make = (tag, properties = {}, ...children) => {
    const node = Object.assign(document.createElement(tag), properties);
    node.append(...children);
    return node;
  };
  return { root, colour, make };
})();
