"""Words that are not in the bank."""

from __future__ import annotations

import pytest
from search_bank import bank

from qbank.search import index
from qbank.search.index import corrected
from qbank.search.query import parse

VIEW = index(bank()).view


def meant(text: str) -> list[str]:
    """Return the words that a query is taken to mean."""
    ask, _ = corrected(parse(text), VIEW)
    return [word.text for word in ask.words]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("partiton", "partition"),
        ("prtition", "partition"),
        ("aprtition", "partition"),
        ("partitionn", "partition"),
        ("elextiom", "election"),
    ],
)
def test_one_or_two_wrong_letters(typed: str, found: str) -> None:
    """A letter left out, doubled, swapped or wrong is forgiven, two in a long word."""
    assert meant(typed) == [found]


@pytest.mark.parametrize("text", ["partition", "partitioning", "raft", "netsplit", "split brain"])
def test_what_is_known_is_left_alone(text: str) -> None:
    """A word that a question says, in any ending, or that the lexicon knows is what it is."""
    ask = parse(text)
    assert corrected(ask, VIEW) == (ask, [])


@pytest.mark.parametrize("text", ["rat", "ra", "xyzzyxyzzy"])
def test_short_and_strange_words_are_left_alone(text: str) -> None:
    """Three letters are too few to guess, and nothing is like nonsense."""
    assert meant(text) == [text]


def test_beside_right_words_less_is_forgiven() -> None:
    """Where other words of the query are known, only one letter of a long word is corrected."""
    assert meant("raft elextiom cable") == ["raft", "elextiom", "cable"]
    assert meant("raft electiom cable") == ["raft", "election", "cable"]
    assert meant("raft moeny") == ["raft", "money"]


def test_beside_right_words_the_first_letter_is_right() -> None:
    """A short name that the bank does not know is not taken for a word that begins otherwise."""
    assert meant("raft boney") == ["raft", "boney"]
    assert meant("boney") == ["money"]


def test_a_corrected_word_brings_its_theme() -> None:
    """The theme is found by the word that was meant."""
    ask, notes = corrected(parse("netspilt"), VIEW)
    assert [group.group.id for group in VIEW.themes.find(ask.said)] == ["split-brain"]
    assert notes == ["Nothing says “netspilt”: searched for “netsplit”."]


def test_an_open_word_is_completed() -> None:
    """A star completes a word even where it is one by itself."""
    assert meant("part*") == ["partition"]
    assert meant("zz*") == ["zz"]
