"""What the log of an outline knows about an episode: when its questions were asked, and what was answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from qbank.merge import even
from qbank.model import Episode, Outline, PlannedQuestion
from qbank.outline import logged
from qbank.terms import slug


def recalled(episode: Episode, outlines: Iterable[Outline]) -> Episode:
    """Return the episode with `said` and `at` where the log of an outline for one of its guests has them.

    A question is known again by its words; what an item says of itself stands.
    """
    guests = {slug(guest) for guest in episode.guests}
    known: dict[str, PlannedQuestion] = {}
    for outline in outlines:
        if guests & {slug(guest) for guest in outline.guests}:
            known.update((even(text), q) for q in logged.asked(outline) for text in _wordings(q))
    if not known:
        return episode
    items = []
    for item in episode.items:
        found = known.get(even(item.text)) if item.kind == "question" else None
        items.append(
            item
            if found is None
            else replace(item, said=item.said or found.said or None, at=item.at or found.at)
        )
    return replace(episode, items=tuple(items))


def _wordings(question: PlannedQuestion) -> tuple[str, ...]:
    """Return how show notes may write a question: with its lead-in, and without."""
    return (question.text, f"{question.context} {question.text}") if question.context else (question.text,)
