"""A file of a cache: found whole, of this program and of this user, or not found. It can be deleted at any time.

What stands in it is plain: texts, numbers, lists and tables of them. It can name no code, so that reading one cannot run any.
"""

from __future__ import annotations

import io
import os
import pickle
import struct
import zlib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO

WRONG = (pickle.UnpicklingError, ValueError, TypeError, LookupError, AttributeError, EOFError, MemoryError)
"""What reading something that is not a cache may raise."""


def read(path: Path, made_by: str) -> bytes:
    """Return what a file holds. OSError if it is not there or another user's, ValueError if it is damaged or made by another."""
    with path.open("rb") as file:
        _refuse_others(file)
        head, body = file.readline(), file.read()
    if head != _head(made_by, body):
        raise ValueError("damaged, or of another version")
    return body


def _refuse_others(file: BinaryIO) -> None:
    if hasattr(os, "getuid") and os.fstat(file.fileno()).st_uid != os.getuid():
        raise PermissionError("this is another user's")


def write(path: Path, made_by: str, body: bytes) -> None:
    """Write a file whole or not at all; OSError if it cannot be written."""
    _write(path, (_head(made_by, body), body))


def _write(path: Path, parts: Iterable[bytes]) -> None:
    import tempfile

    path.parent.mkdir(parents=True, exist_ok=True)
    handle, new = tempfile.mkstemp(prefix="new-", dir=path.parent)
    try:
        with open(handle, "wb") as file:  # noqa: PTH123 (a handle)
            file.writelines(parts)
        Path(new).replace(path)
    except BaseException:
        Path(new).unlink(missing_ok=True)
        raise


def _head(made_by: str, body: bytes) -> bytes:
    return f"qbank {made_by} {len(body)} {zlib.crc32(body):08x}\n".encode()


def values(path: Path, made_by: str) -> Any:  # noqa: ANN401 (what was kept)
    """Return the plain values that a file holds, None if it is not there or anything is wrong with it."""
    with suppress(OSError, *WRONG):
        return Plain(io.BytesIO(read(path, made_by))).load()
    return None


def keep(path: Path, made_by: str, given: object) -> None:
    """Keep plain values; where nothing can be written nothing is kept."""
    with suppress(OSError):
        write(path, made_by, pickle.dumps(given, protocol=5))


class Plain(pickle.Unpickler):
    """Reads plain values; whatever is named is refused."""

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401
        """Refuse every name of code."""
        raise pickle.UnpicklingError(f"{module}.{name} has no place in a cache")


def program(files: Iterable[Path]) -> str:
    """Return what tells the program in these files from another: one reads as sound what is a fault to the next."""
    told = [(path.name, (status := path.stat()).st_size, status.st_mtime_ns) for path in files]
    return f"{zlib.crc32(repr(told).encode()):08x}"


class Parts:
    """A file of many parts, of which only those are read that are asked for; each has a checksum of its own.

    A line says who made it; then stand the table, which is read at once, where each part stands, and the parts.
    """

    def __init__(self, path: Path, made_by: str) -> None:
        """Open a file. OSError if it is not there or another user's, ValueError if it is damaged or made by another."""
        self._file = path.open("rb")
        _refuse_others(self._file)
        head = self._file.readline(_LONGEST_HEAD)
        size, places = (int(one) for one in head.split()[-3:-1])
        body = self._file.read(size + places)
        if head != _parted_head(made_by, body[:size], body[size:]):
            raise ValueError("damaged, or of another version")
        self.table = Plain(io.BytesIO(body[:size])).load()
        self._places, self._start = body[size:], self._file.tell()
        self._turn = Lock()

    def part(self, n: int) -> bytes:
        """Return part n, the first being 0; ValueError or OSError if it is damaged or cannot be read."""
        start, size, total = _PLACE.unpack_from(self._places, n * _PLACE.size)
        with self._turn:
            self._file.seek(self._start + start)
            found = self._file.read(size)
        if zlib.crc32(found) != total:
            raise ValueError("damaged")
        return found


def write_parts(path: Path, made_by: str, table: object, parts: Iterable[bytes]) -> None:
    """Write a file of parts whole or not at all; OSError if it cannot be written."""
    told, places, body, at = pickle.dumps(table, protocol=5), bytearray(), [], 0
    for part in parts:
        places += _PLACE.pack(at, len(part), zlib.crc32(part))
        at += len(part)
        body.append(part)
    _write(path, [_parted_head(made_by, told, bytes(places)), told, bytes(places), *body])


_PLACE = struct.Struct("<QII")
"""Where a part stands: from which byte on, how many, and their checksum."""
_LONGEST_HEAD = 400


def _parted_head(made_by: str, table: bytes, places: bytes) -> bytes:
    return f"qbank {made_by} {len(table)} {len(places)} {zlib.crc32(places, zlib.crc32(table)):08x}\n".encode()
