"""Open the built site in a headless browser: for tests and for benchmarks.

with served(folder) as base, browser() as chromium:
    seen = visit(chromium, f"{base}/index.html", base, folder)
    seen.outside, seen.problems, seen.weight("scrolled")
"""

import functools
import gzip
import http.server
import os
import shutil
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

VIEWS = {  # name: (width, height, colour scheme)
    "phone-light": (390, 844, "light"),
    "phone-dark": (390, 844, "dark"),
    "desktop-light": (1280, 900, "light"),
    "desktop-dark": (1280, 900, "dark"),
}
NAMES = (  # the first has no window to draw, and takes a quarter less time
    "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome",
    "google-chrome-stable",
)  # fmt: skip
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-software-rasterizer", "--disable-quic",
    "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # no other host has an address
]  # fmt: skip
# A browser may say that the pointer moved where only the page below it came; here nobody moved it.
STILL = """
const held = (event) => event.stopImmediatePropagation();
if (window === top) {
  addEventListener("pointermove", held, true);
  addEventListener("book-open", () => removeEventListener("pointermove", held, true));
}
"""
DRAWN = "[...document.querySelectorAll('.figure-art')].every((art) => art.dataset.ready)"
MISSING = (
    "The browser tests need Chromium and found none: install the package 'chromium' of your "
    "system, or run 'python -m playwright install chromium', or set CHROMIUM to its path."
)


class NoBrowser(RuntimeError):
    """There is no Chromium on this machine."""


def chromium_path(playwright=None):
    """The path of a Chromium: $CHROMIUM, one on PATH, or Playwright's own. Raises NoBrowser."""
    named = os.environ.get("CHROMIUM")
    own = playwright.chromium.executable_path if playwright else None
    for path in [named] if named else [*map(shutil.which, NAMES), own]:
        if path and Path(path).is_file():
            return path
    raise NoBrowser(MISSING)


@contextmanager
def browser():
    """A headless Chromium, closed at the end. Raises NoBrowser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path(playwright), args=FLAGS)
        try:
            yield chromium
        finally:
            chromium.close()


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Gives the files of a folder, and prints no line for each."""

    def log_message(self, *_):
        """Nothing."""


def served(folder):
    """Serve a folder on this machine; gives the address without a slash at the end."""
    return answered(functools.partial(Quiet, directory=str(folder)))


@contextmanager
def answered(handler):
    """Answer requests on this machine; gives the address without a slash at the end."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def html_pages(folder):
    """The pages of the book in a built site, as paths relative to it."""
    pages = (path.relative_to(folder).as_posix() for path in Path(folder).rglob("*.html"))
    return sorted(page for page in pages if not page.startswith(("_figures/", "_static/")))


@dataclass
class Visit:
    """A page as it was opened: the page itself and what happened while it loaded."""

    page: object
    base: str
    folder: Path
    outside: list = field(default_factory=list)  # addresses on other hosts, none found
    problems: list = field(default_factory=list)  # console errors, failures, exceptions
    requests: dict = field(default_factory=dict)  # "first" and "scrolled": addresses
    nodes_at_first: int = 0  # elements before any figure is drawn
    stage: list = field(default_factory=lambda: ["first"])  # the one that is being filled

    def weight(self, until="scrolled"):
        """(requests, bytes, gzipped bytes) up to the first view or to the end of scrolling."""
        urls = list(self.requests["first"])
        if until == "scrolled":
            urls += self.requests["scrolled"]
        sizes = [_size(self.folder / unquote(urlsplit(u[len(self.base) :]).path).lstrip("/"))
                 for u in dict.fromkeys(urls)]  # fmt: skip
        return len(sizes), sum(raw for raw, _ in sizes), sum(packed for _, packed in sizes)

    def nodes(self):
        """How many elements the page holds now."""
        return self.page.evaluate("document.querySelectorAll('*').length")


@functools.cache
def _size(path):
    data = Path(path).read_bytes()
    return len(data), len(gzip.compress(data, mtime=0))


def open_page(chromium, url, base, folder, view="desktop-light", **context):
    """Open a page and wait until it rests; nothing is scrolled. Close it with ``close``."""
    width, height, scheme = VIEWS[view]
    own = chromium.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, **context
    )
    own.add_init_script(STILL)
    page = own.new_page()
    seen = Visit(page, base, Path(folder), requests={"first": [], "scrolled": []})
    stage = seen.stage

    # Requests are watched, not held: a page whose requests each wait for this process can stall.
    def request(given):
        address = given.url
        if address.startswith(base):
            seen.requests[stage[0]].append(address)
        elif not address.startswith(("data:", "blob:", "about:")):
            seen.outside.append(address)

    def console(message):
        if message.type == "error":
            seen.problems.append(message.text)

    def response(given):
        if given.status >= 400:
            seen.problems.append(f"{given.status} {given.url}")

    page.context.on("request", request)
    page.on("console", console)
    page.on("response", response)
    page.on("pageerror", lambda error: seen.problems.append(str(error)))
    page.goto(url, wait_until="load")
    page.wait_for_timeout(150)
    seen.nodes_at_first = seen.nodes()
    page.evaluate("dispatchEvent(new Event('book-open'))")
    return seen


def visit(chromium, url, base, folder, view="desktop-light", **context):
    """Open a page, scroll through it as a reader does, and wait until all figures are drawn.

    Headless Chromium stops drawing one page of a hundred for good, at no fault of the page: such
    a page is opened again, twice at most. Raises Playwright's Error or TimeoutError.
    """
    for chance in range(3):
        seen = open_page(chromium, url, base, folder, view, **context)
        seen.stage[0] = "scrolled"
        if scroll(seen.page) and settles(seen.page, DRAWN, last=chance == 2):
            break
        if chance < 2:
            close(seen)
    wait_drawn(seen)
    return seen


def settles(page, condition, last, seconds=30):
    """Whether the page comes to fulfil a condition; in the last try a TimeoutError if not."""
    from playwright.sync_api import TimeoutError as Late

    try:
        page.wait_for_function(condition, timeout=1000 * seconds)
    except Late:
        if last:
            raise
        return False
    return True


def close(seen):
    """Close the page of a visit."""
    seen.page.context.close()


def scroll(page, seconds=15):
    """Scroll to the end in steps of half a window, then back to the top.

    Returns whether the browser drew at each step, however slow the machine; it stops where a
    frame does not come for that many seconds.
    """
    page.mouse.move(5, 5)
    return page.evaluate(
        """async (milliseconds) => {
          const frame = () => new Promise((done) => {
            requestAnimationFrame(() => done(true));
            setTimeout(() => done(false), milliseconds);
          });
          for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight / 2) {
            scrollTo(0, y);
            if (!(await frame() && await frame())) return false;
          }
          scrollTo(0, 0);
          return true;
        }""",
        1000 * seconds,
    )


def wait_drawn(seen, seconds=30):
    """Wait until every figure is drawn and half a second passes with no new request.

    Raises Playwright's TimeoutError. Its own "networkidle" is not used: in one visit of a hundred
    it waits for a request of a map that has long been answered.
    """
    seen.page.wait_for_function(DRAWN, timeout=1000 * seconds)
    counted = None
    while counted != (now := sum(map(len, seen.requests.values()))):
        counted = now
        seen.page.wait_for_timeout(500)


def drawn(page):
    """What the page drew: {figure id: {kind, marks, width, label}}."""
    charts = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll('.figure-art')].map((art) => {
          const svg = art.querySelector('.figure-live svg');
          const marks = svg && svg.querySelectorAll(
            '[class*=role-mark] :is(path, line, text)').length;
          return [art.dataset.figure, { kind: art.dataset.kind, marks,
            width: svg && Math.round(svg.getBoundingClientRect().width),
            label: svg && svg.getAttribute('aria-label') }];
        }))"""
    )
    for frame in page.frames[1:]:
        name = Path(urlsplit(frame.url).path).stem
        if name in charts:
            charts[name]["marks"] = frame.evaluate(
                "document.querySelectorAll('.leaflet-pane path, .leaflet-marker-icon').length"
            )
    return charts


def too_wide(page):
    """Elements that stick out of the window, but for those in a scroller of their own."""
    return page.evaluate(
        """() => {
          const wide = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= wide) return [];
          const scrolls = (one) => one && (getComputedStyle(one).overflowX !== 'visible'
            || scrolls(one.parentElement));
          return [...document.body.querySelectorAll('*')]
            .filter((one) => one.getBoundingClientRect().right > wide + 1)
            .filter((one) => !scrolls(one.parentElement))
            .map((one) => `${one.tagName}.${one.className}`).slice(0, 10);
        }"""
    )


def overlapping(page):
    """Labels of one axis that lie on each other, as texts "figure: label, label"."""
    return page.evaluate(
        """() => [...document.querySelectorAll('.figure-live .role-axis-label')].flatMap((axis) => {
          const figure = axis.closest('.figure-art').dataset.figure;
          const labels = [...axis.querySelectorAll('text:not([opacity="0"])')]
            .filter((one) => one.textContent)
            .map((one) => [one.textContent, one.getBoundingClientRect()]);
          const over = (one, other) => one.left < other.right - 0.5 && other.left < one.right - 0.5
            && one.top < other.bottom - 2 && other.top < one.bottom - 2;
          return labels.flatMap(([word, box], i) => labels.slice(i + 1)
            .filter(([, other]) => over(box, other))
            .map(([next]) => `${figure}: ${word}, ${next}`));
        })"""
    )


def slider_times(page, figure, steps=30):
    """Milliseconds from a step of the figure's slider to the new frame, for each step."""
    return page.evaluate(
        """async ([figure, steps]) => {
          const art = document.querySelector(`.figure-art[data-figure="${figure}"]`);
          const slider = art.parentElement.querySelector('input[type=range]');
          const [low, high] = [Number(slider.min), Number(slider.max)];
          const times = [];
          for (let i = 1; i <= steps; i++) {
            slider.value = low + (high - low) * i / steps;
            const start = performance.now();
            slider.dispatchEvent(new Event('input', { bubbles: true }));
            await art.apply();
            await new Promise(requestAnimationFrame);
            times.push(performance.now() - start);
          }
          return times;
        }""",
        [figure, steps],
    )
