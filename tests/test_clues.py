"""A clue is looked for only where all that it needs stands in the text, and nothing is missed by that."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qbank.normalize import name_context
from qbank.normalize.name_context import LANGUAGE, NAME, Signs, bare, by_context

EVERYTHING = (1 << 64) - 1
"""Signs of a text that may have any clue."""
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
        ("Is it Foo-compatible?", "Foo", "alternatives"),
        ("What does the Foo framework do?", "Foo", "component"),
        ("Is the Zab protocol safe?", "Zab", "protocol"),
        ("How is Foo as a start-up?", "Foo", "as-company"),
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
    """Whatever gives a name away, its signs are seen."""
    mentions = list(by_context(text, Signs().of(text)))
    assert (found, slot) in [(text[m.start : m.end], m.slot) for m in mentions]


@given(st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join))
@example("the Foo API")
@example("technology for log storage today")
@example("technologies in log storage have")
def test_what_the_signs_rule_out_is_not_there(text: str) -> None:
    """Trying every pattern finds nothing that is not found by trying those whose signs stand in the text."""
    assert list(by_context(text, Signs().of(text))) == list(by_context(text, EVERYTHING))


def test_an_ordinary_question_has_no_signs() -> None:
    """A text without any clue is searched for none."""
    assert Signs(["Foo", "the Bar kernel"], ["C", "Go"]).of("Can the plain words go through?") == 0


@pytest.mark.parametrize("text", ["Is Foo's log safe?", "Foo/Bar?", "(the Linux kernel's)", "Ben's Tool"])
def test_known_names_are_signs(text: str) -> None:
    """A known name shows in one of its words, also as a possessive."""
    assert Signs(["Foo", "Foo/Bar", "the Linux kernel", "Ben's Tool"]).of(text) & NAME


@pytest.mark.parametrize("text", ["Is C++ fast?", "in Go", "toGo", "Common Lisp is a language"])
def test_languages_are_signs(text: str) -> None:
    """A programming language shows in its first word."""
    assert Signs(languages=["C++", "Go", "Common Lisp"]).of(text) & LANGUAGE


def test_words_are_remembered_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many words there are, few are kept, and none that is as long as an address."""
    monkeypatch.setattr(name_context, "_REMEMBERED", 3)
    signs = Signs(["Foo"])
    text = " ".join(["Foo", *map(str, range(10)), "x" * 1000])
    assert signs.of(text) == signs.of(text) == NAME
    assert len(signs) <= 3
    assert not any(len(word) == 1000 for word in signs)


@pytest.mark.parametrize(("token", "wanted"), [("Foo's", "Foo"), ("Foo’s", "Foo"), ("Ren'Py", "Ren'Py"), ("s", "s")])
def test_a_possessive_loses_its_ending(token: str, wanted: str) -> None:
    """Only the ending goes, and only where there is one."""
    assert bare(token) == wanted
