"""`qbank undo`: take back the last change of the bank."""

from __future__ import annotations

from pathlib import Path

from qbank.cli import console, options


def undo(
    bank: Path | None = options.BANK,
    as_json: bool = options.JSON,
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
