"""What commands print through: nothing that a terminal would obey, and JSON that is UTF-8 whatever the locale.

Standard library only: a quick search prints through here, too.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TextIO, TypeVar

from qbank.cli import INTERRUPTED
from qbank.errors import Findings, Problem, QbankError, visible
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


def guarded(argv: Sequence[str]) -> int:
    """Run the command that the arguments name; return its exit code, whatever happens."""
    try:
        return _told(argv)
    except KeyboardInterrupt:
        say("Interrupted. Nothing was left half done.")
        return INTERRUPTED
    except BrokenPipeError:
        return 0
    finally:
        _hang_up()


def _told(argv: Sequence[str]) -> int:
    """Run the command; tell on stderr what went wrong. Only Ctrl-C and a broken pipe come through."""
    try:
        if sys.stderr is None:  # then nothing can be said, and the work goes on
            sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 (open as long as the program)
        if sys.stdout is None:
            raise QbankError("standard output is closed", hint="send it to a file, or to /dev/null")
        return _dispatch(argv)
    except Findings as error:
        sys.stdout.flush()
        return error.exit_code
    except (KeyboardInterrupt, BrokenPipeError):
        raise
    except Exception as error:  # whatever it is, a person gets a sentence and no traceback
        if not isinstance(error, QbankError) and "KeyboardInterrupt" in str(error):
            # Pydantic catches Ctrl-C while it is being set up, and says so in an error of its own.
            raise KeyboardInterrupt from error
        words = list(argv[: argv.index("--")] if "--" in argv else argv)
        if "--debug" in words:
            from traceback import print_exc

            print_exc()
        return _tell(error, as_json="--json" in words)


def _dispatch(argv: Sequence[str]) -> int:
    from qbank.cli.app import group

    if argv and argv[0] in ("--show-completion", "--install-completion"):
        from qbank.cli.options import set_up

        return set_up(argv)
    try:
        code = group().main(args=list(argv), prog_name="qbank", standalone_mode=False)
    except SystemExit as gone:
        if not gone.code:
            # Typer has answered a shell that asked for names, or for its script.
            return 0
        # Typer meets a broken pipe before we do, and leaves.
        raise BrokenPipeError from gone
    if code == INTERRUPTED:
        # Typer turns Ctrl-C into this code.
        raise KeyboardInterrupt
    sys.stdout.flush()
    return code if isinstance(code, int) else 0


def _tell(raised: Exception, *, as_json: bool) -> int:
    """Print what a person should know of an error; return the exit code."""
    problems: tuple[Problem, ...] = ()
    exit_code, code, where = 1, "system", ""
    if isinstance(raised, QbankError):
        exit_code, code, problems, where = raised.exit_code, raised.code, raised.problems, raised.where
        message, hint = str(raised), raised.hint
    elif hasattr(raised, "format_message"):
        called = getattr(getattr(raised, "ctx", None), "command_path", "qbank")
        exit_code, code, message, hint = 2, "usage", raised.format_message(), f"see `{called} --help`"
    elif isinstance(raised, OSError):
        message, where = f"the system refuses: {raised.strerror or raised}", str(raised.filename or "")
        hint = "check free space and permissions, the folder and its permissions, then try again"
    elif isinstance(raised, MemoryError):
        message, hint = "there is not enough memory", "a file or a layout that was given asks for more than there is"
    elif isinstance(raised, EOFError) or type(raised).__name__ == "Abort":
        exit_code, code, message = 4, "input-needed", "the input ended before every question was answered"
        hint = "nothing was written; answer again, or by options"
    else:
        code, message = "internal", f"this should not have happened: {type(raised).__name__}: {raised}"
        hint = "run the command again with --debug and report what it prints"
    error(code, message, hint, where, problems, as_json=as_json)
    return exit_code


def _hang_up() -> None:
    """Let what can no longer be said go nowhere: the reader has left, or the disk is full, and that was told.

    Left to Python's own end it would be tried once more, and some versions turn the exit code into 120 for it.
    """
    for stream in filter(None, (sys.stdout, sys.stderr)):
        try:
            stream.flush()
        except (OSError, ValueError):
            with suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
