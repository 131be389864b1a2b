"""Which templates may be offered: those whose slots can be filled and whose presuppositions are known to be true."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import field

from qbank.english.spoken import plural
from qbank.english.terms import stems
from qbank.english.words import ENGLISH, say
from qbank.errors import UsageError
from qbank.lazy import dataclass
from qbank.model import Bank, Template
from qbank.model.pattern import names, slot_type
from qbank.outline import history
from qbank.outline.brief import Request
from qbank.outline.known import Known
from qbank.outline.wordings import sayings, speaks_to_an_insider

_FOR = "it is for "
_GUESTS: Mapping[str, str] = {
    "returning": "is here for the first time", "student": "has finished studying", "left": "still works on the subject",
    "only-users": "made or joined the subject",
}  # fmt: skip
"""What a guest has to be for a question that is never for those with a trait."""
_MADE = frozenset({"software", "service", "language", "hardware", "standard", "company"})
_OF_THE_GUEST = frozenset({"background", "closing"})
OF_ITS_SUBJECT = "it was asked in words that only its own subject has"
_UNFILLED = "nothing is known to fill "
SAID_AS: Mapping[str, str] = {
    "component": "part", "language": "written_in", "builds_on": "builds_on", "compatible_with": "compatible_with",
}  # fmt: skip
"""What a host may know of a subject that fills a slot, and the field of the brief that says it."""
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

    @property
    def lacks(self) -> str:
        """The slot that would have to be filled for it to be asked, where only one would; else nothing."""
        slot = self.why.removeprefix(_UNFILLED).removesuffix(" with")
        return slot if self.why.startswith(_UNFILLED) and slot.isidentifier() else ""


def would_bring(refusals: Iterable[Refusal]) -> dict[str, int]:
    """Return how many more questions could be asked if a slot were filled, by the brief's field that fills it; most first."""
    count = Counter(SAID_AS[r.lacks] for r in refusals if r.lacks in SAID_AS)
    return dict(count.most_common())


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
                    f"{template.id} cannot be asked: {missing}", hint="give what it needs, or leave it out of --must"
                )
            overruled.append(_in_all_the_same(template, why, bank.show.language))
            why = None
        if why is None and template.id in request.avoid:
            why = "you asked to leave it out"
        if why is None:
            offers.append(template)
        else:
            refused.append((template, why))
    return Offers(templates=tuple(offers), refused=tuple(refused), overruled=tuple(overruled))


def _in_all_the_same(template: Template, why: str, language: str) -> str:
    if language == ENGLISH:
        return f"{template.id} is in because you asked for it, though {why}."
    return say("{{ template }} is in because you asked for it.", language, template=template.id)


def _check_musts(bank: Bank, request: Request) -> None:
    intents = {t.id: t.purpose for t in bank.templates}
    seen: dict[str, str] = {}
    for template in dict.fromkeys(request.must):
        if template in request.avoid:
            raise UsageError(f"{template} is to be in and to be left out", hint="use --must or --avoid")
        other = seen.setdefault(intents.get(template, template), template)
        if other != template:
            raise UsageError(f"{other} and {template} are one question in two wordings", hint="name one of them")


def refusal(template: Template, known: Known) -> str | None:
    """Return why a template may not be asked, or None if it may."""
    return (
        _wrong_family(template, known)
        or _wrong_kind(template, known)
        or _untrue(template, known)
        or _wrong_relation(template, known)
        or _to_a_maker(template, known)
        or _unfilled(template, known)
        or _said_otherwise(template, known)
        or _asked_once(template, known)
        or (_had_before(template, known) if known.memory.guest else None)
        or _nothing_to_call_back(template, known)
        or (_not_asked(template, known) if known.only_asked else None)
    )


def _wrong_family(template: Template, known: Known) -> str | None:
    if known.is_for(template):
        return None
    return f"{_FOR}{_either(template.families)}"


def _asked_once(template: Template, known: Known) -> str | None:
    memory = known.memory
    if template.purpose in memory.guest or template.id in memory.related:
        return None
    said = known.repertoire.wordings(template) if template.reusable and not template.written else ()
    # Where a template has only the words it was asked in, and they are its own subject's, nothing is left to ask of another.
    private = bool(said) and all(w.asked and not w.speakable for w in said)
    return OF_ITS_SUBJECT if private or not template.reusable else None


def _wrong_kind(template: Template, known: Known) -> str | None:
    if not template.kinds or not known.kinds.isdisjoint(template.kinds):
        return None
    return f"{_FOR}{_either(plural(kind) for kind in template.kinds)}"


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


def _to_a_maker(template: Template, known: Known) -> str | None:
    """Refuse what speaks to someone who made a thing ("your plans") where nobody has said that the guest did.

    A template that names no family may speak to the guest as a person: it is left alone.
    """
    if (
        not template.families
        or template.relation
        or template.takes
        or template.category in _OF_THE_GUEST
        or not (known.thing or known.family in _MADE)
    ):
        return None
    if not {"made", "joined", "uses"}.isdisjoint(known.relations.values()) or not speaks_to_an_insider(template.text):
        return None
    return "it speaks to someone who made the subject, and nobody has said that the guest did"


def _said_otherwise(template: Template, known: Known) -> str | None:
    """Refuse a question on just that of which the host has said that there is not any, or not enough."""
    if not known.denied or template.takes:
        return None
    found = known.denied.intersection(stems(f"{template.cue} {template.text}"))
    return f"you have told what it asks about (“{min(found)}”)" if found else None


def _unfilled(template: Template, known: Known) -> str | None:
    types = known.fact_types
    if template.of_guest and types & {"choice", "change"}:
        types |= {"choice", "change"}
    if template.takes and template.takes not in types:
        return f"it stands on a {template.takes}, and none was given"
    there = known.values.keys() | _FILLED_LATER
    lead = {*names(template.context)}
    missing = min((lead.union(names(source)) - there for source in (template.text, *template.phrasings)), key=len)
    return f"{_UNFILLED}{_either(sorted(missing))} with" if missing else None


def _had_before(template: Template, known: Known) -> str | None:
    """Refuse what this guest was asked, unless it has a wording for the second time."""
    heard = history.said_before(template, known.memory)
    if heard is None:
        return None
    where = history.named(heard.episode)
    if template.id not in history.asked_by(heard.item):
        return f"this guest was asked the same in other words in {where}"
    if not template.again:
        return f"this guest was asked it in {where}, and it has no wording for a second time"
    missing = sorted(set(names(template.again)) - set(known.values))
    return (
        f"this guest was asked it in {where}, and nothing is known to fill {_either(missing)} with" if missing else None
    )


def _nothing_to_call_back(template: Template, known: Known) -> str | None:
    if not history.is_callback(template):
        return None
    heard = history.callback(template, known.memory)
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


BASE = 1.0
ASKED = 1.25
"""For each unit of log(1 + n), n times asked."""
COMMON = 1.4
"""The same for what other shows in the bank ask: what many ask is seldom a bad question."""
CORE = 1.0
FOCUS = 1.5
FAVOURITE = 1.25
LIKED = 4.0
"""For standing on the sheet to start from: more than everything else together, least for its last question."""
MOST_SPECIFIC = 2.5
"""What a question gains at most for knowing something of this very subject."""
UNHEARD_OF = 1.0
"""For a need that no known subject is known to meet."""
TRAIT = 1.25
"""For a trait that one known subject in ten has; what half of them have tells a third of that."""
SLOTS = {
    "alternatives": 2.5, "rival": 2.5, "rival_2": 2.5, "component": 1.5, "language": 1.5, "protocol": 1.5, "builds_on": 1.5,
    "compatible_with": 1.5, "predecessor": 1.5, "company": 0.75, "kind": 0.25, "kind_plural": 0.25, "unit": 0.25, "load": 0.25,
}  # fmt: skip
TOLD = 5.0
"""What the best few questions gain that say what the host has told of the subject: almost what a fact is worth."""
MOST_TOLD, MOST_ON_RIVALS = 2, 3
"""So many questions gain it for each thing that was told; for competitors, where there are several, so many."""
OF_ITS_FAMILY = 1.5
"""What a question gains that is for this family of subjects alone."""
OF_ITS_KIND = 2.0
"""What a question gains that only this kind of subject can be asked."""
MOST_OF_ITS_KIND, BEST_OF_ITS_KIND = 2, 4.0
"""So many of them, the best, gain this on top: a sheet about a vector database is not a sheet about a newsletter."""
_WELL_STOCKED = frozenset({"software", "service"})
LOOKED_UP = 0.4
"""What a slot counts that only the lexicon fills: what the host has said is worth more than what a list says."""
OWN_WORDS = 2.2
"""What a question gains that can be asked in words which this show has used before."""
RELATION = 1.1
OUTSIDER = 1.5
"""What a question gains that is for the relation which the guest has: more for those who did not make the thing,
because most neutral questions are better put to those who did."""
FRAME = 7.0
"""For coming back to a fact that the host looked up: nothing else on the sheet is so much this guest's. The first question on it
must be in, whatever it is worth."""
WORN = 0.6
RELATED = 0.8
"""For a question that someone else was asked about the same subject or company."""
ELSEWHERE = 0.3
"""For a question that another show has asked this guest."""
USUAL_MINUTES, LENGTH_COUNTS = 3.0, 0.8
"""A question that takes longer than usual is worth more, though less than in proportion."""
GREAT = 1.0
"""What a question gains for a great answer in an earlier interview, once more for a second one."""
PASSED_OVER = 0.6
"""For a question that was skipped in each of the last two interviews that had it."""
STEP = 0.25
"""Finer differences mean nothing: values are rounded, and equals are told apart by how they sound."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """What questions are weighed by besides what is known: the sheet's wishes, and how they did in earlier interviews.

    `great` names by template the guests who gave a great answer, `passed_over` what was skipped twice in a row.
    """

    core: Collection[str] = ()
    focus: Collection[str] = ()
    by_length: bool = True
    great: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    passed_over: Collection[str] = ()


def value(template: Template, known: Known, scale: Scale) -> float:
    """Return what a template is worth: 1 and more, less for what is worn, in steps of a quarter."""
    mind = known.memory
    worth = (
        BASE
        + ASKED * math.log1p(len(mind.asked.get(template.id, ())))
        + COMMON * math.log1p(mind.common.get(template.id, 0))
        + CORE * (template.category in scale.core and not template.takes)
        + FOCUS * (template.category in scale.focus)
        + FAVOURITE * template.favourite
        + OWN_WORDS * _in_own_words(template, known)
        + specificity(template, known)
        + GREAT * min(len(scale.great.get(template.id, ())), 2)
    )
    if mind.liked and template.id in mind.liked:
        worth += LIKED * (1.0 - 0.5 * mind.liked[template.id] / len(mind.liked))
    if template.id in mind.worn:
        worth *= WORN
    if template.id in scale.passed_over:
        worth *= PASSED_OVER
    if template.id in mind.related:
        worth *= RELATED
    if mind.elsewhere and template.purpose in mind.elsewhere:
        worth *= ELSEWHERE
    if scale.by_length and template.minutes != USUAL_MINUTES:
        worth *= (max(template.minutes, STEP) / USUAL_MINUTES) ** LENGTH_COUNTS
    return max(STEP, round(worth / STEP) * STEP)


def _in_own_words(template: Template, known: Known) -> bool:
    """Say whether the show has words for a question about the subject; what is asked of any guest needs no more weight."""
    if template.category == "background":
        return False
    return any("domain" not in names(said.text) for said in sayings(template, known))


def specificity(template: Template, known: Known) -> float:
    """Return what a template knows of this very subject: needs that few others meet, slots beyond the name."""
    if template.takes:
        return FRAME
    worth = _relation(template)
    # Traits come in company (what stores data has an API), so that only the rarest tells anything.
    worth += TRAIT * max((known.rarity.get(trait, UNHEARD_OF) for trait in template.needs), default=0.0)
    worth += OF_ITS_KIND * bool(template.kinds)
    worth += OF_ITS_FAMILY * (template.families == (known.family,) and known.family not in _WELL_STOCKED)
    said = sayings(template, known)
    for slot in names(said[0].text if said else template.text):
        worth += SLOTS.get(slot, 0.0) * (LOOKED_UP if slot in known.unsure else 1.0)
    return min(worth, MOST_SPECIFIC)


def for_what_was_told(templates: Iterable[Template], values: Mapping[str, float], known: Known) -> dict[str, float]:
    """Return what questions gain that say what the host has told: the best few for each thing, one a category.

    A category that every sheet has comes last: its own question is there anyway.
    """
    gained: dict[str, float] = {}
    most = {"alternatives": MOST_ON_RIVALS} if "rival_2" in known.values else {}
    ranked = sorted(templates, key=lambda t: (t.category in known.core, -values[t.id], t.id))
    for thing in sorted({_thing(slot) for slot in known.told - {"domain"}}):
        categories: set[str] = set()
        for template in ranked:
            said = sayings(template, known)
            source = said[0].text if said else f"{template.context} {template.text}"
            if template.category in categories or template.takes or thing not in {_thing(s) for s in names(source)}:
                continue
            categories.add(template.category)
            gained[template.id] = TOLD
            if len(categories) == most.get(thing, MOST_TOLD):
                break
    return gained


def for_its_kind(templates: Iterable[Template], values: Mapping[str, float]) -> dict[str, float]:
    """Return what questions gain that only this kind of subject is asked: the best few, one a category."""
    best = best_of_each_category((t for t in templates if t.kinds), values)
    return dict.fromkeys(best[:MOST_OF_ITS_KIND], BEST_OF_ITS_KIND)


def best_of_each_category(templates: Iterable[Template], values: Mapping[str, float]) -> list[str]:
    """Return the best template of each category, the best of all first."""
    best: dict[str, str] = {}
    for template in sorted(templates, key=lambda t: (-values[t.id], t.id)):
        best.setdefault(template.category, template.id)
    return [*best.values()]


def _thing(slot: str) -> str:
    """Return what a slot stands for: one competitor or all of them are the competitors."""
    return "alternatives" if slot.startswith("rival") else slot_type(slot)


def _relation(template: Template) -> float:
    if not template.relation:
        return 0.0
    return RELATION if {"made", "joined"} & {*template.relation} else OUTSIDER


def changed_since(template: Template, known: Known) -> bool:
    """Say whether a question asks what has changed since the guest was here."""
    return "returning" in template.needs or history.said_before(template, known.memory) is not None
