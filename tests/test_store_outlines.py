"""Outlines kept as files that a host can edit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from banks import awkward
from hypothesis import given
from hypothesis import strategies as st

from qbank import bank as banks
from qbank.bank.place import Place, shipped
from qbank.errors import BankError, NotFoundError
from qbank.model import BLOCKS, Fact, Outline, PlannedFollowUp, PlannedQuestion, Section
from qbank.model.brief import TopBox

QUESTION = PlannedQuestion(
    id="q01",
    category="origin",
    cue="why",
    text="Why?",
    follow_ups=(PlannedFollowUp(id="q01a", role="deeper", text="?"),),
)
OUTLINE = Outline(
    id="kafka-jay-kreps",
    date="2026-11-22",
    guests=("Jay Kreps",),
    technology="Kafka",
    facts=(Fact(type="choice", text="It is a log."),),
    box=TopBox(role="founder"),
    spoken={"introduction": "Introduction"},
    sections=(
        Section(block="why", title="Why", start=0, minutes=6, questions=(QUESTION, replace(QUESTION, id="q02"))),
    ),
)

_questions = st.builds(
    PlannedQuestion, id=awkward, category=awkward, cue=awkward, text=awkward, minutes=st.floats(0, 99), note=awkward
)
_sections = st.builds(
    Section,
    block=st.sampled_from(BLOCKS),
    title=awkward,
    start=st.floats(0, 99),
    minutes=st.floats(0, 99),
    questions=st.lists(_questions, max_size=3).map(tuple),
)
_outlines = st.builds(
    Outline,
    id=st.just("x"),
    date=st.just("2026-11-22"),
    guests=st.lists(awkward, max_size=2).map(tuple),
    traits=st.dictionaries(awkward, st.booleans(), max_size=2),
    facts=st.lists(st.builds(Fact, type=st.sampled_from(["choice", "body"]), text=awkward), max_size=3).map(tuple),
    box=st.builds(TopBox, role=st.none() | awkward, links=st.lists(awkward, max_size=2).map(tuple)),
    spoken=st.dictionaries(awkward, awkward, max_size=2),
    sections=st.lists(_sections, max_size=3).map(tuple),
    problems=st.lists(awkward, max_size=2).map(tuple),
)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A bank of one's own with nothing in it."""
    (tmp_path / "questions").mkdir()
    (tmp_path / "questions" / "show.toml").touch()
    return Place(root=tmp_path, exports=tmp_path / "exports")


@given(_outlines, _outlines)
def test_what_is_saved_is_what_is_loaded(first: Outline, second: Outline) -> None:
    """Any outline comes back as it was saved, new or over another one."""
    with TemporaryDirectory() as folder:
        place = Place(root=Path(folder), exports=Path(folder) / "exports")
        path = banks.save_outline(place, first)
        assert banks.load_outline(path) == first
        banks.save_outline(place, second, base=first)
        assert banks.load_outline(path) == second


def test_an_unchanged_outline_is_left_alone(place: Place) -> None:
    """Making the same outline again neither writes nor takes another name."""
    path = banks.save_outline(place, OUTLINE)
    before = path.stat().st_mtime_ns
    assert banks.save_outline(place, OUTLINE) == path
    assert path.stat().st_mtime_ns == before
    assert banks.outlines(place) == (path,)


def test_a_taken_id_gets_a_number(place: Place) -> None:
    """Another outline of the same name stands beside the first, under an id of its own."""
    banks.save_outline(place, OUTLINE)
    other = replace(OUTLINE, minutes=60)
    second = banks.save_outline(place, other)
    assert second.name == "kafka-jay-kreps-2.toml"
    assert banks.load_outline(second) == replace(other, id="kafka-jay-kreps-2")
    assert banks.save_outline(place, other) == second
    (place.exports / "kafka-jay-kreps-3.toml").write_text("broken")
    assert banks.save_outline(place, replace(OUTLINE, minutes=90)).name == "kafka-jay-kreps-4.toml"


def test_a_comment_in_an_outline_survives(place: Place) -> None:
    """A host's words in the file stay where they are when a line of the outline changes."""
    path = banks.save_outline(place, OUTLINE)
    path.write_text(path.read_text().replace('id = "q02"', '# ask this last\nid = "q02"'))
    base = banks.load_outline(path)
    first, second = base.sections[0].questions
    asked = replace(base, sections=(replace(base.sections[0], questions=(second, replace(first, mark="asked"))),))
    banks.save_outline(place, asked, base=base)
    assert banks.load_outline(path) == asked
    text = path.read_text()
    assert text.index("# ask this last") < text.index('id = "q01"')
    assert '# ask this last\nid = "q02"' in text


def test_an_outline_edited_meanwhile_is_not_overwritten(place: Place) -> None:
    """What a host changed in the file since it was loaded is noticed."""
    path = banks.save_outline(place, OUTLINE)
    path.write_text(path.read_text().replace('"Why?"', '"Why ever?"'))
    with pytest.raises(BankError, match="changed by someone else"):
        banks.save_outline(place, replace(OUTLINE, minutes=60), base=OUTLINE)
    assert "Why ever?" in path.read_text()


def test_an_outline_elsewhere_can_be_changed(place: Place, tmp_path: Path) -> None:
    """A file that the host moved out of exports/ is changed where it is."""
    path = banks.save_outline(place, OUTLINE).rename(tmp_path / "mine.toml")
    new = replace(OUTLINE, minutes=60)
    assert banks.save_outline(place, new, base=OUTLINE, path=path) == path
    assert banks.load_outline(path) == new


def test_an_outline_can_be_taken_back(place: Place) -> None:
    """Undo takes back an outline as it does any change of the bank."""
    path = banks.save_outline(place, OUTLINE)
    assert banks.undo(place) == "outline kafka-jay-kreps"
    assert not path.exists()


def test_outlines_from_the_shipped_bank_stay_with_the_user(tmp_path: Path) -> None:
    """The shipped bank's outlines are kept in the working directory, and locked and taken back there."""
    place = shipped(cwd=tmp_path)
    assert banks.save_outline(place, OUTLINE) == tmp_path / "exports" / "kafka-jay-kreps.toml"
    assert banks.undo(place) == "outline kafka-jay-kreps"


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('lane = "must"', "", ""),
        ('role = "deeper"', 'role = "deep"', "sections 1.questions 1.follow_ups 1: `role` is 'deep'"),
        ('block = "why"', 'block = "who"', "sections 1: `block` is 'who'"),
        ("guests = ", "guest = ", "unknown key `guest`"),
        ("[box]", "[box", "broken TOML"),
        ('"2026-11-22"', '"2026-02-30"', "`date` is '2026-02-30', which is not a day"),
    ],
)
def test_each_fault_of_an_outline_is_named(place: Place, old: str, new: str, what: str) -> None:
    """A mistake made by hand is named with file and line."""
    path = banks.save_outline(place, OUTLINE)
    path.write_text(path.read_text().replace(old, new))
    if not what:
        assert banks.load_outline(path) == OUTLINE
        return
    with pytest.raises(BankError) as caught:
        banks.load_outline(path)
    assert any(what in problem.what for problem in caught.value.problems)
    assert caught.value.where.startswith(f"{path}:")


def test_no_outline_is_an_error_of_its_own(place: Place) -> None:
    """A file that is not there is said to be not there."""
    with pytest.raises(NotFoundError):
        banks.load_outline(place.exports / "nothing.toml")
    assert banks.outlines(place) == ()


@pytest.mark.parametrize("id_", ["../x", "", "a/b", "nul"])
def test_an_id_that_cannot_be_a_file_is_refused(place: Place, id_: str) -> None:
    """No outline's id leads out of exports/."""
    with pytest.raises(BankError, match="cannot be the name of a file"):
        banks.save_outline(place, replace(OUTLINE, id=id_))
