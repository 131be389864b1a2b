"""The one place where errors become messages and exit codes, and where a broken pipe is nobody's fault."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from qbank.cli import INTERRUPTED, console
from qbank.errors import Findings, Problem, QbankError


def guarded(argv: Sequence[str]) -> int:
    """Run the command that the arguments name; return its exit code, whatever happens."""
    try:
        return _told(argv)
    except KeyboardInterrupt:
        console.say("Interrupted. Nothing was left half done.")
        return INTERRUPTED
    except BrokenPipeError:
        return 0
    finally:
        _hang_up()


def _told(argv: Sequence[str]) -> int:
    """Run the command; tell on stderr what went wrong. Only Ctrl-C and a broken pipe come through."""
    try:
        _there_is_a_screen()
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
        if _has("--debug", argv):
            traceback.print_exc()
        return _tell(error, as_json=_has("--json", argv))


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


def _tell(error: Exception, *, as_json: bool) -> int:
    """Print what a person should know of an error; return the exit code."""
    if isinstance(error, QbankError):
        problems: tuple[Problem, ...] = tuple(getattr(error, "problems", ()))
        console.error(error.code, str(error), error.hint, error.where, problems, as_json=as_json)
        return error.exit_code
    if hasattr(error, "format_message"):
        console.error("usage", error.format_message(), _usage_hint(error), as_json=as_json)
        return 2
    if isinstance(error, OSError):
        reason = f"the system refuses: {error.strerror or error}"
        hint = "check free space and permissions, the folder and its permissions, then try again"
        console.error("system", reason, hint, str(error.filename or ""), as_json=as_json)
        return 1
    if isinstance(error, MemoryError):
        hint = "a file or a layout that was given asks for more than there is"
        console.error("system", "there is not enough memory", hint, as_json=as_json)
        return 1
    if isinstance(error, EOFError) or type(error).__name__ == "Abort":
        message, hint = (
            "the input ended before every question was answered",
            "nothing was written; answer again, or by options",
        )
        console.error("input-needed", message, hint, as_json=as_json)
        return 4
    console.error(
        "internal",
        f"this should not have happened: {type(error).__name__}: {error}",
        "run the command again with --debug and report what it prints",
        as_json=as_json,
    )
    return 1


def _has(flag: str, argv: Sequence[str]) -> bool:
    words = list(argv)
    return flag in (words[: words.index("--")] if "--" in words else words)


def _usage_hint(error: Any) -> str:  # noqa: ANN401 (the exception's type is private to Typer)
    context = getattr(error, "ctx", None)
    return f"see `{context.command_path} --help`" if context is not None else "see `qbank --help`"


def _there_is_a_screen() -> None:
    """Refuse to work where nothing can be said; a missing stderr only means that nothing is."""
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 (open as long as the program)
    if sys.stdout is None:
        raise QbankError("standard output is closed", hint="send it to a file, or to /dev/null")


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
