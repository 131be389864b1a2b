"""What a host asks for: everything that an outline is made from besides the bank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from qbank.model import Fact, Family, Relation, TopBox, Voice


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The guest, the subject, the clock, and what the host wants in or out.

    With `questions` given, so many are planned (rituals counted, follow-ups and backups not) whatever the clock says.
    `like` is the id or the number of an episode whose sheet this one starts from; `heard` are questions that other
    shows asked this guest, one a text. `parts` are "NAME: what it does", `slots` what the host fills slots with.
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
    must: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    focus: tuple[str, ...] = ()
    voice: Voice | None = None
    parts: tuple[str, ...] = ()
    slots: Mapping[str, str] = field(default_factory=dict)
    box: TopBox = field(default_factory=TopBox)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLine:
    """A line of the host's own, with the category it was sorted into and the intent it makes superfluous."""

    text: str
    category: str
    instead_of: str | None = None
