"""One report of all links that lead out of the book, by host and page. Nothing is fetched."""

import html
import re
from pathlib import Path

import pandas as pd

from helpers.tables.hosts import host_of
from helpers.tables.read import load

LINK = re.compile(r'<a\s(?:[^>]*\s)?href="(https?://[^"]+)"')
SCRIPT = re.compile(r"<script\b.*?</script>", re.S)
REPORT = "_static/external-links.csv"


def links(page):
    """The addresses on other hosts to which a built page (its HTML) links, in order."""
    return [html.unescape(found) for found in LINK.findall(SCRIPT.sub("", page))]


def outside(site):
    """(host, page, address) of all links out of a built site, sorted, each once."""
    pages = {path.relative_to(site).as_posix(): path for path in Path(site).rglob("*.html")}
    found = {
        (host_of(address), name, address)
        for name, path in pages.items()
        for address in links(path.read_text(encoding="utf-8"))
    }
    return sorted(found)


def write_report(site):
    """Write the report: host, who it is, page, address."""
    found = pd.DataFrame(outside(site), columns=["host", "page", "address"])
    found = found.merge(load("hosts"), how="left")[["host", "publisher", "kind", "page", "address"]]
    form = {"encoding": "utf-8-sig", "lineterminator": "\n"}  # -sig: for Excel
    found.to_csv(Path(site) / REPORT, index=False, **form)
