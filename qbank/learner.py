"""A small learner over frames: multinomial naive Bayes on words and pairs of words, counted in one pass.

It learns six thousand wordings in well under a second, forgets nothing, depends on no order, and says how sure it
is. What it counts is the frame of an ask (see `frames`), so that the private nouns of a subject say little.
"""

from __future__ import annotations

import math
import re
import sys
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import mul

from qbank.asks import Parts
from qbank.frames import plain
from qbank.terms import stem

Features = Mapping[str, float]

_WORD = re.compile(r"[\w'-]+")
_FEW = 24
"""Labels up to which a word's values are kept as pairs, unless they are half of all."""
_BESIDE = 0.3
"""What a word of the lead-in or of a further ask counts beside one of the first ask."""


def features(parts: Parts, first: str) -> dict[str, float]:
    """Return the weighed words and pairs of words of a question; `first` is the frame of its first ask."""
    core, _, lead = first.partition("\n")
    made: dict[str, float] = {}
    _count(made, core, 1.0)
    for text in (lead, *parts.further, parts.context):
        if text:
            _count(made, text if text is lead else plain(text), _BESIDE)
    return made


def _count(made: dict[str, float], text: str, weight: float) -> None:
    """Raise the words and pairs of words of a text to at least this weight."""
    words = [w if w.isupper() else stem(w) for w in _WORD.findall(text)]
    for gram in (*words, *map(" ".join, zip(["^", *words], words, strict=False))):
        if made.get(gram, 0.0) < weight:
            made[gram] = weight


@dataclass(frozen=True, slots=True)
class Learner:
    """What words say about labels: log likelihoods, less that of a word never seen with the label (`unseen`).

    A word seen with few labels has pairs of label and value. One seen with many has a packed row: its values as whole
    numbers, 64 bits each, in one long integer, so that weighing and adding rows takes one operation for all labels.
    """

    labels: tuple[str, ...]
    unseen: tuple[float, ...]
    packed: Mapping[str, int]
    few: Mapping[str, tuple[tuple[int, float], ...]]

    def scores(self, document: Features) -> list[float]:
        """Return one score a label, in the order of `labels`.

        Their mean is 0, their deviation the share of the document that was ever seen: of strange words nothing follows.
        """
        if not self.labels:
            return []
        rows, heard = 0, 0.0
        pairs: list[tuple[float, tuple[tuple[int, float], ...]]] = []
        for gram, weight in document.items():
            if row := self.packed.get(gram):
                rows += row * round(weight * _WEIGHTS)
            elif few := self.few.get(gram):
                pairs.append((weight, few))
            else:
                continue
            heard += weight
        made = [
            heard * u + lane * _UNPACK
            for u, lane in zip(self.unseen, _lanes(rows, len(self.labels)), strict=True)
        ]
        for weight, few in pairs:
            for label, value in few:
                made[label] += weight * value
        return _standard(made, deviation=heard / (sum(document.values()) or 1.0))


_VALUES = 1 << 16
"""Steps of one in which values are packed."""
_WEIGHTS = 1 << 6
"""Steps of one in which the weight of a packed row is counted."""
_UNPACK = 1 / (_VALUES * _WEIGHTS)


def _pack(values: Iterable[tuple[int, float]], count: int) -> int:
    """Return pairs of label and value, none below 0, as the lanes of one long integer."""
    lanes = array("Q", bytes(8 * count))
    for at, value in values:
        lanes[at] = round(value * _VALUES)
    return int.from_bytes(lanes.tobytes(), sys.byteorder)


def _lanes(rows: int, count: int) -> array[int]:
    """Return the lanes of a long integer."""
    made = array("Q")
    made.frombytes(rows.to_bytes(count * made.itemsize, sys.byteorder))
    return made


def train(documents: Sequence[Features], wanted: Sequence[str], *, smoothing: float) -> Learner:
    """Count what each label's documents are made of. No documents give a learner that knows nothing."""
    labels = tuple(sorted(set(wanted)))
    number = {label: i for i, label in enumerate(labels)}
    counts: dict[str, dict[int, float]] = {}
    totals = [0.0] * len(labels)
    for document, label in zip(documents, wanted, strict=True):
        at = number[label]
        totals[at] += sum(document.values())
        for gram, weight in document.items():
            row = counts.get(gram)
            if row is None:
                counts[gram] = {at: weight}
            else:
                row[at] = row.get(at, 0.0) + weight
    size = len(counts) * smoothing
    unseen = tuple(math.log(smoothing / (total + size)) for total in totals)
    packed: dict[str, int] = {}
    few: dict[str, tuple[tuple[int, float], ...]] = {}
    for gram, row in counts.items():
        pairs = tuple([(at, math.log1p(count / smoothing)) for at, count in row.items()])
        if len(row) > min(_FEW, len(labels) // 2):
            packed[gram] = _pack(pairs, len(labels))
        else:
            few[gram] = pairs
    return Learner(labels, unseen, packed, few)


def _standard(values: list[float], *, deviation: float) -> list[float]:
    """Return the values moved to mean 0 and stretched to a deviation."""
    mean = sum(values) / len(values)
    spread = math.sqrt(max(sum(map(mul, values, values)) / len(values) - mean * mean, 0.0)) or 1.0
    stretch = deviation / spread
    return [(v - mean) * stretch for v in values]


_NOTHING = 9.0
"""Distance from the best, sharpened, from which a score's share is none."""


def shares(scores: Sequence[float], *, sharpness: float) -> dict[int, float]:
    """Return scores as shares of one whole, by their place; without those whose share is next to nothing.

    The higher the sharpness, the more goes to the best.
    """
    top = max(scores, default=0.0)
    least = top - _NOTHING / sharpness
    made = {at: math.exp(sharpness * (score - top)) for at, score in enumerate(scores) if score > least}
    whole = sum(made.values()) or 1.0
    return {at: value / whole for at, value in made.items()}
