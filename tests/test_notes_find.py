"""Where the questions are when no section says so."""

from __future__ import annotations

import pytest

from qbank.notes import default_sections
from qbank.notes.find import find_items, listener_items
from qbank.notes.formats.markdown import read_markdown
from qbank.notes.sections import Placed, place

SECTIONS = default_sections()


def _placed(text: str) -> list[Placed]:
    return place(read_markdown(text, "x", lambda _: False).blocks, SECTIONS)


def _found(text: str) -> tuple[list[str], str]:
    blocks, way = find_items(_placed(text), SECTIONS)
    return [b.text for b in blocks], way


@pytest.mark.parametrize(
    ("text", "found", "way"),
    [
        ("# Interview\n- a\n- b?\n# Links\n- c?\n", ["a", "b?"], "section"),
        ("# Interview\n- b?\n# Parting Question\n- c?\n", ["b?", "c?"], "section"),
        ("# Interview\n\nWhat?\n\nWhy?\n", ["What?", "Why?"], "section"),
        ("# Interview\n\nWe talked about\nmany things.\n", [], "nothing"),
        ("# Interview\n- rafts\n- masts\n", ["rafts", "masts"], "section"),
        ("# A?\n- x?\n- y?\n# B?\n# C?\n", ["A?", "B?", "C?"], "headings"),
        ("## 1. A?\n\nx\n\n## 2. B?\n\ny\n", ["A?", "B?"], "headings"),
        ("## A?\n\nx\n\n## Foot\n\n## Hand\n", [], "nothing"),
        ("**A?** x\n\n**B?** y\n\n**C?** z\n", ["A?", "B?", "C?"], "bold"),
        ("Q1: A?\nA: x\n\nQ2: B?\nA: y\n\nQ3: C?\nA: z\n", ["A?", "B?", "C?"], "bold"),
        ("Some words\n\n- a?\n- b?\n- rest\n", ["a?", "b?", "rest"], "list"),
        ("- a?\n- x\n- y\n- z\n", [], "nothing"),
        ("- 0:10 a\n- 0:20 b?\n- 0:30 c\n", ["0:10 a", "0:20 b?", "0:30 c"], "list"),
        ("# Picks\n- a?\n- b?\n", [], "nothing"),
        ("# Announcements\n- a?\n- b?\n", [], "nothing"),
        ("# Introduction\n- a?\n- b?\n# The work\n- c?\n- d?\n", ["a?", "b?", "c?", "d?"], "list"),
        ("- **ann:** a?\n- **bob:** b?\n- **ann:** c?\n", [], "nothing"),
        ("A?\n\nB?\n\nC?\n", ["A?", "B?", "C?"], "lines"),
        ("Who knows? Nobody.\n\nReally?\n", [], "nothing"),
    ],
)
def test_ways_to_find_questions(text: str, found: list[str], way: str) -> None:
    """Each layout gives its questions, in order, and tells how they were found."""
    assert _found(text) == (found, way)


def test_questions_for_listeners_are_found_apart() -> None:
    """A section for whoever listens holds no question to the guest."""
    placed = _placed("# Questions to consider\n- a?\n- b?\n")
    assert find_items(placed, SECTIONS) == ([], "nothing")
    assert [b.text for b in listener_items(placed)] == ["a?", "b?"]
