"""A disk that fails on demand: the process is killed, or the call is refused, at any call that touches the bank's folder.

Python tells an audit hook of every file it opens, renames or removes, whoever asks for it; `os.write` and `os.fsync`
tell nobody, so they are wrapped. Nothing here can be taken back: arm a process that is about to end.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.chmod", "os.link", "os.symlink"}  # fmt: skip
READS = {"os.listdir", "os.scandir"}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

Fault = Callable[[str, str], None]
"""What happens in the place of a call, given its name and its file."""


def arm(root: Path, fault: Fault, *, reads: bool = False) -> None:
    """Have `fault` called before every call that changes something below root, and with `reads` before those that read."""
    top = os.path.realpath(root)

    def below(path: object) -> bool:
        return isinstance(path, str | bytes | os.PathLike) and os.path.realpath(os.fsdecode(path)).startswith(top)  # fmt: skip

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event == "open":
            writing = bool((args[2] or 0) & _WRITING)
            if (writing or reads) and below(args[0]):
                fault("open" if writing else "read", os.fsdecode(args[0]))
        elif (event in CHANGES or (reads and event in READS)) and args and below(args[0]):
            fault(event, os.fsdecode(args[0]))

    real = os.write

    def write(handle: int, data: bytes) -> int:
        if handle > 2:
            fault("write", "")
        return real(handle, data)

    def fsync(_: int) -> None:
        # Left out: no machine goes down here, and it takes longer than all the rest.
        fault("fsync", "")

    setattr(os, "write", write)  # noqa: B010 (to the type checker it is a constant)
    setattr(os, "fsync", fsync)  # noqa: B010
    sys.addaudithook(hook)


def counting(report: int) -> Fault:
    """Return a fault that changes nothing, and writes a byte to a file handle for each call."""
    real = os.write

    def count(name: str, path: str) -> None:
        real(report, f"{name} {path}\n".encode(errors="replace"))

    return count


def kill_at(number: int) -> Fault:
    """Return the fault that ends the process, as kill -9 does, before the call of that number (from 0)."""
    return _at(number, lambda *_: _die())


def refuse_at(number: int, code: int, *, for_good: bool) -> Fault:
    """Return the fault that refuses the call of that number with an error code, and with `for_good` all later ones."""
    return _at(number, lambda _, path: _refuse(code, path), for_good=for_good)


def _at(number: int, fault: Fault, *, for_good: bool = False) -> Fault:
    seen = 0

    def call(name: str, path: str) -> None:
        nonlocal seen
        seen += 1
        if seen - 1 == number or (for_good and seen > number):
            fault(name, path)

    return call


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _refuse(code: int, path: str) -> NoReturn:
    raise OSError(code, os.strerror(code), path or None)


def tear_at(number: int) -> None:
    """Have the write of that number (from 0) stop in its middle, and the process with it."""
    real, seen = os.write, 0

    def write(handle: int, data: bytes) -> int:
        nonlocal seen
        if handle <= 2:
            return real(handle, data)
        seen += 1
        if seen - 1 < number:
            return real(handle, data)
        real(handle, bytes(data)[: len(data) // 2])
        _die()
        return 0

    setattr(os, "write", write)  # noqa: B010
