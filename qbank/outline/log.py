"""The log of an outline: what was asked, skipped, great or improvised, in which order, and what was answered."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, count, product
from string import ascii_lowercase

from qbank.english.terms import even, slug
from qbank.errors import NotFoundError, UsageError, did_you_mean
from qbank.lazy import regex
from qbank.model import Episode, Mark, Outline, PlannedQuestion, Section

ASKED_MARKS: tuple[Mark, ...] = ("asked", "great", "improvised")
"""The marks of a question that was really asked."""

IMPROVISED_CUE = "improvised"
_CLOCK = regex(r"\d{1,3}:[0-5]\d(?::[0-5]\d)?")


def is_clock(text: str) -> bool:
    """Say whether a text is a time such as 23:10 or 1:02:45."""
    return bool(_CLOCK.fullmatch(text))


def asked(outline: Outline) -> list[PlannedQuestion]:
    """Return what was really asked, in the order asked; of what nothing was said, the sheet's order counts."""
    marked = [q for q in outline.questions if q.mark in ASKED_MARKS]
    if not outline.order:
        return marked
    left = {q.id: q for q in marked}
    made = [left.pop(id_) for id_ in outline.order if id_ in left]
    for at, question in enumerate(marked):
        if question.id in left:
            before = made.index(marked[at - 1]) + 1 if at else 0
            made.insert(before, question)
    return made


def is_logged(outline: Outline) -> bool:
    """Say whether an outline has a log: whether any question has a mark."""
    return any(q.mark for q in outline.questions)


def question(outline: Outline, id_: str) -> PlannedQuestion:
    """Return the question of this id; NotFoundError with the nearest ids if there is none."""
    found = next((q for q in outline.questions if q.id == id_), None)
    if found is None:
        ids = [q.id for q in outline.questions]
        hint = did_you_mean(id_, ids, f"its questions are {', '.join(ids)}")
        raise NotFoundError(f"there is no question '{id_}' in '{outline.id}'", hint=hint)
    return found


def place(outline: Outline, id_: str) -> tuple[int, int]:
    """Return which section a question stands in, and at which place there; NotFoundError for a wrong id."""
    question(outline, id_)
    return next((n, m) for n, s in enumerate(outline.sections) for m, q in enumerate(s.questions) if q.id == id_)


def mark(outline: Outline, ids: Iterable[str], as_: Mark | None) -> Outline:
    """Return the outline with these questions marked; None takes a mark away. NotFoundError names a wrong id.

    A question that was improvised stays so when it is marked as asked.
    """
    for id_ in ids:
        found = question(outline, id_)
        if not (as_ == "asked" and found.mark == "improvised"):
            outline = exchanged(outline, replace(found, mark=as_))
    return tidied(outline)


def mark_rest(outline: Outline, as_: Mark, *, lanes: Collection[str]) -> Outline:
    """Return the outline with every question of these lanes that has no mark marked."""
    return mark(outline, [q.id for q in outline.questions if q.mark is None and q.lane in lanes], as_)


def annotate(
    outline: Outline, id_: str, *, note: str | None = None, said: str | None = None, at: str | None = None
) -> Outline:
    """Return the outline with a note, an answer in one line, or a time put to a question; an empty text takes it away.

    NotFoundError for a wrong id, UsageError for an `at` that is not a clock.
    """
    if at and not _CLOCK.fullmatch(at):
        raise UsageError(f"'{at}' is not a time", hint="write it as 23:10 or 1:02:45")
    found = question(outline, id_)
    changed = replace(
        found, note=found.note if note is None else note.strip(), said=found.said if said is None else one_line(said),
        at=found.at if at is None else at or None,
    )  # fmt: skip
    return exchanged(outline, changed)


def word(outline: Outline, id_: str, text: str) -> Outline:
    """Return the outline with other words for a question that was improvised; NotFoundError for a wrong id."""
    return exchanged(outline, replace(question(outline, id_), text=one_line(text)))


def one_line(text: str) -> str:
    """Return a text on one line."""
    return " ".join(text.split())


def improvise(
    outline: Outline, text: str, *, after: str | None = None, category: str, template: str | None = None
) -> Outline:
    """Return the outline with a question that was on no sheet, asked after another one, by default before the parting.

    It takes no minutes of the plan, and no guest's copy shows it. NotFoundError for a wrong id, UsageError for no text.
    """
    if not one_line(text):
        raise UsageError("an improvised question has no text", hint='write it as --improvised "TEXT"')
    if not outline.sections:
        raise UsageError(f"the outline '{outline.id}' has no sections", hint="plan it anew with qbank outline")
    before = question(outline, after) if after is not None else None
    made = PlannedQuestion(
        id=next(free_ids(q.id for q in outline.questions)), template=template,
        category=_category(category, before), cue=IMPROVISED_CUE, text=one_line(text), minutes=0.0, lane="nice",
        why="improvised in the interview", private=True, mark="improvised",
    )  # fmt: skip
    outline = _inserted(outline, made, before)
    if before is None or before.mark not in ASKED_MARKS:
        return tidied(outline)
    order = [q for q in asked(outline) if q.id != made.id]
    order.insert(_behind(order, before.id), made)
    return tidied(replace(outline, order=tuple(q.id for q in order)))


def reorder(outline: Outline, ids: Sequence[str]) -> Outline:
    """Return the outline with these questions asked one right after the other; the first stays where it is.

    UsageError for one that was not asked, NotFoundError for a wrong id.
    """
    for id_ in ids:
        if question(outline, id_).mark not in ASKED_MARKS:
            raise UsageError(f"{id_} was not asked", hint=f"say so first: --asked {id_}")
    known = [q.id for q in asked(outline)]
    rest = list(dict.fromkeys(ids[1:]))
    order = [id_ for id_ in known if id_ not in rest or id_ == ids[0]]
    at = order.index(ids[0]) + 1 if ids else 0
    order[at:at] = [id_ for id_ in rest if id_ != ids[0]]
    return tidied(replace(outline, order=tuple(order)))


def _behind(questions: Sequence[PlannedQuestion], id_: str) -> int:
    """Return the place behind a question and what was improvised after it before."""
    at = next(n for n, q in enumerate(questions) if q.id == id_) + 1
    while at < len(questions) and questions[at].cue == IMPROVISED_CUE:
        at += 1
    return at


def _category(category: str, before: PlannedQuestion | None) -> str:
    """Return where an improvised question belongs; the ritual end is the show's own."""
    if category != "closing":
        return category
    return before.category if before and before.category != "closing" else "overview"


def _inserted(outline: Outline, made: PlannedQuestion, before: PlannedQuestion | None) -> Outline:
    """Put a question behind another one; nothing goes behind the parting question, which closes the sheet."""
    section = last = len(outline.sections) - 1
    if before is not None:
        section, _ = place(outline, before.id)
    questions = list(outline.sections[section].questions)
    at = _behind(questions, before.id) if before else len(questions)
    if section == last:
        while at and questions[at - 1].category == "closing":
            at -= 1
    questions.insert(at, made)
    changed = replace(outline.sections[section], questions=tuple(questions))
    return replace(outline, sections=(*outline.sections[:section], changed, *outline.sections[section + 1 :]))


def free_ids(ids: Iterable[str]) -> Iterator[str]:
    """Yield ids for further questions: the highest number and up."""
    taken = set(ids)
    numbers = [int(found[1]) for id_ in taken if (found := re.fullmatch(r"q(\d+)", id_))]
    return (f"q{n:02d}" for n in count(max(numbers, default=0) + 1))


def ids_below(id_: str, taken: Collection[str] = ()) -> Iterator[str]:
    """Yield ids for follow-ups of a question that none has yet: q07a to q07z, then q07aa and on."""
    letters = chain.from_iterable(map("".join, product(ascii_lowercase, repeat=length)) for length in count(1))
    return (f"{id_}{letter}" for letter in letters if f"{id_}{letter}" not in taken)


def exchanged(outline: Outline, changed: PlannedQuestion) -> Outline:
    """Return the outline with a question as it is now, known by its id."""

    def put(section: Section) -> Section:
        questions = tuple(changed if q.id == changed.id else q for q in section.questions)
        return section if questions == section.questions else replace(section, questions=questions)

    return replace(outline, sections=tuple(map(put, outline.sections)))


def tidied(outline: Outline) -> Outline:
    """Return the outline with its order of what was asked made whole, or left out where it is the sheet's."""
    order = tuple(q.id for q in asked(outline))
    sheet = tuple(q.id for q in outline.questions if q.mark in ASKED_MARKS)
    return replace(outline, order=() if order == sheet else order)


def judged(outlines: Iterable[Outline]) -> tuple[dict[str, tuple[str, ...]], frozenset[str]]:
    """Return what logged outlines say of templates: whose answers to each were great, and which were skipped twice in a row.

    The last two interviews that had a template count for the second, oldest first; one that was asked since is not skipped.
    """
    great: dict[str, tuple[str, ...]] = {}
    marks: dict[str, list[Mark]] = {}
    for outline in sorted(outlines, key=lambda o: (o.date, o.id)):
        for found in outline.questions:
            if found.template is None or found.mark is None:
                continue
            marks.setdefault(found.template, []).append(found.mark)
            if found.mark == "great":
                great[found.template] = (*great.get(found.template, ()), " and ".join(outline.guests))
    passed_over = frozenset(t for t, of in marks.items() if of[-2:] == ["skipped", "skipped"])
    return great, passed_over


def recalled(episode: Episode, outlines: Iterable[Outline]) -> Episode:
    """Return the episode with `said` and `at` where the log of an outline for one of its guests has them.

    A question is known again by its words; what an item says of itself stands.
    """
    guests = {slug(guest) for guest in episode.guests}
    known: dict[str, PlannedQuestion] = {}
    for outline in outlines:
        if guests & {slug(guest) for guest in outline.guests}:
            known.update((even(text), q) for q in asked(outline) for text in _wordings(q))
    if not known:
        return episode
    items = []
    for item in episode.items:
        found = known.get(even(item.text)) if item.kind == "question" else None
        items.append(
            item if found is None else replace(item, said=item.said or found.said or None, at=item.at or found.at)
        )
    return replace(episode, items=tuple(items))


def _wordings(question: PlannedQuestion) -> tuple[str, ...]:
    """Return how show notes may write a question: with its lead-in, and without."""
    return (question.text, f"{question.context} {question.text}") if question.context else (question.text,)
