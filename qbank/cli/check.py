"""`qbank check`: prove that the bank is sound."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qbank.cli import console, options
from qbank.cli.options import option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qbank.bank.place import Place
    from qbank.errors import Problem
    from qbank.tasks.workspace import Workspace


def check(
    layout: Path | None = option("--layout FILE", "Prove one layout instead of the bank."),
    fix: bool = option(
        "--fix",
        "Take out copies of what ships with qbank, left by an older version; `qbank undo` puts them back.",
    ),
    bank: Path | None = options.BANK,
    as_json: bool = options.JSON,
    no_input: bool = options.NO_INPUT,
) -> None:
    """Prove the bank: every question lossless, no dangling reference, every template and layout renders.

    Exits 3 if something was found. Example: qbank check
    """
    from qbank.errors import Findings
    from qbank.tasks import as_data
    from qbank.tasks import check as checks

    workspace = console.workspace(bank)
    if fix:
        for file in checks.fix(workspace):
            console.say(f"{'Removed' if file.after is None else 'Your own words are left in'} {file.name}")
    found = _found(workspace, layout)
    if as_json:
        console.put_json({"problems": as_data.problems(found)})
    else:
        with console.paged(no_input):
            _print(found, workspace, layout)
    if not layout and checks.copies(workspace):
        console.say(
            "note: this bank holds copies of what ships with qbank, so later ones do not reach it: qbank check --fix"
        )
    if found:
        raise Findings(f"{len(found)} findings")


def _found(workspace: Workspace, layout: Path | None) -> list[Problem]:
    """Return what is wrong with the bank or with one layout; a bank that cannot be loaded is a finding, too."""
    from qbank.errors import BankError
    from qbank.tasks import check as checks

    try:
        bank = workspace.bank
    except BankError as error:
        if not error.problems:
            raise
        return list(error.problems)
    place = workspace.place
    return list(checks.of_layout(layout, place) if layout else checks.of_bank(bank, place))


def _print(found: Sequence[Problem], workspace: Workspace, layout: Path | None) -> None:
    for problem in found:
        console.put(str(problem))
    if found:
        return
    if layout:
        _say_fallbacks(layout, workspace.place)
        console.put(f"Sound: {layout}")
        return
    bank = workspace.bank
    items = sum(len(e.items) for e in bank.episodes)
    console.put(f"Sound: {len(bank.episodes)} episodes, {items} items, {len(bank.templates)} templates.")


def _say_fallbacks(layout: Path, place: Place) -> None:
    """Say which styles of a sheet a Word document of the host's own lacks: no fault, but good to know."""
    from qbank.sheet.formats import takes, word_fallbacks
    from qbank.tasks.export import layouts_for

    if takes("docx", layout.name):
        for problem in word_fallbacks(layouts_for("docx", "host", place, layout), "host"):
            console.say(f"note: {problem}")
