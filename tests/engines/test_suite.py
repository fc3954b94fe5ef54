"""The suite itself: a missing engine and a faulty page are found out."""

import os
import subprocess
import sys

import pytest

from . import driver
from .conftest import ENGINES, look
from .server import watched

FAULTY = """<!DOCTYPE html><html><head><title>Faulty</title></head><body>
<img src="http://images.example/a.png" alt=""><script src="none.js"></script>
<script>Promise.reject(new Error("left alone")); console.error("said"); undefinedName();</script>
<script>try { new Function("return 1")(); } catch (problem) {}</script></body></html>"""


@pytest.mark.parametrize("ci, code", [("true", 1), ("", 0)])
def test_a_missing_engine_fails_under_ci_and_is_said_elsewhere(tmp_path, ci, code):
    this = f"{__file__}::test_the_watch_sees_what_goes_wrong_and_who_is_asked"
    waiting = f"{__file__}::test_what_gives_no_answer_fails_in_time"
    command = [sys.executable, "-m", "pytest", this, waiting, "-o", "addopts=", "-p", "no:nbval"]
    env = {**os.environ, "CI": ci, "PATH": str(tmp_path)}
    done = subprocess.run(command, env=env, capture_output=True, text=True)
    assert done.returncode == code, done.stdout
    assert "firefox was not tried: no Firefox here. On Debian: apt-get" in done.stdout
    assert ("2 failed, 1 passed" if ci else "1 passed") in done.stdout


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
