"""Firefox and WebKitGTK by the W3C's WebDriver commands, with a time limit on every wait.

    with engine("webkit") as opened:
        opened.open(address)
        opened.run("return document.title")

Firefox hears the commands through Marionette, its own socket, since Debian packs no geckodriver;
WebKit through WebKitWebDriver, by HTTP. Both get the same commands, so one small part serves both.
"""

import base64
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from contextlib import ExitStack, contextmanager
from pathlib import Path

WIDTH, HEIGHT = 1280, 800  # of the page, without the browser's own bars
SECONDS = 90  # the longest wait for one answer, on a busy machine
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # how WebDriver marks an element
COMMANDS = {  # name in Marionette: HTTP method and path
    "NewSession": ("POST", "/session"),
    "SetTimeouts": ("POST", "/timeouts"),
    "SetWindowRect": ("POST", "/window/rect"),
    "GetWindowRect": ("GET", "/window/rect"),
    "Navigate": ("POST", "/url"),
    "ExecuteAsyncScript": ("POST", "/execute/async"),
    "FindElement": ("POST", "/element"),
    "ElementClick": ("POST", "/element/{id}/click"),
    "ElementSendKeys": ("POST", "/element/{id}/value"),
    "SwitchToFrame": ("POST", "/frame"),
    "PerformActions": ("POST", "/actions"),
    "TakeScreenshot": ("GET", "/screenshot"),
}
ASYNC = """const done = arguments[arguments.length - 1];
(async (...given) => { %s })(...[...arguments].slice(0, -1))
  .then((value) => ({ value }), (problem) => ({ problem: String(problem) }))
  .then((answer) => done(JSON.stringify(answer)));"""  # text: WebKit loses large objects at times
PREFS = {  # Firefox asks nothing of anybody by itself
    "marionette.port": 0,
    "app.normandy.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.prefetch-next": False,  # cut short, a prefetched page would count as one that is lost
    "services.settings.server": "",
    "toolkit.telemetry.reportingpolicy.firstRun": False,
    "ui.useOverlayScrollbars": 1,  # pages as wide as in the other engines
}
PROGRAMS = {  # engine: {part: names or paths, the first that exists is taken}
    "firefox": {"Firefox": ("firefox-esr", "firefox")},
    "webkit": {
        "WebKitWebDriver": ("WebKitWebDriver",),
        "MiniBrowser": (
            "MiniBrowser",
            "/usr/lib/*/webkit2gtk-4.*/MiniBrowser",
            "/usr/libexec/webkit2gtk-4.*/MiniBrowser",
        ),
        "Xvfb": ("Xvfb",),
    },
}
PACKAGES = "On Debian: apt-get install --no-install-recommends firefox-esr webkit2gtk-driver xvfb"


class EngineFailed(RuntimeError):
    """The browser does not start, does not answer in time, or answers with an error."""


def programs(name):
    """{part: path or None} of what an engine needs on this machine."""
    return {part: _found(names) for part, names in PROGRAMS[name].items()}


def missing(name):
    """One line that says what an engine lacks here and how to get it; empty if nothing."""
    lacking = [part for part, path in programs(name).items() if path is None]
    return f"{name} was not tried: no {' and no '.join(lacking)} here. {PACKAGES}" * bool(lacking)


def _found(names):
    for name in names:
        if path := shutil.which(name):
            return path
        if "*" in name and (paths := sorted(Path("/").glob(name[1:]))):
            return str(paths[-1])
    return None


@contextmanager
def engine(name, zone="UTC"):
    """A browser in a window of one size, its clock in a time zone; ended with all its processes."""
    with ExitStack() as ends:
        send = {"firefox": _firefox, "webkit": _webkit}[name](ends, {**os.environ, "TZ": zone})
        opened = Engine(name, send)
        opened.send("SetTimeouts", script=1000 * (SECONDS - 5), pageLoad=1000 * (SECONDS - 5))
        opened.resize(WIDTH, HEIGHT)
        yield opened


class Engine:
    """One browser with one page."""

    def __init__(self, name, send):
        self.name, self._send = name, send

    def send(self, command, **given):
        """Send one command; returns its value. Raises EngineFailed."""
        try:
            answer = self._send(command, given)
        except (OSError, ValueError) as problem:
            raise EngineFailed(f"{self.name}, {command}: {problem}") from problem
        return answer.get("value", answer)

    def open(self, address):
        """Go to a page and wait until it is loaded."""
        self.send("Navigate", url=address)

    def run(self, script, *given):
        """The value of the body of an async function, run in the page with what is given."""
        answer = json.loads(
            self.send("ExecuteAsyncScript", script=ASYNC % script, args=list(given))
        )
        if "problem" in answer:
            raise EngineFailed(f"{self.name}: {answer['problem']}")
        return answer.get("value")

    def resize(self, width, height):
        """Make the window so large that the page has this size."""
        for _ in range(3):
            inner, outer = self.run("return [innerWidth, innerHeight]"), self.send("GetWindowRect")
            wide, high = width + outer["width"] - inner[0], height + outer["height"] - inner[1]
            self.send("SetWindowRect", width=wide, height=high)
            for _ in range(40):  # the window follows in its own time
                if self.run("return [innerWidth, innerHeight]") == [width, height]:
                    return
                time.sleep(0.1)
        raise EngineFailed(f"{self.name}: the page cannot be made {width} by {height}")

    def press(self, key):
        """A key of the keyboard, to whatever has the focus."""
        keys = [{"type": f"key{way}", "value": key} for way in ("Down", "Up")]
        self.send("PerformActions", actions=[{"type": "key", "id": "keys", "actions": keys}])

    def click(self, css):
        """A click as of a mouse: it fails if something else lies on top."""
        self.send("ElementClick", id=self._element(css))

    def write(self, css, text):
        """Keys, as of a keyboard, into an element."""
        self.send("ElementSendKeys", id=self._element(css), text=text)

    def drag(self, start, end):
        """The mouse pressed at one point of the window, moved, and let go at another."""
        moves = [{"type": "pointerMove", "duration": 0, "x": round(x), "y": round(y)}
                 for x, y in (start, ((start[0] + end[0]) / 2, end[1]), end)]  # fmt: skip
        down, up = ({"type": f"pointer{way}", "button": 0} for way in ("Down", "Up"))
        steps = [moves[0], down, *moves[1:], up]
        self.send("PerformActions", actions=[{"type": "pointer", "id": "mouse", "actions": steps}])

    @contextmanager
    def inside(self, css):
        """Within a frame; back in the page at the end."""
        frame = {ELEMENT: self._element(css)}
        self.send("SwitchToFrame", id=frame)
        try:
            yield
        finally:
            self.send("SwitchToFrame", id=None)

    def picture(self):
        """The window as the bytes of a PNG."""
        return base64.b64decode(self.send("TakeScreenshot", full=False))

    def _element(self, css):
        return self.send("FindElement", using="css selector", value=css)[ELEMENT]


def _start(ends, command, env, **more):
    """Start a program in a group of its own; at the end the whole group is ended."""
    process = subprocess.Popen(
        command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True, **more,
    )  # fmt: skip

    def end():
        for sign in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(process.pid, sign)
                process.wait(5)
            except (ProcessLookupError, subprocess.TimeoutExpired):
                pass

    ends.callback(end)
    return process


def _answers(port):
    with socket.create_connection(("127.0.0.1", port), 1):
        return True


def _wait_for(what, read, seconds=SECONDS):
    """The first value of `read` that is not empty."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if value := read():
                return value
        except OSError:
            pass
        time.sleep(0.05)
    raise EngineFailed(f"{what} did not come within {seconds} s.")


def _firefox(ends, env):
    folder = Path(ends.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
    prefs = "".join(f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in PREFS.items())
    (folder / "user.js").write_text(prefs, encoding="utf-8")
    program = programs("firefox")["Firefox"]
    command = [program, "--headless", "--marionette", "--no-remote", "--profile", str(folder)]
    _start(ends, command, env)
    port = _wait_for("Firefox's port", (folder / "MarionetteActivePort").read_text)
    line = ends.enter_context(socket.create_connection(("127.0.0.1", int(port)), SECONDS))
    stream = ends.enter_context(line.makefile("rb"))

    def receive():
        size = b""
        while not size.endswith(b":"):
            if not (byte := stream.read(1)):
                raise OSError("Firefox hung up")
            size += byte
        return json.loads(stream.read(int(size[:-1])))

    def send(command, given):
        frame = given.get("id")
        if command == "SwitchToFrame" and frame:  # Marionette's own spelling
            given = {"element": frame[ELEMENT]}
        message = json.dumps([0, 1, f"WebDriver:{command}", given]).encode()
        line.sendall(b"%d:%s" % (len(message), message))
        _, _, problem, answer = receive()
        if problem:
            raise ValueError(f"{problem['error']}: {problem['message']}")
        return answer

    receive()  # its greeting
    send("NewSession", {})
    return send


def _webkit(ends, env):
    found = programs("webkit")
    out, into = os.pipe()
    screen = f"{WIDTH + 100}x{HEIGHT + 200}x24"
    display = [found["Xvfb"], "-displayfd", str(into), "-screen", "0", screen, "-nolisten", "tcp"]
    _start(ends, display, env, pass_fds=[into])
    os.close(into)
    with os.fdopen(out) as number:
        env = {**env, "DISPLAY": f":{number.readline().strip()}", "GDK_BACKEND": "x11"}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    _start(ends, [found["WebKitWebDriver"], f"--port={port}"], env)
    _wait_for("WebKitWebDriver", lambda: _answers(port))
    base = f"http://127.0.0.1:{port}"
    no_proxy = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def send(command, given):
        method, path = COMMANDS[command]
        path = path.format(id=given.get("id"))
        data = json.dumps(given).encode() if method == "POST" else None
        asked = urllib.request.Request(base + path, data, method=method)
        try:
            with no_proxy.open(asked, timeout=SECONDS) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as problem:
            value = json.load(problem)["value"]
            raise ValueError(f"{value['error']}: {value['message']}") from None

    options = {"binary": found["MiniBrowser"], "args": ["--automation"]}
    asked = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
    session = send("NewSession", {"capabilities": asked})["value"]["sessionId"]
    base += f"/session/{session}"
    return send
