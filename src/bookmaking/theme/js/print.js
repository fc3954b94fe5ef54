// Paper is white, has no pictures that come later, and nobody can open a box on it.

let before;
let opened = [];
addEventListener("beforeprint", () => {
  before = theme();
  showTheme("light");
  document.querySelectorAll("img").forEach((picture) => { picture.loading = "eager"; });
  opened = [...document.querySelectorAll("details:is(.sd-dropdown, .claim):not([open])")]
    .filter((box) => !box.closest(".solution"));
  opened.forEach((box) => { box.open = true; });
});
addEventListener("afterprint", () => {
  showTheme(before);
  opened.forEach((box) => { box.open = false; });
});
