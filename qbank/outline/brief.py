"""A brief as the planner takes it: every value checked and of its kind, the host's own lines, and the brief of a plan that was made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from qbank.brief import BOX, Brief, TopBox, Voice
from qbank.model import Block, Fact, Family, Outline, Relation
from qbank.records import dataclass


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
