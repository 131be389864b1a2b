"""The lines of a sheet before they are put in order: rituals, the host's own, facts in their frames, what is kept in reserve.

Each says why it is there; what was left out says why it is not, the most valuable first.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from qbank.english.spoken import plural
from qbank.english.terms import words
from qbank.lazy import dataclass, regex
from qbank.model import BLOCKS, Block, Fact, Lane, Outline, Template
from qbank.model.pattern import names
from qbank.outline import clock, facts, history, select
from qbank.outline.brief import OwnLine, Request
from qbank.outline.candidates import Offers, Refusal, Scale, value
from qbank.outline.history import Heard
from qbank.outline.known import NEUTRAL, Known
from qbank.outline.wordings import Wording, sayings

OWN_MINUTES = 3.0
LONGEST_AGAIN = 8
"""So many words of a fact can be said again in "What gets harder because …"; a longer one has been heard."""
_OF_MAKING = frozenset({"origin", "architecture", "scaling", "future-plans"})
_OF_USING = frozenset({"usage", "operations"})
_MAKING = frozenset({"made", "joined", "writes"})
_DONE = frozenset({"choice", "change"})
"""What someone did: of a guest's own life it is asked in the same frames."""
_ASKS_WHY = regex(
    r"\b(?:why is that|reasoning|thinking|based on|what was behind that|what led to that)\b", re.IGNORECASE
)
"""Asks for a reason: not where the fact gives it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A chosen question before it is worded; `heard` is where the guest was asked it, or what it goes back to.

    `sayings` are the show's own wordings that can be said here, all of which ask the same. A `core` line asks its category's own
    question. Where it `tells`, what it says of why it is there goes on with where it was asked.
    """

    category: str
    template: Template | None
    text: str = ""
    fact: Fact | None = None
    lane: Lane = "must"
    why: str
    minutes: float
    place: Literal["open", "close", ""] = ""
    to: str | None = None
    again: bool = False
    heard: Heard | None = None
    sayings: tuple[Wording, ...] = ()
    core: bool = False
    tells: bool = False
    own: OwnLine | None = None
    block: Block | None = None

    @property
    def intent(self) -> str:
        """The question that this is a variant of; empty for a line of the host's own."""
        return self.template.purpose if self.template else ""

    @property
    def said(self) -> str:
        """The text that it is compared by."""
        return self.template.text if self.template else self.text

    @property
    def asks(self) -> frozenset[str]:
        """The questions that it asks: its own, what it covers, what a line of the host's own stands for."""
        mine = self.intent or (self.own.instead_of if self.own else None)
        return self.covers | ({mine} if mine else frozenset())

    @property
    def covers(self) -> frozenset[str]:
        """The questions that it asks along with its own."""
        return frozenset(
            (*(self.template.covers if self.template else ()), *(self.sayings[0].covers if self.sayings else ()))
        )


def own_lines(own: Iterable[OwnLine], known: Known) -> list[Line]:
    """Return the host's own questions, word for word."""
    return [
        Line(
            category=o.category, template=None, text=o.text, why="your own line", minutes=OWN_MINUTES,
            core=o.instead_of in known.core_asks, own=o, block=o.block,
        )
        for o in own
    ]  # fmt: skip


def frames(request: Request, offers: Sequence[Template], known: Known) -> tuple[list[Line], tuple[Fact, ...]]:
    """Give every fact the frame that it is told in first, and return the facts that none is left for."""
    made: list[Line] = []
    left: list[Fact] = []
    used: set[str] = set()
    for fact in request.facts:
        best = _first_frame(fact, offers, used, request.must, known)
        if best is None:
            left.append(fact)
            continue
        used.add(best.purpose)
        made.append(line(best, known, lane="must", why=f"stands on your fact ({fact.type})", fact=fact))
    return made, tuple(left)


def second_frames(
    request: Request, offers: Sequence[Template], framed: Sequence[Line], block: Mapping[str, Block], known: Known
) -> dict[str, tuple[Template, Fact]]:
    """Return the frames that come back to a fact, by their ids: one a fact, later than the first.

    What was worth looking up may be worth a second question from another side, and never a third.
    """
    used = {f.intent for f in framed}
    rest = [t for t in offers if t.id not in request.must]
    made: dict[str, tuple[Template, Fact]] = {}
    for first in framed:
        if first.fact is None or first.template is None:
            continue
        second = _second_frame(first.fact, first.template, rest, used, block, known)
        if second:
            used.add(second.purpose)
            made[second.id] = (second, first.fact)
    return made


def _takes(template: Template, fact: Fact) -> bool:
    """Say whether a frame stands on a fact of this type; a guest's own choice is a change, and the other way around."""
    return template.takes == fact.type or (template.of_guest and {template.takes, fact.type} == _DONE)


def _suits(template: Template, fact: Fact, subject: str | None = None) -> bool:
    """Say whether a frame fits what a fact says: one that says the fact inside its question, only one that can be a clause.

    What has a home is asked about in the frames of that category, and nothing else there.
    """
    if not _takes(template, fact):
        return False
    if "fact" in names(template.text):
        inside = facts.woven(fact, subject)
        if not inside or (template.step == "cost" and len(inside.split()) > LONGEST_AGAIN):
            return False
    if _ASKS_WHY.search(template.text) and facts.gives_a_reason(fact):
        return False
    if template.compares > facts.compares(fact):
        return False
    if template.of_guest or template.step != "why":
        return True
    apart = template.category == "community" or (template.category == "origin" and fact.type in {"story", "change"})
    return (template.category if apart else "") == facts.home(
        fact, by_a_user="only-users" in template.needs, lived="lived" in template.needs
    )


def _first_frame(
    fact: Fact, offers: Sequence[Template], used: set[str], must: Sequence[str], known: Known
) -> Template | None:
    """Return the frame that a fact is told in first: one that was asked for, else the best of those that ask why."""
    fits = [t for t in _fitting(fact, offers, used, known) if t.step == "why" or t.id in must]
    return min(fits, key=lambda t: (t.id not in must, *_fitness(t, known)), default=None)


def _second_frame(
    fact: Fact, first: Template, offers: Sequence[Template], used: set[str], block: Mapping[str, Block],
    known: Known,
) -> Template | None:  # fmt: skip
    """Return the frame that comes back to a fact later on, from another side than why."""
    place = {category: (BLOCKS.index(name), n) for n, (category, name) in enumerate(block.items())}
    fits = [
        t for t in _fitting(fact, offers, used, known) if t.step != "why" and place[first.category] < place[t.category]
    ]
    return min(fits, key=lambda t: _fitness(t, known), default=None)


def _fitting(fact: Fact, offers: Sequence[Template], used: set[str], known: Known) -> list[Template]:
    """Return the frames that fit a fact; where none speaks to the guest about a life, those that speak of a thing."""
    told, subject = facts.to_face(fact, _whose(fact, known)), known.values.get("technology")
    about_the_guest = facts.is_about_the_guest(told) and any(t.of_guest and _takes(t, fact) for t in offers)
    return [t for t in offers if t.of_guest == about_the_guest and _suits(t, told, subject) and t.purpose not in used]


def _fitness(template: Template, known: Known) -> tuple[bool, bool, bool, bool, int, str]:
    asked = len(known.memory.asked.get(template.id, ()))
    return (
        not template.compares,
        not template.favourite,
        not template.relation,
        known.family not in template.families,
        -asked,
        template.id,
    )


def line(
    template: Template, known: Known, *, lane: Lane, why: str, fact: Fact | None = None,
    place: Literal["open", "close", ""] = "",
) -> Line:  # fmt: skip
    """Return the line of a template: for whom it is, and whether it is asked for the second time."""
    before = history.said_before(template, known.memory)
    again = is_again(template, known)
    heard = history.callback(template, known.memory) if history.is_callback(template) else before
    return Line(
        category=template.category, template=template, lane=lane, why=why, fact=fact, place=place, again=again, heard=heard,
        minutes=template.minutes, to=_whose(fact, known) or _to(template, known, again=again and before is not None),
        sayings=() if again else alike(sayings(template, known)), core=template.core,
        tells=not fact and not place,
    )  # fmt: skip


def is_again(template: Template, known: Known) -> bool:
    """Say whether a question is put in its words for the second time: this guest had it, here or on another show."""
    if not template.again or not {*names(template.again)} <= {*known.values}:
        return False
    before = history.said_before(template, known.memory) is not None
    return before or (heard_elsewhere(template, known) and history.anybodys(template.again))


def covers(template: Template, known: Known) -> frozenset[str]:
    """Return the questions that a template would ask along with its own, as it would be said on this sheet."""
    said = () if is_again(template, known) else sayings(template, known)
    return frozenset((*template.covers, *(said[0].covers if said else ())))


def alike(said: Sequence[Wording]) -> tuple[Wording, ...]:
    """Return of wordings those that ask just what the first asks."""
    return tuple(w for w in said if {*w.covers} == {*said[0].covers})


def _whose(fact: Fact | None, known: Known) -> str | None:
    """Return the one of several guests whom a fact names: "60,000 tables in Ben's catalog"."""
    if fact is None or len(known.guests) < 2:
        return None
    said = {*words(fact.text)}
    named = [g for g in known.guests if {f"{w}{end}" for w in words(g)[:1] for end in ("", "'s", "s")} & said]
    return named[0] if len(named) == 1 else None


def _to(template: Template, known: Known, *, again: bool) -> str | None:
    """Return the one of several guests that a question is for, if it is for one only."""
    if len(known.guests) < 2:
        return None
    if template.ritual:
        return known.guests[0]
    fits = [g for g in known.guests if not template.relation or known.relations.get(g) in template.relation]
    if not template.relation and len({*known.relations.values()}) > 1:
        fits = _by_part(template, known)
    if "only-users" in template.never:
        fits = [g for g in fits if known.relations.get(g) != "uses"]
    if again or "returning" in template.needs:
        fits = [g for g in fits if g in known.memory.returning]
    return fits[0] if len(fits) == 1 else None


def _by_part(template: Template, known: Known) -> list[str]:
    """Return whom of a maker and a user a question is for: the one who made it is asked about making, the other about using."""
    if "several-guests" in template.needs:
        return list(known.guests)
    of_using = template.category in _OF_USING and not template.takes
    return [g for g in known.guests if (known.relations.get(g) in _MAKING) != of_using]


def heard_elsewhere(template: Template, known: Known) -> bool:
    """Say whether another show has asked this guest the same."""
    return not template.takes and template.purpose in known.memory.elsewhere


def reason(template: Template, known: Known, scale: Scale, request: Request) -> str:
    """Return why a template is on the sheet, in words for the host."""
    mind = known.memory
    related = mind.related.get(template.id, ())
    before = history.said_before(template, mind)
    reasons = [
        "you asked for it" if template.id in request.must else "",
        f"on the sheet of episode {request.like}" if template.id in mind.liked else "",
        "one of your focus categories" if template.category in request.focus else "",
        f"core category {template.category}" if template.category in scale.core else f"covers {template.category}",
        f"{' and '.join(repr(t) for t in template.needs)} {'are' if len(template.needs) > 1 else 'is'} known"
        if template.needs
        else "",
        f"only {' and '.join(plural(k) for k in template.kinds if k in known.kinds)} are asked it"
        if template.kinds
        else "",
        f"a great answer from {' and '.join(scale.great[template.id][-2:])}" if template.id in scale.great else "",
        "skipped in the last two interviews" if template.id in scale.passed_over else "",
        f"this guest had it before, in {history.named(before.episode)}" if before else "",
        f"asked about this subject or company before ({', '.join(related)})" if related else "",
        "another show has asked it: go on from there" if heard_elsewhere(template, known) else "",
    ]
    return "; ".join(r for r in reasons if r)


MOST_LEFT_OUT = 1000
"""So many that were left out are told."""


def backups(
    free: Sequence[Template], values: Mapping[str, float], sheet: Sequence[Line], earlier: Sequence[Outline],
    known: Known, scale: Scale, request: Request,
) -> list[Line]:  # fmt: skip
    """Return what was skipped the last time, then the best of what is left, from as many categories as there are."""
    used = {i for line in sheet for i in (line.intent, *line.covers) if i}
    made = [b for b in _come_back(free, earlier, known) if not b.intent or b.intent not in used]
    made = made[: clock.BACKUPS]
    used |= {i for b in made for i in (b.intent, *b.covers) if i}
    seen = [select.content(line.said) for line in (*sheet, *made)]
    categories = {b.category for b in made}
    # Sorted by category first, so that only the best of each need be compared with what is there.
    for template in sorted(sorted(free, key=lambda t: t.id), key=lambda t: -values[t.id]):
        if len(made) >= clock.BACKUPS:
            break
        intent, own = template.purpose, None
        if template.category in categories or intent in used or not _is_sure(template, known):
            continue
        own = select.content(template.text)
        if any(select.alike(own, other) for other in seen):
            continue
        spare = line(template, known, lane="backup", why=reason(template, known, scale, request))
        if not used.isdisjoint(spare.covers):
            continue
        made.append(spare)
        used |= {intent, *spare.covers}
        seen.append(own)
        categories.add(template.category)
    return made


def _is_sure(template: Template, known: Known) -> bool:
    """Say whether a question is good enough to wait in reserve: a favorite, one of this kind alone, or one in words of the show."""
    return (
        template.favourite
        or bool(template.kinds)
        or bool(sayings(template, known))
        or template.id in known.memory.liked
    )


def _come_back(free: Iterable[Template], earlier: Sequence[Outline], known: Known) -> list[Line]:
    """Return the must-asks that the last guest of that kind was not asked, as far as they can be asked now."""
    on_offer = {t.id: t for t in free}
    last = _last_of_its_kind(earlier, known)
    if last is None:
        return []
    made = []
    for question in last.questions:
        if question.mark != "skipped" or question.lane != "must":
            continue
        why = f"skipped in the interview with {' and '.join(last.guests)}"
        template = on_offer.get(question.template) if question.template else None
        if template:
            made.append(replace(line(template, known, lane="backup", why=why), tells=False))
        elif question.template is None and not _of_that_day(f"{question.context} {question.text}", last):
            made.append(
                Line(category=question.category, template=None, text=question.text, lane="backup", why=why, minutes=question.minutes)
            )  # fmt: skip
    return made


def _last_of_its_kind(earlier: Iterable[Outline], known: Known) -> Outline | None:
    """Return the last interview that was marked, of the coming one's kind or else of its family."""
    kind = known.values.get("kind")
    akin = [o for o in earlier if (o.family or NEUTRAL) == known.family and any(q.mark for q in o.questions)]
    same = [o for o in akin if kind and o.kind == kind]
    return max(same or akin, key=lambda o: (o.date, o.id), default=None)


def _of_that_day(text: str, outline: Outline) -> bool:
    """Say whether a line of the host's own holds a fact of an interview or names its guest, subject, company or rivals."""
    if any(fact.text.casefold().rstrip(".!?… ") in text.casefold() for fact in outline.facts):
        return True
    special = [*outline.guests, outline.technology, outline.company, *outline.alternatives]
    said = f" {' '.join(words(text))} "
    return any(f" {' '.join(words(name))} " in said for name in special if name and words(name))


def left_out(
    offers: Offers, values: Mapping[str, float], sheet: Sequence[Line], own: Iterable[OwnLine], known: Known,
    scale: Scale, request: Request,
) -> tuple[Refusal, ...]:  # fmt: skip
    """Return what is not on the sheet and why, what would have been worth most first; no more than a host would read.

    What stood on the sheet to start from goes before everything else, in its order.
    """
    there = {line.template.id for line in sheet if line.template}
    liked = known.memory.liked
    every = [*((t, "") for t in offers.templates if t.id not in there), *offers.refused]
    worths = {t.id: values[t.id] if t.id in values else value(t, known, scale) for t, _ in every}
    # One sort a key, the last first: with 10,000 templates a key of three in one takes half as long as weighing them all.
    every.sort(key=lambda left: left[0].id)
    every.sort(key=lambda left: -worths[left[0].id])
    if liked:
        every.sort(key=lambda left: liked.get(left[0].id, len(liked)))
    lost = _Lost(values=values, sheet=sheet, aside={o.instead_of for o in own if o.instead_of})
    made = []
    for template, why in every[:MOST_LEFT_OUT]:
        reason = why or lost.reason(template)
        if template.id in liked:
            reason = f"on the sheet of episode {request.like}, but {reason}"
        made.append(Refusal(template=template.id, why=reason, value=worths[template.id]))
    return tuple(made)


class _Lost:
    """Why a template that could have been asked is not on the sheet."""

    def __init__(self, *, values: Mapping[str, float], sheet: Sequence[Line], aside: set[str]) -> None:
        self._values, self._sheet, self._aside = values, sheet, aside
        asked = [line for line in sheet if line.lane != "backup" and not line.place]
        self._intents = {i for line in sheet for i in (line.intent, *line.covers) if i}
        self._count = Counter(line.category for line in asked)
        self._least: dict[str, float] = {}
        for line in asked:
            worth = values.get(line.template.id) if line.template else None
            if worth is not None:
                self._least[line.category] = min(worth, self._least.get(line.category, worth))

    def reason(self, template: Template) -> str:
        """Return the reason, in words for the host."""
        intent, category = template.purpose, template.category
        if intent in self._aside:
            return "a line of your own asks it"
        if not self._intents.isdisjoint((intent, *template.covers)):
            return "the same question is on the sheet in other words"
        if template.takes:
            return f"another question stands on your {template.takes}"
        if category == "closing":
            return "the show's rituals end the interview; --must puts it in"
        if self._values[template.id] >= self._least.get(category, math.inf) and (like := self._like(template)):
            return f"it is too much like “{like}”"
        others = self._count[category]
        if not others:
            return f"there was no room for {category}"
        return f"there was no room: {others} on {category} {'are' if others > 1 else 'is'} worth more"

    def _like(self, template: Template) -> str:
        """Return the cue or text of the line that a template is too much like, if there is one."""
        own = select.content(template.text)
        for line in self._sheet:
            if select.alike(own, select.content(line.said)):
                return line.template.cue if line.template else line.text
        return ""
