"""Sources -> archive: shards are read and normalized, wordings counted over all of them, and indexed; every step by an engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field
from functools import lru_cache, partial
from hashlib import sha256
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from qbank.archive import store
from qbank.archive.engines import Engine
from qbank.archive.reduce import SPREAD, Counting, count_wordings, groups_of, part_name, spread
from qbank.archive.rows import rows, version
from qbank.archive.schema import TABLES
from qbank.archive.sources import Document, Listing, Shard, read, shards
from qbank.lazy import dataclass

if TYPE_CHECKING:
    from qbank.model import Bank
    from qbank.normalize.normalizer import Normalizer

_PARTITION = 100_000
"""Questions that are counted together: what a worker holds in memory."""
_LOOKING_AHEAD = 64 << 20
"""Bytes that the list of shards may take before all of it is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What became of a shard: its name, its rows, and whether it had been done before."""

    name: str
    episodes: int
    items: int
    problems: int
    known: bool = False


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


@dataclass(frozen=True, slots=True)
class MakeReader:
    """Makes a worker that reads shards: with a bank's words, and the sentence model if it is wanted."""

    bank: Bank
    folder: str
    version: str
    model: bool = False

    def __call__(self) -> Callable[[Shard], Done]:
        """Return what reads, normalizes and writes one shard; its normalizer is made when something is new to it."""
        return partial(_one, normalizer=lru_cache(self.normalizer), folder=self.folder, version=self.version)

    def normalizer(self) -> Normalizer:
        """Make the normalizer; that takes seconds, unless what the shipped wordings teach is kept on this machine."""
        from qbank.bank.place import user_caches
        from qbank.normalize import meaning
        from qbank.normalize.normalizer import Normalizer
        from qbank.normalize.taught import Files

        keep = Files(shipped=user_caches() / "taught", own=user_caches() / "archive-read")
        return Normalizer(self.bank, meaning.load(self.bank, None, None) if self.model else None, keep=keep)


def _one(shard: Shard, *, normalizer: Callable[[], Normalizer], folder: str, version: str) -> Done:
    """Read, normalize and write a shard, unless that was done: its files are named by what they are made of."""
    documents = list(read(shard))
    name = digest(documents, version)
    if (known := _known(folder, name)) is not None:
        return known
    made = rows(documents, normalizer())
    del documents
    store.write(store.path_of(folder, "items", name), "items", made.items)
    if made.problems:
        store.write(store.path_of(folder, "problems", name), "problems", made.problems)
    # Last: a shard whose episodes are there is done.
    store.write(store.path_of(folder, "episodes", name), "episodes", made.episodes)
    return Done(name=name, episodes=len(made.episodes), items=len(made.items), problems=len(made.problems))


def digest(documents: Iterable[Document], version: str) -> str:
    """Return the name of a shard's files: what they are made of, and by which normalizer."""
    made = sha256(version.encode())
    for document in documents:
        told = repr((document.source, sorted(document.beside.items()), document.problem, len(document.data)))
        made.update(told.encode(errors="replace"))
        made.update(document.data)
    return made.hexdigest()[:24]


def _known(folder: str, name: str) -> Done | None:
    episodes = store.count(folder, "episodes", name)
    if episodes is None:
        return None
    items, problems = (store.count(folder, table, name) or 0 for table in ("items", "problems"))
    return Done(name=name, episodes=episodes, items=items, problems=problems, known=True)


def build(
    sources: Sequence[str], folder: str, bank: Bank, engine: Engine, tell: Tell, *, column: str = "",
    model: bool = False, add: bool = False,
) -> Built:  # fmt: skip
    """Build, or go on with, the archive of the sources; what came from other sources goes, unless it is to `add` to them.

    SourceError if a source is not there.
    """
    listing, built = Listing(), Built()
    store.sweep(folder, (*TABLES, "wordings", SPREAD))
    make = MakeReader(bank, folder, version() + ("+model" if model else ""), model)
    todo = shards(sources, column, listing)
    ahead = _ahead(todo)
    if ahead.whole:
        built.total = len(ahead.shards)
    for done in engine(make, chain(ahead.shards, todo)):
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
            stale = store.names(folder, table) - built.names
            built.removed += len(stale) * (table == "episodes")
            store.delete(folder, table, stale)
    if store.names(folder, "episodes"):
        tell("spreading", built)
        _count(folder, engine, built, tell)
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
    store.write(store.path_of(folder, "problems", name), "problems", made)
    built.names.add(name)
    built.problems += len(made)


def _count(folder: str, engine: Engine, built: Built, tell: Tell) -> None:
    """Count the wordings of all shards, part by part; parts that are no longer there go."""
    from qbank.archive.index import join

    shards_ = sorted(store.names(folder, "items"))
    items = sum(store.count(folder, "items", name) or 0 for name in shards_)
    parts = 1 << max(0, (items - 1) // _PARTITION).bit_length()
    counting = Counting(folder, parts)
    store.delete(folder, SPREAD, store.names(folder, SPREAD))
    # Such a worker needs nothing made in advance: to make it is to say where the questions lie.
    for _ in engine(partial(partial, spread, counting), groups_of(shards_)):
        tell("spreading", built)
    tell("counting", built)
    for wordings in engine(partial(partial, count_wordings, counting), range(parts)):
        built.wordings += wordings
        tell("counting", built)
    store.delete(folder, SPREAD, store.names(folder, SPREAD))
    names = [part_name(n) for n in range(parts)]
    store.delete(folder, "wordings", store.names(folder, "wordings").difference(names))
    join(folder, names)
