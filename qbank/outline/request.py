"""The brief, checked: what a host said becomes a request, or an error that says how to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from qbank.errors import InputNeededError, UsageError, one_of
from qbank.lazy import regex
from qbank.model import FACT_TYPES, FAMILIES, RELATIONS, Bank, Fact, Relation
from qbank.model.brief import BOX, VOICES, Brief, TopBox, box_option
from qbank.model.pattern import TEMPLATE_SLOTS
from qbank.outline import brief, completed, subjects
from qbank.outline.brief import Request

LONGEST_NAME = 300
"""A name may have so many characters; what is longer is not a name."""
_FILLABLE = tuple(s for s in TEMPLATE_SLOTS if s not in {"technology", "guest", "fact", "said", "episode"})
_ARTICLE = regex(r"^(?i:an?|the)\s+(?=\S)")
_CONTROL = regex(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]")


def request(said: Brief, bank: Bank, today: str) -> Request:
    """Return the request that a brief makes, of this date; UsageError names the option that cannot be meant."""
    guests = tuple(name(g, "--guest") for g in said.guest)
    technology = name(said.technology, "--technology") if said.technology is not None else None
    family = one_of(said.family, FAMILIES, "--family")
    if not guests:
        raise InputNeededError("an outline needs a guest", hint='add --guest "NAME"')
    if technology is None and family != "person":
        raise InputNeededError(
            "an outline needs a subject", hint="add --technology NAME, or --family person if it is about the guest"
        )
    _positive(said.minutes, "--minutes")
    _positive(said.questions, "--questions")
    relations = _relations(said.relation, guests)
    return Request(
        guests=guests, technology=technology, date=today, relations=relations,
        family=family, kind=_noun(said.kind), company=_text(said.company, "--company"),
        domain=_text(said.domain, "--domain"), alternatives=texts(said.alternatives, "--alternatives"),
        traits=_traits(said.trait, bank, "--trait"), not_traits=_traits(said.not_trait, bank, "--not-trait"),
        facts=facts_of(said, _inside_a_sentence(bank, technology, said), relations, _is_the_guests_own(bank, said)),
        minutes=said.minutes, questions=said.questions,
        without_episode=said.without_episode, like=_text(said.like, "--like") or None, heard=texts(said.heard, "--heard"),
        must=_templates(said.must, bank, "--must"), avoid=_templates(said.avoid, bank, "--avoid"),
        focus=_categories(said.focus, bank), voice=one_of(said.voice, VOICES, "--voice"), parts=_parts(said),
        slots=_slots(said, bank), box=_box(said),
    )  # fmt: skip


def _is_the_guests_own(bank: Bank, said: Brief) -> bool:
    """Say whether what there is so much of cannot be the subject's: a craft, a field or a topic has no hives and no readers."""
    name = said.technology or ""
    family = said.family or subjects.by_head(bank.lexicon, name)
    if family is None and not said.kind and name.islower():
        return subjects.find(bank.lexicon, name) is None
    return family in {"craft", "topic", "research", "person"}


def _inside_a_sentence(bank: Bank, technology: str | None, said: Brief) -> str | None:
    """Return the subject's name as a sentence has it: a device's with an article."""
    if technology is None:
        return None
    family = one_of(said.family, FAMILIES, "--family")
    subject = subjects.known(bank.lexicon, technology, known_traits=bank.traits, family=family, kind=said.kind)
    return f"the {technology}" if subjects.takes_the(technology, subject.family) else technology


def facts_of(
    said: Brief, subject: str | None, relations: Mapping[str, Relation], theirs: bool = False
) -> tuple[Fact, ...]:
    """Return what a host looked up, each as a whole sentence, a part that is named with --part among it."""
    given = [fact(f) for f in said.fact] + [Fact(type="part", text=t) for t in texts(said.part, "--part")]
    by_a_user = bool(relations) and set(relations.values()) == {"uses"}
    alone = len(said.guest) == 1
    makers = bool(relations) and set(relations.values()) <= {"made", "writes"} and "left" not in said.trait
    return tuple(
        dict.fromkeys(
            completed.whole(f, subject, by_a_user=by_a_user, bare=theirs, alone=alone, makers=makers) for f in given
        )
    )


def _parts(said: Brief) -> tuple[str, ...]:
    """Return the parts that are named, as options or as facts: "NAME: what it does"."""
    stated = (fact(f) for f in said.fact if f.partition(":")[0].strip() == "part")
    return (*texts(said.part, "--part"), *(f.text for f in stated if ":" in f.text))


def _slots(said: Brief, bank: Bank) -> dict[str, str]:
    """Return what the host fills slots with: --slot NAME=VALUE, and the options that stand for one slot each."""
    made: dict[str, str] = {}
    for text in said.slot:
        slot, equals, value = text.partition("=")
        if not equals or not value.strip():
            raise UsageError(f"--slot '{text}' has no name and value", hint="write it as --slot language=Go")
        made[one_of(slot.strip(), _FILLABLE, "--slot")] = _text(value, "--slot") or ""
    for slot, given in (
        ("language", said.written_in), ("builds_on", said.builds_on), ("compatible_with", said.compatible_with),
    ):  # fmt: skip
        if told := _text(given, f"--{slot.replace('_', '-')}"):
            made[slot] = told
    protocols = {p.casefold(): p for p in bank.lexicon.protocols}
    if (protocol := protocols.get(made.get("builds_on", "").casefold())) and "protocol" not in made:
        made["protocol"] = protocol
    return made


def check_before_asking(said: Brief, bank: Bank) -> None:
    """Refuse at once what no answer could mend: UsageError names the option that cannot be meant."""
    relation = said.relation if said.guest else ()
    request(
        replace(said, guest=said.guest or ("someone",), technology=said.technology or "something", relation=relation),
        bank,
        "2000-01-01",
    )


def name(text: str, flag: str) -> str:
    """Return a name as it was typed, blanks at its ends aside; UsageError if it is none."""
    stripped = _text(text, flag)
    if not stripped:
        raise UsageError(f"{flag} is empty", hint="give a name")
    if len(stripped) > LONGEST_NAME:
        raise UsageError(f"{flag} has {len(stripped)} characters", hint=f"a name has at most {LONGEST_NAME}")
    return stripped


def _text(text: str | None, flag: str) -> str | None:
    if text is None:
        return None
    control = _CONTROL.search(text)
    if control:
        shown = control[0].encode("unicode_escape", "backslashreplace").decode()
        raise UsageError(f"{flag} holds a control character ({shown})", hint="type it without")
    return text.strip()


def _noun(kind: str | None) -> str | None:
    """Return a kind without the article that a host may have typed before it: "a craft"."""
    text = _text(kind, "--kind")
    return _ARTICLE.sub("", text) if text else text


def fact(text: str) -> Fact:
    """Return the fact that "TYPE: TEXT" gives; UsageError if there is no type or no text."""
    kind, colon, said = text.partition(":")
    cleaned = _text(said, "--fact") or ""
    if not colon or not cleaned:
        raise UsageError(
            f"--fact '{text}' has no type and text",
            hint='write it as "choice: the database runs inside the calling program"',
        )
    return Fact(type=one_of(kind.strip(), FACT_TYPES, "--fact"), text=cleaned)


def _positive(number: float | None, flag: str) -> None:
    if number is not None and not 0 < number < 1000:
        raise UsageError(f"{flag} is {number:g}", hint="it has to be more than 0 and less than 1000")


def listed(text: str | None, flag: str) -> list[str]:
    """Return the parts of a text with commas between."""
    return [part for raw in (text or "").split(",") if (part := _text(raw, flag))]


def _traits(given: Iterable[str] | None, bank: Bank, flag: str) -> tuple[str, ...]:
    allowed = [t.id for t in bank.traits]
    return tuple(one_of(t, allowed, flag) for t in given or ())


def _templates(given: Iterable[str] | None, bank: Bank, flag: str) -> tuple[str, ...]:
    allowed = [t.id for t in bank.templates]
    return tuple(one_of(t, allowed, flag) for t in given or ())


def _categories(given: Iterable[str], bank: Bank) -> tuple[str, ...]:
    allowed = [c.id for c in bank.categories]
    return tuple(one_of(c, allowed, "--focus") for c in given)


SAID_AS: Mapping[str, Relation] = {
    **dict.fromkeys(("founded", "co-founded", "cofounded", "created", "built", "started", "invented", "designed", "developed",
                     "founder", "creator", "maker", "makes", "hosts"), "made"),
    **dict.fromkeys(("maintains", "maintainer", "contributes", "works on", "works at", "leads", "runs", "develops", "contributor"), "joined"),
    **dict.fromkeys(("use", "used", "user", "operates", "teaches"), "uses"),
    **dict.fromkeys(("researches", "research", "studied", "researcher"), "studies"),
    **dict.fromkeys(("wrote", "edits", "author", "editor", "write", "publishes"), "writes"),
}  # fmt: skip
"""Other words for what a guest is to a subject."""


def relations_read(given: Iterable[str]) -> tuple[str, ...]:
    """Return a sentence for each relation that was said in another word than the five."""
    said = (text.rpartition("=")[2].strip().lower() for text in given)
    return tuple(f"--relation: '{word}' is read as '{SAID_AS[word]}'" for word in said if word in SAID_AS)


def _relations(given: Iterable[str] | None, guests: tuple[str, ...]) -> dict[str, Relation]:
    """Return each guest's relation: "made" is everybody's, "Ada Lovelace=made" hers."""
    made: dict[str, Relation] = {}
    for text in given or ():
        who, equals, relation = text.rpartition("=")
        word = relation.strip()
        relation = one_of(SAID_AS.get(word.lower(), word), RELATIONS, "--relation")
        if equals:
            made[one_of(who.strip(), guests, "--relation")] = relation
        else:
            made = {**dict.fromkeys(guests, relation), **made}
    return made


def _box(said: Brief) -> TopBox:
    made: dict[str, Any] = {}
    for name in BOX:
        given = getattr(said, name)
        flag = box_option(name)
        made[name] = texts(given, flag) if isinstance(given, tuple) else _text(given, flag) or None
    return TopBox(**made)


def own_entries(given: Iterable[str]) -> list[brief.Entry]:
    """Return the host's own lines, taken apart; UsageError for one that asks nothing or holds a control character."""
    made = []
    for text in given:
        for line in text.splitlines():
            _text(line, "--add")
        if text.strip():
            try:
                made.append(brief.entry(text))
            except ValueError as error:
                raise UsageError(f"--add '{text}' asks nothing", hint='write it as --add "inside: TEXT"') from error
    return made


def texts(given: Iterable[str], flag: str) -> tuple[str, ...]:
    """Return the texts that say something, blanks at their ends aside; UsageError for one with a control character."""
    return tuple(cleaned for t in given if (cleaned := _text(t, flag)))
