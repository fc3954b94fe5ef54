"""Each numbered figure as a small page of its own, to stand in a frame of a learning platform.

It is drawn by the same scripts and styles as in the book, and links back to where the book has it.
"""

import zlib
from importlib.metadata import version
from pathlib import Path

from bookmaking.markup import render

ENDING = "-embed.html"  # after the figure's id
SUPPLY = ("palette.css", "book.css", "book.js")


def note(env, anchor, **figure):
    """Keep what the page of a figure shows; it is written when the figures have their numbers.

    figure: `meta`, what templates/figure.html asks for, `data` (the address of its CSV file),
    `told` and `licence` (as ``figures.credited`` has them), `boundaries` (whether it is a map).
    """
    kept = ("id", "kind", "height", "title", "subtitle", "subtitle_live", "text")
    meta = {key: figure["meta"].get(key) for key in kept}
    env.metadata[env.docname].setdefault("book_embeds", {})[anchor] = {**figure, "meta": meta}


def pages(app, folder):
    """{path in the site: page} of the figures of all pages; addresses start in `folder`."""
    site, env = Path(app.outdir), app.env
    supply = [
        (name, f"../_static/{name}?v={zlib.crc32((site / '_static' / name).read_bytes()):08x}")
        for name in SUPPLY
    ]
    book = {
        "language": app.config.language,
        "title": app.config.html_title or app.config.project,
        "disclaimer": app.config.html_theme_options.get("disclaimer", ""),
    }
    found = {}
    for docname, noted in sorted(env.metadata.items()):
        numbers = env.toc_fignumbers.get(docname, {}).get("figure", {})
        for anchor, figure in noted.get("book_embeds", {}).items():
            found[f"{folder}/{figure['meta']['id']}{ENDING}"] = render(
                "embed.html",
                **figure,
                book=book,
                supply=supply,
                vega=version("vl-convert-python"),  # as theme/page.html has it
                number=".".join(map(str, numbers[anchor])),
                chapter=env.titles[docname].astext(),
                home=f"../{app.builder.get_target_uri(docname)}",
            )
    return found
