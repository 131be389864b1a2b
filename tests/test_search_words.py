"""Words as the index sees them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbank.search.query import STOP, cut, day_number, plain, stems, tokens


def test_stems_fold_case_accents_and_endings() -> None:
    """Upper case, accents and plural endings make no difference."""
    assert stems("Partitions of the Café") == ["partit", "of", "the", "cafe"]


def test_hyphens_and_apostrophes_part_words() -> None:
    """A word with a hyphen is two words, as people write it either way."""
    assert tokens("peer-to-peer user’s") == ["peer", "to", "peer", "user", "s"]


@pytest.mark.parametrize(
    ("text", "words"), [("C++", ["cplusplus"]), ("c# and F#", ["csharp", "and", "fsharp"]), ("a++b", ["a", "b"])]
)
def test_languages_with_symbols_are_words(text: str, words: list[str]) -> None:
    """C++ and C# keep what tells them from C; other symbols part words."""
    assert tokens(text) == words


def test_each_ideograph_is_a_word() -> None:
    """Text without blanks between words is found by its characters."""
    assert tokens("数据库") == ["数", "据", "库"]


def test_right_to_left_text_has_words() -> None:
    """Hebrew and Arabic are cut at blanks like any other text."""
    assert tokens("מה שלומך") == ["מה", "שלומך"]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_words_and_stems_go_together(text: str) -> None:
    """Any text has as many words as stems, and cutting it never fails."""
    assert len(cut(text)) == len(stems(text)) == len(tokens(text))


@given(st.text(st.characters(max_codepoint=127)).filter(lambda text: "#" not in text and "+" not in text))
def test_plain_leaves_plain_text_alone(text: str) -> None:
    """ASCII text without symbols comes back as it is."""
    assert plain(text) == text


@pytest.mark.parametrize(
    ("date", "number"),
    [("2017-05-03", 20170503), ("2017-05", 20170500), ("May 2017", None), ("2017-05-031", None), ("", None)],
)
def test_day_number(date: str, number: int | None) -> None:
    """Dates become numbers in their order; what is not a date becomes nothing."""
    assert day_number(date) == number


def test_stop_words_are_words() -> None:
    """Every stop word is one word as the tokenizer sees it."""
    assert all(tokens(word) == [word] for word in STOP)
