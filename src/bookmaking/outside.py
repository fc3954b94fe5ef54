"""One report of all links that lead out of the book, by host and page. Nothing is fetched."""

import csv
import io
from html.parser import HTMLParser
from pathlib import Path

from helpers.tables.hosts import host_of
from helpers.tables.read import load

REPORT = "_static/external-links.csv"


class _Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        """Note where a link leads."""
        address = dict(attributes).get("href") if tag == "a" else None
        if address and address.startswith(("http://", "https://")):
            self.found.append(address)


def links(page):
    """The addresses on other hosts to which a built page (its HTML) links, in order."""
    parser = _Links()
    parser.feed(page)
    return parser.found


def outside(site):
    """(host, page, address) of all links out of a built site, sorted, each once."""
    site = Path(site)
    return sorted(
        {
            (host_of(address), path.relative_to(site).as_posix(), address)
            for path in site.rglob("*.html")
            for address in links(path.read_text(encoding="utf-8"))
        }
    )


def write_report(app, exception):
    """Write the report: host, who it is, page, address; and how many there are of each host."""
    if exception or app.builder.format != "html":
        return
    known = load("hosts").set_index("host")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["host", "publisher", "kind", "page", "address"])
    for host, page, address in outside(app.outdir):
        about = known.loc[host, ["publisher", "kind"]] if host in known.index else ["", ""]
        writer.writerow([host, *about, page, address])
    path = Path(app.outdir) / REPORT
    path.write_text(text.getvalue(), encoding="utf-8-sig", newline="\n")  # -sig: for Excel


def setup(app):
    """Register the report with Sphinx, after all pages and figures are written."""
    app.connect("build-finished", write_report, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
