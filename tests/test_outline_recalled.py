"""What an outline's log knows of an episode goes into the items with the same words."""

from __future__ import annotations

from dataclasses import replace

from outlines import small

from qbank.model import Episode, Item
from qbank.outline import log
from qbank.outline.log import recalled

ASKED = log.annotate(log.mark(small(), ["q01", "q02"], "asked"), "q02", said="A dashboard.", at="12:30")
EPISODE = Episode(
    id="007-lantern",
    title="Lantern",
    guests=("ada quill",),
    items=(
        Item(n=1, text="How did you get involved in the area of search?"),
        Item(n=2, text="What  will you never build?"),
        Item(n=3, text="What will you never build?", kind="note"),
    ),
)


def test_answer_and_time_come_from_the_log() -> None:
    """The same words, white space and case aside, of the same guest get what the log has; a note gets nothing."""
    made = recalled(EPISODE, [ASKED])
    assert [(i.said, i.at) for i in made.items] == [(None, None), ("A dashboard.", "12:30"), (None, None)]


def test_what_the_notes_say_themselves_stands() -> None:
    """A time in the notes is not replaced."""
    known = replace(EPISODE, items=tuple(replace(i, at="0:59") for i in EPISODE.items))
    assert [i.at for i in recalled(known, [ASKED]).items] == ["0:59"] * 3


def test_another_guests_log_says_nothing() -> None:
    """The log of an interview with someone else is not looked at, nor is a question that was not asked."""
    other = replace(EPISODE, guests=("Bo Sample",))
    assert recalled(other, [ASKED]) == other
    assert recalled(EPISODE, [log.mark(ASKED, ["q02"], "skipped")]) == EPISODE


def test_a_lead_in_is_part_of_the_words_or_not() -> None:
    """Notes may have a question with its lead-in or without."""
    section = ASKED.sections[1]
    led = replace(
        section, questions=(replace(section.questions[0], context="Two people asked."), *section.questions[1:])
    )
    outline = replace(ASKED, sections=(ASKED.sections[0], led))
    long = replace(EPISODE, items=(Item(n=1, text="Two people asked. What will you never build?"), *EPISODE.items))
    assert [i.said for i in recalled(long, [outline]).items] == ["A dashboard.", None, "A dashboard.", None]
