"""A small learner over frames: multinomial naive Bayes on words and pairs of words, counted in one pass.

It learns six thousand wordings in well under a second, forgets nothing, depends on no order, and says how sure it
is. What it counts is the frame of an ask (see `frames`), so that the private nouns of a subject say little.
"""

from __future__ import annotations

import math
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from qbank.asks import Parts
from qbank.frames import plain, stems

Features = Mapping[str, float]

_FEW = 6
"""Labels up to which a word's values are kept as pairs."""
_BESIDE = 0.3
"""What a word of the lead-in or of a further ask counts beside one of the first ask."""


def beside(parts: Parts) -> tuple[str, ...]:
    """Return what stands beside the first ask of a question, in the words of frames: further asks, then the context."""
    return tuple([plain(text) for text in (*parts.further, parts.context) if text])


def features(first: str, others: Iterable[str] = ()) -> dict[str, float]:
    """Return the weighed words and pairs of words of a question: the frame of its first ask, and what stands beside."""
    core, _, lead = first.partition("\n")
    made: dict[str, float] = {}
    _count(made, core, 1.0)
    for text in (lead, *others):
        if text:
            _count(made, text, _BESIDE)
    return made


def _count(made: dict[str, float], text: str, weight: float) -> None:
    """Raise the words and pairs of words of a text to at least this weight."""
    words = stems(text)
    for gram in (*words, *map(" ".join, zip(["^", *words], words, strict=False))):
        if made.get(gram, 0.0) < weight:
            made[gram] = weight


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
    """What words say about labels: log likelihoods, less that of a word never seen with the label.

    All values are whole numbers, in steps. The row of a word seen with few labels is pairs of label and value. That of
    one seen with many is packed: 64 bits a label in one long integer, so that weighing and adding rows takes one
    operation for all labels. Rows are made of the counts when a word is first asked for: most words never are.
    """

    labels: tuple[str, ...]
    unseen: int
    counted: Counted
    places: tuple[int, ...]
    smoothing: float
    rows: dict[str, int | Pairs] = field(default_factory=dict, repr=False, compare=False)

    def scores(
        self,
        document: Features,
        more: Mapping[str, float] = MappingProxyType({}),
        *,
        within: float = math.inf,
    ) -> dict[str, float]:
        """Return the scores of the labels, in their order, without those that are farther behind the best.

        Their mean is 0, their deviation the share of the document that was ever seen: of strange words nothing
        follows. `more` is added to the scores of the labels it names.
        """
        if not self.labels:
            return {}
        made, heard = self._added(document)
        mean = sum(made) / len(made)
        spread = math.dist(made, [mean] * len(made)) / math.sqrt(len(made))
        stretch = (heard / sum(document.values()) if heard else 1.0) / (spread or 1.0)
        for label, worth in more.items():
            at = bisect_left(self.labels, label)
            if self.labels[at : at + 1] == (label,):
                made[at] += round(worth / stretch)
        least = max(made) - within / stretch
        return {self.labels[at]: (v - mean) * stretch for at, v in enumerate(made) if v >= least}

    def _added(self, document: Features) -> tuple[list[int], float]:
        """Add up the rows of a document's words; return one sum a label, and the weight of the words that have rows."""
        rows, heard = self.rows, 0.0
        packed: dict[float, int] = {}
        few: list[tuple[float, Pairs]] = []
        for gram, weight in document.items():
            row = rows.get(gram)
            if row is None:
                if gram not in self.counted.counts:
                    continue
                row = rows[gram] = self._row(gram)
            heard += weight
            if isinstance(row, int):
                packed[weight] = packed.get(weight, 0) + row
            else:
                few.append((weight, row))
        added = sum(row * round(weight * _WEIGHTS) for weight, row in packed.items())
        made = _lanes(added + self.unseen * round(heard * _WEIGHTS), len(self.labels))
        for weight, pairs in few:
            times = round(weight * _WEIGHTS)
            for label, value in pairs:
                made[label] += times * value
        return made, heard

    def _row(self, gram: str) -> int | Pairs:
        """Return what a word says about labels."""
        counts: dict[int, float] = {}
        for kind, weight in self.counted.counts[gram].items():
            at = self.places[kind]
            counts[at] = counts.get(at, 0.0) + weight
        pairs = tuple([(at, round(math.log1p(n / self.smoothing) * _VALUES)) for at, n in counts.items()])
        return pairs if len(pairs) <= _FEW else _pack(pairs, len(self.labels))


_VALUES = 1 << 24
"""Steps of one in which values are counted."""
_WEIGHTS = 1 << 16
"""Steps of one in which the weight of a row is counted."""


def _pack(values: Iterable[tuple[int, int]], size: int) -> int:
    """Return pairs of label and value, none below 0, as the lanes of one long integer."""
    lanes = array("Q", bytes(8 * size))
    for at, value in values:
        lanes[at] = value
    return int.from_bytes(lanes.tobytes(), sys.byteorder)


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
    unseen = [(at, round(math.log(most / (total + size)) * _VALUES)) for at, total in enumerate(totals)]
    places = tuple(number[label] for label in wanted)
    return Learner(labels, _pack(unseen, len(labels)), counted, places, smoothing)


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
