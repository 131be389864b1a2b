"""The disk: what a bank's changes are made of, sheets to write, and notes to read. Nothing is ever there in half."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from qbank.errors import QbankError, SourceError

_WINDOWS = os.name == "nt"
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)


def write_new(path: Path, data: bytes, *, like: Path) -> None:
    """Write a new file in the place of any other; `like` is the file whose permissions it takes over."""
    remove(path)
    handle = os.open(path, _NEW, 0o666)
    try:
        if hasattr(os, "fchmod"):
            with suppress(FileNotFoundError):
                os.fchmod(handle, stat.S_IMODE(like.stat().st_mode))
        left = memoryview(data)
        while left:
            left = left[os.write(handle, left) :]
    finally:
        os.close(handle)


def make_folder(path: Path) -> None:
    """Make a folder and those above it, if need be, and have the disk confirm that they are there."""
    made = [folder for folder in (path, *path.parents) if not folder.exists()]
    path.mkdir(parents=True, exist_ok=True)
    sync(folder.parent for folder in reversed(made))


def rename(old: Path, new: Path) -> None:
    """Put a file in another's place, in one step."""
    old.replace(new)


def remove(path: Path) -> None:
    """Remove a file, which need not exist."""
    path.unlink(missing_ok=True)


def keep(path: Path, kept: Path) -> None:
    """Give a file a second name, so that what it holds outlives its being replaced; some file systems have no such names."""
    remove(kept)
    with suppress(OSError, NotImplementedError):
        kept.hardlink_to(path)


def sync(paths: Iterable[Path]) -> None:
    """Have the disk confirm what is in files, and the names in folders; Windows does the latter by itself.

    Many files are written first and confirmed then: that is several times faster than one by one.
    """
    for path in dict.fromkeys(paths):
        if _WINDOWS and path.is_dir():
            continue
        handle = os.open(path, os.O_RDWR if _WINDOWS else os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def read(path: Path) -> bytes | None:
    """Return what a file holds, None if there is no such file."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is never there in half: a new file beside it, then a rename."""
    staged = beside(path, "new")
    try:
        write_new(staged, data, like=path)
        sync([staged])
        rename(staged, path)
    except BaseException:
        remove(staged)
        raise
    sync([path.parent])


def beside(path: Path, what: str) -> Path:
    """Return the name of a file's companion, which no reader of data files looks at."""
    return path.with_name(f".{path.name}.qbank-{what}")


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
        before = read(path)
        if before == data:
            return False
        if before is not None and not force:
            told, hint = f"{path} is there already, and differs", "--force replaces it; -o FILE writes another"
            raise QbankError(told, hint=hint, where=str(path))
        make_folder(path.parent)
        write_whole(path, data)
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise QbankError(f"cannot write {path}: {reason}", hint="name another with -o", where=str(path)) from error
    return True


def read_source(source: Path | str) -> bytes:
    """Return what a file holds, standard input for `-`; SourceError if it cannot be read."""
    try:
        data = _read(source)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        told = f"{source} cannot be read: {reason}"
        raise SourceError(told, hint="check the path and its permissions", where=str(source)) from error
    if len(data) > LARGEST:
        told = f"{source} cannot be read: it has more than {LARGEST >> 20} MB"
        raise SourceError(told, hint="give it in smaller parts", where=str(source))
    return data


def _read(source: Path | str) -> bytes:
    """Return what a file holds, or so much of it that it is known to be too large: a device has no end."""
    if str(source) == "-":
        return sys.stdin.buffer.read(LARGEST + 1)
    with Path(source).open("rb") as handle:
        return handle.read(LARGEST + 1)
