"""What a doubtful item may be: the templates it is most like by its words, and by its meaning if the show wants that."""

from __future__ import annotations

from collections.abc import Sequence

from qbank import semantic
from qbank.model import Bank, Item
from qbank.normalize import Normalizer

MOST = 3
"""Templates that are named for one item."""


def likely(bank: Bank, items: Sequence[Item], shelf: semantic.Shelf | None = None) -> list[tuple[str, ...]]:
    """Return for each item, in their order, the templates it may be a phrasing of, the likeliest first, not its own.

    A show that has `semantic = true` hears the sentence model first, where that is installed; `shelf` keeps what it reads.
    """
    if not items:
        return []
    normalizer, known = Normalizer(bank), {t.id for t in bank.templates}
    by_words = [normalizer.likely(item.pattern or item.text, MOST + 1) for item in items]
    by_meaning = _by_meaning(bank, items, shelf)
    return [
        tuple(dict.fromkeys(t for t in (*meant, *said) if t in known and t != item.template))[:MOST]
        for item, meant, said in zip(items, by_meaning, by_words, strict=True)
    ]


def _by_meaning(bank: Bank, items: Sequence[Item], shelf: semantic.Shelf | None) -> list[tuple[str, ...]]:
    if not bank.show.semantic or not semantic.available():
        return [()] * len(items)
    found = semantic.suggest(bank, items, limit=MOST, shelf=shelf)
    return [tuple(one.template for one in suggestion.templates) for suggestion in found]
