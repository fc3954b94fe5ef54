"""What pyproject.toml cannot say: Leaflet goes where JupyterLab serves it, for the notebooks' maps.

helpers/draw/parts/lab.js asks for it there.
"""

import os
from pathlib import Path

import xstatic.pkg.leaflet
from setuptools import Distribution, setup

PLACE = "share/jupyter/labextensions/book-leaflet/static"
FOLDER = Path(os.path.relpath(xstatic.pkg.leaflet.BASE_DIR))  # absolute paths are refused


class WithData(Distribution):
    """Setuptools asks for `has_data` in an editable install, and has no such method."""

    has_data = Distribution.has_data_files


setup(
    distclass=WithData,
    data_files=[
        (PLACE, [(FOLDER / name).as_posix() for name in ("leaflet.js", "leaflet.css")]),
        (f"{PLACE}/images", sorted(path.as_posix() for path in FOLDER.glob("images/*"))),
    ],
)
