"""Plain text: bullets, depths, wrapped lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbank.notes.formats.blocks import bare_links, read_plain, split_lines


def _blocks(text: str) -> list[tuple[str, int, str]]:
    return [(b.kind, b.level, b.text) for b in read_plain(text, "x", lambda line: line == "Interview").blocks]


@pytest.mark.parametrize("mark", ["•", "-", "*", "–", "~", "1.", "1)", "(2)", "a)", "◦", "·", "➤", "🎙", "✔️"])
def test_bullets_of_many_sorts(mark: str) -> None:
    """Each sort of bullet makes an item, without the bullet."""
    assert _blocks(f"  {mark} What is it?\n") == [("item", 1, "What is it?")]


@pytest.mark.parametrize("line", ["1.5 million users", "-5 degrees", "e.g. this", "No. 3"])
def test_what_is_no_bullet(line: str) -> None:
    """A number, a minus or an abbreviation makes no item."""
    assert _blocks(line) == [("text", 0, line)]


def test_depth_is_indentation() -> None:
    """Two blanks or more make a level; going back closes it; one blank is nothing."""
    text = "- a\n    - b\n        - c\n    - d\n- e\n - f\n"
    assert [level for _, level, _ in _blocks(text)] == [1, 2, 3, 2, 1, 1]


def test_wrapped_items_are_joined() -> None:
    """Indented lines and lines that go on in lower case belong to the item; names of sections do not."""
    assert _blocks("- What is\n  the name\n- Who\nsays so?\nInterview\n- x\n") == [
        ("item", 1, "What is the name"),
        ("item", 1, "Who says so?"),
        ("text", 0, "Interview"),
        ("item", 1, "x"),
    ]


def test_lines_are_counted_from_the_first() -> None:
    """Each block knows its line, also when the text begins later in the file."""
    blocks = read_plain("a\n\n- b\n", "x", lambda _: False, first_line=10).blocks
    assert [b.line for b in blocks] == [10, 12]


def test_bare_addresses_are_links() -> None:
    """An address in a line is a link onto itself, without the mark that ends the sentence."""
    assert bare_links("see https://example.org/a?b=c.") == (("https://example.org/a?b=c", "https://example.org/a?b=c"),)


def test_paragraphs_are_split_at_names() -> None:
    """A line that names a section stands alone, blank lines part, other lines stay together."""
    text = "a\nb\nInterview\nc\n\nd"
    assert list(split_lines(text, lambda line: line == "Interview")) == [
        (0, "a\nb"),
        (2, "Interview"),
        (3, "c"),
        (5, "d"),
    ]


@given(st.lists(st.sampled_from(["- a", "  - b", "text", "", "    • c", "1. d", "Interview"]), max_size=20))
def test_no_line_is_lost(lines: list[str]) -> None:
    """All words of a plain text are in its blocks, in order."""
    said = " ".join(
        b.text.replace("\n", " ") for b in read_plain("\n".join(lines), "x", lambda _: False).blocks
    ).split()
    assert said == [line.strip().split()[-1] for line in lines if line.strip()]


def test_an_indented_paragraph_does_not_end_a_list() -> None:
    """A paragraph as far in as the list around it belongs there: what follows is as deep as before."""
    text = "- a\n    - b\n\n    An answer.\n\n    - c\n\nOut.\n\n    - d\n"
    assert [(kind, level) for kind, level, _ in _blocks(text)] == [
        ("item", 1), ("item", 2), ("text", 0), ("item", 2), ("text", 0), ("item", 1),
    ]  # fmt: skip


def test_blank_lines_at_the_end_are_no_part() -> None:
    """A paragraph that ends in blank lines is one paragraph."""
    assert list(split_lines("a\nb\n \n", lambda _: False)) == [(0, "a\nb")]


def test_a_title_is_a_block_of_its_own_where_the_guest_stands_right_below_it() -> None:
    """Many leave no empty line between the two; later in a text such lines stay in their paragraph."""
    text = "SHOTS IN THE DARK - ep 7\nguest: Dr. Ada Brand\nsubject: the cold chain\n\nSaid on air\nguest: nobody\n"
    blocks = read_plain(text, "a.txt", lambda _: False).blocks
    assert [b.text for b in blocks] == [
        "SHOTS IN THE DARK - ep 7", "guest: Dr. Ada Brand\nsubject: the cold chain", "Said on air\nguest: nobody",
    ]  # fmt: skip
