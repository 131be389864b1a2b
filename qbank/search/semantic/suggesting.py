"""What a doubtful item may be: the templates nearest in meaning, and the category that most of them are of."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from qbank.search.semantic.model import Vectors
from qbank.search.semantic.shelf import Shelf

if TYPE_CHECKING:
    from qbank.model import Bank, Item

_SLOT = re.compile(r"\{\{ ([a-z]+)[^}]*\}\}|\{[{%].*?[%}]\}")
_LEAST = 0.35
"""Texts less close than this have nothing to do with each other."""
_VOTES, _SHARPNESS = 10, 8
"""So many wordings vote for a category, each with its closeness to this power."""


class Likeness(NamedTuple):
    """A template and how close in meaning its nearest wording is: 1 is the same."""

    template: str
    category: str
    closeness: float


class Suggestion(NamedTuple):
    """What an item may be: templates, nearest first, and the category most of the nearest wordings are of."""

    templates: tuple[Likeness, ...] = ()
    category: str | None = None


def suggest(
    bank: Bank, items: Sequence[Item], *, limit: int = 3, shelf: Shelf | None = None
) -> list[Suggestion]:
    """Return a suggestion for each item, in their order; one that is like nothing in the bank gets an empty one.

    An item's own wording does not speak for the template it has now. `shelf` keeps the vectors from one run to the next.
    Raises ModelMissingError when the extra is not installed.
    """
    wordings = list(_wordings(bank))
    asked = [plain(item.pattern or item.text) for item in items]
    rows = (shelf or Shelf()).vectors([text for text, _, _ in wordings] + asked)
    known, wanted = rows[: len(wordings)], rows[len(wordings) :]
    own = ((text, item.template) for text, item in zip(asked, items, strict=True))
    return [
        _suggested(wordings, known @ vector, said, limit) for said, vector in zip(own, wanted, strict=True)
    ]


def plain(pattern: str) -> str:
    """Return a pattern as the model reads it: the subject is "it", any other slot the word for what stands in it."""
    return _SLOT.sub(lambda slot: "it" if slot[1] in (None, "technology") else slot[1], pattern)


def _wordings(bank: Bank) -> Iterable[tuple[str, str, str]]:
    """Yield every wording of the bank's templates once: the text, the template, its category."""
    found: dict[tuple[str, str], str] = {}
    for template in bank.templates:
        for text in (template.text, *template.phrasings):
            found.setdefault((plain(text), template.id), template.category)
    categories = {template.id: template.category for template in bank.templates}
    for episode in bank.episodes:
        for item in episode.items:
            if item.template in categories and item.match != "review" and item.pattern:
                found.setdefault(
                    (plain(item.pattern), item.template), item.category or categories[item.template]
                )
    return ((text, template, category) for (text, template), category in found.items())


def _suggested(
    wordings: list[tuple[str, str, str]], closeness: Vectors, own: tuple[str, str | None], limit: int
) -> Suggestion:
    ranked = sorted(
        (-float(close), template, category)
        for close, (text, template, category) in zip(closeness, wordings, strict=True)
        if close >= _LEAST and (text, template) != own
    )
    nearest: dict[str, Likeness] = {}
    for close, template, category in ranked:
        nearest.setdefault(template, Likeness(template, category, round(-close, 3)))
    votes: dict[str, float] = defaultdict(float)
    for close, _, category in ranked[:_VOTES]:
        votes[category] += (-close) ** _SHARPNESS
    voted = min(votes, key=lambda name: (-votes[name], name), default=None)
    return Suggestion(tuple(nearest.values())[:limit], voted)
