// Light and dark: as the system has it, until the reader chooses.

const showTheme = (value) => {
  html.dataset.theme = value;
  document.querySelectorAll(".theme-name").forEach((name) => {
    name.textContent = value === "dark" ? "Light" : "Dark";
  });
  document.querySelectorAll(".figure-art iframe").forEach((frame) => {
    frame.contentWindow.postMessage({ theme: value }, "*");
  });
};

each(".theme-button", (button) => {
  button.hidden = false;
  button.addEventListener("click", () => {
    const value = theme() === "dark" ? "light" : "dark";
    try { localStorage.setItem("theme", value); } catch { /* a browser that keeps nothing */ }
    showTheme(value);
  });
});
addEventListener("DOMContentLoaded", () => showTheme(theme()));
