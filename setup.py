"""What pyproject.toml cannot say: files that go outside the packages.

Leaflet goes where JupyterLab serves it, for the notebooks' maps: helpers/draw/parts/lab.js asks for
it there. The tables go along where the book is installed away from its folder.
"""

import os
import sys
from pathlib import Path

import xstatic.pkg.leaflet
from setuptools import Distribution, setup

PLACE = "share/jupyter/labextensions/book-leaflet/static"
TABLES = "share/conflict-in-maps-and-data"
FOLDER = Path(os.path.relpath(xstatic.pkg.leaflet.BASE_DIR))  # absolute paths are refused


class WithData(Distribution):
    """Setuptools asks for `has_data` in an editable install, and has no such method."""

    has_data = Distribution.has_data_files


# An editable install reads the folder itself.
folders = [] if "editable_wheel" in sys.argv else [p for p in Path("data").rglob("*") if p.is_dir()]
tables = [
    (
        f"{TABLES}/{folder.as_posix()}",
        [f.as_posix() for f in sorted(folder.iterdir()) if f.is_file()],
    )
    for folder in (Path("data"), *sorted(folders))
    if folders
]

setup(
    distclass=WithData,
    data_files=[
        (PLACE, [(FOLDER / name).as_posix() for name in ("leaflet.js", "leaflet.css")]),
        (f"{PLACE}/images", sorted(path.as_posix() for path in FOLDER.glob("images/*"))),
        *tables,
    ],
)
