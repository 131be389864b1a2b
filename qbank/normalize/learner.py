"""A small learner over frames: multinomial naive Bayes on words and pairs of words, counted in one pass.

Of every word it is counted how often it stood in wordings of each label. A wording's score for a label is the sum, over its
words, of log(1 + count / smoothing), less what a word never seen with the label would have cost. With "how X scale" in 20
wordings about scaling and 2 about usage, "scale" speaks for scaling with log(201) and for usage with log(21). Scores are then
centered, and stretched to a deviation of the share of the wording that was ever seen: of strange words nothing follows.

It learns ten thousand wordings in about a second, depends on no order, and uses nothing but the standard library. The
method is that of Manning, Raghavan and Schütze, *Introduction to Information Retrieval*, chapter 13.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from qbank.english.asks import Parts
from qbank.normalize.wording_frame import plain, stems

Features = Mapping[str, float]

_BESIDE = 0.3
"""What a word of the lead-in or of a further ask counts beside one of the first ask."""


def beside(parts: Parts) -> tuple[str, ...]:
    """Return what stands beside the first ask of a question, in the words of frames: further asks, then the context."""
    return tuple([plain(text) for text in (*parts.further, parts.context) if text])


def features(first: str, others: Iterable[str] = ()) -> dict[str, float]:
    """Return the weighed words and pairs of words of a question: the frame of its first ask, and what stands beside."""
    core, _, lead = first.partition("\n")
    made = dict.fromkeys(_grams(core), 1.0)
    for text in (lead, *others):
        if text:
            for gram in _grams(text):
                made.setdefault(gram, _BESIDE)
    return made


def _grams(text: str) -> Iterator[str]:
    """Yield the words of a text, then its pairs of words, the first of them with the beginning."""
    words = stems(text)
    yield from words
    before = "^"
    for word in words:
        yield f"{before} {word}"
        before = word


class Learner:
    """What words say about labels."""

    def __init__(self, documents: Iterable[tuple[Features, str, float]], *, smoothing: float) -> None:
        """Learn from (what is counted of a wording, its label, how much it counts)."""
        counts: dict[str, dict[str, float]] = defaultdict(dict)
        totals: dict[str, float] = defaultdict(float)
        for document, label, times in documents:
            totals[label] += times * sum(document.values())
            for gram, weight in document.items():
                row = counts[gram]
                row[label] = row.get(label, 0.0) + times * weight
        self.labels = tuple(sorted(totals))
        self._counts, self._smoothing = counts, smoothing
        self._rows: dict[str, list[tuple[int, float]] | None] = {}
        size = len(counts) * smoothing
        most = max(totals.values(), default=0.0) + size
        self._unseen = [math.log(most / (totals[label] + size)) for label in self.labels]
        self._place = {label: at for at, label in enumerate(self.labels)}

    def scores(self, document: Features) -> list[float]:
        """Return the scores of the labels, in their order; their mean is 0."""
        if not self.labels:
            return []
        heard = 0.0
        sums = [0.0] * len(self.labels)
        for gram, weight in document.items():
            row = self._row(gram)
            if row is not None:
                heard += weight
                for at, value in row:
                    sums[at] += weight * value
        sums = [value + heard * unseen for value, unseen in zip(sums, self._unseen, strict=True)]
        mean = sum(sums) / len(sums)
        spread = math.dist(sums, [mean] * len(sums)) / math.sqrt(len(sums))
        stretch = (heard / sum(document.values()) if heard else 1.0) / (spread or 1.0)
        return [(value - mean) * stretch for value in sums]

    def _row(self, gram: str) -> list[tuple[int, float]] | None:
        """Return what a word says: (place of a label, log likelihood beyond that of a word never seen with it)."""
        if gram not in self._rows:
            counts = self._counts.get(gram)
            self._rows[gram] = counts and [  # type: ignore[assignment]
                (self._place[label], math.log1p(n / self._smoothing)) for label, n in counts.items()
            ]
        return self._rows[gram]


def shares(scores: Iterable[float], *, sharpness: float) -> list[float]:
    """Return scores as shares of one whole. The higher the sharpness, the more goes to the best."""
    given = list(scores)
    top = max(given, default=0.0)
    made = [math.exp(sharpness * (score - top)) for score in given]
    whole = sum(made) or 1.0
    return [value / whole for value in made]
