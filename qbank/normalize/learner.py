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
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Generic, Protocol, TypeVar

from qbank.english.asks import Parts
from qbank.normalize.wording_frame import plain, stems

Features = Mapping[str, float]
Kind = TypeVar("Kind", bound=Hashable)
"""Which wordings are counted together: those of a label, or more finely."""

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


class Counts(Generic[Kind]):
    """How often every word stood in wordings of every kind, in tenths: sums of whole numbers depend on no order."""

    def __init__(self, documents: Iterable[tuple[Features, Kind, float]] = ()) -> None:
        """Count (what is counted of a wording, its kind, how much it counts)."""
        self.rows: dict[str, dict[Kind, int]] = defaultdict(dict)
        self.totals: dict[Kind, int] = defaultdict(int)
        for document, kind, times in documents:
            tenths = {weight: round(10 * times * weight) for weight in set(document.values())}
            for gram, weight in document.items():
                row = self.rows[gram]
                row[kind] = row.get(kind, 0) + tenths[weight]
            self.totals[kind] += sum(map(tenths.__getitem__, document.values()))

    def row(self, gram: str) -> Mapping[Kind, int]:
        """Return in wordings of which kinds a word stood, and how often."""
        return self.rows.get(gram, {})


class Counted(Protocol[Kind]):
    """What was counted: as above, or as it is kept."""

    @property
    def rows(self) -> Mapping[str, object]:
        """What stands for each word."""

    @property
    def totals(self) -> Mapping[Kind, int]:
        """How much was counted of each kind."""

    def row(self, gram: str) -> Mapping[Kind, int]:
        """Return in wordings of which kinds a word stood, and how often."""


class Learner(Generic[Kind]):
    """What words say about labels."""

    def __init__(
        self, counted: Sequence[Counted[Kind]], label: Callable[[Kind], str] = str, *, smoothing: float
    ) -> None:
        """Learn from what was counted; `label` says of what label a kind is."""
        totals: dict[str, int] = defaultdict(int)
        self._labels: dict[Kind, str] = {}
        for counts in counted:
            for kind, total in counts.totals.items():
                name = self._labels[kind] = label(kind)
                totals[name] += total
        self.labels = tuple(sorted(totals))
        self._counted, self._smoothing = counted, 10 * smoothing
        self._rows: dict[str, list[tuple[int, float]] | None] = {}
        first, *others = counted
        words = len(first.rows) + sum(word not in first.rows for counts in others for word in counts.rows)
        size = words * self._smoothing
        most = max(totals.values(), default=0) + size
        self._unseen = [math.log(most / (totals[name] + size)) for name in self.labels]
        self._place = {name: at for at, name in enumerate(self.labels)}

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
            found: dict[int, int] = defaultdict(int)
            for counts in self._counted:
                for kind, n in counts.row(gram).items():
                    found[self._place[self._labels[kind]]] += n
            row = [(at, math.log1p(n / self._smoothing)) for at, n in sorted(found.items())]
            self._rows[gram] = row or None
        return self._rows[gram]


def shares(scores: Iterable[float], *, sharpness: float) -> list[float]:
    """Return scores as shares of one whole. The higher the sharpness, the more goes to the best."""
    given = list(scores)
    top = max(given, default=0.0)
    made = [math.exp(sharpness * (score - top)) for score in given]
    whole = sum(made) or 1.0
    return [value / whole for value in made]
