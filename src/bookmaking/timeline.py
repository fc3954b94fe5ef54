"""The timeline in a page: a list of all events, whole without a script, filtered with one."""

import functools
import itertools

from bookmaking.markup import node
from helpers.judge.claims import CHAPTERS
from helpers.judge.timeline import AFTER


def timeline_nodes(env, rows):
    """The nodes of the timeline: a table with a body for each year."""

    def chapters(row):
        """(name, address) of an event's chapters; no address where one is not in the book."""
        to = functools.partial(env.app.builder.get_relative_uri, env.docname)
        names = {slug: f"notebooks/{slug}" for slug in row["chapters"]}
        return [
            (CHAPTERS[slug], to(name) if name in env.found_docs else "")
            for slug, name in names.items()
        ]

    years = itertools.groupby(rows, lambda row: row["date"][:4])
    return [
        node(
            "timeline.html",
            years={year: list(found) for year, found in years},
            chapters=chapters,
            after=AFTER,
        )
    ]
