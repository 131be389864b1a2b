"""What an answer shows of an item: kept in a row an item and a row an episode, in the order in which they were indexed."""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from qbank.search.answer import Hit, Source

if TYPE_CHECKING:
    from tantivy import DocAddress, Searcher

    from qbank.model import Episode, Item
    from qbank.search.lines import Lines
    from qbank.search.why import Evidence

_EPISODES = 2000
"""So many episodes that were shown are remembered."""

_HEAD = struct.Struct("<qIIII")
"""What stands before an item's text: its number, its episode's place, and its kind, category and template as labels."""
_tuple: Any = tuple.__new__


class Labels(dict[str | None, int]):
    """Names that many items have in common, each with a number in the order in which they came; None is the first."""

    def __missing__(self, name: str | None) -> int:
        """Give a new name its number."""
        self[name] = len(self)
        return self[name]


def episode_row(episode: Episode) -> bytes:
    """Return what is kept of an episode."""
    source = (episode.id, episode.number, episode.title, episode.date)
    return json.dumps([source, episode.technology, episode.guests], ensure_ascii=False).encode()


def item_row(item: Item, episode: int, labels: Labels) -> bytes:
    """Return what is kept of an item; `episode` is the place of its episode among all."""
    category, template = labels[item.category or None], labels[item.template or None]
    head = _HEAD.pack(item.n, episode, labels[item.kind], category, template)
    return head + item.text.encode()


class Shown:
    """The rows of an index, made hits."""

    def __init__(self, searcher: Searcher, items: Lines, episodes: Lines, labels: Sequence[Any]) -> None:
        self._searcher, self._items, self._episodes, self._labels = searcher, items, episodes, labels
        self._episode = lru_cache(_EPISODES)(self._read)

    def hits(self, found: list[tuple[float, DocAddress]], evidence: Evidence) -> tuple[Hit, ...]:
        """Return items that were found with their scores as hits, all for the same reasons."""
        rows = self.rows([address for _, address in found])
        return tuple([self.hit(row, score, evidence) for row, (score, _) in zip(rows, found, strict=True)])

    def rows(self, addresses: list[DocAddress]) -> Sequence[int]:
        """Return the numbers of the rows of items at these addresses."""
        if self._searcher.num_segments == 1:
            return [address.doc for address in addresses]
        return self._searcher.fast_field_values("row", addresses)  # type: ignore[return-value]

    def text(self, row: int) -> str:
        """Return an item's text."""
        return self._items.line(row)[_HEAD.size :].decode()

    def hit(self, row: int, score: float, evidence: Evidence) -> Hit:
        """Return an item as a hit."""
        line, labels = self._items.line(row), self._labels
        n, at, kind, category, template = _HEAD.unpack_from(line)
        source, guests, technology = self._episode(at)
        # As a tuple, past the constructor of named tuples: twenty hits are most of a quick search.
        made = (
            f"{source[0]}/{n}",
            score,
            line[_HEAD.size :].decode(),
            labels[kind],
            source,
            guests,
            technology,
            labels[category],
            labels[template],
            evidence,
        )
        hit: Hit = _tuple(Hit, made)
        return hit

    def _read(self, at: int) -> tuple[Source, tuple[str, ...], str | None]:
        source, technology, guests = json.loads(self._episodes.line(at))
        return Source(*source), tuple(guests), technology
