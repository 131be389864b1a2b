"""A bank of one's own, begun from the shipped one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from qbank import bank as banks
from qbank.bank.place import Place, find, shipped
from qbank.errors import BankError


def _init(folder: Path, *, empty: bool = False, show: str | None = "My Show", host: str | None = None) -> Place:
    return banks.init(
        folder, show=show, host=host, domain="metal {{ work }}", empty=empty, shipped=shipped(cwd=folder.parent)
    )


def test_a_new_bank_holds_what_ships(tmp_path: Path) -> None:
    """Questions, templates and words are copied; the show is one's own; comments stay."""
    place = _init(tmp_path / "mine", host='A "B" C')
    theirs, mine = banks.load(shipped(cwd=tmp_path)), banks.load(place)
    assert mine == replace(theirs, show=mine.show)
    assert mine.show == replace(theirs.show, name="My Show", host='A "B" C', domain="metal {{ work }}")
    text = (place.questions / "show.toml").read_text(encoding="utf-8")
    assert all(
        line in text
        for line in (shipped(cwd=tmp_path).questions / "show.toml").read_text().splitlines()
        if line.startswith("#")
    )
    assert find(None, cwd=tmp_path / "mine" / "questions", env={}) == place


def test_an_empty_bank_has_no_questions(tmp_path: Path) -> None:
    """Without the shipped questions there are neither episodes nor templates, and no ritual asks for one."""
    place = _init(tmp_path / "mine", empty=True, show=None)
    bank = banks.load(place)
    assert not bank.episodes
    assert not bank.templates
    assert not bank.show.rituals
    assert bank.categories
    assert bank.lexicon.subjects


def test_a_new_bank_cannot_be_undone_away(tmp_path: Path) -> None:
    """Undo takes back changes of a bank, not the bank."""
    with pytest.raises(BankError, match="no change to take back"):
        banks.undo(_init(tmp_path / "mine", empty=True))


def test_a_bank_is_not_started_twice(tmp_path: Path) -> None:
    """A folder that is a bank already is left alone."""
    (tmp_path / "mine" / "questions").mkdir(parents=True)
    (tmp_path / "mine" / "questions" / "notes.txt").write_text("mine")
    with pytest.raises(BankError, match="is a bank already"):
        _init(tmp_path / "mine")
    assert [p.name for p in (tmp_path / "mine").rglob("*")] == ["questions", "notes.txt"]


def test_an_init_that_died_can_be_tried_again(tmp_path: Path) -> None:
    """What an init had staged when it was killed is not a bank: the next one starts afresh and leaves nothing of it."""
    staged = tmp_path / "mine" / "questions" / "templates" / ".origin.toml.qbank-new"
    staged.parent.mkdir(parents=True)
    staged.write_text("half")
    place = _init(tmp_path / "mine")
    assert banks.load(place).templates
    assert not staged.exists()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """A file in the place of the folder is an error in words, with nothing written."""
    (tmp_path / "mine").write_text("a file")
    with pytest.raises(BankError):
        _init(tmp_path / "mine")
    assert (tmp_path / "mine").read_text() == "a file"
