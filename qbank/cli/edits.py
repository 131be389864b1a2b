"""`qbank edits`: what a person changed in an exported Word sheet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qbank.cli import console, options
from qbank.cli.options import argument, option

if TYPE_CHECKING:
    from qbank.sheet.word.compare import Edits


def edits(
    file: Path = argument("FILE.docx", "The Word sheet that came back."),
    apply: bool = option("--apply", "Write the changes, ticks and notes into the outline."),
    outline: str | None = option(
        "--outline OUTLINE", "The outline's file, if it is not in exports/.", options.outlines
    ),
    bank: Path | None = options.BANK,
    as_json: bool = options.JSON,
) -> None:
    """Show what a person changed in a Word sheet; nothing is changed until --apply.

    Example: qbank edits kafka-jay-kreps.docx --apply
    """
    from qbank.tasks import as_data
    from qbank.tasks import outlines as tasks

    found, path = tasks.edits(console.workspace(bank), file, outline=outline, apply=apply)
    if as_json:
        console.put_json(as_data.of_edits(found, applied=apply))
    else:
        _show(found, path, applied=apply)


def _show(found: Edits, path: Path, *, applied: bool) -> None:
    for change in found.changes:
        console.put(str(change))
    for problem in found.problems:
        console.say(f"note: {problem}")
    if not found.changes:
        console.put(f"Nothing was changed on this sheet of '{found.outline_id}'.")
    elif applied:
        console.say(f"Written into {path}")
    else:
        count = f"{len(found.changes)} change{'' if len(found.changes) == 1 else 's'}"
        console.say(
            f"{count}; add --apply to write {'it' if len(found.changes) == 1 else 'them'} into {path}"
        )
