"""Several files changed as one, or not at all: lock, stage, journal, rename. The journal is also what undo reads.

Until the journal stands, nothing but staged files has been written. From then on the change can be finished from the
staged files or taken back from the journal, and whoever finds a journal does one of the two before anything else.

A person's editor knows no lock. What stands in a file's place is compared right before the rename, and what the rename displaced
is kept under a second name until the change is done and looked at once more: if it was edited, the change is taken back.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path, PurePosixPath

from qbank.bank import disk
from qbank.errors import BankError
from qbank.lazy import dataclass

KEPT = 20
"""So many changes can be taken back."""

PATIENCE = 120.0
"""Seconds to wait for other commands that are at work on the same bank: each of them takes its turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChange:
    """A file, named from the bank's folder on, as it was and as it is to be; None means no such file."""

    name: str
    before: bytes | None
    after: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """A file in a journal: what it held, and the digest of what it holds once the change is done."""

    name: str
    before: bytes | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Journal:
    """A change on disk; `drops` is the record that this change, an undo, takes out of the history."""

    command: str
    files: tuple[_Entry, ...]
    drops: str = ""
    kept: bool = True


def write_over(path: Path, data: bytes, *, before: bytes | None) -> None:
    """Write a file that is not a bank's own in the place of what it held; BankError if a person has edited that meanwhile."""
    entry = _Entry(name=path.name, before=before, after=_digest(data))
    try:
        disk.sync([_stage(path, data)])
        _replace(path.parent, entry, path)
        disk.sync([path.parent])
        _prove_displaced(entry, path)
    except BaseException:
        disk.remove(disk.beside(path, "new"))
        _take_back(entry, path)
        raise
    disk.remove(disk.beside(path, "old"))


def pending(root: Path) -> bool:
    """Say whether a change was cut short here, or is going on."""
    return _journal_path(root).exists()


@contextmanager
def locked(root: Path) -> Iterator[None]:
    """Hold the bank's lock; a change that was cut short is put right first. BankError if the lock is not available.

    The system gives a dead process's lock free. The holder may lock again.
    """
    from filelock import FileLock, Timeout

    with explained(root):
        folder = _private(root)
        lock = FileLock(folder / "lock", is_singleton=True)
        try:
            lock.acquire(timeout=PATIENCE)
        except Timeout:
            told, hint = "another qbank command is at work on this bank", "wait until it is done, then try again"
            raise BankError(told, hint=hint, where=str(root)) from None
    try:
        with explained(root):
            if not (folder / ".gitignore").exists():  # the folder stays out of the bank's own history
                disk.write_whole(folder / ".gitignore", b"*\n")
            _recover(root)
            _sweep(root)
        yield
    finally:
        lock.release()


@contextmanager
def explained(root: Path) -> Iterator[None]:
    """Turn the system's refusals into BankErrors that a person can act on."""
    try:
        yield
    except OSError as error:
        told, hint = f"cannot write: {error.strerror or error}", "the bank is as it was; mend this and try again"
        raise BankError(told, hint=hint, where=str(error.filename or root)) from error


def _private(root: Path) -> Path:
    """Return the folder of lock, journal and history, made if need be."""
    folder = root / ".qbank"
    if any(path.is_symlink() for path in (folder, folder / "lock", folder / "changes")):
        raise BankError(".qbank must not be a link", hint="remove it; qbank makes it anew", where=str(folder))
    disk.make_folder(folder)
    return folder


def _journal_path(root: Path) -> Path:
    return root / ".qbank" / "journal.json"


def apply(root: Path, command: str, files: tuple[FileChange, ...], *, kept: bool = True) -> None:
    """Make the change, all of it or nothing; the caller holds the lock. BankError says why it could not be.

    A change that is not `kept` cannot be taken back.
    """
    entries = tuple(_Entry(name=f.name, before=f.before, after=_digest(f.after)) for f in files)
    after = {f.name: f.after for f in files}
    _make(root, _Journal(command=command, files=entries, kept=kept), after)


def _make(root: Path, journal: _Journal, after: dict[str, bytes | None]) -> None:
    targets = {name: _target(root, name) for name in after}
    with explained(root):
        try:
            disk.sync([_stage(targets[n], data) for n, data in after.items() if data is not None])
            # What a file held is bytes; it stands there as text.
            told = json.dumps(asdict(journal), indent=1, default=lambda data: data.decode(errors="surrogateescape"))
            disk.write_whole(_journal_path(root), told.encode())
            _forward(root, journal)
        except BaseException:
            _give_up(root, journal)
            raise


def _give_up(root: Path, journal: _Journal) -> None:
    """Take a failed change back; if the disk refuses even that, leave the journal to the next command."""
    try:
        _back(root, journal)
    except OSError as error:
        if not pending(root):
            return
        told = f"a change was cut short: {error.strerror or error}"
        hint = "once this is mended, the next qbank command puts the bank right"
        raise BankError(told, hint=hint, where=str(error.filename or root)) from error


def _stage(target: Path, data: bytes) -> Path:
    disk.make_folder(target.parent)
    staged = disk.beside(target, "new")
    disk.write_new(staged, data, like=target)
    return staged


def _target(root: Path, name: str) -> Path:
    """Return the file that a name stands for, links followed; BankError if it is none of the bank's data files."""
    pure = PurePosixPath(name)
    good = pure.parts[:1] in {("questions",), ("exports",)} or len(pure.parts) == 1
    path = Path(os.path.realpath(root / name))
    inside = path.is_relative_to(os.path.realpath(root))
    if not good or pure.suffix != ".toml" or ".." in pure.parts or not inside:
        told, hint = (
            f"{name} leads outside the bank, where qbank writes nothing",
            "put the file itself in the place of the link",
        )
        raise BankError(told, hint=hint, where=str(root / name))
    return path


def _forward(root: Path, journal: _Journal) -> None:
    """Finish a change whose staged files are all there."""
    targets = [_target(root, entry.name) for entry in journal.files]
    for entry, target in zip(journal.files, targets, strict=True):
        _replace(root, entry, target)
    disk.sync(target.parent for target in targets if target.parent.is_dir())
    for entry, target in zip(journal.files, targets, strict=True):
        _prove_displaced(entry, target)
    _close(root, journal)
    with suppress(OSError):
        for target in targets:
            disk.remove(disk.beside(target, "old"))


def _replace(root: Path, entry: _Entry, target: Path) -> None:
    """Put the new file in its place, or take the old one away, unless a person has edited it since it was read."""
    place, staged, now = root / entry.name, disk.beside(target, "new"), disk.read(target)
    if _digest(now) == entry.after or not (entry.after is None or staged.exists()):
        # Done before, when the change was cut short; what a person has made of the new file since is theirs.
        return
    if now != entry.before:
        raise _Edited(entry.name)
    if now is not None and not (entry.after is None and place.is_symlink()):
        disk.keep(target, disk.beside(target, "old"))
        if _is_other(target, disk.beside(target, "old")):
            raise _Edited(entry.name)
    if entry.after is None:
        disk.remove(place)
    else:
        disk.rename(staged, target)
    _prove_displaced(entry, target)


def _is_other(target: Path, kept: Path) -> bool:
    """Say whether a file has been replaced since it was given its second name; False if it could not be given one."""
    try:
        return not target.samefile(kept)
    except FileNotFoundError:
        return kept.exists()


def _prove_displaced(entry: _Entry, target: Path) -> None:
    """Refuse to go on if what was displaced is not what the change was made of: an editor has saved in that very moment."""
    displaced = disk.read(disk.beside(target, "old"))
    if displaced is not None and displaced != entry.before:
        raise _Edited(entry.name)


class _Edited(BankError):  # noqa: N818 (what was edited is not an error of the program)
    """A person's editor has saved a file while it was being replaced: the edit stands, the change does not."""

    def __init__(self, name: str) -> None:
        hint = "the edit stands and nothing else was changed; run the command again"
        super().__init__(f"{name} was edited while this command wrote it", hint=hint, where=name)


def _close(root: Path, journal: _Journal) -> None:
    """Turn the journal into the newest record of the history, or take a record out if this was an undo."""
    history = root / ".qbank" / "changes"
    if journal.drops or not journal.kept:
        if journal.drops:
            disk.remove(history / journal.drops)
        # From here on there is no way back: should the journal stay, the next command sees that its change is done.
        with suppress(OSError):
            disk.remove(_journal_path(root))
    else:
        disk.make_folder(history)
        records = _records(root)
        number = int(records[-1].stem) + 1 if records else 1
        for old in records[: max(0, len(records) - KEPT + 1)]:
            disk.remove(old)
        disk.rename(_journal_path(root), history / f"{number:06}.json")
        # Should the disk lose this name, whoever finds the journal sees that its change is done.
        with suppress(OSError):
            disk.sync([history, root / ".qbank"])


def _records(root: Path) -> list[Path]:
    return sorted(p for p in (root / ".qbank" / "changes").glob("*.json") if p.stem.isdecimal())


def _back(root: Path, journal: _Journal) -> None:
    """Take back as much of a change as was made; a file that a person has edited meanwhile is left alone.

    What a rename displaced comes back as it is now, with what an editor has saved into it at the last moment.
    The staged files go first: without them nobody who finds the journal can finish the change instead.
    """
    targets = [(entry, _target(root, entry.name)) for entry in journal.files]
    for _, target in targets:
        disk.remove(disk.beside(target, "new"))
    for entry, target in targets:
        _take_back(entry, target)
    disk.remove(_journal_path(root))


def _take_back(entry: _Entry, target: Path) -> None:
    displaced = disk.beside(target, "old")
    if _digest(disk.read(target)) == entry.after and entry.after != _digest(entry.before):
        if disk.read(displaced) is not None:
            disk.rename(displaced, target)
        elif entry.before is None:
            disk.remove(target)
        else:
            disk.write_whole(target, entry.before)
    disk.remove(displaced)


def _recover(root: Path) -> None:
    """Put a change right that was cut short: finish it, unless that would overwrite someone's edit."""
    data = disk.read(_journal_path(root))
    if data is None:
        return
    journal = _loaded(_journal_path(root), data)
    if all(_can_finish(_target(root, entry.name), entry) for entry in journal.files):
        with suppress(_Edited):
            _forward(root, journal)
            return
    _back(root, journal)


def _sweep(root: Path) -> None:
    """Remove what a command had staged that died before its journal stood; the caller holds the lock."""
    for folder in ("", "questions/", "questions/*/", "exports/"):
        for stray in (*root.glob(f"{folder}.*.toml.qbank-new"), *root.glob(f"{folder}.*.toml.qbank-old")):
            disk.remove(stray)
    for stray in (root / ".qbank").glob(".*.qbank-new"):
        disk.remove(stray)


def _can_finish(target: Path, entry: _Entry) -> bool:
    now, staged = _digest(disk.read(target)), disk.read(disk.beside(target, "new"))
    unchanged = now == _digest(entry.before)
    if now == entry.after or entry.after is None:
        return now == entry.after or unchanged
    return not unchanged if staged is None else unchanged and _digest(staged) == entry.after


def undo(root: Path) -> str:
    """Take back the last change that is kept; return what it was. The caller holds the lock.

    BankError if there is none, or if one of its files was edited since.
    """
    records = _records(root)
    if not records:
        raise BankError("there is no change to take back", where=str(root))
    record = _loaded(records[-1], records[-1].read_bytes())
    now = {entry.name: disk.read(_target(root, entry.name)) for entry in record.files}
    edited = [entry.name for entry in record.files if _digest(now[entry.name]) != entry.after]
    if edited:
        told = f"{edited[0]} was edited after “{record.command}”: taking that back would lose the edit"
        hint = "put the file back as that command left it, or change what you want by hand"
        raise BankError(told, hint=hint, where=edited[0])
    entries = tuple(_Entry(name=e.name, before=now[e.name], after=_digest(e.before)) for e in record.files)
    journal = _Journal(command=f"undo {record.command}", files=entries, drops=records[-1].name)
    _make(root, journal, {entry.name: entry.before for entry in record.files})
    return record.command


def _digest(data: bytes | None) -> str | None:
    from hashlib import sha256

    return None if data is None else sha256(data).hexdigest()


def _loaded(path: Path, data: bytes) -> _Journal:
    try:
        made = json.loads(data)
        files = []
        for file in made["files"]:
            before = None if file["before"] is None else file["before"].encode(errors="surrogateescape")
            files.append(_Entry(name=str(file["name"]), before=before, after=file["after"]))
        drops = PurePosixPath(made["drops"]).name
        return _Journal(command=str(made["command"]), files=tuple(files), drops=drops, kept=bool(made["kept"]))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        told = f"the record of a change cannot be read: {error}"
        hint = "move this file away; the data files themselves are in questions/"
        raise BankError(told, hint=hint, where=str(path)) from error
