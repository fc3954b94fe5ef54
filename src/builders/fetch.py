"""Download the publishers' files that data/sources.toml names, into a cache outside the repository.

    make fetch                     all that lead to a file
    make fetch SOURCE=ucdp         those of a topic, or one by its name
    make fetch LIST=1              what there is, and what was done to each file afterwards

A file is whole or not there: it is written beside its place, checked, then put there. What was
fetched once is not fetched again; a download that was cut goes on where it stopped.
"""

import argparse
import os
import sys
import time
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import urlsplit

import pooch
import requests

from builders.common import BuildError
from helpers.tables.sources import Source, sources

CACHE = pooch.os_cache("conflict-in-maps-and-data")
AGAIN = {429, 500, 502, 503, 504}  # answers after which a second try may help
TRIES, WAIT, PATIENCE, PART = 4, 2.0, 30, 1 << 16  # tries; seconds; seconds of silence; bytes


def chosen(named: str, known: Iterable[Source]) -> list[Source]:
    """The sources of a topic or with a name, all if none is named. BuildError for neither."""
    known = list(known)
    found = [one for one in known if not named or named in (one.topic, one.name)]
    if not found:
        topics = ", ".join(dict.fromkeys(one.topic for one in known))
        raise BuildError(f"no source is called {named!r}; topics: {topics}; LIST=1 lists all")
    return found


def fetch(source: Source, cache: Path, say: Callable[[str], None] = print) -> Path:
    """The path of a source's file in the cache, downloaded if it is not there.

    BuildError, in one sentence, for an answer that is no such file; the cache stays as it was.
    """
    hash = f"sha256:{source.sha256}" if source.sha256 else None
    place = cache / source.file
    try:
        got = pooch.retrieve(
            source.address,
            known_hash=hash if place.exists() else None,  # a new file is checked below
            fname=place.name,
            path=place.parent,
            downloader=_Resuming(source, say),
        )
    except requests.RequestException as error:
        raise BuildError(f"{source.name}: {_why(error)} ({source.address})") from None
    if not source.sha256:
        told = pooch.file_hash(got)
        say(f"{source.name}: fetched; nobody has recorded its checksum; it is sha256 {told}")
    return Path(got)


class _Resuming:
    """A downloader as pooch takes it: goes on where it was cut, tries again, checks the file."""

    def __init__(self, source, say):
        self.source, self.say = source, say

    def __call__(self, address, output_file, _):
        part = Path(output_file).parent / f".{Path(urlsplit(address).path).name}.part"
        for attempt in range(1, TRIES + 1):
            try:
                self._load(address, part)
                break
            except requests.RequestException as error:
                code = error.response.status_code if error.response is not None else None
                if attempt == TRIES or (code is not None and code not in AGAIN):
                    raise
                asked = error.response.headers.get("Retry-After", "") if code else ""
                pause = min(float(asked), 60.0) if asked.isdigit() else WAIT * 2**attempt
                self.say(f"{self.source.name}: {_why(error)}; again in {pause:.0f} seconds")
                time.sleep(pause)
        try:
            self._check(part)
        except BuildError:
            part.unlink()
            raise
        os.replace(part, output_file)

    def _load(self, address, part):
        have = part.stat().st_size if part.exists() else 0
        headers = {"Range": f"bytes={have}-"} if have else {}
        with requests.get(address, headers=headers, stream=True, timeout=PATIENCE) as answer:
            if answer.status_code == 416:  # all of it is there
                return
            answer.raise_for_status()
            on = answer.status_code == 206
            wanted = (have if on else 0) + int(answer.headers.get("Content-Length", 0))
            told = 0
            with part.open("ab" if on else "wb") as file:
                for piece in answer.iter_content(PART):
                    file.write(piece)
                    told = self._progress(file.tell(), wanted, told)
            if part.stat().st_size < wanted:
                raise requests.ConnectionError("the connection was cut")

    def _progress(self, done, whole, told):
        tenth = 10 * done // whole if whole else 0
        if tenth > told and whole > 10 * PART:
            self.say(f"{self.source.name}: {done / 1e6:,.1f} of {whole / 1e6:,.1f} MB")
        return max(tenth, told)

    def _check(self, part):
        source, size = self.source, part.stat().st_size
        with part.open("rb") as file:
            head = file.read(512).lstrip().lower()
        wrong = None
        if head.startswith((b"<!doctype html", b"<html")) and not source.file.endswith(".html"):
            wrong = "the server sent a page (HTML) in place of the file"
        elif not size:
            wrong = "the server sent an empty file"
        elif source.file.endswith(".zip") and not _whole_zip(part):
            wrong = "the zip is broken or cut short"
        elif source.size not in (None, size):
            wrong = f"the file has {size:,} bytes, {source.size:,} were recorded: another version?"
        elif source.sha256 and pooch.file_hash(str(part)) != source.sha256:
            wrong = "the file is not the one whose checksum was recorded: another version?"
        if wrong:
            raise BuildError(f"{source.name}: {wrong} ({source.address})")


def _whole_zip(path):
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.testzip() is None
    except zipfile.BadZipFile:
        return False


def _why(error):
    if error.response is not None:
        code = error.response.status_code
        gone = "; has the publisher moved the file?" if code in (404, 410) else ""
        return f"the server answers {code}{gone}"
    if isinstance(error, requests.Timeout):
        return f"the server was silent for {PATIENCE} seconds"
    return "the connection could not be made or was cut"


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; 1 if a file could not be had."""
    parser = argparse.ArgumentParser("python -m builders.fetch", description=__doc__.split("\n")[0])
    parser.add_argument("source", nargs="?", default="", help="a topic or a name; default: all")
    parser.add_argument("--to", type=Path, default=CACHE, help=f"default: {CACHE}")
    parser.add_argument("--list", action="store_true", help="download nothing")
    asked = parser.parse_args(arguments)
    failed = 0
    try:
        for one in chosen(asked.source, sources()):
            if asked.list:
                print(f"{one.name} ({one.publisher}, {one.licence}): {one.address}\n  {one.steps}")
            elif not one.file:
                where = (
                    f"a folder, to be opened by hand: {one.address}" if one.address else one.steps
                )
                print(f"{one.name}: {where}")
            else:
                failed += _one(one, asked.to)
    except BuildError as error:
        print(error, file=sys.stderr)
        return 2
    return 1 if failed else 0


def _one(source, cache):
    try:
        print(f"{source.name}: {fetch(source, cache)}")
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
