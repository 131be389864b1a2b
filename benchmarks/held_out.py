"""How well does the normalizer read what it has never seen? Each episode in turn, by a bank that does not have it.

    python benchmarks/held_out.py [--labels LABELS.jsonl FOLDER]... [--words] [--without PART] [--keep FILE]

The bank's own episodes are left out one at a time: from its lessons, its known wordings and the head. Labelled episodes of other notes
(`--labels`, as benchmarks/teaching.py takes them) are read by the shipped bank, which never learned them. `--words` does
without the sentence model, `--without` without one part of what decides. Prints one `name value [low, high] (n=…)` line a figure, intervals by a bootstrap over episodes, then how
often a category, or a join, of a given confidence is right. Ritual questions do not count.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from teaching import RITUALS, ROOT, Labels, labeled

from qbank import bank as banks
from qbank import notes
from qbank.bank.place import Place
from qbank.english.terms import even
from qbank.model import Bank, Episode, Item
from qbank.normalize import categories, grouping, meaning, mentions
from qbank.normalize.meaning import Meaning
from qbank.normalize.normalizer import Normalized, Normalizer

DRAWS = 1000
WITHOUT: dict[str, tuple[object, str, object]] = {
    "join-rules": (grouping, "may_join", lambda *_: True),
    "likeness": (grouping.Taught, "label", lambda *_: None),
    "templates-for-categories": (categories, "_OF_TEMPLATES", 0.0),
    "ties": (categories, "NEAR_TIE", -1.0),
    "words-around-names": (mentions, "by_context", lambda *_: ()),
    "whole-names": (mentions, "_alone", lambda _, found: found),
    "review": (grouping, "REVIEW_FROM", 1.0),
}
"""Parts that can be left out to see what they bring: where each stands, and what stands there then."""
BANDS = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 1.01)


class Judged(NamedTuple):
    """A question: its episode, its labels, and what was made of it."""

    episode: str
    category: str
    also: tuple[str, ...]
    intent: str
    made: Normalized

    @property
    def fine(self) -> bool:
        """Say whether the category is the wanted one or a further one of the question's."""
        return self.made.item.category in {self.category, *self.also}


def left_out(bank: Bank, keep: Path | None, *, words: bool) -> Iterator[Judged]:
    """Yield the questions of the bank's own episodes, each read by the bank without its episode."""
    for episode in bank.episodes:
        rest = replace(bank, episodes=tuple(e for e in bank.episodes if e is not episode))
        forget = list(meaning.decided(replace(bank, episodes=(episode,))))
        normalizer = Normalizer(rest, None if words else Meaning(rest, keep, forget=forget))
        asked = [i for i in episode.items if i.kind == "question" and i.template not in RITUALS]
        bare = [Item(n=i.n, text=i.text) for i in asked]
        for item, made in zip(asked, normalizer.items(bare, normalizer.names(episode)), strict=True):
            yield Judged(episode.id, item.category or "", item.also, item.template or "", made)


def never_seen(bank: Bank, labels: Path, folder: Path, normalizer: Normalizer) -> Iterator[Judged]:
    """Yield the labeled questions of notes, read by the bank in order, each episode seeing what the earlier ones coined."""
    files, known = labeled(labels)
    subjects = tuple(s.name for s in bank.lexicon.subjects)
    for name in files:
        for episode in notes.read((folder / name).read_bytes(), source=name, subjects=subjects).episodes:
            yield from _judged(name, episode, known, normalizer)


def _judged(name: str, episode: Episode, known: Labels, normalizer: Normalizer) -> Iterator[Judged]:
    for made in normalizer.items(episode.items, normalizer.names(episode)):
        label = known.get(even(made.item.text))
        if label and made.item.kind == "question":
            yield Judged(name, str(label["category"]), tuple(label["also"]), str(label["intent"]), made)


def bcubed(pairs: Sequence[tuple[object, object]]) -> tuple[float, float]:
    """Return B-cubed precision and F1 of (reference, made) labels."""
    wanted, made, both = Counter(w for w, _ in pairs), Counter(m for _, m in pairs), Counter(pairs)
    precision = sum(both[pair] / made[pair[1]] for pair in pairs) / len(pairs)
    recall = sum(both[pair] / wanted[pair[0]] for pair in pairs) / len(pairs)
    return precision, 2 * precision * recall / (precision + recall)


def macro_f1(some: Sequence[Judged]) -> float:
    """Return the mean of F1 over the reference's categories."""
    pairs = [(j.category, j.made.item.category) for j in some]
    scores = []
    for label in {wanted for wanted, _ in pairs}:
        hits = sum(pair == (label, label) for pair in pairs)
        scores.append(2 * hits / (sum(w == label for w, _ in pairs) + sum(m == label for _, m in pairs)))
    return sum(scores) / len(scores)


def share(
    test: Callable[[Judged], bool], of: Callable[[Judged], bool] = lambda _: True
) -> Callable[[Sequence[Judged]], float]:
    """Return the figure that says of how many questions something holds."""
    return lambda some: sum(map(test, filter(of, some))) / max(sum(map(of, some)), 1)


def sure(judged: Judged) -> bool:
    """Say whether the category was decided without asking."""
    return bool(judged.made.category and judged.made.category.sure)


FIGURES: dict[str, Callable[[Sequence[Judged]], float]] = {
    "accuracy": share(lambda j: j.made.item.category == j.category),
    "macro_f1": macro_f1,
    "lenient": share(lambda j: j.fine),
    "one_of_three": share(lambda j: bool({j.category, *j.also} & set(j.made.category.likely if j.made.category else ()))),
    "decided": share(sure),
    "decided_lenient": share(lambda j: j.fine, sure),
    "in_review": share(lambda j: j.made.item.match == "review"),
    "grouping_precision": lambda some: bcubed([(j.intent, j.made.item.template) for j in some])[0],
    "grouping_f1": lambda some: bcubed([(j.intent, j.made.item.template) for j in some])[1],
}  # fmt: skip


def interval(figure: Callable[[Sequence[Judged]], float], some: Sequence[Judged]) -> tuple[float, float]:
    """Return the middle 95 % of a figure over draws of episodes."""
    by_episode: dict[str, list[Judged]] = defaultdict(list)
    for judged in some:
        by_episode[judged.episode].append(judged)
    rng, episodes = random.Random(1), list(by_episode.values())
    drawn = sorted(
        figure([judged for episode in rng.choices(episodes, k=len(episodes)) for judged in episode]) for _ in range(DRAWS)
    )  # fmt: skip
    return drawn[int(DRAWS * 0.025)], drawn[int(DRAWS * 0.975)]


def reliability(some: Sequence[Judged]) -> None:
    """Print how often a category and a join of a given confidence are right."""
    for low, high in pairwise(BANDS):
        found = [j for j in some if j.made.category and low <= j.made.category.confidence < high]
        joined = [j for j in some if j.made.item.match == "same" and low <= (j.made.item.confidence or 0) < high]
        said = share(lambda j: j.made.item.category == j.category)(found)
        same = share(lambda j: j.made.item.template == j.intent)(joined)
        print(
            f"confidence {low:.2f}-{min(high, 1):.2f}: category right {said:.2f}, lenient {share(lambda j: j.fine)(found):.2f} (n={len(found)}); "
            f"joined to the labeled intent {same:.2f} (n={len(joined)})"
        )


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--labels", nargs=2, type=Path, action="append", default=[], metavar=("LABELS", "FOLDER"))
    parser.add_argument("--words", action="store_true", help="without the sentence model")
    parser.add_argument("--without", choices=WITHOUT, help="leave this part out")
    parser.add_argument("--keep", type=Path, help="a file to keep the vectors in")
    given = parser.parse_args()
    if given.without:
        setattr(*WITHOUT[given.without])
    bank = banks.load(Place(root=ROOT, exports=ROOT / "exports"))
    sets = {"own": list(left_out(bank, given.keep, words=given.words))}
    for labels, folder in given.labels:
        normalizer = Normalizer(bank, None if given.words else Meaning(bank, given.keep))
        sets[labels.stem] = list(never_seen(bank, labels, folder, normalizer))
    every = [judged for some in sets.values() for judged in some]
    for name, some in {**sets, **({"all": every} if len(sets) > 1 else {})}.items():
        for figure, value in FIGURES.items():
            # An episode that is drawn twice groups with itself, so grouping has no interval.
            low, high = (0.0, 0.0) if figure.startswith("grouping") else interval(value, some)
            print(f"{name} {figure} {value(some):.3f}{f' [{low:.3f}, {high:.3f}]' if high else ''} (n={len(some)})")
    reliability(every)


if __name__ == "__main__":
    main()
