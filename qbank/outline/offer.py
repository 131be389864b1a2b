"""Which templates may be offered: those whose slots can be filled and whose presuppositions are known to be true."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from qbank.model import Bank, Episode, Family, Relation, Template, ref
from qbank.outline.request import Request
from qbank.pattern import names

FRAME_SLOTS = frozenset({"fact", "said", "episode"})
"""Slots that only memory or a given fact can fill."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known when templates are offered: slot values, traits, relations, and what was asked where."""

    values: Mapping[str, str]
    truth: Mapping[str, bool]
    family: Family | None
    relations: frozenset[Relation] = frozenset()
    fact_types: frozenset[str] = frozenset()
    asked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    asked_elsewhere: frozenset[str] | None = None
    heard: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A template that is not offered, and why, in words for the host."""

    template: str
    why: str


def asked_where(episodes: Iterable[Episode], *, without: int | None = None) -> dict[str, tuple[str, ...]]:
    """Return the references of every template's questions, by template id."""
    made: dict[str, list[str]] = {}
    for episode in episodes:
        if without is not None and episode.number == without:
            continue
        for item in episode.items:
            if item.kind == "question" and item.template:
                made.setdefault(item.template, []).append(ref(episode, item))
    return {template: tuple(refs) for template, refs in made.items()}


def offered(bank: Bank, request: Request, known: Known) -> tuple[tuple[Template, ...], tuple[Refusal, ...]]:
    """Sort the bank's templates, rituals aside, into those on offer and those refused."""
    offers: list[Template] = []
    refusals: list[Refusal] = []
    for template in sorted(bank.templates, key=lambda t: t.id):
        if template.ritual:
            continue
        why = refusal(template, known)
        if why is None and template.id in request.avoid:
            why = "you asked to leave it out"
        if why is None:
            offers.append(template)
        else:
            refusals.append(Refusal(template=template.id, why=why))
    return tuple(offers), tuple(refusals)


def refusal(template: Template, known: Known) -> str | None:
    """Return why a template may not be asked, or None if it may."""
    return (
        _wrong_family(template, known)
        or _untrue(template, known)
        or _wrong_relation(template, known)
        or _unfilled(template, known)
        or _unheard(template, known)
    )


def _wrong_family(template: Template, known: Known) -> str | None:
    if not template.families or known.family in template.families:
        return None
    return f"it is for {_either(template.families)}" + (
        "" if known.family else ", and the family is not known"
    )


def _untrue(template: Template, known: Known) -> str | None:
    for trait in template.needs:
        if known.truth.get(trait) is not True:
            state = "known to be false" if known.truth.get(trait) is False else "not known"
            return f"it takes '{trait}' for granted, which is {state}"
    return next((f"it makes no sense for what is '{t}'" for t in template.never if known.truth.get(t)), None)


def _wrong_relation(template: Template, known: Known) -> str | None:
    if not template.relation or known.relations & set(template.relation):
        return None
    return f"it is for a guest who {_either(template.relation)} the subject"


def _unfilled(template: Template, known: Known) -> str | None:
    if template.takes and template.takes not in known.fact_types:
        return f"it stands on a {template.takes}, and none was given"
    wanted = {*names(template.text), *names(template.context)} - (
        FRAME_SLOTS if template.takes or template.needs else set()
    )
    missing = sorted(wanted - set(known.values))
    return f"nothing is known to fill {_either(missing)} with" if missing else None


def _unheard(template: Template, known: Known) -> str | None:
    if known.asked_elsewhere is None or template.written or template.id in known.asked_elsewhere:
        return None
    return "it was asked in no other episode"


def _either(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last
