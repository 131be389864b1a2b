"""A sheet that came back against its outline: the change list, and the outline as it would be."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from qbank.errors import Problem, SourceError
from qbank.lazy import regex
from qbank.model import Outline, PlannedFollowUp, PlannedQuestion, Section
from qbank.model.brief import TopBox
from qbank.outline import log
from qbank.outline.clock import on_the_clock
from qbank.sheet.copies import time_mark
from qbank.sheet.text import number
from qbank.sheet.word.compare import (
    Change,
    Edits,
    Ground,
    Kind,
    Named,
    comments,
    compare,
    lane_of,
    moved,
    pair,
    places,
    same,
)
from qbank.sheet.word.layout import WordLayout, in_language, say
from qbank.sheet.word.markup import OTHER, SPARE, bookmark_name
from qbank.sheet.word.read import Document, FoundQuestion, FoundSheet, find, read, roles
from qbank.sheet.word.trace import Trace, as_before, fingerprint, known, said

Placed = tuple[int | None, PlannedQuestion]
"""A question, and before it the index of the block that it stands in now; None among the backups."""


def rebuilt(outline: Outline, rows: Sequence[Placed], stay: frozenset[str]) -> Outline:
    """Return the outline with these questions; those in `stay` are on no sheet yet and keep their places."""
    if not outline.sections:
        return outline
    fronts: Mapping[int, deque[PlannedQuestion]] = defaultdict(deque)
    spares: Mapping[int, deque[PlannedQuestion]] = defaultdict(deque)
    home = homes(outline)
    for part, question in rows:
        if part is None:
            spares[home.get(question.id, len(outline.sections) - 1)].append(question)
        else:
            fronts[min(part, len(outline.sections) - 1)].append(question)
    sections = [
        replace(section, questions=_merged(section, fronts[n], spares[n], stay))
        for n, section in enumerate(outline.sections)
    ]
    return on_the_clock(outline, sections)


def homes(outline: Outline) -> dict[str, int]:
    """Return the index of the block that each question belongs to, by its id."""
    return {q.id: n for n, section in enumerate(outline.sections) for q in section.questions}


def _merged(
    section: Section, front: deque[PlannedQuestion], spare: deque[PlannedQuestion], stay: frozenset[str]
) -> tuple[PlannedQuestion, ...]:
    """Fill the places of a block: backups go where backups were, so that an unchanged block stays as it is."""
    made: list[PlannedQuestion] = []
    for question in section.questions:
        queue = spare if question.lane == "backup" else front
        if question.id in stay:
            made.append(question)
        elif queue:
            made.append(queue.popleft())
    return (*made, *front, *spare)


NEW_MINUTES = 3.0
_BETWEEN = regex(r"\s*[\n·;]\s*")


def origin(data: bytes, *, where: str = "the sheet") -> Trace:
    """Return which outline a sheet was made from; SourceError when it cannot be read or is none of qbank's."""
    return read(data, where=where).trace


def edits(data: bytes, outline: Outline, layout: WordLayout, *, where: str = "the sheet") -> Edits:
    """Return what a person changed on a sheet of this outline, tracked changes taken as accepted.

    SourceError for a file that cannot be read, and for a sheet of another outline. Nothing is written.
    """
    document = read(data, where=where)
    _prove_fitting(document.trace, outline, where)
    layout = in_language(layout, outline.language)
    layout = replace(layout, styles={**layout.styles, **document.trace.styles})
    ground = _ground(document, outline, layout)
    marks = (bookmark_name(q.id) for q in outline.questions)
    sheet = find(document, roles(layout, _headings(outline, layout), marks))
    made = outline
    changes: list[Change] = []
    if document.trace.copy == "host":
        made, changes = _questions(sheet, outline, ground)
    made, told = _fields(sheet, made, ground, blank=document.trace.copy == "guest")
    said = comments(sheet.comments, ground)
    loose = [Change(kind="comment", part="sheet", after=one.text, by=one.author) for one in said]
    return Edits(
        outline_id=outline.id, copy=document.trace.copy, changes=(*changes, *told, *loose),
        problems=_problems(document, ground, where), outline=made,
    )  # fmt: skip


def _prove_fitting(trace: Trace, outline: Outline, where: str) -> None:
    if trace.outline != outline.id:
        told = f"{where} is a sheet of the outline '{trace.outline}', not of '{outline.id}'"
        raise SourceError(told, hint=f"compare it with '{trace.outline}'", where=where)
    if trace.tagged:
        told = f"{where} was made with a template of your own: its questions cannot be told apart"
        hint = "export the sheet with qbank's layout, or one with your styles, to have changes read back"
        raise SourceError(told, hint=hint, where=where)


def _ground(document: Document, outline: Outline, layout: WordLayout) -> Ground:
    then, now = document.trace.known, said(outline)
    states = (fingerprint(outline, written(now.written)) for written in (str, as_before))
    stale = document.trace.fingerprint not in states
    base = then if stale and then is not None else known(now.written) or {}
    return Ground(known=base, places=places(base), stale=stale, layout=layout, comments=document.comments)


def _problems(document: Document, ground: Ground, where: str) -> tuple[Problem, ...]:
    if not ground.stale:
        return ()
    hint = "what changed on the sheet only is listed; look at it before you apply it"
    if document.trace.known is None and document.trace.copy == "host":
        hint = "what the sheet said at first is not known any more: what changed in the outline is listed too"
    return (Problem(where=where, what="the outline was changed after this sheet was made", hint=hint),)


def _headings(outline: Outline, layout: WordLayout) -> dict[str, str]:
    """Return which part each heading begins, for headings that lost their bookmark."""
    words = layout.host
    look_up = say(words.look_up, count=len(outline.look_up))
    found = {words.backups: SPARE, **dict.fromkeys((words.problems, words.moments, words.reserve, look_up), OTHER)}
    unknown = dict.fromkeys(("guest", "subject", "show", "host", "date"), "")
    for n, section in enumerate(outline.sections):
        clock, minutes = time_mark(outline, section.start), number(section.minutes)
        found[say(words.section, **unknown, title=section.title, clock=clock, minutes=minutes)] = str(n)
    return {" ".join(text.split()): part for text, part in found.items()}


def _questions(sheet: FoundSheet, outline: Outline, ground: Ground) -> tuple[Outline, list[Change]]:
    planned = list(outline.questions)
    pairs = pair(
        [Named(names=q.marks, text=q.text) for q in sheet.questions],
        [Named(names=(bookmark_name(q.id),), text=q.text) for q in planned],
    )
    removed = {bookmark_name(id) for id in ground.known} - {bookmark_name(q.id) for q in planned}
    free = log.free_ids(q.id for q in planned)
    rows: list[Placed] = []
    changes: list[Change] = []
    for at, found in enumerate(sheet.questions):
        if at in pairs:
            made, told = compare(found, planned[pairs[at]], ground)
        elif removed & set(found.marks):
            # The outline lost it after the sheet was made.
            continue
        else:
            made, told = _added(found, next(free), rows, planned, ground)
        rows.append((found.part, made))
        changes += told
    matched = set(pairs.values())
    gone = [q for at, q in enumerate(planned) if at not in matched]
    changes += [Change(kind="dropped", id=q.id, before=q.text) for q in gone if q.id in ground.known]
    changes += _moves(rows, outline, ground)
    return rebuilt(outline, rows, frozenset(q.id for q in gone if q.id not in ground.known)), changes


def _added(
    found: FoundQuestion, id: str, rows: Sequence[Placed], planned: Sequence[PlannedQuestion], ground: Ground
) -> tuple[PlannedQuestion, list[Change]]:
    near = next((question for part, question in reversed(rows) if part == found.part), None)
    neighbour = near or (planned[0] if planned else None)
    new = PlannedQuestion(
        id=id, category=neighbour.category if neighbour else "overview", cue=found.cue or "", context=found.context or "",
        text=found.text, lane=lane_of(found, None), minutes=NEW_MINUTES, why="added on the sheet",
        follow_ups=tuple(
            PlannedFollowUp(id=below, role=follow_up.role or "deeper", text=follow_up.text)
            for below, follow_up in zip(log.ids_below(id), found.follow_ups, strict=False)
        ),
    )  # fmt: skip
    made, told = compare(found, new, ground, new=True)
    return made, [Change(kind="added", id=id, after=new.text, tracked=found.tracked), *told]


def _moves(rows: Sequence[Placed], outline: Outline, ground: Ground) -> list[Change]:
    home = homes(outline)
    backups = {q.id for q in outline.questions if q.lane == "backup"}
    before = places(home)
    then = places((*ground.known, *(id for id in home if id not in ground.known)))
    changes = []
    for part in (*range(len(outline.sections)), None):
        ids = [question.id for place, question in rows if place == part]
        old = [id for id in ids if (id in backups if part is None else home.get(id) == part and id not in backups)]
        found = moved(old, before) & moved(old, then)
        found |= {id for id in ids if part is not None and home.get(id, part) != part}
        for at, id in enumerate(ids):
            if id in found:
                where = "the backups" if part is None else outline.sections[part].title
                after = f"to {where}, {f'after {ids[at - 1]}' if at else 'to the first place'}"
                changes.append(Change(kind="moved", id=id, before=outline.sections[home[id]].title, after=after))
    return changes


def _fields(sheet: FoundSheet, outline: Outline, ground: Ground, *, blank: bool) -> tuple[Outline, list[Change]]:
    """Read the top box and the spoken lines; a `blank` form tells nothing by what is not filled in."""
    changes: list[Change] = []
    box: dict[str, Any] = {}
    for field in fields(TopBox):
        before = getattr(outline.box, field.name)
        shown = " · ".join(before) if isinstance(before, tuple) else before or ""
        text = sheet.box.get(field.name, shown)
        if same(text, shown) or (not text and (blank or ground.stale)):
            continue
        values = tuple(filter(None, _BETWEEN.split(text)))
        box[field.name] = values if isinstance(before, tuple) else " ".join(text.split()) or None
        kind: Kind = "filled" if blank else "reworded"
        changes.append(Change(kind=kind, part="box", id=field.name, before=shown, after=" · ".join(text.split("\n"))))
    spoken = dict(outline.spoken)
    for key, text in sheet.spoken.items():
        if key in spoken and text and not same(text, spoken[key]):
            changes.append(Change(kind="reworded", part="spoken", id=key, before=spoken[key], after=text))
            spoken[key] = text
    if not changes:
        return outline, []
    return replace(outline, box=replace(outline.box, **box), spoken=spoken), changes
