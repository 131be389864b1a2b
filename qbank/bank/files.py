"""Files that are not a bank's data: sheets to write, notes to read."""

from __future__ import annotations

import sys
from pathlib import Path

from qbank.bank import change
from qbank.errors import QbankError, SourceError

LARGEST = 256 << 20
"""So many bytes a file may have that someone sent."""


def write_file(path: Path, data: bytes, *, force: bool) -> bool:
    """Write a rendered file, never in half; return whether it had to be written.

    QbankError if there is another file by that name and no `force`, or if it cannot be written.
    """
    try:
        path = path.resolve() if path.is_symlink() else path
        if path.exists() and not path.is_file() and not path.is_dir():
            path.write_bytes(data)
            return True
        before = change.read(path)
        if before == data:
            return False
        if before is not None and not force:
            raise QbankError(
                f"{path} is there already, and differs",
                hint="--force replaces it; -o FILE writes another",
                where=str(path),
            )
        change.make_folder(path.parent)
        change.write_whole(path, data)
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise QbankError(
            f"cannot write {path}: {reason}", hint="name another with -o", where=str(path)
        ) from error
    return True


def read_source(source: Path | str) -> bytes:
    """Return what a file holds, standard input for `-`; SourceError if it cannot be read."""
    try:
        data = _read(source)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SourceError(
            f"{source} cannot be read: {reason}", hint="check the path and its permissions", where=str(source)
        ) from error
    if len(data) > LARGEST:
        raise SourceError(
            f"{source} cannot be read: it has more than {LARGEST >> 20} MB",
            hint="give it in smaller parts",
            where=str(source),
        )
    return data


def _read(source: Path | str) -> bytes:
    """Return what a file holds, or so much of it that it is known to be too large: a device has no end."""
    if str(source) == "-":
        return sys.stdin.buffer.read(LARGEST + 1)
    with Path(source).open("rb") as handle:
        return handle.read(LARGEST + 1)
