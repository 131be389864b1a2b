"""The clock: how many minutes there are, what a question takes, and what fits."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from qbank.english.words import say
from qbank.lazy import regex
from qbank.model import Lane, Outline, PlannedQuestion, Section

INTRODUCTION_MINUTES = 1.0
CONTACT_MINUTES = 1.0
MUST_SHARE = 0.8
"""Rituals and must-asks fill at most this share of the time."""
MUST_SHARE_OF_QUESTIONS = 0.65
"""Where questions are counted, this share of them are must-asks."""
BACKUPS = 4
"""So many questions wait in reserve: two good ones help more than six that fill a page."""
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


DAY, HALF_DAY = 24 * 60, 12 * 60
_TIME = regex(
    r"(?<![\d:.+\-])(?P<hour>[01]?\d|2[0-3])(?::(?P<minute>[0-5]\d)(?::[0-5]\d)?)?(?![\d:])"
    r"\s*(?P<half>(?i:[ap]\.?m\b\.?))?\s*(?P<zone>(?:[A-Z]{3,5}\b)?(?:[+-](?:0?\d|1[0-4])(?::?[0-5]\d)?\b)?)",
    re.ASCII,
)
_ROUNDING = 0.05
CURE = "begin earlier, drop a line, or plan for fewer minutes"
"""What helps a plan that ends too late."""


class Moment(NamedTuple):
    """A time of day in minutes since midnight, and the zone as it was written; empty for none."""

    minute: int
    zone: str = ""


def moment(text: str | None) -> Moment | None:
    """Return the first time of day in a text, such as "Tue 24 Nov 2026, 17:00 CET" or "5 pm"; None if there is none."""
    # The T of "2026-12-01T16:00" parts a date from its time.
    for found in _TIME.finditer(re.sub(r"(?<=\d)T(?=\d)", " ", text or "")):
        hour, half = int(found["hour"]), (found["half"] or "").lower()
        if (not found["minute"] and not half) or (half and not 1 <= hour <= 12):
            continue
        if half:
            hour = hour % 12 + (12 if half.startswith("p") else 0)
        return Moment(hour * 60 + int(found["minute"] or 0), found["zone"])
    return None


def start(outline: Outline) -> float | None:
    """Return when an interview begins, in minutes since midnight; None if nobody has said.

    The recording's time says it. Where only the end is known, it begins so early that all its minutes fit.
    """
    if begins := moment(outline.box.recorded_at):
        return float(begins.minute)
    ends = moment(outline.box.hard_stop)
    return None if ends is None else (ends.minute - outline.minutes) % DAY


def at(outline: Outline, minutes: float) -> str:
    """Return what the clock on the wall shows so many minutes into the interview: `16:24`; empty if nobody knows."""
    begins = start(outline)
    return "" if begins is None else _shown(begins + minutes)


def overrun(outline: Outline) -> str:
    """Return what is wrong if the plan ends after the guest has to leave, in a sentence without its full stop; else nothing.

    Times in two zones are not compared.
    """
    begins, ends = moment(outline.box.recorded_at), moment(outline.box.hard_stop)
    if begins is None or ends is None or (begins.zone and ends.zone and begins.zone != ends.zone):
        return ""
    there = (ends.minute - begins.minute) % DAY
    if there > HALF_DAY:
        return say(
            "the guest has to leave at {{ end }}, before the recording begins at {{ begin }}", outline.language,
            end=_shown(ends.minute), begin=_shown(begins.minute),
        )  # fmt: skip
    if outline.planned_minutes <= there + _ROUNDING:
        return ""
    end = _shown(begins.minute + outline.planned_minutes)
    return say(
        "the plan ends at {{ end }}, and the guest has to leave at {{ leave }}", outline.language, end=end, leave=_shown(ends.minute)
    )  # fmt: skip


def _shown(minute: float) -> str:
    whole = int(minute) % DAY
    return f"{whole // 60:02}:{whole % 60:02}"


def on_the_clock(outline: Outline, sections: Sequence[Section]) -> Outline:
    """Return the outline with these blocks, each as long as its questions and what was spoken aside in it before.

    A block that was given less time than its questions take is over at once when none is left.
    """
    made, shift = [], 0.0
    for old, new in zip(outline.sections, sections, strict=True):
        minutes = max(0.0, old.minutes + _spoken(new) - _spoken(old))
        made.append(replace(new, start=old.start + shift, minutes=minutes))
        shift += minutes - old.minutes
    planned = max(0.0, outline.planned_minutes + shift)
    # An interview that was planned by a number of questions is as long as they are.
    by_count = outline.wishes.questions is not None and outline.minutes == outline.planned_minutes
    return replace(
        outline, sections=tuple(made), planned_minutes=planned, minutes=planned if by_count else outline.minutes
    )


def _spoken(section: Section) -> float:
    return sum(map(spoken_minutes, section.questions))
