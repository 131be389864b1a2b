"""What a person changed in an exported Word sheet, and the outline that takes it over."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from qbank import bank as banks
from qbank.errors import NotFoundError
from qbank.tasks.export import word_layout
from qbank.tasks.workspace import Workspace

if TYPE_CHECKING:
    from qbank.sheet.word.compare import Edits


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
