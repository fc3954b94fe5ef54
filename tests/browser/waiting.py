"""Waiting for what a slow machine brings late, instead of for a time that suits a fast one."""

import time


def still(page, read, seconds=30, times=5):
    """What `read()` gives as soon as it gives the same several times in a row, 100 ms apart."""
    end, seen = time.monotonic() + seconds, []
    while len(seen) < times or seen.count(seen[-1]) < times:
        assert time.monotonic() < end, f"It does not come to rest within {seconds} s: {seen[-1]}"
        page.wait_for_timeout(100)
        seen = [*seen[1 - times :], read()]
    return seen[-1]


def holds(page, check, seconds=30):
    """Call `check` until none of its assertions fails; its last failure if they go on failing."""
    end = time.monotonic() + seconds
    while True:
        try:
            return check()
        except AssertionError:
            if time.monotonic() > end:
                raise
        page.wait_for_timeout(100)
