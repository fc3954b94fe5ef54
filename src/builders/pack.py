"""Pack the raw files that may be passed on into one archive with checksums, to publish it.

    make pack RAW=folder         writes _build/raw-evidence.zip

A file is packed if every source it is made from has a licence that allows it; the others are
listed with the reason. The same files give the same bytes.
"""

import argparse
import hashlib
import sys
import zipfile
from pathlib import Path

from builders.common import BuildError, require
from helpers.tables.sources import sources

OPEN = {"CC-BY-4.0", "CC-BY-3.0", "CC-BY-IGO", "CC-BY-SA-4.0", "public-domain", "copernicus"}
DATE = (1980, 1, 1, 0, 0, 0)  # one for all: bytes that do not change from day to day
ABOUT = """Raw files of "Islamic State in Iraq and Syria: the conflict in maps and data".
Each is under the licence of its publisher, named below; steps tells what was done to it.

"""


def may_be_packed() -> tuple[dict[str, list], dict[str, str]]:
    """({raw file: its sources}, {raw file: why it stays here})."""
    made: dict[str, list] = {}
    for one in sources():
        for path in one.gives:
            made.setdefault(path, []).append(one)
    stays = {
        path: "; ".join(f"{one.name}: {one.licence}" for one in ones if one.licence not in OPEN)
        for path, ones in made.items()
    }
    stays = {path: why for path, why in stays.items() if why}
    return {path: ones for path, ones in made.items() if path not in stays}, stays


def pack(raw: Path, to: Path) -> dict[str, str]:
    """Write the archive; {raw file: why it is not in it}. BuildError if a file is missing."""
    chosen, stays = may_be_packed()
    missing = ", ".join(path for path in sorted(chosen) if not (raw / path).is_file())
    require(not missing, f"{raw}: these raw files are missing: {missing}")
    sums, about = [], [ABOUT]
    to.parent.mkdir(parents=True, exist_ok=True)
    part = to.with_suffix(".part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:

        def put(name, content):
            entry = zipfile.ZipInfo(name, DATE)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, content)

        for path in sorted(chosen):
            for file in _with_listed(raw / path):
                content, name = file.read_bytes(), file.relative_to(raw).as_posix()
                put(name, content)
                sums.append(f"{hashlib.sha256(content).hexdigest()}  {name}")
            about += [
                f"{path}: {one.publisher}, {one.title} ({one.licence}). {one.address} {one.steps}"
                for one in chosen[path]
            ]
        put("SHA256SUMS", "\n".join(sums) + "\n")
        put("README.txt", "\n".join(about) + "\n")
    part.replace(to)
    return stays


def _with_listed(file):
    """The file; of a manifest also the files beside it, which it lists."""
    return sorted(file.parent.iterdir()) if file.name == "manifest.csv" else [file]


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; 2 if a file is missing."""
    parser = argparse.ArgumentParser("python -m builders.pack", description=__doc__.split("\n")[0])
    parser.add_argument("raw", type=Path, help="the folder of raw files")
    parser.add_argument("--to", type=Path, default=Path("_build/raw-evidence.zip"))
    asked = parser.parse_args(arguments)
    try:
        stays = pack(asked.raw, asked.to)
    except BuildError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{asked.to}: {asked.to.stat().st_size / 1e6:.1f} MB")
    for path, why in sorted(stays.items()):
        print(f"not packed: {path} ({why})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
