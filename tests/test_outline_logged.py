"""The log of an outline: marks, the order asked, improvised questions, notes and answers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from outlines import full, small

from qbank.errors import NotFoundError, UsageError
from qbank.model import Mark, Outline
from qbank.outline import log
from qbank.sheet.copies import host_copy, parting

IDS = [q.id for q in (full()).questions]


def ids(outline: Outline) -> list[str]:
    """Return the ids of what was asked, in the order asked."""
    return [q.id for q in log.asked(outline)]


def test_marks_are_set_changed_and_taken_away() -> None:
    """What was asked stands in the order of the sheet; a mark can be changed, and taken away again."""
    outline = log.mark(full(), ["q05", "q02"], "asked")
    outline = log.mark(outline, ["q05"], "great")
    assert ids(outline) == ["q02", "q05"]
    assert log.question(outline, "q05").mark == "great"
    assert log.mark(outline, ["q02", "q05"], None) == full()
    assert log.is_logged(outline)
    assert not log.is_logged(full())


def test_the_rest_is_marked_by_lane() -> None:
    """What has a mark keeps it, and backups are left alone."""
    outline = log.mark_rest(log.mark(full(), ["q02"], "skipped"), "asked", lanes=("must", "nice"))
    marks = {q.id: q.mark for q in outline.questions}
    assert marks["q02"] == "skipped"
    assert {q.mark for q in outline.questions if q.lane == "backup"} <= {None}
    assert all(marks[q.id] for q in outline.questions if q.lane != "backup")


def test_an_improvised_question_stands_behind_the_one_it_followed() -> None:
    """It takes no minutes of the plan, is hidden from the guest, and a second one comes after the first."""
    outline = log.mark(full(), ["q02", "q03"], "asked")
    outline = log.improvise(outline, "  And  then? ", after="q02", category="usage")
    outline = log.improvise(outline, "And after that?", after="q02", category="usage")
    assert [q.text for q in log.asked(outline)][1:3] == ["And then?", "And after that?"]
    made = log.asked(outline)[1]
    assert (made.minutes, made.private, made.mark, made.template) == (0.0, True, "improvised", None)
    assert made.id not in IDS
    assert outline.order == ()
    assert log.question(log.mark(outline, [made.id], "asked"), made.id).mark == "improvised"


def test_nothing_is_put_behind_the_parting_question_on_the_sheet() -> None:
    """What was asked after the parting question is so in the order asked, and the sheet still ends on its ritual."""
    outline = log.mark_rest(small(), "asked", lanes=("must", "nice"))
    outline = log.improvise(outline, "One more thing?", after="q03", category="closing")
    assert ids(outline)[-1] == outline.order[-1] != "q03"
    last = parting(outline)
    assert last is not None
    assert last.id == "q03"
    assert log.asked(outline)[-1].category == "overview"


def test_without_a_place_it_stands_before_the_parting_question() -> None:
    """Improvised nobody knows when: at the end, before the ritual."""
    outline = log.improvise(log.mark(small(), ["q03"], "asked"), "And?", category="usage")
    assert next(q.text for q in log.asked(outline)) == "And?"


def test_the_order_asked_is_kept_where_it_differs() -> None:
    """The first named stays, the others follow it; the show notes have that order; the sheet's own order is not written."""
    outline = log.mark(full(), ["q02", "q03", "q04", "q05"], "asked")
    turned = log.reorder(outline, ["q04", "q02"])
    assert ids(turned) == ["q03", "q04", "q02", "q05"]
    assert turned.order == ("q03", "q04", "q02", "q05")
    assert [q.id for q in host_copy(turned).noted] == list(turned.order)
    assert log.reorder(turned, ["q02", "q03", "q04"]).order == ()
    assert log.mark(turned, ["q03", "q02"], "skipped").order == ()
    late = log.mark(turned, ["q06"], "asked")
    assert ids(late) == ["q03", "q04", "q02", "q05", "q06"]


def test_notes_answers_and_times_are_put_to_a_question() -> None:
    """An answer is one line; what is not given stays; an empty text takes away."""
    outline = log.annotate(full(), "q02", said=" It waits.\n Long. ", at="23:10")
    outline = log.annotate(outline, "q02", note="ask again")
    found = log.question(outline, "q02")
    assert (found.said, found.at, found.note) == ("It waits. Long.", "23:10", "ask again")
    cleared = log.question(log.annotate(outline, "q02", said="", at="", note=""), "q02")
    assert (cleared.said, cleared.at, cleared.note) == ("", None, "")


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        (lambda o: log.mark(o, ["q2"], "asked"), NotFoundError, "there is no question 'q2'"),
        (lambda o: log.annotate(o, "q02", at="noon"), UsageError, "'noon' is not a time"),
        (lambda o: log.improvise(o, " ", category="usage"), UsageError, "has no text"),
        (lambda o: log.improvise(o, "Why?", after="x", category="usage"), NotFoundError, "no question 'x'"),
        (lambda o: log.reorder(o, ["q02", "q03"]), UsageError, "q02 was not asked"),
        (lambda _: log.improvise(Outline(id="x", date="", guests=()), "Why?", category=""), UsageError, "no sections"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(wrong, error, says) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
    """A wrong id, a time that is none, a question without words: said in a sentence with the cure."""
    with pytest.raises(error, match=says) as raised:
        wrong(full())
    assert raised.value.hint


marks = st.dictionaries(st.sampled_from(IDS), st.sampled_from(["asked", "great", "skipped"]))


@given(marks, st.permutations(IDS), st.lists(st.sampled_from(IDS), max_size=3))
def test_what_was_asked_is_there_once_in_an_order_that_holds(
    given_marks: dict[str, Mark], order: list[str], behind: list[str]
) -> None:
    """Whatever is marked, reordered and improvised: each asked question once, and asking for the same order again changes nothing."""
    outline = full()
    for id_, mark in given_marks.items():
        outline = log.mark(outline, [id_], mark)
    said = [id_ for id_ in order if given_marks.get(id_) in log.ASKED_MARKS]
    outline = log.reorder(outline, said)
    assert ids(outline) == said
    for id_ in behind:
        outline = log.improvise(outline, "And?", after=id_, category="usage")
    assert len(ids(outline)) == len(set(ids(outline))) == len(said) + len(behind)
    assert log.reorder(outline, ids(outline)) == outline
