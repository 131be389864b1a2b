"""The optional extra in a search: items that mean the same stand beside those that say the same, by reciprocal rank."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tantivy import Query

from qbank.search.semantic import Shelf

if TYPE_CHECKING:
    from tantivy import DocAddress, Searcher

    from qbank.search.rows import Shown
    from qbank.search.semantic.model import Vectors

_DAMPING = 20
"""Added to every rank: the first places count more than the next, but not by much."""
_WEIGHT = 0.6
"""What a place in the list by meaning counts beside the same place in the list by words."""
_NEAREST = 50
"""So many items at most are found by their meaning."""
_LEAST = 0.2
"""Texts less close than this do not mean the same."""


class Fused(NamedTuple):
    """An item with its place in the joined list: how close in meaning it is (None if it is not), and whether words found it."""

    score: float
    address: DocAddress
    closeness: float | None
    said: bool


class Meaning:
    """The vectors of all items of an index, in the order of its documents."""

    def __init__(self, items: Searcher, shown: Shown, shelf: Shelf) -> None:
        self._items, self._shelf = items, shelf
        everything = items.search(Query.all_query(), max(items.num_docs, 1), count=False).hits
        self._addresses = [address for _, address in everything]
        self._rows: Vectors = shelf.vectors([shown.text(row) for row in shown.rows(self._addresses)])

    def fused(
        self, text: str, by_words: list[tuple[float, DocAddress]], allowed: Query | None
    ) -> list[Fused]:
        """Return what words found, best first, joined with what means the same as the text; equal ones in the index's order.

        `by_words` holds every item that words found, `allowed` finds those that may be in the answer at all (None: all).
        """
        near = self._near(text, allowed)
        places: dict[tuple[int, int], Fused] = {}
        for rank, (_, address) in enumerate(by_words, start=1):
            key = (address.segment_ord, address.doc)
            places[key] = Fused(1 / (_DAMPING + rank), address, None, said=True)
        for rank, (closeness, address) in enumerate(near, start=1):
            key = (address.segment_ord, address.doc)
            before = places.get(key, Fused(0.0, address, None, said=False))
            places[key] = before._replace(
                score=before.score + _WEIGHT / (_DAMPING + rank), closeness=closeness
            )
        whole = (1 + _WEIGHT) / (_DAMPING + 1)
        ranked = sorted(places.items(), key=lambda place: (-place[1].score, place[0]))
        return [found._replace(score=found.score / whole) for _, found in ranked]

    def _near(self, text: str, allowed: Query | None) -> list[tuple[float, DocAddress]]:
        (wanted,) = self._shelf.vectors([text])
        closeness = (self._rows @ wanted).tolist()
        may = None
        if allowed is not None:
            hits = self._items.search(allowed, max(len(closeness), 1), count=False).hits
            may = {(address.segment_ord, address.doc) for _, address in hits}
        found = [
            (close, at)
            for at, close in enumerate(closeness)
            if close >= _LEAST
            and (may is None or (self._addresses[at].segment_ord, self._addresses[at].doc) in may)
        ]
        found.sort(key=lambda pair: (-pair[0], pair[1]))
        return [(close, self._addresses[at]) for close, at in found[:_NEAREST]]
