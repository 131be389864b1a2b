"""The live hour on disk: every mark is added to `exports/NAME.desk.jsonl` and is there for good once it is acknowledged.

Nothing is ever rewritten in that file, so that a crash loses nothing that a page was told is kept, and no lock is held
for an hour. At the end `save` folds it into the outline, as one change that can be undone.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from threading import Lock
from typing import Any
from uuid import uuid4

from qbank import bank as banks
from qbank.bank.disk import sync
from qbank.bank.place import Place
from qbank.errors import NotFoundError, Problem, SourceError, UsageError
from qbank.lazy import dataclass, regex
from qbank.model import Outline
from qbank.outline import live
from qbank.outline.live import KINDS, Event, Sorter, seconds, shift
from qbank.tasks.outlines import digest, see
from qbank.tasks.workspace import Workspace

LONGEST_TEXT = 4000
LONGEST_NAME = 200
MOST_EVENTS = 100_000
"""An hour has some hundred marks; a log that grows to so many is a program that has gone wrong."""
_ID = regex(r"[0-9a-f]{32}")
_LATEST = 253_402_300_799_000
"""The last millisecond that has a date of four-digit years."""


def log_path(outline_file: Path) -> Path:
    """Return where the marks of an outline's live hour are kept: beside it."""
    return outline_file.with_name(f"{outline_file.stem}.desk.jsonl")


def event(given: object, *, by: str | None = None) -> Event:
    """Return what someone sent as an event; UsageError says what is wrong with it. `by` overrules who made it."""
    if not isinstance(given, dict):
        raise UsageError("an event is an object with id, kind and time")
    fault = _fault(given)
    if fault:
        raise UsageError(f"this event cannot be kept: {fault}", hint=f"kinds are {', '.join(KINDS)}")
    return Event(
        id=given["id"], kind=given["kind"], time=int(given["time"]), of=given.get("of") or "",
        text=given.get("text") or "", by=by or given.get("by") or "host",
    )  # fmt: skip


def _fault(given: Mapping[str, Any]) -> str:
    """Return what is wrong with the fields of an event; empty if nothing is."""
    if not isinstance(given.get("id"), str) or not _ID.fullmatch(given["id"]):
        return "its id is not 32 hexadecimal digits"
    if given.get("kind") not in KINDS:
        return "its kind is not known"
    moment = given.get("time")
    if isinstance(moment, bool) or not isinstance(moment, int | float) or not 0 <= moment <= _LATEST:
        return "its time is not a number of milliseconds"
    for field, longest in (("of", LONGEST_NAME), ("text", LONGEST_TEXT), ("by", LONGEST_NAME)):
        text = given.get(field) or ""
        if not isinstance(text, str) or len(text) > longest:
            return f"its {field} is longer than {longest} characters, or not a text"
        if any(0xD800 <= ord(c) <= 0xDFFF for c in text):
            return f"its {field} holds half a character"
    if given["kind"] == "at" and given.get("text") and seconds(given["text"]) is None:
        return "its text is not a clock such as 23:10"
    if given["kind"] == "offset" and shift(given.get("text") or "") is None:
        return "its text is not a number of seconds such as -35"
    return ""


def read(path: Path) -> tuple[tuple[Event, ...], tuple[Problem, ...]]:
    """Return the events kept in a file, each once, and what is wrong with the lines that hold none; nothing if there is no file.

    A last line without its end was being written when the machine stopped; nobody was told that it is kept.
    """
    try:
        text = path.read_text("utf-8", errors="replace")
    except FileNotFoundError:
        return (), ()
    except OSError as error:
        raise SourceError(f"cannot read {path}: {error.strerror}", where=str(path)) from error
    events: dict[str, Event] = {}
    problems: list[Problem] = []
    for n, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            found = event(json.loads(line))
            events.setdefault(found.id, found)
        except (ValueError, UsageError) as error:
            what = error.message if isinstance(error, UsageError) else "this line is not an event"
            problems.append(Problem(where=f"{path.name}:{n}", what=what, hint="the other lines count"))
    return tuple(events.values()), tuple(problems)


class LiveLog:
    """The marks of one outline's hour, for as long as a desk is open; safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        """Open the log of a file, which need not exist yet."""
        self.path = path
        self._lock = Lock()
        events, self.problems = read(path)
        self._events: list[Event] = list(events)
        self._known = {e.id for e in events}

    @property
    def events(self) -> tuple[Event, ...]:
        """All events, in the order in which they were kept."""
        return tuple(self._events)

    def since(self, n: int) -> tuple[tuple[int, Event], ...]:
        """Return the events after the first `n`, each with its number, counted from 1."""
        return tuple(enumerate(self._events[n:], start=n + 1))

    def add(self, events: Iterable[Event]) -> int:
        """Keep events and return how many there are now; once this returns they are on the disk.

        An event whose id is known is not kept again. SourceError if the disk refuses.
        """
        with self._lock:
            fresh = list({e.id: e for e in events if e.id not in self._known}.values())
            if len(self._events) + len(fresh) > MOST_EVENTS:
                told = f"the log already has {len(self._events)} marks"
                raise UsageError(told, hint=f"save it, then move {self.path.name} away")
            if fresh:
                try:
                    _append(self.path, fresh)
                except OSError as error:
                    hint = "the page keeps its marks and tries again; check free space and permissions"
                    where = str(self.path)
                    raise SourceError(f"cannot write {where}: {error.strerror}", hint=hint, where=where) from error
                self._events += fresh
                self._known |= {e.id for e in fresh}
            return len(self._events)


def _append(path: Path, events: Sequence[Event]) -> None:
    """Add lines to a file and wait until the disk has them; a line that was cut short before is ended first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made = not path.exists()
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    file = os.open(path, flags, 0o644)
    try:
        size = os.fstat(file).st_size
        torn = size > 0 and os.lseek(file, size - 1, os.SEEK_SET) >= 0 and os.read(file, 1) != b"\n"
        told = ({k: v for k, v in asdict(one).items() if v != ""} for one in events)
        data = "\n" * torn + "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in told)
        rest = memoryview(data.encode())
        while rest:
            rest = rest[os.write(file, rest) :]
        os.fsync(file)
    finally:
        os.close(file)
    if made:
        sync([path.parent])


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The outline with the log in it, whether that changed its file, and what is still open."""

    outline: Outline
    changed: bool
    problems: tuple[Problem, ...] = ()


def save(place: Place, path: Path, marks: LiveLog, sort: Sorter) -> Written:
    """Fold the marks into the outline's file, as one change that undo takes back; saving twice changes nothing.

    What was written by other means since, in the file or with `qbank outline log`, stays. BankError if the file changes
    at the same moment.
    """
    seen = see(path)
    saved = live.folded(seen.outline, marks.events, sort, digest=seen.digest)
    changed = saved.outline != seen.outline
    if changed:
        banks.save_outline(place, saved.outline, base=seen.outline, path=path)
        text = live.saved_text(saved.made, before=seen.digest, after=digest(path))
        marks.add([Event(id=uuid4().hex, kind="saved", time=time.time_ns() // 1_000_000, text=text)])
    return Written(outline=saved.outline, changed=changed, problems=(*marks.problems, *saved.problems))


def take(workspace: Workspace, name: str, file: Path) -> Written:
    """Put the marks of a file that a page saved to an outline's others, and fold them into it."""
    path = workspace.outline_path(name)
    marks = LiveLog(log_path(path))
    marks.add(marks_file(file))
    outline = banks.load_outline(path)
    return save(workspace.place, path, marks, workspace.sorter(outline.technology, outline.guests))


def marks_file(path: Path) -> tuple[Event, ...]:
    """Return the events of a file that a page saved; NotFoundError if there is none, SourceError if it holds none."""
    if not path.is_file():
        raise NotFoundError(f"there is no file {path}", where=str(path))
    events, problems = read(path)
    if problems or not events:
        hint = "use the file that the page's “Save the marks” gave you"
        what = f"{path} does not hold the marks of a live page"
        raise SourceError(what, problems=problems, hint=hint, where=str(path))
    return events
