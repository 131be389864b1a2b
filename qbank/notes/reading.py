"""The one way in: bytes of show notes to episodes, problems, and the fate of every line."""

from __future__ import annotations

from dataclasses import dataclass

from qbank.errors import Problem
from qbank.model import Episode
from qbank.notes.blocks import flat
from qbank.notes.episodes import Known, Made, make_episodes
from qbank.notes.plain import read_plain
from qbank.notes.sections import Sections, default_sections, is_exact_name


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
    format: str | None = None,  # noqa: A002 (the command line's word)
    sections: Sections | None = None,
    people: tuple[str, ...] = (),
    subjects: tuple[str, ...] = (),
) -> Reading:
    """Read show notes of any format; `people` and `subjects` are names that a bank knows already.

    Raises SourceError when the source cannot be read at all; everything less is a Problem in the result.
    """
    names = sections or default_sections()
    document = read_plain(data.decode("utf-8-sig").replace("\r\n", "\n"), lambda line: is_exact_name(line, names))
    made = make_episodes(document, source, names, Known(people, subjects))
    return Reading(
        source=source,
        format=format or "plain",
        episodes=tuple(m.episode for m in made),
        problems=tuple(p for m in made for p in m.problems),
        lines=tuple(fate for m in made for fate in _fates(m)),
    )


def _fates(made: Made) -> list[LineFate]:
    judged = {id(j.block): j for j in made.judged}
    fates = []
    for p in made.placed:
        j = judged.get(id(p.block))
        fate, why = (j.fate, j.why) if j else ("skipped", p.role or "outside the interview")
        fates.append(LineFate(p.block.line, fate, why, flat(p.block.text)))
    return fates
