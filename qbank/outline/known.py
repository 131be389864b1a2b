"""What is known before anything is chosen: slot values, traits, each guest's relation, and what is remembered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from qbank import subjects
from qbank.agreement import PLURAL, is_many
from qbank.model import Bank, Block, Family, FamilyPlan, Relation, Subject
from qbank.outline import memory
from qbank.outline.memory import Memory
from qbank.outline.request import Request

FOUND_OUT = frozenset({"returning", "only-users"})
"""Traits that are found out here, from who the guests are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What templates are held against. A slot or a trait that is absent is not known."""

    values: Mapping[str, str]
    truth: Mapping[str, bool] = field(default_factory=dict)
    family: Family | None = None
    guests: tuple[str, ...] = ()
    relations: Mapping[str, Relation] = field(default_factory=dict)
    fact_types: frozenset[str] = frozenset()
    memory: Memory = field(default_factory=Memory)
    rarity: Mapping[str, float] = field(default_factory=dict)
    only_asked: bool = False


def known_subject(bank: Bank, request: Request) -> Subject:
    """Return what is known of the subject: what the host says, then the lexicon, then its kind's defaults."""
    name = request.technology or (request.guests[0] if request.guests else "")
    return subjects.known(
        bank.lexicon, name, family=request.family, kind=request.kind, company=request.company,
        alternatives=request.alternatives, traits=request.traits, not_traits=request.not_traits,
    )  # fmt: skip


def what_is_known(bank: Bank, request: Request, subject: Subject) -> Known:
    """Gather what templates are held against; NotFoundError if the sheet to start from does not exist."""
    remembered = memory.remember(bank, request, subject)
    truth = subjects.truth(subject)
    of_guests = relations(request, subject)
    truth = {**truth, "returning": bool(remembered.visits) or truth.get("returning", False)}
    if request.guests and all(of_guests.get(g) == "uses" for g in request.guests):
        truth["only-users"] = True
    return Known(
        values=_values(bank, request, subject), truth=truth,
        family=subject.family or "software", guests=request.guests, relations=of_guests,
        fact_types=frozenset(f.type for f in request.facts), memory=remembered, rarity=subjects.rarity(bank.lexicon),
        only_asked=request.without_episode is not None,
    )  # fmt: skip


def relations(request: Request, subject: Subject) -> dict[str, Relation]:
    """Return what each guest is to the subject, as far as it is known: what the host says, then the lexicon's makers."""
    makers = {memory.person(m) for m in subject.makers}
    found: dict[str, Relation] = {g: "made" for g in request.guests if memory.person(g) in makers}
    return {**found, **request.relations}


def family_plan(bank: Bank, known: Known) -> FamilyPlan:
    """Return the core categories and the titles of the subject's family."""
    found = bank.families.get(known.family) if known.family else None
    return found or FamilyPlan(core=())


def blocks(bank: Bank, known: Known) -> dict[str, Block]:
    """Return the block of each category, on a sheet about a subject of this family."""
    return {**{c.id: c.block for c in bank.categories}, **family_plan(bank, known).blocks}


def spoken_list(names: Sequence[str]) -> str:
    """Return names as one says them: "RabbitMQ, Redpanda and Pulsar"."""
    *before, last = names
    return f"{', '.join(before)} and {last}" if before else last


def _as_spoken(name: str | None, subject: Subject) -> str | None:
    """Return the subject's name as the host gives it, with the article that belongs to it: The Data Engineering Podcast."""
    return subject.name if name and subject.name.casefold() == f"the {name}".casefold() else name


def _values(bank: Bank, request: Request, subject: Subject) -> dict[str, str]:
    """Return what each slot is filled with; a slot of which nothing is known is absent."""
    values = {
        "technology": _as_spoken(request.technology, subject), "guest": spoken_list(request.guests) if request.guests else None,
        "company": subject.company, "kind": subject.kind, "domain": request.domain or bank.show.domain,
        "alternatives": spoken_list(subject.alternatives[:3]) if subject.alternatives else None,
        **subjects.words(bank.lexicon, subject),
    }  # fmt: skip
    if request.technology and is_many(request.technology, common=subject.family == "research"):
        values[PLURAL] = "plural"
    return {slot: value for slot, value in values.items() if value}
