"""What a question is worth to this sheet, as a number: docs/OUTLINE.md gives the reasons for the weights."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

from qbank.model import Template
from qbank.outline import memory
from qbank.outline.known import Known
from qbank.outline.wordings import sayings
from qbank.pattern import names

BASE = 1.0
ASKED = 1.75
"""For each unit of log(1 + n), n times asked."""
COMMON = 1.4
"""The same for what other shows in the bank ask: what many ask is seldom a bad question."""
CORE = 1.0
FOCUS = 1.5
FAVOURITE = 1.25
LIKED = 4.0
"""For standing on the sheet to start from: more than everything else together, least for its last question."""
MOST_SPECIFIC = 2.5
"""What a question gains at most for knowing something of this very subject."""
UNHEARD_OF = 1.0
"""For a need that no known subject is known to meet."""
TRAIT = 1.25
"""For a trait that one known subject in ten has; what half of them have tells a third of that."""
SLOTS = {"alternatives": 2.5, "company": 0.75, "kind": 0.25, "unit": 0.25, "load": 0.25}
OWN_WORDS = 2.0
"""What a question gains that can be asked in words which this show has used before."""
RELATION = 1.1
OUTSIDER = 1.5
"""What a question gains that is for the relation which the guest has: more for those who did not make the thing,
because most neutral questions are better put to those who did."""
FRAME = 3.0
"""For coming back to a fact that the host looked up; the first question on it must be in, whatever it is worth."""
WORN = 0.6
RELATED = 0.8
"""For a question that somebody else was asked about the same subject or company."""
ELSEWHERE = 0.3
"""For a question that another show has asked this guest."""
USUAL_MINUTES, LENGTH_COUNTS = 3.0, 0.8
"""A question that takes longer than usual is worth more, though less than in proportion."""
STEP = 0.25
"""Finer differences mean nothing: values are rounded, and equals are told apart by how they sound."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """What questions are weighed by besides what is known: the sheet's wishes."""

    core: Collection[str] = ()
    focus: Collection[str] = ()
    by_length: bool = True


def value(template: Template, known: Known, scale: Scale) -> float:
    """Return what a template is worth: 1 and more, less for what is worn, in steps of a quarter."""
    mind = known.memory
    worth = (
        BASE
        + ASKED * math.log1p(len(mind.asked.get(template.id, ())))
        + COMMON * math.log1p(mind.common.get(template.id, 0))
        + CORE * (template.category in scale.core and not template.takes)
        + FOCUS * (template.category in scale.focus)
        + FAVOURITE * template.favourite
        + OWN_WORDS * bool(sayings(template, known))
        + specificity(template, known)
    )
    if mind.liked and template.id in mind.liked:
        worth += LIKED * (1.0 - 0.5 * mind.liked[template.id] / len(mind.liked))
    if template.id in mind.worn:
        worth *= WORN
    if template.id in mind.related:
        worth *= RELATED
    if mind.elsewhere and (template.intent or template.id) in mind.elsewhere:
        worth *= ELSEWHERE
    if scale.by_length and template.minutes != USUAL_MINUTES:
        worth *= (max(template.minutes, STEP) / USUAL_MINUTES) ** LENGTH_COUNTS
    return max(STEP, round(worth / STEP) * STEP)


def specificity(template: Template, known: Known) -> float:
    """Return what a template knows of this very subject: needs that few others meet, slots beyond the name."""
    if template.takes:
        return FRAME
    worth = _relation(template)
    # Traits come in company (what stores data has an API), so that only the rarest tells anything.
    worth += TRAIT * max((known.rarity.get(trait, UNHEARD_OF) for trait in template.needs), default=0.0)
    for slot in names(template.text):
        worth += SLOTS.get(slot, 0.0)
    return min(worth, MOST_SPECIFIC)


def _relation(template: Template) -> float:
    if not template.relation:
        return 0.0
    return RELATION if {"made", "joined"} & {*template.relation} else OUTSIDER


def changed_since(template: Template, known: Known) -> bool:
    """Say whether a question asks what has changed since the guest was here."""
    return "returning" in template.needs or memory.said_before(template, known.memory) is not None
