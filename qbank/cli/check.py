"""`qbank check`: prove that the bank is sound."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qbank.cli import console, session

if TYPE_CHECKING:
    from qbank.bank.place import Place

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def check(
    layout: Annotated[
        Path | None, typer.Option("--layout", metavar="FILE", help="Prove one layout instead of the bank.")
    ] = None,
    bank: console.BankOption = None,
    as_json: console.JsonOption = False,
    no_input: console.NoInputOption = False,  # noqa: ARG001 (accepted after every command)
    debug: console.DebugOption = False,  # noqa: ARG001
) -> None:
    """Prove the bank: every question lossless, no dangling reference, every template and layout renders.

    Exits 3 if something was found. Example: qbank check
    """
    from qbank.errors import BankError, Findings
    from qbank.tasks import as_data
    from qbank.tasks import check as checks

    workspace = session.workspace(bank)
    place = workspace.place
    try:
        base = workspace.bank
    except BankError as error:
        if not error.problems:
            raise
        found = list(error.problems)
    else:
        found = list(checks.of_layout(layout, place) if layout else checks.of_bank(base, place))
    if as_json:
        console.put_json({"problems": as_data.problems(found)})
    else:
        for problem in found:
            console.put(str(problem))
        if layout and not found:
            _say_fallbacks(layout, place)
            console.put(f"Sound: {layout}")
        elif not found:
            items = sum(len(e.items) for e in base.episodes)
            console.put(
                f"Sound: {len(base.episodes)} episodes, {items} items, {len(base.templates)} templates."
            )
    if found:
        raise Findings(f"{len(found)} findings")


def _say_fallbacks(layout: Path, place: Place) -> None:
    """Say which styles of a sheet a Word document of the host's own lacks: no fault, but good to know."""
    from qbank.sheet.formats import takes, word_fallbacks
    from qbank.tasks.export import layouts_for

    if takes("docx", layout.name):
        for problem in word_fallbacks(layouts_for("docx", "host", place, layout), "host"):
            console.say(f"note: {problem}")
