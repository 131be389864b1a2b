"""What commands do at their edges: open the workspace, read sources, show progress."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from qbank.tasks.workspace import Workspace

T = TypeVar("T")
MANY = 20
"""From so many files on, reading shows a progress bar."""


def workspace(bank: Path | None) -> Workspace:
    """Return the workspace of the bank that a command works with."""
    from qbank.tasks.workspace import Workspace, find_place

    return Workspace(find_place(bank))


def read_bytes(source: str) -> bytes:
    """Return what a source holds; SourceError if it cannot be read."""
    from qbank import bank as banks

    return banks.read_source(source)


def progress(paths: Sequence[T], what: str) -> Iterable[T]:
    """Return what is to be read, with a progress bar on a terminal when there are many."""
    if len(paths) < MANY or not sys.stderr.isatty():
        return paths
    from rich.console import Console
    from rich.progress import track

    return track(paths, description=what, console=Console(stderr=True), transient=True)
