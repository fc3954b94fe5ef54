"""The files that a zoomable map carries with it: its scripts, its style sheets, its page."""

from pathlib import Path

import jinja2

FOLDER = Path(__file__).parent


def source(name: str) -> str:
    """The text of a script or a style sheet."""
    return (FOLDER / name).read_text(encoding="utf-8")


def template(name: str) -> jinja2.Template:
    """A Jinja template of this folder, in which `source` reads a file beside it."""
    return _TEMPLATES.get_template(name)


_TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(FOLDER),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.globals["source"] = source
