"""The command line: one small module per command, loaded when asked for; the only printing, the only boundary."""

from __future__ import annotations

from collections.abc import Sequence

INTERRUPTED = 130


def run(argv: Sequence[str]) -> int:
    """Run one command and return its exit code; nothing but the exit code comes out of here, no exception does."""
    try:
        if argv and argv[0] == "search":
            from qbank.cli import fast

            code = fast.run(argv)
            if code is not None:
                return code
        from qbank.cli.boundary import guarded

        return guarded(argv)
    except KeyboardInterrupt:
        # Ctrl-C while the modules above were being loaded: nothing has been done yet.
        return INTERRUPTED
