"""What stands on a sheet, whatever its format: the host's copy in reading order, the guest's by an allow-list.

Layouts and the Word writer draw these records; neither decides what belongs on a page or what a guest may see.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import field, fields, is_dataclass, replace
from typing import Literal, NamedTuple

from qbank.english import words
from qbank.errors import Problem, SourceError
from qbank.lazy import dataclass, regex
from qbank.model import Outline, PlannedQuestion
from qbank.model.brief import BOX
from qbank.outline import clock as wall
from qbank.outline import log
from qbank.outline.clock import breaks
from qbank.sheet import chapters
from qbank.sheet.text import clock, join

Copy = Literal["host", "guest"]
Level = Literal["topics", "crux", "questions"]

COPIES: tuple[Copy, ...] = ("host", "guest")
LEVELS: tuple[Level, ...] = ("topics", "crux", "questions")

FORM: Mapping[str, str] = {name: one.form for name, one in BOX.items() if one.form}
"""What the guest is asked to fill in: fields of the top box, in order, and the words they are asked with."""

HEADINGS: Mapping[Level, str] = {
    "topics": "What we would like to talk about",
    "crux": "The questions that matter most to us",
    "questions": "The questions we have in mind",
}
"""What stands above the lines of a guest's copy, by its level."""

_TITLES = frozenset({"Dr", "Prof", "Professor", "Sir", "Dame", "Mr", "Mrs", "Ms"})
_PLAIN_WORDS: Mapping[str, str] = {
    "why": "how it began", "inside": "how it works", "breaks": "what goes wrong", "in-use": "how it is used", "ahead": "what comes next",
}  # fmt: skip
_UNPRINTABLE = regex("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Entry(NamedTuple):
    """One thing to say: a spoken line (and which of the show's it is), or a question with its follow-ups."""

    spoken: str = ""
    key: str = ""
    question: PlannedQuestion | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A block as the host reads it: where the clock should stand, and what to skip when it does not.

    `index` is its place among the outline's sections, `mark` its time from the start and, where it is known when the
    recording begins, on the wall: `00:24 · 16:24`.
    """

    index: int
    title: str
    start: float
    mark: str
    minutes: float
    after_break: bool = False
    skip: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()


class BoxLine(NamedTuple):
    """A line of the host's top box: its field, the label in the sheet's language, what is known; empty: a blank to fill in."""

    key: str
    label: str
    text: str
    wide: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HostCopy:
    """The host's copy: the whole outline, its blocks in order, the backups apart.

    `noted` is what show notes list before the parting question: all questions in order, or, once the outline
    was marked after the recording, those that were really asked. `numbers` are those of the questions on the clock, by
    id; `reserve` are the follow-ups that wait on the last page, each with the number of its question.
    """

    title: str
    guest: str
    subject: str
    outline: Outline
    box: tuple[BoxLine, ...] = ()
    preamble: str = ""
    introduction: str = ""
    contact: str = ""
    parts: tuple[Part, ...] = ()
    backups: tuple[PlannedQuestion, ...] = ()
    numbers: Mapping[str, int] = field(default_factory=dict)
    reserve: tuple[str, ...] = ()
    noted: tuple[PlannedQuestion, ...] = ()
    parting: PlannedQuestion | None = None
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestLine:
    """A line of the guest's copy: a cue or a question, with the lead-in that it needs."""

    text: str
    context: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestChapter:
    """A chapter of the recorded interview: when it begins, such as `00:04:10`, and its title."""

    time: str
    title: str


def box_lines(outline: Outline) -> tuple[BoxLine, ...]:
    """Return the host's top box, line by line: who, about what, and the rest."""
    language = words.known(outline.language)

    def line(key: str, label: str, text: str, *, wide: bool = False) -> BoxLine:
        return BoxLine(key, words.say(label, language), text, wide)

    declared: dict[bool, list[BoxLine]] = {True: [], False: []}
    for name, one in BOX.items():
        value = getattr(outline.box, name)
        text = " · ".join(value) if isinstance(value, tuple) else value or ""
        declared[one.who].append(line(name, one.label, text, wide=one.wide))
    about = " · ".join(part for part in (outline.technology, outline.kind) if part)
    return (
        line("guest", "Guest", guest(outline)), *declared[True], line("technology", "Subject", about),
        line("company", "Company", outline.company or ""), *declared[False],
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """A field of the top box that the guest is asked to fill in."""

    key: str
    ask: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestCopy:
    """The guest's copy. What is not named here never reaches a guest.

    `lines` are what the level allows, `topics` what the blocks are about, in plain words: what a cover mail names. Backups are the
    host's own business.
    """

    title: str
    guest: str
    first_names: str = ""
    subject: str
    show: str | None = None
    host: str | None = None
    recorded_at: str | None = None
    when: str | None = None
    """When it is recorded, in words: weekday, date, time and zone."""
    minutes: float = 45.0
    plug: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    level: Level = "questions"
    heading: str = ""
    lines: tuple[GuestLine, ...] = ()
    topics: tuple[str, ...] = ()
    form: tuple[FormField, ...] = ()
    chapters: tuple[GuestChapter, ...] = ()
    language: str = "en"


def host_copy(outline: Outline, *, proven: bool = False) -> HostCopy:
    """Return the host's copy; SourceError when a text holds characters that cannot be printed, unless it is `proven` that none does."""
    if not proven:
        refuse_unprintable(outline)
    noted, last = _noted(outline), parting(outline)
    on_the_clock = [q for q in outline.questions if q.lane != "backup"]
    sections = [n for n, s in enumerate(outline.sections) if any(q.lane != "backup" for q in s.questions)]
    return HostCopy(
        title=title(outline),
        language=words.known(outline.language),
        guest=guest(outline),
        subject=outline.technology or "",
        outline=outline,
        box=box_lines(outline),
        **{line: outline.spoken.get(line, "") for line in ("preamble", "introduction", "contact")},
        parts=tuple(_part(n, outline, first=n == sections[0], last=n == sections[-1]) for n in sections),
        backups=tuple(q for q in outline.questions if q.lane == "backup"),
        numbers={q.id: n for n, q in enumerate(on_the_clock, start=1)},
        # Each with the number that its question has on the sheet.
        reserve=tuple([f"{n}: {f.text}" for n, q in enumerate(on_the_clock, start=1) for f in q.reserve]),
        noted=tuple([q for q in noted if q.id != last.id] if last else noted),
        parting=next((q for q in noted if q.id == last.id), None) if last else None,
    )


def guest_copy(outline: Outline, level: Level = "questions") -> GuestCopy:
    """Return the guest's copy: topics are cues, cruxes the must-asks; what is marked private is left out."""
    refuse_unprintable(outline)
    language = words.known(outline.language)
    shown = [q for q in outline.questions if not q.private and q.lane != "backup"]
    if level == "crux":
        shown = [q for q in shown if q.lane == "must"]
    if level == "topics":
        lines = [GuestLine(text=q.cue) for q in shown if q.cue]
    else:
        lines = [GuestLine(text=q.text, context=_before(q, language)) for q in shown]
    return GuestCopy(
        title=title(outline),
        guest=guest(outline),
        language=language,
        first_names=join([_first_name(name) for name in outline.guests], language),
        subject=outline.technology or "",
        show=outline.show,
        host=outline.host,
        recorded_at=outline.box.recorded_at,
        when=_when(outline, language),
        minutes=outline.minutes,
        plug=outline.box.plug,
        links=outline.box.links,
        level=level,
        heading=words.say(HEADINGS[level], language),
        lines=tuple(dict.fromkeys(lines)),
        topics=_topics(outline, {q.id for q in shown}),
        form=tuple(FormField(key=key, ask=words.say(ask, language)) for key, ask in FORM.items()),
        chapters=_chapters(outline),
    )


def _when(outline: Outline, language: str) -> str | None:
    if not outline.box.recorded_at:
        return None
    from qbank.sheet.calendar import in_words  # time zones are loaded where there is a time

    return in_words(outline.box.recorded_at, outline.date, language)


def _chapters(outline: Outline) -> tuple[GuestChapter, ...]:
    """Return the chapters of an interview that was recorded, private questions aside; none as long as its log has no times."""

    def open_to_all(question: PlannedQuestion) -> PlannedQuestion:
        hidden = question.private or not log.is_clock(question.at or "")
        return replace(question, at=None) if hidden else question

    sections = (replace(s, questions=tuple(map(open_to_all, s.questions))) for s in outline.sections)
    shown = replace(outline, sections=tuple(sections))
    if not any(q.at for q in log.asked(shown)):
        return ()
    return tuple(GuestChapter(time=chapters.hms(c.start), title=c.title) for c in chapters.chapters(shown))


def _before(question: PlannedQuestion, language: str) -> str:
    """Return what stands before a question on the guest's copy: whom of several guests it is for, and its lead-in."""
    lead_in = "" if question.private_context else question.context
    to = words.say("For {{ guest }}:", language, guest=question.to) if question.to else ""
    return " ".join(filter(None, (to, lead_in)))


def _topics(outline: Outline, shown: Container[str]) -> tuple[str, ...]:
    """Return what the conversation is about, in plain words: the blocks that a guest is asked something in, the opening aside.

    A block's own title is the host's: it may have been written for no one else.
    """
    blocks = [s.block for s in outline.sections if any(q.id in shown for q in s.questions)]
    plain = (_PLAIN_WORDS[block] for block in blocks if block in _PLAIN_WORDS)
    return tuple(dict.fromkeys(words.say(said, outline.language) for said in plain))


def _noted(outline: Outline) -> list[PlannedQuestion]:
    if not log.is_logged(outline):
        return list(outline.questions)
    # Follow-ups are the host's reminders: which of them was put into words, no log says.
    return [replace(q, follow_ups=()) for q in log.asked(outline)]


def _part(index: int, outline: Outline, *, first: bool, last: bool) -> Part:
    section, spoken = outline.sections[index], outline.spoken
    asked = [q for q in section.questions if q.lane != "backup"]
    entries = [Entry(question=q) for q in asked]
    if last and spoken.get("contact"):
        entries.insert(len(entries) - (parting(outline) is not None), Entry(spoken["contact"], "contact"))
    if first and spoken.get("introduction"):
        entries.insert(0, Entry(spoken["introduction"], "introduction"))
    return Part(
        index=index, title=section.title, start=section.start, mark=time_mark(outline, section.start),
        after_break=index in breaks(outline), minutes=section.minutes,
        skip=tuple(q.cue for q in asked if q.lane == "nice"), entries=tuple(entries),
    )  # fmt: skip


def parting(outline: Outline) -> PlannedQuestion | None:
    """Return the question that closes the interview: the last one asked, if it belongs to the ritual end."""
    asked = [q for q in outline.questions if q.lane != "backup"]
    return asked[-1] if asked and asked[-1].category == "closing" else None


def guest(outline: Outline) -> str:
    """Return the guests' names in one line."""
    return join(outline.guests, outline.language)


def _first_name(name: str) -> str:
    """Return how a mail greets a person: by the first word, or by the whole name after a title or an initial."""
    first = (name.split() or [""])[0]
    return name if first.endswith(".") or first in _TITLES or len(first) == 1 else first


def title(outline: Outline) -> str:
    """Return the sheet's title: `Jay Kreps on Kafka`."""
    return words.say(" on ", outline.language).join(filter(None, (guest(outline), outline.technology)))


def time_mark(outline: Outline, minutes: float) -> str:
    """Return a moment of the interview as the host reads it: from its start and, if that is known, on the wall."""
    return " · ".join(filter(None, (clock(minutes), wall.at(outline, minutes))))


def is_printable(text: str) -> bool:
    """Say whether a text holds no character that no document can hold."""
    return not _UNPRINTABLE.search(text)


def printable(text: str) -> str:
    """Return a text with what no document can hold replaced by a sign that says so."""
    return _UNPRINTABLE.sub("\ufffd", text)


def refuse_unprintable(outline: Outline) -> None:
    """Refuse an outline with characters that no document can hold: SourceError names each with its place."""
    problems = tuple(
        Problem(place, f"holds the unprintable character U+{ord(found[0]):04X}", "delete it and type the text again")
        for place, text in texts(outline)
        if (found := _UNPRINTABLE.search(text))
    )
    if problems:
        raise SourceError(
            f"{problems[0].where} {problems[0].what}", problems=problems, hint=problems[0].hint,
            where=outline.id if is_printable(outline.id) else "",
        )  # fmt: skip


def texts(value: object, place: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text inside a record with its place: `sections[2].questions[0].text`."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, tuple):
        for n, inner in enumerate(value):
            yield from texts(inner, f"{place}[{n}]")
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from texts(inner, f"{place}.{key}".strip("."))
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts(getattr(value, field.name), f"{place}.{field.name}".strip("."))
