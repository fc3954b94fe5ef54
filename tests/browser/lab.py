"""A real JupyterLab on a copy of the notebooks, driven through a browser as a reader would."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager

from playwright.sync_api import Error

OPTIONS = [
    "--no-browser", "--allow-root", "--ip=127.0.0.1", "--IdentityProvider.token=",
    "--LabApp.expose_app_in_browser=True", "--LabApp.extension_manager=readonly",
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.handlers.announcements.NeverCheckForUpdate",
]  # fmt: skip
PANEL = "jupyterapp.shell.currentWidget"


@contextmanager
def running(folder, home, *options):
    """JupyterLab with its settings and its trust in `home`; gives the address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    places = ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR")
    environment = {
        **os.environ,
        "HOME": str(home),
        **{f"JUPYTER_{place}": str(home / place) for place in places},
        **{f"JUPYTERLAB_{place}_DIR": str(home / place) for place in ("SETTINGS", "WORKSPACES")},
    }
    command = [sys.executable, "-m", "jupyterlab", *OPTIONS, *options, f"--port={port}"]
    with open(home / "log", "w", encoding="utf-8") as log:
        server = subprocess.Popen(
            [*command, f"--ServerApp.root_dir={folder}"],
            env=environment, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        _wait(f"http://127.0.0.1:{port}/api/status", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()  # its kernels end with it
        server.wait(30)


def _wait(address, server, seconds=60):
    start = time.monotonic()
    while True:
        try:
            return urllib.request.urlopen(address, timeout=5).read()
        except (urllib.error.URLError, ConnectionError):
            assert server.poll() is None, "JupyterLab ended; its log tells why"
            assert time.monotonic() - start < seconds, "JupyterLab does not answer"
            time.sleep(0.2)


class Lab:
    """The page: open, run and save notebooks; `outside` holds requests to other hosts."""

    def __init__(self, chromium, base, viewport=(1280, 1000)):
        self.base, self.outside = base, []
        width, height = viewport
        self.page = chromium.new_context(viewport={"width": width, "height": height}).new_page()
        self.page.set_default_timeout(120_000)
        self.page.on("request", self._seen)
        self.page.goto(f"{base}/lab")
        self.page.wait_for_function("window.jupyterapp && jupyterapp.restored.then(() => true)")

    def _seen(self, request):
        own = (self.base, self.base.replace("http", "ws", 1), "data:", "blob:", "about:")
        if not request.url.startswith(own):
            self.outside.append(request.url)

    def open(self, name):
        """Open a notebook and wait for its cells and for its kernel."""
        self.page.evaluate(
            f"""async (path) => {{
              await jupyterapp.commands.execute('docmanager:open', {{ path }});
              const panel = {PANEL};
              await panel.revealed;
              await panel.sessionContext.ready;
              await panel.sessionContext.session.kernel.info;
            }}""",
            name,
        )

    def run_all(self):
        """Run All; returns when the last cell is done."""
        self.page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")

    def save(self):
        """Save, as Ctrl+S does, and close the notebook with its kernel."""
        self.page.evaluate("jupyterapp.commands.execute('docmanager:save')")
        self.page.evaluate(
            f"""async () => {{
              const panel = {PANEL};
              await panel.sessionContext.shutdown();
              panel.dispose();
            }}"""
        )

    def cell(self, number):
        """A cell (element), brought into view: JupyterLab draws only what is near."""
        return self.page.evaluate_handle(
            f"""async (i) => {{
              const content = {PANEL}.content;
              content.activeCellIndex = i;
              await content.scrollToItem(i, 'start', 0);
              return content.widgets[i].node;
            }}""",
            number,
        ).as_element()

    def drawing(self, number):
        """The last output of a cell (element), once it holds a drawing of any kind."""
        end = time.monotonic() + 120
        while True:
            try:
                cell = self.cell(number)
                cell.wait_for_selector(".jp-OutputArea-output")
                output = cell.query_selector_all(".jp-OutputArea-output")[-1]
                output.scroll_into_view_if_needed()
                output.wait_for_selector("svg, img, iframe, .jupyter-widgets")
                return output
            except Error as problem:  # JupyterLab takes off the page what is far from the window
                if time.monotonic() > end or "not attached" not in str(problem):
                    raise
                self.page.wait_for_timeout(200)
