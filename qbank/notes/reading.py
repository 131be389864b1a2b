"""The one way in: bytes of show notes to episodes, problems, and the fate of every line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from qbank.errors import Problem, UsageError
from qbank.model import Episode
from qbank.notes.detect import FORMATS
from qbank.notes.documents import documents_in
from qbank.notes.episodes import Known, Made, Told, make_episodes
from qbank.notes.formats.blocks import flat
from qbank.notes.sections import Placed, Sections, default_sections
from qbank.records import dataclass


@dataclass(frozen=True, slots=True)
class LineFate:
    """What became of one line or block of the source, and why."""

    line: int
    fate: str
    why: str
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from one source."""

    source: str
    format: str
    episodes: tuple[Episode, ...]
    problems: tuple[Problem, ...]
    lines: tuple[LineFate, ...]


def read(
    data: bytes,
    *,
    source: str,
    format: str | None = None,
    sections: Sections | None = None,
    people: tuple[str, ...] = (),
    subjects: tuple[str, ...] = (),
    told: Told | None = None,
) -> Reading:
    """Read show notes of any format; `people` and `subjects` are names that a bank knows already, `told` overrules the notes.

    Raises SourceError when the source cannot be read at all; everything less is a Problem in the result.
    """
    if format is not None and format not in FORMATS:
        raise UsageError(f"unknown format {format!r}", hint=f"use one of: {', '.join(FORMATS)}")
    names = sections or default_sections()
    found, documents, problems = documents_in(data, source, format, names)
    made = [
        m
        for d in documents
        if d.blocks or d.meta
        for m in make_episodes(d, source, names, Known(people, subjects), told or Told())
    ]
    found_wrong = [
        *problems,
        *(p for d in documents for p in d.problems),
        *(p for m in made for p in m.problems),
    ]
    kept = [
        m for m in made if m.judged or (len(made) == 1 and m.titled and m.way not in ("transcript", "faq"))
    ]
    found_wrong += _without_questions(made, source)
    return Reading(
        source=source,
        format=found,
        episodes=tuple(m.episode for m in kept),
        problems=tuple(found_wrong),
        lines=tuple(fate for m in made for fate in _fates(m)),
    )


def _without_questions(made: list[Made], source: str) -> list[Problem]:
    """Return what to tell about notes in which no question was found."""
    silent = [m for m in made if not m.judged and m.way not in ("transcript", "faq")]
    if not silent:
        return []
    what = NO_QUESTIONS
    if len(made) > 1:
        what += f" in {len(silent)} of {len(made)} entries, which were left out"
    return [Problem(where=source, what=what, hint="name the section of the questions, for example Interview")]


NO_QUESTIONS = "no questions were found"
NAMES_SECTION = "names the section"
"""Why the heading of the interview is skipped: nothing is lost by it."""
_WHY_SKIPPED: Mapping[str | None, str] = {
    None: "outside the questions",
    "skip": "in a section of links, credits or the like",
}


def _why_skipped(placed: Placed) -> str:
    if placed.block.kind == "heading" and placed.role not in _WHY_SKIPPED:
        return NAMES_SECTION
    return _WHY_SKIPPED.get(placed.role, f"in the {placed.role} section")


def _fates(made: Made) -> Iterator[LineFate]:
    judged = {(j.block.line, j.block.text): j for j in made.judged}
    for p in made.placed:
        j = judged.pop((p.block.line, p.block.text), None)
        fate, why = (j.fate, j.why) if j else ("skipped", _why_skipped(p))
        yield LineFate(p.block.line, fate, why, flat(p.block.text))
    for j in judged.values():
        yield LineFate(j.block.line, j.fate, j.why, j.item.text)
