"""The learner counts words and says what they speak for."""

from __future__ import annotations

import math
import pickle
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from qbank.english.terms import split
from qbank.normalize.categories import Counts, Features, Learner, beside, features, shares
from qbank.normalize.wordings import frame


def _features(text: str) -> dict[str, float]:
    parts = split(text)
    return features(frame(parts.ask), beside(parts))


def _learn(documents: Sequence[Features], labels: Sequence[str]) -> Learner[str]:
    return Learner([Counts((d, label, 1.0) for d, label in zip(documents, labels, strict=True))], smoothing=0.1)


def _scores(learner: Learner[str], document: Features) -> dict[str, float]:
    return dict(zip(learner.labels, learner.scores(document), strict=True))


def test_first_ask_counts_fully() -> None:
    """The words of the first ask weigh one, those of a further ask less."""
    made = _features("How fast is {{ technology }}? What does it cost?")
    assert made["fast"] == 1.0
    assert 0 < made["cost"] < 1


def test_finds_the_label_of_like_words() -> None:
    """A wording gets the label whose examples use its words."""
    texts = ["What breaks first?", "What breaks most often?", "Who pays for it?", "Who pays the bills?"]
    scores = _scores(
        _learn([_features(t) for t in texts], ["breaks", "breaks", "pays", "pays"]), _features("Who pays the people?")
    )
    assert max(scores, key=lambda label: scores[label]) == "pays"


def test_order_of_examples_does_not_matter() -> None:
    """The same examples in another order teach the same."""
    texts = ["What breaks first?", "Who pays for it?", "Where does it run?"]
    documents = [_features(t) for t in texts]
    one = _scores(_learn(documents, texts), documents[0])
    other = _scores(_learn(documents[::-1], texts[::-1]), documents[0])
    assert one.keys() == other.keys()
    assert all(math.isclose(one[label], other[label]) for label in one)


def test_knows_nothing_without_examples() -> None:
    """A learner without examples has no labels and gives no scores."""
    learner = _learn([], [])
    assert (learner.labels, learner.scores({"word": 1.0})) == ((), [])


def test_a_lesson_of_weight_three_is_three_lessons() -> None:
    """What counts three times teaches what the same wording, met three times, would."""
    pays, breaks = _features("Who pays for it?"), _features("What breaks first?")
    once = Learner([Counts([(pays, "pays", 3.0), (breaks, "breaks", 1.0)])], smoothing=0.1)
    thrice = Learner([Counts([*[(pays, "pays", 1.0)] * 3, (breaks, "breaks", 1.0)])], smoothing=0.1)
    asked = _features("Who breaks it?")
    assert all(math.isclose(a, b) for a, b in zip(once.scores(asked), thrice.scores(asked), strict=True))


def test_scores_are_those_of_naive_bayes() -> None:
    """Standardised to the share of the question that was ever seen, they are the log likelihoods counted label by label."""
    texts = [f"What breaks the {name} first?" for name in "abcdefghij"] + ["Who pays?"]
    documents = [_features(t) for t in texts]
    asked = _features("What breaks first, and who pays?")
    words = {g for d in documents for g in d}
    plain = [
        sum(w * math.log(documents[texts.index(label)].get(g, 0.0) + 0.1) for g, w in asked.items() if g in words)
        - sum(w for g, w in asked.items() if g in words)
        * math.log(sum(documents[texts.index(label)].values()) + 0.1 * len(words))
        for label in sorted(texts)
    ]  # fmt: skip
    mean = sum(plain) / len(plain)
    spread = math.sqrt(sum((p - mean) ** 2 for p in plain) / len(plain))
    heard = sum(w for g, w in asked.items() if g in words) / sum(asked.values())
    scores = _learn(documents, texts).scores(asked)
    assert all(
        math.isclose(score, (p - mean) / spread * heard, abs_tol=1e-9) for score, p in zip(scores, plain, strict=True)
    )


@given(st.lists(st.floats(-9, 9), min_size=1, max_size=9))
def test_shares_make_one_whole(scores: list[float]) -> None:
    """Shares add up to one, and the best score gets the greatest."""
    made = shares(scores, sharpness=2.0)
    assert math.isclose(sum(made), 1.0)
    assert max(made) == made[scores.index(max(scores))]


def test_words_that_were_never_learned_are_not_remembered() -> None:
    """However many new words are heard, a learner holds no more than what it learned: an archive's have no end."""
    learner = _learn([{"breaks": 1.0}, {"pays": 1.0}], ["failure", "money"])
    first = learner.scores({"breaks": 1.0, "pays": 0.3})
    held = len(pickle.dumps(learner._rows))
    for n in range(100):
        assert learner.scores({f"new {n}": 1.0}) == [0.0, 0.0]
    assert len(pickle.dumps(learner._rows)) == held
    assert learner.scores({"breaks": 1.0, "pays": 0.3}) == first
