"""Build, compare or seal the tables in data/.

python -m builders RAW [TOPIC ...]          build (all topics if none is named), then seal
python -m builders --check RAW [TOPIC ...]  build in memory and compare with data/, byte by byte
python -m builders --seal [TABLE ...]       after an honest edit: check, then new checksums
"""

import argparse
import importlib
import sys
from collections.abc import Iterable
from pathlib import Path

from builders import common
from helpers.tables.check import DataError
from helpers.tables.read import data_folder, resources


def topics() -> list[str]:
    """Topics that have a builder, as the catalogue names them."""
    return sorted({one["builder"] for one in resources().values() if one["builder"]})


def build(raw: Path, names: Iterable[str]) -> None:
    """Build and write the named topics, one after the other."""
    for topic in names:
        rendered = _rendered(raw, topic)
        common.write_tables(rendered)
        size = sum(map(len, rendered.values()))
        print(f"{topic}: {len(rendered)} tables and layers written, {size / 1024:,.0f} KB")


def compare(raw: Path, names: Iterable[str]) -> int:
    """Build the named topics in memory; the number of files in data/ that differ."""
    differ = 0
    for topic in names:
        rendered = _rendered(raw, topic)
        for name, content in rendered.items():
            path = resources()[name]["path"]
            told = common.difference(content, data_folder() / path)
            if told:
                differ += 1
                print(f"data/{path} {told}")
        print(f"{topic}: {len(rendered)} tables and layers compared with the evidence")
    return differ


def _rendered(raw, topic):
    try:
        module = importlib.import_module(f"builders.{topic}")
    except ModuleNotFoundError as error:
        if error.name != f"builders.{topic}":
            raise
        known = ", ".join(topics())
        raise common.BuildError(f"there is no builder {topic!r}; topics: {known}") from None
    return common.build_topic(topic, module, raw)


def main(arguments: list[str] | None = None) -> int | None:
    """Run the command line; the exit code."""
    parser = argparse.ArgumentParser("python -m builders", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument("--seal", action="store_true", help="renew checksums of edited tables")
    parser.add_argument("names", nargs="*", metavar="RAW TOPIC | TABLE")
    options = parser.parse_args(arguments)
    try:
        if options.seal:
            for name in set(options.names) - set(resources()):
                raise common.BuildError(f"the catalogue has no table {name!r}")
            changed = common.seal(options.names or None)
            print("sealed: " + (", ".join(changed) if changed else "nothing had changed"))
            return 0
        if not options.names:
            parser.error("name the folder of raw evidence")
        raw = Path(options.names[0])
        if not raw.is_dir():
            raise common.BuildError(f"{raw} is not a folder of raw evidence")
        names = options.names[1:] or topics()
        if options.check:
            return 1 if compare(raw, names) else 0
        build(raw, names)
        return 0
    except (common.BuildError, DataError) as error:
        print(f"builders: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
