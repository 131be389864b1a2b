"""`qbank doctor`: what is installed, which bank, what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qbank.cli import console, options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qbank.tasks.doctor import BankReport, Report


def doctor(
    bank: Path | None = options.BANK,
    as_json: bool = options.JSON,
) -> None:
    """Say what is installed, which bank is worked with and how it was found, and what is wrong. Nothing is changed.

    Exits 3 if something is wrong. Put its answer into a report of a bug.

    Example: qbank doctor
    """
    from dataclasses import asdict

    from qbank.errors import Findings
    from qbank.tasks import as_data
    from qbank.tasks.doctor import examine

    made = examine(bank)
    if as_json:
        console.put_json({**asdict(made), "problems": as_data.problems(made.problems)})
    else:
        for label, text in _lines(made):
            console.put(f"{label:<11}{text}")
        for problem in made.problems:
            console.put(f"! {problem}")
        console.put(
            f"\n{len(made.problems)} to mend."
            if made.problems
            else "\nNothing is wrong. What the bank itself lacks: qbank check"
        )
    if made.problems:
        raise Findings(f"{len(made.problems)} problems")


def _lines(made: Report) -> Iterator[tuple[str, str]]:
    yield "qbank", f"{made.version}, in {made.package}"
    yield "Python", f"{made.python} on {made.system}"
    for name, there in made.extras.items():
        yield (
            "extra",
            f"{name}: installed" if there else f"{name}: not installed (pip install 'qbank[{name}]')",
        )
    yield "model", "installed" if made.sentence_model else "not installed: words alone decide categories"
    for group, names in made.plugins.items():
        if names:
            yield "plugins", f"{group.replace('_', ' ')}: {', '.join(names)}"
    yield "languages", ", ".join(made.languages)
    yield "cache", made.cache
    if made.bank is not None:
        yield from _of_bank(made.bank)


def _of_bank(bank: BankReport) -> Iterator[tuple[str, str]]:
    yield "bank", f"{bank.root} (found by {bank.found}{', read only' if bank.read_only else ''})"
    if bank.episodes is not None:
        show = bank.show or "no show named"
        yield (
            "",
            f"{show}, {bank.language}; {bank.episodes} episodes, {bank.templates} templates, {bank.outlines} outlines",
        )
