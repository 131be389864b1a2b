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
from qbank.model import Bank, Episode, Outline, PlannedQuestion
from qbank.notes import NO_QUESTIONS, LineFate, Reading, Told
from qbank.notes import read as read_notes
from qbank.notes.formats.feed import Entry, looks_like_feed, read_feed
from qbank.notes.formats.source import decode
from qbank.outline import log
from qbank.transcripts import Heard, Planned, Talk

if TYPE_CHECKING:
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
    return decode(data, source)[0]


def talk_in(data: bytes, source: str) -> Talk | None:
    """Return the talk in a file, None if it is not a transcript. SourceError if it is not text at all."""
    return transcripts.find_talk(source_text(data, source))


@dataclass(frozen=True, slots=True)
class FeedTalks:
    """The talks in a feed's entries, the feed without those entries, and what is told of transcripts that it only names."""

    talks: tuple[Talk, ...]
    """Each with its entry's fields and its notes beside it."""
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
    if data[:4] == b"PK\x03\x04":
        return None
    text = source_text(data, source)
    if not looks_like_feed(text):
        return None
    problems: tuple[Problem, ...] = ()
    if named := len(_NAMED_TRANSCRIPT.findall(text)):
        are = "transcript is" if named == 1 else "transcripts are"
        what, hint = (
            f"{named} {are} named in the feed; nothing is ever fetched",
            "save one as a file and import it with --number N",
        )
        problems = (Problem(source, what, hint),)
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
        talks.append(replace(talk, beside=_fields_of(entry) + talk.beside))
        kept += [text[at : place.start()], "\n" * place[0].count("\n")]
        at = place.end()
    rest = "".join([*kept, text[at:]])
    return FeedTalks(tuple(talks), rest.encode() if talks else data, problems)


def _fields_of(entry: Entry) -> str:
    """Return an entry's fields as front matter, for its notes to be read with them."""
    fields = entry.fields
    people = [p for p in fields.get("persons") or () if isinstance(p, dict)]  # type: ignore[attr-defined]
    told = {
        "title": fields.get("title"), "episode": fields.get("number"), "date": fields.get("date"),
        "hosts": [p["name"] for p in people if "host" in p["role"].casefold()],
        "guests": [p["name"] for p in people if "guest" in p["role"].casefold()],
    }  # fmt: skip
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in told.items() if value]
    return "\n".join(["---", *lines, "---", "", ""])


def read(
    talk: Talk, *, source: str, beside: Callable[[bytes], Reading], bank: Bank, told: Told,
    speakers: Mapping[str, str], tidied: bool = False,
) -> Reading:  # fmt: skip
    """Read a transcript with the notes that stand on its page; `beside` reads those notes.

    Hosts and guests are those a person told, else those of the notes and, of hosts, the show's and those its episodes know.
    """
    notes = beside(talk.beside.encode()) if talk.beside.strip() else Reading(source, "", (), (), ())
    about = notes.episodes[0] if len(notes.episodes) == 1 else Episode(id="", title="")
    show = bank.show
    known = [*filter(None, [show.host]), *(h for e in bank.episodes for h in e.hosts)]
    heard = transcripts.hear(
        talk, source=source, hosts=told.hosts or tuple(dict.fromkeys([*about.hosts, *known])), guests=told.guests or about.guests,
        titles=[about.title] if about.title else [], speakers={**show.speakers, **speakers},
    )  # fmt: skip
    said = replace(heard, hosts=told.hosts or heard.hosts, guests=told.guests or heard.guests)
    given = replace(
        about, number=about.number if told.number is None else told.number, technology=told.subject or about.technology,
        guests=told.guests or about.guests, hosts=told.hosts or about.hosts,
    )  # fmt: skip
    lines = [LineFate(a.line, "question", f"asked by {a.asker}" if a.asker else "asked", a.text) for a in heard.asks]
    return Reading(
        source=source, format="transcript", episodes=(transcripts.episode(said, about=given, tidied=tidied),),
        problems=(*(p for p in notes.problems if p.what != NO_QUESTIONS), *heard.problems), lines=(*notes.lines, *lines),
    )  # fmt: skip


def asked_elsewhere(source: str) -> tuple[tuple[str, ...], str]:
    """Return what a guest was asked on another show, and in a few words what was taken of the file.

    Of a transcript these are its asks, of chapters, pages and other notes their questions; a plain text has one question a line.
    SourceError if the file cannot be read, or is a transcript in which nobody can be told to ask.
    """
    data = banks.read_source(source)
    talk = talk_in(data, source)
    if talk:
        heard = _asking(transcripts.hear(talk, source=source), source)
        who = f" of {' and '.join(heard.hosts)}" if heard.hosts else ""
        return tuple(a.text for a in heard.asks), f"{len(heard.asks)} asks{who} from the transcript"
    reading = read_notes(data, source=source)
    if reading.format in ("plain", "markdown"):
        listed = (line.strip() for line in source_text(data, source).splitlines() if not line.startswith("#"))
        taken = tuple(_BULLET.sub("", line) for line in listed if line)
        return taken, f"{len(taken)} lines"
    taken = tuple(i.text for e in reading.episodes for i in e.items if i.kind == "question")
    return taken, f"{len(taken)} questions from the {reading.format}"


def _asking(heard: Heard, source: str) -> Heard:
    """Return what was heard. SourceError if nobody in it can be told to ask."""
    if heard.asks:
        return heard
    problem = heard.problems[-1] if heard.problems else Problem(source, "nothing that a host asks was found")
    raise SourceError(f"{source}: {problem.what}", where=source, hint=problem.hint)


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


def recorded(
    workspace: Workspace, outline: Outline, source: str, speakers: Mapping[str, str], text: str | None = None
) -> Heard:  # fmt: skip
    """Return what a transcript of an outline's interview says. SourceError if it is none, or says nothing of who asks.

    `text` is the transcript's where it is not read from a file.
    """
    talk = transcripts.find_talk(source_text(banks.read_source(source), source) if text is None else text)
    if talk is None:
        hint = (
            "qbank reads WebVTT, SRT, the JSON of speech services and text with the speakers' names before their turns"
        )
        raise SourceError(f"{source} is not a transcript", where=source, hint=hint)
    show = workspace.bank.show
    host = outline.host or show.host
    heard = transcripts.hear(
        talk, source=source, hosts=[host] if host else [], guests=outline.guests, speakers={**show.speakers, **speakers}
    )  # fmt: skip
    return _asking(heard, source)


def times(workspace: Workspace, outline: Outline, text: str, source: str) -> dict[str, str]:
    """Return when each question of an outline was asked by the text of a transcript, by the question's id; errors as `recorded`."""
    heard = recorded(workspace, outline, source, {}, text)
    sort = workspace.sorter(outline.technology, outline.guests)
    made, told = fill(log.mark(outline, [q.id for q in outline.questions], None), heard, workspace.bank, sort)
    wanted = {*told.as_planned, *told.otherwise}
    return {q.id: q.at for q in made.questions if q.id in wanted and q.at}


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
        at = transcripts.clock_at(ask.start, offset)
        if match:
            question = log.question(made, match.planned)
            if question.mark == "skipped":
                what = f"{question.id} is marked as skipped, but something like it was asked at {at or 'some time'}"
                hint = f"if it was, --clear {question.id} and read the transcript again"
                against.append(Problem(where=f"{heard.source}:{ask.line}", what=what, hint=hint))
                continue
            made = log.mark(made, [question.id], "asked") if question.mark is None else made
            made = log.annotate(made, question.id, said=question.said or ask.quote, at=at or question.at)
            order.append(question.id)
        elif len(ask.text.split()) < LEAST_WORDS:
            left_out += 1
        else:
            # It was on no sheet: it comes behind the one that was asked before it.
            before, (category, template) = {q.id for q in made.questions}, sorted_[n]
            after = order[-1] if order else None
            made = log.improvise(made, ask.text, after=after, category=category, template=template)
            id_ = next(q.id for q in made.questions if q.id not in before)
            made = log.annotate(made, id_, said=ask.quote, at=at)
            improvised.append(id_)
            order.append(id_)
    skipped = [q.id for q in made.questions if q.mark is None and q.lane in ("must", "nice") and q.id not in order]
    made = log.mark(made, skipped, "skipped")
    made = log.tidied(replace(made, order=tuple(dict.fromkeys(order))))
    known = [m for m in found if m.planned in ids and log.question(made, m.planned).mark in ("asked", "great")]
    improvised += [m.planned for m in found if m.planned in ids and log.question(made, m.planned).mark == "improvised"]
    return made, Filled(
        as_planned=tuple(m.planned for m in known if m.how == "planned"),
        otherwise=tuple(m.planned for m in known if m.how == "otherwise"), skipped=tuple(skipped), improvised=tuple(improvised),
        follow_ups=tuple(m.planned for m in found if m.planned not in ids), left_out=left_out, problems=(*heard.problems, *against),
    )  # fmt: skip


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


def shifted(outline: Outline, offset: float) -> Outline:
    """Return the outline with every time moved by so many seconds: what an intro or a cut moved."""

    def moved(question: PlannedQuestion) -> PlannedQuestion:
        return replace(question, at=clock(seconds(question.at) + offset)) if question.at else question

    sections = tuple(replace(s, questions=tuple(map(moved, s.questions))) for s in outline.sections)
    return replace(outline, sections=sections)


def offset_of(text: str) -> float:
    """Return the seconds of an offset such as +0:35, -12 or 1:02:00; UsageError for anything else."""
    found = re.fullmatch(r"([+-]?)((?:\d{1,3}:)?(?:\d{1,3}:)?\d{1,5}(?:\.\d+)?)", text.strip())
    if not found:
        raise UsageError(f"'{text}' is not an offset", hint="write it as +0:35 or -12")
    return (-1 if found[1] == "-" else 1) * seconds(found[2])
