"""What a person should be asked about a bank: doubts that look alike together, and the questions that teach the most.

A doubt is a question that is nearly as likely a phrasing of a template as not, or a line that is cut off. What teaches is
any question whose category is not sure, the less sure the more (uncertainty sampling: Settles, *Active Learning Literature
Survey*, 2009). Each one chosen makes those near it in meaning worth less, so that thirty answers cover the show.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from qbank.lazy import dataclass
from qbank.model import Bank, Episode, Item, Template, ref
from qbank.normalize.normalizer import Normalizer
from qbank.outline.history import is_own
from qbank.tasks.review import moved
from qbank.tasks.stats import doubtful

MOST = 3
"""Templates that are named for one item."""
LEARN_EVERY = 10
"""After so many answers everything that nobody decided is sorted again."""
_NEAR = 0.6
"""Closeness in meaning from which two questions are taken to teach about each other."""

Tell = Callable[[str], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """An item that a person should look at, with its neighbours, the template it was given, and what it may be.

    `likely` names templates, the likeliest first; `alike` the references of the doubts that look like it.
    """

    ref: str
    item: Item
    episode: Episode
    before: Item | None
    after: Item | None
    template: Template | None
    likely: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()


def doubts(bank: Bank) -> Iterator[Doubt]:
    """Yield what should be looked at, in the order of the episodes."""
    by_id = {t.id: t for t in bank.templates}
    for episode in bank.episodes:
        for at, item in enumerate(episode.items):
            if doubtful(item):
                yield _doubt(episode, at, by_id)


def _doubt(episode: Episode, at: int, by_id: dict[str, Template]) -> Doubt:
    item = episode.items[at]
    return Doubt(
        ref=ref(episode, item), item=item, episode=episode, before=episode.items[at - 1] if at else None,
        after=episode.items[at + 1] if at + 1 < len(episode.items) else None,
        template=by_id.get(item.template or ""),
    )  # fmt: skip


def grouped(bank: Bank, found: Sequence[Doubt], normalizer: Normalizer) -> list[Doubt]:
    """Return doubts with what they may be, those that look alike next to each other, the largest groups first.

    Doubts look alike when the same template is the likeliest for all of them.
    """
    known = {t.id for t in bank.templates}
    named = [
        replace(
            doubt,
            likely=tuple(
                t for t in normalizer.likely(doubt.item.pattern or doubt.item.text, MOST + 1)
                if t in known and t != doubt.item.template
            )[:MOST],
        )
        for doubt in found
    ]  # fmt: skip
    groups: dict[str, list[Doubt]] = defaultdict(list)
    for doubt in named:
        groups[doubt.likely[0] if doubt.likely else doubt.ref].append(doubt)
    ranked = sorted(groups.values(), key=len, reverse=True)
    return [replace(doubt, alike=tuple(d.ref for d in group if d is not doubt)) for group in ranked for doubt in group]


def most_telling(bank: Bank, normalizer: Normalizer, count: int) -> list[Doubt]:
    """Return the questions that teach the most, the most telling first: at most `count`, none that was decided by hand.

    Only the bank's own show is looked at; a wording that was asked twice is named once.
    """
    by_id = {t.id: t for t in bank.templates}
    places: dict[str, tuple[Episode, int]] = {}
    for episode in bank.episodes:
        for at, item in enumerate(episode.items):
            if is_own(bank, episode) and item.kind == "question" and item.by != "hand" and item.pattern:
                places.setdefault(item.pattern, (episode, at))
    patterns = list(places)
    doubted = [0.0 if found is None else 1 - found.confidence for found in normalizer.categories(patterns)]
    chosen = _spread_out(doubted, normalizer.closeness(patterns), count)
    return [_doubt(*places[patterns[at]], by_id) for at in chosen]


def _spread_out(doubted: Sequence[float], near: Callable[[int], Sequence[float]], count: int) -> list[int]:
    """Return the places of what is doubted most, each chosen one taking from the doubt about those near it."""
    left = list(doubted)
    chosen: list[int] = []
    while len(chosen) < min(count, len(left)):
        best = max(range(len(left)), key=lambda at: (round(left[at], 4), -at))
        if left[best] <= 0:
            break
        chosen.append(best)
        left = [doubt * (1 - close) if close >= _NEAR else doubt for doubt, close in zip(left, near(best), strict=True)]
        left[best] = 0.0
    return chosen


def sorted_again(bank: Bank, normalizer: Normalizer) -> Bank:
    """Return the bank with the category of every question that nobody decided, as it is after what was learned since."""
    changed = bank
    for episode in bank.episodes:
        open_ = [i for i in episode.items if i.kind == "question" and i.by is None and i.pattern and i.confidence != 1]
        found = normalizer.categories([i.pattern or "" for i in open_])
        new = {
            i.n: (s.category, () if s.sure else s.likely)
            for i, s in zip(open_, found, strict=True)
            if s is not None and i.category is not None
        }
        items = tuple(replace(i, category=new[i.n][0], likely=new[i.n][1]) if i.n in new else i for i in episode.items)
        if items != episode.items:
            kept = replace(episode, items=items)
            changed = replace(changed, episodes=tuple(kept if e.id == episode.id else e for e in changed.episodes))
            for item, old in zip(items, episode.items, strict=True):
                if item.category and item.category != old.category:
                    changed = moved(changed, item.template, item.category)
    return changed
