"""What all kinds of handouts share: where they are written, and their templates."""

import functools
from pathlib import Path

import jinja2

from bookmaking import markup
from course.read import ROOT

TEACH = ROOT / "_build" / "teach"
TEMPLATES = Path(__file__).parent / "templates"


def template(name: str) -> jinja2.Template:
    """A file of templates/; what it is given is escaped."""
    return _environment().get_template(name)


@functools.cache
def _environment():
    made = markup.environment(TEMPLATES)
    made.filters |= {name: functools.partial(_written, name) for name in ("html", "inline")}
    return made


def _written(kind, text):
    """The book's prose, by the function of that name."""
    from teaching import figures  # reads the chapters, which few templates need

    return markup.Markup(getattr(figures, kind)(text))
