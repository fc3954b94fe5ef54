"""A link to a term, a work, a figure, a claim or a place shows a card to those who point at it."""

import json
import re

import pytest
from playwright.sync_api import expect

from bookmaking import cards
from helpers.tables.read import load
from tools import browse

from .conftest import few, figures_of
from .waiting import still

# What `make test` tries of this file; `make test-all` tries all.
QUICKLY = [
    "test_a_first_touch_explains_a_term_and_a_second_follows",
    "test_cards_come_from_a_folder_too",
    "test_a_work_is_named_without_its_address",
    "test_every_figure_claim_and_place_has_a_card",
]

TERM = "a.term[href*='term-']"
# What is pointed at: page, link, a word of its card.
LINKS = {
    "term": ("notebooks/casualties.html", TERM, r"\w+ .{40}"),
    "work": ("notebooks/spread.html", ".bibtex-citation a", r"^\w[^.]+\. \w.+ (n\.d|\d{4})\."),
    "figure": ("notebooks/spread.html", "a:has(.std-numref)", r"^Figure 1\.\d+ \w+ .{15}"),
    "figure elsewhere": ("notebooks/raqqa.html", "a[href^='mosul.html#']:has(.std-numref)",
                         r"^Figure 3\.\d+ \w+ .{15}"),
    "claim": ("tables/cities.html", "a[href*='claims.html#raqqa-05']",
              r"^\W (supported|partly|contested|consistent) \w+ .{20}"),
    "place": ("notebooks/spread.html", "section a[href*='places/palmyra.html#']",
              r"^Palmyra تدمر\s+IS held it from 20 May 2015 to 27 March 2016\."),
}  # fmt: skip


@pytest.fixture
def pointed(site, base, chromium):
    """pointed(kind, ...): a page, the link and its card, closed at the end."""
    seen = []

    def open_at(kind, view="desktop-light", start=None, **context):
        page, link, _ = LINKS[kind]
        start = start or base
        seen.append(browse.open_page(chromium, f"{start}/{page}", start, site, view, **context))
        opened = seen[-1].page
        return (
            opened,
            opened.locator(f"{link}:not(.figure-data *)").first,
            opened.locator("#link-card"),
        )

    yield open_at
    for one in seen:
        assert (one.outside, one.problems) == ([], [])
        browse.close(one)


def in_window(card):
    """Whether a card lies within the window and below the bar."""
    return card.evaluate(
        """(card) => {
          const { left, top, right, bottom } = card.getBoundingClientRect();
          const bar = document.querySelector('.top').getBoundingClientRect().bottom;
          return left >= 0 && right <= innerWidth && top >= bar && bottom <= innerHeight;
        }"""
    )


@pytest.mark.parametrize("view", few(["desktop-light", "phone-dark"]))
@pytest.mark.parametrize("kind", LINKS)
def test_pointing_shows_a_card_and_leaving_takes_it_away(pointed, kind, view):
    page, link, card = pointed(kind, view)
    link.scroll_into_view_if_needed()
    still(page, link.bounding_box)  # figures nearby are drawn
    link.hover()
    expect(card).to_have_text(re.compile(LINKS[kind][2]))
    assert in_window(card)
    assert link.get_attribute("aria-describedby") == "link-card"
    assert link.get_attribute("title") is None, "the browser would show a second one"
    if kind.startswith("figure"):
        picture = card.locator("img")
        page.wait_for_function("(img) => img.complete", arg=picture.element_handle())
        assert picture.evaluate("(img) => img.naturalWidth") > 100
        assert re.search(r"_figures/[\w-]+\.svg", picture.get_attribute("src"))
    page.mouse.move(2, 2)
    expect(card).to_have_count(0)
    assert link.get_attribute("aria-describedby") is None


@pytest.mark.parametrize("kind", LINKS)
def test_the_focus_shows_a_card_and_escape_sends_it_away(pointed, kind):
    page, link, card = pointed(kind)
    link.focus()
    expect(card).to_have_text(re.compile(LINKS[kind][2]))
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    assert link.evaluate("(link) => link === document.activeElement")
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    expect(card).to_have_text(re.compile(LINKS[kind][2]))


@pytest.mark.parametrize("kind", ["term", "figure"])
def test_a_card_stays_while_the_pointer_moves_onto_it(pointed, kind):
    page, link, card = pointed(kind)
    link.scroll_into_view_if_needed()
    still(page, link.bounding_box)  # figures nearby are drawn
    link.hover()
    card.wait_for()
    card.hover()
    page.wait_for_timeout(600)
    assert card.is_visible()
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)


def test_a_card_waits_a_little_before_it_goes(pointed):
    page, link, card = pointed("term")
    still(page, link.bounding_box)
    link.hover()
    card.wait_for()
    page.clock.install(time=0)
    page.clock.pause_at(1000)
    link.dispatch_event("pointerout", {"pointerType": "mouse", "bubbles": True})
    page.clock.run_for(200)  # time enough to move onto the card
    assert card.is_visible()
    page.clock.run_for(200)
    assert card.count() == 0


def test_a_first_touch_explains_a_term_and_a_second_follows(pointed):
    page, link, card = pointed("term", "phone-light", has_touch=True)
    link.tap()
    expect(card).to_be_visible()
    assert in_window(card)
    assert "casualties.html" in page.url
    link.tap()
    page.wait_for_url("**/reference/glossary.html#term-*")


def test_a_touch_follows_the_link_to_a_place(pointed):
    page, link, card = pointed("place", "phone-light", has_touch=True)
    link.tap()
    page.wait_for_url("**/places/palmyra.html#*")
    assert card.count() == 0


def test_cards_come_from_a_folder_too(pointed, site):
    page, link, card = pointed("place", start=site.as_uri())
    link.hover()
    expect(card).to_have_text(re.compile(LINKS["place"][2]))


def test_a_link_within_what_it_leads_to_has_no_card(pointed):
    page, _, card = pointed("figure")
    for link in ("figcaption .headerlink", "h2 .headerlink"):
        page.locator(link).first.focus()
        page.wait_for_timeout(300)
        assert card.count() == 0


def test_nothing_of_the_cards_is_loaded_before_somebody_points(site, base, chromium):
    seen = browse.visit(chromium, f"{base}/notebooks/raqqa.html", base, site)
    try:
        asked = seen.requests["first"] + seen.requests["scrolled"]
        assert not any(cards.FILE in address for address in asked)
    finally:
        browse.close(seen)


def test_without_scripts_a_term_is_a_link_with_its_meaning_in_the_title(pointed):
    _, link, _ = pointed("term", java_script_enabled=False)
    assert len(link.get_attribute("title")) > 40
    assert re.search(r"reference/glossary\.html#term-", link.get_attribute("href"))


def test_a_work_is_named_without_its_address(site):
    text = (site / "notebooks/spread.html").read_text(encoding="utf-8")
    titles = re.findall(r'bibliography\.html#[^"]+" title="([^"]+)"', text)
    assert len(titles) > 3
    assert [one for one in titles if "http" in one or "ead in" in one] == []


def test_every_figure_claim_and_place_has_a_card(site):
    text = (site / cards.FILE).read_text(encoding="utf-8")
    known = json.loads(text.removeprefix("window.bookCards = ").rstrip(";\n"))
    claims = {f"notebooks/claims.html#{name}" for name in load("claims")["claim_id"]}
    places = {f"places/{path.name}" for path in (site / "places").glob("*.html")}
    figures = {f"{page}#{name}" for page in ("notebooks/raqqa.html", "notebooks/global-reach.html")
               for name in figures_of(page)}  # fmt: skip
    assert claims | places | figures <= set(known)
    for address, card in known.items():
        assert card["title"] and card["text"], address
        assert not (picture := card.get("picture")) or (site / picture[0].split("?")[0]).is_file()
    assert all(card["arabic"] for address, card in known.items() if address in places)
    assert len(text.encode()) < 60_000
