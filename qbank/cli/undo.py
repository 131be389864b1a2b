"""`qbank undo`: take back the last change of the bank."""

from __future__ import annotations

import typer

from qbank.cli import console

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def undo(
    bank: console.BankOption = None,
    as_json: console.JsonOption = False,
    no_input: console.NoInputOption = False,  # noqa: ARG001 (accepted after every command)
    debug: console.DebugOption = False,  # noqa: ARG001
) -> None:
    """Take back the last change of the bank's data or outlines; again, and the one before it goes.

    Example: qbank undo
    """
    from qbank import bank as banks

    undone = banks.undo(console.workspace(bank).place)
    if as_json:
        console.put_json({"undone": undone})
    else:
        console.say(f"Taken back: {undone}")
