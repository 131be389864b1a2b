"""What commands do at their edges: open the workspace, read sources, show progress."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from qbank.errors import Problem, SourceError

if TYPE_CHECKING:
    from qbank.tasks.workspace import Workspace

MANY = 20
"""From so many files on, reading shows a progress bar."""


def workspace(bank: Path | None) -> Workspace:
    """Return the workspace of the bank that a command works with."""
    from qbank.tasks.workspace import Workspace, find_place

    return Workspace(find_place(bank))


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


def read_bytes(source: str) -> bytes:
    """Return what a source holds; SourceError if it cannot be read."""
    from qbank import bank as banks

    return banks.read_source(source)


def as_problem(error: SourceError, source: str) -> Problem:
    """Return an error as a problem, to be named beside others."""
    where = error.where or source
    return Problem(where=where, what=error.message.removeprefix(f"{where} "), hint=error.hint)


def progress(paths: list[str], what: str) -> Iterable[str]:
    """Return the paths, with a progress bar on a terminal when there are many."""
    if len(paths) < MANY or not sys.stderr.isatty():
        return paths
    from rich.console import Console
    from rich.progress import track

    return track(paths, description=what, console=Console(stderr=True), transient=True)
