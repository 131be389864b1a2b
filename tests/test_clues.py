"""A clue is looked for only where all that it needs stands in the text, and nothing is missed by that."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qbank.normalize.name_context import _CLUES, bare, by_context, named

WORDS = [
    "Foo", "BarDB", "baz.py", "the", "your", "(at", "at", "company", "working", "for", "on", "framework.", "API",
    "sub-project", "protocol", "standard lib", "as", "a", "start-up", "area", "field", "of", "log", "storage?",
    "technology", "trends", "technologies", "in", "what", "have", "today", "ecosystem", "projects", "tool", "is", "called",
    "and", "systems", "a.dev", "https://a.example", "compared", "to", "COMPARED", "vs.", "e.g.,", "such", "Over", "instead",
    "competitors", "like", "differs", "from", "Foo-compatible", "API-compatibility", "five", "nines", "99.9", "%", "3+", "years",
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found", "slot"),
    [
        ("Is it compatible with Foo and BarDB?", "Foo and BarDB", "alternatives"),
        ("What does the Foo framework do?", "Foo", "component"),
        ("Is the Zab protocol safe?", "Zab", "protocol"),
        ("What did you do at Foo?", "Foo", "company"),
        ("Are you working for the Foo, or not?", "Foo", "company"),
        ("What is new in the area of storage?", "storage", "domain"),
        ("Who is in the Web space?", "Web", "domain"),
        ("Which trends in data processing what do you see?", "data processing", "domain"),
        ("Your project is called Foo.", "Foo", "project"),
        ("Who is working on the Foo and Bar systems?", "Foo and Bar", "project"),
        ("Did you see foo.dev?", "foo.dev", "project"),
        ("See https://a.example/b.", "https://a.example/b", "url"),
        ("Do you reach five nines?", "five nines", "target"),
        ("What about the last ten years?", "ten years", "duration"),
    ],
)
def test_each_clue_is_followed(text: str, found: str, slot: str) -> None:
    """Whatever gives a name away is seen."""
    mentions = list(by_context(text, text.casefold()))
    assert (found, slot) in [(text[m.start : m.end], m.slot) for m in mentions]


@given(st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join))
@example("the Foo API")
@example("technology for log storage today")
@example("technologies in log storage have")
def test_what_is_not_tried_is_not_there(text: str) -> None:
    """Trying every pattern finds nothing that is not found by trying those of which something stands in the text."""
    everything = [m for pattern, slot, _ in _CLUES for m in named(pattern, slot, text)]
    assert list(by_context(text, text.casefold())) == everything


@pytest.mark.parametrize(("token", "wanted"), [("Foo's", "Foo"), ("Foo’s", "Foo"), ("Ren'Py", "Ren'Py"), ("s", "s")])
def test_a_possessive_loses_its_ending(token: str, wanted: str) -> None:
    """Only the ending goes, and only where there is one."""
    assert bare(token) == wanted
