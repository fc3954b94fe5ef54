"""The story in ten figures: a list, and slides for the whole screen by keys, swipes and buttons."""

import pytest

from tools import browse

from .conftest import figures_of

# What `make test` tries of this file; `make test-all` tries all.
QUICKLY = [
    "test_there_are_ten_figures_with_a_sentence_each",
    "test_keys_step_through_them_and_escape_leads_back",
    "test_figures_before_the_chapters_have_no_number_and_leave_theirs_alone",
]

PAGE = "story-slides.html"
SHOWN = """() => [...document.querySelectorAll('.slide')]
  .map((slide, i) => slide.checkVisibility() ? i + 1 : 0).filter(Boolean)"""
SWIPE = """([x, y]) => {
  const slide = document.querySelector('.slide:not([hidden]) > p');
  const touch = (x, y) => new Touch({ identifier: 1, target: slide, clientX: x, clientY: y });
  const send = (name, changedTouches, touches) => slide.dispatchEvent(
    new TouchEvent(name, { changedTouches, touches, bubbles: true }));
  send('touchstart', [touch(200, 300)], [touch(200, 300)]);
  send('touchend', [touch(200 + x, 300 + y)], []);
}"""


@pytest.fixture
def opened(site, base, chromium):
    seen = browse.open_page(chromium, f"{base}/{PAGE}", base, site)
    yield seen.page
    assert seen.problems == []
    browse.close(seen)


def place(page):
    return page.locator(".slides-place").text_content(), page.evaluate(SHOWN)


def test_there_are_ten_figures_with_a_sentence_each(opened):
    assert len(figures_of(PAGE)) == 10 and opened.evaluate(SHOWN) == list(range(1, 11))
    told = opened.locator(".slide").evaluate_all(
        "(all) => all.map((one) => [one.querySelectorAll(':scope > p').length,"
        " one.querySelectorAll('.figure-art').length])"
    )
    assert told == [[1, 1]] * 10
    assert opened.locator("figcaption .caption-number").count() == 0


def test_keys_step_through_them_and_escape_leads_back(opened):
    start = opened.get_by_role("button", name="Step through")
    start.click()
    assert place(opened) == ("1 of 10", [1])
    for key, number in [("ArrowRight", 2), ("PageDown", 3), ("ArrowLeft", 2), ("End", 10),
                        ("ArrowRight", 10), ("Home", 1), ("PageUp", 1)]:  # fmt: skip
        opened.keyboard.press(key)
        assert place(opened) == (f"{number} of 10", [number]), key
        focused = opened.evaluate("document.activeElement.getAttribute('aria-label')")
        assert focused == f"{number} of 10"
    assert opened.locator("header.top").evaluate("(head) => head.inert")
    assert opened.locator("h1").evaluate("(title) => title.inert || !!title.closest('[inert]')")
    opened.keyboard.press("Escape")
    assert opened.evaluate(SHOWN) == list(range(1, 11))
    assert opened.locator("[inert]").count() == 0
    assert start.evaluate("(button) => button === document.activeElement")


def test_buttons_and_swipes_step_through_them_and_a_slider_keeps_its_arrows(opened):
    opened.get_by_role("button", name="Step through").click()
    opened.get_by_role("button", name="Next").click()
    assert place(opened) == ("2 of 10", [2])
    slider = opened.locator(".slide:not([hidden]) input[type=range]")
    before = slider.input_value()
    slider.press("ArrowRight")
    assert slider.input_value() != before and place(opened) == ("2 of 10", [2])
    for across, down, number in [(-120, 10, 3), (-120, 200, 3), (20, 0, 3), (120, 10, 2)]:
        opened.evaluate(SWIPE, [across, down])
        assert place(opened) == (f"{number} of 10", [number]), (across, down)
    opened.get_by_role("button", name="Back").click()
    assert opened.get_by_role("button", name="Back").is_disabled()
    opened.get_by_role("button", name="Close").click()
    assert opened.evaluate(SHOWN) == list(range(1, 11))


def test_each_is_drawn_for_the_room_it_has(opened):
    opened.set_viewport_size({"width": 700, "height": 800})
    opened.get_by_role("button", name="Step through").click()
    for _ in range(1, 11):
        art = opened.locator(".slide:not([hidden]) .figure-art[data-ready]")
        art.wait_for()
        fits = "(art) => art.querySelector('svg').getBoundingClientRect().width"
        opened.wait_for_function(
            "() => { const art = document.querySelector('.slide:not([hidden]) .figure-art');"
            f" const wide = ({fits})(art); return wide > 300 && wide <= art.clientWidth + 1; }}"
        )
        opened.keyboard.press("ArrowRight")
    assert place(opened) == ("10 of 10", [10])


def test_without_scripts_they_are_a_list(site, base, chromium):
    seen = browse.open_page(chromium, f"{base}/{PAGE}", base, site, java_script_enabled=False)
    try:
        assert seen.page.locator(".slide img").count() == 10
        assert seen.page.get_by_role("button", name="Step through").count() == 0
        assert seen.page.evaluate(SHOWN) == list(range(1, 11))
    finally:
        browse.close(seen)


def test_figures_before_the_chapters_have_no_number_and_leave_theirs_alone(site):
    def read(name):
        return (site / name).read_text(encoding="utf-8")

    for name in ("notebooks/story.html", PAGE):
        assert '<span class="caption-number">' not in read(name)
    assert '<span class="caption-number">Figure 1.1 ' in read("notebooks/spread.html")
    assert '<span class="caption-number">Figure 9.8 ' in read("notebooks/aftermath.html")
