"""Reading notes: `qbank import --dry-run` of many Markdown episodes beside markdown-it-py alone, in one run.

    python benchmarks/reading.py [EPISODES]

Prints the whole command's time, that of a bare parse of the same files in a fresh process, their ratio, the ratio at a fifth
of the episodes (linear growth shows as the same), and what writing costs beside it. The peer is markdown-it-py's CommonMark parser.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from qbank import bank as banks
from qbank.bank import place as places

PARSE = """
import sys
from pathlib import Path
from markdown_it import MarkdownIt
parser = MarkdownIt("commonmark")
for path in sorted(Path(sys.argv[1]).iterdir()):
    parser.parse(path.read_text("utf-8"))
"""
NOUNS = [
    "loom",
    "kiln",
    "bridge",
    "sail",
    "orchard",
    "engine",
    "ledger",
    "garden",
    "harbour",
    "mill",
    "forge",
    "tunnel",
    "lantern",
    "compass",
    "canal",
]
QUESTIONS = 18
"""Questions an episode, as shows of this kind have them; the rest of its 6 kB is introduction and links."""
VERBS = [
    "braid",
    "fire",
    "cross",
    "trim",
    "graft",
    "start",
    "settle",
    "water",
    "leave",
    "grind",
    "temper",
    "dig",
    "light",
    "read",
    "flood",
]


def episode(number: int, size: int = 6200) -> str:
    """Make the notes of an episode: front matter, a preamble, a list of questions, links."""
    made = random.Random(number)
    subject = f"{made.choice(NOUNS).capitalize()}{made.choice(VERBS)}{number}"
    head = f"Title: Episode {number} - {subject} with Ada Example\nDate: 2020-01-01\n\n### Brief introduction\n"
    head += f"- Welcome.\n- Today we are interviewing Ada Example about {subject}, a tool for people who {made.choice(VERBS)}.\n\n### Interview\n- Introductions\n"
    lines = [
        made.choice(
            [
                f"- How does {subject} {b} a {a} when the {c} is [full](https://example.org/{a})?",
                f"- What was hardest about the {a} of {subject}, and who {b}s it today?",
                f"- A {a} is an *unusual* way to {b} a {c}. What are the pros and cons of that choice?",
                f"    - When is {subject} the wrong choice for a {c}?",
            ]
        )
        for a, b, c in ((made.choice(NOUNS), made.choice(VERBS), made.choice(NOUNS)) for _ in range(QUESTIONS))
    ]
    notes = head + "\n".join(lines) + f"\n\n### Links\n- [{subject}](https://example.org/{number})\n"
    rest = [
        f"- [{made.choice(NOUNS)} {n}](https://example.org/{n}), a **{made.choice(NOUNS)}** to {made.choice(VERBS)} by\n"
        for n in range(200)
    ]
    while len(notes) < size:
        notes += rest.pop()
    return notes


def timed(command: list[str], folder: Path) -> float:
    """Run a command and return its wall-clock seconds; its output is thrown away."""
    started = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - started


def measure(count: int, folder: Path, bank: Path) -> tuple[float, float]:
    """Return the seconds of the import and of the bare parse; the better of two alternating runs each."""
    notes = folder / f"notes-{count}"
    notes.mkdir()
    for number in range(count):
        (notes / f"{number:05}.md").write_text(episode(number), "utf-8")
    importing = [sys.executable, "-m", "qbank", "import", "--dry-run", "--bank", str(bank), str(notes)]
    parsing = [sys.executable, "-c", PARSE, str(notes)]
    pairs = [(timed(importing, folder), timed(parsing, folder)) for _ in range(2)]
    return min(i for i, _ in pairs), min(p for _, p in pairs)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "episodes", metavar="EPISODES", nargs="?", type=int, default=1000, help="how many notes to make"
    )
    count = parser.parse_args().episodes
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bank = banks.init(
            folder / "bank", show="A", host="B", domain="C", empty=False, shipped=places.shipped(cwd=folder)
        )
        os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
        for n in (count // 5, count):
            importing, parsing = measure(n, folder, bank.root)
            print(
                f"{n} episodes: import --dry-run {importing:.2f} s, markdown-it-py alone {parsing:.2f} s, ratio {importing / parsing:.2f}"
            )
        writing = timed(
            [sys.executable, "-m", "qbank", "import", "--bank", str(bank.root), str(folder / f"notes-{count}")], folder
        )
        print(f"{count} episodes written: {writing:.2f} s, ratio {writing / parsing:.2f}")


if __name__ == "__main__":
    main()
