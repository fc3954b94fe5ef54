"""Measure the book beside others: builds, runs, and what a reader's browser must do.

    make bench          or: python -m tools.bench [--site FOLDER] [--quick]

The book is built into a folder of its own, cold and then warm, so that no reader's copy is
touched. --quick leaves the builds and runs out and measures the pages already in _build/html.
Seconds depend on the machine; bytes and counts do not, and tests/browser holds them to budgets.
"""

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tools import browse

ROOT = Path(__file__).resolve().parents[1]
KB = 1024

# Five open books of the same kind. Built and opened by the founders in November 2026 on 2 cores,
# Python 3.11, jupyter-book 1.0.4.post1, Chromium, with no network beyond the machine: what they
# ask of other hosts is counted as attempts, and is a lower bound. Heaviest page of each.
# title (repository): build seconds, executed?, HTML KB, HTML gzipped KB, local requests,
#                     local KB, requests to other hosts, charts drawn with no network
PEERS = {
    "Syria Economic Monitor (World Bank Data Lab)":
        ("8", "no", "3,477", "371", "31", "6,101", "23", "0 of 13"),
    "Data Science: A First Introduction (UBC-DSCI)":
        ("263", "yes", "10,171", "648", "30-43", "3,100-7,500", "5-6", "0 of 49"),
    "Visualization Curriculum (uwdata)":
        ("8", "no", "1,523", "187", "27", "2,500-3,900", "3-6", "0 of 93"),
    "Python for Computational Science (fangohr)":
        ("97", "yes", "40,345", "5,956", "31", "9,600", "0-1", "-"),
    "First Course in Quantitative Economics (QuantEcon)":
        ("27", "no", "88", "13", "31", "2,660", "2", "-"),
}  # fmt: skip
PEERS_HEAD = (
    "book", "build s", "executed", "HTML KB", "gz KB", "requests", "local KB", "other hosts",
    "drawn offline",
)  # fmt: skip
SLIDERS = """() => [...document.querySelectorAll('.figure-art')]
  .filter((art) => art.apply && art.parentElement.querySelector('input[type=range]'))
  .map((art) => art.dataset.figure)"""


def seconds(*command):
    """How long a command takes. Exits with its output if it fails."""
    start = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        told = (done.stdout + done.stderr)[-8000:]
        sys.exit(f"{' '.join(command)} fails:\n{told}")
    return time.perf_counter() - start


def build(folder):
    """Seconds of one build of the book from the committed outputs into a folder."""
    program = "from jupyter_book.cli.main import main; main()"
    options = ["--path-output", folder, "-W", "-n", "--keep-going", "-q"]
    return seconds(sys.executable, "-c", program, "build", str(ROOT), *options)


def whole_book(folder):
    """Rows for the book as a whole; leaves the site in folder/_build/html."""
    cold, warm = build(folder), build(folder)
    nbval = seconds(
        sys.executable, "-m", "pytest", "-q", "-n", "logical", "--dist", "loadscope", "notebooks"
    )
    rerun = seconds(sys.executable, "-m", "tools.rerun", "--check")
    return [
        ("cold build from committed outputs", f"{cold:.1f} s", "<= 20 s", "8 to 27 s"),
        ("warm build, nothing changed", f"{warm:.1f} s", "", ""),
        ("all notebooks executed (make rerun-check)", f"{rerun:.1f} s", "", ""),
        ("executed and built", f"{rerun + cold:.1f} s", "<= 60 s", "97 to 263 s"),
        ("strict nbval", f"{nbval:.1f} s, all pass", "all pass", "uwdata: 15 of 19 cells fail"),
    ]


def page_row(chromium, base, site, page):
    """One page: what it weighs, what it asks for, and how fast its sliders are."""
    seen = browse.visit(chromium, f"{base}/{page}", base, site)
    try:
        html = (site / page).stat().st_size
        before, before_raw, before_packed = seen.weight("first")
        number, raw, packed = seen.weight("scrolled")
        times = []
        for figure in seen.page.evaluate(SLIDERS):
            times += browse.slider_times(seen.page, figure)
        return (
            page,
            kilo(html),
            f"{kilo(before_raw)} / {kilo(before_packed)}",
            f"{kilo(raw)} / {kilo(packed)}",
            f"{before} / {number}",
            str(len(seen.outside)),
            f"{seen.nodes():,}",
            f"{statistics.median(times):.0f}" if times else "-",
            f"{statistics.quantiles(times, n=20)[-1]:.0f}" if times else "-",
        )
    finally:
        browse.close(seen)


def kilo(size):
    """Bytes as whole kilobytes of 1024."""
    return f"{size / KB:,.0f}"


def table(head, rows):
    """A Markdown table, aligned so that it can be read in a terminal too."""
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    lines = [head, ["-" * width for width in widths], *rows]
    for line in lines:
        cells = [c.ljust(w) if i == 0 else c.rjust(w) for i, (c, w) in enumerate(zip(line, widths))]
        print("| " + " | ".join(cells) + " |")
    print()


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="only the pages in --site")
    parser.add_argument("--site", type=Path, default=ROOT / "_build" / "html")
    options = parser.parse_args()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.system()}\n")
    with tempfile.TemporaryDirectory() as folder:
        site = options.site
        if not options.quick:
            print("The book as a whole, beside other books\n")
            table(("measure", "here", "aim", "others"), whole_book(folder))
            site = Path(folder) / "_build" / "html"
        if not (site / "index.html").is_file():
            sys.exit(f"No book in {site}: run `make book` first.")
        print("Each page. KB raw / gzipped and requests: before scrolling, and in all.")
        print("Slider: milliseconds from a step to the new frame.")
        print("Aims: gzipped <= 400 KB before, <= 900 KB in all; other hosts 0; median <= 50 ms.")
        print("Others' heaviest chapters: 859 to 3,716 KB gzipped in all, libraries from elsewhere")
        print("not counted.\n")
        with browse.served(site) as base, browse.browser() as chromium:
            rows = [page_row(chromium, base, site, page) for page in browse.html_pages(site)]
        table(
            ("page", "HTML KB", "KB before", "KB in all", "requests", "other hosts", "elements",
             "slider median", "slider p95"),
            rows,
        )  # fmt: skip
    print("Other books: the heaviest page of each, as its builders' own settings make it.")
    print("Measured in November 2026 on 2 cores; see the head of PEERS in this file.\n")
    table(PEERS_HEAD, [(title, *figures) for title, figures in PEERS.items()])


if __name__ == "__main__":
    main()
