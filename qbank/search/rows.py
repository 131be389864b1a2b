"""What an answer shows of an item: kept in a row an item and a row an episode, in the order in which they were indexed."""

from __future__ import annotations

import json
import mmap
import os
import struct
import sys
from collections.abc import Iterable, Sequence
from functools import lru_cache, partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from qbank.search.answer import Hit, Source

if TYPE_CHECKING:
    from tantivy import DocAddress, Searcher

    from qbank.model import Episode, Item
    from qbank.search.answer import Evidence


_NUMBER = struct.Struct("<Q")
_SPAN = struct.Struct("<QQ")


class Lines:
    """Lines written one after the other, then the place where each ends, then how many there are."""

    def __init__(self, data: bytes | mmap.mmap) -> None:
        """Take what `write` wrote. ValueError: it is something else."""
        if len(data) < _SPAN.size:
            raise ValueError("no lines are kept here")
        (count,) = _NUMBER.unpack_from(data, len(data) - _NUMBER.size)
        self._data, self._count = data, int(count)
        self._places = len(data) - (count + 2) * _NUMBER.size
        if self._places < 0:
            raise ValueError("the lines that were kept here are cut short")

    def __len__(self) -> int:
        """Return how many lines there are."""
        return self._count

    def line(self, n: int) -> bytes:
        """Return line n, the first being 0."""
        start, end = _SPAN.unpack_from(self._data, self._places + 8 * n)
        return self._data[start:end]


def write(lines: Iterable[bytes], path: Path | None = None) -> Lines:
    """Keep these lines in this file, or in memory."""
    if path is None:
        kept = BytesIO()
        _write(lines, kept)
        return Lines(kept.getvalue())
    with path.open("wb") as file:
        _write(lines, file)
        file.flush()
        os.fsync(file.fileno())
    return opened(path)


def opened(path: str | Path) -> Lines:
    """Return the lines that are kept in this file; ValueError or OSError when they cannot be read."""
    with open(path, "rb") as file:  # noqa: PTH123 (text or a Path)
        return Lines(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


def _write(lines: Iterable[bytes], file: BinaryIO) -> None:
    from array import array  # here, since a search that only reads takes hardly longer than this import

    at = 0
    places = array("Q", [at])
    for line in lines:
        at += file.write(line)
        places.append(at)
    if sys.byteorder == "big":
        places.byteswap()
    file.write(places.tobytes())
    file.write(_NUMBER.pack(len(places) - 1))


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
        self._searcher, self._items, self._labels = searcher, items, labels
        self._episode = lru_cache(_EPISODES)(partial(_episode, episodes))

    def hits(self, found: list[tuple[float, DocAddress]], reasons: Iterable[Evidence]) -> tuple[Hit, ...]:
        """Return items that were found with their scores as hits, each with its reason."""
        line, episode, label = self._items.line, self._episode, self._labels
        rows = self.rows([address for _, address in found])
        hits = []
        for row, (score, _), evidence in zip(rows, found, reasons, strict=False):
            kept = line(row)
            n, at, kind, category, template = _HEAD.unpack_from(kept)
            source, guests, technology = episode(at)
            text = str(kept[_HEAD.size :], "utf-8")
            # As tuples, past the constructor of named tuples: twenty hits are most of a quick search.
            hits.append((f"{source[0]}/{n}", score, text, label[kind], source, guests, technology,
                         label[category], label[template], evidence))  # fmt: skip
        return tuple([_tuple(Hit, hit) for hit in hits])

    def rows(self, addresses: list[DocAddress]) -> Sequence[int]:
        """Return the numbers of the rows of items at these addresses."""
        if self._searcher.num_segments == 1:
            return [address.doc for address in addresses]
        return self._searcher.fast_field_values("row", addresses)  # type: ignore[return-value]

    def text(self, row: int) -> str:
        """Return an item's text."""
        return self._items.line(row)[_HEAD.size :].decode()


def _episode(episodes: Lines, at: int) -> tuple[Source, tuple[str, ...], str | None]:
    source, technology, guests = json.loads(episodes.line(at))
    return Source(*source), tuple(guests), technology
