"""Serve the built book on this machine, on the port that PORT names.

PORT=8000 python -m tools.serve _build/html    # until Ctrl-C
PORT=8000 python -m tools.serve --check        # is it free? Asked before a long build
"""

import errno
import functools
import http.server
import os
import sys

HOST = "127.0.0.1"


def port_of(text):
    """The number of a port. Ends the program with one sentence if it is none."""
    if text.isdecimal() and 0 < int(text) < 65536:
        return int(text)
    sys.exit(
        f"PORT={text} is not a port: give a number from 1 to 65535, as in make serve PORT=8001"
    )


def server(port, folder):
    """A server of a folder. Ends the program with one sentence if the port cannot be had."""
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=folder)
    try:
        return http.server.ThreadingHTTPServer((HOST, port), handler)
    except PermissionError:
        reason = "may only be used by the administrator of this machine"
    except OSError as problem:
        used = problem.errno == errno.EADDRINUSE
        reason = "is used by another program" if used else f"cannot be used: {problem.strerror}"
    sys.exit(f"Port {port} {reason}. Choose another one, as in make serve PORT={port % 65535 + 1}")


def main(folder):
    """Serve the folder until Ctrl-C; with --check only see whether it could be served."""
    port = port_of(os.environ.get("PORT", "8000"))
    with server(port, folder) as opened:
        if folder == "--check":
            return
        print(f"The book is at http://{HOST}:{port}/ until you press Ctrl-C.", flush=True)
        try:
            opened.serve_forever()
        except KeyboardInterrupt:
            print()


if __name__ == "__main__":
    main(sys.argv[1])
