"""Who publishes at an address: names of hosts, and the table `hosts` that says whose they are."""

import re
from urllib.parse import urlsplit

from helpers.tables import read


def bare(host: str) -> str:
    """A host without what only says how it is served: 'www.example.org' -> 'example.org'."""
    return re.sub(r"^(www|amp|m)\.", "", host)


def host_of(page: str) -> str:
    """The bare host of an address: 'https://www.example.org/a' -> 'example.org'."""
    return bare(urlsplit(page).hostname)


def publishers(load: read.Load) -> dict[str, str]:
    """The names of the table `hosts`: dict host -> publisher. `load` reads the table."""
    return load("hosts").set_index("host")["publisher"].to_dict()
