"""The live hour: what a host marked while the guest talked, event by event, and what it makes of the outline.

Events are only ever added. Each has the id that its page gave it, so that one sent twice counts once, and a time, so
that pages which were cut off for a while agree once they are back: the last mark of a question wins, all are kept.

    record 17:02:00, begin 17:04:00, asked q01 17:04:10, great q01 17:06:00  →  q01 is "great", at 02:10
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field, replace
from typing import Any, Literal, get_args

from qbank.english import spoken
from qbank.errors import Problem
from qbank.lazy import dataclass, regex
from qbank.model import Mark, Outline
from qbank.outline import log

Kind = Literal[
    "record", "begin", "end",  # the clock: the recording runs, the first question may be asked, it is over
    "asked", "great", "skipped", "clear",  # marks of the question `of`
    "improvised", "word",  # asked from no sheet, behind the question `of`; its words, `of` being its event
    "note", "said", "moment",  # a note to `of`, one line of the answer to `of`, a moment worth finding again
    "at", "offset", "order",  # corrections: when `of` was asked, seconds to add to every time, ids as asked
    "undo", "saved",  # the event `of` does not count; the log was written into the outline
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)
CLOCK_KINDS: tuple[Kind, ...] = ("record", "begin", "end")
_MARKS: Mapping[Kind, Mark] = {"asked": "asked", "great": "great", "skipped": "skipped"}

Sorter = Callable[[str], tuple[str, str | None]]
"""What finds the category, and perhaps the template, of a question that was improvised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened: `time` in milliseconds since 1970, `of` the question or event that it is about.

    `by` is the role of whoever made it, such as `host`.
    """

    id: str
    kind: Kind
    time: int
    of: str = ""
    text: str = ""
    by: str = "host"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What the events say about one question; `at` is in seconds from the start of the recording.

    `after` names what an improvised question followed.
    """

    mark: Mark | None = None
    improvised: bool = False
    at: float | None = None
    asked_at: int | None = None
    said: str = ""
    notes: tuple[str, ...] = ()
    text: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """The hour as the events tell it: when the clocks started (milliseconds since 1970), and each question, by id.

    `order` is what was asked, in the order asked; `moments` are times in seconds with a word or nothing.
    """

    record: int | None = None
    begin: int | None = None
    end: int | None = None
    offset: float = 0.0
    heard: Mapping[str, Heard] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    moments: tuple[tuple[float | None, str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """An outline with the log written into it, the questions that improvised events became, and what is still open."""

    outline: Outline
    made: Mapping[str, str]
    problems: tuple[Problem, ...] = ()


def live(events: Iterable[Event]) -> Live:
    """Return the hour that these events tell of; the order in which they came in does not matter, their times do."""
    known = {e.id: e for e in events}
    void = {e.of for e in known.values() if e.kind == "undo"}
    told = _Telling()
    for event in sorted((e for e in known.values() if e.id not in void), key=lambda e: (e.time, e.id)):
        told.hear(event)
    return told.done()


class _Telling:
    """Events being heard one after the other."""

    def __init__(self) -> None:
        self._clock: dict[str, int] = {}
        self._offset = 0.0
        self._heard: dict[str, Heard] = {}
        self._order: list[str] = []
        self._given: tuple[str, ...] = ()
        self._typed: dict[str, str] = {}
        self._moments: list[tuple[int, str, str]] = []
        self._last = ""

    def hear(self, event: Event) -> None:
        """Take in the next event."""
        if event.kind in CLOCK_KINDS:
            self._clock[event.kind] = event.time
        elif event.kind in ("asked", "great", "skipped", "clear"):
            self._mark(event)
        elif event.kind == "improvised":
            self._heard[event.id] = Heard(
                mark="improvised", improvised=True, asked_at=event.time, text=log.one_line(event.text), after=event.of,
            )  # fmt: skip
            self._asked(event.id)
        elif event.kind == "moment":
            self._moments.append((event.time, log.one_line(event.text), event.of or self._last))
        else:
            self._correct(event)

    def _mark(self, event: Event) -> None:
        found, mark = self._heard.get(event.of, Heard()), _MARKS.get(event.kind)
        if mark in log.ASKED_MARKS:
            # What was great, or improvised, stays so when someone says that it was asked.
            if mark == "asked" and found.mark in log.ASKED_MARKS:
                return
            first = found.asked_at if found.mark in log.ASKED_MARKS else event.time
            self._heard[event.of] = replace(found, mark=mark, asked_at=first)
            self._asked(event.of)
            return
        self._heard[event.of] = replace(found, mark=mark, asked_at=None)
        self._order = [id_ for id_ in self._order if id_ != event.of]
        if self._last == event.of:
            self._last = self._order[-1] if self._order else ""

    def _asked(self, id_: str) -> None:
        if id_ not in self._order:
            self._order.append(id_)
            self._last = id_

    def _correct(self, event: Event) -> None:
        found = self._heard.get(event.of, Heard())
        if event.kind == "word":
            self._heard[event.of] = replace(found, text=log.one_line(event.text))
        elif event.kind == "said":
            self._heard[event.of] = replace(found, said=log.one_line(event.text))
        elif event.kind == "note" and event.text.strip():
            self._heard[event.of] = replace(found, notes=(*found.notes, log.one_line(event.text)))
        elif event.kind == "at":
            self._typed[event.of] = event.text
        elif event.kind == "offset":
            self._offset = shift(event.text) or 0.0
        elif event.kind == "order":
            self._given = tuple(event.text.split(","))

    def done(self) -> Live:
        """Return what was heard."""
        record = self._clock.get("record", self._clock.get("begin"))

        def at(time: int | None) -> float | None:
            return None if time is None or record is None else max(0.0, (time - record) / 1000 + self._offset)

        heard = {
            id_: replace(one, at=seconds(self._typed[id_]) if self._typed.get(id_) else at(one.asked_at))
            for id_, one in self._heard.items()
        }
        given = [id_ for id_ in self._given if id_ in self._order]
        order = given + [id_ for id_ in self._order if id_ not in given]
        return Live(
            record=record, begin=self._clock.get("begin"), end=self._clock.get("end"), offset=self._offset, heard=heard,
            order=tuple(order), moments=tuple((at(time), text, of) for time, text, of in self._moments),
        )  # fmt: skip


_SECONDS = regex(r"-?\d{1,6}(?:\.\d{1,6})?", re.ASCII)


def shift(text: str) -> float | None:
    """Return how many seconds a text says, such as `-35.5`; None if it is not a number."""
    return float(text) if _SECONDS.fullmatch(text) else None


def seconds(clock: str) -> float | None:
    """Return how many seconds a clock says: `1:02:45` is 3765; None if it is not a clock."""
    parts = clock.split(":")
    if not 2 <= len(parts) <= 3 or not all(p.isdecimal() for p in parts):
        return None
    return float(sum(int(p) * 60**n for n, p in enumerate(reversed(parts))))


def clock(at: float) -> str:
    """Return seconds as a clock: `03:05`, `1:02:45`."""
    return spoken.clock(at).zfill(5)


def folded(outline: Outline, events: Sequence[Event], sort: Sorter, *, digest: str = "") -> Saved:
    """Return the outline with the log of the live hour in it: one change, whatever the number of events.

    `digest` tells the outline's file: a save that was undone since, so that the file is the one from before it, does not
    count. Only what is new since the log was last saved is written, so that saving twice changes nothing. Marks of questions
    that the outline does not have, and improvised questions without words, stay in the events and are told as problems.
    """
    known = {q.id for q in outline.questions}
    counting = _saves(events, digest)
    made = {e: q for _, saved in counting for e, q in saved["made"].items() if q in known}
    now, then = live(events), live(events[: counting[-1][0]] if counting else ())
    problems: list[Problem] = []
    for id_, one in sorted(now.heard.items(), key=lambda told: (told[1].asked_at or 0, told[0])):
        if one.improvised and id_ not in made:
            if one.mark and one.text:
                outline, made[id_] = _improvised(outline, one, made, sort)
            elif one.mark:
                problems.append(_wordless(one))
        elif made.get(id_, id_) not in known:
            problems += _gone(id_, one)
        else:
            outline = _marked(outline, made.get(id_, id_), one, then.heard.get(id_, Heard()))
    outline = _withdrawn(outline, now, then, made)
    outline = _timed(_noted(outline, now, then, made), now, made)
    order = [made.get(id_, id_) for id_ in now.order]
    asked = {q.id for q in log.asked(outline)}
    if now.order != then.order:
        outline = log.reorder(outline, [id_ for id_ in order if id_ in asked])
    return Saved(outline=outline, made=made, problems=tuple(problems))


def _saves(events: Sequence[Event], digest: str) -> list[tuple[int, dict[str, Any]]]:
    """Return the saves that count: how many events were there before each, and what it said of itself."""
    found = [(n, _said_of(e)) for n, e in enumerate(events) if e.kind == "saved"]
    while found and digest and found[-1][1]["before"] == digest:
        found.pop()
    return found


def saved_text(made: Mapping[str, str], *, before: str, after: str) -> str:
    """Return what the event of a save says: what improvised events became, and the file's digests before and after."""
    return json.dumps({"made": dict(made), "before": before, "after": after}, ensure_ascii=False)


def _said_of(event: Event) -> dict[str, Any]:
    said: dict[str, Any] = {"made": {}, "before": "", "after": ""}
    try:
        given = json.loads(event.text or "{}")
    except ValueError:
        return said
    return said | given if isinstance(given, dict) and isinstance(given.get("made", {}), dict) else said


def _improvised(outline: Outline, one: Heard, made: Mapping[str, str], sort: Sorter) -> tuple[Outline, str]:
    """Put an improvised question into the outline; return it with the question's id."""
    before = {q.id for q in outline.questions}
    after = made.get(one.after, one.after)
    category, template = sort(one.text)
    outline = log.improvise(
        outline, one.text, after=after if after in before else None, category=category, template=template
    )
    question = next(q.id for q in outline.questions if q.id not in before)
    return log.mark(outline, [question], one.mark), question


def _marked(outline: Outline, question: str, one: Heard, before: Heard) -> Outline:
    if one.mark != before.mark:
        outline = log.mark(outline, [question], one.mark)
    if one.improvised and one.text and one.text != before.text:
        outline = log.word(outline, question, one.text)
    return outline


def _withdrawn(outline: Outline, now: Live, then: Live, made: Mapping[str, str]) -> Outline:
    """Take away the marks that were undone after they had been saved."""
    known = {q.id for q in outline.questions}
    gone = [made.get(id_, id_) for id_, one in then.heard.items() if one.mark and id_ not in now.heard]
    return log.mark(outline, [id_ for id_ in gone if id_ in known], None)


def _noted(outline: Outline, now: Live, then: Live, made: Mapping[str, str]) -> Outline:
    """Write notes, answers and moments to their questions; what was written there by other means stays."""
    fresh, old = _notes(now), _notes(then)
    for question in outline.questions:
        ids = {question.id, *(e for e, q in made.items() if q == question.id)}
        lines, before = ([n for id_ in ids for n in notes.get(id_, ())] for notes in (fresh, old))
        said, said_before = (next((t.heard[i].said for i in ids if i in t.heard), "") for t in (now, then))
        if lines != before:
            kept = [n for n in question.note.splitlines() if n not in before or n in lines]
            note = "\n".join([*kept, *(n for n in lines if n not in kept)])
            outline = log.annotate(outline, question.id, note=note)
        if said != said_before:
            outline = log.annotate(outline, question.id, said=said)
    return outline


def _notes(told: Live) -> dict[str, list[str]]:
    """Return the notes by question, with the moments: `moment 23:10: the story about the disk`."""
    found = {id_: list(one.notes) for id_, one in told.heard.items()}
    for at, text, of in told.moments:
        line = f"moment {clock(at)}" if at is not None else "moment"
        found.setdefault(of, []).append(f"{line}: {text}" if text else line)
    return found


def _timed(outline: Outline, now: Live, made: Mapping[str, str]) -> Outline:
    """Write when each question was asked; an outline's own time of a question of which no event tells one stays."""
    known = {q.id: q.at for q in outline.questions}
    for id_, one in now.heard.items():
        question = made.get(id_, id_)
        if question in known and one.at is not None and known[question] != clock(one.at):
            outline = log.annotate(outline, question, at=clock(one.at))
    return outline


def _wordless(one: Heard) -> Problem:
    where = f"the question improvised at {clock(one.at)}" if one.at is not None else "an improvised question"
    hint = "write what you asked, and save again; it waits in the log until then"
    return Problem(where=where, what="has no words yet", hint=hint)


def _gone(id_: str, one: Heard) -> list[Problem]:
    """Tell of a mark whose question is not on the sheet any more; the show's spoken lines are not questions."""
    if id_ in SPOKEN or one.mark is None:
        return []
    return [Problem(where=id_, what="was marked, and is not on the sheet any more", hint="the log still has it")]


SPOKEN = ("introduction", "contact")
"""Lines of the show that have a place on the screen and are marked like questions, but are none."""
