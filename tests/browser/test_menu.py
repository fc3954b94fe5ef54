"""What a reader takes along from a figure: the menu, its pictures, and states in the address."""

import re
from datetime import date
from xml.etree import ElementTree

import pytest
from PIL import Image
from playwright.sync_api import expect

from tools import browse

from .conftest import axe_findings, few
from .waiting import still

# What `make test` tries of this file; `make test-all` tries all.
QUICKLY = [
    "test_every_figure_has_a_menu_made_when_it_is_opened",
    "test_an_address_restores_the_controls_and_leads_to_the_figure",
    "test_an_anchor_of_a_figure_still_leads_to_it",
]

RAQQA, SPREAD = "notebooks/raqqa.html", "notebooks/spread.html"
BOOK = "Islamic State in Iraq and Syria: the conflict in maps and data"
SHARED = "raqqa-frames.day=2017-08-12&raqqa-radius.metres=725&raqqa-close-up.measure=brightness"
NONSENSE = "&".join([
    "raqqa-frames.day=2017-02-30", "raqqa-radius.metres=7", "raqqa-tolls.place=Paris",
    "raqqa-tolls.first=soon", "raqqa-tolls.last=", "raqqa-frames=1", "no-figure.day=2017-08-12",
    "raqqa-frames.__proto__=1", "\"]'.x=1",
])  # fmt: skip
VALUES = """(figure) => Object.fromEntries(document.querySelector(`[data-figure="${figure}"]`)
  .inputs.map(({ signal, value }) => [signal, value]))"""
DRAWN = """([figure, signal, value]) => {
  const { view } = document.querySelector(`[data-figure="${figure}"]`);
  return view && view.signal(signal) === value;
}"""
TOP = "(figure) => document.getElementById(figure).getBoundingClientRect().top"


@pytest.fixture
def opened(site, base, chromium):
    """opened(page, hash, view): a page, closed at the end."""
    visits = []

    def open_one(page, state="", view="desktop-light", start=base, **context):
        address = f"{start}/{page}" + (f"#{state}" if state else "")
        visits.append(browse.open_page(chromium, address, start, site, view, **context))
        return visits[-1].page

    yield open_one
    problems = [problem for seen in visits for problem in seen.problems]
    # What is missing stands there by its address too, but for the icon of a map opened by itself.
    problems = [one for one in problems if "favicon" not in one and "status of 404" not in one]
    outside = [address for seen in visits for address in seen.outside]
    for seen in visits:
        browse.close(seen)
    assert problems == [] and outside == []


def figure_of(page, figure):
    return page.locator(f".book-figure:has([data-figure='{figure}'])")


def menu_of(page, figure):
    """Open a figure's menu."""
    figure_of(page, figure).locator(".menu-button").click()
    return page.locator(".figure-menu")


def saved(page, figure, ending, tmp_path):
    with page.expect_download() as given:
        menu_of(page, figure).get_by_role("button", name=f"Save as {ending}").click()
    path = tmp_path / given.value.suggested_filename
    given.value.save_as(path)
    page.keyboard.press("Escape")
    return path


# The state in the address


@pytest.mark.parametrize("folder", [False, True], ids=["served", "folder"])
def test_an_address_restores_the_controls_and_leads_to_the_figure(opened, site, base, folder):
    page = opened(RAQQA, SHARED, start=site.as_uri() if folder else base)
    day = date(2017, 8, 12).toordinal() - date(1970, 1, 1).toordinal()
    for figure, signal, value in [
        ("raqqa-frames", "day", day * 86_400_000),
        ("raqqa-radius", "metres", 725),
        ("raqqa-close-up", "measure", "brightness"),
    ]:
        assert page.evaluate(VALUES, figure)[signal] == value
        page.wait_for_function(DRAWN, arg=[figure, signal, value])
    bar = page.locator(".figure-controls:has(+ [data-figure=raqqa-frames])")
    expect(bar.locator(".control-value")).to_have_text("12 August 2017")
    assert abs(page.evaluate(TOP, "raqqa-frames")) < 100, "the first figure named is in view"


def test_nonsense_in_the_address_changes_nothing(opened):
    first = opened(RAQQA)
    want = [first.evaluate(VALUES, f"raqqa-{name}") for name in ("frames", "radius", "tolls")]
    page = opened(RAQQA, NONSENSE)
    given = [page.evaluate(VALUES, f"raqqa-{name}") for name in ("frames", "radius", "tolls")]
    assert given == want


def test_an_anchor_of_a_figure_still_leads_to_it(opened):
    page = opened(RAQQA, "raqqa-tolls")
    assert abs(page.evaluate(TOP, "raqqa-tolls")) < 100
    assert page.evaluate("location.hash") == "#raqqa-tolls"


def test_what_is_set_stays_in_the_address_over_reload_and_back(opened):
    page = opened(RAQQA)
    bar = page.locator(".figure-controls:has(+ [data-figure=raqqa-tolls])")
    bar.locator("select").select_option(label="Raqqa governorate")
    hash_is = "decodeURIComponent(location.hash) === '#raqqa-tolls.place=Raqqa+governorate'"
    page.wait_for_function(hash_is)
    assert page.evaluate("history.length") == 2, "one page, and the blank one before it"
    page.reload()
    assert page.evaluate(VALUES, "raqqa-tolls")["place"] == "Raqqa governorate"
    page.goto(page.url.replace("raqqa.html", "mosul.html").split("#")[0])
    page.go_back()
    page.wait_for_function(hash_is)
    assert page.evaluate(VALUES, "raqqa-tolls")["place"] == "Raqqa governorate"
    bar.locator("select").select_option(index=0)
    page.wait_for_function("location.hash === ''")


def test_a_link_followed_within_the_page_sets_the_controls(opened):
    page = opened(RAQQA)
    page.evaluate("location.hash = '#raqqa-radius.metres=250'")
    page.wait_for_function(DRAWN, arg=["raqqa-radius", "metres", 250])


EVENTS = "casualties-map"


def map_of(page, figure):
    """The frame of a map, drawn."""
    art = page.locator(f".figure-art[data-figure='{figure}']")
    art.scroll_into_view_if_needed()
    frame = art.frame_locator("iframe")
    frame.locator("html[data-ready]").wait_for()
    expect(art.locator("img")).to_be_hidden()  # it has said that it came whole
    return frame


@pytest.mark.parametrize("folder", [False, True], ids=["served", "folder"])
def test_a_map_too_keeps_its_state_in_the_address(opened, site, base, folder):
    start, page = site.as_uri() if folder else base, "notebooks/casualties.html"
    first = opened(page, start=start)
    frame = map_of(first, EVENTS)
    assert EVENTS not in first.url
    frame.locator("select").select_option(index=4)
    first.wait_for_url(re.compile(rf"#{EVENTS}\."))
    bar = frame.locator(".leaflet-control-scale-line").first
    chosen, wide = first.url, bar.inner_text()
    frame.locator(".leaflet-control-zoom-in").click()
    expect(bar).not_to_have_text(wide)
    first.wait_for_url(lambda url: url != chosen)
    said, scale = frame.locator(".map-count").inner_text(), bar.inner_text()
    assert re.search(rf"#{EVENTS}\.map=[\d.]+_3\d\.\d+_4\d\.\d+\*0-20\d\d$", first.url)
    again = map_of(opened(page, first.url.partition("#")[2], start=start), EVENTS)
    expect(again.locator(".map-count")).to_have_text(said)
    expect(again.locator(".leaflet-control-scale-line").first).to_have_text(scale)
    frame.locator("select").select_option(index=0)
    frame.locator(".map-home").click()
    first.wait_for_url(lambda url: EVENTS not in url)


@pytest.mark.parametrize(
    "state", few(["9-2015", "<b>", "0-1066", "x_y_z", "0-", "*", "5_NaN_3"], 2)
)
def test_nonsense_of_a_map_changes_nothing(opened, state):
    frame = map_of(opened("notebooks/casualties.html", f"{EVENTS}.map={state}"), EVENTS)
    year = frame.locator("select")
    expect(year).to_have_value(year.locator("option").first.get_attribute("value"))
    expect(frame.locator(".leaflet-control-scale-line").first).to_have_text(re.compile(r"\d+ km"))


def test_filters_and_figures_share_the_address(opened):
    page = opened("notebooks/timeline.html", "events-by-year.chapter=Raqqa")
    page.locator("form.filters select").first.select_option(index=1)
    page.wait_for_function("location.hash.includes('&')")
    assert page.evaluate("location.hash").startswith("#events-by-year.chapter=Raqqa&")


# The menu


@pytest.mark.parametrize("view", few(["phone-light", "desktop-dark"]))
def test_every_figure_has_a_menu_made_when_it_is_opened(opened, view):
    page = opened(SPREAD, view=view)
    figures = page.locator(".figure-art").count()
    names = page.locator(".menu-button").evaluate_all("all => all.map((one) => one.ariaLabel)")
    assert len(set(names)) == figures and names[0] == "Figure 1.1: menu"
    assert page.locator(".figure-menu").count() == 0
    menu = menu_of(page, "rise-and-fall")
    assert menu.locator("button, a").all_inner_texts() == [
        "Full screen", "Copy link", "Copy citation", "Copy the code to embed", "Save as PNG",
        "Save as SVG", "Data (CSV)",
    ]  # fmt: skip
    assert page.locator(".figure-menu").count() == 1
    box = menu.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= page.viewport_size["width"]
    sizes = page.locator(".menu-button").evaluate_all(
        "all => all.map((one) => Math.min(one.offsetWidth, one.offsetHeight))"
    )
    assert min(sizes) >= 24
    assert axe_findings(page) == []


def test_the_keyboard_opens_and_leaves_the_menu(opened):
    page = opened(SPREAD)
    button = figure_of(page, "rise-and-fall").locator(".menu-button")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Full screen")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Copy link")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".figure-menu")).to_be_hidden()
    expect(button).to_be_focused()
    button.click()
    expect(page.locator(".figure-menu")).to_be_visible()
    button.click()
    expect(page.locator(".figure-menu")).to_be_hidden()


def test_a_finger_finds_targets_of_its_size(opened):
    page = opened(SPREAD, view="phone-light", has_touch=True, is_mobile=True)
    button = figure_of(page, "rise-and-fall").locator(".menu-button")
    button.scroll_into_view_if_needed()
    button.tap()
    for one in [button, *page.locator(".figure-menu").locator("button, a").all()]:
        assert min(one.bounding_box()[side] for side in ("width", "height")) >= 44


def test_link_and_citation_are_copied(opened):
    page = opened(RAQQA, "raqqa-frames.day=2017-08-12")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    menu, text = menu_of(page, "raqqa-frames"), "navigator.clipboard.readText()"
    menu.get_by_role("button", name="Copy link").click()
    expect(menu.get_by_role("status")).to_have_text("The link is copied.")
    link = page.evaluate(text)
    assert link == page.url.split("#")[0] + "#raqqa-frames.day=2017-08-12"
    menu.get_by_role("button", name="Copy citation").click()
    expect(menu.get_by_role("status")).to_have_text("The citation is copied.")
    cited, figure = page.evaluate(text), figure_of(page, "raqqa-frames")
    number = figure.locator(".caption-number").inner_text().strip()
    title = figure.locator(".figure-title").inner_text()
    assert cited.startswith(f"The founders of this book (2026). {number}. {title}. In: {BOOK}, ")
    assert re.search(rf" {re.escape(link)}\. Read on \d+ \w+ \d{{4}}\. Licence: CC BY", cited)
    page.keyboard.press("Escape")
    menu_of(page, "raqqa-images").get_by_role("button", name="Copy link").click()
    expect(menu.get_by_role("status")).to_have_text("The link is copied.")
    assert page.evaluate(text).endswith("#raqqa-images")
    data = menu.get_by_role("link", name="Data (CSV)").get_attribute("href")
    assert page.request.get(data).ok


# Saved pictures


@pytest.mark.parametrize(
    "figure, state, name, view, folder",
    [("raqqa-frames", "raqqa-frames.day=2017-08-12", "raqqa-frames-2017-08-12", "desktop-dark", 0),
     ("raqqa-tolls", "", "raqqa-tolls", "phone-light", 1),
     ("raqqa-before-after", "", "raqqa-before-after", "desktop-light", 1)],
    ids=["dark", "phone", "map"],
)  # fmt: skip
def test_a_saved_picture_says_what_it_is(
    opened, site, base, tmp_path, figure, state, name, view, folder
):
    start = site.as_uri() if folder else base
    page = opened(RAQQA, state, view, start, accept_downloads=True)
    path = saved(page, figure, "SVG", tmp_path)
    assert path.name == f"{name}.svg"
    text = path.read_text(encoding="utf-8")
    drawn = ElementTree.fromstring(text)
    assert "var(--" not in text and "http" not in re.sub(r'xmlns(:\w+)?="[^"]*"', "", text)
    said = " ".join(part.text or "" for part in drawn.iter("{http://www.w3.org/2000/svg}text"))
    shown = figure_of(page, figure)
    for part in (".figure-title", ".caption-number", ".caption-text"):
        assert " ".join(shown.locator(part).inner_text().split()) in said
    assert BOOK in said and "CC BY" in said
    assert ("A static picture" in said) == (figure == "raqqa-before-after")
    assert ("Date shown: 12 August 2017" in said) == bool(state)
    assert "Press Play" not in said, "what only the page can do is not told"
    paper = re.search(r'height="100%" fill="([^"]*)"', text)[1]
    assert paper == {"dark": "#14171b", "light": "#ffffff"}[view.split("-")[1]]
    wide, high = (float(drawn.get(side)) for side in ("width", "height"))
    across = [float(one.get("x") or 0) for one in drawn.iter() if one.tag.endswith("}text")]
    assert max(across) < wide
    picture = Image.open(saved(page, figure, "PNG", tmp_path))
    assert picture.size == (pytest.approx(2 * wide, abs=2), pytest.approx(2 * high, abs=2))
    assert len(picture.convert("RGB").getcolors(1 << 24)) > 20, "something is drawn"


# Full screen


@pytest.mark.parametrize("figure, drawn", [("raqqa-frames", "svg"), ("raqqa-damage-map", "iframe")])
def test_a_figure_fills_the_window(opened, figure, drawn):
    page = opened(RAQQA, figure)
    part = figure_of(page, figure).locator(f".figure-art {drawn}").first
    page.mouse.move(5, 5)
    page.wait_for_function(f"document.querySelector('[data-figure={figure}]').dataset.ready")
    before = part.bounding_box()
    menu_of(page, figure).get_by_role("button", name="Full screen").click()
    expect(page.get_by_role("button", name="Close")).to_be_focused()
    now, (wide, high) = still(page, part.bounding_box), page.evaluate("[innerWidth, innerHeight]")
    assert now["width"] > 1.15 * before["width"]
    assert now["width"] > 0.75 * wide or now["height"] > 0.5 * high
    assert now["x"] >= 0 and now["y"] + now["height"] <= high
    assert page.evaluate("document.querySelector('.top').inert")
    assert figure_of(page, figure).locator("figcaption").is_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Close")).to_have_count(0)
    assert still(page, part.bounding_box)["width"] == pytest.approx(before["width"], abs=2)
    assert page.locator("[inert]").count() == 0
    expect(figure_of(page, figure).locator(".menu-button")).to_be_focused()


# What charts and maps say


POINTS = """(figure) => [...document.querySelectorAll(`[data-figure="${figure}"] [class*=mark-] *`)]
  .filter((one) => one.__data__ && one.__data__.tooltip).map((one) => {
    const { x, y, width, height } = one.getBoundingClientRect();
    return [one, x + width / 2, y + height / 2];
  }).filter(([one, x, y]) => document.elementFromPoint(x, y) === one)
  .slice(0, 4).map(([, x, y]) => [x, y])"""


def points(page, figure):
    page.mouse.move(5, 5)
    page.wait_for_function(f"document.querySelector('[data-figure={figure}]').dataset.ready")
    page.evaluate(f"scrollBy(0, document.querySelector('[data-figure={figure}]')"
                  ".getBoundingClientRect().top - 40)")  # fmt: skip
    found = still(page, lambda: page.evaluate(POINTS, figure))
    assert found
    return found


def test_a_tooltip_has_a_head_and_no_empty_rows(opened):
    page = opened("notebooks/refugees.html", "refugees-ranked")
    page.mouse.move(*points(page, "refugees-ranked")[0])
    box = page.locator("#vg-tooltip-element.visible")
    assert re.fullmatch(r"\w[\w ]+", box.locator("b").inner_text())
    assert box.evaluate("(one) => getComputedStyle(one.querySelector('table')).margin") == "0px"
    told = page.evaluate(
        """() => {
          const { view } = document.querySelector('[data-figure=refugees-ranked]');
          const say = (value) => {
            view._tooltip(view._handler, new PointerEvent('pointermove'), {}, value);
            return document.getElementById('vg-tooltip-element').innerText;
          };
          return [say({ place: '<b>Mosul', low: 'null', killed: '3', high: null, note: '' }),
            say({ measure: 'deaths', low: undefined, killed: '0' }), say('a word')];
        }"""
    )
    assert told == ["<b>Mosul\nKilled\t3", "Measure\tdeaths\nKilled\t0", "a word"]


def test_a_tap_shows_a_tooltip_and_scrolling_ends_it(opened):
    page = opened("notebooks/refugees.html", "refugees-ranked", "phone-dark",
                  has_touch=True, is_mobile=True)  # fmt: skip
    x, y = points(page, "refugees-ranked")[0]
    box = page.locator("#vg-tooltip-element.visible")
    page.touchscreen.tap(x, y)
    expect(box).to_be_visible()
    page.wait_for_timeout(400)
    expect(box).to_be_visible()
    page.evaluate("scrollBy(0, 90)")
    expect(box).to_have_count(0)


def test_a_key_date_says_its_event(opened):
    page = opened(SPREAD)
    bar = page.locator(".figure-controls:has(+ [data-figure=rise-and-fall])")
    event = bar.locator(".control-event")
    bar.locator(".step").first.click()
    label = bar.locator(".control-value").inner_text()
    expect(event).to_have_text(re.compile(rf"^{label}: .{{15,}}\.$"))
    said = bar.get_by_role("status")
    expect(said).to_contain_text(event.inner_text())
    bar.locator("input[type=range]").focus()
    page.keyboard.press("ArrowRight")
    expect(event).to_have_text(re.compile(rf"^Last key date, {label}: .{{15,}}\.$"))
    expect(said).not_to_contain_text(event.inner_text())
    page.keyboard.press("Home")
    expect(event).to_have_text("")


MAP = "Object.values(window).find((one) => one instanceof L.Map)"
MAPS = [
    *("raqqa-before-after", "raqqa-damage-map", "towns-to-zoom", "casualties-map"),
    *("strikes-zoom", "reach-attacks"),
]


@pytest.fixture
def framed(opened, base):
    """framed(figure, view): the page of a map, opened for itself."""
    return lambda figure, view="desktop-light": opened(f"_figures/{figure}.html", view=view)


@pytest.mark.parametrize("figure", few(MAPS))
def test_a_map_goes_back_to_its_first_view(framed, figure):
    page = framed(figure)
    seen = f"() => {{ const b = {MAP}.getBounds(); return [b.getNorth(), b.getWest()]; }}"
    zoom = f"{MAP}.getZoom()"
    first = still(page, lambda: page.evaluate(seen))  # it fits itself into its frame as it opens
    level = page.evaluate(zoom)
    page.evaluate(f"void {MAP}.setZoom({level} + 1, {{ animate: false }}).panBy([150, 90])")
    assert page.evaluate(zoom) == level + 1
    page.get_by_role("button", name="Back to the first view").click()
    page.wait_for_function(f"Math.abs({zoom} - {level}) < 0.01")
    near = pytest.approx(first, abs=0.1 if figure != "reach-attacks" else 5)
    assert still(page, lambda: page.evaluate(seen)) == near


def test_a_box_of_a_square_says_where_and_when(framed):
    page = framed("casualties-map")
    page.evaluate(f"""() => {{
      let square;
      {MAP}.eachLayer((layer) => {{ if (layer instanceof L.Rectangle) square ||= layer; }});
      square.openPopup();
    }}""")
    box = page.locator(".leaflet-popup-content")
    assert re.fullmatch(r"(\d+ km from )?[\w' -]+\s+[\d,]+ events?, [\d,]+ deaths?, 20\d\d"
                        r"( to 20\d\d)?", box.inner_text())  # fmt: skip


def test_one_share_is_shown_at_a_time_with_its_legend(framed):
    page = framed("towns-to-zoom")
    legend = page.locator(".map-legend[data-layer]")
    choices = page.locator(".leaflet-control-layers input[type=radio]")
    assert choices.count() == 4 and legend.is_hidden()
    press = "(one) => one.click()"
    choices.nth(1).evaluate(press)
    expect(legend).to_be_visible()
    choices.nth(2).evaluate(press)
    assert choices.evaluate_all("all => all.filter((one) => one.checked).length") == 1
    choices.nth(0).evaluate(press)
    expect(legend).to_be_hidden()


def test_a_box_of_a_town_writes_its_dates_in_words(framed):
    page = framed("towns-to-zoom")
    for pin in page.locator(".leaflet-marker-icon[title]").all()[:12]:
        pin.evaluate("(one) => one.click()")
        text = still(page, page.locator(".leaflet-popup-content").last.inner_text)
        assert re.search(r"Taken (\d+ [A-Z]|[A-Z]|20)", text)
        assert not re.search(r"\d{4}-\d\d\b(?!\))", text.replace("2014-2015", ""))


def test_the_line_is_taken_anywhere_and_goes_back(framed):
    page = framed("raqqa-before-after")
    box = page.locator(".leaflet-container").bounding_box()
    middle, slider = box["x"] + box["width"] / 2, page.locator(".map-divider-input")
    view = f"() => {MAP}.getCenter().toString()"
    before = page.evaluate(view)
    for height in (0.25, 0.8):
        page.mouse.move(middle + (0 if height == 0.25 else -200), box["y"] + height * box["height"])
        page.mouse.down()
        page.mouse.move(middle - 200 if height == 0.25 else middle + 100, box["y"] + 200, steps=3)
        page.mouse.up()
    assert float(slider.input_value()) == pytest.approx(50 + 100 * 100 / box["width"], abs=1)
    assert page.evaluate(view) == before
    page.get_by_role("button", name="Back to the first view").click()
    assert slider.input_value() == "50"
    names = {"clock tower", "stadium", "hospital", "Euphrates", "gate", "museum"}
    shown = page.locator(".map-place").all_inner_texts()
    assert names <= {name.removeprefix("• ") for name in shown}
    grounds = page.locator("img.map-blocks").evaluate_all("all => all.map((one) => one.src)")
    assert len(set(grounds)) == 2
