"""What an index withstands, counted: kills, wrong bytes, builders at once, a clock set back. Not collected by pytest.

    python benchmarks/search_faults.py [--kills 100] [--bytes 500] [--rounds 10]

The index is the shipped bank's, in a folder of its own. After every fault the next search must answer as the first did. Builds are
children of this process, so that most of the time until a kill is spent building, not starting; a kill comes at a random moment of
the time that a whole build took.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from unittest import mock

from qbank import bank as banks
from qbank.bank import place as places
from qbank.bank.place import Place
from qbank.model import Bank
from qbank.search.cache import home_of, open_index

QUERIES = ("split brain", "who pays", "netwrok", '"wrong choice"', "category:scaling", "-raft consensus")
FORK = multiprocessing.get_context("fork")


class Scene:
    """A copy of the shipped bank with an index of its own, and the answers that are right."""

    def __init__(self, folder: Path) -> None:
        shipped = places.shipped(cwd=folder)
        shutil.copytree(shipped.questions, folder / "bank" / "questions")
        self.place = Place(root=folder / "bank", exports=folder / "exports")
        self.caches = folder / "caches"
        self.bank: Bank = banks.load(self.place)
        self.touched = 0
        self.touch()
        self.right = self.ask()
        self.touch()
        start = time.perf_counter()
        self.build()
        self.spent = time.perf_counter() - start

    @property
    def home(self) -> Path:
        """The folder of the index."""
        return home_of(self.place, self.caches)

    def touch(self) -> None:
        """Give a data file another time, so that the next search builds."""
        self.touched += 1
        os.utime(self.place.questions / "show.toml", (10**9 + self.touched, 10**9 + self.touched))

    def build(self) -> None:
        """Open the index; it is built when it must be."""
        open_index(self.place, lambda: self.bank, caches=self.caches)

    def ask(self) -> list[object]:
        """Return what the next program is answered."""
        index = open_index(self.place, lambda: self.bank, caches=self.caches)
        return [index.search(text)._replace(notes=(index.note,)) for text in QUERIES]


def kills(scene: Scene, count: int, chance: random.Random) -> tuple[int, int]:
    """Kill builds at random moments; return how many answers were right, and how many builds were really cut off."""
    right = cut = 0
    for _ in range(count):
        scene.touch()
        builder = FORK.Process(target=scene.build)
        builder.start()
        time.sleep(chance.uniform(0, scene.spent * 1.2))
        builder.kill()
        builder.join()
        cut += builder.exitcode != 0
        right += scene.ask() == scene.right
    return right, cut


def wrong_bytes(scene: Scene, count: int, chance: random.Random) -> int:
    """Change one byte anywhere in the kept index, time and again; return how many answers were right."""
    right = 0
    for _ in range(count):
        files = sorted(path for path in scene.home.rglob("*") if path.is_file() and path.stat().st_size)
        path = chance.choice(files)
        status, data = path.stat(), bytearray(path.read_bytes())
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        path.write_bytes(data)
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
        right += scene.ask() == scene.right
    return right


def builders(scene: Scene, rounds: int) -> int:
    """Let eight programs search at once where there is no index; return in how many rounds all went well and one index was left."""
    well = 0
    for _ in range(rounds):
        shutil.rmtree(scene.home, ignore_errors=True)
        programs = [FORK.Process(target=_must_be_right, args=(scene,)) for _ in range(8)]
        for program in programs:
            program.start()
        for program in programs:
            program.join()
        well += not any(program.exitcode for program in programs) and len(list(scene.home.glob("index-*"))) == 1
    return well


def _must_be_right(scene: Scene) -> None:
    if scene.ask() != scene.right:
        raise SystemExit(1)


def clocks(scene: Scene, rounds: int) -> int:
    """Set the clock back by a day and change a file under it; return how many answers were right."""
    right = 0
    now: Callable[[], int] = time.time_ns
    for _ in range(rounds):
        early = now() - 86_400 * 10**9
        with mock.patch("time.time_ns", lambda early=early: early):
            os.utime(scene.place.questions / "show.toml", ns=(early, early))
            first = scene.ask() == scene.right
        right += first and scene.ask() == scene.right
    return right


def main() -> None:
    """Do everything and print what was right."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--bytes", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=10)
    given = parser.parse_args()
    chance = random.Random(5)
    with tempfile.TemporaryDirectory() as folder:
        scene = Scene(Path(folder))
        right, cut = kills(scene, given.kills, chance)
        print(
            f"kill -9 during a build: {right} of {given.kills} right ({cut} builds cut off; a build takes {scene.spent:.2f} s)"
        )
        print(f"a wrong byte: {wrong_bytes(scene, given.bytes, chance)} of {given.bytes} right")
        print(f"eight builders at once: {builders(scene, given.rounds)} of {given.rounds} rounds right, one index left")
        print(f"a clock set back: {clocks(scene, given.rounds)} of {given.rounds} right")


if __name__ == "__main__":
    main()
