"""Wording -> intent and category, with the runner-up, the margin and the cue that weighed most.

Two learners and the cues are asked. One learner knows templates, one knows categories; a template brings the
category that its wordings are labelled with, or several in proportion ("limitations" of size, of use …). What a cue
is worth the learners find out from the labelled wordings, as with any word; its own weight adds a little to that.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from qbank.model import Cue, Theme
from qbank.normalize.intent_rules import CueTable, Heard
from qbank.normalize.learner import NOTHING, Features, Learners, count, shares, train
from qbank.normalize.wording_frame import Shapes

_CUE_FOR_TEMPLATE = 0.3
_CUE_FOR_CATEGORY = 0.25
"""What a cue of weight one adds to a standardised score of its template, or of its category."""
_CUE_UNPROVED = 1.0
"""The same for its template, where no labelled wording gives the cue, so that nothing is learnt of it."""
_TEMPLATES_TO_CATEGORY = 2.0
"""What the templates together say about the category, beside the learner of categories."""
_SHARPNESS = 3.0
_LEAST = 0.005
"""Share of the whole below which a template is left aside."""
_ENOUGH = 5
"""Wordings from which a template is learnt; those with fewer teach only their category."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """The category of a wording. `margin` is the lead over the runner-up, 0 to 1; `cue` the words that weighed most."""

    category: str
    runner_up: str | None
    margin: float
    cue: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What a wording may be: its templates by share of the whole, best first, and the cue's weight for the best."""

    templates: tuple[tuple[str, float], ...]
    cue: float
    sorted: Sorted | None


@dataclass(frozen=True, slots=True)
class Lesson:
    """A labelled wording: what is counted of it, its frame, and its labels."""

    document: Features
    frame: str
    category: str
    template: str | None


class Judge:
    """What labelled wordings and cues teach about intents and categories."""

    def __init__(self, lessons: Sequence[Lesson], cues: CueTable, themes: Sequence[Theme] = ()) -> None:
        self._cues = cues
        self._shapes = Shapes(
            ((lesson.frame, lesson.template or lesson.category) for lesson in lessons), themes
        )
        heard = [cues.heard(lesson.frame) for lesson in lessons]
        self._proved = {h.cue.match for some in heard for h in some}
        documents = [
            self._whole(lesson.document, lesson.frame, some)
            for lesson, some in zip(lessons, heard, strict=True)
        ]
        often = Counter(lesson.template for lesson in lessons)
        labels = [
            lesson.template
            if lesson.template and often[lesson.template] >= _ENOUGH
            else f"={lesson.category}"
            for lesson in lessons
        ]
        by_template: dict[str, Counter[str]] = defaultdict(Counter)
        for lesson, label in zip(lessons, labels, strict=True):
            by_template[label][lesson.category] += 1
        self._share = {
            t: {c: n / sum(row.values()) for c, n in row.items()} for t, row in by_template.items()
        }
        counted = count(documents, zip((lesson.category for lesson in lessons), labels, strict=True))
        categories, templates = zip(*counted.kinds, strict=True) if counted.kinds else ((), ())
        self._learners = Learners(
            counted, train(counted, categories, smoothing=0.1), train(counted, templates, smoothing=0.02)
        )

    def opinion(self, document: Features, frame: str) -> Opinion:
        """Weigh what is learnt and what is heard."""
        heard = self._cues.heard(frame)
        categories, templates = self._learners.weigh(self._whole(document, frame, heard))
        loud = _loudest((h.cue.template, h.weight) for h in heard)
        spoken = _loudest((h.cue.template, h.weight * self._worth(h.cue)) for h in heard)
        scores = templates.scores(spoken, within=NOTHING / _SHARPNESS)
        parts = [pair for pair in shares(scores, sharpness=_SHARPNESS).items() if pair[1] > _LEAST]
        best = sorted(parts, key=lambda pair: (-pair[1], pair[0]))[:8]
        named = tuple((t, share) for t, share in best if not t.startswith("="))
        return Opinion(
            templates=named, cue=loud.get(named[0][0], 0.0) if named else 0.0,
            sorted=self._sort(categories.scores(), heard, parts),
        )  # fmt: skip

    def _whole(self, document: Features, frame: str, heard: Sequence[Heard]) -> Features:
        """Return a document with the shape of its ask and the cues it gives, each counted as heavy as it is heard."""
        return {**document, **self._shapes.features(frame), **{f">{h.cue.match}": h.weight for h in heard}}

    def _worth(self, cue: Cue) -> float:
        return _CUE_FOR_TEMPLATE if cue.match in self._proved else _CUE_UNPROVED

    def _sort(
        self, scores: dict[str, float], heard: Sequence[Heard], templates: Iterable[tuple[str, float]]
    ) -> Sorted | None:
        if not scores:
            return None
        override = {h.cue.template: h.cue.category for h in heard if h.cue.template and h.cue.category}
        for template, share in templates:
            fixed = override.get(template)
            for category, part in {fixed: 1.0}.items() if fixed else self._share[template].items():
                scores[category] = scores.get(category, 0.0) + _TEMPLATES_TO_CATEGORY * share * part
        for category, weight in _loudest(
            (h.cue.category, h.weight) for h in heard if not h.cue.template
        ).items():
            if category in scores:
                scores[category] += _CUE_FOR_CATEGORY * weight
        ranked = sorted(sorted(scores), key=scores.__getitem__, reverse=True)
        parts = shares(scores, sharpness=_SHARPNESS)
        cue = max(heard, key=lambda h: h.weight, default=None)
        second = ranked[1] if len(ranked) > 1 else None
        return Sorted(
            category=ranked[0], runner_up=second,
            margin=round(parts[ranked[0]] - parts.get(second or "", 0.0), 3), cue=cue.words if cue else None,
        )  # fmt: skip


def _loudest(weights: Iterable[tuple[str | None, float]]) -> Mapping[str, float]:
    """Return each name's greatest weight."""
    made: dict[str, float] = {}
    for name, weight in weights:
        if name and weight > made.get(name, 0.0):
            made[name] = weight
    return made


__all__ = ["CueTable", "Judge", "Lesson", "Opinion", "Sorted"]
