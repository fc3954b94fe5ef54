"""A figure's page of its own, for a frame of a learning platform."""

import re

import pytest
from playwright.sync_api import expect

from bookmaking.embed import ENDING
from bookmaking.figures import FOLDER
from teaching import figures
from tools import browse

from .conftest import axe_findings, figures_of, report_of
from .test_menu import figure_of, menu_of, opened  # noqa: F401

# What `make test` tries of this file; `make test-all` tries all.
QUICKLY = [
    "test_each_numbered_figure_has_a_page_with_its_number",
    "test_a_page_is_small_names_its_licence_and_asks_no_other_host",
    "test_its_link_and_citation_lead_to_the_book",
]

CHAPTERS = {name: f"notebooks/{name}.html" for name in figures.chapters()}
KB = 1024


def names():
    return [name for page in CHAPTERS.values() for name in figures_of(page)]


def text(site, name):
    return (site / FOLDER / f"{name}{ENDING}").read_text(encoding="utf-8")


def test_each_numbered_figure_has_a_page_with_its_number(site):
    made = {path.name.removesuffix(ENDING) for path in (site / FOLDER).glob(f"*{ENDING}")}
    assert set(names()) <= made
    for page in CHAPTERS.values():
        chapter = (site / page).read_text(encoding="utf-8")
        for name in figures_of(page):
            number = re.search(r'caption-number">Figure ([\d.]+)<', text(site, name))[1]
            assert number == figures.numbers()[name]
            block = chapter.split(f'id="{name}"')[1]
            assert re.search(r'caption-number">Figure ([\d.]+)', block)[1] == number
            assert f'href="../{page}#{name}"' in text(site, name)


def test_a_page_is_small_names_its_licence_and_asks_no_other_host(site):
    for name in names():
        page = text(site, name)
        assert len(page.encode()) < 12 * KB, name
        assert 'rel="license noopener">CC BY' in page
        loaded = re.findall(r'(?:src|href)="([^"#]+)', re.sub(r"<a .*?</a>", "", page, flags=re.S))
        assert all(address.startswith(("../", "data:")) for address in loaded), name
        for address in loaded:
            if address.startswith("../"):
                assert (site / FOLDER / address.split("?")[0]).resolve().is_file(), (name, address)
    assert "Boundaries, names" in text(site, "rise-and-fall")
    assert "Boundaries, names" not in text(site, "refugees-ranked")


@pytest.mark.parametrize("view", ["phone-light", "desktop-dark"])
@pytest.mark.parametrize("name", names())
def test_a_page_is_drawn_and_can_be_used_by_all(site, base, chromium, name, view):
    seen = browse.visit(chromium, f"{base}/{FOLDER}/{name}{ENDING}", base, site, view)
    try:
        found = report_of(seen)
        assert found.problems == [] and found.outside == []
        assert axe_findings(seen.page, whole=False) == []
        assert found.too_wide == [] and found.overlapping == []
        assert found.first[2] <= 200 * KB and found.scrolled[2] <= 700 * KB
        assert seen.page.locator("h1").count() == 1
    finally:
        browse.close(seen)


def test_it_works_from_a_folder_and_by_keyboard(site, opened):  # noqa: F811
    page = opened(f"{FOLDER}/rise-and-fall{ENDING}", start=site.as_uri())
    play = page.get_by_role("button", name="Play")
    for _ in range(5):
        page.keyboard.press("Tab")
        if play.evaluate("(one) => one === document.activeElement"):
            break
    expect(play).to_be_focused()
    page.keyboard.press("Tab")
    before = page.locator(".control-range .control-value").inner_text()
    page.keyboard.press("ArrowRight")
    page.wait_for_selector(".figure-live svg")
    expect(page.locator(".control-range .control-value")).not_to_have_text(before)
    page.wait_for_function("location.hash.startsWith('#rise-and-fall.')")


def test_the_menu_gives_a_frame_that_another_host_shows(
    opened, base, chromium, tmp_path, site  # noqa: F811
):  # fmt: skip
    page = opened("notebooks/raqqa.html", "raqqa-frames.day=2017-08-12")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    menu = menu_of(page, "raqqa-frames")
    menu.get_by_role("button", name="Copy the code to embed").click()
    expect(menu.get_by_role("status")).to_have_text("The code is copied.")
    code = page.evaluate("navigator.clipboard.readText()")
    title = figure_of(page, "raqqa-frames").locator(".figure-title").inner_text()
    assert code.startswith(f'<iframe src="{base}/_figures/raqqa-frames-embed.html#raqqa-frames.day')
    assert f'title="{title}"' in code and code.endswith("></iframe>")
    (tmp_path / "course.html").write_text(f"<!DOCTYPE html><title>Course</title>{code}")
    with browse.served(tmp_path) as other:
        course = chromium.new_page(viewport={"width": 900, "height": 900})
        course.goto(f"{other}/course.html")
        frame = course.frame_locator("iframe")
        expect(frame.locator(".control-value").first).to_have_text("12 August 2017")
        frame.locator(".figure-title").hover()
        expect(frame.locator(".figure-live svg")).to_be_visible()
        inner = course.frames[1].evaluate("[document.body.scrollHeight, innerHeight]")
        assert inner[0] <= inner[1], "the frame is high enough to show all"
        course.close()


def test_its_link_and_citation_lead_to_the_book(opened, base):  # noqa: F811
    page = opened(f"{FOLDER}/raqqa-frames{ENDING}", "raqqa-frames.day=2017-08-12")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    menu = menu_of(page, "raqqa-frames")
    menu.get_by_role("button", name="Copy link").click()
    expect(menu.get_by_role("status")).to_have_text("The link is copied.")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == f"{base}/notebooks/raqqa.html#raqqa-frames.day=2017-08-12"
    menu.get_by_role("button", name="Copy citation").click()
    expect(menu.get_by_role("status")).to_have_text("The citation is copied.")
    cited = page.evaluate("navigator.clipboard.readText()")
    assert ". Figure 2." in cited and link in cited and "Licence: CC BY" in cited
    menu.get_by_role("button", name="Copy the code to embed").click()
    expect(menu.get_by_role("status")).to_have_text("The code is copied.")
    assert f'src="{base}/_figures/raqqa-frames-embed.html#' in page.evaluate(
        "navigator.clipboard.readText()"
    )
