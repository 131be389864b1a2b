"""Item -> normalized Item: mentions, pattern, category, template. The only module that knows the steps between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from operator import attrgetter
from types import MappingProxyType
from typing import Literal, TypeAlias

from qbank.english.asks import Parts, split
from qbank.model import Bank, Cue, Episode, Item, Template, Theme
from qbank.normalize import grouping, learner, mentions
from qbank.normalize.categories import CueTable, Judge, Lesson, Opinion, Sorted
from qbank.normalize.mentions import Names
from qbank.normalize.new_template import Vocabulary
from qbank.normalize.wording_frame import frame
from qbank.pattern import escape, to_pattern

SORTED_KINDS = ("question", "topic", "fragment")
"""The kinds of items that have a category."""
_REMEMBERED = 32_768
"""Patterns whose judgement is kept, and half of the frames: once names are slots, hosts ask many things in the same words."""
_LESSONS = 20_000
"""Labelled wordings whose frames are kept: more than the bank that ships has."""
_READ = tuple(
    f.name for f in fields(Item)
    if f.name not in ("pattern", "slots", "category", "also", "template", "also_templates", "match", "confidence")
)  # fmt: skip
_as_read = attrgetter(*_READ)
"""What stays as it was read when a question is normalized. To give it on is twice as fast as `replace`."""
_ALSO_MARGIN = 0.3
"""How sure the category of a further ask must be to be named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Normalized:
    """A normalized item, and the template it coined, if it is a phrasing of none that was known."""

    item: Item
    coined: Template | None = None
    category: Sorted | None = None
    runner_up: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Further:
    """What the further asks of a question are: other categories than its own, and templates."""

    categories: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()

    def beside(self, template: str) -> tuple[str, ...]:
        """Return the templates without the question's own."""
        return tuple(t for t in self.templates if t != template) if self.templates else ()


class Normalizer:
    """What a bank teaches about wordings, ready for use. Templates that it coins are known to what follows."""

    def __init__(self, bank: Bank) -> None:
        self._bank = bank
        self._groups = grouping.Groups()
        self._templates = {t.id for t in bank.templates}
        self._sorted_by_hand = grouping.Taught()
        lessons = tuple(_lessons(bank))
        for text, category, template, decided in lessons:
            asked, _ = _read(text)
            if template:
                self._groups.add(template, asked, by_hand=decided == "joined")
            if decided:
                self._sorted_by_hand.add(asked, category)
        self._vocabulary = Vocabulary(_own_words(bank))
        self._judge = _judge_of(tuple(lesson[:3] for lesson in lessons), bank.cues, bank.themes)
        self._judged = lru_cache(maxsize=_REMEMBERED)(self._look)
        self._opinion = lru_cache(maxsize=2 * _REMEMBERED)(self._weigh)
        self._known = mentions.known_of(bank.lexicon)
        self._common = frozenset(
            gram for lesson in lessons for gram in _read(lesson[0])[1] if gram.isalpha() and gram.islower()
        )

    def names(self, episode: Episode) -> Names:
        """Gather what may be named in an episode's questions."""
        return mentions.names_of(
            episode, self._bank.lexicon, self._bank.show, common=self._common, known=self._known
        )

    def item(self, item: Item, names: Names) -> Normalized:
        """Normalize one item as it was read."""
        if item.kind not in SORTED_KINDS:
            return Normalized(item=replace(item, pattern=escape(item.text), slots={}))
        pattern, slots = to_pattern(item.text, mentions.find(item.text, names))
        asked, opinion, further = self._judged(pattern)
        if opinion.sorted is None:
            return Normalized(item=replace(item, pattern=pattern, slots=slots))
        category = opinion.sorted.category
        if item.kind != "question":
            item = replace(item, pattern=pattern, slots=slots, category=category, also=further.categories)
            return Normalized(item=item, category=opinion.sorted)
        placed = grouping.place(
            pattern, asked, opinion.templates, self._groups, cue=opinion.cue, taken=self._templates
        )
        match, coined = placed.match, None
        if placed.template not in self._templates:
            match = "review" if placed.match == "review" or "NAME" in asked else "new"
            coined = self._coin(placed.template, pattern, category)
            self._templates.add(placed.template)
            self._groups.add(placed.template, asked)
        item = Item(
            **dict(zip(_READ, _as_read(item), strict=True)), pattern=pattern, slots=slots, category=category, also=further.categories,
            template=placed.template, match=match, confidence=placed.confidence, also_templates=further.beside(placed.template),
        )  # fmt: skip
        return Normalized(item=item, coined=coined, category=opinion.sorted, runner_up=placed.runner_up)

    def _as_taught(self, asked: str, found: Sorted) -> Sorted:
        """Return the category of a wording: as a person decided for one much like it, else as it was found."""
        taught = self._sorted_by_hand.label(asked)
        if taught is None or taught == found.category:
            return found
        return replace(found, category=taught, runner_up=found.category, margin=1.0, cue=None)

    def likely(self, pattern: str, limit: int = 3) -> tuple[str, ...]:
        """Return the templates that a pattern is most likely a phrasing of, the likeliest first."""
        return tuple(template for template, _ in self._judged(pattern)[1].templates[:limit])

    def _coin(self, id_: str, pattern: str, category: str) -> Template:
        """Make a template for a wording that is a phrasing of none; its text is a proposal, for others to be asked."""
        proposal = self._vocabulary.propose(pattern, category)
        cue = " ".join(id_.split("-")[:3])
        return Template(id=id_, category=category, cue=cue, text=proposal.text, intent=proposal.intent)

    def _look(self, pattern: str) -> tuple[str, Opinion, Further]:
        """Judge a pattern: its frame, what it may be, and what its further asks are."""
        parts = split(pattern)
        asked = frame(parts.ask, parts.context)
        opinion = self._opinion(asked, learner.beside(parts))
        if opinion.sorted is None:
            return asked, opinion, Further()
        found = self._as_taught(asked, opinion.sorted)
        if found is not opinion.sorted:
            opinion = replace(opinion, sorted=found)
        return asked, opinion, self._further(parts, found.category)

    def _weigh(self, asked: str, beside: tuple[str, ...] = ()) -> Opinion:
        """Weigh what a frame may be, with what stands beside it."""
        return self._judge.opinion(learner.features(asked, beside), asked)

    def _further(self, parts: Parts, category: str) -> Further:
        """Name the categories and the templates of the further asks, where they are clear."""
        categories, templates = [category], list[str]()
        for text in parts.further:
            opinion = self._opinion(frame(text))
            found, (likeliest, share) = opinion.sorted, (*opinion.templates, ("", 0.0))[0]
            if found and found.margin >= _ALSO_MARGIN and found.category not in categories:
                categories.append(found.category)
            if share >= grouping.SAME_FROM and likeliest not in templates:
                templates.append(likeliest)
        return Further(categories=tuple(categories[1:]), templates=tuple(templates))


# A program that normalizes for one bank after another, or for a bank that has just been changed, learns only what is new.


@lru_cache(maxsize=_LESSONS)
def _read(text: str) -> tuple[str, learner.Features]:
    """Return the frame of a labelled wording, and what is counted of it."""
    parts = split(text)
    asked = frame(parts.ask, parts.context)
    return asked, MappingProxyType(learner.features(asked, learner.beside(parts)))


@lru_cache(maxsize=2)
def _judge_of(
    labelled: tuple[tuple[str, str, str | None], ...], cues: tuple[Cue, ...], themes: tuple[Theme, ...]
) -> Judge:
    """Return what labelled wordings (pattern, category, template) and cues teach."""
    lessons = []
    for text, category, template in labelled:
        asked, document = _read(text)
        lessons.append(Lesson(document, asked, category, template))
    return Judge(lessons, _table_of(cues), themes)


@lru_cache(maxsize=2)
def _table_of(cues: tuple[Cue, ...]) -> CueTable:
    return CueTable(cues)


_Decided: TypeAlias = Literal["", "joined", "kept"]


def _lessons(bank: Bank) -> Iterator[tuple[str, str, str | None, _Decided]]:
    """Yield every labelled wording of a bank: (pattern, category, template, what a person did with it)."""
    for template in bank.templates:
        for text in (template.text, *template.phrasings):
            yield text, template.category, template.id, ""
    for example in bank.examples:
        yield example.text, example.category, example.template, ""
    for episode in bank.episodes:
        for item in episode.items:
            if item.kind == "question" and item.category and item.pattern:
                decided: _Decided = "" if item.by != "hand" else "joined" if item.match == "same" else "kept"
                yield item.pattern, item.category, item.template, decided


def _own_words(bank: Bank) -> Iterator[tuple[str, str]]:
    """Yield what a bank's templates say, each text with its template's id; what an import coined has no follow-ups."""
    for template in bank.templates:
        if template.written or template.follow_ups:
            for text in (template.text, *template.phrasings, *(f.text for f in template.follow_ups)):
                yield template.id, text
