"""A bank written: all of what changed and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from banks import empty_place, sound_banks
from hypothesis import given

from qbank import bank as banks
from qbank.bank import change
from qbank.bank.place import Place, shipped
from qbank.errors import BankError, ReadOnlyError
from qbank.model import Bank, Category, Episode, FollowUp, Item, Subject, Template, Theme

ORIGIN = Category(id="origin", title="Origin", block="why", minutes=5)
MOTIVE = Template(
    id="motive", category="origin", cue="why", text="Why?", follow_ups=(FollowUp(role="deeper", text="?"),)
)
ITEM = Item(n=1, text="Why {", category="origin", template="motive", pattern="Why {{ '{' }}")
CEPH = Episode(id="001-ceph", title="Ceph", items=(ITEM,))
BANK = Bank(categories=(ORIGIN,), templates=(MOTIVE,), episodes=(CEPH,))  # fmt: skip


def _contents(place: Place) -> dict[str, tuple[bytes, int]]:
    return {
        str(p.relative_to(place.root)): (p.read_bytes(), p.stat().st_mtime_ns)
        for p in place.questions.rglob("*")
        if p.is_file()
    }


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A bank of one episode, one template, one example."""
    made = empty_place(tmp_path / "bank")
    banks.save(made, BANK, base=Bank(), command="import")
    return made


@given(sound_banks(), sound_banks())
def test_what_is_saved_is_what_is_loaded(first: Bank, second: Bank) -> None:
    """Any bank comes back as it was saved, into an empty folder and over any other bank; saving it again writes nothing."""
    with TemporaryDirectory() as folder:
        place = empty_place(Path(folder))
        banks.save(place, first, base=banks.load(place), command="one")
        assert banks.load(place) == first
        banks.save(place, second, base=first, command="two")
        assert banks.load(place) == second
        before = _contents(place)
        assert banks.save(place, second, base=second, command="three") == ()
        assert _contents(place) == before
        assert banks.undo(place) == ("two" if first != second else "one")
        assert banks.load(place) == (first if first != second else Bank())


def test_only_what_changed_is_written(place: Place) -> None:
    """A change to one template leaves every other file alone, and every other line of its own."""
    path = place.questions / "templates" / "origin.toml"
    path.write_text("# Mine.\n\n" + path.read_text().replace("cue =", "# short\ncue ="), encoding="utf-8")
    before = _contents(place)
    bank = banks.load(place)
    new = replace(bank, templates=(replace(MOTIVE, text="Why then?"),))
    assert banks.save(place, new, base=bank, command="review") == (path,)
    after = _contents(place)
    assert {name for name in after if after[name] != before.get(name)} == {"questions/templates/origin.toml"}
    expected = before["questions/templates/origin.toml"][0].replace(b'"Why?"', b'"Why then?"')
    assert path.read_bytes() == expected


def test_files_that_hold_nothing_any_more(place: Place) -> None:
    """An episode's file goes with the episode; a file of templates goes if no comment is left in it."""
    banks.save(place, Bank(categories=(ORIGIN,)), base=BANK, command="x")
    assert not (place.questions / "episodes" / "001-ceph.toml").exists()
    assert not (place.questions / "templates" / "origin.toml").exists()
    assert banks.load(place) == Bank(categories=(ORIGIN,))


def test_own_words_lie_over_those_that_ship(tmp_path: Path) -> None:
    """A host's own theme and subject are all that their files hold; the shipped ones show beneath, and one of the same name steps aside."""
    (tmp_path / "questions").mkdir()
    (tmp_path / "questions" / "show.toml").touch()
    place = Place(root=tmp_path, exports=tmp_path / "exports")
    bank = banks.load(place)
    mine, kafka = Theme(id="mine", words=("x",)), Subject(name="Kafka", family="software", kind="log")
    subjects = tuple(kafka if s.name == "Kafka" else s for s in bank.lexicon.subjects)
    new = replace(bank, themes=(*bank.themes, mine), lexicon=replace(bank.lexicon, subjects=subjects))
    assert banks.save(place, new, base=bank, command="x") == (
        place.questions / "lexicon.toml",
        place.questions / "themes.toml",
    )
    assert (place.questions / "themes.toml").read_text() == '[themes.mine]\nwords = ["x"]\n'
    assert banks.load(place) == new


def test_a_mistake_in_own_words_is_found(tmp_path: Path) -> None:
    """A trait that does not exist is a fault of the host's file, with its line; the shipped words are never blamed."""
    (tmp_path / "questions").mkdir()
    (tmp_path / "questions" / "show.toml").touch()
    (tmp_path / "questions" / "lexicon.toml").write_text(
        '[subjects.Mine]\nfamily = "software"\ntraits = ["nonsense"]\n'
    )
    with pytest.raises(BankError) as caught:
        banks.load(Place(root=tmp_path, exports=tmp_path / "exports"))
    assert [p.where for p in caught.value.problems] == ["questions/lexicon.toml:3"]


def test_the_shipped_bank_is_read_only(tmp_path: Path) -> None:
    """A change of the shipped bank is refused with the way out."""
    with pytest.raises(ReadOnlyError) as caught:
        banks.save(shipped(cwd=tmp_path), BANK, base=Bank(), command="x")
    assert "qbank init" in caught.value.hint


@pytest.mark.parametrize(
    ("name", "edited"),
    [
        ("episodes/001-ceph", lambda text: text.replace('"Ceph"', '"Seph"')),
        ("episodes/001-ceph", lambda _: None),
        ("templates/origin", lambda text: text + '[mine]\ncategory = "origin"\ncue = ""\ntext = "?"\n'),
    ],
    ids=["edited", "removed", "added to"],
)
def test_a_file_edited_meanwhile_is_not_overwritten(
    place: Place, name: str, edited: Callable[[str], str | None]
) -> None:
    """What someone changed between loading and saving is noticed, and nothing at all is written."""
    path = place.questions / f"{name}.toml"
    text = edited(path.read_text())
    path.unlink() if text is None else path.write_text(text)
    before = _contents(place)
    new = Bank(categories=(ORIGIN,), templates=(replace(MOTIVE, cue="x"),), episodes=(replace(CEPH, number=1),))
    with pytest.raises(BankError, match="changed by someone else"):
        banks.save(place, new, base=BANK, command="x")
    assert _contents(place) == before


def test_a_comment_added_meanwhile_survives(place: Place) -> None:
    """An edit that changes no record is not a conflict: the new comment stays."""
    path = place.questions / "episodes" / "001-ceph.toml"
    path.write_text("# Listened to again.\n" + path.read_text())
    banks.save(place, replace(BANK, episodes=(replace(CEPH, number=1),)), base=BANK, command="x")
    assert path.read_text().startswith("# Listened to again.\n")
    assert "number = 1\n" in path.read_text()


def test_a_file_that_appeared_meanwhile_is_not_overwritten(place: Place) -> None:
    """A new episode does not replace a file that someone put there."""
    path = place.questions / "episodes" / "002-x.toml"
    path.write_text('id = "002-x"\ntitle = "Mine"\n')
    new = replace(BANK, episodes=(CEPH, Episode(id="002-x", title="X")))
    with pytest.raises(BankError, match="changed by someone else"):
        banks.save(place, new, base=BANK, command="x")
    assert "Mine" in path.read_text()


@pytest.mark.parametrize("id_", ["../x", "a/b", "", ".x", "CON", "aux.1", "a:b", "x\n", "x" * 300, "x ", "a\\b"])
def test_an_id_that_cannot_be_a_file_is_refused(place: Place, id_: str) -> None:
    """No id leads out of its folder, nor to a name that some system cannot have."""
    before = _contents(place)
    with pytest.raises(BankError, match="cannot be the name of a file"):
        banks.save(place, replace(BANK, episodes=(CEPH, Episode(id=id_, title=""))), base=BANK, command="x")
    assert _contents(place) == before


def test_two_ids_that_are_one_file_are_refused(place: Place) -> None:
    """Ids that differ in case only would be one file on some systems."""
    new = replace(BANK, episodes=(CEPH, Episode(id="001-Ceph", title="")))
    with pytest.raises(BankError, match="would be one file"):
        banks.save(place, new, base=BANK, command="x")


def test_a_bank_that_could_not_be_loaded_is_not_saved(place: Place) -> None:
    """A dangling reference is found before anything is written."""
    before = _contents(place)
    with pytest.raises(BankError, match="no such template: `motive`"):
        banks.save(place, replace(BANK, templates=()), base=BANK, command="x")
    assert _contents(place) == before


def test_a_file_laid_out_by_hand_is_not_mangled(place: Place) -> None:
    """What cannot be edited by blocks is refused with a hint, and nothing is written."""
    path = place.questions / "episodes" / "001-ceph.toml"
    path.write_text(
        'id = "001-ceph"\ntitle = "Ceph"\nitems = [{ n = 1, text = "Why {", category = "origin", template = "motive" }]\n'
    )
    before = _contents(place)
    bank = banks.load(place)
    new = replace(bank, episodes=(replace(CEPH, items=(replace(ITEM, n=2),)),))
    with pytest.raises(BankError, match="laid out in a way") as caught:
        banks.save(place, new, base=bank, command="x")
    assert "table of its own" in caught.value.hint
    assert _contents(place) == before


def test_a_link_inside_the_bank_is_followed(place: Place) -> None:
    """A data file that is a link stays one; the file it leads to is written."""
    path = place.questions / "episodes" / "001-ceph.toml"
    real = place.root / "questions" / "ceph-notes"
    path.rename(real)
    path.symlink_to(real)
    banks.save(place, replace(BANK, episodes=(replace(CEPH, number=1),)), base=BANK, command="x")
    assert path.is_symlink()
    assert "number = 1" in real.read_text()


def test_a_link_goes_with_its_record(place: Place) -> None:
    """An episode that is dropped takes the link away that led to it, not the file behind; undo brings its text back."""
    path = place.questions / "episodes" / "001-ceph.toml"
    path.rename(place.questions / "ceph-notes")
    path.symlink_to(place.questions / "ceph-notes")
    banks.save(place, replace(BANK, episodes=()), base=BANK, command="x")
    assert not path.is_symlink()
    assert (place.questions / "ceph-notes").exists()
    banks.undo(place)
    assert banks.load(place) == BANK


def test_a_link_out_of_the_bank_is_never_written(place: Place, tmp_path: Path) -> None:
    """A bank from a stranger cannot have qbank write to a file elsewhere."""
    path = place.questions / "episodes" / "001-ceph.toml"
    path.rename(tmp_path / "elsewhere.toml")
    path.symlink_to(tmp_path / "elsewhere.toml")
    with pytest.raises(BankError, match="leads outside the bank"):
        banks.save(place, replace(BANK, episodes=(replace(CEPH, number=1),)), base=BANK, command="x")
    assert "number" not in (tmp_path / "elsewhere.toml").read_text()
    assert not change.pending(place.root)


def test_permissions_stay(place: Place) -> None:
    """A file that is rewritten keeps its permissions."""
    path = place.questions / "episodes" / "001-ceph.toml"
    path.chmod(0o640)
    banks.save(place, replace(BANK, episodes=(replace(CEPH, number=1),)), base=BANK, command="x")
    assert path.stat().st_mode & 0o777 == 0o640


def test_half_a_character_is_refused(place: Place) -> None:
    """A lone surrogate, which no file can hold, is an error in words."""
    new = replace(BANK, episodes=(replace(CEPH, title="\ud800"),))
    with pytest.raises(BankError, match="which is not a character"):
        banks.save(place, new, base=BANK, command="x")


def test_a_bank_that_vanished_is_not_made_anew(place: Place) -> None:
    """If the folder was moved away meanwhile, no half bank appears in its place."""
    place.root.rename(place.root.with_name("moved"))
    with pytest.raises(BankError, match="the bank is gone"):
        banks.save(place, replace(BANK, episodes=(CEPH, Episode(id="2", title=""))), base=BANK, command="x")
    assert not place.root.exists()


def test_a_read_only_file_can_be_replaced(place: Place) -> None:
    """A file's permissions are kept, also where they forbid writing into it."""
    path = place.questions / "episodes" / "001-ceph.toml"
    path.chmod(0o444)
    banks.save(place, replace(BANK, episodes=(replace(CEPH, number=1),)), base=BANK, command="x")
    assert path.stat().st_mode & 0o777 == 0o444
