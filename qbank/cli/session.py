"""What commands do at their edges: find the bank, read sources, know today's date."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from qbank.bank import place as places
from qbank.bank.place import Place
from qbank.errors import Problem, SourceError, UsageError

if TYPE_CHECKING:
    from qbank.model import Outline
    from qbank.notes import Sections

MANY = 20
"""From so many files on, reading shows a progress bar."""


def bank_place(option: Path | None) -> Place:
    """Return the bank that a command works with."""
    return places.find(option, cwd=Path.cwd(), env=os.environ)


def today(option: str | None = None) -> str:
    """Return the date of a run: the option, SOURCE_DATE_EPOCH, or today; UsageError if the option is no date."""
    if option:
        try:
            return date.fromisoformat(option).isoformat()
        except ValueError as error:
            raise UsageError(f"'{option}' is no date", hint="write it as 2026-11-22") from error
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch:
        try:
            return datetime.fromtimestamp(int(epoch), UTC).date().isoformat()
        except (ValueError, OverflowError, OSError) as error:
            raise UsageError(
                f"SOURCE_DATE_EPOCH is '{epoch}', which is no number of seconds",
                hint="unset it, or set it to such a number",
            ) from error
    return datetime.now().astimezone().date().isoformat()


def sources(given: list[str]) -> Iterator[str]:
    """Yield the sources to read, folders opened, in order; hidden files are left alone."""
    for source in given:
        path = Path(source)
        if source != "-" and path.is_dir():
            for child in sorted(path.rglob("*")):
                if child.is_file() and not any(
                    part.startswith(".") for part in child.relative_to(path).parts
                ):
                    yield str(child)
        else:
            yield source


def logged_outlines(place: Place) -> tuple[list[Outline], list[Problem]]:
    """Return the outlines that have a log, and what is wrong with those that cannot be read: no reason to stop."""
    from qbank import bank as banks
    from qbank.errors import BankError
    from qbank.outline import log

    made, faults = [], []
    for path in banks.outlines(place):
        try:
            outline = banks.load_outline(path)
        except BankError as error:
            faults += [*error.problems] or [Problem(where=str(path), what=str(error), hint=error.hint)]
        else:
            made += [outline] if log.is_logged(outline) else []
    return made, faults


def read_bytes(source: str) -> bytes:
    """Return what a source holds; SourceError if it cannot be read."""
    from qbank import bank as banks

    return banks.read_source(source)


def as_problem(error: SourceError, source: str) -> Problem:
    """Return an error as a problem, to be named beside others."""
    where = error.where or source
    return Problem(where=where, what=error.message.removeprefix(f"{where} "), hint=error.hint)


def sections(place: Place) -> Sections:
    """Return the names of sections by role: the bank's own before the shipped ones."""
    from qbank import bank as banks
    from qbank.notes import default_sections, parse_sections

    return default_sections().extended(parse_sections(banks.load_table(place, "sections.toml")))


def progress(paths: list[str], what: str) -> Iterable[str]:
    """Return the paths, with a progress bar on a terminal when there are many."""
    if len(paths) < MANY or not sys.stderr.isatty():
        return paths
    from rich.console import Console
    from rich.progress import track

    return track(paths, description=what, console=Console(stderr=True), transient=True)
