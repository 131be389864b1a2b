"""A kept outline and the bank it came from: new wordings where the host has not touched a line, other questions for a place."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Literal

from qbank.english.spoken import speak
from qbank.errors import NotFoundError, UsageError
from qbank.lazy import dataclass
from qbank.model import Bank, Outline, PlannedFollowUp, PlannedQuestion, Section, Template
from qbank.model.pattern import names
from qbank.outline import arc, candidates, history, lines, log, select, sound
from qbank.outline.brief import Request
from qbank.outline.candidates import Scale, value
from qbank.outline.facts import sentence, to_face, told, woven
from qbank.outline.known import Known, blocks, known_subject, what_is_known
from qbank.outline.lines import Line
from qbank.outline.subjects import FOUND_OUT
from qbank.outline.wordings import PRINTED, filled_with, follow_ups, sayings


def seal(question: PlannedQuestion) -> str:
    """Return what tells cue, lead-in and follow-ups from any others, white space aside: eight hexadecimal digits."""
    texts = (question.cue, question.context, *(f.text for f in question.follow_ups))
    told = "\n".join(" ".join(text.split()) for text in texts)
    return f"{zlib.crc32(told.encode('utf-8', 'surrogatepass')):08x}"


def sealed(outline: Outline) -> Outline:
    """Return an outline fresh from the bank with a seal on every line that is the bank's."""
    sections = tuple(
        replace(s, questions=tuple(replace(q, seal=seal(q)) if q.origin is not None else q for q in s.questions))
        for s in outline.sections
    )
    return replace(outline, sections=sections)


What = Literal["changed", "left", "gone"]
Part = Literal["question", "rest"]
_AGAIN = ("had it before", "another show has asked it")


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What a refresh makes of a line: `changed`, `left` because the host touched it, or its template is `gone`.

    `part` is the question itself, or the rest: cue, lead-in and follow-ups. `after` is the bank's wording, empty if it has
    nothing new.
    """

    id: str
    what: What
    part: Part = "question"
    template: str
    before: str
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """The outline with the bank's new wording, and the news, line by line."""

    outline: Outline
    news: tuple[News, ...]


def refresh(outline: Outline, bank: Bank) -> Refreshed:
    """Return the outline with the bank's new wording in every line that is still as the bank gave it.

    Slots are filled with what the outline itself says. What was marked after the recording stays as it was asked.
    """
    known = known_of(outline, bank)
    templates = {t.id: t for t in bank.templates}
    bench = _Bench(known=known, templates=templates, there=_there(outline, templates, known), said=_words(outline))
    news, sections = list[News](), list[Section]()
    for section in outline.sections:
        questions = []
        for question in section.questions:
            values = _values(question, outline, known)
            had = _had_before(question, templates.get(question.template or ""), known)
            made, told = _question(question, bench, values, had=had)
            questions.append(made)
            news += told
        sections.append(replace(section, questions=tuple(questions)))
    return Refreshed(outline=replace(outline, sections=tuple(sections)), news=tuple(news))


def wordings(question: PlannedQuestion, outline: Outline, bank: Bank) -> tuple[str, ...]:
    """Return how the bank can word a line of an outline, the canonical text first; nothing for a line of the host's own."""
    template = next((t for t in bank.templates if t.id == question.template), None)
    if template is None:
        return ()
    known = known_of(outline, bank)
    values = _values(question, outline, known)
    if _is_again(question, template, values, had=_had_before(question, template, known)):
        return (speak(template.again, values),)
    said = sound.wordings(template, values, sayings(template, known))
    return tuple(dict.fromkeys(s.text for s in said if not s.lead_in or s.lead_in == question.context))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bench:
    """What every line of an outline is held against: what is known, the templates, the questions on the sheet and the words they are said in."""

    known: Known
    templates: Mapping[str, Template]
    there: frozenset[str]
    said: frozenset[str]


def _there(outline: Outline, templates: Mapping[str, Template], known: Known) -> frozenset[str]:
    """Return the questions that stand on an outline, by what they ask."""
    own = {templates[q.template].purpose for q in outline.questions if q.template and q.template in templates}
    return known.aside | own | {intent for q in outline.questions for intent in q.covers}


def _words(outline: Outline) -> frozenset[str]:
    return frozenset(
        text for q in outline.questions for text in (q.text, *(f.text for f in (*q.follow_ups, *q.reserve)))
    )


def request_of(outline: Outline) -> Request:
    """Return the request that an outline itself makes: what it says of its guests and its subject."""
    return Request(
        guests=outline.guests, technology=outline.technology, date=outline.date, relations=outline.relations, family=outline.family,
        kind=outline.kind, company=outline.company, domain=outline.domain,
        alternatives=() if "alternatives" in outline.wishes.looked_up else outline.alternatives,
        traits=tuple(t for t, true in outline.traits.items() if true and t not in FOUND_OUT),
        not_traits=tuple(t for t, true in outline.traits.items() if not true and t not in FOUND_OUT),
        facts=outline.facts, minutes=outline.minutes, box=outline.box, voice=outline.wishes.voice, parts=outline.wishes.parts,
        slots=outline.wishes.slots, without_episode=outline.wishes.without_episode,
    )  # fmt: skip


def known_of(outline: Outline, bank: Bank) -> Known:
    """Return what the outline itself says of its subject, so that slots are filled as they were."""
    request = request_of(outline)
    return what_is_known(bank, request, known_subject(bank, request))


def _values(question: PlannedQuestion, outline: Outline, known: Known) -> Mapping[str, str]:
    """Return the values of the slots in a line; the fact is the one that it says."""
    subject = outline.technology
    for fact in (one for given in outline.facts for one in (given, to_face(given, question.to))):
        before = (said for said in (told(fact, subject), sentence(fact.text, subject)) if said in question.context)
        inside = woven(fact, subject)
        if said := next(before, "") or (inside if inside and inside in question.text else ""):
            return {**known.values, "fact": said}
    return known.values


def _question(
    question: PlannedQuestion, bench: _Bench, values: Mapping[str, str], *, had: bool
) -> tuple[PlannedQuestion, list[News]]:
    """Return a line as the bank would word it today, where it may, and what there is to say about it."""
    if question.template is None or question.origin is None or question.mark is not None:
        return question, []
    template = bench.templates.get(question.template)
    if template is None:
        return question, [News(id=question.id, what="gone", template=question.template, before=question.text)]
    made, told = _text(question, template, bench, values, had=had)
    made, more = _rest(made, template, bench, values, had=had)
    return made, told + more


def _text(
    question: PlannedQuestion, template: Template, bench: _Bench, values: Mapping[str, str], *, had: bool
) -> tuple[PlannedQuestion, list[News]]:
    origin = question.origin or ""
    today = _wordings(template, values) | {said.text for said in _asked(template, bench.known, values)}
    new = origin
    if today and origin not in today:
        again = _is_again(question, template, values, had=had)
        new = speak(template.again, values) if again else _nearest(origin, template, values)
    told = News(id=question.id, what="changed", template=template.id, before=question.text, after=new)
    if question.text.split() != origin.split():
        return question, [replace(told, what="left", after=new if new != origin else "")]
    return (question, []) if new == origin else (replace(question, text=new, origin=new), [told])


def _rest(
    question: PlannedQuestion, template: Template, bench: _Bench, values: Mapping[str, str], *, had: bool
) -> tuple[PlannedQuestion, list[News]]:
    """Take the bank's cue, lead-in and follow-ups, if the line has a seal and the seal is unbroken."""
    said = _asked_as(question, template, bench.known, values)
    if question.seal is None or not (said or _fits(template.context, values)):
        return question, []
    kept = {f.text: f.id for f in (*question.follow_ups, *question.reserve)}
    # What is asked for the second time has a lead-in of its own, what the guest said then, and no follow-ups.
    again = _is_again(question, template, values, had=had)
    texts = () if again else follow_ups(template, said.source if said else None, bench.known, values, bench.there)
    texts = tuple((role, text) for role, text in texts if text in kept or text not in bench.said)
    free = log.ids_below(question.id, {kept[text] for _, text in texts if text in kept})
    lead_in = said.lead_in if said else " ".join(speak(template.context, values).split())
    below = tuple(PlannedFollowUp(id=kept.get(text) or next(free), role=role, text=text) for role, text in texts)
    # What hands a ritual on to the next guest is not a follow-up of the template's.
    below = (*(f for f in question.follow_ups if "-" in f.id), *below)
    new = replace(
        question, cue=template.cue, context=question.context if again else lead_in, follow_ups=below[:PRINTED],
        reserve=below[PRINTED:],
    )  # fmt: skip
    before, after = _said(question), _said(new)
    told = News(id=question.id, what="changed", part="rest", template=template.id, before=before, after=after)
    if seal(question) != question.seal:
        after = after if seal(new) != question.seal else ""
        return question, [replace(told, what="left", after=after)]
    return (question, []) if before == after else (replace(new, seal=seal(new)), [told])


def _is_again(question: PlannedQuestion, template: Template, values: Mapping[str, str], *, had: bool) -> bool:
    """Say whether a line is asked for the second time: by its words, or because it was `had` before."""
    if not template.again or not _fits(template.again, values):
        return False
    return had or question.origin == speak(template.again, values)


def _had_before(question: PlannedQuestion, template: Template | None, known: Known) -> bool:
    """Say whether this guest was asked a line before: by why it is there, or by where it had been asked when it was planned."""
    if any(why in question.why for why in _AGAIN):
        return True
    mind = known.memory
    counted = mind.visits if template and history.is_of_the_guest(template) else mind.on_it
    visits = {episode.id for episode in counted}
    return any(ref.partition("/")[0] in visits for ref in question.asked)


def _said(question: PlannedQuestion) -> str:
    """Return cue, lead-in and follow-ups as one line for a person."""
    return " · ".join(filter(None, (question.cue.upper(), question.context, *(f.text for f in question.follow_ups))))


def _asked(template: Template, known: Known, values: Mapping[str, str]) -> tuple[sound.Said, ...]:
    """Return what the show has asked of a template, as far as its slots can be filled now."""
    slots = {*filled_with(template, values)}
    every = known.repertoire.wordings(template)
    return sound.asked(template, values, [w for w in every if w.asked and {*names(w.text)} <= slots])


def _asked_as(
    question: PlannedQuestion, template: Template, known: Known, values: Mapping[str, str]
) -> sound.Said | None:
    """Return the show's own wording that a line was planned in, where it still stands."""
    if question.words_from is None:
        return None
    return next((s for s in _asked(template, known, values) if s.text == question.origin), None)


def _wordings(template: Template, values: Mapping[str, str]) -> set[str]:
    """Return everything that the template says today, slots filled."""
    sources = (template.text, *template.phrasings, *([template.again] if template.again else []))
    return {speak(source, values) for source in sources if _fits(source, values)}


def _nearest(origin: str, template: Template, values: Mapping[str, str]) -> str:
    """Return the wording of today that is most like the one of then: "it" stays "it", a name a name."""
    today = [speak(s, values) for s in (template.text, *template.phrasings) if _fits(s, values)]
    return max(today, key=lambda text: SequenceMatcher(None, origin, text, autojunk=False).ratio(), default=origin)


def _fits(source: str, values: Mapping[str, str]) -> bool:
    return set(names(source)) <= set(values)


MOST_OTHERS = 8
"""So many other questions are offered for a place."""


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


def others(outline: Outline, id_: str, bank: Bank, *, most: int = MOST_OTHERS) -> tuple[PlannedQuestion, ...]:
    """Return questions of the same category, then of the same block, that are not on the sheet, worded for it.

    `why` says what speaks for each. NotFoundError if the outline has no question of this id.
    """
    place = log.question(outline, id_)
    request, known, left = _left(outline, bank)
    block, scale = blocks(bank, known), Scale(core=known.core)
    asked = [select.content(q.text) for q in outline.questions]
    free = [t for t in left if t.category != "closing" and block.get(t.category) == block.get(place.category)]
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
    _, known, left = _left(outline, bank)
    order = {category.id: n for n, category in enumerate(bank.categories)}
    free = [t for t in left if not t.ritual and t.category in order]
    free.sort(key=lambda t: (order[t.category], -value(t, known, Scale(core=known.core)), t.id))
    return tuple(lines.line(t, known, lane="must", why="") for t in free)


def _left(outline: Outline, bank: Bank) -> tuple[Request, Known, list[Template]]:
    """Return what an outline asks for and knows, and the templates that could be asked and that it does not have."""
    request, known = request_of(outline), known_of(outline, bank)
    purposes = {t.id: t.purpose for t in bank.templates}
    there = {purposes.get(q.template or "", "") for q in outline.questions}
    offered = candidates.offered(bank, request, known).templates
    return request, known, [t for t in offered if not t.takes and t.purpose not in there]
