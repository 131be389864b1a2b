"""Wording -> intent and category, with the runner-up, the margin and the cue that weighed most.

Two learners and the cues are asked. One learner knows templates, one knows categories; a template brings the
category that its wordings are labelled with, or several in proportion ("limitations" of size, of use …).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from qbank.cues import CueTable, Heard
from qbank.learner import Features, shares, train

_CUE_FOR_TEMPLATE = 1.0
_CUE_FOR_CATEGORY = 0.25
"""What a cue of weight one adds to a standardised score of its template, or of its category."""
_TEMPLATES_TO_CATEGORY = 3.0
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


class Judge:
    """What labelled wordings and cues teach about intents and categories."""

    def __init__(
        self, documents: Sequence[Features], lessons: Sequence[tuple[str, str | None]], cues: CueTable
    ) -> None:
        self._cues = cues
        often = Counter(template for _, template in lessons if template)
        labels = [t if t and often[t] >= _ENOUGH else f"={category}" for category, t in lessons]
        by_template: dict[str, Counter[str]] = defaultdict(Counter)
        for (category, _), label in zip(lessons, labels, strict=True):
            by_template[label][category] += 1
        self._share = {
            t: {c: n / sum(row.values()) for c, n in row.items()} for t, row in by_template.items()
        }
        self._categories = train(documents, [category for category, _ in lessons], smoothing=0.1)
        self._templates = train(documents, labels, smoothing=0.02)
        self._number = {label: at for at, label in enumerate(self._templates.labels)}

    def opinion(self, document: Features, frame: str) -> Opinion:
        """Weigh what is learnt and what is heard."""
        heard = self._cues.heard(frame)
        labels = self._templates.labels
        loud = _loudest((h.cue.template, h.weight) for h in heard if h.cue.template)
        scores = self._templates.scores(document)
        for template, weight in loud.items():
            if (at := self._number.get(template)) is not None:
                scores[at] += _CUE_FOR_TEMPLATE * weight
        parts = [
            (t, share)
            for t, share in zip(labels, shares(scores, sharpness=_SHARPNESS), strict=True)
            if share > _LEAST
        ]
        best = sorted(parts, key=lambda pair: (-pair[1], pair[0]))[:8]
        named = tuple((t, share) for t, share in best if not t.startswith("="))
        return Opinion(
            templates=named, cue=loud.get(named[0][0], 0.0) if named else 0.0,
            sorted=self._sort(document, heard, parts),
        )  # fmt: skip

    def _sort(
        self, document: Features, heard: Sequence[Heard], templates: Iterable[tuple[str, float]]
    ) -> Sorted | None:
        labels = self._categories.labels
        if not labels:
            return None
        scores = dict(zip(labels, self._categories.scores(document), strict=True))
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
        ranked = sorted(scores, key=lambda c: (-scores[c], c))
        parts = shares([scores[c] for c in ranked], sharpness=_SHARPNESS)
        cue = max(heard, key=lambda h: h.weight, default=None)
        return Sorted(
            category=ranked[0], runner_up=ranked[1] if len(ranked) > 1 else None,
            margin=round(parts[0] - sum(parts[1:2]), 3), cue=cue.words if cue else None,
        )  # fmt: skip


def _loudest(weights: Iterable[tuple[str | None, float]]) -> Mapping[str, float]:
    """Return each name's greatest weight."""
    made: dict[str, float] = {}
    for name, weight in weights:
        if name and weight > made.get(name, 0.0):
            made[name] = weight
    return made


__all__ = ["CueTable", "Judge", "Opinion", "Sorted"]
