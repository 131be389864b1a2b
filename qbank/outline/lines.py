"""The lines of a sheet before they are put in order: rituals, the host's own, facts in their frames; and why each is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from qbank.english.spoken import plural
from qbank.lazy import dataclass
from qbank.model import Bank, Block, Fact, Lane, Template
from qbank.model.pattern import names
from qbank.outline import facts, history
from qbank.outline.brief import OwnLine, Request
from qbank.outline.candidates import Scale
from qbank.outline.history import Heard
from qbank.outline.known import Known
from qbank.outline.wordings import Wording, sayings

OWN_MINUTES = 3.0
_OF_MAKING = frozenset({"origin", "architecture", "scaling", "future-plans"})
_OF_USING = frozenset({"usage", "operations"})
_MAKING = frozenset({"made", "joined", "writes"})


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
        return frozenset(self.sayings[0].covers) if self.sayings else frozenset()


def rituals(bank: Bank, known: Known) -> list[Line]:
    """Return the show's ritual questions that can be worded, in their places."""
    by_id = {t.id: t for t in bank.templates}
    return [
        line(template, known, lane="must", why="ritual of the show", place=place.place)
        for place in bank.show.rituals
        if (template := by_id.get(place.template)) and set(names(template.text)) <= set(known.values)
    ]


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
        best = facts.first_frame(fact, offers, used, request.must, known)
        if best is None:
            left.append(fact)
            continue
        used.add(best.purpose)
        made.append(line(best, known, lane="must", why=f"stands on your fact ({fact.type})", fact=fact))
    return made, tuple(left)


def second_frames(
    request: Request,
    offers: Sequence[Template],
    framed: Sequence[Line],
    block: Mapping[str, Block],
    known: Known,
) -> dict[str, tuple[Template, Fact]]:
    """Return the frames that come back to a fact, by their ids: one a fact, in a later block than the first.

    What was worth looking up may be worth a second question from another side, and never a third.
    """
    used = {f.intent for f in framed}
    rest = [t for t in offers if t.id not in request.must]
    made: dict[str, tuple[Template, Fact]] = {}
    for first in framed:
        if first.fact is None or first.template is None:
            continue
        second = facts.second_frame(first.fact, first.template, rest, used, block, known)
        if second:
            used.add(second.purpose)
            made[second.id] = (second, first.fact)
    return made


def line(
    template: Template, known: Known, *, lane: Lane, why: str, fact: Fact | None = None,
    place: Literal["open", "close", ""] = "",
) -> Line:  # fmt: skip
    """Return the line of a template: for whom it is, and whether it is asked for the second time."""
    before = history.said_before(template, known.memory)
    again = bool(template.again) and set(names(template.again)) <= set(known.values) and (
        before is not None or (heard_elsewhere(template, known) and history.anybodys(template.again))
    )  # fmt: skip
    heard = history.callback(template, known.memory) if history.is_callback(template) else before
    return Line(
        category=template.category, template=template, lane=lane, why=why, fact=fact, place=place, again=again, heard=heard,
        minutes=template.minutes, to=_to(template, known, again=again and before is not None),
        sayings=() if again else alike(sayings(template, known)), core=template.core,
        tells=not fact and not place,
    )  # fmt: skip


def alike(said: Sequence[Wording]) -> tuple[Wording, ...]:
    """Return of wordings those that ask just what the first asks."""
    return tuple(w for w in said if {*w.covers} == {*said[0].covers})


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
    wanted: frozenset[str] = frozenset({"uses"}) if template.category in _OF_USING else _MAKING
    return [g for g in known.guests if known.relations.get(g) in wanted]


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
        f"core category {template.category}"
        if template.category in scale.core
        else f"covers {template.category}",
        f"{' and '.join(repr(t) for t in template.needs)} {'are' if len(template.needs) > 1 else 'is'} known"
        if template.needs
        else "",
        f"only {' and '.join(plural(k) for k in template.kinds if k in known.kinds)} are asked it"
        if template.kinds
        else "",
        f"a great answer from {' and '.join(scale.great[template.id][-2:])}"
        if template.id in scale.great
        else "",
        "skipped in the last two interviews" if template.id in scale.passed_over else "",
        f"this guest had it before, in {history.named(before.episode)}" if before else "",
        f"asked about this subject or company before ({', '.join(related)})" if related else "",
        "another show has asked it: go on from there" if heard_elsewhere(template, known) else "",
    ]
    return "; ".join(r for r in reasons if r)
