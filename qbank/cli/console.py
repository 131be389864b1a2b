"""What commands share: options, and the only functions that print."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from qbank.errors import Problem

BankOption = Annotated[
    Path | None,
    typer.Option(
        "--bank",
        metavar="DIR",
        help="The bank's folder; else QBANK_BANK, a parent folder, or the bank that ships.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
NoInputOption = Annotated[bool, typer.Option("--no-input", help="Never ask; say which option is missing.")]
DebugOption = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]

_KEPT = {"\n", "\t"}
_BIDI = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")


def visible(text: str) -> str:
    """Return the text with control and direction characters shown as escapes, so that none reaches a terminal."""
    if text.isprintable():
        return text
    return "".join(c if (c.isprintable() or c in _KEPT) and c not in _BIDI else _escaped(c) for c in text)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def say(text: str) -> None:
    """Print a line for a person on stderr."""
    _write(sys.stderr, visible(text) + "\n")


def put(text: str, *, end: str = "\n") -> None:
    """Print data on stdout; control characters in it are shown, not sent."""
    _write(sys.stdout, visible(text) + end)


def put_json(data: Mapping[str, Any]) -> None:
    """Print one JSON object on stdout, `schema_version` first."""
    _write(sys.stdout, json.dumps({"schema_version": 1, **data}, ensure_ascii=False, indent=1) + "\n")


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
        _write(sys.stderr, json.dumps({"schema_version": 1, "error": body}, ensure_ascii=False) + "\n")
        return
    say(f"qbank: {where + ': ' if where else ''}{message}")
    for problem in listed:
        say(f"  {problem}")
    if hint:
        say(f"  {hint}")


def interactive(no_input: bool) -> bool:
    """Say whether a person may be asked: only on a terminal, and not under --no-input."""
    return not no_input and sys.stdin.isatty() and sys.stderr.isatty()


def colourful() -> bool:
    """Say whether stdout is a terminal that wants colour."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def _write(stream: Any, text: str) -> None:  # noqa: ANN401 (any text stream)
    encoding = getattr(stream, "encoding", None) or "utf-8"
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
    stream.flush()


def put_bytes(data: bytes) -> None:
    """Write bytes to stdout as they are: a rendered file that was asked for with `-o -`."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
