"""Sliders, lists, Play and key dates change what is drawn, by pointer and by keyboard."""

import re

import pytest
from playwright.sync_api import expect

from tools import browse

from .conftest import figures_of, pages_with

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
    .filter((texts) => texts.length <= 3) // more is a map of names, not a message: see book.js
    .flat().map((text) => text.textContent.trim());
}"""
AFTER = """(figure) => {
  const art = document.querySelector(`.figure-art[data-figure="${figure}"]`);
  return Boolean(art.compareDocumentPosition(document.activeElement) & 4)
    && art.closest(".book-figure").contains(document.activeElement);
}"""
CONTROLLED = """() => [...document.querySelectorAll('.figure-art[data-controls]')]
  .map((art) => art.dataset.figure)"""


@pytest.fixture(scope="module")
def opened(site, base, chromium):
    """opened(page): the page, scrolled through, with readers' motion turned down."""
    pages = {}

    def open_once(page):
        if page not in pages:
            pages[page] = browse.visit(
                chromium, f"{base}/{page}", base, site, reduced_motion="reduce"
            )
        return pages[page].page

    yield open_once
    for seen in pages.values():
        browse.close(seen)


def controls(page, figure):
    return page.locator(f".figure-controls:has(+ .figure-art[data-figure='{figure}'])")


def drawing(page, figure):
    page.evaluate(SETTLE, figure)
    return page.evaluate(DRAWING, figure)


@pytest.mark.parametrize("page", PAGES)
def test_every_slider_and_list_changes_the_drawing(opened, page):
    shown = opened(page)
    unmoved = []
    for figure in shown.evaluate(CONTROLLED):
        bar = controls(shown, figure)
        for slider in bar.locator("input[type=range]").all():
            pictures = set()
            for share in (0, 0.35, 0.7, 1):
                slider.evaluate(
                    """(one, share) => {
                      one.value = Number(one.min) + (one.max - one.min) * share;
                      one.dispatchEvent(new Event('input', { bubbles: true }));
                    }""",
                    share,
                )
                pictures.add(drawing(shown, figure))
            unmoved += [f"{figure}: slider"] * (len(pictures) < 2)
        for select in bar.locator("select").all():
            pictures = set()
            for index in range(select.locator("option").count()):
                select.select_option(index=index)
                pictures.add(drawing(shown, figure))
            unmoved += [f"{figure}: list"] * (len(pictures) < 2)
        for group in bar.locator("fieldset").all():
            pictures = set()
            for radio in group.locator("input").all():
                radio.check()
                pictures.add(drawing(shown, figure))
            unmoved += [f"{figure}: choice"] * (len(pictures) < 2)
        for box in bar.locator("input[type=checkbox]").all():
            before = drawing(shown, figure)
            box.click()
            unmoved += [f"{figure}: check box"] * (drawing(shown, figure) == before)
    assert unmoved == []


@pytest.mark.parametrize("page", PAGES)
def test_key_dates_set_the_slider_and_say_which_is_shown(opened, page):
    shown = opened(page)
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


@pytest.mark.parametrize("page", PAGES)
def test_the_keyboard_moves_a_slider(opened, page):
    shown = opened(page)
    for figure in shown.evaluate(CONTROLLED):
        for slider in controls(shown, figure).locator("input[type=range]").all():
            slider.focus()
            shown.keyboard.press("Home")
            start = slider.get_attribute("aria-valuetext")
            shown.keyboard.press("End")
            assert slider.get_attribute("aria-valuetext") != start
            assert slider.get_attribute("aria-label")


@pytest.mark.parametrize("page", PAGES)
def test_a_change_is_said_once_the_reader_rests(opened, page):
    shown = opened(page)
    for figure in shown.evaluate(CONTROLLED):
        bar = controls(shown, figure)
        status = bar.get_by_role("status")
        for slider in bar.locator("input[type=range]").all():
            slider.focus()
            shown.keyboard.press("Home")
            shown.keyboard.press("ArrowRight")
            now = slider.get_attribute("aria-valuetext")
            expect(status).to_contain_text(now)
            written = shown.evaluate(WRITTEN, figure)
            days = [
                one.get_attribute("aria-valuetext")
                for one in bar.locator("input[type=range]").all()
            ]
            assert status.text_content() == ", ".join(dict.fromkeys([*days, *written]))
        for select in bar.locator("select").all():
            select.select_option(index=0)
            select.select_option(index=1)
            expect(status).to_contain_text(select.locator("option").nth(1).inner_text())
            written = shown.evaluate(WRITTEN, figure)
            assert [text for text in written if text not in status.text_content()] == []


def test_the_map_of_the_rise_and_fall_says_how_many_places_are_held(opened):
    shown = opened("notebooks/spread.html")
    shown.reload()
    bar = controls(shown, "rise-and-fall")
    bar.locator(".step").first.click()
    day = bar.locator("input[type=range]").get_attribute("aria-valuetext")
    expect(bar.get_by_role("status")).to_have_text(re.compile(rf"{day}, \d+ places? held"))


@pytest.mark.parametrize("page", pages_with("map"))
def test_the_keyboard_can_skip_a_map(opened, page):
    shown = opened(page)
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


@pytest.mark.parametrize("page", PAGES)
def test_nothing_moves_until_play_and_pause_stops_it(site, base, chromium, page):
    seen = browse.visit(chromium, f"{base}/{page}", base, site)
    try:
        for figure in seen.page.evaluate(CONTROLLED):
            bar = controls(seen.page, figure)
            before = drawing(seen.page, figure)
            seen.page.wait_for_timeout(400)
            assert drawing(seen.page, figure) == before
            for play in bar.locator(".play").all():
                play.click()
                seen.page.wait_for_timeout(900)
                assert play.inner_text() == "Pause"
                play.click()
                assert play.inner_text() == "Play"
                stopped = drawing(seen.page, figure)
                assert stopped != before
                seen.page.wait_for_timeout(400)
                assert drawing(seen.page, figure) == stopped
    finally:
        browse.close(seen)


@pytest.mark.parametrize("page", PAGES)
def test_charts_follow_the_theme_button(opened, page):
    shown = opened(page)
    color = "getComputedStyle(document.querySelector('.figure-live svg text')).fill"
    before = shown.evaluate(color)
    shown.locator(".theme-button").click()
    assert shown.evaluate(color) != before
    shown.locator(".theme-button").click()
    assert shown.evaluate(color) == before


@pytest.mark.parametrize("page", pages_with("map"))
def test_maps_follow_the_theme_button_and_zoom(opened, page):
    shown = opened(page)
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
        scale = "document.querySelector('.leaflet-control-scale-line').textContent"
        before = frame.evaluate(scale)
        frame.locator(".leaflet-control-zoom-in").click()
        frame.wait_for_function(f"{scale} !== '{before}'")
