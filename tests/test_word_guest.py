"""Tests for qbank.sheet.word.body: the guest's Word copy holds the allow-list and nothing else."""

from __future__ import annotations

import random
from dataclasses import replace

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from layouts import DAY, word_layout
from outlines import full, small
from test_export import PRIVATE, marked_private
from test_word_base import document, logo, styles
from test_word_host import styled
from word_tools import parts, sheet, text_of

from qbank.sheet import word
from qbank.sheet.copies import LEVELS, Level
from qbank.sheet.word.package import esc


def test_copy_reads_in_order() -> None:
    """From the title to the form, with the meeting in words."""
    made = styled(sheet(full(), copy="guest"))
    assert made[:8] == [
        ("Heading 1", "Mina Okafor on LedgerLake"),
        ("Subtitle", "For Mina Okafor"),
        ("Box Text", "We record on Tuesday, November 24, 2026, at 17:00 (CET, UTC+1), about 45 minutes."),
        ("Box Text", "Our subject: LedgerLake."),
        ("Box Text", "From Robin Field, The Plumbing Hour"),
        ("Box Text", "What we will mention for you: the book “Small Data, Kept Well”"),
        ("Box Text", "Links we have: ledgerlake.example/docs and okafor.example"),
        ("Heading 2", "The questions we have in mind"),
    ]
    assert made[-1] == ("Form Label", "Links to show our listeners")


def test_unknown_time_and_show_are_left_out() -> None:
    """What is not known is not asked about in the copy."""
    texts = [text for _, text in styled(sheet(small(), copy="guest"))]
    assert "We talk for about 15 minutes." in texts
    assert not any(text.startswith("From") for text in texts)


def test_levels_show_more_and_more() -> None:
    """Topics are cues, cruxes the must-asks, questions all that is planned."""
    counts = []
    for level in LEVELS:
        made = word.write(full(), word_layout(), date=DAY, copy="guest", level=level)
        counts.append(sum(style == "Guest Question" for style, _ in styled(made)))
    assert counts == [16, 11, 16]


HOUSES = (None, document(logo, styles))


@given(PRIVATE, st.integers(), st.sampled_from(LEVELS), st.sampled_from(HOUSES))
def test_nothing_private_is_in_any_byte(secret: str, lot: int, level: Level, base: bytes | None) -> None:
    """Whatever is marked private, none of it is in any part of the unpacked document, nor in the name of a part."""
    outline = marked_private(secret, random.Random(lot))
    made = parts(word.write(outline, word_layout(), date=DAY, copy="guest", level=level, base=base))
    assert not any(secret.encode() in part or secret in name for name, part in made.items())
    if level != "topics":
        told = {
            q.text
            for s in outline.sections
            for q in s.questions
            if not q.private and q.lane != "backup" and (level != "crux" or q.lane == "must")
        }
        assert all(esc(text).encode() in made["word/document.xml"] for text in told)


def test_lead_in_marked_private_is_left_out() -> None:
    """A question whose lead-in is the host's own business is on the guest's copy without it."""
    (first, *others) = full().sections
    (question,) = first.questions
    marked = replace(question, context="They were sued over it.", private_context=True)
    outline = replace(full(), sections=(replace(first, questions=(marked,)), *others))
    assert "sued" in text_of(sheet(outline))
    assert "sued" not in text_of(sheet(outline, copy="guest"))
    assert question.text in text_of(sheet(outline, copy="guest"))


@pytest.mark.parametrize("word_for_a_lane", ["must", "nice", "backup", "tick", "deeper", "brief", "lane"])
def test_nothing_tells_of_a_lane(word_for_a_lane: str) -> None:
    """Not even the name of a style, a bookmark or a property tells of lanes and follow-ups."""
    made = parts(sheet(small(), copy="guest"))
    assert not any(word_for_a_lane.encode() in part.lower() for part in made.values())


def test_no_comment_no_hidden_text_no_person() -> None:
    """The copy has no comments, no hidden runs, no tracked changes, and names only the show as its author."""
    made = parts(sheet(full(), copy="guest"))
    assert not any("comment" in name for name in made)
    assert not any(tag in made["word/document.xml"] for tag in (b"<w:vanish", b"<w:ins ", b"<w:del "))
    import io

    assert docx.Document(io.BytesIO(sheet(full(), copy="guest"))).core_properties.author == "The Plumbing Hour"
