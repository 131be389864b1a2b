"""Text made flat: one line, nothing invisible, nothing else touched."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qbank.notes.formats.blocks import flat


def test_white_space_collapses() -> None:
    """Line breaks, tabs and hard blanks become single blanks."""
    assert flat("  What\n\tis\u00a0 it?\r\n") == "What is it?"


def test_invisible_characters_go() -> None:
    """Zero-width blanks, soft hyphens and control characters leave no trace."""
    assert flat("Ox\u200bbow\u00ad \x07and \ufeffso") == "Oxbow and so"


def test_other_characters_stay() -> None:
    """Typographic quotes, mojibake and signs of any script are the author's own."""
    assert flat("It’s “mojibake” – isnâ€™t it？") == "It’s “mojibake” – isnâ€™t it？"


@given(st.text())
def test_flat_twice_is_flat_once(text: str) -> None:
    """A flat text stays as it is, holds no line break and no blank at its ends."""
    made = flat(text)
    assert flat(made) == made == made.strip()
    assert "\n" not in made
