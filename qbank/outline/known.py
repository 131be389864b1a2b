"""What is known before anything is chosen: slot values, traits, each guest's relation, and what is remembered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field

from qbank.english.spoken import CLAUSE, PLURAL, THE, is_clause, is_many, plural, speak
from qbank.lazy import dataclass, regex
from qbank.model import Bank, Block, Family, FamilyPlan, Outline, Relation, Subject, Template
from qbank.model.brief import Voice
from qbank.outline import history, select, subjects
from qbank.outline.brief import Request
from qbank.outline.history import Memory
from qbank.outline.wordings import BEGAN_IT, Repertoire, has_a_voice

_USUAL_LANGUAGES = frozenset({"C", "C++", "Java", "Rust", "Scala"})
"""What systems that keep or carry data are mostly written in."""
_CALLING = frozenset({"Python", "Ruby", "JavaScript", "TypeScript", "PHP", "R"})
_CALLED_FROM = regex(r"\b(?:library|framework|toolkit|package|queue)$")
"""What is mostly called from the language that it is written in: nobody asks why a Python library is in Python."""
_SAYS_WHAT_IT_IS = regex(r"\w[ -]\w|[a-z][A-Z][a-z]|^[A-Z]{2,5}$")
"""A name of several words, or of their first letters."""
_LIVED = regex(
    r"[a-z]+ing (?:(?:to|a|an|the|your|from|in|on|as|with|without|out|up|over|back|off|into|through|between|while|about|for) )?\S+ \S+"
)
"""A topic that begins with what somebody does: "returning to work after a long break", but not "streaming analytics"."""
NEUTRAL: Family = "topic"
"""The family whose questions hold for anything: what nobody has said anything about is asked in them."""
_OF_ANY_THING: frozenset[Family] = frozenset({"software", "hardware", "standard"})
"""What is asked of all of these is asked of any thing that someone has made."""
_MAKERS: Mapping[str, frozenset[Relation]] = {
    "publication": frozenset({"made", "joined", "writes"}), "book": frozenset({"made", "joined", "writes"}),
    "research": frozenset({"made", "joined", "studies"}), "craft": frozenset({"made", "joined", "uses", "studies"}),
}  # fmt: skip
_INSIDERS: frozenset[Relation] = frozenset({"made", "joined"})
_OF_A_THING: frozenset[Relation] = frozenset({"made", "joined", "uses"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What templates are held against. A slot or a trait that is absent is not known.

    `unsure` says of a slot what the lexicon, and nobody else, tells; `told` are the slots that the host has filled. The sheet speaks with the `voice` of the show, whose words
    the `repertoire` has, or of the bank. Among the guests may be `insiders`: someone who made the subject and is still with it.
    A `thing` is a subject of which nobody has said what it is, but that someone made or uses: it is asked what software, hardware and
    standards alike are asked. `core` are the categories that a sheet has to have, `core_asks` the questions that it has one of in each, `aside` those that something else asks already. `denied` are the
    stems of what the host's facts say there is not.
    """

    values: Mapping[str, str]
    truth: Mapping[str, bool] = field(default_factory=dict)
    family: Family | None = None
    kinds: frozenset[str] = frozenset()
    guests: tuple[str, ...] = ()
    relations: Mapping[str, Relation] = field(default_factory=dict)
    fact_types: frozenset[str] = frozenset()
    memory: Memory = field(default_factory=Memory)
    rarity: Mapping[str, float] = field(default_factory=dict)
    only_asked: bool = False
    unsure: Mapping[str, str] = field(default_factory=dict)
    told: frozenset[str] = frozenset()
    voice: Voice = "bank"
    repertoire: Repertoire = field(default_factory=lambda: Repertoire(Bank(), ()))
    insiders: bool = False
    thing: bool = False
    core: frozenset[str] = frozenset()
    core_asks: frozenset[str] = frozenset()
    aside: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()

    def is_for(self, template: Template) -> bool:
        """Say whether a question is for a subject of this family."""
        if not template.families:
            return True
        return {*template.families} >= _OF_ANY_THING if self.thing else self.family in template.families


def known_subject(bank: Bank, request: Request) -> Subject:
    """Return what is known of the subject: what the host says, then the lexicon, then its kind's defaults."""
    name = request.technology or (request.guests[0] if request.guests else "")
    return subjects.known(
        bank.lexicon, name, known_traits=bank.traits, family=request.family, kind=request.kind, company=request.company,
        alternatives=request.alternatives, traits=request.traits, not_traits=request.not_traits,
    )  # fmt: skip


def what_is_known(bank: Bank, request: Request, subject: Subject, earlier: Sequence[Outline] = ()) -> Known:
    """Gather what templates are held against; NotFoundError if the sheet to start from does not exist."""
    remembered = history.remember(bank, request, subject, earlier)
    truth = subjects.truth(subject, bank.traits)
    of_guests = relations(request, subject)
    truth = {**truth, "returning": bool(remembered.visits) or truth.get("returning", False)}
    if request.guests and all(of_guests.get(g) == "uses" for g in request.guests):
        truth["only-users"] = True
    if len(request.guests) > 1:
        truth["several-guests"] = True
    family, thing = subject.family or NEUTRAL, subject.family is None and _is_a_thing(request)
    if family == NEUTRAL and not thing and {*of_guests.values()} == {"studies"}:
        family = "research"
    insiders = not {*of_guests.values()}.isdisjoint(_MAKERS.get(family, _INSIDERS)) and not truth.get("left")
    values, unsure = _values(bank, request, subject)
    if "made" in of_guests.values():
        values[BEGAN_IT] = BEGAN_IT
    if _in_an_unusual_language(values, truth):
        truth["unusual-language"] = True
    if _SAYS_WHAT_IT_IS.search((request.technology or "").removeprefix("The ").removeprefix("Apache ")):
        truth["plain-name"] = True
    if family in {"research", "topic"} and _says_it_all(bank, request.technology or ""):
        truth["self-explaining"] = True
    if family == "topic" and _LIVED.match(request.technology or ""):
        truth["lived"] = True
    rituals = {place.template for place in bank.show.rituals}
    named = " ".join(filter(None, (request.technology, subject.kind, values.get("unit"), *request.guests)))
    core = bank.families.get("software" if thing else family, FamilyPlan(core=())).core
    voice: Voice = request.voice or ("show" if has_a_voice(bank, remembered.own) else "bank")
    return Known(
        values=values, truth=truth, family=family, kinds=subjects.kinds_of(bank.lexicon, subject.kind), guests=request.guests, relations=of_guests,
        fact_types=frozenset(f.type for f in request.facts), memory=remembered, rarity=subjects.rarity(bank.lexicon),
        only_asked=request.without_episode is not None, unsure=unsure, told=_told(request), voice=voice,
        repertoire=Repertoire(bank, remembered.own), insiders=insiders, thing=thing,
        core=frozenset(core), core_asks=frozenset(t.purpose for t in bank.templates if t.core and t.category in core),
        aside=frozenset(t.purpose for t in bank.templates if t.id in rituals),
        denied=select.denied(request.facts, (f"{t.cue} {t.text}" for t in bank.templates), besides=named),
    )  # fmt: skip


def _says_it_all(bank: Bank, name: str) -> bool:
    """Say whether a name is a description: "city mice in owl pellets", "handing over a project"; a term such as "technical debt" is none."""
    described = name.count(" ") >= 2 or name.split(" ")[0].endswith("ing")
    return name.islower() and " " in name and described and subjects.find(bank.lexicon, name) is None


def _is_a_thing(request: Request) -> bool:
    """Say whether an unknown subject is a thing: made or used by a guest, beside competitors, called by a name, of a kind (not "eel migration")."""
    name = request.technology or ""
    last = (name.split() or [""])[-1]
    named = not last.islower() and not last.isupper() and not name.lower().startswith("the ")
    of_it = not _OF_A_THING.isdisjoint(request.relations.values())
    of_a_kind = request.kind and not (name.islower() and " " in name)
    return bool(name) and bool(of_it or named or of_a_kind or request.parts or request.slots or request.alternatives)


def relations(request: Request, subject: Subject) -> dict[str, Relation]:
    """Return what each guest is to the subject, as far as it is known: what the host says, then the lexicon's makers."""
    makers = {history.person(m) for m in subject.makers}
    found: dict[str, Relation] = {g: "made" for g in request.guests if history.person(g) in makers}
    return {**found, **request.relations}


def family_plan(bank: Bank, known: Known) -> FamilyPlan:
    """Return the core categories and the titles of the subject's family."""
    found = bank.families.get("software" if known.thing else known.family) if known.family else None
    return found or FamilyPlan(core=())


def blocks(bank: Bank, known: Known) -> dict[str, Block]:
    """Return the block of each category, on a sheet about a subject of this family."""
    return {**{c.id: c.block for c in bank.categories}, **family_plan(bank, known).blocks}


def spoken_list(names: Sequence[str]) -> str:
    """Return names as one says them: "RabbitMQ, Redpanda and Pulsar"."""
    *before, last = names or ("",)
    return f"{', '.join(before)} and {last}" if before else last


def _as_spoken(name: str | None, subject: Subject) -> str | None:
    """Return the subject's name as the host gives it, with the article that belongs to it: The Data Engineering Podcast."""
    return subject.name if name and subject.name.casefold() == f"the {name}".casefold() else name


def _in_an_unusual_language(values: Mapping[str, str], truth: Mapping[str, bool]) -> bool:
    """Say whether a system that keeps or carries data is known to be written in a language that few such systems are."""
    keeps = truth.get("stores-data") or truth.get("messaging")
    languages = {name.strip() for name in values.get("language", "").replace(" and ", ",").split(",")} - {""}
    return bool(keeps and languages and languages.isdisjoint(_USUAL_LANGUAGES))


def _told(request: Request) -> frozenset[str]:
    """Return the slots for which the host has looked something up."""
    rivals = ("alternatives", "rival", "rival_2")[: len(request.alternatives) + 1] if request.alternatives else ()
    stated = [slot for slot, given in (("component", request.parts), ("domain", request.domain)) if given]
    return frozenset({*request.slots, *rivals, *stated})


def field_of(bank: Bank, request: Request, subject: Subject) -> str:
    """Return what the rituals call the guest's field: what the host says, else the show's own field.

    On a show that has never had a subject of this family, and whose field is of another, it is what the family says: a potter is not
    asked about databases. A bank that names no show of its own goes by the kind: who made a compiler is not asked about them, either.
    """
    if request.domain:
        return request.domain
    plan = bank.families.get(subject.family) if subject.family else None
    if plan is None or plan.domain is None:
        return bank.show.domain if bank.show.name else subjects.field_of_its_kind(bank, subject)
    had = subjects.families_of(bank.lexicon, bank.episodes).values()
    if subject.family in had or subject.family == subjects.by_head(bank.lexicon, bank.show.domain):
        return bank.show.domain
    return speak(plan.domain, {"technology": request.technology or ""})


def _with_the(part: str) -> str:
    """Return a part's name as a sentence has it: "the reaper", if it is a word and not a name."""
    return (
        f"the {part}"
        if part.islower() and not part.startswith(("the ", "a ", "an ")) and not part.endswith("s")
        else part
    )


def _values(bank: Bank, request: Request, subject: Subject) -> tuple[dict[str, str], dict[str, str]]:
    """Return what each slot is filled with, and which of that only the lexicon says; what nobody knows is absent."""
    kind = subjects.short_kind(subject.kind) if subject.kind else None
    looked_up = {
        "company": subject.company if subject.company != request.company else None,
        "alternatives": None if request.alternatives else spoken_list(subject.alternatives[:3]),
        "language": spoken_list(subject.written_in[:2]), "builds_on": spoken_list(subject.builds_on[:2]),
        "protocol": next((p for p in subject.builds_on if p in bank.lexicon.protocols), None),
        "compatible_with": spoken_list(subject.compatible_with[:2]), "predecessor": subject.predecessor,
        "component": subject.parts[0].partition(":")[0].strip() if subject.parts else None,
    }  # fmt: skip
    told: dict[str, str | None] = {
        "technology": _as_spoken(request.technology, subject), "guest": spoken_list(request.guests),
        "company": request.company, "kind": kind, "kind_plural": plural(kind) if kind else None,
        "domain": field_of(bank, request, subject), "alternatives": spoken_list(request.alternatives[:3]),
        **dict(zip(("rival", "rival_2"), request.alternatives, strict=False)),
        "component": _with_the(request.parts[0].partition(":")[0].strip()) if request.parts else None,
        **subjects.words(bank.lexicon, subject), **request.slots,
    }  # fmt: skip
    sure = {slot: value for slot, value in told.items() if value}
    unsure = {slot: value for slot, value in looked_up.items() if value and slot not in sure}
    if _CALLED_FROM.search(kind or "") and not _CALLING.isdisjoint({sure.get("language"), unsure.get("language")}):
        sure.pop("language", None)
        unsure.pop("language", None)
    below = (sure.get("builds_on") or unsure.get("builds_on") or "").lower()
    if any(len(word) > 4 and word in below for word in (kind or "").lower().split()):
        sure.pop("builds_on", None)
        unsure.pop("builds_on", None)
    name = request.technology or ""
    of_many = subject.family in {"research", "topic", "craft"} or (subject.family is None and " " in name)
    of_many = of_many or (subject.family in {"standard", "hardware"} and name.islower())
    if is_clause(request.technology or ""):
        sure[CLAUSE] = "clause"
    elif request.technology and is_many(request.technology, common=of_many):
        sure[PLURAL] = "plural"
    elif request.technology and subjects.takes_the(request.technology, subject.family):
        sure[THE] = "the"
    return {**unsure, **sure}, unsure
