"""Sources -> archive: shards are read and normalized, wordings counted over all of them, and indexed; every step by an engine.

An engine, while it is open, takes how a worker is made and an iterable of tasks, and yields what becomes of them, in any order. How a worker
is made, a task, and its answer can be pickled; a task may be done twice, and what it writes is the same each time: so an engine may try
again. Processes are started once and serve one kind of worker after the other.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import field
from functools import partial
from hashlib import sha256
from itertools import chain, islice
from threading import Thread
from typing import Any

from qbank.archive import tables
from qbank.archive.sources import Listing, Shard, shards
from qbank.archive.tables import SPREAD, TABLES, MakeReader, version
from qbank.archive.wordings import count_wordings, groups_of, join, part_name, parts_for, spread
from qbank.errors import QbankError
from qbank.lazy import dataclass

Worker = Callable[[Any], Any]
Run = Callable[[Callable[[], Worker], Iterable[Any]], Iterator[Any]]
"""Does the tasks by such workers, and yields their answers."""
Engine = AbstractContextManager[Run]

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
    ahead, whole = _ahead(todo)
    if whole:
        built.total = len(ahead)
    make = MakeReader(folder, version() + "+model" * model, model)
    with engine as run:
        for done in run(make, chain(ahead, todo)):
            built.names.add(done.name)
            built.shards += 1
            built.known += done.known
            built.episodes += done.episodes
            built.items += done.items
            built.problems += done.problems
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


def _ahead(todo: Iterator[Shard]) -> tuple[list[Shard], bool]:
    """List shards in advance, as far as memory allows, and say whether they are all: then it is known how many there are."""
    made: list[Shard] = []
    size = 0
    for shard in todo:
        made.append(shard)
        size += 1000 + sum(300 + len(piece.data) for piece in shard)
        if size > _LOOKING_AHEAD:
            return made, False
    return made, True


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
    parts = parts_for(sum(tables.count(folder, "items", name) or 0 for name in held))
    tables.delete(folder, SPREAD, tables.names(folder, SPREAD))
    # Such a worker needs nothing made in advance: to make it is to say where the questions lie.
    sizes: Counter[int] = Counter()
    for counts in run(partial(partial, spread, folder, parts), groups_of(held)):
        sizes.update(counts)
        tell("spreading", built)
    tell("counting", built)
    # The largest first: so no worker is left with it when the others have done.
    for wordings in run(
        partial(partial, count_wordings, folder), sorted(((sizes[n], n) for n in range(parts)), reverse=True)
    ):
        built.wordings += wordings
        tell("counting", built)
    tables.delete(folder, SPREAD, tables.names(folder, SPREAD))
    names = [part_name(n) for n in range(parts)]
    tables.delete(folder, "wordings", tables.names(folder, "wordings").difference(names))
    join(folder, names)


# ---- the engines

_WAITING = 4
"""Tasks a worker that a pool is handed at once: enough to keep it busy, few enough to keep memory flat."""


@contextmanager
def local(*, jobs: int) -> Iterator[Run]:
    """Give what does tasks in so many processes of this machine; with one, in this one. QbankError if one of them is killed."""
    from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    if jobs == 1:
        yield lambda make, tasks: map(make(), tasks)
        return
    # A fresh process each: a fork would copy the locks of threads that libraries have started.
    with ProcessPoolExecutor(jobs, get_context("spawn"), initializer=_end_with_parent) as pool:

        def run(make: Callable[[], Worker], tasks: Iterable[Any]) -> Iterator[Any]:
            def begin(task: Any) -> Future[Any]:  # noqa: ANN401 (whatever the tasks are)
                return pool.submit(_do, make, task)

            first = partial(wait, return_when=FIRST_COMPLETED)
            return _answers(begin, lambda running: first(running).done, Future.result, tasks, jobs * _WAITING)

        try:
            yield run
        except BrokenProcessPool as error:
            hint = "build again with fewer --jobs: what is done stays done"
            raise QbankError("a worker was killed, most likely for want of memory", hint=hint) from error
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _answers(begin: Worker, first: Worker, answer: Worker, tasks: Iterable[Any], most: int) -> Iterator[Any]:
    """Yield the answers as they come, so many tasks running at most; `first` waits for some that are done."""
    todo = iter(tasks)
    running = {begin(task) for task in islice(todo, most)}
    while running:
        for one in first(running):
            running.discard(one)
            running.update(begin(task) for task in islice(todo, 1))
            yield answer(one)


def _end_with_parent() -> None:
    """Let this process end when the one that started it is gone, however that came: else it would wait for tasks forever."""
    from multiprocessing import parent_process

    parent = parent_process()
    assert parent is not None

    def wait() -> None:
        parent.join()
        os._exit(1)  # pragma: no cover (nothing that was measured outlives this)

    Thread(target=wait, daemon=True).start()


_worker: dict[str, Worker] = {}
"""The worker of this process, by how it was made: there is one at a time."""


def _do(make: Callable[[], Worker], task: Any) -> Any:  # noqa: ANN401 (whatever the tasks are)
    """Do a task in some process: a worker is made there when it has its first task of a kind."""
    kind = repr(make)
    if kind not in _worker:
        _worker.clear()
        _worker[kind] = make()
    return _worker[kind](task)


@contextmanager
def ray(*, jobs: int, address: str | None = None) -> Iterator[Run]:
    """Give what does tasks with Ray, so many at once, on the cluster at the address, else on a new one on this machine.

    Ray does again what was lost with a machine; machines may come while it runs. A new cluster stays for the next call, to the end of
    the process. QbankError if Ray is not installed or does not answer.
    """
    try:
        import ray as cluster
    except ImportError as error:
        hint = "pip install 'qbank[archive-ray]', or --engine local"
        raise QbankError("the engine ray is not installed", hint=hint) from error
    if not cluster.is_initialized():
        _join(cluster, jobs, address)
    do = cluster.remote(num_cpus=1, max_retries=-1)(_do)

    def run(make: Callable[[], Worker], tasks: Iterable[Any]) -> Iterator[Any]:
        return _answers(
            partial(do.remote, make), lambda running: cluster.wait(list(running))[0], cluster.get, tasks, jobs
        )

    yield run


def _join(cluster: Any, jobs: int, address: str | None) -> None:  # noqa: ANN401 (Ray itself)
    import logging

    try:
        cluster.init(
            address=address, num_cpus=None if address else jobs, include_dashboard=False, logging_level=logging.WARNING, log_to_driver=False
        )  # fmt: skip
    except Exception as error:  # Ray raises nothing narrower
        where = f"at {address} " if address else ""
        hint = "see `ray status`; a machine that is very busy may need another try"
        raise QbankError(f"Ray {where}does not answer: {error}", hint=hint) from error
