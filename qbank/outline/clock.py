"""The clock: how many minutes there are, what fits, and when each block begins."""

from __future__ import annotations

from collections.abc import Iterable

from qbank.model import Lane, PlannedQuestion

INTRODUCTION_MINUTES = 1.0
CONTACT_MINUTES = 1.0
MUST_SHARE = 0.8
"""Rituals and must-asks fill at most this share of the time."""
BACKUPS = 6


def spoken_minutes(question: PlannedQuestion) -> float:
    """Return what a question takes; backups take nothing until they are needed."""
    return 0.0 if question.lane == "backup" else question.minutes


def lanes(costs: Iterable[tuple[float, bool]], *, spent: float, minutes: float) -> list[Lane]:
    """Put questions, best first, into lanes: must-asks up to their share of the time, nice-to-haves up to all of it.

    Each comes as its minutes and whether it has to be a must-ask. What does not fit is a backup.
    """
    made: list[Lane] = []
    musts, everything = spent, spent
    for cost, forced in costs:
        if forced or musts + cost <= MUST_SHARE * minutes + 1e-9:
            lane: Lane = "must"
            musts += cost
        else:
            lane = "nice" if everything + cost <= minutes + 1e-9 else "backup"
        everything += 0.0 if lane == "backup" else cost
        made.append(lane)
    return made
