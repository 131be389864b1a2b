"""What was asked held against what was planned: as planned, in other words, skipped, improvised.

Two questions are as alike as the rare words they share weigh, plus a little where both mean the same template and where they stand at the same
place of the talk. The best pairs are taken first, so that a question asked twice is matched once.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal

from qbank.english.terms import stems
from qbank.records import dataclass
from qbank.transcripts.asking import Ask

How = Literal["planned", "otherwise"]

ALIKE = 0.42
"""Likeness from which an ask is the planned question, in other words."""
SAME_WORDS = 0.72
"""Likeness of the words alone from which it was asked as planned."""
_SAME_INTENT = 0.22
_SAME_PLACE = 0.08
_COMMON_WORDS = """a an the and or but so of to in on at for with from by as is are was were be been do does did have
has had it its that this these those there you your yours we our us i me my they them their he she
his her what how when where which who why would could can will should if then than not no yes um uh
like just really kind sort mean know think about some any all one thing get got go going tell say"""
_COMMON = frozenset(_COMMON_WORDS.split())


@dataclass(frozen=True, slots=True)
class Planned:
    """A planned question: its id, the wordings it may be asked in, the first its own, and what it means, if that is known."""

    id: str
    wordings: tuple[str, ...]
    intent: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """An ask (by its place) that is a planned question, and how near its words are to the plan's."""

    ask: int
    planned: str
    how: How


def align(
    asks: Sequence[Ask], planned: Sequence[Planned], intents: Sequence[str] = (), names: Sequence[str] = ()
) -> list[Match]:
    """Return which ask is which planned question, in the order asked; every ask and every question is in one match at most.

    `intents` says what each ask means, as far as it is known: an id that is compared with the plan's. `names`, of the subject and the
    people, say nothing about which question it is.
    """
    known = frozenset(stem for name in names for stem in stems(name))
    heard = [
        [_bag(a.text, known), *([_bag(f"{a.lead_in} {a.text}", known)] if a.lead_in else [])] for a in asks
    ]
    plans = [[_bag(w, known) for w in p.wordings if w.strip()] for p in planned]
    weight = _weights([*(h[0] for h in heard), *(p[0] for p in plans if p)])
    pairs = []
    for i, ask in enumerate(heard):
        for j, plan in enumerate(plans):
            words = max((_likeness(a, p, weight) for a in ask for p in plan if _is_enough(a, p)), default=0.0)
            same = bool(intents and intents[i] and intents[i] == planned[j].intent)
            place = 1 - abs(i / max(1, len(asks)) - j / max(1, len(planned)))
            total = words + _SAME_INTENT * same + _SAME_PLACE * place
            if total >= ALIKE and (words > 0.2 or same):
                pairs.append((total, -i, -j, words))
    taken: dict[int, Match] = {}
    used: set[int] = set()
    for _, i, j, words in sorted(pairs, reverse=True):
        if -i not in taken and -j not in used:
            taken[-i] = Match(-i, planned[-j].id, "planned" if words >= SAME_WORDS else "otherwise")
            used.add(-j)
    return [taken[i] for i in sorted(taken)]


def _is_enough(one: Counter[str], other: Counter[str]) -> bool:
    """Say whether two questions share two words or more, or all that the shorter one has to say: one shared word is chance."""
    shared = sum((one & other).values())
    return shared >= 2 or (shared == 1 and sum(one.values()) == sum(other.values()) == 1)


def _bag(text: str, names: frozenset[str]) -> Counter[str]:
    """Return the stems of a text that say something, or all of them where none does."""
    all_ = [s for s in stems(text) if s not in names]
    told = [s for s in all_ if s not in _COMMON and not re.fullmatch(r"\d", s)]
    return Counter(told or all_)


def _weights(bags: Sequence[Counter[str]]) -> Mapping[str, float]:
    """Return how much a word says: the fewer questions have it, the more."""
    seen: Counter[str] = Counter()
    for bag in bags:
        seen.update(bag.keys())
    return {word: math.log(1 + len(bags) / n) for word, n in seen.items()}


def _likeness(one: Counter[str], other: Counter[str], weight: Mapping[str, float]) -> float:
    """Return 0 to 1: the weight of the words two questions share, by the weight of all their words."""

    def worth(bag: Counter[str]) -> float:
        return sum(weight.get(w, 1.0) * n for w, n in bag.items())

    whole = worth(one) + worth(other)
    return 2 * worth(one & other) / whole if whole else 0.0
