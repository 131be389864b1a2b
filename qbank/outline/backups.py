"""What is kept in reserve if the guest is brief, and what was left out, the most valuable first, with the reason."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from qbank.english.terms import words
from qbank.errors import NotFoundError, UsageError
from qbank.model import Bank, Outline, PlannedQuestion, Template
from qbank.outline import arc, candidates, clock, lines, log, select
from qbank.outline.brief import OwnLine, Request
from qbank.outline.candidates import Offers, Refusal, Scale, value
from qbank.outline.known import NEUTRAL, Known, blocks, family_plan
from qbank.outline.lines import Line
from qbank.outline.refresh import known_of, request_of

MOST = 8


def worded(outline: Outline, template: str, bank: Bank) -> PlannedQuestion:
    """Return a template as it would be asked on this sheet. NotFoundError for no template, UsageError if it cannot be asked."""
    found = next((t for t in bank.templates if t.id == template), None)
    if found is None:
        raise NotFoundError(f"there is no template '{template}'", hint="qbank templates lists them")
    known = known_of(outline, bank)
    why = candidates.refusal(found, known)
    if why or found.takes:
        reason = why or f"it stands on a {found.takes}: plan the sheet again with that fact"
        raise UsageError(f"{template} cannot be asked here: {reason}", hint="add it in your own words")
    line = lines.line(found, known, lane="must", why="")
    return next(q for s in arc.sections(bank, known, [line], None) for q in s.questions)


def others(outline: Outline, id_: str, bank: Bank, *, most: int = MOST) -> tuple[PlannedQuestion, ...]:
    """Return questions of the same category, then of the same block, that are not on the sheet, worded for it.

    `why` says what speaks for each. NotFoundError if the outline has no question of this id.
    """
    place = log.question(outline, id_)
    request, known = request_of(outline), known_of(outline, bank)
    block = blocks(bank, known)
    scale = Scale(core=frozenset(family_plan(bank, known).core))
    intents = {t.id: t.intent or t.id for t in bank.templates}
    there = {intents.get(q.template or "", "") for q in outline.questions}
    asked = [select.content(q.text) for q in outline.questions]
    free = [
        t for t in candidates.offered(bank, request, known).templates
        if not t.takes and t.category != "closing" and intents[t.id] not in there
        and block.get(t.category) == block.get(place.category)
    ]  # fmt: skip
    free.sort(key=lambda t: (t.category != place.category, -value(t, known, scale), t.id))
    chosen: list[lines.Line] = []
    for template in free:
        own = select.content(template.text)
        if len(chosen) < most and not any(select.alike(own, other) for other in asked):
            why = lines.reason(template, known, scale, request)
            chosen.append(lines.line(template, known, lane="must", why=why))
            asked.append(own)
    made = {q.template: q for s in arc.sections(bank, known, chosen, None) for q in s.questions}
    return tuple(made[c.template.id] for c in chosen if c.template and c.template.id in made)


def on_offer(outline: Outline, bank: Bank) -> tuple[Line, ...]:
    """Return the bank's questions that this guest could be asked and that are not on the sheet, category by category, the best first."""
    request, known = request_of(outline), known_of(outline, bank)
    scale = Scale(core=frozenset(family_plan(bank, known).core))
    order = {category.id: n for n, category in enumerate(bank.categories)}
    intents = {t.id: t.purpose for t in bank.templates}
    there = {intents.get(q.template or "", "") for q in outline.questions}
    free = [
        t for t in candidates.offered(bank, request, known).templates
        if not t.takes and not t.ritual and t.category in order and intents[t.id] not in there
    ]  # fmt: skip
    free.sort(key=lambda t: (order[t.category], -value(t, known, scale), t.id))
    return tuple(lines.line(t, known, lane="must", why="") for t in free)


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
        if template.category in categories or intent in used:
            continue
        own = select.content(template.text)
        if any(select.alike(own, other) for other in seen):
            continue
        line = lines.line(template, known, lane="backup", why=lines.reason(template, known, scale, request))
        if not used.isdisjoint(line.covers):
            continue
        made.append(line)
        used |= {intent, *line.covers}
        seen.append(own)
        categories.add(template.category)
    return made


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
            made.append(replace(lines.line(template, known, lane="backup", why=why), tells=False))
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
        if intent in self._intents:
            return "the same question is on the sheet in other words"
        if template.takes:
            return f"another question stands on your {template.takes}"
        if category == "closing":
            return "the show's rituals end the interview; --must puts it in"
        if self._values[template.id] >= self._least.get(category, math.inf) and (
            like := self._like(template)
        ):
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
