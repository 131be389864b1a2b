"""The learner counts words and says what they speak for."""

from __future__ import annotations

import math
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from qbank.english.asks import split
from qbank.normalize.learner import Features, Learners, Weighed, beside, count, features, shares, train
from qbank.normalize.wording_frame import frame


def _features(text: str) -> dict[str, float]:
    parts = split(text)
    return features(frame(parts.ask), beside(parts))


def _learn(documents: Sequence[Features], labels: Sequence[str]) -> Learners:
    """Learn one label a document."""
    counted = count(documents, [(label,) for label in labels])
    return Learners(counted, train(counted, [label for (label,) in counted.kinds], smoothing=0.1))


def _weigh(learners: Learners, document: Features) -> Weighed:
    (weighed,) = learners.weigh(document)
    return weighed


def test_first_ask_counts_fully() -> None:
    """The words of the first ask weigh one, those of a further ask less."""
    made = _features("How fast is {{ technology }}? What does it cost?")
    assert made["fast"] == 1.0
    assert 0 < made["cost"] < 1


def test_finds_the_label_of_like_words() -> None:
    """A wording gets the label whose examples use its words."""
    texts = ["What breaks first?", "What breaks most often?", "Who pays for it?", "Who pays the bills?"]
    learners = _learn([_features(t) for t in texts], ["breaks", "breaks", "pays", "pays"])
    scores = _weigh(learners, _features("Who pays the people?")).scores()
    assert max(scores, key=lambda label: scores[label]) == "pays"


def test_order_of_examples_does_not_matter() -> None:
    """The same examples in another order teach the same."""
    texts = ["What breaks first?", "Who pays for it?", "Where does it run?"]
    documents = [_features(t) for t in texts]
    one = _weigh(_learn(documents, texts), documents[0]).scores()
    other = _weigh(_learn(documents[::-1], texts[::-1]), documents[0]).scores()
    assert one == other


def test_knows_nothing_without_examples() -> None:
    """A learner without examples has no labels and gives no scores."""
    weighed = _weigh(_learn([], []), {"word": 1.0})
    assert (weighed.labels, weighed.scores()) == ((), {})


def test_learners_that_are_asked_together_say_what_each_says_alone() -> None:
    """Two learners of the same counts do not mix: words of few labels and of many, by one or by both."""
    names = "abcdefghijklmnop"
    documents = [_features(f"What breaks the {name} first, and who pays?") for name in names] + [
        _features("Who runs it?")
    ]
    counted = count(documents, [(name, name < "h") for name in (*names, "z")])
    fine = train(counted, [str(name) for name, _ in counted.kinds], smoothing=0.1)
    coarse = train(counted, [str(early) for _, early in counted.kinds], smoothing=0.02)
    asked = _features("Who runs the c first? What breaks?")
    together = Learners(counted, coarse, fine).weigh(asked)
    assert [w.scores() for w in together] == [
        _weigh(Learners(counted, one), asked).scores() for one in (coarse, fine)
    ]


def test_packed_rows_say_what_pairs_say() -> None:
    """A word of many labels is packed; its scores are those of counting label by label, to a hundred-thousandth."""
    texts = [f"What breaks the {name} first?" for name in "abcdefghijklmnopqrstuvwxyz1234"] + ["Who pays?"]
    documents = [_features(t) for t in texts]
    learners = _learn(documents, texts)
    asked = _features("What breaks first, and who pays?")
    plain = [
        sum(
            weight
            * math.log(
                sum(
                    [
                        0.1,
                        *(d[gram] for d, t in zip(documents, texts, strict=True) if t == label and gram in d),
                    ]
                )
            )
            for gram, weight in asked.items()
            if any(gram in d for d in documents)
        )
        - sum(w for gram, w in asked.items() if any(gram in d for d in documents))
        * math.log(sum(documents[texts.index(label)].values()) + 0.1 * len({g for d in documents for g in d}))
        for label in sorted(texts)
    ]
    scores = _weigh(learners, asked).scores()
    assert isinstance(learners.rows["break"], int)
    assert not isinstance(learners.rows["pay"], int)
    mean = sum(plain) / len(plain)
    spread = math.sqrt(sum((p - mean) ** 2 for p in plain) / len(plain))
    heard = sum(w for g, w in asked.items() if any(g in d for d in documents)) / sum(asked.values())
    assert all(
        math.isclose(score, (p - mean) / spread * heard, abs_tol=1e-5)
        for score, p in zip(scores.values(), plain, strict=True)
    )


@given(st.lists(st.floats(-9, 9), min_size=1, max_size=9))
def test_shares_make_one_whole(scores: list[float]) -> None:
    """Shares add up to one, and the best score gets the greatest."""
    named = {f"label {n}": score for n, score in enumerate(scores)}
    made = shares(named, sharpness=2.0)
    assert math.isclose(sum(made.values()), 1.0)
    assert max(made.values()) == made[max(named, key=lambda name: named[name])]


def test_far_scores_are_left_out() -> None:
    """Only labels near the best are asked for, with what is added; their scores are the same as among all."""
    texts = ["What breaks first?", "Who pays for it?", "Where does it run?", "Who wrote it?"]
    learners = _learn([_features(t) for t in texts], ["breaks", "pays", "runs", "wrote"])
    asked = _features("Who pays?")
    weighed = _weigh(learners, asked)
    everything = weighed.scores({"wrote": 0.5, "unknown": 9.0})
    best = max(everything.values())
    near = weighed.scores({"wrote": 0.5, "unknown": 9.0}, within=1.5)
    assert near == {label: score for label, score in everything.items() if score >= best - 1.5}
    assert 0 < len(near) < len(everything) == 4
    assert math.isclose(everything["wrote"] - weighed.scores()["wrote"], 0.5, abs_tol=1e-6)
