"""Sources -> archive: shards are read and normalized, wordings counted over all of them, and indexed; every step by an engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import field
from functools import partial
from hashlib import sha256
from itertools import chain
from typing import NamedTuple

from qbank.archive import tables
from qbank.archive.engines import Engine, Run
from qbank.archive.rows import MakeReader, version
from qbank.archive.sources import Listing, Shard, shards
from qbank.archive.tables import SPREAD, TABLES
from qbank.archive.wordings import count_wordings, counting_of, groups_of, join, part_name, spread
from qbank.lazy import dataclass

_LOOKING_AHEAD = 64 << 20
"""Bytes that the list of shards may take before all of it is known."""


@dataclass(slots=True)
class Built:
    """What a build did, in sums."""

    episodes: int = 0
    items: int = 0
    problems: int = 0
    shards: int = 0
    known: int = 0
    wordings: int = 0
    removed: int = 0
    passed_over: int = 0
    documents: int = 0
    total: int | None = None
    """Shards to do, once that is known."""
    names: set[str] = field(default_factory=set)


Tell = Callable[[str, Built], object]
"""Is told what is being done and how far it is, now and then."""


def build(
    sources: Sequence[str], folder: str, engine: Engine, tell: Tell, *, column: str = "", model: bool = False, add: bool = False
) -> Built:  # fmt: skip
    """Build, or go on with, the archive of the sources; what came from other sources goes, unless it is to `add` to them.

    SourceError if a source is not there.
    """
    listing, built = Listing(), Built()
    tables.sweep(folder, (*TABLES, "wordings", SPREAD))
    todo = shards(sources, column, listing)
    ahead = _ahead(todo)
    if ahead.whole:
        built.total = len(ahead.shards)
    make = MakeReader(folder, version() + "+model" * model, model)
    with engine as run:
        for done in run(make, chain(ahead.shards, todo)):
            built.names.add(done.name)
            built.shards, built.known = built.shards + 1, built.known + done.known
            built.episodes, built.items, built.problems = (
                built.episodes + done.episodes, built.items + done.items, built.problems + done.problems,
            )  # fmt: skip
            built.passed_over, built.documents = listing.passed_over, listing.documents
            tell("reading", built)
        _listed(folder, listing, built)
        if not add:
            for table in TABLES:
                stale = tables.names(folder, table) - built.names
                built.removed += len(stale) * (table == "episodes")
                tables.delete(folder, table, stale)
        if tables.names(folder, "episodes"):
            tell("spreading", built)
            _count(folder, run, built, tell)
    return built


class _Ahead(NamedTuple):
    """The first shards, and whether they are all."""

    shards: list[Shard]
    whole: bool


def _ahead(todo: Iterator[Shard]) -> _Ahead:
    """List shards in advance, as far as memory allows: then it is known how many there are."""
    made: list[Shard] = []
    size = 0
    for shard in todo:
        made.append(shard)
        size += 1000 + sum(300 + len(piece.data) for piece in shard)
        if size > _LOOKING_AHEAD:
            return _Ahead(made, whole=False)
    return _Ahead(made, whole=True)


def _listed(folder: str, listing: Listing, built: Built) -> None:
    """Write what was wrong with the sources themselves into problems."""
    if not listing.problems:
        return
    made = [{"source": s, "what": w, "hint": h} for s, w, h in sorted(listing.problems)]
    name = "sources-" + sha256(repr(made).encode()).hexdigest()[:16]
    tables.write(tables.path_of(folder, "problems", name), "problems", made)
    built.names.add(name)
    built.problems += len(made)


def _count(folder: str, run: Run, built: Built, tell: Tell) -> None:
    """Count the wordings of all shards, part by part; parts that are no longer there go."""
    held = sorted(tables.names(folder, "items"))
    counting = counting_of(folder, sum(tables.count(folder, "items", name) or 0 for name in held))
    tables.delete(folder, SPREAD, tables.names(folder, SPREAD))
    # Such a worker needs nothing made in advance: to make it is to say where the questions lie.
    sizes: Counter[int] = Counter()
    for counts in run(partial(partial, spread, counting), groups_of(held)):
        sizes.update(counts)
        tell("spreading", built)
    tell("counting", built)
    # The largest first: so no worker is left with it when the others have done.
    parts = sorted(((n, sizes[n]) for n in range(counting.parts)), key=lambda part: -part[1])
    for wordings in run(partial(partial, count_wordings, counting), parts):
        built.wordings += wordings
        tell("counting", built)
    tables.delete(folder, SPREAD, tables.names(folder, SPREAD))
    names = [part_name(n) for n in range(counting.parts)]
    tables.delete(folder, "wordings", tables.names(folder, "wordings").difference(names))
    join(folder, names)
