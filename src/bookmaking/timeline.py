"""The timeline in a page: a list of all events, whole without a script, filtered with one."""

import itertools

from bookmaking.catalogue import address
from bookmaking.gazetteer import page_of
from bookmaking.markup import node
from helpers.judge.claims import CHAPTERS
from helpers.judge.timeline import AFTER


def timeline_nodes(env, rows):
    """The nodes of the timeline: a table with a body for each year."""

    def chapters(row):
        """(name, address) of an event's chapters; no address where one is not in the book."""
        pages = {slug: f"notebooks/{slug}" for slug in row["chapters"]}
        return [
            (CHAPTERS[slug], address(env, page) if page in env.found_docs else "")
            for slug, page in pages.items()
        ]

    def place(row):
        """The address of the page of an event's place, if it has one."""
        return page_of(env, row["place"])

    years = itertools.groupby(rows, lambda row: row["date"][:4])
    years = {year: list(found) for year, found in years}
    return [node("timeline.html", years=years, chapters=chapters, place=place, after=AFTER)]
