"""The files beside the pages: libraries, colours, pictures, data. All come from this machine."""

import json
import shutil
from pathlib import Path

import vl_convert
import xstatic.pkg.leaflet
import yaml
from myst_nb.sphinx_ext import add_global_html_resources
from sphinx.util import logging

from bookmaking import cards, embed, outside
from bookmaking.figures import FOLDER
from bookmaking.frames import FRAME_SCRIPT
from helpers.draw import palette
from helpers.draw.figures import VEGALITE_VERSION
from helpers.tables.read import data_folder

THEME = Path(__file__).parent / "theme"
# One file a concern; joined, in this order, they are the one script and the one style of a page.
PARTS = {
    "js": "page words load theme contents tables filters charts maps failures draw controls menu"
    " cards quick slides print",
    "css": "base page words figures controls tables boxes code claims home search filters data"
    " places reference slides print",
}
logger = logging.getLogger(__name__)


def prepare_site(app):
    """Before the pages: write the scripts and styles that they name by checksum."""
    if app.builder.format == "html":
        shutil.rmtree(Path(app.outdir) / "_sources", ignore_errors=True)  # of an older build
        static = Path(app.outdir) / "_static"
        _write(static / "palette.css", palette.css())
        for ending in PARTS:
            _write(static / f"book.{ending}", joined(ending))
        add_global_html_resources(app, None)  # myst-nb's own come too late otherwise


def write_assets(app, exception):
    """Write what pages point to, once they all stand."""
    if exception or app.builder.format != "html":
        return
    site = Path(app.outdir)
    static = site / "_static"
    _write(site / ".nojekyll", "")  # without it GitHub Pages leaves out folders such as _static
    _write(static / "vendor" / "vega.js", vega_bundle())
    _write(static / "vendor" / "frame.js", FRAME_SCRIPT.read_text(encoding="utf-8"))
    leaflet, own = static / "vendor" / "leaflet", Path(xstatic.pkg.leaflet.BASE_DIR)
    for name in ("leaflet.js", "leaflet.css"):
        text = (own / name).read_text(encoding="utf-8")
        _write(leaflet / name, text.split("\n//# sourceMappingURL")[0])
    shutil.copytree(own / "images", leaflet / "images", dirs_exist_ok=True)
    write_figures(app, site)
    _write(site / cards.FILE, cards.script(app))
    outside.write_report(site)  # last: it reads all pages, and says that the build is done


def joined(ending):
    """The parts of the theme's script ("js") or style ("css") as one text."""
    files = [THEME / ending / f"{name}.{ending}" for name in PARTS[ending].split()]
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    if ending == "css":
        return text
    return f'(() => {{\n"use strict";\n\nconst CITED = {json.dumps(cited())};\n{text}}})();\n'


def cited():
    """How the book asks to be cited, for the scripts of its pages."""
    told = yaml.safe_load((data_folder().parent / "CITATION.cff").read_text(encoding="utf-8"))
    authors = "; ".join(author["name"] for author in told["authors"])
    year, licence = told["date-released"].year, told["license"].replace("-", " ")
    own = {"authors": authors, "year": year, "licence": licence}
    return {"title": told["title"], "version": told["version"], **own}


def write_figures(app, site):
    """The files of all figures, the tables they name, and nothing left from another build."""
    files, tables = {}, set()
    for _, noted in sorted(app.env.metadata.items()):
        texts, paths = noted.get("book_files", ({}, set()))
        files |= texts
        tables |= paths
    shutil.rmtree(site / FOLDER, ignore_errors=True)
    for path, text in (files | embed.pages(app, FOLDER)).items():
        _write(site / path, text)
    for path in sorted(tables | {"data/datapackage.json"} if tables else tables):
        source = Path(app.srcdir) / path
        if not source.is_file():
            logger.warning("a figure names the table %s, which is not there", path)
            continue
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, site / path)


def vega_bundle():
    """Vega, Vega-Lite and Vega-Embed as one classic script that leaves one name: vegaEmbed."""
    bundle = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", VEGALITE_VERSION)
    return f"(function () {{\n{bundle}\n}})();\n"


def _write(path, text):
    """Write bytes, or text as UTF-8; a CSV file begins with the mark by which Excel knows that."""
    path.parent.mkdir(parents=True, exist_ok=True)
    form = "utf-8-sig" if path.suffix == ".csv" else "utf-8"
    path.write_bytes(text if isinstance(text, bytes) else text.encode(form))
