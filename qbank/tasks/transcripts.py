"""What is done with a transcript: read it into an episode, fill an outline's log from it, say what a guest was asked elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from qbank import bank as banks
from qbank import transcripts
from qbank.english.spoken import clock, seconds
from qbank.errors import Problem, SourceError, UsageError
from qbank.lazy import dataclass, regex
from qbank.model import Episode
from qbank.notes import NO_QUESTIONS, LineFate, Reading, Told
from qbank.outline import log
from qbank.transcripts import Ask, Heard, Planned, Talk

if TYPE_CHECKING:
    from qbank.model import Bank, Outline, PlannedQuestion
    from qbank.notes.formats.feed import Entry
    from qbank.tasks.workspace import Sorter, Workspace

_BULLET = regex(r"^(?:[-*•–]|\d+[.)])\s+")
LEAST_WORDS = 5
"""Words of an improvised question that is worth a line of the log; shorter ones only prod: "Why?", "And then?"."""


def source_text(data: bytes, source: str) -> str:
    """Return the text of a file that may be a transcript, of a Word document its paragraphs, of a table none.

    SourceError if it is not text.
    """
    if data[:4] == b"PK\x03\x04":
        if b"word/document.xml" not in data:
            return ""
        from qbank.notes.formats.worddoc import read_word

        return "\n\n".join(block.text for block in read_word(data, source).blocks)
    from qbank.notes.formats.source import decode

    return decode(data, source)[0]


def talk_in(data: bytes, source: str) -> Talk | None:
    """Return the talk in a file, None if it is not a transcript. SourceError if it is not text at all."""
    return transcripts.find_talk(source_text(data, source))


@dataclass(frozen=True, slots=True)
class FeedTalk:
    """An entry of a feed whose text is a transcript: the talk, with the entry's fields and its notes beside it."""

    talk: Talk
    line: int


@dataclass(frozen=True, slots=True)
class FeedTalks:
    """The talks in a feed's entries, the feed without those entries, and what is told of transcripts that it only names."""

    talks: tuple[FeedTalk, ...]
    rest: bytes
    problems: tuple[Problem, ...] = ()


_MAY_TALK = regex(
    r"WEBVTT|<cite\b|&lt;cite\b|(?:[\n>;])[ \t]*(?:\[?\(?[\d:.]{4,12}\)?\]?[ \t]*)?[^\W\d_a-z][\w.'’-]{0,20}(?: [^\W\d_a-z][\w.'’-]{0,20}){0,3}"
    r"(?:</?(?:b|strong)>|&lt;/?(?:b|strong)&gt;)?(?:[ \t]*[(\[][\d:.]{4,12}[)\]])?:"
)
"""What a text has again and again that may hold talk."""
_LEAST_TURNS = 8
_WHOLE_ENTRY = regex(r"<((?:\w+:)?(?:item|entry))[\s>].*?</\1\s*>", re.DOTALL)
_NAMED_TRANSCRIPT = regex(r"<podcast:transcript\b[^>]*\burl\s*=", re.IGNORECASE)


def talks_of_feed(data: bytes, source: str) -> FeedTalks | None:
    """Return the talks that a feed's entries hold; None for what is not a feed. SourceError if it is not text at all."""
    from qbank.notes.formats.feed import looks_like_feed, read_feed

    if data[:4] == b"PK\x03\x04":
        return None
    text = source_text(data, source)
    if not looks_like_feed(text):
        return None
    named = sum(1 for _ in _NAMED_TRANSCRIPT.finditer(text))
    problems = (
        Problem(
            where=source,
            what=f"{named} {'transcript is' if named == 1 else 'transcripts are'} named in the feed; nothing is ever fetched",
            hint="save one as a file and import it with --number N",
        ),
    ) if named else ()  # fmt: skip
    found = sum(1 for _, _ in zip(range(_LEAST_TURNS), _MAY_TALK.finditer(text), strict=False))
    if found < _LEAST_TURNS and "WEBVTT" not in text:
        return FeedTalks((), data, problems)
    entries, places = read_feed(text, source).entries, list(_WHOLE_ENTRY.finditer(text))
    if len(entries) != len(places):
        return FeedTalks((), data, problems)
    talks, kept, at = [], list[str](), 0
    for entry, place in zip(entries, places, strict=True):
        talk = next((t for body, _ in entry.bodies[:2] if (t := transcripts.find_talk(body))), None)
        if talk is None or not transcripts.hear(talk, source=source).asks:
            continue
        talks.append(FeedTalk(replace(talk, beside=_fields_of(entry) + talk.beside), entry.line))
        kept += [text[at : place.start()], "\n" * place[0].count("\n")]
        at = place.end()
    rest = "".join([*kept, text[at:]])
    return FeedTalks(tuple(talks), rest.encode() if talks else data, problems)


def _fields_of(entry: Entry) -> str:
    """Return an entry's fields as front matter, for its notes to be read with them."""
    fields = entry.fields
    people = [p for p in fields.get("persons") or () if isinstance(p, dict)]  # type: ignore[attr-defined]
    told = {
        "title": fields.get("title"),
        "episode": fields.get("number"),
        "date": fields.get("date"),
        "hosts": [p["name"] for p in people if "host" in p["role"].casefold()],
        "guests": [p["name"] for p in people if "guest" in p["role"].casefold()],
    }
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in told.items() if value]
    return "\n".join(["---", *lines, "---", "", ""])


def read(
    talk: Talk, *, source: str, beside: Callable[[bytes], Reading], bank: Bank, told: Told,
    speakers: Mapping[str, str], tidied: bool = False,
) -> Reading:  # fmt: skip
    """Read a transcript with the notes that stand on its page; `beside` reads those notes.

    Hosts and guests are those a person told, else those of the notes and, of hosts, the show's and those its episodes know.
    """
    notes = beside(talk.beside.encode()) if talk.beside.strip() else None
    about = notes.episodes[0] if notes and len(notes.episodes) == 1 else None
    show = bank.show
    known = [*filter(None, [show.host]), *(h for e in bank.episodes for h in e.hosts)]
    heard = transcripts.hear(
        talk,
        source=source,
        hosts=told.hosts or tuple(dict.fromkeys([*(about.hosts if about else ()), *known])),
        guests=told.guests or (about.guests if about else ()),
        titles=[about.title] if about else [],
        speakers={**show.speakers, **speakers},
    )
    said = replace(heard, hosts=told.hosts or heard.hosts, guests=told.guests or heard.guests)
    given = replace(
        about or Episode(id="", title=""),
        number=told.number if told.number is not None else about.number if about else None,
        technology=told.subject or (about.technology if about else None),
        guests=told.guests or (about.guests if about else ()),
        hosts=told.hosts or (about.hosts if about else ()),
    )
    lines = [LineFate(a.line, "question", f"asked by {a.asker}" if a.asker else "asked", a.text) for a in heard.asks]
    return Reading(
        source=source,
        format="transcript",
        episodes=(transcripts.episode(said, about=given, tidied=tidied),),
        problems=(*(p for p in (notes.problems if notes else ()) if p.what != NO_QUESTIONS), *heard.problems),
        lines=(*(notes.lines if notes else ()), *lines),
    )


def asked_elsewhere(source: str) -> tuple[tuple[str, ...], str]:
    """Return what a guest was asked on another show, and in a few words what was taken of the file.

    Of a transcript these are its asks, of chapters, pages and other notes their questions; a plain text has one question a line.
    SourceError if the file cannot be read, or is a transcript in which nobody can be told to ask.
    """
    from qbank.notes import read as read_notes

    data = banks.read_source(source)
    talk = talk_in(data, source)
    if talk:
        heard = transcripts.hear(talk, source=source)
        if not heard.asks:
            raise _unheard(heard, source)
        who = f" of {' and '.join(heard.hosts)}" if heard.hosts else ""
        return tuple(a.text for a in heard.asks), f"{len(heard.asks)} asks{who} from the transcript"
    reading = read_notes(data, source=source)
    if reading.format in ("plain", "markdown"):
        listed = (line.strip() for line in source_text(data, source).splitlines() if not line.startswith("#"))
        taken = tuple(_BULLET.sub("", line) for line in listed if line)
        return taken, f"{len(taken)} lines"
    taken = tuple(i.text for e in reading.episodes for i in e.items if i.kind == "question")
    return taken, f"{len(taken)} questions from the {reading.format}"


def _unheard(heard: Heard, source: str) -> SourceError:
    problem = heard.problems[-1] if heard.problems else Problem(source, "nothing that a host asks was found")
    return SourceError(f"{source}: {problem.what}", where=source, hint=problem.hint)


def speaker_names(given: Iterable[str] | None) -> dict[str, str]:
    """Return who the labels of `--speaker A=NAME` are; UsageError for one without a name."""
    made: dict[str, str] = {}
    for text in given or ():
        label, _, name = text.partition("=")
        if not label.strip() or not name.strip():
            raise UsageError(f"--speaker {text!r} names nobody", hint='write it as --speaker "Speaker 1=Jane Roe"')
        made[label.strip()] = " ".join(name.split())
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What a transcript said of an outline: ids by how they were asked, asks that were on no sheet, and what is doubtful."""

    as_planned: tuple[str, ...] = ()
    otherwise: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    improvised: tuple[str, ...] = ()
    follow_ups: tuple[str, ...] = ()
    left_out: int = 0
    problems: tuple[Problem, ...] = ()


def recorded(workspace: Workspace, outline: Outline, source: str, speakers: Mapping[str, str]) -> Heard:
    """Return what a transcript of an outline's interview says. SourceError if it is none, or says nothing of who asks."""
    return _heard(workspace, outline, _talk(source), source, speakers)


def times(workspace: Workspace, outline: Outline, text: str, source: str) -> dict[str, str]:
    """Return when each question of an outline was asked by the text of a transcript, by the question's id; errors as `recorded`."""
    talk = transcripts.find_talk(text)
    if talk is None:
        raise _no_transcript(source)
    heard = _heard(workspace, outline, talk, source, {})
    sort = workspace.sorter(outline.technology, outline.guests)
    made, told = fill(log.mark(outline, [q.id for q in outline.questions], None), heard, workspace.bank, sort)
    wanted = {*told.as_planned, *told.otherwise}
    return {q.id: q.at for q in made.questions if q.id in wanted and q.at}


def _heard(workspace: Workspace, outline: Outline, talk: Talk, source: str, speakers: Mapping[str, str]) -> Heard:
    show = workspace.bank.show
    host = outline.host or show.host
    heard = transcripts.hear(
        talk, source=source, hosts=[host] if host else [], guests=outline.guests,
        speakers={**show.speakers, **speakers},
    )  # fmt: skip
    if not heard.asks:
        raise _unheard(heard, source)
    return heard


def _talk(source: str) -> Talk:
    talk = transcripts.find_talk(source_text(banks.read_source(source), source))
    if talk is None:
        raise _no_transcript(source)
    return talk


def _no_transcript(source: str) -> SourceError:
    return SourceError(
        f"{source} is not a transcript",
        where=source,
        hint="qbank reads WebVTT, SRT, the JSON of speech services and text with the speakers' names before their turns",
    )


def fill(outline: Outline, heard: Heard, bank: Bank, sort: Sorter, *, offset: float = 0.0) -> tuple[Outline, Filled]:
    """Return the outline with its log filled from what was heard, and what came of it.

    What was asked is marked so, with its time and the answer's first sentence; the rest of the sheet is skipped, backups aside; what was
    on no sheet is improvised in its place. Marks, notes and quotes that are there already stay; times are the transcript's. `offset`
    seconds are added to every time.
    """
    asks = heard.asks
    sorted_ = [sort(a.text) for a in asks]
    names = [*outline.guests, *filter(None, (outline.technology, outline.host))]
    found = transcripts.align(asks, list(_plans(outline, bank)), [template or "" for _, template in sorted_], names)
    by_ask = {m.ask: m for m in found}
    ids = {q.id for q in outline.questions}
    order: list[str] = []
    against: list[Problem] = []
    made, improvised, left_out = outline, [], 0
    for n, ask in enumerate(asks):
        match = by_ask.get(n)
        if match and match.planned not in ids:
            continue  # a planned follow-up: it belongs to its question
        if match and log.question(made, match.planned).mark == "skipped":
            against.append(_marked_skipped(match.planned, heard, ask, offset))
        elif match:
            made = _asked(made, match.planned, ask, offset)
            order.append(match.planned)
        elif len(ask.text.split()) < LEAST_WORDS:
            left_out += 1
        else:
            made, id_ = _improvised(made, ask, sorted_[n], order[-1] if order else None, offset)
            improvised.append(id_)
            order.append(id_)
    skipped = [q.id for q in made.questions if q.mark is None and q.lane in ("must", "nice") and q.id not in order]
    made = log.mark(made, skipped, "skipped")
    made = log.tidied(replace(made, order=tuple(dict.fromkeys(order))))
    known = [m for m in found if m.planned in ids and log.question(made, m.planned).mark in ("asked", "great")]
    improvised += [m.planned for m in found if m.planned in ids and log.question(made, m.planned).mark == "improvised"]
    return made, Filled(
        as_planned=tuple(m.planned for m in known if m.how == "planned"),
        otherwise=tuple(m.planned for m in known if m.how == "otherwise"),
        skipped=tuple(skipped),
        improvised=tuple(improvised),
        follow_ups=tuple(m.planned for m in found if m.planned not in ids),
        left_out=left_out,
        problems=(*heard.problems, *against),
    )


def _plans(outline: Outline, bank: Bank) -> Iterable[Planned]:
    """Yield what was planned in the wordings it may be asked in: the sheet's, with its lead-in, and the template's others."""
    templates = {t.id: t for t in bank.templates}
    subject = outline.technology or ""
    for question in outline.questions:
        template = templates.get(question.template or "")
        others = [re.sub(r"\{\{[^{}]*\}\}", subject, text) for text in (template.phrasings if template else ())]
        whole = [f"{question.context} {question.text}"] if question.context else []
        cued = [f"{question.cue} {question.text}"] if question.mark != "improvised" else []
        yield Planned(question.id, (question.text, *whole, *cued, *others), question.template or "")
        for follow_up in question.follow_ups:
            yield Planned(follow_up.id, (follow_up.text,))


def _asked(outline: Outline, id_: str, ask: Ask, offset: float) -> Outline:
    """Mark a question as asked, with its time and the answer's first sentence; a mark that is there stays."""
    question = log.question(outline, id_)
    if question.mark is None:
        outline = log.mark(outline, [id_], "asked")
    said = question.said or _quote(ask)
    return log.annotate(outline, id_, said=said, at=transcripts.clock_at(ask.start, offset) or question.at)


def _marked_skipped(id_: str, heard: Heard, ask: Ask, offset: float) -> Problem:
    where = f"{heard.source}:{ask.line}"
    what = f"{id_} is marked as skipped, but something like it was asked at {transcripts.clock_at(ask.start, offset) or 'some time'}"
    return Problem(where=where, what=what, hint=f"if it was, --clear {id_} and read the transcript again")


def _quote(ask: Ask) -> str:
    """Return the first sentence of an answer, if it is short enough to be a line of the log."""
    return ask.said if len(ask.said) <= transcripts.LONGEST_QUOTE else ""


def _improvised(
    outline: Outline, ask: Ask, sorted_: tuple[str, str | None], after: str | None, offset: float
) -> tuple[Outline, str]:
    """Add a question that was on no sheet behind the one asked before it; return its id, too."""
    before = {q.id for q in outline.questions}
    category, template = sorted_
    made = log.improvise(outline, ask.text, after=after, category=category, template=template)
    id_ = next(q.id for q in made.questions if q.id not in before)
    return log.annotate(made, id_, said=_quote(ask), at=transcripts.clock_at(ask.start, offset)), id_


def shifted(outline: Outline, offset: float) -> Outline:
    """Return the outline with every time moved by so many seconds: what an intro or a cut moved."""

    def moved(question: PlannedQuestion) -> PlannedQuestion:
        return replace(question, at=clock(seconds(question.at) + offset)) if question.at else question

    return replace(
        outline,
        sections=tuple(replace(s, questions=tuple(map(moved, s.questions))) for s in outline.sections),
    )


def offset_of(text: str) -> float:
    """Return the seconds of an offset such as +0:35, -12 or 1:02:00; UsageError for anything else."""
    found = re.fullmatch(r"([+-]?)((?:\d{1,3}:)?(?:\d{1,3}:)?\d{1,5}(?:\.\d+)?)", text.strip())
    if not found:
        raise UsageError(f"'{text}' is not an offset", hint="write it as +0:35 or -12")
    return (-1 if found[1] == "-" else 1) * seconds(found[2])
