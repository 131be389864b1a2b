"""A frame keeps what is asked and leaves out what is private."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbank.normalize.wordings import frame


@pytest.mark.parametrize(
    ("ask", "wanted"),
    [
        ("Can you explain what {{ technology }} is?", "what X is"),
        ("How does {{ technology }} work?", "how X work"),
        ("What were some of the hardest bugs that you've seen?", "what were hardest bugs that you have seen"),
        ("I'm curious how you decide what comes next.", "how you decide what comes next"),
        ("Which kinds of users do you have?", "what kind of users do you have"),
        ("How does it compare to Foobar and Bazqux?", "how it compare to NAME"),
        ("Could the {{ technology }} project use an API?", "could X use api"),
        ("And so but then well: how does it work?", "then well how it work"),
    ],
)
def test_frame_of_an_ask(ask: str, wanted: str) -> None:
    """Articles, fillers, invitations and names are gone."""
    assert frame(ask) == wanted


def test_lead_in_is_kept_apart() -> None:
    """A lead-in stands on a second line, so that the first begins with the question."""
    assert frame("For people who are new to it, what should they read?").splitlines() == [
        "what should they read",
        "… for people who are new to it, what should they read",
    ]


def test_context_comes_along_when_the_ask_points_back() -> None:
    """What was said before counts when the ask says "that"."""
    assert frame("How do you solve that?", "Passwords leak.").splitlines()[-1] == "… passwords leak"
    assert "leak" not in frame("How do you keep the many secrets of your customers safe every day?", "Passwords leak.")


@given(st.text(max_size=60))
def test_any_text_has_a_frame(text: str) -> None:
    """No text at all makes trouble, and a frame is the same each time."""
    assert frame(text) == frame(text)
