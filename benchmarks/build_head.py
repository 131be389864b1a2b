"""Build what the sentence vectors teach: reads every labeled wording with the sentence model and writes data/head.npz.

    python benchmarks/build_head.py [--check] [--keep FILE]

Takes some minutes; --keep keeps the vectors, so that a second build takes seconds. With --check nothing is written: the sums that ship are compared with those made now, entry by entry; exits
1 when they differ by more than another processor's rounding explains.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from qbank import bank as banks
from qbank.bank.place import Place
from qbank.normalize import meaning
from qbank.normalize.sentence_model import WIDTH, KeptVectors
from qbank.normalize.wordings import Wording, shipped_wordings

ROOT = Path(__file__).parent.parent
FARTHEST = 0.02
"""How far a mean entry of the sums may be off: vectors differ a little between processors."""


def of_episodes() -> list[Wording]:
    """Return the decided questions of the shipped bank."""
    return list(meaning.decided(banks.load(Place(root=ROOT, exports=ROOT / "exports"))))


def labels(given: Sequence[Wording]) -> list[str]:
    """Return each wording's template where it has enough wordings to be learned, else `=category`."""
    often = Counter(w.template for w in given)
    return [w.template if w.template and often[w.template] >= meaning.ENOUGH else f"={w.category}" for w in given]


def built(asked: Sequence[Wording], keep: Path | None = None) -> meaning.Head:
    """Return the head that the shipped wordings and those asked in episodes make."""
    given = [*shipped_wordings(), *asked]
    categories = tuple(sorted({w.category for w in given}))
    named = labels(given)
    made = meaning.empty(categories, sorted(set(named)), 2 * WIDTH)
    rows = meaning.rows([w.text for w in given], KeptVectors(keep))
    x = np.hstack([rows, np.ones((len(rows), 1), dtype=rows.dtype)]).astype(np.float64)
    weights = np.array([w.weight for w in given], dtype=np.float64)[:, None]
    targets = np.zeros((len(given), len(categories)))
    for at, w in enumerate(given):
        targets[at, categories.index(w.category)] = 1
        for further in w.also:
            targets[at, categories.index(further)] += meaning.ALSO
    targets /= targets.sum(axis=1, keepdims=True)
    wanted = np.zeros((len(given), len(made.templates)))
    wanted[range(len(given)), [made.templates.index(name) for name in named]] = 1
    weighed = (x * weights).T
    return meaning.Head(
        gram=weighed @ x, by_category=weighed @ targets, by_template=weighed @ wanted, categories=categories,
        templates=made.templates, made_of=meaning.digest(given), decided=frozenset(meaning.digest([w]) for w in asked),
    )  # fmt: skip


def main() -> None:
    """Build, and write or compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare with the file that ships; write nothing")
    parser.add_argument("--keep", type=Path, help="a file to keep the vectors in")
    given = parser.parse_args()
    made = built(of_episodes(), given.keep)
    if not given.check:
        meaning.save(made)
        print(f"{meaning.FILE}: {meaning.FILE.stat().st_size:,} bytes, made of {made.made_of[:12]}")
        return
    kept = meaning.shipped()
    off = max(float(np.abs(a - b).mean()) for a, b in ((made.gram, kept.gram), (made.by_category, kept.by_category)))
    same = made.made_of == kept.made_of and made.templates == kept.templates and off <= FARTHEST
    print(f"{'the same' if same else 'different'}: off by {off:.4f} on the mean")
    sys.exit(0 if same else 1)


if __name__ == "__main__":
    main()
