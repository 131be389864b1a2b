"""Damage the caches, a byte at a time and worse: the next command says what it would have said with sound ones, or with none.

    python benchmarks/cache_faults.py [--tries 500] [--seed 1]

All that qbank keeps between commands is tried: the checked bank (its top and its base), the search index, what the normalizer has learned and read, the
vectors and weights of the sentence model. A file is drawn, a place in it, and a damage: a bit turned over, mostly; the end cut off;
something put behind it; nothing left; the file of another bank in its place. Then the commands that read it are run, in children
that have the modules loaded and nothing else. Exits 1 if an answer differed or a traceback was seen.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from fault_scenes import Ended, begin, ended, in_child, warm

from qbank.bank import cache
from qbank.normalize import taught

SHOW = ("show", "040-ceph/1", "--json")
PLAN = ("outline", "--guest", "Ada Example", "--technology", "Ceph", "--date", "2026-01-02", "--no-input", "--no-save", "--to", "txt", "-o", "-")  # fmt: skip
READERS: dict[str, tuple[tuple[str, ...], ...]] = {
    "checked": (SHOW, PLAN),
    "index": (("search", "replicas"), ("search", "how does it scale", "--json")),
    "learned": (("import", "seven.md", "--dry-run", "--json"),),
}
"""The commands that read each kind of cache."""
DAMAGES: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "a bit": lambda data, rng: _turned(data, rng.randrange(len(data)), 1 << rng.randrange(8)),
    "cut off": lambda data, rng: data[: rng.randrange(len(data))],
    "longer": lambda data, rng: data + rng.randbytes(rng.randrange(1, 9)),
    "emptied": lambda _data, _rng: b"",
    "zeros": lambda data, _rng: bytes(len(data)),
}
WEIGHTS = (16, 1, 1, 1, 1)


def _turned(data: bytes, at: int, bit: int) -> bytes:
    return data[:at] + bytes([data[at] ^ bit]) + data[at + 1 :]


def kind(path: Path, caches: Path) -> str:
    """Return which kind of cache a file belongs to."""
    parts = path.relative_to(caches).parts
    if parts[0] == "checked":
        return "checked"
    return "learned" if path.name in {"taught", "read", "weights", "vectors"} else "index"


def answers(argv: tuple[str, ...], folder: Path) -> Ended:
    """Run a command in a child that remembers nothing of what was kept in files."""

    def forget() -> None:
        taught.by_what_ships.cache_clear()
        cache.of_outlines.cache_clear()

    return ended(in_child(argv, folder, forget), folder)


def tried(folder: Path, tries: int, seed: int) -> tuple[Counter[str], list[str]]:
    """Damage so many times; return how often each kind of file and damage was tried, and what went wrong."""
    rng, caches = random.Random(seed), Path(os.environ["XDG_CACHE_HOME"]) / "qbank"
    cache.FRESH = 4  # as in a bank of many episodes, most lie in a base, with what they asked
    start = begin(folder, large=False)
    warm(start)
    time.sleep(0.2)  # a file that was changed a moment ago is not kept
    every = {argv for some in READERS.values() for argv in some}
    right: dict[tuple[str, ...], str] = {}
    for _ in range(2):
        for argv in every:
            done = answers(argv, start)
            assert done.code == 0, done.err
            assert right.setdefault(argv, done.out) == done.out, argv
    count: Counter[str] = Counter()
    wrong: list[str] = []
    for _ in range(tries):
        files = [p for p in sorted(caches.rglob("*")) if p.is_file() and p.stat().st_size and p.name != "lock"]
        # The kinds in turn, for an index has many files.
        which = rng.choice(sorted({kind(p, caches) for p in files}))
        path = rng.choice([p for p in files if kind(p, caches) == which])
        damage = rng.choices(list(DAMAGES), WEIGHTS)[0]
        path.write_bytes(DAMAGES[damage](path.read_bytes(), rng))
        argv = rng.choice(READERS[which])
        done = answers(argv, start)
        count.update((which, damage))
        if done.code or done.traceback or done.out != right[argv]:
            wrong.append(f"{path.relative_to(caches)}: {damage}: {' '.join(argv)}: {done.code} {done.err[-300:]}")
    return count, wrong


def main() -> int:
    """Damage, count, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tries", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="qbank-caches-") as name:
        os.environ["XDG_CACHE_HOME"] = f"{name}/caches"
        count, wrong = tried(Path(name) / "bank", given.tries, given.seed)
    for line in wrong:
        print(line, file=sys.stderr)
    told = ", ".join(f"{what} {n}" for what, n in sorted(count.items()))
    print(f"damaged {given.tries} times ({told}): {len(wrong)} wrong answers")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
