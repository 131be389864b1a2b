"""Texts and mentions become patterns and come back unchanged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from qbank.english.spoken import speak, takes_an
from qbank.model.pattern import Mention, escape, fill, is_lossless, names, slot_type, to_pattern

JINJA = ImmutableSandboxedEnvironment(undefined=StrictUndefined, keep_trailing_newline=True)
_line = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=30)
_braces = st.lists(st.one_of(_line, st.sampled_from(["{{", "}}", "{%", "%}", "{#", "{", "'{'", '"'])), max_size=6).map(
    "".join
)


@given(_braces)
def test_escaped_text_is_itself(text: str) -> None:
    """An escaped text renders as it was, by our filling and by Jinja's."""
    assert fill(escape(text), {}) == JINJA.from_string(escape(text)).render() == text


@given(_braces, _braces.filter(bool), _braces)
def test_slots_give_the_text_back(before: str, value: str, after: str) -> None:
    """A text with a slot is filled again without loss, by our filling and by Jinja's."""
    text = before + value + after
    mention = Mention(start=len(before), end=len(before) + len(value), slot="technology")
    pattern, slots = to_pattern(text, [mention])
    assert is_lossless(text, pattern, slots)
    assert JINJA.from_string(pattern).render(slots) == text


@pytest.mark.parametrize(("first", "second"), [("a", "b"), ("b", "a")])
def test_second_values_get_numbers(first: str, second: str) -> None:
    """Another value of a slot is numbered, the same value keeps its name."""
    text = f"{first} {second} {first}"
    pattern, slots = to_pattern(text, [Mention(start=i, end=i + 1, slot="company") for i in (0, 2, 4)])
    assert pattern == "{{ company }} {{ company_2 }} {{ company }}"
    assert slots == {"company": first, "company_2": second}
    assert [slot_type(name) for name in names(pattern)] == ["company", "company"]


@pytest.mark.parametrize("slot", ["self", "not", "true", "Bad", "a-b"])
def test_refuses_names_that_mean_something(slot: str) -> None:
    """Jinja's own words are not slots."""
    with pytest.raises(ValueError, match="cannot be the name of a slot"):
        to_pattern("x", [Mention(start=0, end=1, slot=slot)])


def test_refuses_overlaps() -> None:
    """Two mentions of the same letters are an error."""
    with pytest.raises(ValueError, match="overlaps"):
        to_pattern("abc", [Mention(start=0, end=2, slot="kind"), Mention(start=1, end=3, slot="kind")])


@pytest.mark.parametrize(("start", "end"), [(1, 1), (2, 1), (2, 4), (-1, 1)])
def test_refuses_mentions_of_nothing(start: int, end: int) -> None:
    """A mention has a letter at least, and all its letters are the text's."""
    with pytest.raises(ValueError, match="leaves the text"):
        to_pattern("abc", [Mention(start=start, end=end, slot="kind")])


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        ("event store", "an event store"),
        ("SQL database", "an SQL database"),
        ("FTP server", "an FTP server"),
        ("NASA engineer", "a NASA engineer"),
        ("unanimous vote", "a unanimous vote"),
        ("uranium mine", "a uranium mine"),
        ("unary operator", "a unary operator"),
        ("unimportant detail", "an unimportant detail"),
        ("MIT project", "an MIT project"),
        ("UDP socket", "a UDP socket"),
        ("SAN", "a SAN"),
        ("unikernel", "a unikernel"),
        ("one-way link", "a one-way link"),
        ("query engine", "a query engine"),
    ],
)
def test_articles_follow_the_sound(kind: str, wanted: str) -> None:
    """The article before a slot is that of the word that fills it."""
    assert speak("a {{ kind }}", {"kind": kind}) == wanted
    assert takes_an(kind) == wanted.startswith("an ")


@pytest.mark.parametrize(
    ("others", "wanted"),
    [
        ("Pulsar", "Pulsar and Kafka"),
        ("Pulsar and NATS", "Pulsar, NATS and Kafka"),
        ("A, B and C", "A, B, C and Kafka"),
        ("Pick and Place and NATS", "Pick and Place, NATS and Kafka"),
    ],
)
def test_a_list_that_goes_on_has_one_and(others: str, wanted: str) -> None:
    """The subject joins its alternatives as one more of them."""
    said = speak("{{ alternatives }} and {{ technology }}", {"alternatives": others, "technology": "Kafka"})
    assert said == wanted


def test_a_list_that_ends_keeps_its_and() -> None:
    """Where nothing follows the alternatives, they are said as they are; a text without any needs none."""
    values = {"alternatives": "Pulsar and NATS", "technology": "Kafka"}
    assert speak("Why not {{ alternatives }}?", values) == "Why not Pulsar and NATS?"
    with pytest.raises(KeyError, match="alternatives"):
        speak("{{ alternatives }} and {{ technology }}", {"technology": "Kafka"})


def test_a_pattern_with_a_slot_that_has_no_value_loses_the_text() -> None:
    """A slot without a value gives nothing back, and that is said and not raised."""
    assert is_lossless("Why Ceph?", "Why {{ technology }}?", {"technology": "Ceph"})
    assert not is_lossless("Why Ceph?", "Why {{ technology }}?", {})


@pytest.mark.parametrize("pattern", ["Why Ceph", "Why Ceph??", "Why Ceph!"])
def test_a_pattern_that_says_something_else_is_not_lossless(pattern: str) -> None:
    """A character less, more or other is a loss."""
    assert not is_lossless("Why Ceph?", pattern, {})
