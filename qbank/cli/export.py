"""`qbank export`: an outline as a sheet."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qbank.cli import console, options

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def export(
    outline: options.OptionalOutline = None,
    to: Annotated[
        list[str] | None,
        typer.Option(
            "--to",
            metavar="FORMAT",
            help="docx, md, html, txt, json; email, or mails for all three to the guest; ics for calendars; of a log with times: "
            "notes, chapters-json, youtube, ffmetadata, podlove, persons; of the whole bank: docx, csv, json. Repeatable.",
        ),
    ] = None,
    copy: options.CopyOption = "host",
    level: options.LevelOption = "questions",
    layout: options.LayoutOption = None,
    page: options.PageOption = None,
    large_print: options.LargePrintOption = False,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="The file to write, or - for standard output."),
    ] = None,
    date: Annotated[
        str | None, typer.Option("--date", metavar="DATE", help="The sheet's date; the outline's by default.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that differs.")] = False,
    bank_book: Annotated[
        bool,
        typer.Option(
            "--bank-book", help="Not an outline: every question of the bank, each with where it was asked."
        ),
    ] = False,
    by: Annotated[
        str, typer.Option("--by", metavar="category|theme", help="What the chapters of the bank book are.")
    ] = "category",
    unasked: Annotated[
        bool, typer.Option("--unasked", help="In the bank book also what nobody was asked yet.")
    ] = False,
    bank: console.BankOption = None,
    no_input: console.NoInputOption = False,  # noqa: ARG001 (accepted after every command)
    debug: console.DebugOption = False,  # noqa: ARG001
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
        from qbank.tasks.book import export_book

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
