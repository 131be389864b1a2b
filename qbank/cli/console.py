"""What commands share: options, and the only functions that print."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from qbank.cli import screen
from qbank.cli.screen import visible, write
from qbank.errors import Problem

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


def say(text: str) -> None:
    """Print a line for a person on stderr."""
    write(sys.stderr, visible(text) + "\n")


_held: list[list[str]] = []
"""What is held back until it is known whether it fits on the screen; empty while nothing is."""


def put(text: str, *, end: str = "\n") -> None:
    """Print data on stdout; control characters in it are shown, not sent."""
    if _held:
        _held[-1].append(visible(text) + end)
    else:
        write(sys.stdout, visible(text) + end)


@contextmanager
def paged(no_input: bool) -> Iterator[None]:
    """Show what is put in here page by page, if it is for a person and more than fits on the screen.

    The pager is what PAGER names, else `less`; not under --no-input, where nobody presses a key.
    """
    if no_input or not sys.stdout.isatty() or not sys.stdin.isatty() or os.environ.get("TERM") == "dumb":
        yield
        return
    _held.append([])
    try:
        yield
    finally:
        text = "".join(_held.pop())
        if text.count("\n") < shutil.get_terminal_size().lines:
            write(sys.stdout, text)
        else:
            from pydoc import pager

            os.environ.setdefault("LESS", "FRX")
            pager(text)


def put_json(data: Mapping[str, Any]) -> None:
    """Print one JSON object on stdout, `schema_version` first."""
    write(sys.stdout, screen.as_json({"schema_version": 1, **data}, stream=sys.stdout))


def error(
    code: str,
    message: str,
    hint: str = "",
    where: str = "",
    problems: Iterable[Problem] = (),
    *,
    as_json: bool = False,
) -> None:
    """Print an error on stderr: a sentence and its cure, or the contract's JSON object."""
    listed = list(problems)
    if as_json:
        body: dict[str, Any] = {
            "code": code,
            "message": message,
            "hint": hint or None,
            "where": where or None,
        }
        if listed:
            body["problems"] = [{"where": p.where, "what": p.what, "hint": p.hint} for p in listed]
        write(
            sys.stderr, screen.as_json({"schema_version": 1, "error": body}, stream=sys.stderr, indent=None)
        )
        return
    told = f"{where}: " if where and not message.startswith(where) else ""
    say(f"qbank: {told}{message}")
    for problem in listed:
        say(f"  {problem}")
    if hint:
        say(f"  {hint}")


def interactive(no_input: bool) -> bool:
    """Say whether a person may be asked: only on a terminal, and not under --no-input."""
    return not no_input and sys.stdin.isatty() and sys.stderr.isatty()


def colorful() -> bool:
    """Say whether stdout is a terminal that wants color."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def put_bytes(data: bytes) -> None:
    """Write a rendered file that was asked for with `-o -` to stdout: as it is, but to a terminal as text to be looked at."""
    if sys.stdout.isatty():
        put(data.decode("utf-8", "backslashreplace"), end="")
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
