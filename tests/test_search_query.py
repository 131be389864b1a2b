"""Queries: any text is one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbank.search.query import LONGEST, Ask, parse, readable


def words(text: str) -> list[str]:
    """Return the words that a query looks for."""
    return [word.text for word in parse(text).words]


def test_stop_words_are_left_out() -> None:
    """A question asked of the tool is a query of its telling words."""
    ask = parse("What did I ask about split brain?")
    assert [word.text for word in ask.words] == ["split", "brain"]
    assert ask.stop_words == 5


def test_a_word_is_looked_for_once() -> None:
    """Words of the same stem are one."""
    assert words("partition partitions Partitioned") == ["partition"]


@pytest.mark.parametrize(
    "text", ['"network partitions"', "“network partitions”", '"network partitions', "”network partitions"]
)
def test_quotes_make_a_phrase(text: str) -> None:
    """Straight and curly quotes alike make a phrase, closed or not."""
    assert [phrase.stems for phrase in parse(text).phrases] == [("network", "partit")]
    assert parse(text).words == ()


@given(st.text(alphabet='ab7é +-"', max_size=12))
def test_a_phrase_alone_is_read_like_any_other(text: str) -> None:
    """A query that is one phrase and nothing else is taken apart by a shorter way, with the same result."""
    assert parse(f'"{text}"') == parse(f'"{text}" ')


def test_one_quoted_word_is_a_word() -> None:
    """Quotes around one word say nothing more."""
    assert words('"raft"') == ["raft"]


def test_minus_excludes() -> None:
    """A minus before a word or a phrase takes away what has it; a hyphen within a word does not."""
    assert parse("-raft").without == (("raft",),)
    assert parse('-"split brain" x').without == (("split", "brain"),)
    assert parse("peer-to-peer").without == ()
    assert words("a - b") == ["b"]


def test_fields() -> None:
    """A known name before a colon narrows down, quoted values and exclusion included."""
    ask = parse('technology:ceph Guest:"Sage Weil" -category:scaling subject:Dat theme:“split brain”')
    assert ask.fields == (
        ("technology", "ceph"),
        ("guest", "Sage Weil"),
        ("technology", "Dat"),
        ("theme", "split brain"),
    )
    assert ask.without_fields == (("category", "scaling"),)
    assert ask.words == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nonsense:ceph", ["nonsense", "ceph"]),
        ("technology: ceph", ["technology", "ceph"]),
        ("https://ceph.io", ["https", "ceph", "io"]),
    ],
)
def test_unknown_fields_are_words(text: str, expected: list[str]) -> None:
    """A colon after anything else, or before a blank, is just a colon."""
    assert words(text) == expected
    assert parse(text).fields == ()


def test_a_star_leaves_a_word_open() -> None:
    """A star behind a word says that it may go on."""
    assert [word.open for word in parse("part* raft").words] == [True, False]


@pytest.mark.parametrize("text", ["", "   ", "...", "?!*()[]{}^~", "\x00", "🙂", "-", '""', '"'])
def test_nothing_to_look_for(text: str) -> None:
    """Punctuation alone asks for nothing."""
    assert parse(text).is_empty
    assert parse(text).stop_words == 0


def test_operators_are_words() -> None:
    """AND, OR and NOT are stop words like others: no user text is a language."""
    assert parse("AND OR NOT").is_empty
    assert parse("AND OR NOT").stop_words == 3


def test_a_long_query_is_cut() -> None:
    """Of ten thousand different words the first are looked for, and the rest are counted."""
    ask = parse(" ".join(f"w{n}" for n in range(10_000)))
    assert len(ask.words) == LONGEST
    assert ask.ignored == 10_000 - LONGEST


def test_half_characters_become_readable() -> None:
    """What a shell hands over of a broken character does not stop a search."""
    assert readable("a\udcffb\0c") == "a?b c"


@given(st.text())
def test_any_text_is_a_query(text: str) -> None:
    """No text makes the parser fail."""
    assert isinstance(parse(text), Ask)


@given(
    st.lists(
        st.sampled_from(["raft", "split brain", '"', "-", "theme:", "NOT", "*", "“", "technology:x", " "]), max_size=12
    )
)
def test_pieces_in_any_order_are_a_query(pieces: list[str]) -> None:
    """No order of quotes, fields and signs makes the parser fail."""
    assert isinstance(parse("".join(pieces)), Ask)


@given(st.text(st.characters(categories=["L", "Nd", "Zs"])))
def test_plain_words_need_no_grammar(text: str) -> None:
    """The short cut for plain words finds the same words as the grammar does."""
    assert parse(text).words == parse(f"{text} .").words
