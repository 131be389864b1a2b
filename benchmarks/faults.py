"""Try everything that could lose a host's work or let a stranger in, and count what came of it.

    python benchmarks/faults.py [--full | --share 0.2] [--large] [--seed 1] [--kills 500] [--doc docs/RELIABILITY.md]

Every command that writes is killed, interrupted, refused by the disk and cut off from power, at every call and at random moments;
every data file is made wrong in every way; a bank, notes and layouts full of hostile text are put through every command. After each
fault the bank is proved (`qbank check`), compared with before and after, and the command is run once more. Exits 1 if anything was
mixed, lost, leaked or answered with a traceback. `--doc` writes the table into a document, between the marks there.

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
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from fault_data import bad_data
from fault_kills import Row, all_kills
from fault_power import power_cuts
from fault_scenes import scenes, warm
from fault_strace import killed_by_strace
from fault_text import hostile_text

BEGIN, END = "<!-- faults: begin -->", "<!-- faults: end -->"
SHORT = 0.03
HEAD = "| what was done | tried | met it at work | old bank | new bank | mixed | lost or leaked | tracebacks | badly said or left behind | seconds |"  # fmt: skip


def rows(folder: Path, *, share: float, large: bool, kills: int, rng: random.Random) -> Iterator[Row]:
    """Yield every row of the table: all there is to try, or a share of it; a small share takes a few commands for each fault."""
    made = scenes(folder, large=large)
    work, full = folder / "work", share >= 1
    few = len(made) if share > SHORT else 2
    yield from all_kills(made, work, share=share, kills=kills, few=few, rng=rng)
    yield from power_cuts(rng.sample(made, few), work, share=share, times=2 if full else 1, rng=rng)
    if full:
        yield from killed_by_strace(made, work)
    start = folder / "start"
    warm(start)
    yield from bad_data(start, folder / "bad", share=share if share > SHORT else 0.01, rng=rng)
    yield from hostile_text(folder / "hostile", full=share > SHORT)


def table(found: list[Row]) -> str:
    """Return the rows as a Markdown table."""
    lines = [HEAD, "|---|" + "---:|" * 9]
    return "\n".join([*lines, *map(line, found)])


def line(r: Row) -> str:
    """Return a row as a line of the table."""
    figures = (r.tried, r.hit, r.old, r.new, r.mixed, r.lost, r.tracebacks, r.left, f"{r.seconds:.0f}")
    return f"| {r.what} | " + " | ".join(map(str, figures)) + " |"


def into(document: Path, made: str, about: str) -> None:
    """Put the table between the marks of a document."""
    text = document.read_text("utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    document.write_text(f"{before}{BEGIN}\n{about}\n\n{made}\n{END}{after}", "utf-8")


def main() -> int:
    """Run what was asked for and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--full", dest="share", action="store_const", const=1.0, help="every call and every field"
    )
    parser.add_argument("--share", type=float, help="a sample; so small by default that it takes seconds")
    parser.add_argument(
        "--large", action="store_true", help="with the shipped bank instead of a small one: hours"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kills", type=int, help="kills at random moments: 500 in full")
    parser.add_argument("--doc", type=Path, help="a document to write the table into")
    parser.set_defaults(share=SHORT)
    given = parser.parse_args()
    began = time.monotonic()
    found: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="qbank-faults-") as name:
        os.environ["XDG_CACHE_HOME"] = f"{name}/cache"
        kills = given.kills or max(4, round(500 * given.share))
        for row in rows(
            Path(name), share=given.share, large=given.large, kills=kills, rng=random.Random(given.seed)
        ):
            found.append(row)
            print(line(row), "" if row.sound else "NOT SOUND", file=sys.stderr, flush=True)
            for note in row.notes[:20]:
                print(f"    {note}", file=sys.stderr)
    seconds = time.monotonic() - began
    form = "full" if given.share >= 1 else f"share {given.share:g}"
    total = sum(row.tried for row in found)
    about = (
        f"Filled by `python benchmarks/faults.py --{form} --seed {given.seed}`: {total} faults and inputs in {seconds:.0f} s, "
        f"Python {platform.python_version()} on {platform.system()}."
    )
    made = table(found)
    print(f"{about}\n\n{made}")
    if given.doc:
        into(given.doc, made, about)
    return 0 if all(row.sound for row in found) else 1


if __name__ == "__main__":
    sys.exit(main())
