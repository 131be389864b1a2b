"""The clock: how many minutes there are, what a question takes, and what fits."""

from __future__ import annotations

import math

from qbank.model import Lane, Outline, PlannedQuestion

INTRODUCTION_MINUTES = 1.0
CONTACT_MINUTES = 1.0
MUST_SHARE = 0.8
"""Rituals and must-asks fill at most this share of the time."""
MUST_SHARE_OF_QUESTIONS = 0.65
"""Where questions are counted, this share of them are must-asks."""
BACKUPS = 6
BRISK, SLOW = 30.0, 75.0
"""A shorter interview gives each question a minute less, a longer one a minute more."""
WITHOUT_FOLLOW_UPS = 1.0
"""A nice-to-have is planned without its follow-ups: it takes so many minutes less."""
LEAST = 2.0
"""Minutes below which neither makes a question shorter."""
_GRAIN = 8
"""Squeezed minutes are whole eighths: sums of them are exact, so that blocks meet without a gap."""


def spoken_minutes(question: PlannedQuestion) -> float:
    """Return what a question takes; backups take nothing until they are needed."""
    return 0.0 if question.lane == "backup" else question.minutes


def breaks(outline: Outline) -> frozenset[int]:
    """Return before which blocks (their places) the show breaks: each time before the one that begins nearest to it.

    A block is never interrupted, and a break takes none of the guest's minutes: what is read in it is cut in later.
    """
    begins = [(s.start, n) for n, s in enumerate(outline.sections) if s.start and s.minutes]
    wanted = [at for at in outline.breaks if 0 < at < outline.minutes]
    return frozenset(min(begins, key=lambda b: (abs(b[0] - at), b))[1] for at in wanted if begins)


def pace(minutes: float) -> float:
    """Return by how many minutes a question is longer in an interview of this length."""
    return -1.0 if minutes < BRISK else 1.0 if minutes > SLOW else 0.0


def planned(usual: float, lane: Lane, *, faster: float = 0.0) -> float:
    """Return the minutes planned for a question that usually takes so many, in whole halves, rounded up.

    `faster` is what `pace` says of the whole interview.
    """
    long = math.ceil(usual * 2 - 1e-9) / 2
    wished = long + faster - (WITHOUT_FOLLOW_UPS if lane == "nice" else 0.0)
    return max(wished, min(long, LEAST))


def squeezed(minutes: float, share: float) -> float:
    """Return a share of so many minutes, rounded down: what forced questions get when there are too many."""
    return minutes if share >= 1 else math.floor(minutes * share * _GRAIN) / _GRAIN
