"""Bank -> data files: what differs is written, as one change."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from qbank.errors import BankError, ReadOnlyError
from qbank.model import Bank
from qbank.place import Place, data_files, is_shared
from qbank.store import change, disk
from qbank.store.change import FileChange
from qbank.store.data import documents, group
from qbank.store.edit import edit
from qbank.store.faults import problem, references
from qbank.store.load import assemble, decoded, parse
from qbank.store.write import Document, document

_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]|^[. ]|[. ]$')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
EMPTY = Document()


def save(place: Place, bank: Bank, *, base: Bank, command: str) -> tuple[Path, ...]:
    """Write what differs between the bank as it was loaded (`base`) and as it is now; return the files changed.

    All files change together or none does. ReadOnlyError for the shipped bank; BankError if the bank is faulty, if a
    file was changed by somebody else since it was loaded, or if the disk refuses.
    """
    if place.shipped:
        raise ReadOnlyError(
            "the bank that comes with qbank cannot be changed",
            hint="run `qbank init DIR` first",
            where=str(place.root),
        )
    old, new = _differing(base, bank)
    if not old and not new:
        return ()
    _sound(bank, new.keys() - old.keys())
    if not place.questions.is_dir():
        raise BankError(
            f"the bank is gone from {place.root}", hint="put the folder back", where=str(place.root)
        )
    with change.locked(place.root):
        names = sorted(old.keys() | new.keys())
        files = tuple(_file_change(place, n, old.get(n, EMPTY), new.get(n, EMPTY)) for n in names)
        change.apply(place.root, command, files)
    return tuple(place.root / file.name for file in files)


def _differing(base: Bank, bank: Bank) -> tuple[dict[str, Document], dict[str, Document]]:
    """Return the files of both banks that differ; equal episodes are not even looked at twice."""
    before = {episode.id: episode for episode in base.episodes}
    equal = {e.id for e in bank.episodes if before.get(e.id) == e}
    old, new = (
        documents(replace(one, episodes=tuple(e for e in one.episodes if e.id not in equal)))
        for one in (base, bank)
    )
    names = [name for name in old | new if old.get(name, EMPTY) != new.get(name, EMPTY)]
    return ({n: old[n] for n in names if n in old}, {n: new[n] for n in names if n in new})


def _sound(bank: Bank, added: set[str]) -> None:
    """Refuse a bank that could not be loaded again, or whose files could not stand on every system."""
    if faults := list(references(bank)):
        problems = tuple(problem(fault, None) for fault in faults)
        raise BankError(
            f"this would break the bank: {problems[0]}", problems=problems, where=problems[0].where
        )
    seen: dict[str, str] = {}
    for episode in bank.episodes:
        folded = episode.id.casefold()
        if folded in seen:
            raise BankError(f"episodes {seen[folded]} and {episode.id} would be one file", hint="rename one")
        seen[folded] = episode.id
    for name in added:
        _, inner, id_ = name.removeprefix("questions/").removesuffix(".toml").partition("/")
        if inner and not is_file_name(id_):
            raise BankError(f"{id_!r} cannot be the name of a file", hint="use letters, digits and hyphens")


def is_file_name(name: str) -> bool:
    """Say whether a name can be a file's on every system."""
    return not (not name or _UNSAFE.search(name) or _RESERVED.fullmatch(name) or len(name.encode()) > 200)


def _file_change(place: Place, name: str, old: Document, new: Document) -> FileChange:
    """Return what is to be done to a file; BankError if it does not hold what it held when the bank was loaded."""
    path = place.root / name
    before = disk.read(path)
    text = decoded(name, path) if before is not None else None
    if text is None and is_shared(name):
        shared = data_files(place).get(name)
        known = _held(name, decoded(name, shared)) if shared else EMPTY
    else:
        known = _held(name, text) if text is not None else EMPTY
    if known != old:
        raise BankError(
            f"{name} was changed by somebody else since it was read",
            hint="nothing was written; run the command again",
            where=name,
        )
    return FileChange(name=name, before=before, after=_after(name, text, old, new))


def _held(name: str, text: str) -> Document:
    """Return what a file's text holds, as a document."""
    return documents(assemble({name: parse(name, text)})).get(name, EMPTY)


def _after(name: str, text: str | None, old: Document, new: Document) -> bytes | None:
    """Return the file's new bytes, proved to hold what they should; None if the file is to go."""
    if group(name) == "episodes" and new == EMPTY:
        return None
    made = document(new) if text is None else edit(text, old, new)
    if not made.strip() and not is_shared(name):
        return None
    data = encoded(name, made)
    prove(name, lambda: _held(name, made) == new)
    return data


def encoded(name: str, text: str) -> bytes:
    """Return a text as it is written; BankError if it holds half a character, which no file can."""
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise BankError(
            f"{name} would hold {text[error.start]!r}, which is no character",
            hint="take it out of the text",
            where=name,
        ) from error


def prove(name: str, holds: Callable[[], bool]) -> None:
    """Refuse an edited text that does not hold what it should, or that is no TOML any more."""
    try:
        proved = holds()
    except BankError:
        proved = False
    if not proved:
        raise BankError(
            f"{name} is laid out in a way that qbank cannot edit; nothing was written",
            hint="write each record as a table of its own, the way qbank does",
            where=name,
        )
