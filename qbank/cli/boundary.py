"""The one place where errors become messages and exit codes, and where a broken pipe is nobody's fault."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any

from qbank.cli import console
from qbank.errors import Findings, Problem, QbankError

INTERRUPTED = 130


def guarded(argv: Sequence[str]) -> int:
    """Run the command that the arguments name; return its exit code, whatever happens."""
    debug, as_json = _has("--debug", argv), _has("--json", argv)
    try:
        code = _dispatch(argv)
        sys.stdout.flush()
    except Findings as error:
        return error.exit_code
    except QbankError as error:
        if debug:
            raise
        console.error(error.code, str(error), error.hint, error.where, _problems(error), as_json=as_json)
        return error.exit_code
    except KeyboardInterrupt:
        console.say("Interrupted. Nothing was changed.")
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if debug or not hasattr(error, "format_message"):
            if debug:
                raise
            console.error(*_unexpected(error), as_json=as_json)
            return 1
        console.error("usage", error.format_message(), _usage_hint(error), as_json=as_json)
        return 2
    return code


def _dispatch(argv: Sequence[str]) -> int:
    from qbank.cli.app import group

    code = group().main(args=list(argv), prog_name="qbank", standalone_mode=False)
    return code if isinstance(code, int) else 0


def _has(flag: str, argv: Sequence[str]) -> bool:
    words = list(argv)
    return flag in (words[: words.index("--")] if "--" in words else words)


def _problems(error: QbankError) -> tuple[Problem, ...]:
    return tuple(getattr(error, "problems", ()))


def _unexpected(error: Exception) -> tuple[str, str, str]:
    return (
        "internal",
        f"this should not have happened: {type(error).__name__}: {error}",
        "run the command again with --debug and report what it prints",
    )


def _usage_hint(error: Any) -> str:  # noqa: ANN401 (the exception's type is private to Typer)
    context = getattr(error, "ctx", None)
    return f"see `{context.command_path} --help`" if context is not None else "see `qbank --help`"
