"""The suite itself: a missing engine and a faulty page are found out."""

import pytest

from . import driver
from .conftest import ENGINES, Engines, look
from .server import watched

FAULTY = """<!DOCTYPE html><html><head><title>Faulty</title></head><body>
<img src="http://images.example/a.png" alt=""><script src="none.js"></script>
<script>Promise.reject(new Error("left alone")); console.error("said"); undefinedName();</script>
<script>try { new Function("return 1")(); } catch (problem) {}</script></body></html>"""


@pytest.mark.parametrize("ci, outcome", [("true", pytest.fail), ("", pytest.skip)])
def test_a_missing_engine_fails_under_ci_and_is_said_elsewhere(monkeypatch, ci, outcome):
    monkeypatch.setitem(driver.PROGRAMS, "webkit", {"MiniBrowser": ("no-such-browser",)})
    monkeypatch.setenv("CI", ci)
    with pytest.raises(outcome.Exception, match="^webkit was not tried: no MiniBrowser here"):
        Engines().get("webkit")


@pytest.mark.parametrize("name", ENGINES)
def test_the_watch_sees_what_goes_wrong_and_who_is_asked(engines, name, tmp_path):
    (tmp_path / "faulty.html").write_text(FAULTY, encoding="utf-8")
    with watched(tmp_path) as (base, _):

        def troubles(browser):
            browser.open(f"{base}/faulty.html")
            return "\n".join(look(browser, "troubles"))

        seen = engines.tried(name, troubles)
    for fault in ("refused: img-src http://images.example/a.png", "none.js", "left alone",
                  "console: said", "undefinedName", "refused: script-src eval"):  # fmt: skip
        assert fault in seen, (fault, seen)


def test_what_gives_no_answer_fails_in_time(monkeypatch):
    with pytest.raises(driver.EngineFailed, match="did not come within 0.2 s"):
        driver._wait_for("A port", lambda: None, seconds=0.2)
