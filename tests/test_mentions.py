"""Names are found where they stand, and ordinary words are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbank.model import Episode, Lexicon, Show, Subject
from qbank.normalize.mentions import find, names_of

LEXICON = Lexicon(
    subjects=(Subject(name="Marrow"), Subject(name="Quillon")),
    companies=("Harrow Ltd",),
    languages=("Rust", "Go"),
    protocols=("Zab",),
)
EPISODE = Episode(id="k", title="", technology="KestrelDB", aliases=("Kes",), kind="event store", guests=("Ada Holm",))
NAMES = names_of(EPISODE, LEXICON, Show(domain="falconry"), common=frozenset({"go"}))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Why KestrelDB?", {"KestrelDB": "technology"}),
        ("Is kestreldb's log safe?", {"kestreldb": "technology"}),
        ("Is Kestrel DB small?", {"Kestrel DB": "technology"}),
        ("How does it compare to Marrow, Quillon and Foo?", {"Marrow, Quillon and Foo": "alternatives"}),
        ("Why did you write it in Rust?", {"Rust": "language"}),
        ("Where do you go next?", {}),
        ("What is an event store?", {"event store": "kind"}),
        ("Did Ada Holm do it?", {"Ada Holm": "guest"}),
        ("What happened in three years?", {"three years": "duration"}),
        ("How do you reach 99.9% uptime?", {"99.9%": "target"}),
        ("Have you seen https://a.example/b?", {"https://a.example/b": "url"}),
        ("What does the Zab protocol promise?", {"Zab": "protocol"}),
        ("Is it in the Foo standard library?", {}),
    ],
)
def test_mentions_of_a_question(text: str, wanted: dict[str, str]) -> None:
    """Each name gets the slot that fits it, whatever its case, spacing or ending."""
    assert {text[m.start : m.end]: m.slot for m in find(text, NAMES)} == wanted


@given(
    st.lists(
        st.sampled_from(
            ["KestrelDB", "kes", "Marrow and", "Rust", "the event store", "compared to Foo", "é", "{{", "“", "?"]
        )
    ).map(" ".join)
)
def test_mentions_never_overlap(text: str) -> None:
    """Mentions stand in order, inside the text, and apart."""
    found = find(text, NAMES)
    ends = [0, *(m.end for m in found)]
    assert all(end <= m.start < m.end <= len(text) for end, m in zip(ends, found, strict=False))


@pytest.mark.parametrize(
    ("technology", "kind", "text", "wanted"),
    [
        ("CRDTs", "data type", "Is a CRDT slow?", {"CRDT": "technology"}),
        ("CRDT", "data type", "Are CRDTs slow?", {"CRDTs": "technology"}),
        ("CRDT", "system", "Is the system slow?", {}),
        ("!!", None, "Is !! a name?", {}),
    ],
)
def test_the_subject_in_another_number(technology: str, kind: str | None, text: str, wanted: dict[str, str]) -> None:
    """An abbreviation is found in singular and plural; a word that fits any subject, or signs alone, are not names."""
    names = names_of(Episode(id="k", title="", technology=technology, kind=kind), LEXICON, Show(), common=frozenset())
    assert {text[m.start : m.end]: m.slot for m in find(text, names)} == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Who runs the Rust Package Board?", {}),
        ("Does it run on Harrow Ltd Windows?", {}),
        ("Why is Marrow used so much?", {}),
        ("Why Marrow instead of Quillon?", {"Marrow": "alternatives", "Quillon": "alternatives"}),
        ("How is it unlike tools like Foo or Rust?", {"Foo or Rust": "alternatives"}),
        ("Why did you rewrite it in Rust and Befunge?", {}),
        ("What about styles such as Foo, plain ones and others?", {}),
        ("Is it written in Rust? Yes?", {"Rust": "language"}),
    ],
)
def test_a_slot_holds_one_of_a_class(text: str, wanted: dict[str, str]) -> None:
    """A piece of a longer name, one of a pair, a list cut short, a name that nothing is set against: the words stay."""
    assert {text[m.start : m.end]: m.slot for m in find(text, NAMES)} == wanted


@pytest.mark.parametrize(
    ("technology", "text", "name"),
    [
        ("kestrel", "Is kes.trel fast?", "kes.trel"),
        ("Kes'Trel", "Is KesTrel fast?", "KesTrel"),
        ("Guild of Falconers", "How did GOF start?", "GOF"),
        ("Falcon Feeders", "What is a falcon feeder?", "falcon feeder"),
        ("Keslang", "Why Kes?", "Kes"),
    ],
)
def test_a_subject_is_known_by_its_other_names(technology: str, text: str, name: str) -> None:
    """Without its dots and quotes, by the first letters of its words, in the singular, without "lang"."""
    names = names_of(Episode(id="k", title="", technology=technology), LEXICON, Show(), common=frozenset())
    assert [(text[m.start : m.end], m.slot) for m in find(text, names)] == [(name, "technology")]
