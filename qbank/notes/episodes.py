"""From a document to its episodes: title, number, who, about what, and the items."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from qbank.errors import Problem
from qbank.model import Episode
from qbank.notes import people as who
from qbank.notes import subject as what
from qbank.notes.blocks import Block, Document, flat
from qbank.notes.items import Judged, make_items
from qbank.notes.layout import Placed, find_items, place
from qbank.notes.sections import Sections
from qbank.notes.titles import Title, is_episode_title, split_title
from qbank.terms import slug

_INTRODUCES = re.compile(
    r"\b(?:interview(?:ing|ed|s)?(?: with)?|talk(?:ing|ed|s)? (?:to|with)|speak(?:ing|s)? (?:to|with)|spoke (?:to|with)|chat(?:ting|ted|s)? (?:to|with)|"
    r"joined by|(?:sits?|sat|sitting) down with|welcom(?:e|es|ing)(?: back)?|conversation with|our guests? (?:today |this week )?(?:is|are))\s+",
    re.IGNORECASE,
)
_HOSTED = re.compile(r"\b(?:your|our|the)?\s*hosts?(?: as (?:usual|always))?(?: today| this week)?\s*(?:\bis\b|\bare\b|[-–—:])?\s+", re.IGNORECASE)
_IN_SUMMARY = re.compile(r"\bin this (?:[\w ]+ )?(?:episode|interview)(?: of [^,]{1,60})?,?\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Made:
    """An episode with how it was made: what became of each line, and what was doubtful."""

    episode: Episode
    judged: tuple[Judged, ...]
    placed: tuple[Placed, ...]
    problems: tuple[Problem, ...]
    found: str


@dataclass(frozen=True, slots=True)
class Known:
    """What a bank already knows: people and subjects by name."""

    people: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()


def make_episodes(document: Document, source: str, sections: Sections, known: Known) -> list[Made]:
    """Return the episodes of a document, in order."""
    return [_make(part, title, document.meta, source, sections, known) for title, part in _parts(document.blocks)]


def _parts(blocks: Sequence[Block]) -> list[tuple[str | None, Sequence[Block]]]:
    """Split a file that holds several episodes, each with its title line."""
    starts = [i for i, b in enumerate(blocks) if b.kind != "item" and not b.level * (b.kind == "text") and is_episode_title(flat(b.text))]
    if len(starts) < 2:
        return [(None, blocks)]
    ends = [*starts[1:], len(blocks)]
    return [(flat(blocks[a].text), blocks[a + 1 : b]) for a, b in zip(starts, ends, strict=True)]


def _make(
    blocks: Sequence[Block], title: str | None, meta: Mapping[str, object], source: str, sections: Sections, known: Known
) -> Made:
    placed = place(blocks, sections)
    found, way = find_items(placed, sections)
    title = title or _title(placed, meta) or source
    taken = split_title(title)
    opening = _opening(placed, found)
    hosts = _hosts(opening)
    intro_guests, about = _introduced(opening, placed)
    guests, problems = _guests(taken, intro_guests, about, hosts, source)
    judged = make_items(found, [*hosts, *guests, *known.people], sections)
    asked = [j.item.text for j in judged]
    name = what.choose(about, taken.topic, asked, known.subjects)
    number = taken.number
    episode = Episode(
        id=episode_id(number, name, guests, title),
        title=title,
        number=number,
        source=source,
        guests=guests,
        hosts=hosts,
        technology=name,
        kind=about.kind,
        aliases=what.other_spellings(name, [about.name or "", *what.topic_names(taken.topic)], asked) if name else (),
        items=tuple(j.item for j in judged),
    )
    return Made(episode, tuple(judged), tuple(placed), problems, way)


def episode_id(number: int | None, name: str | None, guests: Sequence[str], title: str) -> str:
    """Return `NNN-slug` of the subject, else of the first guest, else of the title; no number, no prefix."""
    word = slug(name or (guests[0] if guests else title))
    return word if number is None else f"{number:03d}-{word}"


def _title(placed: Sequence[Placed], meta: Mapping[str, object]) -> str | None:
    given = meta.get("title")
    if isinstance(given, str) and flat(given):
        return flat(given)
    for p in placed:
        if p.block.kind == "heading" and p.role is None or p.block.kind == "text" and is_episode_title(flat(p.block.text)):
            return flat(p.block.text)
    return None


def _opening(placed: Sequence[Placed], found: Sequence[Block]) -> list[str]:
    """Return the lines before the questions that may say who talks about what, the likeliest last."""
    items = {id(b) for b in found}
    return [flat(p.block.text) for p in placed if p.role in ("opening", "summary", None) and id(p.block) not in items and not p.title]


def _hosts(lines: Iterable[str]) -> tuple[str, ...]:
    for line in lines:
        for at in _HOSTED.finditer(line):
            names = who.people_before(line[at.end() :], least=2)[0]
            if names:
                return names
    return ()


def _introduced(opening: Sequence[str], placed: Sequence[Placed]) -> tuple[tuple[str, ...], what.About]:
    """Return the guests and the subject that the introducing sentence names."""
    lines = [*reversed(opening), *(flat(p.block.text) for p in placed if p.title and p.role == "interview")]
    best: tuple[tuple[str, ...], what.About] = ((), what.About())
    for line in lines:
        for at in _INTRODUCES.finditer(line):
            names, tail = who.people_before(line[at.end() :])
            about = what.read_about(tail) if re.match(r"(?:about|on|regarding|discussing)\b", tail, re.IGNORECASE) else what.About()
            if names and (about.rest or not best[0]):
                if about.rest:
                    return names, about
                best = (names, about)
    return best


def _guests(
    taken: Title, introduced: tuple[str, ...], about: what.About, hosts: Sequence[str], source: str
) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """Return the guests of title and intro; when they disagree both stay, with a Problem."""
    titled = tuple(g for g in taken.guests if not any(who.same_person(g, h) for h in hosts))
    introduced = tuple(g for g in introduced if not any(who.same_person(g, h) for h in hosts))
    if not introduced or not titled:
        return introduced or titled, ()
    if {g.casefold() for g in titled} == {g.casefold() for g in introduced}:
        return titled, ()
    both = who.merged(titled, introduced)
    return both, ()


def with_items(made: Made, judged: Sequence[Judged]) -> Made:
    """Return an episode with other items."""
    return replace(made, judged=tuple(judged), episode=replace(made.episode, items=tuple(j.item for j in judged)))
