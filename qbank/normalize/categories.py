"""Wording -> category and likely templates: what its words say, mixed with what it means.

Three opinions are asked. A counted learner knows which words stand in questions of which category; another knows the words
of templates, and each template brings the categories its wordings are labeled with; the head (see `head`) knows what
sentence vectors say of both. For a category the scores are added, half words, half meaning, and made into shares of one whole;
for a template the two shares are multiplied, so that a join needs both to agree. Without the sentence model the words decide
alone. The numbers below were chosen on held-out episodes: see docs/NORMALIZING.md.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Generic, TypeAlias, TypeVar

from qbank.english.terms import Parts
from qbank.lazy import dataclass
from qbank.normalize.wordings import plain, stems

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
        self.rows: dict[str, dict[Kind, int]] = {}
        self.totals: dict[Kind, int] = {}
        for document, kind, times in documents:
            tenths = {weight: round(10 * times * weight) for weight in set(document.values())}
            for gram, weight in document.items():
                row = self.rows.setdefault(gram, {})
                row[kind] = row.get(kind, 0) + tenths[weight]
            self.totals[kind] = self.totals.get(kind, 0) + sum(map(tenths.__getitem__, document.values()))

    @classmethod
    def kept(cls, rows: dict[str, dict[Kind, int]], totals: dict[Kind, int]) -> Counts[Kind]:
        """Return what was counted before."""
        made = cls()
        made.rows, made.totals = rows, totals
        return made


class Learner(Generic[Kind]):
    """What words say about labels."""

    def __init__(
        self, counted: Sequence[Counts[Kind]], label: Callable[[Kind], str] = str, *, smoothing: float
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
        self._rows: dict[str, list[tuple[int, float]]] = {}
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
            row = self._rows.get(gram) or self._row(gram)
            if row:
                heard += weight
                for at, value in row:
                    sums[at] += weight * value
        sums = [value + heard * unseen for value, unseen in zip(sums, self._unseen, strict=True)]
        mean = sum(sums) / len(sums)
        spread = math.dist(sums, [mean] * len(sums)) / math.sqrt(len(sums))
        stretch = (heard / sum(document.values()) if heard else 1.0) / (spread or 1.0)
        return [(value - mean) * stretch for value in sums]

    def _row(self, gram: str) -> list[tuple[int, float]]:
        """Return what a word says: (place of a label, log likelihood beyond that of a word never seen with it).

        Remembered is only what was learned: there is no end to the words that were not.
        """
        found: dict[int, int] = defaultdict(int)
        for counts in self._counted:
            for kind, n in counts.rows.get(gram, {}).items():
                found[self._place[self._labels[kind]]] += n
        if not found:
            return []
        self._rows[gram] = [(at, math.log1p(n / self._smoothing)) for at, n in sorted(found.items())]
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
    """A labeled wording: what is counted of it, its labels, how much it counts each time, and how often it was said."""

    document: Features
    category: str
    template: str | None
    weight: float = 1.0
    times: int = 1


LessonKind: TypeAlias = tuple[str, "str | None"]
"""What lessons are counted together: those of one category and one template."""


@dataclass(frozen=True, slots=True)
class Lessons:
    """Labelled wordings, counted: their words, how many there are of each kind, and how much those of each template count."""

    words: Counts[LessonKind]
    times: Counter[LessonKind]
    often: Counter[str | None]

    @classmethod
    def of(cls, lessons: Iterable[Lesson]) -> Lessons:
        """Count labeled wordings."""
        given = [(lesson, (lesson.category, lesson.template)) for lesson in lessons]
        often: Counter[str | None] = Counter()
        times: Counter[LessonKind] = Counter()
        for lesson, kind in given:
            often[kind[1]] += round(lesson.weight) * lesson.times
            times[kind] += lesson.times
        words = Counts((e.document, kind, e.weight * e.times) for e, kind in given)
        return cls(words, times, often)


class Judge:
    """What labeled wordings teach about categories and templates."""

    def __init__(self, *taught: Lessons) -> None:
        often = sum((lessons.often for lessons in taught), Counter[str | None]())

        def name(kind: LessonKind) -> str:
            category, template = kind
            return template if template and often[template] >= _ENOUGH else f"={category}"

        words = [lessons.words for lessons in taught]
        self._categories = Learner(words, itemgetter(0), smoothing=0.1)
        self._templates = Learner(words, name, smoothing=0.02)
        brought: dict[str, Counter[str]] = defaultdict(Counter)
        for lessons in taught:
            for kind, times in lessons.times.items():
                brought[name(kind)][kind[0]] += times
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
        named = zip(self._templates.labels, shares(scores, sharpness=2.0), strict=True)
        either = _both(dict(named), meaning[1]) if meaning else named
        likely = [(template, share) for template, share in either if share > _LEAST]
        best = sorted(likely, key=lambda pair: (-round(pair[1], 3), pair[0]))[:8]
        return Opinion(
            sorted=_sorted(by_words, meaning[0] if meaning else None),
            templates=tuple((t, share) for t, share in best if not t.startswith("=")),
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


def _both(by_words: Mapping[str, float], by_meaning: Mapping[str, float]) -> Iterable[tuple[str, float]]:
    """Return the shares of templates that both opinions support; what meaning does not know, words decide alone."""
    templates = sorted(by_meaning)
    meant = dict(zip(templates, shares((by_meaning[t] for t in templates), sharpness=1.0), strict=True))
    made = {t: math.sqrt(share * meant.get(t, share)) for t, share in by_words.items()}
    whole = sum(made.values()) or 1.0
    return [(t, value / whole) for t, value in made.items()]


def decided(category: str) -> Sorted:
    """Return a category that needs no opinion."""
    return Sorted(likely=(category,), confidence=1.0, sure=True)
