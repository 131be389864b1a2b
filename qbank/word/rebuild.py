"""The outline as the sheet has it: its questions in their new places, its clock moved with them."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from qbank.model import Outline, PlannedQuestion, Section
from qbank.outline.clock import spoken_minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A question and the index of the block that it stands in now; None among the backups."""

    part: int | None
    question: PlannedQuestion


def rebuilt(outline: Outline, rows: Sequence[Placed], stay: frozenset[str]) -> Outline:
    """Return the outline with these questions; those in `stay` are on no sheet yet and keep their places."""
    if not outline.sections:
        return outline
    fronts: Mapping[int, deque[PlannedQuestion]] = defaultdict(deque)
    spares: Mapping[int, deque[PlannedQuestion]] = defaultdict(deque)
    home = homes(outline)
    for row in rows:
        if row.part is None:
            spares[home.get(row.question.id, len(outline.sections) - 1)].append(row.question)
        else:
            fronts[min(row.part, len(outline.sections) - 1)].append(row.question)
    sections = [
        replace(section, questions=_merged(section, fronts[n], spares[n], stay))
        for n, section in enumerate(outline.sections)
    ]
    return _on_the_clock(outline, sections)


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


def _on_the_clock(outline: Outline, sections: Sequence[Section]) -> Outline:
    made, shift = [], 0.0
    for old, new in zip(outline.sections, sections, strict=True):
        more = _spoken(new) - _spoken(old)
        made.append(replace(new, start=new.start + shift, minutes=max(0.0, new.minutes + more)))
        shift += more
    return replace(outline, sections=tuple(made), planned_minutes=max(0.0, outline.planned_minutes + shift))


def _spoken(section: Section) -> float:
    return sum(spoken_minutes(question) for question in section.questions)
