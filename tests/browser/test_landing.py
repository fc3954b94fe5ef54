"""The landing page: its map, its marks of claims, its doors and its cards."""

import re

import pytest

from bookmaking import lineage
from tools import browse

from .conftest import ROOT, few

SCREENS = {"phone": (390, 844), "desktop": (1280, 900), "wide": (1440, 900)}


@pytest.fixture(params=SCREENS)
def landing(request, site, base, chromium):
    """The page in a window of each size."""
    seen = browse.open_page(chromium, "about:blank", base, site)
    wide, high = SCREENS[request.param]
    seen.page.set_viewport_size({"width": wide, "height": high})
    seen.page.goto(f"{base}/index.html")
    yield seen.page
    browse.close(seen)


def test_the_map_and_its_play_button_are_in_the_first_screen(landing):
    window = landing.viewport_size
    picture = landing.locator(".figure-art > img").bounding_box()
    edge = 0.03 * window["width"]
    assert picture["x"] <= edge and picture["x"] + picture["width"] >= window["width"] - edge
    assert picture["y"] + picture["height"] <= window["height"]
    play = landing.get_by_role("button", name="Play").bounding_box()
    assert play["y"] + play["height"] <= window["height"]


def test_every_claim_has_a_mark_to_touch_that_leads_to_its_row(landing, base):
    claims = lineage.read(str(ROOT)).claims
    marks = landing.locator(".claim-field a")
    found = {link.split("#")[1] for link in marks.evaluate_all("(all) => all.map((a) => a.href)")}
    assert found == {row["claim_id"] for row in claims} and marks.count() == len(claims)
    sizes = marks.evaluate_all(
        "(all) => all.map((a) => a.getBoundingClientRect()).map((b) => Math.min(b.width, b.height))"
    )
    assert min(sizes) >= 24
    first = marks.first
    first.focus()
    words = first.locator(".claim-says")
    assert words.bounding_box()["height"] > 15
    assert any(words.text_content().startswith(row["claim"]) for row in claims)
    first.press("Enter")
    landing.wait_for_url("**/notebooks/claims.html#*")
    assert landing.locator(":target").count() == 1


def test_a_card_for_each_chapter_and_three_doors_lead_on(landing):
    def links(of):
        return landing.locator(of).evaluate_all("(all) => all.map((a) => a.getAttribute('href'))")

    contents = (ROOT / "_toc.yml").read_text(encoding="utf-8")
    chapters = contents.split("caption: The chapters")[1].split("caption:")[0]
    names = re.findall(r"file: (\S+)", chapters)
    assert links("a.chapter-card") == [f"{name}.html" for name in names]
    doors = ["notebooks/story.html", "notebooks/claims.html", "tables/overview.html"]
    assert links(".doors a") == doors
    sentences = landing.locator("a.chapter-card span").all_text_contents()
    assert all(re.fullmatch(r"[A-Z].{40,}\.", " ".join(one.split())) for one in sentences)


DOTS = {  # page: (figure, what its mark says)
    "index.html": ("the-whole-story", "place: Mosul;"),
    "story-slides.html": ("rise-and-fall", "place: Mosul;"),
    "notebooks/coalition-strikes.html": ("strikes-map", "place: Raqqa;"),
    "_figures/snapshots-embed.html": ("snapshots", "place: Mosul"),
}


@pytest.mark.parametrize("served", [True, False], ids=["served", "folder"])
@pytest.mark.parametrize("page", few(DOTS))
def test_a_dot_of_a_map_leads_to_the_page_of_its_place(site, chromium, page, served):
    figure, says = DOTS[page]
    with browse.served(site.parent) as above:  # the book need not lie at the root of a server
        at = f"{above}/{site.name}" if served else site.as_uri()
        seen = browse.open_page(chromium, f"{at}/{page}", at, site)
        try:
            shown = seen.page
            shown.mouse.move(5, 5)
            shown.mouse.move(9, 9)
            art = shown.locator(f".figure-art[data-figure='{figure}']")
            art.scroll_into_view_if_needed()
            shown.locator(f".figure-art[data-figure='{figure}'][data-ready]").wait_for()
            art.locator(f".figure-live path[aria-label*='{says}']").last.click(force=True)
            slug = says.strip(";").split(": ")[1].lower()
            shown.wait_for_url(f"{at}/places/{slug}.html")
        finally:
            browse.close(seen)


def test_a_link_preview_finds_a_title_and_a_description(site):
    head = (site / "index.html").read_text(encoding="utf-8").split("</head>")[0]
    said = {
        name: text
        for text, name in re.findall(r'<meta content="([^"]+)" (?:name|property)="([^"]+)"', head)
    }
    assert set(said) == {"description", "og:title", "og:description", "og:type"}
    assert said["description"] == said["og:description"]
    assert 80 < len(said["description"]) < 200
