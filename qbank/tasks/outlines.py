"""What is done to an outline that exists: revise it by steps, refresh its wording, check it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from qbank import bank as banks
from qbank.errors import BankError, NotFoundError
from qbank.records import dataclass
from qbank.tasks.export import word_layout
from qbank.tasks.workspace import Workspace

if TYPE_CHECKING:
    from qbank.model import Outline
    from qbank.outline.check import Finding
    from qbank.outline.refresh import News
    from qbank.sheet.word.compare import Edits


Step = Callable[["Outline"], "Outline"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Revised:
    """An outline as it is now, its file, and whether this call changed the file."""

    outline: Outline
    path: Path
    changed: bool


def revise(
    workspace: Workspace,
    name: str,
    steps: Iterable[Step] | Callable[[Outline], Iterable[Step]],
    *,
    asking: bool = False,
) -> Revised:
    """Take an outline through steps and write it as one change; nothing is written where nothing changed.

    `steps` may be a function of the outline as it was read; `asking` says that they may ask a person, for whom no other
    command is kept waiting. NotFoundError names what the steps look for in vain.
    """
    path = workspace.outline_path(name)
    with nullcontext() if asking else workspace.writing():
        base = banks.load_outline(path)
        made = base
        for step in steps(base) if callable(steps) else steps:
            made = step(made)
        if made != base:
            banks.save_outline(workspace.place, made, base=base, path=path)
    return Revised(outline=made, path=path, changed=made != base)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """What the bank says otherwise by now, the outline's file, and whether the outline differs from it."""

    id: str
    news: tuple[News, ...]
    path: Path
    changed: bool


def refresh(workspace: Workspace, name: str, *, dry_run: bool = False) -> Refreshed:
    """Take the bank's new wording into an outline where the host has not touched a line."""
    from qbank.outline.refresh import refresh as refreshed

    path = workspace.outline_path(name)
    with nullcontext() if dry_run else workspace.writing():
        base = banks.load_outline(path)
        made = refreshed(base, workspace.bank)
        changed = made.outline != base
        if changed and not dry_run:
            banks.save_outline(workspace.place, made.outline, base=base, path=path)
    return Refreshed(id=base.id, news=made.news, path=path, changed=changed)


def check(
    workspace: Workspace, name: str, *, accept: Sequence[str] = ()
) -> tuple[list[dict[str, str]], Path]:
    """Return what is to be mended in an outline, in the order of its file's lines, and the file.

    A file that cannot be read is a finding, too. `accept` names rules that are left out, beside the show's own.
    """
    from qbank.outline import check as checking

    bank, path = workspace.bank, workspace.outline_path(name)
    try:
        outline = banks.load_outline(path)
    except BankError as error:
        faults = [(p.where, p.what, p.hint) for p in error.problems] or [
            (error.where or str(path), str(error), error.hint)
        ]
        return [
            {"where": where, "rule": "file", "id": "", "text": "", "what": what, "hint": hint}
            for where, what, hint in faults
        ], path
    found = checking.check(outline, bank, accept=(*bank.show.accept, *accept))
    return _located(found, path), path


def _located(found: Sequence[Finding], path: Path) -> list[dict[str, str]]:
    from qbank.bank.toml import line_of

    text = banks.read_source(str(path)).decode("utf-8-sig")
    lines = sorted(((line_of(text, f.loc) if f.loc else 1, f) for f in found), key=lambda pair: pair[0])
    return [
        {"where": f"{path}:{line}", **{name: value for name, value in asdict(f).items() if name != "loc"}}
        for line, f in lines
    ]


def edits(
    workspace: Workspace, file: Path, *, outline: str | None = None, apply: bool = False
) -> tuple[Edits, Path]:
    """Return what was changed in a sheet, and the file of its outline; with `apply` the outline takes it over.

    SourceError if the file is not a sheet that qbank made, NotFoundError if its outline is missing.
    """
    from qbank.outline import log
    from qbank.sheet.word import edits as word_edits

    data = banks.read_source(str(file))
    made_from = word_edits.origin(data, where=file.name).outline
    path = workspace.outline_path(outline) if outline else _home(workspace, made_from, file)
    with workspace.writing() if apply else nullcontext():
        base = banks.load_outline(path)
        found = word_edits.edits(data, base, word_layout(workspace.place), where=file.name)
        if apply and found.changes:
            banks.save_outline(workspace.place, log.tidied(found.outline), base=base, path=path)
    return found, path


def _home(workspace: Workspace, made_from: str, file: Path) -> Path:
    """Return the file in exports/ of the outline that a sheet was made from; NotFoundError says which one is missing.

    The sheet may be a stranger's: it names an outline by id, and no file anywhere else.
    """
    path = banks.outline_file(workspace.place, made_from)
    if path is None:
        raise NotFoundError(
            f"{file.name} is a sheet of the outline '{made_from}', which is not in {workspace.place.exports}",
            hint="name its file with --outline, or the bank that has it with --bank",
            where=str(file),
        )
    return path
