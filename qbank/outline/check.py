"""What is wrong with an outline before it is printed: lines, times, off-limits words, dead references, follow-ups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from qbank.english import lint
from qbank.english.spoken import plural
from qbank.english.terms import stem, words
from qbank.lazy import dataclass
from qbank.model import BLOCKS, Bank, Outline, PlannedFollowUp, PlannedQuestion, Section, ref
from qbank.model.pattern import names
from qbank.outline import clock
from qbank.outline.clock import CONTACT_MINUTES, INTRODUCTION_MINUTES, spoken_minutes
from qbank.outline.refresh import seal
from qbank.outline.subjects import kinds_of

RULES: tuple[str, ...] = (
    "times", "off-limits", "reference", "double", "empty", "slot", "untrue", "follow-up", *lint.RULES,
)  # fmt: skip
"""What can be left out of a check, by name; the interviewer's lint has the last ones."""
Loc = tuple[str | int, ...]
"""Where something stands in an outline's data: `("sections", 0, "questions", 2, "text")`."""

SPOKEN_ASIDE = INTRODUCTION_MINUTES + CONTACT_MINUTES
"""Minutes that a block may have beyond its questions."""
MOST_FOLLOW_UPS, LONGEST_FOLLOW_UP = 3, 12
_ROUNDING = 0.05
_EMPTY_WORDS = frozenset(
    words(
        "a about after all an and any anything as at be before by concerning do for from had has have her his how in into "
        "is it its matter matters new no not of on or our question questions recent regarding say subject talk than that "
        "the their them these they this those thing things to topic topics was what when where which who why with your"
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something to mend: the rule, where it stands in the outline's data, the line it is about, and the cure."""

    rule: str
    loc: Loc
    id: str = ""
    text: str = ""
    what: str
    hint: str


def check(outline: Outline, bank: Bank, *, accept: tuple[str, ...] = ()) -> tuple[Finding, ...]:
    """Return what is to be mended in an outline, in the order of its lines; what is on the accept list, a rule or a question, is left out."""
    found = [*_whole(outline), *_blocks(outline), *_times(outline, bank), *_on_the_wall(outline)]
    forbidden = _forbidden(outline)
    templates = {t.id: t for t in bank.templates}
    rituals = {t.id for t in bank.templates if t.ritual} | {r.template for r in bank.show.rituals}
    refs = {ref(e, i) for e in bank.episodes for i in e.items}
    categories = {c.id for c in bank.categories}
    kinds = kinds_of(bank.lexicon, outline.kind)
    for n, section in enumerate(outline.sections):
        for m, question in enumerate(section.questions):
            loc = ("sections", n, "questions", m)
            found += _empty(question, loc)
            found += _dead(question, loc, outline, frozenset(templates), refs, categories)
            found += _unfilled(question, loc)
            found += _off_limits(question, loc, forbidden)
            found += _follow_ups(question, loc, outline)
            template = templates.get(question.template or "")
            if template is not None:
                found += _untrue(question, loc, template.needs, template.never, outline.traits)
                found += _of_another_kind(question, loc, template.kinds, kinds)
            if question.template not in rituals and question.mark != "improvised":
                found += _lint(question, loc, outline.language)
    found += _doubles(outline)
    return tuple(f for f in found if f.rule not in accept and f.text not in accept)


def _whole(outline: Outline) -> Iterator[Finding]:
    """Check what is not about a single line: the guests, and the order of what was asked."""
    if not any(guest.strip() for guest in outline.guests):
        yield Finding(rule="empty", loc=("guests",), what="there is no guest", hint="name one in guests")
    if not outline.questions:
        yield Finding(rule="empty", loc=(), what="there is no question", hint="plan it anew with qbank outline")
    for guest in outline.relations:
        if guest not in outline.guests:
            yield Finding(
                rule="reference", loc=("relations",), what=f"a relation is given for '{guest}', who is not a guest",
                hint=f"the guests are {', '.join(outline.guests)}",
            )  # fmt: skip
    ids = {q.id for q in outline.questions}
    for n, id_ in enumerate(outline.order):
        if id_ not in ids:
            yield Finding(
                rule="reference", loc=("order", n), id=id_, what=f"'{id_}' was asked, but is not a question of this outline",
                hint="take it out of order",
            )  # fmt: skip


def _blocks(outline: Outline) -> Iterator[Finding]:
    """Check that each block has a title and stands in its place of the arc, once."""
    places = [BLOCKS.index(s.block) for s in outline.sections]
    for n, place in enumerate(places[1:], 1):
        if place <= places[n - 1]:
            yield Finding(
                rule="times", loc=("sections", n, "block"), text=outline.sections[n].title,
                what=f"the block '{outline.sections[n].block}' stands behind '{outline.sections[n - 1].block}'",
                hint=f"each block stands once, in the order {', '.join(BLOCKS)}",
            )  # fmt: skip
    for n, section in enumerate(outline.sections):
        if not section.title.strip():
            yield Finding(rule="empty", loc=("sections", n, "title"), what="a block has no title", hint="give it one")


def _times(outline: Outline, bank: Bank) -> Iterator[Finding]:
    """Hold the minutes against each other: questions, blocks, the plan, the time there is."""
    end = 0.0
    for n, section in enumerate(outline.sections):
        yield from _block_minutes(section, ("sections", n))
        early = section.start < end - _ROUNDING
        if early or (section.start > end + _ROUNDING and not bank.show.breaks):
            what = (
                f"begins at minute {section.start:g}, but the one before ends at {end:g}"
                if n
                else "does not begin at 0"
            )
            yield Finding(
                rule="times", loc=("sections", n, "start"), text=section.title, what=what,
                hint=f"write start = {end:g}",
            )  # fmt: skip
        end = (end if early else section.start) + section.minutes
    planned = sum(s.minutes for s in outline.sections)
    if abs(planned - outline.planned_minutes) > _ROUNDING:
        yield Finding(
            rule="times", loc=("planned_minutes",), what=f"the blocks take {planned:g} minutes, not {outline.planned_minutes:g}",
            hint=f"write planned_minutes = {planned:g}",
        )  # fmt: skip
    over = planned - outline.minutes
    if over > _ROUNDING:
        spare = [q.id for q in outline.questions if q.lane == "nice" and q.minutes]
        yield Finding(
            rule="times", loc=("minutes",), what=f"{planned:g} minutes are planned, and there are {outline.minutes:g}",
            hint=f"drop {over:g} minutes" + (f"; nice to have are {', '.join(spare)}" if spare else ", or plan for longer"),
        )  # fmt: skip


def _on_the_wall(outline: Outline) -> Iterator[Finding]:
    """Hold the plan against the time when the guest has to leave."""
    if too_long := clock.overrun(outline):
        yield Finding(
            rule="times", loc=("box", "hard_stop"), text=outline.box.hard_stop or "", what=too_long,
            hint=clock.CURE,
        )  # fmt: skip


def _block_minutes(section: Section, loc: Loc) -> Iterator[Finding]:
    asked = sum(map(spoken_minutes, section.questions))
    if section.minutes < asked - _ROUNDING or section.minutes > asked + SPOKEN_ASIDE + _ROUNDING:
        yield Finding(
            rule="times", loc=(*loc, "minutes"), text=section.title,
            what=f"has {section.minutes:g} minutes for questions that take {asked:g}", hint=f"write minutes = {asked:g}",
        )  # fmt: skip
    for m, question in enumerate(section.questions):
        if question.minutes < 0 or (question.minutes == 0 and question.mark != "improvised"):
            yield Finding(
                rule="times", loc=(*loc, "questions", m, "minutes"), id=question.id, text=question.text,
                what=f"takes {question.minutes:g} minutes", hint="most questions take 3, a walk-through 5",
            )  # fmt: skip


def _empty(question: PlannedQuestion, loc: Loc) -> Iterator[Finding]:
    if not question.text.strip():
        yield Finding(rule="empty", loc=(*loc, "text"), id=question.id, what="has no text", hint="write it, or drop it")
    if not question.cue.strip():
        yield Finding(
            rule="empty", loc=(*loc, "cue"), id=question.id, text=question.text, what="has no cue",
            hint="one to three words: all you read while someone talks",
        )  # fmt: skip
    for k, follow_up in enumerate(question.follow_ups):
        if not follow_up.text.strip():
            yield Finding(
                rule="empty", loc=(*loc, "follow_ups", k), id=follow_up.id, what="has no text",
                hint="write it, or drop it",
            )  # fmt: skip


def _dead(
    question: PlannedQuestion, loc: Loc, outline: Outline, templates: frozenset[str], refs: set[str], categories: set[str]
) -> Iterator[Finding]:  # fmt: skip
    """Look for what is named and not there any more: template, category, episodes, the guest it is put to."""

    def dead(field: str, what: str, hint: str) -> Finding:
        return Finding(rule="reference", loc=(*loc, field), id=question.id, text=question.text, what=what, hint=hint)

    if question.template is not None and question.template not in templates:
        yield dead(
            "template", f"there is no template '{question.template}' in the bank", "take the line template = … out"
        )
    if question.category not in categories:
        yield dead("category", f"there is no category '{question.category}'", f"one of {', '.join(sorted(categories))}")
    if gone := [one for one in question.asked if one not in refs]:
        yield dead(
            "asked", f"{' and '.join(gone)} {'are' if gone[1:] else 'is'} not in the bank", "take it out of asked"
        )
    if question.to is not None and question.to not in outline.guests:
        yield dead(
            "to", f"it is put to '{question.to}', who is not a guest", f"the guests are {', '.join(outline.guests)}"
        )


def _unfilled(question: PlannedQuestion, loc: Loc) -> Iterator[Finding]:
    texts = [("cue", question.cue), ("context", question.context), ("text", question.text)]
    for field, text in texts:
        if left := names(text):
            yield Finding(
                rule="slot", loc=(*loc, field), id=question.id, text=text, what=f"the slot {left[0]} is not filled",
                hint="write what is to be said there",
            )  # fmt: skip


def _of_another_kind(
    question: PlannedQuestion, loc: Loc, wanted: tuple[str, ...], kinds: frozenset[str]
) -> Iterator[Finding]:
    """Check that what only some kinds are asked is on the sheet of one of them; an unknown kind is nobody's fault."""
    if wanted and kinds and kinds.isdisjoint(wanted):
        what = f"it is a question for {' or '.join(map(plural, wanted))}"
        yield Finding(
            rule="untrue", loc=(*loc, "template"), id=question.id, text=question.text, what=what, hint="drop it, or mend kind"
        )  # fmt: skip


def _untrue(
    question: PlannedQuestion, loc: Loc, needs: tuple[str, ...], never: tuple[str, ...], traits: Mapping[str, bool]
) -> Iterator[Finding]:
    taken = [(f"it takes '{t}' for granted, which is not true of the subject") for t in needs if traits.get(t) is False]
    taken += [f"it makes no sense for what is '{t}'" for t in never if traits.get(t)]
    for what in taken:
        yield Finding(
            rule="untrue", loc=(*loc, "template"), id=question.id, text=question.text, what=what,
            hint="drop it, or mend traits",
        )  # fmt: skip


def _lint(question: PlannedQuestion, loc: Loc, language: str) -> Iterator[Finding]:
    said = " ".join(filter(None, (question.context, question.text)))
    # What the show has asked in these very words, and what the bank has written, a person has read before.
    as_given = question.origin is not None and question.text == question.origin
    if said.strip() and not as_given:
        for remark in lint.lint(said, language=language):
            yield Finding(
                rule=remark.rule, loc=(*loc, "text"), id=question.id, text=said, what=remark.what,
                hint=remark.hint,
            )  # fmt: skip


def _forbidden(outline: Outline) -> dict[str, str]:
    """Return the stems that are off limits, each with the host's words for it; names on every sheet are none."""
    common = " ".join(
        filter(None, (outline.technology, outline.kind, outline.company, outline.domain, *outline.guests))
    )
    passed = {stem(w) for w in words(common)}
    made: dict[str, str] = {}
    for entry in outline.box.off_limits:
        telling = {w: stem(w) for w in words(entry) if w not in _EMPTY_WORDS}
        # A year or a name that is on every sheet says little beside other words, but all where there are none.
        sharp = {w: s for w, s in telling.items() if s not in passed and not w.isdigit()} or telling
        made.update((s, entry) for s in sharp.values())
    return made


def _off_limits(question: PlannedQuestion, loc: Loc, forbidden: Mapping[str, str]) -> Iterator[Finding]:
    if not forbidden:
        return
    texts: list[tuple[Loc, str, str]] = [
        ((*loc, "cue"), question.id, question.cue),
        ((*loc, "context"), question.id, question.context),
        ((*loc, "text"), question.id, question.text),
        *(((*loc, "follow_ups", k), f.id, f.text) for k, f in enumerate(question.follow_ups)),
    ]
    for where, id_, text in texts:
        found = next((w for w in words(text) if stem(w) in forbidden), None)
        if found is not None:
            yield Finding(
                rule="off-limits", loc=where, id=id_, text=text,
                what=f"says “{found}”, and “{forbidden[stem(found)]}” is off limits", hint="reword it, or drop it",
            )  # fmt: skip


def _follow_ups(question: PlannedQuestion, loc: Loc, outline: Outline) -> Iterator[Finding]:
    # What the bank has given, and the host has not touched, a person has read before; the show asks at more length.
    if question.seal is not None and question.seal == seal(question):
        return
    if len(question.follow_ups) > MOST_FOLLOW_UPS:
        yield Finding(
            rule="follow-up", loc=(*loc, "follow_ups"), id=question.id, text=question.text,
            what=f"has {len(question.follow_ups)} follow-ups", hint=f"keep the best {MOST_FOLLOW_UPS}",
        )  # fmt: skip
    roles = [f.role for f in question.follow_ups]
    if "if-brief" in roles[:-1] and any(role != "if-brief" for role in roles[roles.index("if-brief") :]):
        yield Finding(
            rule="follow-up", loc=(*loc, "follow_ups", roles.index("if-brief")), id=question.id, text=question.text,
            what="what is kept for a brief answer does not stand last", hint="put the if-brief follow-up at the end",
        )  # fmt: skip
    for k, follow_up in enumerate(question.follow_ups):
        yield from _follow_up(follow_up, (*loc, "follow_ups", k), outline)


def _follow_up(follow_up: PlannedFollowUp, loc: Loc, outline: Outline) -> Iterator[Finding]:
    said = words(follow_up.text)
    count = len(follow_up.text.split())
    if count > LONGEST_FOLLOW_UP:
        yield Finding(
            rule="follow-up", loc=loc, id=follow_up.id, text=follow_up.text, what=f"is a follow-up of {count} words",
            hint=f"at most {LONGEST_FOLLOW_UP}; what needs more is a question of its own",
        )  # fmt: skip
    subject = words(outline.technology or "")
    if subject and any(said[n : n + len(subject)] == subject for n in range(len(said))):
        yield Finding(
            rule="follow-up", loc=loc, id=follow_up.id, text=follow_up.text,
            what=f"is a follow-up that names {outline.technology}", hint="say “it”: the answer before it has named it",
        )  # fmt: skip
    if left := names(follow_up.text):
        yield Finding(
            rule="slot", loc=loc, id=follow_up.id, text=follow_up.text, what=f"the slot {left[0]} is not filled",
            hint="write what is to be said there",
        )  # fmt: skip


def _doubles(outline: Outline) -> Iterator[Finding]:
    """Look for ids, templates and texts that stand twice."""
    seen: dict[tuple[str, str], str] = {}
    for loc, field, key, line in _keys(outline):
        first = seen.setdefault((field, key), line.id if field != "id" else str(loc))
        if first == (line.id if field != "id" else str(loc)):
            continue
        what, hint = {
            "id": (f"the id {key} is taken already", "give it another id"),
            "template": (f"the template '{key}' is on the sheet already, as {first}", "drop one of them"),
        }.get(field, (f"the same is asked already by {first}", "drop one of them"))
        yield Finding(rule="double", loc=(*loc, field), id=line.id, text=line.text, what=what, hint=hint)


def _keys(outline: Outline) -> Iterator[tuple[Loc, str, str, PlannedQuestion | PlannedFollowUp]]:
    """Yield what may stand only once: ids of questions and follow-ups, templates, texts."""
    for n, section in enumerate(outline.sections):
        for m, question in enumerate(section.questions):
            loc = ("sections", n, "questions", m)
            yield loc, "id", question.id, question
            if question.template:
                yield loc, "template", question.template, question
            if text := " ".join(words(question.text)):
                yield loc, "text", text, question
            for k, follow_up in enumerate(question.follow_ups):
                yield (*loc, "follow_ups", k), "id", follow_up.id, follow_up
