"""Wording -> category and likely templates: what its words say, mixed with what it means.

Three opinions are asked. A counted learner knows which words stand in questions of which category; another knows the words
of templates, and each template brings the categories its wordings are labelled with; the head (see `head`) knows what
sentence vectors say of both. For a category the scores are added, half words, half meaning, and made into shares of one whole;
for a template the two shares are multiplied, so that a join needs both to agree. Without the sentence model the words decide
alone. The numbers below were chosen on held-out episodes: see docs/NORMALIZING.md.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

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


SURE_FROM = 0.7
"""Share of the whole from which a category is decided without asking."""
NEAR_TIE = 0.02
"""Shares nearer to each other than this are a tie: another processor may round the other way. The words alone decide it."""
OFFERED = 3
"""So many categories are named for a question."""
_ENOUGH = 5
"""Wordings from which a template is learned; those with fewer teach only their category."""
_OF_TEMPLATES = 1.5
"""What the templates together say about the category, beside the learner of categories."""
_SHARP, _SHARP_BY_WORDS, _SHARP_TEMPLATES = 2.0, 1.0, 3.0
_LEAST = 0.005
"""Share of the whole below which a template is left aside."""

Scores = tuple[Mapping[str, float], Mapping[str, float]]
"""What a question's meaning says: scores of categories, scores of templates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """The category of a wording: the likeliest first, how sure (0 to 1), and whether nobody need be asked."""

    likely: tuple[str, ...]
    confidence: float
    sure: bool

    @property
    def category(self) -> str:
        """The category itself."""
        return self.likely[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What a wording may be: its category, and its templates by share of the whole, best first."""

    sorted: Sorted | None
    templates: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Lesson:
    """A labelled wording: what is counted of it, its labels, and how much it counts."""

    document: Features
    category: str
    template: str | None
    weight: float = 1.0


class Judge:
    """What labelled wordings teach about categories and templates."""

    def __init__(self, lessons: Sequence[Lesson]) -> None:
        often: Counter[str | None] = Counter()
        for lesson in lessons:
            often[lesson.template] += round(lesson.weight)
        named = [
            lesson.template
            if lesson.template and often[lesson.template] >= _ENOUGH
            else f"={lesson.category}"
            for lesson in lessons
        ]
        self._categories = Learner(((e.document, e.category, e.weight) for e in lessons), smoothing=0.1)
        self._templates = Learner(
            ((e.document, name, e.weight) for e, name in zip(lessons, named, strict=True)), smoothing=0.02
        )
        brought: dict[str, Counter[str]] = defaultdict(Counter)
        for lesson, name in zip(lessons, named, strict=True):
            brought[name][lesson.category] += 1
        self._brings = [
            [(category, n / sum(brought[name].values())) for category, n in brought[name].items()]
            for name in self._templates.labels
        ]

    def opinion(self, document: Features, meaning: Scores | None = None) -> Opinion:
        """Weigh what is counted of a wording, and what it means, where that is known."""
        by_words = dict(zip(self._categories.labels, self._categories.scores(document), strict=True))
        if not by_words:
            return Opinion(sorted=None)
        scores = self._templates.scores(document)
        for brings, share in zip(self._brings, shares(scores, sharpness=_SHARP_TEMPLATES), strict=True):
            if share > _LEAST:
                for category, part in brings:
                    by_words[category] += _OF_TEMPLATES * share * part
        found = shares(scores, sharpness=2.0)
        named = dict(zip(self._templates.labels, found, strict=True))
        if meaning:
            named = _both(named, meaning[1])
        best = sorted(named.items(), key=lambda pair: (-round(pair[1], 3), pair[0]))[:8]
        return Opinion(
            sorted=_sorted(by_words, meaning[0] if meaning else None),
            templates=tuple((t, share) for t, share in best if share > _LEAST and not t.startswith("=")),
        )


def _sorted(by_words: Mapping[str, float], by_meaning: Mapping[str, float] | None) -> Sorted:
    labels = sorted(by_words)
    if by_meaning is None:
        found = shares((by_words[c] for c in labels), sharpness=_SHARP_BY_WORDS)
    else:
        mixed = (0.5 * by_words[c] + 0.5 * by_meaning.get(c, 0.0) for c in labels)
        found = shares(mixed, sharpness=_SHARP)
    share = dict(zip(labels, found, strict=True))
    ranked = sorted(labels, key=lambda c: (-share[c], c))
    tied = [c for c in ranked if share[ranked[0]] - share[c] <= NEAR_TIE]
    ranked = [*sorted(tied, key=lambda c: (-by_words[c], c)), *ranked[len(tied) :]]
    confidence = round(share[ranked[0]], 2)
    return Sorted(likely=tuple(ranked[:OFFERED]), confidence=confidence, sure=confidence >= SURE_FROM)


def _both(by_words: Mapping[str, float], by_meaning: Mapping[str, float]) -> dict[str, float]:
    """Return the shares of templates that both opinions support; what meaning does not know, words decide alone."""
    known = shares((by_meaning[t] for t in sorted(by_meaning)), sharpness=1.0)
    meant = dict(zip(sorted(by_meaning), known, strict=True))
    made = {t: math.sqrt(share * meant.get(t, share)) for t, share in by_words.items()}
    whole = sum(made.values()) or 1.0
    return {t: value / whole for t, value in made.items()}


def decided(category: str) -> Sorted:
    """Return a category that needs no opinion."""
    return Sorted(likely=(category,), confidence=1.0, sure=True)


def first(found: Iterable[tuple[str, float]]) -> tuple[str, float]:
    """Return the likeliest template and its share; an empty name if there is none."""
    return next(iter(found), ("", 0.0))
