"""A wording joins a template only when that is sure."""

from __future__ import annotations

import pytest

from qbank.grouping import Groups, new_id, place


@pytest.mark.parametrize(
    ("share", "cue", "match"),
    [(0.995, 0.0, "same"), (0.85, 3.0, "same"), (0.85, 0.0, "review"), (0.01, 0.0, "new")],
)
def test_sure_joins_only(share: float, cue: float, match: str) -> None:
    """A large share joins, a smaller one only with a cue, less is reviewed, little is new."""
    placed = place(
        "What limits the {{ technology }} planner?",
        "what limits X",
        [("limits", share)],
        Groups(),
        cue=cue,
        taken={"limits"},
    )
    assert placed.match == match
    assert (placed.template == "limits") == (match == "same")
    assert 0 <= placed.confidence <= 1


def test_the_same_words_are_the_same_question() -> None:
    """What was asked before under another name needs no judging."""
    groups = Groups()
    groups.add("first-limit", "what limits X")
    placed = place("What limits {{ technology }}?", "what limits X", [("other", 0.999)], groups)
    assert (placed.template, placed.match, placed.confidence) == ("first-limit", "same", 1.0)


def test_new_ids_are_made_of_words() -> None:
    """A new id has the telling words of the ask, more of them when the short one is taken."""
    pattern = "How does the {{ technology }} planner order joins across remote shards today?"
    short = new_id(pattern)
    assert short == "planner-order-joins-across"
    assert new_id(pattern, {short}) == "planner-order-joins-across-remote"
