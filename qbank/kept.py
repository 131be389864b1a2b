"""A file of a cache: found whole, of this program and of this user, or not found. It can be deleted at any time.

What stands in it is plain: texts, numbers, lists and tables of them. It can name no code, so that reading one cannot run any.
"""

from __future__ import annotations

import io
import os
import pickle
import zlib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

WRONG = (pickle.UnpicklingError, ValueError, TypeError, LookupError, AttributeError, EOFError, MemoryError)
"""What reading something that is not a cache may raise."""


def read(path: Path, made_by: str) -> bytes:
    """Return what a file holds. OSError if it is not there or another user's, ValueError if it is damaged or made by another."""
    with path.open("rb") as file:
        status = os.fstat(file.fileno())
        if hasattr(os, "getuid") and status.st_uid != os.getuid():
            raise PermissionError("this is another user's")
        head, body = file.readline(), file.read()
    if head != _head(made_by, body):
        raise ValueError("damaged, or of another version")
    return body


def write(path: Path, made_by: str, body: bytes) -> None:
    """Write a file whole or not at all; OSError if it cannot be written."""
    import tempfile

    path.parent.mkdir(parents=True, exist_ok=True)
    handle, new = tempfile.mkstemp(prefix="new-", dir=path.parent)
    try:
        with open(handle, "wb") as file:  # noqa: PTH123 (a handle)
            file.writelines((_head(made_by, body), body))
        Path(new).replace(path)
    except BaseException:
        Path(new).unlink(missing_ok=True)
        raise


def _head(made_by: str, body: bytes) -> bytes:
    return f"qbank {made_by} {len(body)} {zlib.crc32(body):08x}\n".encode()


def values(path: Path, made_by: str) -> Any:  # noqa: ANN401 (what was kept)
    """Return the plain values that a file holds, None if it is not there or anything is wrong with it."""
    with suppress(OSError, *WRONG):
        return _Plain(io.BytesIO(read(path, made_by))).load()
    return None


def keep(path: Path, made_by: str, given: object) -> None:
    """Keep plain values; where nothing can be written nothing is kept."""
    with suppress(OSError):
        write(path, made_by, pickle.dumps(given, protocol=5))


class _Plain(pickle.Unpickler):
    """Reads plain values; whatever is named is refused."""

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401
        """Refuse every name of code."""
        raise pickle.UnpicklingError(f"{module}.{name} has no place in a cache")


def program(files: Iterable[Path]) -> str:
    """Return what tells the program in these files from another: one reads as sound what is a fault to the next."""
    told = []
    for path in files:
        status = path.stat()
        told.append((path.name, status.st_size, status.st_mtime_ns))
    return f"{zlib.crc32(repr(told).encode()):08x}"
