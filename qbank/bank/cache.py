"""What was read of data files and found sound, kept in the user's cache folder: only a file that changed is read and checked again.

One file a folder of data. It holds, by name, a file's stamp (path, size, times, number on the disk) and its records as plain
values. It is thrown away when it is of another version, not this user's, or differs by a byte from what was written; nothing in it
can name code, for the reader knows no names but those of the records themselves. A file that changed a moment ago is not kept:
it could change once more and look the same.
"""

from __future__ import annotations

import atexit
import io
import os
import pickle
import time
import zlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import fields, is_dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from qbank import kept as kept_files
from qbank import model
from qbank.bank import contents
from qbank.bank.place import user_caches

Records = dict[str, Any]
Stamp = tuple[str, int, int, int, int]
"""Path, size, times of the last change of content and of anything (nanoseconds), and the file's number on its disk."""

_FORMAT = 1
_MOMENT = 100_000_000
"""Nanoseconds: a file changed so shortly ago may change once more and still show the same times."""


class Cache:
    """The records that are kept of one folder's data files."""

    def __init__(self, folder: Path) -> None:
        self._home = _home(folder)
        self._kept: dict[str, tuple[Stamp, bytes]] = {}
        self._sound: str = ""
        self._changed = False
        with suppress(OSError, *kept_files.WRONG):
            self._kept, self._sound = _opened(self._home)

    def get(self, name: str, stamp: Stamp | None) -> Records | None:
        """Return what is kept of a file in this state; None if nothing is."""
        kept = self._kept.get(name)
        if kept is None or kept[0] != stamp:
            return None
        try:
            found = _loaded(kept[1])
        except kept_files.WRONG:
            return None
        return found if isinstance(found, dict) else None

    def put(self, name: str, stamp: Stamp | None, records: Records) -> None:
        """Keep what was read of a file, whose stamp was taken before it was read."""
        now = time.time_ns()
        if stamp is not None and not any(abs(now - moment) < _MOMENT for moment in stamp[2:4]):
            self._kept[name], self._changed = (stamp, _dumped(records)), True

    def is_sound(self, names: Iterable[str]) -> bool:
        """Say whether these files, as they are kept, were found to agree with each other."""
        return bool(self._sound) and self._sound == self._told(names)

    def keep(self, names: Iterable[str] | None = None, *, sound: bool = False) -> None:
        """Write what has changed; with `names` the files of these names only, found to agree with each other if `sound`."""
        if names is not None:
            wanted = [*names]
            told = self._told(wanted) if sound else ""
            self._changed |= told != self._sound or len(self._kept) != len(wanted)
            self._sound = told
            self._kept = {name: self._kept[name] for name in wanted if name in self._kept}
        if self._changed:
            self._changed = False
            with suppress(OSError):
                kept_files.write(self._home, _program(), pickle.dumps((self._kept, self._sound), protocol=5))

    def _told(self, names: Iterable[str]) -> str:
        """Return what tells one state of these files from any other; empty if one of them is not kept."""
        stamps = [self._kept[name][0] if name in self._kept else None for name in names]
        return "" if None in stamps else f"{len(stamps)} {zlib.crc32(repr(stamps).encode()):08x}"


@lru_cache(maxsize=16)
def of_outlines(folder: Path) -> Cache:
    """Return what is kept of the outlines in a folder; it is written when the program ends."""
    made = Cache(folder)
    atexit.register(made.keep)
    return made


def stamp(path: Path) -> Stamp | None:
    """Return the state that a file is in; None if there is none."""
    try:
        named = str(path)
        status = os.stat(named)  # noqa: PTH116 (thousands of files)
    except OSError:
        return None
    return (named, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def _home(folder: Path) -> Path:
    root = folder.resolve()
    name = "".join(c if c.isalnum() and c.isascii() else "-" for c in root.name)[:40]
    return user_caches() / "checked" / f"{name}-{zlib.crc32(os.fsencode(root)):08x}"


def _opened(home: Path) -> tuple[dict[str, tuple[Stamp, bytes]], str]:
    kept, sound = _loaded(kept_files.read(home, _program()))
    return dict(kept), str(sound)


@lru_cache(maxsize=1)
def _program() -> str:
    """Return what tells this program's reading of files from another's."""
    here = Path(__file__).parent
    told = kept_files.program((*sorted(here.glob("*.py")), *sorted((here.parent / "model").glob("*.py"))))
    return f"{_FORMAT} {told}"


@lru_cache(maxsize=1)
def _makers() -> dict[str, Callable[..., object]]:
    """Return how each kind of record is made of its fields' values, by the kind's name."""
    kinds = [kind for module in (model, contents) for kind in vars(module).values() if _is_record(kind)]
    return {kind.__name__: _maker(kind) for kind in kinds}


def _is_record(kind: object) -> bool:
    return isinstance(kind, type) and is_dataclass(kind)


def _maker(kind: type) -> Callable[..., object]:
    """Return what makes a record without its slow constructor, which sets each field by name."""
    setters = [vars(kind)[field.name].__set__ for field in fields(kind)]
    new = object.__new__

    def make(*values: object) -> object:
        made: object = new(kind)
        for put, value in zip(setters, values, strict=True):
            put(made, value)
        return made

    return make


class _Kind:
    """Stands in a pickle for the maker of a kind of record."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self) -> None:
        """Do nothing: what is called when the pickle is read is the maker of this name."""


class _Pickler(pickle.Pickler):
    """Writes records as calls of their makers, which are named by kind."""

    def __init__(self, file: io.BytesIO) -> None:
        super().__init__(file, protocol=5)
        self._kinds = {name: _Kind(name) for name in _makers()}

    def persistent_id(self, obj: Any) -> str | None:  # noqa: ANN401 (pickle's)
        """Return the name of a kind of record, None for any value."""
        return obj.name if type(obj) is _Kind else None

    def reducer_override(self, obj: Any) -> Any:  # noqa: ANN401
        """Return how a record is made; pickle knows plain values itself, and anything else is a mistake."""
        kind = type(obj)
        if kind.__name__ not in self._kinds:
            raise pickle.PicklingError(f"a {kind.__name__} has no place in a cache")
        return self._kinds[kind.__name__], tuple(getattr(obj, field.name) for field in fields(kind))


class _Unpickler(pickle.Unpickler):
    """Reads plain values and records; whatever else is named is refused."""

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401
        """Refuse every name of code."""
        raise pickle.UnpicklingError(f"{module}.{name} has no place in a cache")

    def persistent_load(self, pid: Any) -> Any:  # noqa: ANN401
        """Return the maker of a kind of record."""
        return _makers()[pid]


def _dumped(records: Records) -> bytes:
    made = io.BytesIO()
    _Pickler(made).dump(records)
    return made.getvalue()


def _loaded(body: bytes) -> Any:  # noqa: ANN401 (what was kept)
    return _Unpickler(io.BytesIO(body)).load()
