"""Wording -> category, with the runner-up, the margin and the cue that decided."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qbank.learner import Features, Learner
from qbank.model import Cue

ALSO_FROM = 0.55
"""Share of the best score from which a further category is named beside the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """The category of a wording. `margin` is the lead over the runner-up; `cue` the words that weighed most, if any."""

    category: str
    runner_up: str | None
    margin: float
    cue: str | None


class CueTable:
    """The cues of a bank, compiled once."""

    def __init__(self, cues: Sequence[Cue]) -> None:
        self._cues = tuple((re.compile(c.match), c) for c in cues)

    def heard(self, ask: str) -> list[tuple[Cue, str]]:
        """Return the cues that an ask gives, each with the words that matched. The ask is matched in lower case."""
        lowered = ask.lower()
        return [(cue, m[0]) for pattern, cue in self._cues if (m := pattern.search(lowered))]


def decide(
    vector: Features, learner: Learner, heard: Sequence[tuple[Cue, str]], category_of: dict[str, str]
) -> Sorted | None:
    """Add up what the learner and the cues say; None if nothing was learnt at all.

    `category_of` gives the category of the template that a cue names.
    """
    if not learner.labels:
        return None
    scores = dict(zip(learner.labels, learner.scores(vector), strict=True))
    best_cue: tuple[float, str] | None = None
    for cue, words in heard:
        category = cue.category or category_of.get(cue.template or "")
        if category in scores:
            scores[category] += cue.weight * CUE_WEIGHT
            if best_cue is None or cue.weight > best_cue[0]:
                best_cue = (cue.weight, words)
    (first, top), *rest = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
    runner_up, second = rest[0] if rest else (None, top - 1.0)
    return Sorted(category=first, runner_up=runner_up, margin=top - second, cue=best_cue[1] if best_cue else None)


CUE_WEIGHT = 0.25
"""What a cue of weight one adds to its category's score; the learner's margins are around one."""
