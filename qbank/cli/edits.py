"""`qbank edits`: what a person changed in an exported Word sheet."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qbank.cli import complete, console, session

if TYPE_CHECKING:
    from qbank.bank.place import Place
    from qbank.sheet.word import WordLayout
    from qbank.sheet.word.compare import Edits

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def edits(
    file: Annotated[Path, typer.Argument(metavar="FILE.docx", help="The Word sheet that came back.")],
    apply: Annotated[
        bool, typer.Option("--apply", help="Write the changes, ticks and notes into the outline.")
    ] = False,
    outline: Annotated[
        str | None,
        typer.Option(
            "--outline",
            metavar="OUTLINE",
            help="The outline's file, if it is not in exports/.",
            autocompletion=complete.outlines,
        ),
    ] = None,
    bank: console.BankOption = None,
    as_json: console.JsonOption = False,
    no_input: console.NoInputOption = False,  # noqa: ARG001 (accepted after every command)
    debug: console.DebugOption = False,  # noqa: ARG001
) -> None:
    """Show what a person changed in a Word sheet; nothing is changed until --apply.

    Example: qbank edits kafka-jay-kreps.docx --apply
    """
    from qbank import bank as banks
    from qbank.cli.export import outline_path
    from qbank.outline import log
    from qbank.sheet.word import edits as back

    place = session.bank_place(bank)
    data = session.read_bytes(str(file))
    made_from = back.origin(data, where=file.name).outline
    path = outline_path(outline, place) if outline else _home(made_from, file, place)
    base = banks.load_outline(path)
    found = back.edits(data, base, _layout(place), where=file.name)
    if apply and found.changes:
        banks.save_outline(place, log.tidied(found.outline), base=base, path=path)
    if as_json:
        console.put_json(_as_data(found, applied=apply))
    else:
        _show(found, path, applied=apply)


def _home(made_from: str, file: Path, place: Place) -> Path:
    """Return the file of the outline that a sheet was made from; NotFoundError says which one is missing."""
    from qbank.cli.export import outline_path
    from qbank.errors import NotFoundError

    try:
        return outline_path(made_from, place)
    except NotFoundError as error:
        raise NotFoundError(
            f"{file.name} is a sheet of the outline '{made_from}', which is not in {place.exports}",
            hint="name its file with --outline, or the bank that has it with --bank",
            where=str(file),
        ) from error


def _layout(place: Place) -> WordLayout:
    """Return the Word layout by which sheets are read: the bank's own, else the shipped one."""
    from qbank.cli.export import layout_data
    from qbank.sheet import word
    from qbank.sheet.formats import WORD_LAYOUT

    return word.read_layout(layout_data(WORD_LAYOUT, place).decode())


def _as_data(found: Edits, *, applied: bool) -> dict[str, object]:
    return {
        "outline": found.outline_id,
        "copy": found.copy,
        "applied": applied and bool(found.changes),
        "changes": [asdict(change) for change in found.changes],
        "problems": [{"where": p.where, "what": p.what, "hint": p.hint} for p in found.problems],
    }


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
