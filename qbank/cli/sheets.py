"""Sheets: `qbank export` makes them of an outline, `qbank edits` reads back what a person changed in one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qbank.cli import console, options
from qbank.cli.options import argument, option
from qbank.english.spoken import counted

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
        count = counted(len(found.changes), "change")
        console.say(
            f"{count}; add --apply to write {'it' if len(found.changes) == 1 else 'them'} into {path}"
        )


def export(
    outline: str | None = options.OUTLINE_IF_ANY,
    to: list[str] | None = option(
        "--to FORMAT",
        "docx, md, html, txt, json; email, or mails for all three to the guest; ics for calendars; of a log with times: "
        "notes, chapters-json, youtube, ffmetadata, podlove, persons; of the whole bank: docx, csv, json. Repeatable.",
    ),
    copy: str = options.COPY,
    level: str = options.LEVEL,
    layout: Path | None = options.LAYOUT,
    page: str | None = options.PAGE,
    large_print: bool = options.LARGE_PRINT,
    output: Path | None = option("-o --output FILE", "The file to write, or - for standard output."),
    date: str | None = option("--date DATE", "The sheet's date; the outline's by default."),
    force: bool = option("--force", "Replace a file that differs."),
    bank_book: bool = option(
        "--bank-book", "Not an outline: every question of the bank, each with where it was asked."
    ),
    by: str = option("--by category|theme", "What the chapters of the bank book are.", default="category"),
    unasked: bool = option("--unasked", "In the bank book also what nobody was asked yet."),
    bank: Path | None = options.BANK,
) -> None:
    """Turn an outline into a sheet, or with --bank-book the whole bank into a document.

    Example: qbank export kafka-jay-kreps --to docx
    """
    from qbank import bank as banks
    from qbank.cli import print_outline
    from qbank.errors import UsageError
    from qbank.tasks import export as tasks
    from qbank.tasks.workspace import today

    workspace = console.workspace(bank)
    if bank_book:
        from qbank.tasks.export import export_book

        if outline is not None:
            raise UsageError(
                "--bank-book is the whole bank, not an outline", hint=f"leave {outline} or --bank-book out"
            )
        books, questions = export_book(
            workspace, date=today(date), by=by, formats=to or ["docx"], unasked=unasked, page=page, output=output,
            force=force,
        )  # fmt: skip
        print_outline.book_exported(books, questions)
        return
    if outline is None:
        raise UsageError("no outline is named", hint="qbank export NAME, or --bank-book for the whole bank")
    made = banks.load_outline(workspace.outline_path(outline))
    order = tasks.Order(
        formats=to or ["docx"], copy=copy, level=level, layout=layout, page=page, large_print=large_print, output=output,
        force=force,
    )  # fmt: skip
    sheets = tasks.export(workspace.place, made, order, date=today(date) if date else made.date)
    print_outline.exported(sheets, made, order)
