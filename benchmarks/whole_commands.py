"""Whole commands as a host types them, beside `python -c pass`: processor time of whole processes, in turn, the median of the ratios.

    python benchmarks/whole_commands.py [--rounds 7] [--episodes 5000] [--only search outline]

Each round runs Python alone, then a command, and the next command, so that a machine that changes its speed changes both. What is
counted is the processor time of the process and its children, as the system accounts for it; seconds on the wall depend on the
machine and on who else is at work. `cold` is a first command, without caches. With `--episodes` the same with a bank so large.
"""

from __future__ import annotations

import argparse
import compileall
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

NOTES = """Episode 77: Wickerwork with Ada Example

Interview:
- What is Wickerwork, and why did you start it?
- How does Wickerwork braid a plan out of so many strands?
- How does Wickerwork compare to Basketry?
- What does a deployment of Wickerwork look like in production?
- When is Wickerwork the wrong choice?
- What are some of the most interesting ways that you have seen Wickerwork used?
- What was the hardest part of building Wickerwork?
- What do you have planned for the future of Wickerwork?
"""
PLAN = ("--guest", "Ada Example", "--technology", "Redis", "--date", "2026-01-02", "--no-input")


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What is typed, how much it may cost beside a bare Python, in a small bank and a large one, and what undoes it."""

    name: str
    argv: tuple[str, ...]
    goal: float
    goal_large: float | None = None
    shipped: bool = True
    """Whether it is tried where no bank of one's own is, too."""
    undo: tuple[str, ...] = ()


COMMANDS = (
    Command(name="search", argv=("search", "scaling"), goal=4.5, goal_large=6),
    Command(name="show", argv=("show", "040-ceph/3"), goal=15, goal_large=20),
    Command(name="templates", argv=("templates",), goal=15),
    Command(name="stats", argv=("stats",), goal=15),
    Command(name="outline", argv=("outline", *PLAN, "--no-save", "--to", "txt", "-o", "-"), goal=20, goal_large=30),
    Command(name="outline to Word", argv=("outline", *PLAN, "--no-save", "--to", "docx", "-o", "out.docx", "--force"), goal=25),
    Command(name="import of one episode", argv=("import", "notes.md"), goal=90, goal_large=120, shipped=False, undo=("undo",)),
    Command(name="check", argv=("check",), goal=70),
)  # fmt: skip


def spent(argv: Sequence[str], folder: Path, environment: dict[str, str]) -> float:
    """Return the processor seconds that a process and its children took; what it said goes nowhere."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(argv, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(f"{argv}: {done.returncode}: {done.stderr[-600:]}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def bank(folder: Path, episodes: int) -> Path:
    """Return a folder with a host's own bank in it: the shipped one's episodes, and as many more as are asked for."""
    from dataclasses import replace

    from qbank import bank as banks
    from qbank.bank.place import shipped

    place = banks.init(folder / "bank", show="Basket", host="Ada", domain="data", empty=False, shipped=shipped(cwd=folder))  # fmt: skip
    start = banks.load(place)
    made = list(start.episodes)
    for n in range(episodes - len(made)):
        like = start.episodes[n % len(start.episodes)]
        items = tuple(replace(item, n=k) for k, item in enumerate((like.items * 3)[:20], start=1))
        made.append(replace(like, id=f"{1000 + n}-more", number=1000 + n, items=items))
    banks.save(place, replace(start, episodes=tuple(made)), base=start, command="begin")
    return place.root


def measured(command: Command, folder: Path, environment: dict[str, str], rounds: int) -> list[float]:
    """Return the ratios of a command to a bare Python, each pair in turn, after one run that is not counted."""
    python, made = sys.executable, []
    argv = (python, "-m", "qbank", *command.argv)
    for n in range(rounds + 1):
        alone = statistics.median(spent((python, "-c", "pass"), folder, environment) for _ in range(3))
        took = spent(argv, folder, environment)
        if command.undo:
            spent((python, "-m", "qbank", *command.undo), folder, environment)
        made += [took / alone] * bool(n)
    return made


def cold(folder: Path, environment: dict[str, str]) -> Iterator[tuple[str, float]]:
    """Yield what first commands cost, with every cache gone."""
    alone = statistics.median(spent((sys.executable, "-c", "pass"), folder, environment) for _ in range(5))
    for command in COMMANDS[:5]:
        shutil.rmtree(environment["XDG_CACHE_HOME"], ignore_errors=True)
        yield command.name, spent((sys.executable, "-m", "qbank", *command.argv), folder, environment) / alone


def main() -> int:
    """Measure what is asked for, print a line each; 1 if a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--episodes", type=int, default=0, help="a bank of the host's own with so many episodes")
    parser.add_argument("--only", nargs="+", default=[c.name for c in COMMANDS])
    parser.add_argument("--cold", action="store_true", help="first commands, too")
    given = parser.parse_args()
    missed = False
    with tempfile.TemporaryDirectory(prefix="qbank-commands-") as name:
        folder = Path(name)
        top = Path(__file__).resolve().parents[1]
        # An installed program and its libraries are compiled; nobody waits for that with each command.
        compileall.compile_dir(top / "qbank", quiet=1)
        environment = {**os.environ, "XDG_CACHE_HOME": f"{name}/caches"}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        environment.setdefault("PYTHONPATH", str(top))
        own = bank(folder, given.episodes)
        (own / "notes.md").write_text(NOTES, "utf-8")
        where: Callable[[Command], Path] = lambda c: own if given.episodes or not c.shipped else folder  # noqa: E731
        print(f"| command | × `python -c pass` (median of {given.rounds}) | least | most | goal |")
        print("|---|---:|---:|---:|---:|")
        for command in (c for c in COMMANDS if c.name in given.only):
            goal = command.goal_large if given.episodes else command.goal
            if goal is None:
                continue
            found = measured(command, where(command), environment, given.rounds)
            middle = statistics.median(found)
            missed |= middle > goal
            print(f"| {command.name} | {middle:.1f} | {min(found):.1f} | {max(found):.1f} | ≤ {goal:g} |", flush=True)
        for label, ratio in cold(where(COMMANDS[0]), environment) if given.cold else ():
            print(f"| {label}, cold | {ratio:.1f} | | | |", flush=True)
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
