"""The engines: each takes how a worker is made and an iterable of tasks, and yields what becomes of them, in any order.

A task and its answer can be pickled, a task may be done twice, and what it writes is the same each time: so an engine may try again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from qbank.errors import QbankError

Task = TypeVar("Task")
Answer = TypeVar("Answer")
Running = TypeVar("Running")
Worker = Callable[[Task], Answer]
Engine = Callable[[Callable[[], "Worker[Any, Any]"], Iterable[Any]], Iterator[Any]]

_WAITING = 4
"""Tasks a worker that a pool is handed at once: enough to keep it busy, few enough to keep memory flat."""

_worker: dict[str, Worker[Any, Any]] = {}
"""The worker of this process, by what it was made for: there is one at a time."""


def local(make: Callable[[], Worker[Task, Answer]], tasks: Iterable[Task], *, jobs: int) -> Iterator[Answer]:
    """Run the tasks in so many processes of this machine; with one, in this one."""
    from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    if jobs == 1:
        work = make()
        yield from map(work, tasks)
        return
    # A fresh process each: a fork would copy the locks of threads that libraries have started.
    with ProcessPoolExecutor(jobs, get_context("spawn"), initializer=_begin, initargs=(make,)) as pool:
        try:
            yield from _answers(
                lambda task: pool.submit(_do, task),
                lambda running: wait(running, return_when=FIRST_COMPLETED).done,
                lambda done: done.result(),
                tasks,
                jobs * _WAITING,
            )
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
    answer: Callable[[Running], Answer],
    tasks: Iterable[Task],
    most: int,
) -> Iterator[Answer]:
    """Yield the answers as they come, so many tasks running at most; `first` waits for some that are done."""
    todo = iter(tasks)
    running = {begin(task) for task in islice(todo, most)}
    while running:
        for one in first(running):
            running.discard(one)
            running.update(begin(task) for task in islice(todo, 1))
            yield answer(one)


def _begin(make: Callable[[], Worker[Any, Any]]) -> None:
    _worker["pool"] = make()


def _do(task: Any) -> Any:  # noqa: ANN401 (whatever the tasks are)
    return _worker["pool"](task)


def ray(
    make: Callable[[], Worker[Task, Answer]], tasks: Iterable[Task], *, jobs: int, address: str | None = None
) -> Iterator[Answer]:
    """Run the tasks with Ray, so many at once, on the cluster at the address, else on a new one on this machine.

    Ray does again what was lost with a machine; machines may come while it runs. A new cluster stays for the next call, to the end of
    the process. QbankError if Ray is not installed.
    """
    try:
        import ray as cluster
    except ImportError as error:
        raise QbankError(
            "the engine ray is not installed", hint="pip install 'qbank[archive-ray]', or --engine local"
        ) from error
    if not cluster.is_initialized():
        _join(cluster, jobs, address)
    held = [cluster.put(make)]
    do = cluster.remote(num_cpus=1, max_retries=-1)(_do_with)
    yield from _answers(
        lambda task: do.remote(held, held[0].hex(), task), lambda running: cluster.wait(list(running))[0],
        cluster.get, tasks, jobs,
    )  # fmt: skip


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


def _do_with(held: list[Any], name: str, task: Any) -> Any:  # noqa: ANN401
    """Do a task on some machine: its worker is made there when a process has its first task of a kind."""
    if name not in _worker:
        import ray as cluster

        _worker.clear()
        _worker[name] = cluster.get(held[0])()
    return _worker[name](task)
