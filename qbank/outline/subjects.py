"""Subjects: what is known of a technology, a project or a person, and what follows from it. Unknown is not false."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from qbank.errors import UsageError
from qbank.lazy import regex
from qbank.model import Bank, Episode, Family, KindWords, Lexicon, Subject, Trait

FOUND_OUT = frozenset(
    ("returning", "only-users", "unusual-language", "several-guests", "plain-name", "self-explaining", "lived")
)
"""Traits that are found out from the guests and the name, never said."""
OF_THE_GUEST = FOUND_OUT | {"student", "left"}
"""Traits that belong to one interview, most of them to its guest: no subject has them in the lexicon."""

_SEPARATORS = regex(r"[^\w+#]+|_+")
_ACCENTS = regex("[\u0300-\u036f]")
_LEADING = frozenset({"the", "apache"})
_TRAILING = frozenset({
    "algorithm", "database", "db", "framework", "js", "language", "library", "platform", "programming", "project",
    "protocol", "software", "system", "theorem", "tool",
})  # fmt: skip
_PHRASE_ENDS = regex(
    r"[;:.!?()]|\s[-–—]\s|"
    r"(?<![-\w])(?:that|which|who|where|for|from|with|without|by|built|based|written|designed|implemented|made|used|"
    r"using|running|supporting|providing|to|in|on|of|about|aimed|intended|called|named)(?![-\w])",
    re.IGNORECASE,
)
_ABBREVIATIONS = {
    "ci": "continuousintegration",
    "ml": "machinelearning",
    "bi": "businessintelligence",
    "db": "database",
}
_HEADS_IN_ORDER = (
    "system", "service", "tool", "platform", "framework", "library", "engine", "server", "software", "product", "store", "app", "database",
)  # fmt: skip
_HEADS = frozenset(_HEADS_IN_ORDER)
"""Nouns that say little: what stands before them says what the thing is."""
_PARTS = regex(r",|/|\band\b|\bor\b|&", re.IGNORECASE)

_ANY_KIND = frozenset(
    "tool toolkit platform library framework server protocol application service implementation API".split()
)
"""Kinds that say nothing of a field."""
_OF_ANY_FIELD = frozenset(
    ("publication", "book", "person", "craft", "research", "topic", "company", "hardware", "standard")
)
"""Families that anything may be about."""


def find(lexicon: Lexicon, name: str) -> Subject | None:
    """Return the lexicon's entry for a subject, by its name or an alias.

    Case, accents, spaces, hyphens, a leading "the" or "Apache" and a trailing "project", "database" … do not matter.
    A full name goes before a shortened one, a name before an alias, an earlier entry before a later one.
    """
    places = _places(lexicon.subjects)
    return next((lexicon.subjects[places[form]] for form in _forms(name) if form in places), None)


def find_all(lexicon: Lexicon, names: Iterable[str]) -> dict[str, Subject | None]:
    """Return the lexicon's entry for each of many names, as `find` does for one."""
    places = _places(lexicon.subjects)
    entries = {name: next((places[form] for form in _forms(name) if form in places), None) for name in names}
    return {name: None if place is None else lexicon.subjects[place] for name, place in entries.items()}


@lru_cache(maxsize=4)
def _places(subjects: tuple[Subject, ...]) -> dict[str, int]:
    places: dict[str, int] = {}
    for forms in (_full_form, _forms):
        for names in ([(s.name,) for s in subjects], [s.aliases for s in subjects]):
            for place, several in enumerate(names):
                for form in (form for name in several for form in forms(name)):
                    places.setdefault(form, place)
    return places


def _forms(name: str) -> tuple[str, ...]:
    """Return the forms under which a name is looked up, the most exact first."""
    words = _plain_words(name)
    first, last = 0, len(words)
    while first < last - 1 and words[first] in _LEADING:
        first += 1
    while last > first + 1 and words[last - 1] in _TRAILING:
        last -= 1
    spans = ((0, len(words)), (first, len(words)), (0, last), (first, last))
    return tuple(dict.fromkeys(form for a, b in spans if (form := "".join(words[a:b]))))


def _full_form(name: str) -> tuple[str, ...]:
    return _forms(name)[:1]


def _plain_words(text: str) -> list[str]:
    plain = text if text.isascii() else _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    return [word for word in _SEPARATORS.split(plain.casefold()) if word]


def known(
    lexicon: Lexicon, name: str, *, known_traits: tuple[Trait, ...], family: Family | None = None,
    kind: str | None = None, company: str | None = None, alternatives: Sequence[str] = (),
    traits: Sequence[str] = (), not_traits: Sequence[str] = (),
) -> Subject:  # fmt: skip
    """Return what is known of a subject: what is given wins over its entry, the entry over its kind's defaults.

    `known_traits` are the bank's, with what each implies and excludes. An entry whose family or
    kind cannot be the given one is of something else that has the same name, and is left aside.
    UsageError if a trait is given both ways.
    """
    if both := sorted({*traits} & {*not_traits}):
        raise UsageError(f"trait {both[0]} is given both ways", hint="name it with --trait or with --not-trait")
    given_family = family_meant(lexicon, family, kind)
    entry = find(lexicon, name)
    if entry is None or not _may_be(_family(lexicon, entry), given_family) or is_other(lexicon, entry.kind, kind):
        entry = Subject(name=name)
    defaults = words_of(lexicon, kind or entry.kind)
    yes, no = _settled(
        known_traits, (traits, not_traits), (entry.traits, entry.not_traits), (defaults.traits, defaults.not_traits)
    )
    return replace(
        entry,
        family=given_family
        or _family(lexicon, entry)
        or by_head(lexicon, name if name.islower() or " " in name else ""),
        kind=kind or entry.kind,
        company=company or entry.company,
        alternatives=tuple(alternatives) or entry.alternatives,
        traits=yes,
        not_traits=no,
    )


def family_meant(lexicon: Lexicon, family: Family | None, kind: str | None) -> Family | None:
    """Return the family that a host means: a company that is said to be a kind of thing is asked about as that thing."""
    of_kind = (words_of(lexicon, kind).family or by_head(lexicon, kind)) if kind else None
    return of_kind if family is None or (family == "company" and of_kind) else family


def by_head(lexicon: Lexicon, phrase: str) -> Family | None:
    """Return the family that the last words of a phrase tell: "salt-glazed pottery" is a craft, "decision making" a topic."""
    spelt = _plain_words(phrase)
    for most in (2, 1):
        last = frozenset(_singulars(" ".join(spelt[-most:]))) if len(spelt) >= most else frozenset()
        if found := next((family for family, nouns in lexicon.heads.items() if not last.isdisjoint(nouns)), None):
            return found
    return None


About = tuple[str | None, str | None]
"""What an episode was about: its subject and its kind, as the episode names them."""


def families_of(lexicon: Lexicon, episodes: Iterable[Episode]) -> dict[About, Family | None]:
    """Return the family of what episodes were about: the entry's, else the kind's; None if nobody knows."""
    every = {(e.technology, e.kind) for e in episodes}
    entries = find_all(lexicon, {name for name, _ in every if name})
    made: dict[About, Family | None] = {}
    for name, kind in every:
        entry = entries.get(name or "")
        made[name, kind] = (_family(lexicon, entry) if entry else None) or words_of(lexicon, kind).family
    return made


def _family(lexicon: Lexicon, subject: Subject) -> Family | None:
    return subject.family or words_of(lexicon, subject.kind).family


def _may_be(entry: Family | None, given: Family | None) -> bool:
    """Say whether an entry of one family can be meant where another is given; software is often run as a service."""
    return None in (entry, given) or entry == given or {entry, given} == {"software", "service"}


def takes_the(name: str, family: Family | None) -> bool:
    """Say whether a name takes an article inside a sentence: a device's does, unless it has one."""
    return family == "hardware" and not name.lower().startswith("the ")


def is_other(lexicon: Lexicon, known: str | None, given: str | None) -> bool:
    """Say whether a thing of the given kind must be another one of the same name: the kinds share neither a word nor a trait."""
    if not known or not given or guess_kind(lexicon, given) is None:
        return False
    one, other = ({k, *kinds_of(lexicon, k)} for k in (known, given))
    words_ = [{w for kind in kinds for w in _plain_words(kind)} for kinds in (one, other)]
    traits = [{t for kind in kinds for t in words_of(lexicon, kind).traits} for kinds in (one, other)]
    return words_[0].isdisjoint(words_[1]) and traits[0].isdisjoint(traits[1])


def _settled(
    known_traits: tuple[Trait, ...], *layers: tuple[Iterable[str], Iterable[str]]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Join layers of traits a subject has and has not; what contradicts an earlier layer is dropped."""
    settled: dict[str, bool] = {}
    for yes, no in layers:
        follows = _consequences(settled, known_traits)
        layer = {**dict.fromkeys(no, False), **dict.fromkeys(yes, True)}
        settled |= {
            trait: holds
            for trait, holds in layer.items()
            if trait not in settled and follows.get(trait, holds) == holds
        }
    return tuple(t for t in settled if settled[t]), tuple(t for t in settled if not settled[t])


def truth(subject: Subject, traits: tuple[Trait, ...]) -> dict[str, bool]:
    """Return what is known of each trait: True or False, as stated or as follows from `traits`; what is absent is unknown."""
    stated = {**dict.fromkeys(subject.not_traits, False), **dict.fromkeys(subject.traits, True)}
    found = _consequences(stated, traits)
    for trait in traits:
        if subject.family in trait.never and trait.id not in found:
            found = _consequences({**found, trait.id: False}, traits)
    return found


def _consequences(stated: Mapping[str, bool], traits: tuple[Trait, ...]) -> dict[str, bool]:
    """Return the stated traits and all that follows from them; what is stated is never overruled."""
    found, rules = dict(stated), _rules(traits)
    waiting = list(stated.items())
    while waiting:
        for trait, holds in rules.get(waiting.pop(0), ()):
            if trait not in found:
                found[trait] = holds
                waiting.append((trait, holds))
    return found


@lru_cache(maxsize=4)
def _rules(traits: tuple[Trait, ...]) -> Mapping[tuple[str, bool], Sequence[tuple[str, bool]]]:
    """Return the rules both ways round: what implies X does not hold where X does not."""
    rules: dict[tuple[str, bool], list[tuple[str, bool]]] = {}
    for trait in traits:
        for other in trait.implies:
            rules.setdefault((trait.id, True), []).append((other, True))
            rules.setdefault((other, False), []).append((trait.id, False))
        for other in trait.excludes:
            rules.setdefault((trait.id, True), []).append((other, False))
            rules.setdefault((other, True), []).append((trait.id, False))
    return rules


def words(lexicon: Lexicon, subject: Subject) -> dict[str, str]:
    """Return the words that a subject's kind brings along, `unit` and `load`; those that are not known are absent."""
    found = words_of(lexicon, subject.kind)
    return {slot: word for slot, word in (("unit", found.unit), ("load", found.load)) if word}


def words_of(lexicon: Lexicon, kind: str | None) -> KindWords:
    """Return what is known of a kind or, if it is not in the lexicon, of the known kind that its last words name."""
    name = guess_kind(lexicon, kind) if kind and kind not in lexicon.kinds else kind
    return lexicon.kinds[name] if name else KindWords()


def kinds_of(lexicon: Lexicon, kind: str | None) -> frozenset[str]:
    """Return the kinds whose questions are asked of a kind: the known one that it names, and all that this one is a case of."""
    name = guess_kind(lexicon, kind) if kind and kind not in lexicon.kinds else kind
    found: set[str] = set()
    waiting = [name] if name else []
    while waiting:
        if (one := waiting.pop()) not in found:
            found.add(one)
            waiting += lexicon.kinds[one].is_a if one in lexicon.kinds else ()
    return frozenset(found)


def rarity(lexicon: Lexicon) -> dict[str, float]:
    """Return how much each trait tells of a subject, from 0 (all known subjects have it): a tenth of them make it 1."""
    count = Counter(trait for subject in lexicon.subjects for trait in _has(lexicon, subject))
    most = len(lexicon.subjects) + 1
    return {trait: math.log10(most / (times + 1)) for trait, times in count.items()}


def _has(lexicon: Lexicon, subject: Subject) -> set[str]:
    """Return the traits that a subject has, by its entry or by its kind."""
    return {*subject.traits} | ({*words_of(lexicon, subject.kind).traits} - {*subject.not_traits})


def short_kind(kind: str) -> str:
    """Return a kind as one speaks of it again: a "newsletter about small towns" is a newsletter."""
    return _PHRASE_ENDS.split(kind.strip(), maxsplit=1)[0].strip() or kind


def guess_kind(lexicon: Lexicon, phrase: str) -> str | None:
    """Return the known kind that a phrase names, or None: "an open source file system that …" is a file system.

    The phrase ends before "that", "which", "for" and the like; of its parts the first that names a kind counts.
    """
    head = _PHRASE_ENDS.split(phrase.strip(), maxsplit=1)[0]
    table = _kinds(tuple(lexicon.kinds))
    return next((kind for part in (head, *_PARTS.split(head)) if (kind := _last_words(table, part))), None)


@lru_cache(maxsize=4)
def _kinds(kinds: tuple[str, ...]) -> dict[str, str]:
    table: dict[str, str] = {}
    for kind in kinds:
        table.setdefault("".join(_plain_words(kind)), kind)
    return table


def _last_words(table: Mapping[str, str], text: str) -> str | None:
    """Return the known kind that the longest run of a text's last words spells, in the singular or the plural.

    Where a run of several words names none, what is said of another head is tried: a "CI service" is known as a CI system.
    """
    words = _plain_words(text)
    for i in range(len(words)):
        forms = [*_singulars("".join(words[i:])), *_singulars(_spelled_out(words[i:]))]
        if i < len(words) - 1 and not _HEADS.isdisjoint(_singulars(words[-1])):
            forms += [_spelled_out(words[i:-1]) + head for head in _HEADS_IN_ORDER]
        if found := next((table[form] for form in forms if form in table), None):
            return found
    return None


def _spelled_out(words: Iterable[str]) -> str:
    """Return words run together, with what is commonly shortened written out: "CI" is "continuousintegration"."""
    return "".join(_ABBREVIATIONS.get(word, word) for word in words)


def _singulars(word: str) -> Iterator[str]:
    yield word
    if word.endswith("ies"):
        yield word[:-3] + "y"
    if word.endswith("es"):
        yield word[:-2]
    if word.endswith("s"):
        yield word[:-1]


def check(lexicon: Lexicon, traits: Iterable[Trait]) -> tuple[str, ...]:
    """Return a line for each inconsistency of the lexicon; none if all is well."""
    ids = {trait.id: trait for trait in traits}
    found = [line for subject in lexicon.subjects for line in _about_subject(lexicon, subject, ids)]
    for name, kind in lexicon.kinds.items():
        stated = Subject(name=name, family=kind.family, traits=kind.traits, not_traits=kind.not_traits)
        found += [f"kind {name}: {line}" for line in _about_traits(stated, ids)]
    return (*found, *_about_names(lexicon), *_about_plain_names(lexicon))


def _about_subject(lexicon: Lexicon, subject: Subject, ids: Mapping[str, Trait]) -> Iterator[str]:
    family = _family(lexicon, subject)
    lines = [*_about_traits(replace(subject, family=family), ids)]
    if family is None:
        lines.append(f"it has no family, and its kind {subject.kind or '(none)'} gives it none")
    own = {_full_form(name) for name in (subject.name, *subject.aliases)}
    lines += [f"it is its own alternative {other}" for other in subject.alternatives if _full_form(other) in own]
    lines += [f"{name} stands twice among its alternatives" for name in _twice(subject.alternatives)]
    yield from (f"subject {subject.name}: {line}" for line in lines)


def _about_traits(stated: Subject, ids: Mapping[str, Trait]) -> Iterator[str]:
    """Yield what is wrong with the traits of a subject, or of a kind dressed up as one."""
    named = (*stated.traits, *stated.not_traits)
    yield from (f"there is no trait {trait}" for trait in named if trait not in ids)
    yield from (f"trait {trait} stands twice" for trait in _twice(stated.traits) + _twice(stated.not_traits))
    yield from (f"trait {trait} stands both ways" for trait in stated.traits if trait in stated.not_traits)
    yield from (f"trait {trait} belongs to a guest" for trait in named if trait in OF_THE_GUEST)
    has = {*stated.traits}
    rules = [ids[trait] for trait in stated.traits if trait in ids]
    yield from (f"it cannot be both {t.id} and {other}" for t in rules for other in t.excludes if other in has)
    yield from (f"what is {t.id} has {other}" for t in rules for other in t.implies if other in stated.not_traits)
    yield from (f"no {stated.family} has the trait {t.id}" for t in rules if stated.family in t.never)


def _about_names(lexicon: Lexicon) -> Iterator[str]:
    """Yield the names and aliases that lead to more than one subject."""
    owners: dict[str, list[str]] = {}
    for subject in lexicon.subjects:
        for form in dict.fromkeys(form for n in (subject.name, *subject.aliases) for form in _full_form(n)):
            owners.setdefault(form, []).append(subject.name)
    for form, names in owners.items():
        if len(names) > 1:
            yield f"subjects {' and '.join(names)}: both are called {form}"


def _about_plain_names(lexicon: Lexicon) -> Iterator[str]:
    for key in ("companies", "languages", "protocols"):
        yield from (f"{key}: {name} stands twice" for name in _twice(getattr(lexicon, key)))


def _twice(names: Iterable[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]


HANDFUL = 7


def telling(bank: Bank, subject: Subject, *, most: int = HANDFUL) -> tuple[Trait, ...]:
    """Return the traits that decide most about a sheet and are not known yet, the most telling first.

    A template that needs one more trait counts for it fully, one that needs two more for each by half; one that a
    trait forbids counts fully, too. What belongs to another family, or is out already, counts for nothing.
    """
    known_truth = truth(subject, bank.traits)
    family = subject.family or "software"
    kinds = kinds_of(bank.lexicon, subject.kind)
    weight: dict[str, float] = defaultdict(float)
    for template in bank.templates:
        missing = [t for t in template.needs if t not in known_truth and t not in OF_THE_GUEST]
        closed = any(known_truth.get(t) is False for t in template.needs) or any(
            known_truth.get(t) for t in template.never
        )
        of_others = (template.families and family not in template.families) or (
            template.kinds and kinds.isdisjoint(template.kinds)
        )
        if template.ritual or closed or of_others:
            continue
        for trait in missing:
            weight[trait] += 1 / len(missing)
        for trait in template.never:
            if trait not in known_truth and trait not in OF_THE_GUEST:
                weight[trait] += 1
    known = {t.id: t for t in bank.traits}
    ranked = sorted((t for t in weight if t in known), key=lambda t: (-weight[t], t))
    return tuple(known[t] for t in ranked[:most])


def field_of_its_kind(bank: Bank, subject: Subject) -> str:
    """Return the field of a subject of a known kind: its own, or the show's if it has had such a one or the kind names no other.

    "" where nobody knows: who keeps a mountain hut was not involved in data management.
    """
    kinds = kinds_of(bank.lexicon, subject.kind)
    had = {kind for said in {episode.kind for episode in bank.episodes} for kind in kinds_of(bank.lexicon, said)}
    anything = not kinds or kinds <= _ANY_KIND or subject.family in _OF_ANY_FIELD
    if anything and subject.name not in {episode.technology for episode in bank.episodes}:
        return ""
    fields = (words.domain for kind in sorted(kinds) if (words := bank.lexicon.kinds.get(kind)))
    field = next((field for field in fields if field), "") if kinds.isdisjoint(had) else ""
    return field or bank.show.domain
