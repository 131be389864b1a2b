"""Where errors end: whatever happens in a command, a person gets a sentence, its cure, and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress

from qbank.cli import INTERRUPTED
from qbank.cli.console import error, say
from qbank.errors import Findings, Problem, QbankError


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
