"""Data frames out of R's own files (.rda, .rds), as pandas has them.

    read_frames(Path("population.rda"))    # {"population": DataFrame}

The form is that of R's manual "R Internals", serialization formats, versions 2 and 3 in XDR, which
is what save() and saveRDS() write, packed by gzip, bzip2 or xz or not at all. Code, environments
and the like are passed over or refused; numbers, texts, dates and factors are read.
"""

import bz2
import gzip
import lzma
import struct
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from builders.common import BuildError

NO_INTEGER = -(2**31)
NOTHING = {254, 253, 252, 251, 247, 242, 241}  # NULL, base and global environments, missing
LISTS = {2, 5, 6, 17, 239, 240}  # cells of a list: attributes, tag, value, the rest
NUMBERS = {10: ">i4", 13: ">i4", 14: ">f8", 15: ">c16", 24: "u1"}
PACKED = ((b"\x1f\x8b", gzip.decompress), (b"BZh", bz2.decompress), (b"\xfd7zXZ", lzma.decompress))


@dataclass
class Vector:
    """A vector of R with its attributes (names, class, levels)."""

    values: Any
    attributes: dict = field(default_factory=dict)

    def told(self, name: str) -> list:
        """The members of an attribute, [] if there is none."""
        found = self.attributes.get(name)
        return [*found.values] if isinstance(found, Vector) else []


def read_frames(path: Path) -> dict[str, pd.DataFrame]:
    """{name: DataFrame} of all data frames in a file; a .rds file has one, named "".

    BuildError, with the file's name, for what is no such file, is cut short or holds no data frame.
    """
    try:
        content = path.read_bytes()
        for mark, unpack in PACKED:
            if content.startswith(mark):
                content = unpack(content)
        named = content.startswith((b"RDX2\n", b"RDX3\n"))
        found = _Reader(content[5 if named else 0 :]).whole()
    except (OSError, EOFError, zlib.error, lzma.LZMAError):
        raise BuildError(f"{path.name}: the file cannot be unpacked; is it cut short?") from None
    except (struct.error, IndexError, _Odd) as error:
        raise BuildError(f"{path.name}: no file of R that can be read ({error})") from None
    objects = dict(found) if named else {"": found}
    frames = {name: _frame(one) for name, one in objects.items() if _is_frame(one)}
    if not frames:
        raise BuildError(f"{path.name}: the file holds no data frame")
    return frames


class _Odd(ValueError):
    """What the reader does not know."""


class _Reader:
    def __init__(self, content):
        self.content, self.place, self.known = content, 0, []

    def whole(self):
        if self.take(2) != b"X\n":
            raise _Odd("its form is not XDR")
        version, _, _ = self.integers(3)
        if version == 3:
            self.take(self.integer())  # the writer's encoding
        return self.item()

    def take(self, count):
        if count < 0 or self.place + count > len(self.content):
            raise _Odd("it is cut short")
        self.place += count
        return self.content[self.place - count : self.place]

    def integers(self, count):
        return struct.unpack(f">{count}i", self.take(4 * count))

    def integer(self):
        return self.integers(1)[0]

    def length(self):
        count = self.integer()
        if count == -1:  # more than 2**31 members
            high, low = struct.unpack(">2I", self.take(8))
            count = high * 2**32 + low
        return count

    def item(self):
        flags = self.integer()
        kind, levels = flags & 0xFF, flags >> 12
        has_attributes, has_tag = flags & 0x200, flags & 0x400
        if kind in NOTHING:
            return None
        if kind == 255:
            return self.known[(flags >> 8 or self.integer()) - 1]
        if kind == 1:
            self.known.append(self.item())
            return self.known[-1]
        if kind in LISTS:
            return self.pairs(kind, has_attributes, has_tag)
        if kind == 9:
            return self.text(levels)
        if kind == 238:
            return self.packed()
        if kind == 4:
            return self.environment()
        if kind in (249, 250):
            self.integer()
            self.known.append([self.item() for _ in range(self.integer())])
            return self.known[-1]
        return self.vector(kind, has_attributes)

    def pairs(self, kind, has_attributes, has_tag):
        """[(tag, value)] of a list, whose cells name the rest, so that long ones do not nest."""
        found = []
        while True:
            if has_attributes or kind in (239, 240):
                self.item()
            tag = self.item() if has_tag else None
            found.append((tag, self.item()))
            flags = struct.unpack_from(">i", self.content, self.place)[0]
            kind, has_attributes, has_tag = flags & 0xFF, flags & 0x200, flags & 0x400
            if kind not in LISTS:
                rest = self.item()
                return found if rest is None else [*found, (None, rest)]
            self.place += 4

    def text(self, levels):
        count = self.integer()
        if count == -1:
            return None
        return self.take(count).decode("latin-1" if levels & 4 else "utf-8", "replace")

    def vector(self, kind, has_attributes):
        if kind in NUMBERS:
            form = np.dtype(NUMBERS[kind])
            count = self.length()
            values = np.frombuffer(self.take(count * form.itemsize), form).astype(
                form.newbyteorder("=")
            )
        elif kind in (16, 19, 20):
            values = [self.item() for _ in range(self.length())]
        else:
            raise _Odd(f"an object of R's kind {kind} is in it")
        told = self.item() if has_attributes else None
        found = Vector(values, dict(told or []))
        if kind == 10:
            found.attributes.setdefault("", "logical")
        return found

    def environment(self):
        self.integer()
        self.known.append(None)
        for _ in range(4):
            self.item()

    def packed(self):
        """A vector that R stores by a rule: a sequence, numbers as text, or one with a wrapper."""
        info, state, told = self.item(), self.item(), self.item()
        name = info[0][1]
        if name in ("compact_intseq", "compact_realseq"):
            count, first, step = state.values
            values = first + step * np.arange(int(count))
            values = values.astype("int32") if name == "compact_intseq" else values
        elif name == "deferred_string":
            values = [_as_text(one) for one in state[0][1].values]
        elif name.startswith("wrap_"):
            inside = state[0][1] if isinstance(state, list) else state.values[0]
            return Vector(inside.values, inside.attributes | dict(told or []))
        else:
            raise _Odd(f"a vector of R's kind {name} is in it")
        return Vector(values, dict(told or []))


def _as_text(number):
    if number == NO_INTEGER or number != number:
        return None
    return str(int(number)) if number == int(number) else repr(float(number))


def _is_frame(one):
    return isinstance(one, Vector) and "data.frame" in one.told("class")


def _frame(one):
    return pd.DataFrame({name: _column(v) for name, v in zip(one.told("names"), one.values)})


def _column(one):
    if not isinstance(one, Vector):
        return None
    kinds, values = one.told("class"), one.values
    if "factor" in kinds:
        levels = one.told("levels")
        return [levels[v - 1] if v != NO_INTEGER else None for v in values]
    if isinstance(values, list):
        return [v.values[0] if isinstance(v, Vector) and len(v.values) == 1 else v for v in values]
    if "Date" in kinds or "POSIXct" in kinds:
        unit = "D" if "Date" in kinds else "s"
        days = pd.Series(values, dtype="float64").replace(float(NO_INTEGER), None)
        return pd.to_datetime(days.astype("float64"), unit=unit)
    if values.dtype.kind == "i":
        whole = pd.array(values, dtype="Int64")
        whole[values == NO_INTEGER] = pd.NA
        return whole.astype("boolean") if one.attributes.get("") == "logical" else whole
    return values
