"""Everybody's questions: an archive built from what lies on disks, searched, and asked about a guest; what a plan takes from it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from qbank.archive.tables import arrow
from qbank.english.spoken import counted
from qbank.errors import UsageError
from qbank.records import dataclass

if TYPE_CHECKING:
    from qbank.archive.asked import Asked, Stats
    from qbank.archive.build import Built, Tell
    from qbank.archive.wordings import Hit
    from qbank.model import Outline, PlannedQuestion
    from qbank.tasks.workspace import Workspace

ENGINES = ("local", "ray")
UNASKED = 3
"""So many questions that nobody has asked the guest stand on the host's sheet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildWith:
    """How an archive is built: by which engine, with how many workers, on which cluster, from which column of tables."""

    engine: str = "local"
    jobs: int | None = None
    address: str | None = None
    column: str = ""
    model: bool = False
    add: bool = False


def folder_of(workspace: Workspace, given: str | None) -> str:
    """Return the archive that is meant: the one named, else the one that show.toml names. UsageError if there is neither."""
    named = workspace.bank.show.archive
    if given or named:
        return given or _from_bank(workspace, named or "")
    raise UsageError(
        "no archive is named", hint='name it with --archive DIR, or in show.toml: archive = "../archive"'
    )


def _from_bank(workspace: Workspace, named: str) -> str:
    return named if "://" in named else str(workspace.place.root / Path(named).expanduser())


def build(sources: Sequence[str], to: str, how: BuildWith, tell: Tell) -> Built:
    """Build an archive, or go on with it. UsageError, SourceError and QbankError say what is wrong before anything is read.

    The shipped bank's words normalize everybody's notes, so that archives agree whoever builds them.
    """
    arrow()
    from qbank.archive import engines
    from qbank.archive.build import build as built
    from qbank.errors import one_of

    one_of(how.engine, ENGINES, "--engine")
    if how.address and how.engine != "ray":
        raise UsageError("--address names a Ray cluster", hint="add --engine ray")
    jobs = how.jobs or os.cpu_count() or 1
    if jobs < 1:
        raise UsageError(f"--jobs is {jobs}", hint="give it at least 1")
    engine = engines.ray(jobs=jobs, address=how.address) if how.engine == "ray" else engines.local(jobs=jobs)
    return built(sources, to, engine, tell, column=how.column, model=how.model, add=how.add)


def search(folder: str, text: str, *, category: str | None = None, limit: int = 10) -> tuple[int, list[Hit]]:
    """Return how many wordings have a word of the text, and the best of them. NotFoundError if there is no archive."""
    from qbank.archive import wordings

    return wordings.search(wordings.opened_index(folder), text, category=category, limit=limit)


def asked(
    folder: str, *, guest: str | None, technology: str | None, unasked: bool = False, limit: int = 20
) -> list[Asked]:
    """Return what was asked of a guest or about a technology, or what was not. UsageError if neither is named."""
    arrow()
    if not guest and not technology:
        raise UsageError("asked needs a guest or a technology", hint='--guest "NAME" or --technology NAME')
    from qbank.archive import asked as archive

    if unasked:
        return archive.not_asked(folder, guest=guest, technology=technology, limit=limit)
    return archive.asked(folder, guest=guest, technology=technology)[:limit]


def stats(folder: str) -> Stats:
    """Return what an archive holds."""
    arrow()
    from qbank.archive.asked import stats as archive_stats

    return archive_stats(folder)


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """What an archive says of an outline's guests: which intents how many shows have asked them, and what none has."""

    shows: Mapping[str, int]
    unasked: tuple[str, ...] = ()

    def marked(self, outline: Outline, intents: Mapping[str, str]) -> Outline:
        """Return the outline with "asked in 7 shows" where it is so, and with what nobody has asked; `intents` by template."""
        sections = tuple(
            replace(s, questions=tuple(self._marked(q, intents) for q in s.questions))
            for s in outline.sections
        )
        unasked = tuple(f"Nobody has asked: “{text}”" for text in self.unasked)
        return replace(outline, sections=sections, look_up=(*outline.look_up, *unasked))

    def _marked(self, question: PlannedQuestion, intents: Mapping[str, str]) -> PlannedQuestion:
        count = self.shows.get(intents.get(question.template or "", ""), 0)
        if not count:
            return question
        said = f"asked in {counted(count, 'show')}"
        return replace(question, why=f"{question.why}; {said}" if question.why else said)


def elsewhere(
    workspace: Workspace, folder: str, guests: tuple[str, ...], technology: str | None
) -> Elsewhere:
    """Return what the archive says of guests; what they were asked counts by the bank's own intents."""
    arrow()
    from qbank.archive import asked as archive

    intents = {t.id: t.purpose for t in workspace.bank.templates}
    shows: dict[str, set[str]] = {}
    for guest in guests:
        for one in archive.asked(folder, guest=guest):
            for template in workspace.phrasings_of([one.text], technology, guests):
                if template in intents:
                    shows.setdefault(intents[template], set()).update(one.shows or ("?",))
    unasked = (
        archive.not_asked(folder, guest=guests[0], technology=technology, limit=UNASKED) if guests else []
    )
    return Elsewhere(
        shows={intent: len(named) for intent, named in shows.items()}, unasked=tuple(a.text for a in unasked)
    )
