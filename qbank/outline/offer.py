"""Which templates may be offered: those whose slots can be filled and whose presuppositions are known to be true."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from qbank.errors import UsageError
from qbank.model import Bank, Template
from qbank.outline import memory
from qbank.outline.known import Known as Known
from qbank.outline.memory import asked_where as asked_where
from qbank.outline.request import Request
from qbank.pattern import names

_FOR = "it is for "
_GUESTS: Mapping[str, str] = {
    "returning": "is here for the first time", "student": "has finished studying", "left": "still works on the subject",
    "only-users": "made or joined the subject",
}  # fmt: skip
"""What a guest has to be for a question that is never for those with a trait."""
_FILLED_LATER = frozenset({"fact", "said", "episode"})
"""Slots that a given fact or an earlier episode fills."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A template that is not on the sheet, why, in words for the host, and what it would have been worth."""

    template: str
    why: str
    value: float = 0.0

    @property
    def for_others(self) -> bool:
        """Say whether it is a question for another kind of subject or another guest."""
        return self.why.startswith(_FOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """The templates on offer, rituals aside, those that are not, each with the reason, and what the host overruled."""

    templates: tuple[Template, ...]
    refused: tuple[tuple[Template, str], ...] = ()
    overruled: tuple[str, ...] = ()


def offered(bank: Bank, request: Request, known: Known) -> Offers:
    """Sort the bank's templates into those on offer and those refused.

    What the host wants in goes before what is presupposed; UsageError if it cannot even be worded.
    """
    _check_musts(bank, request)
    offers: list[Template] = []
    refused: list[tuple[Template, str]] = []
    overruled: list[str] = []
    for template in sorted(bank.templates, key=lambda t: t.id):
        if template.ritual:
            continue
        why = refusal(template, known)
        if why and template.id in request.must:
            if missing := _unfilled(template, known) or _nothing_to_call_back(template, known):
                raise UsageError(
                    f"{template.id} cannot be asked: {missing}",
                    hint="give what it needs, or leave it out of --must",
                )
            overruled.append(f"{template.id} is in because you asked for it, though {why}.")
            why = None
        if why is None and template.id in request.avoid:
            why = "you asked to leave it out"
        if why is None:
            offers.append(template)
        else:
            refused.append((template, why))
    return Offers(templates=tuple(offers), refused=tuple(refused), overruled=tuple(overruled))


def _check_musts(bank: Bank, request: Request) -> None:
    intents = {t.id: t.intent or t.id for t in bank.templates}
    seen: dict[str, str] = {}
    for template in dict.fromkeys(request.must):
        if template in request.avoid:
            raise UsageError(f"{template} is to be in and to be left out", hint="use --must or --avoid")
        other = seen.setdefault(intents.get(template, template), template)
        if other != template:
            raise UsageError(
                f"{other} and {template} are one question in two wordings", hint="name one of them"
            )


def refusal(template: Template, known: Known) -> str | None:
    """Return why a template may not be asked, or None if it may."""
    return (
        _wrong_family(template, known)
        or _untrue(template, known)
        or _wrong_relation(template, known)
        or _unfilled(template, known)
        or (_had_before(template, known) if known.memory.guest else None)
        or _nothing_to_call_back(template, known)
        or (_not_asked(template, known) if known.only_asked else None)
    )


def _wrong_family(template: Template, known: Known) -> str | None:
    if not template.families or known.family in template.families:
        return None
    unknown = "" if known.family else ", and the family is not known"
    return f"{_FOR}{_either(template.families)}{unknown}"


def _untrue(template: Template, known: Known) -> str | None:
    for trait in template.needs:
        if known.truth.get(trait) is not True:
            state = "known to be false" if known.truth.get(trait) is False else "not known"
            return f"it takes '{trait}' for granted, which is {state}"
    for trait in template.never:
        if known.truth.get(trait) and trait in _GUESTS:
            return f"{_FOR}a guest who {_GUESTS[trait]}"
        if known.truth.get(trait):
            return f"it makes no sense for what is '{trait}'"
    return None


def _wrong_relation(template: Template, known: Known) -> str | None:
    if not template.relation or not set(template.relation).isdisjoint(known.relations.values()):
        return None
    return f"{_FOR}a guest who {_either(template.relation)} the subject"


def _unfilled(template: Template, known: Known) -> str | None:
    if template.takes and template.takes not in known.fact_types:
        return f"it stands on a {template.takes}, and none was given"
    needed = names(template.text)
    if template.context:
        needed += names(template.context)
    missing = [name for name in needed if name not in known.values and name not in _FILLED_LATER]
    return f"nothing is known to fill {_either(sorted({*missing}))} with" if missing else None


def _had_before(template: Template, known: Known) -> str | None:
    """Refuse what this guest was asked, unless it has a wording for the second time."""
    heard = memory.said_before(template, known.memory)
    if heard is None:
        return None
    where = memory.named(heard.episode)
    if template.id not in memory.asked_by(heard.item):
        return f"this guest was asked the same in other words in {where}"
    if not template.again:
        return f"this guest was asked it in {where}, and it has no wording for a second time"
    missing = sorted(set(names(template.again)) - set(known.values))
    return (
        f"this guest was asked it in {where}, and nothing is known to fill {_either(missing)} with"
        if missing
        else None
    )


def _nothing_to_call_back(template: Template, known: Known) -> str | None:
    if not memory.is_callback(template):
        return None
    heard = memory.callback(template, known.memory)
    if heard is None:
        asked = _either(template.goes_back_to) if template.goes_back_to else template.category
        return f"it goes back to what the guest said on {asked}, and there is nothing to go back to"
    if "said" in names(template.text) and not heard.item.said:
        return "it quotes the guest, and what was said is not written down"
    return None


def _not_asked(template: Template, known: Known) -> str | None:
    if template.written or template.id in known.memory.asked or template.id in known.memory.common:
        return None
    return "it was asked in no other episode"


def _either(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last
