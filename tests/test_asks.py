"""A question is taken apart into lead-in, first ask and further asks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbank.english.terms import is_invitation, sentences, split


@pytest.mark.parametrize(
    ("text", "context", "ask", "further"),
    [
        ("How does it start?", "", "How does it start?", ()),
        ("It is old. How did it start?", "It is old.", "How did it start?", ()),
        ("How does it start, and why is it slow?", "", "How does it start", ("why is it slow?",)),
        ("I know it is slow, so how do you use it?", "I know it is slow,", "how do you use it?", ()),
        ("Does {{ technology }} retry, or does it give up?", "", "Does {{ technology }} retry", ("does it give up?",)),
        ("Tell us about the start.", "", "Tell us about the start.", ()),
        ("Just a heading", "", "Just a heading", ()),
    ],
)
def test_parts_of_a_question(text: str, context: str, ask: str, further: tuple[str, ...]) -> None:
    """Lead-in, first ask and further asks come apart where a second question begins."""
    parts = split(text)
    assert (parts.context, parts.ask, parts.further) == (context, ask, further)


def test_abbreviations_end_no_sentence() -> None:
    """A dot after `e.g.` or an initial ends nothing."""
    assert sentences("Tools, e.g. Marrow, by J. Pike are old. Why?") == [
        "Tools, e.g. Marrow, by J. Pike are old.",
        "Why?",
    ]


def test_invitations_are_told_from_closed_questions() -> None:
    """A request to explain invites; a plain yes-or-no question does not."""
    assert is_invitation("Can you explain it?")
    assert not is_invitation("Is it fast?")


@given(st.text(max_size=80))
def test_any_text_has_an_ask(text: str) -> None:
    """Whatever the text, there is an ask, and its words come from the text."""
    parts = split(text)
    assert all(word in text for word in parts.ask.split())
