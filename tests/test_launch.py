"""Launch links appear only where the configuration names a public address."""

from urllib.parse import parse_qs, urlsplit

from bookmaking.launch import links

HERE = {"repository_url": "https://github.com/someone/the-book/", "repository_branch": "release"}


def test_without_an_address_there_is_no_link():
    assert links({}, "notebooks/mosul") == []
    assert links({"launch_buttons": {"jupyterhub_url": "https://hub.example"}}, "x") == []


def test_binder_opens_the_chapter():
    ((name, address),) = links(HERE, "notebooks/mosul")
    assert name == "Binder"
    assert address.startswith("https://mybinder.org/v2/gh/someone/the-book/release?")
    assert parse_qs(urlsplit(address).query) == {"urlpath": ["lab/tree/notebooks/mosul.ipynb"]}


def test_a_hub_pulls_the_book_and_opens_the_chapter():
    buttons = {"jupyterhub_url": "https://hub.example/", "binderhub_url": ""}
    ((name, address),) = links({**HERE, "launch_buttons": buttons}, "notebooks/mosul")
    assert name == "your JupyterHub"
    assert address.startswith("https://hub.example/hub/user-redirect/git-pull?")
    assert parse_qs(urlsplit(address).query) == {
        "repo": ["https://github.com/someone/the-book"],
        "branch": ["release"],
        "urlpath": ["lab/tree/the-book/notebooks/mosul.ipynb"],
    }
