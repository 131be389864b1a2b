"""Pattern -> the template it is a phrasing of, or a new one, or "ask a person". Precision comes before recall:
a wrong join hides a question, a missed one only repeats it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Sequence
from dataclasses import dataclass

from qbank.asks import split
from qbank.learner import Features, overlap
from qbank.model import Cue, Match
from qbank.terms import slug, words

SAME_FROM = 0.52
"""Likeness from which a wording is taken for a phrasing of a template."""
REVIEW_FROM = 0.40
"""Likeness from which a person is asked; below, the wording is a template of its own."""
CUE_WEIGHT = 0.08
"""What a cue of weight one adds to the likeness of its template."""
_COMMON = frozenset(
    """a about all also an and any are as at be been being but by can could did do does each for from get gets give given had
    has have how i if in into is it its kind kinds like lot many me more most much of on one or other our out over particular
    please so some such talk tell than that the their them there these they thing things this those through to up us used using
    was way ways we were what when where which while who whom why will with would you your describe explain us briefly bit s
    there's it's what's you've any there been able e.g etc example examples""".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where a wording belongs: its template's id, how that was found, how sure (0 to 1), and the runner-up."""

    template: str
    match: Match
    confidence: float
    runner_up: str | None = None


class Groups:
    """The templates of a bank by their wordings, with an index from features to wordings."""

    def __init__(self) -> None:
        self._wordings: list[tuple[str, Features]] = []
        self._postings: dict[str, list[int]] = defaultdict(list)
        self._ids: set[str] = set()

    def add(self, template: str, vector: Features) -> None:
        """Learn one more wording of a template."""
        self._ids.add(template)
        self._wordings.append((template, vector))
        for gram in vector:
            self._postings[gram].append(len(self._wordings) - 1)

    def nearest(self, vector: Features, heard: Sequence[tuple[Cue, str]] = ()) -> list[tuple[float, str]]:
        """Return the templates by likeness: that of the two nearest wordings, raised by the cues heard."""
        likeness = self._likeness(vector)
        for cue, _ in heard:
            if cue.template in self._ids:
                likeness[cue.template] = likeness.get(cue.template, 0.0) + CUE_WEIGHT * cue.weight
        return sorted(((value, name) for name, value in likeness.items()), key=lambda pair: (-pair[0], pair[1]))

    def _likeness(self, vector: Features) -> dict[str, float]:
        shared: dict[int, float] = defaultdict(float)
        for gram in vector:
            for at in self._postings.get(gram, ()):
                shared[at] += vector[gram] * self._wordings[at][1][gram]
        best: dict[str, tuple[float, float]] = {}
        for at, value in shared.items():
            name = self._wordings[at][0]
            first, second = best.get(name, (0.0, 0.0))
            best[name] = (value, first) if value > first else (first, max(second, value))
        return {name: 0.8 * first + 0.2 * second for name, (first, second) in best.items()}


def place(
    pattern: str, vector: Features, groups: Groups, heard: Sequence[tuple[Cue, str]] = (), *, taken: Container[str] = ()
) -> Placement:
    """Find the template of a wording. `taken` holds ids that a new template may not get."""
    near = groups.nearest(vector, heard)
    first, name = near[0] if near else (0.0, "")
    second, runner_up = near[1] if len(near) > 1 else (0.0, None)
    margin = round(max(0.0, min(1.0, first - second)), 3)
    if first >= SAME_FROM:
        return Placement(template=name, match="same", confidence=margin, runner_up=runner_up)
    made = new_id(pattern, taken)
    sure = round(max(0.0, min(1.0, SAME_FROM - first)), 3)
    return Placement(
        template=made, match="review" if first >= REVIEW_FROM else "new", confidence=sure, runner_up=name or None
    )


def new_id(pattern: str, taken: Container[str] = ()) -> str:
    """Make the id of a new template from the words of its first ask, never from a counter."""
    ask = re.sub(r"\{\{.*?\}\}", " ", split(pattern).ask)
    telling = [w for w in words(ask) if w not in _COMMON]
    everything = [w for w in words(pattern) if w not in ("technology",)]
    for count in range(4, len(telling) + 1):
        made = slug(" ".join(telling[:count]))
        if made not in taken:
            return made
    made = slug(" ".join(telling)) if telling else slug(" ".join(everything))
    return made if made not in taken else slug(" ".join(everything), longest=120)


__all__ = ["Groups", "Placement", "new_id", "overlap", "place"]
