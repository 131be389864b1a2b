"""The few calls that change a disk. Whatever happens between two of them, `change` can put right."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

_WINDOWS = os.name == "nt"
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)


def write_new(path: Path, data: bytes, *, like: Path) -> None:
    """Write a new file in the place of any other; `like` is the file whose permissions it takes over."""
    remove(path)
    handle = os.open(path, _NEW, 0o666)
    try:
        if hasattr(os, "fchmod") and (mode := _mode(like)):
            os.fchmod(handle, mode)
        left = memoryview(data)
        while left:
            left = left[os.write(handle, left) :]
    finally:
        os.close(handle)


def _mode(path: Path) -> int | None:
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        return None


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
