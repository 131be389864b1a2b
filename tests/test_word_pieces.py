"""Word pieces: the model reads what it was taught to read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbank.normalize.sentence_model import LONGEST, numbers, vocabulary, words


def said(text: str) -> list[str]:
    """Return the pieces of a text, without its two ends."""
    by_number = {n: piece for piece, n in vocabulary().items()}
    found = [by_number[n] for n in numbers(text)]
    assert (found[0], found[-1]) == ("[CLS]", "[SEP]")
    return found[1:-1]


def test_the_vocabulary_is_whole() -> None:
    """It has BERT's 30,522 pieces, each at its own place."""
    assert len(vocabulary()) == 30522
    assert [vocabulary()[piece] for piece in ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "the")] == [0, 100, 101, 102, 1996]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What is split-brain?", ["what", "is", "split", "-", "brain", "?"]),
        ("CockroachDB", ["cock", "##ro", "##ach", "##db"]),
        ("Café  Zoë\tTabs\x00", ["cafe", "zoe", "tab", "##s"]),
        ("don’t", ["don", "’", "t"]),
        ("語 C++", ["語", "c", "+", "+"]),
        ("😀", ["[UNK]"]),
        ("x" * 101, ["[UNK]"]),
        ("", []),
    ],
)
def test_words_become_pieces(text: str, expected: list[str]) -> None:
    """Case, accents and control characters do not matter; marks stand alone; what no piece fits is unknown."""
    assert said(text) == expected


def test_a_long_text_is_cut() -> None:
    """The model reads no more than it was taught to."""
    assert len(numbers("word " * 400)) == LONGEST


@given(st.text())
def test_any_text_has_pieces(text: str) -> None:
    """Whatever is read, each piece is known, and a word has no blank in it."""
    assert set(numbers(text)) <= set(vocabulary().values())
    assert not any(character.isspace() for word in words(text) for character in word)
