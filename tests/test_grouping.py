"""A wording joins a template only when that is sure."""

from __future__ import annotations

import pytest

from qbank.normalize.grouping import REVIEW_FROM, SAME_FROM, SAME_WITH_CUE, Groups, new_id, place


@pytest.mark.parametrize(
    ("share", "cue", "match"),
    [(0.995, 0.0, "same"), (0.8, 3.0, "same"), (0.8, 0.0, "review"), (0.01, 0.0, "new")],
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


LITTLE = 0.001


@pytest.mark.parametrize(
    ("share", "cue", "match"),
    [
        (SAME_FROM, 0.0, "same"),
        (SAME_FROM - LITTLE, 1.99, "review"),
        (SAME_WITH_CUE, 2.0, "same"),
        (SAME_WITH_CUE - LITTLE, 2.0, "review"),
        (REVIEW_FROM, 0.0, "review"),
        (REVIEW_FROM - LITTLE, 0.0, "new"),
    ],
)
def test_the_limits_are_where_they_are_said_to_be(share: float, cue: float, match: str) -> None:
    """At its limit a share is enough, below it is not; the margin or what is missing is how sure it is."""
    likely = [("limits", share), ("growth", 0.1236), ("other", 0.1)]
    placed = place("What limits {{ technology }} planners?", "what limits X", likely, Groups(), cue=cue)
    joined = match == "same"
    sure = share - 0.1236 if joined else 1 - share / (SAME_WITH_CUE if cue >= 2 else SAME_FROM)
    assert (placed.match, placed.confidence) == (match, round(sure, 3))
    ids = ("limits", "growth") if joined else ("limits-planners", "limits")
    assert (placed.template, placed.runner_up) == ids


def test_without_a_likely_template_a_wording_is_new() -> None:
    """Nothing to choose from: a template of its own, and surely."""
    placed = place("What limits {{ technology }} planners?", "what limits X", [], Groups())
    assert (placed.template, placed.match, placed.confidence, placed.runner_up) == (
        "limits-planners",
        "new",
        1.0,
        None,
    )
    placed = place("What limits it?", "what limits X", [("limits", 0.99)], Groups())
    assert (placed.confidence, placed.runner_up) == (0.99, None)


@pytest.mark.parametrize(
    ("first", "runner_up"), [("known", "second"), ("first", "first"), ("xylem", "xylem")]
)
def test_the_runner_up_of_a_known_frame_is_another(first: str, runner_up: str) -> None:
    """Where a frame is known, the best of the others is the runner-up; where there is none, nothing."""
    groups = Groups()
    groups.add("known", "what limits X")
    placed = place("What limits it?", "what limits X", [(first, 0.5), ("second", 0.3)], groups)
    assert (placed.template, placed.runner_up) == ("known", runner_up)
    assert place("What limits it?", "what limits X", [], groups).runner_up is None


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


def test_a_word_of_many_joined_wordings_tells_nothing() -> None:
    """Eight wordings may share a word that finds them; with a ninth it finds none."""
    groups = Groups()
    for n in range(8):
        groups.add(f"t{n}", f"alpha beta gamma w{n}", by_hand=True)
    assert groups.known("alpha beta gamma zeta") == "t7"
    groups.add("t8", "alpha beta gamma w8", by_hand=True)
    assert groups.known("alpha beta gamma zeta") is None


def test_new_ids_without_telling_words_are_made_of_all() -> None:
    """Few telling words are enough; without any, all words are taken; and when that is taken, more of them."""
    assert new_id("How does {{ technology }} shard?") == "shard"
    assert new_id("What is it?") == "what-is-it"
    assert new_id("How does {{ technology }} shard?", {"shard"}) == "how-does-shard"
