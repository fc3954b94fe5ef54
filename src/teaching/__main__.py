"""Make all that is handed out, one kind after the other, and say how long each took.

    python -m teaching              all kinds, into _build/teach/
    python -m teaching kit          one of them

The book is built before (`make book`); nothing is fetched.
"""

import argparse
import importlib
import time

# Modules of this package with a `main()`, in the order in which they run.
KINDS = ("kit", "editions", "quizzes", "slides")


def main(arguments: list[str] | None = None) -> None:
    """Make the kinds named, or all."""
    parser = argparse.ArgumentParser(prog="python -m teaching", description=__doc__.splitlines()[0])
    parser.add_argument("kinds", nargs="*", help=f"of {', '.join(KINDS)}; default: all")
    wanted = parser.parse_args(arguments).kinds or KINDS
    if unknown := sorted(set(wanted) - set(KINDS)):
        parser.error(f"there is no {unknown}; there are {', '.join(KINDS)}")
    for kind in wanted:
        start = time.monotonic()
        importlib.import_module(f"teaching.{kind}").main()
        print(f"{kind}: {time.monotonic() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main()
