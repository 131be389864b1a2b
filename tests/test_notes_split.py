"""Several interviews in one file."""

from __future__ import annotations

from qbank.notes import default_sections
from qbank.notes.episodes import split_interviews
from qbank.notes.formats.markdown import read_markdown

SECTIONS = default_sections()


def _titles(text: str) -> list[str | None]:
    return [p.title for p in split_interviews(read_markdown(text, "x", lambda _: False).blocks, SECTIONS)]


def test_title_lines_begin_episodes() -> None:
    """Two title lines with questions below each make two episodes."""
    text = "Shows\n\nA with Ada Quist - Episode 2\n\n# Interview\n- a?\n\nB with Bo Aster - Episode 1\n\n# Interview\n- b?\n"
    assert _titles(text) == ["A with Ada Quist - Episode 2", "B with Bo Aster - Episode 1"]


def test_links_to_other_episodes_begin_none() -> None:
    """Lines that only look like titles split nothing."""
    assert _titles("# Interview\n- a?\n\n## Episode 3: older\n\n## Episode 2: oldest\n") == [None]


def test_headings_with_guests_begin_interviews() -> None:
    """Sub-headings that name a guest each, with questions below, are interviews."""
    text = "#### [@00:00] Part 1: A w/ Ada Quist\n- a?\n- b?\n#### Part 2: B w/ Bo Aster\n- c?\n- d?\n"
    assert _titles(text) == ["Part 1: A w/ Ada Quist", "Part 2: B w/ Bo Aster"]


def test_sub_headings_of_one_interview_split_nothing() -> None:
    """Topics as sub-headings stay together."""
    assert _titles("## Interview\n### A\n- a?\n### B\n- b?\n") == [None]


def test_a_guest_of_whom_nothing_is_asked_begins_no_interview() -> None:
    """A heading with a guest and no questions below is passed over; two others still make two interviews."""
    text = "## A w/ Ada Quist\n- a?\n- b?\n## Thanks to and goodbye w/ Cleo Marsh\n\n## B w/ Bo Aster\n- c?\n- d?\n"
    assert _titles(text) == ["A w/ Ada Quist", "B w/ Bo Aster"]
