"""Work apart: what takes much memory is done by a process of this program's own, which ends when it has had nothing to do for a while.

A server lives for hours and should stay small: to sort a question takes the words of every wording, a Word copy the libraries that
write it. The helper does one job after the other, a line of JSON each over its standard input and output, and keeps what it has
loaded in between.
"""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock, Timer
from typing import TYPE_CHECKING, Any

from qbank import errors
from qbank.bank.place import Place
from qbank.errors import Problem, QbankError

if TYPE_CHECKING:
    from qbank.tasks.workspace import Workspace

PATIENCE = 20.0
"""Seconds without a job after which the helper is let go."""
_CHILD = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from qbank.tasks.apart import work; work(sys.argv[2])"
)


def _bank(workspace: Workspace) -> None:
    """Work out the bank and its index, and keep them in the caches."""
    from qbank.search.cache import open_index

    open_index(workspace.place, lambda: workspace.bank)


def _export(workspace: Workspace, outline: str, to: str, copy: str) -> str:
    from qbank import bank as banks
    from qbank.tasks.export import in_format

    made = in_format(workspace.place, banks.load_outline(Path(outline)), to, copy=copy)
    return base64.b64encode(made).decode()


JOBS: dict[str, Callable[..., Any]] = {
    "bank": _bank,
    "words": lambda workspace: workspace.normalizer and None,  # what the wordings teach is kept in the caches, too
    "sort": lambda workspace, technology, guests, text: workspace.sorter(technology, tuple(guests))(text),
    "phrasings": lambda workspace, asked, technology, guests: sorted(
        workspace.phrasings_of(asked, technology, tuple(guests))
    ),
    "export": _export,
}
"""What can be done apart, by name: each is told the workspace and what JSON can say, and returns what JSON can say."""


class Helper:
    """The process that works apart, for one bank; safe to use from several threads."""

    def __init__(self, place: Place) -> None:
        """Work for the bank of a place; no process is started before there is a job."""
        self._place, self._lock = place, Lock()
        self._process: subprocess.Popen[str] | None = None
        self._letting_go: Timer | None = None

    def ask(self, job: str, *given: object) -> Any:  # noqa: ANN401 (what the job returns)
        """Return what a job returns, or raise its QbankError; where no process can do it, it is done here."""
        from qbank.tasks.workspace import Workspace

        with self._lock:
            if self._letting_go:
                self._letting_go.cancel()
            try:
                answer = self._answered(json.dumps([job, *given]))
            except (OSError, ValueError):
                self._end()
                return JOBS[job](Workspace(self._place), *given)
            finally:
                self._letting_go = Timer(PATIENCE, self._let_go)
                self._letting_go.daemon = True
                self._letting_go.start()
        if "error" in answer:
            raise _as_error(**answer["error"])
        return answer["done"]

    def _answered(self, line: str) -> dict[str, Any]:
        """Return the answer to a line; OSError or ValueError if there is none."""
        if self._process is None or self._process.poll() is not None:
            told = json.dumps(self._place, default=str)
            self._process = subprocess.Popen(  # noqa: S603 (this Python, with this program)
                [sys.executable, "-c", _CHILD, json.dumps(sys.path), told],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8",
            )  # fmt: skip
        into, out = self._process.stdin, self._process.stdout
        assert into is not None
        assert out is not None
        into.write(f"{line}\n")
        into.flush()
        answer: dict[str, Any] = json.loads(out.readline())
        return answer

    def _let_go(self) -> None:
        with self._lock:
            self._end()

    def _end(self) -> None:
        """Close the process's input, at which it ends; one that does not is ended."""
        process, self._process = self._process, None
        if process is None:
            return
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                pipe.close()  # type: ignore[union-attr]
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def work(told: str) -> None:
    """Do jobs until nobody is there to give any: what runs in the helper's process."""
    from qbank.tasks.workspace import Workspace

    # Ctrl-C is for the server, at whose end this ends; and what is printed by the way is no answer.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    root, exports, shipped, over = json.loads(told)
    place = Place(root=Path(root), exports=Path(exports), shipped=shipped, over=Path(over) if over else None)
    workspace = Workspace(place)
    for line in sys.stdin.buffer:
        job, *given = json.loads(line)
        try:
            answer = {"done": JOBS[job](workspace, *given)}
        except QbankError as error:
            answer = {"error": {"kind": type(error).__name__, **vars(error)}}
        answers.write(f"{json.dumps(answer)}\n")
        answers.flush()


def _as_error(kind: str, problems: Sequence[Sequence[str]], **said: str) -> QbankError:
    """Return the error that another process met."""
    of: type[QbankError] = getattr(errors, kind)
    return of(**said, problems=tuple(Problem(*one) for one in problems))
