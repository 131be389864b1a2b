"""Item -> normalized Item: mentions, pattern, category, template. The only module that knows the steps between.

text ─ mentions ─▶ pattern + slots ─▶ known sentence?  ─ yes ─▶ its template
└ no ─▶ frame ─ Judge (words, meaning) ─▶ category, likely templates
└ place ─▶ a phrasing (same) · two likely ones (review) · its own (new)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from qbank import past
from qbank.english.terms import ENGLISH, Parts, language_of, split
from qbank.lazy import dataclass
from qbank.model import Bank, Episode, Item, Outline, Template
from qbank.model.pattern import escape, to_pattern
from qbank.normalize import categories, grouping, mentions, taught
from qbank.normalize.categories import Judge, Lessons, Opinion, Scores, Sorted, decided
from qbank.normalize.grouping import Known, KnownSentences
from qbank.normalize.mentions import Names
from qbank.normalize.wordings import HOST_COUNTS, Wording, first_line, frame

if TYPE_CHECKING:
    from qbank.normalize.meaning import Meaning

SORTED_KINDS = ("question", "topic", "fragment")
"""The kinds of items that have a category."""
SURE_ABROAD = 0.8
"""Confidence from which a category is believed in a language that is not understood."""
_REMEMBERED = 8192
"""Patterns, and frames, whose judgment is kept: once names are slots, hosts ask many things in the same words. One takes 2 KB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Normalized:
    """A normalized item, how sure its category is, and the template it coined, if it is a phrasing of none that was known."""

    item: Item
    coined: Template | None = None
    category: Sorted | None = None


class Further(NamedTuple):
    """What the further asks of a question are: other categories than its own, and templates."""

    categories: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()


class _Masked(NamedTuple):
    """A text with its mentions taken out."""

    pattern: str
    slots: Mapping[str, str]


MOST_MEANT = 2000
"""Questions of one episode that the sentence model reads, six milliseconds each: no interview has as many."""


class Normalizer:
    """What a bank teaches about wordings, ready for use. Templates that it coins are known to what follows.

    `meaning` is the sentence model's opinion, for an import and a review; without it words alone decide. `outlines` are those
    that were kept: their lines are recognized. `keep` names files for what wordings teach: to read them takes seconds.
    """

    def __init__(
        self,
        bank: Bank,
        meaning: Meaning | None = None,
        outlines: Iterable[Outline] = (),
        keep: taught.Files | None = None,
    ) -> None:
        self._bank, self._meaning = bank, meaning
        self._same_from = grouping.SAME_FROM if meaning else grouping.SAME_BY_WORDS
        self._shipped = shipped = taught.by_what_ships(keep, frozenset(c.id for c in bank.categories))
        self._groups = grouping.Groups(shipped.frames)
        self._templates = {t.id: t.category for t in bank.templates}
        self._stands_for: dict[str, str] = {}
        self._once: dict[tuple[str, tuple[str, ...]], str] = {}
        self._sentences = KnownSentences(bank.templates, outlines)
        self._sorted_by_hand, self._coined = grouping.Taught(), grouping.Taught()
        lessons = tuple(_lessons(bank))
        coined = {t.id for t in bank.templates if t.reusable and not t.follow_ups}
        readings = taught.own_read([one.wording.text for one in lessons], keep)
        for one, (asked, _) in zip(lessons, readings, strict=True):
            if template := one.wording.template:
                self._groups.add(template, asked, by_hand=one.times if one.by_hand == "joined" else 0)
                if template in coined:
                    self._coined.add(asked, template, one.times)
            if one.by_hand:
                self._sorted_by_hand.add(asked, one.wording.category, one.times)
        own = Lessons.of(
            taught.lesson(one.wording, said, one.times) for one, (_, said) in zip(lessons, readings, strict=True)
        )
        self._judge = Judge(own, shipped.lessons)
        self._judged = lru_cache(maxsize=_REMEMBERED)(self._look)
        self._opinion = lru_cache(maxsize=_REMEMBERED)(self._weigh)
        self._known = mentions.known_of(bank.lexicon)
        self._public = frozenset((*bank.lexicon.languages, *(s.name for s in bank.lexicon.subjects)))

    def names(self, episode: Episode) -> Names:
        """Gather what may be named in an episode's questions."""
        return mentions.names_of(
            episode, self._bank.lexicon, self._bank.show, common=self._shipped.vocabulary.often, known=self._known
        )

    def item(self, item: Item, names: Names) -> Normalized:
        """Normalize one item as it was read."""
        return self.items([item], names)[0]

    def look(self, items: Sequence[Item], names: Names, *, language: str = ENGLISH) -> list[Item]:
        """Normalize items and learn nothing by it: one that is a phrasing of no known template has none, whatever was seen before."""
        return [made.item for made in self.items(items, names, language=language, coin=False)]

    def items(
        self, items: Sequence[Item], names: Names, *, language: str = ENGLISH, coin: bool = True
    ) -> list[Normalized]:
        """Normalize items as they were read, in order. `language` is the one that they are in."""
        masked = [self._mask(item, names) for item in items]
        known = [self._sentences.find(i.text) if i.kind == "question" else None for i in items]
        meant: dict[str, Scores] = {}
        if self._meaning:
            asked = [
                m.pattern for i, m, k in zip(items, masked, known, strict=True) if i.kind in SORTED_KINDS and k is None
            ]
            if len(asked) <= MOST_MEANT:
                meant = dict(zip(asked, self._meaning.scores(asked), strict=True))
            else:
                self._meaning.tell(f"{len(asked):,} questions in one episode: words alone decide what they are.")
        made = []
        for item, mask, sentence in zip(items, masked, known, strict=True):
            if item.kind not in SORTED_KINDS:
                made.append(Normalized(item=replace(item, pattern=mask.pattern, slots=mask.slots)))
            elif sentence:
                made.append(self._recognized(item, mask, sentence))
            else:
                made.append(self._decide(item, mask, meant.get(mask.pattern), language, coin=coin))
        return made

    def categories(self, patterns: Sequence[str]) -> list[Sorted | None]:
        """Return for each pattern its category and how sure it is; None where nothing was ever learned."""
        meant = self._meaning.scores(patterns) if self._meaning else [None] * len(patterns)
        return [self._look(p, m)[1].sorted for p, m in zip(patterns, meant, strict=True)]

    def closeness(self, patterns: Sequence[str]) -> Callable[[int], Sequence[float]]:
        """Return what gives, for a pattern's place, how close in meaning each of them is to it: 1 is the same.

        Without the sentence model nothing is close to anything else.
        """
        if self._meaning:
            return self._meaning.closeness(patterns)
        return lambda at: [float(other == at) for other in range(len(patterns))]

    def likely(self, pattern: str, limit: int = 3) -> tuple[str, ...]:
        """Return the templates that a pattern is most likely a phrasing of, the likeliest first."""
        found = (self._template_of(intent) for intent, _ in self._judged(pattern)[1].templates)
        return tuple(template for template in found if template)[:limit]

    def _template_of(self, intent: str) -> str:
        """Return the bank's template for what the lessons call an intent: its own, or one coined for it; empty if there is none."""
        return intent if intent in self._templates else self._stands_for.get(intent, "")

    @staticmethod
    def _mask(item: Item, names: Names) -> _Masked:
        if item.kind not in SORTED_KINDS:
            return _Masked(escape(item.text), {})
        return _Masked(*to_pattern(item.text, mentions.find(item.text, names)))

    def _recognized(self, item: Item, mask: _Masked, known: Known) -> Normalized:
        """Return an item that is one of the bank's own sentences."""
        category = self._templates[known.template]
        item = replace(
            item, pattern=mask.pattern, slots=mask.slots, category=category, template=known.template, match="same",
            confidence=1.0, follow_up=known.follow_up,
        )  # fmt: skip
        return Normalized(item=item, category=decided(category))

    def _decide(self, item: Item, mask: _Masked, meant: Scores | None, language: str, *, coin: bool) -> Normalized:
        pattern, slots = mask
        asked, opinion, further = self._look(pattern, meant) if meant else self._judged(pattern)
        found = opinion.sorted
        if found is None or (language != ENGLISH and found.confidence < SURE_ABROAD):
            return Normalized(item=replace(item, pattern=pattern, slots=slots))
        likely = () if found.sure else found.likely
        placed = grouping.place(asked, opinion.templates, self._groups, same_from=self._same_from)
        template, match = self._template_of(placed.template), placed.match
        if item.kind != "question":
            item = replace(
                item, pattern=pattern, slots=slots, category=found.category, also=further.categories, likely=likely
            )
            return Normalized(item=item, category=found)
        if not template and (said := self._once.get((pattern, tuple(slots.values())))):
            template, match = said, "same"
        if not template and not coin:
            item = replace(item, pattern=pattern, slots=slots, category=found.category, match="new", likely=likely)
            return Normalized(item=item, category=found)
        confidence, coined = placed.confidence, None
        if not template:
            coined = self._coin(mask, asked, found.category, placed.template)
            template, match = coined.id, "review" if match == "review" else "new"
            if coined.id in self._templates:
                coined, match, confidence = None, "same", grouping.AS_TAUGHT
            else:
                self._templates[template] = found.category
        item = replace(
            item, pattern=pattern, slots=slots, category=found.category, also=further.categories, template=template, match=match,
            confidence=confidence, also_templates=tuple(t for t in further.templates if t != template), likely=likely, follow_up=None,
        )  # fmt: skip
        return Normalized(item=item, coined=coined, category=found)

    def _coin(self, mask: _Masked, asked: str, category: str, intent: str) -> Template:
        """Make the template of a wording that is a phrasing of none that is known; or return one coined before that is much like it."""
        pattern, slots = mask
        coined = self._shipped.vocabulary.new_template(
            pattern, category, self._templates, slots, self._bank.lexicon.languages, self._public
        )
        if coined.reusable and (alike := self._coined.label(asked)):
            return replace(coined, id=alike)
        # A question of one subject's names stands for no other: only the very same one joins it.
        self._once[pattern, tuple(slots.values())] = coined.id
        if coined.reusable or "NAME" not in asked:
            self._groups.add(coined.id, asked)
        if coined.reusable:
            self._coined.add(asked, coined.id)
            if intent:
                self._stands_for[intent] = coined.id
        return coined

    def _look(self, pattern: str, meant: Scores | None = None) -> tuple[str, Opinion, Further]:
        """Judge a pattern: its frame, what it may be, and what its further asks are."""
        parts = split(pattern)
        asked = frame(parts.ask, parts.context)
        document = categories.beside(parts)
        opinion = self._weigh(asked, document, meant) if meant else self._opinion(asked, document)
        found = opinion.sorted
        if found is None:
            return asked, opinion, Further()
        if taught := self._sorted_by_hand.label(asked):
            found = decided(taught)
        return asked, replace(opinion, sorted=found), self._further(parts, found.category)

    def _weigh(self, asked: str, beside: tuple[str, ...] = (), meant: Scores | None = None) -> Opinion:
        """Weigh what a frame may be, with what stands beside it."""
        return self._judge.opinion(categories.features(asked, beside), meant)

    def _further(self, parts: Parts, category: str) -> Further:
        """Name the categories and the templates of the further asks, where they are clear."""
        categories, templates = [category], list[str]()
        for text in parts.further:
            asked = frame(text)
            opinion = self._opinion(asked)
            found, (likeliest, share) = opinion.sorted, next(iter(opinion.templates), ("", 0.0))
            if known := self._groups.known(asked):
                likeliest, share = known, 1.0
            if found and found.sure and found.category not in categories:
                categories.append(found.category)
            joins = share >= grouping.SAME_BY_WORDS and grouping.may_join(likeliest, asked)
            if joins and (template := self._template_of(likeliest)) and template not in templates:
                templates.append(template)
        return Further(tuple(categories[1:]), tuple(templates))


@lru_cache(maxsize=_REMEMBERED)
def ask_frame(pattern: str) -> str:
    """Return what is asked by a pattern, without what is private to its subject: what many wordings have in common."""
    parts = split(pattern)
    return first_line(frame(parts.ask, parts.context))


def language(episode: Episode) -> str:
    """Return the language that an episode's questions are in, as a two-letter code."""
    return language_of(item.text for item in episode.items)


class _Lesson(NamedTuple):
    """A labeled wording of a bank's own, how often it was said, and what a person did with it: "joined", "kept" or nothing."""

    wording: Wording
    times: int = 1
    by_hand: str = ""


def _lessons(bank: Bank) -> Iterator[_Lesson]:
    """Yield what a bank teaches: its templates' wordings, then what was asked; what a person joined in the order of the last time."""
    for template in bank.templates:
        for text in (template.text, *template.phrasings):
            yield _Lesson(Wording(text, template.category, (), template.id))
    joined: list[tuple[tuple[str, int], _Lesson]] = []
    for said, met in past.of_bank(bank).decisions.items():
        if said.bare or said.follow_up:
            continue
        wording = Wording(said.text, said.category, (), said.template, HOST_COUNTS if said.by_hand else 1)
        by_hand = "" if not said.by_hand else "joined" if said.joined else "kept"
        lesson = _Lesson(wording, met.times, by_hand)
        if by_hand == "joined":
            joined.append((met.last, lesson))
        else:
            yield lesson
    yield from (lesson for _, lesson in sorted(joined, key=itemgetter(0)))
