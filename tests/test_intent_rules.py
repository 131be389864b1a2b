"""Cues are found by the words they need, and no cue that applies is missed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbank.model import Cue
from qbank.normalize.intent_rules import CueTable, alternatives, needs

SOURCES = (
    "wrong (choice|tool)", "^how (?!you).{0,9}works?", "(no|not) (good|the best)", r"fail\w*|crash\w*", "why (is|are) .+ (big|small)",
    "(a|an)? ?tool", "scal(e|ing) (out|up)?", "trade-?offs?", "[bc]ad idea", "(on|off){2,3} call",
)  # fmt: skip
_words = st.sampled_from(
    [
        "how",
        "why",
        "is",
        "are",
        "wrong",
        "choice",
        "tool",
        "works",
        "work",
        "the",
        "best",
        "good",
        "not",
        "no",
        "fails",
        "crashing",
        "big",
        "small",
        "scale",
        "scaling",
        "out",
        "up",
        "tradeoff",
        "trade-offs",
        "bad",
        "cad",
        "idea",
        "onoff",
        "call",
        "you",
        "X",
        "it",
        "a",
    ]
)


def test_outermost_alternatives() -> None:
    """Only bars outside of brackets separate alternatives."""
    assert alternatives(r"a(b|c)|[|]d|\|e") == ["a(b|c)", "[|]d", r"\|e"]


def test_needs_of_an_expression() -> None:
    """What must stand in a match is found, what may be missing is not."""
    first = needs("wrong (choice|tool)?")[0]
    assert (first.pieces, first.starts) == (frozenset({"wrong"}), True)
    assert needs(r"\w+") == []
    assert all("cad" not in need.pieces for need in needs("[bc]ad idea"))


@given(st.lists(_words, max_size=9).map(" ".join), st.sampled_from(SOURCES))
def test_looking_up_misses_nothing(frame: str, source: str) -> None:
    """The table hears what a plain search of every alternative would find."""
    heard = CueTable([Cue(match=source, template="t")]).heard(frame)
    plain = [
        a
        for a in alternatives(source)
        if re.search(rf"\b(?:{a.replace('X', '(?:X|it)')})(?!\w)", frame, re.MULTILINE)
    ]
    assert bool(heard) == bool(plain)


def test_subject_by_any_name() -> None:
    """X in a cue stands for the subject, whichever way it is named."""
    table = CueTable([Cue(match="why use X", template="benefits")])
    assert [bool(table.heard(f)) for f in ("why use X", "why use it", "why use NAME", "why use force")] == [
        True,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("early", "late"), [("limits of X", "what are many things one should know about limits of X")]
)
def test_early_counts_more(early: str, late: str) -> None:
    """The first clause decides: the same words weigh less when they come late."""
    table = CueTable([Cue(match="limits of X", template="limitations", weight=2.0)])
    assert table.heard(early)[0].weight > table.heard(late)[0].weight


def test_what_is_remembered_of_words_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table that has met more words than it remembers hears what it always heard."""
    monkeypatch.setattr("qbank.normalize.intent_rules._REMEMBERED", 1)
    table = CueTable([Cue(match="limits of X", template="limitations", weight=2.0)])
    first = [table.heard(f)[0].weight for f in ("limits of X", "what are limits of it")]
    assert [table.heard(f)[0].weight for f in ("limits of X", "what are limits of it")] == first


@pytest.mark.parametrize(("frame", "words"), [("known own", "own"), ("known", None), ("disown, own", "own")])
def test_a_cue_begins_with_a_word(frame: str, words: str | None) -> None:
    """What is found inside a word is passed over for what begins one."""
    heard = CueTable([Cue(match="own", template="owner")]).heard(frame)
    assert [h.words for h in heard] == ([words] if words else [])
    assert all(h.weight < 1 for h in heard)
