"""Tests for qbank.sheet.copies: what stands on the host's copy, and what a guest may see."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from outlines import ask, awkward, full, small

from qbank.errors import SourceError
from qbank.model import Outline, PlannedQuestion, Section
from qbank.sheet.copies import FORM, guest_copy, host_copy, parting, texts, title
from qbank.sheet.text import asked_before, clock, join


def test_last_two_episodes_are_named() -> None:
    """Of nine episodes the last two are named, the others counted."""
    assert asked_before(full().sections[-1].questions[-1].asked) == "ep 35, ep 40, +7"


@pytest.mark.parametrize(
    ("refs", "said"),
    [
        ((), ""),
        (("007-kite/3",), "ep 7"),
        (("007-kite/3", "007-kite/4"), "ep 7"),
        (("040-ceph/2", "035-roach/1"), "ep 35, ep 40"),
        (("kite/2", "040-ceph/1"), "kite, ep 40"),
    ],
)
def test_asked_before_counts_episodes(refs: tuple[str, ...], said: str) -> None:
    """An episode counts once, however often the question came up in it."""
    assert asked_before(refs) == said


@pytest.mark.parametrize(("minutes", "said"), [(0, "00:00"), (23.9, "00:23"), (70, "01:10")])
def test_clock_never_runs_ahead(minutes: float, said: str) -> None:
    """A time mark is rounded down: who is there by then is not late."""
    assert clock(minutes) == said


@pytest.mark.parametrize(("names", "said"), [((), ""), (("Ann",), "Ann"), (("Ann", "Bo", "Cy"), "Ann, Bo and Cy")])
def test_names_in_one_line(names: tuple[str, ...], said: str) -> None:
    """The last name follows an 'and'."""
    assert join(names) == said


def test_title_without_a_subject_is_the_guest() -> None:
    """A sheet about a person has only the person in its title."""
    assert title(replace(small(), technology=None)) == "Ada Quill"


def test_backups_stand_apart() -> None:
    """Backups are in no block, and every question is on the sheet once."""
    copy = host_copy(full())
    asked = [e.question.id for part in copy.parts for e in part.entries if e.question]
    assert not set(asked) & {q.id for q in copy.backups}
    assert sorted([*asked, *(q.id for q in copy.backups)]) == [f"q{n:02d}" for n in range(1, 21)]


def test_spoken_lines_are_in_place() -> None:
    """The introduction comes first, the contact line right before the parting question."""
    copy = host_copy(full())
    assert copy.parts[0].entries[0].spoken == "Introduction"
    assert [e.key for e in copy.parts[-1].entries][-2:] == ["contact", ""]


def test_later_means_skip_the_nice_ones() -> None:
    """What to skip when late are the nice-to-haves of the block."""
    assert host_copy(full()).parts[2].skip == ("first limit",)


def test_block_of_backups_alone_is_no_block() -> None:
    """A block whose questions are all backups has no heading among the blocks."""
    only = Section(
        block="breaks", title="Breaks", start=5, minutes=0, questions=(ask("q9", "backup", "usage", "x", "Why?"),)
    )
    copy = host_copy(replace(small(), sections=(*small().sections, only)))
    assert [part.index for part in copy.parts] == [0, 1]
    assert [q.id for q in copy.backups] == ["q9"]


def test_notes_after_the_recording_list_what_was_asked() -> None:
    """Once questions are marked, the show notes are those that were really asked."""
    outline = _marked(full(), {"q02": "asked", "q08": "great", "q09": "skipped"})
    assert [q.id for q in host_copy(outline).noted] == ["q02", "q08"]
    assert host_copy(outline).parting is None


def _marked(outline: Outline, marks: dict[str, str]) -> Outline:
    def marked(question: PlannedQuestion) -> PlannedQuestion:
        return replace(question, mark=marks.get(question.id))  # type: ignore[arg-type]

    sections = tuple(replace(s, questions=tuple(map(marked, s.questions))) for s in outline.sections)
    return replace(outline, sections=sections)


def test_parting_question_is_the_ritual_end() -> None:
    """Only a last question of the closing category parts."""
    found = parting(full())
    assert found is not None
    assert found.id == "q20"
    assert parting(awkward()) is None


def test_guest_sees_cues_cruxes_or_questions() -> None:
    """The three levels show the cues, the must-asks, and all questions; backups are the host's own business."""
    outline = full()
    assert guest_copy(outline, "topics").lines[1].text == "what"
    assert len(guest_copy(outline, "crux").lines) == 11
    assert len(guest_copy(outline).lines) == 16


def test_each_of_several_guests_sees_what_is_theirs() -> None:
    """A question that is put to one of several guests says so on their copy, with its lead-in behind that."""
    first, *rest = small().sections
    question = replace(first.questions[0], to="Ada Quill", context="It was said.")
    outline = replace(small(), sections=(replace(first, questions=(question, *first.questions[1:])), *rest))
    assert guest_copy(outline).lines[0].context == "For Ada Quill: It was said."
    hidden = replace(question, private_context=True)
    outline = replace(outline, sections=(replace(first, questions=(hidden,)), *rest))
    assert guest_copy(outline).lines[0].context == "For Ada Quill:"


def test_private_question_is_not_for_the_guest() -> None:
    """A question marked private is on no level of the guest's copy."""
    secret = replace(small(), sections=(_private(small().sections[0]), small().sections[1]))
    for level in ("topics", "crux", "questions"):
        assert all("area of search" not in line.text for line in guest_copy(secret, level).lines)


def _private(section: Section) -> Section:
    return replace(section, questions=tuple(replace(q, private=True) for q in section.questions))


def test_form_asks_for_the_top_box() -> None:
    """What the guest fills in are fields of the top box."""
    assert [field.key for field in guest_copy(small()).form] == list(FORM)


@pytest.mark.parametrize("bad", ["\0", "\x0b", "\x1b", "\ufffe", "\uffff", "\ud800", "\r"])
def test_unprintable_character_is_refused_with_its_place(bad: str) -> None:
    """A character that no document can hold is refused, and the message says where it stands."""
    outline = replace(small(), box=replace(small().box, plug=("fine", f"a{bad}b")), guests=(f"A{bad}",))
    with pytest.raises(SourceError, match=r"guests\[0\]") as caught:
        host_copy(outline)
    assert [p.where for p in caught.value.problems] == ["guests[0]", "box.plug[1]"]
    with pytest.raises(SourceError):
        guest_copy(outline)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")))
def test_any_printable_name_is_kept(name: str) -> None:
    """Every printable text stands on both copies as it was given."""
    outline = replace(small(), guests=(name,), technology=None)
    assert host_copy(outline).title == guest_copy(outline).title == name


def test_texts_names_every_place() -> None:
    """Each text inside a record comes with its place."""
    assert dict(texts(small()))["sections[0].questions[0].text"].startswith("How did you")
    assert dict(texts(small()))["spoken.introduction"] == "Introduction"
