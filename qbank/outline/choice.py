"""What goes on the sheet beside what has to: the best must-asks, then nice-to-haves, then a few in reserve."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from qbank.english.spoken import is_field
from qbank.errors import UsageError
from qbank.lazy import dataclass, regex
from qbank.model import Bank, Fact, Lane, Outline, Template
from qbank.model.pattern import names
from qbank.outline import clock, history, lines, log, select
from qbank.outline.brief import OwnLine, Request
from qbank.outline.candidates import (
    USUAL_MINUTES,
    Offers,
    Refusal,
    Scale,
    best_of_each_category,
    changed_since,
    for_its_kind,
    for_what_was_told,
    value,
)
from qbank.outline.known import Known, blocks, family_plan
from qbank.outline.lines import Line
from qbank.outline.select import Candidate
from qbank.outline.sound import MOST_OPENINGS, openings
from qbank.outline.wordings import sayings

CHANGED_SHARE = 0.5
"""Of what is chosen for a returning guest, this share asks what has changed, to the nearest question."""
CHANGED = 2.0
"""What a question of the core gains for asking what has changed: most others are worth less than it then is."""
FIRST = "nobody can follow the rest without it"
BETWEEN = "is between the guests"
FOR_THE_USER = "is for the one who uses it"
CALLBACK = "goes back to what this guest said the last time"
HEARD = "; another show has asked it: go on from there"
_MAKERS = frozenset({"made", "joined", "writes"})
MOST_FOR_THE_USER, MINUTES_FOR_ONE = 3, 15
"""So many questions at least are put to a user who sits beside a maker; on a short sheet one for so many minutes."""
_EARLY = frozenset({"open", "why", "inside"})
COMPARED = 40
"""So many equals are compared by how they would sound."""

_PLACE_OF_WORK = regex(r"\b(?:(?:work|start) in|your way into) \{\{ domain \}\}")
"""What can be said of a place as well as of a field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The lines of a sheet, what was left out first and why, and the facts that no frame was left for."""

    lines: tuple[Line, ...]
    refusals: tuple[Refusal, ...] = ()
    unused: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Budget:
    """What must-asks and everything together may take beside what is fixed, and what a question takes (minutes, or 1)."""

    must: float
    all: float
    cost: Callable[[Template, Lane], float]
    usual: float


def choose(
    bank: Bank, request: Request, known: Known, offers: Offers, own: Sequence[OwnLine] = (),
    earlier: Sequence[Outline] = (),
) -> Chosen:  # fmt: skip
    """Choose the lines of a sheet.

    `earlier` are outlines with a log: their skipped must-asks come back as backups, a great answer lifts a question, being
    skipped twice in a row lowers it.
    """
    great, passed_over = log.judged(earlier)
    scale = Scale(
        core=known.core, focus=frozenset(request.focus), by_length=request.questions is None, great=great, passed_over=passed_over,
    )  # fmt: skip
    own_aside = {o.instead_of for o in own if o.instead_of}
    # No other question may ask along with its own what the host asks for.
    wanted = {t.purpose for t in offers.templates if t.id in request.must}
    known = replace(known, aside=known.aside | own_aside | wanted)
    fixed, unused = _fixed(bank, request, known, scale, offers, own)
    budget = _budget(bank, request, fixed, known)
    aside = own_aside | {i for f in fixed for i in (f.intent, *f.covers)}
    known = replace(known, aside=known.aside | aside)
    free = [t for t in offers.templates if _is_free(t, aside)]
    again = lines.second_frames(request, offers.templates, [f for f in fixed if f.fact], blocks(bank, known), known)
    seconds = [t for t, _ in again.values()]
    values = {t.id: value(t, known, scale) for t in (*free, *seconds)}
    for gained in (for_its_kind(free, values), for_what_was_told(free, values, known)):
        values |= {id_: values[id_] + more for id_, more in gained.items()}
    picked = _picked(free, again, values, fixed, budget, known)
    made = [_line(t, lane, again, known, scale, request) for t, lane in picked]
    sheet = [*fixed, *made]
    sheet += lines.backups(free, values, sheet, earlier, known, scale, request)
    left = lines.left_out(offers, values, sheet, own, known, scale, request)
    return Chosen(lines=tuple(sheet), refusals=left, unused=unused)


def _line(
    template: Template, lane: Lane, seconds: Mapping[str, tuple[Template, Fact]], known: Known, scale: Scale,
    request: Request,
) -> Line:  # fmt: skip
    if template.id in seconds:
        fact = seconds[template.id][1]
        why = f"stands on your fact ({fact.type}), from another side"
        return lines.line(template, known, lane=lane, why=why, fact=fact)
    return lines.line(template, known, lane=lane, why=lines.reason(template, known, scale, request))


def _is_free(template: Template, aside: set[str]) -> bool:
    """Say whether a template may be chosen: no frame, no part of the ritual end, no question that is there already."""
    return (
        not template.takes and template.category != "closing" and aside.isdisjoint((template.purpose, *template.covers))
    )


def rituals(bank: Bank, known: Known) -> list[Line]:
    """Return the show's ritual questions that suit the subject's family and can be worded, in their places.

    Of those that ask the same, the first: a waller is not asked about "the area of walls".
    """
    by_id = {t.id: t for t in bank.templates}
    made = [
        lines.line(template, known, lane="must", why="ritual of the show", place=place.place)
        for place in bank.show.rituals
        if (template := by_id.get(place.template)) and known.is_for(template) and _can_be_said(template, known)
    ]
    return [*{one.intent: one for one in reversed(made)}.values()][::-1]


def _can_be_said(template: Template, known: Known) -> bool:
    """Say whether a ritual's slots are filled, and not with a "field" that is none: nobody is involved in the area of care homes."""
    asked = set(names(template.text))
    of_a_field = "domain" in asked and not _PLACE_OF_WORK.search(template.text)
    if not asked <= set(known.values):
        return False
    doubled = "tool" in known.values.get("domain", "") and "tool" in template.text
    return not of_a_field or (is_field(known.values["domain"]) and not doubled)


def _fixed(
    bank: Bank, request: Request, known: Known, scale: Scale, offers: Offers, own: Sequence[OwnLine]
) -> tuple[list[Line], tuple[Fact, ...]]:
    """Return what has to be in: rituals, the host's own lines, the facts, and the templates that were asked for."""
    framed, unused = lines.frames(request, offers.templates, known)
    used = {f.template.id for f in framed if f.template}
    wanted = [t for t in offers.templates if t.id in request.must and t.id not in used]
    if frame := next((t for t in wanted if t.takes), None):
        raise UsageError(
            f"{frame.id} stands on a {frame.takes}, and another frame has the one that you gave",
            hint="give one more with --fact, or name one frame only",
        )
    asked_for = [lines.line(t, known, lane="must", why=lines.reason(t, known, scale, request)) for t in wanted]
    there = {o.instead_of for o in own} | {line.intent for line in asked_for}
    back = _best(offers, known, scale, there, CALLBACK, history.is_callback)
    opening = family_plan(bank, known).first
    first = [
        lines.line(t, known, lane="must", why=FIRST + (HEARD if lines.heard_elsewhere(t, known) else ""))
        for t in offers.templates
        if t.id == opening and t.intent not in there and t.id not in there
    ]
    between = _best(offers, known, scale, there, BETWEEN, lambda t: "several-guests" in t.needs)
    forced = [*framed, *asked_for, *first, *back, *between]
    forced += _for_the_user(bank, request, known, scale, offers, forced)
    shown = rituals(bank, known)
    if not any(r.place == "close" for r in shown):
        why = "the end, as your show asks it"
        ends = _best(offers, known, scale, there, why, lambda t: t.category == "closing" and not t.takes)
        forced += [replace(end, place="close") for end in ends]
    return [*shown, *lines.own_lines(own, known), *forced], unused


def _for_the_user(
    bank: Bank, request: Request, known: Known, scale: Scale, offers: Offers, there: Sequence[Line]
) -> list[Line]:
    """Return what is put to a user who sits beside a maker, in different categories and one of it early: else they would sit silent."""
    users = [g for g in known.guests if known.relations.get(g) == "uses"]
    if not users or len(users) == len(known.guests):
        return []
    wanted = min(MOST_FOR_THE_USER, int((request.minutes or bank.show.minutes) / MINUTES_FOR_ONE)) - sum(
        f.to in users for f in there
    )
    taken, block = {i for f in there for i in f.asks}, blocks(bank, known)
    fits = [t for t in offers.templates if t.relation == ("uses",) and _is_free(t, taken)]
    values = {t.id: value(t, known, scale) for t in fits}
    best = [next(t for t in fits if t.id == name) for name in best_of_each_category(fits, values)]
    early = [t for t in best if block[t.category] in _EARLY][:1]
    chosen = [*early, *(t for t in best if t not in early)][: max(0, wanted)]
    return [lines.line(t, known, lane="must", why=FOR_THE_USER) for t in chosen]


def _best(
    offers: Offers, known: Known, scale: Scale, there: Collection[str | None], why: str,
    fits: Callable[[Template], bool],
) -> list[Line]:  # fmt: skip
    """Return the best question of a kind that a sheet has one of: the callback of a returning guest, the one between two guests."""
    found = [t for t in offers.templates if fits(t) and not {t.id, t.purpose} & {*there}]
    best = min(found, key=lambda t: (-value(t, known, scale), t.id), default=None)
    return [lines.line(best, known, lane="must", why=why)] if best else []


def _budget(bank: Bank, request: Request, fixed: Sequence[Line], known: Known) -> _Budget:
    if request.questions is not None:
        rest = max(0, request.questions - len(fixed))
        musts = min(rest, max(len(known.core), round(clock.MUST_SHARE_OF_QUESTIONS * rest)))
        return _Budget(must=musts, all=rest, cost=lambda _template, _lane: 1.0, usual=1.0)
    minutes = request.minutes or float(bank.show.minutes)
    faster = clock.pace(minutes)
    spent = clock.INTRODUCTION_MINUTES + clock.CONTACT_MINUTES
    spent += sum(clock.planned(f.minutes, "must", faster=faster) for f in fixed)
    return _Budget(
        must=max(0.0, clock.MUST_SHARE * minutes - spent),
        all=max(0.0, minutes - spent),
        cost=lambda template, lane: clock.planned(template.minutes, lane, faster=faster),
        usual=clock.planned(USUAL_MINUTES, "must", faster=faster),
    )


def _picked(
    free: Sequence[Template], again: Mapping[str, tuple[Template, Fact]], values: Mapping[str, float],
    fixed: Sequence[Line], budget: _Budget, known: Known,
) -> list[tuple[Template, Lane]]:  # fmt: skip
    """Return the best set of must-asks, and the best nice-to-haves to go with them.

    Each lane begins with what is open of the core; for a returning guest it goes on with what asks for changes, until half of it
    does; then comes the best of all.
    """
    pool, changed = [*select.shortlist(free, values), *(t for t, _ in again.values())], list[Template]()
    if known.memory.visits:
        changed = select.shortlist([t for t in free if changed_since(t, known)], values)
    picking = _Picking(again=again, values=values, fixed=fixed, budget=budget, known=known)
    stages: tuple[tuple[Lane, float], ...] = (("must", budget.must), ("nice", budget.all))
    for lane, room in stages:
        picking.take_core(free, lane, room - picking.spent())
        if changed:
            wanted = CHANGED_SHARE * room + budget.usual / 2 - picking.spent(changed)
            picking.take(changed, lane, max(0.0, min(wanted, room - picking.spent())))
        picking.take(pool, lane, room - picking.spent())
    return picking.lanes


class _Picking:
    """What is chosen stage by stage: each takes the best set that fits beside what was there before."""

    def __init__(
        self, *, again: Mapping[str, tuple[Template, Fact]], values: Mapping[str, float], fixed: Sequence[Line],
        budget: _Budget, known: Known,
    ) -> None:  # fmt: skip
        self.lanes: list[tuple[Template, Lane]] = []
        self._facts = {name: fact.text for name, (_, fact) in again.items()}
        self._values, self._budget, self._known = values, budget, known
        # A frame is about its fact and leaves its category as open as it was: how an arrangement came about says nothing
        # of why the thing was made.
        self._taken = Counter(f.category for f in fixed if not f.place and not f.fact)
        self._open_core = known.core.difference(
            f.category for f in fixed if f.core and not f.fact and not self._of_others(f.template)
        )
        self._templates = [f.template for f in fixed if f.template]
        self._texts = [f.said for f in fixed]
        self._intents: set[str] = set()

    def spent(self, of: Iterable[Template] | None = None) -> float:
        """Return what everything chosen so far takes, or what is among these."""
        ids = None if of is None else {t.id for t in of}
        return sum(self._budget.cost(t, lane) for t, lane in self.lanes if ids is None or t.id in ids)

    def take_core(self, pool: Iterable[Template], lane: Lane, room: float) -> None:
        """Choose one question of each open core category, as far as there is room; rather one that asks for changes.

        It asks the category's own question: what was thrown away, or how users' code is kept apart, does not stand for how a thing
        is built or fails. Where a guest made the subject, it is not one for those who merely use it.
        """
        there = [t for t in pool if t.category in self._open_core and not t.takes]
        own = [t for t in there if t.core and not self._of_others(t)]
        elsewhere = self._known.memory.elsewhere
        fresh = {t.category for t in own if t.purpose not in elsewhere}
        own = [t for t in own if t.purpose not in elsewhere or t.category not in fresh]
        offers = [self._candidate(t, lane, more=CHANGED if changed_since(t, self._known) else 0.0) for t in own]
        self._take(offers, lane, room, each=1)

    def _of_others(self, template: Template | None) -> bool:
        """Say whether a question is for those who merely use what a guest has made."""
        relation = template.relation if template else ()
        return self._known.insiders and bool(relation) and _MAKERS.isdisjoint(relation)

    def take(self, pool: Iterable[Template], lane: Lane, room: float) -> None:
        """Choose for a lane the best set that takes no more than there is room."""
        self._take([self._candidate(t, lane) for t in pool], lane, room, each=select.DEEPEST)

    def _candidate(self, template: Template, lane: Lane, *, more: float = 0.0) -> Candidate:
        return Candidate(
            template=template,
            value=self._values[template.id] + more,
            cost=self._budget.cost(template, lane),
            fact=self._facts.get(template.id, ""),
            covers=lines.covers(template, self._known),
        )

    def _take(self, offers: Iterable[Candidate], lane: Lane, room: float, *, each: int) -> None:
        offers = [c for c in offers if c.intent not in self._intents and self._intents.isdisjoint(c.covers)]
        best = select.choose(
            offers, budget=room, core=self._open_core, taken=self._taken, beside=self._texts, each=each
        )
        chosen = _sounding_best(best, offers, self._templates, self._texts, self._known)
        self.lanes += [(c.template, lane) for c in chosen]
        self._taken.update(c.category for c in chosen)
        self._open_core -= {c.category for c in chosen}
        self._templates += [c.template for c in chosen]
        self._texts += [c.template.text for c in chosen]
        self._intents |= {i for c in chosen for i in (c.intent, *c.covers)}


def _sounding_best(
    chosen: Sequence[Candidate],
    offers: Sequence[Candidate],
    before: Iterable[Template],
    beside: Iterable[str],
    known: Known,
) -> list[Candidate]:
    """Take of equals (category, value and cost) those that do not begin like too many others."""
    said: Counter[str] = Counter()
    for template in before:
        said[min(_openings(template, known), key=lambda o: (said[o], o))] += 1
    equals: dict[tuple[str, float, float], list[Candidate]] = {}
    for candidate in chosen:
        equals[_class(candidate)] = []
    for candidate in offers:
        if (members := equals.get(_class(candidate))) is not None:
            members.append(candidate)
    ranked = {kind: sorted(members, key=select.order)[:COMPARED] for kind, members in equals.items()}
    made, there = list(chosen), [select.content(text) for text in beside]
    for n, candidate in enumerate(chosen):
        rest = [*made[:n], *made[n + 1 :]]
        others = [*there, *(select.content(c.template.text) for c in rest)]
        options = [
            c
            for c in ranked[_class(candidate)]
            if not any(c.is_one_with(other) for other in rest)
            and not any(select.alike(select.content(c.template.text), other) for other in others)
        ]
        made[n] = min(options or [candidate], key=lambda c: _repeats(c.template, said, known))
        said[min(_openings(made[n].template, known), key=lambda o: (said[o], o))] += 1
    return made


def _class(candidate: Candidate) -> tuple[str, float, float]:
    return (candidate.category, candidate.value, candidate.cost)


def _repeats(template: Template, said: Counter[str], known: Known) -> int:
    """Return by how much too often the sheet would open with the words of this question."""
    return max(0, min(said[o] for o in _openings(template, known)) + 1 - MOST_OPENINGS)


def _openings(template: Template, known: Known) -> tuple[str, ...]:
    return openings(template, known.values, sayings(template, known))
