"""A workspace: one bank's place, and what is made from its files, each loaded when first wanted.

Every task takes a workspace. The command line makes one per command; a server keeps one for its life: what was loaded is loaded
again when the files' names, sizes or times have changed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, suppress
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from qbank import bank as banks
from qbank.bank import place as places
from qbank.bank.place import Place
from qbank.errors import BankError, NotFoundError, Problem, QbankError, UsageError

if TYPE_CHECKING:
    from qbank.model import Bank, Item, Outline
    from qbank.normalize.normalizer import Normalizer
    from qbank.normalize.taught import Files
    from qbank.notes import Sections
    from qbank.tasks.apart import Helper

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
            raise UsageError(
                f"SOURCE_DATE_EPOCH is '{epoch}', which is not a number of seconds",
                hint="unset it, or set it to such a number",
            ) from error
    return datetime.now().astimezone().date().isoformat()


class Workspace:
    """A place, its bank, and the bank's normalizer and section names.

    `bank` is the one the files hold now; what a task changed is seen by the next that asks. `apart` is for a server, which lives
    for hours: what costs much memory, to work out or to have, a process of its own does, which ends soon after.
    """

    def __init__(self, place: Place, *, apart: bool = False) -> None:
        self.place = place
        self._helper: Helper | None = None
        if apart:
            from qbank.tasks.apart import Helper

            self._helper = Helper(place)
        self._having, self._loading, self._learning = Lock(), Lock(), Lock()
        self._stamps: object = None
        self._tried: object = None
        self._bank: Bank | None = None
        self._normalizer: tuple[Bank, Normalizer] | None = None

    def done(self, job: str, *given: object) -> Any:  # noqa: ANN401 (what the job returns)
        """Return what one of `apart.JOBS` returns: done by a process of its own for a server, else here."""
        from qbank.tasks.apart import JOBS

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
        raise NotFoundError(
            f"there is no outline '{name}'",
            hint=f"there are {', '.join(kept[:8])}"
            if kept
            else "make one with qbank outline --guest NAME --technology NAME",
        )

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
        return Normalizer(bank, found, self.kept_outlines()[0], self._taught)

    def logged_outlines(self) -> tuple[list[Outline], list[Problem]]:
        """Return the outlines that have a log, and what is wrong with those that cannot be read, which stops nobody."""
        from qbank.outline import log

        made, faults = self.kept_outlines()
        return [o for o in made if log.is_logged(o)], faults

    def kept_outlines(self) -> tuple[list[Outline], list[Problem]]:
        """Return every outline that is kept, and what is wrong with those that cannot be read, which stops nobody."""
        made: list[Outline] = []
        faults: list[Problem] = []
        for path in banks.outlines(self.place):
            try:
                made.append(banks.load_outline(path))
            except BankError as error:
                faults += error.as_problems(str(path))
        return made, faults

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
