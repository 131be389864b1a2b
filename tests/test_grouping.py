"""A wording joins a template only when that is sure."""

from __future__ import annotations

import pytest

from qbank.normalize.grouping import REVIEW_FROM, SAME_FROM, Groups, may_join, place

LITTLE = 0.001


def limits() -> Groups:
    """Return groups that know one wording."""
    groups = Groups()
    groups.add("limits", "what limits growth of X in size")
    return groups


@pytest.mark.parametrize(
    ("share", "match"),
    [
        (SAME_FROM, "same"), (SAME_FROM - LITTLE, "review"), (REVIEW_FROM, "review"), (REVIEW_FROM - LITTLE, "new"),
    ],
)  # fmt: skip
def test_the_limits_are_where_they_are_said_to_be(share: float, match: str) -> None:
    """At its limit a share is enough, below it is not; what joins nothing gets a template of its own."""
    placed = place("what limits growth", [("limits", share), ("growth", 0.1)], limits(), same_from=SAME_FROM)
    assert placed.match == match
    assert (placed.template == "limits") == (match == "same")
    assert 0 <= placed.confidence <= 1


def test_without_a_likely_template_a_wording_is_new() -> None:
    """Nothing to choose from: a template of its own, and surely."""
    placed = place("what limits X", [], Groups(), same_from=SAME_FROM)
    assert placed == ("", "new", 1.0)


def test_the_same_words_are_the_same_question() -> None:
    """What was asked before under another name needs no judging."""
    groups = Groups()
    groups.add("first-limit", "what limits X")
    placed = place("what limits X", [("other", 0.999)], groups, same_from=SAME_FROM)
    assert (placed.template, placed.match, placed.confidence) == ("first-limit", "same", 1.0)


def test_the_first_template_of_a_frame_keeps_it_unless_a_person_joins_it() -> None:
    """What was met first stays; what a person joined by hand goes before it."""
    groups = Groups()
    groups.add("first", "what limits X")
    groups.add("second", "what limits X")
    assert groups.known("what limits X") == "first"
    groups.add("third", "what limits X", by_hand=True)
    assert groups.known("what limits X") == "third"
    assert groups.known("who built the planner") is None


def test_a_wording_much_like_one_joined_by_hand_goes_with_it() -> None:
    """Three quarters of the words in common join; fewer do not, and only the first line of a frame is compared."""
    groups = Groups()
    groups.add("limits", "alpha beta gamma delta\nwhatever follows it", by_hand=True)
    groups.add("growth", "alpha omega sigma kappa", by_hand=True)
    assert groups.known("alpha beta gamma zeta") == "limits"
    assert groups.known("alpha beta gamma delta zeta") == "limits"
    assert groups.known("alpha omega sigma zeta\nalpha beta gamma delta") == "growth"
    assert groups.known("alpha beta eta zeta") is None


def test_what_stands_for_a_name_tells_nothing() -> None:
    """Two short asks about some name are not alike because both name something."""
    groups = Groups()
    groups.add("limits", "what is NAME", by_hand=True)
    for n in range(9):
        groups.add(f"t{n}", f"what is NAME w{n}", by_hand=True)
    assert groups.known("what of NAME is") is None


def test_short_wordings_with_other_telling_words_are_not_alike() -> None:
    """Most of what they have in common says nothing about what is asked."""
    groups = Groups()
    groups.add("tests", "how you test X", by_hand=True)
    assert groups.known("how you test X today") == "tests"
    assert groups.known("how you ship X") is None


def test_a_word_of_many_joined_wordings_finds_none_beside_a_rarer_one() -> None:
    """Eight wordings may share a word that finds them; of more, only those with the rarest word are looked at."""
    groups = Groups()
    for n in range(9):
        groups.add(f"t{n}", f"alpha beta gamma delta w{n}", by_hand=True)
    assert groups.known("alpha beta gamma delta w3") == "t3"


@pytest.mark.parametrize(
    ("template", "frame", "joins"),
    [
        ("what-is-it", "what X is", True),
        ("what-is-it", "what lift means", False),
        ("feature-support", "does X support nested folds", False),
        ("feature-support", "what X not support out of box", True),
        ("language-choice", "why LANG", True),
        ("language-choice", "why NAME", False),
        ("comparison-to-alternatives", "how X compare to OTHER", True),
        ("comparison-to-alternatives", "how NAME differ from OTHER", False),
        ("comparison-to-alternatives", "why keep X instead of renaming", False),
        ("attracting-contributors", "is it hard to find contributors to X", False),
        ("future-plans", "what is next for X in this regard", False),
        ("nothing-has-a-rule-for-this", "whatever", True),
    ],
)
def test_alike_words_may_ask_something_else(template: str, frame: str, joins: bool) -> None:
    """Whether one thing is supported is not what falls short; what a word means is no overview of the subject."""
    assert may_join(template, frame) == joins


def test_what_breaks_a_rule_keeps_its_own_words() -> None:
    """It isn't asked about either: not the likeliest template, and no review."""
    groups = Groups({"what lift means": "what-is-it"})
    placed = place("what lift means", [("what-is-it", 0.9)], groups, same_from=SAME_FROM)
    assert (placed.template, placed.match) == ("", "new")
