"""Find a Chromium that starts, or install one: the one thing the tests need beyond Python.

    python -m tools.browser        print its path; install one first if there is none

In this order: $CHROMIUM, one on PATH, Playwright's own; else Playwright downloads its own; else,
as root on Debian, apt-get installs the package chromium; else one sentence says what to do.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools.browse import FLAGS, NAMES

USUAL = (  # where installers put it without adding it to PATH
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Google/Chrome/Application/chrome.exe",
)
APT = ["chromium", "fonts-dejavu-core"]  # a bare Debian has no font, and a page then no text
ADVICE = (
    "No Chromium was found and none could be installed: install Chromium or Google Chrome, "
    "or set CHROMIUM to the path of one, and run `make test` again."
)
OPEN = """import sys
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    """
OWN = OPEN + "print(playwright.chromium.executable_path)"
START = OPEN + "playwright.chromium.launch(executable_path=sys.argv[1], args=sys.argv[2:]).close()"


def find():
    """The path of a Chromium that starts, or None. A path in $CHROMIUM is the only one tried."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if starts(named) else None
    for path in [*map(shutil.which, NAMES), *USUAL, _playwright(OWN).stdout.strip()]:
        if path and Path(path).is_file() and starts(path):
            return path
    return None


def starts(path):
    """Whether this browser really starts: one that lacks a system library does not."""
    return _playwright(START, path, *FLAGS).returncode == 0


def install():
    """Try the two ways of installing a browser; what they print goes to standard error."""
    _run(sys.executable, "-m", "playwright", "install", "chromium")
    if find():
        return
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        _run("apt-get", "update", "-q")
        _run("apt-get", "install", "-y", "-q", "--no-install-recommends", *APT)


def main():
    """Print the path of a browser that starts, installing one if need be."""
    if os.environ.get("CHROMIUM") and not find():
        sys.exit(f"CHROMIUM is set to {os.environ['CHROMIUM']}, and no browser starts there.")
    if not find():
        print("No Chromium found: installing one for the tests.", file=sys.stderr)
        install()
    print(find() or sys.exit(ADVICE))


def _playwright(code, *arguments):
    """Run a line with Playwright in a process of its own, so that nothing keeps running here."""
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def _run(*command):
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        subprocess.run(command, stdout=sys.stderr, env=environment, check=False, timeout=600)
    except subprocess.TimeoutExpired:
        print(f"{command[0]} took more than ten minutes: ended.", file=sys.stderr)


if __name__ == "__main__":
    main()
