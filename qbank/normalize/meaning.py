"""What a question means, as far as a small sentence model can tell: which categories and templates it is likely of.

Only an import and a review ask this; a search, an outline and a sheet never load the model. What it says is stored as data,
so that a bank does not change because another processor rounds otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from hashlib import sha256
from itertools import repeat
from pathlib import Path
from typing import Any, TypeAlias

from qbank import kept, past
from qbank.english.terms import split
from qbank.lazy import dataclass, regex
from qbank.model import Bank
from qbank.normalize import sentence_model
from qbank.normalize.sentence_model import KeptVectors
from qbank.normalize.wordings import HOST_COUNTS, Wording

Array: TypeAlias = Any
"""An array of numpy's, which may not be installed and is never loaded by a search."""

FILE = Path(__file__).parent / "data" / "head.npz"
RIDGE = 3.0
"""λ: how strongly weights are held back."""
ALSO = 0.3
"""What a further category of a wording counts beside its own."""
ENOUGH = 5
"""Wordings from which a template is learned; those with fewer count as `=category`."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Head:
    """The sums, and which labels their columns are of.

    `made_of` is the digest of the wordings they were made of, `decided` has the digest of each that came from an episode.
    """

    gram: Array
    by_category: Array
    by_template: Array
    categories: tuple[str, ...]
    templates: tuple[str, ...]
    made_of: str = ""
    decided: frozenset[str] = frozenset()

    def taught(self, rows: Array, categories: Sequence[str], templates: Sequence[str | None], *, times: float) -> Head:
        """Return the head with more wordings: rows as of `side_by_side`, a category and perhaps a template each."""
        import numpy as np

        if not len(rows):
            return self
        x = _with_one(rows).astype(np.float64)
        all_categories = (*self.categories, *sorted(set(categories) - set(self.categories)))
        named = [t or f"={c}" for t, c in zip(templates, categories, strict=True)]
        all_templates = (*self.templates, *sorted(set(named) - set(self.templates)))
        return replace(
            self, gram=self.gram + times * x.T @ x,
            by_category=_grown(self.by_category, all_categories) + times * x.T @ _ones(categories, all_categories),
            by_template=_grown(self.by_template, all_templates) + times * x.T @ _ones(named, all_templates),
            categories=all_categories, templates=all_templates,
        )  # fmt: skip

    def weights(self) -> Weights:
        """Solve for the weights."""
        import numpy as np

        held = np.eye(len(self.gram)) * RIDGE
        held[-1, -1] = RIDGE / 1000  # the constant is hardly held back
        solved = np.linalg.solve(self.gram + held, np.hstack([self.by_category, self.by_template]))
        at = len(self.categories)
        # In one piece, as they are when they were kept in a file: another order in memory may round otherwise.
        parts = np.ascontiguousarray(solved[:, :at]), np.ascontiguousarray(solved[:, at:])
        return Weights(*parts, self.categories, self.templates)


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """The weights for categories and for templates."""

    of_categories: Array
    of_templates: Array
    categories: tuple[str, ...]
    templates: tuple[str, ...]

    def plain(self) -> dict[str, Any]:
        """Return the weights as plain values."""
        return {
            "categories": list(self.categories), "templates": list(self.templates),
            "of_categories": self.of_categories.tobytes(), "of_templates": self.of_templates.tobytes(),
        }  # fmt: skip

    @classmethod
    def restored(cls, given: Mapping[str, Any]) -> Weights:
        """Return weights that were made plain values; LookupError, TypeError or ValueError if they are none."""
        import numpy as np

        categories, templates = tuple(given["categories"]), tuple(given["templates"])
        one = np.frombuffer(given["of_categories"], np.float64).reshape(-1, len(categories))
        other = np.frombuffer(given["of_templates"], np.float64).reshape(-1, len(templates))
        if len(one) != len(other):
            raise ValueError("the weights do not belong together")
        return cls(one, other, categories, templates)

    def scores(self, rows: Array) -> tuple[Array, Array]:
        """Return the scores of categories and of templates, a row a question; mean 0, deviation 1."""
        x = _with_one(rows)
        return _standard(x @ self.of_categories), _standard(x @ self.of_templates)


@cache
def shipped() -> Head:
    """Return the head that ships. OSError or ValueError when its file is missing or broken."""
    import numpy as np

    with np.load(FILE, allow_pickle=False) as data:
        width = data["by_category"].shape[0]
        gram = np.zeros((width, width))
        gram[np.triu_indices(width)] = data["gram"]
        gram = gram + np.triu(gram, 1).T
        return Head(
            gram=gram, by_category=data["by_category"].astype(np.float64), by_template=data["by_template"].astype(np.float64),
            categories=tuple(data["categories"].tolist()), templates=tuple(data["templates"].tolist()),
            made_of=str(data["made_of"]), decided=frozenset(data["decided"].tolist()),
        )  # fmt: skip


def save(head: Head, path: Path = FILE) -> None:
    """Write a head: the upper half of the symmetric sum, in single precision."""
    import numpy as np

    np.savez_compressed(
        path, gram=head.gram[np.triu_indices(len(head.gram))].astype(np.float32), by_category=head.by_category.astype(np.float32),
        by_template=head.by_template.astype(np.float32), categories=np.array(head.categories), templates=np.array(head.templates),
        made_of=np.array(head.made_of), decided=np.array(sorted(head.decided)),
    )  # fmt: skip


def empty(categories: Sequence[str], templates: Sequence[str], width: int) -> Head:
    """Return a head that has learned nothing, for rows of this width."""
    import numpy as np

    size = width + 1
    return Head(
        gram=np.zeros((size, size)), by_category=np.zeros((size, len(categories))),
        by_template=np.zeros((size, len(templates))), categories=tuple(categories), templates=tuple(templates),
    )  # fmt: skip


def side_by_side(asks: Array, wholes: Array) -> Array:
    """Return a row a question: the vector of its first ask, then that of the whole."""
    import numpy as np

    return np.hstack([asks, wholes])


def _with_one(rows: Array) -> Array:
    import numpy as np

    return np.hstack([rows, np.ones((len(rows), 1), dtype=rows.dtype)])


def _ones(labels: Sequence[str], known: Sequence[str]) -> Array:
    import numpy as np

    made = np.zeros((len(labels), len(known)))
    place = {label: at for at, label in enumerate(known)}
    made[range(len(labels)), [place[label] for label in labels]] = 1
    return made


def _grown(sums: Array, labels: Sequence[str]) -> Array:
    import numpy as np

    return np.hstack([sums, np.zeros((len(sums), len(labels) - sums.shape[1]))])


def _standard(scores: Array) -> Array:
    import numpy as np

    spread = scores.std(axis=1, keepdims=True)
    return (scores - scores.mean(axis=1, keepdims=True)) / np.where(spread == 0, 1, spread)


MISSING = "The sentence model is not installed here: categories are decided by words alone (qbank doctor says more)."
_SLOT = regex(r"\{\{ ([a-z]+)[^}]*\}\}|\{[{%].*?[%}]\}")


def masked(pattern: str) -> str:
    """Return a pattern as the model reads it: the subject is "it", any other slot the word for what stands in it."""
    return _SLOT.sub(lambda slot: "it" if slot[1] in (None, "technology") else slot[1], pattern)


def decided(bank: Bank) -> Iterator[Wording]:
    """Yield the questions of a bank that a person decided about."""
    for wording, times in _decided(bank):
        yield from repeat(wording, times)


def _decided(bank: Bank) -> Iterator[tuple[Wording, int]]:
    for said, decided in past.of_bank(bank).decisions.items():
        if said.by_hand:
            yield Wording(said.text, said.category, said.also, said.template), decided.times


def digest(wordings: Sequence[Wording]) -> str:
    """Return the digest of labeled wordings, in any order."""
    return sha256("\n".join(sorted(map(repr, wordings))).encode()).hexdigest()


def rows(patterns: Sequence[str], kept: KeptVectors | None = None) -> Array:
    """Return a row a pattern: the vector of its first ask beside that of the whole. ModelMissingError without the model."""
    asks = [masked(split(pattern).ask) for pattern in patterns]
    vectors = (kept or KeptVectors()).vectors([*asks, *(masked(pattern) for pattern in patterns)])
    return side_by_side(vectors[: len(asks)], vectors[len(asks) :])


class Meaning:
    """The head as it ships, with a host's own decisions learned on top of it."""

    def __init__(
        self,
        bank: Bank,
        keep: Path | None = None,
        tell: Callable[[str], object] | None = None,
        *,
        forget: Sequence[Wording] = (),
    ) -> None:
        """Learn what a bank's host has decided.

        `keep` is the file that vectors are kept in, `tell` is called with a sentence when many must be made. `forget` names
        wordings of the shipped bank that are to be judged as if they had never been learned. Raises ModelMissingError when the
        model is not installed.
        """
        sentence_model.require()
        self._kept = KeptVectors(keep, tell)
        file = None if keep is None or forget else keep.with_name("weights")
        self._weights = self._learned(bank, file, forget)

    def _learned(self, bank: Bank, file: Path | None, forget: Sequence[Wording]) -> Weights:
        """Return the weights, from a file if those of the same decisions are kept there: solving for them takes a while."""
        made_by = f"weights {sentence_model.MODEL} {kept.program([FILE, Path(__file__)])}"
        found = kept.values(file, made_by) if file else None
        known = frozenset(found["decided"]) if found else shipped().decided
        new = ((w, times) for w, times in _decided(bank) if digest([w]) not in known)
        own = [w for w, times in new for _ in range(times)]
        if found and found["own"] == digest(own):
            return Weights.restored(found["weights"])
        learned = shipped().taught(
            rows([w.text for w in own], self._kept), [w.category for w in own], [w.template for w in own],
            times=HOST_COUNTS,
        )  # fmt: skip
        templates = shipped().templates
        made = learned.taught(
            rows([w.text for w in forget], self._kept), [w.category for w in forget],
            [w.template if w.template in templates else None for w in forget], times=-1,
        ).weights()  # fmt: skip
        if file:
            kept.keep(file, made_by, {"decided": sorted(known), "own": digest(own), "weights": made.plain()})
        return made

    def tell(self, sentence: str) -> None:
        """Tell the person who waits, if anyone does."""
        if self._kept.tell:
            self._kept.tell(sentence)

    def scores(self, patterns: Sequence[str]) -> list[tuple[dict[str, float], dict[str, float]]]:
        """Return for each pattern the scores of categories and of templates, each set with mean 0 and deviation 1."""
        if not patterns:
            return []
        of_categories, of_templates = self._weights.scores(rows(patterns, self._kept))
        return [
            (
                dict(zip(self._weights.categories, map(float, one), strict=True)),
                dict(zip(self._weights.templates, map(float, other), strict=True)),
            )
            for one, other in zip(of_categories, of_templates, strict=True)
        ]

    def closeness(self, patterns: Sequence[str]) -> Callable[[int], Sequence[float]]:
        """Return what gives, for a pattern's place, how close in meaning each of them is to it: 1 is the same."""
        found = rows(patterns, self._kept) / 2**0.5
        return lambda at: [float(close) for close in found @ found[at]]


def load(bank: Bank, keep: Path | None = None, tell: Callable[[str], object] | None = None) -> Meaning | None:
    """Return a bank's `Meaning`; None when its show does without the model, or the model is not installed here."""
    if bank.show.model == "none" or not sentence_model.available():
        return None
    return Meaning(bank, keep, tell)
