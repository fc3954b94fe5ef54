"""Who publishes at an address: names of hosts, and the table `hosts` that says whose they are."""

import re
from urllib.parse import urlsplit


def bare(host):
    """A host without what only says how it is served: 'www.example.org' -> 'example.org'."""
    return re.sub(r"^(www|amp|m)\.", "", host)


def host_of(page):
    """The bare host of an address: 'https://www.example.org/a' -> 'example.org'."""
    return bare(urlsplit(page).hostname)


def publishers(load):
    """The names of the table `hosts`: dict host -> publisher. `load` reads the table."""
    return load("hosts").set_index("host")["publisher"].to_dict()
