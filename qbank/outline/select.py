"""Choosing the questions of a sheet under a budget: the best set there is, not merely a good one.

The value of a set is the sum, category by category, of its values in falling order, each multiplied by `FALLOFF` to
the power of its rank: a second question of a category is worth less than the first. docs/OUTLINE.md states the
problem; a benchmark holds the answers against those of an exact solver.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from heapq import heappop, heappush, nlargest
from typing import TypeAlias
from zlib import crc32

from qbank.english.terms import stems, words
from qbank.lazy import dataclass, regex
from qbank.model import Fact, Template
from qbank.outline.facts import SMALL_INSIDE

FALLOFF = 0.7
"""What the next question of the same category is worth, compared with the one before."""
DEEPEST = 12
"""So many questions of one category are weighed at most; the next would be worth a hundredth of its value."""
FACTS = "facts"
"""Stands for a category where a question comes back to a fact."""
COVER = 1e4
"""The first question of a core category goes before any value."""
ALIKE = 0.6
"""Two questions that share this part of their content words are duplicates: one of them is enough."""
MOST_TRIED = 150
"""So many sets are looked at when chosen questions exclude each other; after that only the better of two is kept."""
_MANY = 24
"""Of more equals in category and length, so many are looked at: twice as many as could be taken."""
_FIRST_SLACK = 0.5
"""So much a set may lose against the bound at first; twice as much when nothing is found that loses so little."""
_SHORT = 3
"""Words of so many letters or fewer say little about what a question is about."""
RARE = 0.02
"""A word that more than this share of all questions has says little."""
_ONE_MACHINE = regex(
    r"\b(?:one|(?:a )?single) (?:[\w-]+ )?(?:machine|node|server|disk|drive|computer|host|box|card|gpu|device)\b",
    re.IGNORECASE,
)
_AGAINST = regex(r"\b(?:no|never|not|without|cannot|\w+n['’]t)\b", re.IGNORECASE)

_BY_RANK = tuple(FALLOFF**rank for rank in range(DEEPEST + 1))

_Chain: TypeAlias = "tuple[Candidate, _Chain] | None"
_Point: TypeAlias = "tuple[int, float, _Chain]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A template on offer with its value and what it costs (minutes, or 1 where questions are counted).

    `fact` is what a frame would come back to: one frame of each does so. `covers` are the questions that its wording asks along
    with its own.
    """

    template: Template
    value: float
    cost: float
    fact: str = ""
    covers: frozenset[str] = frozenset()

    @property
    def intent(self) -> str:
        """The question that this is a variant of."""
        return self.template.purpose

    @property
    def only_one_of(self) -> tuple[str, str]:
        """What at most one is chosen for: the fact that it comes back to, else its question."""
        return ("fact", self.fact) if self.fact else ("intent", self.intent)

    @property
    def category(self) -> str:
        """The category of its template; a frame has one of its own, because it is about its fact."""
        return f"{FACTS} {self.fact}" if self.template.takes else self.template.category

    def is_one_with(self, other: Candidate) -> bool:
        """Say whether two cannot be on one sheet: variants of one question, one that asks the other, frames of one fact."""
        return (
            self.intent == other.intent
            or self.intent in other.covers
            or other.intent in self.covers
            or bool(self.fact and self.fact == other.fact)
        )


def total(chosen: Iterable[Candidate], taken: Mapping[str, int] | None = None) -> float:
    """Return the value of a set that joins so many questions of each category."""
    by_category: dict[str, list[float]] = defaultdict(list)
    for candidate in chosen:
        by_category[candidate.category].append(candidate.value)
    return sum(
        value * FALLOFF ** (rank + (taken or {}).get(category, 0))
        for category, values in by_category.items()
        for rank, value in enumerate(sorted(values, reverse=True))
    )


def choose(
    candidates: Sequence[Candidate], *, budget: float, core: Collection[str] = (),
    taken: Mapping[str, int] | None = None, beside: Sequence[str] = (), each: int = DEEPEST,
) -> tuple[Candidate, ...]:  # fmt: skip
    """Choose the best set within the budget, as many core categories as can be had before anything else.

    `core` holds the categories that are still to be covered. `taken` counts what is on the sheet already, category by
    category, `beside` holds its texts: nothing like them is chosen. `each` is how many of a category are chosen at most.
    Ties are drawn by a lot that the ids alone decide.
    """
    taken, open_core = taken or {}, frozenset(core)
    pool, seen, tried = sorted(candidates, key=order), [content(text) for text in beside], 0
    waiting: list[tuple[float, int, frozenset[str], list[Candidate]]] = []
    without, apart = frozenset[str](), [frozenset[str]()]
    while True:
        for out in (without | more for more in apart):
            made = _best([c for c in pool if c.template.id not in out], int(budget * 2 + 1e-9), open_core, taken, each)
            bound = total(made, taken) + COVER * len({c.category for c in made} & open_core)
            tried += 1
            heappush(waiting, (-bound, tried, out, made))
        _, _, without, chosen = heappop(waiting)
        apart = _apart(_clash(chosen, seen), pool)
        if not apart:
            return tuple(sorted(chosen, key=order))
        if tried > MOST_TRIED:
            waiting = []


def _apart(clash: Sequence[Candidate], pool: Iterable[Candidate]) -> list[frozenset[str]]:
    """Return what to do without, one way or the other, where chosen questions exclude each other.

    Either the first of them goes, or everything that it excludes.
    """
    if not clash:
        return []
    first, *others = clash
    gone = frozenset({first.template.id})
    if not others:
        return [gone]
    own = content(first.template.text)
    return [
        frozenset(
            c.template.id
            for c in pool
            if c is not first and (c.is_one_with(first) or alike(own, content(c.template.text)))
        ),
        gone,
    ]


def order(candidate: Candidate) -> tuple[float, float, int, str]:
    """Return what puts the more valuable first, then the shorter, then the one with the luckier lot."""
    id_ = candidate.template.id
    return (-candidate.value, candidate.cost, crc32(id_.encode()), id_)


def shortlist(templates: Sequence[Template], values: Mapping[str, float]) -> list[Template]:
    """Return the templates without those that more better ones of their category and length stand before than fit."""
    groups: dict[tuple[str, float], list[Template]] = defaultdict(list)
    for template in templates:
        groups[template.category, template.minutes].append(template)
    kept: list[Template] = []
    for group in groups.values():
        if len(group) > _MANY:
            least = nlargest(_MANY, [values[t.id] for t in group])[-1]
            good = [t for t in group if values[t.id] >= least]
            kept += sorted(good, key=lambda t: (-values[t.id], crc32(t.id.encode()), t.id))[:_MANY]
        else:
            kept += group
    return kept


def _clash(chosen: Sequence[Candidate], seen: Sequence[frozenset[str]]) -> list[Candidate]:
    """Return the chosen of which one has to go, the least of them last: one like what is there, or two that are one."""
    before: list[tuple[Candidate, frozenset[str]]] = []
    for candidate in sorted(chosen, key=order):
        own = content(candidate.template.text)
        if any(alike(own, other) for other in seen):
            return [candidate]
        for other, words_ in before:
            if candidate.is_one_with(other) or alike(own, words_):
                return [other, candidate]
        before.append((candidate, own))
    return []


@lru_cache(maxsize=4096)
def content(text: str) -> frozenset[str]:
    """Return the words of a question that say what it is about."""
    return frozenset(w for w in words(text) if len(w) > _SHORT)


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Say whether two questions, as their content words, ask the same."""
    both = len(one & other)
    return both > 1 and both >= ALIKE * len(one | other)


# The best set: a frontier of every category (what is the most that so many half minutes can buy there?), joined one
# by one. Before that, what cannot be in a best set is left aside: what has enough better ones of its category that
# cost no more, and what a Lagrangian bound rules out.


def _best(
    pool: Sequence[Candidate], budget: int, core: frozenset[str], taken: Mapping[str, int], each: int
) -> list[Candidate]:
    """Return the best set when neither intents nor likeness matter, of candidates in order; the budget in half minutes."""
    by_category: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in pool:
        by_category[candidate.category].append(candidate)
    shelves = [
        _Shelf(
            _unbeaten(found, budget, each), FALLOFF ** taken.get(category, 0), COVER if category in core else 0.0, each
        )
        for category, found in sorted(by_category.items())
    ]
    points = _frontier([s for s in shelves if s.candidates], budget)
    chosen: list[Candidate] = []
    chain = points[-1][2]
    while chain:
        chosen.append(chain[0])
        chain = chain[1]
    return chosen


@lru_cache(maxsize=256)
def _halves(cost: float) -> int:
    """Return a cost in half minutes, rounded up."""
    return max(1, math.ceil(cost * 2 - 1e-9))


def _unbeaten(candidates: Iterable[Candidate], budget: int, each: int) -> list[Candidate]:
    """Return of candidates in order those that can be taken together with all that are better and no dearer.

    A set with another one is not the best: it lacks one of these, which would be worth more in its place.
    """
    kept: list[Candidate] = []
    count: Counter[int] = Counter()
    cheapest: dict[tuple[str, str], int] = {}
    for candidate in candidates:
        cost, group = _halves(candidate.cost), candidate.only_one_of
        before = cheapest.get(group)
        if before is not None and cost >= before:
            continue
        better = [(other, n) for other, n in count.items() if other <= cost]
        if sum(n for _, n in better) < each and sum(other * n for other, n in better) + cost <= budget:
            kept.append(candidate)
            count[cost] += 1
            if before is not None:
                count[before] -= 1
            cheapest[group] = cost
    return kept


@dataclass(frozen=True, slots=True)
class _Shelf:
    """The candidates of one category, best first; what its first is multiplied with; what having any is worth; how many fit."""

    candidates: list[Candidate]
    first: float
    cover: float
    each: int

    def _worths(self, candidate: Candidate) -> list[float]:
        """Return what a candidate of this shelf is worth at each rank."""
        value = candidate.value * self.first
        return [value + self.cover, *(value * part for part in _BY_RANK[1:])]

    def frontier(self, budget: int) -> list[_Point]:
        """Return the best value for every cost that is worth it, cheapest first."""
        found: dict[tuple[int, int], tuple[float, _Chain]] = {(0, 0): (0.0, None)}
        for candidate in self.candidates:
            cost, worths = _halves(candidate.cost), self._worths(candidate)
            for (count, spent), (value, chain) in list(found.items()):
                at = (count + 1, spent + cost)
                if at[1] > budget or count == self.each:
                    continue
                grown = value + worths[count]
                if at not in found or grown > found[at][0] + 1e-9:
                    found[at] = (grown, (candidate, chain))
        return _undominated((spent, value, chain) for (_, spent), (value, chain) in found.items())

    def profit(self, price: float) -> float:
        """Return the most that a set of these is worth beyond its cost, at this price of half a minute."""
        most = min(self.each, len(self.candidates))
        best = [0.0] + [-math.inf] * most
        for candidate in self.candidates:
            asked = price * _halves(candidate.cost)
            worths = self._worths(candidate)
            for count in range(most - 1, -1, -1):
                grown = best[count] + worths[count] - asked
                if grown > best[count + 1]:
                    best[count + 1] = grown
        return max(best)

    def within(self, price: float, slack: float) -> _Shelf:
        """Return the shelf without what would lose more than the slack at this price, wherever it stood."""
        kept: list[Candidate] = []
        count: Counter[int] = Counter()
        groups: set[tuple[str, str]] = set()
        for candidate in self.candidates:
            cost = _halves(candidate.cost)
            better = sum(n for other, n in count.items() if other <= cost)
            worth = candidate.value * self.first * FALLOFF**better + (0 if better else self.cover)
            count[cost] += candidate.only_one_of not in groups
            groups.add(candidate.only_one_of)
            if worth - price * cost >= -slack:
                kept.append(candidate)
        return _Shelf(kept, self.first, self.cover, self.each)


def _frontier(shelves: Sequence[_Shelf], budget: int) -> list[_Point]:
    """Return the frontier of all shelves as far as its last point, the best set, needs it.

    A Lagrangian bound says what no set is worth more than, and what a set with a certain candidate loses against that
    bound. The best set is looked for among what loses little; what was found proves itself if it loses no more.
    """
    reached, prices = _greedy(shelves, budget)
    bound, price = min(
        ((price * budget + sum(s.profit(price) for s in shelves), price) for price in prices), default=(reached, 0.0)
    )
    slack = _FIRST_SLACK
    while True:
        points: list[_Point] = [(0, 0.0, None)]
        for shelf in shelves:
            points = _joined(points, shelf.within(price, slack + 1e-6).frontier(budget), budget)
        if points[-1][1] >= bound - slack or slack >= bound - reached:
            return points
        slack *= 2


def _greedy(shelves: Sequence[_Shelf], budget: int) -> tuple[float, list[float]]:
    """Return the value of a set that is put together by value a half minute, and prices worth trying."""
    heads = [(s, list(s.candidates), 0) for s in shelves]
    reached, room, prices = 0.0, budget, [0.0]
    while True:
        best: tuple[float, int, int, float] | None = None
        for n, (shelf, rest, count) in enumerate(heads):
            for at, candidate in enumerate(rest):
                cost = _halves(candidate.cost)
                if cost > room or count == shelf.each:
                    continue
                worth = candidate.value * shelf.first * FALLOFF**count + (0 if count else shelf.cover)
                if best is None or worth / cost > best[0]:
                    best = (worth / cost, n, at, worth)
        if best is None:
            return reached, [p for p in prices if p < COVER / 100][-2:]
        density, n, at, worth = best
        shelf, rest, count = heads[n]
        room -= _halves(rest[at].cost)
        # What is taken has to be worth least at the last place: only later ones may follow.
        heads[n] = (shelf, rest[at + 1 :], count + 1)
        reached += worth
        prices.append(density)


def _joined(some: Sequence[_Point], others: Sequence[_Point], budget: int) -> list[_Point]:
    """Return the frontier of two sets of points: every sum within the budget that nothing cheaper beats."""
    best: dict[int, tuple[float, _Chain, _Chain]] = {}
    for cost, value, chain in others:
        for spent, worth, before in some:
            at = cost + spent
            if at > budget:
                break
            grown = value + worth
            if at not in best or grown > best[at][0] + 1e-9:
                best[at] = (grown, before, chain)
    return _undominated((at, value, _linked(chain, before)) for at, (value, before, chain) in best.items())


def _linked(chain: _Chain, before: _Chain) -> _Chain:
    """Return one chain of two."""
    while chain:
        before = (chain[0], before)
        chain = chain[1]
    return before


def _undominated(points: Iterable[_Point]) -> list[_Point]:
    """Return the points that are worth more than every cheaper one, cheapest first."""
    made: list[_Point] = []
    for point in sorted(points, key=lambda p: (p[0], -p[1])):
        if not made or point[1] > made[-1][1] + 1e-9:
            made.append(point)
    return made


def denied(facts: Iterable[Fact], asked: Iterable[str], *, besides: str) -> frozenset[str]:
    """Return the stems of what facts say there is not, or not enough of: a question on just that would know better.

    A word that many of the questions `asked` have says nothing, nor do those `besides`, such as the subject's own. What runs on one
    card is not asked about many devices.
    """
    told = [f.text for f in facts if f.type == "limit" or (f.type == "choice" and _AGAINST.search(f.text))]
    found = {
        s
        for text in told
        for w in words(text)
        if len(w) > _SHORT and w.isalpha() and w not in SMALL_INSIDE
        for s in stems(w)
    }
    found -= {*stems(besides)}
    if not found:
        return frozenset()
    texts = [found.intersection(stems(text)) for text in asked]
    rare = frozenset(s for s in found if sum(s in text for text in texts) <= RARE * len(texts))
    return rare.union(stems("machine device") if any(map(_ONE_MACHINE.search, told)) else ())
