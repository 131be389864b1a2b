"""Choosing the questions of a sheet under a budget.

The value of a set of templates is the sum, category by category, of their values in falling order, each multiplied
by `FALLOFF` to the power of its rank: a second question of a category is worth less than the first. It is maximized
subject to the minutes (or the number of questions), one template an intent, at least one of each core category, and
everything that must be in. A greedy pass by value gained per minute is followed by exchanges until none helps.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from qbank.model import Template
from qbank.pattern import names

FALLOFF = 0.7
"""What the next question of the same category is worth, compared with the one before."""
CORE = 1.0
FOCUS = 1.5
ASKED = 1.0
WORN = 0.6
SPECIFIC = 0.5
"""What a template gains for each thing it knows of this very subject: a need that is true, a slot beyond its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A template on offer with its value and what it costs (minutes, or 1 where questions are counted)."""

    template: Template
    value: float
    cost: float
    must: bool = False

    @property
    def intent(self) -> str:
        """The question that this is a variant of."""
        return self.template.intent or self.template.id


def value(template: Template, *, asked: int, core: bool, focus: bool, fresh: bool) -> float:
    """Return what a template is worth: how often it is asked as log(1 + n), core and focus, fitness, freshness."""
    fits = (
        len(template.needs)
        + len(set(names(template.text)) - {"technology", "domain"})
        + bool(template.relation)
    )
    worth = 1.0 + ASKED * math.log1p(asked) + (CORE if core else 0.0) + (FOCUS if focus else 0.0)
    return (worth + SPECIFIC * min(fits, 2)) * (1.0 if fresh else WORN)


def total(chosen: Iterable[Candidate]) -> float:
    """Return the value of a set."""
    by_category: dict[str, list[float]] = defaultdict(list)
    for candidate in chosen:
        by_category[candidate.template.category].append(candidate.value)
    return sum(
        v * FALLOFF**rank
        for values in by_category.values()
        for rank, v in enumerate(sorted(values, reverse=True))
    )


def choose(
    candidates: Sequence[Candidate], *, budget: float, core: Sequence[str] = ()
) -> tuple[Candidate, ...]:
    """Choose the best set within the budget; must-haves are always in, even over budget. Ties go by id."""
    chosen = [c for c in candidates if c.must]
    pool = sorted((c for c in candidates if not c.must), key=lambda c: c.template.id)
    for category in core:
        if not any(c.template.category == category for c in chosen):
            _add_best(chosen, [c for c in pool if c.template.category == category], budget)
    while _add_best(chosen, pool, budget):
        pass
    _exchange(chosen, pool, budget, core)
    return tuple(chosen)


def _room(chosen: Sequence[Candidate], budget: float) -> float:
    return budget - sum(c.cost for c in chosen)


def _add_best(chosen: list[Candidate], pool: Iterable[Candidate], budget: float) -> bool:
    """Add the candidate that gains the most a minute; say whether there was one."""
    room, intents, ranks = _room(chosen, budget), {c.intent for c in chosen}, _ranks(chosen)
    best = max(
        (c for c in pool if c.cost <= room + 1e-9 and c.intent not in intents),
        key=lambda c: (_gain(c, ranks) / c.cost, c.template.id),
        default=None,
    )
    if best is not None:
        chosen.append(best)
    return best is not None


def _ranks(chosen: Iterable[Candidate]) -> Mapping[str, list[float]]:
    made: dict[str, list[float]] = defaultdict(list)
    for candidate in chosen:
        made[candidate.template.category].append(candidate.value)
    for values in made.values():
        values.sort(reverse=True)
    return made


def _gain(candidate: Candidate, ranks: Mapping[str, list[float]]) -> float:
    """Return what the set's value grows by: the candidate at its rank, the ones behind it pushed down."""
    values = ranks.get(candidate.template.category, [])
    rank = sum(v >= candidate.value for v in values)
    pushed = sum(v * FALLOFF**i * (1 - FALLOFF) for i, v in enumerate(values[rank:], start=rank))
    return candidate.value * FALLOFF**rank - pushed


def _exchange(chosen: list[Candidate], pool: Sequence[Candidate], budget: float, core: Sequence[str]) -> None:
    """Exchange one chosen candidate for one outside as long as the value grows; each exchange is the best there is."""
    for _ in range(len(pool)):
        now, best, swap = total(chosen), 1e-9, None
        for out in (c for c in chosen if not c.must):
            rest = [c for c in chosen if c is not out]
            intents, room, base, ranks = (
                {c.intent for c in rest},
                _room(rest, budget),
                total(rest),
                _ranks(rest),
            )
            needed = out.template.category in core and out.template.category not in ranks
            for into in pool:
                if (
                    into.cost <= room + 1e-9
                    and into.intent not in intents
                    and (not needed or into.template.category == out.template.category)
                ):
                    grown = base + _gain(into, ranks) - now
                    if grown > best:
                        best, swap = grown, (out, into)
        if swap is None:
            return
        chosen.remove(swap[0])
        chosen.append(swap[1])
        while _add_best(chosen, pool, budget):
            pass
