"""Suggestions for a doubtful item: the nearest templates and a category."""

from __future__ import annotations

import pytest
from search_bank import bank, item

from qbank.search.semantic import Suggestion, available, suggest
from qbank.search.semantic.suggesting import plain

needs_model = pytest.mark.skipif(not available(), reason="the extra `semantic` is not installed")


def test_slots_are_read_as_words() -> None:
    """The subject is "it", another slot the word for what stands in it; braces of Jinja say nothing."""
    assert (
        plain("How does {{ technology }} talk to {{ component_2 }} {% raw %}, x")
        == "How does it talk to component it, x"
    )


@needs_model
def test_the_nearest_templates_are_suggested() -> None:
    """A new wording finds the template that asks the same, and its category; nonsense finds nothing."""
    doubts = [
        item(20, "Who funds Kelp these days, and where does that money come from?"),
        item(21, "zzz xqj vv"),
    ]
    found, nothing = suggest(bank(), doubts)
    assert found.templates[0].template == "who-pays"
    assert found.category == "community"
    assert [like.closeness for like in found.templates] == sorted(
        (like.closeness for like in found.templates), reverse=True
    )
    assert len(suggest(bank(), doubts, limit=1)[0].templates) <= 1
    assert nothing == Suggestion()


@needs_model
def test_an_item_does_not_speak_for_itself() -> None:
    """The wording of the item itself is no reason to suggest the template that it has."""
    asked = item(3, "What does Kelp do during a network partition?", "failure-modes", "partitions")
    (found,) = suggest(bank(), [asked])
    assert found.templates[0].template == "partitions"
    assert found.templates[0].closeness < 0.99
