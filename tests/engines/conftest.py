"""Firefox and WebKitGTK on the built site, beside Chromium, which the other tests look at."""

import io
import os
from contextlib import ExitStack
from pathlib import Path

import pytest
from browser.conftest import chromium, site  # noqa: F401  (fixtures)
from PIL import Image, ImageChops, ImageStat

from .driver import PROGRAMS, EngineFailed, engine, missing
from .server import watched

# Under CI an engine that is missing is a failure; elsewhere it is said and has no tests.
ENGINES = [name for name in PROGRAMS if os.environ.get("CI") or not missing(name)]
LOOKS = Path(__file__).with_name("looks.js").read_text(encoding="utf-8")


def pytest_terminal_summary(terminalreporter):
    """One line for each engine that is not here."""
    for line in filter(None, map(missing, PROGRAMS)):
        terminalreporter.write_line(line)


class Engines:
    """The browsers of this process: each is started when first asked for."""

    def __init__(self):
        self._opened = {}

    def get(self, name, zone="UTC"):
        """The browser; the test fails where there is none."""
        if line := missing(name):
            pytest.fail(line, pytrace=False)
        if (name, zone) not in self._opened:
            ends = ExitStack()
            self._opened[name, zone] = ends.enter_context(engine(name, zone)), ends
        return self._opened[name, zone][0]

    def end(self, name, zone="UTC"):
        """End a browser and all its processes."""
        if (name, zone) in self._opened:
            self._opened.pop((name, zone))[1].close()

    def tried(self, name, look, zone="UTC"):
        """What `look(browser)` returns. Headless browsers stall at times: where one gives no
        answer, a new one tries once more."""
        try:
            return look(self.get(name, zone))
        except EngineFailed:
            self.end(name, zone)
            return look(self.get(name, zone))

    def close(self):
        """End them all."""
        for name, zone in list(self._opened):
            self.end(name, zone)


@pytest.fixture(scope="session")
def engines():
    """The engines that this process has opened."""
    opened = Engines()
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def served(site):  # noqa: F811
    """(address of the site, names of files that it is to lack: empty again at the end)."""
    with watched(site) as given:
        yield given


class Chromium:
    """A page of Chromium that is looked at in the same way as the engines."""

    def __init__(self, browser, width, height):
        self.page = browser.new_context(viewport={"width": width, "height": height}).new_page()

    def open(self, address):
        """Go to a page and wait until it is loaded."""
        self.page.goto(address)

    def run(self, script, *given):
        """The value of the body of an async function, run in the page with what is given."""
        return self.page.evaluate(
            f"(given) => (async (...given) => {{ {script} }})(...given)", list(given)
        )

    def picture(self):
        """The window as the bytes of a PNG."""
        return self.page.screenshot()


def look(browser, call, *given):
    """Call a function of looks.js in a page."""
    return browser.run(f"{LOOKS}\nreturn {call}(...given);", *given)


def screen(browser, box=None):
    """The window as a picture, or a part of it: (left, top, right, bottom)."""
    picture = Image.open(io.BytesIO(browser.picture())).convert("RGB")
    return picture.crop([round(edge) for edge in box]) if box else picture


def ink(picture, ground=None):
    """How much is drawn: the mean difference of the pixels from a colour, else the commonest.

    In a map that is full of colour, which is the commonest hangs on a few pixels.
    """
    ground = ground or max(picture.getcolors(picture.width * picture.height))[1]
    drawn = ImageChops.difference(picture, Image.new("RGB", picture.size, ground))
    return sum(ImageStat.Stat(drawn).mean) / 3
