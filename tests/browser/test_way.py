"""A way through a page and the book: the bar at the top, the outline, previous and next."""

import re

import pytest
from playwright.sync_api import expect
from repository import book_pages

from bookmaking.outline import HEADING, outline
from tools import browse

from .conftest import few
from .waiting import holds, still

# What `make test` tries of this file; `make test-all` tries all.
QUICKLY = [
    "test_an_outline_nests_the_sections_of_a_page",
    "test_the_outline_of_every_page_has_all_its_sections",
    "test_the_bar_stays_and_is_low",
    "test_the_button_of_a_phone_opens_contents_and_outline_from_anywhere",
    "test_every_page_leads_on_at_top_and_foot",
    "test_the_top_of_a_page_says_its_place",
]

LONG = "notebooks/spread.html"
SIZES = [(390, 844), (768, 900), (1280, 900), (1440, 900), (1600, 900), (1920, 1000)]
BAR = "document.querySelector('.top').getBoundingClientRect()"


@pytest.fixture(scope="module")
def texts(site):
    """{page: its HTML} of all pages of the book."""
    return {page: (site / page).read_text(encoding="utf-8") for page in book_pages()}


@pytest.fixture
def opened(site, base, chromium):
    """opened(page, width, height, ...): the page, closed at the end."""
    seen = []

    def open_at(page, width=1280, height=900, **context):
        seen.append(browse.open_page(chromium, f"{base}/{page}", base, site, **context))
        shown = seen[-1].page
        shown.set_viewport_size({"width": width, "height": height})
        still(shown, lambda: shown.evaluate("document.documentElement.getBoundingClientRect()"))
        return shown

    yield open_at
    for one in seen:
        assert (one.outside, one.problems) == ([], [])
        browse.close(one)


def box(page, selector):
    """The place of an element in the window: left, top, right, bottom."""
    return page.locator(selector).first.evaluate(
        "(one) => { const { left, top, right, bottom } = one.getBoundingClientRect();"
        " return { left, top, right, bottom }; }"
    )


# The outline


def test_an_outline_nests_the_sections_of_a_page():
    link = '<a class="headerlink" href="#{}" title="Link to this heading">#</a>'
    body = f"<h1>T{link.format('t')}</h1><h3>Too early</h3><h2>A &amp; <em>b</em>{link.format('a')}"
    body += f'</h2><h3>C{link.format("c")}</h3><h3 id="d">D</h3><h2 id="e">E</h2><h4>F</h4>'
    assert outline(body) == [("a", "A &amp; b", [("c", "C"), ("d", "D")]), ("e", "E", [])]


def test_the_outline_of_every_page_has_all_its_sections(texts):
    without = set()
    for page, text in texts.items():
        contents, _, main = text.partition('<main id="main"')
        listed = re.findall(r'<a href="#([^"]+)"', contents.partition('class="outline"')[2])
        headings = re.findall(r"<h[23][ >].*?</h[23]>", main, re.S)
        assert len(listed) == len(headings), page
        assert listed == [own or linked for _, own, _, linked in HEADING.findall(main)], page
        without |= set() if listed else {page}
    assert without == {"story-slides.html", "reference/helpers.html"}


@pytest.mark.parametrize("width, height", few(SIZES))
def test_the_section_that_is_read_is_marked_and_named(opened, width, height):
    page = opened(LONG, width, height)
    assert browse.scroll(page) and browse.settles(page, browse.DRAWN, last=True)
    page.wait_for_timeout(200)
    read = page.evaluate(
        """async () => {
          const links = [...document.querySelectorAll('.outline a')];
          const now = () => [...document.querySelectorAll('.outline [aria-current=location]')];
          const seen = [[now().length, document.querySelector('.top-section').textContent]];
          for (const link of links) {
            const part = document.getElementById(link.hash.slice(1));
            part.scrollIntoView();
            for (let tries = 0; tries < 40 && !now().includes(link); tries += 1) {
              await new Promise((done) => { setTimeout(done, 50); });
            }
            seen.push([part.getBoundingClientRect().top, link.textContent,
              now().map((one) => one.textContent),
              document.querySelector('.top-section').textContent]);
          }
          return seen;
        }"""
    )
    assert read.pop(0) == [0, ""]
    assert len(read) > 10
    below = page.evaluate(f"{BAR}.bottom")
    for top, words, marked, named in read:
        assert below <= top < 0.3 * height, words
        assert (marked, named) == ([words], words)


def test_at_the_end_of_a_page_its_last_section_is_marked(opened):
    page = opened("places/erbil.html", 1280, 1400)
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    last = page.locator(".outline a").last.inner_text()
    expect(page.locator(".outline [aria-current]")).to_have_text([last])


@pytest.mark.parametrize("page", few([LONG, "notebooks/claims.html", "tables/cities.html"]))
@pytest.mark.parametrize("width, height", SIZES[2:])
def test_the_outline_stands_in_the_margin_or_in_the_contents(opened, page, width, height):
    shown = opened(page, width, height)
    place = box(shown, ".outline")
    edge = shown.evaluate(
        """() => Math.max(...[...document.querySelectorAll('main *')]
          .filter((one) => one.checkVisibility() && !one.closest('.table-scroll, .figure-art *'))
          .map((one) => one.getBoundingClientRect().right))"""
    )
    if width < 1440:
        assert place["right"] <= box(shown, "main")["left"]
        here = box(shown, "#contents a.current")
        assert place["top"] >= here["bottom"] - 1 and place["left"] == here["left"]
    else:
        assert edge + 16 <= place["left"] and place["right"] <= width - 16
        assert place["right"] - place["left"] >= 160
        assert place["bottom"] <= height
    assert edge <= width


def test_the_section_that_is_read_stays_in_view_where_the_outline_is_long(opened):
    page, parts = opened("tables/deaths.html", 1280, 500), (".outline [aria-current]", "#contents")
    for fraction in (0.9, 0.5, 0.1):
        page.evaluate("(part) => scrollTo(0, part * document.body.scrollHeight)", fraction)
        at, seen = still(page, lambda: [box(page, part) for part in parts])
        assert at["top"] >= seen["top"] and at["bottom"] <= seen["bottom"]


def test_without_scripts_the_outline_and_the_contents_are_links(opened):
    page = opened(LONG, 1600, 900, java_script_enabled=False)
    page.locator(".outline a").nth(5).click()
    assert page.url.endswith(page.locator(".outline a").nth(5).get_attribute("href"))
    assert page.locator("#contents a").first.is_visible() or page.locator(".top-title").is_visible()


# The bar


@pytest.mark.parametrize("width, height", few(SIZES, 2))
def test_the_bar_stays_and_is_low(opened, width, height):
    page = opened(LONG, width, height)
    page.evaluate("scrollTo(0, 4000)")
    bar = still(page, lambda: box(page, ".top"))
    assert (bar["top"], bar["left"], bar["right"]) == (0, 0, width)
    assert bar["bottom"] <= 48
    parts = page.locator(".top :is(a, button, .top-section):visible").evaluate_all(
        """(parts) => parts.map((part) => {
          const { left, top, right, bottom } = part.getBoundingClientRect();
          return [left, top, right, bottom];
        })"""
    )
    for left, top, right, bottom in parts:
        assert left >= 0 and right <= width and top >= 0 and bottom <= bar["bottom"]
    names = {"Search", "Dark"} | ({"Contents"} if width < 1088 else set())
    for name in names:
        assert page.get_by_role("link" if name == "Search" else "button", name=name).is_visible()


def test_the_bar_goes_with_the_page_where_the_window_is_low(opened):
    page = opened(LONG, 320, 256)  # 1280 by 1024 at a zoom of 400 per cent
    page.evaluate("scrollTo(0, 2000)")
    assert box(page, ".top")["bottom"] < 0
    page.evaluate("location.hash = 'summary'")
    assert 0 <= still(page, lambda: box(page, "#summary"))["top"] < 100


@pytest.mark.parametrize("width, height", few([SIZES[0], SIZES[2]]))
@pytest.mark.parametrize("link", [f"{LONG}#summary", f"{LONG}#snapshots",
                                  "notebooks/claims.html#raqqa-04",
                                  "reference/glossary.html#term-caliphate"])  # fmt: skip
def test_a_link_into_a_page_lands_right_below_the_bar(opened, link, width, height):
    page = opened(link, width, height)
    address = page.url
    page.goto("about:blank")  # to load it again would keep the place of the window before
    page.goto(address)
    page.wait_for_timeout(1500)  # figures on the way are drawn

    def landed():
        top = still(page, lambda: box(page, f"#{link.partition('#')[2]}"))["top"]
        bottom = page.evaluate(f"{BAR}.bottom")
        end = page.evaluate("innerHeight + scrollY >= document.documentElement.scrollHeight - 2")
        assert bottom <= top and (top <= bottom + 60 or end)

    holds(page, landed)


@pytest.mark.parametrize("width, height", few([SIZES[0], SIZES[2]]))
def test_what_has_the_focus_is_never_under_the_bar(opened, width, height):
    page = opened("notebooks/casualties.html", width, height)
    covered = []
    for key in ["Tab"] * 60 + ["Shift+Tab"] * 40:
        page.keyboard.press(key)
        at = page.evaluate(
            f"""() => {{
              const one = document.activeElement;
              if (one.closest('.top, #contents, .skip-link')) return null;
              const {{ top, height }} = one.getBoundingClientRect();
              return [top - {BAR}.bottom, height, one.outerHTML.slice(0, 90)];
            }}"""
        )
        covered += [at] if at and at[0] < -1 and at[1] < 400 else []
    assert covered == []


def test_the_button_of_a_phone_opens_contents_and_outline_from_anywhere(opened):
    page = opened(LONG, 390, 844, has_touch=True)
    page.evaluate("document.getElementById('summary').scrollIntoView()")
    still(page, lambda: box(page, "#summary"))
    page.get_by_role("button", name="Contents").tap()
    parts = (".outline [aria-current]", "#contents")
    here, shown = still(page, lambda: [box(page, part) for part in parts])
    assert shown["top"] == box(page, ".top")["bottom"]
    assert here["top"] >= shown["top"] and here["bottom"] <= shown["bottom"]
    first = page.locator(".outline a").first
    first.tap()
    expect(page.locator("#contents")).to_be_hidden()
    top = still(page, lambda: box(page, first.get_attribute("href")))["top"]
    assert box(page, ".top")["bottom"] <= top < 120


def test_the_contents_of_the_landing_page_are_the_same_column(opened):
    column = box(opened(LONG), "#contents")
    page = opened("index.html")
    page.get_by_role("button", name="Contents").click()
    assert box(page, "#contents") == {**column, "bottom": 900}


# Previous and next


def test_every_page_leads_on_at_top_and_foot(texts):
    pages = list(texts)
    ways = {}
    for page, text in texts.items():
        turns = re.findall(r'<nav class="turn turn-(\w+)".*?</nav>', text, re.S)
        links = [
            re.findall(r'class="turn-\w+" href="([^"]+)"', turn)
            for turn in re.findall(r'<nav class="turn .*?</nav>', text, re.S)
        ]
        assert turns == (["end"] if page == "index.html" else ["top", "end"]), page
        assert all(one == links[0] for one in links)
        ways[page] = len(links[0])
    assert sorted(ways.values()) == [1, 1] + [2] * (len(pages) - 2)


def test_the_top_of_a_page_says_its_place(texts):
    said = {
        page: found[1]
        for page, text in texts.items()
        if (found := re.search(r"<span>(\d+ of \d+)</span>", text))
    }
    places = [page for page in texts if page.startswith("places/")]
    numbers = range(1, len(places) + 1)
    assert {said[page] for page in places} == {f"{n} of {len(places)}" for n in numbers}
    chapters = [page for page in texts if '<h1><span class="section-number">' in texts[page]]
    assert {said[page] for page in chapters} == {f"{n} of 9" for n in range(1, 10)}
    for page in chapters:
        number = re.search(r'<h1><span class="section-number">(\d+)', texts[page])[1]
        assert said[page].startswith(f"{number} of")
    assert {"index.html", "notebooks/story.html", "notebooks/claims.html"}.isdisjoint(said)
