"""The command line: functions by what they are about, each loaded when its command is asked for; the only printing, the only boundary."""

from __future__ import annotations

import _thread
import sys
import time
from collections.abc import Sequence

INTERRUPTED = 130


def run(argv: Sequence[str]) -> int:
    """Run one command and return its exit code; nothing but the exit code comes out of here, no exception does."""
    at_work, before = [True], sys.unraisablehook

    def swallowed(ignored: sys.UnraisableHookArgs) -> None:
        """Press Ctrl-C once more where compiled code has swallowed it; raised in here it would be swallowed, too."""
        if issubclass(ignored.exc_type, KeyboardInterrupt):
            _thread.start_new_thread(_again, (at_work,))
        else:
            before(ignored)

    sys.unraisablehook = swallowed
    try:
        return _run(argv)
    except KeyboardInterrupt:
        # Ctrl-C while modules were being loaded: nothing has been done yet.
        return INTERRUPTED
    finally:
        at_work.clear()
        sys.unraisablehook = before


def _again(at_work: Sequence[bool]) -> None:
    """Press Ctrl-C in a moment, unless the command is done by then."""
    time.sleep(0.02)
    if at_work:
        _thread.interrupt_main()


def _run(argv: Sequence[str]) -> int:
    if argv and argv[0] == "search":
        from qbank.cli import fast

        code = fast.run(argv)
        if code is not None:
            return code
    from qbank.cli.boundary import guarded

    return guarded(argv)
