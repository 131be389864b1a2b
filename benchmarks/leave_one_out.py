"""How well does the normalizer read an episode that it has never seen? Each of the bank's own episodes in turn.

    python benchmarks/leave_one_out.py

The bank without the episode (its templates and examples stay) normalizes the episode's questions; what a person
decided about them is the reference. Prints one `name value  (n=…)` line a figure. Ritual questions do not count.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from qbank import bank as banks
from qbank.bank.place import Place
from qbank.model import Bank, Episode, Item
from qbank.normalize.normalizer import Normalizer
from qbank.pattern import is_lossless

ROOT = Path(__file__).parent.parent
Pair = tuple[Item, Item]


def left_out(bank: Bank, episode: Episode) -> list[Pair]:
    """Return (as decided, as the bank without the episode would have it) for the episode's questions."""
    rituals = {r.template for r in bank.show.rituals} | {"introduction"}
    normalizer = Normalizer(replace(bank, episodes=tuple(e for e in bank.episodes if e != episode)))
    names = normalizer.names(episode)
    asked = [item for item in episode.items if item.kind == "question" and item.template not in rituals]
    return [(item, normalizer.item(Item(n=item.n, text=item.text), names).item) for item in asked]


def bcubed(pairs: Sequence[tuple[object, object]]) -> tuple[float, float, float]:
    """Return B-cubed precision, recall and F1 of (reference, made) labels."""
    wanted, made, both = Counter(w for w, _ in pairs), Counter(m for _, m in pairs), Counter(pairs)
    precision = sum(both[pair] / made[pair[1]] for pair in pairs) / len(pairs)
    recall = sum(both[pair] / wanted[pair[0]] for pair in pairs) / len(pairs)
    return precision, recall, 2 * precision * recall / (precision + recall)


def macro_f1(pairs: Sequence[tuple[object, object]]) -> float:
    """Return the mean over the reference's labels of F1."""
    labels = {wanted for wanted, _ in pairs}
    scores = []
    for label in labels:
        hits = sum(pair == (label, label) for pair in pairs)
        scores.append(2 * hits / (sum(w == label for w, _ in pairs) + sum(m == label for _, m in pairs)))
    return sum(scores) / len(scores)


def unmasked(episode: Episode, pairs: Sequence[Pair]) -> tuple[int, int]:
    """Return in how many questions the subject is named, and in how many of those a slot does not cover it."""
    names = [re.escape(n) for n in (episode.technology, *episode.aliases) if n]
    here = re.compile(rf"(?<!\w)(?:{'|'.join(names)})(?!\w)", re.IGNORECASE)
    named = [made for _, made in pairs if here.search(made.text)]
    return len(named), sum(bool(here.search(re.sub(r"\{\{.*?\}\}", " ", m.pattern or ""))) for m in named)


def main() -> None:
    """Print the figures."""
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    bank = banks.load(Place(root=ROOT, exports=ROOT / "exports"))
    by_episode = [(episode, left_out(bank, episode)) for episode in bank.episodes]
    pairs = [pair for _, some in by_episode for pair in some]
    categories = [(wanted.category, made.category) for wanted, made in pairs]
    groups = [(wanted.template, made.template) for wanted, made in pairs]
    slots = [(set(wanted.slots.items()), set(made.slots.items())) for wanted, made in pairs]
    named, missed = map(sum, zip(*(unmasked(*one) for one in by_episode), strict=True))
    n = len(pairs)
    precision, recall, f1 = bcubed(groups)
    figures = {
        "category_accuracy": sum(w == m for w, m in categories) / n,
        "category_macro_f1": macro_f1(categories),
        "category_lenient": sum(m.category in {w.category, *w.also} for w, m in pairs) / n,
        "grouping_bcubed_precision": precision,
        "grouping_bcubed_recall": recall,
        "grouping_bcubed_f1": f1,
        "masked": 1 - missed / max(named, 1),
        "slot_f1": 2 * sum(len(w & m) for w, m in slots) / max(sum(len(w) + len(m) for w, m in slots), 1),
        "lossless": sum(is_lossless(m.text, m.pattern or "", m.slots) for _, m in pairs) / n,
    }
    for name, value in figures.items():
        print(f"{name} {value:.3f}  (n={named if name == 'masked' else n})")


if __name__ == "__main__":
    main()
