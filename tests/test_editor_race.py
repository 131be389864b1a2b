"""A person's editor saves a file at any moment while a command writes it: the edit is never lost, and never passed over in silence."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from banks import empty_place
from outlines import small

from qbank import bank as banks
from qbank.bank import disk
from qbank.bank.place import Place
from qbank.errors import BankError
from qbank.model import Bank, Category, Episode, Template

NOTE = b"# a person's note\n"
CATEGORIES = tuple(Category(id=i, title=i, block="why", minutes=5) for i in ("origin", "scaling"))
OLD = Bank(
    categories=CATEGORIES,
    templates=tuple(Template(id=i, category=i, cue=i, text=f"{i}?") for i in ("origin", "scaling")),
    episodes=(Episode(id="001-a", title="A"), Episode(id="002-b", title="B")),
)
NEW = replace(
    OLD,
    templates=tuple(replace(t, text="Why?") for t in OLD.templates),
    episodes=(replace(OLD.episodes[0], title="Other"),),
)
CALLS = ("write_new", "make_folder", "rename", "remove", "keep", "sync", "read")
"""What a change does to the disk, and every look at it."""
FILES = ("questions/templates/origin.toml", "questions/templates/scaling.toml", "questions/episodes/001-a.toml", "questions/episodes/002-b.toml")  # fmt: skip

Editor = Callable[[Path], None]


def in_place(path: Path) -> None:
    """Save as some editors do: into the file that is there."""
    with path.open("ab") as file:
        file.write(NOTE)


def anew(path: Path) -> None:
    """Save as other editors do: a new file, renamed into the old one's place."""
    new = path.with_name("editor~")
    new.write_bytes(path.read_bytes() + NOTE)
    new.replace(path)


@contextmanager
def saving_at(number: int, victim: Path, editor: Editor, *, late: bool) -> Iterator[list[str]]:
    """Have an editor save a file right before (or, `late`, right after) the disk call of that number; yields the calls made."""
    made: list[str] = []

    def watched(name: str, real: Callable[..., object]) -> Callable[..., object]:
        def call(*given: object, **named: object) -> object:
            made.append(name)
            here = len(made) - 1 == number
            if here and not late and victim.exists():
                editor(victim)
            done = real(*given, **named)
            if here and late and victim.exists():
                editor(victim)
            return done

        return call

    with pytest.MonkeyPatch.context() as patch:
        for name in CALLS:
            patch.setattr(disk, name, watched(name, getattr(disk, name)))
        yield made


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A bank whose files are OLD's."""
    made = empty_place(tmp_path / "bank")
    banks.save(made, OLD, base=Bank(), command="start")
    return made


def written(place: Place) -> dict[str, bytes | None]:
    """Return what the files of the change hold."""
    return {name: disk.read(place.root / name) for name in FILES}


@pytest.mark.parametrize("editor", [in_place, anew])
@pytest.mark.parametrize("late", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("name", FILES)
def test_an_edit_at_any_moment_stands(place: Place, editor: Editor, late: bool, name: str) -> None:
    """The note is in the file afterwards, or came too late to have been read; a change that met it is undone whole, and says so."""
    victim, before = place.root / name, written(place)
    with saving_at(-1, victim, editor, late=late) as made:
        banks.save(place, NEW, base=OLD, command="other")
    after, calls = written(place), [*made]
    banks.undo(place)
    assert written(place) == before
    refused = 0
    for number, call in enumerate(calls):
        if editor is anew and not late and call == "rename":
            # The one moment that no program can see: between the comparison and the rename, a few microseconds.
            continue
        with saving_at(number, victim, editor, late=late):
            try:
                banks.save(place, NEW, base=OLD, command="other")
                said = ""
            except BankError as error:
                said = str(error)
        now = written(place)
        if said:
            refused += 1
            assert "was edited while this command wrote it" in said
            assert now == before | {name: (before[name] or b"") + NOTE}
        else:
            # Saved before the file was read for the change, or after the change was done.
            assert (now[name] or b"").endswith(NOTE) or after[name] is None, (number, call)
            assert now | {name: after[name]} == after
        assert not [*place.root.rglob("*.qbank-*")]
        for other, data in before.items():
            assert data is not None
            (place.root / other).write_bytes(data)
        for record in (place.root / ".qbank" / "changes").glob("*.json"):
            record.unlink()
    assert refused > 3


def test_an_outline_elsewhere_is_compared_too(tmp_path: Path) -> None:
    """A file that is none of the bank's is replaced with the same care."""
    place = Place(root=tmp_path / "bank", exports=tmp_path / "bank" / "exports")
    place.exports.mkdir(parents=True)
    path = tmp_path / "mine.toml"
    kept = banks.save_outline(place, small())
    path.write_bytes(kept.read_bytes())
    base, before = banks.load_outline(path), path.read_bytes()
    changed = replace(base, host="Another Host")
    with saving_at(-1, path, in_place, late=False) as calls:
        banks.save_outline(place, changed, base=base, path=path)
    refused = 0
    for number in range(len(calls)):
        path.write_bytes(before)
        with saving_at(number, path, in_place, late=False):
            try:
                banks.save_outline(place, changed, base=base, path=path)
                assert b"Another Host" in path.read_bytes()
            except BankError as error:
                refused += "was edited while" in str(error)
        assert path.read_bytes().endswith(NOTE)
        assert not [*tmp_path.rglob(".mine*")]
    assert refused > 0


def test_a_file_system_without_second_names_will_do(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a file can have one name only, the comparison before the rename is what there is."""

    def refuse(*_: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(os, "link", refuse)
    banks.save(place, NEW, base=OLD, command="other")
    assert banks.load(place).episodes == NEW.episodes
    assert banks.undo(place) == "other"
