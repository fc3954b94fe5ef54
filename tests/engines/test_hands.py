"""Mouse and keyboard in Firefox and WebKitGTK: what scripts in a page cannot try on themselves."""

import time

import pytest
from browser.tiles import COLORS, made_map, tiles_served

from tools import browse

from .conftest import ENGINES, ink, look, screen
from .driver import HEIGHT, WIDTH, EngineFailed

ENTER, ESCAPE, HOME = "\ue007", "\ue00c", "\ue011"
MAP = "const map = Object.values(window).find((one) => one instanceof L.Map);"
SETTLED = """await until("tiles", () => all("img.leaflet-tile").length
  && all("img.leaflet-tile").every((one) => one.complete)); await pause(500);"""
MOVES = (
    "map.panBy([150, 60], { animate: false })", "map.zoomIn(1)", "map.zoomOut(2)",
    "map.panBy([-300, -90], { duration: 0.2 }); await pause(250)",
)  # fmt: skip
MAP_BOX = """const box = document.querySelector(".leaflet-container").getBoundingClientRect();
  return [box.left, box.top, box.right, box.bottom];"""

pytestmark = pytest.mark.parametrize("name", ENGINES)


@pytest.fixture
def hands(engines, name, served):
    """hands(work): work(browser, address) with one more chance; the window is as before after."""

    def use(work):
        result = engines.tried(name, lambda browser: work(browser, served[0]))
        engines.get(name).resize(WIDTH, HEIGHT)
        return result

    yield use
    served[1].clear()


def run(browser, script, *given):
    """A script that may call the functions of looks.js."""
    return look(browser, f"(async (...given) => {{ {script} }})", *given)


def arrive(browser, script, seconds=20):
    """Wait until a script is true of the page that comes after this one."""
    for _ in range(10 * seconds):
        try:
            if browser.run(script):
                return
        except EngineFailed:
            pass  # the page is going while it is asked
        time.sleep(0.1)
    raise AssertionError(f"Not within {seconds} s: {script}")


def colours_at(browser, *shares):
    """Colours at parts of the map's width, a little below its upper edge."""
    left, top, right, _ = browser.run(MAP_BOX)
    shown = screen(browser)
    return [shown.getpixel((left + (right - left) * share, top + 60)) for share in shares]


def changed(browser, boxes, before, seconds=30):
    """The ink of parts of the window, as soon as it is another than before and stays so."""
    last = None
    for _ in range(5 * seconds):
        now = [ink(screen(browser, box)) for box in boxes]
        if now == last != before:
            return now
        last = now
        time.sleep(0.2)
    raise AssertionError(f"Not changed within {seconds} s: {before}")


def test_the_divider_cuts_tiles_also_when_the_map_moves(engines, name, tmp_path):
    red, blue = COLORS["10"], COLORS["20"]

    def work(browser):
        with tiles_served() as (address, _, _), browse.served(tmp_path) as base:
            made_map(tmp_path, address)
            browser.open(f"{base}/map.html")
            browser.click(".map-button")
            run(browser, SETTLED)
            assert colours_at(browser, 0.35, 0.65) == [red, blue]
            for move in MOVES:
                run(browser, f"{MAP} {move}; await pause(400); {SETTLED}")
                assert colours_at(browser, 0.35, 0.48, 0.52, 0.65) == [red, red, blue, blue], move
            browser.resize(WIDTH - 300, HEIGHT)
            run(browser, SETTLED)
            assert colours_at(browser, 0.35, 0.48, 0.52, 0.65) == [red, red, blue, blue]
            browser.resize(WIDTH, HEIGHT)
            # The thumb follows the mouse, and the map stays.
            left, top, right, bottom = browser.run(MAP_BOX)
            y = (top + bottom) / 2
            before = browser.run(f"{MAP} return [map.getCenter().lat, map.getCenter().lng]")
            browser.drag(((left + right) / 2, y), (left + 0.25 * (right - left), y))
            run(browser, """const slider = document.querySelector(".map-divider-input");
              await until("it is dragged", () => Math.abs(slider.value - 25) < 5);
              await frames();""")  # fmt: skip
            assert colours_at(browser, 0.15, 0.35, 0.65) == [red, blue, blue]
            assert browser.run(f"{MAP} return [map.getCenter().lat, map.getCenter().lng]") == before
            browser.run("document.querySelector('.map-divider-input').focus()")
            browser.press(HOME)
            run(browser, """const slider = document.querySelector(".map-divider-input");
              await until("its end", () => Number(slider.value) === 0);
              await frames();""")  # fmt: skip
            assert colours_at(browser, 0.1, 0.65) == [blue, blue]

    engines.tried(name, work)
    engines.get(name).resize(WIDTH, HEIGHT)


def test_the_sites_of_raqqa_show_on_the_side_of_their_day(hands):
    def work(browser, base):
        browser.open(f"{base}/notebooks/raqqa.html")
        look(browser, "figures")
        box = look(browser, "place", "raqqa-before-after")
        look(browser, "canvases", "raqqa-before-after")
        middle = (box[0] + box[2]) / 2
        halves = (
            (box[0], box[1] + 70, middle - 20, box[1] + 400),
            (middle + 20, box[1] + 70, box[2] - 60, box[1] + 400),
        )
        inks, drawn = [], changed(browser, halves, [])
        for value in (0, 50, 100):  # per cent of the map that show the day before
            run(browser, """const map = inside("raqqa-before-after");
              const slider = map.querySelector(".map-divider-input");
              slider.value = given[0];
              slider.dispatchEvent(new Event("input"));""", value)  # fmt: skip
            drawn = changed(browser, halves, drawn)
            inks.append(drawn)
        (left_after, right_after), (left_half, right_half), (left_before, right_before) = inks
        assert left_after > 2 * left_before and right_after > 2 * right_before, inks
        assert left_half == pytest.approx(left_before), inks
        assert right_half == pytest.approx(right_after), inks

    hands(work)


def test_radius_and_centre_change_the_count(hands):
    def work(browser, base):
        browser.open(f"{base}/notebooks/raqqa.html")
        look(browser, "figures")
        look(browser, "place", "raqqa-before-after")
        said = """return document.querySelector(".map-count").textContent;"""
        with browser.inside("[data-figure=raqqa-before-after] iframe"):
            texts = [browser.run(said)]
            browser.write(".map-range input", HOME)
            texts.append(browser.run(said))
            browser.click(".map-choice label:last-of-type input")
            texts.append(browser.run(said))
        assert len(set(texts)) == 3 and "Within 100 m of the" in texts[1], texts

    hands(work)


def test_the_map_of_events_follows_the_year_and_the_zoom(hands):
    def work(browser, base):
        browser.open(f"{base}/notebooks/casualties.html")
        look(browser, "figures")
        look(browser, "place", "casualties-map")
        (whole,) = look(browser, "canvases", "casualties-map")
        count, few, scale, close = run(browser, """const map = inside(given[0]);
          const said = () => map.querySelector(".map-count").textContent;
          const scale = () => map.querySelector(".leaflet-control-scale-line").textContent;
          const choice = map.querySelector(".map-panel select");
          const before = [said(), scale()];
          choice.value = choice.options[1].value;
          choice.dispatchEvent(new Event("change", { bubbles: true }));
          await until("another count", () => said() !== before[0]);
          const points = () => painted(map.querySelector(".leaflet-pane canvas"));
          await until("fewer points", () => points() > 0 && points() < given[1]);
          const few = points();
          map.querySelector(".leaflet-control-zoom-in").click();
          await until("another scale", () => scale() !== before[1]);
          return [said(), few, ...[before[1], scale()]];""", "casualties-map", whole)  # fmt: skip
        assert 0 < few < whole and "event" in count and scale != close

    hands(work)


def test_the_mouse_works_a_charts_buttons(hands):
    def work(browser, base):
        browser.open(f"{base}/notebooks/spread.html")
        look(browser, "figures")
        bar = ".figure-controls:has(+ [data-figure=rise-and-fall])"
        value = f"return Number(document.querySelector('{bar} input').value)"
        texts = "return document.querySelector('[data-figure=rise-and-fall] svg').textContent"
        look(browser, "place", "rise-and-fall")
        start, first = browser.run(value), browser.run(texts)
        browser.click(f"{bar} .play")
        run(browser, f"""const start = given[0]; const now = () => {{ {value} }};
          await until("it plays", () => now() !== start);""", start)  # fmt: skip
        browser.click(f"{bar} .play")
        browser.click(f"{bar} .step")
        run(
            browser,
            f"""await until("pressed", () =>
          document.querySelector("{bar} .step").getAttribute("aria-pressed") === "true");""",
        )
        assert browser.run(texts) != first
        # What a screen reader is told follows.
        run(
            browser,
            f"""await until("said", () =>
          /held/.test(document.querySelector("{bar} [role=status]").textContent));""",
        )
        assert browser.run("return document.documentElement.dataset.theme") == "light"
        browser.click(".theme-button")
        assert browser.run("return document.documentElement.dataset.theme") == "dark"
        browser.click(".theme-button")
        assert look(browser, "troubles") == []

    hands(work)


def test_the_contents_open_and_close_on_a_narrow_window(hands):
    def work(browser, base):
        browser.resize(600, HEIGHT)
        browser.open(f"{base}/notebooks/spread.html")
        shown = """const box = document.getElementById("contents").getBoundingClientRect();
          return box.width > 100 && box.height > 300 && box.left >= 0;"""
        assert not browser.run(shown)
        browser.click(".contents-button")
        assert browser.run(shown)
        browser.press(ESCAPE)
        assert not browser.run(shown)
        browser.click(".contents-button")
        browser.click("#contents a[href$='mosul.html']")
        arrive(
            browser,
            """return location.pathname.endsWith("mosul.html")
          && document.readyState === "complete";""",
        )
        assert look(browser, "troubles") == []

    hands(work)


def test_the_search_finds_pages(hands):
    def work(browser, base):
        browser.open(f"{base}/search.html")
        browser.write("#query", f"raqqa{ENTER}")
        arrive(
            browser,
            """return location.search === "?q=raqqa"
          && document.querySelectorAll("#search-results li a").length > 3""",
        )
        assert look(browser, "troubles") == []

    hands(work)


def test_a_term_says_what_it_means(hands):
    def work(browser, base):
        browser.open(f"{base}/notebooks/spread.html")
        note = run(browser, """const link = document.querySelector("a.term");
          link.focus();
          const note = document.getElementById(link.getAttribute("aria-describedby"));
          await until("the note", () => note.offsetHeight);
          return note.textContent;""")  # fmt: skip
        assert len(note) > 20

    hands(work)


@pytest.mark.parametrize(
    "page, figure, file, drawn",
    [("spread", "rise-and-fall", "vega.js", ".figure-live svg"),
     ("raqqa", "raqqa-before-after", "leaflet.js", "iframe")],
    ids=["vega", "leaflet"],
)  # fmt: skip
def test_what_does_not_load_is_told_and_tried_again(hands, served, page, figure, file, drawn):
    def work(browser, base):
        served[1].add(file)
        browser.open(f"{base}/notebooks/{page}.html")
        box = f".book-figure:has([data-figure={figure}])"
        run(browser, """document.querySelector(given[0]).scrollIntoView();
          await until("it is told", () => document.querySelector(given[0] + ".figure-failed"));
          await until("the picture", () => {
            const picture = document.querySelector(given[0] + " .figure-art > img");
            return picture.offsetHeight && picture.naturalWidth;
          });""", box)  # fmt: skip
        shown = "return all(given[0]).some((one) => one.offsetHeight);"
        controls = f"{box} .figure-controls *"
        assert not run(browser, shown, controls)
        served[1].clear()
        browser.click(f"{box} .figure-problem button")
        run(browser, """await until("it is drawn", () => {
            const drawn = document.querySelector(given[0]);
            return drawn && drawn.getBoundingClientRect().height > 100
              && getComputedStyle(drawn).visibility === "visible";
          });""", f"{box} {drawn}")  # fmt: skip
        assert run(browser, shown, controls) == (file == "vega.js")

    hands(work)


def test_a_link_sets_the_controls_and_the_menu_opens(hands):
    def work(browser, base):
        browser.open(f"{base}/notebooks/raqqa.html#raqqa-frames.day=2017-08-12")
        said = ".figure-controls:has(+ [data-figure=raqqa-frames]) .control-value"
        assert browser.run(f"return document.querySelector('{said}').textContent") == (
            "12 August 2017"
        )
        look(browser, "figures")
        look(browser, "place", "raqqa-frames")
        browser.click(".book-figure:has([data-figure=raqqa-frames]) > .menu-button")
        shown = "return document.querySelector('.figure-menu:popover-open').innerText"
        assert "Save as PNG" in browser.run(shown)
        # The picture is made, in place of a download its address is kept.
        picture = run(browser, """let made;
          const click = HTMLAnchorElement.prototype.click;
          HTMLAnchorElement.prototype.click = function () { made = this; };
          all(".figure-menu button").find((one) => one.textContent === "Save as PNG").click();
          await until("it is made", () => made);
          HTMLAnchorElement.prototype.click = click;
          const picture = new Image();
          picture.src = made.href;
          await picture.decode();
          return [made.download, picture.naturalWidth > 900];""")  # fmt: skip
        assert picture == ["raqqa-frames-2017-08-12.png", True]
        browser.press(ESCAPE)
        assert browser.run("return !document.querySelector('.figure-menu:popover-open')")
        assert look(browser, "troubles") == []

    hands(work)
