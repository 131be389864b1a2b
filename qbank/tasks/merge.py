"""Two people's copies of one bank made one: what would change, what both changed, and the change itself."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from qbank import bank as banks
from qbank.bank import merge as copies
from qbank.bank.merge_records import Conflict, Side
from qbank.bank.place import Place
from qbank.errors import BankError, ReadOnlyError
from qbank.lazy import dataclass
from qbank.tasks.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class FileMerge:
    """What a merge does to one file: its name, and whether it is `added`, `changed` or `removed`."""

    name: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """What a merge does, the conflicts nobody has answered (then nothing is written), and what is left to a person."""

    files: tuple[FileMerge, ...]
    conflicts: tuple[Conflict, ...] = ()
    notes: tuple[str, ...] = ()
    written: bool = False


def merge(
    workspace: Workspace, other: Path, *, base: Path | None = None, prefer: Side | None = None,
    answers: Mapping[str, Side] | None = None, write: bool = True,
) -> Merge:  # fmt: skip
    """Merge another copy of the bank into this one, as one change that can be taken back.

    `base` is a copy as it was before both went their ways; `answers` say whose way is taken for a conflict (by its `where`),
    `prefer` for all others. With a conflict left nothing is written. BankError if a bank is broken, ReadOnlyError for the shipped one.
    """
    place = workspace.place
    if place.shipped:
        told = "the bank that comes with qbank cannot be changed"
        raise ReadOnlyError(told, hint="run `qbank init DIR` first", where=str(place.root))
    before, theirs = _sound(place), _sound(copy_at(other))
    known = _sound(copy_at(base)) if base is not None else None
    choices = copies.Answers(prefer, answers or {})
    after = copies.merge(known, before, theirs, choices)
    files = tuple(
        FileMerge(name=n, what="added" if before.get(n) is None else "removed" if text is None else "changed")
        for n, text in after.items()
    )
    notes = tuple(_layouts(place.layouts, copy_at(other).layouts))
    if choices.open:
        return Merge(files=files, conflicts=tuple(choices.open), notes=notes)
    if after and write:
        copies.apply(place, before, after, f"merge {other.name}")
    return Merge(files=files, notes=notes, written=bool(after) and write)


def copy_at(folder: Path) -> Place:
    """Return the bank in a folder; NotFoundError if there is none."""
    from qbank.bank import place as places

    return places.find(folder, cwd=Path.cwd(), env={})


def _sound(place: Place) -> dict[str, str]:
    """Return the texts of a bank's files; BankError names every fault if it is not a sound bank."""
    banks.load(place)
    for path in banks.outlines(place):
        banks.load_outline(path)
    return copies.texts_of(place)


def _layouts(ours: Path, theirs: Path) -> list[str]:
    """Return what is to be said of layouts, which are documents and not merged."""
    found = sorted(p for p in theirs.glob("*") if p.is_file()) if theirs.is_dir() else []
    other = [p.name for p in found if not (ours / p.name).is_file() or (ours / p.name).read_bytes() != p.read_bytes()]
    return [f"templates/{name} differs and is not merged: copy it if you want it" for name in other]


def merge_file(base: Path, ours: Path, theirs: Path, name: str, answers: copies.Answers, *, write: bool = True) -> None:
    """Merge one file as git asks for it: the result is written over `ours`, what both changed between git's marks.

    The conflicts left are in the answers. BankError if one of the three is broken already, UsageError if it is not a bank's file.
    """
    data = [banks.read_source(path) for path in (base, ours, theirs)]
    try:
        texts = [one.decode() for one in data]
    except UnicodeDecodeError as error:
        raise BankError(f"{name} is not UTF-8", hint="save the file as UTF-8", where=name) from error
    made = copies.merge_file(name, texts[0], texts[1], texts[2], answers).encode()
    if write and made != data[1]:
        banks.write_file(ours, made, force=True)
