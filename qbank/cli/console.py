"""What commands print through: nothing that a terminal would obey, and JSON that is UTF-8 whatever the locale.

Standard library only: a quick search prints through here, too.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO, TypeVar

from qbank.errors import Problem, visible
from qbank.lazy import regex

_LINES = "\n\t"
"""What may move a terminal's cursor: text has lines."""
_BEYOND_ASCII = regex("[^\x00-\x7e]+")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAY = regex(r"(\d{4})-(\d\d)-(\d\d)")


def day(iso: str) -> str:
    """Return a date of the data (2018-07-16) as it is read by a person: 16 Jul 2018. What is no such date stays as it is."""
    found = _DAY.fullmatch(iso)
    if found is None or not 1 <= int(found[2]) <= len(_MONTHS):
        return iso
    return f"{int(found[3])} {_MONTHS[int(found[2]) - 1]} {found[1]}"


def json_text(data: Mapping[str, Any], *, stream: TextIO | None = None, indent: int | None = 1) -> str:
    """Return data as one JSON object with its line end: the same object, but no character in it that a terminal obeys.

    For a stream that is not UTF-8 it is plain ASCII, which is UTF-8 as well.
    """
    encoding = (getattr(stream, "encoding", None) or "utf-8").lower().replace("-", "").replace("_", "")
    text = json.dumps(data, ensure_ascii=encoding != "utf8", indent=indent)
    shown = _BEYOND_ASCII.sub(lambda m: "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in m[0]), text)
    return f"{shown}\n"


def write(stream: TextIO, text: str) -> None:
    """Write text to a stream; what its encoding cannot say is shown as an escape."""
    if not text:
        return
    encoding = getattr(stream, "encoding", None) or "utf-8"
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
    stream.flush()


T = TypeVar("T")
MANY = 20
"""From so many files on, reading shows a progress bar."""


def progress(paths: Sequence[T], what: str) -> Iterable[T]:
    """Return what is to be read, with a progress bar on a terminal when there are many."""
    if len(paths) < MANY or not sys.stderr.isatty():
        return paths
    from rich.console import Console
    from rich.progress import track

    return track(paths, description=what, console=Console(stderr=True), transient=True)


def say(text: str) -> None:
    """Print a line for a person on stderr."""
    write(sys.stderr, visible(text, _LINES) + "\n")


def notes(problems: Iterable[object]) -> None:
    """Tell a person what is worth knowing, a line each."""
    for problem in problems:
        say(f"note: {problem}")


def wrote(path: Path | None, data: bytes, *, written: bool, more: str = "") -> None:
    """Say where a rendered file is; one without a path goes to standard output."""
    if path is None:
        put_bytes(data)
    else:
        say(f"{'Wrote' if written else 'Unchanged:'} {path}{more}")


_held: list[list[str]] = []
"""What is held back until it is known whether it fits on the screen; empty while nothing is."""


def put(text: str, *, end: str = "\n") -> None:
    """Print data on stdout; control characters in it are shown, not sent."""
    if _held:
        _held[-1].append(visible(text, _LINES) + end)
    else:
        write(sys.stdout, visible(text, _LINES) + end)


@contextmanager
def paged(no_input: bool) -> Iterator[None]:
    """Show what is put in here page by page, if it is for a person and more than fits on the screen.

    The pager is what PAGER names, else `less`; not under --no-input, where nobody presses a key.
    """
    if no_input or not sys.stdout.isatty() or not sys.stdin.isatty() or os.environ.get("TERM") == "dumb":
        yield
        return
    from shutil import get_terminal_size

    _held.append([])
    try:
        yield
    finally:
        text = "".join(_held.pop())
        if text.count("\n") < get_terminal_size().lines:
            write(sys.stdout, text)
        else:
            from pydoc import pager

            os.environ.setdefault("LESS", "FRX")
            pager(text)


def put_json(data: Mapping[str, Any]) -> None:
    """Print one JSON object on stdout, `schema_version` first."""
    write(sys.stdout, json_text({"schema_version": 1, **data}, stream=sys.stdout))


def error(
    code: str, message: str, hint: str = "", where: str = "", problems: Iterable[Problem] = (), *,
    as_json: bool = False,
) -> None:  # fmt: skip
    """Print an error on stderr: a sentence and its cure, or the contract's JSON object."""
    listed = list(problems)
    if as_json:
        body: dict[str, Any] = {"code": code, "message": message, "hint": hint or None, "where": where or None}
        if listed:
            body["problems"] = [p._asdict() for p in listed]
        write(sys.stderr, json_text({"schema_version": 1, "error": body}, stream=sys.stderr, indent=None))
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
