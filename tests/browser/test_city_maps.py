"""Maps of a city: the divider, counts by radius, imagery on request, squares and single sites."""

import io
import math
import re
from urllib.parse import unquote, urlsplit

import pandas as pd
import pytest
from PIL import Image
from playwright.sync_api import TimeoutError, expect

from helpers.draw import leaflet as layers
from helpers.tables.read import data_folder, load
from helpers.topics import cities
from tools import browse

from .conftest import axe_findings
from .tiles import AFTER, BEFORE, COLORS, made_map, tiles_served
from .waiting import holds, still

# What `make test` tries of this file; `make test-all` tries all.
QUICKLY = [
    "test_a_tap_on_a_site_tells_what_was_seen_on_each_image",
    "test_the_keyboard_moves_the_divider_and_not_the_map",
]

PAGE = "notebooks/raqqa.html"
MAP = "Object.values(window).find((one) => one instanceof L.Map)"
CLIPS = """() => ['before', 'after'].map((name) => {
  const { clip } = document.querySelector(`.leaflet-${name}-pane`).style; // rect(top right ...)
  const [, right, , left] = clip.match(/-?[\\d.]+/g).map(Number);
  return [left, right];
})"""
PAINTED = """(pane) => [...document.querySelectorAll(`.leaflet-${pane}-pane canvas`)].some((one) =>
  one.getContext('2d').getImageData(0, 0, one.width, one.height).data.some((value) => value))"""
VIEW = f"""() => {{
  const map = {MAP};
  return [map.getCenter().lat, map.getCenter().lng, map.getZoom()];
}}"""
RING = f"""() => {{
  let ring;
  {MAP}.eachLayer((layer) => {{ if (layer instanceof L.Circle) ring = layer; }});
  return [ring.getLatLng().lat, ring.getLatLng().lng, ring.getRadius()];
}}"""


@pytest.fixture(scope="module")
def sites():
    return load("raqqa_damage")


def visit(site, base, chromium, view="desktop-light"):
    return browse.visit(chromium, f"{base}/{PAGE}", base, site, view, reduced_motion="reduce")


def frame_of(page, figure):
    (frame,) = [frame for frame in page.frames if f"/{figure}.html" in frame.url]
    return frame


def view_of(frame):
    """Where the middle of the map is and how near, once it rests: [lat, lon, zoom]."""
    return still(frame, lambda: frame.evaluate(VIEW))


def wait_for_sites(frame, *panes):
    """Until the sites are painted in each of the panes."""
    for pane in panes:
        try:
            frame.wait_for_function(PAINTED, arg=pane)
        except TimeoutError:
            pytest.fail(f"damage sites should be seen in the pane {pane!r}: its canvas is empty")


@pytest.fixture(scope="module")
def opened(site, base, chromium):
    """The page on a desktop, for tests that leave it as they find it."""
    seen = visit(site, base, chromium)
    yield seen
    browse.close(seen)


@pytest.fixture
def divided(opened):
    """The frame of the map with the divider, the line in the middle."""
    frame = frame_of(opened.page, "raqqa-before-after")
    slider = frame.locator(".map-divider-input")
    slider.evaluate("(one) => { one.value = 50; one.dispatchEvent(new Event('input')); }")
    return frame


# The divider


def test_the_divider_cuts_both_sides_at_one_line(divided):
    (left, middle), (same, right) = divided.evaluate(CLIPS)
    width = divided.evaluate("document.querySelector('.leaflet-container').clientWidth")
    assert middle == same == pytest.approx((left + right) / 2) and right - left == width
    wait_for_sites(divided, "before", "after")


def test_the_keyboard_moves_the_divider_and_not_the_map(divided, opened):
    slider, view = divided.locator(".map-divider-input"), view_of(divided)
    slider.focus()
    said = []
    for key, share in [
        ("Home", 0),
        ("End", 1),
        ("ArrowLeft", 0.99),
        ("PageDown", 0.89),
        ("ArrowRight", 0.9),
    ]:
        opened.page.keyboard.press(key)
        (left, at), (same, right) = divided.evaluate(CLIPS)
        assert at == same and (at - left) / (right - left) == pytest.approx(share, abs=0.001), key
        line = divided.locator(".map-divider").evaluate("(one) => parseFloat(one.style.left)")
        assert line == pytest.approx(at - left, abs=0.01)
        said.append(slider.get_attribute("aria-valuetext"))
    assert said[0] == "0% 12 February 2014, 100% 21 October 2017"
    assert said[-1] == "90% 12 February 2014, 10% 21 October 2017"
    assert len(set(said)) == 5
    assert divided.evaluate(VIEW) == view
    assert "12 February 2014 on the left" in slider.get_attribute("aria-label")


def test_the_pointer_moves_the_divider_and_not_the_map(divided, opened):
    view = view_of(divided)
    divided.frame_element().scroll_into_view_if_needed()
    box = divided.locator(".map-divider-input").bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse = opened.page.mouse
    mouse.move(*middle)
    mouse.down()
    mouse.move(middle[0] - 200, middle[1] + 5, steps=4)
    mouse.up()
    (left, at), (_, right) = divided.evaluate(CLIPS)
    assert at - left == pytest.approx((right - left) / 2 - 200, abs=0.02 * (right - left))
    assert divided.evaluate(VIEW) == view


def test_the_divider_keeps_its_place_when_the_map_moves(divided):
    share = """() => {
      const box = document.querySelector('.leaflet-container').getBoundingClientRect();
      return document.querySelector('.map-divider').getBoundingClientRect().left - box.left;
    }"""
    before, ((left, at), _) = divided.evaluate(share), divided.evaluate(CLIPS)
    divided.evaluate(f"() => {MAP}.panBy([120, 40], {{ animate: false }})")
    (moved, now), _ = divided.evaluate(CLIPS)
    assert divided.evaluate(share) == before
    assert (moved - left, now - at) == (120, 120)
    divided.evaluate(f"() => {MAP}.panBy([-120, -40], {{ animate: false }})")


# Counts by radius


def sentence(sites, place, radius):
    """What the map must say, counted by the helpers."""
    spot = load("raqqa_landmarks").set_index("key").loc[f"raqqa-{place.replace(' ', '-')}"]
    before, after = (f"{cities.within(sites, spot, date, radius):,}" for date in (BEFORE, AFTER))
    words = (
        f"Within {radius} m of the {place}: {before} damage sites on 12 February 2014, "
        f"{after} on 21 October 2017."
    )
    return words, [pytest.approx(spot["lat"]), pytest.approx(spot["lon"]), radius]


@pytest.mark.parametrize("place", ["stadium", "clock tower"])
def test_radius_and_centre_change_the_sentence_and_the_circle(opened, divided, sites, place):
    divided.get_by_role("radio", name=place).check()
    slider = divided.get_by_role("slider", name="Radius")
    radii = [int(slider.get_attribute(name)) for name in ("min", "max")]
    for step in (radii[0], 7, 18, radii[1]):
        slider.focus()
        slider.fill(str(step))
        radius = int(slider.get_attribute("aria-valuetext").removesuffix(" metres"))
        assert radius == 100 + 25 * step
        words, ring = sentence(sites, place, radius)
        expect(divided.get_by_role("status").filter(has_text="Within")).to_have_text(words)
        assert divided.evaluate(RING) == ring
    lat, lon, _ = view_of(divided)
    assert [lat, lon] == [pytest.approx(value.expected, abs=1e-4) for value in ring[:2]]


def test_the_keyboard_moves_the_radius(opened, divided, sites):
    divided.get_by_role("radio", name="clock tower").check()
    divided.get_by_role("slider", name="Radius").focus()
    said = divided.get_by_role("status").filter(has_text="Within")
    for key, radius in [("Home", 100), ("ArrowRight", 125), ("End", 1000)]:
        opened.page.keyboard.press(key)
        expect(said).to_have_text(sentence(sites, "clock tower", radius)[0])


# Imagery on request: of the real host, which these tests never let answer


def test_imagery_is_asked_for_after_the_press_only(site, base, chromium):
    releases = load("wayback_releases").set_index("release_date")
    wanted = releases.loc[["2014-02-20", "2017-10-25"], "release"].astype(str).tolist()
    host = urlsplit(releases["tiles"].iloc[0]).hostname
    seen = visit(site, base, chromium)
    try:
        frame = frame_of(seen.page, "raqqa-before-after")
        assert seen.outside == []
        button = frame.get_by_role("button", name="Load satellite imagery (contacts Esri)")
        button.click()
        note = frame.get_by_role("status").filter(has_text="Esri did not answer with pictures")
        expect(note).to_be_visible()
        assert {urlsplit(address).hostname for address in seen.outside} == {host}
        asked = [re.search(r"/tile/(\d+)/\d+/\d+/\d+$", address)[1] for address in seen.outside]
        assert sorted(set(asked), key=int) == sorted(wanted, key=int)
        # The drawing is back, and the button can be pressed again.
        expect(button).to_be_visible()
        assert frame.get_by_label("Show the damage sites").is_checked()
        wait_for_sites(frame, "before", "after")
        assert frame.locator("img.leaflet-tile").count() == 0
        assert frame.locator(".map-side").all_inner_texts() == [
            "12 February 2014",
            "21 October 2017",
        ]
        count = len(seen.outside)
        button.click()
        expect(note).to_be_visible()

        def asked_again():
            assert len(seen.outside) > count

        holds(seen.page, asked_again)
    finally:
        browse.close(seen)


# Imagery that answers: a server of tiles on this machine


@pytest.fixture
def tiles():
    """(address, what was asked, releases to refuse) of a server of tiles."""
    with tiles_served() as served:
        yield served


@pytest.fixture
def made(tmp_path, chromium, tiles):
    """The made-up map, opened from a folder that is served."""
    made_map(tmp_path, tiles[0])
    with browse.served(tmp_path) as address:
        page = chromium.new_context(viewport={"width": 900, "height": 700}).new_page()
        page.goto(f"{address}/map.html", wait_until="networkidle")
        yield page
        page.context.close()


def middle_tile(page):
    """(zoom, row, column) of the tile in the middle of the map, by the rule of web maps."""
    lat, lon, zoom = view_of(page)
    zoom = round(zoom)
    column = math.floor((lon + 180) / 360 * 2**zoom)
    row = math.floor((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * 2**zoom)
    return zoom, row, column


def wait_for_tiles(page):
    """Until every tile has come, or has been refused."""
    page.wait_for_function(
        """() => {
          const all = [...document.querySelectorAll('img.leaflet-tile')];
          return all.length && all.every((one) => one.complete);
        }"""
    )


def colors_at(page, *shares):
    """Colours of the screen at parts of the map's width, a little below its upper edge."""
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    width = page.evaluate("document.querySelector('.leaflet-container').clientWidth")
    return [picture.getpixel((int(width * share), 60)) for share in shares]


def test_pictures_come_after_the_press_each_on_its_side(made, tiles):
    _, asked, _ = tiles
    assert asked == []
    made.get_by_role("button", name="Load satellite imagery (contacts this machine)").click()
    for pane, release in (("before", "10"), ("after", "20")):
        loaded = f".leaflet-{pane}-pane img.leaflet-tile-loaded"
        expect(made.locator(loaded).first).to_be_visible()
        sources = made.locator(loaded).evaluate_all("(all) => all.map((one) => one.src)")
        assert {urlsplit(source).path.split("/")[1] for source in sources} == {release}
    wait_for_tiles(made)
    paths = [path for path, _ in asked]
    zoom, row, column = middle_tile(made)
    for release in COLORS:
        assert f"/{release}/{zoom}/{row}/{column}" in paths
    assert {referrer for _, referrer in asked} == {None}
    # Tiles fade in.
    assert still(made, lambda: colors_at(made, 0.35, 0.65)) == [COLORS["10"], COLORS["20"]]
    # The line decides what is seen, and the pictures say that their date is another.
    made.locator(".map-divider-input").focus()
    made.keyboard.press("Home")
    assert colors_at(made, 0.35, 0.65) == [COLORS["20"]] * 2
    assert made.locator(".map-side").all_inner_texts() == [
        "released 20 February 2014",
        "released 25 October 2017",
    ]
    expect(made.get_by_role("status").filter(has_text="Made-up pictures.")).to_be_visible()
    box = made.get_by_label("Show the damage sites")
    assert not box.is_checked() and not made.evaluate(PAINTED, "after")
    box.check()
    wait_for_sites(made, "after")


def test_the_button_takes_the_pictures_away_again(made, tiles):
    _, asked, _ = tiles
    made.get_by_role("button", name="Load satellite imagery").click()
    wait_for_tiles(made)
    count = len(asked)
    made.get_by_role("button", name="Back to the drawing").click()
    assert made.locator("img.leaflet-tile").count() == 0
    assert made.get_by_label("Show the damage sites").is_checked()
    wait_for_sites(made, "before", "after")
    expect(made.get_by_text("Made-up pictures.")).to_have_count(0)
    assert made.locator(".map-side").all_inner_texts() == ["12 February 2014", "21 October 2017"]
    made.evaluate(f"() => {MAP}.panBy([300, 0], {{ animate: false }})")
    made.wait_for_timeout(300)
    assert len(asked) == count, "nothing is asked once the drawing is back"


def test_one_side_that_does_not_answer_brings_the_drawing_back(made, tiles):
    _, _, refused = tiles
    refused.add("20")
    made.get_by_role("button", name="Load satellite imagery").click()
    expect(made.get_by_role("status").filter(has_text="did not answer")).to_be_visible()
    assert made.locator("img.leaflet-tile").count() == 0
    refused.clear()
    made.get_by_role("button", name="Load satellite imagery").click()
    expect(made.locator(".leaflet-after-pane img.leaflet-tile-loaded").first).to_be_visible()


def test_some_tiles_that_are_missing_take_nothing_away(made, tiles):
    _, asked, refused = tiles
    made.get_by_role("button", name="Load satellite imagery").click()
    expect(made.locator(".leaflet-after-pane img.leaflet-tile-loaded").first).to_be_visible()
    wait_for_tiles(made)
    count = len(asked)
    refused.update(COLORS)
    made.evaluate(f"() => {MAP}.panBy([800, 0], {{ animate: false }})")
    wait_for_tiles(made)
    assert len(asked) >= count + 8, "four tiles or more on each side"
    expect(made.get_by_role("button", name="Back to the drawing")).to_be_visible()
    assert made.locator("img.leaflet-tile-loaded").count() > 0


def test_a_divider_without_imagery_has_no_button(tmp_path, chromium):
    made_map(tmp_path)
    with browse.served(tmp_path) as address:
        page = chromium.new_page()
        page.goto(f"{address}/map.html", wait_until="networkidle")
        assert page.locator(".map-count").inner_text().startswith("Within 500 m")
        assert page.locator("button, input[type=checkbox]").count() == 0
        page.close()


# Squares from afar, single sites from close by


RESTS = "!document.querySelector('.leaflet-zoom-anim')"
SQUARES = f"""() => {{
  let count = 0;
  {MAP}.eachLayer((layer) => {{ count += Boolean(layer.feature?.properties?.sites); }});
  return count;
}}"""


def test_squares_give_way_to_single_sites(opened, sites):
    frame = frame_of(opened.page, "raqqa-damage-map")
    note = frame.locator(".map-zoom-note")
    squares = len(cities.squares(cities.damaged(sites, AFTER), 250))
    assert frame.evaluate(SQUARES) == squares
    legend = frame.locator(".map-legend:visible")
    expect(legend).to_contain_text("100 or more sites")
    assert "Squares of 250 m" in note.inner_text()
    assert not frame.evaluate(PAINTED, "overlay")
    zoom_in = frame.get_by_role("button", name="Zoom in")
    while frame.evaluate(VIEW)[2] < 15:
        before = frame.evaluate(VIEW)[2]
        zoom_in.click()
        frame.wait_for_function(f"(before) => {MAP}.getZoom() > before && {RESTS}", arg=before)
    expect(note).to_contain_text("Single sites")
    expect(legend).to_have_text(re.compile("^destroyed *severe *moderate$"))
    wait_for_sites(frame, "overlay")
    assert frame.evaluate(SQUARES) == 0
    frame.evaluate(f"() => {MAP}.setZoom(14, {{ animate: false }})")
    expect(note).to_contain_text("Squares of 250 m")
    assert frame.evaluate(SQUARES) == squares


def alone(sites):
    """A site whose neighbours are far, that got worse over the images."""
    last = cities.damaged(sites, AFTER)
    worse = last[(last["damage"] == "destroyed") & (last["class_2017_02_03"] == "moderate")]
    for site in worse.to_dict("records"):
        metres = cities.metres_from(last, site).sort_values()
        if metres.iloc[1] > 30:
            return site
    pytest.fail("no site lies alone")


def test_a_tap_on_a_site_tells_what_was_seen_on_each_image(opened, sites):
    frame, site = frame_of(opened.page, "raqqa-damage-map"), alone(sites)
    frame.evaluate(
        f"(at) => {MAP}.setView(at, 18, {{ animate: false }})", [site["lat"], site["lon"]]
    )
    box = frame.locator(".leaflet-container")
    size = box.bounding_box()
    box.click(position={"x": size["width"] / 2, "y": size["height"] / 2})
    popup = frame.locator(".leaflet-popup-content")
    expect(popup.locator("h2")).to_have_text(site["site_type"])
    days = {
        "2013_10_22": "22 October 2013",
        "2014_02_12": "12 February 2014",
        "2015_05_29": "29 May 2015",
        "2017_02_03": "3 February 2017",
        "2017_10_21": "21 October 2017",
    }
    seen = [
        f"{day}: {layers.WORDS[site[f'class_{date}']]}"
        for date, day in days.items()
        if pd.notna(site[f"class_{date}"])
    ]
    assert popup.locator("p").all_inner_texts() == seen and len(seen) >= 2
    frame.evaluate(f"() => {MAP}.closePopup()")


# Around the maps


@pytest.mark.thorough
@pytest.mark.parametrize("view", browse.VIEWS)
def test_the_frames_hold_nothing_that_axe_finds(site, base, chromium, view):
    """With the panel, after the press, with a box open and with single sites."""
    seen = visit(site, base, chromium, view)
    try:
        frame = frame_of(seen.page, "raqqa-before-after")
        frame.get_by_role("button", name="Load satellite imagery").click()
        expect(frame.get_by_role("status").filter(has_text="did not answer")).to_be_visible()
        assert (
            frame.evaluate(
                """() => [document.documentElement.scrollWidth - innerWidth,
              document.body.scrollHeight - innerHeight].filter((more) => more > 0)"""
            )
            == []
        ), "the panel is cut off"
        other = frame_of(seen.page, "raqqa-damage-map")
        other.evaluate(f"() => {MAP}.setZoom(16, {{ animate: false }})")
        other.evaluate("() => document.querySelector('.leaflet-marker-icon').click()")
        expect(other.locator(".leaflet-popup-content h2")).to_be_visible()
        assert axe_findings(seen.page) == []
        # It does look into the frames: what is wrong there is found.
        frame.evaluate("document.querySelector('.map-panel').append(new Image())")
        assert [found for found in axe_findings(seen.page) if found.startswith("image-alt")]
    finally:
        browse.close(seen)


def test_the_page_gives_the_table_that_is_drawn_whole(opened, site):
    link = opened.page.locator(
        ".book-figure:has([data-figure='raqqa-before-after']) a.download"
    ).first
    path = unquote(urlsplit(link.evaluate("(one) => one.href")).path).lstrip("/")
    assert path == "data/cities/raqqa_damage.csv"
    assert (site / path).read_bytes() == (data_folder().parent / path).read_bytes()
    assert link.locator("xpath=..").text_content().endswith("(CSV, 13,155 rows)")
