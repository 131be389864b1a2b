"""Lines of bytes beside the engines, read by number where they stand: in a fraction of the time of the engine's own store."""

from __future__ import annotations

import mmap
import os
import struct
import sys
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

_NUMBER = struct.Struct("<Q")
_SPAN = struct.Struct("<QQ")


class Lines:
    """Lines written one after the other, then the place where each ends, then how many there are."""

    def __init__(self, data: bytes | mmap.mmap) -> None:
        """Take what `write` wrote. ValueError: it is something else."""
        if len(data) < _SPAN.size:
            raise ValueError("no lines are kept here")
        (count,) = _NUMBER.unpack_from(data, len(data) - _NUMBER.size)
        self._data, self._count = data, int(count)
        self._places = len(data) - (count + 2) * _NUMBER.size
        if self._places < 0:
            raise ValueError("the lines that were kept here are cut short")

    def __len__(self) -> int:
        """Return how many lines there are."""
        return self._count

    def line(self, n: int) -> bytes:
        """Return line n, the first being 0."""
        start, end = _SPAN.unpack_from(self._data, self._places + 8 * n)
        return self._data[start:end]


def write(lines: Iterable[bytes], path: Path | None = None) -> Lines:
    """Keep these lines in this file, or in memory."""
    if path is None:
        kept = BytesIO()
        _write(lines, kept)
        return Lines(kept.getvalue())
    with path.open("wb") as file:
        _write(lines, file)
        file.flush()
        os.fsync(file.fileno())
    return opened(path)


def opened(path: str | Path) -> Lines:
    """Return the lines that are kept in this file; ValueError or OSError when they cannot be read."""
    with open(path, "rb") as file:  # noqa: PTH123 (text or a Path)
        return Lines(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


def _write(lines: Iterable[bytes], file: BinaryIO) -> None:
    from array import array  # here, since a search that only reads takes hardly longer than this import

    at = 0
    places = array("Q", [at])
    for line in lines:
        at += file.write(line)
        places.append(at)
    if sys.byteorder == "big":
        places.byteswap()
    file.write(places.tobytes())
    file.write(_NUMBER.pack(len(places) - 1))
