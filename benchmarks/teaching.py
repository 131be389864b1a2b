"""How much does a host's own word help? The questions of a show are asked about, most telling first, and answered truly.

    python benchmarks/teaching.py LABELS.jsonl FOLDER [--steps 0,10,20,30,50] [--keep FILE]

LABELS has a line a question: `file`, `number` (of the episode), `kind`, `text`, `category`, `also`, `intent`; FOLDER has the notes.
They are imported into the shipped bank as one show; after every ten answers everything undecided is sorted again. Prints, at each
step, accuracy and the lenient figure (the category or a further one) over the questions that were *not* asked about,
with their number, ritual questions left out.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from qbank import bank as banks
from qbank import notes
from qbank.bank.place import Place
from qbank.english.terms import even
from qbank.model import Bank
from qbank.normalize import meaning
from qbank.normalize.add_episodes import take_in
from qbank.normalize.normalizer import Normalizer
from qbank.tasks import review

ROOT = Path(__file__).parent.parent
RITUALS = frozenset(("introduction", "guest-involvement", "biggest-gap"))
SHOW = "The show that teaches"
Labels = Mapping[str, Mapping[str, Any]]


def labeled(path: Path) -> tuple[list[str], Labels]:
    """Return the files that are labeled, and the labels by even text."""
    read = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    files = list(dict.fromkeys(one["file"] for one in read))
    asked = (one for one in read if one.get("kind") == "question" and one["intent"] not in RITUALS)
    return files, {even(one["text"]): one for one in asked}


def imported(files: Sequence[str], folder: Path, keep: Path | None) -> Bank:
    """Return the shipped bank, its show renamed, with the episodes in it."""
    base = banks.load(Place(root=ROOT, exports=ROOT / "exports"))
    base = replace(base, show=replace(base.show, name=SHOW))
    subjects = tuple(s.name for s in base.lexicon.subjects)
    readings = [notes.read((folder / name).read_bytes(), source=name, subjects=subjects) for name in files]
    episodes = [(reading.source, episode) for reading in readings for episode in reading.episodes]
    return take_in(base, episodes, show=SHOW, normalizer=lambda: normalizer(base, keep)).bank


def normalizer(bank: Bank, keep: Path | None) -> Normalizer:
    """Return the bank's normalizer, with what the host has decided learned."""
    return Normalizer(bank, meaning.load(bank, keep))


def figures(bank: Bank, labels: Labels) -> tuple[float, float, int]:
    """Return accuracy, lenient figure and number of the questions that nobody was asked about."""
    found = [
        (item.category, labels[even(item.text)])
        for episode in bank.episodes
        if episode.show == SHOW
        for item in episode.items
        if item.by is None and even(item.text) in labels
    ]
    right = sum(category == label["category"] for category, label in found)
    fine = sum(category in {label["category"], *label["also"]} for category, label in found)
    return right / len(found), fine / len(found), len(found)


def taught(bank: Bank, labels: Labels, count: int, keep: Path | None) -> Bank:
    """Return the bank after so many answers, everything sorted again."""
    asked = review.most_telling(bank, normalizer(bank, keep), count)
    for doubt in asked:
        if label := labels.get(even(doubt.item.text)):
            bank = review.recategorize(bank, doubt.ref, label["category"], tuple(label["also"]))
    return review.sorted_again(bank, normalizer(bank, keep))


def main() -> None:
    """Print the curve."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labels", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--steps", default="0,10,20,30,50")
    parser.add_argument("--keep", type=Path, help="a file to keep the vectors in")
    given = parser.parse_args()
    files, labels = labeled(given.labels)
    bank, done = imported(files, given.folder, given.keep), 0
    for step in map(int, given.steps.split(",")):
        while done < step:
            bank = taught(bank, labels, min(review.LEARN_EVERY, step - done), given.keep)
            done += min(review.LEARN_EVERY, step - done)
        accuracy, lenient, n = figures(bank, labels)
        print(f"after_{step}: accuracy {accuracy:.3f} lenient {lenient:.3f}  (n={n})")


if __name__ == "__main__":
    main()
