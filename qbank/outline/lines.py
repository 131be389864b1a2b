"""The lines of a sheet before they are put in order: rituals, the host's own, facts in their frames; and why each is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from qbank.model import BLOCKS, Bank, Block, Fact, Lane, Template
from qbank.outline import history
from qbank.outline.brief import OwnLine, Request
from qbank.outline.candidates import Scale
from qbank.outline.history import Heard, Known
from qbank.pattern import names

OWN_MINUTES = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A chosen question before it is worded; `heard` is where the guest was asked it, or what it goes back to."""

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

    @property
    def intent(self) -> str:
        """The question that this is a variant of; empty for a line of the host's own."""
        return self.template.purpose if self.template else ""

    @property
    def said(self) -> str:
        """The text that it is compared by."""
        return self.template.text if self.template else self.text


def rituals(bank: Bank, known: Known) -> list[Line]:
    """Return the show's ritual questions that can be worded, in their places."""
    by_id = {t.id: t for t in bank.templates}
    return [
        line(template, known, lane="must", why="ritual of the show", place=place.place)
        for place in bank.show.rituals
        if (template := by_id.get(place.template)) and set(names(template.text)) <= set(known.values)
    ]


def own_lines(own: Iterable[OwnLine]) -> list[Line]:
    """Return the host's own questions, word for word."""
    return [
        Line(category=o.category, template=None, text=o.text, why="your own line", minutes=OWN_MINUTES)
        for o in own
    ]


def frames(request: Request, offers: Sequence[Template], known: Known) -> tuple[list[Line], tuple[Fact, ...]]:
    """Give every fact the frame that fits best, and return the facts that none is left for.

    A frame is one of the fact's type that is not used yet: one that was asked for, then a favourite, then the family's
    own, then the most asked, then by id.
    """
    made: list[Line] = []
    left: list[Fact] = []
    used: set[str] = set()
    for fact in request.facts:
        fits = [t for t in offers if t.takes == fact.type and t.purpose not in used]
        if not fits:
            left.append(fact)
            continue
        best = min(fits, key=lambda t: (t.id not in request.must, *_fitness(t, known)))
        used.add(best.purpose)
        made.append(line(best, known, lane="must", why=f"stands on your fact ({fact.type})", fact=fact))
    return made, tuple(left)


def second_frames(
    request: Request, offers: Sequence[Template], framed: Sequence[Line], block: Mapping[str, Block]
) -> dict[str, tuple[Template, Fact]]:
    """Return the further frames, by their ids, with the fact that each could come back to.

    What was worth looking up may be worth a second question, in a later block than the first: from another side.
    """
    place = {category: BLOCKS.index(name) for category, name in block.items()}
    used = {f.intent for f in framed}
    made: dict[str, tuple[Template, Fact]] = {}
    for template in offers:
        if not template.takes or template.purpose in used or template.id in request.must:
            continue
        fact = next(
            (
                f.fact
                for f in framed
                if f.fact and f.fact.type == template.takes and place[f.category] < place[template.category]
            ),
            None,
        )
        if fact:
            made[template.id] = (template, fact)
    return made


def _fitness(template: Template, known: Known) -> tuple[bool, bool, int, str]:
    own = known.family in template.families
    return (not template.favourite, not own, -len(known.memory.asked.get(template.id, ())), template.id)


def line(
    template: Template,
    known: Known,
    *,
    lane: Lane,
    why: str,
    fact: Fact | None = None,
    place: Literal["open", "close", ""] = "",
) -> Line:
    """Return the line of a template: for whom it is, and whether it is asked for the second time."""
    before = history.said_before(template, known.memory)
    again = bool(template.again) and set(names(template.again)) <= set(known.values) and (
        before is not None or (heard_elsewhere(template, known) and history.anybodys(template.again))
    )  # fmt: skip
    heard = history.callback(template, known.memory) if history.is_callback(template) else before
    return Line(
        category=template.category, template=template, lane=lane, why=why, fact=fact, place=place, again=again, heard=heard,
        minutes=template.minutes, to=_to(template, known, again=again and before is not None),
    )  # fmt: skip


def _to(template: Template, known: Known, *, again: bool) -> str | None:
    """Return the one of several guests that a question is for, if it is for one only."""
    if len(known.guests) < 2:
        return None
    fits = [g for g in known.guests if not template.relation or known.relations.get(g) in template.relation]
    if "only-users" in template.never:
        fits = [g for g in fits if known.relations.get(g) != "uses"]
    if again or "returning" in template.needs:
        fits = [g for g in fits if g in known.memory.returning]
    return fits[0] if len(fits) == 1 else None


def heard_elsewhere(template: Template, known: Known) -> bool:
    """Say whether another show has asked this guest the same."""
    return not template.takes and template.purpose in known.memory.elsewhere


def _how_often(asked: int, common: int) -> str:
    """Say how often this show has asked a question, else how often other shows in the bank have."""
    if asked:
        return f"asked in {asked} earlier interview{'s' if asked != 1 else ''}"
    if common:
        return "asked once by another show" if common == 1 else f"asked {common} times by other shows"
    return "written for the bank"


def reason(template: Template, known: Known, scale: Scale, request: Request) -> str:
    """Return why a template is on the sheet, in words for the host."""
    mind = known.memory
    asked, related = len(mind.asked.get(template.id, ())), mind.related.get(template.id, ())
    before = history.said_before(template, mind)
    reasons = [
        "you asked for it" if template.id in request.must else "",
        f"on the sheet of episode {request.like}" if template.id in mind.liked else "",
        "one of your focus categories" if template.category in request.focus else "",
        f"core category {template.category}"
        if template.category in scale.core
        else f"covers {template.category}",
        _how_often(asked, mind.common.get(template.id, 0)),
        f"{' and '.join(repr(t) for t in template.needs)} {'are' if len(template.needs) > 1 else 'is'} known"
        if template.needs
        else "",
        f"this guest had it before, in {history.named(before.episode)}" if before else "",
        f"asked about this subject or company before ({', '.join(related)})" if related else "",
        "another show has asked it: go on from there" if heard_elsewhere(template, known) else "",
    ]
    return "; ".join(r for r in reasons if r)
