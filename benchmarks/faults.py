"""Try everything that could lose a host's work or let a stranger in, and count what came of it.

    python benchmarks/faults.py [--full | --share 0.2] [--large] [--seed 1] [--kills 500] [--jobs 4] [--only calls power] [--doc docs/RELIABILITY.md]

Every command that writes is killed, interrupted, refused by the disk and cut off from power, at every call and at random moments;
every data file is made wrong in every way; a bank, notes and layouts full of hostile text are put through every command. After each
fault the bank is proved (`qbank check`), compared with before and after, and the command is run once more. Exits 1 if anything was
mixed, lost, leaked or answered with a traceback. `--doc` writes the table into a document, between the marks there; with `--only`, these rows of it.

It needs a system that can fork. With strace at hand, `--full` kills at true system calls, too.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from fault_data import bad_data
from fault_hostile import PARTS as STRANGERS
from fault_hostile import hostile
from fault_kills import Row, kinds, over
from fault_power import power_cuts
from fault_scenes import Scene, scenes, warm
from fault_strace import killed_by_strace
from fault_text import hostile_text

BEGIN, END = "<!-- faults: begin -->", "<!-- faults: end -->"
SHORT = 0.03
HEAD = "| what was done | tried | met it at work | old bank | new bank | mixed | lost or leaked | tracebacks | badly said or left behind | seconds |"  # fmt: skip


PARTS = ("calls", "moments", "interrupts", "ENOSPC", "EIO", "EACCES", "power", "strace", "data", "text", *STRANGERS)
"""What can be tried apart from the rest, in the order of the table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What was asked for: a share of all there is to try (1 is everything), and so on."""

    share: float
    large: bool
    kills: int
    seed: int


@cache
def _scenes(folder: Path, large: bool) -> tuple[Scene, ...]:
    folder.mkdir(parents=True)
    return scenes(folder, large=large)


def part(name: str, top: Path, run: Run) -> list[Row]:
    """Return the rows of one part; a small share takes a few commands for each fault."""
    rng = random.Random(f"{run.seed} {name}")
    folder = top / str(os.getpid())
    every, work, full = _scenes(folder, run.large), folder / "work", run.share >= 1
    some = rng.sample(every, len(every) if run.share > SHORT else 2)
    if name == "power":
        return list(power_cuts(some, work, share=run.share, times=2 if full else 1, rng=rng))
    if name == "strace":
        return list(killed_by_strace(every, work)) if full else []
    if name == "data":
        warm(folder / "start")
        share = run.share if run.share > SHORT else 0.01
        return list(bad_data(folder / "start", folder / "bad", share=share, rng=rng))
    if name == "text":
        return list(hostile_text(folder / "hostile", full=run.share > SHORT))
    if name in STRANGERS:
        return [hostile(name, folder / f"strange-{name}", share=run.share, seed=run.seed)]
    return [over(some, work, kinds(run.share, -(-run.kills // len(some)), rng)[name])]


def rows(top: Path, run: Run, parts: Sequence[str], jobs: int) -> Iterator[Row]:
    """Yield the rows of these parts, tried in so many processes."""
    if jobs == 1:
        for name in parts:
            yield from part(name, top, run)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("fork")) as pool:
        for found in [pool.submit(part, name, top, run) for name in parts]:
            yield from found.result()


def table(found: list[Row]) -> str:
    """Return the rows as a Markdown table."""
    lines = [HEAD, "|---|" + "---:|" * 9]
    return "\n".join([*lines, *map(line, found)])


def line(r: Row) -> str:
    """Return a row as a line of the table."""
    figures = (r.tried, r.hit, r.old, r.new, r.mixed, r.lost, r.tracebacks, r.left, f"{r.seconds:.0f}")
    return f"| {r.what} | " + " | ".join(map(str, figures)) + " |"


def into(document: Path, found: list[Row], about: str) -> None:
    """Put rows into the table between the marks of a document: in the place of those of the same name, or after the others."""
    text = document.read_text("utf-8")
    before, rest = text.split(BEGIN)
    shown, after = rest.split(END)
    kept = [one for one in shown.splitlines() if one.startswith("| ")]
    lines = {one.split(" | ")[0]: one for one in kept if not one.startswith("| what was done")}
    lines |= {f"| {row.what}": line(row) for row in found}
    made = "\n".join([HEAD, "|---|" + "---:|" * 9, *lines.values()])
    document.write_text(f"{before}{BEGIN}\n{about}\n\n{made}\n{END}{after}", "utf-8")


def main() -> int:
    """Run what was asked for and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", dest="share", action="store_const", const=1.0, help="every call and every field")
    parser.add_argument("--share", type=float, help="a sample; so small by default that it takes seconds")
    parser.add_argument("--large", action="store_true", help="with the shipped bank instead of a small one: hours")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kills", type=int, help="kills at random moments: 500 in full")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="some parts of it")
    parser.add_argument("--jobs", type=int, default=1, help="processes that share the work")
    parser.add_argument("--doc", type=Path, help="a document to write the table into")
    parser.set_defaults(share=SHORT)
    given = parser.parse_args()
    began = time.monotonic()
    found: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="qbank-faults-") as name:
        os.environ["XDG_CACHE_HOME"] = f"{name}/cache"
        run = Run(
            share=given.share, large=given.large, kills=given.kills or max(4, round(500 * given.share)), seed=given.seed
        )
        for row in rows(Path(name), run, given.only, given.jobs):
            found.append(row)
            print(line(row), "" if row.sound else "NOT SOUND", file=sys.stderr, flush=True)
            for note in row.notes[:20]:
                print(f"    {note}", file=sys.stderr)
    seconds = time.monotonic() - began
    form = "full" if given.share >= 1 else f"share {given.share:g}"
    how, where = f"python benchmarks/faults.py --{form} --seed {given.seed}", f"Python {platform.python_version()} on {platform.system()}"  # fmt: skip
    total = sum(row.tried for row in found)
    print(f"Filled by `{how}`: {total} faults and inputs in {seconds:.0f} s, {where}.\n\n{table(found)}")
    if given.doc:
        into(given.doc, found, f"Filled by `{how}`, single rows anew with `--only`; {where}.")
    return 0 if all(row.sound for row in found) else 1


if __name__ == "__main__":
    sys.exit(main())
