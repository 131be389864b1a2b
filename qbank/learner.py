"""A small linear learner over slotted questions: word n-grams, TF-IDF, averaged passive-aggressive training.

The method is multiclass PA-I (Crammer et al., "Online Passive-Aggressive Algorithms", JMLR 7, 2006) with averaged weights.
It is deterministic: the order of training is drawn from a fixed seed. Pure Python, about a millisecond an example.
"""

from __future__ import annotations

import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from qbank.asks import split
from qbank.pattern import BRACE
from qbank.terms import stem

Features = dict[str, float]

_SLOT = re.compile(r"\{\{ ([a-z]+?)(?:_\d+|_plural)? \}\}")
_WORD = re.compile(r"<\w+>|[^\W_](?:[\w'’+#./-]*[\w+#])?")
_CAMEL = re.compile(r"[a-z][A-Z]|\d[A-Z]")
_FURTHER, _CONTEXT = 0.5, 0.5
_EPOCHS, _STEP = 5, 0.3


def tokens(text: str) -> list[str]:
    """Return the stems of a slotted text; slots become `<technology>`, other proper names `<name>`."""
    made: list[str] = []
    for at, word in enumerate(_WORD.findall(_SLOT.sub(r"<\1>", text.replace(BRACE, "{")))):
        if word[0] == "<":
            made.append(word)
        elif (at and word[0].isupper() and len(word) > 1) or _CAMEL.search(word):
            made.append("<name>")
        else:
            made.append(stem(word.lower().replace("’", "'")))
    return made


def features(pattern: str) -> Features:
    """Return the weighted n-grams of a pattern: its first ask counts fully, further asks and the lead-in half."""
    parts = split(pattern)
    made: Features = {}
    weighed = [(["^", *tokens(parts.ask)], 1.0), (tokens(parts.context), _CONTEXT)]
    weighed += [(tokens(further), _FURTHER) for further in parts.further]
    for words, weight in weighed:
        for gram in (*words, *map(" ".join, zip(words, words[1:], strict=False))):
            if made.get(gram, 0.0) < weight:
                made[gram] = weight
    return made


@dataclass(frozen=True, slots=True)
class Weigher:
    """Inverse document frequencies: how much a feature tells."""

    idf: Mapping[str, float]
    unseen: float

    @classmethod
    def of(cls, documents: Sequence[Features]) -> Weigher:
        """Count the documents that each feature occurs in."""
        seen = Counter(gram for document in documents for gram in document)
        n = len(documents)
        return cls({gram: math.log((1 + n) / (1 + df)) + 1 for gram, df in seen.items()}, math.log(1 + n) + 1)

    def vector(self, document: Features) -> Features:
        """Return the document's features weighed and brought to length one; unseen ones count towards the length."""
        weighed = {gram: weight * self.idf.get(gram, self.unseen) for gram, weight in document.items()}
        length = math.sqrt(sum(w * w for w in weighed.values())) or 1.0
        return {gram: w / length for gram, w in weighed.items()}


@dataclass(frozen=True, slots=True)
class Learner:
    """Weights by feature and label."""

    labels: tuple[str, ...]
    weights: Mapping[str, tuple[tuple[int, float], ...]] = field(default_factory=dict)

    def scores(self, vector: Features) -> list[float]:
        """Return one score a label, in the order of `labels`."""
        made = [0.0] * len(self.labels)
        for gram, value in vector.items():
            for label, weight in self.weights.get(gram, ()):
                made[label] += weight * value
        return made


def train(vectors: Sequence[Features], wanted: Sequence[str]) -> Learner:
    """Learn to tell the wanted labels apart. No examples give a learner that knows nothing."""
    labels = tuple(sorted(set(wanted)))
    number = {label: i for i, label in enumerate(labels)}
    weights: dict[str, list[float]] = defaultdict(lambda: [0.0] * len(labels))
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0] * len(labels))
    order, step = list(range(len(vectors))), 0
    for epoch in range(_EPOCHS if len(labels) > 1 else 0):
        random.Random(epoch).shuffle(order)  # noqa: S311 (a fixed order, no secret)
        for at in order:
            step += 1
            _learn(vectors[at], number[wanted[at]], weights, sums, step)
    return Learner(labels, {gram: _averaged(w, sums[gram], step) for gram, w in weights.items()})


def _learn(
    vector: Features, right: int, weights: dict[str, list[float]], sums: dict[str, list[float]], step: int
) -> None:
    """Move the weights just as far as the example's margin asks for."""
    rows = [(value, weights[gram], sums[gram]) for gram, value in vector.items()]
    scores = [sum(value * row[label] for value, row, _ in rows) for label in range(len(next(iter(rows))[1]))] if rows else []
    if not scores:
        return
    rival = max((label for label in range(len(scores)) if label != right), key=scores.__getitem__)
    loss = 1 - scores[right] + scores[rival]
    if loss <= 0:
        return
    move = min(_STEP, loss / 2)
    for value, row, total in rows:
        change = move * value
        row[right] += change
        row[rival] -= change
        total[right] += step * change
        total[rival] -= step * change


def _averaged(row: list[float], total: list[float], steps: int) -> tuple[tuple[int, float], ...]:
    means = ((label, weight - total[label] / steps) for label, weight in enumerate(row))
    return tuple((label, mean) for label, mean in means if abs(mean) > 1e-4)


def overlap(one: Features, other: Features) -> float:
    """Return the cosine of two vectors of length one."""
    if len(other) < len(one):
        one, other = other, one
    return sum(value * other[gram] for gram, value in one.items() if gram in other)


def mean(vectors: Iterable[Features]) -> Features:
    """Return the mean of vectors, brought to length one."""
    total: Features = defaultdict(float)
    for vector in vectors:
        for gram, value in vector.items():
            total[gram] += value
    length = math.sqrt(sum(v * v for v in total.values())) or 1.0
    return {gram: value / length for gram, value in total.items()}
