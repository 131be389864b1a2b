"""A workspace: one bank's place, and what is made from its files, each loaded when first wanted.

Every task takes a workspace. The command line makes one per command; a server keeps one for its life: what was loaded is loaded
again when the files' names, sizes or times have changed.

A server lives for hours and should stay small: what takes much memory (to sort a question the words of every wording, for a Word copy
the libraries that write it) is done apart, by a process of this program's own, which ends when it has had nothing to do for a while.
It does one job after the other, a line of JSON each over its standard input and output, and keeps what it has loaded in between.
"""

from __future__ import annotations

import base64
import json
import os
import signal
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, suppress
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from threading import Lock, Timer
from typing import TYPE_CHECKING, Any

from qbank import bank as banks
from qbank import errors
from qbank.bank import place as places
from qbank.bank.place import Place
from qbank.errors import NotFoundError, Problem, QbankError, UsageError

if TYPE_CHECKING:
    from subprocess import Popen

    from qbank.model import Bank, Item, Outline
    from qbank.normalize.normalizer import Normalizer
    from qbank.normalize.taught import Files
    from qbank.notes import Sections

Sorter = Callable[[str], tuple[str, str | None]]
"""A question -> its category and, if the bank knows it for sure, its template."""


def find_place(option: Path | None) -> Place:
    """Return the bank that is worked with: the option, QBANK_BANK, the nearest parent folder, or the shipped one."""
    return places.find(option, cwd=Path.cwd(), env=os.environ)


def today(option: str | None = None) -> str:
    """Return the date of a run, YYYY-MM-DD: the option, SOURCE_DATE_EPOCH, or today; UsageError if one is not a date."""
    if option:
        try:
            return date.fromisoformat(option).isoformat()
        except ValueError as error:
            raise UsageError(f"'{option}' is not a date", hint="write it as 2026-11-22") from error
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch:
        try:
            return datetime.fromtimestamp(int(epoch), UTC).date().isoformat()
        except (ValueError, OverflowError, OSError) as error:
            told = f"SOURCE_DATE_EPOCH is '{epoch}', which is not a number of seconds"
            raise UsageError(told, hint="unset it, or set it to such a number") from error
    return datetime.now().astimezone().date().isoformat()


class Workspace:
    """A place, its bank, and the bank's normalizer and section names.

    `bank` is the one the files hold now; what a task changed is seen by the next that asks. `apart` is for a server, which lives
    for hours: what costs much memory, to work out or to have, a process of its own does, which ends soon after.
    """

    def __init__(self, place: Place, *, apart: bool = False) -> None:
        self.place = place
        self._helper = Helper(place) if apart else None
        self._having, self._loading, self._learning = Lock(), Lock(), Lock()
        self._stamps: object = None
        self._tried: object = None
        self._bank: Bank | None = None
        self._normalizer: tuple[Bank, Normalizer] | None = None

    def done(self, job: str, *given: object) -> Any:  # noqa: ANN401 (what the job returns)
        """Return what one of `JOBS` returns: done by a process of its own for a server, else here."""
        return self._helper.ask(job, *given) if self._helper else JOBS[job](self, *given)

    @property
    def bank(self) -> Bank:
        """The bank, loaded again when a data file has changed. BankError names every fault in its files."""
        if self._helper and (stamps := places.stamps(self.place)) != self._tried:
            with self._having:
                if stamps != self._tried:
                    self._have_kept("bank")
                    self._tried = stamps
        return self.load()

    def load(self) -> Bank:
        """Return the bank as `bank` does, never made ready apart: for whoever holds what that would wait for."""
        with self._loading:
            stamps = places.stamps(self.place)
            if self._bank is None or stamps != self._stamps:
                self._bank, self._stamps = banks.load(self.place, stamps), stamps
            return self._bank

    def writing(self) -> AbstractContextManager[None]:
        """Hold the bank's lock from reading to writing: another command waits its turn, and none is refused for it.

        Not for what asks a person: nobody should wait for that.
        """
        return banks.locked(self.place)

    @property
    def normalizer(self) -> Normalizer:
        """The bank's normalizer, made once a bank: making it takes seconds, in which others may read the bank."""
        with self._learning:
            bank = self.bank
            if self._normalizer is None or self._normalizer[0] is not bank:
                if self._helper:
                    self._have_kept("words")
                from qbank.normalize.normalizer import Normalizer

                self._normalizer = (bank, Normalizer(bank, keep=self._taught))
            return self._normalizer[1]

    def warm_up(self) -> None:
        """Make ready what searches and plans need; what is wrong with the bank, whoever needs it is told."""
        with suppress(QbankError, OSError):
            _ = self.bank
            if self._helper:
                self._have_kept("words")

    def _have_kept(self, what: str) -> None:
        """Have something worked out apart and kept, unless that was done; whatever goes wrong is met again here."""
        from qbank.normalize import taught
        from qbank.search.cache import is_kept

        if taught.is_kept(self._taught) if what == "words" else is_kept(self.place):
            return
        with suppress(QbankError):
            self.done(what)

    @property
    def _taught(self) -> Files:
        """The files that keep what wordings teach."""
        from qbank.normalize.taught import Files
        from qbank.search.cache import home_of

        return Files(shipped=places.user_caches() / "taught", own=home_of(self.place) / "read")

    @cached_property
    def sections(self) -> Sections:
        """What the sections of notes are called: the bank's own names before the shipped ones."""
        from qbank.notes import default_sections, parse_sections

        return default_sections().extended(parse_sections(banks.load_table(self.place, "sections.toml")))

    def outline_path(self, name: str) -> Path:
        """Return the file of an outline, named by its path or by its name in exports/; NotFoundError lists what is there."""
        exports = self.place.exports
        for path in (Path(name), exports / name, exports / f"{name}.toml"):
            if path.is_file():
                return path
        kept = sorted(p.stem for p in exports.glob("*.toml")) if exports.is_dir() else []
        hint = (
            f"there are {', '.join(kept[:8])}" if kept else "make one with qbank outline --guest NAME --technology NAME"
        )
        raise NotFoundError(f"there is no outline '{name}'", hint=hint)

    def reader(self, tell: Callable[[str], object] | None = None, bank: Bank | None = None) -> Normalizer:
        """Return a normalizer that also asks the sentence model and knows the kept outlines: for an import and a review.

        `tell` is called with a sentence when something takes a while, or when the model is not installed here. `bank` is the
        workspace's, where it was just loaded.
        """
        # numpy's threads cost ten times what they bring for rows this short, and round otherwise by their number.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        from qbank.normalize import meaning
        from qbank.normalize.normalizer import Normalizer
        from qbank.search.cache import vectors_of

        bank = bank or self.bank
        found = meaning.load(bank, vectors_of(self.place), tell)
        if found is None and tell and bank.show.model != "none":
            tell(meaning.MISSING)
        return Normalizer(bank, found, banks.load_outlines(self.place)[0], self._taught)

    def logged_outlines(self) -> tuple[list[Outline], list[Problem]]:
        """Return the outlines that have a log, and what is wrong with those that cannot be read, which stops nobody."""
        from qbank.outline import log

        made, faults = banks.load_outlines(self.place)
        return [o for o in made if log.is_logged(o)], faults

    def sorter(self, technology: str | None, guests: tuple[str, ...]) -> Sorter:
        """Return what sorts a question into its category and, if the bank knows it for sure, to its template.

        The subject's and the guests' names are not part of a question's meaning.
        """

        def sort(text: str) -> tuple[str, str | None]:
            if self._helper:
                category, template = self.done("sort", technology, guests, text)
                return category, template
            (item,) = self._read_as(technology, guests, [text])
            return item.category or "overview", item.template if item.match == "same" else None

        return sort

    def phrasings_of(self, asked: Iterable[str], technology: str | None, guests: tuple[str, ...]) -> frozenset[str]:
        """Return the templates that questions are phrasings of, as far as the bank is sure; further asks count, too."""
        from qbank.outline.history import asked_by

        if self._helper:
            return frozenset(self.done("phrasings", [*asked], technology, guests))
        items = self._read_as(technology, guests, asked)
        return frozenset(template for item in items if item.match == "same" for template in asked_by(item))

    def _read_as(self, technology: str | None, guests: tuple[str, ...], texts: Iterable[str]) -> list[Item]:
        from qbank.model import Episode, Item

        normalizer = self.normalizer
        names = normalizer.names(Episode(id="own", title="", technology=technology, guests=guests))
        return [normalizer.item(Item(n=n, text=text), names).item for n, text in enumerate(texts, start=1)]


# --- work apart --------------------------------------------------------------------------------------------------------

PATIENCE = 20.0
"""Seconds without a job after which the helper is let go."""
_CHILD = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from qbank.tasks.workspace import work; work(sys.argv[2])"
)


def _bank(workspace: Workspace) -> None:
    """Work out the bank and its index, and keep them in the caches."""
    from qbank.search.cache import open_index

    open_index(workspace.place, lambda: workspace.bank)


def _export(workspace: Workspace, outline: str, to: str, copy: str) -> str:
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
        self._process: Popen[str] | None = None
        self._letting_go: Timer | None = None

    def ask(self, job: str, *given: object) -> Any:  # noqa: ANN401 (what the job returns)
        """Return what a job returns, or raise its QbankError; where no process can do it, it is done here."""
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
        import subprocess

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
        from subprocess import TimeoutExpired

        process, self._process = self._process, None
        if process is None:
            return
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                pipe.close()  # type: ignore[union-attr]
        try:
            process.wait(5)
        except TimeoutExpired:
            process.kill()
            process.wait()


def work(told: str) -> None:
    """Do jobs until nobody is there to give any: what runs in the helper's process."""
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
