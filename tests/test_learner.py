"""The learner counts words and says what they speak for."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from qbank.asks import split
from qbank.frames import frame
from qbank.learner import features, shares, train


def _features(text: str) -> dict[str, float]:
    parts = split(text)
    return features(parts, frame(parts.ask))


def test_first_ask_counts_fully() -> None:
    """The words of the first ask weigh one, those of a further ask less."""
    made = _features("How fast is {{ technology }}? What does it cost?")
    assert made["fast"] == 1.0
    assert 0 < made["cost"] < 1


def test_finds_the_label_of_like_words() -> None:
    """A wording gets the label whose examples use its words."""
    texts = ["What breaks first?", "What breaks most often?", "Who pays for it?", "Who pays the bills?"]
    learner = train([_features(t) for t in texts], ["breaks", "breaks", "pays", "pays"], smoothing=0.1)
    scores = learner.scores(_features("Who pays the people?"))
    assert learner.labels[scores.index(max(scores))] == "pays"


def test_order_of_examples_does_not_matter() -> None:
    """The same examples in another order teach the same."""
    texts = ["What breaks first?", "Who pays for it?", "Where does it run?"]
    documents = [_features(t) for t in texts]
    one = train(documents, texts, smoothing=0.1).scores(documents[0])
    other = train(documents[::-1], texts[::-1], smoothing=0.1).scores(documents[0])
    assert one == other


def test_knows_nothing_without_examples() -> None:
    """A learner without examples has no labels and gives no scores."""
    learner = train([], [], smoothing=0.1)
    assert (learner.labels, learner.scores({"word": 1.0})) == ((), [])


@given(st.lists(st.floats(-9, 9), min_size=1, max_size=9))
def test_shares_make_one_whole(scores: list[float]) -> None:
    """Shares add up to one, and the best score gets the greatest."""
    made = shares(scores, sharpness=2.0)
    assert math.isclose(sum(made), 1.0)
    assert max(made) == made[scores.index(max(scores))]
