"""The book is built anywhere, by anyone, twice, and is the same to the byte."""

import re
import shutil
from importlib.metadata import version

import pytest
from repository import ROOT, files, make, packages

ODD = 'Mein Buch #1, 100% \u00e4 "x" it\'s $HOME & [draft]'


def content(site):
    """{path: bytes} of all files of a built site."""
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in site.rglob("*")
        if path.is_file()
    }


@pytest.mark.thorough
def test_a_copy_in_an_odd_folder_builds_the_same_site_after_a_failure_and_again(site, tmp_path):
    folder = tmp_path / ODD
    for path in files():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / path, folder / path)
    (folder / "requirements.lock").write_text("# nothing: see packages()\n", encoding="utf-8")
    (tmp_path / "file").touch()
    offered = {"PYTHONPATH": str(packages(tmp_path)), "PIP_NO_INDEX": "1"}
    odd = {**offered, "TZ": "Asia/Kathmandu", "LC_ALL": "C", "PYTHONHASHSEED": "7", "umask": 0o077,
           "HOME": str(tmp_path / "file" / "home")}  # fmt: skip

    contents = folder / "_toc.yml"
    right = contents.read_text(encoding="utf-8")
    contents.write_text(right.replace("notebooks/spread", "notebooks/absent"), encoding="utf-8")
    failed = make(folder, "book", **odd)
    assert failed.returncode != 0
    assert "notebooks/absent" in failed.stderr, failed.stdout + failed.stderr
    assert "Open it in a browser" not in failed.stdout

    contents.write_text(right, encoding="utf-8")
    built = make(folder, "book", **odd)
    assert (built.returncode, built.stderr) == (0, ""), built.stdout + built.stderr
    said = built.stdout.splitlines()
    assert said[-1].startswith("The book is built. Open it in a browser: ")
    assert said[-1].endswith(f"{folder}/_build/html/index.html") and len(said) == 2
    one = content(folder / "_build" / "html")

    again = make(folder, "book", TZ="UTC", LC_ALL="C.UTF-8", PYTHONHASHSEED="1", **offered)
    assert again.returncode == 0 and len(again.stdout.splitlines()) == 2 and again.stderr == ""
    two = content(folder / "_build" / "html")
    assert sorted(one) == sorted(two)
    assert [name for name in one if one[name] != two[name]] == []
    here = content(site)
    assert [name for name in one if one[name] != here.get(name)] == []

    assert make(folder, "clean").returncode == 0
    assert not (folder / "_build").exists() and (folder / ".venv").is_dir()
    assert make(folder, "clean-all").returncode == 0
    assert not (folder / ".venv").exists() and not list((folder / "src").glob("*.egg-info"))


def test_the_libraries_that_pages_ask_for_are_named_by_their_version(site):
    page = (site / "index.html").read_text(encoding="utf-8")
    assert f'data-vega="{version("vl-convert-python")}"' in page
    for map_ in (site / "_figures").glob("*.html"):
        links = re.findall(r'(?:src|href)="([^"]+\.(?:js|css)[^"]*)"', map_.read_text("utf-8"))
        named = [link for link in links if "?v=" in link or re.search(r"[0-9a-f]{12}\.js$", link)]
        assert len(links) >= 3 and links == named
