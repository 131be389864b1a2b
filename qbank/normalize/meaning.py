"""What a question means, as far as a small sentence model can tell: which categories and templates it is likely of.

Only an import and a review ask this; a search, an outline and a sheet never load the model. What it says is stored as data,
so that a bank does not change because another processor rounds otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from qbank import kept
from qbank.english.asks import split
from qbank.model import Bank
from qbank.normalize import head, sentence_model
from qbank.normalize.kept_vectors import KeptVectors
from qbank.normalize.lessons import Wording

HOST_COUNTS = 3
"""What a decision of the host's counts beside a wording that ships."""
MISSING = "The sentence model is not installed here: categories are decided by words alone (qbank doctor says more)."
_SLOT = re.compile(r"\{\{ ([a-z]+)[^}]*\}\}|\{[{%].*?[%}]\}")


def masked(pattern: str) -> str:
    """Return a pattern as the model reads it: the subject is "it", any other slot the word for what stands in it."""
    return _SLOT.sub(lambda slot: "it" if slot[1] in (None, "technology") else slot[1], pattern)


def decided(bank: Bank) -> Iterator[Wording]:
    """Yield the questions of a bank that a person decided about."""
    for episode in bank.episodes:
        for item in episode.items:
            if item.by == "hand" and item.kind == "question" and item.category:
                yield Wording(item.pattern or item.text, item.category, item.also, item.template)


def digest(wordings: Sequence[Wording]) -> str:
    """Return the digest of labelled wordings, in any order."""
    return sha256("\n".join(sorted(map(repr, wordings))).encode()).hexdigest()


def rows(patterns: Sequence[str], kept: KeptVectors | None = None) -> head.Array:
    """Return a row a pattern: the vector of its first ask beside that of the whole. ModelMissingError without the model."""
    asks = [masked(split(pattern).ask) for pattern in patterns]
    vectors = (kept or KeptVectors()).vectors([*asks, *(masked(pattern) for pattern in patterns)])
    return head.side_by_side(vectors[: len(asks)], vectors[len(asks) :])


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

    def _learned(self, bank: Bank, file: Path | None, forget: Sequence[Wording]) -> head.Weights:
        """Return the weights, from a file if those of the same decisions are kept there: solving for them takes a while."""
        made_by = (
            f"weights {sentence_model.MODEL} {kept.program([head.FILE, Path(__file__), Path(head.__file__)])}"
        )
        found = kept.values(file, made_by) if file else None
        known = frozenset(found["decided"]) if found else head.shipped().decided
        own = [w for w in decided(bank) if digest([w]) not in known]
        if found and found["own"] == digest(own):
            return head.Weights.restored(found["weights"])
        learned = head.shipped().taught(
            rows([w.text for w in own], self._kept), [w.category for w in own], [w.template for w in own],
            times=HOST_COUNTS,
        )  # fmt: skip
        templates = head.shipped().templates
        made = learned.taught(
            rows([w.text for w in forget], self._kept), [w.category for w in forget],
            [w.template if w.template in templates else None for w in forget], times=-1,
        ).weights()  # fmt: skip
        if file:
            kept.keep(file, made_by, {"decided": sorted(known), "own": digest(own), "weights": made.plain()})
        return made

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
