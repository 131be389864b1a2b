"""A small learner over frames: multinomial naive Bayes on words and pairs of words, counted in one pass.

It learns six thousand wordings in well under a second, forgets nothing, depends on no order, and says how sure it
is. What it counts is the frame of an ask (see `frames`), so that the private nouns of a subject say little.
"""

from __future__ import annotations

import math
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from types import MappingProxyType

from qbank.english.asks import Parts
from qbank.normalize.wording_frame import plain, stems

Features = Mapping[str, float]

_FEW = 10
"""Labels of all learners up to which a word's values are kept as pairs."""
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


Pairs = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """What the documents of each kind are made of: for each word the weight it has in each kind, by its place."""

    kinds: tuple[tuple[str, ...], ...]
    counts: Mapping[str, Mapping[int, float]]
    totals: tuple[float, ...]


def count(documents: Iterable[Features], kinds: Iterable[tuple[str, ...]]) -> Counted:
    """Count the words of each kind's documents; a kind is all the labels that a document has."""
    places: dict[tuple[str, ...], int] = {}
    counts: dict[str, dict[int, float]] = {}
    totals: list[float] = []
    for document, kind in zip(documents, kinds, strict=True):
        at = places.setdefault(kind, len(places))
        if at == len(totals):
            totals.append(0.0)
        totals[at] += sum(document.values())
        for gram, weight in document.items():
            row = counts.get(gram)
            if row is None:
                counts[gram] = {at: weight}
            else:
                row[at] = row.get(at, 0.0) + weight
    return Counted(tuple(places), counts, tuple(totals))


@dataclass(frozen=True, slots=True)
class Learner:
    """What words say about labels: log likelihoods, less that of a word never seen with the label, in whole steps."""

    labels: tuple[str, ...]
    unseen: Pairs
    places: tuple[int, ...]
    smoothing: float

    def said(self, counts: Mapping[int, float]) -> Pairs:
        """Return what a word says about labels, from its weight in each kind."""
        made: dict[int, float] = {}
        for kind, weight in counts.items():
            at = self.places[kind]
            made[at] = made.get(at, 0.0) + weight
        return tuple([(at, round(math.log1p(n / self.smoothing) * _VALUES)) for at, n in made.items()])


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the words of a document say to one learner: a sum for each label, and the share of them ever seen."""

    labels: tuple[str, ...]
    sums: list[int]
    share: float

    def scores(
        self, more: Mapping[str, float] = MappingProxyType({}), *, within: float = math.inf
    ) -> dict[str, float]:
        """Return the scores of the labels, in their order, without those that are farther behind the best.

        Their mean is 0, their deviation the share of the document that was ever seen: of strange words nothing
        follows. `more` is added to the scores of the labels it names.
        """
        if not self.labels:
            return {}
        made = self.sums
        mean = sum(made) / len(made)
        spread = math.dist(made, [mean] * len(made)) / math.sqrt(len(made))
        stretch = self.share / (spread or 1.0)
        if more:
            made = made.copy()
            for label, worth in more.items():
                at = bisect_left(self.labels, label)
                if self.labels[at : at + 1] == (label,):
                    made[at] += round(worth / stretch)
        # Most labels are left out here: whole numbers are compared with each other in half the time.
        least = math.ceil(max(made) - within / stretch) if math.isfinite(within) else min(made)
        return {label: (v - mean) * stretch for label, v in zip(self.labels, made, strict=True) if v >= least}


class Learners:
    """Learners that are asked together: the words of a document are looked up and added once for all of them.

    All labels stand in one row, learner after learner. The row of a word seen with few labels is pairs of label and
    value. That of one seen with many is packed: 64 bits a label in one long integer, so that weighing and adding rows
    takes one operation for all labels. Rows are made of the counts when a word is first asked for: most words never are.
    """

    def __init__(self, counted: Counted, *learners: Learner) -> None:
        """Take what the learners learnt from: all of them from the same counts."""
        self._learners = learners
        self._places = [0, *accumulate(len(learner.labels) for learner in learners)]
        self._unseen = self._pack([learner.unseen for learner in learners])
        self._counts = counted.counts
        self.rows: dict[str, int | Pairs] = {}

    def weigh(self, document: Features) -> list[Weighed]:
        """Add up what the words of a document say to each of the learners."""
        rows, heard = self.rows, 0.0
        packed: dict[float, int] = {}
        few: list[tuple[float, Pairs]] = []
        for gram, weight in document.items():
            row = rows.get(gram) or self._row(gram)
            if row is None:
                continue
            heard += weight
            if isinstance(row, int):
                packed[weight] = packed.get(weight, 0) + row
            else:
                few.append((weight, row))
        added = sum(row * round(weight * _WEIGHTS) for weight, row in packed.items())
        sums = _lanes(added + self._unseen * round(heard * _WEIGHTS), self._places[-1])
        for weight, pairs in few:
            times = round(weight * _WEIGHTS)
            for label, value in pairs:
                sums[label] += times * value
        share = heard / sum(document.values()) if heard else 1.0
        return [
            Weighed(learner.labels, sums[start:end], share)
            for learner, (start, end) in zip(self._learners, pairwise(self._places), strict=True)
        ]

    def _row(self, gram: str) -> int | Pairs | None:
        """Make the row of a word, if it was ever counted."""
        counts = self._counts.get(gram)
        if counts is None:
            return None
        said = [learner.said(counts) for learner in self._learners]
        row = self.rows[gram] = self._in_row(said) if sum(map(len, said)) <= _FEW else self._pack(said)
        return row

    def _in_row(self, said: Iterable[Pairs]) -> Pairs:
        """Return what was said to each learner in one row."""
        return tuple(
            [(start + at, n) for start, pairs in zip(self._places, said, strict=False) for at, n in pairs]
        )

    def _pack(self, said: Iterable[Pairs]) -> int:
        """Return what was said to each learner as the lanes of one long integer."""
        lanes = array("Q", bytes(8 * self._places[-1]))
        for at, value in self._in_row(said):
            lanes[at] = value
        return int.from_bytes(lanes.tobytes(), sys.byteorder)


_VALUES = 1 << 24
"""Steps of one in which values are counted."""
_WEIGHTS = 1 << 16
"""Steps of one in which the weight of a row is counted."""


def _lanes(rows: int, size: int) -> list[int]:
    """Return the lanes of a long integer."""
    made = array("Q")
    made.frombytes(rows.to_bytes(size * made.itemsize, sys.byteorder))
    return made.tolist()


def train(counted: Counted, wanted: Sequence[str], *, smoothing: float) -> Learner:
    """Learn one label for each kind that was counted. Nothing counted gives a learner that knows nothing."""
    labels = tuple(sorted(set(wanted)))
    number = {label: i for i, label in enumerate(labels)}
    totals = [0.0] * len(labels)
    for label, total in zip(wanted, counted.totals, strict=True):
        totals[number[label]] += total
    size = len(counted.counts) * smoothing
    most = max(totals, default=0.0) + size
    unseen = tuple((at, round(math.log(most / (total + size)) * _VALUES)) for at, total in enumerate(totals))
    return Learner(labels, unseen, tuple(number[label] for label in wanted), smoothing)


NOTHING = 9.0
"""Distance from the best, sharpened, from which a score's share is none."""


def shares(scores: Mapping[str, float], *, sharpness: float) -> dict[str, float]:
    """Return scores as shares of one whole; without those whose share is next to nothing.

    The higher the sharpness, the more goes to the best.
    """
    top = max(scores.values(), default=0.0)
    least = top - NOTHING / sharpness
    made = {name: math.exp(sharpness * (score - top)) for name, score in scores.items() if score > least}
    whole = sum(made.values()) or 1.0
    return {name: value / whole for name, value in made.items()}
