"""What a bank covers and what it lacks, in figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from qbank.model import Bank, Episode, Item
from qbank.outline.history import is_own, worn_out
from qbank.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Counts over a bank: questions by category, by subject and by kind of subject; templates by use."""

    episodes: int
    questions: int
    templates: int
    by_category: Mapping[str, int]
    by_technology: Mapping[str, Mapping[str, int]]
    by_kind: Mapping[str, Mapping[str, int]]
    missing: Mapping[str, tuple[str, ...]]
    worn_out: tuple[str, ...]
    never_asked: tuple[str, ...]
    rituals: Mapping[str, int]
    to_review: int


def coverage(bank: Bank) -> Coverage:
    """Count what the bank holds. `missing` names, by subject, the categories in which nothing was asked."""
    rituals = {place.template for place in bank.show.rituals}
    asked = [(e, i) for e in bank.episodes for i in e.items if i.kind == "question"]
    by_technology = _crossed(asked, lambda e: e.technology or ", ".join(e.guests))
    used = Counter(i.template for _, i in asked)
    return Coverage(
        episodes=len(bank.episodes), questions=len(asked), templates=len(bank.templates),
        by_category={c.id: sum(i.category == c.id for _, i in asked) for c in bank.categories},
        by_technology=by_technology,
        by_kind=_crossed(asked, lambda e: e.kind or "not known"),
        missing={
            name: tuple(c.id for c in bank.categories if not counts.get(c.id)) for name, counts in by_technology.items()
        },
        worn_out=tuple(sorted(worn_out(bank, (e for e in bank.episodes if is_own(bank, e))) - rituals)),
        never_asked=tuple(t.id for t in sorted(bank.templates, key=lambda t: t.id) if not used[t.id]),
        rituals={ritual: used[ritual] for ritual in sorted(rituals)},
        to_review=sum(doubtful(i) for e in bank.episodes for i in e.items),
    )  # fmt: skip


def doubtful(item: Item) -> bool:
    """Say whether a person should look at an item: nobody has, and its template is a guess or it is cut off."""
    return item.by is None and (item.match == "review" or item.kind == "fragment")


def _crossed(
    asked: Iterable[tuple[Episode, Item]], name_of: Callable[[Episode], str]
) -> dict[str, dict[str, int]]:
    made: dict[str, Counter[str]] = {}
    for episode, item in asked:
        made.setdefault(name_of(episode), Counter())[item.category or "none"] += 1
    return {name: dict(sorted(made[name].items())) for name in sorted(made)}
