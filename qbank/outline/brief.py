"""The brief of an interview: what a host says before it is planned, by the names of the options of `qbank outline`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, fields, replace
from typing import Any

from qbank.model import BOX, Block, Fact, Family, Outline, Relation, TopBox, Voice
from qbank.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief(TopBox):
    """What a host said, what goes into the top box included; nothing is checked yet. Absent is not said."""

    guest: tuple[str, ...] = ()
    technology: str | None = None
    relation: tuple[str, ...] = ()
    family: str | None = None
    kind: str | None = None
    company: str | None = None
    domain: str | None = None
    alternatives: tuple[str, ...] = ()
    trait: tuple[str, ...] = ()
    not_trait: tuple[str, ...] = ()
    fact: tuple[str, ...] = ()
    add: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()
    voice: str | None = None
    part: tuple[str, ...] = ()
    written_in: str | None = None
    builds_on: str | None = None
    compatible_with: str | None = None
    slot: tuple[str, ...] = ()
    minutes: float | None = None
    questions: int | None = None
    like: str | None = None
    focus: tuple[str, ...] = ()
    must: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    without_episode: int | None = None
    date: str | None = None


_OF_THE_GUEST = ("relation", "heard", *(name for name, one in BOX.items() if one.of_guest))
_OF_THE_SUBJECT = (
    "relation", "family", "kind", "company", "alternatives", "trait", "not_trait", "fact", "part", "written_in", "builds_on",
    "compatible_with", "slot",
)  # fmt: skip
_OF_THE_KIND = ("family", "kind", "trait", "not_trait")
_REPLACED = ("guest", "relation", "alternatives")
"""Lists that do not grow."""


def of(outline: Outline) -> Brief:
    """Return the brief that an outline was planned from. What a host has changed in its file since counts."""
    wishes, box = outline.wishes, outline.box
    by_count = wishes.questions is not None and outline.minutes == outline.planned_minutes
    return Brief(
        guest=outline.guests, technology=outline.technology, relation=tuple(f"{g}={r}" for g, r in outline.relations.items()),
        family=outline.family, kind=outline.kind, company=None if "company" in wishes.looked_up else outline.company, domain=outline.domain,
        alternatives=() if "alternatives" in wishes.looked_up else outline.alternatives,
        trait=tuple(t for t, true in outline.traits.items() if true),
        not_trait=tuple(t for t, true in outline.traits.items() if not true),
        fact=tuple(f"{f.type}: {f.text}" for f in outline.facts), minutes=None if by_count else outline.minutes,
        questions=wishes.questions, without_episode=wishes.without_episode, like=wishes.like, focus=wishes.focus,
        must=wishes.must, avoid=wishes.avoid, add=wishes.add, heard=wishes.heard,
        voice=wishes.voice, part=wishes.parts, slot=tuple(f"{name}={value}" for name, value in wishes.slots.items()),
        **{name: getattr(box, name) for name in BOX}, date=outline.date,
    )  # fmt: skip


def over(base: Brief, said: Brief) -> Brief:
    """Return a brief with what is said on top of it: most lists grow, everything else is replaced.

    Another guest, subject or kind takes with it what was said of the one before; a trait is not kept both ways.
    """
    if said.guest and base.guest and said.guest != base.guest:
        base = _without(base, _OF_THE_GUEST)
    if said.technology and base.technology and said.technology != base.technology:
        base = _without(base, _OF_THE_SUBJECT)
    if said.family not in (None, base.family) or said.kind not in (None, base.kind):
        base = _without(base, _OF_THE_KIND)
    base = replace(
        base,
        trait=tuple(t for t in base.trait if t not in said.not_trait),
        not_trait=tuple(t for t in base.not_trait if t not in said.trait),
    )
    changes: dict[str, Any] = {
        f.name: _joined(f.name, getattr(base, f.name), getattr(said, f.name)) for f in fields(Brief)
    }
    return replace(base, **changes)


def _without(brief: Brief, names: tuple[str, ...]) -> Brief:
    bare = Brief()
    return replace(brief, **{name: getattr(bare, name) for name in names})


def _joined(name: str, before: object, said: object) -> object:
    if isinstance(before, tuple) and isinstance(said, tuple) and name not in _REPLACED:
        return tuple(dict.fromkeys((*before, *said)))
    return said if said not in (None, ()) else before


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The guest, the subject, the clock, and what the host wants in or out.

    With `questions` given, so many are planned (rituals counted, follow-ups and backups not) whatever the clock says.
    `like` is the id or the number of an episode whose sheet this one starts from; `heard` are questions that other
    shows asked this guest, one a text, and `heard_as` the intents that they are phrasings of. `parts` are "NAME: what it does",
    `slots` what the host fills slots with.
    """

    guests: tuple[str, ...]
    technology: str | None = None
    date: str
    relations: Mapping[str, Relation] = field(default_factory=dict)
    family: Family | None = None
    kind: str | None = None
    company: str | None = None
    domain: str | None = None
    alternatives: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()
    not_traits: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    lines: tuple[str, ...] = ()
    minutes: float | None = None
    questions: int | None = None
    without_episode: int | None = None
    like: str | None = None
    heard: tuple[str, ...] = ()
    heard_as: frozenset[str] = frozenset()
    must: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    focus: tuple[str, ...] = ()
    voice: Voice | None = None
    parts: tuple[str, ...] = ()
    slots: Mapping[str, str] = field(default_factory=dict)
    box: TopBox = field(default_factory=TopBox)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLine:
    """A line of the host's own, with the category it was sorted into and the intent it makes superfluous.

    `given` is the entry as the host gave it, with its `block` and its `follow_ups`; `heading` is what stood above it.
    """

    text: str
    category: str
    instead_of: str | None = None
    given: str = ""
    block: Block | None = None
    cue: str = ""
    heading: str = ""
    follow_ups: tuple[str, ...] = ()
