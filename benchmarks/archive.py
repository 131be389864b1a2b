"""The archive's figures: `python benchmarks/archive.py TASK …`. State beside a figure what else the machine was doing.

make N DIR [new]              notes of N coined episodes: 100 a show, as JSON Lines; with `new`, nearly every question is in words of its own
build SOURCE DIR [ENGINE JOBS]  seconds, episodes a second, processor seconds, and the largest memory of each kind of process in each step
pair SOURCE DIR [ROUNDS [ray]]  one worker and two (and Ray), in turns, each as its own command: by the clock, by the processor, and what others took
search DIR                    p50 and p95 of 500 searches, and how long it takes to say what a guest was asked
same DIR DIR                  whether two archives hold the same rows
kills SOURCE DIR TIMES        a build killed at random moments and begun again, until it ends; the rows are those of one that was not
nodes SOURCE DIR              a Ray cluster of several nodes on this machine: one is killed in the middle and one joins; the same rows
"""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from qbank.archive.build import Built

Result = TypeVar("Result")

_FIRST = "Ada Bo Cy Dag Eve Fay Gil Hal Ida Jo Kai Lea Mia Nat Oda Pia Quin Rua Sol Tea Uma Vic Wim Xia Yan Zoe".split()
_LAST = "Quill Reed Weir Loom Kiln Osier Sluice Barge Thatch Wicker Braid Ferry Tide Glaze Canal Spindle Anvil Lathe Bellow Hearth".split()
_MADE = "Lantern Harbor Thistle Cobalt Meadow Granite Willow Ember Juniper Marble Falcon Saffron Pebble Tundra Cedar Quartz".split()
_SUFFIX = ["", "DB", "Flow", "Stack", "Hub", "Kit", "Mesh", "Forge", "Base", "Works"]
_NOUNS = """
cache scheduler planner index replica queue schema parser compiler ledger router buffer shard snapshot token cursor worker broker
pipeline migration release test contributor sponsor license roadmap community benchmark query join partition failover upgrade
plugin
""".split()
_ASKS = """How did {S} get started?|What problem was {S} meant to solve?|How does the {n} of {S} work?|What happens when a {n} fails?
What was the hardest {n} to build in {S}?|How do you test the {n} before a release?|Why did you write your own {n} instead of taking one?
What have you changed about the {n} since the first version?|How does {S} compare to what people used before?|When is {S} the wrong choice?
What does the {n} cost when there are a thousand of them?|Who pays for the work on {S}?|How many people work on the {n}?
What surprised you about how people use {S}?|What is next for {S}?|Can you explain how the {n} and the {m} of {S} fit together?
What would you do differently about the {n} if you began today?|How do you decide which {n} comes first?|What does a new {n} have to know about the {m}?
Where does the {n} end and the {m} begin?|How do you keep the {n} in step with the {m}?|What do you tell a team whose {n} is too slow?""".replace(
    "\n", "|"
).split("|")


def episode(number: int, things: Sequence[str] = _NOUNS) -> dict[str, str]:
    """Return the notes of one coined episode: between 15 and 22 questions about some of the things, of which every show has the same."""
    chance = random.Random(number)
    subject = chance.choice(_MADE) + chance.choice(_SUFFIX)
    guest = f"{chance.choice(_FIRST)} {chance.choice(_LAST)}"
    show = f"The {_LAST[number // 100 % 20]} {_MADE[number // 2000 % 16]} Hour {number // 32000}".strip()
    asks = (
        a.format(S=subject, n=chance.choice(things), m=chance.choice(things))
        for a in chance.sample(_ASKS, chance.randint(15, 22))
    )
    body = "\n".join(f"- {ask}" for ask in asks)
    notes = f"## Introduction\n\nIn this episode {guest} talks about {subject}.\n\n## Interview\n\n- Introduction\n{body}\n\n## Links\n\n- [{subject}](https://example.org)\n"
    return {
        "show": show, "title": f"{subject} with {guest} - Episode {number}", "date": f"20{10 + number % 16}-{number % 12 + 1:02}-{number % 28 + 1:02}",
        "guest": guest, "notes": notes,
    }  # fmt: skip


def _new_things() -> list[str]:
    """Return a hundred thousand things to ask about: "vacuum scheduler", from the words of the wordings that ship."""
    from qbank.normalize.taught import vocabulary

    words = sorted(word for word in vocabulary().often if word.isalpha() and len(word) > 3)
    return [f"{word} {noun}" for word in words for noun in _NOUNS]


def make(count: int, folder: Path, things: Sequence[str] = _NOUNS) -> None:
    """Write the notes of so many episodes, 10,000 a file."""
    folder.mkdir(parents=True, exist_ok=True)
    for start in range(0, count, 10_000):
        with (folder / f"notes-{start // 10_000:05}.jsonl").open("w", encoding="utf-8") as file:
            for number in range(start, min(start + 10_000, count)):
                file.write(json.dumps(episode(number, things)) + "\n")


def build(source: str, folder: str, engine: str = "local", jobs: int = 2) -> None:
    """Build, and say how long it took and how much memory the largest process took."""
    from qbank.tasks.find import build as built

    began = time.perf_counter()
    steps: dict[str, float] = {}
    watch = _Watch()

    def tell(what: str, so_far: Built) -> None:
        watch.step, now = what, round(time.perf_counter() - began, 1)
        steps.setdefault(what, now)
        if so_far.shards % 100 == 0:
            print(f"{now} s: {what}, {so_far.shards} shards, {so_far.episodes} episodes", flush=True)

    done = built([source], folder, tell, engine=engine, jobs=jobs)
    seconds = time.perf_counter() - began
    size = sum(p.stat().st_size for p in Path(folder).rglob("*") if p.is_file())
    index = sum(p.stat().st_size for p in (Path(folder) / "index").rglob("*") if p.is_file())
    print(
        f"{engine} {jobs}: {done.episodes} episodes, {done.items} items, {done.wordings} wordings in {seconds:.1f} s "
        f"= {done.episodes / seconds:.0f} a second; began {steps}; {watch.stop()}; "
        f"{done.known} of {done.shards} shards known; {size / 1e6:.1f} MB, of it the index {index / 1e6:.1f}; load {os.getloadavg()[0]:.1f}",
        flush=True,
    )


def pair(source: str, folder: str, rounds: int = 2, *others: str) -> None:
    """Build with one worker, with two, and with other engines, in turns, each as a command of its own; say how they compare.

    Nothing is kept from before but what the shipped wordings teach. What Ray's processes take is not told apart from what others do.
    """
    ways = [("local", 1), ("local", 2), *((engine, 2) for engine in others)]
    _alone(__file__, folder, "local", 1)
    for _ in range(rounds):
        clock, busy = list[float](), list[float]()
        for engine, jobs in ways:
            machine = _machine()
            seconds, own, below = _alone(source, folder, engine, jobs)
            worked, stolen = (now - was for now, was in zip(_machine(), machine, strict=True))
            clock.append(seconds)
            busy.append(own + below / jobs)
            print(
                f"{engine} {jobs}: {seconds:.1f} s by the clock; processor seconds {own:.1f} + {below:.1f} below; meanwhile others took {worked - own - below:.1f}, "
                f"the machine beneath {stolen:.1f}, of {seconds * (os.cpu_count() or 1):.1f}; load {os.getloadavg()[0]:.1f}",
                flush=True,
            )
        print(
            f"two workers are {clock[0] / clock[1]:.2f} times as fast as one by the clock, {busy[0] / busy[1]:.2f} if each had a processor to itself; "
            f"{[f'{engine} takes {took / clock[1]:.2f} times as long' for (engine, _), took in zip(ways[2:], clock[2:], strict=True)]}",
            flush=True,
        )


def _alone(source: str, folder: str, engine: str, jobs: int) -> tuple[float, float, float]:
    """Build from nothing in a process of its own; return seconds, and the processor's of that process and of those below it."""
    shutil.rmtree(folder, ignore_errors=True)
    began = time.perf_counter()
    words = [sys.executable, __file__, "once", source, folder, engine, str(jobs)]
    told = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout
    own, below = map(float, told.splitlines()[-1].split())
    return time.perf_counter() - began, own, below


def once(source: str, folder: str, engine: str, jobs: int) -> None:
    """Build, and print the processor seconds of this process and of those below it."""
    from qbank.tasks.find import build as built

    built([source], folder, lambda *_: None, engine=engine, jobs=jobs)
    told = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(time.process_time(), told.ru_utime + told.ru_stime)


def _machine() -> tuple[float, float]:
    """Return the seconds that all processors together have worked, and that the machine beneath did not give them (Linux)."""
    told = [int(n) / os.sysconf("SC_CLK_TCK") for n in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    user, nice, system, _, _, hard, soft, stolen = told
    return user + nice + system + hard + soft, stolen


class _Watch:
    """What this process and those below it take: memory in each step (resident, and with what they share parted), processor time (Linux)."""

    def __init__(self) -> None:
        self.step, self._going = "listing", True
        self._own = 0.0
        self._most = dict[str, list[int]]()
        self._seconds = dict[int, float]()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while self._going:
            for one in (os.getpid(), *_below(os.getpid())):
                self._seconds[one] = max(self._seconds.get(one, 0.0), _seconds(one))
                who = "parent" if one == os.getpid() else "worker"
                most = self._most.setdefault(f"{who}, {self.step}", [0, 0])
                for at, size in enumerate(_memory(one)):
                    most[at] = max(most[at], size)
            self._own = time.thread_time()
            time.sleep(1)

    def stop(self) -> str:
        """Stop looking; return processor seconds, without those of looking, and megabytes."""
        self._going = False
        self._thread.join()
        self._seconds.pop(os.getpid())
        own = time.process_time() - self._own
        most = "; ".join(f"{what} RSS {rss} PSS {pss}" for what, (rss, pss) in self._most.items())
        return f"processor seconds {own:.1f} + {sum(self._seconds.values()):.1f} of processes below; most memory in MB: {most}"


def _seconds(pid: int) -> float:
    """Return what processor time a process has had; 0 if it is gone."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def _memory(pid: int) -> tuple[int, int]:
    """Return a process's resident and proportional memory in megabytes; 0 if it is gone."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0, 0
    found = dict(line.split(":", 1) for line in text.splitlines()[1:])
    return int(found["Rss"].split()[0]) // 1024, int(found["Pss"].split()[0]) // 1024


def _below(pid: int) -> list[int]:
    try:
        children = [int(c) for c in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
    return [*children, *(g for c in children for g in _below(c))]


def digest(folder: str) -> dict[str, tuple[int, str]]:
    """Return rows and digest of each table, its rows sorted."""
    from qbank.archive import tables

    made = {}
    for table in ("episodes", "items", "problems", "wordings"):
        rows = sorted(repr(row) for batch in tables.dataset(folder, table).to_batches() for row in batch.to_pylist())
        made[table] = (len(rows), sha256("\n".join(rows).encode()).hexdigest()[:16])
    return made


def same(one: str, other: str) -> None:
    """Say whether two archives hold the same rows."""
    first, second = digest(one), digest(other)
    print("the same rows" if first == second else "OTHER ROWS", first, second if first != second else "", flush=True)


def search(folder: str) -> None:
    """Say how long searches take, and questions about a guest: by the clock, and by the processor, which others do not lengthen."""
    from qbank.archive import asked, wordings

    engine = wordings.opened_index(folder)
    wordings.search(engine, "warm up")
    chance = random.Random(1)
    texts = [" ".join(chance.sample(_NOUNS, chance.randint(1, 3))) for _ in range(500)]
    took = sorted(_timed(partial(wordings.search, engine, text))[:2] for text in texts)
    busy = sorted(processor for _, processor in took)
    print(
        f"500 searches, ms: p50 {took[250][0] * 1000:.1f}, p95 {took[475][0] * 1000:.1f}; "
        f"of the processor: p50 {busy[250] * 1000:.1f}, p95 {busy[475] * 1000:.1f}; load {os.getloadavg()[0]:.1f}"
    )
    about: dict[str, Callable[[], list[asked.Asked]]] = {
        "asked": partial(asked.asked, folder, guest="Ada Quill"),
        "asked again": partial(asked.asked, folder, guest="Ada Quill"),
        "asked another": partial(asked.asked, folder, guest="Bo Reed"),
        "not asked": partial(asked.not_asked, folder, guest="Ada Quill", technology="LanternDB"),
    }
    for name, call in about.items():
        clock, processor, found = _timed(call)
        print(f"{name}: {len(found)} in {clock:.2f} s, {processor:.2f} s of the processor")


def _timed(call: Callable[[], Result]) -> tuple[float, float, Result]:
    began, busy = time.perf_counter(), time.process_time()
    made = call()
    return time.perf_counter() - began, time.process_time() - busy, made


def kills(source: str, folder: str, count: int = 50) -> None:
    """Kill a build so many times at random moments, each time going on with what is there; then let it end.

    Each build is a fork of this process, which has a normalizer already: what is cut short is the work and not its beginning.
    Shards are small, so that there are many. When all is done a part of it is taken away again.
    """
    from qbank.archive import build as archive
    from qbank.archive import sources, tables

    sources.LINES = 1 << 14
    ready = tables.MakeReader(folder, "").normalizer()
    tables.MakeReader.normalizer = lambda _: ready  # type: ignore[assignment, method-assign]
    chance, stamps = random.Random(7), dict[str, int]()
    killed = ended = again = 0
    while killed < count or ended == 0:
        pid = os.fork()
        if not pid:
            archive.build([source], folder, archive.local(jobs=1), lambda *_: None)
            os._exit(0)
        if killed < count:
            time.sleep(chance.uniform(0.1, 5))
            os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        killed, ended = killed + os.WIFSIGNALED(status), ended + os.WIFEXITED(status)
        now = {p.name: p.stat().st_mtime_ns for p in (Path(folder) / "episodes").glob("*.parquet")}
        again += sum(stamps[name] != stamp for name, stamp in now.items() if name in stamps)
        stamps = now
        if os.WIFEXITED(status) and killed < count:
            for name in chance.sample(sorted(now), len(now) // 2):
                (Path(folder) / "episodes" / name).unlink()
                del stamps[name]
    strays = [p.name for p in Path(folder).rglob(".*.parquet*")]
    print(
        f"killed {killed} times, ended {ended} times; {len(stamps)} shards, done twice: {again}; half written: {strays}; load {os.getloadavg()[0]:.1f}"
    )
    whole = folder + "-whole"
    archive.build([source], whole, archive.local(jobs=1), lambda *_: None)
    same(folder, whole)


def nodes(source: str, folder: str) -> None:
    """Build on a cluster of three nodes on this machine; one is killed after the third shard, and one joins."""
    import ray
    from ray.cluster_utils import Cluster

    from qbank.archive import build as archive

    cluster = Cluster()
    _at_last(lambda: cluster.add_node(num_cpus=1))
    _at_last(lambda: cluster.add_node(num_cpus=1))
    doomed = cluster.list_all_nodes()[-1]
    ray.init(address=cluster.address, include_dashboard=False, log_to_driver=False)
    told: list[str] = []

    def tell(what: str, done: Built) -> None:
        if what == "reading" and done.shards == 3 and "killed" not in told:
            told.append("killed")
            cluster.remove_node(doomed, allow_graceful=False)
            told.append(f"joined at the {_at_last(lambda: cluster.add_node(num_cpus=1))}. try")

    began = time.perf_counter()
    done = archive.build([source], folder, archive.ray(jobs=2), tell)
    print(
        f"nodes: {done.episodes} episodes, {done.shards} shards in {time.perf_counter() - began:.0f} s; {told}",
        flush=True,
    )
    ray.shutdown()
    cluster.shutdown()


def _at_last(start: Callable[[], object], most: int = 6) -> int:
    """Start a node, which Ray gives up on after half a minute: on a busy machine it takes more tries. Return how many."""
    for n in range(1, most):
        try:
            start()
        except Exception as error:  # noqa: BLE001 (Ray raises nothing narrower)
            print(f"a node did not start: {error}", flush=True)
        else:
            return n
    start()
    return most


TASKS: dict[str, Callable[..., None]] = {"make": lambda n, d, *new: make(int(n), Path(d), _new_things() if new else _NOUNS), "search": search, "same": same, "nodes": nodes,
         "build": lambda s, d, e="local", j="2": build(s, d, e, int(j)), "pair": lambda s, d, n="2", *o: pair(s, d, int(n), *o), "once": lambda s, d, e, j: once(s, d, e, int(j)), "kills": lambda s, d, n="50": kills(s, d, int(n))}  # fmt: skip


if __name__ == "__main__":
    TASKS[sys.argv[1]](*sys.argv[2:])
