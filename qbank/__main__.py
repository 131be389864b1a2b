"""The program: `qbank` and `python -m qbank`."""

from __future__ import annotations

import atexit
import gc
import sys

MANY = 300_000
"""So many new objects are a reason to look for garbage; a command makes records that stay, mostly fewer."""


def main() -> None:
    """Run the command line and exit with its code."""
    try:
        gc.set_threshold(MANY)
        # What is left at the end goes with the process: looking through it for garbage takes a sixth of a command.
        atexit.register(gc.freeze)
        from qbank.cli import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)


if __name__ == "__main__":
    main()
