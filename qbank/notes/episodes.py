"""From a document to its episodes: title, number, date, who, about what, and the items."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import PurePath

from qbank.english.terms import slug
from qbank.errors import Problem
from qbank.lazy import dataclass, regex
from qbank.model import Episode
from qbank.notes import subject as what
from qbank.notes.dates import date_in_name, iso_date, line_date
from qbank.notes.detect import is_transcript
from qbank.notes.find import find_items, listener_items
from qbank.notes.formats.blocks import Block, Document, flat, is_marked
from qbank.notes.guests import Introduction, decide, introduce
from qbank.notes.items import Judged, make_items, take_time
from qbank.notes.meta import Said, questions_in, take_fields, understand
from qbank.notes.people import Title, is_episode_title, split_title, topic_without
from qbank.notes.sections import Placed, Sections, is_exact_name, mend, place, role_of, tidy
from qbank.notes.subject import kind_in

NO_TITLE = "the notes have no title"


@dataclass(frozen=True, slots=True)
class Part:
    """The blocks of one interview, its own title if it has one, and the line it begins on."""

    title: str | None
    blocks: tuple[Block, ...]
    line: int


def split_interviews(blocks: Sequence[Block], sections: Sections) -> list[Part]:
    """Return the interviews of a file, most often one."""
    starts = [i for i, b in enumerate(blocks) if _is_title(b)]
    parts = [_part(blocks, a, b) for a, b in zip(starts, [*starts[1:], len(blocks)], strict=False)]
    # Links to other episodes hold no questions.
    if len(parts) >= 2 and sum(_is_filled(part, sections) for part in parts) >= 2:
        return parts
    return _by_guest(blocks, sections) or [Part(None, tuple(blocks), blocks[0].line if blocks else 1)]


def _is_title(block: Block) -> bool:
    return block.kind != "item" and (block.kind == "heading" or not block.level) and is_episode_title(flat(block.text))


def _part(blocks: Sequence[Block], start: int, end: int) -> Part:
    """Return the interview whose title is the block at `start`."""
    return Part(flat(blocks[start].text), tuple(blocks[start + 1 : end]), blocks[start].line)


def _is_filled(part: Part, sections: Sections) -> bool:
    """Say whether a part holds questions."""
    return bool(find_items(place(part.blocks, sections), sections)[0])


def _by_guest(blocks: Sequence[Block], sections: Sections) -> list[Part]:
    """Return a part for each heading that names a guest and has questions below: "Part 2: X w/ NAME"."""
    heads = [(i, b.level, flat(b.text)) for i, b in enumerate(blocks) if b.kind == "heading"]
    starts = [(i, n) for i, n, text in heads if split_title(take_time(text)[0]).sure and not role_of(text, sections)]
    if len(starts) < 2 or len({level for _, level in starts}) > 1:
        return []
    ends = [next((j for j, n, _ in heads if j > i and n <= level), len(blocks)) for i, level in starts]
    parts = [_part(blocks, i, end) for (i, _), end in zip(starts, ends, strict=True)]
    filled = [replace(part, title=take_time(part.title or "")[0]) for part in parts if _is_filled(part, sections)]
    return filled if len(filled) >= 2 else []


_FILE_NUMBER = regex(
    r"(?:^|[^a-z])(?:(?:episode|ep|folge)[-_ ]?0*(\d{1,4})|s\d{1,2}[-_ ]?e0*(\d{1,4}))(?!\d)", re.IGNORECASE
)
_FILE_BEGINS = regex(r"0*(\d{1,3})(?=[-_. ])")
_RECORDED = regex(
    r"\b(?:date of recording|record(?:ed|ing)(?: today)?(?: on)?|published(?: on)?|enregistrée?(?: le)?|aufgenommen(?: am)?|grabad[oa](?: el)?|"
    r"gravad[oa](?: em)?|opgenomen(?: op)?|inspela[dt](?: den)?|registrat[oa](?: il)?)\b[\s:–—-]*(.{6,40})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Known:
    """What a bank already knows: people and subjects by name."""

    people: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a person says of notes; it overrules what stands in them."""

    hosts: tuple[str, ...] = ()
    guests: tuple[str, ...] = ()
    subject: str | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """An episode with how it was made: what became of each line, and what was doubtful."""

    episode: Episode
    judged: tuple[Judged, ...]
    placed: tuple[Placed, ...]
    problems: tuple[Problem, ...]
    way: str
    titled: bool = True


def make_episodes(
    document: Document, source: str, sections: Sections, known: Known, told: Told | None = None
) -> list[Made]:
    """Return the episodes of a document, in order; a transcript gives none, but a Problem."""
    fields, blocks = take_fields(mend(tidy(document.blocks)))
    said = understand({**fields, **document.meta})
    told = told or Told()
    parts = split_interviews(blocks, sections)
    return [_make(part, said, document, source, sections, known, told, alone=len(parts) == 1) for part in parts]


def _make(
    part: Part, said: Said, document: Document, source: str, sections: Sections, known: Known, told: Told, *,
    alone: bool,
) -> Made:  # fmt: skip
    placed, where = place(part.blocks, sections), f"{source}:{part.line}"
    found, way = find_items(placed, sections)
    given = _fuller(part.title or (said.title if alone else None) or _title_in(placed, sections), placed)
    told_who = split_title(given or "").sure or (said.hosts and said.guests)
    written = way in ("section", "list") or (way == "turns" and told_who)
    if not written and is_transcript(part.blocks):
        what = "this is a transcript, not show notes; it was not read"
        return _none("transcript", placed, Problem(where, what, "import the show notes"))
    if way == "nothing":
        found, way = _elsewhere(placed, document, alone=alone)
    if put_to_the_show(given or "", found):
        what = "these are questions that guests put to the show; none is the host's"
        return _none("faq", placed, Problem(where, what, "import the notes of an interview"))
    taken = split_title(given or "")
    intro = introduce(placed, found, said.texts if alone else [])
    raw = [flat(b.text) for b in found]
    guests, hosts, problems = decide(taken, said if alone else Said(), intro, known.people, raw, where)
    guests, hosts = told.guests or guests, told.hosts or hosts
    problems = () if told.guests else problems
    judged = make_items(found, [*hosts, *guests, *known.people], sections, listener=way == "listener")
    said = replace(said, subject=told.subject or said.subject)
    episode = _episode(given, taken, said, intro, guests, hosts, judged, source, known, told, alone=alone)
    problems += _lost(placed, judged, way, source)
    if alone and said.unclear_date and not episode.date:
        what = f"the date {said.unclear_date!r} can be read in two ways; it was left out"
        problems += (Problem(f"{source}:1", what, "write it as 2026-04-03, or give --date"),)
    if not given and judged:
        problems += (Problem(where, NO_TITLE, "add one, or correct it in the episode's file"),)
    return Made(episode, tuple(judged), tuple(placed), problems, way, titled=bool(given or guests))


def _none(way: str, placed: Sequence[Placed], problem: Problem) -> Made:
    """Return that a text holds no episode, and why."""
    return Made(Episode(id="", title=""), (), tuple(placed), (problem,), way)


_MOST_LOST = 200
"""Lines that were not taken which are looked at; the receipt has them all."""


_FOR_GUESTS = regex(
    r"\b(?:faqs?|frequently asked|for (?:our |future |potential )?guests|guest (?:guide|information|info|handbook)|being a guest|häufige fragen|für (?:unsere )?gäste|"
    r"questions fréquentes|pour (?:nos|les) invités|preguntas frecuentes|para (?:nuestros )?invitados|perguntas frequentes|para convidados|veelgestelde vragen|voor gasten|"
    r"vanliga frågor|för gäster)\b",
    re.IGNORECASE,
)
_FIRST_PERSON = regex(
    r"\b(?:i|i'm|i'll|my|me|mine|ich|mein\w*|mir|mich|je|j['’]|mon|ma|mes|moi|yo|mi|mis|me|necesito|tengo|puedo|debo|eu|meu|minha|preciso|posso|devo|ik|mijn|jag|min|mitt|mina)\b",
    re.IGNORECASE,
)


def put_to_the_show(title: str, found: Sequence[Block]) -> bool:
    """Say whether questions are those that guests put to the show: "Do I need a microphone?"."""
    asked = [b.text for b in found if is_marked(b.text)]
    mine = sum(bool(_FIRST_PERSON.search(text)) for text in asked)
    return bool(asked) and mine * 3 >= (len(asked) if _FOR_GUESTS.search(title) else 2 * len(asked)) and mine > 1


def _lost(placed: Sequence[Placed], judged: Sequence[Judged], way: str, source: str) -> tuple[Problem, ...]:
    """Return a Problem where a section named after the interview asks more than was taken of it."""
    if way not in ("section", "list", "lines", "nothing"):
        return ()
    taken: dict[int, str] = defaultdict(str)
    for j in judged:
        taken[j.block.line] += f" {flat(j.block.text)}"
    whole = " ".join(taken.values())
    candidates = (
        (p.block.line + i, line)
        for p in placed
        if p.role in ("interview", "parting") and p.block.kind != "heading" and not p.title and not p.block.aside
        if not _is_answer(p.block, taken) and not (p.block.links and flat(p.block.text) == p.block.links[0][0])
        for i, line in enumerate(p.block.text.split("\n"))
        if is_marked(line) and " " in line.strip() and flat(line)[:40] not in taken.get(p.block.line + i, "")
    )
    lost = [(n, line) for n, line in islice(candidates, _MOST_LOST) if flat(line) not in whole]
    if not lost:
        return ()
    several = f"{len(lost)} lines of the interview ask and were"
    what = f"{several if len(lost) > 1 else 'a line of the interview asks and was'} not taken: {flat(lost[0][1])[:80]}"
    hint = "put each question on a line of its own with a bullet before it"
    return (Problem(f"{source}:{lost[0][0]}", what, hint),)


def _is_answer(block: Block, taken: Mapping[int, str]) -> bool:
    """Say whether a paragraph is part of what stands below questions, or goes on from a line that was taken."""
    lines = range(block.line, block.line + block.text.count("\n") + 1)
    return block.kind == "text" and (block.level > 0 or any(flat(block.text)[:40] in taken.get(n, "") for n in lines))


def _elsewhere(placed: Sequence[Placed], document: Document, *, alone: bool) -> tuple[list[Block], str]:
    """Return questions in front matter, or else those put to the listener."""
    asked = questions_in(document.meta) if alone else ()
    if len(asked) >= 2:
        return [Block("item", text, _line_in(document.front, text), 1, at=at) for text, at in asked], "front matter"
    listened = listener_items(placed)
    return listened, "listener" if listened else "nothing"


def _line_in(front: str, text: str) -> int:
    """Return the line of front matter on which a text stands, 1 when it is written otherwise there."""
    return front.count("\n", 0, max(0, front.find(text))) + 1


def _episode(
    given: str | None, taken: Title, said: Said, intro: Introduction, guests: tuple[str, ...], hosts: tuple[str, ...],
    judged: Sequence[Judged], source: str, known: Known, told: Told, *, alone: bool,
) -> Episode:  # fmt: skip
    asked = [j.item.text for j in judged]
    topic = topic_without(taken, guests)
    topic = topic.removeprefix(said.show).strip(" -–—:|,") if said.show and " " in said.show else topic
    name = said.subject or what.choose(intro.about, topic, asked, known.subjects)
    numbers = (told.number, taken.number, said.number, _number_of_file(source) if alone else None)
    number = next((n for n in numbers if n is not None), None)
    title = given or _made_up(name, guests, source)
    return Episode(
        id=episode_id(number, name, guests, title),
        title=title,
        number=number,
        show=said.show,
        date=said.date or _recorded([*intro.lines, title]) or (_date_of_file(source) if alone else None),
        source=source,
        guests=guests,
        hosts=hosts,
        technology=name,
        kind=intro.about.kind or (kind_in(name, [*intro.lines, title]) if name else None),
        aliases=what.other_spellings(name, [intro.about.name or "", *what.topic_names(topic)], asked) if name else (),
        items=tuple(j.item for j in judged),
    )


def _fuller(title: str | None, placed: Sequence[Placed]) -> str | None:
    """Return a page's title, or its first heading where that begins with it and says more: "Run sheet 27: choirs with Ada Brand"."""
    head = next((flat(p.block.text) for p in placed if p.block.kind == "heading" and not p.block.aside), "")
    return head if title and head.casefold().startswith(title.casefold()) else title


def _made_up(name: str | None, guests: Sequence[str], source: str) -> str:
    """Return a title for notes without one."""
    who = " and ".join(guests)
    if name and who:
        return f"{name} with {who}"
    return name or (f"Interview with {who}" if who else PurePath(source).stem or "Untitled")


def episode_id(number: int | None, name: str | None, guests: Sequence[str], title: str) -> str:
    """Return `NNN-slug` of the subject, else of the first guest, else of the title; no number, no prefix."""
    word = slug(name or (guests[0] if guests else title))
    return word if number is None else f"{number:03d}-{word}"


def _number_of_file(source: str) -> int | None:
    """Return the number in a file's name: "episode-41", "S01E04", "041-rope"."""
    name = PurePath(source).stem
    found = _FILE_NUMBER.search(name) or (None if date_in_name(name) else _FILE_BEGINS.match(name))
    return int(next(g for g in found.groups() if g)) if found else None


def _date_of_file(source: str) -> str | None:
    """Return the date in a file's name or in that of its folder, as site generators keep it."""
    path = PurePath(source)
    return date_in_name(path.stem) or date_in_name(path.parent.name)


def _title_in(placed: Sequence[Placed], sections: Sections) -> str | None:
    """Return the title that stands in the notes: the first heading that names no section, or a first short line."""
    head = next((p.block for p in placed if p.block.kind == "heading" and not p.block.aside), None)
    named = head is not None and is_exact_name(head.text, sections) and not split_title(head.text).sure
    if head and head.level == 1 and not named and not is_marked(head.text):
        return flat(head.text)
    top = next((p.block for p in placed if p.block.kind == "heading" and p.role is None and p.block.level <= 2), None)
    if top and not is_marked(top.text):
        return flat(top.text)
    first = next((p for p in placed if not line_date(flat(p.block.text))), None)
    if first and (first.block.kind == "heading" or (first.block.kind == "text" and not first.block.level)):
        line, *more = first.block.text.split("\n")
        text = _RECORDING.sub("", flat(line))
        is_short = len(text) <= 150 and text[-1:] not in ".!?:;,？：。"
        if is_short and (split_title(text).sure or not (more or first.title)):
            return text
    return None


_RECORDING = regex(r"-\d{8}_\d{6}(?:UTC)?(?:-Meeting Recording)?$")
"""What a meeting's name has behind it in the name of its recording."""


_PARTED = regex(r"\s+[-–—|·•]\s+")


def _recorded(lines: Sequence[str]) -> str | None:
    for line in lines:
        parts = _PARTED.split(line) if len(line) <= 150 else []
        if len(parts) > 1 and (day := next(filter(None, map(line_date, parts)), None)):
            return day
        found = _RECORDED.search(line)
        if found and (day := iso_date(found[1])):
            return day
    return None
