"""Guest + subject + bank + minutes -> outline: the arc from the ritual opening to the parting question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qbank import subjects
from qbank.model import (
    BLOCKS,
    Bank,
    Block,
    Fact,
    FamilyPlan,
    Lane,
    Outline,
    PlannedFollowUp,
    PlannedQuestion,
    Relation,
    Section,
    Subject,
    Template,
)  # fmt: skip
from qbank.outline import clock, offer, select
from qbank.outline.offer import Known, Refusal
from qbank.outline.request import Request
from qbank.outline.wording import Voice, best_phrasing, spoken_list
from qbank.pattern import names, speak
from qbank.terms import slug, words

FRESH_AFTER = 3
"""A template asked in each of the show's last so many episodes is worn out for the next one."""
USUAL_MINUTES, LENGTH_COUNTS = 3.0, 0.7
"""A question that takes longer than usual is worth more, though less than in proportion."""
BLANK = "________"
LOOK_UP = (
    "A limit that its own documentation admits.",
    "The last breaking change, and who complained.",
    "The loudest criticism from somebody who knows it.",
    "Who owns it, and who pays for the work.",
    "The guest's last talk: what was claimed, what was left out.",
)
"""Look-ups worth ten minutes, when the host has given no facts: each becomes a frame with --fact."""
_DEFAULT_TITLES: Mapping[str, str] = {
    "open": "Open", "why": "Why it exists", "inside": "Inside", "breaks": "What breaks", "in-use": "In use", "ahead": "Ahead",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLine:
    """A line of the host's own, with the category it was sorted into and the template it makes superfluous."""

    text: str
    category: str
    instead_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """An outline, and what was left out of it and why."""

    outline: Outline
    refusals: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A chosen question before it is worded."""

    category: str
    template: Template | None
    text: str = ""
    fact: Fact | None = None
    lane: Lane
    why: str
    rank: float
    minutes: float


def plan(bank: Bank, request: Request, own: Sequence[OwnLine] = ()) -> Planned:
    """Plan an interview. The same bank and request give the same outline."""
    subject = known_subject(bank, request)
    known = what_is_known(bank, request, subject)
    offers, refusals = offer.offered(bank, request, known)
    lines = [*_rituals(bank, known), *_chosen(bank, request, known, offers, own)]
    sections = _sections(bank, known, lines)
    return Planned(outline=_outline(bank, request, subject, known, sections), refusals=refusals)


def known_subject(bank: Bank, request: Request) -> Subject:
    """Return what is known of the subject: what the host says, then the lexicon, then its kind's defaults."""
    name = request.technology or (request.guests[0] if request.guests else "")
    return subjects.known(
        bank.lexicon, name, family=request.family, kind=request.kind, company=request.company,
        alternatives=request.alternatives, traits=request.traits, not_traits=request.not_traits,
    )  # fmt: skip


def what_is_known(bank: Bank, request: Request, subject: Subject) -> Known:
    """Gather the slot values, traits, relations and memory that templates are held against."""
    asked = offer.asked_where(bank.episodes, without=request.without_episode)
    relations: set[Relation] = set(request.relations.values())
    if not relations and any(g in subject.makers for g in request.guests):
        relations = {"made"}
    heard = {
        item.template
        for episode in bank.episodes
        if set(episode.guests) & set(request.guests) and episode.number != request.without_episode
        for item in episode.items
        if item.template
    }
    truth = {**subjects.truth(subject), "returning": bool(heard)}
    return Known(
        values=_values(bank, request, subject), truth=truth, family=subject.family or "software",
        relations=frozenset(relations), fact_types=frozenset(f.type for f in request.facts), asked=asked,
        asked_elsewhere=frozenset(asked) if request.without_episode is not None else None, heard=frozenset(heard),
    )  # fmt: skip


def _values(bank: Bank, request: Request, subject: Subject) -> dict[str, str]:
    """Return what each slot is filled with; a slot of which nothing is known is absent."""
    values = {
        "technology": request.technology, "guest": spoken_list(request.guests) if request.guests else None,
        "company": subject.company, "kind": subject.kind, "domain": request.domain or bank.show.domain,
        "alternatives": spoken_list(subject.alternatives[:3]) if subject.alternatives else None,
        **subjects.words(bank.lexicon, subject),
    }  # fmt: skip
    return {slot: value for slot, value in values.items() if value}


def _rituals(bank: Bank, known: Known) -> list[_Line]:
    by_id = {t.id: t for t in bank.templates}
    return [
        _Line(
            category=template.category, template=template, lane="must", why="ritual of the show",
            rank=float("inf") if place.place == "open" else float("-inf"), minutes=template.minutes,
        )
        for place in bank.show.rituals
        if (template := by_id.get(place.template)) is not None and set(names(template.text)) <= set(known.values)
    ]  # fmt: skip


def _chosen(
    bank: Bank, request: Request, known: Known, offers: Sequence[Template], own: Sequence[OwnLine]
) -> list[_Line]:
    """Choose the questions beside the rituals: own lines and facts first, then the best set, then backups."""
    lines = [
        _Line(
            category=o.category,
            template=None,
            text=o.text,
            lane="must",
            why="your own line",
            rank=1e6 - i,
            minutes=3.0,
        )
        for i, o in enumerate(own)
    ]
    aside = {o.instead_of for o in own if o.instead_of}
    offers = [t for t in offers if (t.intent or t.id) not in aside]
    frames, used = _frames(request, offers, known)
    lines += frames
    core = _family_plan(bank, known).core
    candidates = [
        _candidate(bank, request, known, t, core)
        for t in offers
        if not t.takes and t.id not in used and t.category != "closing"
    ]
    rituals = _rituals(bank, known)
    if request.questions is not None:
        return lines + _by_number(
            request.questions - len(rituals) - len(lines), candidates, core, known, request
        )
    minutes = request.minutes or bank.show.minutes
    spent = sum(r.minutes for r in rituals) + clock.INTRODUCTION_MINUTES + clock.CONTACT_MINUTES
    return lines + _by_minutes(minutes, spent, lines, candidates, core, known, request)


def _family_plan(bank: Bank, known: Known) -> FamilyPlan:
    found = bank.families.get(known.family) if known.family else None
    return found or FamilyPlan(core=())


def _candidate(
    bank: Bank, request: Request, known: Known, template: Template, core: Sequence[str]
) -> select.Candidate:
    counted = request.questions is not None
    worth = select.value(
        template, asked=len(known.asked.get(template.id, ())), core=template.category in core,
        focus=template.category in request.focus, fresh=not _worn(bank, template),
    )  # fmt: skip
    if counted:
        return select.Candidate(template=template, value=worth, cost=1.0, must=template.id in request.must)
    long = (template.minutes / USUAL_MINUTES) ** LENGTH_COUNTS
    return select.Candidate(
        template=template, value=worth * long, cost=template.minutes, must=template.id in request.must
    )


def _worn(bank: Bank, template: Template) -> bool:
    """Say whether each of the show's last episodes had this question. A bank without a show of its own wears nothing out."""
    if bank.show.name is None:
        return False
    own = sorted(
        (e for e in bank.episodes if e.show == bank.show.name), key=lambda e: (e.date or "", e.number or 0)
    )
    last = own[-FRESH_AFTER:]
    return len(last) == FRESH_AFTER and all(any(i.template == template.id for i in e.items) for e in last)


def _frames(request: Request, offers: Sequence[Template], known: Known) -> tuple[list[_Line], set[str]]:
    """Give every fact the frame that fits best: one of its type, not used yet, most asked first, then by id."""
    lines: list[_Line] = []
    used: set[str] = set()
    for i, fact in enumerate(request.facts):
        fits = [t for t in offers if t.takes == fact.type and (t.intent or t.id) not in used]
        best = min(
            fits,
            key=lambda t: (known.family not in t.families, -len(known.asked.get(t.id, ())), t.id),
            default=None,
        )
        if best is not None:
            used |= {best.id, best.intent or best.id}
            lines.append(
                _Line(
                    category=best.category, template=best, fact=fact, lane="must", rank=1e5 - i, minutes=best.minutes,
                    why=f"stands on your fact ({fact.type})",
                )
            )  # fmt: skip
    return lines, used


def _by_number(
    count: int, candidates: Sequence[select.Candidate], core: Sequence[str], known: Known, request: Request
) -> list[_Line]:
    chosen = select.choose(candidates, budget=max(0, count), core=core)
    ranked = _ranked(chosen)
    musts = max(len(core), round(0.65 * count))
    lines = [
        _line(c, "must" if i < musts or c.must else "nice", known, core, request)
        for i, c in enumerate(ranked)
    ]
    return lines + _backups(candidates, chosen, known, core, request)


def _by_minutes(
    minutes: float, spent: float, lines: Sequence[_Line], candidates: Sequence[select.Candidate],
    core: Sequence[str], known: Known, request: Request,
) -> list[_Line]:  # fmt: skip
    taken = spent + sum(line.minutes for line in lines)
    chosen = select.choose(candidates, budget=max(0.0, minutes - taken), core=core)
    ranked = _ranked(chosen)
    put = clock.lanes(((c.cost, c.must) for c in ranked), spent=taken, minutes=minutes)
    made = [_line(c, lane, known, core, request) for c, lane in zip(ranked, put, strict=True)]
    return made + _backups(candidates, chosen, known, core, request)


def _ranked(chosen: Sequence[select.Candidate]) -> list[select.Candidate]:
    """Return the chosen, most important first: one of each category before the second of any."""
    seen: dict[str, int] = {}
    keyed = []
    for candidate in sorted(chosen, key=lambda c: (-c.value, c.template.id)):
        rank = seen[candidate.template.category] = seen.get(candidate.template.category, -1) + 1
        keyed.append(
            (-candidate.must, -candidate.value * select.FALLOFF**rank, candidate.template.id, candidate)
        )
    return [k[-1] for k in sorted(keyed, key=lambda k: k[:3])]


def _backups(
    candidates: Sequence[select.Candidate],
    chosen: Sequence[select.Candidate],
    known: Known,
    core: Sequence[str],
    request: Request,
) -> list[_Line]:
    """Keep a few more in reserve, from as many categories as there are."""
    intents = {c.intent for c in chosen}
    made: list[select.Candidate] = []
    rest = sorted((c for c in candidates if c.intent not in intents), key=lambda c: (-c.value, c.template.id))
    for candidate in rest:
        categories = [c.template.category for c in made]
        if candidate.template.category not in categories and candidate.intent not in {c.intent for c in made}:
            made.append(candidate)
        if len(made) == clock.BACKUPS:
            break
    return [_line(c, "backup", known, core, request) for c in made]


def _line(
    candidate: select.Candidate, lane: Lane, known: Known, core: Sequence[str], request: Request
) -> _Line:
    template = candidate.template
    asked = len(known.asked.get(template.id, ()))
    reasons = [
        "you asked for it" if candidate.must else "",
        "one of your focus categories" if template.category in request.focus else "",
        f"core category {template.category}" if template.category in core else f"covers {template.category}",
        f"asked in {asked} earlier interview{'s' if asked != 1 else ''}" if asked else "written for the bank",
        f"{_or(template.needs)} is known" if template.needs else "",
    ]
    return _Line(
        category=template.category, template=template, lane=lane, why="; ".join(r for r in reasons if r),
        rank=candidate.value, minutes=template.minutes,
    )  # fmt: skip


def _or(traits: Sequence[str]) -> str:
    return " and ".join(f"'{t}'" for t in traits)


def _sections(bank: Bank, known: Known, lines: Sequence[_Line]) -> tuple[Section, ...]:
    """Put the lines in the order of the arc, word them, number them, and set the clock."""
    order = {c.id: i for i, c in enumerate(bank.categories)}
    block_of = {c.id: c.block for c in bank.categories}
    titles: dict[str, str] = {**_DEFAULT_TITLES, **_family_plan(bank, known).titles}
    voice, at, number, sections = Voice(), 0.0, 0, []
    positions = _usual_positions(bank)
    for block in BLOCKS:
        here = sorted(
            (line for line in lines if block_of.get(line.category, "in-use") == block),
            key=lambda line: _place(line, order, positions),
        )
        questions: list[PlannedQuestion] = []
        for line in here:
            number += 1
            questions.append(_question(f"q{number:02}", line, known, block, voice))
        minutes = sum(map(clock.spoken_minutes, questions))
        minutes += (
            clock.INTRODUCTION_MINUTES
            if block == BLOCKS[0]
            else clock.CONTACT_MINUTES
            if block == BLOCKS[-1]
            else 0.0
        )
        if questions:
            sections.append(
                Section(
                    block=block, title=titles[block], start=at, minutes=minutes, questions=tuple(questions)
                )
            )
            at += minutes
    return tuple(sections)


def _place(
    line: _Line, order: Mapping[str, int], positions: Mapping[str, float]
) -> tuple[int, int, float, str]:
    """Return where a line stands in its block: rituals at the ends, backups last, categories in their order."""
    end = 0 if line.rank == float("inf") else 2 if line.rank == float("-inf") else 1
    name = line.template.id if line.template else ""
    return (end, order.get(line.category, 0), positions.get(name, 0.5), name)


def _usual_positions(bank: Bank) -> dict[str, float]:
    """Return where in an interview each template was asked on average, from 0 (first) to 1 (last)."""
    places: dict[str, list[float]] = {}
    for episode in bank.episodes:
        for i, item in enumerate(episode.items):
            if item.template:
                places.setdefault(item.template, []).append(i / len(episode.items))
    return {template: sum(p) / len(p) for template, p in places.items()}


def _question(id_: str, line: _Line, known: Known, block: Block, voice: Voice) -> PlannedQuestion:
    template = line.template
    if template is None:
        voice.say(block, line.text, known.values.get("technology"))
        return PlannedQuestion(
            id=id_,
            category=line.category,
            cue=_cue(line.text),
            text=line.text,
            minutes=line.minutes,
            lane=line.lane,
            why=line.why,
        )
    values = {**known.values, **({"fact": sentence(line.fact.text)} if line.fact else {})}
    again = bool(template.again) and template.id in known.heard
    text = speak(template.again, values) if again else best_phrasing(template, values, block, voice)
    voice.say(block, text, known.values.get("technology"))
    return PlannedQuestion(
        id=id_, template=template.id, category=template.category, cue=template.cue, context=speak(template.context, values),
        text=text, minutes=line.minutes, lane=line.lane, why=line.why + ("; this guest had it before" if again else ""),
        asked=known.asked.get(template.id, ()),
        follow_ups=tuple(
            PlannedFollowUp(id=f"{id_}{'abcdefgh'[i]}", role=f.role, text=speak(f.text, values))
            for i, f in enumerate(sorted(template.follow_ups, key=lambda f: f.role == "if-brief")[:3])
            if set(names(f.text)) <= set(values)
        ),
        origin=text,
    )  # fmt: skip


def sentence(fact: str) -> str:
    """Return a fact as it is spoken: the first letter raised, a full stop added, nothing else touched."""
    fact = fact.strip()
    raised = fact[:1].upper() + fact[1:]
    return raised if raised.endswith((".", "!", "?", "…")) else raised + "."


def _cue(text: str) -> str:
    """Return a cue for the host's own line: its two longest words, in order."""
    found = words(text)
    longest = sorted(sorted(range(len(found)), key=lambda i: (-len(found[i]), i))[:2])
    return " ".join(found[i] for i in longest) or "own line"


def _outline(
    bank: Bank, request: Request, subject: Subject, known: Known, sections: tuple[Section, ...]
) -> Outline:
    planned = sum(s.minutes for s in sections)
    minutes = request.minutes or (float(bank.show.minutes) if request.questions is None else planned)
    return Outline(
        id=slug(" ".join(filter(None, (request.technology, *request.guests)))), date=request.date, show=bank.show.name,
        host=bank.show.host, guests=request.guests, relations=_relations(request, subject), technology=request.technology,
        family=subject.family, kind=subject.kind, company=subject.company, domain=request.domain or bank.show.domain,
        alternatives=subject.alternatives, traits=dict(sorted(known.truth.items())), facts=request.facts, minutes=float(minutes),
        planned_minutes=planned, box=request.box, spoken=_spoken(bank, request, subject),
        look_up=() if request.facts else LOOK_UP, probes=bank.show.probes, sections=sections,
        problems=_problems(request, subject, planned, float(minutes)),
    )  # fmt: skip


def _relations(request: Request, subject: Subject) -> Mapping[str, Relation]:
    known: dict[str, Relation] = {g: "made" for g in request.guests if g in subject.makers}
    return {**known, **request.relations}


def _spoken(bank: Bank, request: Request, subject: Subject) -> dict[str, str]:
    about = request.technology or spoken_list(request.guests)
    if request.technology and subject.kind:
        about += speak(", a {{ kind }}", {"kind": subject.kind})
    values = {
        "host": bank.show.host or BLANK, "show": bank.show.name or BLANK, "guest": spoken_list(request.guests),
        "subject": about, "domain": request.domain or bank.show.domain, "technology": request.technology or "",
    }  # fmt: skip
    lines = {
        "introduction": bank.show.spoken.introduction,
        "preamble": bank.show.spoken.preamble,
        "contact": bank.show.spoken.contact,
    }
    return {name: speak(line, values) for name, line in lines.items() if line}


def _problems(request: Request, subject: Subject, planned: float, minutes: float) -> tuple[str, ...]:
    made = []
    if subject.family is None:
        made.append(
            f"{request.technology} is not in the lexicon: a piece of software is assumed. Say what it is with --family, --kind and --trait."
        )
    if planned > minutes + 1e-9:
        made.append(
            f"The must-asks alone take {planned:g} of {minutes:g} minutes: drop one, or plan for longer."
        )
    return tuple(made)
