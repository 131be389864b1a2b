"""Questions of all shards -> wordings, each counted once over every show: spread by what is asked, then counted part by part.

What is a phrasing of a known template counts as that template. Other questions count by their frame, names taken out, and a frame that is
much like one more often asked (the normalizer's own measure for "the same") counts with it.
"""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import field
from functools import lru_cache
from hashlib import sha256
from typing import Any

from qbank.archive import index, store
from qbank.archive.sources import opened
from qbank.lazy import dataclass
from qbank.normalize.grouping import AS_TAUGHT, likeness, telling
from qbank.normalize.wording_frame import stems

SOME = 20
"""So many names of shows and guests stand in a wording's row; the counts are of all."""
_NEIGHBOURS = 64
"""So many frames, those asked most, a frame is compared with."""
GROUP = 32
"""Shards that are spread together."""
_ROWS = 8192
"""Questions that are decoded at once: a few megabytes."""
_COLUMNS = ("text", "pattern", "frame", "category", "template", "show", "episode", "date", "guests")


@dataclass(frozen=True, slots=True)
class Counting:
    """Where the questions lie that are spread over parts, by what they ask, and how many parts there are."""

    folder: str
    parts: int


def part_name(part: int) -> str:
    """Return the name of a part's file of wordings, and of its index."""
    return f"part-{part:05}"


def groups_of(shards: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield the names of shards in groups that are spread together."""
    for start in range(0, len(shards), GROUP):
        yield tuple(shards[start : start + GROUP])


def spread(counting: Counting, shards: tuple[str, ...]) -> int:
    """Write the questions of some shards, sorted by part, into one file; return how many there are."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    tables = []
    for name in shards:
        system, path = opened(store.path_of(counting.folder, "items", name))
        with system.open_input_file(path) as file:
            table = pq.read_table(file, columns=["kind", *_COLUMNS], use_threads=False)
        tables.append(
            table.filter(pc.and_(pc.equal(table["kind"], "question"), pc.is_valid(table["frame"]))).drop(
                ["kind"]
            )
        )
    made = pa.concat_tables(tables)
    parts = [
        _part(f, t, counting.parts)
        for f, t in zip(made["frame"].to_pylist(), made["template"].to_pylist(), strict=True)
    ]
    made = made.append_column("part", pa.array(parts, pa.int32())).sort_by([("part", "ascending")])
    name = sha256("\n".join(shards).encode()).hexdigest()[:24]
    store.write_table(store.path_of(counting.folder, SPREAD, name), made, rows=_ROWS)
    return int(made.num_rows)


SPREAD = "spread"
"""The folder of what is spread; it goes when all is counted."""


def _part(frame: str, template: str | None, parts: int) -> int:
    return zlib.crc32((template or longest(frame)).encode()) % parts


@lru_cache(maxsize=65_536)
def longest(frame: str) -> str:
    """Return the longest of the stems that tell what a frame asks: frames that are much alike have it in common."""
    return max(telling(stems(frame)) or stems(frame) or (frame,), key=lambda stem: (len(stem), stem))


@dataclass(slots=True)
class _Group:
    """All that asks one thing."""

    frame: str
    template: str | None
    texts: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    patterns: dict[str, str | None] = field(default_factory=dict)
    categories: Counter[str] = field(default_factory=Counter)
    shows: set[str] = field(default_factory=set)
    guests: set[str] = field(default_factory=set)
    episodes: set[str] = field(default_factory=set)
    dates: set[str] = field(default_factory=set)

    def take(self, row: dict[str, Any]) -> None:
        """Count one question."""
        self.texts[row["text"]].add(row["episode"])
        self.patterns.setdefault(row["text"], row["pattern"])
        if row["category"]:
            self.categories[row["category"]] += 1
        if row["show"]:
            self.shows.add(row["show"])
        self.guests.update(row["guests"] or ())
        self.episodes.add(row["episode"])
        if row["date"]:
            self.dates = (
                {min(*self.dates, row["date"]), max(*self.dates, row["date"])}
                if self.dates
                else {row["date"]}
            )

    def join(self, other: _Group) -> None:
        """Count what asks the same with this."""
        for text, episodes in other.texts.items():
            self.texts[text] |= episodes
            self.patterns.setdefault(text, other.patterns[text])
        self.categories.update(other.categories)
        self.shows |= other.shows
        self.guests |= other.guests
        self.episodes |= other.episodes
        if dates := self.dates | other.dates:
            self.dates = {min(dates), max(dates)}

    def row(self) -> dict[str, Any]:
        """Return the wording's row; its text is the one that most episodes have."""
        text = min(self.texts, key=lambda t: (-len(self.texts[t]), len(t), t))
        category = min(self.categories, key=lambda c: (-self.categories[c], c)) if self.categories else None
        return {
            "wording": sha256((self.template or self.frame).encode()).hexdigest()[:16], "text": text, "pattern": self.patterns[text], "frame": self.frame,
            "category": category, "template": self.template, "shows": len(self.shows), "times": len(self.episodes), "phrasings": len(self.texts),
            "first": min(self.dates, default=None), "last": max(self.dates, default=None), "some_shows": sorted(self.shows)[:SOME],
            "some_guests": sorted(self.guests)[:SOME],
        }  # fmt: skip


def count_wordings(counting: Counting, part: int) -> int:
    """Count the wordings of one part, write them, and index them; return how many there are."""
    import pyarrow.compute as pc
    import pyarrow.dataset as ds

    system, _ = opened(counting.folder)
    paths = [
        opened(store.path_of(counting.folder, SPREAD, n))[1]
        for n in sorted(store.names(counting.folder, SPREAD))
    ]
    held = ds.dataset(paths, filesystem=system, format="parquet")
    groups: dict[tuple[str, str], _Group] = {}
    # A scanner reads far ahead of whoever takes its rows, and by threads, unless it is told not to.
    slowly = {"batch_size": _ROWS, "batch_readahead": 0, "fragment_readahead": 1, "use_threads": False}
    for batch in held.to_batches(filter=pc.field("part") == part, columns=[*_COLUMNS], **slowly):
        for row in batch.to_pylist():
            key = ("template", row["template"]) if row["template"] else ("frame", row["frame"])
            group = groups.setdefault(key, _Group(row["frame"], row["template"]))
            group.frame = min(group.frame, row["frame"])
            group.take(row)
    made = sorted(
        (g.row() for g in _joined(list(groups.values()))),
        key=lambda r: (-r["shows"], -r["times"], r["frame"], r["text"]),
    )
    name = part_name(part)
    store.write(store.path_of(counting.folder, "wordings", name), "wordings", made)
    index.write_part(counting.folder, name, made)
    return len(made)


def _joined(groups: list[_Group]) -> list[_Group]:
    """Return the groups with those joined that are much like one that is asked more."""
    made = [g for g in groups if g.template]
    leaders: dict[str, list[tuple[frozenset[str], _Group]]] = defaultdict(list)
    for group in sorted((g for g in groups if not g.template), key=lambda g: (-len(g.episodes), g.frame)):
        words, near = frozenset(stems(group.frame)), leaders[longest(group.frame)]
        same = next((leader for known, leader in near if likeness(words, known) >= AS_TAUGHT), None)
        if same is not None:
            same.join(group)
        else:
            made.append(group)
            if len(near) < _NEIGHBOURS:
                near.append((words, group))
    return made
