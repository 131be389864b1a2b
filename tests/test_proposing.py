"""A new template's text is for other guests: nothing private to the one who was asked is in it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbank import bank as banks
from qbank.bank import place as places
from qbank.english.lint import lint
from qbank.model import Bank
from qbank.normalize.new_template import MOST_WORDS, OF_ANY_PART, Vocabulary
from qbank.pattern import names


@cache
def shipped_bank() -> Bank:
    """Return the bank that ships with qbank."""
    return banks.load(places.shipped(cwd=Path.cwd()))


@cache
def vocabulary() -> Vocabulary:
    """Return the words of the templates that ship."""
    return Vocabulary(
        (t.id, text) for t in shipped_bank().templates for text in (t.text, *t.phrasings, *(f.text for f in t.follow_ups))
    )  # fmt: skip


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (
            "It is old. How did {{ technology_2 }} start, and who paid for it?",
            "How did {{ technology }} start?",
        ),
        (
            "Could you tell us a bit about how people learn {{ technology }}?",
            "Tell me how people learn {{ technology }}.",
        ),
        (
            "What are some of the reasons people leave {{ technology }}?",
            "What are the reasons people leave {{ technology }}?",
        ),
        ("Do you have any plans for {{ technology }}?", "What plans do you have for {{ technology }}?"),
    ],
)
def test_common_words_stand_as_they_are(pattern: str, text: str) -> None:
    """The first ask is kept, without its lead-in, its politeness and its further asks, and opened if it was closed."""
    assert vocabulary().propose(pattern, "origin").text == text


@pytest.mark.parametrize(
    "pattern",
    [
        "How does quorum leasing work in {{ technology }}?",
        "What does {{ technology }} owe to Miranda?",
        "How does {{ technology }} compare to {{ alternatives }}?",
        "Our listeners have met the vacuum. How does {{ technology }} cope with that?",
        "Is splay draining supported?",
    ],
)
@pytest.mark.parametrize("category", OF_ANY_PART)
def test_what_is_private_is_left_out(pattern: str, category: str) -> None:
    """A word of its own, a name, a rival or a "that" makes it a question about a part, of the same category."""
    proposal = vocabulary().propose(pattern, category)
    assert proposal.text == OF_ANY_PART[category]


def test_the_question_of_any_part_is_a_template_that_ships() -> None:
    """What is proposed shares its intent with a template of the bank, in the same category, so that a sheet takes one."""
    by_id = {t.id: t for t in shipped_bank().templates}
    for category in set(OF_ANY_PART) - {"background", "closing"}:
        proposal = vocabulary().propose("How does quorum leasing work?", category)
        assert (by_id[proposal.intent].text, by_id[proposal.intent].category) == (proposal.text, category)


@given(
    st.lists(
        st.sampled_from(
            [
                "how",
                "why",
                "does",
                "{{",
                "technology",
                "}}",
                "start",
                "it,",
                "and",
                "quorum",
                "Miranda",
                "?",
                ".",
                "people",
                "who",
            ]
        )
    )
)
def test_any_proposal_can_be_said(words: list[str]) -> None:
    """Whatever the pattern, the proposal is short, has nothing that the lint would mind, and no slot but the plain ones."""
    text = vocabulary().propose(" ".join(words), "usage").text
    assert lint(text) == ()
    assert set(names(text)) <= {"technology", "component", "domain"}
    assert len(text.split()) <= MOST_WORDS + 4
