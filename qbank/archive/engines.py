"""The engines: each takes how a worker is made and an iterable of tasks, and yields what becomes of them, in any order.

A task and its answer can be pickled, a task may be done twice, and what it writes is the same each time: so an engine may try again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from qbank.errors import QbankError
from qbank.records import dataclass

Task = TypeVar("Task")
Answer = TypeVar("Answer")
Worker = Callable[[Task], Answer]
Engine = Callable[[Callable[[], "Worker[Any, Any]"], Iterable[Any]], Iterator[Any]]

_WAITING = 4
"""Tasks a worker that are handed over at once: enough to keep it busy, few enough to keep memory flat."""
_WAVE = 4096
"""Tasks that Ray is given at once."""

_worker: list[Worker[Any, Any]] = []


def local(make: Callable[[], Worker[Task, Answer]], tasks: Iterable[Task], *, jobs: int) -> Iterator[Answer]:
    """Run the tasks in so many processes of this machine; with one, in this one."""
    from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    if jobs == 1:
        work = make()
        yield from map(work, tasks)
        return
    todo = iter(tasks)
    # A fresh process each: a fork would copy the locks of threads that libraries have started.
    with ProcessPoolExecutor(jobs, get_context("spawn"), initializer=_begin, initargs=(make,)) as pool:
        running = {pool.submit(_do, task) for task in islice(todo, jobs * _WAITING)}
        try:
            while running:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                for one in done:
                    running.update(pool.submit(_do, task) for task in islice(todo, 1))
                    yield one.result()
        except BrokenProcessPool as error:
            raise QbankError(
                "a worker was killed, most likely for want of memory",
                hint="build again with fewer --jobs: what is done stays done",
            ) from error
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _begin(make: Callable[[], Worker[Any, Any]]) -> None:
    _worker[:] = [make()]


def _do(task: Any) -> Any:  # noqa: ANN401 (whatever the tasks are)
    return _worker[0](task)


def ray(
    make: Callable[[], Worker[Task, Answer]], tasks: Iterable[Task], *, jobs: int, address: str | None = None
) -> Iterator[Answer]:
    """Run the tasks with Ray Data, in so many actors of the cluster at the address, else of a new one on this machine.

    Ray tries again what was lost with a node; nodes may come while it runs. QbankError if Ray is not installed.
    """
    try:
        import ray as cluster
    except ImportError as error:
        raise QbankError(
            "the engine ray is not installed", hint="pip install 'qbank[archive-ray]', or --engine local"
        ) from error
    import logging

    mine = not cluster.is_initialized()
    if mine:
        cpus = None if address else jobs
        try:
            cluster.init(
                address=address, num_cpus=cpus, include_dashboard=False, logging_level=logging.WARNING, log_to_driver=False
            )  # fmt: skip
        except Exception as error:  # Ray raises nothing narrower
            where = f"at {address} " if address else ""
            raise QbankError(
                f"Ray {where}does not answer: {error}",
                hint="see `ray status`; a machine that is very busy may need another try",
            ) from error
    context = cluster.data.DataContext.get_current()
    context.enable_progress_bars = False
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    workers = cluster.data.ActorPoolStrategy(min_size=1, max_size=jobs)
    todo = iter(tasks)
    try:
        while wave := [_Held(task) for task in islice(todo, _WAVE)]:
            held = cluster.data.from_items([{"task": task} for task in wave], override_num_blocks=len(wave))
            made = held.map_batches(
                _Actor,
                fn_constructor_args=(make,),
                batch_size=1,
                num_cpus=1,
                compute=workers,
            )
            for row in made.iter_rows():
                yield row["answer"].held
    finally:
        if mine:
            cluster.shutdown()


class _Actor:
    """One worker on a node, made once."""

    def __init__(self, make: Callable[[], Worker[Any, Any]]) -> None:
        self._work = make()

    def __call__(self, batch: dict[str, Any]) -> dict[str, Any]:
        return {"answer": [_Held(self._work(task.held)) for task in batch["task"]]}


@dataclass(frozen=True, slots=True)
class _Held:
    """A task or an answer, which Ray is not to take for a list of values."""

    held: Any
