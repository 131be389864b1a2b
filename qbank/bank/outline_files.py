"""Outlines: data like the bank's own, kept in exports/ as TOML that a host can edit by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from itertools import count
from pathlib import Path

from qbank.bank import cache, change, disk
from qbank.bank.data import as_table, defaults, plain
from qbank.bank.edit import edit
from qbank.bank.loading import decoded, parse
from qbank.bank.place import Place
from qbank.bank.saving import encoded, prove, prove_file_name, stale
from qbank.bank.toml import Document, Table, document
from qbank.errors import BankError, NotFoundError, Problem
from qbank.model import Outline, is_file_name
from qbank.model.brief import Brief

_TABLES = ("facts", "box", "wishes", "spoken", "sections")


def outlines(place: Place) -> tuple[Path, ...]:
    """Return the files of the outlines that are kept, sorted by name."""
    return tuple(sorted(p for p in place.exports.glob("*.toml") if not p.name.startswith(".")))


def load_outlines(place: Place) -> tuple[list[Outline], list[Problem]]:
    """Return every outline that is kept, and what is wrong with those that cannot be read, which stops nobody."""
    made, faults = list[Outline](), list[Problem]()
    for path in outlines(place):
        try:
            made.append(load_outline(path))
        except BankError as error:
            faults += error.as_problems(str(path))
    return made, faults


def load_outline(path: Path) -> Outline:
    """Return the outline that a file holds; BankError names every fault in it, NotFoundError says there is none."""
    if not path.exists():
        raise NotFoundError(f"there is no outline {path}", where=str(path))
    kept, now = cache.of_outlines(path.parent), cache.stamp(path, path.name)
    found = kept.get(path.name, now)
    if found is None:
        found = {"": _parsed(path, decoded(str(path), path))}
        kept.put(path.name, now, found)
    outline: Outline = found[""]
    return outline


def load_brief(path: Path) -> Brief:
    """Return the brief that a file of answers holds; BankError names every fault in it, NotFoundError says there is none."""
    if not path.exists():
        raise NotFoundError(f"there is no file {path}", where=str(path))
    found: Brief = parse(str(path), decoded(str(path), path), kind="answers")[""]
    return found


def _parsed(path: Path, text: str) -> Outline:
    found: Outline = parse(str(path), text, kind="exports")[""]
    return found


def outline_file(place: Place, id_: str) -> Path | None:
    """Return the file in exports/ that an outline of this id has, None if it has none there.

    The id may be a stranger's word: what is not a name of a file right there, or is a link to somewhere else, is none.
    """
    if not is_file_name(id_):
        return None
    path = place.exports / f"{id_}.toml"
    inside = path.resolve().parent == place.exports.resolve()
    return path if inside and path.is_file() else None


def sheet_file(place: Place, id_: str, ending: str) -> Path:
    """Return the file in exports/ of an outline's sheet; BankError if the id cannot be the name of a file."""
    for name in (id_, f"{id_}{ending}"):
        prove_file_name(name, hint="use letters, digits and hyphens, or name a file with -o")
    return place.exports / f"{id_}{ending}"


def save_outline(place: Place, outline: Outline, *, base: Outline | None = None, path: Path | None = None) -> Path:
    """Keep an outline; return its file. An unchanged one is left alone; a taken id becomes `-2`.

    With `base`, the outline as it was loaded from `path` (by default exports/<id>.toml), that file is changed instead;
    BankError if it does not hold the base any more.
    """
    prove_file_name(outline.id)
    with change.explained(place.exports):
        disk.make_folder(place.exports)
    with change.locked(change_root(place)):
        if base is not None:
            path = path or sheet_file(place, base.id, ".toml")
            # Read first: what an editor saves from here on is not what is replaced.
            before = disk.read(path)
            text = decoded(str(path), path)
            if _parsed(path, text) != base:
                raise stale(path.name, str(path))
            _write(place, path, before, edit(text, as_document(base), as_document(outline)), outline)
            return path
        for n in count(1):  # pragma: no branch (some id is free)
            made = outline if n == 1 else replace(outline, id=f"{outline.id}-{n}")
            file = sheet_file(place, made.id, ".toml")
            if not _taken(file, made):
                break
        if not file.exists():
            _write(place, file, None, document(as_document(made)), made)
        return file


def change_root(place: Place) -> Path:
    """Return the folder whose lock and history a bank's changes use: the shipped bank's outlines are the user's own."""
    return place.exports if place.shipped else place.root


def _taken(path: Path, outline: Outline) -> bool:
    """Say whether a file holds something else than this outline."""
    if not path.exists() and not path.is_symlink():
        return False
    try:
        return load_outline(path) != outline
    except (BankError, NotFoundError):
        return True


def _write(place: Place, path: Path, before: bytes | None, text: str, outline: Outline) -> None:
    """Write an outline's file, as a change that can be taken back if it is one of the bank's."""
    after = encoded(str(path), text)
    prove(str(path), lambda: _parsed(path, text) == outline)
    if before == after:
        return
    if path.parent.resolve() == place.exports.resolve():
        name = path.name if place.shipped else f"exports/{path.name}"
        file = change.FileChange(name=name, before=before, after=after)
        change.apply(change_root(place), f"outline {outline.id}", (file,))
    else:
        with change.explained(path):
            change.write_over(path, after, before=before)


def as_document(outline: Outline) -> Document:
    """Return an outline as what its file holds."""
    values = {name: value for name, value in plain(outline).items() if name not in _TABLES}
    top = Table(values=values, implied=defaults(Outline))
    return Document(top=top, tables=tuple(_unique(_tables(outline))))


def _tables(outline: Outline) -> Iterator[Table]:
    for fact in outline.facts:
        yield as_table(("facts",), fact, key=f"fact {fact.type} {fact.text}", array=True)
    for name, record in (("box", outline.box), ("wishes", outline.wishes)):
        if plain(record):
            yield as_table((name,), record, key=name)
    if outline.spoken:
        yield Table(path=("spoken",), key="spoken", values=plain(outline.spoken))
    for section in outline.sections:
        yield as_table(("sections",), section, key=f"section {section.block}", array=True, leave="questions")
        for question in section.questions:
            yield as_table(("sections", "questions"), question, key=f"question {question.id}", array=True)


def _unique(tables: Iterator[Table]) -> Iterator[Table]:
    """Yield the tables with keys that no two share, whatever a person has typed."""
    seen: Counter[str] = Counter()
    for table in tables:
        seen[table.key] += 1
        yield replace(table, key=f"{table.key} {seen[table.key]}")


def undo(place: Place) -> str:
    """Take back the last change of the bank's data or outlines; return the command that had made it.

    BankError if no change is kept, or if one of its files was edited since.
    """
    root = change_root(place)
    if not root.is_dir():
        raise BankError("there is no change to take back", where=str(root))
    with change.locked(root):
        return change.undo(root)


def locked(place: Place) -> AbstractContextManager[None]:
    """Hold the bank's lock from loading to saving, so that no other qbank command comes in between."""
    return change.locked(change_root(place))
