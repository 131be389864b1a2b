"""The engines: each, while it is open, takes how a worker is made and an iterable of tasks, and yields what becomes of them, in any order.

How a worker is made, a task, and its answer can be pickled; a task may be done twice, and what it writes is the same each time: so an engine
may try again. Processes are started once and serve one kind of worker after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import islice
from typing import Any, TypeVar

from qbank.errors import QbankError

Task = TypeVar("Task")
Running = TypeVar("Running")
Worker = Callable[[Any], Any]
Run = Callable[[Callable[[], Worker], Iterable[Any]], Iterator[Any]]
"""Does the tasks by such workers, and yields their answers."""
Engine = AbstractContextManager[Run]

_WAITING = 4
"""Tasks a worker that a pool is handed at once: enough to keep it busy, few enough to keep memory flat."""


@contextmanager
def local(*, jobs: int) -> Iterator[Run]:
    """Give what does tasks in so many processes of this machine; with one, in this one. QbankError if one of them is killed."""
    from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    if jobs == 1:
        yield lambda make, tasks: map(make(), tasks)
        return
    # A fresh process each: a fork would copy the locks of threads that libraries have started.
    with ProcessPoolExecutor(jobs, get_context("spawn"), initializer=_end_with_parent) as pool:

        def run(make: Callable[[], Worker], tasks: Iterable[Any]) -> Iterator[Any]:
            return _answers(
                lambda task: pool.submit(_do, make, task),
                lambda running: wait(running, return_when=FIRST_COMPLETED).done,
                lambda done: done.result(),
                tasks,
                jobs * _WAITING,
            )

        try:
            yield run
        except BrokenProcessPool as error:
            raise QbankError(
                "a worker was killed, most likely for want of memory",
                hint="build again with fewer --jobs: what is done stays done",
            ) from error
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _answers(
    begin: Callable[[Task], Running],
    first: Callable[[Collection[Running]], Iterable[Running]],
    answer: Callable[[Running], Any],
    tasks: Iterable[Task],
    most: int,
) -> Iterator[Any]:
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
    import os
    from multiprocessing import parent_process
    from threading import Thread

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
        raise QbankError(
            "the engine ray is not installed", hint="pip install 'qbank[archive-ray]', or --engine local"
        ) from error
    if not cluster.is_initialized():
        _join(cluster, jobs, address)
    do = cluster.remote(num_cpus=1, max_retries=-1)(_do)

    def run(make: Callable[[], Worker], tasks: Iterable[Any]) -> Iterator[Any]:
        return _answers(
            lambda task: do.remote(make, task), lambda running: cluster.wait(list(running))[0], cluster.get, tasks, jobs,
        )  # fmt: skip

    yield run


def _join(cluster: Any, jobs: int, address: str | None) -> None:  # noqa: ANN401 (Ray itself)
    import logging

    try:
        cluster.init(
            address=address, num_cpus=None if address else jobs, include_dashboard=False, logging_level=logging.WARNING, log_to_driver=False
        )  # fmt: skip
    except Exception as error:  # Ray raises nothing narrower
        where = f"at {address} " if address else ""
        raise QbankError(
            f"Ray {where}does not answer: {error}",
            hint="see `ray status`; a machine that is very busy may need another try",
        ) from error
