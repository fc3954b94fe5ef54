"""The built site with a watch in every page: what fails, and what another host is asked for."""

import functools
from contextlib import contextmanager
from pathlib import Path

from tools import browse

# Sent with every page: the browser refuses all that is not of this address, and says so. No
# 'unsafe-eval': nothing compiles text into code.
POLICY = "default-src 'self' 'unsafe-inline' data: blob:"
WATCH = """<script>window.seen = [];
addEventListener("error", ({ target, message }) => {
  if (target.href && target.href.baseVal === "") return; // Vega's images, before they have one
  seen.push(message || `does not load: ${target.outerHTML.slice(0, 200)}`);
}, true);
addEventListener("unhandledrejection", ({ reason }) => seen.push(`not handled: ${reason}`));
addEventListener("securitypolicyviolation", (event) => seen.push(
  `refused: ${event.effectiveDirective} ${event.blockedURI}`));
console.error = (...words) => seen.push(`console: ${words.join(" ")}`);
</script>"""


class Watching(browse.Quiet):
    """Files of a folder; pages get the watch as the first thing of their head."""

    protocol_version = "HTTP/1.1"  # connections are kept: a site of a hundred files is quick

    def __init__(self, lost, *arguments, **named):
        self.lost = lost
        super().__init__(*arguments, **named)

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        if path.name in self.lost:
            self.send_error(404)
            return
        if path.suffix != ".html" or not path.is_file():
            super().do_GET()
            return
        body = path.read_bytes().replace(b"<head>", b"<head>" + WATCH.encode(), 1)
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def watched(folder):
    """Serve a folder with the watch; gives (address without a slash at the end, names of files
    that are lost: a set to add to)."""
    lost = set()
    with browse.answered(functools.partial(Watching, lost, directory=str(folder))) as address:
        yield address, lost
