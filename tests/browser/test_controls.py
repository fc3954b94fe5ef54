"""Sliders, lists, Play and key dates change what is drawn, by pointer and by keyboard."""

import re
from itertools import zip_longest

import pytest
from playwright.sync_api import expect

from .conftest import few, figures_of, pages_with
from .waiting import still

PAGES = pages_with("chart")
DRAWING = """(figure) => {
  const art = document.querySelector(`.figure-art[data-figure="${figure}"]`);
  return art.querySelector('.figure-live svg').outerHTML;
}"""
SETTLE = """async (figure) => {
  const art = document.querySelector(`.figure-art[data-figure="${figure}"]`);
  await art.apply();
  await new Promise((done) => { requestAnimationFrame(done); setTimeout(done, 2000); });
}"""
WRITTEN = """(figure) => {
  const art = document.querySelector(`.figure-art[data-figure="${figure}"]`);
  const live = JSON.parse(art.dataset.controls).live || [];
  return live.map((name) => [...art.querySelectorAll(`.${name}_marks text`)])
    .filter((texts) => texts.length <= 3) // more is a map of names, not a message: see controls.js
    .flat().map((text) => text.textContent.trim());
}"""
AFTER = """(figure) => {
  const art = document.querySelector(`.figure-art[data-figure="${figure}"]`);
  return Boolean(art.compareDocumentPosition(document.activeElement) & 4)
    && art.closest(".book-figure").contains(document.activeElement);
}"""
CONTROLLED = """() => [...document.querySelectorAll('.figure-art[data-controls]')]
  .map((art) => art.dataset.figure)"""


def controls(page, figure):
    return page.locator(f".figure-controls:has(+ .figure-art[data-figure='{figure}'])")


def drawing(page, figure):
    page.evaluate(SETTLE, figure)
    return page.evaluate(DRAWING, figure)


SHORTENED = re.compile(r"\b(Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b")
EVERY = pytest.param("every", marks=pytest.mark.thorough)
MOVE = """(one, share) => {
  one.value = Number(one.min) + (one.max - one.min) * share;
  one.dispatchEvent(new Event('input', { bubbles: true }));
}"""


def choices(bar):
    """(kind, [a call for each value]) of every slider and list."""
    for slider in bar.locator("input[type=range]").all():
        shares = (0, 0.7, 0.35, 1)
        yield "slider", [lambda share=share: slider.evaluate(MOVE, share) for share in shares]
    for select in bar.locator("select").all():
        count = select.locator("option").count()
        yield "list", [lambda i=i: select.select_option(index=i) for i in range(count)]


@pytest.mark.parametrize("values", ["two", EVERY])
@pytest.mark.parametrize("page", PAGES)
def test_every_slider_and_list_changes_the_drawing(shown, page, values):
    unmoved = []
    for figure in shown.evaluate(CONTROLLED):
        for kind, calls in choices(controls(shown, figure)):
            pictures = set()
            for call in calls[:2] if values == "two" else calls:
                call()
                pictures.add(drawing(shown, figure))
            unmoved += [f"{figure}: {kind}"] * (len(pictures) < 2)
    assert unmoved == []


@pytest.mark.parametrize("page", ["notebooks/spread.html"])
def test_of_moves_that_come_faster_than_frames_the_last_is_drawn(shown):
    slider = controls(shown, "rise-and-fall").locator("input[type=range]")
    slider.evaluate(
        f"""async (one) => {{
          for (let step = 0; step <= 8; step += 1) {{
            ({MOVE})(one, step / 10);
            await null;
          }}
        }}"""
    )
    drawn = still(shown, lambda: shown.evaluate(DRAWING, "rise-and-fall"))
    assert drawn == drawing(shown, "rise-and-fall")


@pytest.mark.parametrize("page", few(PAGES, 4))
def test_key_dates_set_the_slider_and_say_which_is_shown(shown, page):
    for figure in shown.evaluate(CONTROLLED):
        bar = controls(shown, figure)
        steps = bar.locator(".step").all()
        values = []
        for step in steps:
            step.click()
            drawing(shown, figure)
            assert step.get_attribute("aria-pressed") == "true"
            assert bar.locator(".step[aria-pressed=true]").count() == 1
            slider = bar.locator("input[type=range]").first
            values.append(float(slider.input_value()))
            assert slider.get_attribute("aria-valuetext") in bar.inner_text()
        assert len(set(values)) == len(steps)


@pytest.mark.parametrize("page", few(PAGES, 4))
def test_the_keyboard_moves_a_slider(shown, page):
    for figure in shown.evaluate(CONTROLLED):
        for slider in controls(shown, figure).locator("input[type=range]").all():
            slider.focus()
            shown.keyboard.press("Home")
            start = slider.get_attribute("aria-valuetext")
            shown.keyboard.press("End")
            assert slider.get_attribute("aria-valuetext") != start
            assert not SHORTENED.search(start), "months are written whole"
            assert slider.get_attribute("aria-label")


@pytest.mark.parametrize("page", ["notebooks/casualties.html"])
def test_a_slider_by_month_says_the_whole_month(shown, page):
    slider = controls(shown, "casualties-where").locator("input[type=range]")
    slider.focus()
    shown.keyboard.press("Home")
    expect(slider).to_have_attribute("aria-valuetext", "January 2011")


@pytest.mark.parametrize("page", few(PAGES, 3))
def test_a_change_is_said_once_the_reader_rests(shown, page):
    bars = {figure: controls(shown, figure) for figure in shown.evaluate(CONTROLLED)}
    moves = [[(move_on, one) for one in bar.locator("input[type=range]").all()]
             + [(choose, one) for one in bar.locator("select").all()]
             for bar in bars.values()]  # fmt: skip
    for turn in zip_longest(*moves):  # one control of each figure, then all figures have their say
        for bar in bars.values():  # what was said before may hold the words that are to come
            bar.get_by_role("status").evaluate("(one) => { one.textContent = ''; }")
        told = [move and move[0](shown, move[1]) for move in turn]
        for (figure, bar), words in zip(bars.items(), told, strict=True):
            if words:
                status = bar.get_by_role("status")
                expect(status).to_contain_text(words)
                days = [
                    one.get_attribute("aria-valuetext")
                    for one in bar.locator("input[type=range]").all()
                ]
                given = list(dict.fromkeys([*days, *shown.evaluate(WRITTEN, figure)]))
                text = status.text_content()
                assert [one for one in given if one not in text] == []
                assert len(text) <= len(", ".join({*given, words})), "each thing is said once"


def move_on(shown, slider):
    """Set a slider to its second step by keyboard; returns what it then says."""
    slider.focus()
    shown.keyboard.press("Home")
    shown.keyboard.press("ArrowRight")
    return slider.get_attribute("aria-valuetext")


def choose(shown, select):
    """Choose the second of a list; returns its words."""
    select.select_option(index=0)
    select.select_option(index=1)
    return select.locator("option").nth(1).inner_text()


@pytest.mark.parametrize("page", ["notebooks/spread.html"])
def test_the_map_of_the_rise_and_fall_says_how_many_places_are_held(shown):
    bar = controls(shown, "rise-and-fall")
    bar.locator(".step").first.click()
    day = bar.locator("input[type=range]").get_attribute("aria-valuetext")
    expect(bar.get_by_role("status")).to_have_text(re.compile(rf"{day}, \d+ places? held"))


@pytest.mark.parametrize("page", pages_with("map"))
def test_the_keyboard_can_skip_a_map(shown, page):
    for art in shown.locator(".figure-art[data-kind=map]").all():
        skip = art.get_by_role("link", name="Skip the map")
        assert skip.evaluate("(link) => getComputedStyle(link).opacity") == "0"
        skip.focus()
        assert skip.evaluate("(link) => getComputedStyle(link).opacity") == "1"
        before = skip.evaluate("(link) => link.compareDocumentPosition(link.nextElementSibling)")
        assert before & 4, "the link stands before the map"
        shown.keyboard.press("Enter")
        shown.keyboard.press("Tab")
        assert shown.evaluate("document.activeElement.tagName") != "IFRAME"
        assert shown.evaluate(AFTER, art.get_attribute("data-figure"))


@pytest.mark.parametrize("page", few(PAGES, 3))
def test_nothing_moves_until_play_and_pause_stops_it(shown, page):
    shown.emulate_media(reduced_motion="no-preference")
    figures = shown.evaluate(CONTROLLED)
    before = [drawing(shown, figure) for figure in figures]
    shown.wait_for_timeout(400)
    assert [drawing(shown, figure) for figure in figures] == before
    moving = [one for one in figures if controls(shown, one).locator(".play").count()]
    plays = [controls(shown, figure).locator(".play") for figure in moving]
    before = [drawing(shown, figure) for figure in moving]
    for play in plays:
        play.click()
    for play, figure, first in zip(plays, moving, before, strict=True):
        expect(play).to_have_text("Pause")
        shown.wait_for_function(f"([figure, first]) => ({DRAWING})(figure) !== first",
                                arg=[figure, first])  # fmt: skip
        play.click()
        expect(play).to_have_text("Play")
    stopped = [still(shown, lambda: shown.evaluate(DRAWING, figure)) for figure in moving]
    shown.wait_for_timeout(400)
    assert [drawing(shown, figure) for figure in moving] == stopped


@pytest.mark.parametrize("page", few(PAGES, 4))
def test_charts_follow_the_theme_button(shown, page):
    color = "getComputedStyle(document.querySelector('.figure-live svg text')).fill"
    before = shown.evaluate(color)
    shown.locator(".theme-button").click()
    assert shown.evaluate(color) != before
    shown.locator(".theme-button").click()
    assert shown.evaluate(color) == before


@pytest.mark.parametrize("page", pages_with("map"))
def test_maps_follow_the_theme_button_and_zoom(shown, page):
    maps = {name for name, kind in figures_of(page).items() if kind == "map"}
    frames = [frame for frame in shown.frames if any(f"/{name}.html" in frame.url for name in maps)]
    assert len(frames) == len(maps)
    for frame in frames:
        color = "getComputedStyle(document.documentElement).getPropertyValue('--fig-ink')"
        before = frame.evaluate(color)
        shown.locator(".theme-button").click()
        frame.wait_for_function(f"{color} !== '{before}'")
        shown.locator(".theme-button").click()
        frame.wait_for_function(f"{color} === '{before}'")
        scale = "document.querySelector('.leaflet-control-scale-line').outerHTML"  # its width too
        before = frame.evaluate(scale)
        frame.locator(".leaflet-control-zoom-in").click()
        frame.wait_for_function(f"{scale} !== '{before}'")
