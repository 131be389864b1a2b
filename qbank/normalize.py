"""Item -> normalized Item: mentions, pattern, category, template. The only module that knows the steps between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from qbank import grouping, learner, mentions
from qbank.asks import split
from qbank.categories import CueTable, Sorted, decide
from qbank.learner import Features, Learner, Weigher
from qbank.mentions import Names
from qbank.model import Bank, Episode, Item, Template
from qbank.pattern import escape, to_pattern

SORTED_KINDS = ("question", "topic", "fragment")
"""The kinds of items that have a category."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Normalized:
    """A normalized item, and the template it coined, if it is a phrasing of none that was known."""

    item: Item
    coined: Template | None = None
    category: Sorted | None = None
    runner_up: str | None = None


class Normalizer:
    """What a bank teaches about wordings, ready for use. Templates that it coins are known to what follows."""

    def __init__(self, bank: Bank) -> None:
        self._bank = bank
        self._category_of = {t.id: t.category for t in bank.templates}
        for example in bank.examples:
            if example.template:
                self._category_of.setdefault(example.template, example.category)
        self._cues = CueTable(bank.cues)
        taught = list(_lessons(bank))
        documents = [learner.features(text) for text, _, _ in taught]
        self._weigher = Weigher.of(documents)
        vectors = [self._weigher.vector(d) for d in documents]
        self._learner: Learner = learner.train(vectors, [category for _, category, _ in taught])
        self._groups = grouping.Groups()
        self._templates = {t.id for t in bank.templates}
        for (_, _, template), vector in zip(taught, vectors, strict=True):
            if template:
                self._groups.add(template, vector)

    def names(self, episode: Episode) -> Names:
        """Gather what may be named in an episode's questions."""
        return mentions.names_of(episode, self._bank.lexicon, self._bank.show, common=self._common_words())

    def _common_words(self) -> frozenset[str]:
        return frozenset(w for w in self._weigher.idf if " " not in w and w.isalpha())

    def item(self, item: Item, names: Names) -> Normalized:
        """Normalize one item as it was read."""
        if item.kind not in SORTED_KINDS:
            return Normalized(item=replace(item, pattern=escape(item.text), slots={}))
        pattern, slots = to_pattern(item.text, mentions.find(item.text, names))
        item = replace(item, pattern=pattern, slots=slots)
        vector, heard = self._look(pattern)
        sorted_ = decide(vector, self._learner, heard, self._category_of)
        if sorted_ is None:
            return Normalized(item=item)
        item = replace(item, category=sorted_.category, also=())
        if item.kind != "question":
            return Normalized(item=item, category=sorted_)
        placed = grouping.place(pattern, vector, self._groups, heard, taken=self._templates)
        item = replace(item, template=placed.template, match=placed.match, confidence=placed.confidence)
        coined = None
        if placed.template not in self._templates:
            item = replace(item, match="review" if placed.match == "review" else "new")
            coined = propose(placed.template, item)
            self._templates.add(placed.template)
            self._groups.add(placed.template, vector)
        return Normalized(item=item, coined=coined, category=sorted_, runner_up=placed.runner_up)

    def _look(self, pattern: str) -> tuple[Features, list[tuple[object, str]]]:
        vector = self._weigher.vector(learner.features(pattern))
        return vector, self._cues.heard(split(pattern).ask)  # type: ignore[return-value]


def _lessons(bank: Bank) -> Iterator[tuple[str, str, str | None]]:
    """Yield every labelled wording of a bank: (pattern, category, template)."""
    for template in bank.templates:
        for text in (template.text, *template.phrasings):
            yield text, template.category, template.id
    for example in bank.examples:
        yield example.text, example.category, example.template
    for episode in bank.episodes:
        for item in episode.items:
            if item.kind == "question" and item.category and item.pattern:
                yield item.pattern, item.category, item.template


def propose(template: str, item: Item) -> Template:
    """Propose a template for a wording that is a phrasing of none: its first ask, the lead-in apart."""
    parts = split(item.pattern or "")
    cue = " ".join(template.split("-")[:3])
    return Template(
        id=template, category=item.category or "overview", cue=cue, text=_sentence(parts.ask), context=""
    )


def _sentence(ask: str) -> str:
    """Return an ask as a sentence of its own: a capital first, a question mark last."""
    ask = ask.strip().rstrip(",;")
    if ask and ask[0].islower():
        ask = ask[0].upper() + ask[1:]
    return ask if ask.endswith(("?", ".", "!")) else ask + "?"
