"""An outline on the screen: as it was planned, as it can be arranged, as it was logged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qbank.cli import console
from qbank.model import Mark, Outline, PlannedQuestion
from qbank.sheet.text import SIGNS

if TYPE_CHECKING:
    from qbank.outline.candidates import Refusal
    from qbank.outline.plan import Planned
    from qbank.tasks.export import Exported, Order
    from qbank.tasks.transcripts import Filled


_FOLLOW_UPS = {"deeper": "deeper", "other-side": "the other side", "if-brief": "if the guest is brief"}
MARK_SIGNS: dict[Mark | None, str] = {None: " ", "asked": "✓", "skipped": "–", "great": "★", "improvised": "+"}
MUST = ("☐", "must be asked")


def planned(made: Planned, outline: Outline, path: Path | None, *, explain: bool) -> None:
    """Print an outline as it was planned: blocks with their time, cues, questions, and with `explain` why."""
    from qbank.outline.candidates import would_bring
    from qbank.outline.clock import breaks
    from qbank.sheet.copies import time_mark

    about = f" on {outline.technology}" if outline.technology else ""
    console.put(f"{', '.join(outline.guests)}{about} · {outline.planned_minutes:g} of {outline.minutes:g} minutes")
    pauses, backups = breaks(outline), _backups(outline)
    for n, section in enumerate(outline.sections):
        if section.minutes:
            pause = "\n— break —\n" if n in pauses else ""
            mark = time_mark(outline, section.start)
            console.put(f"{pause}\n{mark} {section.title.upper()} ({section.minutes:g})")
            _whole((q for q in section.questions if q.lane != "backup"), explain=explain)
    if backups:
        console.put("\nIF THE GUEST IS BRIEF")
    _whole(backups, explain=explain)
    if explain and made.refusals:
        _left_out(made.refusals)
    _legend(_signs_of(outline))
    console.notes(outline.problems)
    values = {"part": '"NAME: WHAT IT DOES"'}
    brings = [
        f"--{field.replace('_', '-')} {values.get(field, 'NAME')} (brings {count})"
        for field, count in would_bring(made.refusals).items()
    ]
    if brings:
        console.say(f"note: more questions fit if you say {' or '.join(brings)}")
    if path is not None:
        console.say(f"Kept as {path}")


def arranged(outline: Outline) -> None:
    """Print an outline with the ids of its questions."""
    console.put(f"{outline.planned_minutes:g} of {outline.minutes:g} minutes")
    for section in outline.sections:
        asked = [q for q in section.questions if q.lane != "backup"]
        if asked:
            console.put(f"\n{section.block}: {section.title} ({section.minutes:g})")
        for question in asked:
            _with_id(question)
    if backups := _backups(outline):
        console.put("\nIf the guest is brief")
    for question in backups:
        _with_id(question)
    _legend([MUST] if any(q.lane == "must" for q in outline.questions) else [])


def logged(outline: Outline, heard: Filled | None = None) -> None:
    """Print the log of an outline: what was asked, then what was skipped, then what has no mark; first what a transcript said of it."""
    from qbank.outline import log

    if heard:
        _told(heard)
    rest = [q for q in outline.questions if q.mark not in log.ASKED_MARKS]
    if not log.is_logged(outline):
        console.put(f"Nothing is logged in '{outline.id}' yet: {len(rest)} questions.")
    for question in log.asked(outline):
        _with_mark(question)
    for title, mark in (("Skipped", "skipped"), ("Without a mark", None)):
        if listed := [q for q in rest if q.mark == mark]:
            console.put(f"\n{title}")
        for question in listed:
            _with_mark(question)
    found = {q.mark for q in outline.questions}
    _legend([(sign, mark) for mark, sign in MARK_SIGNS.items() if mark and mark in found])


def _told(heard: Filled) -> None:
    """Say what a transcript said of an outline."""
    asked = len(heard.as_planned) + len(heard.otherwise)
    parts = [
        f"{asked} asked ({len(heard.as_planned)} as planned, {len(heard.otherwise)} in other words)",
        f"{len(heard.skipped)} skipped",
        f"{len(heard.improvised)} improvised",
    ]
    parts += [f"{len(heard.follow_ups)} planned follow-ups"] if heard.follow_ups else []
    parts += [f"{heard.left_out} short ones left out"] if heard.left_out else []
    console.say(f"From the transcript: {', '.join(parts)}")
    console.notes(heard.problems)


def exported(sheets: Sequence[Exported], outline: Outline, order: Order) -> None:
    """Say where the sheets are; what goes to standard output is put there."""
    for sheet in sheets:
        console.notes(sheet.notes)
        console.wrote(sheet.path, sheet.data, written=sheet.written)
        if sheet.path and sheet.format == "email" and order.level == "questions":
            console.say(f"note: attach the guest's copy: qbank export {outline.id} --to docx --copy guest")


def _backups(outline: Outline) -> list[PlannedQuestion]:
    return [q for q in outline.questions if q.lane == "backup"]


def _box(question: PlannedQuestion) -> str:
    return MUST[0] if question.lane == "must" else " "


def _signs_of(outline: Outline) -> list[tuple[str, str]]:
    """Return the signs that stand in a plan, each with what it means."""
    roles = {f.role for q in outline.questions for f in q.follow_ups}
    lead_ins = any(q.context for q in outline.questions)
    return [
        *([MUST] if any(q.lane == "must" for q in outline.questions) else []),
        *([("»", "said before the question")] if lead_ins else []),
        *((SIGNS[role], title) for role, title in _FOLLOW_UPS.items() if role in roles),
    ]


def _legend(signs: Sequence[tuple[str, str]]) -> None:
    if signs:
        console.put("\n" + "   ".join(f"{sign} {meaning}" for sign, meaning in signs))


def _cue(question: PlannedQuestion) -> str:
    return f"{question.cue.upper()}  " if question.cue else ""


def _whole(questions: Iterable[PlannedQuestion], *, explain: bool) -> None:
    for question in questions:
        if question.context:
            console.put(f"      » {question.context}")
        to = f"(to {question.to}) " if question.to else ""
        console.put(f"  {_box(question)} {_cue(question)}{to}{question.text}")
        for follow_up in question.follow_ups:
            console.put(f"        {SIGNS[follow_up.role]} {follow_up.text}")
        if explain:
            console.put(f"        ({question.why})")


def _with_id(question: PlannedQuestion) -> None:
    console.put(f"{question.id} {_box(question)} {question.minutes:>3g}  {_cue(question)}{question.text}")


def _with_mark(question: PlannedQuestion) -> None:
    at = f"{question.at}  " if question.at else ""
    backup = " (backup)" if question.lane == "backup" else ""
    console.put(f"{MARK_SIGNS[question.mark]} {question.id}  {at}{_cue(question)}{question.text}{backup}")
    if question.said:
        console.put(f"       said: {question.said}")
    for line in question.note.splitlines():
        console.put(f"       note: {line}")


def _left_out(refusals: Sequence[Refusal]) -> None:
    """Print what was left out first and why; what is for other subjects or guests is only counted."""
    console.put("\nLEFT OUT")
    near = [r for r in refusals if not r.for_others]
    for refusal in near:
        console.put(f"  {refusal.template}: {refusal.why}")
    if others := len(refusals) - len(near):
        console.put(f"  and {others} that {'are' if others > 1 else 'is'} for other subjects or guests")
