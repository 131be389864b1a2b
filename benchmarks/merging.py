"""Two copies of a bank changed in many random ways and merged both ways round: `python benchmarks/merging.py [HOW_MANY] [FIRST]`.

Every way is a number that chance starts from, so each can be run again by itself. Half of them know the bank that both came from. What is
proved is what tests/test_merge_copies.py proves of a dozen: one bank both ways round, nothing lost, `check` clean, undo to the byte.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from test_merge_copies import both_ways


def main(count: int = 200, first: int = 0) -> None:
    """Run so many ways; print how many held and how many of them had something to ask."""
    os.fsync = lambda _: None  # type: ignore[assignment]
    began, asked, conflicts = time.perf_counter(), 0, 0
    with TemporaryDirectory() as caches:
        os.environ["XDG_CACHE_HOME"] = caches
        for number in range(first, first + count):
            with TemporaryDirectory() as folder:
                try:
                    found = both_ways(Path(folder), Random(number), known=number % 2 == 0, steps=4 + number % 9)
                except AssertionError:
                    print(f"way {number} does not hold")
                    raise
            asked, conflicts = asked + bool(found), conflicts + found
    print(f"{count} ways held; {asked} of them had {conflicts} conflicts; {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
