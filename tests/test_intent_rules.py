"""Rules are found by the words they need, and no rule that applies is missed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbank.normalize.intent_rules import Rule, RuleTable, alternatives, needs

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
    heard = RuleTable([Rule(match=source, template="t")]).heard(frame)
    plain = [
        a
        for a in alternatives(source)
        if re.search(rf"\b(?:{a.replace('X', '(?:X|it)')})(?!\w)", frame, re.MULTILINE)
    ]
    assert bool(heard) == bool(plain)


def test_subject_by_any_name() -> None:
    """X in a rule stands for the subject, whichever way it is named."""
    table = RuleTable([Rule(match="why use X", template="benefits")])
    assert [bool(table.heard(f)) for f in ("why use X", "why use it", "why use NAME", "why use force")] == [
        True,
        True,
        True,
        False,
    ]


def test_what_is_remembered_of_words_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table that has met more words than it remembers hears what it always heard."""
    monkeypatch.setattr("qbank.normalize.intent_rules._REMEMBERED", 1)
    table = RuleTable([Rule(match="limits of X", template="limitations")])
    first = [table.heard(f) for f in ("limits of X", "what are limits of it", "limits")]
    assert [table.heard(f) for f in ("limits of X", "what are limits of it", "limits")] == first
    assert [bool(found) for found in first] == [True, True, False]


@pytest.mark.parametrize(("frame", "found"), [("known own", True), ("known", False), ("disown, own", True)])
def test_a_match_begins_with_a_word(frame: str, found: bool) -> None:
    """What is found inside a word is passed over for what begins one."""
    assert bool(RuleTable([Rule(match="own", template="owner")]).heard(frame)) is found
