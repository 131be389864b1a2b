"""Sections: which block stands in a section of which role."""

from __future__ import annotations

from qbank.notes.formats.blocks import Block
from qbank.notes.sections import default_sections, mend, place

SECTIONS = default_sections()


def _roles(*blocks: Block) -> list[str | None]:
    return [p.role for p in place(blocks, SECTIONS)]


def test_sub_headings_have_their_parents_role() -> None:
    """A sub-heading without a name belongs to its parent; one of the same level does not."""
    assert _roles(
        Block("heading", "Interview", 1, 2),
        Block("heading", "The machine", 2, 3),
        Block("item", "a", 3, 1),
        Block("heading", "Anything", 4, 2),
        Block("item", "b", 5, 1),
    ) == ["interview", "interview", "interview", None, None]


def test_an_introduction_inside_the_interview_is_part_of_it() -> None:
    """A heading "Introduction" below "Interview" opens no section of its own; "Links" does."""
    assert _roles(
        Block("heading", "Interview", 1, 2), Block("heading", "Introduction", 2, 3), Block("heading", "Links", 3, 3)
    ) == ["interview", "interview", "skip"]


def test_lines_name_sections_too() -> None:
    """A line of its own, or one with a colon before a list, opens a section up to the next."""
    assert _roles(
        Block("text", "Interview", 1),
        Block("item", "a", 2, 1),
        Block("text", "Also listen to:", 3),
        Block("item", "b", 4, 1),
        Block("text", "We ended late.", 5),
    ) == ["interview", "interview", "skip", "skip", "skip"]


def test_items_cut_in_mid_sentence_are_mended() -> None:
    """A quotation inside an item belongs to it; an answer behind a question does not."""
    blocks = [
        Block("item", "You said", 1, 1),
        Block("text", "nothing", 2, 1, aside=True),
        Block("item", "Why?", 3, 1),
        Block("text", "because", 4, 1),
    ]
    assert [b.text for b in mend(blocks)] == ["You said nothing", "Why?", "because"]
