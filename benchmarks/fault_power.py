"""A machine that goes down: a process that is killed leaves what it wrote, a power cut only what the disk had confirmed.

The calls of a command are written down while it runs. For each of them the disk is then put together anew as it could
be found if the power had gone right after that call: what was confirmed by fsync is there; of the rest, file contents
may be gone or cut short, and names may be the old ones, in any combination.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fault_kills import Row, judge, some
from fault_scenes import Scene, ended, fresh, in_child

Op = tuple[str, ...]
Found = tuple[frozenset[str], frozenset[tuple[str, bytes]]]
"""The folders and the files that a power cut left."""


def record(root: Path, log: Path) -> None:
    """Write down every call that changes the disk below root; arm a process that is about to end."""
    recorder = _Recorder(root, log)
    for name in ("open", "write", "replace", "link", "unlink", "mkdir", "fsync"):
        setattr(os, name, getattr(recorder, name))


class _Recorder:
    """The calls of `os` that change a disk, each written down once it is done; fsync only that."""

    def __init__(self, root: Path, log: Path) -> None:
        self._top = os.path.realpath(root)
        self._out = os.open(log, os.O_CREAT | os.O_TRUNC | os.O_WRONLY | os.O_APPEND, 0o600)
        self._open, self._write, self._replace, self._link, self._unlink, self._mkdir = (
            os.open, os.write, os.replace, os.link, os.unlink, os.mkdir,
        )  # fmt: skip
        self._handles: dict[int, str] = {}

    def _note(self, *op: str) -> None:
        if op[1].startswith(self._top):
            self._write(self._out, (json.dumps(op) + "\n").encode())

    def open(self, path: Any, flags: int, *args: Any, **kwargs: Any) -> int:  # noqa: ANN401 (whatever os takes)
        """Open a file; a new one is written down."""
        handle = self._open(path, flags, *args, **kwargs)
        self._handles[handle] = _full(path)
        if flags & os.O_CREAT:
            self._note("create", _full(path))
        return handle

    def write(self, handle: int, data: bytes) -> int:
        """Write to a file."""
        done = self._write(handle, data)
        if handle in self._handles:
            self._note("write", self._handles[handle], bytes(data[:done]).hex())
        return done

    def replace(self, old: Any, new: Any, **_: Any) -> None:  # noqa: ANN401
        """Rename a file."""
        self._replace(old, new)
        self._note("rename", _full(old), _full(new))

    def link(self, old: Any, new: Any, **_: Any) -> None:  # noqa: ANN401
        """Give a file a second name."""
        self._link(old, new)
        self._note("link", _full(old), _full(new))

    def unlink(self, path: Any, **_: Any) -> None:  # noqa: ANN401
        """Remove a file."""
        self._unlink(path)
        self._note("remove", _full(path))

    def mkdir(self, path: Any, *args: Any, **_: Any) -> None:  # noqa: ANN401
        """Make a folder."""
        self._mkdir(path, *args)
        self._note("mkdir", _full(path))

    def fsync(self, handle: int) -> None:
        """Confirm a file or a folder: here nothing goes to the disk."""
        self._note("sync", self._handles[handle])


def _full(path: Any) -> str:  # noqa: ANN401
    return str(Path(os.path.realpath(Path(path).parent)) / Path(path).name)


@dataclass(slots=True)
class _File:
    """A file's content as written, and as confirmed."""

    written: bytes = b""
    confirmed: bytes = b""


@dataclass(slots=True)
class Disk:
    """A folder as it could be found: names as confirmed, names changed since, and what the files hold."""

    names: dict[str, _File] = field(default_factory=dict)
    folders: set[str] = field(default_factory=set)
    now: dict[str, _File] = field(default_factory=dict)
    pending: list[tuple[Op, _File | None]] = field(default_factory=list)

    @classmethod
    def of(cls, root: Path) -> Disk:
        """Return a folder, all of it confirmed."""
        made = cls(folders={str(root), *(str(p) for p in root.rglob("*") if p.is_dir())})
        for path in root.rglob("*"):
            if path.is_file():
                made.names[str(path)] = _File(path.read_bytes(), path.read_bytes())
        made.now = dict(made.names)
        return made

    def do(self, op: Op) -> None:
        """Carry out a call as the running system sees it; a sync confirms."""
        match op:
            case ("write", path, data):
                self.now[path].written += bytes.fromhex(data)
            case ("sync", path) if path in self.now:
                self.now[path].confirmed = self.now[path].written
            case ("sync", path):
                self._confirm(path)
            case ("mkdir", _):
                self.pending.append((op, None))
            case ("create", path):
                if path not in self.now:
                    self.now[path] = _File()
                    self.pending.append((op, self.now[path]))
            case ("remove", path):
                self.pending.append((op, self.now.pop(path)))
            case ("link", old, new):
                self.now[new] = self.now[old]
                self.pending.append((op, self.now[new]))
            case ("rename", old, new):
                self.now[new] = self.now.pop(old)
                self.pending.append((op, self.now[new]))

    def _confirm(self, folder: str) -> None:
        """Make the names of a folder last; so does every earlier change of them."""
        left = []
        for op, file in self.pending:
            if any(os.path.dirname(path) == folder for path in op[1:]):  # noqa: PTH120 (a string, not a path)
                _name(self.names, self.folders, op, file)
            else:
                left.append((op, file))
        self.pending = left

    def found(self, choose: random.Random, *, kept: float) -> Found:
        """Return the folder as the power cut left it; each thing that was not confirmed is kept with this probability."""
        names, folders = dict(self.names), set(self.folders)
        for op, file in self.pending:
            if choose.random() < kept:
                _name(names, folders, op, file)
        return frozenset(folders), frozenset((path, _content(file, choose, kept)) for path, file in names.items())


def _put(found: Found, root: Path) -> None:
    """Write a folder as it was found; what stands in no folder is gone with it."""
    folders, files = found
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    for folder in sorted(folders):
        if os.path.dirname(folder) in folders or folder == str(root):  # noqa: PTH120
            Path(folder).mkdir(exist_ok=True)
    for path, data in files:
        if Path(path).parent.is_dir():
            Path(path).write_bytes(data)


def _name(names: dict[str, _File], folders: set[str], op: Op, file: _File | None) -> None:
    match op:
        case ("mkdir", path):
            folders.add(path)
        case ("remove", path):
            names.pop(path, None)
        case ("rename", old, new) if file is not None:
            names.pop(old, None)
            names[new] = file
        case ("create", path) | ("link", _, path) if file is not None:
            names[path] = file


def _content(file: _File, choose: random.Random, kept: float) -> bytes:
    if file.confirmed == file.written or choose.random() < kept:
        return file.written
    return choose.choice((b"", file.written[: len(file.written) // 2], b"\0" * len(file.written)))


def power_cuts(scenes: Sequence[Scene], work: Path, *, share: float, times: int, rng: random.Random) -> Iterator[Row]:
    """Yield the row of power cuts: after each call of each command, everything kept, everything lost, and mixtures.

    Two cuts that leave the same are one.
    """
    row, began = Row(what="power cut after a disk call"), time.monotonic()
    root = Path(os.path.realpath(work))
    for scene in scenes:
        fresh(scene.start, work)
        log = Path(f"{work}.ops")
        child = in_child(scene.argv, work, lambda log=log: record(work, log))  # type: ignore[misc]
        assert ended(child, work).code == 0
        ops: list[Op] = [tuple(json.loads(line)) for line in log.read_text("utf-8").splitlines()]
        seen: set[Found] = set()
        for number in some(len(ops), share, rng):
            for kept in (0.0, 1.0, *[0.5] * times):
                fresh(scene.start, work)
                disk = Disk.of(root)
                for op in ops[: number + 1]:
                    disk.do(op)
                left = disk.found(rng, kept=kept)
                if left in seen:
                    continue
                seen.add(left)
                _put(left, root)
                row.tried += 1
                row.hit += bool(disk.pending)
                judge(scene, work, row, f"{scene.name}, power cut after {number} {ops[number][:2]}, kept {kept}")
    row.seconds = time.monotonic() - began
    yield row
