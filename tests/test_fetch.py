"""Downloads from publishers, against a server here that misbehaves in every known way."""

import hashlib
import http.server
import importlib
import io
import pkgutil
import threading
import time
import zipfile
from collections import Counter

import pytest
from repository import ROOT

from builders import fetch, raw
from builders.common import BuildError
from builders.evidence import Raw
from helpers.tables.read import resources
from helpers.tables.sources import CLASSES, Source, rebuilt_from, sources

BODY = b"year,deaths\n" + b"".join(b"%d,%d\n" % (2000 + n % 25, n) for n in range(60_000))
PAGE = b"<!DOCTYPE html><html><title>Sign in</title></html>"


def zipped(content):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", content)
    return held.getvalue()


class Misbehaving(http.server.BaseHTTPRequestHandler):
    """Each address misbehaves in its own way; `seen` has the requests."""

    seen = []

    def log_message(self, *_):
        pass

    def answer(self, code, body=b"", **headers):
        self.send_response(code)
        for name, value in {"Content-Length": len(body), **headers}.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        kind, start = self.path.strip("/").split("/")[0], self.headers.get("Range", "")
        self.seen.append((kind, start))
        times = sum(one == kind for one, _ in self.seen)
        if kind == "cut":
            begin = int(start.removeprefix("bytes=").rstrip("-") or 0)
            rest = BODY[begin:]
            part = rest if times > 2 else rest[: len(rest) // 2]
            self.send_response(206 if start else 200)
            self.send_header("Content-Length", str(len(rest)))
            self.end_headers()
            self.wfile.write(part)
            self.close_connection = True
        elif kind == "slow":
            self.send_response(200)
            self.send_header("Content-Length", str(len(BODY)))
            self.end_headers()
            self.wfile.write(BODY[:100])
            self.wfile.flush()
            time.sleep(4)
        elif kind == "busy":
            if times < 3:
                self.answer(429, Retry_After=0)
            else:
                self.answer(200, BODY)
        elif kind == "broken":
            self.answer(500)
        elif kind == "gone":
            self.answer(404)
        else:
            self.answer(200, {"page": PAGE, "half": zipped(BODY)[:5000], "whole": zipped(BODY),
                              "empty": b""}.get(kind, BODY))  # fmt: skip


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setattr(fetch, "WAIT", 0.01)
    monkeypatch.setattr(fetch, "PATIENCE", 1.5)
    Misbehaving.seen = []
    held = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Misbehaving)
    threading.Thread(target=held.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{held.server_port}"
    held.shutdown()
    held.server_close()


def source(server, kind, file="a.csv", **more):
    about = dict.fromkeys(
        ["kind", "title", "publisher", "licence", "version", "date", "steps"], "made"
    )
    address = f"{server}/{kind}/{file}"
    return Source(name=kind, topic="made", address=address, gives=[], **about | more)


def left(cache):
    return sorted(path.name for path in cache.rglob("*") if path.is_file())


def test_a_file_is_fetched_once_and_checked(server, tmp_path):
    said = []
    one = source(server, "good", sha256=hashlib.sha256(BODY).hexdigest(), size=len(BODY))
    path = fetch.fetch(one, tmp_path, said.append)
    assert path.read_bytes() == BODY and path == tmp_path / "made" / "good" / "a.csv"
    assert fetch.fetch(one, tmp_path, said.append) == path
    assert len(Misbehaving.seen) == 1 and not any("recorded" in line for line in said)


def test_a_file_without_a_recorded_checksum_says_its_own(server, tmp_path):
    said = []
    fetch.fetch(source(server, "whole", "a.zip"), tmp_path, said.append)
    assert said[-1].endswith(
        hashlib.sha256((tmp_path / "made/whole/a.zip").read_bytes()).hexdigest()
    )
    assert "nobody has recorded its checksum" in said[-1]


def test_a_download_that_is_cut_goes_on_where_it_stopped(server, tmp_path):
    path = fetch.fetch(source(server, "cut"), tmp_path, [].append)
    assert path.read_bytes() == BODY
    starts = [int(start.removeprefix("bytes=").rstrip("-") or 0) for _, start in Misbehaving.seen]
    assert starts == sorted(set(starts)) and len(starts) == 3 and starts[0] == 0


def test_a_busy_server_is_asked_again_when_it_says(server, tmp_path):
    said = []
    assert fetch.fetch(source(server, "busy"), tmp_path, said.append).read_bytes() == BODY
    assert len(Misbehaving.seen) == 3
    assert said[0] == "busy: the server answers 429; again in 0 seconds"


@pytest.mark.parametrize(
    ("kind", "file", "more", "says", "asked"),
    [
        ("gone", "a.csv", {}, "answers 404; has the publisher moved the file", 1),
        ("broken", "a.csv", {}, "answers 500", fetch.TRIES),
        ("slow", "a.csv", {}, "silent|cut", fetch.TRIES),
        ("page", "a.csv", {}, r"a page \(HTML\) in place of the file", 1),
        ("half", "a.zip", {}, "the zip is broken or cut short", 1),
        ("empty", "a.csv", {}, "an empty file", 1),
        ("other", "a.csv", {"sha256": "0" * 64}, "checksum was recorded: another version", 1),
        ("other", "a.csv", {"size": 5}, "bytes, 5 were recorded", 1),
    ],
)
def test_what_is_no_such_file_is_said_in_a_sentence_and_not_kept(
    server, tmp_path, kind, file, more, says, asked
):
    with pytest.raises(BuildError, match=says) as error:
        fetch.fetch(source(server, kind, file, **more), tmp_path, [].append)
    assert server in str(error.value) and "\n" not in str(error.value)
    assert [name for name in left(tmp_path) if not name.endswith(".part")] == []
    assert len(Misbehaving.seen) == asked


def test_a_server_that_is_not_there_is_said_too(tmp_path, monkeypatch):
    monkeypatch.setattr(fetch, "WAIT", 0.01)
    with pytest.raises(BuildError, match="connection could not be made"):
        fetch.fetch(source("http://127.0.0.1:9", "none"), tmp_path, [].append)


def test_the_command_names_what_it_cannot_fetch_and_goes_on(server, tmp_path, monkeypatch, capsys):
    folder = source(server, "tree", "x")
    folder = Source(**vars(folder) | {"address": f"{server}/tree/abc/folder"})
    known = [source(server, "gone"), folder, source(server, "good")]
    monkeypatch.setattr(fetch, "sources", lambda: known)
    assert fetch.main(["made", "--to", str(tmp_path)]) == 1
    told = capsys.readouterr()
    assert "gone: the server answers 404" in told.err
    assert "a folder, to be opened by hand" in told.out and "good/a.csv" in told.out
    assert fetch.main(["nothing"]) == 2
    assert fetch.main(["--list"]) == 0


# What is declared


def test_names_and_addresses_are_declared_once():
    declared = sources()
    assert len({one.name for one in declared}) == len(declared)
    for one in declared:
        assert one.address.startswith("https://") or one.kind in ("typed", "gone"), one.name
        assert one.sha256 is None or len(one.sha256) == 64
        assert one.kind in CLASSES and one.publisher and one.steps


def raw_files():
    """All files that the builders declare."""
    found = set()
    for module in pkgutil.iter_modules(raw.__path__):
        for value in vars(importlib.import_module(f"builders.raw.{module.name}")).values():
            several = value.values() if isinstance(value, dict) else value
            ones = several if isinstance(value, (dict, list, tuple)) else [value]
            found |= {one.path for one in ones if isinstance(one, Raw)}
    return found


def test_every_raw_file_has_a_source_and_every_source_a_use():
    assert {path for one in sources() for path in one.gives} == raw_files()
    used = {one.name for name in resources() for one in rebuilt_from(name)[1]}
    unused = {one.name for one in sources()} - used
    assert unused == {"ged-26.1"}, "the release that `make compare` takes"


@pytest.mark.parametrize("name", sorted(resources()))
def test_every_table_is_of_the_worst_class_of_its_sources(name):
    kind, made_from = rebuilt_from(name)
    built = resources()[name]["builder"]
    assert bool(made_from) == bool(built)
    order = list(CLASSES)
    assert order.index(kind) == max([order.index(s.kind) for s in made_from] or [2])


def test_few_tables_are_of_the_two_last_classes():
    last = [name for name in resources() if rebuilt_from(name)[0] in ("own", "gone")]
    assert sorted(last) == [
        "airwars_raqqa_monthly", "airwars_syria_monthly", "population_under_is",
        "population_under_is_districts",
    ]  # fmt: skip


def test_the_readme_says_how_many_tables_can_be_rebuilt():
    kinds = Counter(rebuilt_from(name)[0] for name in resources())
    text = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    said = (
        f"Of the {len(resources())} tables, {kinds['typed']} are typed from pages that each row"
        f" names, {kinds['publisher']} are built from the publisher's own file, {kinds['mirror']}"
        f" from a copy of it in a public repository (named by commit), {kinds['own']} from data"
        f" that may not be passed on, and for {kinds['gone']} a step was not kept."
    )
    assert said in text
    built = [name for name, one in resources().items() if one["builder"]]
    by_program = [
        name for name in built if all(one.by == "program" for one in rebuilt_from(name)[1])
    ]
    assert f"of the {len(built)} tables with a builder, {len(by_program)} come all the way" in text
