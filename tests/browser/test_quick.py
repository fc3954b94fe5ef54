"""Quick questions answer back, by mouse and by keyboard, with no kernel and no network."""

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import expect

from course import read
from tools import browse

from .conftest import axe_findings, few


def plain(text):
    """A text without its MyST: what a page shows of short sentences."""
    return text.replace("`", "").replace("*", "").strip().replace("'", "’")


@pytest.mark.thorough
@pytest.mark.parametrize("name", few(read.names()))
def test_every_option_of_every_question_says_what_it_shows(site, base, chromium, name):
    page = f"notebooks/{name}.html"
    seen = browse.open_page(chromium, f"{base}/{page}", base, site, "phone-dark")
    boxes = seen.page.locator(".admonition.quick")
    questions = read.chapter(name)["quick"]
    assert boxes.count() == len(questions) == 5
    for number, item in enumerate(questions):
        box = boxes.nth(number)
        expect(box.locator("details")).to_be_hidden()
        for index, option in enumerate(item["options"]):
            button = box.get_by_role("button").nth(index)
            button.focus()
            seen.page.keyboard.press("Enter")
            expect(button).to_have_attribute("aria-pressed", "true")
            expect(box.locator("[aria-pressed=true]")).to_have_count(1)
            begins = "Right." if option.get("right") else "Not so."
            said = box.get_by_role("status")
            expect(said).to_contain_text(begins)
            if not set(option["says"]) & set("`*[{\"'"):
                expect(said).to_have_text(f"{begins} {plain(' '.join(option['says'].split()))}")
    seen.page.evaluate("scrollTo(0, 0)")  # the bar at the top covers what passes below it
    assert axe_findings(seen.page) == []
    assert (seen.outside, seen.problems) == ([], [])
    browse.close(seen)


def test_a_copy_without_answers_has_the_questions_alone(site, base, chromium):
    address = f"{base}/notebooks/{read.names()[-1]}.html"
    whole = BeautifulSoup(
        (site / address.removeprefix(f"{base}/")).read_text(encoding="utf-8"), "html.parser"
    )
    for fold in whole.select(".quick details"):
        fold.decompose()
    context = chromium.new_context()
    context.route(address, lambda route: route.fulfill(body=str(whole), content_type="text/html"))
    page, problems = context.new_page(), []
    page.on("pageerror", lambda problem: problems.append(str(problem)))
    page.goto(address)
    expect(page.locator(".admonition.quick li").first).to_be_visible()
    expect(page.locator(".admonition.quick button")).to_have_count(0)
    assert problems == []
    context.close()


def test_without_a_script_the_answers_stand_under_a_fold(site, base, chromium):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{base}/notebooks/{read.names()[-1]}.html")
    fold = page.locator(".admonition.quick details").first
    expect(fold.locator("li").first).to_be_hidden()
    fold.locator("summary").click()
    expect(fold.locator("li").first).to_be_visible()
    context.close()
