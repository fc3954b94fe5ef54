"""Name each package that a lock names with an extra a second time, without it.

    python tools/locks.py requirements.lock requirements-run.lock

The pip that comes with Python 3.11 takes `bleach` and `bleach[css]` for two packages. Of the one
that the lock leaves out it wants the newest release, has no hash for that and installs nothing.
"""

import re
import sys
from pathlib import Path

ENTRY = re.compile(r"^([a-z0-9-]+)(\[[a-z0-9,-]+\])(==.*\\\n(?:    --hash=.*\n)+)", re.MULTILINE)


def with_and_without_extras(lock):
    """A lock's text in which each entry with an extra follows one of the same pin without it."""
    return ENTRY.sub(r"\1\3\1\2\3", lock)


if __name__ == "__main__":
    for path in map(Path, sys.argv[1:]):
        path.write_text(with_and_without_extras(path.read_text("utf-8")), "utf-8", newline="\n")
